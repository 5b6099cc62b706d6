"""From phones back to paper: as long as nobody has signed."""

from __future__ import annotations

from uuid import UUID

from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import WrongState
from mediation.rules.vocabulary import RoundEnd
from mediation.services.case_now import live_signatures
from mediation.services.note_event import note_event
from mediation.services.open_phone_signing import load_signing
from mediation.services.signing_rounds import SOMEBODY_SIGNED, end_round
from mediation.services.unit_of_work import UnitOfWork


def switch_to_paper(uow: UnitOfWork, *, actor: Actor, clock: Clock, case_id: UUID) -> UUID:
    """End the round; every link of it is worth nothing any more. WrongState once somebody has signed."""
    loaded, post, now = load_signing(uow, actor, case_id)
    if live_signatures(uow.session, agreement_id=now.agreement_id):
        raise WrongState(SOMEBODY_SIGNED)
    end_round(uow, now, RoundEnd.TO_PAPER, clock.now())
    note_event(uow, loaded, "signing:to_paper", actor, post, clock, {})
    return now.id
