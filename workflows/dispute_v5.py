"""The fifth version: what a court delegated comes back to its desk by itself, and everybody may mediate again."""

from dataclasses import replace

from mediation.rules import acts, guards
from mediation.rules.grammar import Step
from mediation.rules.vocabulary import MatterKind, Seat
from workflows import dispute, dispute_v3
from workflows.dispute_v4 import DISPUTE_V4
from workflows.roles import CENTRE_DESK, COURT_LIAISON

RETURN_TO_COURT = Step(
    name="return_to_court",
    title="委派调解没有成功，交回法院立案",
    source=(dispute.AT_COURT, dispute.TERMINATED, dispute.WITHDRAWN),
    seat=Seat.SYSTEM,
    guards=(
        guards.a_court_delegated_it,
        guards.the_court_sent_it_itself,
        guards.that_court_works_here,
        guards.a_committee_holds_the_case,
        guards.no_complaint_is_open,
        guards.no_suit_is_filed_yet,
    ),
    act=acts.RETURN_TO_COURT,
    opens=MatterKind.FILING,
    law="特邀调解规定第二十一条、第二十七条，在线调解规则第二十一条：委派调解没有达成协议的，起诉材料交回法院，当事人坚持起诉的依法及时登记立案；"
    "七日内没有决定的先行立案（登记立案规定第八条），不再起诉的由当事人撤回材料",
)
KEEP_COMPLAINT = Step(
    name="keep_complaint",
    title="法院留下起诉材料，审查立案",
    source=(dispute.AT_COURT,),
    seat=Seat.SYSTEM,
    guards=(guards.a_court_holds_the_case, guards.no_complaint_is_open, guards.no_suit_is_filed_yet),
    act=acts.RETURN_TO_COURT,
    opens=MatterKind.FILING,
    law="登记立案规定第二条、第八条：当事人在法院要求起诉的，一律接收诉状，七日内决定是否立案",
)


def _with_the_court(step: Step, *follow: Step) -> Step:
    return replace(step, then=(*step.then, *follow))


GO_TO_COURT, TERMINATE, WITHDRAW, END_OF_DELEGATION = (
    _with_the_court(DISPUTE_V4.by_step[name], *follow)
    for name, follow in (
        ("go_to_court", (RETURN_TO_COURT, KEEP_COMPLAINT)),
        ("terminate", (RETURN_TO_COURT,)),
        ("withdraw", (RETURN_TO_COURT,)),
        ("end_of_delegation", (RETURN_TO_COURT,)),
    )
)
MEDIATE_AGAIN = replace(
    dispute.MEDIATE_AGAIN,
    by=(*dispute.MEDIATE_AGAIN.by, COURT_LIAISON, CENTRE_DESK),
    law="当事人再次申请（人民调解法第十七条）、法院立案后委托、裁定驳回后重新调解（民事诉讼法第二百零六条）：原案不倒退；"
    "在法院、综治中心再次要求调解的，由其另立新案，再引导、委托或者派单",
)
HAND_IN_COMPLAINT = replace(
    dispute_v3.HAND_IN_COMPLAINT, by=(*dispute_v3.HAND_IN_COMPLAINT.by, COURT_LIAISON)
)
CALL_MEETING = replace(
    dispute.CALL_MEETING,
    law="涉及公共事务的纠纷可以先经议事协商（村民说事、四议两公开，村民委员会组织法第二十一条、第二十四条），议定以后回到调解；"
    "不是公共事务的，各方都同意才提交（人民调解法第二十三条，个人信息保护法第二十三条）",
)
NEWER = {
    step.name: step
    for step in (
        GO_TO_COURT,
        TERMINATE,
        WITHDRAW,
        END_OF_DELEGATION,
        HAND_IN_COMPLAINT,
        MEDIATE_AGAIN,
        CALL_MEETING,
    )
}
ADDED = {"record_filing": (RETURN_TO_COURT, KEEP_COMPLAINT)}
"""What is new, by the step after which it stands on the page."""

DISPUTE_V5 = replace(
    DISPUTE_V4,
    version=5,
    steps=tuple(
        one for step in DISPUTE_V4.steps for one in (NEWER.get(step.name, step), *ADDED.get(step.name, ()))
    ),
)
