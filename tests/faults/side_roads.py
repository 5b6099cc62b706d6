"""The steps beside the road: pauses, decisions from above, requests and their answers, cases out of one another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from mediation.demonstration.doors import (
    OLD_REGIME,
    asked_for,
    at_court,
    at_the_centre,
    delegated_and_agreed,
    entrusted,
    made,
    mediated_first,
    on_to_trial,
    signed_for,
)
from mediation.demonstration.doors import agreed as signed_by_all
from mediation.demonstration.invented import (
    COUNTY_COMMITTEE,
    COURT,
    MATTERS,
    STORIES,
    TOWNSHIP_COMMITTEE,
)
from mediation.demonstration.people import TOWNSHIP, VILLAGE
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.model import Case, Confirmation, Request
from mediation.rules import acts
from mediation.rules.actor import Actor
from mediation.rules.acts import Mark
from mediation.rules.clock import Clock
from mediation.rules.vocabulary import (
    AgreementForm,
    CaseSource,
    ChallengeAnswer,
    ChallengeDecider,
    Channel,
    CourtPaper,
    CourtProcedure,
    DeliveryManner,
    GrievanceGround,
    MatterKind,
    MeetingForum,
    ObligationKind,
    ProceedingKind,
    ReplacementGround,
    Side,
    SignatureManner,
    SignerRole,
    SuitEnd,
    SuspensionCause,
)
from mediation.services.end_suit import end_suit
from mediation.services.note_proceeding import ProceedingGiven, note_proceeding
from mediation.services.perform import perform
from mediation.services.step import StepCommand
from mediation.services.sweep_deadlines import sweep_case
from mediation.services.take_step import take_step
from mediation.services.unit_of_work import UnitOfWork
from tests.steps.conftest import TODAY

STORY = {name: story for name, _, story in STORIES}
HAND_OVER, CALL_UP, ORDER = MatterKind.HAND_OVER, MatterKind.CALL_UP, MatterKind.ORDER
CONFIRMATION = MatterKind.CONFIRMATION
SIGNED = SignatureManner.SIGNED
JOINT, REFERRAL, MEETING = MatterKind.JOINT, MatterKind.REFERRAL, MatterKind.MEETING
FILING, FEE = MatterKind.FILING, MatterKind.FEE
DEPARTMENT = "科尔沁左翼中旗自然资源局"
ANSWER = acts.Answered("已经办理")
Take = Callable[[Callable[[], object]], None]
Road = Callable[[Player, Take], None]


def newly_at_court(p: Player, n: int) -> Player:
    """People who have not been here before: what was mediated once in vain is not diverted again."""
    with p.house.read() as session:
        cases = session.scalar(select(func.count()).select_from(Case)) or 0
    return at_court(p, n + len(MATTERS) * cases)


def registered(p: Player, **more: object) -> None:
    """Three parties, so that one of them can go their own way."""
    parties = (
        invented_party(Side.APPLICANT, "王𠮷", 1, TODAY),
        invented_party(Side.RESPONDENT, "李四", 2, TODAY),
        invented_party(Side.THIRD, "赵六", 3, TODAY),
    )
    p.register("cunzhuren", dispute(TODAY, parties, "neighbours", "水沟被堵", "疏通", region=VILLAGE, **more))


def stood_still_and_went_on(p: Player, take: Take) -> None:
    registered(p)
    STORY["mediating"](p)
    suspended = acts.Suspended(SuspensionCause.APPRAISAL, "鉴定委托书")
    take(lambda: p.step("cunzhuren", "suspend", suspended, "等待鉴定"))
    p.wait(7)
    take(lambda: p.step("cunzhuren", "resume", reason="鉴定已出"))
    longer = acts.TermExtended(p.clock.today() + timedelta(60), tuple(p.parties))
    take(lambda: p.step("cunzhuren", "extend", longer, "各方同意"))


def waited_for_an_appraisal(p: Player, take: Take) -> None:
    on = p.clock.today()
    parties = (
        invented_party(Side.APPLICANT, "王𠮷", 1, on),
        invented_party(Side.RESPONDENT, "李四", 2, on),
    )
    p.register("cunzhuren", dispute(on, parties, "medical", "术后感染", "赔偿", region=VILLAGE))
    p.step("cunzhuren", "skip_settlement", reason="直接申请")
    p.accept("cunzhuren")
    suspended = acts.Suspended(SuspensionCause.APPRAISAL, "鉴定委托书")
    take(lambda: p.step("cunzhuren", "suspend", suspended, "医疗损害鉴定"))


def agreed_on_a_part(p: Player, take: Take) -> None:
    registered(p)
    STORY["mediating"](p)
    duty = acts.ObligationDrawn(
        kind=ObligationKind.ACT, debtor_id=p.parties[1], creditor_id=p.parties[0], what="疏通水沟"
    )
    form = AgreementForm.WRITTEN
    given = acts.AgreementDrawn(form, "水沟被堵", "", (duty,), left_over="界桩位置")
    p.step("cunzhuren", "reach_agreement", given)
    take(lambda: p.sign("cunzhuren", "cunzhuren"))


def registered_by_the_court_and_entrusted(p: Player, take: Take) -> None:
    registered(p)
    p.step("cunzhuren", "go_to_court", reason="申请人选择起诉")
    filed = acts.CaseFiled(p.organisation(COURT), p.court_number("民初"), TODAY)
    take(lambda: p.step("cunzhuren", "record_filing", filed))
    again = acts.MediatedAgain(CaseSource.COURT_ENTRUSTED, p.organisation(COURT))
    take(lambda: p.step("cunzhuren", "mediate_again", again, "法院委托"))


def sued_after_arbitration(p: Player, take: Take) -> None:
    registered(p, labour=True)
    p.step("cunzhuren", "go_to_arbitration", reason="申请仲裁")
    awarded = ProceedingGiven(
        kind=ProceedingKind.ARBITRATION,
        body="某劳动人事争议仲裁院",
        happened_on=p.clock.today(),
        what="裁决支付工资",
        ended=True,
    )
    perform(p.house, note_proceeding, actor=p.actor("cunzhuren"), case_id=p.case_id, given=awarded)
    take(lambda: p.step("cunzhuren", "sue_afterwards", reason="不服裁决"))


def sued_over_an_agreement(p: Player, take: Take) -> None:
    registered(p)
    p.settle_first("cunzhuren", "网格员")
    p.step("cunzhuren", "settle", acts.SettlementReached("互不追究"))
    filed = acts.CaseFiled(p.organisation(COURT), f"（{TODAY.year}）内0521民初679号", TODAY)
    take(lambda: p.step("cunzhuren", "record_suit", filed))


def paper_from_the_court(p: Player, source: CaseSource, *, consents: bool = True) -> None:
    """What a court sent on paper, registered by the township."""
    parties = [
        invented_party(Side.APPLICANT, "王𠮷", 1, TODAY),
        invented_party(Side.RESPONDENT, "李四", 2, TODAY),
    ]
    if not consents:
        parties = [replace(party, consents=()) for party in parties]
    given = dispute(
        p.clock.today(), tuple(parties), "neighbours", "水沟被堵", "疏通", region=TOWNSHIP, source=source
    )
    court = None if source is CaseSource.APPLICATION else p.organisation(COURT)
    p.register("zhenzhuren", replace(given, inviting_court_id=court))


def sent_on_paper(p: Player, take: Take) -> None:
    for source in (CaseSource.COURT_DELEGATED, CaseSource.COURT_ENTRUSTED):
        p.clock.move_to(TODAY)
        paper_from_the_court(p, source)
        p.step("zhenzhuren", "skip_settlement", reason="法院转来")
        take(lambda: p.accept("zhenzhuren"))
    take(lambda: p.step("zhenzhuren", "count_summary_term"))


def split_and_merged(p: Player, take: Take) -> None:
    other = Player(p.house, TODAY)
    registered(other)
    registered(p)
    applicant, respondent, third = p.parties
    given = acts.PartiesSplit((third,), (applicant, respondent))
    take(lambda: p.step("cunzhuren", "split_off", given, "第三人另行协商"))
    with p.house.read() as session:
        lead = session.scalars(select(Case.public_id).where(Case.id == other.case_id)).one()
    take(lambda: p.step("cunzhuren", "merge", acts.CaseMerged(lead), "同一纠纷"))


def three_at_court(p: Player) -> Player:
    """Registered at the court's desk with a third person, and entrusted by it."""
    on = p.clock.today()
    parties = (
        invented_party(Side.APPLICANT, "王𠮷", 1, on),
        invented_party(Side.RESPONDENT, "李四", 2, on),
        invented_party(Side.APPLICANT, "赵六", 3, on),
    )
    source = CaseSource.COURT_GUIDANCE
    given = dispute(on, parties, "neighbours", "水沟被堵", "疏通", region=TOWNSHIP, source=source)
    p.register("fayuan", given)
    mediated_first(p)
    return p


