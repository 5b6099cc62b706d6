"""Looking at a full number, phone or address: allowed by need, and each look is an event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from mediation.model import Confirmation, Party
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import Clock
from mediation.rules.errors import NotAllowed, NotThere
from mediation.rules.messages import Message, say
from mediation.rules.policy import CaseStanding, CaseView, case_view, may_reveal
from mediation.rules.vocabulary import MatterKind
from mediation.services.load import Loaded, load_case, standing
from mediation.services.record_event import record_event
from mediation.services.unit_of_work import UnitOfWork

FIELDS = ("id_number", "phone", "address", "account_number")


def revealing_post(actor: Actor, case: CaseStanding) -> Post | None:
    """The post that alone gives sight of the case and leave to look: a post elsewhere lends neither to it."""
    alone = (replace(actor, posts=(post,)) for post in actor.posts)
    return next((one.posts[0] for one in alone if may_reveal(one, case_view(one, case))), None)


def reveal_party(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, case_id: UUID, party_id: UUID, field: str
) -> UUID:
    """Record the look; the page then reads the one field it names."""
    loaded = load_case(uow, actor, case_id, at_least=CaseView.COURT)
    party = uow.session.get(Party, party_id)
    if party is None or party.case_id != case_id or field not in FIELDS:
        raise NotThere
    data = {"name": party.name, "field": field}
    note_look(uow, loaded, actor, clock, "party:revealed", data, say("您的岗位不能查看完整信息"))
    return party.id


def note_look(
    uow: UnitOfWork,
    loaded: Loaded,
    actor: Actor,
    clock: Clock,
    tag: str,
    data: Mapping[str, Any],
    refusal: Message,
    confirmation: Confirmation | None = None,
) -> None:
    """Record a look at numbers, phones or addresses of the case; NotAllowed with that sentence without leave to it.

    What belongs to a confirmation is looked at as a part of that.
    """
    post = revealing_post(actor, standing(uow.session, loaded.case, loaded.holder))
    if post is None:
        raise NotAllowed(refusal)
    now = clock.now()
    record_event(
        uow,
        case_id=loaded.case.id,
        kind=MatterKind.CONFIRMATION if confirmation else MatterKind.DISPUTE,
        matter=confirmation or loaded.case,
        tag=tag,
        actor=actor,
        post=post,
        happened_at=now,
        recorded_at=now,
        data=data,
    )
