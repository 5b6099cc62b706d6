"""A signing address that belongs to nobody was opened: counted by its network address, and told in the log."""

from __future__ import annotations

import logging
from uuid import UUID

from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.vocabulary import TryKind
from mediation.services.signing_links import note_try
from mediation.services.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)


def note_guess(uow: UnitOfWork, *, actor: Actor | None, clock: Clock, address: str) -> UUID:
    """The token itself is kept and told nowhere."""
    log.warning("a signing address that is none was opened from %s", address[:60])
    return note_try(uow.session, TryKind.TOKEN, address, clock.now())
