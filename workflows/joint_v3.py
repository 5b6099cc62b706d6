"""The third version of 联合调解: it ends by itself where who takes part becomes who answers for the case."""

from dataclasses import replace

from mediation.rules import acts, guards
from mediation.rules.grammar import Step
from mediation.rules.vocabulary import Seat
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
JOINT_V3 = replace(JOINT_V2, version=3, steps=(*JOINT_V2.steps, TAKE_THE_LEAD))
