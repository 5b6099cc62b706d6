"""Judicial confirmation (民事诉讼法 205-206): joint application, the court's review, its ruling and service."""

from mediation.rules import acts, guards
from mediation.rules.grammar import REASON, Definition, State, Step
from mediation.rules.vocabulary import MatterKind, Seat
from workflows import deadlines, papers
from workflows.roles import COMMITTEE_HEAD, COURT_CLERK, COURT_LIAISON, JUDGE, MEDIATOR, REGISTRAR

PREPARING = State("preparing", "准备申请")
SUBMITTED = State("submitted", "已提交法院", clock=deadlines.COURT_ACCEPTANCE)
REVIEWING = State("reviewing", "法院审查中", clock=deadlines.COURT_RULING)
CONFIRMED = State("confirmed", "确认有效", open=False)
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
    guards=(guards.the_ruling_is_prepared,),
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
    states=(PREPARING, SUBMITTED, REVIEWING, CONFIRMED, REJECTED, NOT_ACCEPTED, WITHDRAWN),
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
        REFUSE_APPLICATION,
        REJECT,
        WITHDRAW_APPLICATION,
        ALLOW_WITHDRAWAL,
    ),
)
