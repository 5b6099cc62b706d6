"""What is asked of others while a case stays where it is: 转介, 联合调解, 乡呼县应, 督办, 议事协商."""

from mediation.rules import acts, guards
from mediation.rules.grammar import REASON, Definition, State, Step
from mediation.rules.vocabulary import MatterKind, Seat
from workflows import deadlines
from workflows.roles import COMMITTEE_HEAD, DEPARTMENT_OFFICER, MEDIATOR, REGISTRAR, SUPERVISOR

OFFICE = (COMMITTEE_HEAD, REGISTRAR)
STAFF = (COMMITTEE_HEAD, REGISTRAR, MEDIATOR)
CLOSING = "纠纷结案，未了的事项随之停止（人民调解法第三条、第二十三条：不得拖住当事人）"

# 转介: another channel is asked, and an answer is expected
REFERRED = State("referred", "等待答复", clock=deadlines.REFERRAL_ANSWER)
REFERRAL_ANSWERED = State("answered", "已答复", open=False)
REFERRAL_WITHDRAWN = State("withdrawn", "已撤回", open=False, fulfils=False)
HEAR_BACK = Step(
    name="hear_back",
    title="记录答复",
    source=(REFERRED,),
    dest=REFERRAL_ANSWERED,
    by=STAFF,
    seat=Seat.ASKER,
    act=acts.RECORD_ANSWER,
    law="转介以后仍由原组织负责，要有答复，事事有回应",
)
WITHDRAW_REFERRAL = Step(
    name="withdraw",
    title="撤回转介",
    source=(REFERRED,),
    dest=REFERRAL_WITHDRAWN,
    by=STAFF,
    seat=Seat.ASKER,
    needs=(REASON,),
    law="当事人不再需要，或者转错了途径",
)
LAPSE_REFERRAL = Step(
    name="lapse",
    title="因结案停止转介",
    source=(REFERRED,),
    dest=REFERRAL_WITHDRAWN,
    seat=Seat.SYSTEM,
    law=CLOSING,
)
REFERRAL = Definition(
    matter=MatterKind.REFERRAL,
    version=1,
    title="转介",
    initial=REFERRED,
    states=(REFERRED, REFERRAL_ANSWERED, REFERRAL_WITHDRAWN),
    steps=(HEAR_BACK, WITHDRAW_REFERRAL, LAPSE_REFERRAL),
    lapses=LAPSE_REFERRAL,
)

# 联合调解: a second committee mediates too; one leads
INVITED = State("invited", "等待答复", clock=deadlines.JOINT_ANSWER)
JOINED = State("joined", "联合调解中", clock=deadlines.JOINT_WORK)
DECLINED = State("declined", "不参加", open=False)
JOINT_ENDED = State("ended", "联合调解结束", open=False)
INVITATION_WITHDRAWN = State("withdrawn", "已撤回邀请", open=False, fulfils=False)
JOIN = Step(
    name="join",
    title="参加联合调解",
    source=(INVITED,),
    dest=JOINED,
    by=OFFICE,
    seat=Seat.ASKED,
    guards=(guards.nobody_refuses,),
    act=acts.JOIN_IN,
    law="人民调解工作若干规定第二十一条：跨村、跨乡镇的纠纷由有关组织共同调解，牵头组织不变",
)
DECLINE = Step(
    name="decline",
    title="不参加",
    source=(INVITED,),
    dest=DECLINED,
    by=OFFICE,
    seat=Seat.ASKED,
    act=acts.ANSWER_WITH_REASON,
    needs=(REASON,),
    law="调解组织之间没有隶属关系，可以说明理由不参加",
)
END_JOINT = Step(
    name="end",
    title="结束联合调解",
    source=(JOINED,),
    dest=JOINT_ENDED,
    by=OFFICE,
    seat=Seat.ASKER,
    act=acts.ANSWER_WITH_REASON,
    needs=(REASON,),
    law="由牵头组织决定何时结束",
)
LEAVE_JOINT = Step(
    name="leave",
    title="退出联合调解",
    source=(JOINED,),
    dest=JOINT_ENDED,
    by=OFFICE,
    seat=Seat.ASKED,
    act=acts.ANSWER_WITH_REASON,
    needs=(REASON,),
    law="参加的组织可以说明理由退出，案件仍由牵头组织负责",
)
WITHDRAW_INVITATION = Step(
    name="withdraw",
    title="撤回邀请",
    source=(INVITED,),
    dest=INVITATION_WITHDRAWN,
    by=OFFICE,
    seat=Seat.ASKER,
    needs=(REASON,),
    law="答复之前可以撤回",
)
LAPSE_INVITATION = Step(
    name="lapse",
    title="因结案停止邀请",
    source=(INVITED, JOINED),
    dest=INVITATION_WITHDRAWN,
    seat=Seat.SYSTEM,
    law=CLOSING,
)
JOINT = Definition(
    matter=MatterKind.JOINT,
    version=1,
    title="联合调解",
    initial=INVITED,
    states=(INVITED, JOINED, DECLINED, JOINT_ENDED, INVITATION_WITHDRAWN),
    steps=(JOIN, DECLINE, END_JOINT, LEAVE_JOINT, WITHDRAW_INVITATION, LAPSE_INVITATION),
    lapses=LAPSE_INVITATION,
)

