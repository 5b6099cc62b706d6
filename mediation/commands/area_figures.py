"""Counting beforehand what takes long: areas in which much happens, every half minute, whole."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.model import Category, Region
from mediation.readmodels.backlog import narrowed_to, scope_of
from mediation.readmodels.backlog_figures import counted
from mediation.rules.vocabulary import Level
from mediation.services.keep_figures import keep_figures

WIDE = (Level.PROVINCE, Level.CITY, Level.COUNTY)
BY_KIND = (Level.CITY,)
"""Where each kind of dispute is counted beforehand too; narrower areas have few enough cases of a kind."""
EVERY = 30.0
"""Seconds between two counts of an area, well within the minute that figures may be old."""
LONG = 0.02
"""Seconds that counting must take before it is worth keeping; a small office is counted as it is asked for."""
LOOK_AGAIN = 600.0
AT_ONCE = 5.0
"""Seconds that one look spends on kinds of dispute; the next goes on, after whole areas that are due again."""


class FiguresKept:
    """Knows for each wide area when it is to be counted next."""

    def __init__(self, house: Installation, *, every: float = EVERY, long: float = LONG) -> None:
        self._house, self._every, self._long = house, every, long
        self._next: dict[tuple[str, str], float] = {}

    def renew(self) -> int:
        """Count what is due; how many areas were kept."""
        kept, until = set[str](), 0.0
        for code, level, category in self._asked():
            if category:
                until = until or monotonic() + AT_ONCE
                if monotonic() > until:
                    break
            if self._next.get((code, category), 0.0) <= monotonic() and self._renewed(code, level, category):
                kept.add(code)
        return len(kept)

    def _asked(self) -> Iterator[tuple[str, Level, str]]:
        """Each wide area whole; a city by kinds of dispute too."""
        with self._house.read() as session:
            areas = session.execute(
                select(Region.code, Region.level).where(Region.level.in_(WIDE), Region.valid_until.is_(None))
            ).all()
            kinds = session.scalars(select(Category.code).order_by(Category.code)).all()
        for code, level in areas:
            yield code, level, ""
        for code, level in areas:
            if level in BY_KIND:
                yield from ((code, level, kind) for kind in kinds)

    def _renewed(self, code: str, level: Level, category: str) -> bool:
        house, started = self._house, monotonic()
        with house.read() as session:
            today = house.clock.today()
            scope = scope_of(house.registry, code, today, narrowed_to(today, category=category))
            found = counted(session, scope, level, house.clock.now())
        worth_keeping = monotonic() - started >= self._long
        self._next[(code, category)] = monotonic() + (self._every if worth_keeping else LOOK_AGAIN)
        if worth_keeping:
            with house.begin() as uow:
                keep_figures(
                    uow, clock=house.clock, region_code=code, category_code=category, content=found.to_json()
                )
                uow.commit()
        return worth_keeping
