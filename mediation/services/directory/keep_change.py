"""What an administrator changes about a person, an organisation or a kind of dispute: who, what, from when, and why."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

from mediation.model import Category, Organisation, Person, SettingChange
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.derivation import stored_message
from mediation.rules.messages import Message, say
from mediation.services.field_check import FieldCheck
from mediation.services.unit_of_work import UnitOfWork

LONGEST_REASON = 300


def record_name(about: Person | Organisation | Category) -> str:
    """Under which its changes stand in the record."""
    if isinstance(about, Category):
        return f"category:{about.code}"
    return f"{'person' if isinstance(about, Person) else 'organisation'}:{about.id}"


def keep_change(
    uow: UnitOfWork,
    clock: Clock,
    actor: Actor,
    *,
    about: Person | Organisation | Category,
    said: Message,
    reason: str,
    since: date | None = None,
) -> UUID:
    """A line of the record, which the database lets nobody change; its id. `since`: today unless said."""
    change = SettingChange(
        name=record_name(about),
        since=since or clock.today(),
        value=json.dumps(stored_message(said), ensure_ascii=False),
        reason=reason,
        made_at=clock.now(),
        made_by=actor.person_id,
    )
    uow.session.add(change)
    uow.session.flush()
    return change.id


def checked_reason(check: FieldCheck, reason: str) -> str:
    return check.text("reason", reason, say("请写明理由"), LONGEST_REASON)
