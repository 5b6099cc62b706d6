"""What a court's table may call kinds of dispute and places, and how its rows are kept aside."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mediation.model import Category, Organisation, Region
from mediation.rules.court_rows import Known
from mediation.rules.derivation import stored_message
from mediation.rules.errors import Problem
from mediation.rules.regions import prefix
from mediation.services.jurisdiction import areas_of


def known_words(session: Session, court: Organisation, today: date) -> Known:
    """Kinds by name and code; places by code and full name, and by their own name where only one is called so."""
    kinds = session.scalars(
        select(Category).where(or_(Category.valid_until.is_(None), Category.valid_until >= today))
    ).all()
    places = session.execute(
        select(Region.code, Region.name, Region.label).where(
            or_(Region.valid_until.is_(None), Region.valid_until >= today)
        )
    ).all()
    own = [prefix(code) for code in areas_of(session, court, today)]
    near = [one for one in places if any(one.code.startswith(area) for area in own)]
    alike = Counter(one.name for one in near)
    regions = {one.name: one.code for one in near if alike[one.name] == 1}
    regions |= {one.label: one.code for one in places} | {one.code: one.code for one in places}
    categories = {one.name: one.code for one in kinds} | {one.code: one.code for one in kinds}
    return Known(court.id, today, categories, regions)


def as_stored(problems: Iterable[Problem]) -> str:
    """What is said of a row, for keeping: the heading and the message of each."""
    told = [{"at": one.field, "message": stored_message(one.message)} for one in problems]
    return json.dumps(told, ensure_ascii=False)


def as_one_row(cells: Mapping[str, str]) -> str:
    """The cells of a row by their fields, so that the same row has one text in whatever order the columns stand."""
    filled: dict[str, Any] = {name: text for name, text in cells.items() if text}
    return json.dumps(filled, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
