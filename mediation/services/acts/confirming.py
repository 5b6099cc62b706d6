"""Judicial confirmation: the joint application, the court's acceptance, its ruling, seal and service."""

from __future__ import annotations

from datetime import date
from typing import cast
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediation.model import Confirmation, Delivery, Diversion, Organisation
from mediation.rules.acts import (
    ConfirmationDrawn,
    GoneBack,
    MarksGathered,
    MediationPaperMade,
    RulingMade,
    RulingPrepared,
    RulingServed,
)
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import WrongState
from mediation.rules.messages import say
from mediation.rules.numbering import CourtCaseNumber
from mediation.rules.vocabulary import (
    CourtDoor,
    CourtPaper,
    DeliveryManner,
    ExcludedMatter,
    MatterKind,
    OrganisationKind,
    SignerRole,
)
from mediation.services.acts.agreeing import write_marks
from mediation.services.acts.filing import check_number
from mediation.services.case_now import current_agreement, current_parties, in_whose_place
from mediation.services.court_door import may_make_a_mediation_paper
from mediation.services.court_numbers import MEDIATION_PAPER, RULING, check_kind_and_use
from mediation.services.field_check import FieldCheck
from mediation.services.gather_facts import apply_until
from mediation.services.jurisdiction import check_ground
from mediation.services.run_clocks import MatterClocks, resume_clock
from mediation.services.step import Done, Taking

APPLICATION = "application"


def draw_confirmation(taking: Taking) -> Done:
    """Open the confirmation; the application is drawn for both parties to sign."""
    given = cast(ConfirmationDrawn, taking.entry.given)
    session, case = taking.uow.session, taking.loaded.case
    agreement = current_agreement(session, case.id)
    court = session.get(Organisation, given.court_id)
    check = FieldCheck()
    if court is None or court.kind is not OrganisationKind.COURT or not court.active:
        check.note("court_id", say("请选一个人民法院"))
    if given.wanted is CourtPaper.MEDIATION and may_make_a_mediation_paper(session, case) != given.court_id:
        check.note("wanted", say("只有委派、委托本案调解的人民法院才制作调解书；其他案件申请司法确认"))
    last = apply_until(session, case.id)
    if given.wanted is CourtPaper.RULING and last is not None and taking.entry.on > last:
        check.note(
            "wanted",
            say(
                "申请司法确认的三十日到 {day} 已经届满（民事诉讼法第二百零五条）；"
                "委派、委托本案的法院的调解书不受这个期限",
                day=last,
            ),
        )
    ground = check_ground(session, check, case, given, taking.entry.on)
    _check_eligible(session, check, case.id, given)
    check.refuse()
    if agreement is None or court is None:
        raise WrongState(say("还没有形成调解协议"))
    definition = taking.uow.registry.current(MatterKind.CONFIRMATION)
    confirmation = Confirmation(
        case_id=case.id,
        agreement_id=agreement.id,
        court_id=court.id,
        ground=given.ground,
        ground_region_code=ground.region_code,
        court_reason=ground.printed,
        wanted=given.wanted,
        drawn_on=taking.entry.on,
        definition_version=definition.version,
        definition_digest=definition.digest,
        state=definition.initial.name,
        is_open=True,
        version=1,
    )
    session.add(confirmation)
    session.flush()
    return Done(
        data={
            "court": court.name,
            "ground": given.ground.value,
            "wanted": given.wanted.value,
            "confirmation": str(confirmation.id),
            **({"asked": [one.value for one in given.excluded]} if given.excluded else {}),
        },
        subject_id=confirmation.id,
    )


def _check_eligible(session: Session, check: FieldCheck, case_id: UUID, given: ConfirmationDrawn) -> None:
    """Every party agrees, and of each matter that no court accepts somebody said that it is not touched."""
    if given.agreeing_ids is not None:
        against = [p.name for p in current_parties(session, case_id) if p.id not in given.agreeing_ids]
        if against:
            check.note(
                "agreeing_ids",
                say(
                    "还没有记录 {names} 同意共同申请；不同意的，可以就协议起诉（人民调解法第三十二条）",
                    names=tuple(against),
                ),
            )
    if given.excluded is not None and set(given.excluded) != set(ExcludedMatter):
        check.note(
            "excluded",
            say(
                "请逐项核对：涉及其中一项的，法院不予受理（民诉法解释第三百五十五条），"
                "请先修改协议，或者按相应的途径办理"
            ),
        )