# 乡呼县应: the township calls, the county's centre dispatches, a department answers, the township confirms
CALLED = State("called", "已呼叫，等待派单", clock=deadlines.CALL_ANSWER)
DISPATCHED = State("dispatched", "办理中", clock=deadlines.CALL_SOLUTION)
SOLVED = State("solved", "已办结，等待确认", clock=deadlines.CALL_CONFIRMATION)
CALL_CONFIRMED = State("confirmed", "已确认办结", open=False)
CALL_WITHDRAWN = State("withdrawn", "已撤回呼叫", open=False, fulfils=False)
DISPATCH = Step(
    name="dispatch",
    title="派单",
    source=(CALLED,),
    dest=DISPATCHED,
    by=(SUPERVISOR,),
    seat=Seat.CENTRE,
    act=acts.DISPATCH_CALL,
    law="综治中心按职责派单（乡呼县应，时限可调整）",
)
RESPOND = Step(
    name="respond",
    title="响应",
    source=(DISPATCHED,),
    by=(DEPARTMENT_OFFICER,),
    seat=Seat.HANDLER,
    act=acts.RECORD_ANSWER,
    law="事事有回应：先告知谁来办、怎么办",
)
NOT_OURS = Step(
    name="not_ours",
    title="不属本部门，退回重派",
    source=(DISPATCHED,),
    dest=CALLED,
    by=(DEPARTMENT_OFFICER,),
    seat=Seat.HANDLER,
    act=acts.GIVE_BACK_CALL,
    needs=(REASON,),
    law="职责不符的退回综治中心重新派单",
)
SOLVE = Step(
    name="solve",
    title="报告办结",
    source=(DISPATCHED,),
    dest=SOLVED,
    by=(DEPARTMENT_OFFICER,),
    seat=Seat.HANDLER,
    act=acts.RECORD_ANSWER,
    law="部门办结以后反馈结果",
)
CONFIRM_SOLVED = Step(
    name="confirm",
    title="确认办结",
    source=(SOLVED,),
    dest=CALL_CONFIRMED,
    by=STAFF,
    seat=Seat.ASKER,
    law="件件有落实：不经呼叫的乡镇确认不算办结",
)
NOT_SOLVED = Step(
    name="not_solved",
    title="没有解决，退回再办",
    source=(SOLVED,),
    dest=DISPATCHED,
    by=STAFF,
    seat=Seat.ASKER,
    needs=(REASON,),
    law="件件有落实：没有解决的退回再办",
)
WITHDRAW_CALL = Step(
    name="withdraw",
    title="撤回呼叫",
    source=(CALLED, DISPATCHED, SOLVED),
    dest=CALL_WITHDRAWN,
    by=STAFF,
    seat=Seat.ASKER,
    needs=(REASON,),
    law="事情已经解决，或者呼叫有误",
)
LAPSE_CALL = Step(
    name="lapse",
    title="因结案停止呼叫",
    source=(CALLED, DISPATCHED, SOLVED),
    dest=CALL_WITHDRAWN,
    seat=Seat.SYSTEM,
    law=CLOSING,
)
CALL_UP = Definition(
    matter=MatterKind.CALL_UP,
    version=1,
    title="乡呼县应",
    initial=CALLED,
    states=(CALLED, DISPATCHED, SOLVED, CALL_CONFIRMED, CALL_WITHDRAWN),
    steps=(DISPATCH, RESPOND, SOLVE, NOT_OURS, CONFIRM_SOLVED, NOT_SOLVED, WITHDRAW_CALL, LAPSE_CALL),
    lapses=LAPSE_CALL,
)

