"""The official table of an area and a period: its figures, those of its parts, and what they are compared with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mediation.model import Case, Category, CategorySeries, PeriodClosing, PeriodCorrection, Person, Region
from mediation.readmodels.backlog import area_for
from mediation.readmodels.settings import setting
from mediation.rules.actor import Actor
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.periods import (
    SETTING,
    Period,
    PeriodKind,
    YearEnd,
    before,
    newest_ended,
    period,
    year_before,
)
from mediation.rules.policy import may_read_area
from mediation.rules.regions import ancestors
from mediation.rules.statistics import (
    GROUPS_SETTING,
    Dimension,
    SourceGroup,
    source_groups,
)
from mediation.rules.vocabulary import CaseSource, Level
from mediation.services.close_period import FORCE_KEY, part_digits
from mediation.services.count_statistics import COUNTED_KEY, NAMES, Figures, counted, totals, uncounted_in
from mediation.services.force_rows import Force, force_rows
from mediation.services.statistical_rows import Where

SERIES = ("all", "eighteen", "fifteen")
"""Our own list of kinds, and the two older forms that a series over years is told in."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the table by category, and the kinds of dispute that stand under it."""

    title: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the area, or the organisations of the area itself."""

    region_code: str
    name: str
    own: bool
    figures: Figures


@dataclass(frozen=True, slots=True)
class PartForce:
    """组织队伍 of a part of the area, or of the organisations of the area itself."""

    region_code: str
    name: str
    own: bool
    force: Force


@dataclass(frozen=True, slots=True)
class Correction:
    """What a closed period would have said by a later day."""

    noted_on: datetime
    by: str
    reason: str
    figures: Figures
    force: Force | None


@dataclass(frozen=True, slots=True)
class Closing:
    """A period closed: by whom, for which area, and what was corrected since."""

    id: UUID
    region_code: str
    level: Level
    area: str
    closed_at: datetime
    by: str
    missing: int
    reason: str
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsPage:
    """The table: published figures where the period is closed, counted now where it is not."""

    region_code: str
    name: str
    level: Level
    above: tuple[tuple[str, str], ...]
    period: Period
    earlier: Period
    last_year: Period
    figures: Figures
    compared: Mapping[str, Figures]
    """By the names of the other periods."""
    parts: tuple[Part, ...]
    headings: tuple[Heading, ...]
    groups: Mapping[SourceGroup, tuple[CaseSource, ...]]
    closing: Closing | None
    now: Figures
    """What would be counted today."""
    force: Force | None
    """组织队伍; None where the period was closed before it was counted."""
    force_parts: tuple[PartForce, ...]
    force_now: Force
    counted_at: datetime

    @property
    def closed_above(self) -> bool:
        """Whether the area above closed the period: this area's figures are frozen, those of its parts are not."""
        return self.closing is not None and self.closing.region_code != self.region_code

    def by_heading(self, name: str, figures: Figures | None = None) -> list[tuple[Heading, int]]:
        found = (figures or self.figures).by(name, Dimension.CATEGORY)
        return [(one, sum(found[code] for code in one.codes)) for one in self.headings]

    def by_group(self, name: str, figures: Figures | None = None) -> dict[SourceGroup, int]:
        found = (figures or self.figures).by(name, Dimension.SOURCE)
        return {group: sum(found[one.value] for one in sources) for group, sources in self.groups.items()}


def year_end(session: Session, today: date) -> YearEnd:
    return YearEnd.read(setting(session, SETTING, today))


def asked_period(session: Session, name: str, today: date, *, begun: bool = True) -> Period:
    """The period of that name, or the last month that is over.

    NotThere for what is none, or has not begun: `begun` is False where targets are set for a period to come.
    """
    ends = year_end(session, today)
    try:
        found = period(name, ends) if name else newest_ended(today, PeriodKind.MONTH, ends)
    except BadInput:
        raise NotThere from None
    if begun and found.first > today:
        raise NotThere
    return found


def statistics(
    session: Session,
    actor: Actor,
    now: datetime,
    today: date,
    region_code: str = "",
    named: str = "",
    series: str = "all",
) -> StatisticsPage:
    """The table of an area that the actor supervises; NotThere for any other."""
    region = area_for(session, actor, region_code)
    return table(session, region, actor, now, today, named, series)


