"""The ninth version: who decides who takes a case tells of danger, and so does who has sent it back."""

from mediation.rules import acts
from mediation.rules.grammar import Step, newer
from mediation.rules.vocabulary import Seat
from workflows import hand_over
from workflows.hand_over_v8 import HAND_OVER_V8
from workflows.roles import SUPERVISOR

LAW = "人民调解法第二十五条：有可能引起治安案件、刑事案件的，及时报告"
REPORT_DANGER_WHEN_DECIDING = Step(
    name="report_danger_when_deciding",
    title="激化风险报告（决定的机关）",
    source=(hand_over.UNDECIDED,),
    by=(SUPERVISOR,),
    seat=Seat.DECIDER,
    act=acts.REPORT_DANGER,
    law=f"{LAW}；决定由谁办理的机关看到纠纷内容，知道了也一样，不等决定",
    aside=True,
    of_every_version=True,
)
REPORT_DANGER_AFTER_RETURN = Step(
    name="report_danger_after_return",
    title="激化风险报告（退回的组织）",
    source=(hand_over.RETURNED, hand_over.WITHDRAWN),
    by=hand_over.OFFICE,
    seat=Seat.RECEIVER,
    act=acts.REPORT_DANGER,
    law=f"{LAW}；退回以后、移交撤回以后，看过案件的组织知道了也一样",
    aside=True,
    of_every_version=True,
)
HAND_OVER_V9 = newer(
    HAND_OVER_V8,
    (),
    added={"report_danger": (REPORT_DANGER_WHEN_DECIDING, REPORT_DANGER_AFTER_RETURN)},
)
