"""A party opens the full text of a paper, once a code has shown whose phone it is; the look is recorded."""

from __future__ import annotations

from uuid import UUID

from mediation.model import Document, Party, ReadingCode, Representative
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI, Clock
from mediation.rules.errors import NotAllowed, NotThere, WrongState
from mediation.rules.messages import say
from mediation.rules.papers import read_code
from mediation.rules.vocabulary import MatterKind
from mediation.services.court_papers import confirmation_behind
from mediation.services.load import locked
from mediation.services.paper_readers import NOT_BY_PHONE, is_for_parties, proof_of, readers_of
from mediation.services.record_event import record_event
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.verify_paper import paper_of

PROVE_FIRST = say("请先输入发到登记手机上的验证码")


def read_as_party(uow: UnitOfWork, *, actor: Actor | None, clock: Clock, code: str, browser: str) -> UUID:
    """Leave to open the issued bytes. Asked anew each time: the paper still stands, the reader still is a party."""
    document, now = paper_of(uow.session, read_code(code)), clock.now()
    if document is None:
        raise NotThere
    locked(uow, document.case_id)
    proof = proof_of(uow.session, document, browser, now)
    if proof is None:
        raise NotAllowed(PROVE_FIRST)
    if not is_for_parties(uow.session, document):
        raise WrongState(NOT_BY_PHONE)
    readers = readers_of(uow.session, document, now.astimezone(SHANGHAI).date())
    known = {(one.party.id, one.acting.id if one.acting else None) for one in readers}
    if (proof.party_id, proof.representative_id) not in known:
        raise NotAllowed(PROVE_FIRST)
    if proof.read_at is None:
        proof.read_at = now
        _record(uow, document, proof)
    return document.id


def _record(uow: UnitOfWork, document: Document, proof: ReadingCode) -> None:
    """The first look by each code; what follows within its half hour is the same look."""
    session, behind = uow.session, confirmation_behind(uow.session, document)
    by = session.get_one(Representative, proof.representative_id).name if proof.representative_id else ""
    session.flush()
    assert proof.read_at is not None
    record_event(
        uow,
        case_id=document.case_id,
        kind=MatterKind.CONFIRMATION if behind else MatterKind.DISPUTE,
        matter=behind or locked(uow, document.case_id),
        tag="document:read_by_party",
        actor=None,
        post=None,
        happened_at=proof.read_at,
        recorded_at=proof.read_at,
        data={
            "name": session.get_one(Party, proof.party_id).name,
            "by": by,
            "kind": document.kind,
            "edition": document.edition,
        },
    )
