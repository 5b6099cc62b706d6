"""Legal conditions: each a true sentence over the facts, with the words a party reads when it does not hold."""

from __future__ import annotations

from collections.abc import Callable

from mediation.rules import acts
from mediation.rules.acts import Act
from mediation.rules.facts import CaseFacts
from mediation.rules.grammar import Guard
from mediation.rules.messages import Message, say


def guard(
    unmet: Message,
    *,
    title: str = "",
    names: str = "",
    version: int = 1,
    by: tuple[Act, ...] = (),
    dated: bool = False,
    was: Callable[[CaseFacts], bool] | None = None,
) -> Callable[[Callable[[CaseFacts], bool]], Guard]:
    """Make a Guard of a predicate; its name is the predicate's, `title` what must hold, for whoever reads the law."""
    return lambda holds: Guard(
        holds.__name__, version, unmet, holds, title, names=names, by=by, dated=dated, was=was
    )


def _the_period_has_lapsed(facts: CaseFacts) -> bool:
    return facts.period_lapsed


def _something_comes_first(facts: CaseFacts) -> bool:
    return (facts.labour and not facts.arbitrated) or (facts.land_title and not facts.decided_by_government)


def _a_delegation_goes_back(facts: CaseFacts) -> bool:
    sent = facts.court_delegated and facts.court_at_hand and not facts.committee_holds
    return sent and not _something_comes_first(facts)


@guard(say("还没有登记双方当事人：缺{names}"), title="双方当事人都已登记", names="sides_missing")
def both_sides_are_known(facts: CaseFacts) -> bool:
    return not facts.sides_missing


@guard(
    say("{names} 明确拒绝调解，不得调解（人民调解法第十七条）"),
    title="没有当事人明确拒绝调解（人民调解法第十七条）",
    names="refusing",
)
def nobody_refuses(facts: CaseFacts) -> bool:
    return not facts.refusing


@guard(
    say("还没有记录 {names} 同意调解（人民调解法第十七条）"),
    title="每一方当事人都同意调解，并且已经记录（人民调解法第十七条）",
    names="consent_missing",
)
def every_party_consents(facts: CaseFacts) -> bool:
    return not facts.consent_missing


@guard(
    say("还没有指定调解员（人民调解法第十九条）"),
    title="已经指定调解员（人民调解法第十九条）",
    by=(acts.NAME_MEDIATORS,),
)
def a_mediator_is_named(facts: CaseFacts) -> bool:
    return bool(facts.mediators)


@guard(
    say("还没有告知 {names} 权利义务（人民调解法第二十三、二十四条）"),
    title="已经告知每一方当事人权利义务（人民调解法第二十三条、第二十四条）",
    names="rights_untold",
    version=2,
    by=(acts.HOLD_SITTING,),
)
def rights_were_told(facts: CaseFacts) -> bool:
    return not facts.rights_untold


@guard(
    say("{names} 没有完全民事行为能力，请先登记监护人（民法典第二十三条、第一百四十四条、第一百四十五条）"),
    title="没有完全民事行为能力的当事人都已登记监护人（民法典第二十三条、第一百四十四条、第一百四十五条）",
    names="guardians_missing",
)
def guardians_are_known(facts: CaseFacts) -> bool:
    return not facts.guardians_missing


@guard(
    say("本组织还没有各方参加的调解记录（人民调解法第二十七条）"),
    title="本组织已有各方参加的调解记录（人民调解法第二十七条）",
    by=(acts.HOLD_SITTING,),
    version=2,
)
def a_sitting_was_recorded(facts: CaseFacts) -> bool:
    return facts.sittings > 0


@guard(
    say("劳动争议、医疗纠纷应当订立书面协议（劳动争议调解仲裁法第十四条，医疗纠纷预防和处理条例第三十九条）"),
    title="不是应当订立书面协议的纠纷，即劳动争议（劳动争议调解仲裁法第十四条）、医疗纠纷（医疗纠纷预防和处理条例第三十九条）",
)
def an_oral_agreement_is_enough(facts: CaseFacts) -> bool:
    return not (facts.labour or facts.medical)


@guard(say("没有报告过激化风险"), title="报告过激化风险，还没有解除", by=(acts.REPORT_DANGER,))
def danger_was_reported(facts: CaseFacts) -> bool:
    return facts.danger


@guard(say("案件正在移交，等对方签收或退回"), title="没有正在等签收或者等上级决定的移交")
def no_hand_over_is_open(facts: CaseFacts) -> bool:
    return not facts.hand_over_open


@guard(
    say("这一次退回已经到报上级决定的次数：请用「退回，报上级决定」，由上级决定谁来办"),
    title="接收组织退回的次数还没有到报上级决定的次数（通常是第三次，可调整；上级决定以后重新计）",
)
def returned_seldom(facts: CaseFacts) -> bool:
    return not facts.returned_often


@guard(
    say("退回还没有到报上级决定的次数，可以直接退回"),
    title="接收组织这一次退回已经到报上级决定的次数（通常是第三次，可调整；上级决定以后重新计）",
    by=(acts.RETURN_CASE,),
)
def returned_too_often(facts: CaseFacts) -> bool:
    return facts.returned_often


