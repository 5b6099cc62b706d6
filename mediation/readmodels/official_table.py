"""The official table filled in from the page of statistics: the same figures, by the same definitions, in Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from mediation.readmodels.statistics import StatisticsPage
from mediation.rules.clock import SHANGHAI
from mediation.rules.official_table import COLUMNS, Line, Number, OfficialTable
from mediation.rules.periods import Period, PeriodKind
from mediation.rules.statistics import INDICATORS, Dimension, SourceGroup
from mediation.services.count_statistics import Figures

PRINTED = {
    PeriodKind.MONTH: "{0}年{1}月",
    PeriodKind.QUARTER: "{0}年第{1}季度",
    PeriodKind.HALF: "{0}年{1}半年",
}


SUMS = (("active", "applied", "entrusted"), ("written", "oral"))
"""What adds up within a line."""


def official(page: StatisticsPage, mark: str, today: date, least: int = 0) -> OfficialTable:
    """The workbook's contents. With `least` no smaller group is shown: for who may see no case."""
    parts = [
        Line(f"{one.name}（本级）" if one.own else one.name, _numbers(page, one.figures))
        for one in page.parts
    ]
    succeeded = {one.title: n for one, n in page.by_heading("succeeded")}
    kinds = [
        Line(one.title, {"accepted": n, "succeeded": succeeded[one.title]})
        for one, n in page.by_heading("accepted")
    ]
    whole = Line("", _numbers(page, page.figures))
    if least:
        parts, kinds = without_small_groups(parts, least), without_small_groups(kinds, least)
        whole = without_small_groups([whole], least)[0]
    return OfficialTable(
        area=page.name,
        period=f"{period_title(page.period)}（{page.period.first:%Y-%m-%d}至{page.period.last:%Y-%m-%d}）",
        made_on=f"{today:%Y-%m-%d}",
        standing=_standing(page, least),
        mark=mark,
        columns=COLUMNS,
        parts=parts,
        whole=whole,
        kinds=kinds,
        notes=[
            (str(one.title), one.unit.title_text, one.dates.title_text, str(one.meaning))
            for one in INDICATORS
        ],
    )


def period_title(one: Period) -> str:
    """2026年8月, 2026年第3季度, 2026年上半年, 2026年度."""
    year, rest = one.name[:4], one.name[4:].lstrip("-QH").lstrip("0")
    if one.kind is PeriodKind.YEAR:
        return f"{year}年度"
    return PRINTED[one.kind].format(year, "上下"[int(rest) - 1] if one.kind is PeriodKind.HALF else rest)


def _standing(page: StatisticsPage, least: int) -> str:
    hidden = f"；＊少于 {least} 的、能推算出来的不显示" if least else ""
    if page.closing is None:
        return f"未封存，按导出时的记录计算{hidden}"
    return f"已由{page.closing.area}封存（{page.closing.closed_at.astimezone(SHANGHAI):%Y-%m-%d}）{hidden}"


def _numbers(page: StatisticsPage, figures: Figures) -> dict[str, Number]:
    """Money unrounded: the cell shows two decimals, and sums stay exact."""
    sources = figures.by("accepted", Dimension.SOURCE)
    groups = {group.value: sum(sources[one.value] for one in page.groups[group]) for group in SourceGroup}
    numbers: dict[str, Number] = {one.name: figures.values[one.name] for one in COLUMNS if one.of is None}
    return {**numbers, **groups, "amount": Decimal(figures.values["amount"]) / 1_000_000}


def without_small_groups(lines: Sequence[Line], least: int) -> list[Line]:
    """Without small groups, and without what would give them away by the sum of a column or of a line."""
    names = [name for name in (lines[0].numbers if lines else ()) if name != "amount"]
    hidden = {(n, name) for n, line in enumerate(lines) for name in names if 0 < _count(line, name) < least}
    while added := set(_telling(lines, names, hidden)) - hidden:
        hidden |= added
    return [
        Line(
            line.title,
            {
                name: None if (n, "succeeded" if name == "amount" else name) in hidden else number
                for name, number in line.numbers.items()
            },
        )
        for n, line in enumerate(lines)
    ]


def _telling(
    lines: Sequence[Line], names: Sequence[str], hidden: set[tuple[int, str]]
) -> Iterator[tuple[int, str]]:
    """Of every column and every sum in a line with one hidden number, the next smallest too."""
    columns = [[(n, name) for n in range(len(lines))] for name in names] if len(lines) > 1 else []
    sums = [[(n, name) for name in of] for n in range(len(lines)) for of in SUMS if of[0] in names]
    for cells in (*columns, *sums):
        left = [cell for cell in cells if cell not in hidden and _count(lines[cell[0]], cell[1])]
        if left and len([cell for cell in cells if cell in hidden]) == 1:
            yield min(left, key=lambda cell: _count(lines[cell[0]], cell[1]))


def _count(line: Line, name: str) -> int:
    return int(line.numbers[name] or 0)
