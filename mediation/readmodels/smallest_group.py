"""From how many cases on a group is shown to people who may see no case."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from mediation.readmodels.settings import setting

NAME, USUAL, MOST = "smallest_group", 5, 1000


def smallest_group(session: Session, today: date) -> int:
    """The administrator's number; the usual one where there is none that can be read."""
    chosen = setting(session, NAME, today) or ""
    readable = chosen.isascii() and chosen.isdigit() and 1 <= int(chosen) <= MOST
    return int(chosen) if readable else USUAL
