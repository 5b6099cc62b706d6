"""The fifth version: what a court delegated comes back to its desk by itself, and everybody may mediate again."""

from dataclasses import replace

from mediation.rules import acts, guards
from mediation.rules.grammar import Step
from mediation.rules.vocabulary import MatterKind, Seat
from workflows import dispute, dispute_v3
from workflows.dispute_v4 import DISPUTE_V4
from workflows.filing_v4 import PUT_OFF
from workflows.roles import CENTRE_DESK, COURT_LIAISON

V4 = DISPUTE_V4.by_step
DELEGATED_FROM_HERE = (
    guards.a_court_delegated_it,
    guards.the_court_sent_it_itself,
    guards.that_court_works_here,
    guards.no_arbitration_is_left_to_ask_for,
    guards.no_decision_of_the_government_is_left_to_ask_for,
    guards.no_complaint_is_open,
    guards.no_suit_is_filed_yet,
)
RETURN_TO_COURT = Step(
    name="return_to_court",
    title="委派调解没有成功，交回法院立案",
    source=(dispute.AT_COURT, dispute.TERMINATED, dispute.IN_FORCE_PARTLY),
    seat=Seat.SYSTEM,
    guards=DELEGATED_FROM_HERE,
    act=acts.RETURN_TO_COURT,
    opens=MatterKind.FILING,
    law="特邀调解规定第二十一条、第二十七条，在线调解规则第二十一条：委派调解没有达成协议的，起诉材料交回法院，"
    "当事人坚持起诉的依法及时登记立案；七日自交回之日起，没有决定的先行立案（登记立案规定第八条）；"
    "只达成部分协议的，其余事项坚持起诉的再立案",
)
RETURN_WITHDRAWN = replace(
    RETURN_TO_COURT,
    name="return_withdrawn",
    title="当事人撤回调解，由委派的法院问明是否起诉",
    source=(dispute.WITHDRAWN,),
    guards=(*DELEGATED_FROM_HERE, guards.a_committee_holds_the_case),
    law="特邀调解规定第二十一条、第二十六条：一方撤回调解请求的，起诉材料交回法院，坚持起诉的登记立案，不再起诉的撤回材料",
)


def _with_the_court(name: str, follow: Step) -> Step:
    return replace(V4[name], then=(*V4[name].then, follow))


GO_TO_COURT, TERMINATE, END_OF_DELEGATION, TAKE_EFFECT_PARTLY = (
    _with_the_court(name, RETURN_TO_COURT)
    for name in ("go_to_court", "terminate", "end_of_delegation", "take_effect_partly")
)
SUABLE = (
    guards.no_arbitration_is_left_to_ask_for,
    guards.no_decision_of_the_government_is_left_to_ask_for,
)
END_OF_DELEGATION = replace(END_OF_DELEGATION, guards=(*END_OF_DELEGATION.guards, *SUABLE))
END_OF_DELEGATION_ELSEWHERE = replace(
    END_OF_DELEGATION,
    name="end_of_delegation_elsewhere",
    title="委派调解期满，先申请仲裁或者政府处理",
    dest=dispute.TERMINATED,
    guards=(*V4["end_of_delegation"].guards, guards.something_comes_before_the_court),
    then=(),
    law="特邀调解规定第二十七条：期满视为调解不成；劳动争议先仲裁（劳动争议调解仲裁法第五条），"
    "土地权属争议先由人民政府处理（土地管理法第十四条），有了结果再起诉",
)
SUE_AFTERWARDS = replace(
    V4["sue_afterwards"],
    guards=(*V4["sue_afterwards"].guards, *SUABLE),
    law="劳动争议调解仲裁法第五条、第二十九条、第四十三条、第五十条：裁决、不予受理、逾期没有裁决以后可以起诉；"
    "土地管理法第十四条：不服处理决定，三十日内起诉；结果先在「其他程序的进展」或者转介里记下",
)
WITHDRAW = _with_the_court("withdraw", RETURN_WITHDRAWN)
SIGN, SIGN_BY_PHONE = (
    replace(V4[name], then=(V4["take_effect"], TAKE_EFFECT_PARTLY)) for name in ("sign", "sign_by_phone")
)
GO_TO_ARBITRATION, GO_TO_GOVERNMENT = (
    replace(V4[name], source=(*V4[name].source, dispute.AT_COURT))
    for name in ("go_to_arbitration", "go_to_government")
)
RECEIVE_COMPLAINT = replace(
    dispute_v3.RECEIVE_COMPLAINT, source=(*dispute_v3.RECEIVE_COMPLAINT.source, dispute.AT_COURT)
)
HAND_IN_COMPLAINT = replace(
    dispute_v3.HAND_IN_COMPLAINT,
    source=(*dispute_v3.HAND_IN_COMPLAINT.source, dispute.IN_FORCE_PARTLY),
    by=(*dispute_v3.HAND_IN_COMPLAINT.by, COURT_LIAISON),
    guards=(*dispute_v3.HAND_IN_COMPLAINT.guards, guards.no_court_elsewhere_takes_it_back),
)
RECORD_FILING = replace(
    V4["record_filing"],
    guards=(*V4["record_filing"].guards, guards.no_court_elsewhere_takes_it_back),
)
ENTER_IN_TIME = replace(
    V4["enter_in_time"],
    guards=(*V4["enter_in_time"].guards, guards.the_court_has_not_filed_it_first),
    reaches=(PUT_OFF,),
)
MEDIATE_AGAIN = replace(
    dispute.MEDIATE_AGAIN,
    by=(*dispute.MEDIATE_AGAIN.by, COURT_LIAISON, CENTRE_DESK),
    guards=(guards.what_a_court_registered_it_entrusts,),
    law="当事人再次申请（人民调解法第十七条）、法院立案后委托、裁定驳回后重新调解（民事诉讼法第二百零六条）：原案不倒退；"
    "在法院、综治中心再次要求调解的，由其另立新案，再引导或者派单；已经立案的由审理的法院委托",
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
        GO_TO_ARBITRATION,
        GO_TO_GOVERNMENT,
        TERMINATE,
        WITHDRAW,
        END_OF_DELEGATION,
        SUE_AFTERWARDS,
        TAKE_EFFECT_PARTLY,
        SIGN,
        SIGN_BY_PHONE,
        RECEIVE_COMPLAINT,
        HAND_IN_COMPLAINT,
        RECORD_FILING,
        ENTER_IN_TIME,
        MEDIATE_AGAIN,
        CALL_MEETING,
    )
}
ADDED = {
    "record_filing": (RETURN_TO_COURT, RETURN_WITHDRAWN),
    "end_of_delegation": (END_OF_DELEGATION_ELSEWHERE,),
}
"""What is new, by the step after which it stands on the page."""

DISPUTE_V5 = replace(
    DISPUTE_V4,
    version=5,
    steps=tuple(
        one for step in DISPUTE_V4.steps for one in (NEWER.get(step.name, step), *ADDED.get(step.name, ()))
    ),
)