def table(
    session: Session,
    region: Region,
    actor: Actor | None,
    now: datetime,
    today: date,
    named: str = "",
    series: str = "all",
) -> StatisticsPage:
    """The table of any area, for those who may see figures and no case."""
    wanted, ends = asked_period(session, named, today), year_end(session, today)
    earlier, last_year = before(wanted, ends), year_before(wanted, ends)
    digits = part_digits(region.level)
    where = Where(region_code=region.code, period=wanted, today=today)
    found = counted(session, where, digits)
    closing, frozen = closed(session, region.code, wanted.name)
    figures = found.whole if frozen is None else _whole(frozen)
    kept = frozen_parts(frozen)
    parts = found.parts if kept is None else kept
    force_now, forces = force_rows(session, where).counted(digits)
    if kept is not None:
        forces = frozen_force_parts(frozen)
    above = [session.get_one(Region, one) for one in reversed(ancestors(region.code)) if _sees(actor, one)]
    return StatisticsPage(
        region_code=region.code,
        name=region.name,
        level=region.level,
        above=tuple((one.code, one.name) for one in above),
        period=wanted,
        earlier=earlier,
        last_year=last_year,
        figures=figures,
        compared={
            one.name: published_or_counted(session, region.code, one, today)
            for one in dict.fromkeys((earlier, last_year))  # of a year they are the same
        },
        parts=tuple(_parts(session, region, parts, digits)) if digits else (),
        headings=headings(session, series, wanted),
        groups=_by_group(source_groups(setting(session, GROUPS_SETTING, today))),
        closing=closing,
        now=found.whole,
        force=force_now if frozen is None else frozen_force(frozen),
        force_parts=tuple(_force_parts(session, region, forces, digits)) if digits else (),
        force_now=force_now,
        counted_at=now,
    )


def _sees(actor: Actor | None, code: str) -> bool:
    return actor is None or may_read_area(actor, code)


def published_or_counted(session: Session, code: str, one: Period, today: date) -> Figures:
    """The figures that are compared, as they were published where they were."""
    _, frozen = closed(session, code, one.name)
    if frozen is not None:
        return _whole(frozen)
    return totals(session, Where(region_code=code, period=one, today=today))


def closed(
    session: Session, code: str, named: str, by: str = ""
) -> tuple[Closing | None, dict[str, Any] | None]:
    """The area's own closing of the period, or what the area above froze of it; with the frozen figures.

    `by`: the closing of that area alone, of those that hold this one.
    """
    holders = [one for one in (code, *ancestors(code)) if by in ("", one)]
    rows = session.execute(
        select(PeriodClosing, Region.name, Region.level, Person.name)
        .join(Region, Region.code == PeriodClosing.region_code)
        .join(Person, Person.id == PeriodClosing.closed_by)
        .where(PeriodClosing.period == named, PeriodClosing.region_code.in_(holders))
        .order_by(PeriodClosing.region_code.desc())
    ).all()
    for row, area, level, who in rows:
        frozen = row.content if row.region_code == code else _frozen_part(row.content, code, level)
        if frozen is not None:
            told = tuple(_corrections(session, row, code, level, frozen))
            found = Closing(
                row.id, row.region_code, level, area, row.closed_at, who, row.missing, row.reason, told
            )
            return found, frozen
    return None, None


def frozen_parts(frozen: Mapping[str, Any] | None) -> dict[str, Figures] | None:
    """By the digits that name them; None unless the area itself closed the period, and so froze its parts."""
    if frozen is None or "parts" not in frozen:
        return None
    uncounted = uncounted_in(frozen)
    return {key: Figures.from_json(one, uncounted) for key, one in frozen["parts"].items()}


def _whole(frozen: Mapping[str, Any]) -> Figures:
    return Figures.from_json(frozen["whole"], uncounted_in(frozen))


def frozen_force(frozen: Mapping[str, Any]) -> Force | None:
    """None where the closing was made before 组织队伍 was counted."""
    return Force.from_json(frozen[FORCE_KEY]["whole"]) if FORCE_KEY in frozen else None


def frozen_force_parts(frozen: Mapping[str, Any] | None) -> dict[str, Force]:
    """By the digits that name them; none where they were not counted then."""
    kept = (frozen or {}).get(FORCE_KEY, {}).get("parts", {})
    return {key: Force.from_json(one) for key, one in kept.items()}


