"""Who answers for what a case waits on: somebody for each clock, everybody who acts for the way to the court."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mediation.model import Case, Deadline, HandOver, Membership, Organisation, Person, Request
from mediation.model.cases import Matter
from mediation.model.matters import TABLES
from mediation.rules import guards
from mediation.rules.actor import Actor
from mediation.rules.grammar import WITHOUT_POSTS, Clock, State, Step
from mediation.rules.policy import CaseView, case_view, post_for
from mediation.rules.proof.facts import asked_by
from mediation.rules.vocabulary import CourtDoor, DeadlineState, MatterKind, OrganisationKind, Seat, Tier
from mediation.services.case_now import standing_filing
from mediation.services.court_door import court_door
from mediation.services.gather_facts import gather_facts
from mediation.services.load import seats_of, standing
from workflows import REGISTRY, dispute

Offices = Mapping[UUID, frozenset[str]]
"""By organisation: the roles in which somebody active sits there."""
DISPUTE = MatterKind.DISPUTE
FAILED = {state.name for state in (*dispute.OUT_OF_MEDIATION, dispute.AT_COURT)}
"""Where mediation has ended without result."""
AT_ONES_OWN_DESK = {MatterKind.FILING, MatterKind.FEE}
"""A court receives at its own desk what it then examines: it asks nothing of itself, a party does."""


def offices(session: Session, today: date) -> Offices:
    rows = session.execute(
        select(Membership.organisation_id, Membership.role)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Person.active,
            Membership.from_on <= today,
            or_(Membership.until_on.is_(None), Membership.until_on >= today),
        )
    )
    held: dict[UUID, set[str]] = {}
    for organisation_id, role in rows:
        held.setdefault(organisation_id, set()).add(role)
    return {organisation_id: frozenset(roles) for organisation_id, roles in held.items()}


def _meets(step: Step, here: State, clock: Clock) -> bool:
    """Whether the step, or one that follows of itself, meets a clock that runs while the matter stands there.

    A desk that accepts nothing itself does its part by sending the dispute on.
    """
    after = step.dest or here
    if clock in step.stops or (clock is here.clock and step.opens is MatterKind.HAND_OVER):
        return True
    if after.fulfils and after is not here and (clock in (here.clock, here.from_court)):
        return True
    if after.fulfils and here.open and not after.open and clock.name not in REGISTRY.periods:
        return True
    return any(_meets(one, after, clock) for one in step.then)


def _somebody(steps: Iterable[Step], seats: Mapping[Seat, UUID], held: Offices) -> bool:
    return any(
        not {role.name for role in step.by}.isdisjoint(held.get(seats[step.seat], frozenset()))
        for step in steps
        if step.seat in seats and step.seat not in WITHOUT_POSTS
    )


def clocks_without_anybody(session: Session, case: Case, held: Offices) -> Iterator[str]:
    """Running clocks that nobody active in the answering organisation can meet, and whose end brings nothing."""
    for running in session.scalars(
        select(Deadline).where(
            Deadline.case_id == case.id,
            Deadline.state.in_((DeadlineState.RUNNING, DeadlineState.PAUSED)),
        )
    ):
        table: Any = TABLES[running.matter]
        matter: Matter = session.get_one(table, running.matter_id)
        definition = REGISTRY.of(running.matter, matter.definition_version)
        clock, here = REGISTRY.clock_by_name[running.clock], definition.by_state[matter.state]
        onward = definition.steps_from(here.name)
        if clock.lapses or any(clock in step.at_end_of for step in onward):
            continue
        meeting = [step for step in onward if _meets(step, here, clock)]
        if not _somebody(meeting, seats_of(case, matter, None), held):
            yield f"{running.matter.value} {running.clock} in {here.name}"


def asked_of_themselves(session: Session, case_id: UUID) -> Iterator[str]:
    """Open requests, and hand-overs, in which one organisation sits on both sides."""
    for request in session.scalars(select(Request).where(Request.case_id == case_id, Request.is_open)):
        if request.kind in AT_ONES_OWN_DESK:
            continue
        if request.asker_id in (request.asked_id, request.handler_id):
            yield f"{request.kind.value} {request.state}"
    for hand_over in session.scalars(select(HandOver).where(HandOver.case_id == case_id)):
        if hand_over.sender_id == hand_over.receiver_id:
            yield f"hand_over {hand_over.state}"


def acting_for_the_holder(
    session: Session, case: Case, actors: Mapping[str, Actor], today: date
) -> dict[str, tuple[bool, bool]]:
    """By account who may do anything in the dispute as it stands: whether danger, and the court, is one step away.

    The facts are asked, so that a door behind which somebody else has to do something first is no door.
    """
    holder = session.get_one(Organisation, case.organisation_id)
    about, seats = standing(session, case, holder), seats_of(case, case, None)
    onward = REGISTRY.of(DISPUTE, case.definition_version).steps_from(case.state)
    facts = gather_facts(session, REGISTRY, case, case, today, asked_by(onward))
    open_now = [step for step in onward if step.seat is Seat.HOLDER and not step.refusals(facts)]
    doors = [step for step in open_now if step.dest is not None and step.dest.tier is Tier.LITIGATION]
    told = [step for step in open_now if step.name == "report_danger"]

    def may(who: Actor, steps: Iterable[Step]) -> bool:
        return any(post_for(who, step, seats) is not None for step in steps)

    return {
        account: (may(who, told), may(who, doors))
        for account, who in actors.items()
        if case_view(who, about) is CaseView.FULL and may(who, onward)
    }


def left_by_the_court(session: Session, case: Case, today: date) -> bool:
    """Whether what a court had delegated has failed at a committee, and its complaint never lay at that court again.

    Through the program or on paper; not what the law puts arbitration or the government before.

    While it lies there its clock runs, which has to have somebody like every other.
    """
    if court_door(session, case)[0] is not CourtDoor.DELEGATION or case.state not in FAILED:
        return False
    asked = frozenset({"court_at_hand", "labour", "arbitrated", "land_title", "decided_by_government"})
    facts = gather_facts(session, REGISTRY, case, case, today, asked)
    if not facts.court_at_hand or guards.something_comes_before_the_court.holds(facts):
        return False
    holder = session.get_one(Organisation, case.organisation_id)
    if holder.kind is OrganisationKind.COURT:
        return False
    came_back = select(Request.id).where(Request.case_id == case.id, Request.kind == MatterKind.FILING)
    return standing_filing(session, case.id) is None and session.scalar(came_back.limit(1)) is None
