"""The points that practice decides, for who keeps them: what holds today, what is to come, and who said so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from mediation.model import Person, Setting, SettingChange
from mediation.rules.actor import Actor
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Permission
from mediation.rules.messages import Message, say
from mediation.rules.practice import Point, Words
from mediation.services.practice_points import GROUPS, POINTS

T = TypeVar("T")
LATEST = 50
"""Changes of one point on its page."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What holds from a day on, in words; None: it always held."""

    told: Message
    since: date | None


@dataclass(frozen=True, slots=True)
class PointShown:
    """A point as it stands: set or not, what is to come, and whether what stands there can be read."""

    point: Point
    now: Holding
    is_set: bool
    readable: bool
    coming: tuple[Holding, ...]


@dataclass(frozen=True, slots=True)
class PointGroup:
    title: Message
    points: tuple[PointShown, ...]


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """Who set what, from when on, and why."""

    told: Message
    since: date
    reason: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class PointPage:
    """One point for its form: the fields as they are now, the words to choose among, and its changes."""

    shown: PointShown
    start: dict[str, str]
    words: tuple[tuple[str, str], ...]
    changes: tuple[ChangeShown, ...]


def points_shown(session: Session, actor: Actor, today: date) -> tuple[PointGroup, ...]:
    """All of them, in the order of the page."""
    _require(actor)
    rows = session.execute(select(Setting.name, Setting.since, Setting.value).order_by(Setting.since)).all()
    return tuple(
        PointGroup(title, tuple(_shown(point, rows, today) for point in points)) for title, points in GROUPS
    )


def point_page(session: Session, actor: Actor, name: str, today: date) -> PointPage:
    """One point; NotThere without it."""
    _require(actor)
    if name not in POINTS:
        raise NotThere
    point = POINTS[name]
    rows = session.execute(
        select(Setting.name, Setting.since, Setting.value)
        .where(Setting.name.in_((name, point.among)))
        .order_by(Setting.since)
    ).all()
    return PointPage(
        _shown(point, rows, today),
        _start(point, _value(point, rows, today)),
        _words(point, rows, today),
        _changes(session, point),
    )


def _require(actor: Actor) -> None:
    if not actor.has(Permission.ADMINISTER):
        raise NotThere


def _value(point: Point, rows: Sequence[Row[str, date, str]], today: date) -> str:
    """What holds that day."""
    own = [row.value for row in rows if row.name == point.name and row.since <= today]
    return own[-1] if own else point.usual


def _shown(point: Point, rows: Sequence[Row[str, date, str]], today: date) -> PointShown:
    own = [row for row in rows if row.name == point.name]
    held = [row for row in own if row.since <= today]
    value = _value(point, rows, today)
    return PointShown(
        point,
        Holding(_told(point, value), _day(held[-1].since) if held else None),
        bool(held),
        _read(lambda: point.kind.told(value)) is not None,
        tuple(Holding(_told(point, row.value), row.since) for row in own if row.since > today),
    )


def _day(since: date) -> date | None:
    return None if since == date.min else since


def _told(point: Point, value: str) -> Message:
    """In words, or as it stands where somebody wrote what cannot be read."""
    return _read(lambda: point.kind.told(value)) or say("写错了：{value}", value=value)


def _start(point: Point, value: str) -> dict[str, str]:
    return _read(lambda: point.kind.start(value)) or point.kind.start(point.usual)


def _read(reader: Callable[[], T]) -> T | None:
    try:
        return reader()
    except ValueError:
        return None


def _words(point: Point, rows: Sequence[Row[str, date, str]], today: date) -> tuple[tuple[str, str], ...]:
    if not point.among:
        return ()
    among = POINTS[point.among]
    assert isinstance(among.kind, Words)
    return tuple((word, word) for word in among.kind.read(_value(among, rows, today)))


def _changes(session: Session, point: Point) -> tuple[ChangeShown, ...]:
    """The newest first."""
    rows = session.execute(
        select(SettingChange, Person.name)
        .join(Person, Person.id == SettingChange.made_by)
        .where(SettingChange.name == point.name)
        .order_by(SettingChange.made_at.desc(), SettingChange.id.desc())
        .limit(LATEST)
    )
    return tuple(
        ChangeShown(_told(point, row.value), row.since, row.reason, row.made_at, name) for row, name in rows
    )
