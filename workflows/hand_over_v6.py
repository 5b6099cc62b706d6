"""The sixth version: what a court delegated and nobody takes goes back to be filed."""

from dataclasses import replace

from mediation.rules import guards
from workflows.dispute_v6 import RETURN_UNSIGNED
from workflows.hand_over_v5 import HAND_OVER_V5

V5 = HAND_OVER_V5.by_step
RETURN = replace(V5["return"], guards=(*V5["return"].guards, guards.no_delegation_goes_back_to_be_filed))
RETURN_DELEGATED = replace(
    V5["return"],
    name="return_delegated",
    title="退回委派的法院",
    guards=(guards.a_delegation_goes_back_to_be_filed,),
    drives=(RETURN_UNSIGNED,),
    law="在线调解规则第十二条、第十五条：不接受委派、联系不上当事人、当事人不同意的，说明理由退回法院；"
    "法院七日内立案或者另行委派（特邀调解规定第二十一条，登记立案规定第八条）",
)
NEWER = {RETURN.name: (RETURN, RETURN_DELEGATED)}
HAND_OVER_V6 = replace(
    HAND_OVER_V5,
    version=6,
    steps=tuple(one for step in HAND_OVER_V5.steps for one in NEWER.get(step.name, (step,))),
)
