"""考评 as it leaves the house: ranks with numbers and points, without what would show a small group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from mediation.rules.assessment import Item, Result
from mediation.rules.statistics import BY_NAME, Unit


@dataclass(frozen=True, slots=True)
class Cell:
    """An item of a part. `told`: number and points are written."""

    value: Decimal | None
    points: Decimal | None
    told: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A part of the area with its place and its score."""

    name: str
    rank: int | None
    total: Decimal | None
    cells: tuple[Cell, ...]

    @property
    def untold(self) -> tuple[int, ...]:
        """The items that are not written."""
        return tuple(n for n, cell in enumerate(self.cells) if not cell.told)

    @property
    def total_told(self) -> bool:
        """With a single item left out its points are the score less the others."""
        return len(self.untold) != 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentTable:
    """The ranking of an area's parts in a period under one scheme."""

    area: str
    period: str
    scheme: int
    standing: str
    """Whether it is frozen, or counted by a moment."""
    mark: str
    least: int
    items: tuple[tuple[str, Item, Decimal], ...]
    """Each with its title, and the target that falls to the period."""
    rows: tuple[Row, ...]


def rows_told(
    standings: Sequence[tuple[str, int | None, Result]],
    counts: Sequence[Sequence[tuple[int, ...]]],
    least: int,
) -> tuple[Row, ...]:
    """`counts`: of each part and item how many cases, people or times the number stands for; small ones are left out.

    The area's own number is published: where one part alone is left out of a column, another is too; and where one
    item alone is left out of a line, another is too, since the score is the sum.
    """
    hidden = {
        (row, at)
        for row, cells in enumerate(counts)
        for at, groups in enumerate(cells)
        if any(0 < n < least for n in groups)
    }
    while added := _telling(standings, hidden) - hidden:
        hidden |= added
    return tuple(
        Row(
            name,
            rank,
            result.total,
            tuple(Cell(one.value, one.points, (n, at) not in hidden) for at, one in enumerate(result.scored)),
        )
        for n, (name, rank, result) in enumerate(standings)
    )


def _telling(
    standings: Sequence[tuple[str, int | None, Result]], hidden: set[tuple[int, int]]
) -> set[tuple[int, int]]:
    """What gives a single hidden number away: the least beside it in its column, or in its line."""
    items = standings[0][2].scored if standings else ()
    columns = [
        [(n, at) for n in range(len(standings))]
        for at, one in enumerate(items)
        if BY_NAME[one.item.indicator].unit is not Unit.PERCENT and len(standings) > 1
    ]
    lines = [[(n, at) for at in range(len(items))] for n in range(len(standings))]
    began = {at for _, at in hidden} | {
        at for at, one in enumerate(items) if BY_NAME[one.item.indicator].unit is Unit.PERCENT
    }
    found = set()
    for line in (*columns, *lines):
        others = [one for one in line if one not in hidden and _scored(standings, one)]
        if len(hidden.intersection(line)) == 1 and others:
            # rather where a column has gaps already, or adds up to nothing: a new gap would need another beside it
            found.add(min(others, key=lambda one: (one[1] not in began, _scored(standings, one), one)))
    return found


def _scored(standings: Sequence[tuple[str, int | None, Result]], at: tuple[int, int]) -> Decimal:
    """What would be lost by leaving it out; nothing where it is zero, which is no small group."""
    one = standings[at[0]][2].scored[at[1]]
    return Decimal() if not one.value or one.points is None else one.points or Decimal("0.001")
