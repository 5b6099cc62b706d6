"""The dispute: 登记 → 和解 → 受理 → 调解 → 协议生效, with the court reachable from every open state."""

from mediation.rules import acts, guards
from mediation.rules.grammar import REASON, Change, Definition, State, Step
from mediation.rules.messages import say
from mediation.rules.vocabulary import MatterKind, Outcome, Seat, Tier
from workflows import deadlines, papers
from workflows.roles import COMMITTEE_HEAD, COURT_LIAISON, GRID_WORKER, MEDIATOR, REGISTRAR, SUPERVISOR

REGISTERED = State("registered", "已登记", Tier.SETTLEMENT, clock=deadlines.ACCEPTANCE)
SETTLING = State("settling", "和解中", Tier.SETTLEMENT, clock=deadlines.SETTLEMENT)
AWAITING_ACCEPTANCE = State("awaiting_acceptance", "待受理", Tier.NON_LITIGATION, clock=deadlines.ACCEPTANCE)
ACCEPTED = State("accepted", "已受理", Tier.NON_LITIGATION)
MEDIATING = State("mediating", "调解中", Tier.NON_LITIGATION)
SUSPENDED = State("suspended", "调解中止", Tier.NON_LITIGATION, clock=deadlines.SUSPENSION)
AGREED = State("agreed", "已达成协议待签署", Tier.NON_LITIGATION)

SETTLED = State("settled", "和解成功", Tier.SETTLEMENT, open=False, outcome=Outcome.SETTLED)
IN_FORCE = State("in_force", "协议已生效", Tier.NON_LITIGATION, open=False, outcome=Outcome.AGREED_WRITTEN)
IN_FORCE_PARTLY = State(
    "in_force_partly", "部分事项协议已生效", Tier.NON_LITIGATION, open=False, outcome=Outcome.AGREED_PARTLY
)
IN_FORCE_ORALLY = State(
    "in_force_orally", "口头协议已生效", Tier.NON_LITIGATION, open=False, outcome=Outcome.AGREED_ORALLY
)
REFUSED = State("refused", "不予受理", Tier.NON_LITIGATION, open=False, outcome=Outcome.REFUSED)
WITHDRAWN = State(
    "withdrawn", "已撤回", Tier.NON_LITIGATION, open=False, outcome=Outcome.WITHDRAWN, fulfils=False
)
TERMINATED = State("terminated", "终止调解", Tier.NON_LITIGATION, open=False, outcome=Outcome.TERMINATED)
MERGED = State("merged", "已并案", Tier.NON_LITIGATION, open=False, outcome=Outcome.MERGED, fulfils=False)
AT_COURT = State("at_court", "转入诉讼", Tier.LITIGATION, open=False, outcome=Outcome.TO_COURT, fulfils=False)
AT_ARBITRATION = State(
    "at_arbitration",
    "转劳动仲裁",
    Tier.LITIGATION,
    open=False,
    outcome=Outcome.TO_ARBITRATION,
    fulfils=False,
)
AT_GOVERNMENT = State(
    "at_government",
    "转行政处理",
    Tier.LITIGATION,
    open=False,
    outcome=Outcome.TO_GOVERNMENT,
    fulfils=False,
)

AT_TRIAL = State("at_trial", "转入审理", Tier.LITIGATION, open=False, outcome=Outcome.TO_COURT, fulfils=False)
FILED = State("filed", "已立案", Tier.LITIGATION, open=False, outcome=Outcome.TO_COURT, fulfils=False)

NOT_YET_ACCEPTED = (REGISTERED, SETTLING, AWAITING_ACCEPTANCE)
UNDER_MEDIATION = (ACCEPTED, MEDIATING, SUSPENDED, AGREED)
OPEN = (*NOT_YET_ACCEPTED, *UNDER_MEDIATION)
BEFORE_AN_AGREEMENT = (*NOT_YET_ACCEPTED, ACCEPTED, MEDIATING)
CONCLUDED_BY_AGREEMENT = (IN_FORCE, IN_FORCE_PARTLY, IN_FORCE_ORALLY)
OUT_OF_MEDIATION = (REFUSED, WITHDRAWN, TERMINATED)
AWAY = (AT_COURT, AT_ARBITRATION, AT_GOVERNMENT, AT_TRIAL, FILED)
CLOSED = (SETTLED, *CONCLUDED_BY_AGREEMENT, *OUT_OF_MEDIATION, *AWAY, MERGED)
EVERY_STATE = (*OPEN, *CLOSED)

