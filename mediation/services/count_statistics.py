"""Official figures of a place and a period, counted in one pass over the rows of each base."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import ColumnElement, String, case, cast, func, literal, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from mediation.model import Case, Organisation, Screening
from mediation.rules.alike import Words, added, together
from mediation.rules.statistics import (
    FROM_COURTS,
    INDICATORS,
    AvertedKind,
    Dimension,
    Indicator,
    Unit,
    in_wan,
    percent,
)
from mediation.rules.tally import Column
from mediation.rules.vocabulary import CaseSource, Difficulty, Outcome
from mediation.services.statistical_rows import (
    AGREED,
    BASES,
    Rows,
    Where,
    came_again,
    came_first,
    committee_kind,
    here,
    numbers_given,
    part_of,
)

SPLIT = ("accepted", "succeeded")
"""What is split by category, source and committee."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Which rows an indicator counts: of one base, those that ended so, at once or not, from these sources."""

    base: str
    whats: tuple[str, ...] = ()
    at_once: bool = False
    sources: tuple[CaseSource, ...] = ()

    def clauses(self, rows: Any) -> list[ColumnElement[bool]]:
        """The same over rows joined with their cases."""
        found: list[ColumnElement[bool]] = []
        if self.whats:
            found.append(rows.c.what.in_(self.whats))
        if self.at_once:
            found.append(rows.c.at_once == 1)
        if self.sources:
            found.append(Case.source.in_(self.sources))
        return found


AGREED_VALUES = tuple(one.value for one in AGREED)
COUNTS: Mapping[str, Counts] = {
    "accepted": Counts(base="accepted"),
    "complex": Counts(base="accepted", whats=(Difficulty.COMPLEX.value,)),
    "from_courts": Counts(base="accepted", sources=FROM_COURTS),
    "again": Counts(base="again"),
    "succeeded": Counts(base="ended", whats=AGREED_VALUES),
    "from_courts_succeeded": Counts(base="ended", whats=AGREED_VALUES, sources=FROM_COURTS),
    "failed": Counts(base="ended", whats=(Outcome.TERMINATED.value, Outcome.WITHDRAWN.value)),
    "settled": Counts(base="ended", whats=(Outcome.SETTLED.value,)),
    "written": Counts(base="ended", whats=(Outcome.AGREED_WRITTEN.value, Outcome.AGREED_PARTLY.value)),
    "oral": Counts(base="ended", whats=(Outcome.AGREED_ORALLY.value,)),
    "on_spot": Counts(base="ended", whats=AGREED_VALUES, at_once=True),
    "to_court": Counts(base="ended", whats=(Outcome.TO_COURT.value,)),
    "to_arbitration": Counts(base="ended", whats=(Outcome.TO_ARBITRATION.value,)),
    "to_government": Counts(base="ended", whats=(Outcome.TO_GOVERNMENT.value,)),
    "merged": Counts(base="ended", whats=(Outcome.MERGED.value,)),
    **{
        name: Counts(base=name)
        for name in ("performed", "unperformed", "confirmation_applied", "confirmed", "confirmation_rejected")
    },
    **{f"averted_{kind.value}": Counts(base="averted", whats=(kind.value,)) for kind in AvertedKind},
}
"""Every figure that counts cases."""
OF_BASE: Mapping[str, tuple[tuple[str, Counts], ...]] = {
    base: tuple((name, counts) for name, counts in COUNTS.items() if counts.base == base) for base in BASES
}


MADE_OF: Mapping[str, tuple[str, ...]] = {"due": ("performed", "unperformed")}
"""What a share is of that is not counted itself."""
COUNTED_KEY = "counted"
"""Under which what is kept of a period names the figures that were counted; what was kept before has no names."""
NAMES = tuple(one.name for one in INDICATORS if one.of is None)
LATER = frozenset({"to_government", "merged"})
"""Counted only since about then."""


def uncounted_in(kept: Mapping[str, Any]) -> frozenset[str]:
    """Which figures were not counted when this was kept: nothing of them is known, and they are no zeros."""
    named = kept.get(COUNTED_KEY)
    if named is not None:
        return frozenset(NAMES) - set(named)
    return LATER if LATER.isdisjoint(kept.get("whole", kept)["values"]) else frozenset()


