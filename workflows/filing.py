"""起诉立案: a complaint lies with a court, which registers it, has it corrected once, or refuses it by a ruling."""

from dataclasses import replace

from mediation.rules import acts, guards
from mediation.rules.grammar import REASON, Definition, State, Step
from mediation.rules.vocabulary import MatterKind, Seat
from workflows import deadlines, papers
from workflows.dispute_v3 import BY_THE_COURT
from workflows.roles import COURT_CLERK, COURT_LIAISON, JUDGE

RECEIVED = State("received", "已收材料，审查立案", clock=deadlines.FILING_DECISION)
CORRECTING = State("correcting", "等待补正")
TO_NUMBER = State("to_number", "应当立案，等待编号", clock=deadlines.FILING_NUMBER)
REGISTERED = State("registered", "已登记立案", open=False)
GIVEN_BACK = State("given_back", "没有补正，已退回", open=False)
REFUSED = State("refused", "裁定不予立案", open=False)
APPEALED = State("appealed", "已上诉，等待二审", clock=deadlines.FILING_APPEAL_REVIEW)
REFUSAL_STANDS = State("refusal_stands", "二审维持不予立案", open=False)
WITHDRAWN = State("withdrawn", "已撤回起诉", open=False, fulfils=False)
FILED_ELSEWHERE = State("filed_elsewhere", "已经另行立案", open=False)

DESK = (COURT_LIAISON, COURT_CLERK)

REGISTER = Step(
    name="register",
    title="登记立案",
    source=(RECEIVED,),
    dest=REGISTERED,
    by=DESK,
    seat=Seat.COURT,
    guards=(guards.no_suit_is_filed_yet,),
    act=acts.FILE_COMPLAINT,
    drives=BY_THE_COURT,
    law="民事诉讼法第一百二十六条、登记立案规定第八条：符合起诉条件的，七日内立案",
)
NUMBER = Step(
    name="number",
    title="编立案号",
    source=(TO_NUMBER,),
    dest=REGISTERED,
    by=DESK,
    seat=Seat.COURT,
    guards=(guards.no_suit_is_filed_yet,),
    act=acts.NUMBER_SUIT,
    drives=BY_THE_COURT,
    law="登记立案规定第八条：先行立案的补编案号，立案日期是期满的那一天；二审指令立案的也在这里编号",
)
CLOSE_AS_FILED = Step(
    name="close_as_filed",
    title="已经另行立案，不再编号",
    source=(TO_NUMBER,),
    dest=FILED_ELSEWHERE,
    by=DESK,
    seat=Seat.COURT,
    guards=(guards.a_suit_is_filed_already,),
    needs=(REASON,),
    law="民诉法司法解释第二百四十七条：同一当事人、同一诉讼标的、同一诉讼请求的，不重复立案",
    danger=True,
)
FILE_FIRST = Step(
    name="file_first",
    title="七日期满没有决定，先行立案",
    source=(RECEIVED,),
    dest=TO_NUMBER,
    seat=Seat.SYSTEM,
    act=acts.FILE_FIRST,
    at_end_of=(deadlines.FILING_DECISION,),
    law="登记立案规定第八条：在法定期间内不能判定起诉是否符合法律规定的，应当先行立案",
)
TELL_DEFECTS = Step(
    name="tell_defects",
    title="一次性告知补正",
    source=(RECEIVED,),
    dest=CORRECTING,
    by=DESK,
    seat=Seat.COURT,
    guards=(guards.the_defects_were_not_told_before,),
    act=acts.TELL_DEFECTS,
    issues=(papers.CORRECTION_NOTICE,),
    starts=(deadlines.CORRECTION,),
    law="登记立案规定第七条：材料不符合要求的，一次性书面告知在指定期限内补正",
)
RECEIVE_CORRECTIONS = Step(
    name="receive_corrections",
    title="收到补正材料，重新计算七日",
    source=(CORRECTING,),
    dest=RECEIVED,
    by=DESK,
    seat=Seat.COURT,
    act=acts.RECEIVE_CORRECTIONS,
    stops=(deadlines.CORRECTION,),
    law="登记立案规定第七条：决定是否立案的期间，自收到补正材料之日起计算",
)
GIVE_BACK = Step(
    name="give_back",
    title="没有补正，退回起诉材料",
    source=(CORRECTING,),
    dest=GIVEN_BACK,
    by=DESK,
    seat=Seat.COURT,
    guards=(guards.no_correction_is_awaited,),
    needs=(REASON,),
    law="登记立案规定第七条：指定期限内没有补正的，退回诉状并记录在册",
    danger=True,
)
REFUSE = Step(
    name="refuse",
    title="裁定不予立案",
    source=(RECEIVED, CORRECTING),
    dest=REFUSED,
    by=(JUDGE,),
    seat=Seat.COURT,
    guards=(guards.no_correction_is_awaited,),
    act=acts.REFUSE_FILING,
    needs=(REASON,),
    issues=(papers.FILING_REFUSAL,),
    law="民事诉讼法第一百二十六条：不符合起诉条件的，七日内作出裁定书，不予受理；登记立案规定第九条：载明理由",
    danger=True,
)
SERVE_REFUSAL = Step(
    name="serve_refusal",
    title="记录不予立案裁定送达",
    source=(REFUSED, APPEALED),
    by=DESK,
    seat=Seat.COURT,
    guards=(guards.an_applicant_is_unserved,),
    act=acts.SERVE_REFUSAL,
    starts=(deadlines.FILING_APPEAL,),
    law="民事诉讼法第一百二十六条、第一百七十一条：不服的，自送达之日起十日内上诉",
)
RECORD_APPEAL = Step(
    name="record_appeal",
    title="记录上诉",
    source=(REFUSED,),
    dest=APPEALED,
    by=DESK,
    seat=Seat.COURT,
    act=acts.RECORD_APPEAL,
    stops=(deadlines.FILING_APPEAL,),
    law="民事诉讼法第一百二十六条：原告对裁定不服的，可以提起上诉",
)
ORDER_FILING = Step(
    name="order_filing",
    title="二审撤销裁定，指令立案",
    source=(APPEALED,),
    dest=TO_NUMBER,
    by=DESK,
    seat=Seat.COURT,
    act=acts.RECORD_ANSWER,
    law="民诉法司法解释第三百三十条：撤销原裁定的，同时指令第一审人民法院立案受理",
)
UPHOLD_REFUSAL = Step(
    name="uphold_refusal",
    title="二审维持不予立案",
    source=(APPEALED,),
    dest=REFUSAL_STANDS,
    by=DESK,
    seat=Seat.COURT,
    act=acts.RECORD_ANSWER,
    law="民事诉讼法第一百七十七条、第一百七十八条：裁定正确的，以裁定维持",
    danger=True,
)
WITHDRAW = Step(
    name="withdraw",
    title="起诉人撤回材料",
    source=(RECEIVED, CORRECTING, APPEALED),
    dest=WITHDRAWN,
    by=DESK,
    seat=Seat.COURT,
    needs=(REASON,),
    law="民事诉讼法第十三条：当事人有权处分自己的诉讼权利",
    danger=True,
)
LAPSE = Step(
    name="lapse",
    title="因结案停止审查",
    source=(RECEIVED, CORRECTING),
    dest=WITHDRAWN,
    seat=Seat.SYSTEM,
    guards=(guards.the_parties_did_not_go_to_law,),
    law="当事人在法院撤回的，起诉一并撤回；去诉讼、仲裁或者政府处理的，起诉材料继续审查；"
    "已经上诉、应当立案的，只有起诉人自己能撤回（民事诉讼法第十三条）",
)

