"""复述: before signing, a party says in own words what it has promised; the mediator keeps the words."""

from __future__ import annotations

from uuid import UUID

from mediation.model import Repetition
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere, WrongState
from mediation.rules.messages import say
from mediation.services.case_now import current_parties, live_signatures
from mediation.services.field_check import FieldCheck
from mediation.services.load import load_case
from mediation.services.note_event import note_event
from mediation.services.open_phone_signing import SIGN
from mediation.services.signing_rounds import agreement_to_sign
from mediation.services.take_step import authorise, definition_of
from mediation.services.unit_of_work import UnitOfWork

LONGEST_WORDS = 1000


def record_repetition(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, case_id: UUID, party_id: UUID, words: str
) -> UUID:
    """On paper and on the phone alike; not after the party has signed."""
    loaded = load_case(uow, actor, case_id)
    post = authorise(actor, definition_of(uow, loaded).step(SIGN), loaded)
    agreement = agreement_to_sign(uow.session, case_id)
    if agreement is None:
        raise WrongState(say("没有等待签署的协议"))
    party = next((p for p in current_parties(uow.session, case_id) if p.id == party_id), None)
    if party is None:
        raise NotThere
    if any(mark.party_id == party_id for mark in live_signatures(uow.session, agreement_id=agreement.id)):
        raise WrongState(say("{name} 已经签名，复述要在签名以前", name=party.name))
    check = FieldCheck()
    words = check.text("words", words, say("请记下当事人自己的话"), LONGEST_WORDS)
    check.refuse()
    row = Repetition(
        agreement_id=agreement.id, party_id=party_id, heard_by=actor.person_id, heard_at=clock.now()
    )
    uow.session.add(row)
    row.words = words
    note_event(uow, loaded, "signing:repeated", actor, post, clock, {"name": party.name})
    return row.id
