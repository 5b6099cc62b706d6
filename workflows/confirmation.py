"""Judicial confirmation (民事诉讼法 205-206): joint application, the court's review, its ruling and service."""

from mediation.rules import acts, guards
from mediation.rules.grammar import REASON, Definition, State, Step
from mediation.rules.vocabulary import MatterKind, Seat
from workflows import deadlines, papers
from workflows.roles import COMMITTEE_HEAD, COURT_CLERK, COURT_LIAISON, JUDGE, MEDIATOR, REGISTRAR

PREPARING = State("preparing", "准备申请")
SUBMITTED = State("submitted", "已提交，等待受理", clock=deadlines.COURT_ACCEPTANCE)
REVIEWING = State("reviewing", "审查中", clock=deadlines.COURT_RULING)
CONFIRMED = State("confirmed", "确认有效", open=False)
OBJECTED = State("objected", "异议审查中", clock=deadlines.OBJECTION_REVIEW)
REVOKED = State("revoked", "原裁定已撤销", open=False)
VARIED = State("varied", "原裁定已改变", open=False)
REJECTED = State("rejected", "驳回申请", open=False)
NOT_ACCEPTED = State("not_accepted", "不予受理", open=False, fulfils=False)
WITHDRAWN = State("withdrawn", "撤回申请", open=False, fulfils=False)
OTHER_RULINGS = (REJECTED, NOT_ACCEPTED, WITHDRAWN)
"""Where the court decided otherwise than to confirm; a withdrawal before acceptance needs no ruling."""

STAFF = (COMMITTEE_HEAD, REGISTRAR, MEDIATOR)
DESK = (COURT_LIAISON, COURT_CLERK)

