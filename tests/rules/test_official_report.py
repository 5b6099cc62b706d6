"""The official table on paper: every number as the spreadsheet shows it, and nothing that it leaves out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from mediation.rules.official_report import official_report
from mediation.rules.official_table import COLUMNS, HIDDEN, TOGETHER, TWICE, WHOLE, Line, OfficialTable
from mediation.rules.papers import StatisticsReport

COUNTED = [one for one in COLUMNS if one.of is None]


def numbers(first: int) -> dict[str, int | Decimal | None]:
    return {one.name: Decimal(first) / 3 if one.money else first + n for n, one in enumerate(COUNTED)}


def report(*parts: Line, whole: Line) -> StatisticsReport:
    table = OfficialTable(
        area="科左中旗",
        period="2026年第3季度",
        made_on="2026-10-09",
        standing="未封存",
        mark="高娃 导出",
        columns=COLUMNS,
        parts=parts,
        whole=whole,
        kinds=[Line("邻里纠纷", {"accepted": 900, "succeeded": None})],
        notes=[("调解案件总数", "件", "受理日期在本期", "本期受理的")],
    )
    return official_report(table, organisation="司法局", made_by="高娃", made_on=date(2026, 10, 9))


def lines(made: StatisticsReport, title: str) -> dict[str, str]:
    """Of a line, each number by the headings of its column."""
    found = {}
    for table in made.tables:
        heads = [f"{group.title}{column}" for group in table.groups for column in group.columns]
        for row in table.rows:
            if row[0] == title:
                found |= dict(zip(heads, row[1:], strict=True))
    return found


def test_each_number_stands_in_its_line_and_column() -> None:
    here, there = Line("保康镇", numbers(1000)), Line("宝龙山镇", numbers(2000))
    whole = Line("", {name: (here.numbers[name] or 0) + (there.numbers[name] or 0) for name in here.numbers})
    made = report(here, there, whole=whole)
    for line, title in ((here, "保康镇"), (there, "宝龙山镇"), (whole, WHOLE)):
        told = lines(made, title)
        for one in COUNTED:
            number = line.numbers[one.name]
            assert told[f"{one.group}{one.title}"] == (f"{number:,.2f}" if one.money else f"{number:,}")
    assert lines(made, "保康镇")["案件数成功率（%）"] == "100.1"
    assert not lines(made, TOGETHER)


def test_what_several_parts_counted_is_taken_off_the_sum() -> None:
    here, there = Line("保康镇", numbers(1000)), Line("宝龙山镇", numbers(2000))
    whole = Line("", {**{name: (n or 0) + (there.numbers[name] or 0) for name, n in here.numbers.items()}})
    whole.numbers["accepted"] = 2998
    made = report(here, there, whole=whole)
    accepted = "案件数调解案件总数（件）"
    assert [lines(made, one)[accepted] for one in (TOGETHER, TWICE, WHOLE)] == ["3,000", "2", "2,998"]
    assert "司法确认申请（件）" not in lines(made, TWICE)


@pytest.mark.parametrize("name", ["accepted", "succeeded"])
def test_what_is_left_out_stands_nowhere_and_makes_no_ratio_or_sum(name: str) -> None:
    here, there = Line("保康镇", numbers(1000) | {name: None}), Line("宝龙山镇", numbers(2000))
    made = report(here, there, whole=Line("", numbers(3000)))
    title = next(f"{one.group}{one.title}" for one in COLUMNS if one.name == name)
    told = lines(made, "保康镇")
    assert (told[title], told["案件数成功率（%）"]) == (HIDDEN, "—")
    assert lines(made, TOGETHER)[title] == lines(made, TWICE)[title] == "—"
    kinds = made.kinds.rows
    assert kinds[0] == ("邻里纠纷", "900", "30.0", HIDDEN, "—")
    assert kinds[1][3] == f"{numbers(3000)['succeeded']:,}"


def test_an_area_without_parts_has_its_own_line_alone() -> None:
    made = report(whole=Line("", numbers(10)))
    assert all([row[0] for row in table.rows] == [WHOLE] for table in made.tables)
