"""What stands behind a cell of the official table: exactly its cases, or its screenings; nobody's name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from mediation.model import Case, Category, Organisation, PeriodClosing, Region, Screening
from mediation.readmodels.backlog import area_for
from mediation.readmodels.settings import setting
from mediation.readmodels.statistics import Closing, asked_period, closed, headings
from mediation.rules.actor import Actor
from mediation.rules.errors import NotThere
from mediation.rules.periods import Period
from mediation.rules.statistics import (
    BY_NAME,
    GROUPS_SETTING,
    CommitteeKind,
    Dimension,
    Indicator,
    Since,
    SourceGroup,
    source_groups,
)
from mediation.rules.vocabulary import CaseSource, Outcome
from mediation.services.close_period import part_digits
from mediation.services.count_statistics import COUNTS, MADE_OF, Figures, counted, uncounted_in
from mediation.services.kept_rows import Chosen, chosen, kept_rows
from mediation.services.statistical_rows import BASES, Where, committee_kind, here

PAGE = 50
NOW = "now"
"""What a link says whose number was counted by the records of the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One number of the table: which figure, and of which part of it."""

    figure: str
    own: bool = False
    series: str = "all"
    heading: str = ""
    source: CaseSource | None = None
    group: SourceGroup | None = None
    kind: CommitteeKind | None = None
    closing: str = ""
    """The area whose closing froze the number; NOW for one counted anew; empty: as the area's own page has it."""
    since: Since | None = None


@dataclass(frozen=True, slots=True)
class Frozen:
    """Of a number that is frozen: when, by which area, what it is, and what the records of today add and take away."""

    area: str
    closed_at: datetime
    kept: bool
    """Whether the list is that of the closing; else it shows the records of today."""
    then: int
    now: int
    added: int
    gone: int


@dataclass(frozen=True, slots=True)
class CountedCase:
    """A case behind a number."""

    public_id: str
    number: str | None
    category: str
    source: CaseSource
    holder: str
    registered_at: datetime
    concluded_on: date | None
    outcome: Outcome | None
    quantity: int


@dataclass(frozen=True, slots=True)
class ScreeningLine:
    """A screening behind a number."""

    organisation: str
    screened_on: date
    found: int
    prevented: int


@dataclass(frozen=True, slots=True)
class Behind:
    """A page of what is behind a number, of how many, and what they add up to."""

    region: Region
    period: Period
    indicator: Indicator
    cell: Cell
    cases: tuple[CountedCase, ...]
    screenings: tuple[ScreeningLine, ...]
    total: int
    quantity: int
    page: int
    frozen: Frozen | None

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def behind(
    session: Session, actor: Actor, region_code: str, named: str, cell: Cell, today: date, page: int = 1
) -> Behind:
    """The cases of a cell of an area that the actor supervises; NotThere for any other area or figure.

    Of a closed period those that were counted then, with what has come and gone since.
    """
    region = area_for(session, actor, region_code)
    wanted = asked_period(session, named, today)
    indicator = BY_NAME.get(cell.figure)
    if indicator is None or indicator.of is not None:
        raise NotThere
    where = Where(region_code=region.code, period=wanted, today=today, own=cell.own)
    closing, figures = _closing(session, region, wanted.name, cell)
    if figures is not None and indicator.name in figures.uncounted:
        raise NotThere
    if closing is not None:
        row = session.get_one(PeriodClosing, closing.id)  # the period as it was cut off then
        where = replace(where, period=replace(wanted, first=row.first_on, last=row.last_on))
    counts = indicator.leads or indicator.name
    if counts == "screenings":
        return _screenings_behind(session, region, where, indicator, cell, closing, page)
    if counts not in COUNTS:
        raise NotThere
    narrowed = _narrowed(session, where, cell)
    query = _cases(where, counts, narrowed)
    if closing is None or figures is None:
        listed = _Listed(session, query)
        return Behind(
            region, wanted, indicator, cell, listed.page(page), (), *listed.sums(), page, frozen=None
        )
    return _frozen(session, region, where, indicator, cell, closing, figures, page)


@dataclass(frozen=True, slots=True)
class ShareBehind:
    """What a ratio was made of: numbers by the same closing, or by the records of today, each with its cases."""

    region: Region
    period: Period
    indicator: Indicator
    cell: Cell
    parts: tuple[tuple[Indicator, int], ...]
    wholes: tuple[tuple[Indicator, int], ...]
    """What is divided by: the numbers added up."""
    figures: Figures
    closing: Closing | None


