"""The third version of 乡呼县应: the department and the centre tell of danger, and see no more of the case for it."""

from mediation.rules import acts
from mediation.rules.grammar import Step, newer
from mediation.rules.vocabulary import Seat
from workflows.call_up_v2 import CALL_UP_V2
from workflows.requests import CALLED, DISPATCHED, SOLVED
from workflows.roles import DEPARTMENT_OFFICER, SUPERVISOR

LAW = (
    "人民调解法第二十五条：有可能引起治安案件、刑事案件的，及时报告；办理呼叫的部门、派单的综治中心知道了也一样，"
    "报告以后仍然只看这一次呼叫"
)
REPORT_DANGER = Step(
    name="report_danger",
    title="激化风险报告",
    source=(DISPATCHED, SOLVED),
    by=(DEPARTMENT_OFFICER,),
    seat=Seat.HANDLER,
    act=acts.REPORT_DANGER,
    law=LAW,
    aside=True,
    of_every_version=True,
)
REPORT_DANGER_AT_CENTRE = Step(
    name="report_danger_at_centre",
    title="激化风险报告（综治中心）",
    source=(CALLED, DISPATCHED, SOLVED),
    by=(SUPERVISOR,),
    seat=Seat.CENTRE,
    act=acts.REPORT_DANGER,
    law=LAW,
    aside=True,
    of_every_version=True,
)
CALL_UP_V3 = newer(CALL_UP_V2, (), added={"withdraw": (REPORT_DANGER, REPORT_DANGER_AT_CENTRE)})
