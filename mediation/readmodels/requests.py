"""Requests about cases: those of a case, one with its answer, and those that wait for the actor's organisations."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from mediation.model import (
    Case,
    CaseEvent,
    Category,
    Deadline,
    HandOver,
    Notice,
    Organisation,
    Party,
    Region,
    Request,
)
from mediation.readmodels.excerpt import Excerpt, excerpt
from mediation.readmodels.reach import cases_worked_on, half_a_year_before, running
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI
from mediation.rules.grammar import Permission, Registry, State, Step
from mediation.rules.policy import post_for
from mediation.rules.vocabulary import Channel, DeadlineState, MatterKind, MeetingForum, NoticePurpose, Side
from mediation.services.case_now import current_parties
from mediation.services.correct_dates import COUNTED
from mediation.services.filing_appeals import APPEAL, appeals_of
from mediation.services.load import seats_of

AT_COURTS = (MatterKind.FILING, MatterKind.FEE, MatterKind.GRIEVANCE)
"""What is asked of a court."""
REFUSED = "refused"
REOPENED = "order:reopen"
ANSWERING = (Permission.READ_ORGANISATION_CASES, Permission.READ_COURT_MATTERS)
"""Whoever answers for a committee or a court holds one of these."""
WATCHING = (Permission.READ_AREA, Permission.READ_CALLS)
"""Whoever dispatches or handles calls, or issues orders, holds one of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestShown:
    """A request as its page and the case's page show it."""

    id: UUID
    kind: MatterKind
    state: State
    is_open: bool
    asker: str
    asked: str
    handler: str
    channel: Channel | None
    subject: str
    answer: str
    place: str
    meets_at: datetime | None
    forum: MeetingForum | None
    entitled: int | None
    attended: int | None
    in_favour: int | None
    opened_at: datetime
    answered_at: datetime | None
    due_on: date | None
    reopened: int
    """How often an order was reopened after it had been lifted."""


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request that is open and concerns one's organisation; `mine` when the next step is one's own."""

    id: UUID
    kind: MatterKind
    state: State
    asker: str
    category: str
    place: str
    next_step: Step | None
    mine: bool
    due_on: date | None


@dataclass(frozen=True, slots=True)
class AskedOnceLine:
    """An invitation or a call that has ended, about a case that goes on with others; without names."""

    id: UUID
    kind: MatterKind
    category: str
    asker: str
    opened_on: date


def asked_once(
    session: Session, actor: Actor, today: date, *, limit: int, offset: int = 0
) -> Excerpt[AskedOnceLine]:
    """Those of the last half year, the newest first: whoever was asked may learn of danger later on."""
    office = [post.organisation_id for post in actor.posts_with(Permission.READ_ORGANISATION_CASES)]
    called = [post.organisation_id for post in actor.posts_with(Permission.READ_CALLS)]
    nth = func.row_number().over(partition_by=Request.case_id, order_by=Request.id.desc())
    ended = (
        select(Request.id, nth.label("nth"))
        .where(
            or_(
                and_(Request.kind == MatterKind.JOINT, Request.asked_id.in_(office)),
                and_(Request.kind == MatterKind.CALL_UP, Request.handler_id.in_(called)),
            ),
            Request.opened_at >= half_a_year_before(today),
        )
        .subquery()
    )
    query = (
        select(Request.id, Request.kind, Category.name, Organisation.name, Request.opened_at)
        .join(ended, ended.c.id == Request.id)
        .join(Case, Case.id == Request.case_id)
        .join(Category, Category.code == Case.category_code)
        .join(Organisation, Organisation.id == Request.asker_id)
        .where(ended.c.nth == 1, ~Request.is_open, Case.is_open, Case.organisation_id.not_in(office))
        .order_by(Request.opened_at.desc(), Request.id.desc())
    )
    return excerpt(session, query, _asked_once, limit=limit, offset=offset)


def _asked_once(
    request_id: UUID, kind: MatterKind, category: str, asker: str, opened_at: datetime
) -> AskedOnceLine:
    return AskedOnceLine(request_id, kind, category, asker, opened_at.astimezone(SHANGHAI).date())


def requests_of(session: Session, registry: Registry, case_id: UUID) -> tuple[RequestShown, ...]:
    """All requests about a case, the last first."""
    query = _with_names().where(Request.case_id == case_id).order_by(Request.opened_at.desc(), Request.id)
    return tuple(_shown(registry, *row) for row in session.execute(query))


def lying_with(
    session: Session, registry: Registry, case_id: UUID, courts: Collection[UUID]
) -> tuple[RequestShown, ...]:
    """What of the case lies with those courts: complaints, fees, grievances; the last first."""
    at = Request.case_id == case_id, Request.kind.in_(AT_COURTS), Request.asked_id.in_(courts)
    query = _with_names().where(*at).order_by(Request.opened_at.desc(), Request.id)
    return tuple(_shown(registry, *row) for row in session.execute(query))


def request_shown(session: Session, registry: Registry, request_id: UUID) -> RequestShown:
    """One request; who may see it was decided before."""
    return _shown(registry, *session.execute(_with_names().where(Request.id == request_id)).one())


def unserved_applicants(session: Session, case_id: UUID, request_id: UUID) -> tuple[tuple[UUID, str], ...]:
    """Whom the ruling not to register has not reached: each has a term of appeal from then on."""
    served, parties = appeals_of(session, request_id), current_parties(session, case_id)
    return tuple((p.id, p.name) for p in parties if p.side is Side.APPLICANT and p.position not in served)


def refused_and_unserved() -> ColumnElement[bool]:
    """A ruling not to register that has not reached every plaintiff: closed, and not done."""
    reached = aliased(Party)
    served = (
        select(reached.position)
        .join(Deadline, Deadline.subject_id == reached.id)
        .where(
            Deadline.matter_id == Request.id,
            Deadline.clock == APPEAL,
            Deadline.state != DeadlineState.WITHDRAWN,
        )
        .correlate(Request)
    )
    plaintiffs = select(Party.id).where(
        Party.case_id == Request.case_id,
        Party.side == Side.APPLICANT,
        Party.until_on.is_(None),
        Party.position.not_in(served),
    )
    return and_(Request.kind == MatterKind.FILING, Request.state == REFUSED, plaintiffs.exists())


@dataclass(frozen=True, slots=True)
class Told:
    """A message to a plaintiff about the complaint; `text` while somebody has to read it out."""

    at: datetime
    sent_at: datetime | None
    waits: bool
    text: str


def told_of(session: Session, request_id: UUID) -> tuple[Told, ...]:
    """The messages about a complaint, the last first."""
    queued = select(Notice).where(Notice.subject_id == request_id, Notice.purpose == NoticePurpose.FILING)
    rows = session.scalars(queued.order_by(Notice.created_at.desc(), Notice.id.desc()))
    return tuple(Told(one.created_at, one.sent_at, one.done_at is None, one.text or "") for one in rows)


@dataclass(frozen=True, slots=True)
class RefusalServed:
    """Whom a ruling not to register has reached, and when."""

    party_id: UUID
    name: str
    on: date
    counts: bool
    """Whether the term of appeal is still the one that counts from that day."""


def refusal_served(session: Session, request_id: UUID) -> tuple[RefusalServed, ...]:
    rows = session.execute(
        select(Deadline.subject_id, Party.name, Deadline.starts_on, Deadline.state)
        .join(Party, Party.id == Deadline.subject_id)
        .where(
            Deadline.matter_id == request_id,
            Deadline.clock == "filing_appeal",
            Deadline.state != DeadlineState.WITHDRAWN,
        )
        .order_by(Deadline.id)
    )
    return tuple(
        RefusalServed(party_id, name, on, state in COUNTED) for party_id, name, on, state in rows if party_id
    )


def _with_names() -> Any:
    asker, handler = aliased(Organisation), aliased(Organisation)
    return (
        select(Request, asker.name, handler.name, first_end(), times_reopened())
        .join(asker, asker.id == Request.asker_id)
        .outerjoin(handler, handler.id == Request.handler_id)
    )


def first_end() -> Any:
    """The earliest last day of the request's own clocks that run."""
    return (
        select(func.min(Deadline.due_on)).where(Deadline.matter_id == Request.id, running()).scalar_subquery()
    )