INTAKE_ROLES = (COMMITTEE_HEAD, REGISTRAR, MEDIATOR, GRID_WORKER)
OFFICE = (COMMITTEE_HEAD, REGISTRAR)
MEDIATORS = (MEDIATOR, COMMITTEE_HEAD)
STAFF = (COMMITTEE_HEAD, REGISTRAR, MEDIATOR)
COURT_DESK = (COURT_LIAISON,)
WHOEVER_HOLDS_IT = (*INTAKE_ROLES, *COURT_DESK)

TRY_SETTLEMENT = Step(
    name="try_settlement",
    title="先行和解",
    source=(REGISTERED,),
    dest=SETTLING,
    by=INTAKE_ROLES,
    guards=(guards.both_sides_are_known,),
    act=acts.TRY_SETTLEMENT,
    law="和解第一：帮助当事人自行和解，不得拖延人民调解法第十七条的申请",
)
SETTLE = Step(
    name="settle",
    title="和解成功",
    source=(SETTLING,),
    dest=SETTLED,
    by=INTAKE_ROLES,
    act=acts.RECORD_SETTLEMENT,
    law="民法典第四百六十四条：和解是当事人之间的合同，不是调解协议，不能申请司法确认",
)
FAIL_SETTLEMENT = Step(
    name="fail_settlement",
    title="和解不成",
    source=(SETTLING,),
    dest=AWAITING_ACCEPTANCE,
    by=INTAKE_ROLES,
    needs=(REASON,),
    law="和解不成，转入非诉调解",
)
SKIP_SETTLEMENT = Step(
    name="skip_settlement",
    title="不经和解，直接申请调解",
    source=(REGISTERED,),
    dest=AWAITING_ACCEPTANCE,
    by=INTAKE_ROLES,
    needs=(REASON,),
    law="人民调解法第十七条：当事人可以直接申请调解",
)
COUNT_MEDICAL_TERM = Step(
    name="count_medical_term",
    title="按医疗纠纷计算调解期限",
    source=(ACCEPTED,),
    seat=Seat.SYSTEM,
    guards=(guards.it_is_a_medical_dispute,),
    drops=(deadlines.MEDIATION,),
    starts=(deadlines.MEDICAL,),
    law="医疗纠纷预防和处理条例第三十八条：自受理之日起三十个工作日",
)
COUNT_LABOUR_TERM = Step(
    name="count_labour_term",
    title="按劳动争议计算调解期限",
    source=(ACCEPTED,),
    seat=Seat.SYSTEM,
    guards=(guards.arbitration_comes_first,),
    act=acts.COUNT_FROM_APPLICATION,
    drops=(deadlines.MEDIATION,),
    starts=(deadlines.LABOUR,),
    law="劳动争议调解仲裁法第十四条：自收到调解申请之日起十五日",
)
ACCEPT = Step(
    name="accept",
    title="受理",
    source=(AWAITING_ACCEPTANCE,),
    dest=ACCEPTED,
    by=OFFICE,
    guards=(
        guards.both_sides_are_known,
        guards.nobody_refuses,
        guards.every_party_consents,
        guards.no_hand_over_is_open,
    ),
    act=acts.GIVE_NUMBER,
    issues=(papers.INTAKE_FORM, papers.RIGHTS_NOTICE),
    starts=(deadlines.MEDIATION,),
    then=(COUNT_MEDICAL_TERM, COUNT_LABOUR_TERM),
    law="人民调解法第十七条",
)
REFUSE = Step(
    name="refuse",
    title="不予受理",
    source=(REGISTERED, AWAITING_ACCEPTANCE),
    dest=REFUSED,
    by=OFFICE,
    guards=(guards.no_hand_over_is_open,),
    needs=(REASON,),
    law="人民调解工作若干规定第二十二、二十三条",
    danger=True,
)
APPOINT = Step(
    name="appoint",
    title="指定调解员",
    source=(ACCEPTED,),
    dest=MEDIATING,
    by=OFFICE,
    guards=(guards.nobody_refuses, guards.no_hand_over_is_open),
    act=acts.NAME_MEDIATORS,
    law="人民调解法第十九条",
)
REPLACE_MEDIATOR = Step(
    name="replace_mediator",
    title="更换调解员",
    source=(MEDIATING, SUSPENDED, AGREED),
    by=OFFICE,
    guards=(guards.nobody_has_signed,),
    act=acts.NAME_MEDIATORS,
    needs=(REASON,),
    law="人民调解法第十九条、第二十三条",
)
HOLD_SITTING = Step(
    name="hold_sitting",
    title="记录调解",
    source=(MEDIATING, AGREED),
    by=MEDIATORS,
    guards=(guards.a_mediator_is_named, guards.nobody_refuses),
    act=acts.HOLD_SITTING,
    issues=(papers.SITTING_RECORD,),
    law="人民调解法第二十二、二十七条",
)
REACH_AGREEMENT = Step(
    name="reach_agreement",
    title="达成书面协议",
    source=(MEDIATING,),
    dest=AGREED,
    by=MEDIATORS,
    guards=(
        guards.nobody_refuses,
        guards.every_party_consents,
        guards.rights_were_told,
        guards.guardians_are_known,
        guards.a_sitting_was_recorded,
        guards.no_hand_over_is_open,
    ),
    act=acts.DRAW_AGREEMENT,
    issues=(papers.AGREEMENT,),
    law="人民调解法第二十八、二十九条",
)
REVISE_AGREEMENT = Step(
    name="revise_agreement",
    title="修改协议文本",
    source=(AGREED,),
    by=MEDIATORS,
    guards=(guards.nobody_has_signed,),
    act=acts.REDRAW_AGREEMENT,
    issues=(papers.AGREEMENT,),
    law="人民调解法第二十九条：签署之前可以修改",
)
TAKE_EFFECT = Step(
    name="take_effect",
    title="协议生效",
    source=(AGREED,),
    dest=IN_FORCE,
    seat=Seat.SYSTEM,
    guards=(guards.everyone_has_signed, guards.everything_was_agreed),
    act=acts.PUT_IN_FORCE,
    opens=MatterKind.PERFORMANCE,
    starts=(deadlines.APPLICATION, deadlines.RETURN_VISIT),
    law="人民调解法第二十九条：各方当事人签名、盖章或者按指印，调解员签名并加盖调委会印章之日起生效",
)
TAKE_EFFECT_PARTLY = Step(
    name="take_effect_partly",
    title="部分事项协议生效",
    source=(AGREED,),
    dest=IN_FORCE_PARTLY,
    seat=Seat.SYSTEM,
    guards=(guards.everyone_has_signed, guards.something_is_left_over),
    act=acts.PUT_IN_FORCE,
    opens=MatterKind.PERFORMANCE,
    starts=(deadlines.APPLICATION, deadlines.RETURN_VISIT),
    law="人民调解法第二十九条；未达成一致的事项告知仲裁、行政、司法途径（第二十六条）",
)
SIGN = Step(
    name="sign",
    title="记录签名盖章",
    source=(AGREED,),
    by=STAFF,
    guards=(
        guards.an_agreement_is_drawn,
        guards.nobody_refuses,
        guards.every_party_consents,
        guards.rights_were_told,
        guards.guardians_are_known,
        guards.the_agreement_paper_is_current,
    ),
    act=acts.GATHER_MARKS,
    then=(TAKE_EFFECT, TAKE_EFFECT_PARTLY),
    law="人民调解法第二十九条；后来参加的当事人也要先同意、先告知（第十七、二十三条）",
)
RESUME_MEDIATION = Step(
    name="resume_mediation",
    title="不签署，退回调解",
    source=(AGREED,),
    dest=MEDIATING,
    by=MEDIATORS,
    act=acts.DROP_AGREEMENT,
    needs=(REASON,),
    law="人民调解法第二十三条：自愿达成协议",
)
AGREE_ORALLY = Step(
    name="agree_orally",
    title="达成口头协议",
    source=(MEDIATING,),
    dest=IN_FORCE_ORALLY,
    by=MEDIATORS,
    guards=(
        guards.an_oral_agreement_is_enough,
        guards.nobody_refuses,
        guards.every_party_consents,
        guards.rights_were_told,
        guards.guardians_are_known,
        guards.no_hand_over_is_open,
    ),
    act=acts.AGREE_ORALLY,
    opens=MatterKind.PERFORMANCE,
    starts=(deadlines.RETURN_VISIT,),
    law="人民调解法第二十八、三十条：口头协议自达成之日起生效",
)
SUSPEND = Step(
    name="suspend",
    title="中止调解",
    source=(MEDIATING,),
    dest=SUSPENDED,
    by=MEDIATORS,
    guards=(guards.no_hand_over_is_open,),
    act=acts.SUSPEND,
    needs=(REASON,),
    pauses=(deadlines.MEDIATION, deadlines.MEDICAL, *deadlines.COURT_TERMS),
    law="等待鉴定、治疗结果或者暂时不能参加的当事人；可能是虚假调解的，中止并报告（特邀调解规定第十八条）",
    aside=True,
)
RESUME = Step(
    name="resume",
    title="恢复调解",
    source=(SUSPENDED,),
    dest=MEDIATING,
    by=MEDIATORS,
    guards=(guards.nobody_refuses,),
    needs=(REASON,),
    resumes=(deadlines.MEDIATION, deadlines.MEDICAL, *deadlines.COURT_TERMS),
    law="中止的原因消除，调解期限继续计算",
)
EXTEND = Step(
    name="extend",
    title="延长调解期限",
    source=(ACCEPTED, MEDIATING, AGREED),
    by=MEDIATORS,
    guards=(guards.nobody_refuses,),
    act=acts.EXTEND_TERM,
    needs=(REASON,),
    law="人民调解工作若干规定第三十三条：一般一个月，当事人同意继续的可以继续调解",
    aside=True,
)
SPLIT_OFF = Step(
    name="split_off",
    title="分案",
    source=BEFORE_AN_AGREEMENT,
    by=STAFF,
    guards=(guards.no_hand_over_is_open, guards.no_court_set_the_term),
    act=acts.SPLIT_OFF,
    needs=(REASON,),
    law="一部分当事人另走一条路，不拖住其他人：另立新案，原案继续",
    aside=True,
)
MERGE = Step(
    name="merge",
    title="并入另一案",
    source=BEFORE_AN_AGREEMENT,
    dest=MERGED,
    by=STAFF,
    guards=(guards.no_hand_over_is_open, guards.no_court_set_the_term),
    act=acts.MERGE_INTO,
    needs=(REASON,),
    law="同一纠纷重复登记，或者宜于一并调解：当事人并入主案，各自仍可随时退出（人民调解法第二十三条）",
    danger=True,
)
OFFER = Step(
    name="offer",
    title="移交其他调解组织",
    source=(REGISTERED, SETTLING, AWAITING_ACCEPTANCE, ACCEPTED, MEDIATING),
    by=STAFF,
    guards=(guards.no_hand_over_is_open,),
    act=acts.OFFER_CASE,
    needs=(REASON,),
    opens=MatterKind.HAND_OVER,
    law="人民调解工作若干规定第二十一条",
)
FILE_SUIT = Step(
    name="file_suit",
    title="登记立案",
    source=(REGISTERED,),
    by=COURT_DESK,
    guards=(guards.the_court_has_not_registered_it, guards.no_hand_over_is_open),
    act=acts.FILE_SUIT,
    law="民事诉讼法第一百二十六条；最高法2025年立案与调解意见第一、二条：符合条件的起诉先登记立案，不因调解拖延",
)
ENTRUST = Step(
    name="entrust",
    title="委托调解（先行调解）",
    source=(REGISTERED,),
    by=COURT_DESK,
    guards=(
        guards.the_court_registered_it,
        guards.nobody_refuses,
        guards.every_party_consents,
        guards.no_hand_over_is_open,
    ),
    act=acts.ENTRUST,
    needs=(REASON,),
    opens=MatterKind.HAND_OVER,
    law="民事诉讼法第一百二十五条；最高法2025年立案与调解意见第二条：立案以后、审理之前，经当事人同意委托调解",
)
DELEGATE = Step(
    name="delegate",
    title="委派调解（立案前）",
    source=(REGISTERED,),
    by=COURT_DESK,
    guards=(
        guards.the_court_still_delegates,
        guards.the_court_has_not_registered_it,
        guards.nobody_refuses,
        guards.every_party_consents,
        guards.no_hand_over_is_open,
    ),
    act=acts.DELEGATE,
    needs=(REASON,),
    opens=MatterKind.HAND_OVER,
    law="特邀调解规定第一条、第二十一条：立案前经当事人同意委派；调解不成的依法及时立案",
    aside=True,
)
GUIDE = Step(
    name="guide",
    title="引导到调解组织",
    source=(REGISTERED,),
    by=COURT_DESK,
    guards=(guards.the_court_has_not_registered_it, guards.nobody_refuses, guards.no_hand_over_is_open),
    act=acts.GUIDE,
    needs=(REASON,),
    opens=MatterKind.HAND_OVER,
    law="人民调解法第十八条：受理前可以告知当事人申请人民调解；是否受理由调解组织决定，不影响随时起诉",
)
REFER = Step(
    name="refer",
    title="转介其他途径",
    source=OPEN,
    by=STAFF,
    act=acts.REFER,
    opens=MatterKind.REFERRAL,
    law="行政调解、行政裁决、仲裁、公证、信访、法律援助、心理服务：经当事人同意转介，等待答复，案件不移交",
    aside=True,
)
INVITE = Step(
    name="invite",
    title="邀请联合调解",
    source=(ACCEPTED, MEDIATING),
    by=OFFICE,
    guards=(guards.nobody_refuses, guards.no_hand_over_is_open),
    act=acts.INVITE_COMMITTEE,
    opens=MatterKind.JOINT,
    law="人民调解工作若干规定第二十一条：可以由有关的几个人民调解委员会共同调解",
    aside=True,
)
CALL_COUNTY = Step(
    name="call_county",
    title="呼叫旗县部门",
    source=OPEN,
    by=STAFF,
    guards=(guards.a_township_holds_the_case,),
    act=acts.CALL_COUNTY,
    opens=MatterKind.CALL_UP,
    law="乡呼县应：苏木乡镇解决不了的，呼叫旗县，综治中心派单，部门限时办理",
    aside=True,
)
CALL_MEETING = Step(
    name="call_meeting",
    title="提交议事协商",
    source=BEFORE_AN_AGREEMENT,
    by=STAFF,
    act=acts.CALL_MEETING,
    opens=MatterKind.MEETING,
    law="涉及公共事务的纠纷可以先经议事协商（村民说事、四议两公开），议定以后回到调解",
    aside=True,
)
ISSUE_ORDER = Step(
    name="issue_order",
    title="督办",
    source=OPEN,
    by=(SUPERVISOR,),
    seat=Seat.WATCHER,
    guards=(guards.a_committee_holds_the_case,),
    act=acts.ISSUE_ORDER,
    opens=MatterKind.ORDER,
    law="人民调解法第五条：司法行政机关指导人民调解工作；督办要书面、有期限、必须回复",
    aside=True,
)
RECEIVE_UNACCEPTED = Step(
    name="receive_unaccepted",
    title="转由接收组织办理",
    source=NOT_YET_ACCEPTED,
    seat=Seat.SYSTEM,
    renews=True,
    law="接收组织自行决定是否受理，和解照样在先（人民调解工作若干规定第二十一条）",
)
RECEIVE_ACCEPTED = Step(
    name="receive_accepted",
    title="接收并重新编号",
    source=(ACCEPTED, MEDIATING),
    dest=ACCEPTED,
    seat=Seat.SYSTEM,
    act=acts.START_ANEW,
    drops=deadlines.OWN_TERMS,
    starts=(deadlines.MEDIATION,),
    then=(COUNT_MEDICAL_TERM, COUNT_LABOUR_TERM),
    issues=(papers.INTAKE_FORM, papers.RIGHTS_NOTICE),
    law="接收组织各自编号，调解期限自其受理之日重新起算（人民调解工作若干规定第三十三条）",
)
ENTRUSTED_PAPERS = (papers.INTAKE_FORM, papers.RIGHTS_NOTICE)
RECEIVE_ENTRUSTED = Step(
    name="receive_entrusted",
    title="签收法院委托，开始先行调解",
    source=(REGISTERED,),
    dest=ACCEPTED,
    seat=Seat.SYSTEM,
    guards=(guards.the_court_registered_it, guards.the_procedure_is_ordinary),
    act=acts.START_ANEW,
    starts=(deadlines.FIRST_MEDIATION,),
    issues=ENTRUSTED_PAPERS,
    law="最高法2025年立案与调解意见第三条：普通程序十五日，自签收之日起",
)
RECEIVE_ENTRUSTED_SUMMARY = Step(
    name="receive_entrusted_summary",
    title="签收法院委托，开始先行调解（简易程序）",
    source=(REGISTERED,),
    dest=ACCEPTED,
    seat=Seat.SYSTEM,
    guards=(guards.the_court_registered_it, guards.the_procedure_is_summary),
    act=acts.START_ANEW,
    starts=(deadlines.FIRST_MEDIATION_SUMMARY,),
    issues=ENTRUSTED_PAPERS,
    law="最高法2025年立案与调解意见第三条：简易程序七日，自签收之日起",
)
RECEIVE_DELEGATED = Step(
    name="receive_delegated",
    title="签收法院委派，开始调解",
    source=(REGISTERED,),
    dest=ACCEPTED,
    seat=Seat.SYSTEM,
    guards=(guards.a_court_delegated_it,),
    act=acts.START_ANEW,
    starts=(deadlines.DELEGATED,),
    issues=ENTRUSTED_PAPERS,
    law="特邀调解规定第二十七条：三十日，自签收之日起",
)
RECEIVE_UNDER_COURT_TERM = Step(
    name="receive_under_court_term",
    title="接收并重新编号，法院的期限不变",
    source=(ACCEPTED, MEDIATING),
    dest=ACCEPTED,
    seat=Seat.SYSTEM,
    guards=(guards.a_court_set_the_term,),
    act=acts.START_ANEW,
    issues=ENTRUSTED_PAPERS,
    law="法院规定的调解期限不因更换调解组织而重新起算（特邀调解规定第二十七条）",
)
TERMINATE = Step(
    name="terminate",
    title="终止调解",
    source=UNDER_MEDIATION,
    dest=TERMINATED,
    by=MEDIATORS,
    needs=(REASON,),
    law="人民调解法第二十六条：终止调解，告知仲裁、行政、司法途径",
    danger=True,
)
WITHDRAW = Step(
    name="withdraw",
    title="当事人撤回申请",
    source=OPEN,
    dest=WITHDRAWN,
    by=(*STAFF, *COURT_DESK),
    needs=(REASON,),
    law="人民调解法第二十三条：当事人可以要求终止调解",
    danger=True,
)
GO_TO_COURT = Step(
    name="go_to_court",
    title="当事人要求诉讼",
    source=OPEN,
    dest=AT_COURT,
    by=WHOEVER_HOLDS_IT,
    guards=(
        guards.the_court_has_not_registered_it,
        guards.arbitration_need_not_come_first,
        guards.the_government_need_not_decide_first,
    ),
    needs=(REASON,),
    law="人民调解法第三条：不得因调解而阻止当事人依法维护权利",
    danger=True,
)
GO_TO_ARBITRATION = Step(
    name="go_to_arbitration",
    title="当事人申请劳动仲裁",
    source=OPEN,
    dest=AT_ARBITRATION,
    by=WHOEVER_HOLDS_IT,
    guards=(guards.the_court_has_not_registered_it, guards.arbitration_comes_first),
    needs=(REASON,),
    law="劳动争议调解仲裁法第五条、第十四条",
    danger=True,
)
GO_TO_GOVERNMENT = Step(
    name="go_to_government",
    title="当事人申请政府处理",
    source=OPEN,
    dest=AT_GOVERNMENT,
    by=WHOEVER_HOLDS_IT,
    guards=(guards.the_court_has_not_registered_it, guards.the_government_decides_first),
    needs=(REASON,),
    law="土地管理法第十四条",
    danger=True,
)
GO_TO_TRIAL = Step(
    name="go_to_trial",
    title="转入审理",
    source=(*OPEN, *OUT_OF_MEDIATION),
    dest=AT_TRIAL,
    by=WHOEVER_HOLDS_IT,
    guards=(guards.the_court_registered_it,),
    needs=(REASON,),
    law="最高法2025年立案与调解意见第五条：调解不成、期满一方不愿继续的转入审理，不是再次立案；此时才通知交费",
    danger=True,
)
END_OF_MEDICAL_TERM = Step(
    name="end_of_medical_term",
    title="医疗纠纷调解期满，视为调解不成",
    source=(ACCEPTED, MEDIATING),
    dest=TERMINATED,
    seat=Seat.SYSTEM,
    at_end_of=(deadlines.MEDICAL,),
    law="医疗纠纷预防和处理条例第三十八条：超过调解期限未达成调解协议的，视为调解不成",
)
END_OF_FIRST_MEDIATION = Step(
    name="end_of_first_mediation",
    title="先行调解期满，转入审理",
    source=(ACCEPTED, MEDIATING),
    dest=AT_TRIAL,
    seat=Seat.SYSTEM,
    guards=(guards.the_court_registered_it,),
    at_end_of=(deadlines.FIRST_MEDIATION, deadlines.FIRST_MEDIATION_SUMMARY),
    law="最高法2025年立案与调解意见第五条：期满未达成协议的转入审理，不是再次立案",
)
END_OF_DELEGATION = Step(
    name="end_of_delegation",
    title="委派调解期满，由法院登记立案",
    source=(ACCEPTED, MEDIATING),
    dest=AT_COURT,
    seat=Seat.SYSTEM,
    guards=(guards.a_court_delegated_it,),
    at_end_of=(deadlines.DELEGATED,),
    law="特邀调解规定第二十七条：期限届满未达成调解协议，也没有同意延长的，由法院依法登记立案",
)
SUE_AFTERWARDS = Step(
    name="sue_afterwards",
    title="仲裁或者政府处理以后起诉",
    source=(AT_ARBITRATION, AT_GOVERNMENT),
    dest=AT_COURT,
    by=(*STAFF, *COURT_DESK),
    needs=(REASON,),
    law="劳动争议调解仲裁法第五条：不服仲裁裁决可以起诉；土地管理法第十四条：不服处理决定，三十日内起诉",
)
RECORD_FILING = Step(
    name="record_filing",
    title="记录法院立案",
    source=(*OUT_OF_MEDIATION, AT_COURT),
    dest=FILED,
    by=(*STAFF, *COURT_DESK),
    guards=(guards.the_court_has_not_registered_it,),
    act=acts.RECORD_FILING,
    law="民事诉讼法第一百二十六条；人民调解法第二十六条：调解不成，引导当事人起诉",
)
MEDIATE_AGAIN = Step(
    name="mediate_again",
    title="再次调解（另立新案）",
    source=(SETTLED, *CONCLUDED_BY_AGREEMENT, *OUT_OF_MEDIATION, *AWAY),
    by=OFFICE,
    act=acts.MEDIATE_AGAIN,
    needs=(REASON,),
    law="当事人再次申请（人民调解法第十七条）、法院立案后委托、裁定驳回后重新调解（民事诉讼法第二百零六条）：原案不倒退",
    aside=True,
)
REPORT_DANGER = Step(
    name="report_danger",
    title="激化风险报告",
    source=EVERY_STATE,
    by=WHOEVER_HOLDS_IT,
    act=acts.REPORT_DANGER,
    law="人民调解法第二十五条：有可能引起治安案件、刑事案件的，及时报告",
)
LIFT_DANGER = Step(
    name="lift_danger",
    title="解除激化风险",
    source=EVERY_STATE,
    by=(*STAFF, *COURT_DESK),
    guards=(guards.danger_was_reported,),
    act=acts.LIFT_DANGER,
    needs=(REASON,),
    law="人民调解法第二十五条：风险消除以后写明理由，报告仍留在经过里",
)
APPLY_FOR_CONFIRMATION = Step(
    name="apply_for_confirmation",
    title="申请司法确认",
    source=(IN_FORCE, IN_FORCE_PARTLY),
    by=STAFF,
    guards=(
        guards.the_agreement_is_written,
        guards.the_agreement_is_in_force,
        guards.the_thirty_days_are_not_over,
        guards.no_confirmation_is_open,
        guards.not_yet_confirmed,
    ),
    act=acts.DRAW_CONFIRMATION,
    opens=MatterKind.CONFIRMATION,
    issues=(papers.CONFIRMATION_APPLICATION, papers.MEDIATION_CERTIFICATE, papers.SERVICE_ADDRESSES),
    law="民事诉讼法第二百零五条；人民调解法第三十三条",
)
VISIT = Step(
    name="visit",
    title="回访",
    source=CONCLUDED_BY_AGREEMENT,
    by=STAFF,
    act=acts.MAKE_VISIT,
    stops=(deadlines.RETURN_VISIT,),
    law="人民调解法第三十一条",
)

