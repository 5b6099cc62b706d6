"""The second version of 联合调解: who mediates along with others reports danger too (人民调解法 25)."""

from dataclasses import replace

from mediation.rules import acts
from mediation.rules.grammar import Step
from mediation.rules.vocabulary import Seat
from workflows.requests import JOINED, JOINT
from workflows.roles import COMMITTEE_HEAD, MEDIATOR, REGISTRAR

REPORT_DANGER = Step(
    name="report_danger",
    title="激化风险报告",
    source=(JOINED,),
    by=(COMMITTEE_HEAD, REGISTRAR, MEDIATOR),
    seat=Seat.ASKED,
    act=acts.REPORT_DANGER,
    law="人民调解法第二十五条：有可能引起治安案件、刑事案件的，及时报告；参加联合调解的组织也一样",
)
JOINT_V2 = replace(JOINT, version=2, steps=(*JOINT.steps, REPORT_DANGER))
