"""The seventh version: what a court takes back is filed, or sent out anew; who gave a case away tells of danger."""

from dataclasses import replace

from mediation.rules import acts, guards
from mediation.rules.grammar import Step
from mediation.rules.vocabulary import Seat
from workflows import dispute, hand_over
from workflows.dispute_v6 import RETURN_UNSIGNED
from workflows.hand_over_v4 import OFFERED
from workflows.hand_over_v6 import HAND_OVER_V6
from workflows.roles import CENTRE_DESK, COURT_CLERK, COURT_LIAISON, JUDGE

V6 = HAND_OVER_V6.by_step
CALL_BACK = replace(
    V6["call_back"], guards=(*V6["call_back"].guards, guards.no_delegation_goes_back_to_be_filed)
)
CALL_BACK_DELEGATED = replace(
    V6["call_back"],
    name="call_back_delegated",
    title="撤回委派，由法院审查立案",
    source=(OFFERED,),
    guards=(guards.a_delegation_goes_back_to_be_filed,),
    drives=(RETURN_UNSIGNED,),
    law="签收以前仍由法院负责，可以撤回；受派的组织逾期不答复的，应当撤回立案或者另行委派"
    "（在线调解规则第十二条、第十五条）；七日自撤回之日起（特邀调解规定第二十一条，登记立案规定第八条）",
)
REPORT_DANGER_AFTERWARDS = Step(
    name="report_danger_afterwards",
    title="激化风险报告（原承办组织）",
    source=(hand_over.ACCEPTED,),
    by=(*dispute.INTAKE_ROLES, COURT_LIAISON, COURT_CLERK, JUDGE, CENTRE_DESK),
    seat=Seat.SENDER,
    act=acts.REPORT_DANGER,
    law="人民调解法第二十五条：有可能引起治安案件、刑事案件的，及时报告；案件交出去以后，原来的组织知道了也一样",
    aside=True,
    of_every_version=True,
)
NEWER = {
    CALL_BACK.name: (CALL_BACK, CALL_BACK_DELEGATED),
    "report_danger": (V6["report_danger"], REPORT_DANGER_AFTERWARDS),
}
HAND_OVER_V7 = replace(
    HAND_OVER_V6,
    version=7,
    steps=tuple(one for step in HAND_OVER_V6.steps for one in NEWER.get(step.name, (step,))),
)
