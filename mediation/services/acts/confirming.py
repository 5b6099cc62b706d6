"""Judicial confirmation: the joint application, the court's acceptance, its ruling, seal and service."""

from __future__ import annotations

from datetime import date
from typing import cast
from uuid import UUID

from sqlalchemy import select

from mediation.model import Confirmation, Delivery, Organisation
from mediation.rules.acts import ConfirmationDrawn, MarksGathered, RulingMade, RulingPrepared, RulingServed
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import WrongState
from mediation.rules.messages import say
from mediation.rules.numbering import CourtCaseNumber
from mediation.rules.vocabulary import MatterKind, OrganisationKind, SignerRole
from mediation.services.acts.agreeing import write_marks
from mediation.services.acts.filing import check_number
from mediation.services.case_now import current_agreement, current_parties
from mediation.services.field_check import FieldCheck
from mediation.services.jurisdiction import check_ground
from mediation.services.run_clocks import MatterClocks, resume_clock
from mediation.services.step import Done, Taking

APPLICATION = "application"
NUMBER_KINDS = "诉前调确,民特,特"
"""Type codes of a confirmation's number; the setting `confirmation_number_kinds` may replace them."""


def draw_confirmation(taking: Taking) -> Done:
    """Open the confirmation; the application is drawn for both parties to sign."""
    given = cast(ConfirmationDrawn, taking.entry.given)
    session, case = taking.uow.session, taking.loaded.case
    agreement = current_agreement(session, case.id)
    court = session.get(Organisation, given.court_id)
    check = FieldCheck()
    if court is None or court.kind is not OrganisationKind.COURT or not court.active:
        check.note("court_id", say("请选一个人民法院"))
    ground = check_ground(session, check, case, given, taking.entry.on)
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
        data={"court": court.name, "ground": given.ground.value, "confirmation": str(confirmation.id)},
        subject_id=confirmation.id,
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
    resume_clock(taking.uow, taking.loaded.case.id, APPLICATION, taking.entry.on)
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
        resume_clock(taking.uow, taking.loaded.case.id, APPLICATION, taking.entry.on)
    return Done(data={"court_number": str(number)}, subject_id=confirmation.id)


def _check_number(taking: Taking, check: FieldCheck, number: CourtCaseNumber) -> None:
    confirmation, session = _confirmation(taking), taking.uow.session
    kinds = (taking.uow.setting("confirmation_number_kinds") or NUMBER_KINDS).split(",")
    if number.kind not in kinds:
        check.note("court_number", say("司法确认案号的类型代字应是 {kinds}", kinds=tuple(kinds)))
    accepted_on = confirmation.accepted_on or confirmation.submitted_on or confirmation.drawn_on
    if not accepted_on.year <= number.year <= taking.entry.on.year:
        check.note("court_number", say("案号的年份应是受理或者裁定的年份"))
    taken = session.scalar(
        select(Confirmation.id).where(
            Confirmation.court_number == str(number), Confirmation.id != confirmation.id
        )
    )
    if taken is not None:
        check.note("court_number", say("这个案号已经用过"))


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
    parties = {party.id: party.name for party in current_parties(session, taking.loaded.case.id)}
    served = set(
        session.scalars(select(Delivery.party_id).where(Delivery.confirmation_id == confirmation.id))
    )
    check = FieldCheck()
    check.require("served", given.served, say("请勾选送达的当事人"))
    for i, one in enumerate(given.served):
        if one.party_id not in parties:
            check.note(f"served.{i}", say("所选的人不是本案当事人"))
        elif one.party_id in served:
            check.note(f"served.{i}", say("已经送达过"))
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
        data={"served": [parties[one.party_id] for one in given.served]},
        subject_id=confirmation.id,
        clocks_from=_firsts(given),
    )


def _firsts(given: RulingServed) -> tuple[tuple[date, UUID | None], ...]:
    return tuple((one.delivered_on, one.party_id) for one in given.served)