PARTIES_SHUT = say("案件已经结案，当事人不能再改")
JOIN_PARTY = Change(
    tag="party:joined",
    title="追加当事人",
    source=OPEN,
    by=WHOEVER_HOLDS_IT,
    guards=(guards.the_parties_may_still_change,),
    shut=PARTIES_SHUT,
    law="遗漏的当事人、第三人参加进来，先征求同意、告知权利义务（人民调解法第十七条、第二十三条）",
)
CORRECT_PARTY = Change(
    tag="party:corrected",
    title="更正当事人信息",
    source=OPEN,
    by=WHOEVER_HOLDS_IT,
    guards=(guards.the_parties_may_still_change,),
    shut=PARTIES_SHUT,
    law="个人信息保护法第四十六条；换了人的不是更正，旧的信息留在经过里",
)
PARTY_LEAVES = Change(
    tag="party:left",
    title="当事人退出",
    source=OPEN,
    by=WHOEVER_HOLDS_IT,
    guards=(guards.the_parties_may_still_change,),
    shut=PARTIES_SHUT,
    law="人民调解法第三条、第二十三条：自愿；每一方至少留一人，否则撤回或者终止",
)
RECORD_CONSENT = Change(
    tag="party:consented",
    title="记录当事人意见",
    source=OPEN,
    by=WHOEVER_HOLDS_IT,
    guards=(guards.the_parties_may_still_change,),
    shut=PARTIES_SHUT,
    law="人民调解法第十七条：一方明确拒绝调解的，不得调解；个人信息保护法第十四条、第二十三条",
)
CHANGE_CONTACT = Change(
    tag="party:contact_changed",
    title="更新联系方式和代理人",
    source=CONCLUDED_BY_AGREEMENT,
    by=STAFF,
    shut=say("协议生效以后才用这一页；办理中的案件请用「更正信息」"),
    law="民事诉讼法第二百零五条、民诉法司法解释第三百五十四条：送达地址、住所地、代理人",
)
CORRECT_DISPUTE = Change(
    tag="case:corrected",
    title="更正纠纷内容",
    source=OPEN,
    by=WHOEVER_HOLDS_IT,
    shut=say("案件已经结案，纠纷内容不能再改"),
    law="登记错的类型、来源会关错诉讼的门（劳动争议调解仲裁法第五条、土地管理法第十四条）；原来的内容留在经过里",
)
NOTE_FACT = Change(
    tag="fact:noted",
    title="记录无争议事实",
    source=OPEN,
    by=WHOEVER_HOLDS_IT,
    shut=say("案件已经结案，无争议事实不能再改"),
    law="人民法院在线调解规则第十八条、第二十二条：各方书面确认的事实才能带到法院",
)

