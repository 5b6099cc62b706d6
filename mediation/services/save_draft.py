"""What is being typed, saved sealed for its owner alone, and given up once it was sent."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, func, select

from mediation.model import Draft
from mediation.model.types import new_id
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.messages import say
from mediation.services.unit_of_work import UnitOfWork

LONGEST = 2_000_000
MOST = 50
"""Drafts of one person: as many as their list shows."""


def save_draft(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    draft_id: UUID | None,
    kind: str,
    subject: str,
    title: str,
    fields: str,
) -> UUID:
    """Keep the typed fields (JSON text, at most 2 MB); a new draft without an id. NotThere for another's draft."""
    if len(fields) > LONGEST:
        raise BadInput.at("", say("草稿太长，无法保存"))
    draft = _own(uow, actor, draft_id) if draft_id else None
    if draft is None:
        _require_room(uow, actor)
        draft = Draft(
            id=draft_id or new_id(),
            person_id=actor.person_id,
            organisation_id=actor.posts[0].organisation_id,
            kind=kind,
            subject=subject,
            updated_at=clock.now(),
        )
        uow.session.add(draft)
    draft.title, draft.updated_at = title[:200], clock.now()
    draft.fields = fields
    return draft.id


def drop_draft(uow: UnitOfWork, *, actor: Actor, clock: Clock, draft_id: UUID) -> UUID:
    """Give the draft up."""
    uow.session.execute(delete(Draft).where(Draft.id == draft_id, Draft.person_id == actor.person_id))
    return draft_id


def _require_room(uow: UnitOfWork, actor: Actor) -> None:
    kept = uow.session.scalar(select(func.count()).where(Draft.person_id == actor.person_id)) or 0
    if kept >= MOST:
        raise BadInput.at("", say("最多保存 {n} 份草稿，请先在首页删除不要的", n=MOST))


def _own(uow: UnitOfWork, actor: Actor, draft_id: UUID) -> Draft | None:
    draft = uow.session.get(Draft, draft_id)
    if draft is not None and draft.person_id != actor.person_id:
        raise NotThere
    return draft
