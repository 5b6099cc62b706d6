"""The third version: rulings on objections are sealed and served; a court that sent the dispute may make a paper.

A mediation paper (调解书) takes the place of a ruling where the parties ask for it: it binds once all have signed for
it, and until then any of them may go back on it.
"""

from dataclasses import replace

from mediation.rules import acts, guards
from mediation.rules.grammar import REASON, Change, State, Step
from mediation.rules.messages import say
from mediation.rules.vocabulary import Seat
from workflows import confirmation, deadlines, papers
from workflows.confirmation import (
    CONFIRMED,
    DESK,
    OBJECTED,
    PREPARING,
    REVIEWING,
    REVOKED,
    STAFF,
    SUBMITTED,
    VARIED,
    WITHDRAWN,
)
from workflows.confirmation_v2 import CONFIRMATION_V2
from workflows.performance_v3 import LOSE_TITLE
from workflows.roles import COURT_LIAISON, JUDGE

# The thirty days while the application is prepared

TOO_LATE = State("too_late", "逾期没有申请", open=False, fulfils=False)
SIGN_APPLICATION = replace(
    confirmation.SIGN_APPLICATION,
    source=(PREPARING, SUBMITTED, REVIEWING),
    guards=(guards.a_signature_is_missing,),
)
SUBMIT = replace(
    confirmation.SUBMIT,
    guards=(
        guards.all_parties_applied_jointly,
        guards.a_ruling_is_applied_for_in_time,
        guards.nobody_went_back_on_it,
    ),
)
SIGN_BEFORE = replace(
    SIGN_APPLICATION,
    name="sign_before",
    title="补记期限内的签名",
    source=(TOO_LATE,),
    law="民事诉讼法第二百零五条：三十日内已经签名、当时没有记录的，写明签名的日期",
    aside=True,
)
SUBMIT_BEFORE = replace(
    SUBMIT,
    name="submit_before",
    title="补记期限内的提交",
    source=(TOO_LATE,),
    guards=(*SUBMIT.guards, guards.no_other_application_is_open, guards.not_yet_confirmed),
    law="民事诉讼法第二百零五条：三十日内已经提交、当时没有记录的，写明提交的日期；今天才提交的不行",
    aside=True,
)
END_OF_TIME_TO_APPLY = Step(
    name="end_of_time_to_apply",
    title="三十日届满，不能再申请司法确认",
    source=(PREPARING,),
    dest=TOO_LATE,
    seat=Seat.SYSTEM,
    guards=(guards.a_ruling_is_asked_for,),
    at_end_of=(deadlines.APPLICATION,),
    law="民事诉讼法第二百零五条：自调解协议生效之日起三十日内共同提出，期限不延长；协议仍有约束力，"
    "可以就协议起诉（人民调解法第三十二条），也可以办理赋予强制执行效力的公证（民事诉讼法第二百四十九条）",
)

# Rulings on objections

