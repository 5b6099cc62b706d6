"""A case in words for its page: the road with its own path, whose turn it is, clocks, and the history in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask import url_for
from markupsafe import Markup

from mediation.readmodels.case_history import EventShown
from mediation.readmodels.case_page import CaseHead, ClockShown, MatterPage
from mediation.readmodels.reversals import Offered, offered_reversals
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI
from mediation.rules.diagram import definition_diagram
from mediation.rules.grammar import Definition, Registry
from mediation.rules.messages import Message, say
from mediation.rules.papers import PAPERS
from mediation.rules.statistics import AvertedKind
from mediation.rules.terms import Derivation
from mediation.rules.vocabulary import (
    AttachmentKind,
    CaseSource,
    ChallengeAnswer,
    ChallengeDecider,
    Channel,
    ComplaintStanding,
    ConsentPurpose,
    CourtProcedure,
    DeadlineState,
    HearingKind,
    LeavingKind,
    MatterKind,
    MeetingForum,
    ObligationState,
    ProceedingKind,
    ReplacementGround,
    Side,
    SignerRole,
    SittingKind,
    SuitEnd,
    SuspensionCause,
    Term,
    Tier,
)
from mediation.services.migrate_matters import versions_in
from mediation.services.note_leaks import LET_OUT
from mediation.services.standing_steps import is_reversal, standing_of
from web.wording import titled

WHY = ("reason", "late", LET_OUT)
LATE = 24 * 3600
"""Seconds between an act and its entry from which the entry is shown as late."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop on the road 和解 → 非诉 → 诉讼."""

    title: Tier
    status: str
    note: str


def road_stops(page: MatterPage, head: CaseHead) -> tuple[Stop, ...]:
    """Where the case has been, is, and may still go: the court is always ahead until the end."""
    states = page.definition.by_state
    start = page.definition.initial  # a dispute that was only registered has not been settled over
    been = {states[name].tier for name in head.visited if name in states and states[name] is not start}
    here = page.state.tier
    stops = []
    for tier in Tier:
        if tier is here:
            stops.append(Stop(tier, "here" if page.state.open else "done", titled(page.state)))
        elif tier in been:
            stops.append(Stop(tier, "done", ""))
        elif here is not None and list(Tier).index(tier) < list(Tier).index(here):
            stops.append(Stop(tier, "skipped", ""))
        else:
            stops.append(Stop(tier, "ahead" if page.state.open else "skipped", ""))
    return tuple(stops)


def own_path(page: MatterPage, events: tuple[EventShown, ...]) -> Markup:
    """The diagram of the definition with the way that the case has gone."""
    taken_back = standing_of((e.seq, e.matter, e.matter_id, e.tag) for e in events).taken_back
    own = [
        e
        for e in events
        if e.matter is page.kind and e.to_state and e.seq not in taken_back and not is_reversal(e.tag)
    ]
    return Markup(  # noqa: S704  drawn from the definition, its titles escaped
        definition_diagram(
            page.definition,
            titled,
            gone=frozenset(e.to_state for e in own) - {page.state.name},
            taken=frozenset(
                (e.tag.partition(":")[2], e.from_state) for e in own if e.from_state != e.to_state
            ),
            here=page.state.name,
        )
    )


def whose_turn(page: MatterPage) -> Message | None:
    """Who acts next: the first step that is ready, in the order of the definition."""
    ready = next((o for o in page.offers if o.ready and o.here and not o.step.danger), None)
    if ready is None:
        return None
    return say(
        "轮到{seat}：{roles}可以「{step}」",
        seat=ready.step.seat,
        roles=tuple(say(role.title) for role in ready.by),
        step=say(ready.step.title),
    )


@dataclass(frozen=True, slots=True)
class ClockWords:
    """A clock for its chip."""

    title: str
    whose: str
    due_on: date
    days_left: int
    lapses: bool
    provisional: bool
    law: str
    over: str
    """What its end brought; empty while it has not ended of itself."""
    soon: bool
    explained: tuple[Message, ...]
    running: bool
    stopped_as: DeadlineState


def clock_words(
    registry: Registry, clocks: tuple[ClockShown, ...], papers: Mapping[date, str] | None = None
) -> tuple[ClockWords, ...]:
    """The clocks with their titles, law and arithmetic; `papers`: on what the pause of a day rests."""
    return tuple(
        ClockWords(
            title=registry.clock_by_name[c.name].title,
            whose=c.whose,
            lapses=registry.clock_by_name[c.name].lapses,
            due_on=c.due_on,
            days_left=c.days_left,
            provisional=c.provisional,
            law=registry.clock_by_name[c.name].law,
            over=registry.clock_by_name[c.name].over if _is_over(c) else "",
            soon=0 <= c.days_left <= max(registry.clock_by_name[c.name].warns),
            explained=tuple(_explained(Derivation.from_json(c.derivation), papers or {})),
            running=c.state is DeadlineState.RUNNING,
            stopped_as=c.state,
        )
        for c in clocks
    )


