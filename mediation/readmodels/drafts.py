"""What its owner was typing: the list for the home page, and one draft to go on with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Draft
from mediation.rules.actor import Actor
from mediation.rules.errors import NotThere

MOST = 50


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A form that was begun and not sent."""

    id: UUID
    kind: str
    subject: str
    title: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class DraftFields:
    """A draft with the fields as they were typed."""

    id: UUID
    kind: str
    subject: str
    fields: Mapping[str, Sequence[str]]


def drafts_of(session: Session, actor: Actor) -> tuple[DraftLine, ...]:
    """The actor's own drafts, the latest first."""
    rows = session.execute(
        select(Draft.id, Draft.kind, Draft.subject, Draft.title, Draft.updated_at)
        .where(Draft.person_id == actor.person_id)
        .order_by(Draft.updated_at.desc())
        .limit(MOST)
    )
    return tuple(DraftLine(*row) for row in rows)


def draft_fields(session: Session, actor: Actor, draft_id: UUID, kind: str) -> DraftFields:
    """The actor's own draft of that kind; another's is not there."""
    draft = session.get(Draft, draft_id)
    if draft is None or draft.person_id != actor.person_id or draft.kind != kind:
        raise NotThere
    return DraftFields(draft.id, draft.kind, draft.subject, json.loads(draft.fields or "{}"))