@guard(
    say("签收期限还没有过；法院移出的，由其撤回以后另选组织，不报上级决定（宪法第一百三十一条）"),
    title="移交由调解组织、综治中心提出，签收期限已过，仍没有签收、退回",
)
def the_answer_is_overdue(facts: CaseFacts) -> bool:
    return facts.answer_overdue


@guard(say("会议还没有开，到了公告的那天再记录"), title="已经到公告的开会日期")
def the_meeting_day_has_come(facts: CaseFacts) -> bool:
    return not facts.meeting_to_come


@guard(say("乡呼县应由苏木乡镇一级的组织呼叫"), title="案件由苏木乡镇一级的组织承办")
def a_township_holds_the_case(facts: CaseFacts) -> bool:
    return facts.township_holds


@guard(
    say("案件不由调解组织承办：按这件案件的流程版本，督办只发给调解组织"),
    title="案件由调解组织承办",
)
def a_committee_holds_the_case(facts: CaseFacts) -> bool:
    return facts.committee_holds


@guard(
    say("案件由法院办理：督办不发给法院（宪法第一百三十一条：人民法院依照法律规定独立行使审判权）"),
    title="案件不在法院（宪法第一百三十一条：人民法院依照法律规定独立行使审判权）",
)
def no_court_holds_the_case(facts: CaseFacts) -> bool:
    return not facts.court_holds


@guard(say("送来案件的法院在另一个系统办理"), title="送来案件的法院也在本系统办理")
def that_court_works_here(facts: CaseFacts) -> bool:
    return not facts.court_elsewhere


@guard(
    say("委派本案的法院不在本系统办理：起诉材料随调解结果交回该院，由它立案"),
    title="委派本案的法院在本系统有人办理",
)
def the_delegating_court_is_at_hand(facts: CaseFacts) -> bool:
    return facts.court_at_hand


@guard(
    say("当事人另外递交的起诉材料正在由法院审查立案：等法院登记立案、裁定，或者由当事人撤回"),
    title="没有当事人另外递交、正在由法院审查立案的起诉材料",
)
def no_complaint_was_handed_in(facts: CaseFacts) -> bool:
    return not facts.complaint_open or facts.came_back


@guard(
    say("不是法院委派、可以直接起诉的案件，用「退回」"),
    title="案件由本系统的法院委派，还在法院那里，没有仲裁、政府处理要先办（劳动争议调解仲裁法第五条、土地管理法第十四条）",
    by=(acts.DELEGATE,),
)
def a_delegation_goes_back_to_be_filed(facts: CaseFacts) -> bool:
    return _a_delegation_goes_back(facts)


@guard(
    say("法院委派的案件，由法院审查立案：退回的用「退回委派的法院」，撤回的用「撤回委派，由法院审查立案」"),
    title="不是法院委派、退回以后由法院审查立案的案件",
)
def no_delegation_goes_back_to_be_filed(facts: CaseFacts) -> bool:
    return not _a_delegation_goes_back(facts)


@guard(
    say("委派本案的法院在另一个系统办理：起诉材料随调解结果交回该院，由它立案"),
    title="不是在另一个系统办理的法院委派来的案件",
)
def no_court_elsewhere_takes_it_back(facts: CaseFacts) -> bool:
    return not (facts.court_delegated and facts.court_elsewhere)


@guard(
    say("起诉材料不是委派调解结束以后自己交回法院的，或者当事人已经另外递交"),
    title="委派调解结束以后自己交回法院的，还没有人另外递交材料",
    by=(acts.RETURN_TO_COURT,),
)
def it_came_back_of_itself(facts: CaseFacts) -> bool:
    return facts.came_back


@guard(
    say("当事人撤回调解或者达成部分协议，还没有表示坚持起诉"),
    title="当事人坚持起诉：递交了材料，或者没有达成协议（特邀调解规定第二十一条）",
)
def the_suit_is_insisted_on(facts: CaseFacts) -> bool:
    return facts.suit_insisted_on


@guard(
    say("法院已经先行立案，等编立案号：期限内办理的事项请告知法院"),
    title="法院没有先行立案",
)
def the_court_has_not_filed_it_first(facts: CaseFacts) -> bool:
    return not facts.filed_first


@guard(
    say("法院已经就起诉作出裁定：二审指令立案的应当立案，不予立案的可以上诉、再次起诉，都不再委派"),
    title="没有就起诉作出过不予立案的裁定（民事诉讼法第一百二十六条；二审指令立案的应当立案，民诉法司法解释第三百三十条）",
)
def no_complaint_was_ruled_on(facts: CaseFacts) -> bool:
    return not facts.complaint_ruled_on


@guard(
    say("这件纠纷已经立案：再调解的由审理的法院委托调委会，法院、综治中心不另立案"),
    title="没有立案，或者由调委会再次登记（民诉法司法解释第二百四十七条：同一纠纷不重复立案）",
)
def what_a_court_registered_it_entrusts(facts: CaseFacts) -> bool:
    return facts.committee_holds or not facts.suit_filed


