"""The third version: a complaint lies with the court under the court's clock; who comes to a centre is sent on."""

from dataclasses import replace

from mediation.rules import acts, guards
from mediation.rules.grammar import REASON, Change, Step
from mediation.rules.messages import say
from mediation.rules.vocabulary import MatterKind, Seat
from workflows import deadlines, dispute, dispute_v2, papers
from workflows.dispute_v2 import DISPUTE_V2
from workflows.roles import CENTRE_DESK, COURT_LIAISON

LEFT_FOR_THE_LAW = (
    dispute.AT_COURT,
    dispute.AT_ARBITRATION,
    dispute.AT_GOVERNMENT,
    *dispute.OUT_OF_MEDIATION,
)

RECEIVE_COMPLAINT = Step(
    name="receive_complaint",
    title="收下起诉材料，审查立案",
    source=(dispute.REGISTERED,),
    by=dispute.COURT_DESK,
    guards=(
        guards.the_court_has_not_registered_it,
        guards.no_complaint_is_open,
        guards.no_hand_over_is_open,
    ),
    act=acts.RECEIVE_COMPLAINT,
    opens=MatterKind.FILING,
    issues=(papers.FILING_RECEIPT,),
    law="登记立案规定第二条、第八条：一律接收诉状，出具注明日期的凭证；当场不能判定的，七日内决定",
)
HAND_IN_COMPLAINT = Step(
    name="hand_in_complaint",
    title="递交起诉材料",
    source=(dispute.AT_COURT, *dispute.OUT_OF_MEDIATION),
    by=(*dispute.STAFF, CENTRE_DESK),
    guards=(
        guards.the_court_has_not_registered_it,
        guards.no_complaint_is_open,
        guards.no_arbitration_is_left_to_ask_for,
        guards.no_decision_of_the_government_is_left_to_ask_for,
    ),
    act=acts.HAND_IN_COMPLAINT,
    opens=MatterKind.FILING,
    issues=(papers.FILING_RECEIPT,),
    law="人民调解法第二十六条：调解不成，引导、帮助当事人起诉；登记立案规定第二条：法院一律接收诉状，出具注明日期的凭证",
)
DISPATCH = Step(
    name="dispatch",
    title="派单给调解组织",
    source=(dispute.REGISTERED,),
    by=(CENTRE_DESK,),
    guards=(guards.nobody_refuses, guards.no_hand_over_is_open),
    act=acts.DISPATCH,
    needs=(REASON,),
    opens=MatterKind.HAND_OVER,
    law="综治中心统一受理、按职责派单；告知申请人民调解（人民调解法第十八条），是否受理由调解组织决定，签收以前由综治中心负责",
)
REGISTERED_BY_THE_COURT = Step(
    name="registered_by_the_court",
    title="法院审查后登记立案",
    source=dispute.OPEN,
    seat=Seat.SYSTEM,
    guards=(guards.no_committee_has_taken_it,),
    law="民事诉讼法第一百二十六条；立案以后、审理之前，经当事人同意可以委托调解（第一百二十五条）",
)
FILED_BY_THE_COURT = Step(
    name="filed_by_the_court",
    title="法院审查后登记立案",
    source=(*dispute.OPEN, *LEFT_FOR_THE_LAW),
    dest=dispute.FILED,
    seat=Seat.SYSTEM,
    law="民事诉讼法第一百二十六条：符合起诉条件的，应当立案；法院已经受理的，调解组织不再自行调解"
    "（人民调解工作若干规定第二十二条），要调解的由法院委托（民事诉讼法第一百二十五条）",
)
FILED_BESIDE = Step(
    name="filed_beside",
    title="法院审查后登记立案，纠纷的结果不变",
    source=(
        dispute.SETTLED,
        *dispute.CONCLUDED_BY_AGREEMENT,
        dispute.MERGED,
        dispute.AT_TRIAL,
        dispute.FILED,
    ),
    seat=Seat.SYSTEM,
    law="人民调解法第三十二条：达成协议以后仍可以就协议起诉；已经结案的结果不变，另案怎样办记在经过里",
)
BY_THE_COURT = (REGISTERED_BY_THE_COURT, FILED_BY_THE_COURT, FILED_BESIDE)


# What was done before the end of a term, and is entered after it

GO_ON = Step(
    name="go_on",
    title="由原来的调解员继续",
    source=(dispute.ACCEPTED,),
    dest=dispute.MEDIATING,
    seat=Seat.SYSTEM,
    guards=(guards.a_mediator_is_named,),
    law="人民调解法第十九条：已经指定的调解员不变",
)
ENTER_IN_TIME = Step(
    name="enter_in_time",
    title="补记期限内办理的事项",
    source=(dispute.TERMINATED, dispute.AT_TRIAL, dispute.AT_COURT),
    dest=dispute.ACCEPTED,
    by=dispute.MEDIATORS,
    guards=(guards.the_term_ended_of_itself, guards.it_was_done_in_time, guards.nobody_refuses),
    act=acts.ENTER_IN_TIME,
    needs=(REASON,),
    starts=(deadlines.LATE_ENTRY,),
    then=(GO_ON,),
    law="期限内各方已经同意延长、已经调解或者达成协议，当时没有记录的：写明最早一件的日期和办了什么，再逐件补记；"
    "补记期限内没有补记延长或者协议的，仍按期满办理",
    aside=True,
)
END_OF_MEDICAL_TERM, END_OF_FIRST_MEDIATION, END_OF_DELEGATION = (
    replace(step, at_end_of=(*step.at_end_of, deadlines.LATE_ENTRY), guards=(*step.guards, *more))
    for step, more in (
        (dispute.END_OF_MEDICAL_TERM, (guards.it_is_a_medical_dispute, guards.no_court_set_the_term)),
        (dispute.END_OF_FIRST_MEDIATION, ()),
        (dispute.END_OF_DELEGATION, ()),
    )
)