# Decided within the seven days, and entered after them

IN_TIME = (guards.the_term_ended_of_itself, guards.it_was_done_in_time)
REGISTER_BEFORE, TELL_DEFECTS_BEFORE, REFUSE_BEFORE = (
    replace(
        step,
        name=f"{step.name}_before",
        title=title,
        source=(TO_NUMBER,),
        guards=(*step.guards, *IN_TIME),
        law=f"{step.law}；七日内已经办理、当时没有记录的，写明实际的日期",
        danger=False,
        aside=True,
    )
    for step, title in (
        (REGISTER, "补记七日内的登记立案"),
        (TELL_DEFECTS, "补记七日内的补正告知"),
        (REFUSE, "补记七日内的不予立案裁定"),
    )
)

FILING = Definition(
    matter=MatterKind.FILING,
    version=1,
    title="起诉立案",
    initial=RECEIVED,
    states=(
        RECEIVED,
        CORRECTING,
        TO_NUMBER,
        APPEALED,
        REGISTERED,
        GIVEN_BACK,
        REFUSED,
        REFUSAL_STANDS,
        WITHDRAWN,
        FILED_ELSEWHERE,
    ),
    steps=(
        REGISTER,
        NUMBER,
        TELL_DEFECTS,
        RECEIVE_CORRECTIONS,
        SERVE_REFUSAL,
        RECORD_APPEAL,
        ORDER_FILING,
        UPHOLD_REFUSAL,
        REFUSE,
        GIVE_BACK,
        WITHDRAW,
        CLOSE_AS_FILED,
        REGISTER_BEFORE,
        TELL_DEFECTS_BEFORE,
        REFUSE_BEFORE,
        FILE_FIRST,
        LAPSE,
    ),
    lapses=LAPSE,
)