@guard(
    say("法院正在审理这件纠纷：再调解的由审理的法院委托调委会；结案、撤诉以后才另立新案"),
    title="法院没有在审理，或者由调委会再次登记（民诉法司法解释第二百四十七条：同一纠纷不重复立案；"
    "第二百一十四条：撤诉、按撤诉处理以后可以再次起诉）",
)
def what_a_court_tries_it_entrusts(facts: CaseFacts) -> bool:
    return facts.committee_holds or not facts.suit_filed or facts.suit_over


@guard(
    say("法院已经结案，或者期满以后已经通知交费：期限内办过的事项请告知法院，由法院决定是否再委托"),
    title="法院没有结案，期满以后也没有通知交费（最高法2025年立案与调解意见第五条、第六条）",
)
def the_trial_has_not_gone_on(facts: CaseFacts) -> bool:
    return not (facts.suit_over or facts.fee_told_since)


@guard(
    say("法院已经就起诉作出裁定，期限内办过的事项不能再补记：当事人可以上诉，也可以另行申请调解"),
    title="法院没有就起诉作出过不予立案的裁定（民事诉讼法第一百二十六条）",
)
def no_ruling_was_made_on_the_complaint(facts: CaseFacts) -> bool:
    return not facts.complaint_ruled_on or facts.filed_first


@guard(
    say("案件还在法院：委托、委派以后没有人签收的，在移交里撤回"),
    title="案件由调解组织承办",
)
def a_committee_is_mediating_it(facts: CaseFacts) -> bool:
    return facts.committee_holds


@guard(
    say(
        "这件纠纷法院已经受理：由审理的法院委托才能调解（人民调解工作若干规定第二十二条）；"
        "已经结案、撤诉的，先在「其他程序的进展」里记下结果"
    ),
    title="法院没有在审理这件纠纷，或者由法院委托、委派（人民调解工作若干规定第二十二条；医疗纠纷另有规定）",
)
def no_court_has_taken_it(facts: CaseFacts) -> bool:
    sent = facts.court_registered or facts.court_delegated
    return not facts.court_has_it or sent or facts.medical


@guard(
    say("这件转介是当事人自己的路，不因结案停止"),
    title="只为调解本身转介：公证、商事仲裁",
)
def it_was_asked_for_the_mediation(facts: CaseFacts) -> bool:
    return facts.asked_for_the_mediation


@guard(
    say("起诉以前不必先经仲裁、政府处理，或者已经有了结果"),
    title="劳动争议还没有仲裁结果，或者土地权属争议政府还没有处理（劳动争议调解仲裁法第五条、土地管理法第十四条）",
)
def something_comes_before_the_court(facts: CaseFacts) -> bool:
    return _something_comes_first(facts)


@guard(
    say("参加联合调解的组织还不是承办组织"),
    title="参加联合调解的组织已经是承办组织",
    by=(acts.TAKE_OVER, acts.ASSIGN_CASE),
)
def who_was_asked_leads_now(facts: CaseFacts) -> bool:
    return facts.asked_itself


@guard(
    say("案件已经结案，不再督办（人民调解法第三条、第二十三条：不得拖住当事人）"),
    title="案件没有结案（人民调解法第三条、第二十三条：不得拖住当事人）",
)
def the_case_is_open(facts: CaseFacts) -> bool:
    return facts.case_open


@guard(
    say("还没有形成调解协议"),
    title="已经形成调解协议",
    by=(
        acts.DRAW_AGREEMENT,
        acts.REDRAW_AGREEMENT,
    ),
)
def an_agreement_is_drawn(facts: CaseFacts) -> bool:
    return facts.agreement_drawn


@guard(
    say("协议书是按变动前的内容生成的：请先在「文书」里重新生成，或者修改协议文本，再签名"),
    title="协议书是按现在的内容生成的",
)
def the_agreement_paper_is_current(facts: CaseFacts) -> bool:
    return facts.agreement_paper_is_current


@guard(
    say("还缺 {names} 签名、盖章或按指印（人民调解法第二十九条）"),
    title="应当签名、盖章或者按指印的人都已签（人民调解法第二十九条）",
    names="marks_missing",
    by=(acts.GATHER_MARKS,),
)
def everyone_has_signed(facts: CaseFacts) -> bool:
    return not facts.marks_missing


@guard(say("协议写明还有没有达成一致的事项"), title="协议没有留下未达成一致的事项")
def everything_was_agreed(facts: CaseFacts) -> bool:
    return not facts.agreement_left_over


@guard(
    say("协议没有写未达成一致的事项"),
    title="协议写明还有未达成一致的事项",
    by=(acts.DRAW_AGREEMENT, acts.REDRAW_AGREEMENT),
)
def something_is_left_over(facts: CaseFacts) -> bool:
    return facts.agreement_left_over


@guard(say("已经有人在协议上签名：请先退回调解，再改协议文本或者更换调解员"), title="还没有人在协议上签名")
def nobody_has_signed(facts: CaseFacts) -> bool:
    return not facts.agreement_signed_by_any


