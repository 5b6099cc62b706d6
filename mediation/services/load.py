"""Loading through the actor: a matter that is not yours is not there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from mediation.model import (
    Appointment,
    Case,
    CaseEvent,
    Confirmation,
    Diversion,
    HandOver,
    Organisation,
    Performance,
    Person,
    Request,
)
from mediation.model.cases import Matter
from mediation.model.matters import LINKED, LinkedMatter
from mediation.rules.actor import Actor, Post
from mediation.rules.errors import NotThere, StaleCase
from mediation.rules.messages import say
from mediation.rules.policy import CaseStanding, CaseView, Seats, sight, watching_post
from mediation.rules.vocabulary import CourtDoor, MatterKind, Seat
from mediation.services.unit_of_work import UnitOfWork

CLOSED_TO_COURT = ("preparing",)
LOOKS = ("party:revealed", "document:read")
"""What is recorded without changing the matter."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A case and the matter of it that is acted on, with the organisations that have a seat."""

    case: Case
    matter: Case | LinkedMatter
    kind: MatterKind
    seats: Seats
    view: CaseView
    holder: Organisation


def load_case(uow: UnitOfWork, actor: Actor, case_id: UUID, *, at_least: CaseView = CaseView.FULL) -> Loaded:
    """The case locked for writing, if the actor sees at least that much of it; else NotThere."""
    return _load(uow, actor, MatterKind.DISPUTE, case_id, at_least)


def load_matter(uow: UnitOfWork, actor: Actor, kind: MatterKind, matter_id: UUID) -> Loaded:
    """A matter of a case, locked for writing, if it is the actor's affair at all; else NotThere."""
    return _load(uow, actor, kind, matter_id, CaseView.OVERVIEW)


def _load(uow: UnitOfWork, actor: Actor, kind: MatterKind, matter_id: UUID, least: CaseView) -> Loaded:
    matter = _matter(uow, kind, matter_id)
    case = matter if isinstance(matter, Case) else _locked(uow, matter.case_id)
    holder = uow.session.get_one(Organisation, case.organisation_id)
    about = standing(uow.session, case, holder)
    view = sight(actor, about, of_the_case=isinstance(matter, Case))
    if view < least or not concerns(actor, matter, view):
        raise NotThere
    return Loaded(case, matter, kind, seats_of(case, matter, watching_post(actor, about)), view, holder)


def _matter(uow: UnitOfWork, kind: MatterKind, matter_id: UUID) -> Case | LinkedMatter:
    if kind is MatterKind.DISPUTE:
        return _locked(uow, matter_id)
    table: Any = LINKED[kind]
    case_id = uow.session.scalar(select(table.case_id).where(table.id == matter_id))
    if case_id is None:
        raise NotThere
    _locked(uow, case_id)  # always the case first, so that two writers never wait for each other
    matter: LinkedMatter = uow.session.get_one(table, matter_id, with_for_update=True, populate_existing=True)
    if isinstance(matter, Request) and matter.kind is not kind:
        raise NotThere
    return matter


def _locked(uow: UnitOfWork, case_id: UUID) -> Case:
    case = uow.session.get(Case, case_id, with_for_update=True)
    if case is None:
        raise NotThere
    return case


def concerns(actor: Actor, matter: Matter, view: CaseView) -> bool:
    """Whether the matter is the actor's affair: in their case, asked of them, or at their court."""
    if view is CaseView.FULL:
        return True
    here = {post.organisation_id for post in actor.posts}
    if isinstance(matter, Confirmation):
        return matter.court_id in here and matter.state not in CLOSED_TO_COURT
    if isinstance(matter, HandOver):
        return not here.isdisjoint((matter.receiver_id, matter.decider_id))
    if isinstance(matter, Performance):
        return False
    if isinstance(matter, Request):
        return not here.isdisjoint((matter.asker_id, matter.asked_id, matter.handler_id))
    return True


