"""督办: a supervisor's order, and the last day that the supervisor names for its answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from mediation.rules.acts import OrderAgain, OrderWritten
from mediation.rules.clock import SHANGHAI
from mediation.rules.messages import say
from mediation.rules.vocabulary import MatterKind
from mediation.services.acts.asking import open_request
from mediation.services.field_check import FieldCheck
from mediation.services.run_clocks import LastDay, set_by_supervisor
from mediation.services.step import Done, Taking

LONGEST_ORDER = timedelta(days=365)


def issue_order(taking: Taking) -> Done:
    """Whoever holds the case answers, by the day that the order names or else within the setting."""
    given, check = cast(OrderWritten, taking.entry.given), FieldCheck()
    subject = check.text("subject", given.subject, say("请写明督办什么、要求怎样回复"))
    until = _last_day(taking, given.until_on, check)
    check.refuse()
    holder = taking.loaded.holder
    made = open_request(
        taking,
        MatterKind.ORDER,
        subject,
        asker_id=taking.entry.taken_from.organisation_id,
        until=until,
        asked_name=holder.name,
    )
    return Done(data={"to": holder.name, "subject": subject, **_told(until)}, subject_id=made.id)


def order_again(taking: Taking) -> Done:
    """The same order has to be answered once more: asked again, or reopened after it was lifted."""
    given, check = cast(OrderAgain, taking.entry.given), FieldCheck()
    until = _last_day(taking, given.until_on, check)
    check.refuse()
    return Done(data=_told(until), due=until)


def _last_day(taking: Taking, until_on: date | None, check: FieldCheck) -> LastDay | None:
    """From tomorrow to a year from now: who is ordered learns of it today, whatever day it is entered for."""
    if until_on is None:
        return None
    today = taking.entry.recorded_at.astimezone(SHANGHAI).date()
    if not today < until_on <= today + LONGEST_ORDER:
        check.note(
            "until_on",
            say(
                "期限应在 {first} 到 {last} 之间", first=today + timedelta(days=1), last=today + LONGEST_ORDER
            ),
        )
    return set_by_supervisor(until_on)


def _told(until: LastDay | None) -> dict[str, Any]:
    return {} if until is None else {"until_on": until.on.isoformat()}
