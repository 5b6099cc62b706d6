"""A party with a paper in hand asks for a code to their registered phone; whoever asks, the answer is the same."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from mediation.model import Case, Document, Organisation, ReadingCode, VerificationTry
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI, Clock
from mediation.rules.errors import BadInput, NotThere, WrongState
from mediation.rules.identity import check_phone
from mediation.rules.papers import PAPERS, read_code
from mediation.rules.verdicts import Asked, Verdict
from mediation.rules.vocabulary import NoticePurpose
from mediation.services.paper_readers import NOT_BY_PHONE, PaperReader, is_for_parties, reader_with
from mediation.services.queue_notice import queue_notice
from mediation.services.send_signing_code import LASTS, MOST_PER_PHONE, PER_PHONE
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.verification_throttle import codes_held_up
from mediation.services.verify_paper import paper_of

log = logging.getLogger(__name__)
FIELD = "phone"


def send_reading_code(
    uow: UnitOfWork, *, actor: Actor | None, clock: Clock, code: str, phone: str, channel: str, address: str
) -> UUID:
    """Sent where the number is a registered one of a party to the paper; the page never says whether it was.

    BadInput when it is asked for too often, by whomever and for whatever number.
    """
    now, phone = clock.now(), check_phone_at(phone)
    document = paper_of(uow.session, read_code(code))
    if document is None:
        raise NotThere
    if not is_for_parties(uow.session, document):
        raise WrongState(NOT_BY_PHONE)
    wait = codes_held_up(uow.session, address[:60], document.verify_code or "", now)
    if wait is not None:
        raise BadInput.at(FIELD, wait)
    reader = reader_with(uow.session, document, phone, now.astimezone(SHANGHAI).date())
    note_reading_try(uow, document, Asked.PHONE, address, now, right=reader is not None)
    if reader is None:
        log.warning("a number that is of no party was typed at a paper from %s", address[:60])
    elif _may_be_sent(uow, phone, now):
        _send(uow, document, reader, phone, channel, now)
    return document.id


def check_phone_at(phone: str) -> str:
    """The number as it is registered; BadInput at the field."""
    try:
        return check_phone(phone)
    except BadInput as bad:
        raise BadInput.at(FIELD, bad.message) from None


def note_reading_try(
    uow: UnitOfWork, document: Document, asked: Asked, address: str, at: datetime, *, right: bool
) -> None:
    """For the throttle, and as a log."""
    answer = Verdict.SAME if right else Verdict.DIFFERENT
    uow.session.add(
        VerificationTry(
            code=document.verify_code or "",
            address=address[:60],
            at=at,
            question=asked.value,
            answer=answer.value,
        )
    )


def reading_digest(uow: UnitOfWork, document_id: UUID, code: str) -> bytes:
    """Keyed: six digits would be found from a plain digest at once."""
    return uow.vault.blind_index("reading_code", f"{document_id}:{code}")


def _may_be_sent(uow: UnitOfWork, phone: str, now: datetime) -> bool:
    """Beyond that a phone is being molested, whichever papers are asked for: nothing is sent, and nothing said."""
    index, since = uow.vault.blind_index("phone", phone), now - PER_PHONE
    made = select(func.count(ReadingCode.id)).where(
        ReadingCode.phone_index == index, ReadingCode.made_at > since
    )
    return (uow.session.scalar(made) or 0) < MOST_PER_PHONE


def _send(
    uow: UnitOfWork, document: Document, reader: PaperReader, phone: str, channel: str, now: datetime
) -> None:
    code = f"{secrets.randbelow(10**6):06}"
    row = ReadingCode(
        document_id=document.id,
        party_id=reader.party.id,
        representative_id=reader.acting.id if reader.acting else None,
        phone_index=uow.vault.blind_index("phone", phone),
        code_digest=reading_digest(uow, document.id, code),
        made_at=now,
        expires_at=now + LASTS,
        channel=channel,
    )
    uow.session.add(row)
    case = uow.session.get_one(Case, document.case_id)
    committee = uow.session.get_one(Organisation, case.organisation_id).name
    title = PAPERS[document.kind].title
    queue_notice(
        uow,
        case_id=case.id,
        purpose=NoticePurpose.READING_CODE,
        subject_id=row.id,
        to=phone,
        text=f"【{committee}】查看《{title}》全文的验证码：{code}，五分钟内有效。不是您本人要看的，不要告诉任何人。",
        at=now,
        expires_at=row.expires_at,
    )
