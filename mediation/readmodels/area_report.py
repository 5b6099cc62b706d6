"""The figures of an area as a report on paper: sentences and tables in Chinese, no small group as a number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mediation.readmodels.backlog import BacklogPage
from mediation.readmodels.backlog_tables import Solved, solved_on, weeks_of
from mediation.rules.backlog import DEFINED, AgeBand, Figure, Holder, Went, guarded
from mediation.rules.clock import SHANGHAI
from mediation.rules.papers import AreaReport, ReportTable

WENT = (Went.AGREED, Went.UP, Went.COURT, Went.OTHERWISE)


def area_report(
    page: BacklogPage, least: int, *, organisation: str, made_by: str, now: datetime
) -> AreaReport:
    """What the page of the area says, for people who see no case."""
    at = page.counted_at.astimezone(SHANGHAI)
    return AreaReport(
        organisation=organisation,
        area=page.name,
        counted_at=f"{at.year}年{at.month}月{at.day}日{at:%H:%M}",
        made_by=made_by,
        made_on=now.astimezone(SHANGHAI).date(),
        sentences=tuple(_sentences(page, least)),
        tables=(_parts(page, least), _ages(page, least), _weeks(page, least), _solved(page, least)),
        least=least,
    )


def _sentences(page: BacklogPage, least: int) -> list[str]:
    def told(n: int) -> str:
        return _shown(guarded([n], least)[0], least)

    entered = sum(week[2] for week in weeks_of(page))
    ended = sum(week[3] for week in weeks_of(page))
    weeks = (page.narrowed.until - page.narrowed.since).days // 7 + 1
    return [
        f"现有未结案件{told(page.total.open)}件，其中逾期{told(page.total.overdue)}件；"
        f"法院办理{told(page.at_court)}件，移交等待签收{told(page.beside[Figure.WAITING])}件，"
        f"有激化风险{told(page.beside[Figure.DANGER])}件，有约定没有履行{told(page.beside[Figure.BROKEN])}件。",
        f"近{weeks}周登记{told(entered)}件，结案{told(ended)}件。",
    ]


def _parts(page: BacklogPage, least: int) -> ReportTable:
    parts = [part for part in page.parts if part.counts]
    names = [f"{part.name}本级" if part.own else part.name for part in parts]
    columns = (
        [part.entered for part in parts],
        [part.ended for part in parts],
        [part.agreed for part in parts],
    )
    heads = ("地区", "未结", "其中逾期", "登记", "结案", "达成协议")
    told = _open_and_late(
        [part.standing.open for part in parts], [part.standing.overdue for part in parts], least
    )
    rows = tuple(
        (name, *first, *rest) for (name, *rest), first in zip(_rows(names, columns, least), told, strict=True)
    )
    return ReportTable("各地情况", str(DEFINED[Figure.OPEN]), heads, rows, "late")


def _ages(page: BacklogPage, least: int) -> ReportTable:
    told = _open_and_late(
        [page.total.bands[band] for band in AgeBand], [page.total.late_bands[band] for band in AgeBand], least
    )
    rows = tuple((band.title_text, *values) for band, values in zip(AgeBand, told, strict=True))
    heads = ("案龄", "未结", "其中逾期")
    return ReportTable("未结案件的案龄", "案龄从登记那天算起", heads, rows, "late")


def _weeks(page: BacklogPage, least: int) -> ReportTable:
    weeks = weeks_of(page)
    names = [f"{first.month}月{first.day}日—{last.month}月{last.day}日" for first, last, *_ in weeks]
    columns = ([week[2] for week in weeks], [week[3] for week in weeks], [week[4] for week in weeks])
    heads = ("周", "登记", "结案", "周末未结")
    return ReportTable(
        "每周进出", str(DEFINED[Figure.STANDING]), heads, _rows(names, columns, least), "weeks"
    )


def _solved(page: BacklogPage, least: int) -> ReportTable:
    solved = [one for one in solved_on(page) if one.level is not Holder.COURT]
    rows = _rows(
        [one.level.title_text for one in solved],
        tuple([one.left[went] for one in solved] for went in WENT),
        least,
    )
    told = tuple((*row, *_fared(one, least)) for one, row in zip(solved, rows, strict=True))
    heads = ("级别", *(went.title_text for went in WENT), "本级解决", "中位天数")
    return ReportTable("各级解决了多少", str(DEFINED[Figure.WENT]), heads, told, "ways")


def _fared(one: Solved, least: int) -> tuple[str, str]:
    """The share that the level solved and the median of days, where enough cases left it."""
    enough = sum(one.left[went] for went in WENT) >= least
    share = f"{one.share}%" if enough and one.share is not None else "—"
    return share, str(one.days[0]) if enough and one.days else "—"


def _open_and_late(opened: Sequence[int], late: Sequence[int], least: int) -> list[tuple[str, str]]:
    """Both columns; how many are overdue is left out too where only a few are not."""
    few = {n for n, (all_, over) in enumerate(zip(opened, late, strict=True)) if 0 < all_ - over < least}
    hidden = few | {n for n, value in enumerate(guarded(late, least)) if value is None}
    others = [n for n, value in enumerate(late) if value >= least and n not in hidden]
    if len(hidden) == 1 and others:
        hidden.add(min(others, key=lambda n: late[n]))
    shown = [None if n in hidden else value for n, value in enumerate(late)]
    return [(_cell(a), _cell(b)) for a, b in zip(guarded(opened, least), shown, strict=True)]


def _rows(names: Sequence[str], columns: Sequence[Sequence[int]], least: int) -> tuple[tuple[str, ...], ...]:
    hidden = [guarded(column, least) for column in columns]
    return tuple((name, *(_cell(column[n]) for column in hidden)) for n, name in enumerate(names))


def _cell(value: int | None) -> str:
    """What is left out may be few, or only what would tell another: neither is said."""
    return "不写" if value is None else str(value)


def _shown(value: int | None, least: int) -> str:
    return f"少于{least}" if value is None else str(value)
