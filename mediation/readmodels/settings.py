"""One of the administrator's settings, for a page."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Setting


def setting(session: Session, name: str, on: date) -> str | None:
    """Its value as of a day, or None."""
    return session.scalar(
        select(Setting.value)
        .where(Setting.name == name, Setting.since <= on)
        .order_by(Setting.since.desc())
        .limit(1)
    )
