"""The fourth version of 乡呼县应: the department tells of danger also once the call has ended."""

from mediation.rules import acts
from mediation.rules.grammar import Step, newer
from mediation.rules.vocabulary import Seat
from workflows.call_up_v3 import CALL_UP_V3
from workflows.requests import CALL_CONFIRMED, CALL_WITHDRAWN
from workflows.roles import DEPARTMENT_OFFICER

REPORT_DANGER_AFTERWARDS = Step(
    name="report_danger_afterwards",
    title="激化风险报告（办理过的部门）",
    source=(CALL_CONFIRMED, CALL_WITHDRAWN),
    by=(DEPARTMENT_OFFICER,),
    seat=Seat.HANDLER,
    act=acts.REPORT_DANGER,
    law="人民调解法第二十五条：有可能引起治安案件、刑事案件的，及时报告；呼叫办结、撤回以后，办理过的部门知道了也一样",
    aside=True,
    of_every_version=True,
)
CALL_UP_V4 = newer(CALL_UP_V3, (), added={"report_danger": (REPORT_DANGER_AFTERWARDS,)})