def split_off_by_the_court(p: Player, take: Take) -> None:
    three_at_court(p)
    given = acts.PartiesSplit(p.parties[2:], p.parties[1:2])
    take(lambda: p.step("fayuan", "split_off_by_the_court", given, "另一原告的请求分开审理"))


def decided_from_above(p: Player, take: Take) -> None:
    registered(p)
    STORY["mediating"](p)
    for _ in range(2):
        p.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
        p.step("zhenzhuren", "return", reason="村里先调查", matter=HAND_OVER)
    p.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    take(lambda: p.step("zhenzhuren", "return_for_decision", reason="村里先调查", matter=HAND_OVER))
    told = acts.DangerReported("扬言砸窗", "派出所")
    take(lambda: p.step("sifasuo", "report_danger_when_deciding", told, matter=HAND_OVER))
    take(lambda: p.step("sifasuo", "decide_sender", reason="由村先调查", matter=HAND_OVER))
    take(lambda: p.step("zhenzhuren", "report_danger_after_return", told, matter=HAND_OVER))
    p.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    p.wait(9)
    take(lambda: p.step("cunzhuren", "ask_for_decision", matter=HAND_OVER))
    chosen = acts.CaseAssigned(p.organisation(TOWNSHIP_COMMITTEE))
    take(lambda: p.step("sifasuo", "decide_receiver", chosen, "由镇牵头", HAND_OVER))


def referred(p: Player, take: Take) -> None:
    registered(p)
    given = acts.Referred(Channel.LEGAL_AID, "旗法律援助中心", "咨询时效", tuple(p.parties))
    take(lambda: p.step("cunzhuren", "refer", given))
    take(lambda: p.step("cunzhuren", "hear_back", ANSWER, matter=REFERRAL))
    p.step("cunzhuren", "refer", given)
    take(lambda: p.step("cunzhuren", "withdraw", reason="转错了", matter=REFERRAL))
    deed = acts.Referred(Channel.NOTARY, "旗公证处", "保全证据", tuple(p.parties))
    p.step("cunzhuren", "refer", deed)
    take(lambda: p.step("cunzhuren", "withdraw", reason="申请人撤回"))


def mediated_with_others(p: Player, take: Take) -> None:
    registered(p)
    STORY["accepted"](p)
    given = acts.CommitteeInvited(p.organisation(COUNTY_COMMITTEE), "共同调解", tuple(p.parties))

    def invite() -> None:
        p.step("cunzhuren", "invite", given)

    take(invite)
    take(lambda: p.step("qizhuren", "join", matter=JOINT))
    told = acts.DangerReported("扬言砸窗", "派出所")
    take(lambda: p.step("qizhuren", "report_danger", told, matter=JOINT))
    take(lambda: p.step("cunzhuren", "end", reason="已经说通", matter=JOINT))
    take(lambda: p.step("qizhuren", "report_danger_afterwards", told, matter=JOINT))
    invite()
    take(lambda: p.step("qizhuren", "decline", reason="人手不足", matter=JOINT))
    invite()
    p.step("qizhuren", "join", matter=JOINT)
    take(lambda: p.step("qizhuren", "leave", reason="人手不足", matter=JOINT))
    invite()
    take(lambda: p.step("cunzhuren", "withdraw", reason="不需要了", matter=JOINT))
    invite()
    take(lambda: p.step("cunzhuren", "withdraw", reason="申请人撤回"))