def _explained(derivation: Derivation, papers: Mapping[date, str]) -> Iterator[Message]:
    """The arithmetic, line by line; each pause with the paper on which it rests."""
    began = iter([turn.from_on for turn in derivation.turns if turn.kind == "paused"])
    for step in derivation.steps:
        yield step.message
        paper = papers.get(next(began) or date.min) if step.kind == "paused" else None
        if paper:
            yield say("中止的依据：{paper}", paper=paper)


def papers_of_pauses(events: tuple[EventShown, ...]) -> dict[date, str]:
    """By the day on which mediation stood still: the paper, for who reads what events tell."""
    return {
        event.happened_at.astimezone(SHANGHAI).date(): str(event.data["paper"])
        for event in events
        if event.tag == "dispute:suspend" and event.data.get("paper")
    }


def _is_over(clock: ClockShown) -> bool:
    running = clock.state is DeadlineState.RUNNING
    return clock.state is DeadlineState.LAPSED or (running and clock.days_left < 0)


@dataclass(frozen=True, slots=True)
class HistoryWords:
    """One act in words."""

    when: datetime
    recorded: datetime | None
    who: str
    where: str
    what: Message
    reason: str
    undone_at: datetime | None = None
    """When the step was taken back."""
    undo_url: str = ""
    """Where the reader may take it back."""
    final: Message | None = None
    """Why the newest step cannot be taken back, for who could otherwise."""


