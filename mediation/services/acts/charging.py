"""The court's fee of a suit: told once it is registered, with its days and what follows (诉讼费用交纳办法 22)."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from mediation.model import Organisation
from mediation.rules.acts import FeeNotified
from mediation.rules.clock import SHANGHAI
from mediation.rules.messages import say
from mediation.rules.money import format_yuan
from mediation.rules.vocabulary import MatterKind
from mediation.services.acts.asking import open_request, request_of
from mediation.services.field_check import FieldCheck
from mediation.services.step import Done, Taking
from mediation.services.tell_plaintiffs import tell_plaintiffs


def notify_fee(taking: Taking) -> Done:
    """Of a complaint that the court has registered."""
    return told(taking, cast(UUID, request_of(taking).asked_id))


def told(taking: Taking, court_id: UUID) -> Done:
    """The notice opens a matter of its own at that court, and whoever sues is told of it."""
    given, check = cast(FeeNotified, taking.entry.given), FieldCheck()
    if given.notified_on > taking.entry.recorded_at.astimezone(SHANGHAI).date():
        check.note("notified_on", say("通知日期不能晚于今天"))
    if given.amount is None:
        check.note("amount", say("请填写应交的数额"))
    check.refuse()
    assert given.amount is not None
    court, amount = taking.uow.session.get_one(Organisation, court_id), format_yuan(given.amount)
    made = open_request(
        taking,
        MatterKind.FEE,
        f"案件受理费 {amount}",
        asker_id=court.id,
        asked_id=court.id,
        asked_name=court.name,
    )
    tell_plaintiffs(
        taking,
        made.id,
        f"{court.name}通知您交纳案件受理费{amount}，接到通知的次日起七日内交纳；确有困难的可以申请缓交、减交、免交；"
        "逾期不交也没有申请的，按撤诉处理。费用由法院收取，调委会不收费。",
    )
    return Done(data={"court": court.name, "fee": amount}, subject_id=made.id)
