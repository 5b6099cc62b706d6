"""Keeping what was counted a moment ago, so that the next page need not count it again."""

from __future__ import annotations

from typing import Any

from mediation.model import AreaFigures
from mediation.rules.clock import Clock
from mediation.services.unit_of_work import UnitOfWork


def keep_figures(uow: UnitOfWork, *, clock: Clock, region_code: str, content: dict[str, Any]) -> None:
    """The figures of an area as of now, in the place of those that were there: never added to."""
    kept = uow.session.get(AreaFigures, region_code)
    if kept is None:
        kept = AreaFigures(region_code=region_code)
        uow.session.add(kept)
    kept.day, kept.counted_at, kept.content = clock.today(), clock.now(), content


def drop_figures(uow: UnitOfWork, *, region_code: str) -> None:
    """The area is counted anew by whoever asks next."""
    kept = uow.session.get(AreaFigures, region_code)
    if kept is not None:
        uow.session.delete(kept)
