"""The official table filled in from the page of statistics: the same figures, by the same definitions, in Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from sqlalchemy.orm import Session

from mediation.model import Region
from mediation.readmodels.smallest_group import smallest_group
from mediation.readmodels.statistics import Part, PartForce, StatisticsPage, table
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import NotAllowed
from mediation.rules.messages import say
from mediation.rules.official_table import (
    COLUMNS,
    FORCE_BY_KIND,
    FORCE_BY_PART,
    FORCE_COLUMNS,
    FORCE_PARTS_SHEET,
    FORCE_SHEET,
    TOGETHER,
    Grid,
    Line,
    Number,
    OfficialTable,
    TableUse,
)
from mediation.rules.periods import Period, PeriodKind
from mediation.rules.policy import reports_statistics
from mediation.rules.regions import ancestors
from mediation.rules.small_groups import withheld
from mediation.rules.statistics import FORCE, INDICATORS, CommitteeKind, Dimension, SourceGroup
from mediation.services.count_statistics import Figures

PRINTED = {
    PeriodKind.MONTH: "{0}年{1}月",
    PeriodKind.QUARTER: "{0}年第{1}季度",
    PeriodKind.HALF: "{0}年{1}半年",
}


SUMS = {"accepted": ("active", "applied", "entrusted"), "agreed": ("written", "oral")}
"""What adds up within a line: to a number of the line, or to one that readers may know otherwise."""
KINDS = ("accepted", "succeeded")
"""What is told of each kind of dispute."""
COUNTED_BY = {"amount": "succeeded"}
"""How many cases a sum of money stands for."""


def official(
    page: StatisticsPage, mark: str, today: date, least: int = 0, above: Mapping[str, Number] | None = None
) -> OfficialTable:
    """The workbook's contents. With `least` no smaller group is shown: for who may see no case.

    `above`: this area's line in the table of the area around it; None without such a line.
    """
    parts = [Line(_part_title(one), _numbers(page, one.figures)) for one in page.parts]
    succeeded = {one.title: n for one, n in page.by_heading("succeeded")}
    kinds = [
        Line(one.title, {"accepted": n, "succeeded": succeeded[one.title]})
        for one, n in page.by_heading("accepted")
    ]
    whole = Line("", _numbers(page, page.figures))
    if least:
        whole, parts, kinds = without_small_groups(whole, parts, kinds, least, above)
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
            for one in (*INDICATORS, *(FORCE if page.force else ()))
        ],
        uncounted=page.figures.uncounted,
        force=tuple(_force(page)),
    )


def _force(page: StatisticsPage) -> Iterator[Grid]:
    """Numbers of offices and of who holds them, whole in every copy: nothing of a party is in them."""
    if page.force is None:
        return
    whole = Line("", _force_numbers(page.force.values))
    kinds = [(kind, page.force.of(kind)) for kind in CommitteeKind]
    yield Grid(
        title=FORCE_SHEET,
        stub="调委会类别",
        columns=FORCE_COLUMNS,
        lines=[Line(kind.title_text, _force_numbers(n)) for kind, n in kinds if any(n.values())],
        whole=whole,
        together="各类相加",
        twice=FORCE_BY_KIND,
    )
    if page.force_parts:
        yield Grid(
            title=FORCE_PARTS_SHEET,
            stub="单位",
            columns=FORCE_COLUMNS,
            lines=[Line(_part_title(one), _force_numbers(one.force.values)) for one in page.force_parts],
            whole=whole,
            together=TOGETHER,
            twice=FORCE_BY_PART,
        )


def _force_numbers(values: Mapping[str, int]) -> dict[str, Number]:
    return {one.name: values.get(one.name, 0) for one in FORCE}


def _part_title(one: Part | PartForce) -> str:
    return f"{one.name}（本级）" if one.own else one.name


def least_told(session: Session, actor: Actor | None, region_code: str, use: TableUse, today: date) -> int:
    """From how many on a number is written; 0 in a copy to report, NotAllowed for who does not report of the area."""
    if use is TableUse.SHARE:
        return smallest_group(session, today)
    if actor is None or not reports_statistics(actor, region_code):
        raise NotAllowed(say("报送用的统计表由司法局、司法所导出；您可以导出传阅用的"))
    return 0


def told_above(
    session: Session, page: StatisticsPage, now: datetime, today: date, least: int
) -> Mapping[str, Number] | None:
    """The area's own line in the table of the area around, which leaves out what that of the next one around does."""
    codes = (*reversed(ancestors(page.region_code)), page.region_code)
    regions = [region for code in codes if (region := session.get(Region, code)) is not None]
    found: Mapping[str, Number] | None = None
    for around, inside in pairwise(regions):
        wider = table(session, around, None, now, today, page.period.name)
        lines = official(wider, "", today, least, found).parts
        at = next(
            (n for n, one in enumerate(wider.parts) if one.region_code == inside.code and not one.own), None
        )
        found = None if at is None else lines[at].numbers
    return found