@dataclass(slots=True)
class Figures:
    """All figures of one place and period: whole numbers, money in 分."""

    values: Counter[str] = field(default_factory=Counter)
    split: dict[tuple[str, Dimension], Counter[str]] = field(default_factory=dict)
    uncounted: frozenset[str] = frozenset()
    """Figures that were not counted yet when these were frozen."""

    def value(self, indicator: Indicator) -> int | Decimal | None:
        """As it is printed: a number, 万元, or a percentage; None where there is nothing to divide by."""
        if indicator.of is not None:
            return self.ratio(*indicator.of)
        found = self.values[indicator.name]
        return in_wan(found) if indicator.unit is Unit.AMOUNT else found

    def ratio(self, part: str, whole: str) -> Decimal | None:
        return percent(self.counted(part), self.counted(whole))

    def counted(self, name: str) -> int:
        """A whole number by its name, or what a share is made of."""
        return sum(self.values[one] for one in MADE_OF.get(name, (name,)))

    def by(self, name: str, dimension: Dimension) -> Counter[str]:
        found = self.split.get((name, dimension))
        if found is None:
            found = self.split[name, dimension] = Counter()
        return found

    def is_zero(self) -> bool:
        """Whether nothing at all happened."""
        return not any(self.values.values())

    def without(self, uncounted: frozenset[str]) -> Figures:
        """The same as if those had not been counted."""
        kept = Counter({name: n for name, n in self.values.items() if name not in uncounted})
        return Figures(kept, self.split, uncounted)

    def to_json(self) -> dict[str, Any]:
        split = {f"{name}.{dimension.value}": dict(+found) for (name, dimension), found in self.split.items()}
        return {"values": dict(+self.values), "split": split}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any], uncounted: frozenset[str] = frozenset()) -> Figures:
        made = cls(Counter(kept["values"]), uncounted=uncounted)
        for key, found in kept["split"].items():
            name, _, dimension = key.partition(".")
            made.split[name, Dimension.of(dimension)] = Counter(found)
        return made

    def add_quantity(self, base: str, what: str, quantity: int) -> None:
        """What is added up beside the rows: people, money."""
        if base == "accepted":
            self.values["parties"] += quantity
        elif base == "ended":
            self.values["amount"] += quantity
        elif base == "averted":
            self.values[f"averted_{what}_people"] += quantity


@cache
def _counted_as(base: str, what: str, channel: str) -> tuple[tuple[str, bool], ...]:
    """The figures that count such a row, and whether only where it was performed at once."""
    source = CaseSource.of(channel)
    return tuple(
        (name, counts.at_once)
        for name, counts in OF_BASE[base]
        if (not counts.sources or source in counts.sources) and (not counts.whats or what in counts.whats)
    )


@dataclass(slots=True)
class Counted:
    """Of an area and of each of its parts, by the digits that name the part."""

    whole: Figures = field(default_factory=Figures)
    parts: dict[str, Figures] = field(default_factory=dict)

    def without(self, uncounted: frozenset[str]) -> Counted:
        """The same as if those figures had not been counted."""
        if not uncounted:
            return self
        parts = {key: figures.without(uncounted) for key, figures in self.parts.items()}
        return Counted(self.whole.without(uncounted), parts)

    def part(self, key: str) -> Figures:
        found = self.parts.get(key)
        if found is None:
            found = self.parts[key] = Figures()
        return found


def counted(
    session: Session, where: Where, digits: int = 0, keep: Callable[[str, Counting], None] | None = None
) -> Counted:
    """The figures of the place; with `digits` those of each part too. A case counts once in each of them.
    With EACH those of each organisation, by its id.

    `keep` is given each base with the very rows that were counted, and their cases.
    """
    found = Counted()
    places = {row.place: (str(row.part), row.kind) for row in session.execute(_places(where, digits))}
    for base in BASES:
        if base == AGAIN:
            continue
        query = _accepted(where, digits) if base == ACCEPTED else _plain(where, base)
        of = query.selected_columns
        if keep is None:
            query = query.with_only_columns(*(of[name] for name in COLUMNS))
        rows = Counting.of(session.connection().execute(query).all(), places)
        if keep is not None:
            keep(base, rows)
        for name in (base, AGAIN) if base == ACCEPTED else (base,):
            counts = rows.again >= int(name == AGAIN)
            rows.fold(name, counts & (rows.first == FIRST_HERE), lambda _: found.whole)
            if digits:
                rows.fold(name, counts & (rows.first != NOT_FIRST), found.part, by_part=True)
    for part, times, seen, prevented in session.execute(_screened(where, digits)):
        for figures in (found.whole, *([found.part(str(part))] if digits else [])):
            figures.values.update(screenings=times, found=seen, prevented=prevented)
    return found


def totals(session: Session, where: Where) -> Figures:
    """What periods are compared by, added up by the database: cases accepted, how cases ended, the money agreed."""
    found = Figures()
    numbers = BASES[ACCEPTED](where).with_only_columns(func.count(), maintain_column_froms=True)
    found.values["accepted"] = session.scalar(numbers) or 0
    ended = BASES[ENDED](where)
    of = ended.selected_columns
    columns = (of["what"], func.count(), func.sum(of["quantity"]))
    alike = ended.with_only_columns(*columns, maintain_column_froms=True).group_by("what")
    for what, n, amount in session.execute(alike):
        found.add_quantity(ENDED, what, int(amount or 0))
        for name, counts in OF_BASE[ENDED]:
            if what in counts.whats and not counts.sources and not counts.at_once:
                found.values[name] += n
    return found


