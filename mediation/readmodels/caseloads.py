"""Who mediates how many open cases of a committee, and what became of caseloads that changed hands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import case as either
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from mediation.model import (
    Appointment,
    Case,
    Membership,
    Organisation,
    Person,
    Reassignment,
    ReassignmentLine,
)
from mediation.rules.actor import Actor
from mediation.rules.derivation import message_stored
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Registry
from mediation.rules.messages import Message
from mediation.rules.vocabulary import LineOutcome, MatterKind
from mediation.services.reassign_caseload import STEP, reassigning_post

LATEST = 10


@dataclass(frozen=True, slots=True)
class Caseload:
    """A mediator's open cases in one organisation; `gone`: no longer holds a mediating role there."""

    organisation_id: UUID
    organisation: str
    person_id: UUID
    person: str
    open: int
    gone: bool


@dataclass(frozen=True, slots=True)
class CaseloadLine:
    public_id: str
    title: str
    number: str
    state: str
    definition_version: int


@dataclass(frozen=True, slots=True)
class ReassignmentShown:
    """A list that was worked on: how many of its cases stand where."""

    id: UUID
    organisation_id: UUID
    giver: str
    taker: str
    made_at: datetime
    made_by: str
    counts: dict[LineOutcome, int]


@dataclass(frozen=True, slots=True)
class ReassignedLine:
    public_id: str
    title: str
    outcome: LineOutcome
    said: tuple[Message, ...]


def offices(actor: Actor, registry: Registry) -> Sequence[UUID]:
    """The organisations in which the actor replaces mediators."""
    roles = registry.current(MatterKind.DISPUTE).step(STEP).by
    return list(dict.fromkeys(post.organisation_id for post in actor.posts if post.role in roles))


def caseloads(session: Session, actor: Actor, registry: Registry, today: date) -> tuple[Caseload, ...]:
    """Everybody who mediates open cases of the actor's organisations, those who are gone first."""
    here = (
        select(Membership.id)
        .where(
            Membership.person_id == Person.id,
            Membership.organisation_id == Case.organisation_id,
            Membership.role.in_(("mediator", "committee_head")),
            or_(Membership.until_on.is_(None), Membership.until_on >= today),
        )
        .exists()
    )
    gone = either((here & Person.active, 0), else_=1)
    rows = session.execute(
        select(Organisation.id, Organisation.name, Person.id, Person.name, func.count(), func.max(gone))
        .select_from(Appointment)
        .join(Case, Case.id == Appointment.case_id)
        .join(Person, Person.id == Appointment.person_id)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(
            Appointment.until_at.is_(None),
            Case.is_open,
            Case.organisation_id.in_(offices(actor, registry)),
        )
        .group_by(Organisation.id, Organisation.name, Person.id, Person.name)
        .order_by(func.max(gone).desc(), func.count().desc(), Person.name)
    )
    return tuple(
        Caseload(organisation_id, organisation, person_id, person, count, bool(left))
        for organisation_id, organisation, person_id, person, count, left in rows
    )


def caseload_lines(
    session: Session, actor: Actor, registry: Registry, organisation_id: UUID, person_id: UUID
) -> tuple[CaseloadLine, ...]:
    """The open cases of one of them, the oldest first; NotThere for who does not keep that office."""
    reassigning_post(actor, registry, organisation_id)
    rows = session.execute(
        select(Case.public_id, Case.title, Case.number, Case.state, Case.definition_version)
        .join(Appointment, Appointment.case_id == Case.id)
        .where(
            Appointment.person_id == person_id,
            Appointment.until_at.is_(None),
            Case.organisation_id == organisation_id,
            Case.is_open,
        )
        .order_by(Case.registered_at, Case.id)
    )
    return tuple(
        CaseloadLine(p, title, number or "", state, version) for p, title, number, state, version in rows
    )


def reassignments(session: Session, actor: Actor, registry: Registry) -> tuple[ReassignmentShown, ...]:
    """The latest lists of the actor's organisations, the newest first."""
    return _reassignments(session, actor, registry, None)


def reassignment_page(
    session: Session, actor: Actor, registry: Registry, reassignment_id: UUID
) -> tuple[ReassignmentShown, tuple[ReassignedLine, ...]]:
    """One list with its cases: those that could not be done first. NotThere for others."""
    found = _reassignments(session, actor, registry, reassignment_id)
    if not found:
        raise NotThere
    rows = session.execute(
        select(Case.public_id, Case.title, ReassignmentLine.outcome, ReassignmentLine.said)
        .join(Case, Case.id == ReassignmentLine.case_id)
        .where(ReassignmentLine.reassignment_id == reassignment_id)
        .order_by(ReassignmentLine.outcome.desc(), Case.registered_at, Case.id)
    )
    lines = (
        ReassignedLine(public_id, title, outcome, tuple(message_stored(one) for one in said))
        for public_id, title, outcome, said in rows
    )
    return found[0], tuple(lines)


def _reassignments(
    session: Session, actor: Actor, registry: Registry, only: UUID | None
) -> tuple[ReassignmentShown, ...]:
    giver, taker, maker = aliased(Person), aliased(Person), aliased(Person)
    query = (
        select(Reassignment, giver.name, taker.name, maker.name)
        .join(giver, giver.id == Reassignment.from_id)
        .join(taker, taker.id == Reassignment.to_id)
        .join(maker, maker.id == Reassignment.made_by)
        .where(Reassignment.organisation_id.in_(offices(actor, registry)))
        .order_by(Reassignment.made_at.desc())
        .limit(LATEST)
    )
    if only is not None:
        query = query.where(Reassignment.id == only)
    made = session.execute(query).all()
    counted = session.execute(
        select(ReassignmentLine.reassignment_id, ReassignmentLine.outcome, func.count())
        .where(ReassignmentLine.reassignment_id.in_([row[0].id for row in made]))
        .group_by(ReassignmentLine.reassignment_id, ReassignmentLine.outcome)
    ).all()
    counts: dict[UUID, dict[LineOutcome, int]] = {}
    for reassignment_id, outcome, n in counted:
        counts.setdefault(reassignment_id, {})[outcome] = n
    return tuple(
        ReassignmentShown(
            id=one.id,
            organisation_id=one.organisation_id,
            giver=gave,
            taker=took,
            made_at=one.made_at,
            made_by=by,
            counts=counts.get(one.id, {}),
        )
        for one, gave, took, by in made
    )


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case that was given to me and that I have not looked at yet."""

    public_id: str
    title: str
    given_at: datetime


def newly_given(session: Session, actor: Actor, *, limit: int) -> tuple[NewCase, ...]:
    """Open cases that the actor was appointed to and has not opened, the newest first."""
    rows = session.execute(
        select(Case.public_id, Case.title, Appointment.from_at)
        .join(Case, Case.id == Appointment.case_id)
        .where(
            Appointment.person_id == actor.person_id,
            Appointment.until_at.is_(None),
            Appointment.opened_at.is_(None),
            Case.is_open,
        )
        .order_by(Appointment.from_at.desc(), Case.id)
        .limit(limit)
    )
    return tuple(NewCase(*row) for row in rows)


def is_new_to(session: Session, actor: Actor, case_id: UUID) -> bool:
    """Whether the actor mediates the case and has not looked at it yet."""
    return (
        session.scalar(
            select(Appointment.id).where(
                Appointment.case_id == case_id,
                Appointment.person_id == actor.person_id,
                Appointment.until_at.is_(None),
                Appointment.opened_at.is_(None),
            )
        )
        is not None
    )
