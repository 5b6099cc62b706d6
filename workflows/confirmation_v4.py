"""The fourth version: the court answers every point of its review before it rules, and keeps what it asked."""

from dataclasses import replace

from mediation.rules import acts, guards
from mediation.rules.grammar import Step
from mediation.rules.vocabulary import Seat
from workflows import papers
from workflows.confirmation import DESK, REVIEWING
from workflows.confirmation_v3 import CONFIRMATION_V3
from workflows.roles import JUDGE

REVIEW = Step(
    name="review",
    title="填写审查清单",
    source=(REVIEWING,),
    by=(*DESK, JUDGE),
    seat=Seat.COURT,
    act=acts.RECORD_REVIEW,
    law="民诉法司法解释第三百五十五条、第三百五十六条、第三百五十八条：逐项审查，每一项都有记录；清单只有本院能看",
)
HOLD_HEARING = Step(
    name="hold_hearing",
    title="记录询问笔录",
    source=(REVIEWING,),
    by=(*DESK, JUDGE),
    seat=Seat.COURT,
    act=acts.RECORD_HEARING,
    issues=(papers.HEARING_RECORD,),
    law="民诉法司法解释第三百五十六条：应当通知双方当事人共同到场对案件进行核实",
    aside=True,
)
RULE, REJECT = CONFIRMATION_V3.by_step["rule"], CONFIRMATION_V3.by_step["reject"]
NEWER: dict[Step, Step] = {
    RULE: replace(
        RULE, guards=(*RULE.guards, guards.every_point_is_answered, guards.every_point_is_fulfilled)
    ),
    REJECT: replace(REJECT, guards=(*REJECT.guards, guards.every_point_is_answered)),
}
PREPARE_RULING = CONFIRMATION_V3.by_step["prepare_ruling"]
ADDED: dict[Step, tuple[Step, ...]] = {PREPARE_RULING: (REVIEW, HOLD_HEARING)}
"""What is new, by the step after which it stands on the page."""

CONFIRMATION_V4 = replace(
    CONFIRMATION_V3,
    version=4,
    steps=tuple(
        one for step in CONFIRMATION_V3.steps for one in (NEWER.get(step, step), *ADDED.get(step, ()))
    ),
)
