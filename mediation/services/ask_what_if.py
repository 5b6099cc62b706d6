"""假设分析: a supervisor asks what would happen if something changed; the answer is kept when it has been played."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from mediation.model import Region, WhatIf
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.derivation import stored_message
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.messages import Message, say
from mediation.rules.policy import may_read_area
from mediation.rules.simulation.scenario import Scenario
from mediation.services.unit_of_work import UnitOfWork

MOST_WAITING = 3
"""Of one person; each takes the worker some seconds."""


def ask_what_if(uow: UnitOfWork, *, actor: Actor, clock: Clock, region_code: str, scenario: Scenario) -> UUID:
    """Keep the question for the worker. Raises NotThere for an area that is not the actor's, BadInput for too many."""
    if uow.session.get(Region, region_code) is None or not may_read_area(actor, region_code):
        raise NotThere
    waiting = uow.session.scalar(
        select(func.count())
        .select_from(WhatIf)
        .where(WhatIf.asked_by == actor.person_id, WhatIf.done_at.is_(None))
    )
    if (waiting or 0) >= MOST_WAITING:
        raise BadInput.at("", say("您已有 {n} 个推算在等，请等它们算完", n=MOST_WAITING))
    row = WhatIf(
        region_code=region_code,
        scenario=scenario.to_json(),
        asked_by=actor.person_id,
        asked_at=clock.now(),
        refused=[],
    )
    uow.session.add(row)
    return row.id


def answer_what_if(
    uow: UnitOfWork,
    *,
    clock: Clock,
    what_if_id: UUID,
    answer: dict[str, Any] | None,
    refused: tuple[Message, ...] = (),
) -> None:
    """Keep what came out, once."""
    row = uow.session.get_one(WhatIf, what_if_id, with_for_update=True)
    if row.done_at is None:
        row.done_at, row.answer = clock.now(), answer
        row.refused = [stored_message(message) for message in refused]
