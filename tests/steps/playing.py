"""What each act is given when a case is lived at random: right for the case as it stands, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.demonstration.player import Player
from mediation.model import Case, Confirmation, Diversion, HandOver, Organisation, Person, Signature
from mediation.readmodels.step_choices import colleagues, mediators_of, receivers
from mediation.rules import acts
from mediation.rules.actor import Actor
from mediation.rules.acts import Given, Mark
from mediation.rules.court_review import ALL_FULFILLED
from mediation.rules.grammar import WITHOUT_POSTS, Definition, Registry, Step
from mediation.rules.vocabulary import (
    CHALLENGES,
    AgreementForm,
    CaseSource,
    ChallengeAnswer,
    ChallengeDecider,
    Channel,
    CounsellingAnswer,
    CourtDoor,
    CourtPaper,
    CourtProcedure,
    DeliveryManner,
    GrievanceGround,
    JurisdictionGround,
    MatterKind,
    MeetingForum,
    ObligationKind,
    ReplacementGround,
    Seat,
    Side,
    SignatureManner,
    SignerRole,
    SittingKind,
    SittingManner,
    SuspensionCause,
)
from mediation.services.case_now import current_agreement, current_parties, live_signatures
from mediation.services.court_door import may_make_a_mediation_paper
from mediation.services.jurisdiction import courts_serving
from mediation.services.objection_rulings import objections_waiting
from mediation.services.receivers import unmanned

COURT, DEPARTMENT = "科尔沁左翼中旗人民法院", "科尔沁左翼中旗自然资源局"
SIGNED, SEALED = (SignatureManner.SIGNED,), (SignatureManner.SEALED,)


class Scene:
    """A case, who acts, and chance."""

    def __init__(self, session: Session, player: Player, actor: Actor, chance: Random) -> None:
        self.session, self.player, self.actor, self.chance = session, player, actor, chance
        self.case = session.get_one(Case, player.case_id)
        self.parties = current_parties(session, self.case.id)
        self.today = player.clock.today()

    def organisation(self, name: str) -> UUID:
        return self.session.scalars(select(Organisation.id).where(Organisation.name == name)).one()

    def colleague(self) -> UUID:
        found = colleagues(self.session, self.case.organisation_id, self.today)
        return self.chance.choice(found)[0] if found else self.actor.person_id


def _mediators(s: Scene) -> Given:
    """Somebody else than now, where there is somebody else."""
    now = {i for i, _ in mediators_of(s.session, s.case.id)}
    others = [i for i, _ in colleagues(s.session, s.case.organisation_id, s.today) if i not in now]
    who = (s.chance.choice(others) if others else s.colleague(),)
    ground = s.chance.choice(list(ReplacementGround))
    return acts.MediatorsNamed(who, ground=ground, decided_by=ChallengeDecider.ORGANISATION)


def _challenged(s: Scene) -> Given:
    now = mediators_of(s.session, s.case.id)
    return acts.ChallengeAnswered(
        person_ids=tuple(i for i, _ in now[:1]),
        ground=s.chance.choice(CHALLENGES),
        answer=s.chance.choice(list(ChallengeAnswer)),
        decided_by=ChallengeDecider.COURT,
        agreeing_ids=tuple(p.id for p in s.parties),
    )


def _sitting(s: Scene) -> Given:
    apart = s.chance.random() < 0.15
    named = tuple(i for i, _ in mediators_of(s.session, s.case.id)) or (s.actor.person_id,)
    began = s.player.clock.now()
    return acts.SittingHeld(
        kind=SittingKind.APART if apart else SittingKind.JOINT,
        manner=s.chance.choice(list(SittingManner)),
        began_at=began,
        ended_at=began + timedelta(minutes=1),
        place="调解室",
        party_ids=tuple(p.id for p in s.parties[: 1 if apart else None]),
        mediator_ids=named[:1],
        recorder_id=s.colleague(),
        record="各说各的。",
        result="继续协商",
        with_party_id=s.parties[0].id if apart else None,
        rights_told=not apart,
    )


def _agreement(s: Scene) -> acts.AgreementDrawn:
    duty = acts.ObligationDrawn(
        kind=ObligationKind.MONEY,
        debtor_id=s.parties[-1].id,
        creditor_id=s.parties[0].id,
        amount=Decimal(s.chance.randint(1, 10**6)) / 100,
        due_on=s.today + timedelta(s.chance.randint(0, 60)),
    )
    at_once = acts.ObligationDrawn(
        kind=ObligationKind.APOLOGY,
        debtor_id=s.parties[0].id,
        creditor_id=s.parties[-1].id,
        what="当面道歉",
        performed_at_once=True,
    )
    return acts.AgreementDrawn(
        AgreementForm.WRITTEN,
        "水沟被堵。",
        "",
        (duty, at_once) if s.chance.random() < 0.5 else (duty,),
        left_over="界桩的位置" if s.chance.random() < 0.2 else "",
    )


def _marks(s: Scene) -> acts.MarksGathered:
    agreement = current_agreement(s.session, s.case.id)
    there = live_signatures(s.session, agreement_id=agreement.id) if agreement else []
    marks = _party_marks(s, there)
    roles = {mark.role for mark in there}
    if SignerRole.MEDIATOR not in roles:
        named = mediators_of(s.session, s.case.id)
        marks += [Mark(SignerRole.MEDIATOR, s.today, SIGNED, person_id=i) for i, _ in named[:1]]
    if SignerRole.COMMITTEE_SEAL not in roles:
        marks.append(Mark(SignerRole.COMMITTEE_SEAL, s.today, SEALED))
    kept = [mark for mark in marks if s.chance.random() < 0.7]
    return acts.MarksGathered(tuple(kept or marks[:1]))


def _office_marks(s: Scene) -> Given:
    return acts.MarksGathered(tuple(mark for mark in _marks(s).marks if mark.role is not SignerRole.PARTY))


def _application_marks(s: Scene) -> Given:
    confirmation = _confirmation(s)
    there = live_signatures(s.session, confirmation_id=confirmation.id) if confirmation else []
    marks = _party_marks(s, there)
    kept = [mark for mark in marks if s.chance.random() < 0.8]
    return acts.MarksGathered(tuple(kept or marks[:1]))


def _party_marks(s: Scene, there: list[Signature]) -> list[Mark]:
    signed = {mark.party_id for mark in there}
    return [Mark(SignerRole.PARTY, s.today, SIGNED, party_id=p.id) for p in s.parties if p.id not in signed]


def _offer(s: Scene) -> acts.CaseOffered:
    known = [i for i, _ in receivers(s.session, s.case.organisation_id, s.today)]
    empty = unmanned(s.session, s.player.house.registry, known, s.today)
    wanted = [i for i in known if i not in empty][:3]
    return acts.CaseOffered(s.chance.choice(wanted), tuple(p.id for p in s.parties))


def _delegated(s: Scene) -> Given:
    offered = _offer(s)
    number = f"（{s.today.year}）内0521诉前调{s.chance.randint(20_000, 99_999)}号"
    return acts.CaseDelegated(offered.receiver_id, offered.agreeing_ids, number)


def _confirmation(s: Scene) -> Confirmation | None:
    return s.session.scalar(
        select(Confirmation)
        .where(Confirmation.case_id == s.case.id)
        .order_by(Confirmation.id.desc())
        .limit(1)
    )


def _application(s: Scene) -> Given:
    holder = s.session.get_one(Organisation, s.case.organisation_id)
    sent_by = may_make_a_mediation_paper(s.session, s.case)
    if sent_by is not None:
        wanted = s.chance.choice(list(CourtPaper))
        return acts.ConfirmationDrawn(sent_by, JurisdictionGround.INVITED, wanted=wanted)
    court = courts_serving(s.session, holder.region_code, s.today)[0]
    return acts.ConfirmationDrawn(court.id, JurisdictionGround.COMMITTEE)


def _number_of_the_suit(s: Scene) -> str:
    sent = s.session.scalar(select(Diversion).where(Diversion.case_id == s.case.id))
    if sent is not None and sent.door is CourtDoor.FIRST_MEDIATION:
        return sent.court_number
    return f"（{s.today.year}）内0521诉前调书{s.chance.randint(20_000, 99_999)}号"


def _changed(s: Scene) -> Given:
    return acts.DutyChanged("分两次付清", _some(s), s.today + timedelta(s.chance.randint(0, 20)))


def _service(s: Scene) -> Given:
    reached = s.chance.sample(s.parties, min(len(s.parties), s.chance.randint(1, 3)))
    return acts.RulingServed(tuple(acts.Served(p.id, DeliveryManner.DIRECT, s.today) for p in reached))


def _clerk(s: Scene) -> str:
    return s.session.scalars(select(Person.name).where(Person.account == "shujiyuan")).one()


def _withdrawn_objection(s: Scene) -> Given:
    confirmation = _confirmation(s)
    assert confirmation is not None
    return acts.ObjectionWithdrawn(s.chance.choice(objections_waiting(s.session, confirmation.id)).id)


def _objection_number(s: Scene) -> str:
    return f"（{s.today.year}）内0521民特{s.chance.randint(20_000, 99_999)}号"


def _some(s: Scene) -> tuple[UUID, ...]:
    """Nearly always every party."""
    return tuple(p.id for p in s.parties[: None if s.chance.random() < 0.9 else 1])


def _filing(s: Scene) -> Given:
    number = f"（{s.today.year}）内0521民初{s.chance.randint(20_000, 99_999)}号"
    return acts.CaseFiled(s.organisation(COURT), number, s.today)


def _number(s: Scene, kind: str) -> str:
    return f"（{s.today.year}）内0521{kind}{s.chance.randint(20_000, 99_999)}号"


def _suit(s: Scene) -> Given:
    return acts.SuitFiled(_number(s, "民初"), s.chance.choice(list(CourtProcedure)), s.today)


def _service_of_refusal(s: Scene) -> Given:
    applicant = next(p.id for p in s.parties if p.side is Side.APPLICANT)
    return acts.RulingServed((acts.Served(applicant, DeliveryManner.DIRECT, s.today),))


def _again(s: Scene) -> Given:
    source = s.chance.choice([CaseSource.APPLICATION, CaseSource.COURT_ENTRUSTED])
    invited = source is CaseSource.COURT_ENTRUSTED
    return acts.MediatedAgain(source, s.organisation(COURT) if invited else None)


def _split(s: Scene) -> Given:
    sides = {p.side: p.id for p in s.parties}
    third = [p.id for p in s.parties if p.side is Side.THIRD]
    leaving = tuple(third[:1]) or (sides[Side.APPLICANT],)
    shared = [sides[Side.APPLICANT], sides[Side.RESPONDENT]]
    return acts.PartiesSplit(leaving, tuple(i for i in shared if i not in leaving))


def _merge(s: Scene) -> Given:
    other = s.session.scalar(
        select(Case.public_id)
        .where(Case.id != s.case.id, Case.organisation_id == s.case.organisation_id, Case.is_open)
        .limit(1)
    )
    return acts.CaseMerged(other or "没有这一案")


def _assigned(s: Scene) -> Given:
    hand_over = s.session.scalars(
        select(HandOver).where(HandOver.case_id == s.case.id).order_by(HandOver.id.desc()).limit(1)
    ).one()
    return acts.CaseAssigned(hand_over.receiver_id)


def _invited(s: Scene) -> Given:
    known = [i for i, _ in receivers(s.session, s.case.organisation_id, s.today)]
    empty = unmanned(s.session, s.player.house.registry, known, s.today, MatterKind.JOINT, Seat.ASKED)
    wanted = [i for i in known if i not in empty][:3]
    return acts.CommitteeInvited(s.chance.choice(wanted), "请共同调解", _some(s))


def _meeting(s: Scene) -> Given:
    meets_at = s.player.clock.now() + timedelta(days=s.chance.randint(0, 14))
    forum = s.chance.choice([MeetingForum.TALK, MeetingForum.REPRESENTATIVES, MeetingForum.VILLAGERS])
    return acts.MeetingCalled(meets_at, "文化室", "水渠由谁维护", 40, forum, "全体村民", _some(s))


GIVEN: Mapping[str, Callable[[Scene], Given]] = {
    "try_settlement": lambda s: acts.SettlementAttempt("村干部"),
    "record_settlement": lambda s: acts.SettlementReached("各让一步"),
    "name_mediators": _mediators,
    "answer_challenge": _challenged,
    "hold_sitting": _sitting,
    "draw_agreement": _agreement,
    "redraw_agreement": _agreement,
    "agree_orally": _agreement,
    "gather_marks": _marks,
    "complete_marks": _office_marks,
    "offer_case": _offer,
    "file_suit": _suit,
    "add_papers": lambda s: acts.ComplaintReceived("起诉状一份", s.today),
    "receive_complaint": lambda s: acts.ComplaintReceived("起诉状一份", s.today),
    "hand_in_complaint": lambda s: acts.ComplaintHandedIn("起诉状一份", s.today, s.organisation(COURT)),
    "file_complaint": _suit,
    "number_suit": lambda s: acts.SuitNumbered(_number(s, "民初"), s.chance.choice(list(CourtProcedure))),
    "tell_defects": lambda s: acts.SupplementAsked("写明住所地", s.today + timedelta(s.chance.randint(1, 9))),
    "receive_corrections": lambda s: acts.Answered("已补正"),
    "refuse_filing": lambda s: acts.RulingMade(_number(s, "民初")),
    "serve_refusal": _service_of_refusal,
    "record_appeal": lambda s: acts.AppealRaised(s.parties[0].id, "符合起诉条件"),
    "guide": _offer,
    "dispatch": _offer,
    "entrust": _offer,
    "delegate": _delegated,
    "suspend": lambda s: acts.Suspended(s.chance.choice(list(SuspensionCause)), "鉴定委托书"),
    "extend_term": lambda s: acts.TermExtended(s.today + timedelta(s.chance.randint(1, 90)), _some(s)),
    "record_filing": _filing,
    "record_suit": _filing,
    "mediate_again": _again,
    "entrust_in_trial": lambda s: acts.EntrustedInTrial(s.chance.choice(list(CourtProcedure))),
    "split_off": _split,
    "merge_into": _merge,
    "assign_case": _assigned,
    "refer": lambda s: acts.Referred(s.chance.choice(list(Channel)), "旗法律援助中心", "咨询", _some(s)),
    "invite_committee": _invited,
    "call_county": lambda s: acts.Asked("请现场测绘"),
    "issue_order": lambda s: acts.OrderWritten("请三日内回复"),
    "order_again": lambda s: acts.OrderAgain(s.today + timedelta(s.chance.randint(1, 9))),
    "dispatch_call": lambda s: acts.CallDispatched(s.organisation(DEPARTMENT)),
    "call_meeting": _meeting,
    "record_meeting": lambda s: acts.MeetingHeld(
        s.chance.randint(0, 45), "轮流维护", s.chance.randint(0, 40)
    ),
    "record_decision": lambda s: acts.DecisionReceived("旗人民政府", "〔2026〕3号", "维持现状", s.today),
    "notify_fee": lambda s: acts.FeeNotified(Decimal("50.00"), s.today),
    "raise_grievance": lambda s: acts.GrievanceRaised(
        s.organisation(COURT), (s.chance.choice(list(GrievanceGround)),), "窗口没有收下起诉状", s.today
    ),
    "answer_grievance": lambda s: acts.Answered("已经查明"),
    "record_answer": lambda s: acts.Answered(CounsellingAnswer.SEEN.value),
    "report_danger": lambda s: acts.DangerReported("扬言动手", "保康派出所"),
    "make_visit": lambda s: acts.VisitMade("双方和好"),
    "record_performance": lambda s: acts.PerformanceRecorded(s.today, "收条"),
    "interrupt_period": lambda s: acts.PeriodNoted("答应月底付清", "还款承诺书"),
    "suspend_period": lambda s: acts.PeriodNoted("没有确定继承人", "死亡证明"),
    "resume_period": lambda s: acts.PeriodNoted("已经确定继承人", "公证书"),
    "press": lambda s: acts.Pressed("上门督促，答应月底付清"),
    "change_duty": _changed,
    "ask_enforcement": lambda s: acts.EnforcementAsked(s.organisation(COURT), "全部没有付"),
    "draw_confirmation": _application,
    "sign_application": _application_marks,
    "prepare_ruling": lambda s: acts.RulingPrepared("内容明确、合法。", _clerk(s)),
    "record_review": lambda s: acts.ReviewAnswered(ALL_FULFILLED),
    "record_hearing": lambda s: acts.HearingHeld(
        s.player.clock.now(), "审判庭", tuple(p.id for p in s.parties), "问：自愿吗？\n答：自愿。", _clerk(s)
    ),
    "make_ruling": lambda s: acts.RulingMade(
        f"（{s.today.year}）内0521诉前调确{s.chance.randint(20_000, 99_999)}号"
    ),
    "prepare_mediation_paper": lambda s: acts.RulingPrepared("内容明确、合法。", _clerk(s)),
    "make_mediation_paper": lambda s: acts.MediationPaperMade(_number_of_the_suit(s)),
    "go_back": lambda s: acts.GoneBack(s.parties[0].id, "不同意了"),
    "register_suit": lambda s: acts.SuitFiled(
        f"（{s.today.year}）内0521民初{s.chance.randint(20_000, 99_999)}号", CourtProcedure.SUMMARY, s.today
    ),
    "serve_ruling": _service,
    "ask_supplement": lambda s: acts.SupplementAsked("付款凭证", s.today + timedelta(s.chance.randint(1, 9))),
    "record_supplement": lambda s: acts.Answered("已交凭证"),
    "extend_ruling": lambda s: acts.RulingExtended("院长"),
    "extend_limit": lambda s: acts.LimitExtended("院长", s.today + timedelta(s.chance.randint(40, 60))),
    "raise_objection": lambda s: acts.ObjectionRaised("不是自愿的", party_id=s.parties[0].id),
    "withdraw_objection": _withdrawn_objection,
    "refuse_objection": lambda s: acts.ObjectionRuled(_objection_number(s), "没有证据", _clerk(s)),
    "revoke_ruling": lambda s: acts.ObjectionRuled(_objection_number(s), "损害他人", _clerk(s)),
    "vary_ruling": lambda s: acts.RulingVaried(
        _objection_number(s), "部分成立", _clerk(s), "只确认第一项", (2,) if s.chance.random() < 0.5 else ()
    ),
    "serve_objection_ruling": lambda s: acts.ObjectionRulingServed(
        tuple(acts.ObjectionServed(DeliveryManner.POST, s.today, party_id=p.id) for p in s.parties)
    ),
}
"""By the act's name; an act that needs nothing is not among them."""


