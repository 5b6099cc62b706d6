"""A court's figures by organisation: whole months as they were counted a moment ago, the days beside them now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediation.model import CourtFigures, HandOver, Organisation
from mediation.readmodels.diversion_figures import Counts, OrganisationFigures, Span, count_sent
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI
from mediation.rules.grammar import Permission
from mediation.rules.vocabulary import DiversionFigure, OrganisationKind

STALE = timedelta(seconds=60)
"""Figures older than this are not shown."""


def kept_or_counted(
    session: Session, actor: Actor, span: Span, now: datetime
) -> tuple[OrganisationFigures, ...]:
    """By whom the actor's courts offered cases to, the busiest first."""
    found: Counts = {}
    for court_id in (post.organisation_id for post in actor.posts_with(Permission.READ_COURT_MATTERS)):
        _add(found, _of_court(session, court_id, span, now))
    return _named(session, found)


def _of_court(session: Session, court_id: UUID, span: Span, now: datetime) -> Counts:
    whole, beside = _split(span)
    if whole is None:
        return count_sent(session, court_id, span)
    last, before = (_until(session, court_id, month, now) for month in (whole[1], _before(whole[0])))
    if last is None:
        return count_sent(session, court_id, span)
    found: Counts = {}
    _add(found, last)
    _add(found, before or {}, -1)
    for days in beside:
        _add(found, count_sent(session, court_id, days))
    return {who: counts for who, counts in found.items() if any(counts)}


def _until(session: Session, court_id: UUID, month: date, now: datetime) -> Counts | None:
    """What was kept of all months up to that one; None where nothing was, or nothing lately."""
    kept = session.execute(
        select(CourtFigures.counted_at, CourtFigures.content)
        .where(CourtFigures.court_id == court_id, CourtFigures.month <= month)
        .order_by(CourtFigures.month.desc())
        .limit(1)
    ).one_or_none()
    return None if kept is None or now - kept.counted_at > STALE else kept.content


def count_months(session: Session, court_id: UUID) -> Mapping[date, Counts]:
    """By month in which the court sent something, all until its end; counted by the one definition of each figure."""
    first, last = _first_and_last(session, court_id)
    found: dict[date, Counts] = {}
    if first is None or last is None:
        return found
    so_far: Counts = {}
    for month in _months(first.astimezone(SHANGHAI).date(), last.astimezone(SHANGHAI).date()):
        _add(so_far, count_sent(session, court_id, (month, _last(month))))
        found[month] = {who: list(counts) for who, counts in so_far.items()}
    return found


def _first_and_last(session: Session, court_id: UUID) -> tuple[datetime | None, datetime | None]:
    """When it first and last sent something."""
    query = select(func.min(HandOver.offered_at), func.max(HandOver.offered_at))
    first, last = session.execute(query.where(HandOver.sender_id == court_id)).one()
    return first, last


def sending_courts(session: Session) -> Sequence[UUID]:
    """All that may have sent something."""
    return session.scalars(select(Organisation.id).where(Organisation.kind == OrganisationKind.COURT)).all()


def _split(span: Span) -> tuple[Span | None, Iterable[Span]]:
    """The first days of the first and the last whole month, and the days at either end that make up none."""
    from_on, until_on = span
    first = from_on if from_on.day == 1 else _next(from_on)
    last = until_on if until_on == _last(until_on) else until_on.replace(day=1) - timedelta(1)
    if first > last:
        return None, (span,)
    ends = (from_on, first - timedelta(1)), (last + timedelta(1), until_on)
    return (first, last.replace(day=1)), [days for days in ends if days[0] <= days[1]]


def _months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = _next(month)


def _before(month: date) -> date:
    return (month - timedelta(1)).replace(day=1)


def _next(day: date) -> date:
    return (day.replace(day=1) + timedelta(32)).replace(day=1)


def _last(day: date) -> date:
    return _next(day) - timedelta(1)


def _add(found: Counts, more: Counts, sign: int = 1) -> None:
    for who, counts in more.items():
        there = found.get(who)
        found[who] = [n + sign * m for n, m in zip(there or [0] * len(counts), counts, strict=True)]


def _named(session: Session, found: Counts) -> tuple[OrganisationFigures, ...]:
    names = session.execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_([UUID(who) for who in found]))
    )
    rows = [
        OrganisationFigures(who, name, dict(zip(DiversionFigure, found[str(who)], strict=True)))
        for who, name in names
    ]
    return tuple(sorted(rows, key=lambda row: (-row.counts[DiversionFigure.SENT], row.name)))
