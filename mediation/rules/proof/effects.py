"""What binds and what counts: agreements, rulings, titles and terms have effect only where the law gives it to them."""

from __future__ import annotations

from collections.abc import Iterator

from mediation.rules.acts import (
    AGREE_ORALLY,
    ASK_ENFORCEMENT,
    DRAW_CONFIRMATION,
    GIVE_NUMBER,
    MAKE_MEDIATION_PAPER,
    MAKE_RULING,
    MAKE_VISIT,
    PUT_IN_FORCE,
    START_ANEW,
    Act,
)
from mediation.rules.facts import CaseFacts
from mediation.rules.grammar import REASON, Clock, Definition, Registry, Step
from mediation.rules.proof.facts import asked_by, combinations, read_by
from mediation.rules.proof.graph import Finding, clocks_running, disputes, facts_without
from mediation.rules.vocabulary import MatterKind, Seat

SOMEBODY = ("某甲",)
IN_WRITING: tuple[dict[str, object], ...] = ({"labour": True}, {"medical": True})
"""What 劳调仲法 14 and 医纠条例 39 want in writing."""
NOT_IN_FORCE: tuple[dict[str, object], ...] = ({"agreement_written": False}, {"agreement_in_force_on": None})
UNREADY: tuple[tuple[str, dict[str, object]], ...] = (
    ("没有共同申请的", {"application_marks_missing": SOMEBODY}),
    ("等补充材料的", {"supplement_awaited": True}),
    ("没有准备文书的", {"ruling_prepared": False}),
    ("已经反悔的", {"gone_back_on": True}),
)
"""What a court waits for before it confirms, or makes its own paper (民诉法 205, 206; 民诉解释 354, 356)."""
UNREVIEWED: tuple[str, dict[str, object]] = ("没有逐项审查的", {"review_unanswered": SOMEBODY})
OWN_PLACE: dict[str, object] = {"court_registered": False, "court_delegated": False}
COUNTED: tuple[tuple[str, dict[str, object]], ...] = (
    ("劳动争议", {"labour": True, "medical": False}),
    ("医疗纠纷", {"labour": False, "medical": True}),
)
BY_A_COURT = ({"court_registered": True}, {"court_delegated": True})