def _while_no_complaint_is_open(step: Step) -> Step:
    return replace(step, guards=(*step.guards, guards.no_complaint_is_open))


FILE_SUIT = replace(
    _while_no_complaint_is_open(dispute.FILE_SUIT),
    title="当场登记立案",
    issues=(papers.FILING_RECEIPT,),
    law="登记立案规定第二条、第八条：符合条件的当场登记立案，出具收到起诉材料的凭证；民事诉讼法第一百二十六条；"
    "最高法2025年立案与调解意见第一、二条：不因调解拖延",
)
RECEIVE_ACCEPTED = replace(
    dispute.RECEIVE_ACCEPTED,
    then=dispute_v2.ACCEPT.then,
    law="接收组织各自编号，调解期限自其受理之日重新起算（人民调解工作若干规定第三十三条）；更正为法院委托、委派的，按法院的期限",
)
SETTLE = replace(
    dispute.SETTLE,
    guards=(guards.guardians_are_known,),
    law="民法典第四百六十四条：和解是当事人之间的合同，不是调解协议，不能申请司法确认；没有完全民事行为能力的由监护人代理"
    "（第二十三条、第一百四十四条、第一百四十五条）",
)
APPLY_FOR_CONFIRMATION = replace(
    dispute.APPLY_FOR_CONFIRMATION,
    guards=(
        guards.the_agreement_is_written,
        guards.the_agreement_is_in_force,
        guards.a_ruling_or_a_paper_may_still_be_asked_for,
        guards.no_confirmation_is_open,
        guards.not_yet_confirmed,
        guards.nobody_went_back_on_it,
    ),
    law="民事诉讼法第二百零五条、人民调解法第三十三条：三十日内申请司法确认；委派、委托本案的法院的调解书（第一百条）不受三十日限制",
)
_NEWER: dict[Step, Step] = {
    dispute.APPLY_FOR_CONFIRMATION: APPLY_FOR_CONFIRMATION,
    dispute.SETTLE: SETTLE,
    dispute.END_OF_MEDICAL_TERM: END_OF_MEDICAL_TERM,
    dispute.END_OF_FIRST_MEDIATION: END_OF_FIRST_MEDIATION,
    dispute.END_OF_DELEGATION: END_OF_DELEGATION,
    dispute.RECEIVE_ACCEPTED: RECEIVE_ACCEPTED,
    dispute.FILE_SUIT: FILE_SUIT,
    **{
        step: _while_no_complaint_is_open(step)
        for step in (dispute.ENTRUST, dispute.DELEGATE, dispute.GUIDE, dispute.RECORD_FILING)
    },
}


def _by_whoever_holds_it(step: Step) -> Step:
    """What a court's desk may do with a dispute that nobody has signed for, the centre's desk may too."""
    mixed = COURT_LIAISON in step.by and set(step.by) != set(dispute.COURT_DESK)
    return replace(step, by=(*step.by, CENTRE_DESK)) if mixed else step


def _change_by_whoever_holds_it(change: Change) -> Change:
    return replace(change, by=(*change.by, CENTRE_DESK)) if COURT_LIAISON in change.by else change


SUCCEED = Change(
    tag="party:succeeded",
    title="记录继承、承受或者成年",
    source=dispute.CONCLUDED_BY_AGREEMENT,
    by=dispute.STAFF,
    guards=(guards.no_confirmation_is_open,),
    shut=say("协议达成以后才记继承、承受；办理中的案件请追加当事人，原来的退出"),
    law="民法典第一千一百六十一条：继承人承受权利义务；第六十七条：合并、分立的由其后的法人承受；"
    "第十七条、第二十四条：成年、恢复行为能力的由本人行使；正在申请司法确认的，在那一件里记",
)
NEWER: dict[Step, Step] = {
    step: newer
    for step in DISPUTE_V2.steps
    if (newer := _by_whoever_holds_it(_NEWER.get(step, step))) is not step
}
ADDED: dict[Step, tuple[Step, ...]] = {
    dispute.FILE_SUIT: (RECEIVE_COMPLAINT,),
    dispute.GUIDE: (DISPATCH,),
    dispute.END_OF_DELEGATION: (ENTER_IN_TIME, GO_ON),
    dispute.RECORD_FILING: (HAND_IN_COMPLAINT, *BY_THE_COURT),
}
"""What is new, by the step after which it stands on the page."""

DISPUTE_V3 = replace(
    DISPUTE_V2,
    version=3,
    steps=tuple(one for step in DISPUTE_V2.steps for one in (NEWER.get(step, step), *ADDED.get(step, ()))),
    changes=(*(_change_by_whoever_holds_it(change) for change in DISPUTE_V2.changes), SUCCEED),
)