ISSUED = (papers.OBJECTION_RULING,)
SERVE = replace(confirmation.SERVE, source=(CONFIRMED, VARIED))
RAISE_OBJECTION = replace(
    confirmation.RAISE_OBJECTION,
    source=(CONFIRMED, VARIED),
    law="民诉法司法解释第三百七十二条：当事人收到裁定之日起十五日内、利害关系人知道权益受侵害之日起六个月内提出；"
    "各有自己的期限，别人的异议裁定改变了原裁定也一样",
)
NO_OBJECTION_IS_LEFT = Step(
    name="no_objection_is_left",
    title="异议都已撤回，裁定不变",
    source=(OBJECTED,),
    dest=CONFIRMED,
    seat=Seat.SYSTEM,
    guards=(guards.no_objection_waits, guards.the_ruling_was_not_varied),
    law="民事诉讼法第十三条：当事人有权处分自己的民事权利和诉讼权利；撤回以后不再审查",
)
NO_FURTHER_OBJECTION_IS_LEFT = replace(
    NO_OBJECTION_IS_LEFT,
    name="no_further_objection_is_left",
    title="异议都已撤回，改变后的裁定不变",
    dest=VARIED,
    guards=(guards.no_objection_waits, guards.the_ruling_was_varied),
)
WITHDRAW_OBJECTION = Step(
    name="withdraw_objection",
    title="异议人撤回异议",
    source=(OBJECTED,),
    by=DESK,
    seat=Seat.COURT,
    act=acts.WITHDRAW_OBJECTION,
    needs=(REASON,),
    then=(NO_OBJECTION_IS_LEFT, NO_FURTHER_OBJECTION_IS_LEFT),
    law="民事诉讼法第十三条：当事人有权处分自己的民事权利和诉讼权利；别人的异议继续审查",
    aside=True,
)
DISMISS_OBJECTION = replace(
    confirmation.DISMISS_OBJECTION,
    guards=(guards.the_ruling_was_not_varied,),
    act=acts.REFUSE_OBJECTION,
    needs=(),
    issues=ISSUED,
)
DISMISS_FURTHER_OBJECTION = replace(
    DISMISS_OBJECTION,
    name="dismiss_further_objection",
    title="裁定驳回异议，维持改变后的裁定",
    dest=VARIED,
    guards=(guards.the_ruling_was_varied,),
)
UPHOLD_OBJECTION = replace(
    confirmation.UPHOLD_OBJECTION,
    act=acts.REVOKE_RULING,
    needs=(),
    issues=ISSUED,
    reaches=(LOSE_TITLE,),
    law="民诉法司法解释第三百七十二条：异议成立的，作出新的裁定撤销原裁定；不再是执行依据，"
    "当事人可以另行调解、变更协议，也可以起诉",
)
VARY_RULING = replace(
    confirmation.VARY_RULING,
    act=acts.VARY_RULING,
    needs=(),
    issues=ISSUED,
    reaches=(LOSE_TITLE,),
)
AFTER_AN_OBJECTION = (CONFIRMED, OBJECTED, REVOKED, VARIED)
SEAL_OBJECTION_RULING = Step(
    name="seal_objection_ruling",
    title="异议裁定加盖院印",
    source=AFTER_AN_OBJECTION,
    by=DESK,
    seat=Seat.COURT,
    guards=(guards.an_objection_ruling_awaits_its_seal,),
    act=acts.SEAL_OBJECTION_RULING,
    issues=ISSUED,
    law="裁定书由审判员、书记员署名，加盖人民法院印章（民事诉讼法第一百五十七条）",
)
SERVE_OBJECTION_RULING = Step(
    name="serve_objection_ruling",
    title="送达异议裁定",
    source=AFTER_AN_OBJECTION,
    by=DESK,
    seat=Seat.COURT,
    guards=(guards.an_objection_ruling_awaits_service,),
    act=acts.SERVE_OBJECTION_RULING,
    law="民事诉讼法第八十七条：送达双方当事人和提出异议的利害关系人",
)

# The court's own mediation paper

TO_BE_SIGNED_FOR = State("to_be_signed_for", "已制作，等待签收", clock=deadlines.SIGNING_FOR)
IN_FORCE = State("in_force", "已生效", open=False)
GONE_BACK = State("gone_back", "签收前反悔", clock=deadlines.FILING_DECISION, fulfils=False)
AT_TRIAL = State("at_trial", "转入审理", open=False)
DECLINED = State("declined", "不予制作", open=False, fulfils=False)

