"""A code typed at a signing page: a right one binds the browser to the link for half an hour, a wrong one counts."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from mediation.model import SigningCode
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.vocabulary import NoticePurpose, TryKind
from mediation.services.identity_checks import IdentityCheck
from mediation.services.queue_notice import withdraw_notices
from mediation.services.send_signing_code import code_digest
from mediation.services.sign_in import token_digest
from mediation.services.signing_links import minutes_shut, note_try, usable_link
from mediation.services.unit_of_work import UnitOfWork

MOST_TRIES = 5
log = logging.getLogger(__name__)


def prove_phone(
    uow: UnitOfWork,
    *,
    actor: Actor | None,
    clock: Clock,
    token: str,
    code: str,
    browser: str,
    check: IdentityCheck,
    typed: Mapping[str, str],
    address: str,
) -> UUID:
    """Writes in either case, so that a wrong try is counted: whether it was right, `is_proved` tells."""
    now = clock.now()
    link, _, _ = usable_link(uow, token, now)
    if minutes_shut(uow.session, address, now):
        return link.id
    row = uow.session.scalar(
        select(SigningCode)
        .where(SigningCode.link_id == link.id, SigningCode.expires_at > now, SigningCode.used_at.is_(None))
        .order_by(SigningCode.made_at.desc())
        .limit(1)
    )
    if row is None or row.tries >= MOST_TRIES:
        return link.id
    row.tries += 1
    right = hmac.compare_digest(row.code_digest, code_digest(uow, link.id, code.strip()))
    if right and check.is_met(uow.session, link, typed):
        row.used_at = link.proved_at = now
        link.browser_digest, link.proved_by = token_digest(browser), f"{check.name}:{row.channel}"
        withdraw_notices(uow, link.id, NoticePurpose.CODE, now)
    else:
        log.warning("a wrong code at a signing page from %s", address[:60])
        note_try(uow.session, TryKind.CODE, address, now)
    return link.id
