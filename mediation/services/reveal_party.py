"""Looking at a full number, phone or address: allowed by need, and each look is an event."""

from __future__ import annotations

from uuid import UUID

from mediation.model import Party
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotAllowed, NotThere
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.rules.policy import CaseView, may_reveal
from mediation.services.load import load_case
from mediation.services.record_event import record_event
from mediation.services.unit_of_work import UnitOfWork

FIELDS = ("id_number", "phone", "address", "account_number")


def reveal_party(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, case_id: UUID, party_id: UUID, field: str
) -> UUID:
    """Record the look; the page then reads the one field it names."""
    loaded = load_case(uow, actor, case_id, at_least=CaseView.COURT)
    party = uow.session.get(Party, party_id)
    if party is None or party.case_id != case_id or field not in FIELDS:
        raise NotThere
    if not may_reveal(actor, loaded.view):
        raise NotAllowed(say("您的岗位不能查看完整信息"))
    post = next(actor.posts_with(Permission.REVEAL))
    now = clock.now()
    record_event(
        uow,
        case_id=case_id,
        kind=loaded.kind,
        matter=loaded.case,
        tag="party:revealed",
        actor=actor,
        post=post,
        happened_at=now,
        recorded_at=now,
        data={"name": party.name, "field": field},
    )
    return party.id
