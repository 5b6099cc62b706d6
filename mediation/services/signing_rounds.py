"""What stands of signing by phone: the court's approval, the open round, its links, and how a round ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Uuid, bindparam, or_, select
from sqlalchemy.orm import Session

from mediation.model import (
    Agreement,
    Case,
    Category,
    CourtApproval,
    Document,
    DrawnSignature,
    Organisation,
    Party,
    Signature,
    SigningLink,
    SigningRound,
)
from mediation.rules.acts import MarkDrawn, MarksGathered
from mediation.rules.clock import SHANGHAI
from mediation.rules.messages import Message, say
from mediation.rules.papers import printed_date
from mediation.rules.vocabulary import NoticePurpose, RoundEnd, SignerRole
from mediation.services.case_now import current_agreement, current_parties, live_signatures
from mediation.services.court_door import may_make_a_mediation_paper
from mediation.services.field_check import FieldCheck
from mediation.services.fill_papers import AGREEMENT, last_edition
from mediation.services.jurisdiction import courts_serving
from mediation.services.queue_notice import queue_notice
from mediation.services.unit_of_work import UnitOfWork

TOLD_WITHIN = timedelta(days=30)
"""How long the word that a signature is void is still worth sending."""
WET_INK = say("涉及婚姻、收养、继承的文书不能用电子签名（电子签名法第三条），请在纸上签署")
NOT_APPROVED = say("当地法院还没有认可用手机签署的协议，请在纸上签署；法院认可以后由管理员登记")
ON_PHONES = say("这份协议正在用手机签署，不能同时在纸上签；还没有人签名时，可以先「改用纸面签署」")
ON_PAPER = say("这份协议已经有人在纸上签名，不能同时用手机签；一份协议只用一种方式")
SOMEBODY_SIGNED = say("已经有人用手机签名，不能改用纸面；要改的，先「不签署，退回调解」，签名全部作废")
STALE = say("协议文本有变动，请向调解员要新的签署链接")


def approval_for(session: Session, case: Case, on: date) -> CourtApproval | None:
    """The word of the court that would confirm it: the one that sent the case, else one serving the place."""
    sent = may_make_a_mediation_paper(session, case) or case.inviting_court_id
    holder = session.get_one(Organisation, case.organisation_id)
    courts = [sent] if sent else [court.id for court in courts_serving(session, holder.region_code, on)]
    return session.scalar(
        select(CourtApproval)
        .where(
            CourtApproval.court_id.in_(courts),
            CourtApproval.from_on <= on,
            or_(CourtApproval.until_on.is_(None), CourtApproval.until_on >= on),
        )
        .order_by(CourtApproval.from_on, CourtApproval.id)
        .limit(1)
    )


def why_not_by_phone(session: Session, case: Case, on: date) -> Message | None:
    """What the law or the court has against it in this case; None when it may be done."""
    if session.get_one(Category, case.category_code).wet_ink:
        return WET_INK
    return NOT_APPROVED if approval_for(session, case, on) is None else None


def open_round(session: Session, agreement_id: UUID) -> SigningRound | None:
    """The round in which the agreement is being signed by phone now."""
    return session.scalar(_OPEN_ROUND, {"agreement_id": agreement_id})


_AGREEMENT = bindparam("agreement_id", type_=Uuid())
_OPEN_ROUND = select(SigningRound).where(
    SigningRound.agreement_id == _AGREEMENT, SigningRound.ended_at.is_(None)
)


def is_stale(session: Session, one: SigningRound) -> bool:
    """Whether a later text was issued than the one that is open for signing, or the agreement was given up."""
    agreement = session.get_one(Agreement, one.agreement_id)
    last = last_edition(session, one.case_id, AGREEMENT, one.agreement_id)
    same = last is not None and (
        last.id == one.document_id or last.contents == session.get_one(Document, one.document_id).contents
    )
    return agreement.superseded_at is not None or not same


def link_of(session: Session, token_digest: bytes) -> SigningLink | None:
    return session.scalar(select(SigningLink).where(SigningLink.token_digest == token_digest))


def usable_links(session: Session, round_id: UUID, party_id: UUID | None = None) -> list[SigningLink]:
    """Links of the round that were neither used nor taken back."""
    query = select(SigningLink).where(
        SigningLink.round_id == round_id, SigningLink.used_at.is_(None), SigningLink.revoked_at.is_(None)
    )
    if party_id is not None:
        query = query.where(SigningLink.party_id == party_id)
    return list(session.scalars(query))


def is_drawn(session: Session, agreement_id: UUID) -> bool:
    """Whether the agreement's signatures were drawn on screens: then a sheet of its own shows them."""
    return session.scalar(_DRAWN, {"agreement_id": agreement_id}) is not None


