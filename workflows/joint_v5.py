"""The fifth version of 联合调解: who declined, left or was no longer needed tells of danger too."""

from mediation.rules import acts
from mediation.rules.grammar import Step, newer
from mediation.rules.vocabulary import Seat
from workflows.joint_v4 import JOINT_V4
from workflows.requests import DECLINED, INVITATION_WITHDRAWN, JOINT_ENDED, OFFICE

REPORT_DANGER_AFTERWARDS = Step(
    name="report_danger_afterwards",
    title="激化风险报告（受邀请过的组织）",
    source=(DECLINED, JOINT_ENDED, INVITATION_WITHDRAWN),
    by=OFFICE,
    seat=Seat.ASKED,
    act=acts.REPORT_DANGER,
    law="人民调解法第二十五条：有可能引起治安案件、刑事案件的，及时报告；没有参加、已经结束联合调解的组织知道了也一样",
    aside=True,
    of_every_version=True,
)
JOINT_V5 = newer(JOINT_V4, (), added={"report_danger": (REPORT_DANGER_AFTERWARDS,)})
