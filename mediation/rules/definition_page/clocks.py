"""Each clock of a definition: how long, what its end means, and what begins it."""

from __future__ import annotations

from collections.abc import Iterator

from mediation.rules.definition_page.parts import (
    Chapter,
    Reading,
    Section,
    Text,
    clock_anchor,
    lines,
    named,
    one,
    several,
    state_text,
)
from mediation.rules.grammar import Clock, Definition
from mediation.rules.messages import Message, say
from mediation.rules.terms import WorkingDays, length_in_words


def clocks(read: Reading) -> Chapter:
    return Chapter(
        "clocks",
        say("期限"),
        say("开始的那一天不计入（民法典第二百零一条），从下一天算起。"),
        tuple(_clock(read, clock) for clock in clocks_of(read.definition)),
    )


def clocks_of(definition: Definition) -> tuple[Clock, ...]:
    """All that its states and steps speak of, in that order."""
    found = [clock for state in definition.states for clock in state.clocks]
    for step in definition.steps:
        found += [*step.starts, *step.stops, *step.drops, *step.pauses, *step.resumes, *step.at_end_of]
    return tuple({clock.name: clock for clock in found}.values())


def _clock(read: Reading, clock: Clock) -> Section:
    definition = read.definition
    return Section(
        clock_anchor(clock.name),
        named(clock),
        clock.name,
        lines(
            one(say("长度"), _length(clock)),
            one(say("能不能改"), _whose(clock)),
            one(say("最后一天是休息日的"), _rolling(clock)),
            one(say("提前提醒"), _warned(clock)),
            several(
                say("停在这些状态时计算"), (state_text(s) for s in definition.states if clock in s.clocks)
            ),
            several(
                say("由这些步骤开始"),
                (read.step(s, definition.matter) for s in definition.steps if clock in s.starts),
            ),
            several(say("期满以后"), _end(read, clock), listed=True),
            one(say("依据"), clock.law, law=True),
        ),
    )


def _length(clock: Clock) -> Message:
    if clock.by_court:
        return say("到人民法院指定的那一天")
    return length_in_words(clock.term) if clock.term else say("到当事人约定的那一天")


def _whose(clock: Clock) -> Message:
    if clock.by_court:
        return say("由人民法院每次指定，不是法律规定的日数")
    if clock.setting:
        return say("由实践决定，管理员在“期限规则”里可以调整")
    return say("约定的，各方可以另行约定") if clock.term is None else say("法律规定，不能改")


def _rolling(clock: Clock) -> Message:
    if isinstance(clock.term, WorkingDays):
        return Message("")
    if clock.rolls:
        return say("顺延到下一个工作日（民法典第二百零三条）")
    return say("不顺延")


def _warned(clock: Clock) -> Message:
    before = tuple(str(n) for n in sorted(clock.warns, reverse=True) if n)
    if not before:
        return say("最后一天当天提醒") if clock.warns else Message("")
    if 0 in clock.warns:
        return say("最后一天以前 {n} 天和当天，各提醒一次", n=before)
    return say("最后一天以前 {n} 天，各提醒一次", n=before)


def _end(read: Reading, clock: Clock) -> Iterator[Text]:
    if clock.lapses:
        yield Text(say("权利随之消灭，不再能行使；没有人因此逾期"))
    if clock.over:
        yield Text(Message(clock.over))
    for step in read.definition.steps:
        if clock in step.at_end_of:
            yield read.step(step, read.definition.matter)