def taken_over_from_within(p: Player, take: Take) -> None:
    """Who mediates along with the village takes the case over, and has reported danger before signing."""
    registered(p)
    STORY["accepted"](p)
    given = acts.CommitteeInvited(p.organisation(TOWNSHIP_COMMITTEE), "共同调解", tuple(p.parties))
    p.step("cunzhuren", "invite", given)
    p.step("zhenzhuren", "join", matter=JOINT)
    p.offer("cunzhuren", TOWNSHIP_COMMITTEE, "由镇牵头")
    told = acts.DangerReported("扬言砸窗", "派出所")
    take(lambda: p.step("zhenzhuren", "report_danger", told, matter=HAND_OVER))
    take(lambda: p.step("zhenzhuren", "sign_for", matter=HAND_OVER))


def called_up(p: Player, take: Take) -> None:
    registered(p)
    STORY["signed for by the township"](p)
    given, handler = acts.Asked("请现场测绘"), acts.CallDispatched(p.organisation(DEPARTMENT))
    take(lambda: p.step("zhenzhuren", "call_county", given))
    take(lambda: p.step("zongzhi", "dispatch", handler, matter=CALL_UP))
    take(lambda: p.step("ziranju", "not_ours", reason="应由农牧局办理", matter=CALL_UP))
    p.step("zongzhi", "dispatch", handler, matter=CALL_UP)
    told = acts.DangerReported("扬言砸测绘车", "派出所")
    take(lambda: p.step("ziranju", "report_danger", told, matter=CALL_UP))
    take(lambda: p.step("zongzhi", "report_danger_at_centre", told, matter=CALL_UP))
    take(lambda: p.step("ziranju", "respond", ANSWER, matter=CALL_UP))
    take(lambda: p.step("ziranju", "solve", ANSWER, matter=CALL_UP))
    take(lambda: p.step("zhenzhuren", "not_solved", reason="没有到场", matter=CALL_UP))
    p.step("ziranju", "solve", ANSWER, matter=CALL_UP)
    take(lambda: p.step("zhenzhuren", "confirm", matter=CALL_UP))
    told = acts.DangerReported("扬言砸窗", "派出所")
    take(lambda: p.step("ziranju", "report_danger_afterwards", told, matter=CALL_UP))
    p.step("zhenzhuren", "call_county", given)
    take(lambda: p.step("zhenzhuren", "withdraw", reason="已经解决", matter=CALL_UP))
    p.step("zhenzhuren", "call_county", given)
    take(lambda: p.step("zhenzhuren", "withdraw", reason="申请人撤回"))


def ordered(p: Player, take: Take) -> None:
    registered(p)
    given = acts.OrderWritten("请三日内书面回复")
    take(lambda: p.step("qidudao", "issue_order", given))
    take(lambda: p.step("cunzhuren", "answer", ANSWER, matter=ORDER))
    again = acts.OrderAgain(p.clock.today() + timedelta(5))
    take(lambda: p.step("qidudao", "ask_again", again, "没有写明进展", matter=ORDER))
    p.step("cunzhuren", "answer", ANSWER, matter=ORDER)
    take(lambda: p.step("qidudao", "lift", matter=ORDER))
    take(lambda: p.step("qidudao", "reopen", again, "没有落实", matter=ORDER))
    p.step("cunzhuren", "answer", ANSWER, matter=ORDER)
    p.step("qidudao", "lift", matter=ORDER)
    p.step("qidudao", "issue_order", given)
    take(lambda: p.step("qidudao", "take_back", reason="重复督办", matter=ORDER))
    p.step("qidudao", "issue_order", given)
    begun_under(p, 2)
    take(lambda: p.step("cunzhuren", "withdraw", reason="申请人撤回"))


def begun_under(p: Player, version: int) -> None:
    """What is asked now began under that version."""
    with p.house.begin() as uow:
        asked = select(Request).where(Request.case_id == p.case_id, Request.is_open)
        uow.session.scalars(asked).one().definition_version = version
        uow.commit()


def met(p: Player, take: Take) -> None:
    registered(p)

    def call() -> None:
        p.step("cunzhuren", "call_meeting", called)

    called = acts.MeetingCalled(
        p.clock.now(),
        "文化室",
        "水渠维护",
        40,
        MeetingForum.REPRESENTATIVES,
        "全体村民代表",
        tuple(p.parties),
    )
    held = acts.MeetingHeld(31, "轮流维护", 20)
    take(call)
    take(lambda: p.step("cunzhuren", "resolve", held, matter=MEETING))
    call()
    few = replace(held, in_favour=9)
    take(lambda: p.step("cunzhuren", "no_resolution", few, matter=MEETING))
    call()
    take(lambda: p.step("cunzhuren", "talk", replace(held, in_favour=None), matter=MEETING))
    call()
    take(lambda: p.step("cunzhuren", "cancel", reason="人数不足", matter=MEETING))
    call()
    take(lambda: p.step("cunzhuren", "withdraw", reason="申请人撤回"))


def owed_and_enforced(p: Player, take: Take) -> None:
    registered(p)
    STORY["mediated by the township"](p)
    due = p.clock.today() + timedelta(5)
    owed = {"kind": ObligationKind.ACT, "debtor_id": p.parties[1], "creditor_id": p.parties[0]}
    duties = [acts.ObligationDrawn(**owed, what=what, due_on=due) for what in ("疏通", "修墙")]  # type: ignore[arg-type]
    p.agree("zhentiaojie", "水沟被堵", tuple(duties))
    p.sign("zhenzhuren", "zhentiaojie")
    p.apply("zhenzhuren", COURT)
    p.submit("zhenzhuren")
    p.confirm(p.court_number())
    pressed = acts.Pressed("电话督促")
    take(lambda: p.on_duty("zhenzhuren", "remind", pressed))
    p.wait(30)
    take(lambda: p.on_duty("zhenzhuren", "mark_broken", reason="没有履行"))
    take(lambda: p.on_duty("zhenzhuren", "press", pressed))
    asked = acts.EnforcementAsked(p.organisation(COURT), "全部没有履行")
    take(lambda: p.on_duty("zhenzhuren", "ask_enforcement", asked))
    take(lambda: p.on_duty("zhenzhuren", "end_enforcement", reason="撤回执行申请"))
    later = acts.DutyChanged("下月履行", tuple(p.parties), p.clock.today() + timedelta(30))
    take(lambda: p.on_duty("zhenzhuren", "change_duty", later))
    done = acts.PerformanceRecorded(p.clock.today())
    take(lambda: p.on_duty("zhenzhuren", "record_performance", done))
    take(lambda: p.on_duty("zhenzhuren", "reopen_duty", reason="修得不合格"))
    p.wait(40)
    late = acts.PerformanceRecorded(p.clock.today())
    take(lambda: p.on_duty("zhenzhuren", "record_performance", late))
    take(lambda: p.on_duty("zhenzhuren", "replace_duty", reason="另行约定", n=2))


