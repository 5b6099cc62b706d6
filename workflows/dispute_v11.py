"""The eleventh version: what is not for a committee leaves a desk honestly; orders reach a centre's desk.

A desk refers it and hears the answer; a centre, which refuses nobody, tells where to go and ends it; a court refuses by
its ruling alone.
"""

from dataclasses import replace

from mediation.rules import guards
from mediation.rules.grammar import REASON, Step, newer
from workflows import dispute
from workflows.dispute_v10 import DISPUTE_V10 as BEFORE
from workflows.roles import CENTRE_DESK, COURT_LIAISON

OLD = BEFORE.by_step

REFER = replace(
    OLD["refer"],
    by=(*OLD["refer"].by, COURT_LIAISON, CENTRE_DESK),
    law=f"{OLD['refer'].law}；到法院、综治中心来的，由窗口转介（民事诉讼法第一百二十七条：告知向有关机关、仲裁机构申请解决；"
    "综治中心统一受理、按职责分流），等待答复；派给调解组织的，由其听取答复；法院已经立案的只转介法律援助、心理服务",
)
SEND_ELSEWHERE = Step(
    name="send_elsewhere",
    title="不属于人民调解，告知其他途径",
    source=(dispute.REGISTERED,),
    dest=dispute.REFUSED,
    by=(CENTRE_DESK,),
    guards=(guards.no_hand_over_is_open, guards.no_court_set_the_term),
    needs=(REASON,),
    law="综治中心统一受理、按职责分流：不属于人民调解范围的不派单给调解组织，告知由哪个机关处理"
    "（人民调解工作若干规定第二十二条、第二十三条）；要跟踪的可以转介，办结以前、以后都行",
    danger=True,
)
ISSUE_ORDER = replace(
    OLD["issue_order"],
    guards=(guards.no_court_holds_the_case,),
    law="司法行政机关指导人民调解工作（人民调解法第五条）；综治中心对统一受理、派单的案件跟踪督促"
    "（中央政法委等部门2024年11月关于综治中心的意见）；督办要书面、有期限、必须回复，不发给法院（宪法第一百三十一条）",
)

DISPUTE_V11 = newer(BEFORE, (REFER, ISSUE_ORDER), added={"refuse": (SEND_ELSEWHERE,)})