@guard(
    say(
        "各方当事人都已经签名，协议不能由调解员退回：补齐调解员签名和印章就生效；"
        "各方都要改的另行约定，有人不认的由其起诉（人民调解法第三十一条、第三十二条）"
    ),
    title="还有当事人没有签名（各方都已签名的，协议对他们有约束力：人民调解法第三十一条、特邀调解规定第二十四条）",
)
def not_every_party_has_signed(facts: CaseFacts) -> bool:
    return not facts.every_party_signed


@guard(
    say("调解员签名、组织印章都已经齐全"),
    title="协议还缺调解员签名或者组织印章",
)
def a_mark_of_the_committee_is_missing(facts: CaseFacts) -> bool:
    return facts.offices_missing


@guard(say("协议已有人签名，当事人不能再改；需要时先退回调解"), title="还没有人在协议上签名，当事人可以变动")
def the_parties_may_still_change(facts: CaseFacts) -> bool:
    return not facts.agreement_signed_by_any


@guard(
    say("口头协议不能申请司法确认；需要确认的，双方可以另行申请调解，订立书面协议"),
    title="是书面协议，不是口头协议",
    by=(acts.DRAW_AGREEMENT,),
)
def the_agreement_is_written(facts: CaseFacts) -> bool:
    return facts.agreement_written


@guard(say("调解协议还没有生效"), title="调解协议已经生效", by=(acts.PUT_IN_FORCE,))
def the_agreement_is_in_force(facts: CaseFacts) -> bool:
    return facts.agreement_in_force_on is not None


@guard(
    say("申请司法确认的三十日已过（民事诉讼法第二百零五条）；协议仍有约束力，对履行有争议的可以起诉"),
    title="协议生效之日起三十日还没有过（民事诉讼法第二百零五条）",
    dated=True,
)
def the_thirty_days_are_not_over(facts: CaseFacts) -> bool:
    return facts.apply_until is None or facts.on <= facts.apply_until


@guard(
    say("申请司法确认的三十日已过（民事诉讼法第二百零五条）；协议仍有约束力，对履行有争议的可以起诉"),
    title="协议生效之日起三十日还没有过（民事诉讼法第二百零五条），或者可以请法院制作调解书，不受三十日限制",
    dated=True,
)
def a_ruling_or_a_paper_may_still_be_asked_for(facts: CaseFacts) -> bool:
    """The thirty days are for a ruling; which of the two is wanted, the application says."""
    return facts.court_may_make_a_paper or facts.apply_until is None or facts.on <= facts.apply_until


@guard(
    say("申请司法确认的三十日已过（民事诉讼法第二百零五条）；协议仍有约束力，对履行有争议的可以起诉"),
    title="申请司法确认裁定的，协议生效之日起三十日还没有过（民事诉讼法第二百零五条）；申请法院调解书的不受此限",
    dated=True,
)
def a_ruling_is_applied_for_in_time(facts: CaseFacts) -> bool:
    return facts.mediation_paper_asked or facts.apply_until is None or facts.on <= facts.apply_until


@guard(say("这份协议另有一件申请正在办理"), title="这份协议没有另一件正在办理的申请")
def no_other_application_is_open(facts: CaseFacts) -> bool:
    return not facts.other_application_open


@guard(say("当事人都已经在申请书上签名"), title="还有当事人没有在申请书上签名")
def a_signature_is_missing(facts: CaseFacts) -> bool:
    return bool(facts.application_marks_missing)


@guard(say("已有一件司法确认申请正在办理"), title="没有正在办理的司法确认申请")
def no_confirmation_is_open(facts: CaseFacts) -> bool:
    return not facts.confirmation_open


@guard(
    say(
        "有人在签收调解书以前反悔，纠纷由人民法院立案、审理，不能再就这份协议申请司法确认、调解书"
        "（民事诉讼法第一百零二条）"
    ),
    title="没有人在签收法院调解书以前反悔（民事诉讼法第一百零二条）",
)
def nobody_went_back_on_it(facts: CaseFacts) -> bool:
    return not facts.gone_back_on


@guard(say("本协议已经司法确认"), title="本协议还没有经过司法确认")
def not_yet_confirmed(facts: CaseFacts) -> bool:
    return not facts.confirmation_granted


@guard(
    say("还缺 {names} 在司法确认申请书上签名：应由双方共同申请（民事诉讼法第二百零五条）"),
    title="双方当事人都已在申请书上签名，共同申请（民事诉讼法第二百零五条）",
    names="application_marks_missing",
    by=(acts.SIGN_APPLICATION,),
)
def all_parties_applied_jointly(facts: CaseFacts) -> bool:
    return not facts.application_marks_missing


@guard(say("对接人员还没有准备裁定书草稿"), title="对接人员已经准备裁定书草稿", by=(acts.PREPARE_RULING,))
def the_ruling_is_prepared(facts: CaseFacts) -> bool:
    return facts.ruling_prepared


@guard(
    say("审查清单还没有逐项回答"),
    title="审查清单已经逐项回答；申请法院调解书的不用",
    by=(acts.RECORD_REVIEW,),
)
def every_point_is_answered(facts: CaseFacts) -> bool:
    return facts.mediation_paper_asked or not facts.review_unanswered