def share_behind(
    session: Session, actor: Actor, region_code: str, named: str, cell: Cell, today: date
) -> ShareBehind:
    """For whoever supervises the area; NotThere for any other, and for what is no ratio."""
    region = area_for(session, actor, region_code)
    wanted = asked_period(session, named, today)
    indicator = BY_NAME.get(cell.figure)
    if indicator is None or indicator.of is None:
        raise NotThere
    closing, figures = _closing(session, region, wanted.name, cell)
    if figures is None:
        where = Where(region_code=region.code, period=wanted, today=today, own=cell.own)
        figures = counted(session, where).whole
    parts, wholes = (
        tuple((BY_NAME[name], figures.values[name]) for name in MADE_OF.get(of, (of,))) for of in indicator.of
    )
    return ShareBehind(region, wanted, indicator, cell, parts, wholes, figures, closing)


def _closing(
    session: Session, region: Region, named: str, cell: Cell
) -> tuple[Closing | None, Figures | None]:
    """Which closing froze the number of the cell, and the figures it stands in."""
    if cell.closing == NOW:
        return None, None
    closing, frozen = closed(session, region.code, named, cell.closing)
    if cell.closing and closing is None:
        raise NotThere
    if closing is None or frozen is None:
        return None, None
    if not cell.own:
        return closing, Figures.from_json(frozen["whole"], uncounted_in(frozen))
    if closing.region_code != region.code:
        return None, None  # the area above froze nothing of the parts of this one
    own = frozen["parts"].get(region.code[: part_digits(region.level)])
    return closing, Figures() if own is None else Figures.from_json(own, uncounted_in(frozen))


def _frozen(
    session: Session,
    region: Region,
    where: Where,
    indicator: Indicator,
    cell: Cell,
    closing: Closing,
    figures: Figures,
    page: int,
) -> Behind:
    name = indicator.leads or indicator.name
    counts, narrowed = COUNTS[name], _narrowed(session, where, cell)
    rows = kept_rows(session, closing.id, "accepted" if counts.base == "again" else counts.base)
    live = _Listed(session, _cases(where, name, narrowed))
    summed = bool(indicator.leads)
    if rows is None:
        then = figures.values[indicator.name] if not narrowed else _narrowed_figure(figures, name, narrowed)
        frozen = Frozen(closing.area, closing.closed_at, False, then, live.sums()[summed], 0, 0)
        return Behind(
            region, where.period, indicator, cell, live.page(page), (), *live.sums(), page, frozen=frozen
        )
    inside = cell.own or closing.region_code != region.code
    part = region.code[: part_digits(closing.level)] if inside else ""
    then_counted = chosen(rows, counts, part=part, narrowed=narrowed)
    now = live.quantities()
    added = {one: n for one, n in now.items() if one not in then_counted.quantities}
    gone = {one: n for one, n in then_counted.quantities.items() if one not in now}
    frozen = Frozen(
        closing.area,
        closing.closed_at,
        True,
        then_counted.quantity if summed else then_counted.total,
        live.sums()[summed],
        len(added),
        len(gone),
    )
    shown = {None: then_counted, Since.ADDED: Chosen(added), Since.GONE: Chosen(gone)}[cell.since]
    lines = _lines(session, shown, page)
    return Behind(
        *(region, where.period, indicator, cell, lines, ()),
        *(shown.total, shown.quantity, page),
        frozen=frozen,
    )


def _narrowed_figure(figures: Figures, name: str, narrowed: Mapping[Dimension, Collection[str]]) -> int:
    return sum(figures.by(name, dimension)[word] for dimension, words in narrowed.items() for word in words)


class _Listed:
    """The cases that are counted by the records of today."""

    def __init__(self, session: Session, query: Select[Any]) -> None:
        self.session, self.query = session, query

    def sums(self) -> tuple[int, int]:
        """How many, and what their quantities add up to."""
        summed = self.query.subquery()
        total, quantity = self.session.execute(
            select(func.count(), func.coalesce(func.sum(summed.c.quantity), 0)).select_from(summed)
        ).one()
        return total, int(quantity)

    def page(self, page: int) -> tuple[CountedCase, ...]:
        rows = self.session.execute(
            self.query.order_by(Case.registered_at.desc(), Case.id).limit(PAGE).offset((page - 1) * PAGE)
        )
        return tuple(CountedCase(*row) for _, *row in rows)

    def quantities(self) -> dict[UUID, int]:
        of = self.query.selected_columns
        rows = self.session.execute(
            self.query.with_only_columns(of["id"], of["quantity"], maintain_column_froms=True).order_by(
                Case.id.desc()
            )
        )
        return {case_id: int(quantity or 0) for case_id, quantity in rows}


def _lines(session: Session, of: Chosen, page: int) -> tuple[CountedCase, ...]:
    """A page of them as they stand today, each with the quantity that was counted."""
    holder = aliased(Organisation)
    wanted = list(of.quantities)[(page - 1) * PAGE : page * PAGE]
    rows = session.execute(
        select(Case.id, *_columns(holder))
        .join(Category, Category.code == Case.category_code)
        .join(holder, holder.id == Case.organisation_id)
        .where(Case.id.in_(wanted))
    )
    known: dict[UUID, Sequence[Any]] = {case_id: line for case_id, *line in rows}
    return tuple(CountedCase(*(*known[one], of.quantities[one])) for one in wanted if one in known)