SENTENCES: Mapping[str, Message] = {
    "case:registered": say("登记纠纷，来源：{source}；首次请求日期 {first_asked_on}"),
    "dispute:try_settlement": say("开始和解，由 {helper} 帮助双方协商"),
    "dispute:settle": say("双方和解：{terms}"),
    "dispute:accept": say("受理，编号 {number}"),
    "dispute:appoint": say("指定调解员：{mediators}"),
    "dispute:replace_mediator": say("更换调解员为：{mediators}"),
    "dispute:keep_mediator": say("答复回避申请：{mediators} 不更换，{stays}（由{decided_by}决定）"),
    "dispute:hold_sitting": say("第 {sitting} 次调解（{kind}），地点：{place}"),
    "dispute:reach_agreement": say("达成书面协议，约定 {obligations} 项 {amount}"),
    "dispute:revise_agreement": say("修改协议文本，约定 {obligations} 项 {amount}"),
    "dispute:agree_orally": say("达成口头协议，约定 {obligations} 项 {amount}"),
    "dispute:sign": say("在协议上签名、盖章或按指印：{signed}"),
    "dispute:complete_marks": say("在协议上补签名、盖章：{offices}"),
    "dispute:sign_by_phone": say("用手机在协议上签名：{signed}"),
    "signing:opened": say("开通手机签署，协议书第 {edition} 版，法院认可的依据：{paper}"),
    "signing:link_made": say("给 {name} 出了签署链接（手机 {phone}）"),
    "signing:link_revoked": say("收回了 {name} 的签署链接"),
    "signing:to_paper": say("改用纸面签署，链接全部失效"),
    "signing:repeated": say("{name} 签名前复述了自己的义务"),
    "signing:read": say("{name} 在手机上打开了协议原件"),
    "signing:wants_paper": say("{name} 想在纸上签名"),
    "document:read_by_party": say("{name} 凭手机验证码看了《{kind}》第 {edition} 版全文"),
    "dispute:take_effect": say("全部签名盖章齐备，协议自 {in_force_on} 起生效"),
    "dispute:offer": say("向 {to} 移交案件，等待对方签收"),
    "dispute:file_suit": say("{court} 登记立案，案号 {court_number}（{procedure}）"),
    "dispute:receive_complaint": say("{to} 收下起诉材料，审查立案：{papers}"),
    "dispute:hand_in_complaint": say("向 {to} 递交起诉材料：{papers}"),
    "dispute:return_to_court": say("{to} 审查立案：{papers}"),
    "dispute:return_withdrawn": say("{to} 问明是否起诉：{papers}"),
    "filing:receive_papers": say("{to} 收下起诉材料：{papers}"),
    "filing:bring_papers": say("向 {to} 递交起诉材料：{papers}"),
    "complaint:drawn": say("写了起诉状，证据 {n} 项"),
    "case:suit_ended": say("{court_number} 结案：{suit_end}"),
    "hearing:set": say("法院安排{hearing}，地点：{place}"),
    "hearing:cancelled": say("法院取消{hearing}，地点：{place}"),
    "case:followed": say("跟踪{channel}（{to}）的结果"),
    "case:fee_told": say("{court} 通知交纳案件受理费 {fee}"),
    "filing:notify_fee": say("{court} 通知交纳案件受理费 {fee}"),
    "case:grievance": say("就{court}的立案工作向 {to} 投诉：{grounds}"),
    "filing:raise_grievance": say("就{court}的立案工作向 {to} 投诉：{grounds}"),
    "grievance:answer_found": say("投诉属实：{answer}"),
    "grievance:answer_unfounded": say("查明不属实：{answer}"),
    "grievance:hear_found": say("法院反馈投诉属实：{answer}"),
    "grievance:hear_unfounded": say("法院反馈查明不属实：{answer}"),
    "referral:record_award": say("收到裁决（{at}）：{decision}"),
    "referral:record_decision": say("收到处理决定（{at}）：{decision}"),
    "referral:not_taken": say("仲裁不予受理或者逾期：{answer}"),
    "referral:record_land_award": say("收到裁决（{at}）：{decision}"),
    "referral:land_not_taken": say("没有裁决：{answer}"),
    "fee:pay": say("已交费：{answer}"),
    "fee:ask_relief": say("申请缓交、减交、免交：{answer}"),
    "fee:grant_relief": say("准许缓交、减交、免交：{answer}"),
    "filing:register": say("{court} 登记立案，案号 {court_number}（{procedure}）"),
    "filing:number": say("{court} 编立案号 {court_number}（{procedure}）"),
    "filing:file_first": say("七日期满没有决定，{filed_on} 先行立案，等待编号"),
    "filing:tell_defects": say("一次性告知补正，到 {until_on}：{what}"),
    "filing:register_before": say("{court} 登记立案，案号 {court_number}（{procedure}）"),
    "filing:tell_defects_before": say("一次性告知补正，到 {until_on}：{what}"),
    "filing:refuse_before": say("裁定不予立案，案号 {court_number}"),
    "filing:receive_corrections": say("收到补正材料，重新计算七日：{answer}"),
    "filing:refuse": say("裁定不予立案，案号 {court_number}"),
    "filing:serve_refusal": say("不予立案裁定书送达：{served}"),
    "filing:record_appeal": say("{name} 对不予立案裁定上诉：{grounds}"),
    "filing:order_filing": say("二审撤销裁定，指令立案：{answer}"),
    "filing:uphold_refusal": say("二审维持不予立案：{answer}"),
    "dispute:entrust": say("委托 {to} 先行调解，等待对方签收"),
    "dispute:delegate": say("委派 {to} 调解（{court_number}），等待对方签收"),
    "dispute:dispatch": say("派单给 {to}，等待对方签收"),
    "dispute:guide": say("引导当事人到 {to}，等待对方签收"),
    "dispute:receive_entrusted": say("签收法院委托，编号 {number}，先行调解期限开始"),
    "dispute:receive_entrusted_summary": say("签收法院委托，编号 {number}，先行调解期限开始"),
    "dispute:receive_delegated": say("签收法院委派，编号 {number}，委派调解期限开始"),
    "dispute:receive_under_court_term": say("接收后重新编号 {number}，法院的期限不变"),
    "dispute:receive_accepted": say("接收后重新编号 {number}，调解期限重新起算"),
    "dispute:suspend": say("中止调解：{cause}"),
    "dispute:extend": say("各方同意调解期限由 {before_on} 延长到 {until_on}"),
    "dispute:take_effect_partly": say("部分事项签名盖章齐备，协议自 {in_force_on} 起生效"),
    "dispute:record_filing": say("{court} 已立案，案号 {court_number}"),
    "dispute:record_suit": say("就协议向 {court} 起诉，案号 {court_number}，{filed_on} 立案"),
    "dispute:mediate_again": say("再次调解，另立新案"),
    "dispute:entrust_in_trial": say("审理中委托调解，另立新案，案号 {court_number}"),
    "dispute:return_unsigned": say("{to} 审查立案：{papers}"),
    "dispute:split_off": say("分案：{left} 转到新案"),
    "dispute:split_off_by_the_court": say("法院分案：{left} 转到本院的新案"),
    "dispute:merge": say("并入 {lead}"),
    "case:merged": say("{from} 并入本案，新增当事人：{joined}"),
    "dispute:refer": say("转介（{channel}）{to}：{subject}"),
    "dispute:invite": say("邀请 {to} 联合调解：{subject}"),
    "dispute:call_county": say("呼叫旗县，由 {to} 派单：{subject}"),
    "dispute:call_meeting": say("提交议事协商，{meets_on} 在 {place} 开会：{subject}"),
    "dispute:issue_order": say("督办：{subject}"),
    "referral:hear_back": say("转介答复：{answer}"),
    "call_up:dispatch": say("派单给 {to} {note}"),
    "call_up:respond": say("部门响应：{answer}"),
    "call_up:solve": say("部门报告办结：{answer}"),
    "order:answer": say("回复督办：{answer}"),
    "meeting:resolve": say(
        "{forum}到会 {attended} 人（应到 {entitled} 人），{in_favour} 人同意，议定：{resolution}"
    ),
    "meeting:talk": say("{forum}到会 {attended} 人（应到 {entitled} 人），不构成决议：{resolution}"),
    "meeting:no_resolution": say("{forum}到会 {attended} 人（应到 {entitled} 人），没有议定：{resolution}"),
    "hand_over:return_for_decision": say("再次退回，报 {to} 决定"),
    "hand_over:ask_for_decision": say("逾期不答复，报 {to} 决定"),
    "hand_over:decide_receiver": say("决定由 {to} 办理"),
    "dispute:report_danger": say("报告激化风险：{what}；已报告 {reported_to}"),
    "dispute:report_danger_at_court": say("报告激化风险：{what}；已报告 {reported_to}"),
    "joint:report_danger": say("报告激化风险：{what}；已报告 {reported_to}"),
    "joint:report_danger_afterwards": say("报告激化风险：{what}；已报告 {reported_to}"),
    "hand_over:report_danger": say("报告激化风险：{what}；已报告 {reported_to}"),
    "hand_over:report_danger_afterwards": say("报告激化风险：{what}；已报告 {reported_to}"),
    "hand_over:report_danger_when_deciding": say("报告激化风险：{what}；已报告 {reported_to}"),
    "hand_over:report_danger_after_return": say("报告激化风险：{what}；已报告 {reported_to}"),
    "filing:report_danger": say("报告激化风险：{what}；已报告 {reported_to}"),
    "confirmation:report_danger": say("报告激化风险：{what}；已报告 {reported_to}"),
    "call_up:report_danger": say("报告激化风险：{what}；已报告 {reported_to}"),
    "call_up:report_danger_afterwards": say("报告激化风险：{what}；已报告 {reported_to}"),
    "call_up:report_danger_at_centre": say("报告激化风险：{what}；已报告 {reported_to}"),
    "dispute:check_duty": say("第 {obligation} 项约定：{state}"),
    "performance:record_performance": say("第 {obligation} 项约定：{done_on} 履行 {proof}"),
    "performance:remind": say("提醒履行第 {obligation} 项约定：{how}"),
    "performance:press": say("督促履行第 {obligation} 项约定：{how}"),
    "performance:interrupt_period": say("第 {obligation} 项约定执行时效中断，重新计算：{what}（{paper}）"),
    "performance:suspend_period": say("第 {obligation} 项约定执行时效中止：{what}（{paper}）"),
    "performance:resume_period": say("第 {obligation} 项约定执行时效继续计算：{what}（{paper}）"),
    "performance:mark_broken": say("第 {obligation} 项约定没有履行"),
    "performance:change_duty": say("各方同意变更第 {obligation} 项约定：{terms}"),
    "performance:ask_enforcement": say("就第 {obligation} 项约定向 {court} 申请强制执行：{owed}"),
    "dispute:apply_for_confirmation": say("向 {court} 申请司法确认，生成申请书"),
    "hand_over:sign_for": say("签收 {from} 移交的案件"),
    "confirmation:sign_application": say("在司法确认申请书上签名：{signed}"),
    "confirmation:sign_before": say("补记期限内在司法确认申请书上的签名：{signed}"),
    "confirmation:rule": say("裁定确认有效，案号 {court_number}"),
    "confirmation:make_mediation_paper": say("制作调解书，案号 {court_number}"),
    "confirmation:sign_for_mediation_paper": say("调解书签收：{served}"),
    "confirmation:mediation_paper_takes_effect": say("双方签收完毕，调解书自 {effective_on} 起生效"),
    "confirmation:go_back": say("{name} 在签收前反悔：{said}"),
    "confirmation:go_back_to_trial": say("{name} 在签收前反悔，转入审理：{said}"),
    "confirmation:register_suit": say("{court} 登记立案，案号 {court_number}（{procedure}）"),
    "confirmation:ask_papers": say("通知补交申请材料，到 {until_on}：{what}"),
    "confirmation:record_papers": say("已补交：{answer}"),
    "confirmation:ask_supplement": say("通知补充材料，到 {until_on}：{what}"),
    "confirmation:record_supplement": say("已补充：{answer}"),
    "confirmation:extend_ruling": say("{leave_by} 批准，裁定期限延长到 {until_on}"),
    "confirmation:extend_limit": say("{leave_by} 批准，审结期限延长到 {until_on}"),
    "confirmation:raise_objection": say("{name} 提出异议：{grounds}"),
    "confirmation:raise_another_objection": say("{name} 提出异议：{grounds}"),
    "confirmation:withdraw_objection": say("{name} 撤回异议"),
    "confirmation:dismiss_objection": say("裁定驳回异议，案号 {court_number}"),
    "confirmation:dismiss_further_objection": say("裁定驳回异议，改变后的裁定不变，案号 {court_number}"),
    "confirmation:uphold_objection": say("异议成立，裁定撤销原裁定，案号 {court_number}"),
    "confirmation:vary_ruling": say("异议部分成立，裁定改变原裁定，案号 {court_number}"),
    "confirmation:seal_objection_ruling": say("异议裁定 {court_number} 已加盖院印"),
    "confirmation:serve_objection_ruling": say("异议裁定 {court_number} 送达：{served}"),
    "performance:lose_title": say("执行依据已被撤销，不能再申请强制执行"),
    "confirmation:serve": say("裁定书送达：{served}"),
    "confirmation:serve_meanwhile": say("裁定书送达：{served}"),
    "party:joined": say("追加当事人：{name}（{side}）"),
    "case:corrected": say("更正纠纷内容：{changed}"),
    "case:proceeding": say("{proceeding}（{at}）：{what}"),
    "case:averted": say("{averted}（{people} 人）：{what}"),
    "case:averted_withdrawn": say("撤销登记的{averted}（{people} 人）：{why}"),
    "case:arbitrated": say("仲裁已经结束（{at}）：{what}"),
    "case:decided_by_government": say("政府已经作出处理决定（{at}）：{what}"),
    "case:notarised": say("已经办理有强制执行效力的公证（{at}）：{what}"),
    "case:suit_over": say("法院已经结案（{at}）：{what}"),
    "case:suit_over_withdrawn": say("撤销“法院已经结案”的记录（{court_number}）：{why}"),
    "party:corrected": say("更正当事人信息：{name}"),
    "party:contact_changed": say("更新联系方式和代理人：{name}"),
    "party:left": say("当事人退出：{name}"),
    "party:succeeded": say("{before} 的权利义务由 {name} 承受（{cause}，{on}）：{proof}"),
    "party:of_age": say("{name} 由本人申请（{cause}，{on}）：{proof}"),
    "party:consented": say("{name}：{purpose}"),
    "party:refused": say("{name} 不同意：{purpose}"),
    "party:revealed": say("查看了 {name} 的完整信息：{field}"),
    "case:looked_into": say("市级督导查看了案件内容"),
    "fact:noted": say("记下第 {fact} 项无争议事实"),
    "fact:signed": say("{name} 在第 {fact} 项无争议事实上签名"),
    "fact:signed_for": say("{by} 代 {name} 在第 {fact} 项无争议事实上签名"),
    "fact:withdrawn": say("撤销第 {fact} 项无争议事实"),
    "deadline:warned": say("{clock}将于 {due_on} 届满（黄牌）"),
    "deadline:overdue": say("{clock}到 {due_on} 已满（红牌）"),
    "deadline:lapsed": say("{clock}到 {due_on} 已届满"),
    "deadline:escalated": say("{clock}到 {due_on} 已满，没有办理，报告{to}"),
    "deadline:recounted": say("规则变了，{clock}由 {before_on} 改到 {until_on}：{because}"),
    "delivery:corrected": say("更正送达日期：{name} 由 {before_on} 改为 {until_on}"),
    "receipt:corrected": say("更正签收日期：由 {before_on} 改为 {until_on}"),
    "complaint:corrected": say("更正收到起诉材料的日期：由 {before_on} 改为 {until_on}"),
    "deadline:followed": say("更正以后，{clock}由 {before_on} 改到 {until_on}：{because}"),
    "batch:begun": say("以本案为示范，批量调解"),
    "batch:listed": say("批量调解名单增加 {n} 人，金额合计 {total} 元"),
    "batch:consented": say("批量调解名单上 {n} 人 {day} 同意调解"),
    "batch:joined": say("随示范案件一并办理"),
    "batch:left": say("{name} 退出批量调解：{left_as}"),
    "document:reissued": say("重新生成文书（第 {edition} 版）"),
    "document:read": say("打开了文书：{kind}（第 {edition} 版）"),
    "document:issued": say("出具文书：{kind}（第 {edition} 版）"),
    "document:previewed": say("看了文书草稿：{kind}"),
    "investigation:recorded": say("记录调查：{asked}"),
    "investigation:withdrawn": say("撤销调查记录：{asked}"),
    "dossier:bound": say("装订卷宗（第 {edition} 版，{papers} 件）"),
    "dossier:read": say("打开了卷宗（第 {edition} 版）"),
    "dossier:archived": say("归档，卷号 {number}，保管期限{retention}"),
    "dossier:reopened": say("重新打开卷宗 {number}"),
    "attachment:added": say("增加材料：{material}，{pages} 页"),
    "attachment:withdrawn": say("撤下材料：{material}"),
    "attachment:read": say("打开了材料：{material}"),
    "exchange:recall_asked": say("请求另一个系统撤回移交"),
    "exchange:signed_late": say(
        "{organisation}（在「{elsewhere}」）的签收到达时，本案已经结案：由对方决定随结案交回或者以对方结果为准"
    ),
    "exchange:given_back": say(
        "另一个系统「{elsewhere}」：移交期间当事人结束了调解，案件随结案归{organisation}"
    ),
    "exchange:kept": say("另一个系统「{elsewhere}」：移交期间两边各自结案，以接收组织的结果为准"),
    "exchange:told": say("另一个系统「{elsewhere}」告知：期限或者编号有变动"),
    "exchange:held": say("另一个系统「{elsewhere}」告知：现由{organisation}承办"),
    "exchange:complaint": say(
        "{organisation}（在「{elsewhere}」）告知起诉材料的进展：{standing} {court_number}"
    ),
}
"""The sentence of each act that says more than its step's title; braces name what its data carry."""