@guard(
    say("审查清单里有不符合的：{names}，不能裁定确认（民诉法解释第三百五十八条）"),
    title="审查清单没有不符合的事项（民诉法解释第三百五十八条）；申请法院调解书的不用",
    names="review_against",
    by=(acts.RECORD_REVIEW,),
)
def every_point_is_fulfilled(facts: CaseFacts) -> bool:
    return facts.mediation_paper_asked or not facts.review_against


@guard(say("法院还没有作出裁定"), title="法院已经作出裁定", by=(acts.MAKE_RULING,))
def a_ruling_was_made(facts: CaseFacts) -> bool:
    return facts.ruled


@guard(say("已经通知补充材料，等当事人补充或者期限届满"), title="没有等当事人补充的材料")
def nothing_is_awaited(facts: CaseFacts) -> bool:
    return not facts.supplement_awaited


@guard(say("没有通知补充材料"), title="已经通知当事人补充材料", by=(acts.ASK_SUPPLEMENT,))
def a_supplement_is_awaited(facts: CaseFacts) -> bool:
    return facts.supplement_asked


@guard(say("裁定期限已经延长过一次"), title="裁定期限没有延长过")
def the_ruling_was_not_extended(facts: CaseFacts) -> bool:
    return not facts.ruling_extended


@guard(say("裁定书还没有加盖院印"), title="裁定书已经加盖院印", by=(acts.SEAL_RULING,))
def the_ruling_is_sealed(facts: CaseFacts) -> bool:
    return facts.ruling_sealed


@guard(say("裁定书已加盖院印"), title="裁定书还没有加盖院印")
def the_ruling_is_not_sealed(facts: CaseFacts) -> bool:
    return not facts.ruling_sealed


@guard(say("裁定书已送达全部当事人"), title="还有当事人没有送达")
def somebody_is_unserved(facts: CaseFacts) -> bool:
    return bool(facts.unserved)


@guard(say("当事人申请的是法院的调解书，不是司法确认裁定"), title="当事人申请的是司法确认裁定")
def a_ruling_is_asked_for(facts: CaseFacts) -> bool:
    return not facts.mediation_paper_asked


@guard(say("当事人申请的是司法确认裁定，不是法院的调解书"), title="当事人申请的是法院的调解书")
def a_mediation_paper_is_asked_for(facts: CaseFacts) -> bool:
    return facts.mediation_paper_asked


@guard(say("还没有准备调解书草稿"), title="已经准备调解书草稿", by=(acts.PREPARE_MEDIATION_PAPER,))
def the_mediation_paper_is_prepared(facts: CaseFacts) -> bool:
    return facts.ruling_prepared


@guard(
    say("还有当事人没有签收调解书（民事诉讼法第一百条）"),
    title="全部当事人都已签收调解书（民事诉讼法第一百条）",
    by=(acts.SERVE_RULING,),
)
def everybody_signed_for_it(facts: CaseFacts) -> bool:
    return not facts.unserved


@guard(say("还有异议等待审查"), title="没有等待审查的异议", by=(acts.WITHDRAW_OBJECTION,))
def no_objection_waits(facts: CaseFacts) -> bool:
    return not facts.objection_waits


@guard(say("原裁定已经改变过：驳回以后仍是改变后的裁定"), title="原裁定没有改变过")
def the_ruling_was_not_varied(facts: CaseFacts) -> bool:
    return not facts.ruling_varied


@guard(say("原裁定没有改变过"), title="原裁定改变过", by=(acts.VARY_RULING,))
def the_ruling_was_varied(facts: CaseFacts) -> bool:
    return facts.ruling_varied


@guard(
    say("没有等待用印的异议裁定"),
    title="有等待用印的异议裁定",
    by=(acts.REFUSE_OBJECTION, acts.REVOKE_RULING, acts.VARY_RULING),
)
def an_objection_ruling_awaits_its_seal(facts: CaseFacts) -> bool:
    return facts.objection_ruling_unsealed


@guard(
    say("没有已加盖院印、等待送达的异议裁定"),
    title="有已加盖院印、等待送达的异议裁定",
    by=(acts.SEAL_OBJECTION_RULING,),
)
def an_objection_ruling_awaits_service(facts: CaseFacts) -> bool:
    return bool(facts.objection_ruling_unserved)


@guard(say("履行晚于约定的期限"), title="履行没有晚于约定的期限")
def it_was_performed_in_time(facts: CaseFacts) -> bool:
    return not facts.performed_late


@guard(say("履行没有晚于约定的期限"), title="履行晚于约定的期限", by=(acts.RECORD_PERFORMANCE,))
def it_was_performed_late(facts: CaseFacts) -> bool:
    return facts.performed_late


@guard(
    say("还没有到约定的履行期限；对方已经明确表示不履行的，先督促，也可以起诉（民法典第五百七十八条）"),
    title="约定的履行期限已过（民法典第五百七十八条：明确表示不履行的，到期以前也可以起诉）",
)
def the_day_for_it_is_over(facts: CaseFacts) -> bool:
    return not facts.not_yet_due