def the_period_to_apply_for_enforcement(p: Player, take: Take) -> None:
    """It begins anew, and stands still in its last months."""
    registered(p)
    STORY["enforcement asked"](p)
    p.on_duty("zhenzhuren", "end_enforcement", reason="没有可供执行的财产")
    promised = acts.PeriodNoted("承诺月底付清", "还款承诺书")
    take(lambda: p.on_duty("zhenzhuren", "interrupt_period", promised))
    p.clock.move_to(p.clock.today() + timedelta(700))
    hindered = acts.PeriodNoted("债权人去世，没有确定继承人", "死亡证明")
    take(lambda: p.on_duty("zhenzhuren", "suspend_period", hindered))
    p.wait(20)
    take(lambda: p.on_duty("zhenzhuren", "resume_period", hindered))


def through_the_courts_doors(p: Player, take: Take) -> None:
    def arrive(n: int) -> None:
        p.clock.move_to(TODAY)
        newly_at_court(p, n)

    arrive(1)
    township = p.organisation(TOWNSHIP_COMMITTEE)
    here = tuple(p.parties[:1])
    take(lambda: p.step("fayuan", "guide", acts.CaseOffered(township, here), "愿意调解"))
    take(lambda: p.step("fayuan", "call_back", reason="当事人改变主意", matter=HAND_OVER))
    suit = acts.SuitFiled(p.court_number("民初"), CourtProcedure.SUMMARY, p.clock.today())
    take(lambda: p.step("fayuan", "file_suit", suit))
    offered = acts.CaseOffered(township, tuple(p.parties))
    take(lambda: p.step("fayuan", "entrust", offered, "适宜调解"))
    take(lambda: p.step("zhenzhuren", "sign_for", matter=HAND_OVER))
    p.appoint("zhenzhuren", "zhentiaojie")
    named = (p.actor("zhentiaojie").person_id,)
    stays, by = ChallengeAnswer.UNFOUNDED, ChallengeDecider.ORGANISATION
    challenged = acts.ChallengeAnswered(named, ReplacementGround.RELATION, stays, by)
    take(lambda: p.step("zhenzhuren", "keep_mediator", challenged, "只是同乡，没有其他关系"))
    county = acts.CaseOffered(p.organisation(COUNTY_COMMITTEE), tuple(p.parties))
    p.step("zhenzhuren", "offer", county, "案情复杂")
    take(lambda: p.step("qizhuren", "sign_for", matter=HAND_OVER))
    take(lambda: p.step("qizhuren", "go_to_trial", reason="一方不愿继续"))
    arrive(2)
    entrusted(p, CourtProcedure.ORDINARY)
    take(lambda: p.step("zhenzhuren", "sign_for", matter=HAND_OVER))
    before_2025(p, take)


def through_the_centre(p: Player, take: Take) -> None:
    """Door 1 at the 综治中心: sent on, sent back, sent on again and signed for."""
    at_the_centre(p, 1)
    given = acts.CaseOffered(p.organisation(TOWNSHIP_COMMITTEE), tuple(p.parties[:1]))
    take(lambda: p.step("chuangkou", "dispatch", given, "按属地派单"))
    take(lambda: p.step("zhenzhuren", "return", reason="当事人在外地", matter=HAND_OVER))
    p.step("chuangkou", "dispatch", given, "当事人已经回来")
    take(lambda: p.step("chuangkou", "call_back", reason="改派行业调委会", matter=HAND_OVER))
    p.step("chuangkou", "dispatch", given, "仍由镇里办理")
    take(lambda: p.step("zhenzhuren", "sign_for", matter=HAND_OVER))
    at_the_centre(p, 2)
    take(lambda: p.step("chuangkou", "send_elsewhere", reason="由不动产登记机构更正"))


def before_2025(p: Player, take: Take) -> None:
    old = newly_at_court(Player(p.house, OLD_REGIME), 3)
    given = acts.CaseDelegated(
        old.organisation(TOWNSHIP_COMMITTEE), tuple(old.parties), old.court_number("诉前调")
    )
    p.case_id, p.parties = old.case_id, old.parties
    take(lambda: old.step("fayuan", "delegate", given, "双方同意"))
    take(lambda: old.step("zhenzhuren", "sign_for", matter=HAND_OVER))
    take(lambda: old.step("zhenzhuren", "go_to_court", reason="申请人坚持起诉"))
    papers = acts.ComplaintReceived("起诉状一份", old.clock.today())
    take(lambda: old.step("zhenzhuren", "bring_papers", papers, matter=FILING))
    told = acts.DangerReported("在立案庭扬言砸窗", "派出所")
    take(lambda: old.step("fayuan", "report_danger", told, matter=FILING))
    left = newly_at_court(Player(p.house, OLD_REGIME), 4)
    p.case_id, p.parties = left.case_id, left.parties
    numbered = replace(given, court_number=left.court_number("诉前调"), agreeing_ids=tuple(left.parties))
    left.step("fayuan", "delegate", numbered, "双方同意")
    left.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    take(lambda: left.step("zhenzhuren", "withdraw", reason="申请人撤回"))
    take(lambda: left.step("fayuan", "receive_papers", papers, matter=FILING))


