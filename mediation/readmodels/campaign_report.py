"""What a campaign of screening found, as it leaves the house: no number of disputes smaller than the least is in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mediation.readmodels.campaign_totals import KindFound, Totals, VillageLine
from mediation.readmodels.campaigns import CampaignPage
from mediation.rules.backlog import guarded
from mediation.rules.clock import SHANGHAI
from mediation.rules.papers import FiguresReport, ReportTable, printed_date

DISPUTES = ("found", "prevented", "cases", "solved")
"""What counts disputes, and with them people; the others count villages."""
Told = tuple[int | None, ...]


def disputes_told(lines: Sequence[Totals], least: int) -> list[Told]:
    """Of each line the numbers of disputes; None where one is too small, or would tell one that is."""
    columns = [guarded([getattr(line, name) for line in lines], least) for name in DISPUTES]
    return [tuple(column[n] for column in columns) for n in range(len(lines))]


def kinds_told(kinds: Sequence[KindFound], least: int) -> list[Told]:
    """Of each kind of dispute what was found and what became a case."""
    columns = (guarded([one.found for one in kinds], least), guarded([one.cases for one in kinds], least))
    return list(zip(*columns, strict=True))


def campaign_report(
    page: CampaignPage, least: int, *, organisation: str, made_by: str, made_on: date
) -> FiguresReport:
    """For people who see no case, in Chinese as every paper."""
    one = page.campaign
    return FiguresReport(
        organisation=organisation,
        area=page.name,
        title=f"{page.name}矛盾纠纷排查情况报告",
        sentences=tuple(_sentences(page, least, made_on)),
        tables=(_parts(page, least), _kinds(page, least), _villages(page, least), _silent(page, one.last_on)),
        note=f"少于{least}件的不写数字，只差一格能推算出来的，另有一格也不写。{made_by}生成，仅供工作使用。",
        made_by=made_by,
        made_on=made_on,
    )


def _sentences(page: CampaignPage, least: int, made_on: date) -> list[str]:
    one, totals = page.campaign, page.totals
    (told,) = disputes_told([totals], least)
    found, prevented, cases, solved = (f"少于{least}" if n is None else n for n in told)
    kinds = "、".join(one.kinds) or "全部纠纷"
    standing = "已经撤销" if one.withdrawn else "已经截止" if one.last_on < made_on else "还没有截止"
    return [
        f"{one.ordered_by}下达“{one.title}”，{printed_date(one.first_on)}至{printed_date(one.last_on)}排查{kinds}，{standing}。",
        f"应报{totals.asked}个嘎查村（社区），已报{totals.reported}个，其中零报告{totals.zero}个，没有报告{totals.missing}个。",
        f"发现纠纷{found}件，预防纠纷{prevented}件；发现的已经立案{cases}件，已经化解{solved}件。",
    ]


def _parts(page: CampaignPage, least: int) -> ReportTable:
    told = disputes_told([one.totals for one in page.parts], least)
    rows = tuple(
        (
            one.name,
            *(str(n) for n in (t.asked, t.reported, t.zero, t.missing)),
            *(_cell(n) for n in disputes),
        )
        for (one, t), disputes in zip(((one, one.totals) for one in page.parts), told, strict=True)
    )
    heads = ("地区", "应报", "已报", "零报告", "未报", "发现", "预防", "已立案", "已化解")
    return ReportTable("各地报告情况", "前四栏是嘎查村（社区）的个数，后四栏是纠纷的件数", heads, rows)


def _kinds(page: CampaignPage, least: int) -> ReportTable:
    told = kinds_told(page.kinds, least)
    rows = tuple(
        (one.kind, *(_cell(n) for n in numbers)) for one, numbers in zip(page.kinds, told, strict=True)
    )
    return ReportTable("发现的纠纷，按类型", "各嘎查村报告的，件数", ("纠纷类型", "发现", "已立案"), rows)


def _villages(page: CampaignPage, least: int) -> ReportTable:
    """Of a township only: a wider area has too many."""
    lines = () if page.parts else page.villages
    told = disputes_told([one.totals for one in lines], least)
    rows = tuple(
        (one.name, _reported(one), *(_cell(n) for n in disputes), str(one.reminded))
        for one, disputes in zip(lines, told, strict=True)
    )
    heads = ("组织", "报告", "发现", "预防", "已立案", "已化解", "催报")
    return ReportTable("各嘎查村（社区）", "", heads, rows)


def _reported(one: VillageLine) -> str:
    if one.reported_at is None:
        return "没有报告"
    at = one.reported_at.astimezone(SHANGHAI)
    said = f"{at.month}月{at.day}日" + ("（逾期）" if one.late else "")
    return f"{said}零报告" if one.totals.zero else said


def _silent(page: CampaignPage, last_on: date) -> ReportTable:
    """Who has not reported, where the villages are not listed anyway."""
    lines = [one for one in page.villages if one.totals.missing] if page.parts else []
    rows = tuple((one.place, one.name, str(one.reminded)) for one in lines)
    return ReportTable("没有报告的", f"截至{printed_date(last_on)}应报的", ("地区", "组织", "催报次数"), rows)


def _cell(value: int | None) -> str:
    return "不写" if value is None else str(value)
