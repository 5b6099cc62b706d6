"""Filling the letters from one organisation to another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from mediation.model import Case, CaseNumber, Deadline, Diversion, Document, HandOver, Organisation, Request
from mediation.rules import papers
from mediation.rules.clock import SHANGHAI
from mediation.rules.vocabulary import (
    CourtDoor,
    HandOverKind,
    MediationEnd,
    OrganisationKind,
    Outcome,
)
from mediation.services.court_door import court_door, diversion_of, term_of
from mediation.services.filling.mediating import undisputed_facts_of
from mediation.services.paper_sources import Fill, PaperSources

AGREED = (Outcome.AGREED_WRITTEN, Outcome.AGREED_PARTLY, Outcome.AGREED_ORALLY)
SETTLED = (Outcome.SETTLED, Outcome.WITHDRAWN)
TRAVELS = frozenset({"mediation_application", "intake_form", "rights_notice", "power_of_attorney"})
"""What a transfer encloses; no record of talks, which the receiver gets with the case alone."""


def kind_of_hand_over(sender: Organisation, receiver: Organisation, door: CourtDoor | None) -> HandOverKind:
    """One and the same act: out of a court by its door, else upward, sideways or downward by the levels."""
    if sender.kind is OrganisationKind.COURT and door is not None:
        return HandOverKind.of(door.value)
    if sender.kind is OrganisationKind.GOVERNANCE_CENTRE:
        return HandOverKind.DISPATCH
    if receiver.level.rank == sender.level.rank:
        return HandOverKind.TRANSFER
    up = receiver.level.rank > sender.level.rank
    return HandOverKind.ESCALATION if up else HandOverKind.ASSIGNMENT


def _transfer_letter(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    offer = sources.session.get_one(HandOver, subject_id)
    sender, receiver = sources.organisation(offer.sender_id), sources.organisation(offer.receiver_id)
    return papers.TransferLetter(
        sender=sender.name,
        receiver=receiver.name,
        kind=kind_of_hand_over(sender, receiver, _door(sources)),
        matter=sources.case.title,
        parties=sources.named,
        category=sources.category,
        requested_on=sources.case.first_asked_on,
        reason=offer.reason or "",
        offered_on=offer.offered_at.astimezone(SHANGHAI).date(),
        answer_until=_answer_until(sources, offer.id),
        enclosures=_enclosed(sources),
        number=sources.number_of(sender.id),
    )


def _door(sources: PaperSources) -> CourtDoor | None:
    sent = select(Diversion.door).where(Diversion.case_id == sources.case.id)
    return sources.session.scalar(sent)


def _answer_until(sources: PaperSources, matter_id: UUID) -> date | None:
    """The last day of the first clock of the offer or the invitation."""
    first = select(Deadline.due_on).where(Deadline.matter_id == matter_id).order_by(Deadline.id).limit(1)
    return sources.session.scalar(first)


def _enclosed(sources: PaperSources) -> tuple[str, ...]:
    """The papers of the case that travel with it, each once."""
    kinds = select(Document.kind).where(
        Document.case_id == sources.case.id, Document.voided_at.is_(None), Document.kind.in_(TRAVELS)
    )
    found = set(sources.session.scalars(kinds))
    return tuple(papers.PAPERS[name].title for name in sorted(found))


def _court_letter(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    session, case = sources.session, sources.case
    offer = session.get_one(HandOver, subject_id)
    sent = session.scalars(select(Diversion).where(Diversion.case_id == case.id)).one()
    court = sources.organisation(offer.sender_id)
    return papers.CourtLetter(
        court=court.name,
        committee=sources.organisation(offer.receiver_id).name,
        case_number=sent.court_number,
        parties=sources.named,
        category=sources.category,
        claim=case.claim or "",
        sent_on=offer.offered_at.astimezone(SHANGHAI).date(),
        days=term_of(sent.door, sent.procedure),
        registered=sent.door is CourtDoor.FIRST_MEDIATION,
        procedure=sent.procedure,
        reply_address=f"{court.name}诉讼服务中心",
        enclosures=("起诉材料副本", "当事人联系方式（另附，不随本函公开）"),
    )


def _reply_letter(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    session, case, ended = sources.session, sources.case, sources.event(subject_id)
    sent = diversion_of(session, case.id)
    court_id = sent.court_id if sent is not None else case.inviting_court_id
    assert court_id is not None
    end = end_of(case)
    return papers.ReplyLetter(
        court=sources.organisation(court_id).name,
        committee=sources.committee,
        case_number=sent.court_number if sent is not None else "",
        number=case.number or "",
        parties=sources.named,
        category=sources.category,
        accepted_on=_accepted_on(sources),
        ended_on=case.concluded_on or ended.on,
        end=end,
        registered=court_door(session, case)[0] is CourtDoor.FIRST_MEDIATION,
        reason="" if end is MediationEnd.AGREED else ended.said("reason"),
        held_on=sources.joint_days(case.organisation_id),
        mediators=sources.mediators,
        enclosures=_returned(sources, end),
    )


def end_of(case: Case) -> MediationEnd:
    """Which of the three results a court is told."""
    if case.outcome in AGREED:
        return MediationEnd.AGREED
    return MediationEnd.SETTLED if case.outcome in SETTLED else MediationEnd.NOT_AGREED


_GIVEN_ON = select(CaseNumber.given_on).where(
    CaseNumber.case_id == bindparam("case_id", type_=Uuid()), CaseNumber.text == bindparam("number")
)


def _accepted_on(sources: PaperSources) -> date:
    given = sources.session.scalar(_GIVEN_ON, {"case_id": sources.case.id, "number": sources.case.number})
    return given or sources.case.registered_at.astimezone(SHANGHAI).date()


def _returned(sources: PaperSources, end: MediationEnd) -> tuple[str, ...]:
    """What was signed may go; what was said stays (特邀规定 22)."""
    facts = undisputed_facts_of(sources.session, sources.case.id)
    return (
        *(("人民调解协议书",) if end is MediationEnd.AGREED else ()),
        *(("无争议事实记载（各方已经签名的）",) if facts else ()),
        "人民法院移送的材料",
    )


def _invitation_letter(sources: PaperSources, subject_id: UUID) -> papers.Contents:
    asked = sources.session.get_one(Request, subject_id)
    return papers.InvitationLetter(
        committee=sources.organisation(asked.asker_id).name,
        invited=asked.asked_name,
        matter=sources.case.title,
        parties=sources.named,
        category=sources.category,
        purpose=asked.subject or "",
        asked_on=asked.opened_at.astimezone(SHANGHAI).date(),
        answer_until=_answer_until(sources, asked.id),
        number=sources.number_of(asked.asker_id),
    )


FILLS: Mapping[str, Fill] = {
    "transfer_letter": _transfer_letter,
    "delegation_letter": _court_letter,
    "entrustment_letter": _court_letter,
    "reply_letter": _reply_letter,
    "invitation_letter": _invitation_letter,
}
