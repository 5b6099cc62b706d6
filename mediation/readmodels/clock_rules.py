"""The rules by which clocks run, for who keeps them: holidays by year, lengths, and lists of what would change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from mediation.adapters.unit_of_work import calendar
from mediation.model import CalendarDay, Case, Deadline, Person, Recount, RecountLine, Region, Setting
from mediation.rules.actor import Actor
from mediation.rules.derivation import Length, message_stored
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Clock, Permission, Registry
from mediation.rules.messages import Message
from mediation.rules.regions import ancestors
from mediation.rules.vocabulary import DeadlineState, RecountState
from mediation.rules.work_calendar import ONE_DAY
from mediation.services.change_rules import WORKED, keeps_rules_of

LINES = 100
"""Lines of a list on one page."""
LATEST = 10


@dataclass(frozen=True, slots=True)
class YearShown:
    """A year's days off, run by run, and the weekend days worked; `provisional`: nobody has entered it."""

    year: int
    provisional: bool
    entered: bool
    rests: tuple[tuple[date, date, str], ...]
    worked: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class LengthFrom:
    """A length that an administrator set, from a day on; None: it always held."""

    length: Length
    since: date | None


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A clock with its length, and what was set instead, the earliest first."""

    clock: Clock
    set_to: tuple[LengthFrom, ...]

    @property
    def changeable(self) -> bool:
        return bool(self.clock.setting)


@dataclass(frozen=True, slots=True)
class RecountShown:
    """A list of clocks that would change, and what became of it."""

    id: UUID
    why: str
    made_at: datetime
    made_by: str
    looked_at: int
    lines: int
    state: RecountState
    decided_at: datetime | None
    decided_by: str


@dataclass(frozen=True, slots=True)
class LineShown:
    """One clock: of which case, before, after and why; `applied` None while nobody decided."""

    case: str
    clock: str
    before_on: date
    after_on: date
    why: tuple[Message, ...]
    applied: bool | None


@dataclass(frozen=True, slots=True)
class RecountPage:
    recount: RecountShown
    lines: tuple[LineShown, ...]
    page: int
    pages: int


def _require(actor: Actor) -> None:
    if not actor.has(Permission.ADMINISTER):
        raise NotThere


def years_shown(session: Session, actor: Actor, today: date) -> tuple[YearShown, ...]:
    """Last year, this one and the next two."""
    _require(actor)
    notes = {
        row.day: row.note
        for row in session.execute(
            select(CalendarDay.day, CalendarDay.note).where(CalendarDay.region_code == "")
        )
    }
    known = calendar(session)
    return tuple(
        YearShown(
            year=year,
            provisional=known.year(year).provisional,
            entered=any(day.year == year for day in notes),
            rests=tuple(_runs(known.year(year).holidays, notes)),
            worked=tuple(sorted(known.year(year).workdays)),
        )
        for year in range(today.year - 1, today.year + 3)
    )


def _runs(days: frozenset[date], notes: dict[date, str]) -> Iterator[tuple[date, date, str]]:
    """Days off that follow each other, with the holiday that was entered for them."""
    first = last = None
    for day in sorted(days):
        if last is not None and first is not None and day - last > ONE_DAY:
            yield first, last, notes.get(first, "")
            first = day
        first, last = first or day, day
    if first is not None and last is not None:
        yield first, last, notes.get(first, "")


@dataclass(frozen=True, slots=True)
class LocalHoliday:
    """A holiday of an area: what it is called, from when to when, and what is worked for it."""

    region_code: str
    region: str
    name: str
    rests: tuple[date, ...]
    worked: tuple[date, ...]


def local_holidays(session: Session, actor: Actor, today: date) -> tuple[LocalHoliday, ...]:
    """Those of last year, this one and the next two, in the areas whose rules the administrator keeps."""
    _require(actor)
    rows = session.execute(
        select(CalendarDay, Region.label)
        .join(Region, Region.code == CalendarDay.region_code)
        .where(CalendarDay.day.between(date(today.year - 1, 1, 1), date(today.year + 2, 12, 31)))
        .order_by(CalendarDay.day)
    ).all()
    found: dict[tuple[int, str, str], tuple[str, list[date], list[date]]] = {}
    for row, label in rows:
        key = (row.day.year, row.region_code, row.note.removesuffix(WORKED))
        _, rests, worked = found.setdefault(key, (label, [], []))
        (rests if row.is_rest else worked).append(row.day)
    return tuple(
        LocalHoliday(code, label, name, tuple(rests), tuple(worked))
        for (_, code, name), (label, rests, worked) in found.items()
        if rests and keeps_rules_of(actor, code)
    )


def areas_of(session: Session, actor: Actor) -> tuple[tuple[str, str], ...]:
    """The areas for which the administrator may enter a holiday: around their own, and one level within."""
    own = {post.region_code for post in actor.posts_with(Permission.ADMINISTER)}
    around = own.union(*(ancestors(code) for code in own))
    rows = session.execute(
        select(Region.code, Region.label)
        .where(Region.code.in_(around) | Region.parent_code.in_(own))
        .order_by(Region.code)
    )
    return tuple((code, label) for code, label in rows)


def provisional_clocks(session: Session, actor: Actor) -> int:
    """How many running clocks rest on a year whose holidays nobody has entered."""
    _require(actor)
    return (
        session.scalar(
            select(func.count())
            .select_from(Deadline)
            .where(Deadline.state == DeadlineState.RUNNING, Deadline.provisional)
        )
        or 0
    )


def rules_shown(session: Session, actor: Actor, registry: Registry) -> tuple[RuleShown, ...]:
    """Every clock in the order of the definitions."""
    _require(actor)
    rows = session.execute(select(Setting.name, Setting.since, Setting.value).order_by(Setting.since)).all()
    found = []
    for clock in registry.clock_by_name.values():
        own = [row for row in rows if row.name == clock.setting and row.value.isdecimal()]
        unit: Any = type(clock.term)
        set_to = [
            LengthFrom(unit(int(row.value)), None if row.since == date.min else row.since) for row in own
        ]
        found.append(RuleShown(clock, tuple(set_to)))
    return tuple(found)


def recounts_shown(session: Session, actor: Actor) -> tuple[RecountShown, ...]:
    """The latest lists, the newest first."""
    _require(actor)
    return tuple(_recounts(session, None))


def recount_page(session: Session, actor: Actor, recount_id: UUID, page: int) -> RecountPage:
    """One list with some of its lines, the farthest moved first; NotThere without it."""
    _require(actor)
    recount = next(_recounts(session, recount_id), None)
    if recount is None:
        raise NotThere
    rows = session.execute(
        select(RecountLine, Deadline.clock, Case.number, Case.public_id)
        .join(Deadline, Deadline.id == RecountLine.deadline_id)
        .join(Case, Case.id == Deadline.case_id)
        .where(RecountLine.recount_id == recount_id)
        .order_by(RecountLine.after_on.desc(), RecountLine.deadline_id)
        .limit(LINES)
        .offset((page - 1) * LINES)
    )
    lines = tuple(
        LineShown(
            case=number or public_id,
            clock=clock,
            before_on=line.before_on,
            after_on=line.after_on,
            why=tuple(message_stored(one) for one in line.why),
            applied=line.applied,
        )
        for line, clock, number, public_id in rows
    )
    return RecountPage(recount, lines, page, max(-(-recount.lines // LINES), 1))


def _recounts(session: Session, recount_id: UUID | None) -> Iterator[RecountShown]:
    made, decided = aliased(Person), aliased(Person)
    lines = (
        select(func.count())
        .select_from(RecountLine)
        .where(RecountLine.recount_id == Recount.id)
        .scalar_subquery()
    )
    query = (
        select(Recount, made.name, decided.name, lines)
        .join(made, made.id == Recount.made_by)
        .outerjoin(decided, decided.id == Recount.decided_by)
        .order_by(Recount.made_at.desc())
        .limit(LATEST)
    )
    if recount_id is not None:
        query = query.where(Recount.id == recount_id)
    for recount, made_by, decided_by, count in session.execute(query):
        yield RecountShown(
            id=recount.id,
            why=recount.why,
            made_at=recount.made_at,
            made_by=made_by,
            looked_at=recount.looked_at,
            lines=count,
            state=recount.state,
            decided_at=recount.decided_at,
            decided_by=decided_by or "",
        )
