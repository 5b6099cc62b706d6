"""How what a court sent fares with each organisation: sent, signed for, agreed, confirmed, performed, on to trial."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from mediation.model import (
    Case,
    Confirmation,
    Deadline,
    Diversion,
    HandOver,
    Organisation,
    Performance,
)
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI
from mediation.rules.grammar import Permission
from mediation.rules.vocabulary import CourtDoor, DeadlineState, DiversionFigure, Outcome
from mediation.services.objection_rulings import GRANTED

ACCEPTED, RETURNED = ("accepted",), ("returned", "undecided")
AGREED = (Outcome.AGREED_WRITTEN, Outcome.AGREED_PARTLY, Outcome.AGREED_ORALLY)
DONE = ("done", "done_late", "replaced")
ANSWERING = ("hand_over_answer", "court_receipt")
HOLDERS = "INDEXED BY ix_cases_id_holder"
"""It holds all that is asked of a case here; SQLite would look at the row for the sake of its key."""
PAGE = 50
Counts = dict[str, list[int]]
Span = tuple[date, date]
"""From one day to another, both within."""


@dataclass(frozen=True, slots=True)
class OrganisationFigures:
    """An organisation with its figures in the period."""

    id: UUID
    name: str
    counts: Mapping[DiversionFigure, int]


@dataclass(frozen=True, slots=True)
class SentCase:
    """One of the cases behind a figure."""

    public_id: str
    title: str
    state: str
    definition_version: int
    number: str
    receiver: str
    offered_on: date
    readable: bool
    """Whether the court may still open it."""


@dataclass(frozen=True, slots=True)
class SentCases:
    lines: tuple[SentCase, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def count_sent(session: Session, court_id: UUID, span: Span) -> Counts:
    """By organisation, what the court offered in those days: a number for each figure, in the order of their list.

    A case counts with each organisation to which the court itself sent it.
    """
    figures = [func.sum(case((_holds(one), 1), else_=0)) for one in DiversionFigure]
    rows = session.execute(
        select(HandOver.receiver_id, *figures)
        .select_from(HandOver)
        .join(Case, Case.id == HandOver.case_id)
        .where(*_sent([court_id], span))
        .group_by(HandOver.receiver_id)
        .with_hint(Case, HOLDERS, "sqlite")
    )
    return {str(who): [int(n or 0) for n in counts] for who, *counts in rows}


def sent_cases(
    session: Session,
    actor: Actor,
    figure: DiversionFigure,
    organisation_id: UUID | None,
    span: Span,
    page: int = 1,
) -> SentCases:
    """The cases that one figure counts."""
    courts = [post.organisation_id for post in actor.posts_with(Permission.READ_COURT_MATTERS)]
    where = [*_sent(courts, span), _holds(figure)]
    if organisation_id is not None:
        where.append(HandOver.receiver_id == organisation_id)
    behind = select(func.count()).select_from(HandOver).join(Case, Case.id == HandOver.case_id)
    total = session.scalar(behind.where(*where).with_hint(Case, HOLDERS, "sqlite")) or 0
    page = max(1, min(page, -(-total // PAGE) or 1))
    rows = session.execute(
        select(
            Case.public_id,
            Case.title,
            Case.state,
            Case.definition_version,
            Diversion.court_number,
            Organisation.name,
            HandOver.offered_at,
            _may_be_read(actor),
        )
        .select_from(HandOver)
        .join(Case, Case.id == HandOver.case_id)
        .join(Organisation, Organisation.id == HandOver.receiver_id)
        .outerjoin(Diversion, Diversion.case_id == Case.id)
        .where(*where)
        .order_by(HandOver.offered_at.desc(), HandOver.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    lines = (
        SentCase(*row[:4], row[4] or "", row[5], row[6].astimezone(SHANGHAI).date(), bool(row[7]))
        for row in rows
    )
    return SentCases(tuple(lines), total, page)


def _may_be_read(actor: Actor) -> ColumnElement[bool]:
    """The court no longer reads a case to which it only showed the way, once another holds it."""
    held = [post.organisation_id for post in actor.posts_with(Permission.READ_ORGANISATION_CASES)]
    followed = and_(Diversion.id.is_not(None), Diversion.door != CourtDoor.GUIDANCE)
    return or_(followed, Case.organisation_id.in_(held))


def _sent(courts: Sequence[UUID], span: Span) -> list[ColumnElement[bool]]:
    return [
        HandOver.sender_id.in_(courts),
        HandOver.offered_at >= datetime.combine(span[0], time.min, SHANGHAI),
        HandOver.offered_at <= datetime.combine(span[1], time.max, SHANGHAI),
    ]


def _holds(figure: DiversionFigure) -> ColumnElement[bool]:
    """Whether a hand-over counts there; what became of its case counts with who signed for it."""
    accepted = HandOver.state.in_(ACCEPTED)
    if figure is DiversionFigure.SENT:
        return HandOver.id.is_not(None)
    if figure is DiversionFigure.ACCEPTED:
        return accepted
    if figure is DiversionFigure.RETURNED:
        return HandOver.state.in_(RETURNED)
    if figure is DiversionFigure.IN_TIME:
        kept = select(Deadline.matter_id).where(
            Deadline.matter_id == HandOver.id,
            Deadline.clock.in_(ANSWERING),
            Deadline.state == DeadlineState.MET,
            Deadline.overdue_at.is_(None),
        )
        return and_(accepted, kept.exists())
    if figure is DiversionFigure.AGREED:
        return and_(accepted, Case.outcome.in_(AGREED))
    if figure is DiversionFigure.TO_TRIAL:
        return and_(accepted, Case.outcome == Outcome.TO_COURT)
    if figure is DiversionFigure.CONFIRMED:
        granted = select(Confirmation.id).where(
            Confirmation.case_id == HandOver.case_id, Confirmation.state.in_(GRANTED)
        )
        return and_(accepted, granted.exists())
    owing = select(Performance.id).where(Performance.case_id == HandOver.case_id)
    owed = owing.where(Performance.state.not_in(DONE))
    return and_(accepted, owing.exists(), ~owed.exists())