def times_reopened() -> Any:
    """How often the order was reopened: a step that nobody takes back."""
    return (
        select(func.count())
        .where(
            CaseEvent.case_id == Request.case_id,
            CaseEvent.matter_id == Request.id,
            CaseEvent.tag == REOPENED,
        )
        .scalar_subquery()
    )


def _shown(
    registry: Registry, one: Request, asker: str, handler: str | None, due_on: date | None, reopened: int
) -> RequestShown:
    return RequestShown(
        id=one.id,
        kind=one.kind,
        state=registry.of(one.kind, one.definition_version).by_state[one.state],
        is_open=one.is_open,
        asker=asker,
        asked=one.asked_name,
        handler=handler or "",
        channel=one.channel,
        subject=one.subject or "",
        answer=one.answer or "",
        place=one.place,
        meets_at=one.meets_at,
        forum=one.forum,
        entitled=one.entitled,
        attended=one.attended,
        in_favour=one.in_favour,
        opened_at=one.opened_at,
        answered_at=one.answered_at,
        due_on=due_on,
        reopened=reopened,
    )


def requests_waiting(
    session: Session,
    registry: Registry,
    actor: Actor,
    *,
    limit: int = 100,
    offset: int = 0,
    today: date | None = None,
) -> Excerpt[RequestLine]:
    """The open requests by, of or through the actor's organisations that fall due first, one's own turn on top.

    With them the rulings of the actor's court that still have to be served. `today`: those due by then press.
    """
    asked, watching = (
        {post.organisation_id for permission in held for post in actor.posts_with(permission)}
        for held in (ANSWERING, WATCHING)
    )
    call = Request.kind == MatterKind.CALL_UP
    due = first_end()
    query = (
        select(Request, Case, Organisation.name, Category.name, Region.label, due)
        .join(Case, Case.id == Request.case_id)
        .join(Category, Category.code == Case.category_code)
        .join(Region, Region.code == Case.region_code)
        .join(Organisation, Organisation.id == Request.asker_id)
        .where(
            or_(
                Request.is_open
                & or_(
                    cases_worked_on(actor),
                    (Request.kind == MatterKind.ORDER) & Request.asker_id.in_(watching),
                    ~call & Request.asked_id.in_(asked),
                    call & (Request.asked_id.in_(watching) | Request.handler_id.in_(watching)),
                    call & Request.asker_id.in_(asked),
                ),
                Request.asked_id.in_(asked) & refused_and_unserved(),
            ),
        )
        .order_by(due.is_(None), due, Request.id)
    )
    found = excerpt(
        session,
        query,
        partial(_line, registry, actor),
        limit=limit,
        offset=offset,
        pressing=None if today is None else due <= today,
    )
    own_first = sorted(found, key=lambda line: (not line.mine, line.due_on or date.max, str(line.id)))
    return replace(found, lines=tuple(own_first))


