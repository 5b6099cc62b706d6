"""考评 as its page shows it: the scheme in force, drafts, and the parts of an area scored and ranked by each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import (
    AssessmentResult,
    AssessmentScheme,
    AssessmentStart,
    PeriodClosing,
    Person,
    Region,
)
from mediation.readmodels.backlog import area_for
from mediation.readmodels.statistics import asked_period, closed, frozen_parts
from mediation.rules.actor import Actor
from mediation.rules.assessment import Item, Result, ranks, score
from mediation.rules.errors import NotThere
from mediation.rules.periods import Period
from mediation.rules.policy import bureau_post
from mediation.services.close_period import part_digits, part_names
from mediation.services.count_statistics import Figures, counted
from mediation.services.keep_scheme import ASSESSING, items_of, scheme_in_force, scored
from mediation.services.statistical_rows import Where


@dataclass(frozen=True, slots=True)
class SchemeShown:
    """A version: who drafted it when, and whether and why it was put in force."""

    id: UUID
    version: int
    items: tuple[Item, ...]
    by: str
    at: datetime
    started_by: str
    started_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A part of the area under one scheme."""

    region_code: str
    name: str
    result: Result
    rank: int | None


@dataclass(frozen=True, slots=True)
class Frozen:
    """Results as they were frozen when the period was closed."""

    at: datetime
    version: int
    standings: tuple[Standing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentPage:
    """An area and a period: the standings under the scheme in force, under a draft, and those that are frozen."""

    region: Region
    period: Period
    year: int
    keeps: bool
    """Whether the actor's bureau keeps this area's schemes."""
    schemes: tuple[SchemeShown, ...]
    in_force: SchemeShown | None
    draft: SchemeShown | None
    standings: tuple[Standing, ...]
    drafted: tuple[Standing, ...]
    frozen: Frozen | None
    published: bool
    """Whether the figures are those of a closed period."""


def assessments(
    session: Session, actor: Actor, today: date, region_code: str, named: str, draft_id: UUID | None
) -> AssessmentPage:
    """For whoever watches the area; NotThere for any other, and where nothing is assessed."""
    region = area_for(session, actor, region_code)
    if region.level not in ASSESSING:
        raise NotThere
    of = asked_period(session, named, today, begun=False)
    year = int(of.name[:4])
    schemes = tuple(_schemes(session, region.code, year))
    standing = scheme_in_force(session, region.code, year)
    in_force = next((one for one in schemes if standing and one.id == standing.id), None)
    draft = next((one for one in schemes if one.id == draft_id), None)
    if draft_id is not None and draft is None:
        raise NotThere
    parts, published = _figures(session, region, of, today)
    return AssessmentPage(
        region=region,
        period=of,
        year=year,
        keeps=bureau_post(actor, region.code) is not None,
        schemes=schemes,
        in_force=in_force,
        draft=draft,
        standings=_standings(in_force, parts, of),
        drafted=_standings(draft, parts, of),
        frozen=_frozen(session, region, of),
        published=published,
    )


def _schemes(session: Session, region_code: str, year: int) -> list[SchemeShown]:
    rows = session.execute(
        select(AssessmentScheme, Person.name)
        .join(Person, Person.id == AssessmentScheme.drafted_by)
        .where(AssessmentScheme.region_code == region_code, AssessmentScheme.year == year)
        .order_by(AssessmentScheme.version.desc())
    ).all()
    starts = {
        start.scheme_id: (name, start)
        for start, name in session.execute(
            select(AssessmentStart, Person.name)
            .join(Person, Person.id == AssessmentStart.put_by)
            .where(AssessmentStart.scheme_id.in_([row.id for row, _ in rows]))
            .order_by(AssessmentStart.put_at, AssessmentStart.id)
        )
    }
    return [_shown(row, by, *starts.get(row.id, ("", None))) for row, by in rows]


def _shown(row: AssessmentScheme, by: str, put_by: str, start: AssessmentStart | None) -> SchemeShown:
    return SchemeShown(
        row.id,
        row.version,
        items_of(row),
        by,
        row.drafted_at,
        put_by,
        start.put_at if start else None,
        start.reason if start else "",
    )


def figures_of_parts(session: Session, region: Region, of: Period, today: date) -> Mapping[str, Figures]:
    """By the code of each part what its numbers are made of, also of parts of then; without those that had nothing."""
    kept, _ = _kept(session, region, of, today)
    return {key.ljust(12, "0"): figures for key, figures in kept.items()}


def _figures(
    session: Session, region: Region, of: Period, today: date
) -> tuple[Mapping[str, tuple[str, Figures]], bool]:
    """Of each part that is there today with its name; and whether they are published."""
    kept, published = _kept(session, region, of, today)
    names = part_names(session, region)
    return {key.ljust(12, "0"): (name, kept.get(key, Figures())) for key, name in names.items()}, published


def _kept(session: Session, region: Region, of: Period, today: date) -> tuple[Mapping[str, Figures], bool]:
    """By the digits of each part: as published where the area itself closed the period, else counted now."""
    _, frozen = closed(session, region.code, of.name)
    kept = frozen_parts(frozen)
    if kept is not None:
        return kept, True
    where = Where(region_code=region.code, period=of, today=today)
    return counted(session, where, part_digits(region.level)).parts, False


def _standings(
    scheme: SchemeShown | None, parts: Mapping[str, tuple[str, Figures]], of: Period
) -> tuple[Standing, ...]:
    if scheme is None:
        return ()
    results = [
        (code, name, scored(scheme.items, figures, of.kind.months)) for code, (name, figures) in parts.items()
    ]
    return _ranked(results)


def _ranked(results: list[tuple[str, str, Result]]) -> tuple[Standing, ...]:
    """The best first; who has no score stands last."""
    places = ranks([result for _, _, result in results])
    found = [
        Standing(code, name, result, place)
        for (code, name, result), place in zip(results, places, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (one.rank is None, one.rank or 0, one.region_code)))


def _frozen(session: Session, region: Region, of: Period) -> Frozen | None:
    row = session.execute(
        select(AssessmentResult, AssessmentScheme)
        .join(PeriodClosing, PeriodClosing.id == AssessmentResult.closing_id)
        .join(AssessmentScheme, AssessmentScheme.id == AssessmentResult.scheme_id)
        .where(PeriodClosing.region_code == region.code, PeriodClosing.period == of.name)
    ).first()
    if row is None:
        return None
    result, scheme = row
    items = items_of(scheme)
    standings = [
        (one["part"].ljust(12, "0"), one["name"], score(items, _values(one), of.kind.months))
        for one in result.content
    ]
    return Frozen(result.frozen_at, scheme.version, _ranked(standings))


def _values(kept: Mapping[str, Any]) -> dict[str, Decimal | None]:
    return {name: None if text is None else Decimal(text) for name, text in kept["values"].items()}
