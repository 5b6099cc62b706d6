"""What a supervisor takes along on paper: the figures of an area. No paper of any case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mediation.rules.papers.json_form import Contents
from mediation.rules.papers.kind import Copies, PaperKind
from mediation.rules.papers.pay_list import PayList


@dataclass(frozen=True, slots=True)
class ReportTable:
    """One table: its heading, what it counts, its columns and rows; numbers as they are shown."""

    title: str
    meaning: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    drawn: str = ""
    """As what kind of chart its numbers are drawn too."""


@dataclass(frozen=True, slots=True)
class AreaReport(Contents):
    """积案情况报告: how many of what, in tables; a small group is no number."""

    organisation: str
    area: str
    counted_at: str
    made_by: str
    made_on: date
    sentences: tuple[str, ...]
    tables: tuple[ReportTable, ...]
    least: int

    @property
    def dated_on(self) -> date:
        return self.made_on


@dataclass(frozen=True, slots=True)
class FiguresReport(Contents):
    """What a campaign of screening found, or how the parts of an area were assessed: sentences and tables.

    The note, who made it and what it is good for, stands at the foot of every page.
    """

    organisation: str
    area: str
    title: str
    sentences: tuple[str, ...]
    tables: tuple[ReportTable, ...]
    note: str
    made_by: str
    made_on: date

    @property
    def dated_on(self) -> date:
        return self.made_on


@dataclass(frozen=True, slots=True)
class ColumnGroup:
    """Columns under one heading."""

    title: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WideTable:
    """As many columns as a sheet is wide for, under their headings; the first column names the line."""

    title: str
    stub: str
    """What the lines are of."""
    groups: tuple[ColumnGroup, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class StatisticsReport(Contents):
    """人民调解案件情况统计表: its lines, its kinds of dispute and what each figure counts; numbers as they are shown.

    The note, who took it and what it is good for, stands at the foot of every page.
    """

    organisation: str
    area: str
    title: str
    sentences: tuple[str, ...]
    tables: tuple[WideTable, ...]
    kinds: ReportTable
    meanings: ReportTable
    note: str
    made_by: str
    made_on: date

    @property
    def dated_on(self) -> date:
        return self.made_on


REPORTS: dict[str, PaperKind] = {
    "area_report": PaperKind(
        "area_report",
        "积案情况报告",
        AreaReport,
        "3",
        (),
        Copies.ONE,
        "人民调解法第五条",
        False,
        "organisation",
    ),
    "campaign_report": PaperKind(
        "campaign_report",
        "矛盾纠纷排查情况报告",
        FiguresReport,
        "2",
        (),
        Copies.ONE,
        "人民调解法第五条",
        False,
        "organisation",
    ),
    "assessment_report": PaperKind(
        "assessment_report",
        "人民调解工作考评结果",
        FiguresReport,
        "2",
        (),
        Copies.ONE,
        "人民调解法第五条",
        False,
        "organisation",
    ),
    "statistics_report": PaperKind(
        "statistics_report",
        "人民调解案件情况统计表",
        StatisticsReport,
        "1",
        (),
        Copies.ONE,
        "人民调解法第五条",
        False,
        "organisation",
    ),
    "pay_list": PaperKind(
        "pay_list",
        "人民调解以案定补补贴发放表",
        PayList,
        "1",
        (),
        Copies.ONE,
        "人民调解法第十六条",
        False,
        "organisation",
    ),
}
"""Made when somebody asks, kept nowhere; who took one is noted."""
