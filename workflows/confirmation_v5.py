"""The fifth version: the court that reviews an agreement reports danger too."""

from dataclasses import replace

from mediation.rules import acts
from mediation.rules.grammar import Step
from mediation.rules.vocabulary import Seat
from workflows.confirmation import DESK
from workflows.confirmation_v4 import CONFIRMATION_V4
from workflows.roles import JUDGE

REPORT_DANGER = Step(
    name="report_danger",
    title="激化风险报告",
    source=tuple(
        state
        for state in CONFIRMATION_V4.states
        if state.open and any(step.seat is Seat.COURT for step in CONFIRMATION_V4.steps_from(state.name))
    ),
    by=(*DESK, JUDGE),
    seat=Seat.COURT,
    act=acts.REPORT_DANGER,
    law="人民调解法第二十五条：有可能引起治安案件、刑事案件的，及时报告；法院审查时发现的也一样，承办的调委会同时看到",
    aside=True,
)
CONFIRMATION_V5 = replace(CONFIRMATION_V4, version=5, steps=(*CONFIRMATION_V4.steps, REPORT_DANGER))
