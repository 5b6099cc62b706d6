"""The papers that no step issues: when somebody may issue them, in which states, from which desk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mediation.rules.definition_page.parts import (
    Chapter,
    Reading,
    Section,
    Text,
    lines,
    one,
    paper_anchor,
    several,
    state_text,
)
from mediation.rules.grammar import Definition, State
from mediation.rules.messages import Message, say
from mediation.rules.papers import PAPERS
from mediation.rules.papers.issuing import ISSUABLE, Desk, Issuable, matters_of, states_of

DESKS = {
    Desk.COMMITTEE: say("承办的调解组织"),
    Desk.CENTRE: say("承办的综治中心"),
    Desk.COURT_DESK: say("承办的法院"),
    Desk.COURT: say("送出案件或者受理申请的法院"),
}


def papers(read: Reading) -> Chapter:
    return Chapter(
        "papers",
        say("可以另外签发的文书"),
        say("不随哪一步自动生成，需要的时候在案件的「文书」里签发。"),
        tuple(_paper(read, kind) for kind in ISSUABLE if read.definition.matter in matters_of(kind)),
    )


def _paper(read: Reading, issuable: Issuable) -> Section:
    kind = PAPERS[issuable.kind]
    return Section(
        paper_anchor(issuable.kind),
        Message(kind.title),
        issuable.kind,
        lines(
            one(say("什么时候"), issuable.when),
            several(say("在哪些状态"), map(state_text, _states(read.definition, issuable))),
            several(say("办过这一步以后"), _after(read, issuable)),
            several(say("由谁签发"), (Text(DESKS[desk]) for desk in Desk if desk in issuable.desks)),
            several(say("由谁签名、盖章"), (Text(Message(signer)) for signer in kind.signers)),
            one(say("依据"), kind.law, law=True),
        ),
    )


def _states(definition: Definition, issuable: Issuable) -> Iterable[State]:
    """In which states only; nothing where it depends on something else."""
    names = states_of(issuable, definition.matter)
    return [state for state in definition.states if state.name in names]


def _after(read: Reading, issuable: Issuable) -> Iterator[Text]:
    """The steps whose event it is about."""
    definition = read.definition
    for step in definition.steps:
        if f"{definition.matter.value}:{step.name}" in issuable.of:
            yield read.step(step, definition.matter)


def issued_in(definition: Definition, state: State) -> Iterator[Text]:
    """The papers that depend on the state alone."""
    for issuable in ISSUABLE:
        if definition.matter in matters_of(issuable) and state in _states(definition, issuable):
            yield Text(Message(PAPERS[issuable.kind].title), paper_anchor(issuable.kind))
