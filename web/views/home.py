"""The home page: what waits for me, by what my posts let me see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from mediation.readmodels.backlog import area_now
from mediation.readmodels.campaign_tasks import tasks_waiting
from mediation.readmodels.case_list import (
    ConfirmationLine,
    cases_handed_on,
    cases_in_danger,
    confirmations_waiting,
    hand_overs_waiting,
)
from mediation.readmodels.caseloads import newly_given
from mediation.readmodels.clock_rules import provisional_clocks
from mediation.readmodels.diverted import diverted_cases
from mediation.readmodels.drafts import drafts_of
from mediation.readmodels.early_warnings import waiting_warnings
from mediation.readmodels.exchange_offers import offers_waiting
from mediation.readmodels.obligations import ClockLine, clocks_running, duties_waiting
from mediation.readmodels.overdue_receipts import overdue_count
from mediation.readmodels.requests import decisions_waiting, requests_waiting
from mediation.readmodels.seals import seals_running_out
from mediation.readmodels.sending import sending_post, waiting_count
from mediation.readmodels.subsidies import claims_to_look_at
from mediation.readmodels.warnings import is_told
from mediation.rules.actor import Actor
from mediation.rules.early_warnings import explained
from mediation.rules.grammar import Clock, Permission
from mediation.rules.policy import may_record_on_the_spot, mediates
from mediation.rules.vocabulary import MatterKind
from mediation.services.acts.suspending import LATE_ENTRY, TERMS
from web.access import SIGNED_IN, access
from web.identity import current_actor, house
from web.subsidy_words import yuan_of
from web.views.drafts import PAGES
from web.wording import worded

blueprint = Blueprint("home", __name__)
UNDECIDED = ("acceptance",)
UNDER_WAY = ("settlement", "labour_mediation", *TERMS, LATE_ENTRY)
AFTERWARDS = ("application", "return_visit")
MOST = 20
MOST_GIVEN = 100
"""Lines of a list on this page; the rest is a click away."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case with the clock that runs in it."""

    case_public_id: str
    title: str
    clock: Clock
    due_on: date
    days_left: int


@dataclass(frozen=True, slots=True)
class AtCourt:
    """A confirmation with the days that its clock has left."""

    line: ConfirmationLine
    days_left: int | None


@blueprint.get("/")
@access(SIGNED_IN)
def show() -> ResponseReturnValue:
    actor = current_actor()
    with house().read() as session:
        return render_template("home/show.html", pages=PAGES, **_sections(session, actor))


def _sections(session: Session, actor: Actor) -> dict[str, Any]:
    """Every section that the actor's posts give; the template leaves out the others."""
    registers = actor.has(Permission.REGISTER)
    offers = actor.has(Permission.READ_ORGANISATION_CASES)
    hand_overs = hand_overs_waiting(session, actor) if offers else ()
    court = actor.has(Permission.READ_COURT_MATTERS)
    at_court = _confirmations(session, actor) if court else ()
    return {
        "registers": registers,
        "on_the_spot": may_record_on_the_spot(actor),
        "court": court,
        "asked": requests_waiting(session, house().registry, actor, limit=MOST),
        "to_decide": decisions_waiting(session, actor, limit=MOST) if actor.has(Permission.READ_AREA) else (),
        "area": area_now(session, house().registry, actor, house().clock.now(), house().clock.today())
        if actor.has(Permission.READ_AREA)
        else None,
        "administers": actor.has(Permission.ADMINISTER),
        "provisional": provisional_clocks(session, actor) if actor.has(Permission.ADMINISTER) else 0,
        "seals": seals_running_out(session, actor, house().clock.now()) if registers or court else (),
        "drafts": drafts_of(session, actor),
        "incoming": [line for line in hand_overs if line.incoming],
        "outgoing": [line for line in hand_overs if not line.incoming],
        "from_elsewhere": offers_waiting(session, actor) if offers else (),
        "most_given": MOST_GIVEN,
        "handed_on": cases_handed_on(session, actor, house().clock.today(), limit=MOST_GIVEN)
        if registers or court
        else (),
        "new": newly_given(session, actor, limit=MOST) if registers else (),
        "in_danger": cases_in_danger(session, actor, limit=MOST) if registers else (),
        "undecided": _clocks(session, actor, UNDECIDED) if registers else (),
        "under_way": _clocks(session, actor, UNDER_WAY) if registers else (),
        "afterwards": _clocks(session, actor, AFTERWARDS) if registers else (),
        "duties": duties_waiting(session, house().registry, actor, limit=MOST) if registers else (),
        "sent": diverted_cases(session, house().registry, actor, house().clock.today(), limit=MOST)
        if court
        else (),
        **_to_send(session, actor),
        "for_me": [one for one in at_court if one.line.mine],
        "for_others": [one for one in at_court if not one.line.mine],
        "warned": waiting_warnings(session, actor, limit=MOST) if is_told(actor) else (),
        "explained": lambda line: worded(explained(line.kind, line.content)),
        "tasks": tasks_waiting(session, actor, house().clock.today()) if registers else (),
        "subsidies": claims_to_look_at(session, actor, house().clock.today()) if mediates(actor) else (),
        "yuan": yuan_of,
        "today": house().clock.today(),
    }


def _to_send(session: Session, actor: Actor) -> dict[str, int]:
    """At a court's desk: how many cases wait to be sent out, and how many nobody has signed for in time."""
    registry, today = house().registry, house().clock.today()
    post = sending_post(actor, registry)
    if post is None:
        return {"to_send": 0, "unsigned": 0}
    return {
        "to_send": waiting_count(session, registry, post),
        "unsigned": overdue_count(session, post, today),
    }


def _clocks(session: Session, actor: Actor, names: tuple[str, ...]) -> tuple[Waiting, ...]:
    return tuple(
        _waiting(
            clocks_running(session, actor, names, house().clock.today(), house().registry.periods, limit=MOST)
        )
    )


def _waiting(lines: Iterable[ClockLine]) -> Iterable[Waiting]:
    today, clocks = house().clock.today(), house().registry.clock_by_name
    for line in lines:
        left = (line.due_on - today).days
        yield Waiting(line.case_public_id, line.title, clocks[line.clock], line.due_on, left)


def _confirmations(session: Session, actor: Actor) -> tuple[AtCourt, ...]:
    """Applications at my court, in the order of the states they go through, the earliest clock first."""
    today = house().clock.today()
    found = [
        AtCourt(line, None if line.due_on is None else (line.due_on - today).days)
        for line in confirmations_waiting(session, house().registry, actor, today)
    ]
    order = [state.name for state in house().registry.current(MatterKind.CONFIRMATION).states]
    found.sort(key=lambda c: (order.index(c.line.state.name), c.line.due_on or date.max))
    return tuple(found)
