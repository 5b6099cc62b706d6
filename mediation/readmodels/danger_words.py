"""The words that are looked for, and the times of the year with their next day, as an administrator keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Category, DangerWord, WarnedSeason
from mediation.rules.danger_words import Threat
from mediation.rules.seasons import Season


@dataclass(frozen=True, slots=True)
class WordShown:
    id: UUID
    threat: Threat
    text: str
    unless: tuple[str, ...]
    in_use: bool


@dataclass(frozen=True, slots=True)
class SeasonShown:
    id: UUID
    name: str
    kinds: tuple[str, ...]
    comes_on: date
    days_before: int
    in_use: bool


def words_shown(session: Session) -> tuple[WordShown, ...]:
    """Self-harm apart from violence, in the order of the words."""
    rows = session.scalars(select(DangerWord).order_by(DangerWord.threat.desc(), DangerWord.text))
    return tuple(WordShown(row.id, row.threat, row.text, tuple(row.unless), row.in_use) for row in rows)


def seasons_shown(session: Session, today: date) -> tuple[SeasonShown, ...]:
    names = {code: name for code, name in session.execute(select(Category.code, Category.name))}
    rows = session.scalars(select(WarnedSeason)).all()
    found = []
    for row in rows:
        season = Season(row.name, row.lunar, row.month, row.day, row.days_before, ())
        on = next(day for year in (today.year, today.year + 1) if (day := season.comes_on(year)) >= today)
        kinds = tuple(names[code] for code in row.category_codes if code in names)
        found.append(SeasonShown(row.id, row.name, kinds, on, row.days_before, row.in_use))
    return tuple(sorted(found, key=lambda one: one.comes_on))
