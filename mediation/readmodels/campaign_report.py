"""What a campaign of screening found, as it leaves the house: no number of disputes smaller than the least is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mediation.readmodels.campaign_totals import Totals, VillageLine
from mediation.readmodels.campaigns import CampaignPage
from mediation.rules.clock import SHANGHAI
from mediation.rules.messages import say
from mediation.rules.papers import FiguresReport, ReportTable, printed_date
from mediation.rules.regions import is_within
from mediation.rules.small_groups import Relation, kept_back, withheld

DISPUTES = ("found", "prevented", "cases", "solved")
"""What counts disputes, and with them people; the others count villages."""
KINDS = ("found", "cases")
Numbers = tuple[int | None, ...]
Name = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Told:
    """The numbers of disputes in the order of the page; None for those that are left out."""

    whole: Numbers
    parts: tuple[Numbers, ...]
    villages: tuple[Numbers, ...]
    kinds: tuple[Numbers, ...] | None
    """None where nothing can be kept back of them."""
    least: int


NO_KINDS = say("件数太少，分类型写出来就能推算出是哪一件，所以不分类型。")


def told_of(page: CampaignPage, least: int) -> Told:
    """One decision for the page, the spreadsheet and the report: none of them gives a small number away."""
    lines: dict[str, list[Totals]] = {
        "whole": [page.totals],
        "part": [one.totals for one in page.parts],
        "village": [one.totals for one in page.villages],
    }
    shown: dict[Name, int] = {
        (of, name, n): getattr(one, name)
        for of, totals in lines.items()
        for n, one in enumerate(totals)
        for name in DISPUTES
    }
    shown |= {("kind", name, n): getattr(one, name) for n, one in enumerate(page.kinds) for name in KINDS}
    derived: dict[Name, int] = {}
    relations: list[Relation[Name]] = []
    for of, name, n in list(shown):
        for whole, part in (("found", "cases"), ("cases", "solved")):
            if name == part and shown[of, whole, n] >= shown[of, part, n]:
                derived[of, f"not {part}", n] = shown[of, whole, n] - shown[of, part, n]
                relations.append({(of, whole, n): 1, (of, part, n): -1, (of, f"not {part}", n): -1})
    for name in DISPUTES:
        for (of, n), inside in _inside(page).items():
            relations.append({**{(lower, name, at): 1 for lower, at in inside}, (of, name, n): -1})
    for name in KINDS:
        relations.append({**{("kind", name, n): 1 for n in range(len(page.kinds))}, ("whole", name, 0): -1})
    known = kinds_told(page, least)
    kinds = known or ((None,) * len(KINDS),) * len(page.kinds)
    already = [
        ("kind", name, n)
        for n, told in enumerate(kinds)
        for name, number in zip(KINDS, told, strict=True)
        if number is None
    ]
    hidden = withheld(shown, relations, least, derived=derived, already=already).union(already)

    def numbers(of: str, names: tuple[str, ...], many: int) -> tuple[Numbers, ...]:
        return tuple(
            tuple(None if (of, name, n) in hidden else shown[of, name, n] for name in names)
            for n in range(many)
        )

    return Told(
        numbers("whole", DISPUTES, 1)[0],
        numbers("part", DISPUTES, len(page.parts)),
        numbers("village", DISPUTES, len(page.villages)),
        None if known is None else numbers("kind", KINDS, len(page.kinds)),
        least,
    )


def kinds_told(page: CampaignPage, least: int) -> tuple[Numbers, ...] | None:
    """The kinds beside totals that everybody reads who sees the page; None where nothing can be kept back of them.

    Without how many became cases where only that would tell.
    """
    for names in (KINDS, KINDS[:1]):
        shown = {(name, n): getattr(one, name) for n, one in enumerate(page.kinds) for name in names}
        derived: dict[tuple[str, int], int] = {}
        relations: list[Relation[tuple[str, int]]] = [
            {(name, n): 1 for n in range(len(page.kinds))} for name in names
        ]
        if names is KINDS:
            derived = {("not cases", n): one.found - one.cases for n, one in enumerate(page.kinds)}
            relations += [{("found", n): 1, ("cases", n): -1, ("not cases", n): -1} for _, n in derived]
        hidden = kept_back(shown, relations, least, derived=derived)
        if hidden is not None:
            return tuple(
                tuple(shown.get((name, n)) if (name, n) not in hidden else None for name in KINDS)
                for n in range(len(page.kinds))
            )
    return None


def _inside(page: CampaignPage) -> dict[tuple[str, int], list[tuple[str, int]]]:
    """What adds up to the whole, and the villages that add up to each part."""
    villages = [("village", n) for n in range(len(page.villages))]
    if not page.parts:
        return {("whole", 0): villages}
    found: dict[tuple[str, int], list[tuple[str, int]]] = {
        ("whole", 0): [("part", n) for n in range(len(page.parts))]
    }
    own = next((n for n, one in enumerate(page.parts) if one.code == page.region_code), None)
    for n, village in enumerate(page.villages):
        part = next(
            (
                at
                for at, one in enumerate(page.parts)
                if at != own and is_within(village.region_code, one.code)
            ),
            own,
        )
        if part is not None:
            found.setdefault(("part", part), []).append(("village", n))
    return found


def campaign_report(
    page: CampaignPage, told: Told, *, organisation: str, made_by: str, made_on: date
) -> FiguresReport:
    """For people who see no case, in Chinese as every paper."""
    one = page.campaign
    return FiguresReport(
        organisation=organisation,
        area=page.name,
        title=f"{page.name}矛盾纠纷排查情况报告",
        sentences=tuple(_sentences(page, told, made_on)),
        tables=(_parts(page, told), _kinds(page, told), _villages(page, told), _silent(page, one.last_on)),
        note=f"少于{told.least}件的、能由此推算出来的不写数字。{made_by}（{organisation}）{made_on:%Y-%m-%d}生成，仅供工作使用。",
        made_by=made_by,
        made_on=made_on,
    )


def _sentences(page: CampaignPage, told: Told, made_on: date) -> list[str]:
    one, totals = page.campaign, page.totals
    found, prevented, cases, solved = ("（不写）" if n is None else f"{n}件" for n in told.whole)
    kinds = "、".join(one.kinds) or "全部纠纷"
    standing = "已经撤销" if one.withdrawn else "已经截止" if one.last_on < made_on else "还没有截止"
    return [
        f"{one.ordered_by}下达“{one.title}”，{printed_date(one.first_on)}至{printed_date(one.last_on)}排查{kinds}，{standing}。",
        f"应报{totals.asked}个嘎查村（社区），已报{totals.reported}个，其中零报告{totals.zero}个，没有报告{totals.missing}个。",
        f"发现纠纷{found}，预防纠纷{prevented}；发现的已经成为案件{cases}，已经化解{solved}。",
        *([str(NO_KINDS)] if page.kinds and told.kinds is None else []),
    ]


def _parts(page: CampaignPage, told: Told) -> ReportTable:
    rows = tuple(
        (
            one.name,
            *(str(n) for n in (t.asked, t.reported, t.zero, t.missing)),
            *(_cell(n) for n in disputes),
        )
        for (one, t), disputes in zip(((one, one.totals) for one in page.parts), told.parts, strict=True)
    )
    heads = ("地区", "应报", "已报", "零报告", "未报", "发现", "预防", "已成案件", "已化解")
    return ReportTable("各地报告情况", "前四栏是嘎查村（社区）的个数，后四栏是纠纷的件数", heads, rows)


def _kinds(page: CampaignPage, told: Told) -> ReportTable:
    kinds = zip(page.kinds, told.kinds, strict=True) if told.kinds is not None else ()
    rows = tuple((one.kind, *(_cell(n) for n in numbers)) for one, numbers in kinds)
    return ReportTable("发现的纠纷，按类型", "各嘎查村报告的，件数", ("纠纷类型", "发现", "已成案件"), rows)


def _villages(page: CampaignPage, told: Told) -> ReportTable:
    """Of a township only: a wider area has too many."""
    lines = () if page.parts else page.villages
    rows = tuple(
        (_named(one), _reported(one), *(_cell(n) for n in disputes), str(one.reminded))
        for one, disputes in zip(lines, told.villages if lines else (), strict=True)
    )
    heads = ("组织", "报告", "发现", "预防", "已成案件", "已化解", "催报")
    return ReportTable("各嘎查村（社区）", "", heads, rows)


def _named(one: VillageLine) -> str:
    return f"{one.name}（已停用）" if one.stopped else one.name


def _reported(one: VillageLine) -> str:
    if one.reported_at is None:
        return "没有报告"
    at = one.reported_at.astimezone(SHANGHAI)
    said = f"{at.month}月{at.day}日" + ("（逾期）" if one.late else "")
    return f"{said}零报告" if one.totals.zero else said


def _silent(page: CampaignPage, last_on: date) -> ReportTable:
    """Who has not reported, where the villages are not listed anyway."""
    lines = [one for one in page.villages if one.totals.missing] if page.parts else []
    rows = tuple((one.place, _named(one), str(one.reminded)) for one in lines)
    return ReportTable("没有报告的", f"截至{printed_date(last_on)}应报的", ("地区", "组织", "催报次数"), rows)


def _cell(value: int | None) -> str:
    return "不写" if value is None else str(value)