@guard(
    say("协议没有经过司法确认，不能直接申请强制执行；对履行有争议的可以起诉（人民调解法第三十二条）"),
    title="协议经过司法确认（人民调解法第三十二条、第三十三条）",
    by=(acts.MAKE_RULING,),
)
def the_agreement_is_confirmed(facts: CaseFacts) -> bool:
    return facts.confirmation_granted


@guard(
    say(
        "协议没有经过司法确认，也没有办理有强制执行效力的公证，不能直接申请强制执行；"
        "对履行有争议的可以起诉（人民调解法第三十二条）"
    ),
    title="协议经过司法确认，或者办理了有强制执行效力的公证（人民调解法第三十二条、第三十三条）",
)
def a_court_or_a_notary_made_it_enforceable(facts: CaseFacts) -> bool:
    return facts.confirmation_granted or facts.notarised


@guard(
    say("司法确认或者公证仍然有效"),
    title="司法确认、公证都不再有效",
    by=(acts.REVOKE_RULING, acts.VARY_RULING),
)
def nothing_makes_it_enforceable_any_more(facts: CaseFacts) -> bool:
    return not (facts.confirmation_granted or facts.notarised)


@guard(
    say("申请执行的期间没有在走：还没有司法确认或者公证，或者期间已经届满、已经中止"),
    title="申请执行的期间正在走，没有届满，也没有中止",
    by=(acts.MARK_BROKEN, acts.RESUME_PERIOD),
    dated=True,
    was=_the_period_has_lapsed,
)
def the_period_runs(facts: CaseFacts) -> bool:
    return facts.period_runs and not facts.period_stands_still


@guard(
    say("申请执行的期间没有在走，也没有中止"),
    title="申请执行的期间正在走或者中止，没有届满",
    by=(acts.MARK_BROKEN,),
    dated=True,
    was=_the_period_has_lapsed,
)
def the_period_is_not_over(facts: CaseFacts) -> bool:
    return facts.period_runs or facts.period_stands_still


@guard(say("申请执行的期间没有中止"), title="申请执行的期间已经中止", by=(acts.SUSPEND_PERIOD,))
def the_period_stands_still(facts: CaseFacts) -> bool:
    return facts.period_stands_still


@guard(
    say("不是法院在纸上委托的案件：适用什么程序，法院立案时已经写明"),
    title="法院已经登记立案，并且是在纸上委托的",
)
def the_court_entrusted_it_on_paper(facts: CaseFacts) -> bool:
    return facts.court_registered and facts.court_on_paper


@guard(
    say("法院在纸上送来的案件，由接收组织征求各方同意以后受理（人民调解法第十七条）"),
    title="不是法院在纸上送来的案件，各方的意愿由法院在本系统征求（人民调解法第十七条）",
)
def the_court_sent_it_itself(facts: CaseFacts) -> bool:
    return not facts.court_on_paper


@guard(
    say("普通程序的先行调解期限没有在走"), title="普通程序的先行调解期限正在走", by=(acts.COUNT_FROM_RECEIPT,)
)
def the_ordinary_term_runs(facts: CaseFacts) -> bool:
    return facts.ordinary_term_runs


@guard(
    say("起诉材料正在由法院审查立案：等法院登记立案、裁定，或者由当事人撤回"),
    title="没有正在由法院审查立案的起诉材料",
)
def no_complaint_is_open(facts: CaseFacts) -> bool:
    return not facts.complaint_open


@guard(
    say("这件纠纷已经立案：同一纠纷不重复立案（民诉法司法解释第二百四十七条）"),
    title="这件纠纷还没有立案（民诉法司法解释第二百四十七条：不重复立案）",
)
def no_suit_is_filed_yet(facts: CaseFacts) -> bool:
    return not facts.suit_filed


@guard(
    say("法院没有登记立案，或者已经结案：裁判以前才可以委托调解（民事诉讼法第九十六条、第一百四十五条）"),
    title="法院登记立案的案件还在审理，没有和解、撤诉、裁判（民事诉讼法第一百四十五条：判决前能够调解的，还可以进行调解）",
)
def the_suit_is_still_tried(facts: CaseFacts) -> bool:
    return facts.suit_tried


@guard(
    say("案件已经结案，没有可以按撤诉处理的起诉"),
    title="登记立案的案件还在审理，没有结案，各方没有达成协议",
)
def there_is_a_suit_to_withdraw(facts: CaseFacts) -> bool:
    return facts.suit_tried


@guard(
    say("案件还在审理：交费的期限照样计算；结案以后没有交的自行停止"),
    title="登记立案的案件已经结案，或者各方已经达成协议",
)
def the_suit_is_tried_no_more(facts: CaseFacts) -> bool:
    return not facts.suit_tried


@guard(
    say("这件案件已经委托调解，还没有结束：等调解有了结果再说"),
    title="这件案件没有正在进行的委托调解",
)
def it_is_not_entrusted_now(facts: CaseFacts) -> bool:
    return not facts.entrusted_now


@guard(say("这件纠纷还没有立案"), title="这件纠纷已经立案")
def a_suit_is_filed_already(facts: CaseFacts) -> bool:
    return facts.suit_filed


