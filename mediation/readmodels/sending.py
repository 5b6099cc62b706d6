"""What a court has to send out: cases that wait, with what their parties said and whom triage proposes; the overdue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from mediation.model import (
    Case,
    Category,
    Consent,
    Deadline,
    Diversion,
    HandOver,
    Organisation,
    Party,
    Request,
)
from mediation.readmodels.reach import running
from mediation.readmodels.triage import proposal_for
from mediation.rules.actor import Actor, Post
from mediation.rules.grammar import Registry
from mediation.rules.messages import Message
from mediation.rules.vocabulary import ConsentPurpose, CourtDoor, MatterKind, Side
from mediation.services.many.sending import SendOut
from mediation.services.many.steps import MOST_CASES

LINES = 25
"""On a page: of each the proposal is found anew."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the parties of a case have said, by name: to mediation, and to their papers going to who mediates."""

    refusing: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    keeping: tuple[str, ...] = ()
    """Who has not said that the papers may go."""

    @property
    def agreed(self) -> bool:
        return not (self.refusing or self.unasked or self.keeping)


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
class Overdue:
    """A hand-over that nobody has signed for in time, and who comes next."""

    id: UUID
    case_public_id: str
    title: str
    receiver: str
    offered_at: datetime
    due_on: date
    proposed: str


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
        .where(*here)
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
    ids = session.scalars(select(Case.id).where(*here).order_by(Case.first_asked_on, Case.id)).all()
    ready: list[UUID] = []
    for n in range(0, len(ids), MOST_CASES):
        asked = asked_of(session, ids[n : n + MOST_CASES])
        ready += [case_id for case_id, said in asked.items() if said.agreed]
        if len(ready) >= MOST_CASES:
            break
    return tuple(ready[:MOST_CASES])


def _waiting(registry: Registry, court_id: UUID, door: CourtDoor | None) -> list[ColumnElement[bool]]:
    """Registered at the court, offered to nobody, and no complaint of it under review."""
    definition = registry.current(MatterKind.DISPUTE)
    offered = exists().where(HandOver.case_id == Case.id, HandOver.is_open)
    reviewed = exists().where(Request.case_id == Case.id, Request.kind == MatterKind.FILING, Request.is_open)
    found: list[ColumnElement[bool]] = [
        Case.is_open.is_(True),
        Case.organisation_id == court_id,
        Case.state == definition.initial.name,
        ~offered,
        ~reviewed,
    ]
    if door is not None:
        found.append(Case.id.in_(select(Diversion.case_id).where(Diversion.door == door)))
    return found


def _count(here: Sequence[ColumnElement[bool]]) -> Select[int]:
    return select(func.count()).select_from(Case).where(*here)


def asked_of(session: Session, case_ids: Sequence[UUID]) -> Mapping[UUID, Asked]:
    """What the parties of each case said last; at the first door only who came is asked here (人调法 18)."""
    guided = set(
        session.scalars(
            select(Diversion.case_id).where(
                Diversion.case_id.in_(case_ids), Diversion.door == CourtDoor.GUIDANCE
            )
        )
    )
    rows = session.execute(
        select(Party.case_id, Party.id, Party.name, Party.side, Consent.purpose, Consent.granted)
        .outerjoin(Consent, (Consent.party_id == Party.id) & Consent.purpose.in_(PURPOSES))
        .where(Party.case_id.in_(case_ids), Party.until_on.is_(None))
        .order_by(Party.position, Consent.given_on, Consent.id)
    )
    said: dict[UUID, dict[UUID, Said]] = {one: {} for one in case_ids}
    for case_id, party_id, name, side, purpose, granted in rows:
        one = said[case_id].setdefault(party_id, Said(name, side))
        if purpose is not None:
            one.last[purpose] = granted
    return {case_id: _asked(one.values(), case_id in guided) for case_id, one in said.items()}


PURPOSES = (ConsentPurpose.MEDIATION, ConsentPurpose.TRANSFER)


@dataclass(slots=True)
class Said:
    """A party's last words, by what was asked."""

    name: str
    side: Side
    last: dict[ConsentPurpose, bool] = field(default_factory=dict)


def _asked(parties: Iterable[Said], guided: bool) -> Asked:
    everybody = list(parties)
    here = [one for one in everybody if one.side is Side.APPLICANT or not guided]
    return Asked(
        tuple(one.name for one in everybody if one.last.get(ConsentPurpose.MEDIATION) is False),
        () if guided else tuple(o.name for o in here if ConsentPurpose.MEDIATION not in o.last),
        tuple(one.name for one in here if not one.last.get(ConsentPurpose.TRANSFER)),
    )


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


def overdue_receipts(
    session: Session, registry: Registry, post: Post, today: date, limit: int = 50
) -> tuple[Overdue, ...]:
    """What the court offered and nobody answered in time, the longest overdue first."""
    due_on = (
        select(func.min(Deadline.due_on))
        .where(Deadline.matter_id == HandOver.id, running())
        .correlate(HandOver)
        .scalar_subquery()
    )
    rows = session.execute(
        select(HandOver, Case.public_id, Case.title, Organisation.name, due_on)
        .join(Case, Case.id == HandOver.case_id)
        .join(Organisation, Organisation.id == HandOver.receiver_id)
        .where(HandOver.is_open, HandOver.sender_id == post.organisation_id, due_on < today)
        .order_by(due_on, HandOver.id)
        .limit(limit)
    )
    return tuple(
        Overdue(
            one.id,
            public_id,
            title,
            receiver,
            one.offered_at,
            due,
            _next(session, registry, one, today),
        )
        for one, public_id, title, receiver, due in rows
    )


def _next(session: Session, registry: Registry, offer: HandOver, today: date) -> str:
    """Whom triage proposes once the silent one has been passed over."""
    proposal = proposal_for(session, registry, offer.case_id, today)
    ranked = [one.candidate for one in proposal.others if one.candidate.signs and one.candidate.serves]
    first = proposal.organisation
    if first is not None and first.id != offer.receiver_id:
        return first.name
    return next((one.name for one in ranked if one.id != offer.receiver_id), "")


def overdue_count(session: Session, post: Post, today: date) -> int:
    """How many there are, for the first page."""
    late = (
        select(Deadline.id)
        .where(Deadline.matter_id == HandOver.id, running(), Deadline.due_on < today)
        .exists()
    )
    query = select(func.count()).select_from(HandOver)
    return (
        session.scalar(query.where(HandOver.is_open, HandOver.sender_id == post.organisation_id, late)) or 0
    )


def waiting_count(session: Session, registry: Registry, post: Post) -> int:
    """How many cases the court has to send, for the first page."""
    return session.scalar(_count(_waiting(registry, post.organisation_id, None))) or 0