def _columns(holder: Any) -> Sequence[Any]:
    return (
        Case.public_id,
        Case.number,
        Category.name,
        Case.source,
        holder.name,
        Case.registered_at,
        Case.concluded_on,
        Case.outcome,
    )


def _cases(where: Where, name: str, narrowed: Mapping[Dimension, Collection[str]]) -> Select[Any]:
    counts = COUNTS[name]
    rows = BASES[counts.base](where).subquery()
    holder = aliased(Organisation)
    within = {Dimension.CATEGORY: Case.category_code, Dimension.SOURCE: cast(Case.source, String)}
    return (
        select(Case.id, *_columns(holder), rows.c.quantity.label("quantity"))
        .select_from(rows)
        .join(Case, Case.id == rows.c.case_id)
        .join(Category, Category.code == Case.category_code)
        .join(Organisation, Organisation.id == rows.c.organisation_id)
        .join(holder, holder.id == Case.organisation_id)
        .where(
            *counts.clauses(rows),
            *(within.get(one, committee_kind()).in_(words) for one, words in narrowed.items()),
        )
    )


def _narrowed(session: Session, where: Where, cell: Cell) -> dict[Dimension, Collection[str]]:
    """By which words of which split the cell is a part of its figure."""
    found: dict[Dimension, Collection[str]] = {}
    if cell.heading:
        lines = {one.title: one.codes for one in headings(session, cell.series, where.period)}
        if cell.heading not in lines:
            raise NotThere
        found[Dimension.CATEGORY] = lines[cell.heading]
    sources = {cell.source.value} if cell.source is not None else None
    if cell.group is not None:
        groups = source_groups(setting(session, GROUPS_SETTING, where.today))
        of_group = {one.value for one, group in groups.items() if group is cell.group}
        sources = of_group if sources is None else sources & of_group
    if sources is not None:
        found[Dimension.SOURCE] = sources
    if cell.kind is not None:
        found[Dimension.KIND] = (cell.kind.value,)
    return found


def _screenings_behind(
    session: Session,
    region: Region,
    where: Where,
    indicator: Indicator,
    cell: Cell,
    closing: Closing | None,
    page: int,
) -> Behind:
    """Of a closed period those that stood when it was closed: they are never changed, only noted and withdrawn."""
    standing: tuple[ColumnElement[bool], ...] = (Screening.voided_at.is_(None),)
    frozen = None
    if closing is not None:
        at = closing.closed_at
        later, withdrawn = Screening.noted_at > at, Screening.voided_at.is_not(None)
        stood = (Screening.noted_at <= at, or_(Screening.voided_at.is_(None), Screening.voided_at > at))
        added, gone = (later, *standing), (Screening.noted_at <= at, withdrawn, Screening.voided_at > at)
        frozen = Frozen(
            *(closing.area, at, True),
            _screened(session, where, indicator.name, stood)[1],
            _screened(session, where, indicator.name, standing)[1],
            _screened(session, where, indicator.name, added)[0],
            _screened(session, where, indicator.name, gone)[0],
        )
        standing = {None: stood, Since.ADDED: added, Since.GONE: gone}[cell.since]
    lines = tuple(_screenings(session, where, indicator.name, standing, page))
    total, quantity = _screened(session, where, indicator.name, standing)
    return Behind(region, where.period, indicator, cell, (), lines, total, quantity, page, frozen=frozen)


ADDING = {"found": Screening.found, "prevented": Screening.prevented}
"""What a screening adds to a figure; to that of all screenings each adds one."""


def _of(where: Where, name: str) -> list[ColumnElement[bool]]:
    """The screenings of the period that add something to the figure of that name."""
    adds = [ADDING[name] > 0] if name in ADDING else []
    return [here(where), Screening.screened_on.between(where.period.first, where.period.last), *adds]


def _screenings(
    session: Session, where: Where, name: str, standing: Sequence[ColumnElement[bool]], page: int
) -> Iterator[ScreeningLine]:
    rows = session.execute(
        select(Organisation.name, Screening.screened_on, Screening.found, Screening.prevented)
        .join(Organisation, Organisation.id == Screening.organisation_id)
        .where(*_of(where, name), *standing)
        .order_by(Screening.screened_on.desc(), Screening.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return (ScreeningLine(*row) for row in rows)


def _screened(
    session: Session, where: Where, name: str, standing: Sequence[ColumnElement[bool]]
) -> tuple[int, int]:
    """How many screenings, and what the figure of that name adds up to."""
    adds = ADDING.get(name)
    total, quantity = session.execute(
        select(func.count(), func.coalesce(func.sum(adds), 0) if adds is not None else func.count())
        .select_from(Screening)
        .join(Organisation, Organisation.id == Screening.organisation_id)
        .where(*_of(where, name), *standing)
    ).one()
    return total, quantity