PREPARE_MEDIATION_PAPER = replace(
    confirmation.PREPARE_RULING,
    name="prepare_mediation_paper",
    title="准备调解书草稿",
    act=acts.PREPARE_MEDIATION_PAPER,
    guards=(guards.a_mediation_paper_is_asked_for,),
    issues=(papers.MEDIATION_PAPER,),
    law="民事诉讼法第九十九条、第一百条：自愿、合法；写明诉讼请求、案件的事实和调解结果",
)
MAKE_MEDIATION_PAPER = Step(
    name="make_mediation_paper",
    title="制作调解书",
    source=(REVIEWING,),
    dest=TO_BE_SIGNED_FOR,
    by=(JUDGE,),
    seat=Seat.COURT,
    guards=(
        guards.a_mediation_paper_is_asked_for,
        guards.the_mediation_paper_is_prepared,
        guards.nothing_is_awaited,
        guards.all_parties_applied_jointly,
        guards.nobody_went_back_on_it,
    ),
    act=acts.MAKE_MEDIATION_PAPER,
    stops=(deadlines.COURT_LIMIT,),
    issues=(papers.MEDIATION_PAPER,),
    law="民事诉讼法第一百条：调解达成协议，人民法院应当制作调解书",
)
SEAL_MEDIATION_PAPER = Step(
    name="seal_mediation_paper",
    title="调解书加盖院印",
    source=(TO_BE_SIGNED_FOR,),
    by=DESK,
    seat=Seat.COURT,
    guards=(guards.the_ruling_is_not_sealed,),
    act=acts.SEAL_RULING,
    issues=(papers.MEDIATION_PAPER,),
    law="民事诉讼法第一百条：调解书由审判人员、书记员署名，加盖人民法院印章",
)
MEDIATION_PAPER_TAKES_EFFECT = Step(
    name="mediation_paper_takes_effect",
    title="调解书生效",
    source=(TO_BE_SIGNED_FOR,),
    dest=IN_FORCE,
    seat=Seat.SYSTEM,
    guards=(guards.everybody_signed_for_it,),
    act=acts.PUT_MEDIATION_PAPER_IN_FORCE,
    law="民事诉讼法第一百条：经双方当事人签收后，即具有法律效力；民诉法司法解释第一百四十九条：最后签收之日生效",
)
SIGN_FOR_MEDIATION_PAPER = Step(
    name="sign_for_mediation_paper",
    title="记录调解书签收",
    source=(TO_BE_SIGNED_FOR,),
    by=DESK,
    seat=Seat.COURT,
    guards=(guards.the_ruling_is_sealed,),
    act=acts.SERVE_RULING,
    then=(MEDIATION_PAPER_TAKES_EFFECT,),
    law="民事诉讼法第一百条；民诉法司法解释第一百三十三条：直接送达当事人本人，不适用留置送达",
)
GO_BACK = Step(
    name="go_back",
    title="记录签收前反悔",
    source=(TO_BE_SIGNED_FOR,),
    dest=GONE_BACK,
    by=DESK,
    seat=Seat.COURT,
    guards=(guards.the_court_has_not_registered_it,),
    act=acts.GO_BACK,
    law="民事诉讼法第一百零二条：送达前一方反悔的，调解书不生效；拒绝签收的，按反悔处理",
    danger=True,
)
GO_BACK_TO_TRIAL = replace(
    GO_BACK,
    name="go_back_to_trial",
    title="记录签收前反悔，转入审理",
    dest=AT_TRIAL,
    guards=(guards.the_court_registered_it,),
    law="民事诉讼法第一百零二条：送达前一方反悔的，人民法院应当及时判决；已经立案，不是再次立案",
)
REGISTER_SUIT = Step(
    name="register_suit",
    title="登记立案",
    source=(GONE_BACK,),
    dest=AT_TRIAL,
    by=(COURT_LIAISON,),
    seat=Seat.COURT,
    act=acts.REGISTER_SUIT,
    law="特邀调解规定第二十一条：委派调解不成的，依法及时立案；登记立案规定第二条、第八条",
)
DECLINE = Step(
    name="decline",
    title="不制作调解书",
    source=(SUBMITTED, REVIEWING),
    dest=DECLINED,
    by=(JUDGE,),
    seat=Seat.COURT,
    guards=(guards.a_mediation_paper_is_asked_for,),
    act=acts.DECLINE_MEDIATION_PAPER,
    needs=(REASON,),
    law="民事诉讼法第九十九条：协议不得违反法律、应当自愿；写明理由，协议的效力不变，三十日内仍可以申请司法确认",
    danger=True,
)
WITHDRAW_REQUEST = Step(
    name="withdraw_request",
    title="当事人不再要求调解书",
    source=(REVIEWING,),
    dest=WITHDRAWN,
    by=DESK,
    seat=Seat.COURT,
    guards=(guards.a_mediation_paper_is_asked_for,),
    act=acts.WITHDRAW_APPLICATION,
    needs=(REASON,),
    law="民事诉讼法第九条：根据自愿原则进行调解；协议的效力不变，三十日内仍可以申请司法确认",
    danger=True,
)


