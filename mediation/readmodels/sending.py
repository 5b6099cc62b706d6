"""What a court has to send out: cases that wait, with what their parties said and whom triage proposes; the overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import Session

from mediation.model import (
    Case,
    Category,
    Diversion,
    HandOver,
    Request,
)
from mediation.readmodels.overdue_receipts import Overdue, overdue_receipts
from mediation.readmodels.parties_asked import Asked, asked_of
from mediation.readmodels.triage import proposal_for
from mediation.rules.actor import Actor, Post
from mediation.rules.grammar import Registry
from mediation.rules.messages import Message
from mediation.rules.vocabulary import CourtDoor, MatterKind
from mediation.services.many.sending import SendOut
from mediation.services.many.steps import MOST_CASES

LINES = 25
"""On a page: of each the proposal is found anew."""


@dataclass(frozen=True, slots=True)
class ToSend:
    """A case that the court still has."""

    id: UUID
    public_id: str
    title: str
    category: str
    door: CourtDoor | None
    court_number: str
    received_on: date
    asked: Asked
    proposed: str
    why: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class SendingPage:
    """Some of what waits at a court."""

    post: Post
    waiting: int
    lines: tuple[ToSend, ...]
    overdue: tuple[Overdue, ...]
    page: int
    pages: int


def sending_post(actor: Actor, registry: Registry) -> Post | None:
    """From where the actor sends cases out."""
    roles = SendOut.roles_of(registry)
    return next((post for post in actor.posts if post.role in roles), None)


def sending_page(
    session: Session,
    registry: Registry,
    post: Post,
    today: date,
    page: int = 1,
    door: CourtDoor | None = None,
) -> SendingPage:
    """What the post's court has to send, what waited longest first."""
    here = _waiting(registry, post.organisation_id, door)
    total = session.scalar(_count(here)) or 0
    rows = session.execute(
        select(Case, Category.name, Diversion.door, Diversion.court_number)
        .join(Category, Category.code == Case.category_code)
        .outerjoin(Diversion, Diversion.case_id == Case.id)
        .where(here)
        .order_by(Case.first_asked_on, Case.id)
        .limit(LINES)
        .offset((page - 1) * LINES)
    ).all()
    asked = asked_of(session, [case.id for case, *_ in rows])
    lines = tuple(
        _line(session, registry, case, category, by, number or "", asked[case.id], today)
        for case, category, by, number in rows
    )
    return SendingPage(
        post, total, lines, overdue_receipts(session, registry, post, today), page, max(-(-total // LINES), 1)
    )


def ready_to_send(
    session: Session, registry: Registry, post: Post, door: CourtDoor | None = None
) -> tuple[UUID, ...]:
    """The cases whose parties all agreed, what waited longest first, as many as one list takes."""
    here = _waiting(registry, post.organisation_id, door)
    ids = session.scalars(select(Case.id).where(here).order_by(Case.first_asked_on, Case.id)).all()
    ready: list[UUID] = []
    for n in range(0, len(ids), MOST_CASES):
        asked = asked_of(session, ids[n : n + MOST_CASES])
        ready += [case_id for case_id, said in asked.items() if said.agreed]
        if len(ready) >= MOST_CASES:
            break
    return tuple(ready[:MOST_CASES])


def _waiting(registry: Registry, court_id: UUID, door: CourtDoor | None) -> ColumnElement[bool]:
    """Registered at the court, offered to nobody, and no complaint of it under review."""
    definition = registry.current(MatterKind.DISPUTE)
    offered = exists().where(HandOver.case_id == Case.id, HandOver.is_open)
    reviewed = exists().where(Request.case_id == Case.id, Request.kind == MatterKind.FILING, Request.is_open)
    here = and_(
        Case.is_open,
        Case.organisation_id == court_id,
        Case.state == definition.initial.name,
        ~offered,
        ~reviewed,
    )
    if door is None:
        return here
    return here & Case.id.in_(select(Diversion.case_id).where(Diversion.door == door))


def _count(here: ColumnElement[bool]) -> Select[int]:
    return select(func.count()).select_from(Case).where(here)


def _line(
    session: Session,
    registry: Registry,
    case: Case,
    category: str,
    door: CourtDoor | None,
    number: str,
    asked: Asked,
    today: date,
) -> ToSend:
    proposal = proposal_for(session, registry, case.id, today)
    name = proposal.organisation.name if proposal.organisation else ""
    return ToSend(
        case.id,
        case.public_id,
        case.title,
        category,
        door,
        number,
        case.first_asked_on,
        asked,
        name,
        proposal.reasons,
    )


def waiting_count(session: Session, registry: Registry, post: Post) -> int:
    """How many cases the court has to send, for the first page."""
    return session.scalar(_count(_waiting(registry, post.organisation_id, None))) or 0
