"""Keeping what was counted a moment ago, so that the next page need not count it again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from mediation.model import AreaFigures, CourtFigures
from mediation.rules.clock import Clock
from mediation.services.unit_of_work import UnitOfWork


def keep_figures(
    uow: UnitOfWork, *, clock: Clock, region_code: str, content: dict[str, Any], category_code: str = ""
) -> None:
    """The figures of an area as of now, in the place of those that were there: never added to."""
    kept = uow.session.get(AreaFigures, (region_code, category_code))
    if kept is None:
        kept = AreaFigures(region_code=region_code, category_code=category_code)
        uow.session.add(kept)
    kept.day, kept.counted_at, kept.content = clock.today(), clock.now(), content


def keep_court_figures(
    uow: UnitOfWork, *, clock: Clock, court_id: UUID, content: Mapping[date, dict[str, list[int]]]
) -> None:
    """The figures of a court by month, in the same way."""
    query = select(CourtFigures).where(CourtFigures.court_id == court_id)
    there = {one.month: one for one in uow.session.scalars(query)}
    for month, counts in content.items():
        kept = there.pop(month, None) or CourtFigures(court_id=court_id, month=month)
        uow.session.add(kept)
        kept.counted_at, kept.content = clock.now(), counts
    for gone in there.values():
        uow.session.delete(gone)


def drop_figures(uow: UnitOfWork, *, region_code: str) -> None:
    """The area is counted anew by whoever asks next."""
    uow.session.execute(delete(AreaFigures).where(AreaFigures.region_code == region_code))
