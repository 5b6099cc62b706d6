"""Who has confirmed the figures of a period and who has not, from the village up; a committee's own figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from mediation.model import Holding, Organisation, PeriodClosing, PeriodReport, Person, Region, Screening
from mediation.readmodels.listed import PAGE, Listed, page_within
from mediation.readmodels.statistics import asked_period, year_end
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import NotThere
from mediation.rules.periods import Period, after, before
from mediation.rules.policy import reporting_post, screening_post
from mediation.rules.regions import span
from mediation.rules.statistics import INDICATORS, Indicator
from mediation.services.close_period import closed_above, reporting
from mediation.services.count_statistics import Figures, counted, uncounted_in
from mediation.services.statistical_rows import EACH, Where


@dataclass(slots=True)
class Reported:
    """Of the committees of a place: how many there are, reported, and reported zero."""

    committees: int = 0
    reported: int = 0
    zero: int = 0

    @property
    def missing(self) -> int:
        return self.committees - self.reported


def reported(session: Session, code: str, of: Period, digits: int) -> tuple[Reported, dict[str, Reported]]:
    """Of an area, and of each of its parts by the digits that name it."""
    newest = _newest(of.name).subquery()
    part = func.substr(Organisation.region_code, 1, digits or 12).label("place")
    rows = session.execute(
        select(
            part,
            func.count(),
            func.count(newest.c.organisation_id),
            func.sum(case((newest.c.zero.is_(True), 1), else_=0)),
        )
        .outerjoin(newest, newest.c.organisation_id == Organisation.id)
        .where(reporting(of), Organisation.region_code.between(*span(code)))
        .group_by("place")
    )
    whole, parts = Reported(), defaultdict[str, Reported](Reported)
    for place, committees, done, zero in rows:
        for one in (whole, parts[place]):
            one.committees += committees
            one.reported += done
            one.zero += zero or 0
    return whole, dict(parts)


def _newest(named: str) -> Any:
    """The last report of each committee."""
    last = (
        select(PeriodReport.organisation_id, func.max(PeriodReport.reported_at).label("at"))
        .where(PeriodReport.period == named)
        .group_by(PeriodReport.organisation_id)
        .subquery()
    )
    return (
        select(PeriodReport.organisation_id, PeriodReport.zero)
        .join(
            last,
            (last.c.organisation_id == PeriodReport.organisation_id)
            & (last.c.at == PeriodReport.reported_at),
        )
        .where(PeriodReport.period == named)
        .distinct()
    )


@dataclass(frozen=True, slots=True)
class Silent:
    """A committee that has not reported."""

    name: str
    place: str
    stopped_on: date | None


def unreported(session: Session, code: str, of: Period, page: int = 1) -> Listed[Silent]:
    """A page of the committees of an area without a report of the period, in the order of the places."""
    done = select(PeriodReport.organisation_id).where(PeriodReport.period == of.name)
    silent = reporting(of), Organisation.region_code.between(*span(code)), Organisation.id.not_in(done)
    total = session.scalar(select(func.count()).select_from(Organisation).where(*silent)) or 0
    page = page_within(page, total)
    rows = session.execute(
        select(Organisation.name, Region.label, Organisation.stopped_on)
        .join(Region, Region.code == Organisation.region_code)
        .where(*silent)
        .order_by(Organisation.region_code, Organisation.name)
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    )
    return Listed(tuple(Silent(*row) for row in rows), total, page)


def closed_parts(session: Session, code: str, named: str) -> dict[str, date]:
    """On which day the parts of an area closed the period themselves, by their codes."""
    rows = session.execute(
        select(PeriodClosing.region_code, PeriodClosing.closed_at)
        .join(Region, Region.code == PeriodClosing.region_code)
        .where(Region.parent_code == code, PeriodClosing.period == named)
    )
    return {part: at.astimezone(SHANGHAI).date() for part, at in rows}


@dataclass(frozen=True, slots=True)
class Differing:
    """A committee that confirmed other figures than are counted by the records of today."""

    name: str
    place: str
    reported_at: datetime
    figures: tuple[tuple[Indicator, int, int], ...]
    """Each with what was confirmed and what is counted: whole numbers, money in 分."""


def differing(session: Session, code: str, of: Period, today: date) -> tuple[Differing, ...]:
    """Of the committees of an area that reported, in the order of the places."""
    counts = counted(session, Where(region_code=code, period=of, today=today), EACH).parts
    newest = aliased(PeriodReport)
    last = (
        select(newest.id)
        .where(newest.period == of.name, newest.organisation_id == Organisation.id)
        .order_by(newest.reported_at.desc(), newest.id.desc())
        .limit(1)
        .correlate(Organisation)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Organisation.id, Organisation.name, Region.label, PeriodReport)
        .join(Region, Region.code == Organisation.region_code)
        .join(PeriodReport, PeriodReport.id == last)
        .where(Organisation.region_code.between(*span(code)))
        .order_by(Organisation.region_code, Organisation.name)
    )
    found = []
    for organisation_id, name, place, report in rows:
        then, unknown = Figures.from_json(report.figures).values, uncounted_in(report.figures)
        now = counts.get(str(organisation_id), Figures()).values
        unlike = tuple(
            (one, then[one.name], now[one.name])
            for one in INDICATORS
            if one.of is None and one.name not in unknown and then[one.name] != now[one.name]
        )
        if unlike:
            found.append(Differing(name, place, report.reported_at, unlike))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Report:
    """What a committee confirmed, when, by whom."""

    reported_at: datetime
    by: str
    zero: bool
    figures: Figures


@dataclass(frozen=True, slots=True)
class ScreeningShown:
    """A screening of the committee."""

    id: UUID
    screened_on: date
    found: int
    prevented: int
    note: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage:
    """A committee's own figures of a period, its screenings, and what it has confirmed."""

    organisation_id: UUID
    organisation: str
    period: Period
    earlier: Period | None
    """None where neither this year nor a case of the committee lies before."""
    later: Period | None
    over: bool
    figures: Figures
    reports: tuple[Report, ...]
    screenings: tuple[ScreeningShown, ...]
    closed_by: str
    may_report: bool