WITH_A_LAST_DAY: Mapping[str, Message] = {
    "dispute:issue_order": say("督办，最迟 {until_on} 回复：{subject}"),
    "order:ask_again": say("要求再办，最迟 {until_on} 回复"),
    "order:reopen": say("重新督办，最迟 {until_on} 回复"),
}
"""The sentence of an order for whose answer a last day was named."""
WITHOUT_CONTENTS: Mapping[str, Message] = {
    "exchange:recall_asked": say("请求另一个系统撤回移交"),
    "exchange:signed_late": say("另一个系统的签收晚于结案"),
    "exchange:given_back": say("移交期间结案，案件归移出组织"),
    "exchange:kept": say("移交期间结案，以接收组织的结果为准"),
    "exchange:told": say("另一个系统告知办理情况"),
    "exchange:held": say("另一个系统告知承办组织变更"),
    "exchange:complaint": say("另一个系统的法院告知立案审查的进展"),
    "case:registered": say("登记纠纷"),
    "complaint:drawn": say("写了起诉状"),
    "case:suit_ended": say("法院结案"),
    "hearing:set": say("法院安排日程"),
    "hearing:cancelled": say("法院取消日程"),
    "case:followed": say("跟踪仲裁或者政府处理的结果"),
    "case:fee_told": say("法院通知交纳案件受理费"),
    "case:grievance": say("投诉立案工作"),
    "case:merged": say("其他案件并入本案"),
    "dispute:check_duty": say("记录履行情况"),
    "party:joined": say("追加当事人"),
    "case:corrected": say("更正纠纷内容"),
    "dossier:bound": say("装订卷宗"),
    "dossier:read": say("打开了卷宗"),
    "dossier:archived": say("归档"),
    "dossier:reopened": say("重新打开卷宗"),
    "attachment:added": say("增加材料"),
    "attachment:withdrawn": say("撤下材料"),
    "attachment:read": say("打开了材料"),
    "case:proceeding": say("记录其他程序的进展"),
    "case:averted": say("登记防止激化"),
    "case:averted_withdrawn": say("撤销登记的防止激化"),
    "case:arbitrated": say("记录仲裁已经结束"),
    "case:decided_by_government": say("记录政府已经作出处理决定"),
    "case:notarised": say("记录已经办理公证"),
    "case:suit_over": say("记录法院已经结案"),
    "case:suit_over_withdrawn": say("撤销“法院已经结案”的记录"),
    "party:corrected": say("更正当事人信息"),
    "party:contact_changed": say("更新联系方式和代理人"),
    "party:left": say("当事人退出"),
    "party:consented": say("记录当事人同意"),
    "party:refused": say("记录当事人不同意"),
    "party:revealed": say("查看了当事人的完整信息"),
    "case:looked_into": say("市级督导查看了案件内容"),
    "fact:noted": say("记下无争议事实"),
    "fact:signed": say("在无争议事实上签名"),
    "fact:signed_for": say("在无争议事实上代当事人签名"),
    "fact:withdrawn": say("撤销无争议事实"),
    "deadline:warned": say("有期限将要届满（黄牌）"),
    "deadline:overdue": say("有期限已满（红牌）"),
    "deadline:lapsed": say("有期限已届满"),
    "deadline:escalated": say("期限已满没有办理，报告上一级"),
    "deadline:recounted": say("规则变了，有期限重新计算"),
    "delivery:corrected": say("更正送达日期"),
    "receipt:corrected": say("更正签收日期"),
    "complaint:corrected": say("更正收到起诉材料的日期"),
    "deadline:followed": say("更正以后，有期限重新计算"),
    "batch:begun": say("以本案为示范，批量调解"),
    "batch:listed": say("批量调解名单增加了人"),
    "batch:consented": say("批量调解名单上有人同意调解"),
    "batch:joined": say("随示范案件一并办理"),
    "batch:left": say("有人退出批量调解"),
    "document:reissued": say("重新生成文书"),
    "document:read": say("打开了文书"),
    "document:read_by_party": say("当事人凭手机验证码看了文书全文"),
    "signing:opened": say("开通手机签署"),
    "signing:link_made": say("给当事人出了签署链接"),
    "signing:link_revoked": say("收回了签署链接"),
    "signing:to_paper": say("改用纸面签署"),
    "signing:repeated": say("当事人签名前复述了自己的义务"),
    "signing:read": say("当事人在手机上打开了协议原件"),
    "signing:wants_paper": say("当事人想在纸上签名"),
    "document:issued": say("出具文书"),
    "document:previewed": say("看了文书草稿"),
    "investigation:recorded": say("记录调查"),
    "investigation:withdrawn": say("撤销调查记录"),
}
FIELDS: Mapping[str, Message] = {
    "id_number": say("证件号码"),
    "phone": say("电话"),
    "address": say("住址"),
    "account_number": say("账号"),
}
MATTER: Mapping[str, Message] = {
    "category_code": say("纠纷类型"),
    "source": say("案件来源"),
    "region_code": say("纠纷发生地"),
    "place": say("具体地点"),
    "first_asked_on": say("首次提出请求的日期"),
    "narrative": say("纠纷简要情况"),
    "claim": say("当事人的请求"),
    "amount": say("涉及金额"),
    "inviting_court_id": say("邀请调解的法院"),
    "difficulty": say("难易程度"),
    "labour": say("是否劳动争议"),
    "land_title": say("是否土地权属争议"),
}
TERMS: Mapping[str, type[Term]] = {
    "kind": SittingKind,
    "purpose": ConsentPurpose,
    "state": ObligationState,
    "source": CaseSource,
    "side": Side,
    "cause": SuspensionCause,
    "challenge": ReplacementGround,
    "stays": ChallengeAnswer,
    "decided_by": ChallengeDecider,
    "channel": Channel,
    "procedure": CourtProcedure,
    "left_as": LeavingKind,
    "forum": MeetingForum,
    "proceeding": ProceedingKind,
    "averted": AvertedKind,
    "material": AttachmentKind,
    "hearing": HearingKind,
    "suit_end": SuitEnd,
    "standing": ComplaintStanding,
}


