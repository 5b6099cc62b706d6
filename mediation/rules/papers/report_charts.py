"""The charts of a report: the very numbers that its tables show as bars and lines, and the same in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from mediation.rules.papers.reports import ReportTable

MOST_BARS = 20
"""More rows are drawn on a sheet of their own, to the same scale."""
Values = tuple[int | None, ...]


class Fill(Enum):
    """How an area is told apart in black and white."""

    GREY = "grey"
    HATCHED = "hatched"
    BLACK = "black"
    WHITE = "white"


@dataclass(frozen=True, slots=True)
class Series:
    """What one kind of area stands for, and its number in each row; None is not drawn."""

    name: str
    fill: Fill
    values: Values


@dataclass(frozen=True, slots=True)
class Chart:
    """Rows of numbers to be drawn: bars laid end to end, or weeks with what stood at their end as a line."""

    title: str
    names: tuple[str, ...]
    series: tuple[Series, ...]
    most: int
    """What the longest bar stands for."""
    labels: tuple[str, ...] = ()
    """What is written behind each bar."""
    line: Series | None = None

    @property
    def told(self) -> str:
        """The chart for whoever does not see it."""
        rows = self.labels or tuple(
            "、".join(f"{one.name}{_told(one.values[n])}" for one in (*self.series, self.line) if one)
            for n in range(len(self.names))
        )
        return f"{self.title}：" + "；".join(
            f"{name} {row}" for name, row in zip(self.names, rows, strict=True)
        )


def charts_of(table: ReportTable) -> tuple[Chart, ...]:
    """The charts that belong under the table; none where nothing could be drawn."""
    return tuple(_DRAWN[table.drawn](table)) if table.drawn and table.rows else ()


def _late(table: ReportTable) -> Iterator[Chart]:
    """Open cases, in time and overdue; a row whose overdue ones are not told is left undivided."""
    opened, late = _column(table, 1), _column(table, 2)
    most = max((n or 0 for n in opened), default=0)
    if not most:
        return
    rows = list(zip([row[0] for row in table.rows], opened, late, strict=True))
    sheets = [rows[n : n + MOST_BARS] for n in range(0, len(rows), MOST_BARS)]
    for n, sheet in enumerate(sheets, 1):
        both = [(a, b) if a is not None and b is not None else None for _, a, b in sheet]
        part = f"（{n}/{len(sheets)}）" if len(sheets) > 1 else ""
        series = (
            Series("期限以内", Fill.GREY, tuple(ab[0] - ab[1] if ab else None for ab in both)),
            Series("逾期", Fill.HATCHED, tuple(ab[1] if ab else None for ab in both)),
            Series("不分期限", Fill.WHITE, tuple(a if b is None else None for _, a, b in sheet)),
        )
        yield Chart(
            f"{table.title}：未结案件{part}",
            tuple(name for name, *_ in sheet),
            tuple(one for one in series if any(one.values)),
            most,
            tuple(_of_which(a, b) for _, a, b in sheet),
        )


def _ways(table: ReportTable) -> Iterator[Chart]:
    """Where the cases of each level went: one bar for each level, its parts end to end."""
    columns = [_column(table, n) for n in range(1, len(Fill) + 1)]
    sums = [sum(n or 0 for n in row) for row in zip(*columns, strict=True)]
    fills = (Fill.GREY, Fill.HATCHED, Fill.BLACK, Fill.WHITE)
    if not any(sums):
        return
    yield Chart(
        f"{table.title}：从各级去了哪里",
        tuple(row[0] for row in table.rows),
        tuple(
            Series(name, fill, values)
            for name, fill, values in zip(table.columns[1:], fills, columns, strict=False)
        ),
        max(sums),
        tuple(" / ".join(row[1 : len(Fill) + 1]) for row in table.rows),
    )


def _weeks(table: ReportTable) -> Iterator[Chart]:
    """What came in and went out in each week side by side, and what stood at its end."""
    came, went, stood = (_column(table, n) for n in (1, 2, 3))
    most = max((n or 0 for n in (*came, *went)), default=0)
    if not most and not any(stood):
        return
    yield Chart(
        f"{table.title}：登记、结案和周末未结",
        tuple(row[0] for row in table.rows),
        (Series("登记", Fill.GREY, came), Series("结案", Fill.HATCHED, went)),
        most,
        line=Series("周末未结", Fill.BLACK, stood),
    )


_DRAWN = {"late": _late, "ways": _ways, "weeks": _weeks}


def _column(table: ReportTable, n: int) -> Values:
    """The numbers of a column as it shows them: what it does not tell is not drawn either."""
    return tuple(int(row[n]) if row[n].isdecimal() else None for row in table.rows)


def _of_which(opened: int | None, late: int | None) -> str:
    if opened is None or not late:
        return _told(opened)
    return f"{opened}（逾期{late}）"


def _told(value: int | None) -> str:
    return "不写" if value is None else str(value)


def widest(texts: Sequence[str]) -> float:
    """The longest of the texts, in characters of full width."""
    return max((in_characters(text) for text in texts), default=0)


def in_characters(text: str) -> float:
    """How wide a text is, in characters of full width: Latin letters and digits take a little more than half."""
    return sum(0.58 if char < "\u2000" else 1 for char in text)
