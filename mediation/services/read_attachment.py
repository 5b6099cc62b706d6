"""Opening an attachment: to whom it is open, and the event that a look at numbers leaves."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Attachment, Confirmation, Document, ExchangePaper, Sitting, SittingMediator
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere
from mediation.rules.messages import say
from mediation.rules.policy import CaseView, may_read_sitting_apart
from mediation.rules.vocabulary import AttachmentKind, SittingKind
from mediation.services.load import concerns, load_case
from mediation.services.read_document import is_open_to
from mediation.services.reveal_party import note_look
from mediation.services.unit_of_work import UnitOfWork

WITH_THE_APPLICATION = (AttachmentKind.IDENTITY, AttachmentKind.AUTHORITY, AttachmentKind.CONFIRMATION)
"""What is handed in with an application for confirmation (民诉解释 354); all else was talk, or evidence for it."""


def attachment_is_open(session: Session, actor: Actor, attachment: Attachment, view: CaseView) -> bool:
    """The committee sees all but what was written down apart; the court what belongs to its own application.

    A signed copy is open to whom the paper itself is open.
    """
    if view not in (CaseView.FULL, CaseView.COURT):
        return False
    if attachment.document_id is not None:
        document = session.get_one(Document, attachment.document_id)
        return is_open_to(session, actor, document, view)
    if attachment.sitting_id is not None:
        return view is CaseView.FULL and _sitting_is_open(session, actor, attachment.sitting_id)
    if view is CaseView.FULL or _answers_us(session, attachment.id):
        return True
    return attachment.kind in WITH_THE_APPLICATION and _has_applied_here(session, actor, attachment.case_id)


def _answers_us(session: Session, attachment_id: UUID) -> bool:
    """Whether it came from another installation: what comes is what was meant for this one."""
    came = select(ExchangePaper.id).where(ExchangePaper.attachment_id == attachment_id)
    return session.scalar(came) is not None


def _sitting_is_open(session: Session, actor: Actor, sitting_id: UUID) -> bool:
    if session.get_one(Sitting, sitting_id).kind is not SittingKind.APART:
        return True
    return may_read_sitting_apart(actor, mediators_of(session, sitting_id))


def mediators_of(session: Session, sitting_id: UUID) -> frozenset[UUID]:
    """Who held the sitting."""
    held_by = select(SittingMediator.person_id).where(SittingMediator.sitting_id == sitting_id)
    return frozenset(session.scalars(held_by))


def _has_applied_here(session: Session, actor: Actor, case_id: UUID) -> bool:
    applied = select(Confirmation).where(
        Confirmation.case_id == case_id, Confirmation.submitted_on.is_not(None)
    )
    return any(concerns(actor, one, CaseView.COURT) for one in session.scalars(applied))


def read_attachment(uow: UnitOfWork, *, actor: Actor, clock: Clock, attachment_id: UUID) -> UUID:
    """Leave to open it; where it shows numbers, phones or addresses, recorded like any look at them."""
    attachment = uow.session.get(Attachment, attachment_id)
    if attachment is None:
        raise NotThere
    loaded = load_case(uow, actor, attachment.case_id, at_least=CaseView.COURT)
    if not attachment_is_open(uow.session, actor, attachment, loaded.view):
        raise NotThere
    if not attachment.shows_numbers:
        return attachment.id
    data = {"material": attachment.kind.value, "digest": attachment.digest}
    refusal = say("这份材料里有证件号码、电话或者住址，您的岗位不能查看")
    note_look(uow, loaded, actor, clock, "attachment:read", data, refusal)
    return attachment.id
