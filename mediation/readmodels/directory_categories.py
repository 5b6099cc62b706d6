"""The kinds of dispute, in use or not, for an administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Category
from mediation.readmodels.directory_changes import ChangeShown, changes_of
from mediation.rules.actor import Actor
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Permission


@dataclass(frozen=True, slots=True)
class CategoryShown:
    """One of them, with what intake asks about it and how its papers are signed."""

    code: str
    name: str
    labour: bool
    land_title: bool
    wet_ink: bool
    since: date | None
    until: date | None
    over: bool


def all_categories(session: Session, actor: Actor, today: date) -> tuple[CategoryShown, ...]:
    """In the order of the forms."""
    _require(actor)
    rows = session.scalars(select(Category).order_by(Category.ordinal, Category.code))
    return tuple(_shown(row, today) for row in rows)


def category_page(
    session: Session, actor: Actor, code: str, today: date
) -> tuple[CategoryShown, tuple[ChangeShown, ...]]:
    """One of them and what was changed about it; NotThere for what is none."""
    _require(actor)
    row = session.get(Category, code)
    if row is None:
        raise NotThere
    return _shown(row, today), changes_of(session, row)


def _require(actor: Actor) -> None:
    if not actor.has(Permission.ADMINISTER):
        raise NotThere


def _shown(row: Category, today: date) -> CategoryShown:
    over = row.valid_until is not None and row.valid_until < today
    return CategoryShown(
        row.code, row.name, row.labour, row.land_title, row.wet_ink, row.valid_from, row.valid_until, over
    )