def _confirmation(taking: Taking) -> Confirmation:
    return cast(Confirmation, taking.loaded.matter)


def sign_application(taking: Taking) -> Done:
    confirmation = _confirmation(taking)
    given = cast(MarksGathered, taking.entry.given)
    check = FieldCheck()
    if any(mark.role is not SignerRole.PARTY for mark in given.marks):
        check.note("marks", say("申请书由双方当事人签名"))
    check.refuse()
    written = write_marks(taking, {"confirmation_id": confirmation.id}, earliest=confirmation.drawn_on)
    return Done(data=written, subject_id=confirmation.id)


def submit_application(taking: Taking) -> Done:
    """Handed to the court within the thirty days; that clock is met by it."""
    confirmation = _confirmation(taking)
    confirmation.submitted_on = taking.entry.on
    MatterClocks(taking.uow, taking.loaded.case.id).end(taking.entry.on, only={APPLICATION})
    return Done(subject_id=confirmation.id)


def withdraw_application(taking: Taking) -> Done:
    """The parties take it back: within the thirty days they may apply again (民诉法解释 357)."""
    resume_clock(taking.uow, taking.loaded, taking.loaded.case.id, APPLICATION, taking.entry.on)
    return Done(subject_id=_confirmation(taking).id)


def accept_application(taking: Taking) -> Done:
    confirmation = _confirmation(taking)
    confirmation.accepted_on = taking.entry.on
    return Done(subject_id=confirmation.id)


def prepare_ruling(taking: Taking) -> Done:
    """The draft: marked 草稿 until number, judge, date and seal are recorded."""
    confirmation, given = _confirmation(taking), cast(RulingPrepared, taking.entry.given)
    check = FieldCheck()
    findings = check.text("findings", given.findings, say("请写明审查情况"))
    clerk = check.text("clerk_name", given.clerk_name, say("请写明书记员"), 80)
    check.refuse()
    confirmation.findings, confirmation.clerk_name = findings, clerk
    return Done(subject_id=confirmation.id)


def make_ruling(taking: Taking) -> Done:
    """The judge rules alone (民事诉讼法 185) under the court's own number."""
    confirmation, given = _confirmation(taking), cast(RulingMade, taking.entry.given)
    check = FieldCheck()
    today = taking.entry.recorded_at.astimezone(SHANGHAI).date()
    court = taking.uow.session.get_one(Organisation, confirmation.court_id)
    number = check_number(check, court, given.court_number, today)
    if number is not None:
        _check_number(taking, check, number)
    check.refuse()
    assert number is not None
    confirmation.court_number = str(number)
    confirmation.judge_id = taking.entry.taker.person_id
    confirmation.ruled_on = taking.entry.on
    if taking.step.dest is not None and not taking.step.dest.fulfils:
        resume_clock(taking.uow, taking.loaded, taking.loaded.case.id, APPLICATION, taking.entry.on)
    return Done(data={"court_number": str(number)}, subject_id=confirmation.id)


def _check_number(taking: Taking, check: FieldCheck, number: CourtCaseNumber) -> None:
    confirmation = _confirmation(taking)
    if confirmation.wanted is CourtPaper.MEDIATION:
        check_kind_and_use(taking.uow, check, number, MEDIATION_PAPER, suit_of=confirmation.case_id)
    else:
        check_kind_and_use(taking.uow, check, number, RULING)
    accepted_on = _received_on(taking)
    if not accepted_on.year <= number.year <= taking.entry.on.year:
        check.note("court_number", say("案号的年份应是受理或者裁定的年份"))
    suit = _number_of_the_suit(taking)
    if suit and str(number) != suit:
        check.note("court_number", say("法院已经登记立案，调解书用本案的案号 {number}", number=suit))


def _received_on(taking: Taking) -> date:
    """The day whose year the number may bear at the earliest: of the suit, where there is one."""
    confirmation = _confirmation(taking)
    sent = taking.uow.session.scalar(select(Diversion).where(Diversion.case_id == confirmation.case_id))
    if confirmation.wanted is CourtPaper.MEDIATION and sent is not None:
        return sent.diverted_on
    return confirmation.accepted_on or confirmation.submitted_on or confirmation.drawn_on


