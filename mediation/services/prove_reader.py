"""A code typed at a paper: a right one lets this browser read that paper for half an hour, a wrong one counts."""

from __future__ import annotations

import hmac
import logging
from uuid import UUID

from sqlalchemy import select

from mediation.model import ReadingCode
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere
from mediation.rules.papers import read_code
from mediation.rules.verdicts import Asked
from mediation.rules.vocabulary import NoticePurpose
from mediation.services.prove_phone import MOST_TRIES
from mediation.services.queue_notice import withdraw_notices
from mediation.services.send_reading_code import note_reading_try, reading_digest
from mediation.services.sign_in import token_digest
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.verification_throttle import codes_held_up
from mediation.services.verify_paper import paper_of

log = logging.getLogger(__name__)


def prove_reader(
    uow: UnitOfWork, *, actor: Actor | None, clock: Clock, code: str, typed: str, browser: str, address: str
) -> UUID:
    """Writes in either case, so that a wrong try is counted: whether it was right, `proof_of` tells."""
    now, document = clock.now(), paper_of(uow.session, read_code(code))
    if document is None:
        raise NotThere
    if codes_held_up(uow.session, address[:60], "", now) is not None:
        return document.id
    digest, right = reading_digest(uow, document.id, typed.strip()), False
    waiting = select(ReadingCode).where(
        ReadingCode.document_id == document.id,
        ReadingCode.expires_at > now,
        ReadingCode.proved_at.is_(None),
        ReadingCode.tries < MOST_TRIES,
    )
    for row in uow.session.scalars(waiting.order_by(ReadingCode.made_at.desc()).with_for_update()):
        row.tries += 1
        if not right and hmac.compare_digest(row.code_digest, digest):
            row.proved_at, row.browser_digest, right = now, token_digest(browser), True
            withdraw_notices(uow, row.id, NoticePurpose.READING_CODE, now)
    note_reading_try(uow, document, Asked.READING_CODE, address, now, right=right)
    if not right:
        log.warning("a wrong code at a paper from %s", address[:60])
    return document.id
