"""The third version of 联合调解: it ends by itself where who takes part becomes who answers for the case."""

from dataclasses import replace

from mediation.rules import acts, guards
from mediation.rules.grammar import Step
from mediation.rules.vocabulary import Seat
from workflows import joint_v2
from workflows.joint_v2 import JOINT_V2
from workflows.requests import INVITED, JOINED, JOINT_ENDED

TAKE_THE_LEAD = Step(
    name="take_the_lead",
    title="参加的组织接手案件，联合调解结束",
    source=(INVITED, JOINED),
    dest=JOINT_ENDED,
    seat=Seat.SYSTEM,
    guards=(guards.who_was_asked_leads_now,),
    act=acts.ANSWER_WITH_REASON,
    law="人民调解工作若干规定第二十一条：受请的组织签收案件以后自己牵头，谁也不和自己联合；要原来的组织一起调解的，另行邀请",
)
REPORT_DANGER = replace(
    joint_v2.REPORT_DANGER,
    source=(INVITED, JOINED),
    aside=True,
    law="人民调解法第二十五条：有可能引起治安案件、刑事案件的，及时报告；受邀请、参加联合调解的组织也一样，不等答复",
)
JOINT_V3 = replace(
    JOINT_V2,
    version=3,
    steps=(
        *(REPORT_DANGER if step is joint_v2.REPORT_DANGER else step for step in JOINT_V2.steps),
        TAKE_THE_LEAD,
    ),
)
