"""交纳案件受理费: asked for once a suit goes to trial, never before; unpaid it counts as withdrawn (2025意见 六)."""

from mediation.rules import acts, guards
from mediation.rules.grammar import REASON, Definition, State, Step
from mediation.rules.vocabulary import MatterKind, Seat
from workflows import deadlines
from workflows.roles import COURT_CLERK, COURT_LIAISON, JUDGE

DESK = (COURT_LIAISON, COURT_CLERK)
NOTIFIED = State("notified", "已通知，等待交费", clock=deadlines.FEE_PAYMENT)
RELIEF_ASKED = State("relief_asked", "已申请缓交、减交、免交", clock=deadlines.FEE_RELIEF)
PAID = State("paid", "已交费", open=False)
RELIEVED = State("relieved", "已准许缓交、减交、免交", open=False)
DEEMED_WITHDRAWN = State("deemed_withdrawn", "没有交费，按撤诉处理", open=False)

PAY = Step(
    name="pay",
    title="记录已交费",
    source=(NOTIFIED,),
    dest=PAID,
    by=DESK,
    seat=Seat.COURT,
    act=acts.RECORD_ANSWER,
    law="诉讼费用交纳办法第二十条、第二十二条：由原告预交；费用由法院收取，本系统不收费",
)
ASK_RELIEF = Step(
    name="ask_relief",
    title="记录申请缓交、减交、免交",
    source=(NOTIFIED,),
    dest=RELIEF_ASKED,
    by=DESK,
    seat=Seat.COURT,
    act=acts.RECORD_ANSWER,
    law="诉讼费用交纳办法第四十四条、第四十八条：交纳确有困难的，可以申请司法救助",
)
GRANT_RELIEF = Step(
    name="grant_relief",
    title="准许缓交、减交、免交",
    source=(RELIEF_ASKED,),
    dest=RELIEVED,
    by=(JUDGE,),
    seat=Seat.COURT,
    act=acts.RECORD_ANSWER,
    law="诉讼费用交纳办法第四十五条至第四十七条",
)
REFUSE_RELIEF = Step(
    name="refuse_relief",
    title="不准许，重新计算交费期限",
    source=(RELIEF_ASKED,),
    dest=NOTIFIED,
    by=(JUDGE,),
    seat=Seat.COURT,
    needs=(REASON,),
    law="诉讼费用交纳办法第五十条：不予批准的，书面说明理由",
)
DEEM_WITHDRAWN = Step(
    name="deem_withdrawn",
    title="裁定按撤诉处理",
    source=(NOTIFIED,),
    dest=DEEMED_WITHDRAWN,
    by=(JUDGE,),
    seat=Seat.COURT,
    guards=(guards.the_time_for_the_fee_is_over,),
    needs=(REASON,),
    law="民诉法司法解释第二百一十三条：通知后仍不预交，或者申请减、缓、免未获批准而仍不预交的，裁定按撤诉处理",
    danger=True,
)

FEE = Definition(
    matter=MatterKind.FEE,
    version=1,
    title="交纳案件受理费",
    initial=NOTIFIED,
    states=(NOTIFIED, RELIEF_ASKED, PAID, RELIEVED, DEEMED_WITHDRAWN),
    steps=(PAY, ASK_RELIEF, GRANT_RELIEF, REFUSE_RELIEF, DEEM_WITHDRAWN),
)