def period_title(one: Period) -> str:
    """2026年8月, 2026年第3季度, 2026年上半年, 2026年度."""
    year, rest = one.name[:4], one.name[4:].lstrip("-QH").lstrip("0")
    if one.kind is PeriodKind.YEAR:
        return f"{year}年度"
    return PRINTED[one.kind].format(year, "上下"[int(rest) - 1] if one.kind is PeriodKind.HALF else rest)


def _standing(page: StatisticsPage, least: int) -> str:
    hidden = f"；＊少于 {least} 的、能推算出来的不显示" if least else ""
    unknown = [str(one.title) for one in INDICATORS if one.name in page.figures.uncounted]
    unknown += ["组织队伍"] if page.force is None else []
    if unknown:
        hidden += f"；{'、'.join(unknown)}封存时没有统计"
    if page.closed_above and page.parts:
        hidden = f"，下级各地按导出时的记录{hidden}"
    if page.closing is None:
        return f"未封存，按导出时的记录计算{hidden}"
    return f"已由{page.closing.area}封存（{page.closing.closed_at.astimezone(SHANGHAI):%Y-%m-%d}）{hidden}"


def _numbers(page: StatisticsPage, figures: Figures) -> dict[str, Number]:
    """Each figure that is counted. Money unrounded: the cell shows two decimals, and sums stay exact."""
    sources = figures.by("accepted", Dimension.SOURCE)
    groups = {group.value: sum(sources[one.value] for one in page.groups[group]) for group in SourceGroup}
    numbers: dict[str, Number] = {
        one.name: None if one.name in figures.uncounted else figures.values[one.name]
        for one in INDICATORS
        if one.of is None
    }
    return {**numbers, **groups, "amount": Decimal(figures.values["amount"]) / 1_000_000}


def without_small_groups(
    whole: Line,
    parts: Sequence[Line],
    kinds: Sequence[Line],
    least: int,
    above: Mapping[str, Number] | None = None,
) -> tuple[Line, list[Line], list[Line]]:
    """Without small groups, and without what would give them away by the sum of a column, of a line or of both.

    `above`: the line of the same area in the table of the area around, None for each number that is left out there.
    What stands there as it does here is known, and small numbers never are.
    """
    lines = {("whole", 0): whole}
    lines |= {("part", n): line for n, line in enumerate(parts)}
    lines |= {("kind", n): line for n, line in enumerate(kinds)}
    shown = {
        (*at, name): int(number or 0)
        for at, line in lines.items()
        for name, number in line.numbers.items()
        if name != "amount"
    }
    relations: list[dict[tuple[str, int, str], int]] = [
        {name: 1 for name in shown if name[0] == of and name[2] == column}
        for of, some in (("part", parts), ("kind", kinds))
        for column in (some[0].numbers if len(some) > 1 else ())
        if column != "amount"
    ]
    for relation in relations:
        kind, _, column = next(iter(relation))
        area = ("whole", 0, column)
        if kind == "part" and sum(shown[one] for one in relation) == shown.get(area):
            relation[area] = -1  # no case went through several of them: to add them up is to know the area
    for at in (at for at in lines if at[0] != "kind"):
        for sum_, of in SUMS.items():
            known = {(*at, sum_): -1} if (*at, sum_) in shown else {}
            relations.append({**{(*at, name): 1 for name in of if (*at, name) in shown}, **known})
    for name in KINDS:
        by_kind = {one: -1 for one in shown if one[0] == "kind" and one[2] == name}
        relations.append({("whole", 0, name): 1, **by_kind} if ("whole", 0, name) in shown else by_kind)
    of_the_area = {one for one in shown if one[0] == "whole"}
    around = above or {}
    already = {one for one in of_the_area if one[2] in around and around[one[2]] is None}
    told_there = {
        one for one in of_the_area if around.get(one[2]) == shown[one] and not 0 < shown[one] < least
    }
    hidden = withheld(shown, relations, least, already=already, last=of_the_area, known=told_there)

    def told(of: str, some: Sequence[Line]) -> list[Line]:
        return [
            Line(
                line.title,
                {
                    name: None if (of, n, COUNTED_BY.get(name, name)) in hidden else number
                    for name, number in line.numbers.items()
                },
            )
            for n, line in enumerate(some)
        ]

    return told("whole", [whole])[0], told("part", parts), told("kind", kinds)
