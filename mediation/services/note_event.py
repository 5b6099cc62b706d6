"""Writes on a case that are no steps: they raise the case's version and leave an event like every step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from mediation.rules.actor import Actor, Post
from mediation.rules.clock import Clock
from mediation.rules.errors import NotAllowed, WrongState
from mediation.rules.messages import say
from mediation.rules.proof.facts import asked_by
from mediation.rules.vocabulary import MatterKind, Seat
from mediation.services.gather_facts import gather_facts
from mediation.services.load import Loaded
from mediation.services.record_event import record_event
from mediation.services.unit_of_work import UnitOfWork


def post_here(actor: Actor, loaded: Loaded) -> Post:
    """The actor's post in the organisation that answers for the case, or the court's; NotAllowed without one."""
    here = loaded.case.organisation_id
    if loaded.kind is not MatterKind.DISPUTE:  # the court of a dispute is no more than its neighbour
        here = loaded.seats.get(Seat.COURT, here)
    for post in actor.posts:
        if post.organisation_id == here:
            return post
    raise NotAllowed(say("只有承办组织的人员可以修改案件内容"))


def authorise_change(uow: UnitOfWork, loaded: Loaded, actor: Actor, tag: str, on: date) -> Post:
    """The post from which the actor makes a change that the definition names.

    NotAllowed for others, WrongState with the definition's own words where it is shut.
    """
    definition = uow.registry.of(loaded.kind, loaded.matter.definition_version)
    change = definition.change(tag)
    if definition.by_state[loaded.matter.state] not in change.source:
        raise WrongState(change.shut)
    post = actor.post_at(loaded.case.organisation_id, change.by)
    if post is None:
        raise NotAllowed(say("只有承办组织的人员可以修改案件内容"))
    facts = gather_facts(uow.session, uow.registry, loaded.case, loaded.matter, on, asked_by((change,)))
    for guard in change.guards:
        unmet = guard.refusal(facts)
        if unmet is not None:
            raise WrongState(unmet)
    return post


def late_data(late_reason: str) -> dict[str, str]:
    """For the event: why it was entered late, where it was."""
    return {"late": late_reason.strip()} if late_reason.strip() else {}


def note_event(
    uow: UnitOfWork,
    loaded: Loaded,
    tag: str,
    actor: Actor,
    post: Post,
    clock: Clock,
    data: Mapping[str, Any],
    happened_at: datetime | None = None,
) -> None:
    """Record an act on the case that moves no state; it happened now unless an instant is given."""
    flag_modified(loaded.matter, "state")
    uow.session.flush()
    now = clock.now()
    record_event(
        uow,
        case_id=loaded.case.id,
        kind=loaded.kind,
        matter=loaded.matter,
        tag=tag,
        actor=actor,
        post=post,
        happened_at=happened_at or now,
        recorded_at=now,
        data=data,
    )
