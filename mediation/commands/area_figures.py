"""Counting beforehand what takes long: areas in which much happens, every half minute, whole."""

from __future__ import annotations

from time import monotonic

from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.model import Region
from mediation.readmodels.backlog import scope_of
from mediation.readmodels.backlog_figures import counted
from mediation.rules.vocabulary import Level
from mediation.services.keep_figures import keep_figures

WIDE = (Level.PROVINCE, Level.CITY, Level.COUNTY)
EVERY = 30.0
"""Seconds between two counts of an area, well within the minute that figures may be old."""
LONG = 0.02
"""Seconds that counting must take before it is worth keeping; a small office is counted as it is asked for."""
LOOK_AGAIN = 600.0


class FiguresKept:
    """Knows for each wide area when it is to be counted next."""

    def __init__(self, house: Installation, *, every: float = EVERY, long: float = LONG) -> None:
        self._house, self._every, self._long = house, every, long
        self._next: dict[str, float] = {}

    def renew(self) -> int:
        """Count what is due; how many areas were kept."""
        house, kept = self._house, 0
        with house.read() as session:
            areas = session.execute(
                select(Region.code, Region.level).where(Region.level.in_(WIDE), Region.valid_until.is_(None))
            ).all()
        for code, level in areas:
            if self._next.get(code, 0.0) > monotonic():
                continue
            started = monotonic()
            with house.read() as session:
                scope = scope_of(house.registry, code, house.clock.today())
                found = counted(session, scope, level, house.clock.now())
            took = monotonic() - started
            self._next[code] = monotonic() + (self._every if took >= self._long else LOOK_AGAIN)
            if took >= self._long:
                with house.begin() as uow:
                    keep_figures(uow, clock=house.clock, region_code=code, content=found.to_json())
                    uow.commit()
                kept += 1
        return kept
