"""What was asked of an area's future, with the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediation.model import Person, Region, WhatIf
from mediation.readmodels.area_past import Past, standing_by_level, units_of
from mediation.readmodels.backlog import area_for
from mediation.readmodels.listed import PAGE, Listed, page_within
from mediation.readmodels.smallest_group import smallest_group
from mediation.rules.actor import Actor
from mediation.rules.backlog import Holder
from mediation.rules.clock import SHANGHAI
from mediation.rules.derivation import message_stored
from mediation.rules.errors import NotThere
from mediation.rules.messages import Message
from mediation.rules.policy import may_read_area
from mediation.rules.simulation.comparing import NOWHERE, OF_STANDING, Comparison
from mediation.rules.simulation.rates import Rates
from mediation.rules.simulation.scenario import LEVELS, Scenario, read_scenario
from mediation.rules.small_groups import guarded


@dataclass(frozen=True, slots=True)
class LevelThen:
    """A level in the past that was read."""

    level: Holder
    organisations: int
    mediators: int
    per_week: float
    """Cases that came in from outside."""
    at_once: float
    standing: int
    """Cases that stood."""
    ended: int | None = None
    """Stays that ended there; None in answers of before they were kept."""


@dataclass(frozen=True, slots=True)
class LevelNow:
    """A level as it is staffed today."""

    level: Holder
    organisations: int
    mediators: int
    standing: int | None
    """Open cases; None: fewer than may be told."""


@dataclass(frozen=True, slots=True)
class PastThen:
    """What the answer was worked out from."""

    first: date
    last: date
    stays: int
    festival: float | None
    levels: tuple[LevelThen, ...]


@dataclass(frozen=True, slots=True)
class WhatIfLine:
    """One of a list."""

    id: UUID
    asked_at: datetime
    asked_by: str
    done: bool
    refused: bool
    scenario: Scenario


@dataclass(frozen=True, slots=True)
class WhatIfPage:
    """One with its answer."""

    id: UUID
    region_code: str
    region: str
    scenario: Scenario
    asked_at: datetime
    asked_by: str
    done_at: datetime | None
    past: PastThen | None
    found: Comparison | None
    """Without the levels of which few cases tell."""
    refused: tuple[Message, ...]
    few: Few


@dataclass(frozen=True, slots=True)
class Few:
    """Of what nothing is said, because fewer cases tell it than may be shown, or because it would give that away."""

    levels: frozenset[Holder] = frozenset()
    standing: bool = False
    """So few stand in the whole area: nothing is said of how many will."""
    least: int = 0

    def told(self, found: Comparison) -> Comparison:
        """What may be said of an answer; the weeks are left out where too few stand."""
        lines = tuple(one for one in found.lines if one.level not in self.levels)
        if not self.standing:
            return replace(found, lines=lines)
        return Comparison(tuple(one for one in lines if one.measure not in OF_STANDING), NOWHERE, NOWHERE)


def few_of(levels: Sequence[LevelThen], least: int) -> Few:
    """A level is left out for few that stand there, or few that ended; another beside it, since the area is told."""
    standing, ended = [one.standing for one in levels], [one.ended or 0 for one in levels]
    left_out = {
        one.level
        for told in (guarded(standing, least), guarded(ended, least))
        for one, n in zip(levels, told, strict=True)
        if n is None
    }
    return Few(frozenset(left_out), 0 < sum(standing) < least, least)


def next_waiting(session: Session) -> UUID | None:
    """The question that has waited longest."""
    return session.scalars(
        select(WhatIf.id).where(WhatIf.done_at.is_(None)).order_by(WhatIf.asked_at, WhatIf.id).limit(1)
    ).first()


def what_ifs(
    session: Session, actor: Actor, region_code: str, page: int = 1
) -> tuple[Region, Listed[WhatIfLine]]:
    """The area with what was asked of it, newest first; NotThere for one that is not the actor's to watch."""
    region = area_for(session, actor, region_code)
    asked = select(func.count()).select_from(WhatIf).where(WhatIf.region_code == region.code)
    total = session.scalar(asked) or 0
    page = page_within(page, total)
    rows = session.execute(
        select(WhatIf, Person.name)
        .join(Person, Person.id == WhatIf.asked_by)
        .where(WhatIf.region_code == region.code)
        .order_by(WhatIf.asked_at.desc(), WhatIf.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    lines = tuple(
        WhatIfLine(
            row.id,
            row.asked_at,
            name,
            row.done_at is not None,
            bool(row.refused),
            read_scenario(row.scenario),
        )
        for row, name in rows
    )
    return region, Listed(lines, total, page)


def what_if(session: Session, actor: Actor, what_if_id: UUID) -> WhatIfPage:
    """NotThere for one of an area that is not the actor's to watch."""
    row = session.get(WhatIf, what_if_id)
    if row is None or not may_read_area(actor, row.region_code):
        raise NotThere
    answer, least = row.answer, smallest_group(session, row.asked_at.astimezone(SHANGHAI).date())
    past = answer and _past(answer["past"])
    few = few_of(past.levels, least) if past else Few()
    return WhatIfPage(
        id=row.id,
        region_code=row.region_code,
        region=session.get_one(Region, row.region_code).name,
        scenario=read_scenario(row.scenario),
        asked_at=row.asked_at,
        asked_by=session.get_one(Person, row.asked_by).name,
        done_at=row.done_at,
        past=past,
        found=answer and few.told(Comparison.from_json(answer)),
        refused=tuple(message_stored(one) for one in row.refused),
        few=few,
    )


def levels_now(session: Session, region_code: str, today: date) -> tuple[LevelNow, ...]:
    """Who works in the area and what stands there, without reading its past."""
    units, standing = tuple(units_of(session, region_code, today)), standing_by_level(session, region_code)
    levels = [level for level in LEVELS if any(unit.level is level for unit in units)]
    told = guarded([standing.get(level, 0) for level in levels], smallest_group(session, today))
    return tuple(
        LevelNow(
            level,
            sum(unit.level is level for unit in units),
            sum(unit.mediators for unit in units if unit.level is level),
            n,
        )
        for level, n in zip(levels, told, strict=True)
    )


def levels_of(rates: Rates) -> tuple[LevelThen, ...]:
    """What the past says of each level."""
    level_of = {unit.id: unit.level for unit in rates.units}
    return tuple(
        LevelThen(
            level,
            sum(unit.level is level for unit in rates.units),
            sum(unit.mediators for unit in rates.units if unit.level is level),
            round(7 * sum(n for key, n in rates.per_day.items() if level_of[key] is level), 2),
            round(rates.at_once[level], 2),
            sum(level_of[one.unit] is level for one in rates.standing),
            len(rates.served.get(level, ())),
        )
        for level in rates.levels
    )


def past_to_json(past: Past) -> dict[str, Any]:
    """What is kept of a past beside an answer: counts, nobody and no case."""
    return {
        "first": past.first.isoformat(),
        "last": past.last.isoformat(),
        "stays": past.stays,
        "festival": past.rates.festival,
        "levels": [
            [
                *(one.level.value, one.organisations, one.mediators),
                *(one.per_week, one.at_once, one.standing, one.ended),
            ]
            for one in levels_of(past.rates)
        ],
    }


def _past(kept: Mapping[str, Any]) -> PastThen:
    return PastThen(
        date.fromisoformat(kept["first"]),
        date.fromisoformat(kept["last"]),
        kept["stays"],
        kept["festival"],
        tuple(LevelThen(Holder.of(level), *numbers) for level, *numbers in kept["levels"]),
    )
