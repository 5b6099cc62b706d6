"""Early warning: the kinds, whom each is for, how long it may wait, and the sentence by which it explains itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from mediation.rules.danger_words import Threat
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import Level, Term


class WarningKind(Term):
    """What is looked for beside the clocks."""

    WORDS = "words", "暴力、自伤的苗头"
    RISING = "rising", "同类纠纷增多"
    SAME_PARTIES = "same_parties", "双方再次发生纠纷"
    MANY_CLAIMANTS = "many_claimants", "多人针对同一方"
    SEASON = "season", "时节提醒"


class WarningState(Term):
    """How far a warning has come: raised, answered, and then judged by what came of it."""

    RAISED = "raised", "等待答复"
    ANSWERED = "answered", "已答复，等待评判"
    RIGHT = "right", "属实"
    WRONG = "wrong", "误报"


class WarningAct(Term):
    """What was done with a warning."""

    RAISED = "raised", "发出预警"
    GREW = "grew", "又有新的案件"
    TOLD = "told", "没有人答复，报告上级"
    ANSWERED = "answered", "答复"
    JUDGED = "judged", "评判"


JUDGED = (WarningState.RIGHT, WarningState.WRONG)
ADDRESSED = (WarningAct.RAISED, WarningAct.GREW, WarningAct.TOLD)
"""The acts that bring a warning to an organisation."""
ANSWER_DAYS: Mapping[WarningKind, tuple[str, int]] = {
    WarningKind.WORDS: ("warning_words_days", 1),
    WarningKind.RISING: ("warning_rising_days", 7),
    WarningKind.SAME_PARTIES: ("warning_same_parties_days", 7),
    WarningKind.MANY_CLAIMANTS: ("warning_many_claimants_days", 3),
    WarningKind.SEASON: ("warning_season_days", 10),
}
"""Within how many days somebody is to say what was done: the setting and its usual number."""
TOLD_AFTER = ("warning_told_days", 3)
"""So many days without an answer after the last one, it is told to the next level up; and again."""
SAME_CASES, SAME_MONTHS = ("warning_same_parties_cases", 2), ("warning_same_parties_months", 24)
CLAIMANTS, CLAIMANT_MONTHS = ("warning_claimants", 5), ("warning_claimants_months", 6)
RISING_LEAST, RISING_LEAST_IN_VILLAGE = ("warning_rising_cases", 3), ("warning_rising_village_cases", 4)
RISING_PERCENT = ("warning_rising_percent", 5)
"""The share of false ones, in percent, that may be expected among the rises of a county that are told."""
QUIET_DAYS = 56
"""So long the same place and kind is not told again."""
MOST_CASES = 500
"""Cases that a warning leads to."""
NEXT_UP: Mapping[Level, tuple[Level, ...]] = {
    Level.VILLAGE: (Level.TOWNSHIP, Level.COUNTY, Level.CITY),
    Level.TOWNSHIP: (Level.COUNTY, Level.CITY),
    Level.COUNTY: (Level.CITY,),
    Level.CITY: (),
    Level.PROVINCE: (),
}

MEANT: Mapping[WarningKind, Message] = {
    WarningKind.WORDS: say(
        "登记的简要情况和请求里有暴力、自伤的词（词表由管理员维护，“没有打人”这样否定的不算），"
        "或者当事人标着“可能遭受暴力”，又没有报告激化风险的；人民调解法第二十五条要求及时报告"
    ),
    WarningKind.RISING: say(
        "每周一，各旗县、苏木乡镇、嘎查村的每一类纠纷，最近四周和自己过去两年的每四周比："
        "按精确条件检验（成批出现的按贝塔二项分布）算出没有变化时出现这么多的可能，扣除时节的影响，"
        "再用 Benjamini–Hochberg 程序控制误报；过去不满 48 周的不比"
    ),
    WarningKind.SAME_PARTIES: say(
        "证件号码、统一社会信用代码相同（没有的，姓名和电话都相同）的双方又有一件纠纷；并案、分案不算"
    ),
    WarningKind.MANY_CLAIMANTS: say("几个月里有多名不同的申请人针对同一个被申请人"),
    WarningKind.SEASON: say("春节、春耕、秋收以前，相关的纠纷还没有结案的"),
}


def explained(kind: WarningKind, content: Mapping[str, Any]) -> Message:
    """What was found, with its numbers; nobody is named."""
    return EXPLAINED[kind](content)


def _words(content: Mapping[str, Any]) -> Message:
    parts = [
        say("{threat}：{words}", threat=say(threat.title_text), words=tuple(content["words"][threat.value]))
        for threat in Threat
        if content["words"].get(threat.value)
    ]
    if content.get("mark"):
        parts.append(say("当事人标着“可能遭受暴力”"))
    what = parts[0]
    for more in parts[1:]:
        what = say("{what}；{more}", what=what, more=more)
    return say("{what}；案件还没有报告激化风险", what=what)


def _rising(content: Mapping[str, Any]) -> Message:
    season = content["season"]
    told = say(
        "{place}「{kind}」最近四周登记 {n} 件，过去 {blocks} 个四周平均，这时候该有 {usual} 件；"
        "如果没有变化，出现这么多的可能约为 {chance}",
        place=content["place"],
        kind=say(content["kind"]),
        n=content["now"],
        blocks=content["blocks"],
        usual=content["usual"],
        chance=content["chance"],
    )
    if season in ("0.9", "1.0", "1.1"):
        return told
    return say("{told}（已扣除时节：这时候通常是全年平均的 {season} 倍）", told=told, season=season)


def _same_parties(content: Mapping[str, Any]) -> Message:
    return say(
        "{months} 个月里同样的双方有 {n} 件纠纷，最近一件「{kind}」", **_with_kind(content, "months", "n")
    )


def _many_claimants(content: Mapping[str, Any]) -> Message:
    return say(
        "{months} 个月里 {n} 名申请人针对同一个被申请人，共 {cases} 件，最近一件「{kind}」",
        **_with_kind(content, "months", "n", "cases"),
    )


def _season(content: Mapping[str, Any]) -> Message:
    told = say(
        "{season}是 {on}：{place}还有 {n} 件相关纠纷没有结案，最早的登记于 {oldest}",
        season=say(content["season"]),
        on=date.fromisoformat(content["on"]),
        oldest=date.fromisoformat(content["oldest"]),
        place=content["place"],
        n=content["n"],
    )
    if "before" not in content:
        return told
    return say("{told}；上次提醒时是 {before} 件", told=told, before=content["before"])


def _with_kind(content: Mapping[str, Any], *names: str) -> dict[str, object]:
    return {"kind": say(content["kind"]), **{name: content[name] for name in names}}


EXPLAINED = {
    WarningKind.WORDS: _words,
    WarningKind.RISING: _rising,
    WarningKind.SAME_PARTIES: _same_parties,
    WarningKind.MANY_CLAIMANTS: _many_claimants,
    WarningKind.SEASON: _season,
}


def likelihood(chance: float) -> str:
    """A small chance as people read it."""
    if chance >= 0.001:
        return f"{chance * 100:.1f}%"
    return f"1/{_rounded(1 / chance):,}" if chance > 1e-9 else "1/1,000,000,000"


def _rounded(times: float) -> int:
    """Two digits: more would claim more than is known."""
    step = 10 ** max(0, len(str(int(times))) - 2)
    return int(times // step * step)