def history_words(
    registry: Registry, events: tuple[EventShown, ...], actor: Actor | None = None
) -> tuple[HistoryWords, ...]:
    """The whole history, the last act first; for the actor with what they may take back."""
    taken_back = standing_of((e.seq, e.matter, e.matter_id, e.tag) for e in events).taken_back
    offered = offered_reversals(registry, actor, events) if actor is not None else {}
    by_seq = {event.seq: event for event in events}
    undoes = {by: by_seq[seq] for seq, by in taken_back.items()}
    return tuple(
        replace(
            _event(registry, event, undoes.get(event.seq)),
            undone_at=by_seq[taken_back[event.seq]].recorded_at if event.seq in taken_back else None,
            **_offer(event.seq, offered.get(event.seq)),
        )
        for event in reversed(events)
    )


def _offer(seq: int, offered: Offered | None) -> dict[str, Any]:
    if offered is None or offered.why is not None:
        return {"final": offered.why} if offered else {}
    kind = offered.matter.value
    return {"undo_url": url_for("reversals.form", kind=kind, matter_id=offered.matter_id, number=seq)}


def _event(registry: Registry, event: EventShown, undoes: EventShown | None = None) -> HistoryWords:
    people = bool(event.role)  # the end of a clock is found out later, and nobody entered it late
    late = people and (event.recorded_at - event.happened_at).total_seconds() > LATE
    role = registry.role_by_name.get(event.role)
    return HistoryWords(
        when=event.happened_at,
        recorded=event.recorded_at if late else None,
        who=event.who,
        where=" ".join(filter(None, (event.organisation, titled(role) if role else ""))),
        what=say("撤销「{step}」", step=say(_title(registry, undoes)))
        if undoes
        else _in_danger(_let_out(_departed(_sentence(registry, event), event), event), event),
        reason="；".join(filter(None, (event.data.get(name, "") for name in WHY))),
    )


