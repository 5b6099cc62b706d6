"""What the law forbids, whoever asks: written by hand, each with its article, and tried by every account there is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from mediation.bootstrap import Installation
from mediation.demonstration import doors
from mediation.demonstration.invented import COUNTY_COMMITTEE, COURT, TOWNSHIP_COMMITTEE
from mediation.demonstration.player import Player
from mediation.rules import acts
from mediation.rules.court_review import ALL_FULFILLED, ReviewAnswer
from mediation.rules.errors import ConditionsUnmet, NotAllowed, NotThere, WrongState
from mediation.rules.vocabulary import (
    CourtProcedure,
    DeliveryManner,
    JurisdictionGround,
    MatterKind,
    MeetingForum,
    ProceedingKind,
    ReviewPoint,
    SignatureManner,
    SignerRole,
    SuitEnd,
    SuspensionCause,
)
from mediation.services.end_suit import end_suit
from mediation.services.note_proceeding import ProceedingGiven, note_proceeding
from mediation.services.perform import perform
from tests.steps.forbidden import (
    OWN,
    Act,
    Move,
    at_the_centres_desk,
    at_the_courts_desk,
    before_2025,
    breaches,
    of_kind,
    refuses,
    settle_neighbours,
    village,
    waits,
)

DISPUTE, HAND_OVER, CONFIRMATION = MatterKind.DISPUTE, MatterKind.HAND_OVER, MatterKind.CONFIRMATION
PERFORMANCE, FILING, FEE, JOINT = (
    MatterKind.PERFORMANCE,
    MatterKind.FILING,
    MatterKind.FEE,
    MatterKind.JOINT,
)
CALL_UP, ORDER, MEETING = MatterKind.CALL_UP, MatterKind.ORDER, MatterKind.MEETING
VILLAGE_COMMITTEE = "科尔沁左翼中旗保康镇衙门台嘎查人民调解委员会"
BUREAU = "科尔沁左翼中旗司法局"


def step(account: str, name: str, given: acts.Given | None = None, matter: MatterKind = DISPUTE) -> Act:
    return lambda p: p.step(account, name, given, "有理由", matter)


def offered_to(name: str, *, all_agree: bool = True) -> Callable[[Player], acts.Given]:
    return lambda p: acts.CaseOffered(p.organisation(name), tuple(p.parties[: None if all_agree else 1]))


# What is given, where the move is refused for what it is and not for what it lacks


def a_ruling(p: Player) -> acts.Given:
    return acts.RulingMade(p.court_number())


def a_suit(p: Player) -> acts.Given:
    return acts.SuitFiled(p.court_number("民初"), CourtProcedure.SUMMARY, p.clock.today())


def an_application(p: Player) -> acts.Given:
    return acts.ConfirmationDrawn(p.organisation(COURT), JurisdictionGround.COMMITTEE)


def a_complaint(p: Player) -> acts.Given:
    return acts.ComplaintReceived("起诉状一份", p.clock.today())


def handed_in(p: Player) -> acts.Given:
    return acts.ComplaintHandedIn("起诉状一份", p.clock.today(), p.organisation(COURT))


def defects(p: Player) -> acts.Given:
    return acts.SupplementAsked("写明被告的住所地", p.clock.today() + timedelta(7))


def service(p: Player) -> acts.Given:
    return acts.RulingServed((acts.Served(p.parties[0], DeliveryManner.DIRECT, p.clock.today()),))


def an_objection(p: Player) -> acts.Given:
    return acts.ObjectionRaised("不是自愿的", party_id=p.parties[0])


def delegation(p: Player) -> acts.Given:
    return acts.CaseDelegated(p.organisation(TOWNSHIP_COMMITTEE), tuple(p.parties), p.court_number("诉前调"))


def an_order(_: Player) -> acts.Given:
    return acts.OrderWritten("请三日内回复")


def a_call(_: Player) -> acts.Given:
    return acts.Asked("请现场测绘")


def an_answer(_: Player) -> acts.Given:
    return acts.Answered("已经办理")


# What was done before


def half_applied(p: Player) -> None:
    one = acts.Mark(SignerRole.PARTY, p.clock.today(), (SignatureManner.SIGNED,), party_id=p.parties[0])
    p.step("zhenzhuren", "sign_application", acts.MarksGathered((one,)), matter=CONFIRMATION)


def applied_by_both(p: Player) -> None:
    marks = (
        acts.Mark(SignerRole.PARTY, p.clock.today(), (SignatureManner.SIGNED,), party_id=one)
        for one in p.parties
    )
    p.step("zhenzhuren", "sign_application", acts.MarksGathered(tuple(marks)), matter=CONFIRMATION)


def prepared(p: Player) -> None:
    p.step("fayuan", "prepare_ruling", acts.RulingPrepared("自愿、合法", "周文静"), matter=CONFIRMATION)


def reviewed(p: Player) -> None:
    p.review()


def not_heard_together(p: Player) -> None:
    """The judge has not had both sides before them: the first point of the review is not fulfilled."""
    absent = ReviewAnswer(ReviewPoint.IDENTITY, False, "只有一方到场")
    answers = tuple(absent if one.point is absent.point else one for one in ALL_FULFILLED)
    p.step("faguan", "review", acts.ReviewAnswered(answers), matter=CONFIRMATION)


def supplement_asked(p: Player) -> None:
    asked = acts.SupplementAsked("付款凭证", p.clock.today() + timedelta(10))
    p.step("fayuan", "ask_supplement", asked, matter=CONFIRMATION)


def supplemented_and_ruled(p: Player) -> None:
    p.step("fayuan", "record_supplement", acts.Answered("已交凭证"), matter=CONFIRMATION)
    p.step("faguan", "rule", acts.RulingMade(p.court_number()), matter=CONFIRMATION)


def sealed_and_served(p: Player) -> None:
    p.step("shujiyuan", "seal", matter=CONFIRMATION)
    today = p.clock.today()
    reached = tuple(acts.Served(party, DeliveryManner.DIRECT, today) for party in p.parties)
    p.step("shujiyuan", "serve", acts.RulingServed(reached), matter=CONFIRMATION)


def extended(p: Player) -> None:
    p.step("faguan", "extend_ruling", acts.RulingExtended("院长"), "在外地", CONFIRMATION)


def corrected_once(p: Player) -> None:
    p.step("fayuan", "receive_corrections", acts.Answered("已补正"), matter=FILING)


def registered_after_a_look(p: Player) -> None:
    doors.complained(p)
    p.step("fayuan", "register", a_suit(p), matter=FILING)


def told_of_the_fee(p: Player) -> None:
    registered_after_a_look(p)
    p.step("fayuan", "notify_fee", acts.FeeNotified(Decimal("50.00"), p.clock.today()), matter=FILING)


def in_trial(p: Player) -> acts.Given:
    return acts.EntrustedInTrial(CourtProcedure.SUMMARY)


def ruled_on(p: Player) -> None:
    asked: dict[str, Any] = {"ended_as": SuitEnd.JUDGED, "ended_on": p.clock.today()}
    perform(p.house, end_suit, actor=p.actor("fayuan"), case_id=p.case_id, **asked)


def entrusted_beside(p: Player) -> None:
    p.step("fayuan", "entrust_in_trial", in_trial(p), "双方愿意再谈")


def refused_by_the_court(p: Player) -> None:
    doors.complained(p)
    p.step("faguan", "refuse", acts.RulingMade(p.court_number("民初")), "没有明确的被告", FILING)


def dispatched_to_the_department(p: Player) -> None:
    given = acts.CallDispatched(p.organisation("科尔沁左翼中旗自然资源局"))
    p.step("zongzhi", "dispatch", given, matter=CALL_UP)


def a_meeting_in_six_days(p: Player) -> None:
    forum = MeetingForum.REPRESENTATIVES
    called = acts.MeetingCalled(
        p.clock.now() + timedelta(days=6), "文化室", "水渠维护", 40, forum, "全体村民代表", tuple(p.parties)
    )
    p.step("cunzhuren", "call_meeting", called)


def answered_order(p: Player) -> None:
    p.step("qidudao", "issue_order", acts.OrderWritten("请回复"))
    p.step("cunzhuren", "answer", acts.Answered("正在调解"), matter=ORDER)


IN_THE_DISPUTE = (
    Move(
        "to mediate whom nobody asked",
        "人民调解法 17",
        village("registered"),
        "accept",
        "cunzhuren",
        WrongState,
    ),
    Move(
        "to accept what a party refuses to have mediated",
        "人民调解法 17",
        village("awaiting acceptance", refuses("cunzhuren")),
        "accept",
        "cunzhuren",
        ConditionsUnmet,
    ),
    Move(
        "to mediate on against a refusal",
        "人民调解法 17",
        village("mediating", refuses("cunzhuren")),
        "extend",
        "cunzhuren",
        ConditionsUnmet,
        given=lambda p: acts.TermExtended(p.clock.today() + timedelta(60), tuple(p.parties)),
    ),
    Move(
        "to appoint before acceptance",
        "人民调解法 19",
        village("awaiting acceptance"),
        "appoint",
        "cunzhuren",
        WrongState,
    ),
    Move(
        "to sit before a mediator is named",
        "人民调解法 19",
        village("accepted"),
        "hold_sitting",
        "cunzhuren",
        WrongState,
    ),
    Move(
        "to extend what was not accepted",
        "人民调解工作若干规定 33",
        village("awaiting acceptance"),
        "extend",
        "cunzhuren",
        WrongState,
    ),
    Move(
        "to sign what was not agreed", "人民调解法 29", village("mediating"), "sign", "cunzhuren", WrongState
    ),
    Move(
        "to put in force what is not signed",
        "人民调解法 29",
        village("agreed, to be signed"),
        "take_effect",
        "zhenzhuren",
        NotAllowed,
    ),
    Move(
        "to change a mediator once somebody has signed",
        "人民调解法 29",
        village("half signed"),
        "replace_mediator",
        "zhenzhuren",
        ConditionsUnmet,
    ),
    Move(
        "to revise what somebody has signed",
        "人民调解法 29",
        village("half signed"),
        "revise_agreement",
        "zhentiaojie",
        ConditionsUnmet,
    ),
    Move(
        "to end a case twice",
        "人民调解法 26",
        village("terminated"),
        "terminate",
        "cunzhuren",
        WrongState,
    ),
    Move(
        "to move a closed case back",
        "民事诉讼法 206",
        village("terminated"),
        "resume_mediation",
        "cunzhuren",
        WrongState,
    ),
    Move(
        "to suspend what is being signed: nothing is awaited any more",
        "特邀调解规定 18",
        village("agreed, to be signed"),
        "suspend",
        "zhentiaojie",
        WrongState,
        given=lambda _: acts.Suspended(SuspensionCause.APPRAISAL, "鉴定委托书"),
    ),
    Move("to resume what was not suspended", OWN, village("mediating"), "resume", "cunzhuren", WrongState),
    Move(
        "to refuse what was accepted",
        "人民调解工作若干规定 23",
        village("mediating"),
        "refuse",
        "cunzhuren",
        WrongState,
    ),
    Move("to split a closed case", OWN, village("in force"), "split_off", "zhenzhuren", WrongState),
    Move(
        "to visit before there is an agreement",
        "人民调解法 31",
        village("mediating"),
        "visit",
        "cunzhuren",
        WrongState,
    ),
    Move(
        "to record a filing of an open case",
        "民事诉讼法 126",
        village("mediating"),
        "record_filing",
        "cunzhuren",
        WrongState,
    ),
    Move(
        "to resolve before those concerned have met",
        "村民委员会组织法 26",
        of_kind(a_meeting_in_six_days, category="village_affairs"),
        "resolve",
        "cunzhuren",
        ConditionsUnmet,
        MEETING,
        lambda _: acts.MeetingHeld(30, "轮流维护", 20),
    ),
)

MEDICAL_LAW = "医疗纠纷预防和处理条例 31"


def taken_by(kind: ProceedingKind, body: str) -> Act:
    """Who answers for the case has heard that another body has accepted it."""

    def heard(p: Player) -> None:
        given = ProceedingGiven(kind=kind, body=body, happened_on=p.clock.today(), what="已经受理")
        perform(p.house, note_proceeding, actor=p.actor("cunzhuren"), case_id=p.case_id, given=given)

    return heard


SKIPPED, TAKEN_IN = step("cunzhuren", "skip_settlement"), step("cunzhuren", "accept")
BY_A_COURT = taken_by(ProceedingKind.SUIT, "某法院")
BY_THE_AUTHORITY = taken_by(ProceedingKind.ADMINISTRATIVE, "某卫生健康委员会")
TAKEN_ELSEWHERE = (
    Move(
        "to accept a medical dispute that a court has accepted",
        MEDICAL_LAW,
        of_kind(SKIPPED, BY_A_COURT, category="medical"),
        "accept",
        "cunzhuren",
        ConditionsUnmet,
    ),
    Move(
        "to accept a medical dispute that the health authority mediates",
        MEDICAL_LAW,
        of_kind(SKIPPED, BY_THE_AUTHORITY, category="medical"),
        "accept",
        "cunzhuren",
        ConditionsUnmet,
    ),
    Move(
        "to hand on a medical dispute that a court has accepted",
        MEDICAL_LAW,
        of_kind(SKIPPED, BY_A_COURT, category="medical"),
        "offer",
        "cunzhuren",
        ConditionsUnmet,
        given=offered_to(TOWNSHIP_COMMITTEE),
    ),
    Move(
        "to name a mediator for a medical dispute that was sued over since",
        MEDICAL_LAW,
        of_kind(SKIPPED, TAKEN_IN, BY_A_COURT, category="medical"),
        "appoint",
        "cunzhuren",
        ConditionsUnmet,
        given=lambda p: acts.MediatorsNamed((p.actor("cunzhuren").person_id,)),
    ),
    Move(
        "to draw up an agreement on a medical dispute that was sued over since",
        MEDICAL_LAW,
        of_kind(
            SKIPPED,
            TAKEN_IN,
            lambda p: p.appoint("cunzhuren", "cunzhuren"),
            BY_A_COURT,
            category="medical",
        ),
        "reach_agreement",
        "cunzhuren",
        ConditionsUnmet,
    ),
)

TO_THE_COURT = (
    Move(
        "to sue over labour before arbitration",
        "劳动争议调解仲裁法 5",
        of_kind(category="labour", labour=True),
        "go_to_court",
        "cunzhuren",
        ConditionsUnmet,
    ),
    Move(
        "to hand in a complaint over labour before arbitration",
        "劳动争议调解仲裁法 5",
        of_kind(step("cunzhuren", "withdraw"), category="labour", labour=True),
        "hand_in_complaint",
        "cunzhuren",
        ConditionsUnmet,
        given=handed_in,
    ),
    Move(
        "to sue over title to land before the government has decided",
        "土地管理法 14",
        of_kind(category="forest_land", land_title=True),
        "go_to_court",
        "cunzhuren",
        ConditionsUnmet,
    ),
    Move(
        "to arbitrate what is no labour dispute",
        "劳动争议调解仲裁法 2",
        village("registered"),
        "go_to_arbitration",
        "cunzhuren",
        ConditionsUnmet,
    ),
    Move(
        "to file a second time what the court has registered",
        "最高法2025年立案与调解意见 5",
        at_the_courts_desk(doors.mediated_first),
        "go_to_court",
        "zhenzhuren",
        ConditionsUnmet,
    ),
    Move(
        "to register a suit twice",
        "民诉法司法解释 247",
        at_the_courts_desk(doors.registered),
        "file_suit",
        "fayuan",
        ConditionsUnmet,
        given=a_suit,
    ),
    Move(
        "to receive a complaint of what is registered",
        "民诉法司法解释 247",
        at_the_courts_desk(doors.registered),
        "receive_complaint",
        "fayuan",
        ConditionsUnmet,
        given=a_complaint,
    ),
    Move(
        "to entrust before registration",
        "最高法2025年立案与调解意见 2",
        at_the_courts_desk(),
        "entrust",
        "fayuan",
        ConditionsUnmet,
        given=offered_to(TOWNSHIP_COMMITTEE),
    ),
    Move(
        "to delegate before registration, since 2025",
        "最高法2025年立案与调解意见 1",
        at_the_courts_desk(),
        "delegate",
        "fayuan",
        ConditionsUnmet,
        given=delegation,
    ),
    Move(
        "to send out under 诉前调 what is registered",
        "特邀调解规定 1",
        before_2025(doors.registered),
        "delegate",
        "fayuan",
        ConditionsUnmet,
        given=delegation,
    ),
    Move(
        "to guide elsewhere whoever has sued",
        "人民调解法 18",
        at_the_courts_desk(doors.registered),
        "guide",
        "fayuan",
        ConditionsUnmet,
        given=offered_to(TOWNSHIP_COMMITTEE),
    ),
    Move(
        "to entrust what a party refuses to have mediated",
        "民事诉讼法 125",
        at_the_courts_desk(doors.registered, refuses("fayuan")),
        "entrust",
        "fayuan",
        ConditionsUnmet,
        given=offered_to(TOWNSHIP_COMMITTEE),
    ),
    Move(
        "to send on from the centre whom a party's refusal keeps there",
        "人民调解法 17",
        at_the_centres_desk(refuses("chuangkou")),
        "dispatch",
        "chuangkou",
        ConditionsUnmet,
        given=offered_to(TOWNSHIP_COMMITTEE),
    ),
    Move(
        "to entrust while a complaint is looked at",
        "登记立案规定 2",
        at_the_courts_desk(doors.complained),
        "guide",
        "fayuan",
        ConditionsUnmet,
        given=offered_to(TOWNSHIP_COMMITTEE),
    ),
    Move(
        "to mediate in court what only a committee accepts",
        "人民调解法 7",
        at_the_courts_desk(),
        "skip_settlement",
        "fayuan",
        NotAllowed,
    ),
)

HANDED_OVER = (
    Move(
        "to hand over to oneself",
        "人民调解工作若干规定 21",
        village("mediating"),
        "offer",
        "cunzhuren",
        "receiver_id",
        given=lambda p: acts.CaseOffered(p.actor("cunzhuren").posts[0].organisation_id, tuple(p.parties)),
    ),
    Move(
        "to hand over to a court what only its parties bring there",
        "人民调解法 26",
        village("mediating"),
        "offer",
        "cunzhuren",
        "receiver_id",
        given=offered_to(COURT),
    ),
    Move(
        "to hand over to a bureau, which mediates nothing",
        "人民调解工作若干规定 21",
        village("mediating"),
        "offer",
        "cunzhuren",
        "receiver_id",
        given=offered_to(BUREAU),
    ),
    Move(
        "to hand over papers to which not everybody agrees",
        "个人信息保护法 23",
        village("mediating"),
        "offer",
        "cunzhuren",
        "agreeing_ids",
        given=offered_to(TOWNSHIP_COMMITTEE, all_agree=False),
    ),
    Move(
        "to hand over twice at once",
        "人民调解工作若干规定 21",
        village("offered to the township"),
        "offer",
        "cunzhuren",
        ConditionsUnmet,
        given=offered_to(COUNTY_COMMITTEE),
    ),
    Move(
        "to hand over what is being signed",
        "人民调解工作若干规定 21",
        village("agreed, to be signed"),
        "offer",
        "zhenzhuren",
        WrongState,
    ),
    Move(
        "to hand over a closed case",
        "人民调解工作若干规定 21",
        village("in force"),
        "offer",
        "zhenzhuren",
        WrongState,
    ),
    Move(
        "to sign as the sender for what one has sent",
        "人民调解工作若干规定 21",
        village("offered to the township"),
        "sign_for",
        "cunzhuren",
        NotAllowed,
        HAND_OVER,
        open_to=("zhenzhuren",),
    ),
    Move(
        "to offer elsewhere what a party refuses to have mediated",
        "人民调解法 17",
        village("awaiting acceptance", refuses("cunzhuren")),
        "offer",
        "cunzhuren",
        ConditionsUnmet,
        given=offered_to(TOWNSHIP_COMMITTEE),
    ),
    Move(
        "to entrust in trial what the court has ruled on",
        "民事诉讼法 145",
        at_the_courts_desk(doors.on_to_trial, ruled_on),
        "entrust_in_trial",
        "fayuan",
        ConditionsUnmet,
        given=in_trial,
    ),
    Move(
        "to entrust in trial beside what is entrusted",
        "特邀调解规定 1",
        at_the_courts_desk(doors.on_to_trial, entrusted_beside),
        "entrust_in_trial",
        "fayuan",
        ConditionsUnmet,
        given=in_trial,
    ),
    Move(
        "to entrust in trial from another seat than the court's",
        OWN,
        at_the_courts_desk(doors.on_to_trial),
        "entrust_in_trial",
        "faguan",
        NotAllowed,
        given=in_trial,
        open_to=("fayuan",),
    ),
    Move(
        "to sign for a case whose party refuses",
        "人民调解法 17",
        village("offered to the township", refuses("cunzhuren")),
        "sign_for",
        "zhenzhuren",
        ConditionsUnmet,
        HAND_OVER,
    ),
    Move(
        "to sign for a case twice",
        "人民调解工作若干规定 21",
        village("signed for by the township"),
        "sign_for",
        "zhenzhuren",
        WrongState,
        HAND_OVER,
    ),
    Move(
        "to return what one has signed for",
        OWN,
        village("signed for by the township"),
        "return",
        "zhenzhuren",
        WrongState,
        HAND_OVER,
    ),
    Move(
        "to call back what was signed for",
        OWN,
        village("signed for by the township"),
        "call_back",
        "zhenzhuren",
        NotAllowed,
        HAND_OVER,
    ),
    Move(
        "to return a third time without a decision from above",
        OWN,
        village("returned twice, offered again"),
        "return",
        "zhenzhuren",
        ConditionsUnmet,
        HAND_OVER,
    ),
    Move(
        "to have it decided after the first return",
        OWN,
        village("offered to the township"),
        "return_for_decision",
        "zhenzhuren",
        ConditionsUnmet,
        HAND_OVER,
    ),
    Move(
        "to complain of silence before the term is over",
        OWN,
        village("offered to the township"),
        "ask_for_decision",
        "cunzhuren",
        ConditionsUnmet,
        HAND_OVER,
    ),
    Move(
        "to decide over committees that one does not guide",
        "人民调解法 5",
        village("returned three times, to be decided"),
        "decide_sender",
        "zhenzhuren",
        NotAllowed,
        HAND_OVER,
        open_to=("sifasuo",),
    ),
    Move(
        "to assign against a party's refusal",
        "人民调解法 17",
        village("returned three times, to be decided", refuses("cunzhuren")),
        "decide_receiver",
        "sifasuo",
        ConditionsUnmet,
        HAND_OVER,
        lambda p: acts.CaseAssigned(p.organisation(TOWNSHIP_COMMITTEE)),
    ),
)

IN_FORCE = village("in force")
PREPARING = village("confirmation in preparation")
SUBMITTED = village("confirmation submitted")
UNDER_REVIEW = SUBMITTED.then(step("fayuan", "accept_application", matter=CONFIRMATION))
PREPARED = UNDER_REVIEW.then(prepared)
ONE_SIDE_HEARD = PREPARED.then(not_heard_together)
REVIEWED = ONE_SIDE_HEARD.then(reviewed)
EXTENDED = REVIEWED.then(extended)
SUPPLEMENT_AWAITED = EXTENDED.then(supplement_asked)
RULED = SUPPLEMENT_AWAITED.then(supplemented_and_ruled)
SERVED = RULED.then(sealed_and_served)

CONFIRMED = (
    Move(
        "to confirm a settlement without a committee",
        "民事诉讼法 205",
        village("settled"),
        "apply_for_confirmation",
        "cunzhuren",
        WrongState,
    ),
    Move(
        "to confirm an oral agreement",
        "民事诉讼法 205",
        village("agreed orally"),
        "apply_for_confirmation",
        "cunzhuren",
        WrongState,
    ),
    Move(
        "to rule after the withdrawal",
        "民诉法司法解释 357",
        village("application withdrawn"),
        "rule",
        "faguan",
        WrongState,
        CONFIRMATION,
        a_ruling,
    ),
    Move(
        "to answer an objection without a judge",
        "民诉法司法解释 372",
        village("objected to"),
        "dismiss_objection",
        "fayuan",
        NotAllowed,
        CONFIRMATION,
        lambda p: acts.ObjectionRuled(p.court_number("民特"), "没有证据", "周文静"),
        ("faguan",),
    ),
    Move(
        "to apply on day thirty-one",
        "民事诉讼法 205",
        IN_FORCE.then(waits(34)),
        "apply_for_confirmation",
        "zhenzhuren",
        ConditionsUnmet,
        given=an_application,
    ),
    Move(
        "to hand in on day thirty-one what was signed in time",
        "民事诉讼法 205",
        PREPARING.then(applied_by_both, waits(34)),
        "submit",
        "zhenzhuren",
        ConditionsUnmet,
        CONFIRMATION,
    ),
    Move(
        "to hand in what one side alone applies for",
        "民事诉讼法 205",
        PREPARING.then(half_applied),
        "submit",
        "zhenzhuren",
        ConditionsUnmet,
        CONFIRMATION,
    ),
    Move(
        "to apply a second time while the first is looked at",
        "民诉法司法解释 352",
        SUBMITTED,
        "apply_for_confirmation",
        "zhenzhuren",
        ConditionsUnmet,
        given=an_application,
    ),
    Move(
        "to turn an application down without a judge",
        "民诉法司法解释 355",
        SUBMITTED,
        "refuse_application",
        "fayuan",
        NotAllowed,
        CONFIRMATION,
        a_ruling,
        ("faguan",),
    ),
    Move(
        "to reject before every point was looked at",
        "民诉法司法解释 358",
        UNDER_REVIEW,
        "reject",
        "faguan",
        ConditionsUnmet,
        CONFIRMATION,
        a_ruling,
    ),
    Move(
        "to withdraw without the court what it has accepted",
        "民诉法司法解释 357",
        UNDER_REVIEW,
        "withdraw_application",
        "zhenzhuren",
        WrongState,
        CONFIRMATION,
    ),
    Move(
        "to rule without the review",
        "民诉法司法解释 358",
        PREPARED,
        "rule",
        "faguan",
        ConditionsUnmet,
        CONFIRMATION,
        a_ruling,
    ),
    Move(
        "to rule without having had both sides there",
        "民诉法司法解释 356",
        ONE_SIDE_HEARD,
        "rule",
        "faguan",
        ConditionsUnmet,
        CONFIRMATION,
        a_ruling,
    ),
    Move(
        "to rule as the clerk, or as another court's judge",
        "民事诉讼法 185",
        REVIEWED,
        "rule",
        "shujiyuan",
        NotAllowed,
        CONFIRMATION,
        a_ruling,
        ("faguan",),
    ),
    Move(
        "to reject without a judge",
        "民事诉讼法 206",
        REVIEWED,
        "reject",
        "shujiyuan",
        NotAllowed,
        CONFIRMATION,
        a_ruling,
        ("faguan",),
    ),
    Move(
        "to give a second time ten days more",
        "人民调解协议司法确认程序若干规定 5",
        EXTENDED,
        "extend_ruling",
        "faguan",
        ConditionsUnmet,
        CONFIRMATION,
        lambda _: acts.RulingExtended("院长"),
    ),
    Move(
        "to rule while a supplement is awaited",
        "民诉法司法解释 354",
        SUPPLEMENT_AWAITED,
        "rule",
        "faguan",
        ConditionsUnmet,
        CONFIRMATION,
        a_ruling,
    ),
    Move(
        "to deem withdrawn before the supplement's day is over",
        "民诉法司法解释 357",
        SUPPLEMENT_AWAITED,
        "deem_withdrawn",
        "faguan",
        ConditionsUnmet,
        CONFIRMATION,
        a_ruling,
    ),
    Move(
        "to serve what bears no seal",
        "民事诉讼法 157",
        RULED,
        "serve",
        "shujiyuan",
        ConditionsUnmet,
        CONFIRMATION,
        service,
    ),
    Move(
        "to object to what nobody has received",
        "民诉法司法解释 372",
        RULED,
        "raise_objection",
        "fayuan",
        ConditionsUnmet,
        CONFIRMATION,
        an_objection,
    ),
    Move(
        "to have confirmed what is confirmed",
        "民事诉讼法 206",
        SERVED,
        "apply_for_confirmation",
        "zhenzhuren",
        ConditionsUnmet,
        given=an_application,
    ),
    Move(
        "to rule twice",
        "民事诉讼法 185",
        SERVED,
        "rule",
        "faguan",
        WrongState,
        CONFIRMATION,
        a_ruling,
    ),
    Move(
        "to object as a party after the fifteen days",
        "民诉法司法解释 372",
        SERVED.then(waits(22)),
        "raise_objection",
        "fayuan",
        "party_id",
        CONFIRMATION,
        an_objection,
    ),
)

PERFORMED = (
    Move(
        "to have enforced what no court has confirmed",
        "人民调解法 33",
        village("broken, pressed for"),
        "ask_enforcement",
        "zhenzhuren",
        ConditionsUnmet,
        PERFORMANCE,
        lambda p: acts.EnforcementAsked(p.organisation(COURT), "全部没有付"),
    ),
    Move(
        "to call broken what is not due yet",
        "民法典 578",
        village("in force"),
        "mark_broken",
        "zhenzhuren",
        ConditionsUnmet,
        PERFORMANCE,
    ),
    Move(
        "to change a duty without the other side",
        "民法典 543",
        village("in force"),
        "change_duty",
        "zhenzhuren",
        "agreeing_ids",
        PERFORMANCE,
        lambda p: acts.DutyChanged("分两次付清", tuple(p.parties[:1]), p.clock.today() + timedelta(40)),
    ),
    Move(
        "to record tomorrow's performance",
        "民法典 509",
        village("in force"),
        "record_performance",
        "zhenzhuren",
        "done_on",
        PERFORMANCE,
        lambda p: acts.PerformanceRecorded(p.clock.today() + timedelta(1), "收条"),
    ),
    Move(
        "to perform what is performed",
        "民法典 557",
        village("performed and visited"),
        "record_performance",
        "zhenzhuren",
        WrongState,
        PERFORMANCE,
    ),
    Move(
        "to press for what is performed",
        "人民调解法 31",
        village("performed and visited"),
        "press",
        "zhenzhuren",
        WrongState,
        PERFORMANCE,
    ),
    Move(
        "to have enforced twice at once",
        "民事诉讼法 250",
        village("enforcement asked", days=120),
        "ask_enforcement",
        "zhenzhuren",
        WrongState,
        PERFORMANCE,
    ),
    Move(
        "to end what stands against the period and does not",
        "民法典 194",
        village("broken, pressed for"),
        "resume_period",
        "zhenzhuren",
        ConditionsUnmet,
        PERFORMANCE,
        lambda _: acts.PeriodNoted("已经确定继承人", "公证书"),
    ),
)

FILED = (
    Move(
        "to refuse a suit without a judge's ruling",
        "民事诉讼法 126",
        at_the_courts_desk(doors.complained),
        "refuse",
        "shujiyuan",
        NotAllowed,
        FILING,
        lambda p: acts.RulingMade(p.court_number("民初")),
        ("faguan",),
    ),
    Move(
        "to tell defects twice",
        "登记立案规定 7",
        at_the_courts_desk(doors.to_be_corrected, corrected_once),
        "tell_defects",
        "fayuan",
        ConditionsUnmet,
        FILING,
        defects,
    ),
    Move(
        "to give papers back before the term to correct is over",
        "登记立案规定 7",
        at_the_courts_desk(doors.to_be_corrected),
        "give_back",
        "fayuan",
        ConditionsUnmet,
        FILING,
    ),
    Move(
        "to refuse before the term to correct is over",
        "登记立案规定 7",
        at_the_courts_desk(doors.to_be_corrected),
        "refuse",
        "faguan",
        ConditionsUnmet,
        FILING,
        lambda p: acts.RulingMade(p.court_number("民初")),
    ),
    Move(
        "to register a complaint twice",
        "民诉法司法解释 247",
        at_the_courts_desk(registered_after_a_look),
        "register",
        "fayuan",
        WrongState,
        FILING,
        a_suit,
    ),
    Move(
        "to number what nobody has registered",
        "登记立案规定 8",
        at_the_courts_desk(doors.complained),
        "number",
        "fayuan",
        WrongState,
        FILING,
    ),
    Move(
        "to register before its seven days what they have not registered",
        "登记立案规定 8",
        at_the_courts_desk(doors.complained),
        "file_first",
        "fayuan",
        NotAllowed,
        FILING,
    ),
    Move(
        "to withdraw a suit that is the plaintiff's",
        "民事诉讼法 13",
        at_the_courts_desk(doors.complained),
        "withdraw",
        "faguan",
        NotAllowed,
        FILING,
        open_to=("fayuan", "shujiyuan"),
    ),
    Move(
        "to appeal where nothing is refused",
        "民事诉讼法 126",
        at_the_courts_desk(doors.complained),
        "record_appeal",
        "fayuan",
        WrongState,
        FILING,
    ),
    Move(
        "to appeal before anything was served",
        "民事诉讼法 171",
        at_the_courts_desk(refused_by_the_court),
        "record_appeal",
        "fayuan",
        "party_id",
        FILING,
        lambda p: acts.AppealRaised(p.parties[0], "被告是明确的"),
    ),
    Move(
        "to appeal after the ten days",
        "民事诉讼法 171",
        at_the_courts_desk(doors.not_registered, waits(14)),
        "record_appeal",
        "fayuan",
        "party_id",
        FILING,
        lambda p: acts.AppealRaised(p.parties[0], "被告是明确的"),
    ),
    Move(
        "to ask for a fee before registration",
        "诉讼费用交纳办法 22",
        at_the_courts_desk(doors.complained),
        "notify_fee",
        "fayuan",
        WrongState,
        FILING,
    ),
    Move(
        "to ask for the fee twice",
        "诉讼费用交纳办法 22",
        at_the_courts_desk(told_of_the_fee),
        "notify_fee",
        "fayuan",
        ConditionsUnmet,
        FILING,
        lambda p: acts.FeeNotified(Decimal("50.00"), p.clock.today()),
    ),
    Move(
        "to hold a suit for withdrawn before the days for its fee are over",
        "民诉法司法解释 213",
        at_the_courts_desk(told_of_the_fee),
        "deem_withdrawn",
        "faguan",
        ConditionsUnmet,
        FEE,
    ),
)

WHO_IS_NOT_OF_THAT_LEVEL = (
    Move(
        "to call the county from a village",
        OWN,
        village("mediating"),
        "call_county",
        "cunzhuren",
        ConditionsUnmet,
        given=a_call,
    ),
    Move(
        "to call the county from the county",
        OWN,
        village("registered", account="qizhuren"),
        "call_county",
        "qizhuren",
        ConditionsUnmet,
        given=a_call,
    ),
    Move(
        "to order where one does not guide: the next county's, a committee's, a court's people",
        "人民调解法 5",
        village("mediating"),
        "issue_order",
        "cunzhuren",
        NotAllowed,
        given=an_order,
        open_to=("qidudao", "sifasuo", "zongzhi", "shidudao"),
    ),
    Move(
        "to order a court",
        "宪法 131",
        at_the_courts_desk(),
        "issue_order",
        "qidudao",
        ConditionsUnmet,
        given=an_order,
    ),
    Move(
        "to order in a closed case",
        "人民调解法 3、23",
        village("in force"),
        "issue_order",
        "qidudao",
        WrongState,
    ),
    Move(
        "to lift another authority's order",
        "人民调解法 5",
        village("mediating", answered_order),
        "lift",
        "zongzhi",
        NotThere,
        ORDER,
        open_to=("qidudao",),
    ),
    Move(
        "to dispatch a call that another centre was called with",
        OWN,
        village("asked around"),
        "dispatch",
        "zhenzhuren",
        NotAllowed,
        CALL_UP,
        lambda p: acts.CallDispatched(p.organisation("科尔沁左翼中旗自然资源局")),
        ("zongzhi",),
    ),
    Move(
        "to solve another department's call",
        OWN,
        village("asked around", dispatched_to_the_department),
        "solve",
        "zongzhi",
        NotAllowed,
        CALL_UP,
        an_answer,
        ("ziranju",),
    ),
    Move(
        "to confirm as solved what nobody has reported as solved",
        OWN,
        village("asked around", dispatched_to_the_department),
        "confirm",
        "zhenzhuren",
        WrongState,
        CALL_UP,
    ),
    Move(
        "to confirm as the department what the township has to",
        OWN,
        village("solved by the department"),
        "confirm",
        "ziranju",
        NotAllowed,
        CALL_UP,
        open_to=("zhenzhuren", "zhentiaojie"),
    ),
    Move(
        "to join uninvited",
        "人民调解工作若干规定 21",
        village("asked around"),
        "join",
        "zhenzhuren",
        NotAllowed,
        JOINT,
        open_to=("qizhuren",),
    ),
    Move(
        "to accept as who only reports",
        "人民调解工作若干规定 22",
        village("awaiting acceptance"),
        "accept",
        "wanggeyuan",
        NotThere,
        open_to=("cunzhuren",),
    ),
    Move(
        "to appoint oneself",
        "人民调解法 19",
        village("signed for by the township"),
        "appoint",
        "zhentiaojie",
        NotThere,
        open_to=("zhenzhuren",),
    ),
)

CHAPTERS: dict[str, tuple[Move, ...]] = {
    "in the dispute": IN_THE_DISPUTE,
    "what another body has taken": TAKEN_ELSEWHERE,
    "on the way to the court": TO_THE_COURT,
    "handed over": HANDED_OVER,
    "confirmed": CONFIRMED,
    "performed": PERFORMED,
    "filed": FILED,
    "by who is not of that level": WHO_IS_NOT_OF_THAT_LEVEL,
}
ARTICLE = re.compile(r"\D.*[^ ] \d+(、\d+)*")


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_forbidden_move_is_refused_to_everybody_and_leaves_nothing(
    house: Installation, chapter: str
) -> None:
    settle_neighbours(house)
    wrong = list(breaches(house, CHAPTERS[chapter]))
    assert not wrong, "\n".join(wrong)


def test_each_forbidden_move_has_its_article_or_the_reason_of_the_definition() -> None:
    moves = [move for chapter in CHAPTERS.values() for move in chapter]
    assert [str(m) for m in moves if m.article != OWN and not ARTICLE.fullmatch(m.article)] == []
    assert len({str(move) for move in moves}) == len(moves)
