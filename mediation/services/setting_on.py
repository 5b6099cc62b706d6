"""What an administrator has set, as of a day, for what is read without a unit of work."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, String, bindparam, select
from sqlalchemy.orm import Session

from mediation.model import Setting
from mediation.services.looked_up import one_looked_up

_VALUE = (
    select(Setting.value)
    .where(Setting.name == bindparam("name", type_=String()), Setting.since <= bindparam("on", type_=Date()))
    .order_by(Setting.since.desc())
    .limit(1)
)


def value_on(session: Session, name: str, on: date) -> str | None:
    """The value of a setting that holds on that day, or None."""
    return one_looked_up(session, _VALUE, {"name": name, "on": on})