def own_figures(session: Session, actor: Actor, named: str, today: date) -> OwnPage:
    """Of the committee where the actor works; NotThere for who works at none."""
    post = screening_post(actor)
    if post is None:
        raise NotThere
    wanted, ends = asked_period(session, named, today), year_end(session, today)
    earlier, following = before(wanted, ends), after(wanted, ends)
    return OwnPage(
        organisation_id=post.organisation_id,
        organisation=post.organisation_name,
        period=wanted,
        earlier=earlier if earlier.last >= _begins(session, post, today) else None,
        later=following if following.first <= today else None,
        over=wanted.last < today,
        figures=counted(session, _own(post, wanted, today)).whole,
        reports=tuple(_reports(session, post, wanted.name)),
        screenings=tuple(_screenings(session, post, wanted)),
        closed_by=closed_above(session, post.region_code, wanted.name),
        may_report=reporting_post(actor, post.organisation_id) is not None,
    )


def _begins(session: Session, post: Post, today: date) -> date:
    """A year ago, or the committee's first case."""
    first = session.scalar(
        select(func.min(Holding.from_at)).where(Holding.organisation_id == post.organisation_id)
    )
    a_year = today - timedelta(days=365)
    return a_year if first is None else min(a_year, first.astimezone(SHANGHAI).date())


def _own(post: Post, wanted: Period, today: date) -> Where:
    return Where(
        region_code=post.region_code, period=wanted, today=today, organisation_id=post.organisation_id
    )


def _reports(session: Session, post: Post, named: str) -> Iterator[Report]:
    rows = session.execute(
        select(PeriodReport, Person.name)
        .join(Person, Person.id == PeriodReport.reported_by)
        .where(PeriodReport.period == named, PeriodReport.organisation_id == post.organisation_id)
        .order_by(PeriodReport.reported_at.desc())
    )
    return (Report(row.reported_at, by, row.zero, Figures.from_json(row.figures)) for row, by in rows)


def _screenings(session: Session, post: Post, wanted: Period) -> Iterator[ScreeningShown]:
    rows = session.execute(
        select(Screening, Person.name)
        .join(Person, Person.id == Screening.noted_by)
        .where(
            Screening.organisation_id == post.organisation_id,
            Screening.voided_at.is_(None),
            Screening.screened_on.between(wanted.first, wanted.last),
        )
        .order_by(Screening.screened_on.desc(), Screening.id.desc())
    )
    for row, by in rows:
        yield ScreeningShown(row.id, row.screened_on, row.found, row.prevented, row.note or "", by)
