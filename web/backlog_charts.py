"""What the charts of the backlog show, as plain numbers and words: the same that the tables beside them say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flask_babel import gettext as _

from mediation.readmodels.backlog import BacklogPage
from mediation.readmodels.backlog_organisations import Compared
from mediation.readmodels.backlog_tables import weeks_of
from mediation.readmodels.backlog_told import Told
from mediation.rules.backlog import AgeBand, Holder, Road
from web.wording import titled

Chart = dict[str, Any]
MOST_PARTS = 40


def charts_of(page: BacklogPage) -> dict[str, Chart]:
    """Those that have something to show."""
    charts = {"ageing": _ageing(page), "compared": _compared(page)}
    if not page.partial:
        charts |= {"trend": _trend(page), "flow": _flow(page)}
    return {name: chart for name, chart in charts.items() if chart}


@dataclass(frozen=True, slots=True)
class Tile:
    """A part of the area on the grid."""

    code: str
    name: str
    open: int
    overdue: int
    shade: int
    row: int = 0
    column: int = 0


PLACES = {
    "150581": (1, 1),
    "150526": (1, 2),
    "150521": (1, 3),
    "150523": (2, 1),
    "150502": (2, 2),
    "150571": (2, 3),
    "150525": (3, 1),
    "150524": (3, 2),
    "150522": (3, 3),
}
"""Row and column of each county of the city, roughly as on a map; other areas follow the order of their codes."""
SHADES, FEW = 5, 12


def tiles_of(page: BacklogPage) -> list[Tile]:
    """The parts that are areas of their own, shaded by what is open there."""
    parts = [part for part in page.parts if not part.own and (part.counts or len(page.parts) <= FEW)]
    most = max((part.standing.open for part in parts), default=0)
    return [
        Tile(
            part.region_code,
            part.name,
            part.standing.open,
            part.standing.overdue,
            -(-part.standing.open * SHADES // most) if most else 0,
            *PLACES.get(part.region_code[:6] if part.region_code.endswith("000000") else "", (0, 0)),
        )
        for part in parts
    ]


def _ageing(page: BacklogPage) -> Chart:
    if not page.total.open:
        return {}
    in_time = [page.total.bands[band] - page.total.late_bands[band] for band in AgeBand]
    return {
        "kind": "bars",
        "title": _("未结案件的案龄"),
        "names": [titled(band) for band in AgeBand],
        "series": [
            {"name": _("期限以内"), "data": in_time},
            {"name": _("逾期"), "data": [page.total.late_bands[band] for band in AgeBand]},
        ],
    }


def _trend(page: BacklogPage) -> Chart:
    weeks = weeks_of(page)
    return {
        "kind": "trend",
        "title": _("每周登记、结案和周末未结"),
        "names": [f"{first.month}-{first.day}" for first, *_rest in weeks],
        "series": [
            {"name": _("新登记"), "data": [row[2] for row in weeks]},
            {"name": _("结案"), "data": [row[3] for row in weeks]},
            {"name": _("周末未结"), "data": [row[4] for row in weeks]},
        ],
    }


def _flow(page: BacklogPage) -> Chart:
    """和解第一、非诉第二、诉讼兜底: from tier to tier on a level, from level to level, and to how cases ended."""
    links: Counter[tuple[str, str]] = Counter()
    ranks = list(Holder)
    for (level, road, end), n in page.moved.concluded.items():
        stops = [_stop(level, tier) for tier in TIERS[road]]
        for one, other in pairwise((*stops, titled(end))):
            links[(one, other)] += n
    for (before, after), n in page.moved.paths.items():
        if ranks.index(after) > ranks.index(before):
            links[(_stop(before, Road.MEDIATION), _stop(after, Road.MEDIATION))] += n
    if not links:
        return {}
    names = list(dict.fromkeys(name for link in links for name in link))
    return {
        "kind": "flow",
        "title": _("和解、非诉、诉讼：这段时间的案件经过哪一级、哪一层，怎样结束"),
        "nodes": names,
        "links": [{"source": a, "target": b, "value": n} for (a, b), n in links.items() if n],
    }


TIERS: Mapping[Road, tuple[Road, ...]] = {
    Road.SETTLEMENT: (Road.SETTLEMENT,),
    Road.BOTH: (Road.SETTLEMENT, Road.MEDIATION),
    Road.MEDIATION: (Road.MEDIATION,),
    Road.NEITHER: (Road.NEITHER,),
}
"""The tiers that each road leads through."""


def _stop(level: Holder, tier: Road) -> str:
    named = {Road.SETTLEMENT: _("和解"), Road.MEDIATION: _("调解"), Road.NEITHER: _("没有受理")}
    return f"{titled(level)} · {named[tier]}"


def _compared(page: BacklogPage) -> Chart:
    parts = sorted((part for part in page.parts if part.standing.open), key=lambda part: -part.standing.open)[
        :MOST_PARTS
    ]
    if len(parts) < 2:
        return {}
    return {
        "kind": "compared",
        "title": _("各地未结案件"),
        "names": [_("%(area)s本级", area=part.name) if part.own else part.name for part in parts],
        "series": [
            {"name": _("期限以内"), "data": [part.standing.open - part.standing.overdue for part in parts]},
            {"name": _("逾期"), "data": [part.standing.overdue for part in parts]},
        ],
    }


def organisations_chart(lines: Sequence[Compared], area: str) -> Chart:
    """What each organisation of the page has open; their names without that of the area, which all begin with."""
    if len(lines) < 2 or not any(one.open for one in lines):
        return {}
    return {
        "kind": "compared",
        "title": _("各组织未结案件"),
        "names": [one.name.removeprefix(area) or one.name for one in lines],
        "series": [
            {"name": _("期限以内"), "data": [one.open - one.overdue for one in lines]},
            {"name": _("逾期"), "data": [one.overdue for one in lines]},
        ],
    }


def screen_charts(page: BacklogPage, told: Told) -> dict[str, Chart]:
    """The trend and the ages, without what is not told; of one of which nothing is told only its title."""
    charts = {
        name: chart
        for name, chart in (("ageing", _ageing(page)), ("trend", _trend(page)))
        if chart and _draws(chart)
    }
    whole = [told.get("open", band) if told.get("in time", band) is None else None for band in AgeBand]
    if "ageing" in charts and any(n is not None for n in whole):
        charts["ageing"]["series"].append({"name": _("不分期限"), "data": whole})
    weeks = [week[0] for week in weeks_of(page)]
    shown = {
        "ageing": [*([told.get(name, band) for band in AgeBand] for name in ("in time", "late")), whole],
        "trend": [[told.get(name, week) for week in weeks] for name in ("entered", "ended", "standing")],
    }
    for name, chart in charts.items():
        for series, data in zip(chart["series"], shown[name], strict=False):
            series["data"] = data
    return {name: chart if _draws(chart) else {"title": chart["title"]} for name, chart in charts.items()}


def _draws(chart: Chart) -> bool:
    return any(n for series in chart["series"] for n in series["data"])
