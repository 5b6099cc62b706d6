"""Official figures of a place and a period, counted by one GROUP BY over all that is counted, and folded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from mediation.model import Case, Organisation, Screening
from mediation.rules.statistics import (
    FROM_COURTS,
    AvertedKind,
    Dimension,
    Indicator,
    Unit,
    in_wan,
    percent,
)
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


@dataclass(slots=True)
class Figures:
    """All figures of one place and period: whole numbers, money in 分."""

    values: Counter[str] = field(default_factory=Counter)
    split: dict[tuple[str, Dimension], Counter[str]] = field(default_factory=dict)

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
        return self.values["performed"] + self.values["unperformed"] if name == "due" else self.values[name]

    def by(self, name: str, dimension: Dimension) -> Counter[str]:
        return self.split.setdefault((name, dimension), Counter())

    def is_zero(self) -> bool:
        """Whether nothing at all happened."""
        return not any(self.values.values())

    def to_json(self) -> dict[str, Any]:
        split = {f"{name}.{dimension.value}": dict(+found) for (name, dimension), found in self.split.items()}
        return {"values": dict(+self.values), "split": split}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Figures:
        made = cls(Counter(kept["values"]))
        for key, found in kept["split"].items():
            name, _, dimension = key.partition(".")
            made.split[name, Dimension.of(dimension)] = Counter(found)
        return made

    def add(self, base: str, row: Any) -> None:
        """One group of rows."""
        source = CaseSource.of(row.channel)
        for name, counts in OF_BASE[base]:
            if counts.sources and source not in counts.sources:
                continue
            if counts.whats and row.what not in counts.whats:
                continue
            self.values[name] += int(row.at_once if counts.at_once else row.n)
            if name in SPLIT:
                for dimension, key in zip(Dimension, (row.category, row.channel, row.committee), strict=True):
                    self.by(name, dimension)[key] += row.n
        quantity = int(row.quantity or 0)
        if base == "accepted":
            self.values["parties"] += quantity
        elif base == "ended":
            self.values["amount"] += quantity
        elif base == "averted":
            self.values[f"averted_{row.what}_people"] += quantity


@dataclass(slots=True)
class Counted:
    """Of an area and of each of its parts, by the digits that name the part."""

    whole: Figures = field(default_factory=Figures)
    parts: dict[str, Figures] = field(default_factory=dict)

    def part(self, key: str) -> Figures:
        return self.parts.setdefault(key, Figures())


def counted(
    session: Session, where: Where, digits: int = 0, bases: Collection[str] = tuple(BASES)
) -> Counted:
    """The figures of the place; with `digits` those of each part too. A case counts once in each of them.

    With `bases` only what is counted from these.
    """
    found = Counted()
    for row in session.execute(_grouped(where, digits, bases)):
        for base in (row.base, *([AGAIN] if row.again else [])):
            if row.first_here:
                found.whole.add(base, row)
            if digits and row.first_in_part:
                found.part(row.part).add(base, row)
    for part, times, seen, prevented in session.execute(_screened(where, digits)):
        for figures in (found.whole, *([found.part(part)] if digits else [])):
            figures.values.update(screenings=times, found=seen, prevented=prevented)
    return found


ACCEPTED, AGAIN = "accepted", "again"
"""What is counted where it came first, in the area and in each part for itself; the second is a part of the first."""


def _grouped(where: Where, digits: int, names: Collection[str]) -> Any:
    """Each base once; a number that is the first in its part and not in the area counts in the part alone."""
    again = _flag(came_again()) if AGAIN in names else literal(0)
    queries = [
        _once(where, digits, again) if name == ACCEPTED else _plain(where, name)
        for name in names
        if name != AGAIN
    ]
    rows = union_all(*queries).subquery()
    groups = {  # by labels that no column bears: a column's name would be grouped by the column
        "base": rows.c.base,
        "part": part_of(where, digits),
        "committee": committee_kind(),
        "category": Case.category_code,
        "channel": cast(Case.source, String),
        "what": rows.c.what,
        **{name: rows.c[name] for name in FLAGS},
    }
    return (
        select(
            *(column.label(name) for name, column in groups.items()),
            func.count().label("n"),
            func.sum(rows.c.quantity).label("quantity"),
            func.sum(rows.c.at_once).label("at_once"),
        )
        .select_from(rows)
        .join(Case, Case.id == rows.c.case_id)
        .join(Organisation, Organisation.id == rows.c.organisation_id)
        .where(or_(rows.c.first_here == 1, rows.c.first_in_part == 1))
        .group_by(*groups)
    )


FLAGS = ("first_here", "first_in_part", "again")


def _once(where: Where, digits: int, again: ColumnElement[int]) -> Rows:
    """The numbers given, each with where it is its case's first: looked up once for the area and all its parts."""
    whole = _flag(came_first(where))
    part = _flag(came_first(where, digits)) if digits else literal(0)
    return numbers_given(where).add_columns(
        literal(ACCEPTED).label("base"),
        *(flag.label(name) for name, flag in zip(FLAGS, (whole, part, again), strict=True)),
    )


def _plain(where: Where, name: str) -> Rows:
    flags = (1, 1, 0)
    return BASES[name](where).add_columns(
        literal(name).label("base"),
        *(literal(flag).label(label) for label, flag in zip(FLAGS, flags, strict=True)),
    )


def _flag(holds: ColumnElement[bool]) -> ColumnElement[int]:
    return case((holds, 1), else_=0)


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