def _line(
    registry: Registry,
    actor: Actor,
    one: Request,
    case: Case,
    asker: str,
    category: str,
    place: str,
    due_on: date | None,
) -> RequestLine:
    definition = registry.of(one.kind, one.definition_version)
    seats = seats_of(case, one, None)
    onward = [s for s in definition.steps_from(one.state) if s.by and (s.dest or not one.is_open)]
    mine = next((s for s in onward if post_for(actor, s, seats)), None)
    first = mine if mine is not None and mine is onward[0] else next(iter(onward), None)
    return RequestLine(
        id=one.id,
        kind=one.kind,
        state=definition.by_state[one.state],
        asker=asker,
        category=category,
        place=place,
        next_step=first,
        mine=first is not None and first is mine,
        due_on=due_on,
    )


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A hand-over that waits for a decision from above."""

    id: UUID
    sender: str
    receiver: str
    category: str
    due_on: date | None


def decisions_waiting(
    session: Session, actor: Actor, *, limit: int = 100, offset: int = 0, today: date | None = None
) -> Excerpt[DecisionLine]:
    """Hand-overs on which the actor's organisation decides who takes the case, the earliest clock first.

    `today`: those due by then press.
    """
    here = {post.organisation_id for post in actor.posts_with(Permission.READ_AREA)}
    sender, receiver = aliased(Organisation), aliased(Organisation)
    due = (
        select(func.min(Deadline.due_on))
        .where(Deadline.matter_id == HandOver.id, running())
        .scalar_subquery()
    )
    query = (
        select(HandOver.id, sender.name, receiver.name, Category.name, due)
        .join(Case, Case.id == HandOver.case_id)
        .join(Category, Category.code == Case.category_code)
        .join(sender, sender.id == HandOver.sender_id)
        .join(receiver, receiver.id == HandOver.receiver_id)
        .where(HandOver.is_open, HandOver.decider_id.in_(here))
        .order_by(due, HandOver.id)
    )
    pressing = None if today is None else due <= today
    return excerpt(session, query, DecisionLine, limit=limit, offset=offset, pressing=pressing)
