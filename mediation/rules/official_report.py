"""The official table on paper: the lines of its spreadsheet, half of the columns at a time, and what they count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby

from mediation.rules.official_table import (
    HIDDEN,
    NAME,
    WHOLE,
    Column,
    Grid,
    Line,
    Number,
    OfficialTable,
    share,
    total,
)
from mediation.rules.papers.reports import ColumnGroup, ReportTable, StatisticsReport, WideTable

NOTHING = "—"
SHEETS = (
    ("案件", ("案件数", "案件来源", "协议", "履行")),
    (
        "确认、其他结果和预防",
        (
            *("司法确认", "其他结果", "排查和预防"),
            *("防止引起自杀", "防止转化为刑事案件", "防止群体性上访", "防止群体性械斗"),
        ),
    ),
)
"""The headings whose columns stand side by side."""


def official_report(
    table: OfficialTable, *, organisation: str, made_by: str, made_on: date
) -> StatisticsReport:
    """Every number of the spreadsheet, written as it is shown there."""
    return StatisticsReport(
        organisation=organisation,
        area=table.area,
        title=f"{table.area}{NAME}",
        sentences=(
            f"统计期：{table.period}。{table.standing}。",
            "一件案件先后由几个地方受理的，在每个地方各算一次，在合计里只算一次。",
        ),
        tables=tuple(_wide(one) for one in (*_halves(table.areas), *table.force)),
        kinds=_kinds(table),
        meanings=_meanings(table),
        note=f"{table.mark}。",
        made_by=made_by,
        made_on=made_on,
    )


def _halves(areas: Grid) -> Iterator[Grid]:
    for title, named in SHEETS:
        yield replace(areas, title=title, columns=[one for one in areas.columns if one.group in named])


def _wide(grid: Grid) -> WideTable:
    groups = tuple(
        ColumnGroup(group, tuple(one.title for one in under))
        for group, under in groupby(grid.columns, key=lambda column: column.group)
    )
    return WideTable(grid.title, grid.stub, groups, tuple(_lines(grid)))


def _lines(grid: Grid) -> Iterator[tuple[str, ...]]:
    for line in grid.lines:
        yield line.title, *_cells(grid, line)
    added = Line(grid.together, {name: grid.added(name) for name in grid.whole.numbers})
    twice = Line(grid.twice, {name: _less(added.numbers[name], n) for name, n in grid.whole.numbers.items()})
    if any(twice.numbers[one.name] for one in grid.columns if one.of is None) and grid.lines:
        yield grid.together, *(_cell(one, added, NOTHING) for one in grid.columns)
        yield grid.twice, *("" if one.of else _cell(one, twice, NOTHING) for one in grid.columns)
    yield WHOLE, *_cells(grid, grid.whole)


def _less(added: Number, whole: Number) -> Number:
    return None if added is None or whole is None else added - whole


def _cells(grid: Grid, line: Line) -> Iterator[str]:
    return (_cell(one, line, grid.untold(one.name)) for one in grid.columns)


def _cell(column: Column, line: Line, untold: str) -> str:
    if column.of is not None:
        part, whole = column.of
        return _percent(line.numbers[part], line.numbers[whole])
    number = line.numbers[column.name]
    if number is None:
        return untold
    return f"{number:,.2f}" if column.money else f"{number:,}"


def _percent(part: Number, whole: Number) -> str:
    found = share(part, whole)
    return NOTHING if found is None else f"{found}"


def _kinds(table: OfficialTable) -> ReportTable:
    whole = table.whole.numbers
    sums = {}
    for name in ("accepted", "succeeded"):
        found = total([line.numbers[name] for line in table.kinds])
        sums[name] = whole[name] if found is None else found
    rows = [_kind(line.title, line.numbers, whole["accepted"]) for line in table.kinds]
    columns = ("纠纷类型", "调解案件总数（件）", "占总数（%）", "调解成功（件）", "成功率（%）")
    return ReportTable("纠纷类型", "", columns, (*rows, _kind(WHOLE, sums, sums["accepted"])))


def _kind(title: str, numbers: dict[str, Number], of: Number) -> tuple[str, ...]:
    accepted, succeeded = numbers["accepted"], numbers["succeeded"]
    counts = [HIDDEN if one is None else f"{one:,}" for one in (accepted, succeeded)]
    return title, counts[0], _percent(accepted, of), counts[1], _percent(succeeded, accepted)


def _meanings(table: OfficialTable) -> ReportTable:
    rows = tuple((f"{title}（{unit}）", dates, meaning) for title, unit, dates, meaning in table.notes)
    return ReportTable("口径", "", ("指标", "归期", "口径"), rows)