def returned_unsigned(p: Player, take: Take) -> None:
    """Delegated before 2025 and taken by nobody: back for the suit, and sent out once more meanwhile."""
    old = newly_at_court(Player(p.house, OLD_REGIME), 5)
    p.case_id, p.parties = old.case_id, old.parties
    sent = (old.organisation(TOWNSHIP_COMMITTEE), tuple(old.parties))
    old.step("fayuan", "delegate", acts.CaseDelegated(*sent, old.court_number("诉前调")), "双方同意")
    take(lambda: old.step("zhenzhuren", "return_delegated", reason="联系不上被申请人", matter=HAND_OVER))
    anew = acts.CaseDelegated(*sent, old.number_of_the_suit())
    take(lambda: old.step("fayuan", "delegate", anew, "联系上了，双方同意"))
    told = acts.DangerReported("在门口堵人", "派出所")
    take(lambda: old.step("faguan", "report_danger_at_court", told))
    take(lambda: old.step("fayuan", "call_back_delegated", reason="逾期没有签收", matter=HAND_OVER))
    old.step("fayuan", "delegate", anew, "另行委派，双方同意")
    old.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    take(lambda: old.step("faguan", "report_danger_afterwards", told, matter=HAND_OVER))


def entrusted_in_trial(p: Player, take: Take) -> None:
    tried = newly_at_court(Player(p.house, p.clock.today()), 6)
    p.case_id, p.parties = tried.case_id, tried.parties
    on_to_trial(tried)
    given = acts.EntrustedInTrial(CourtProcedure.SUMMARY)
    take(lambda: tried.step("fayuan", "entrust_in_trial", given, "双方愿意再谈"))


def given_a_mediation_paper(p: Player, take: Take) -> None:
    """The court's own paper in the stead of a ruling: signed for, gone back on, declined, no longer wanted."""

    def asked(n: int) -> None:
        on = p.clock.today()
        fresh = at_court(Player(p.house, on), n)
        p.case_id, p.parties = fresh.case_id, fresh.parties
        asked_for(p)

    def accepted(n: int) -> None:
        asked(n)
        p.step("fayuan", "accept_application", matter=CONFIRMATION)

    fresh = at_court(Player(p.house, p.clock.today()), 6)
    p.case_id, p.parties = fresh.case_id, fresh.parties
    mediated_first(p)
    signed_by_all(p)
    take(lambda: p.apply("zhenzhuren", COURT, CourtPaper.MEDIATION))
    accepted(1)
    prepared = acts.RulingPrepared("自愿、合法", "周文静")
    take(lambda: p.step("shujiyuan", "prepare_mediation_paper", prepared, matter=CONFIRMATION))
    paper = acts.MediationPaperMade(p.number_of_the_suit(), "减半收取")
    take(lambda: p.step("faguan", "make_mediation_paper", paper, matter=CONFIRMATION))
    take(lambda: p.step("shujiyuan", "seal_mediation_paper", matter=CONFIRMATION))
    take(lambda: signed_for(p, *p.parties))
    asked(2)
    made(p)
    back = acts.GoneBack(p.parties[1], "拒绝签收")
    take(lambda: p.step("shujiyuan", "go_back_to_trial", back, matter=CONFIRMATION))
    accepted(3)
    take(lambda: p.step("faguan", "decline", reason="处分案外人的土地", matter=CONFIRMATION))
    accepted(4)
    take(lambda: p.step("fayuan", "withdraw_request", reason="改为申请司法确认", matter=CONFIRMATION))
    old = at_court(Player(p.house, OLD_REGIME), 5)
    p.case_id, p.parties = old.case_id, old.parties
    delegated_and_agreed(old)
    made(old, old.court_number("诉前调书"))
    first = acts.GoneBack(old.parties[0], "不同意了")
    take(lambda: old.step("fayuan", "go_back", first, matter=CONFIRMATION))
    old = at_court(Player(p.house, OLD_REGIME), 6)
    p.case_id, p.parties = old.case_id, old.parties
    delegated_and_agreed(old)
    made(old, old.court_number("诉前调书"))
    with p.house.begin() as uow:
        paper_of = select(Confirmation).where(Confirmation.case_id == old.case_id)
        uow.session.scalars(paper_of).one().definition_version = 5
        uow.commit()
    first = acts.GoneBack(old.parties[0], "不同意了")
    old.step("fayuan", "go_back", first, matter=CONFIRMATION)
    suit = acts.SuitFiled(old.court_number("民初"), CourtProcedure.SUMMARY, old.clock.today())
    take(lambda: old.step("fayuan", "register_suit", suit, matter=CONFIRMATION))


def swept(uow: UnitOfWork, *, actor: Actor, clock: Clock, case_id: UUID) -> UUID:
    """What the clocks of the case ask for today: nobody takes these steps."""
    sweep_case(uow, clock=clock, case_id=case_id)
    return case_id


def entered_late(p: Player, step: str, on: date, given: acts.Given | None) -> None:
    """What was done at the committee on that day and is entered today."""
    with p.house.read() as session:
        found = session.scalars(select(Confirmation.id).where(Confirmation.case_id == p.case_id)).one()
    command = StepCommand(
        matter=CONFIRMATION,
        matter_id=found,
        step=step,
        given=given or acts.Nothing(),
        happened_on=None if given else on,
        late_reason="乡里停网",
    )
    perform(p.house, take_step, actor=p.actor("zhenzhuren"), command=command)


def over(p: Player, take: Take) -> None:
    """A hundred days pass, and the clocks are looked at."""
    p.wait(100)
    take(lambda: perform(p.house, swept, actor=p.actor("cunzhuren"), case_id=p.case_id))


def asked_for_papers(p: Player, take: Take) -> None:
    """What an application lacks is brought to the court; and is not."""
    registered(p)
    STORY["confirmation submitted"](p)
    asked = acts.SupplementAsked("付款凭证", p.clock.today() + timedelta(5))
    take(lambda: p.step("fayuan", "ask_papers", asked, matter=CONFIRMATION))
    take(lambda: p.step("fayuan", "record_papers", acts.Answered("已交凭证"), matter=CONFIRMATION))
    p.step("fayuan", "ask_papers", asked, matter=CONFIRMATION)
    over(p, take)


