"""The backlog's words: levels, age bands, what narrows it down, which number is which, and how each is defined."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import OrganisationKind, Outcome, SpecialCare, Term


class Counted(Term):
    """What tells figures apart: keys of counts by the ten thousand, hence the quick hash."""

    __hash__ = str.__hash__


class Holder(Counted):
    """The level of who answers for a case; a court is a level of its own."""

    VILLAGE = "village", "嘎查村"
    TOWNSHIP = "township", "苏木乡镇"
    COUNTY = "county", "旗县"
    CITY = "city", "市"
    PROVINCE = "province", "自治区"
    COURT = "court", "法院"


class AgeBand(Counted):
    """How many days a case is old, from its registration on."""

    WEEK = "7", "7 日以内"
    FORTNIGHT = "15", "8—15 日"
    MONTH = "30", "16—30 日"
    LONGER = "over", "超过 30 日"


OLDEST: Mapping[AgeBand, int | None] = {
    AgeBand.WEEK: 7,
    AgeBand.FORTNIGHT: 15,
    AgeBand.MONTH: 30,
    AgeBand.LONGER: None,
}
"""The greatest age of each band in days."""


def registered_between(band: AgeBand, today: date) -> tuple[date | None, date | None]:
    """The first and the last day on which a case of that age was registered; None where the band has no end."""
    bands = list(AgeBand)
    newer = bands.index(band) - 1
    oldest = OLDEST[band]
    first = None if oldest is None else today - timedelta(days=oldest)
    youngest = OLDEST[bands[newer]] if newer >= 0 else None
    return first, None if youngest is None else today - timedelta(days=youngest + 1)


class Mark(Term):
    """What makes a case special enough to look for it."""

    DANGER = "danger", "激化风险"
    COMPLEX = "complex", "疑难复杂"
    LABOUR = "labour", "劳动关系"
    LAND_TITLE = "land_title", "土地权属"
    ELDERLY = "elderly", "老年人"
    MINOR = "minor", "未成年人"
    DISABLED = "disabled", "残疾人"
    PREGNANT = "pregnant", "孕产妇"
    MIGRANT_WORKER = "migrant_worker", "农民工"
    VIOLENCE_RISK = "violence_risk", "可能遭受暴力"


CARE: Mapping[Mark, SpecialCare] = {Mark.of(care.value): care for care in SpecialCare}
"""Marks of a party rather than of the case."""


class Went(Counted):
    """How a stay of a case with an organisation ended."""

    AGREED = "agreed", "和解或者达成协议"
    UP = "up", "提级到上一级"
    ACROSS = "across", "移送同级"
    DOWN = "down", "下派"
    COURT = "court", "转诉讼、仲裁、政府处理"
    OTHERWISE = "otherwise", "其他方式结案"


class End(Counted):
    """How a dispute came to its end, tier by tier: 和解第一、非诉第二、诉讼兜底."""

    SETTLED = "settled", "和解成功"
    MEDIATED = "mediated", "调解达成协议"
    ELSEWHERE = "elsewhere", "转仲裁、政府处理"
    LITIGATION = "litigation", "转诉讼"
    OTHERWISE = "otherwise", "其他方式结案"


class Road(Counted):
    """Which of the tiers before litigation a dispute went through."""

    SETTLEMENT = "settlement", "只经过和解"
    BOTH = "both", "先和解，再调解"
    MEDIATION = "mediation", "直接调解"
    NEITHER = "neither", "没有和解，也没有受理调解"


SETTLING, IN_MEDIATION = ("settling",), ("accepted", "mediating")
"""The states of a dispute in which it is settled, and in which an organisation has accepted it for mediation."""


def road_through(states: Collection[str]) -> Road:
    """The road of a dispute that was in these states."""
    settled = not set(SETTLING).isdisjoint(states)
    if not set(IN_MEDIATION).isdisjoint(states):
        return Road.BOTH if settled else Road.MEDIATION
    return Road.SETTLEMENT if settled else Road.NEITHER


RANKS = (Holder.VILLAGE, Holder.TOWNSHIP, Holder.COUNTY, Holder.CITY, Holder.PROVINCE)
AGREED = (Outcome.SETTLED, Outcome.AGREED_WRITTEN, Outcome.AGREED_PARTLY, Outcome.AGREED_ORALLY)
TO_COURT = (Outcome.TO_COURT, Outcome.TO_ARBITRATION, Outcome.TO_GOVERNMENT)


ENDS: Mapping[Outcome, End] = {
    Outcome.SETTLED: End.SETTLED,
    Outcome.AGREED_WRITTEN: End.MEDIATED,
    Outcome.AGREED_PARTLY: End.MEDIATED,
    Outcome.AGREED_ORALLY: End.MEDIATED,
    Outcome.TO_ARBITRATION: End.ELSEWHERE,
    Outcome.TO_GOVERNMENT: End.ELSEWHERE,
    Outcome.TO_COURT: End.LITIGATION,
}
"""Every other outcome is another end."""
WENT_BY: Mapping[End, Went] = {
    End.SETTLED: Went.AGREED,
    End.MEDIATED: Went.AGREED,
    End.ELSEWHERE: Went.COURT,
    End.LITIGATION: Went.COURT,
    End.OTHERWISE: Went.OTHERWISE,
}


def end_by(outcome: Outcome | None) -> End:
    """The end that an outcome is; of a dispute that goes on that which every other outcome is."""
    return End.OTHERWISE if outcome is None else ENDS.get(outcome, End.OTHERWISE)


def moved(before: Holder, after: Holder) -> Went:
    """What it is called when a case goes from a level to another."""
    if after is before:
        return Went.ACROSS
    if after is Holder.COURT:
        return Went.COURT
    if before is Holder.COURT or RANKS.index(after) < RANKS.index(before):
        return Went.DOWN
    return Went.UP


def ended(outcome: Outcome | None) -> Went:
    """What it is called how a case was concluded."""
    return WENT_BY[end_by(outcome)]


class Figure(Term):
    """The numbers of the page; each leads to exactly its cases."""

    OPEN = "open", "未结案件"
    DANGER = "danger", "有激化风险的案件"
    ENTERED = "entered", "这段时间登记的案件"
    ENDED = "ended", "这段时间结案的案件"
    STANDING = "standing", "那天未结的案件"
    WAITING = "waiting", "移交等待签收的案件"
    RETURNED = "returned", "移交被退回的案件"
    AT_COURT = "at_court", "法院办理的案件"
    CONFIRMING = "confirming", "等待司法确认的案件"
    BROKEN = "broken", "有约定没有履行的案件"
    LED = "led", "调解员手上的案件"
    WENT = "went", "这段时间离开这一级的案件"
    MOVED = "moved", "这段时间移交出去的案件"
    YELLOW = "yellow", "黄牌案件"
    RED = "red", "红牌案件"


DEFINED: Mapping[Figure, Message] = {
    Figure.OPEN: say("现在没有结案的纠纷，包括等待签收的；按现在的承办组织，每件只算一次"),
    Figure.DANGER: say("报告过激化风险、还没有解除的，不论结案没有"),
    Figure.ENTERED: say("登记日期在这段时间里的；按现在的承办组织"),
    Figure.ENDED: say("结案日期在这段时间里的：协议生效、和解、终止、撤回、转其他途径都算"),
    Figure.STANDING: say("那天以前登记、到那天结束还没有结案的；按现在的承办组织"),
    Figure.WAITING: say("已经移交、接收组织还没有签收的；签收以前算移出组织的"),
    Figure.RETURNED: say("这段时间里移交被接收组织退回过的；按现在的承办组织"),
    Figure.AT_COURT: say("法院承办的未结案件，和已经提交法院、还没有结果的司法确认"),
    Figure.CONFIRMING: say("已经提交法院、还没有结果的司法确认；纠纷已经结案，不在未结里"),
    Figure.BROKEN: say("协议约定的事项到期没有履行、还没有了结的"),
    Figure.LED: say("现在由这位调解员调解的未结案件"),
    Figure.WENT: say(
        "这段时间里离开这一级承办组织的：结案、提级、移送、下派；一件案件离开几次，每种去向算一次"
    ),
    Figure.MOVED: say("这段时间里从承办组织移交出去、由接收组织签收了的；移交几次的算一次"),
    Figure.YELLOW: say("有期限快要届满、已经提醒过的未结案件"),
    Figure.RED: say("有期限已经届满、还没有办的未结案件；只是可以行使权利的期间不算"),
}
"""What each number counts and by which day."""


class Rung(Term):
    """The line up which a missed end is told while nobody reacts."""

    HEAD = "head", "本组织负责人"
    TOWNSHIP = "township", "苏木乡镇"
    COUNTY = "county", "旗县"
    CITY = "city", "市"


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What a page is narrowed down to, and the period of what moved."""

    since: date
    until: date
    category: str = ""
    source: str = ""
    kind: OrganisationKind | None = None
    mark: Mark | None = None
    organisation: str = ""
    """An id in hexadecimal: who answers for the case, or did in the stay that is counted."""

    @property
    def narrows(self) -> bool:
        """Whether anything beside the period was chosen."""
        return bool(self.category or self.source or self.kind or self.mark or self.organisation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One number: which figure, and of which part of it."""

    figure: Figure
    own: bool = False
    """Only organisations of the area itself, not of a part of it."""
    level: Holder | None = None
    state: str = ""
    band: AgeBand | None = None
    overdue: bool | None = None
    went: Went | None = None
    onward: Holder | None = None
    """The level that the case went to."""
    road: Road | None = None
    end: End | None = None
    since: date | None = None
    until: date | None = None
    clock: str = ""
    person_id: UUID | None = None


def week_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def median_and_ninth(days: Mapping[int, int]) -> tuple[int, int] | None:
    """The median and the 90th percentile by nearest rank, of how many took how many days; None of nothing."""
    total = sum(days.values())
    if not total:
        return None
    return _ranked(days, (total + 1) // 2), _ranked(days, -(-total * 9 // 10))


def _ranked(days: Mapping[int, int], rank: int) -> int:
    seen = 0
    for length in sorted(days):
        seen += days[length]
        if seen >= rank:
            break
    return length