def is_signed_by_phone(session: Session, document: Document) -> bool:
    """Whether the paper is an agreement that is being signed, or was signed, on phones."""
    if document.kind != AGREEMENT:
        return False
    return open_round(session, document.subject_id) is not None or is_drawn(session, document.subject_id)


_DRAWN = (
    select(DrawnSignature.id)
    .join(Signature, Signature.id == DrawnSignature.signature_id)
    .where(Signature.agreement_id == _AGREEMENT, Signature.voided_at.is_(None))
    .limit(1)
)


def check_carrier(session: Session, check: FieldCheck, agreement_id: UUID, given: MarksGathered) -> None:
    """One agreement, one carrier: drawn while a round is open, by hand otherwise; the seal goes with either."""
    now = open_round(session, agreement_id)
    if isinstance(given, MarkDrawn):
        if now is None or now.id != given.round_id or now.document_digest != given.document_digest:
            check.note("", STALE)
        return
    if now is None:
        return
    for i, mark in enumerate(given.marks):
        if mark.role is not SignerRole.COMMITTEE_SEAL:
            check.note(f"marks.{i}", ON_PHONES)


def end_round(uow: UnitOfWork, one: SigningRound, ended_as: RoundEnd, at: datetime) -> None:
    """No more signing in this round: its open links are worth nothing from now on."""
    one.ended_at, one.ended_as = at, ended_as
    for link in usable_links(uow.session, one.id):
        link.revoked_at = at
    uow.session.flush()


def void_signatures(uow: UnitOfWork, agreement_id: UUID, at: datetime) -> int:
    """The text changed: every signature under it is void, on paper or drawn, and who signed by phone is told.

    How many were void. What is in force already stays so: its signers keep what they signed.
    """
    if uow.session.get_one(Agreement, agreement_id).in_force_on is not None:
        return 0
    marks = live_signatures(uow.session, agreement_id=agreement_id)
    for mark in marks:
        mark.voided_at = at
    one = open_round(uow.session, agreement_id)
    if one is not None:
        _tell_signers(uow, one, at)
        end_round(uow, one, RoundEnd.TEXT_CHANGED, at)
    return len(marks)


def _tell_signers(uow: UnitOfWork, one: SigningRound, at: datetime) -> None:
    case = uow.session.get_one(Case, one.case_id)
    committee = uow.session.get_one(Organisation, case.organisation_id).name
    used = select(SigningLink).where(SigningLink.round_id == one.id, SigningLink.used_at.is_not(None))
    for link in uow.session.scalars(used.order_by(SigningLink.used_at)):
        day = printed_date((link.used_at or at).astimezone(SHANGHAI).date())
        text = (
            f"【{committee}】您{day}签署的调解协议，文本后来有变动，您的签名已经作废，对您没有约束力。"
            "需要重新签署的，调解员会另外通知您。"
        )
        queue_notice(
            uow,
            case_id=one.case_id,
            purpose=NoticePurpose.VOID,
            subject_id=link.id,
            to=link.phone or "",
            text=text,
            at=at,
            expires_at=at + TOLD_WITHIN,
        )


def signer_of(session: Session, case_id: UUID, link: SigningLink) -> Party | None:
    """The party of the link, if it still is one of the case."""
    return next((p for p in current_parties(session, case_id) if p.id == link.party_id), None)


def agreement_to_sign(session: Session, case_id: UUID) -> Agreement | None:
    """The agreement that is drawn and not yet in force."""
    agreement = current_agreement(session, case_id)
    return agreement if agreement is not None and agreement.in_force_on is None else None