DISPUTE = Definition(
    matter=MatterKind.DISPUTE,
    version=1,
    title="纠纷",
    initial=REGISTERED,
    states=EVERY_STATE,
    steps=(
        TRY_SETTLEMENT,
        SETTLE,
        FAIL_SETTLEMENT,
        SKIP_SETTLEMENT,
        ACCEPT,
        APPOINT,
        HOLD_SITTING,
        REACH_AGREEMENT,
        AGREE_ORALLY,
        SIGN,
        REVISE_AGREEMENT,
        RESUME_MEDIATION,
        TAKE_EFFECT,
        TAKE_EFFECT_PARTLY,
        RESUME,
        REPLACE_MEDIATOR,
        EXTEND,
        SUSPEND,
        OFFER,
        FILE_SUIT,
        ENTRUST,
        GUIDE,
        DELEGATE,
        INVITE,
        REFER,
        CALL_COUNTY,
        CALL_MEETING,
        ISSUE_ORDER,
        SPLIT_OFF,
        RECEIVE_UNACCEPTED,
        RECEIVE_ACCEPTED,
        RECEIVE_ENTRUSTED,
        RECEIVE_ENTRUSTED_SUMMARY,
        RECEIVE_DELEGATED,
        RECEIVE_UNDER_COURT_TERM,
        APPLY_FOR_CONFIRMATION,
        VISIT,
        RECORD_FILING,
        SUE_AFTERWARDS,
        MEDIATE_AGAIN,
        REPORT_DANGER,
        LIFT_DANGER,
        MERGE,
        REFUSE,
        TERMINATE,
        COUNT_MEDICAL_TERM,
        COUNT_LABOUR_TERM,
        END_OF_MEDICAL_TERM,
        END_OF_FIRST_MEDIATION,
        END_OF_DELEGATION,
        WITHDRAW,
        GO_TO_COURT,
        GO_TO_ARBITRATION,
        GO_TO_GOVERNMENT,
        GO_TO_TRIAL,
    ),
    changes=(
        JOIN_PARTY,
        CORRECT_PARTY,
        PARTY_LEAVES,
        RECORD_CONSENT,
        CHANGE_CONTACT,
        CORRECT_DISPUTE,
        NOTE_FACT,
    ),
)
