"""Answering strangers about an issued paper: was it issued, does it stand, is this what was issued; all is logged."""

from __future__ import annotations

import hmac
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from mediation.model import Document, Organisation, VerificationTry
from mediation.rules.errors import Busy, MediationError, StorageFailed
from mediation.rules.messages import Message
from mediation.rules.papers import PAPERS, facts_of, is_code, is_tail, issuer_of, read_code
from mediation.rules.verdicts import (
    FACTS,
    Asked,
    Question,
    Standing,
    Verdict,
    VerificationAnswer,
    VerifiedPaper,
)
from mediation.services.court_papers import COURT_PAPERS, sealed_on
from mediation.services.fill_papers import is_void
from mediation.services.unit_of_work import House, UnitOfWork
from mediation.services.verification_throttle import held_up

TYPED = {Asked.FILE: "file_digest", Asked.DIGEST: "digest_tail", Asked.NUMBER: "number"}


class VerifyingHeldUp(MediationError):
    """Too many tries; nothing is answered, and nothing is learnt from that."""


def verify_paper(house: House, *, question: Question, address: str) -> VerificationAnswer:
    """The answer, logged in the same transaction; VerifyingHeldUp for who asks too often."""
    try:
        with house.begin() as uow:
            answer = _answer(uow, question, address[:60], house)
            uow.commit()
    except MediationError:
        raise
    except Exception as error:
        if house.is_transient(error):
            raise Busy from error
        if house.is_storage_failure(error):
            raise StorageFailed from error
        raise
    if isinstance(answer, Message):
        raise VerifyingHeldUp(answer)
    return answer


def _answer(uow: UnitOfWork, question: Question, address: str, house: House) -> VerificationAnswer | Message:
    code, now = read_code(question.code), house.clock.now()
    asked = tuple(_asked(question))
    wait = held_up(uow.session, address, code, now, facts=bool(FACTS.intersection(asked)))
    if wait is not None:
        return wait
    found = paper_of(uow.session, code)
    verdict = Verdict.SAME if found else Verdict.UNKNOWN if is_code(code) else Verdict.MISTYPED
    compared = tuple((one, _compared(uow.session, question, one, found)) for one in asked) if found else ()
    for one, said in ((Asked.CODE, verdict), *compared):
        uow.session.add(
            VerificationTry(
                code=code if is_code(code) else "",
                address=address,
                at=now,
                question=one.value,
                answer=said.value,
            )
        )
    paper = _shown(uow.session, found) if found else None
    return VerificationAnswer(verdict, paper, compared)


def paper_of(session: Session, code: str) -> Document | None:
    """The paper whose bytes were issued under that code."""
    issued = select(Document).where(Document.verify_code == code, Document.digest.is_not(None))
    return session.scalar(issued)


def standing_of(session: Session, document: Document) -> Standing:
    """What has become of the paper, the gravest first."""
    if document.voided_at is not None:
        return Standing.VOIDED
    if is_void(session, document.kind, document.subject_id):
        return Standing.WITHDRAWN
    later = aliased(Document)
    replaced = select(later.id).where(later.replaces_id == document.id, later.voided_at.is_(None))
    if session.scalar(replaced.limit(1)) is not None:
        return Standing.REPLACED
    if document.kind in COURT_PAPERS and sealed_on(session, document) is None:
        return Standing.DRAFT
    return Standing.STANDS


def _shown(session: Session, document: Document) -> VerifiedPaper:
    kind = PAPERS[document.kind]
    issuer = session.get(Organisation, document.issuer_id) if document.issuer_id else None
    name = issuer.name if issuer else issuer_of(kind, kind.contents.from_json(document.contents or ""))
    return VerifiedPaper(
        issuer=name,
        kind=document.kind,
        edition=document.edition,
        issued_at=document.issued_at,
        standing=standing_of(session, document),
        signed=document.sealed_by_id is not None,
    )


def _asked(question: Question) -> Iterator[Asked]:
    """What was given beside the code."""
    for one, name in TYPED.items():
        if getattr(question, name).strip():
            yield one
    if question.dated_on is not None:
        yield Asked.DATE
    if question.total is not None:
        yield Asked.TOTAL
    if question.duty_amount is not None:
        yield Asked.DUTY


def _compared(session: Session, question: Question, one: Asked, document: Document) -> Verdict:
    if one is Asked.FILE:
        return _file(session, question.file_digest, document)
    if one is Asked.DIGEST:
        return _same(is_tail(question.digest_tail, document.contents_digest))
    kind = PAPERS[document.kind]
    facts = facts_of(kind.contents.from_json(document.contents or ""))
    if one is Asked.NUMBER:
        return _same(facts.has_number(question.number))
    if one is Asked.DATE:
        return _same(facts.dated_on == question.dated_on)
    if one is Asked.TOTAL:
        return _same(facts.total == question.total)
    assert question.duty_amount is not None
    return _same(facts.has_duty(question.duty_amount, question.duty_due_on))


def _file(session: Session, digest: str, document: Document) -> Verdict:
    """Whether these are the issued bytes; another of our papers is told from an altered one."""
    if hmac.compare_digest(digest, document.digest or ""):
        return Verdict.SAME
    other = session.scalar(select(Document.id).where(Document.digest == digest).limit(1))
    return Verdict.ANOTHER if other is not None else Verdict.DIFFERENT


def _same(is_so: bool) -> Verdict:
    return Verdict.SAME if is_so else Verdict.DIFFERENT
