"""What still waits on any list goes on without the person, in the name and with the rights of who began it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Run, RunLine
from mediation.rules.actor import Actor
from mediation.rules.errors import NotThere
from mediation.rules.messages import say
from mediation.rules.vocabulary import LineOutcome
from mediation.services.many.run import refuse_waiting, work_on_run
from mediation.services.unit_of_work import House

log = logging.getLogger(__name__)
AT_ONCE = 20
"""Lines of one list before the worker looks at its other work again."""
NO_RIGHT = say("办理人已经没有这个岗位，其余的没有办理")


def waiting_runs(session: Session) -> Sequence[tuple[UUID, UUID]]:
    """Lists with lines that wait, the oldest first: each with the person who began it."""
    waits = select(RunLine.run_id).where(RunLine.outcome == LineOutcome.WAITING)
    rows = session.execute(select(Run.id, Run.made_by).where(Run.id.in_(waits)).order_by(Run.made_at, Run.id))
    return [(run_id, made_by) for run_id, made_by in rows]


def go_on(house: House, *, run_id: UUID, actor: Actor | None) -> bool:
    """Some lines more; whether that went well. Who has lost the post does nothing more, and each line says so."""
    try:
        if actor is None:
            raise NotThere
        work_on_run(house, actor=actor, run_id=run_id, most=AT_ONCE)
    except NotThere:
        refuse_waiting(house, run_id=run_id, why=NO_RIGHT)
    except Exception as error:
        log.error("list %s: %s", run_id, type(error).__name__)
        return False
    return True
