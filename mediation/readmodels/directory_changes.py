"""What was changed about a person, an organisation or a kind of dispute, as the record has it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Category, Organisation, Person, SettingChange
from mediation.rules.derivation import message_stored
from mediation.rules.messages import Message
from mediation.services.directory.keep_change import record_name

LATEST = 50


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One line: what, from which day on, why, by whom and when."""

    what: Message
    since: date
    reason: str
    made_by: str
    made_at: datetime


def changes_of(session: Session, about: Person | Organisation | Category) -> tuple[ChangeShown, ...]:
    """The latest first."""
    rows = session.execute(
        select(SettingChange, Person.name)
        .join(Person, Person.id == SettingChange.made_by)
        .where(SettingChange.name == record_name(about))
        .order_by(SettingChange.made_at.desc(), SettingChange.id.desc())
        .limit(LATEST)
    )
    return tuple(
        ChangeShown(message_stored(json.loads(row.value)), row.since, row.reason, name, row.made_at)
        for row, name in rows
    )
