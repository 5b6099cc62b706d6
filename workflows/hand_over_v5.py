"""The fifth version: who is asked to take a case reports danger too; who takes it mediates with itself no more."""

from dataclasses import replace

from mediation.rules import acts
from mediation.rules.grammar import Step
from mediation.rules.vocabulary import Seat
from workflows import hand_over
from workflows.hand_over_v4 import HAND_OVER_V4, OFFERED
from workflows.joint_v3 import TAKE_THE_LEAD

SIGNING = ("sign_for", "decide_receiver")
"""The steps with which a case changes hands."""
REPORT_DANGER = Step(
    name="report_danger",
    title="激化风险报告",
    source=(OFFERED, hand_over.UNDECIDED),
    by=hand_over.OFFICE,
    seat=Seat.RECEIVER,
    act=acts.REPORT_DANGER,
    law="人民调解法第二十五条：有可能引起治安案件、刑事案件的，及时报告；还没有签收的组织知道了也一样，不等签收",
    aside=True,
)
_STEPS = {
    step: replace(step, reaches=(TAKE_THE_LEAD,)) if step.name in SIGNING else step
    for step in HAND_OVER_V4.steps
}
HAND_OVER_V5 = replace(HAND_OVER_V4, version=5, steps=(*_STEPS.values(), REPORT_DANGER))
