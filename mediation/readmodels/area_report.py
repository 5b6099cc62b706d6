"""The figures of an area as a report on paper: sentences and tables in Chinese, no small group as a number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from mediation.readmodels.backlog import BacklogPage
from mediation.readmodels.backlog_tables import COUNTING, Solved, solved_on, weeks_of
from mediation.readmodels.backlog_told import Name, Told, counting
from mediation.rules.backlog import DEFINED, AgeBand, Figure, Holder
from mediation.rules.clock import SHANGHAI
from mediation.rules.papers import AreaReport, ReportTable


def area_report(
    page: BacklogPage, told: Told, *, organisation: str, made_by: str, now: datetime
) -> AreaReport:
    """What the page of the area says, for people who see no case."""
    at = page.counted_at.astimezone(SHANGHAI)
    return AreaReport(
        organisation=organisation,
        area=page.name,
        counted_at=f"{at.year}年{at.month}月{at.day}日{at:%H:%M}",
        made_by=made_by,
        made_on=now.astimezone(SHANGHAI).date(),
        sentences=tuple(_sentences(page, told)),
        tables=(_parts(page, told), _ages(told), _weeks(page, told), _solved(page, told)),
        least=told.least,
    )


def _sentences(page: BacklogPage, told: Told) -> list[str]:
    def number(*name: object) -> str:
        n = told.get(*name)
        return "（不写）" if n is None else f"{n}件"

    weeks = (page.narrowed.until - page.narrowed.since).days // 7 + 1
    beside = {figure: number("beside", figure) for figure in (Figure.WAITING, Figure.DANGER, Figure.BROKEN)}
    return [
        f"现有未结案件{number('open')}，其中逾期{number('late')}；"
        f"法院办理{number('at court')}，移交等待签收{beside[Figure.WAITING]}，"
        f"有激化风险{beside[Figure.DANGER]}，有约定没有履行{beside[Figure.BROKEN]}。",
        f"近{weeks}周登记{number('entered')}，结案{number('ended')}。",
    ]


def _parts(page: BacklogPage, told: Told) -> ReportTable:
    rows = tuple(
        (
            f"{part.name}本级" if part.own else part.name,
            *_cells(told, *((name, key) for name in ("open", "late", "entered", "ended", "agreed"))),
        )
        for key, part in counting(page)
    )
    heads = ("地区", "未结", "其中逾期", "登记", "结案", "达成协议")
    return ReportTable("各地情况", str(DEFINED[Figure.OPEN]), heads, rows, "late")


def _ages(told: Told) -> ReportTable:
    rows = tuple((band.title_text, *_cells(told, ("open", band), ("late", band))) for band in AgeBand)
    heads = ("案龄", "未结", "其中逾期")
    return ReportTable("未结案件的案龄", "案龄从登记那天算起", heads, rows, "late")


def _weeks(page: BacklogPage, told: Told) -> ReportTable:
    rows = tuple(
        (
            f"{first.month}月{first.day}日—{last.month}月{last.day}日",
            *_cells(told, *((name, first) for name in ("entered", "ended", "standing"))),
        )
        for first, last, *_ in weeks_of(page)
    )
    heads = ("周", "登记", "结案", "周末未结")
    return ReportTable("每周进出", str(DEFINED[Figure.STANDING]), heads, rows, "weeks")


def _solved(page: BacklogPage, told: Told) -> ReportTable:
    rows = tuple(
        (
            one.level.title_text,
            *_cells(told, *(("left", one.level, went) for went in COUNTING)),
            *_fared(one, told),
        )
        for one in solved_on(page)
        if one.level is not Holder.COURT
    )
    heads = ("级别", *(went.title_text for went in COUNTING), "本级解决", "中位天数")
    return ReportTable("各级解决了多少", str(DEFINED[Figure.WENT]), heads, rows, "ways")


def _fared(one: Solved, told: Told) -> tuple[str, str]:
    """The share that the level solved, where it gives no number away, and the median of days of enough cases."""
    shared = one.share is not None and told.all(*(("left", one.level, went) for went in COUNTING))
    enough = one.days is not None and sum(one.left[went] for went in COUNTING) >= told.least
    return f"{one.share}%" if shared else "—", str(one.days[0]) if enough and one.days else "—"


def _cells(told: Told, *names: Name) -> Iterator[str]:
    """What is left out may be few, or only what would tell another: neither is said."""
    numbers = (told.get(*name) for name in names)
    return ("不写" if n is None else str(n) for n in numbers)