def _number_of_the_suit(taking: Taking) -> str:
    """Under which number a court that registered the suit mediates it; empty where none is known."""
    confirmation = _confirmation(taking)
    if confirmation.wanted is not CourtPaper.MEDIATION:
        return ""
    query = select(Diversion.court_number).where(
        Diversion.case_id == confirmation.case_id, Diversion.door == CourtDoor.FIRST_MEDIATION
    )
    return taking.uow.session.scalar(query) or ""


def make_mediation_paper(taking: Taking) -> Done:
    """The court confirms what was agreed in a paper of its own (民事诉讼法 100)."""
    check = FieldCheck()
    fee = check.text("fee", cast(MediationPaperMade, taking.entry.given).fee, longest=200)
    check.refuse()
    _confirmation(taking).fee = fee
    return make_ruling(taking)


def put_mediation_paper_in_force(taking: Taking) -> Done:
    """On the day on which the last party signed for it (民诉法解释 149)."""
    confirmation = _confirmation(taking)
    day = signed_for_on(taking.uow.session, confirmation.id)
    confirmation.effective_on = day
    return Done(data={"effective_on": day.isoformat()}, subject_id=confirmation.id, on=day)


def signed_for_on(session: Session, confirmation_id: UUID) -> date:
    """The day of the last service."""
    return session.scalars(
        select(func.max(Delivery.delivered_on)).where(Delivery.confirmation_id == confirmation_id)
    ).one()


def go_back(taking: Taking) -> Done:
    """Before it takes effect any party may still say no; nobody holds them to it (民事诉讼法 102)."""
    given, check = cast(GoneBack, taking.entry.given), FieldCheck()
    parties = {party.id: party.name for party in current_parties(taking.uow.session, taking.loaded.case.id)}
    said = check.text("said", given.said, say("请写明怎样反悔或者拒绝签收"))
    if given.party_id not in parties:
        check.note("party_id", say("所选的人不是本案当事人"))
    check.refuse()
    return Done(data={"name": parties[given.party_id], "said": said})


def seal_ruling(taking: Taking) -> Done:
    confirmation = _confirmation(taking)
    if confirmation.ruled_on is not None and taking.entry.on < confirmation.ruled_on:
        raise WrongState(say("用印日期不能早于裁定日期"))
    confirmation.sealed_on = taking.entry.on
    return Done(subject_id=confirmation.id)


def serve_ruling(taking: Taking) -> Done:
    """Each party's own date of service; the objection clock of each counts from it."""
    confirmation, given = _confirmation(taking), cast(RulingServed, taking.entry.given)
    session = taking.uow.session
    parties = {party.id: party for party in current_parties(session, taking.loaded.case.id)}
    served = set(
        session.scalars(select(Delivery.party_id).where(Delivery.confirmation_id == confirmation.id))
    )
    check = FieldCheck()
    check.require("served", given.served, say("请勾选送达的当事人"))
    for i, one in enumerate(given.served):
        if one.party_id not in parties:
            check.note(f"served.{i}", say("所选的人不是本案当事人"))
        elif in_whose_place(session, parties[one.party_id]) & served:
            check.note(f"served.{i}", say("已经送达过"))
        if one.manner is DeliveryManner.LEFT and confirmation.wanted is CourtPaper.MEDIATION:
            check.note(
                f"served.{i}.manner", say("调解书由本人签收，不能留置送达（民诉法司法解释第一百三十三条）")
            )
        if one.delivered_on > taking.entry.on:
            check.note(f"served.{i}.delivered_on", say("送达日期不能晚于今天"))
        if confirmation.sealed_on and one.delivered_on < confirmation.sealed_on:
            check.note(
                f"served.{i}.delivered_on", say("送达日期不能早于用印的 {day}", day=confirmation.sealed_on)
            )
        served.add(one.party_id)
    check.refuse()
    for one in given.served:
        session.add(
            Delivery(
                confirmation_id=confirmation.id,
                party_id=one.party_id,
                manner=one.manner,
                delivered_on=one.delivered_on,
            )
        )
    return Done(
        data={"served": [parties[one.party_id].name for one in given.served]},
        subject_id=confirmation.id,
        clocks_from=_firsts(given),
    )


def _firsts(given: RulingServed) -> tuple[tuple[date, UUID | None], ...]:
    return tuple((one.delivered_on, one.party_id) for one in given.served)
