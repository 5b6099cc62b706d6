"""Writing a setting from a day on, with who set it and why beside it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, bindparam, text

from mediation.model import Setting, SettingChange
from mediation.rules.actor import Actor
from mediation.services.looked_up import WRITES
from mediation.services.unit_of_work import UnitOfWork

# Two administrators may set the same point from the same day at once: the later one holds, and both are kept.
_SET = (
    text(
        "INSERT INTO settings (name, since, value) VALUES (:name, :since, :value) "
        "ON CONFLICT (name, since) DO UPDATE SET value = excluded.value"
    )
    .bindparams(bindparam("since", type_=Date()))
    .execution_options(**{WRITES: (Setting.__table__,)})
)


def keep_setting(
    uow: UnitOfWork, actor: Actor, at: datetime, *, name: str, since: date, value: str, reason: str
) -> UUID:
    """The value holds from that day on; the answer is the record of who said so."""
    change = SettingChange(
        name=name, since=since, value=value, reason=reason, made_at=at, made_by=actor.person_id
    )
    uow.session.add(change)
    uow.session.flush()
    uow.session.execute(_SET, {"name": name, "since": since, "value": value})
    uow.forget_rules()
    return change.id