# 督办: a supervisor's written order, which must be answered
ISSUED = State("issued", "等待回复", clock=deadlines.ORDER_ANSWER)
ORDER_ANSWERED = State("answered", "已回复，等待核查", clock=deadlines.ORDER_REVIEW)
LIFTED = State("lifted", "督办办结", open=False)
ORDER_LAPSED = State("lapsed", "因结案停止", open=False, fulfils=False)
ANSWER_ORDER = Step(
    name="answer",
    title="回复督办",
    source=(ISSUED,),
    dest=ORDER_ANSWERED,
    by=OFFICE,
    act=acts.RECORD_ANSWER,
    law="督办必须回复：案件现在在哪个组织，由哪个组织回复",
)
LIFT = Step(
    name="lift",
    title="督办办结",
    source=(ORDER_ANSWERED,),
    dest=LIFTED,
    by=(SUPERVISOR,),
    seat=Seat.WATCHER,
    law="发出督办的机关核查属实以后办结",
)
ASK_AGAIN = Step(
    name="ask_again",
    title="要求再办",
    source=(ORDER_ANSWERED,),
    dest=ISSUED,
    by=(SUPERVISOR,),
    seat=Seat.WATCHER,
    needs=(REASON,),
    law="没有落实的，要求再办再回复",
)
TAKE_BACK_ORDER = Step(
    name="take_back",
    title="撤回督办",
    source=(ISSUED,),
    dest=LIFTED,
    by=(SUPERVISOR,),
    seat=Seat.WATCHER,
    needs=(REASON,),
    law="督办有误，或者已经不需要",
)
LAPSE_ORDER = Step(
    name="lapse",
    title="因结案停止督办",
    source=(ISSUED, ORDER_ANSWERED),
    dest=ORDER_LAPSED,
    seat=Seat.SYSTEM,
    law=CLOSING,
)
ORDER = Definition(
    matter=MatterKind.ORDER,
    version=1,
    title="督办",
    initial=ISSUED,
    states=(ISSUED, ORDER_ANSWERED, LIFTED, ORDER_LAPSED),
    steps=(ANSWER_ORDER, LIFT, ASK_AGAIN, TAKE_BACK_ORDER, LAPSE_ORDER),
    lapses=LAPSE_ORDER,
)

# 议事协商: a dispute about public affairs is talked over by those whom it concerns
ANNOUNCED = State("announced", "已公告，等待开会", clock=deadlines.MEETING)
RESOLVED = State("resolved", "已议定", open=False)
UNRESOLVED = State("unresolved", "没有议定", open=False)
CANCELLED = State("cancelled", "没有开会", open=False, fulfils=False)
RECORD_RESOLUTION = Step(
    name="resolve",
    title="记录议定结果",
    source=(ANNOUNCED,),
    dest=RESOLVED,
    by=STAFF,
    seat=Seat.ASKER,
    guards=(guards.the_meeting_day_has_come,),
    act=acts.RECORD_MEETING,
    law="议事协商、四议两公开：记录到会人数和议定事项，再回到调解",
)
RECORD_NO_RESOLUTION = Step(
    name="no_resolution",
    title="记录没有议定",
    source=(ANNOUNCED,),
    dest=UNRESOLVED,
    by=STAFF,
    seat=Seat.ASKER,
    guards=(guards.the_meeting_day_has_come,),
    act=acts.RECORD_MEETING,
    law="没有议定的也记录，回到调解或者其他途径",
)
CANCEL_MEETING = Step(
    name="cancel",
    title="取消会议",
    source=(ANNOUNCED,),
    dest=CANCELLED,
    by=STAFF,
    seat=Seat.ASKER,
    needs=(REASON,),
    law="到会人数不足、情况有变，写明理由",
)
LAPSE_MEETING = Step(
    name="lapse",
    title="因结案取消会议",
    source=(ANNOUNCED,),
    dest=CANCELLED,
    seat=Seat.SYSTEM,
    law=CLOSING,
)
MEETING = Definition(
    matter=MatterKind.MEETING,
    version=1,
    title="议事协商",
    initial=ANNOUNCED,
    states=(ANNOUNCED, RESOLVED, UNRESOLVED, CANCELLED),
    steps=(RECORD_RESOLUTION, RECORD_NO_RESOLUTION, CANCEL_MEETING, LAPSE_MEETING),
    lapses=LAPSE_MEETING,
)

ALL = (REFERRAL, JOINT, CALL_UP, ORDER, MEETING)