@guard(
    say("案件已经不由法院办理：登记立案以后由法院审理，要调解的由法院委托（民事诉讼法第一百二十五条）"),
    title="案件没有由调解组织承办（民事诉讼法第一百二十五条）",
)
def no_committee_has_taken_it(facts: CaseFacts) -> bool:
    return not facts.committee_holds


@guard(
    say("当事人已经走诉讼、仲裁或者政府处理的路，起诉材料继续由法院审查"),
    title="当事人没有已经走诉讼、仲裁或者政府处理的路",
)
def the_parties_did_not_go_to_law(facts: CaseFacts) -> bool:
    return not facts.went_to_law


@guard(
    say("不是因期限届满由系统办理的，或者期满以后又办过别的步骤"),
    title="期限届满由系统办理以后，还没有办过别的步骤",
)
def the_term_ended_of_itself(facts: CaseFacts) -> bool:
    return facts.term_ended_on is not None


@guard(
    say("期限已经届满：期满以后才办的不行；期限内已经办了、当时没有记录的，写明实际日期"),
    title="这一步是在期限届满以前办的（期限内办了、当时没有记录的，写明实际日期）",
    dated=True,
)
def it_was_done_in_time(facts: CaseFacts) -> bool:
    return facts.term_ended_on is None or facts.on <= facts.term_ended_on


@guard(say("已经通知过交费"), title="还没有通知过交费")
def no_fee_is_asked_for(facts: CaseFacts) -> bool:
    return not facts.fee_asked_for


@guard(say("交费期限还没有届满，期满仍不交纳的才能按撤诉处理"), title="交费期限已经届满")
def the_time_for_the_fee_is_over(facts: CaseFacts) -> bool:
    return facts.fee_term_over


@guard(
    say("补正只告知一次，应当一次写全（登记立案规定第七条）：请登记立案，或者裁定不予立案"),
    title="没有告知过补正（登记立案规定第七条：补正只告知一次，应当一次写全）",
)
def the_defects_were_not_told_before(facts: CaseFacts) -> bool:
    return not facts.defects_told


@guard(say("补正期限还没有过，等当事人补正"), title="没有等当事人补正，或者补正期限已过")
def no_correction_is_awaited(facts: CaseFacts) -> bool:
    return not facts.correction_awaited


@guard(
    say("不予立案的裁定书已经送达全部起诉人"),
    title="不予立案的裁定书还有起诉人没有送达",
    by=(acts.REFUSE_FILING,),
)
def an_applicant_is_unserved(facts: CaseFacts) -> bool:
    return bool(facts.refusal_unserved)


@guard(
    say("法院还没有登记立案"),
    title="法院已经登记立案",
    by=(acts.FILE_SUIT, acts.FILE_COMPLAINT, acts.NUMBER_SUIT),
)
def the_court_registered_it(facts: CaseFacts) -> bool:
    return facts.court_registered


@guard(say("法院已经登记立案：调解不成转入审理，不用再次立案"), title="法院没有登记立案")
def the_court_has_not_registered_it(facts: CaseFacts) -> bool:
    return not facts.court_registered


@guard(say("适用简易程序，先行调解期限为七日"), title="不适用简易程序")
def the_procedure_is_ordinary(facts: CaseFacts) -> bool:
    return not facts.court_summary


@guard(
    say("适用普通程序，先行调解期限为十五日"),
    title="适用简易程序",
    by=(acts.FILE_SUIT, acts.FILE_COMPLAINT, acts.NUMBER_SUIT),
)
def the_procedure_is_summary(facts: CaseFacts) -> bool:
    return facts.court_summary


@guard(
    say("本院自2025年1月1日起先登记立案再委托调解，不再立案前委派（最高法2025年立案与调解意见）"),
    title="受诉法院那时还在立案前委派（最高法2025年立案与调解意见；各法院的情形在“先立案还是先委派”登记）",
)
def the_court_still_delegates(facts: CaseFacts) -> bool:
    return facts.court_delegates


@guard(say("不是法院立案前委派的案件"), title="是法院立案前委派的案件", by=(acts.DELEGATE,))
def a_court_delegated_it(facts: CaseFacts) -> bool:
    return facts.court_delegated


@guard(
    say("案件不在法院规定的调解期限内"),
    title="案件在法院规定的调解期限内：法院已经登记立案或者立案前委派",
    by=(acts.FILE_SUIT, acts.FILE_COMPLAINT, acts.NUMBER_SUIT, acts.DELEGATE),
)
def a_court_set_the_term(facts: CaseFacts) -> bool:
    return facts.court_registered or facts.court_delegated


@guard(
    say("法院立案、委派的案件，分案、并案由法院决定"),
    title="法院没有登记立案，也没有委派（已经立案、委派的，分案、并案由法院决定）",
)
def no_court_set_the_term(facts: CaseFacts) -> bool:
    return not (facts.court_registered or facts.court_delegated)


