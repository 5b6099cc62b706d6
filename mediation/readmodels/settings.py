"""One of the administrator's settings, for a page."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from mediation.services.setting_on import value_on


def setting(session: Session, name: str, on: date) -> str | None:
    """Its value as of a day, or None."""
    return value_on(session, name, on)
