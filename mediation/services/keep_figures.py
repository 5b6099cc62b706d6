"""Keeping what was counted a moment ago, so that the next page need not count it again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select

from mediation.model import CourtFigures
from mediation.rules.clock import Clock
from mediation.services.unit_of_work import UnitOfWork


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