# Who takes a party's place, and who comes of age

SUCCEED = Change(
    tag="party:succeeded",
    title="记录继承、承受或者成年",
    source=(PREPARING, SUBMITTED, REVIEWING, CONFIRMED, OBJECTED, VARIED, TO_BE_SIGNED_FOR),
    by=STAFF,
    shut=say("申请已经办结，不能再换申请人"),
    law="民法典第一千一百六十一条：继承人承受权利义务；第六十七条：合并、分立的由其后的法人承受；"
    "第十七条、第二十四条：成年、恢复行为能力的由本人申请",
)

DEEM_WITHDRAWN = replace(confirmation.DEEM_WITHDRAWN, guards=(guards.nothing_is_awaited,))
RULE = replace(
    confirmation.RULE,
    guards=(
        *confirmation.RULE.guards,
        guards.all_parties_applied_jointly,
        guards.nobody_went_back_on_it,
    ),
)


def _of_a_ruling(step: Step) -> Step:
    """A step that leads to a ruling, where that is what the parties asked for."""
    return replace(step, guards=(guards.a_ruling_is_asked_for, *step.guards))


NEWER: dict[Step, Step] = {
    confirmation.SIGN_APPLICATION: SIGN_APPLICATION,
    confirmation.SUBMIT: SUBMIT,
    confirmation.SERVE: SERVE,
    confirmation.RAISE_OBJECTION: RAISE_OBJECTION,
    confirmation.DISMISS_OBJECTION: DISMISS_OBJECTION,
    confirmation.UPHOLD_OBJECTION: UPHOLD_OBJECTION,
    confirmation.VARY_RULING: VARY_RULING,
    confirmation.PREPARE_RULING: _of_a_ruling(confirmation.PREPARE_RULING),
    confirmation.RULE: _of_a_ruling(RULE),
    confirmation.REFUSE_APPLICATION: _of_a_ruling(confirmation.REFUSE_APPLICATION),
    confirmation.REJECT: _of_a_ruling(confirmation.REJECT),
    confirmation.ALLOW_WITHDRAWAL: _of_a_ruling(confirmation.ALLOW_WITHDRAWAL),
    confirmation.DEEM_WITHDRAWN: _of_a_ruling(DEEM_WITHDRAWN),
}
ADDED: dict[Step, tuple[Step, ...]] = {
    confirmation.SIGN_APPLICATION: (END_OF_TIME_TO_APPLY, SIGN_BEFORE, SUBMIT_BEFORE),
    confirmation.SERVE: (SEAL_OBJECTION_RULING, SERVE_OBJECTION_RULING),
    confirmation.DISMISS_OBJECTION: (DISMISS_FURTHER_OBJECTION,),
    confirmation.RAISE_OBJECTION: (
        WITHDRAW_OBJECTION,
        NO_OBJECTION_IS_LEFT,
        NO_FURTHER_OBJECTION_IS_LEFT,
    ),
    confirmation.PREPARE_RULING: (
        MAKE_MEDIATION_PAPER,
        PREPARE_MEDIATION_PAPER,
        SEAL_MEDIATION_PAPER,
        SIGN_FOR_MEDIATION_PAPER,
        MEDIATION_PAPER_TAKES_EFFECT,
        REGISTER_SUIT,
    ),
    confirmation.DEEM_WITHDRAWN: (DECLINE, WITHDRAW_REQUEST, GO_BACK, GO_BACK_TO_TRIAL),
}
"""What is new, by the step after which it stands on the page."""

CONFIRMATION_V3 = replace(
    CONFIRMATION_V2,
    version=3,
    states=(*CONFIRMATION_V2.states, TO_BE_SIGNED_FOR, IN_FORCE, GONE_BACK, AT_TRIAL, DECLINED, TOO_LATE),
    steps=tuple(
        one for step in CONFIRMATION_V2.steps for one in (NEWER.get(step, step), *ADDED.get(step, ()))
    ),
    changes=(SUCCEED,),
)
