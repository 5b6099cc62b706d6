"""The official table filled in from the page of statistics: the same figures, by the same definitions, in Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from mediation.readmodels.statistics import StatisticsPage
from mediation.rules.backlog import guarded
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
        parts, kinds = _guarded(parts, least), _guarded(kinds, least)
        whole = _guarded([whole], least)[0]
    return OfficialTable(
        area=page.name,
        period=f"{period_title(page.period)}（{page.period.first:%Y-%m-%d}至{page.period.last:%Y-%m-%d}）",
        made_on=f"{today:%Y-%m-%d}",
        standing=_standing(page),
        mark=mark,
        least=least,
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


def _standing(page: StatisticsPage) -> str:
    if page.closing is None:
        return "未封存，按导出时的记录计算"
    return f"已由{page.closing.area}封存（{page.closing.closed_at.astimezone(SHANGHAI):%Y-%m-%d}）"


def _numbers(page: StatisticsPage, figures: Figures) -> dict[str, Number]:
    """Money unrounded: the cell shows two decimals, and sums stay exact."""
    sources = figures.by("accepted", Dimension.SOURCE)
    groups = {group.value: sum(sources[one.value] for one in page.groups[group]) for group in SourceGroup}
    numbers: dict[str, Number] = {one.name: figures.values[one.name] for one in COLUMNS if one.of is None}
    return {**numbers, **groups, "amount": Decimal(figures.values["amount"]) / 1_000_000}


def _guarded(lines: Sequence[Line], least: int) -> list[Line]:
    """Every column without its small groups; an amount is shown only where its cases are."""
    hidden: dict[str, list[Number]] = {}
    for name in lines[0].numbers if lines else ():
        column = [line.numbers[name] for line in lines]
        if name != "amount":
            hidden[name] = list(guarded([int(n or 0) for n in column], least))
    return [
        Line(
            line.title,
            {
                name: hidden[name][n] if name != "amount" else _amount(line, hidden["succeeded"][n])
                for name in line.numbers
            },
        )
        for n, line in enumerate(lines)
    ]


def _amount(line: Line, succeeded: Number) -> Number:
    return None if succeeded is None else line.numbers["amount"]