def ended_by_its_clock(p: Player, take: Take) -> None:
    """The terms of medical and labour disputes, and the ends that bring a step."""
    for about in ({"category": "medical"}, {"category": "labour", "labour": True}):
        on = p.clock.today()
        parties = (
            invented_party(Side.APPLICANT, "王𠮷", 1, on),
            invented_party(Side.RESPONDENT, "李四", 2, on),
        )
        given = dispute(
            on, parties, about["category"], "争议", "赔偿", region=VILLAGE, labour="labour" in about
        )
        p.register("cunzhuren", given)
        p.step("cunzhuren", "skip_settlement", reason="直接申请")
        take(lambda: p.accept("cunzhuren"))
        over(p, take)
    mediated_first(newly_at_court(p, 1))
    over(p, take)
    fresh = Player(p.house, p.clock.today())
    p.case_id, p.parties = fresh.case_id, fresh.parties
    registered(p)
    STORY["confirmation in preparation"](p)
    drawn_on = p.clock.today()
    over(p, take)
    marks = tuple(Mark(SignerRole.PARTY, drawn_on, (SIGNED,), party_id=one) for one in p.parties)
    for step, given in (("sign_before", acts.MarksGathered(marks)), ("submit_before", None)):
        take(lambda step=step, given=given: entered_late(p, step, drawn_on, given))  # type: ignore[misc]
    old = newly_at_court(Player(p.house, OLD_REGIME), 2)
    given = acts.CaseDelegated(
        old.organisation(TOWNSHIP_COMMITTEE), tuple(old.parties), old.court_number("诉前调")
    )
    old.step("fayuan", "delegate", given, "双方同意立案前调解")
    old.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    p.case_id, p.parties = old.case_id, old.parties
    over(p, take)
    unpaid = newly_at_court(Player(p.house, OLD_REGIME), 7)
    given = replace(given, court_number=unpaid.court_number("诉前调"), agreeing_ids=tuple(unpaid.parties))
    unpaid.step("fayuan", "delegate", given, "双方同意立案前调解")
    unpaid.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    with p.house.begin() as uow:
        uow.session.get_one(Case, unpaid.case_id).labour = True  # found out after it was signed for
        uow.commit()
    p.case_id, p.parties = unpaid.case_id, unpaid.parties
    over(p, take)


def complained_at_the_court(p: Player, take: Take) -> None:
    """The court's own desk: registered after a look, and the number of what the seventh day has registered."""
    newly_at_court(p, 1)
    received = acts.ComplaintReceived("起诉状一份、副本一份", p.clock.today())
    take(lambda: p.step("fayuan", "receive_complaint", received))
    suit = acts.SuitFiled(p.court_number("民初"), CourtProcedure.SUMMARY, p.clock.today())
    take(lambda: p.step("fayuan", "register", suit, matter=FILING))
    newly_at_court(p, 2)
    received = acts.ComplaintReceived("起诉状一份、副本一份", p.clock.today())
    p.step("fayuan", "receive_complaint", received)
    begun_under(p, 5)
    take(lambda: p.step("fayuan", "withdraw", reason="当事人和好"))
    newly_at_court(p, 3)
    p.step("fayuan", "receive_complaint", acts.ComplaintReceived("起诉状一份", p.clock.today()))
    p.wait(12)
    take(lambda: perform(p.house, swept, actor=p.actor("fayuan"), case_id=p.case_id))
    numbered = acts.SuitNumbered(p.court_number("民初"), CourtProcedure.ORDINARY)
    take(lambda: p.step("shujiyuan", "number", numbered, matter=FILING))


def handed_in(p: Player) -> None:
    registered(p)
    p.step("cunzhuren", "go_to_court", reason="申请人选择起诉")
    given = acts.ComplaintHandedIn("起诉状一份、副本二份", p.clock.today(), p.organisation(COURT))
    p.step("cunzhuren", "hand_in_complaint", given)


def complained_through_the_committee(p: Player, take: Take) -> None:
    registered(p)
    p.step("cunzhuren", "go_to_court", reason="申请人选择起诉")
    given = acts.ComplaintHandedIn("起诉状一份、副本二份", p.clock.today(), p.organisation(COURT))
    take(lambda: p.step("cunzhuren", "hand_in_complaint", given))
    told = acts.SupplementAsked("写明被告的住所地", p.clock.today() + timedelta(7))
    take(lambda: p.step("fayuan", "tell_defects", told, matter=FILING))
    take(lambda: p.step("fayuan", "receive_corrections", acts.Answered("已补正"), matter=FILING))
    take(lambda: p.step("fayuan", "withdraw", reason="起诉人撤回", matter=FILING))
    p.step("cunzhuren", "hand_in_complaint", given)
    p.step("fayuan", "tell_defects", told, matter=FILING)
    p.wait(10)
    take(lambda: p.step("fayuan", "give_back", reason="期满没有补正", matter=FILING))
    again = replace(given, received_on=p.clock.today())
    p.step("cunzhuren", "hand_in_complaint", again)
    suit = acts.SuitFiled(p.court_number("民初"), CourtProcedure.SUMMARY, p.clock.today())
    take(lambda: p.step("fayuan", "register", suit, matter=FILING))


def refused_and_appealed(p: Player, take: Take) -> None:
    for end in ("uphold_refusal", "order_filing"):
        handed_in(p)
        ruled = acts.RulingMade(p.court_number("民初"))
        take(lambda ruled=ruled: p.step("faguan", "refuse", ruled, "没有明确的被告", FILING))  # type: ignore[misc]
        served = acts.RulingServed((acts.Served(p.parties[0], DeliveryManner.DIRECT, p.clock.today()),))
        take(lambda served=served: p.step("shujiyuan", "serve_refusal", served, matter=FILING))  # type: ignore[misc]
        appeal = acts.AppealRaised(p.parties[0], "被告是明确的")
        take(lambda appeal=appeal: p.step("fayuan", "record_appeal", appeal, matter=FILING))  # type: ignore[misc]
        take(lambda end=end: p.step("fayuan", end, acts.Answered("终审裁定"), matter=FILING))  # type: ignore[misc]