Wish = tuple[MatterKind, UUID, Step]


def towards(
    registry: Registry, stored: Iterable[tuple[MatterKind, UUID, str, bool]], taken: Container[str]
) -> list[Wish]:
    """In each matter the steps that begin a shortest way to what nobody has done yet, searched in its definition.

    What can begin only in a matter that is not there yet is sought in the dispute, by the steps that open one.
    """
    matters = list(stored)
    new = {
        d.matter: {
            s for s in d.steps if s.seat not in WITHOUT_POSTS and f"{d.matter.value}:{s.name}" not in taken
        }
        for d in registry.newest().definitions
    }
    found: list[Wish] = []
    for kind, matter_id, state, _ in matters:
        if kind is not MatterKind.DISPUTE:
            found += [(kind, matter_id, s) for s in _first_steps(registry.current(kind), state, new[kind])]
    there = {kind for kind, _, _ in found}
    dispute = registry.current(MatterKind.DISPUTE)
    asked = new[MatterKind.DISPUTE] | {
        step for step in dispute.steps if step.opens and new[step.opens] and step.opens not in there
    }
    for kind, matter_id, state, _ in matters:
        if kind is MatterKind.DISPUTE:
            found += [(kind, matter_id, step) for step in _first_steps(dispute, state, asked)]
    return found


def _first_steps(definition: Definition, state: str, wanted: Container[Step]) -> list[Step]:
    """The steps from there that people take on the shortest ways to one of those wanted."""
    seen, ways = {state}, [(state, tuple[Step, ...]())]
    while ways:
        there = [
            (way or (step,))[0]
            for here, way in ways
            for step in definition.steps_from(here)
            if step in wanted
        ]
        if there:
            return list(dict.fromkeys(there))
        onward = [
            (after.dest.name, (*way, step))
            for here, way in ways
            for step in definition.steps_from(here)
            if step.seat not in WITHOUT_POSTS
            for after in (step, *step.then)
            if after.dest is not None
        ]
        ways = [(name, way) for name, way in onward if name not in seen]
        seen |= {name for name, _ in ways}
    return []


def given_for(act: acts.Act | None, scene: Scene) -> Given:
    """What the act is given: nothing where there is nothing to choose from; KeyError when nobody has said how."""
    if act is None or act.given is acts.Nothing:
        return acts.Nothing()
    play = GIVEN[act.name]
    try:
        return play(scene)
    except IndexError:
        return acts.Nothing()
