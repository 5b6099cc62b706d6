"""议事协商: when a meeting is told, who must be there, and how many must agree.

村民委员会组织法 21, 22, 26; in a community 城市居民委员会组织法 on 居民会议.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mediation.rules.messages import Message, say
from mediation.rules.regions import level_of
from mediation.rules.vocabulary import Level, MeetingForum

PUBLIC_AFFAIRS = frozenset({"village_affairs"})
"""The kinds of dispute that are everybody's business (村民委员会组织法 24); of any other the parties must agree."""


RESIDENTS_PRESENT = ("residents_meeting_percent", 50)
"""More than so many of a hundred of those entitled must come to 居民会议."""
OF_A_VILLAGE = (MeetingForum.VILLAGERS, MeetingForum.HOUSEHOLDS, MeetingForum.REPRESENTATIVES)
COMMUNITIES, VILLAGES = range(1, 200), range(200, 400)
"""By the last three digits of a division's code: with a 居民委员会, with a 村民委员会; beyond are works and farms."""


@dataclass(frozen=True, slots=True)
class Rule:
    """At least `of` parts of `parts` of those entitled must come, or more than that; more than half of them agree."""

    notice_days: int
    parts: int
    of: int
    more: bool
    law: Message

    def quorate(self, attended: int, entitled: int) -> bool:
        came, needed = attended * self.parts, entitled * self.of
        return came > needed if self.more else came >= needed


RULES: Mapping[MeetingForum, Rule] = {
    MeetingForum.VILLAGERS: Rule(
        10,
        2,
        1,
        True,
        say(
            "村民会议要有本村十八周岁以上村民的过半数参加，经到会人员的过半数通过（村民委员会组织法第二十二条）"
        ),
    ),
    MeetingForum.HOUSEHOLDS: Rule(
        10,
        3,
        2,
        False,
        say(
            "村民会议要有本村三分之二以上的户的代表参加，经到会人员的过半数通过（村民委员会组织法第二十二条）"
        ),
    ),
    MeetingForum.REPRESENTATIVES: Rule(
        0,
        3,
        2,
        False,
        say(
            "村民代表会议要有三分之二以上的组成人员参加，经到会人员的过半数同意（村民委员会组织法第二十六条）"
        ),
    ),
}
"""Of villages."""
NOTICE = say("召集村民会议，应当提前十天通知村民（村民委员会组织法第二十一条）：最早 {day} 开会")


def rule_of(forum: MeetingForum, residents_percent: int = RESIDENTS_PRESENT[1]) -> Rule | None:
    """None of a forum that resolves nothing: 村民说事 and the like are talks."""
    if forum is not MeetingForum.RESIDENTS:
        return RULES.get(forum)
    law = say(
        "居民会议出席的要超过应到人数（十八周岁以上的居民、户的代表或者居民小组的代表）的{percent}%，"
        "经出席人的过半数通过（城市居民委员会组织法）",
        percent=residents_percent,
    )
    return Rule(0, 100, residents_percent, True, law)


def forums_at(*places: str) -> tuple[MeetingForum, ...]:
    """What is held in the first of these divisions that is a village or a community; everything where none is."""
    nearest = next((code for code in places if level_of(code) is Level.VILLAGE), None)
    digits = int(nearest[-3:]) if nearest else 0
    if digits in COMMUNITIES:
        return tuple(forum for forum in MeetingForum if forum not in OF_A_VILLAGE)
    if digits in VILLAGES:
        return tuple(forum for forum in MeetingForum if forum is not MeetingForum.RESIDENTS)
    return tuple(MeetingForum)


def why_no_resolution(
    forum: MeetingForum, attended: int, in_favour: int, entitled: int, residents_percent: int
) -> Message | None:
    """Why what was held there is no resolution; None when it is one."""
    rule = rule_of(forum, residents_percent)
    if rule is None:
        return say("{forum}不作决议，只记录议事情况", forum=forum)
    if rule.quorate(attended, entitled) and in_favour * 2 > attended:
        return None
    return rule.law