def nobody_is_bound_but_by_what_is_signed(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """人民调解法 29, 30: a written agreement binds once all have signed; an oral one where paper is not compulsory."""
    for definition, step in _taken(registry, PUT_IN_FORCE, marks_missing=SOMEBODY):
        yield Finding("协议生效", definition, f"还缺签名、盖章的，仍然可以「{step.title}」")
    for kind in IN_WRITING:
        for definition, step in _taken(registry, AGREE_ORALLY, **kind):
            yield Finding("协议生效", definition, f"应当订立书面协议的，仍然可以「{step.title}」")


def nothing_is_confirmed_before_its_time(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """民事诉讼法 205, 206: what is in writing and in force, asked for by all, and reviewed point by point."""
    for missing in NOT_IN_FORCE:
        for definition, step in _taken(registry, DRAW_CONFIRMATION, **missing):
            yield Finding("确认有据", definition, f"不是生效的书面协议，仍然可以「{step.title}」")
    for why, facts in (*UNREADY, UNREVIEWED):
        for definition, step in _taken(registry, MAKE_RULING, **facts):
            if REASON not in step.needs:
                yield Finding("确认有据", definition, f"{why}，仍然可以「{step.title}」")
    for why, facts in UNREADY:
        for definition, step in _taken(registry, MAKE_MEDIATION_PAPER, **facts):
            yield Finding("确认有据", definition, f"{why}，仍然可以「{step.title}」")


def nothing_is_enforced_without_a_title(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """人民调解法 33, 公证法 37: an agreement alone is no title; a ruling or a notary makes one."""
    for definition, step in _taken(registry, ASK_ENFORCEMENT, confirmation_granted=False, notarised=False):
        yield Finding("执行有据", definition, f"没有司法确认、公证的，仍然可以「{step.title}」")


def an_undecided_complaint_is_registered(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """登记立案规定 8: when the seven days are over undecided, whoever insists is registered without anybody's act."""
    for definition in registry.definitions:
        if definition.matter is not MatterKind.FILING:
            continue
        lies = definition.initial
        first = [
            step
            for step in definition.steps_from(lies.name)
            if lies.clock in step.at_end_of and step.dest is not None and step.dest.open
        ]
        if facts_without(first, suit_insisted_on=True) is not None:
            yield Finding("期满先立", definition, f"「{lies.title}」期满没有决定的，没有先行立案")


def nothing_is_given_back_without_a_reason(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """在线规则 12: who does not take a case says why, and so does who decides that it goes back."""
    for definition in registry.definitions:
        for step in definition.steps if definition.matter is MatterKind.HAND_OVER else ():
            back = step.seat in (Seat.RECEIVER, Seat.DECIDER) and step.dest is not None
            if back and not _changes_hands(step) and REASON not in step.needs:
                yield Finding("退回有因", definition, f"「{step.title}」没有要求写明理由")


def every_term_is_counted(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """劳调仲法 14, 医纠条例 38, 人民调解法 31: what has a term of its own is counted by it; what binds is visited."""
    for definition in disputes(registry):
        ending = {clock for step in definition.steps for clock in step.at_end_of}
        visited = {c for step in definition.steps if step.act is MAKE_VISIT for c in step.stops}
        for step in definition.steps:
            begins = step.act in (GIVE_NUMBER, START_ANEW) and not ending.issuperset(step.starts)
            for kind, facts in COUNTED if begins else ():
                if any(not _replaces(step, one) for one in combinations((), **OWN_PLACE, **facts)):
                    yield Finding("期限照算", definition, f"「{step.title}」以后，{kind}没有按自己的期限计算")
            if step.act in (PUT_IN_FORCE, AGREE_ORALLY) and visited.isdisjoint(step.starts):
                yield Finding("期限照算", definition, f"「{step.title}」以后，没有回访的期限")


def no_hand_over_begins_a_courts_term_anew(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """特邀规定 27, 2025意见 三: the term that a court gave goes on, whoever mediates."""
    for definition in disputes(registry):
        given = _terms_of_a_court(definition)
        running = clocks_running(definition)
        for linked in registry.definitions:
            handing = [step for step in linked.steps if linked.matter is MatterKind.HAND_OVER]
            for step in handing:
                for state in definition.states:
                    if not state.open or given.isdisjoint(frozenset().union(*running[state])):
                        continue
                    driven = [one for one in step.drives if state in one.source]
                    for facts in BY_A_COURT:
                        if any(_begins(driven, one, given) for one in _all(driven, facts)):
                            sentence = f"「{state.title}」的案件「{step.title}」以后，法院给的期限重新计算"
                            yield Finding("期限照算", linked, sentence)


def _taken(registry: Registry, act: Act, **facts: object) -> Iterator[tuple[Definition, Step]]:
    """The steps with that act that can be taken under those facts, whatever the others."""
    for definition in registry.definitions:
        for step in definition.steps:
            if step.act is act and any(map(step.ready, combinations(asked_by((step,)), **facts))):
                yield definition, step


def _changes_hands(step: Step) -> bool:
    return any(one.act is START_ANEW for one in step.drives)


def _replaces(step: Step, facts: CaseFacts) -> bool:
    """Whether what follows it starts a term of its own in the place of the one that it has started."""
    follows = next((one for one in step.then if one.ready(facts)), None)
    return follows is not None and bool(follows.starts) and set(step.starts) <= set(follows.drops)


def _terms_of_a_court(definition: Definition) -> frozenset[Clock]:
    return frozenset(
        clock
        for step in definition.steps
        if any(read_by(guard) & {"court_registered", "court_delegated"} for guard in step.guards)
        for clock in step.at_end_of
    )


def _all(driven: list[Step], facts: dict[str, bool]) -> tuple[CaseFacts, ...]:
    follows = [follow for one in driven for follow in one.then]
    return combinations(asked_by((*driven, *follows)), **facts)


def _begins(driven: list[Step], facts: CaseFacts, given: frozenset[Clock]) -> bool:
    """Whether the first of those steps that fits ends or starts a term, itself or by what follows it."""
    first = next((one for one in driven if one.ready(facts)), None)
    if first is None:
        return False
    follows = next((one for one in first.then if one.ready(facts)), None)
    taken = (first,) if follows is None else (first, follows)
    return any(one.starts or given.intersection((*one.drops, *one.stops)) for one in taken)