def refused_and_registered_otherwise(p: Player, take: Take) -> None:
    """Appealed after the court registered it on the spot; and after a committee has brought the parties together."""

    def refused(n: int) -> None:
        newly_at_court(p, n)
        p.step("fayuan", "receive_complaint", acts.ComplaintReceived("起诉状一份", p.clock.today()))
        p.step("faguan", "refuse", acts.RulingMade(p.court_number("民初")), "没有明确的被告", FILING)
        served = acts.RulingServed((acts.Served(p.parties[0], DeliveryManner.DIRECT, p.clock.today()),))
        p.step("shujiyuan", "serve_refusal", served, matter=FILING)

    def ordered_to_register() -> None:
        p.step("fayuan", "record_appeal", acts.AppealRaised(p.parties[0], "被告是明确的"), matter=FILING)
        p.step("fayuan", "order_filing", acts.Answered("终审裁定"), matter=FILING)

    refused(1)
    suit = acts.SuitFiled(p.court_number("民初"), CourtProcedure.SUMMARY, p.clock.today())
    p.step("fayuan", "file_suit", suit)
    ordered_to_register()
    take(lambda: p.step("fayuan", "close_as_filed", reason="已当场登记立案", matter=FILING))
    refused(2)
    offered = acts.CaseOffered(p.organisation(TOWNSHIP_COMMITTEE), tuple(p.parties[:1]))
    p.step("fayuan", "guide", offered, "愿意调解")
    p.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    p.settle_first("zhenzhuren", "网格员")
    p.step("zhenzhuren", "settle", acts.SettlementReached("各让一步"))
    ordered_to_register()
    numbered = acts.SuitNumbered(p.court_number("民初"), CourtProcedure.ORDINARY)
    take(lambda: p.step("shujiyuan", "number", numbered, matter=FILING))


def a_draft(p: Player) -> None:
    p.sit("zhentiaojie", "告知权利义务，各自陈述。", "同意疏通", "保康镇调解室")
    owed = {"kind": ObligationKind.ACT, "debtor_id": p.parties[1], "creditor_id": p.parties[0]}
    p.agree("zhentiaojie", "水沟被堵", (acts.ObligationDrawn(**owed, what="疏通水沟"),))  # type: ignore[arg-type]


def signed_by_the_parties_alone(p: Player, take: Take) -> None:
    """What a court delegated is in force then; the mediator and the committee sign and seal afterwards."""
    old = newly_at_court(Player(p.house, OLD_REGIME), 7)
    number = old.court_number("诉前调")
    sent = acts.CaseDelegated(old.organisation(TOWNSHIP_COMMITTEE), tuple(old.parties), number)
    old.step("fayuan", "delegate", sent, "双方同意立案前调解")
    old.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    old.appoint("zhenzhuren", "zhentiaojie")
    a_draft(old)
    p.case_id, p.parties = old.case_id, old.parties
    take(lambda: old.sign("zhenzhuren", "zhentiaojie", all_of_it=False))
    today, mediator = old.clock.today(), p.actor("zhentiaojie").person_id
    marks = (
        Mark(SignerRole.MEDIATOR, today, (SIGNED,), person_id=mediator),
        Mark(SignerRole.COMMITTEE_SEAL, today, (SignatureManner.SEALED,)),
    )
    take(lambda: old.step("zhenzhuren", "complete_marks", acts.MarksGathered(marks)))


def entered_after_the_end(p: Player, take: Take) -> None:
    """What was done in time and typed the next morning, at the committee and at the court."""

    def done_in_time(account: str, step: str, on: date, given: acts.Given, matter: MatterKind) -> None:
        command = StepCommand(
            matter=matter,
            matter_id=p._matter_id(matter),
            step=step,
            given=given,
            reason="当天已经办了",
            happened_on=None if given.day else on,
            late_reason="停网",
        )
        perform(p.house, take_step, actor=p.actor(account), command=command)

    mediated_first(newly_at_court(p, 1))
    a_draft(p)
    on = p.clock.today()
    over(p, take)
    take(lambda: done_in_time("zhentiaojie", "enter_in_time", on, acts.Nothing(), MatterKind.DISPUTE))
    take(lambda: p.step("fayuan", "take_to_trial", reason="期满以后一方不愿继续"))
    old = newly_at_court(Player(p.house, OLD_REGIME), 6)
    number = old.court_number("诉前调")
    sent = acts.CaseDelegated(old.organisation(TOWNSHIP_COMMITTEE), tuple(old.parties), number)
    old.step("fayuan", "delegate", sent, "双方同意立案前调解")
    old.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    p.case_id, p.parties, then = old.case_id, old.parties, old.clock.today()
    over(p, take)
    take(lambda: done_in_time("zhenzhuren", "enter_in_time", then, acts.Nothing(), MatterKind.DISPUTE))
    take(lambda: p.step("fayuan", "take_delegation_back", reason="期满没有达成协议"))
    for n, step in enumerate(("register_before", "tell_defects_before", "refuse_before")):
        newly_at_court(p, 2 + n)
        on = p.clock.today()
        p.step("fayuan", "receive_complaint", acts.ComplaintReceived("起诉状一份", on))
        over(p, take)
        number = p.court_number("民初")
        given: acts.Given = {
            "register_before": acts.SuitFiled(number, CourtProcedure.SUMMARY, on),
            "tell_defects_before": acts.SupplementAsked("写明住所地", on + timedelta(20)),
            "refuse_before": acts.RulingMade(number),
        }[step]
        who = "faguan" if step == "refuse_before" else "fayuan"
        take(lambda w=who, s=step, d=on, g=given: done_in_time(w, s, d, g, FILING))  # type: ignore[misc]


