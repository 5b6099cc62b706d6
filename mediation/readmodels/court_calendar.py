"""The calendar of a court: its hearings of a week or a month, day by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from mediation.model import Case, Hearing, Organisation
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI
from mediation.rules.grammar import Permission
from mediation.rules.vocabulary import HearingKind


@dataclass(frozen=True, slots=True)
class HearingShown:
    """One entry of the calendar."""

    id: UUID
    case_public_id: str
    title: str
    kind: HearingKind
    begins_at: datetime
    ends_at: datetime
    place: str
    before: str
    court: str

    @property
    def on(self) -> date:
        return self.begins_at.astimezone(SHANGHAI).date()


@dataclass(frozen=True, slots=True)
class CalendarDayShown:
    """A day with what takes place on it."""

    on: date
    here: bool
    """Whether it lies in the month that is shown."""
    hearings: tuple[HearingShown, ...]


def week_of(on: date) -> tuple[date, date]:
    """Monday to Sunday."""
    first = on - timedelta(days=on.weekday())
    return first, first + timedelta(days=6)


def month_of(on: date) -> tuple[date, date]:
    """The whole weeks in which the month lies."""
    first = on.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return week_of(first)[0], week_of(last)[1]


def court_calendar(
    session: Session, actor: Actor, from_on: date, until_on: date, month: int | None = None
) -> tuple[CalendarDayShown, ...]:
    """Every day of the span, also those without anything; of the actor's own court alone."""
    found = _hearings(
        session,
        _at_courts_of(actor),
        Hearing.begins_at >= datetime.combine(from_on, time.min, SHANGHAI),
        Hearing.begins_at <= datetime.combine(until_on, time.max, SHANGHAI),
    )
    by_day: dict[date, list[HearingShown]] = {}
    for one in found:
        by_day.setdefault(one.on, []).append(one)
    days = (from_on + timedelta(days=n) for n in range((until_on - from_on).days + 1))
    return tuple(
        CalendarDayShown(on, month is None or on.month == month, tuple(by_day.get(on, ()))) for on in days
    )


def beside(session: Session, actor: Actor, from_on: date, until_on: date, today: date) -> tuple[bool, bool]:
    """Whether there is reason to turn the page back, and forward: a hearing lies there, or today does."""
    first, last = session.execute(
        select(func.min(Hearing.begins_at), func.max(Hearing.begins_at)).where(
            Hearing.cancelled_at.is_(None), _at_courts_of(actor)
        )
    ).one()
    days = [today, *(at.astimezone(SHANGHAI).date() for at in (first, last) if at)]
    return min(days) < from_on, max(days) > until_on


def _at_courts_of(actor: Actor) -> ColumnElement[bool]:
    return Hearing.court_id.in_(
        [post.organisation_id for post in actor.posts_with(Permission.READ_COURT_MATTERS)]
    )


def hearings_of(session: Session, case_id: UUID) -> tuple[HearingShown, ...]:
    """Those of a case that are not cancelled."""
    return tuple(_hearings(session, Hearing.case_id == case_id))


def _hearings(session: Session, *where: ColumnElement[bool]) -> Iterable[HearingShown]:
    rows = session.execute(
        select(Hearing, Case.public_id, Case.title, Organisation.name)
        .join(Case, Case.id == Hearing.case_id)
        .join(Organisation, Organisation.id == Hearing.court_id)
        .where(Hearing.cancelled_at.is_(None), *where)
        .order_by(Hearing.begins_at, Hearing.id)
    )
    for h, public_id, title, court in rows:
        yield HearingShown(h.id, public_id, title, h.kind, h.begins_at, h.ends_at, h.place, h.before, court)
