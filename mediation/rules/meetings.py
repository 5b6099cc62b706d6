"""议事协商: when a meeting is told, who must be there, and how many must agree (村民委员会组织法 21, 22, 26)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import MeetingForum

PUBLIC_AFFAIRS = frozenset({"village_affairs"})
"""The kinds of dispute that are everybody's business (村民委员会组织法 24); of any other the parties must agree."""


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
"""A forum that stands not here resolves nothing: 村民说事 and the like are talks."""
NOTICE = say("召集村民会议，应当提前十天通知村民（村民委员会组织法第二十一条）：最早 {day} 开会")


def why_no_resolution(forum: MeetingForum, attended: int, in_favour: int, entitled: int) -> Message | None:
    """Why what was held there is no resolution; None when it is one."""
    rule = RULES.get(forum)
    if rule is None:
        return say("{forum}不作决议，只记录议事情况", forum=forum)
    if rule.quorate(attended, entitled) and in_favour * 2 > attended:
        return None
    return rule.law