SIGN_APPLICATION = Step(
    name="sign_application",
    title="记录申请书签名",
    source=(PREPARING,),
    by=STAFF,
    act=acts.SIGN_APPLICATION,
    law="民事诉讼法第二百零五条：双方当事人共同申请",
)
SUBMIT = Step(
    name="submit",
    title="提交法院",
    source=(PREPARING,),
    dest=SUBMITTED,
    by=STAFF,
    guards=(guards.all_parties_applied_jointly, guards.the_thirty_days_are_not_over),
    act=acts.SUBMIT_APPLICATION,
    law="民事诉讼法第二百零五条：自调解协议生效之日起三十日内",
)
ACCEPT_APPLICATION = Step(
    name="accept_application",
    title="受理申请",
    source=(SUBMITTED,),
    dest=REVIEWING,
    by=(COURT_LIAISON,),
    seat=Seat.COURT,
    act=acts.ACCEPT_APPLICATION,
    starts=(deadlines.COURT_LIMIT,),
    law="人民调解协议司法确认程序若干规定第四条",
)
REFUSE_APPLICATION = Step(
    name="refuse_application",
    title="裁定不予受理",
    source=(SUBMITTED,),
    dest=NOT_ACCEPTED,
    by=(JUDGE,),
    seat=Seat.COURT,
    act=acts.MAKE_RULING,
    needs=(REASON,),
    law="民诉法司法解释第三百五十五条",
    danger=True,
)
PREPARE_RULING = Step(
    name="prepare_ruling",
    title="准备裁定书草稿",
    source=(REVIEWING,),
    by=(*DESK, JUDGE),
    seat=Seat.COURT,
    act=acts.PREPARE_RULING,
    issues=(papers.CONFIRMATION_RULING,),
    law="民诉法司法解释第三百五十六条：通知双方到场核实",
)
RULE = Step(
    name="rule",
    title="裁定确认有效",
    source=(REVIEWING,),
    dest=CONFIRMED,
    by=(JUDGE,),
    seat=Seat.COURT,
    guards=(guards.the_ruling_is_prepared, guards.nothing_is_awaited),
    act=acts.MAKE_RULING,
    issues=(papers.CONFIRMATION_RULING,),
    law="民事诉讼法第二百零六条",
)
REJECT = Step(
    name="reject",
    title="裁定驳回申请",
    source=(REVIEWING,),
    dest=REJECTED,
    by=(JUDGE,),
    seat=Seat.COURT,
    act=acts.MAKE_RULING,
    needs=(REASON,),
    law="民事诉讼法第二百零六条；民诉法司法解释第三百五十八条",
    danger=True,
)
WITHDRAW_APPLICATION = Step(
    name="withdraw_application",
    title="当事人撤回申请",
    source=(PREPARING, SUBMITTED),
    dest=WITHDRAWN,
    by=STAFF,
    act=acts.WITHDRAW_APPLICATION,
    needs=(REASON,),
    law="民诉法司法解释第三百五十七条",
    danger=True,
)
ALLOW_WITHDRAWAL = Step(
    name="allow_withdrawal",
    title="裁定准许撤回",
    source=(REVIEWING,),
    dest=WITHDRAWN,
    by=(JUDGE,),
    seat=Seat.COURT,
    act=acts.MAKE_RULING,
    needs=(REASON,),
    law="民诉法司法解释第三百五十七条",
    danger=True,
)
DEEM_WITHDRAWN = Step(
    name="deem_withdrawn",
    title="裁定按撤回申请处理",
    source=(REVIEWING,),
    dest=WITHDRAWN,
    by=(JUDGE,),
    seat=Seat.COURT,
    act=acts.MAKE_RULING,
    needs=(REASON,),
    law="民诉法司法解释第三百五十七条：无正当理由未在限期内补充材料或者拒不接受询问的，可以按撤回申请处理",
    danger=True,
)
ASK_SUPPLEMENT = Step(
    name="ask_supplement",
    title="通知补充材料",
    source=(SUBMITTED, REVIEWING),
    by=(*DESK, JUDGE),
    seat=Seat.COURT,
    guards=(guards.nothing_is_awaited,),
    act=acts.ASK_SUPPLEMENT,
    starts=(deadlines.SUPPLEMENT,),
    law="民诉法司法解释第三百五十四条：材料不齐的，应当要求当事人限期补交；第三百五十六条：可以要求补充陈述或者证明材料",
)
RECORD_SUPPLEMENT = Step(
    name="record_supplement",
    title="记录补充的材料",
    source=(SUBMITTED, REVIEWING),
    by=DESK,
    seat=Seat.COURT,
    guards=(guards.a_supplement_is_awaited,),
    act=acts.RECORD_SUPPLEMENT,
    stops=(deadlines.SUPPLEMENT,),
    law="民诉法司法解释第三百五十四条、第三百五十六条",
)
EXTEND_RULING = Step(
    name="extend_ruling",
    title="延长裁定期限",
    source=(REVIEWING,),
    by=(JUDGE,),
    seat=Seat.COURT,
    guards=(guards.the_ruling_was_not_extended,),
    act=acts.EXTEND_RULING,
    needs=(REASON,),
    law="人民调解协议司法确认程序若干规定第五条：特殊情况经院长批准，可以延长十日",
    aside=True,
)
RAISE_OBJECTION = Step(
    name="raise_objection",
    title="记录异议",
    source=(CONFIRMED,),
    dest=OBJECTED,
    by=DESK,
    seat=Seat.COURT,
    guards=(guards.the_ruling_is_sealed,),
    act=acts.RAISE_OBJECTION,
    law="民诉法司法解释第三百七十二条：当事人收到裁定之日起十五日内、利害关系人知道权益受侵害之日起六个月内提出",
    aside=True,
)
DISMISS_OBJECTION = Step(
    name="dismiss_objection",
    title="裁定驳回异议",
    source=(OBJECTED,),
    dest=CONFIRMED,
    by=(JUDGE,),
    seat=Seat.COURT,
    act=acts.DISMISS_OBJECTION,
    needs=(REASON,),
    law="民诉法司法解释第三百七十二条：异议不成立的，裁定驳回",
)
UPHOLD_OBJECTION = Step(
    name="uphold_objection",
    title="裁定撤销原裁定",
    source=(OBJECTED,),
    dest=REVOKED,
    by=(JUDGE,),
    seat=Seat.COURT,
    act=acts.UPHOLD_OBJECTION,
    needs=(REASON,),
    law="民诉法司法解释第三百七十二条：异议成立或者部分成立的，作出新的裁定撤销或者改变原裁定",
    danger=True,
)
VARY_RULING = Step(
    name="vary_ruling",
    title="裁定改变原裁定",
    source=(OBJECTED,),
    dest=VARIED,
    by=(JUDGE,),
    seat=Seat.COURT,
    act=acts.UPHOLD_OBJECTION,
    needs=(REASON,),
    law="民诉法司法解释第三百七十二条：异议部分成立的，作出新的裁定改变原裁定；没有改变的部分仍然有效",
    danger=True,
)
SEAL = Step(
    name="seal",
    title="加盖院印",
    source=(CONFIRMED,),
    by=DESK,
    seat=Seat.COURT,
    guards=(guards.the_ruling_is_not_sealed,),
    act=acts.SEAL_RULING,
    issues=(papers.CONFIRMATION_RULING,),
    law="裁定书由审判员、书记员署名，加盖人民法院印章（民事诉讼法第一百五十七条）",
)
SERVE = Step(
    name="serve",
    title="送达当事人",
    source=(CONFIRMED,),
    by=DESK,
    seat=Seat.COURT,
    guards=(guards.the_ruling_is_sealed, guards.somebody_is_unserved),
    act=acts.SERVE_RULING,
    starts=(deadlines.OBJECTION,),
    law="民事诉讼法第八十七条；异议期限见民诉法司法解释第三百七十二条",
)
SEAL_OTHER = Step(
    name="seal_other",
    title="记录裁定书用印",
    source=OTHER_RULINGS,
    by=DESK,
    seat=Seat.COURT,
    guards=(guards.a_ruling_was_made, guards.the_ruling_is_not_sealed),
    act=acts.SEAL_RULING,
    law="不予受理、驳回申请、准许撤回也用裁定，由审判员、书记员署名，加盖人民法院印章（民事诉讼法第一百五十七条）",
)
SERVE_OTHER = Step(
    name="serve_other",
    title="送达裁定书",
    source=OTHER_RULINGS,
    by=DESK,
    seat=Seat.COURT,
    guards=(guards.a_ruling_was_made, guards.the_ruling_is_sealed, guards.somebody_is_unserved),
    act=acts.SERVE_RULING,
    law="民事诉讼法第八十七条",
)

CONFIRMATION = Definition(
    matter=MatterKind.CONFIRMATION,
    version=1,
    title="司法确认",
    initial=PREPARING,
    states=(
        PREPARING,
        SUBMITTED,
        REVIEWING,
        CONFIRMED,
        OBJECTED,
        REVOKED,
        VARIED,
        REJECTED,
        NOT_ACCEPTED,
        WITHDRAWN,
    ),
    steps=(
        SUBMIT,
        SIGN_APPLICATION,
        ACCEPT_APPLICATION,
        RULE,
        PREPARE_RULING,
        SEAL,
        SERVE,
        SEAL_OTHER,
        SERVE_OTHER,
        RECORD_SUPPLEMENT,
        ASK_SUPPLEMENT,
        EXTEND_RULING,
        DISMISS_OBJECTION,
        UPHOLD_OBJECTION,
        VARY_RULING,
        RAISE_OBJECTION,
        REFUSE_APPLICATION,
        REJECT,
        WITHDRAW_APPLICATION,
        ALLOW_WITHDRAWAL,
        DEEM_WITHDRAWN,
    ),
)
