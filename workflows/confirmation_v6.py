"""The sixth version: who goes back on the court's paper has a complaint examined; a real dispute ends the procedure.

The thirty days of the statute are made longer with the president's leave alone; the three days for accepting wait
for what the court has to ask for.
"""

from dataclasses import replace

from mediation.rules import acts, guards
from mediation.rules.grammar import REASON, State, Step
from mediation.rules.vocabulary import MatterKind, Seat
from workflows import confirmation_v3, deadlines
from workflows.confirmation import REVIEWING, SUBMITTED
from workflows.confirmation_v5 import CONFIRMATION_V5
from workflows.roles import JUDGE

V5 = CONFIRMATION_V5.by_step

# Before a court that has registered nothing

GONE_BACK = State("gone_back", "签收前反悔", open=False, fulfils=False)
RETURN_TO_COURT = Step(
    name="return_to_court",
    title="签收前反悔，由法院审查立案",
    source=(GONE_BACK,),
    seat=Seat.SYSTEM,
    guards=(
        guards.no_arbitration_is_left_to_ask_for,
        guards.no_decision_of_the_government_is_left_to_ask_for,
        guards.no_complaint_is_open,
        guards.no_suit_is_filed_yet,
    ),
    act=acts.RETURN_TO_COURT,
    opens=MatterKind.FILING,
    law="特邀调解规定第二十一条：委派调解不成、坚持起诉的依法及时立案，不再起诉的撤回材料；七日没有决定的先行立案"
    "（登记立案规定第八条）；劳动争议先仲裁（劳动争议调解仲裁法第五条），土地权属争议先由人民政府处理（土地管理法第十四条）",
)
GO_BACK = replace(V5["go_back"], dest=GONE_BACK, then=(RETURN_TO_COURT,))

# A real dispute, and the term of the statute

PROCEDURE_ENDED = State("procedure_ended", "特别程序终结", open=False)
END_PROCEDURE = Step(
    name="end_procedure",
    title="裁定终结特别程序",
    source=(REVIEWING,),
    dest=PROCEDURE_ENDED,
    by=(JUDGE,),
    seat=Seat.COURT,
    guards=(guards.a_ruling_is_asked_for,),
    act=acts.MAKE_RULING,
    needs=(REASON,),
    law="民事诉讼法第一百八十六条：审理中发现属于民事权益争议的，裁定终结特别程序，告知利害关系人可以另行起诉",
    danger=True,
)
EXTEND_LIMIT = Step(
    name="extend_limit",
    title="延长审结期限",
    source=(REVIEWING,),
    by=(JUDGE,),
    seat=Seat.COURT,
    act=acts.EXTEND_LIMIT,
    needs=(REASON,),
    law="民事诉讼法第一百八十七条：立案之日起三十日内审结；有特殊情况需要延长的，由本院院长批准",
    aside=True,
)
# While it waits for what the application lacks

ASK_PAPERS = replace(
    V5["ask_supplement"],
    name="ask_papers",
    title="通知补交申请材料",
    source=(SUBMITTED,),
    pauses=(deadlines.COURT_ACCEPTANCE,),
    law="民诉法司法解释第三百五十四条：材料不齐的，应当要求当事人限期补交；等补交的时间不计入受理决定的三日",
)
RECORD_PAPERS = replace(
    V5["record_supplement"],
    name="record_papers",
    title="记录补交的申请材料",
    source=(SUBMITTED,),
    resumes=(deadlines.COURT_ACCEPTANCE,),
    law="民诉法司法解释第三百五十四条：补交以后，受理决定的期限继续计算",
)
WAIT_IS_OVER = Step(
    name="wait_is_over",
    title="补交期限届满，继续计算受理期限",
    source=(SUBMITTED,),
    seat=Seat.SYSTEM,
    at_end_of=(deadlines.SUPPLEMENT,),
    drops=(deadlines.SUPPLEMENT,),
    resumes=(deadlines.COURT_ACCEPTANCE,),
    law="民诉法司法解释第三百五十四条、第三百五十七条：限期没有补交的，法院按现有材料决定是否受理",
)
ASK_SUPPLEMENT, RECORD_SUPPLEMENT = (
    replace(V5[name], source=(REVIEWING,)) for name in ("ask_supplement", "record_supplement")
)
ACCEPT_APPLICATION = replace(V5["accept_application"], stops=(deadlines.COURT_ACCEPTANCE,))
SEAL_OTHER, SERVE_OTHER = (
    replace(
        V5[name],
        source=(*V5[name].source, PROCEDURE_ENDED),
        law=V5[name].law.replace("准许撤回也用裁定", "准许撤回、终结程序也用裁定"),
    )
    for name in ("seal_other", "serve_other")
)
# Told of what was applied for under an earlier version too, and of whoever went back on the paper
REPORT_DANGER = replace(
    V5["report_danger"],
    source=tuple(
        GONE_BACK if one is confirmation_v3.GONE_BACK else one for one in V5["report_danger"].source
    ),
    of_every_version=True,
)
NEWER: dict[str, tuple[Step, ...]] = {
    "report_danger": (REPORT_DANGER,),
    "register_suit": (),
    "accept_application": (ACCEPT_APPLICATION, ASK_PAPERS, RECORD_PAPERS, WAIT_IS_OVER),
    "ask_supplement": (ASK_SUPPLEMENT,),
    "record_supplement": (RECORD_SUPPLEMENT,),
    "go_back": (GO_BACK, RETURN_TO_COURT),
    "reject": (V5["reject"], END_PROCEDURE),
    "extend_ruling": (V5["extend_ruling"], EXTEND_LIMIT),
    "seal_other": (SEAL_OTHER,),
    "serve_other": (SERVE_OTHER,),
}
"""What is new, by the step in whose place it stands on the page."""

CONFIRMATION_V6 = replace(
    CONFIRMATION_V5,
    version=6,
    states=(
        *(GONE_BACK if state is confirmation_v3.GONE_BACK else state for state in CONFIRMATION_V5.states),
        PROCEDURE_ENDED,
    ),
    steps=tuple(one for step in CONFIRMATION_V5.steps for one in NEWER.get(step.name, (step,))),
)
