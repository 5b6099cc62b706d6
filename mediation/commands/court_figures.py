"""Counting beforehand what courts sent out and what became of it: where it takes long, every half minute, whole."""

from __future__ import annotations

from time import monotonic
from uuid import UUID

from mediation.bootstrap import Installation
from mediation.readmodels.court_figures import count_months, sending_courts
from mediation.services.keep_figures import keep_court_figures

EVERY = 30.0
"""Seconds between two counts of a court."""
LONG = 0.02
"""Seconds that counting must take before it is worth keeping; a small court is counted as it is asked for."""
LOOK_AGAIN = 600.0


class CourtFiguresKept:
    """Knows for each court when it is to be counted next."""

    def __init__(self, house: Installation, *, every: float = EVERY, long: float = LONG) -> None:
        self._house, self._every, self._long = house, every, long
        self._next: dict[UUID, float] = {}

    def renew(self) -> int:
        """Count what is due; how many courts were kept."""
        house, kept = self._house, 0
        with house.read() as session:
            courts = sending_courts(session)
        for court_id in courts:
            if self._next.get(court_id, 0.0) > monotonic():
                continue
            started = monotonic()
            with house.read() as session:
                found = count_months(session, court_id)
            took = monotonic() - started
            self._next[court_id] = monotonic() + (self._every if took >= self._long else LOOK_AGAIN)
            if found and took >= self._long:
                with house.begin() as uow:
                    keep_court_figures(uow, clock=house.clock, court_id=court_id, content=found)
                    uow.commit()
                kept += 1
        return kept