ACCEPTED, AGAIN, ENDED = "accepted", "again", "ended"
"""What is counted where it came first, in the area and in each part for itself; the second is a part of the first."""


@dataclass(frozen=True, slots=True)
class Counting:
    """The rows of a base, column by column. Not grouped by the database, since hardly two are alike in all of it."""

    part: Words
    what: Words
    source: Words
    split: Mapping[Dimension, Words]
    at_once: Column
    quantity: Column
    first: Column
    again: Column
    cases: tuple[UUID, ...] = ()
    """Where they were asked for."""

    @classmethod
    def of(cls, rows: Sequence[Sequence[Any]], places: Mapping[Any, tuple[str, str]]) -> Counting:
        """`places`: of each organisation its part, and the official kind of its committee."""
        columns = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
        place, what, source, category, at_once, quantity, first, again, *cases = columns
        there = [places[one] for one in place]
        sources = Words.of(source)
        return cls(
            Words.of([part for part, _ in there]),
            Words.of(what),
            sources,
            {
                Dimension.CATEGORY: Words.of(category),
                Dimension.SOURCE: sources,
                Dimension.KIND: Words.of([kind for _, kind in there]),
            },
            np.array(at_once, dtype=np.int32),
            np.fromiter((int(one or 0) for one in quantity), np.int64, len(quantity)),
            np.array(first, dtype=np.int8),
            np.array(again, dtype=np.int8),
            *cases,
        )

    def fold(
        self, base: str, chosen: Column, figures_of: Callable[[str], Figures], *, by_part: bool = False
    ) -> None:
        """Add the chosen rows up to the figures of their part, or of the whole."""
        rows = np.flatnonzero(chosen)
        part = self.part.of_rows(rows) if by_part else (np.zeros(len(rows), dtype=np.int32), 1)
        parts = self.part.known if by_part else ("",)
        what, source = self.what.of_rows(rows), self.source.of_rows(rows)
        for (where, ended, came, at_once), n in together(part, what, source, (self.at_once[rows], 2)):
            for name, only_at_once in _counted_as(base, self.what.known[ended], self.source.known[came]):
                if at_once or not only_at_once:
                    figures_of(parts[where]).values[name] += n
        for (where, ended), quantity in added(self.quantity[rows], part, what):
            if quantity:
                figures_of(parts[where]).add_quantity(base, self.what.known[ended], quantity)
        if any(name in SPLIT for name, _ in OF_BASE[base]):
            for dimension, words in self.split.items():
                for (where, ended, came, key), n in together(part, what, source, words.of_rows(rows)):
                    for name, _ in _counted_as(base, self.what.known[ended], self.source.known[came]):
                        if name in SPLIT:
                            figures_of(parts[where]).by(name, dimension)[words.known[key]] += n


def _places(where: Where, digits: int) -> Rows:
    """The organisations of the place, each with the part that it lies in and its official kind."""
    return select(
        _key(Organisation.id), part_of(where, digits).label("part"), committee_kind().label("kind")
    ).where(here(where))


NOT_FIRST, FIRST_IN_PART, FIRST_HERE = 0, 1, 2
"""What a number is in its case: the first of the place is the first of its part."""
FLAGS = ("first", "again")
COLUMNS = ("place", "what", "source", "category", "at_once", "quantity", *FLAGS)


def _accepted(where: Where, digits: int) -> Rows:
    """The numbers given, each with where it is its case's first: looked up once for the area and all its parts.

    A number that is the first in its part and not in the area counts in the part alone.
    """
    in_part = [(came_first(where, digits), FIRST_IN_PART)] if digits else []
    first = case((came_first(where), FIRST_HERE), *in_part, else_=NOT_FIRST)
    return _with_case(numbers_given(where), (first, case((came_again(), 1), else_=0)))


def _plain(where: Where, name: str) -> Rows:
    return _with_case(BASES[name](where), (literal(FIRST_HERE), literal(0)))


def _with_case(rows: Rows, flags: tuple[ColumnElement[int], ...]) -> Rows:
    of = rows.selected_columns
    return rows.with_only_columns(
        _key(of["organisation_id"]),
        of["what"],
        cast(Case.source, String).label("source"),
        Case.category_code.label("category"),
        of["at_once"],
        of["quantity"],
        *(flag.label(name) for name, flag in zip(FLAGS, flags, strict=True)),
        of["case_id"],
    )


def _key(column: Any) -> ColumnElement[Any]:
    return type_coerce(column, NullType()).label("place")


def _screened(where: Where, digits: int) -> Any:
    part = part_of(where, digits).label("part")
    return (
        select(part, func.count(), func.sum(Screening.found), func.sum(Screening.prevented))
        .join(Organisation, Organisation.id == Screening.organisation_id)
        .where(
            here(where),
            Screening.voided_at.is_(None),
            Screening.screened_on.between(where.period.first, where.period.last),
        )
        .group_by("part")
    )
