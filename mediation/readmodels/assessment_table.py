"""The ranking of 考评 for a spreadsheet and for paper, from the page that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from mediation.readmodels.assessments import AssessmentPage, Standing, figures_of_parts
from mediation.readmodels.official_table import period_title
from mediation.rules.assessment import Item, plain, target_in, title_of
from mediation.rules.assessment_table import AssessmentTable, Row, rows_told
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import WrongState
from mediation.rules.messages import say
from mediation.rules.papers import FiguresReport, ReportTable
from mediation.rules.statistics import BY_NAME, Unit
from mediation.services.count_statistics import Figures


def assessment_table(
    session: Session, page: AssessmentPage, today: date, mark: str, least: int
) -> AssessmentTable:
    """The frozen results where there are any, else those of the scheme in force; WrongState without either."""
    standings = page.frozen.standings if page.frozen else page.standings
    if not standings:
        raise WrongState(say("这一期没有可以导出的排名：还没有施行的方案"))
    figures = figures_of_parts(session, page.region, page.period, today)
    items = [one.item for one in standings[0].result.scored]
    counts = [
        [tuple(_groups(item, figures.get(one.region_code, Figures()))) for item in items] for one in standings
    ]
    return AssessmentTable(
        area=page.region.name,
        period=period_title(page.period),
        scheme=page.frozen.version if page.frozen else page.in_force.version if page.in_force else 0,
        standing=_standing(page),
        mark=mark,
        least=least,
        items=tuple((str(title_of(item)), item, target_in(item, page.period.kind.months)) for item in items),
        rows=rows_told([(one.name, one.rank, one.result) for one in standings], counts, least),
    )


def _standing(page: AssessmentPage) -> str:
    if page.frozen:
        return f"已随统计期封存（{page.frozen.at.astimezone(SHANGHAI):%Y-%m-%d}），不再变动"
    if page.published:
        return "统计期已经封存；按封存的数字、现在施行的方案计算"
    return "统计期没有封存，按现在的记录计算"


def _groups(item: Item, figures: Figures) -> Iterator[int]:
    """How many the number stands for; of a share its part, the rest, and the whole."""
    indicator = BY_NAME[item.indicator]
    if indicator.of is not None:
        part, whole = (figures.counted(name) for name in indicator.of)
        yield from (part, whole - part, whole)
    elif indicator.unit is Unit.AMOUNT:
        yield figures.counted("succeeded")
    else:
        yield figures.counted(indicator.name)


def assessment_report(
    table: AssessmentTable, standings: tuple[Standing, ...], *, organisation: str, made_by: str, made_on: date
) -> FiguresReport:
    """On paper: the ranks, the scheme, and how each part's score was worked out."""
    return FiguresReport(
        organisation=organisation,
        area=table.area,
        title=f"{table.area}{table.period}人民调解工作考评结果",
        sentences=(
            f"按第{table.scheme}稿方案计分。{table.standing}。",
            "得分＝各项“权重×min(1，数字÷目标值)”相加，“不高于目标值”的为“权重×min(1，目标值÷数字)”；"
            "没有数字可除的不计，其余各项折算到100分；能计的权重不到一半的不排名。",
        ),
        tables=(
            _ranking(table),
            _scheme(table),
            *(_worked_out(table, row, one) for row, one in zip(table.rows, standings, strict=True)),
        ),
        note=(
            f"少于{table.least}的数字不写，能推算出来的也不写。"
            f"{made_by}（{organisation}）{made_on:%Y-%m-%d}生成，仅供工作使用。"
        ),
        made_by=made_by,
        made_on=made_on,
    )


def _ranking(table: AssessmentTable) -> ReportTable:
    rows = tuple((row.name, str(row.rank or "—"), _score(row)) for row in table.rows)
    return ReportTable("排名", "", ("地区", "名次", "得分"), rows)


def _score(row: Row) -> str:
    return plain(row.total) if row.total_told else "不写"


def _scheme(table: AssessmentTable) -> ReportTable:
    rows = tuple(
        (title, item.better.title_text, f"{plain(target)}{_unit(item)}", str(item.weight))
        for title, item, target in table.items
    )
    return ReportTable(
        "方案", "目标值是这一期的：全年累计的按月数折算", ("指标", "怎样算好", "目标值", "权重"), rows
    )


def _unit(item: Item) -> str:
    unit = BY_NAME[item.indicator].unit
    return "%" if unit is Unit.PERCENT else unit.title_text


def _worked_out(table: AssessmentTable, row: Row, standing: Standing) -> ReportTable:
    lines = []
    for (title, item, _), cell, scored in zip(table.items, row.cells, standing.result.scored, strict=True):
        if cell.told:
            unit = "" if cell.value is None else _unit(item)
            told = (f"{plain(cell.value)}{unit}", str(item.weight), plain(cell.points), str(scored.formula))
        else:
            told = ("不写", str(item.weight), "不写", "不写")
        lines.append((title, *told))
    return ReportTable(
        f"{row.name}：{_score(row)}", "", ("指标", "数字", "权重", "得分", "怎样算的"), tuple(lines)
    )