def _departed(said: Message, event: EventShown) -> Message:
    """With what triage had proposed, where something else was chosen."""
    proposed = event.data.get("departed_from")
    return (
        say("{said}（没有照分流建议：{proposed}）", said=said, proposed=say(proposed)) if proposed else said
    )


def _let_out(said: Message, event: EventShown) -> Message:
    """With the record from which a passage was let out, where somebody decided so."""
    if not event.data.get(LET_OUT):
        return said
    sources = tuple(event.data["let_out_from"])
    return say("{said}（写进了和内部记录相同的话，出处：{sources}）", said=said, sources=sources)


def _in_danger(said: Message, event: EventShown) -> Message:
    """With the danger that was reported in the case from which this one came, or which was merged into it."""
    if not event.data.get("danger_carried"):
        return said
    return say("{said}（原案报告的激化风险还没有解除，本案照样标记）", said=said)


def _sentence(registry: Registry, event: EventShown) -> Message:
    versions = versions_in(event.tag)
    if versions is not None:
        return say("改按流程定义第 {n} 版办理（原第 {before} 版）", n=versions[1], before=versions[0])
    if "elsewhere" in event.data and event.tag.partition(":")[0] == event.matter.value:
        return _told(registry, event)
    template = SENTENCES.get(event.tag)
    if event.tag == "document:reissued" and event.data and event.data.get("voided"):
        return say(
            "重新生成文书（第 {edition} 版）：文本有变动，已有的 {n} 个签名作废",
            edition=event.data["edition"],
            n=event.data["voided"],
        )
    if event.data and event.data.get("until_on"):
        template = WITH_A_LAST_DAY.get(event.tag, template)
    if template is not None and event.data:
        words = _words(event.data)
        if event.tag.startswith("deadline:"):
            words["clock"] = say(registry.clock_by_name[event.data["clock"]].title)
        said = Message(template.text, tuple(sorted(words.items())))
        paper = event.data.get("paper") if event.tag == "dispute:suspend" else ""
        return say("{said}；依据：{paper}", said=said, paper=paper) if paper else said
    if event.tag in WITHOUT_CONTENTS:
        return WITHOUT_CONTENTS[event.tag]
    return say(_title(registry, event))