@guard(
    say(
        "不是法院委派、委托的案件：一方当事人要求更换调解员的，用「更换调解员」，不问理由（人民调解法第十九条、第二十三条）"
    ),
    title="案件由法院委派或者委托调解；调解组织自己的案件一方要求更换的就更换（人民调解法第十九条、第二十三条）",
    by=(acts.FILE_SUIT, acts.FILE_COMPLAINT, acts.NUMBER_SUIT, acts.DELEGATE),
)
def a_court_sent_it_to_mediation(facts: CaseFacts) -> bool:
    return facts.court_registered or facts.court_delegated


@guard(
    say("不是农村土地承包经营纠纷：土地归谁所有、归谁使用的，先由人民政府处理（土地管理法第十四条）"),
    title="是山林土地纠纷，争的不是土地归谁所有、归谁使用，即农村土地承包经营纠纷（农村土地承包经营纠纷调解仲裁法第二条）",
)
def rural_land_was_contracted(facts: CaseFacts) -> bool:
    return facts.land_contract


@guard(
    say("法院已经告知补正，正在等补正材料：收下补正材料审查立案，或者由当事人撤回起诉以后再委派"),
    title="法院没有在等当事人补正起诉材料",
)
def no_correction_of_the_complaint_is_awaited(facts: CaseFacts) -> bool:
    return not facts.complaint_lacks


@guard(
    say("劳动争议应先申请劳动仲裁，再向法院起诉（劳动争议调解仲裁法第五条）"),
    title="不是劳动争议，起诉以前不必先经仲裁（劳动争议调解仲裁法第五条）",
)
def arbitration_need_not_come_first(facts: CaseFacts) -> bool:
    return not facts.labour


@guard(
    say(
        "劳动争议自收到调解申请之日起十五日没有达成协议的，当事人就可以申请仲裁：这个期限不能约定延长；"
        "各方愿意的，不用延长也可以接着调解（劳动争议调解仲裁法第十四条）"
    ),
    title="不是劳动争议（劳动争议调解仲裁法第十四条：十五日不能约定延长），或者期限是法院规定的",
)
def the_term_is_the_parties_to_extend(facts: CaseFacts) -> bool:
    return not facts.labour or facts.court_registered or facts.court_delegated


@guard(
    say("不是等待鉴定，或者期限不是鉴定时间不计入的"),
    title="等待鉴定，并且是医疗纠纷（医疗纠纷预防和处理条例第三十八条）或者法院委派的（在线调解规则第二十六条）",
    by=(acts.SUSPEND,),
)
def an_appraisal_is_left_out(facts: CaseFacts) -> bool:
    return facts.appraisal_awaited and (facts.medical or facts.court_delegated)


@guard(
    say(
        "法院已经受理诉讼，或者卫生主管部门已经受理调解申请的医疗纠纷，调解组织不予受理，已经受理的终止调解"
        "（医疗纠纷预防和处理条例第三十一条）；那边已经结束的，先在「其他程序的进展」里记下结果"
    ),
    title="不是法院已经受理诉讼、卫生主管部门已经受理调解申请的医疗纠纷（医疗纠纷预防和处理条例第三十一条），"
    "或者由法院委托、委派调解",
)
def no_other_body_has_a_medical_dispute(facts: CaseFacts) -> bool:
    elsewhere = facts.medical and facts.with_another_body
    return not elsewhere or facts.court_registered or facts.court_delegated


@guard(say("不是医疗纠纷"), title="是医疗纠纷")
def it_is_a_medical_dispute(facts: CaseFacts) -> bool:
    return facts.medical


@guard(
    say("不是劳动争议，不必先经劳动仲裁"), title="是劳动争议，起诉以前先申请仲裁（劳动争议调解仲裁法第五条）"
)
def arbitration_comes_first(facts: CaseFacts) -> bool:
    return facts.labour


@guard(
    say("土地权属争议应先由人民政府处理，再向法院起诉（土地管理法第十四条）"),
    title="不是土地权属争议，起诉以前不必先由人民政府处理（土地管理法第十四条）",
)
def the_government_need_not_decide_first(facts: CaseFacts) -> bool:
    return not facts.land_title


@guard(
    say(
        "劳动争议应先申请劳动仲裁，再向法院起诉（劳动争议调解仲裁法第五条）；"
        "已经裁决、不予受理或者逾期没有裁决的，先在「其他程序的进展」里写明，就可以起诉"
    ),
    title="不是劳动争议，或者已经裁决、不予受理、逾期没有裁决（劳动争议调解仲裁法第五条）",
)
def no_arbitration_is_left_to_ask_for(facts: CaseFacts) -> bool:
    return not facts.labour or facts.arbitrated


@guard(
    say(
        "土地权属争议应先由人民政府处理，再向法院起诉（土地管理法第十四条）；"
        "政府已经作出处理决定的，先在「其他程序的进展」里写明，就可以起诉"
    ),
    title="不是土地权属争议，或者政府已经作出处理决定（土地管理法第十四条）",
)
def no_decision_of_the_government_is_left_to_ask_for(facts: CaseFacts) -> bool:
    return not facts.land_title or facts.decided_by_government


@guard(
    say("不是土地权属争议，不必先由人民政府处理"),
    title="是土地权属争议，起诉以前先由人民政府处理（土地管理法第十四条）",
)
def the_government_decides_first(facts: CaseFacts) -> bool:
    return facts.land_title
