"""Each state: what it means, which clock runs in it, and the steps and papers that are open from there."""

from __future__ import annotations

from collections.abc import Iterator

from mediation.rules.definition_page.papers import issued_in
from mediation.rules.definition_page.parts import (
    Chapter,
    Line,
    Reading,
    Section,
    Text,
    clock_text,
    lines,
    named,
    one,
    several,
    state_anchor,
)
from mediation.rules.grammar import State
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import Seat


def states(read: Reading) -> Chapter:
    return Chapter(
        "states",
        say("状态"),
        say("这件事可以停在哪里；从每个状态可以办哪些步骤。"),
        tuple(_state(read, state) for state in read.definition.states),
    )


def _state(read: Reading, state: State) -> Section:
    return Section(
        state_anchor(state.name),
        named(state),
        state.name,
        lines(
            several(say("所在阶段"), (Text(named(tier)) for tier in (state.tier,) if tier)),
            several(say("结果"), (Text(named(outcome)) for outcome in (state.outcome,) if outcome)),
            several(say("期限"), (clock_text(clock) for clock in (state.clock,) if clock)),
            several(say("法院送来的，期限是"), (clock_text(clock) for clock in (state.from_court,) if clock)),
            one(
                say("没有办结的期限"),
                Message("") if state.fulfils else say("走到这里就结束，不算办结，也不算逾期"),
            ),
            *_steps(read, state),
            several(say("可以另外签发的文书"), issued_in(read.definition, state)),
        ),
        tuple(_marks(read, state)),
    )


def _steps(read: Reading, state: State) -> Iterator[Line]:
    """The road first, as on the page of a case; then what only some cases need, and what ends the matter."""
    matter = read.definition.matter
    here = [step for step in read.definition.steps if state in step.source]
    people = [step for step in here if step.seat is not Seat.SYSTEM]
    for label, steps in (
        (say("可以办"), (s for s in people if not s.aside and not s.danger)),
        (say("需要时可以办"), (s for s in people if s.aside and not s.danger)),
        (say("可以办，须慎重"), (s for s in people if s.danger)),
        (say("系统会办"), (s for s in here if s.seat is Seat.SYSTEM)),
    ):
        yield several(label, (read.step(step, matter) for step in steps))


def _marks(read: Reading, state: State) -> Iterator[Message]:
    if state is read.definition.initial:
        yield say("从这里开始")
    yield say("未结") if state.open else say("已结")