def _told(registry: Registry, event: EventShown) -> Message:
    """A step that was taken in another installation: what it is called, where, and by whom if they said so."""
    step, where, by = say(_title(registry, event)), event.data["elsewhere"], event.data.get("by", "")
    if by:
        return say("{step}（{by}，由「{where}」告知）", step=step, by=by, where=where)
    return say("{step}（由「{where}」告知）", step=step, where=where)


def _title(registry: Registry, event: EventShown) -> str:
    noun, _, verb = event.tag.partition(":")
    for definition in _definitions(registry, event.matter if noun == event.matter.value else None):
        if verb in definition.by_step:
            return definition.by_step[verb].title
    return event.tag


def _definitions(registry: Registry, matter: MatterKind | None) -> list[Definition]:
    return [d for d in registry.definitions if matter is None or d.matter is matter]


def _change(field: str, was: str) -> Message:
    title = MATTER[field]
    return say("{field}（原为：{was}）", field=title, was=was) if was else title


def _words(data: Mapping[str, Any]) -> dict[str, Any]:
    words: dict[str, Any] = {}
    for name, value in data.items():
        if name in TERMS and isinstance(value, str):
            known = value in TERMS[name]._value2member_map_
            words[name] = TERMS[name].of(value) if known else value
            if value in PAPERS:  # "kind" names a paper too
                words[name] = say(PAPERS[value].title)
        elif name == "field":
            words[name] = FIELDS.get(str(value), value)
        elif name.endswith("_on") and isinstance(value, str) and value:
            words[name] = date.fromisoformat(value)
        elif name == "changed":
            was = data.get("before", {})
            words[name] = tuple(_change(one, was.get(one) or "") for one in value)
        elif name == "offices":
            words["signed"] = (*data.get("signed", ()), *(SignerRole.of(office) for office in value))
        elif isinstance(value, list):
            words.setdefault(name, tuple(value))
        elif name == "amount":
            words[name] = str(value).partition("（")[0]  # the capitals behind the figures are for papers
        else:
            words[name] = value
    return {"amount": "", "with": "", "forum": say("议事会"), "in_favour": "—", **words}
