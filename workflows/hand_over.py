"""The hand-over: one act for 提级, 移送 and 下派; until the receiver signs for it, the sender answers."""

from mediation.rules import acts, guards
from mediation.rules.grammar import REASON, Definition, State, Step
from mediation.rules.vocabulary import MatterKind, Seat
from workflows import deadlines, dispute
from workflows.roles import COMMITTEE_HEAD, COURT_LIAISON, REGISTRAR, SUPERVISOR

OFFERED = State("offered", "等待签收", clock=deadlines.HAND_OVER_ANSWER)
UNDECIDED = State("undecided", "等待决定", clock=deadlines.DECISION)
ACCEPTED = State("accepted", "已签收", open=False)
RETURNED = State("returned", "已退回", open=False)
WITHDRAWN = State("withdrawn", "已撤回移交", open=False, fulfils=False)

OFFICE = (COMMITTEE_HEAD, REGISTRAR)
WHOEVER_SENT_IT = (*OFFICE, COURT_LIAISON)
RECEIVING = (
    dispute.RECEIVE_ENTRUSTED,
    dispute.RECEIVE_ENTRUSTED_SUMMARY,
    dispute.RECEIVE_DELEGATED,
    dispute.RECEIVE_UNDER_COURT_TERM,
    dispute.RECEIVE_UNACCEPTED,
    dispute.RECEIVE_ACCEPTED,
)

SIGN_FOR = Step(
    name="sign_for",
    title="签收",
    source=(OFFERED,),
    dest=ACCEPTED,
    by=OFFICE,
    seat=Seat.RECEIVER,
    guards=(guards.nobody_refuses,),
    act=acts.TAKE_OVER,
    drives=RECEIVING,
    law="人民调解工作若干规定第二十一条；当事人明确拒绝调解的，不再签收（人民调解法第十七条）",
)
RETURN = Step(
    name="return",
    title="退回",
    source=(OFFERED,),
    dest=RETURNED,
    by=OFFICE,
    seat=Seat.RECEIVER,
    guards=(guards.returned_seldom,),
    act=acts.RETURN_CASE,
    needs=(REASON,),
    law="调解组织之间没有隶属关系，接收组织可以说明理由退回",
)
RETURN_FOR_DECISION = Step(
    name="return_for_decision",
    title="退回，报上级决定",
    source=(OFFERED,),
    dest=UNDECIDED,
    by=OFFICE,
    seat=Seat.RECEIVER,
    guards=(guards.returned_too_often,),
    act=acts.RETURN_FOR_DECISION,
    needs=(REASON,),
    law="第三次退回的，由调解组织之上的机关在一个工作日内决定谁来办（次数、机关和期限可调整）",
)
ASK_FOR_DECISION = Step(
    name="ask_for_decision",
    title="逾期不答复，报上级决定",
    source=(OFFERED,),
    dest=UNDECIDED,
    by=WHOEVER_SENT_IT,
    seat=Seat.SENDER,
    guards=(guards.the_answer_is_overdue,),
    act=acts.ASK_FOR_DECISION,
    law="签收期限过了仍不签收、不退回的，由上级决定；此前仍由移出组织负责",
)
DECIDE_RECEIVER = Step(
    name="decide_receiver",
    title="决定由其他组织办理",
    source=(UNDECIDED,),
    dest=ACCEPTED,
    by=(SUPERVISOR,),
    seat=Seat.DECIDER,
    guards=(guards.nobody_refuses,),
    act=acts.ASSIGN_CASE,
    needs=(REASON,),
    drives=RECEIVING,
    law="司法行政机关指导人民调解工作（人民调解法第五条），对多次退回的案件决定承办组织",
)
DECIDE_SENDER = Step(
    name="decide_sender",
    title="决定由移出组织办理",
    source=(UNDECIDED,),
    dest=RETURNED,
    by=(SUPERVISOR,),
    seat=Seat.DECIDER,
    act=acts.RETURN_CASE,
    needs=(REASON,),
    law="司法行政机关指导人民调解工作（人民调解法第五条），对多次退回的案件决定承办组织",
)
CALL_BACK = Step(
    name="call_back",
    title="撤回移交",
    source=(OFFERED, UNDECIDED),
    dest=WITHDRAWN,
    by=WHOEVER_SENT_IT,
    seat=Seat.SENDER,
    needs=(REASON,),
    law="签收之前仍由移出组织负责",
)
LAPSE = Step(
    name="lapse",
    title="因结案停止移交",
    source=(OFFERED, UNDECIDED),
    dest=WITHDRAWN,
    seat=Seat.SYSTEM,
    law="当事人可以随时终止调解、提起诉讼（人民调解法第三条、第二十三条），移交不得拖住结案",
)

HAND_OVER = Definition(
    matter=MatterKind.HAND_OVER,
    version=1,
    title="移交",
    initial=OFFERED,
    states=(OFFERED, UNDECIDED, ACCEPTED, RETURNED, WITHDRAWN),
    steps=(
        SIGN_FOR,
        RETURN,
        RETURN_FOR_DECISION,
        DECIDE_RECEIVER,
        DECIDE_SENDER,
        ASK_FOR_DECISION,
        CALL_BACK,
        LAPSE,
    ),
    lapses=LAPSE,
)