def seats_of(case: Case, matter: Matter, watching: Post | None) -> Seats:
    """The organisations that have a seat in the matter; `watching` is from where the actor supervises."""
    seats = {Seat.HOLDER: case.organisation_id}
    if isinstance(matter, Case) and watching is not None:
        seats[Seat.WATCHER] = watching.organisation_id
    if isinstance(matter, HandOver):
        seats |= {Seat.SENDER: matter.sender_id, Seat.RECEIVER: matter.receiver_id}
        if matter.decider_id is not None:
            seats[Seat.DECIDER] = matter.decider_id
    if isinstance(matter, Confirmation):
        seats[Seat.COURT] = matter.court_id
    if isinstance(matter, Request):
        asker = Seat.WATCHER if matter.kind is MatterKind.ORDER else Seat.ASKER
        asked = Seat.CENTRE if matter.kind is MatterKind.CALL_UP else Seat.ASKED
        taken = {asker: matter.asker_id, asked: matter.asked_id, Seat.HANDLER: matter.handler_id}
        seats |= {seat: organisation_id for seat, organisation_id in taken.items() if organisation_id}
    return seats


def standing(session: Session, case: Case, holder: Organisation) -> CaseStanding:
    """The facts on which sight of the case depends."""
    mediators = session.scalars(
        select(Appointment.person_id).where(Appointment.case_id == case.id, Appointment.until_at.is_(None))
    )
    offers = session.execute(
        select(HandOver.receiver_id, HandOver.decider_id).where(HandOver.case_id == case.id, HandOver.is_open)
    ).all()
    courts = session.scalars(
        union_all(
            select(Confirmation.court_id).where(
                Confirmation.case_id == case.id, Confirmation.submitted_on.is_not(None)
            ),
            select(Diversion.court_id).where(
                Diversion.case_id == case.id, Diversion.door != CourtDoor.GUIDANCE
            ),
        )
    )
    asked = session.execute(
        select(Request.kind, Request.asked_id, Request.handler_id, Request.answered_at).where(
            Request.case_id == case.id, Request.is_open
        )
    ).all()
    joint = {one.asked_id: one.answered_at for one in asked if one.kind is MatterKind.JOINT}
    return CaseStanding(
        holder_id=case.organisation_id,
        region_code=case.region_code,
        holder_region_code=holder.region_code,
        registered_by=case.registered_by,
        mediator_ids=frozenset(mediators),
        offered_to=frozenset(
            [one.receiver_id for one in offers] + [i for i, joined_at in joint.items() if joined_at is None]
        ),
        deciders=frozenset(one.decider_id for one in offers if one.decider_id),
        called=frozenset(
            i for one in asked if one.kind is MatterKind.CALL_UP for i in (one.asked_id, one.handler_id) if i
        ),
        joined=frozenset(i for i, joined_at in joint.items() if joined_at is not None),
        courts=frozenset(courts),
    )


def compare_version(uow: UnitOfWork, loaded: Loaded, seen_version: int | None) -> None:
    """StaleCase, saying who did what, when the matter moved after the person saw it."""
    if seen_version is None or loaded.matter.version == seen_version:
        return
    last = uow.session.execute(
        select(CaseEvent.tag, CaseEvent.recorded_at, Person.name)
        .outerjoin(Person, Person.id == CaseEvent.person_id)
        .where(CaseEvent.matter_id == loaded.matter.id, CaseEvent.tag.not_in(LOOKS))
        .order_by(CaseEvent.seq.desc())
        .limit(1)
    ).one()
    step = uow.registry.of(loaded.kind, loaded.matter.definition_version).by_step.get(
        last.tag.partition(":")[2]
    )
    raise StaleCase(
        say(
            "您打开页面之后，{who} 已经办理了「{what}」；请看过最新情况再继续，您填写的内容还在",
            who=last.name or say("系统"),
            what=say(step.title) if step else say("其他操作"),
        )
    )