def _frozen_part(content: dict[str, Any], code: str, level: Level) -> dict[str, Any] | None:
    """Of the area above: only its direct parts were frozen with it, without theirs; who had nothing is not kept."""
    length = part_digits(level)
    parts = content.get("parts")
    if not length or code[length:].strip("0") or not isinstance(parts, dict):
        return None
    found: dict[str, Any] = {"whole": parts.get(code[:length], Figures().to_json())}
    if COUNTED_KEY not in content:
        found[COUNTED_KEY] = [name for name in NAMES if name not in uncounted_in(content)]
    if COUNTED_KEY in content:
        found[COUNTED_KEY] = content[COUNTED_KEY]
    if FORCE_KEY in content:
        force = content[FORCE_KEY]["parts"].get(code[:length], Force().to_json())
        found[FORCE_KEY] = {"whole": force}
    return found


def _corrections(
    session: Session, closing: PeriodClosing, code: str, level: Level, before: Mapping[str, Any]
) -> Iterable[Correction]:
    """Those of the area's own closing; of one above, those that changed this part of it."""
    rows = session.execute(
        select(PeriodCorrection, Person.name)
        .join(Person, Person.id == PeriodCorrection.noted_by)
        .where(PeriodCorrection.closing_id == closing.id)
        .order_by(PeriodCorrection.noted_at, PeriodCorrection.id)
    )
    own = closing.region_code == code
    for row, by in rows:
        content = row.content if own else _frozen_part(row.content, code, level)
        if content is not None and (own or content != before):
            before = content
            yield Correction(row.noted_at, by, row.reason, _whole(content), frozen_force(content))


def _force_parts(
    session: Session, region: Region, forces: Mapping[str, Force], digits: int
) -> Iterable[PartForce]:
    """The parts that have or had a committee, in the order of their codes, then the area's own."""
    names = session.execute(
        select(Region.code, Region.name).where(Region.parent_code == region.code).order_by(Region.code)
    )
    for code, name in names:
        if code[:digits] in forces:
            yield PartForce(code, name, own=False, force=forces[code[:digits]])
    own = region.code[:digits]
    if own in forces:
        yield PartForce(region.code, region.name, own=True, force=forces[own])


def _parts(session: Session, region: Region, parts: Mapping[str, Figures], digits: int) -> Iterable[Part]:
    """The parts in the order of their codes, then the area's own organisations; parts of the past if they count."""
    children = session.execute(
        select(Region.code, Region.name, Region.valid_until)
        .where(Region.parent_code == region.code)
        .order_by(Region.code)
    ).all()
    for code, name, until in children:
        figures = parts.get(code[:digits], Figures())
        if until is None or not figures.is_zero():
            yield Part(code, name, own=False, figures=figures)
    own = parts.get(region.code[:digits])
    if own is not None and not own.is_zero():
        yield Part(region.code, region.name, own=True, figures=own)


def headings(session: Session, series: str, of: Period) -> tuple[Heading, ...]:
    """The lines by category: of our own list those in use in the period, or those of an older form.

    A kind that had ended has its line while any of its cases lasts into the period; kinds of one name are one line.
    """
    lasting = select(Case.id).where(
        Case.category_code == Category.code, or_(Case.is_open, Case.concluded_on >= of.first)
    )
    known = session.execute(
        select(Category.code, Category.name)
        .where(
            or_(Category.valid_from.is_(None), Category.valid_from <= of.last),
            or_(Category.valid_until.is_(None), Category.valid_until >= of.first, lasting.exists()),
        )
        .order_by(Category.ordinal)
    ).all()
    if series not in SERIES:
        raise NotThere
    lines: dict[str, list[str]] = {}
    if series == "all":
        for code, name in known:
            lines.setdefault(name, []).append(code)
        return tuple(Heading(name, tuple(codes)) for name, codes in lines.items())
    placed = session.execute(
        select(CategorySeries.title, CategorySeries.category_code)
        .where(CategorySeries.series == series)
        .order_by(CategorySeries.ordinal)
    ).all()
    for title, code in placed:
        lines.setdefault(title, []).append(code)
    there = {code for _, code in placed}
    lines[placed[-1].title] += [code for code, _ in known if code not in there]
    return tuple(Heading(title, tuple(codes)) for title, codes in lines.items())


def _by_group(groups: Mapping[CaseSource, SourceGroup]) -> dict[SourceGroup, tuple[CaseSource, ...]]:
    return {group: tuple(one for one in CaseSource if groups.get(one) is group) for group in SourceGroup}