def the_fee_of_a_suit(p: Player, take: Take) -> None:
    """Paid; relieved of at the second time of asking; and never paid."""

    def registered_and_told(n: int) -> None:
        newly_at_court(p, n)
        on = p.clock.today()
        p.step("fayuan", "receive_complaint", acts.ComplaintReceived("起诉状一份", on))
        number = p.court_number("民初")
        p.step("fayuan", "register", acts.SuitFiled(number, CourtProcedure.SUMMARY, on), matter=FILING)
        fee = acts.FeeNotified(Decimal("50.00"), on)
        take(lambda: p.step("fayuan", "notify_fee", fee, matter=FILING))

    registered_and_told(5)
    take(lambda: p.step("shujiyuan", "pay", acts.Answered("收据"), matter=FEE))
    registered_and_told(6)
    for answer in ("refuse_relief", "grant_relief"):
        take(lambda: p.step("fayuan", "ask_relief", acts.Answered("低保户"), matter=FEE))
        given = acts.Answered("准许免交") if answer == "grant_relief" else acts.Nothing()
        take(lambda a=answer, g=given: p.step("faguan", a, g, "核实过", FEE))  # type: ignore[misc]
    registered_and_told(7)
    p.wait(14)
    take(lambda: p.step("faguan", "deem_withdrawn", reason="期满没有交费", matter=FEE))
    registered_and_told(8)
    p.step("fayuan", "withdraw", reason="被申请人不愿意调解")
    closed: dict[str, Any] = {"ended_as": SuitEnd.WITHDRAWN, "ended_on": p.clock.today()}
    take(lambda: perform(p.house, end_suit, actor=p.actor("fayuan"), case_id=p.case_id, **closed))


def complained_of_the_court(p: Player, take: Take) -> None:
    """Taken in and found right; found wrong at once; heard of by the committee; and withdrawn."""
    grieving, court = MatterKind.GRIEVANCE, p.organisation(COURT)

    def raised() -> None:
        handed_in(p)
        given = acts.GrievanceRaised(court, (GrievanceGround.NO_RECEIPT,), "没有出具凭证", p.clock.today())
        take(lambda: p.step("cunzhuren", "raise_grievance", given, matter=FILING))

    answer = acts.Answered("已经补发凭证")
    raised()
    take(lambda: p.step("fayuan", "take_in", matter=grieving))
    take(lambda: p.step("fayuan", "answer_found", answer, matter=grieving))
    raised()
    take(lambda: p.step("fayuan", "answer_unfounded", answer, matter=grieving))
    raised()
    take(lambda: p.step("cunzhuren", "hear_taken_in", matter=grieving))
    take(lambda: p.step("cunzhuren", "hear_found", answer, matter=grieving))
    raised()
    take(lambda: p.step("cunzhuren", "hear_unfounded", answer, matter=grieving))
    raised()
    take(lambda: p.step("cunzhuren", "withdraw", reason="已经解决", matter=grieving))


def decided_elsewhere_first(p: Player, take: Take) -> None:
    """Arbitration and the government are asked, and their answers are followed."""

    def asked(n: int, labour: bool) -> None:
        on = p.clock.today()
        parties = (
            invented_party(Side.APPLICANT, "白金山", 940 + n, on),
            invented_party(Side.RESPONDENT, "席秀兰", 960 + n, on),
        )
        given = dispute(on, parties, *MATTERS[0], region=VILLAGE)
        p.register("cunzhuren", replace(given, labour=labour, land_title=not labour))
        channel = Channel.LABOUR_ARBITRATION if labour else Channel.GOVERNMENT
        p.step("cunzhuren", "refer", acts.Referred(channel, "办理机关", "请依法处理", tuple(p.parties)))
        step = "await_award" if labour else "await_decision"
        take(lambda: p.step("cunzhuren", step, matter=REFERRAL))

    def decided(step: str) -> None:
        given = acts.DecisionReceived("办理机关", "〔2026〕3号", "维持现状", p.clock.today())
        take(lambda: p.step("cunzhuren", step, given, matter=REFERRAL))

    asked(1, labour=True)
    decided("record_award")
    take(lambda: p.step("cunzhuren", "sue", matter=REFERRAL))
    asked(2, labour=True)
    take(lambda: p.step("cunzhuren", "not_taken", acts.Answered("不予受理"), matter=REFERRAL))
    asked(3, labour=False)
    decided("record_decision")
    take(lambda: p.step("cunzhuren", "abide", reason="当事人接受", matter=REFERRAL))
    contracted_land(p, 4)
    referred = acts.Referred(Channel.LAND_ARBITRATION, "仲裁委员会", "请依法仲裁", tuple(p.parties))
    p.step("cunzhuren", "refer", referred)
    take(lambda: p.step("cunzhuren", "await_land_award", matter=REFERRAL))
    decided("record_land_award")
    contracted_land(p, 5)
    p.step("cunzhuren", "refer", replace(referred, agreeing_ids=tuple(p.parties)))
    p.step("cunzhuren", "await_land_award", matter=REFERRAL)
    take(lambda: p.step("cunzhuren", "land_not_taken", acts.Answered("不予受理"), matter=REFERRAL))
    take(lambda: p.step("cunzhuren", "go_to_land_arbitration", reason="另行申请仲裁"))


def contracted_land(p: Player, n: int) -> None:
    """Two households over a field that was contracted, at the village's door."""
    on = p.clock.today()
    parties = (
        invented_party(Side.APPLICANT, "白金山", 940 + n, on),
        invented_party(Side.RESPONDENT, "席秀兰", 960 + n, on),
    )
    given = dispute(on, parties, "forest_land", "承包地被多种了两垄。", "恢复原界", region=VILLAGE)
    p.register("cunzhuren", given)


SIDE_ROADS: tuple[Road, ...] = (
    asked_for_papers,
    the_fee_of_a_suit,
    complained_of_the_court,
    decided_elsewhere_first,
    through_the_centre,
    complained_at_the_court,
    complained_through_the_committee,
    refused_and_appealed,
    refused_and_registered_otherwise,
    entered_after_the_end,
    signed_by_the_parties_alone,
    given_a_mediation_paper,
    ended_by_its_clock,
    through_the_courts_doors,
    owed_and_enforced,
    the_period_to_apply_for_enforcement,
    returned_unsigned,
    entrusted_in_trial,
    stood_still_and_went_on,
    waited_for_an_appraisal,
    agreed_on_a_part,
    registered_by_the_court_and_entrusted,
    sued_after_arbitration,
    sued_over_an_agreement,
    sent_on_paper,
    split_and_merged,
    split_off_by_the_court,
    decided_from_above,
    referred,
    mediated_with_others,
    taken_over_from_within,
    called_up,
    ordered,
    met,
)
