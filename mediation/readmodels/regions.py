"""Finding a place in the division tree by name or pinyin, the actor's own county first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from mediation.model import Region
from mediation.rules.actor import Actor
from mediation.rules.regions import prefix

MOST = 20
LONGEST = 60
MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A division with the label that tells it from its namesakes."""

    code: str
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class PlacesFound:
    """The best matches, and whether there are more."""

    places: tuple[Place, ...]
    more: bool


def place(session: Session, code: str) -> Place | None:
    """The division of that code."""
    region = session.get(Region, code)
    return None if region is None else Place(region.code, region.name, region.label)


def search(session: Session, actor: Actor, typed: str, today: date, *, limit: int = MOST) -> PlacesFound:
    """Divisions in use whose name, or its pinyin in full or as initials, begins with what was typed.

    Several words narrow it down: the last is the place itself, the others may name what it lies in.
    """
    words = typed[:LONGEST].lower().split()[:MOST_WORDS]
    if not words:
        return PlacesFound((), False)
    above = aliased(Region)
    query = (
        select(Region.code, Region.name, Region.label)
        .outerjoin(above, above.code == Region.parent_code)
        .where(or_(Region.valid_until.is_(None), Region.valid_until >= today))
        .where(or_(_named(Region, words[-1]), Region.label == typed.strip()))
        .where(
            *(
                or_(_named(Region, w), _named(above, w), Region.label.contains(w, autoescape=True))
                for w in words[:-1]
            )
        )
        .order_by(*_nearest(actor), *_closest(words[-1], typed.strip()), Region.code)
        .limit(limit + 1)
    )
    found = [Place(*row) for row in session.execute(query)]
    return PlacesFound(tuple(found[:limit]), len(found) > limit)


def resolve(session: Session, actor: Actor, typed: str, today: date) -> Place | None:
    """The one place that the text can mean: its whole label, or a name that stands alone."""
    found = search(session, actor, typed, today).places
    exact = [p for p in found if p.label == typed.strip()] or [p for p in found if p.name == typed.strip()]
    if len(exact) == 1:
        return exact[0]
    return found[0] if len(found) == 1 else None


def _named(region: type[Region], word: str) -> ColumnElement[bool]:
    """The name holds the word, or one of the search keys begins with it."""
    keys = region.search_keys
    return or_(
        region.name.contains(word, autoescape=True),
        keys.startswith(word, autoescape=True),
        keys.contains(f" {word}", autoescape=True),
    )


def _nearest(actor: Actor) -> list[ColumnElement[int]]:
    """Places of the actor's own county before all others."""
    own = {prefix(f"{post.region_code[:6]}000000") for post in actor.posts}
    near = or_(*(Region.code.startswith(county) for county in own)) if own else None
    return [] if near is None else [case((near, 0), else_=1)]


def _closest(word: str, typed: str) -> list[ColumnElement[int]]:
    """The very name first, then names that begin with it, then shorter ones."""
    return [
        case(
            (or_(Region.label == typed, Region.name == word), 0),
            (and_(Region.name.startswith(word, autoescape=True)), 1),
            else_=2,
        ),
        func.length(Region.name),
    ]
