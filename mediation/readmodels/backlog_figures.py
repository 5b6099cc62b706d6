"""The figures of an area: from the tallies, or counted from the cases themselves where those cannot say them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from mediation.readmodels.backlog_cells import Scope
from mediation.readmodels.backlog_counted import Figures, counted
from mediation.readmodels.tallied_figures import tallied_figures
from mediation.rules.vocabulary import Level


def figures(session: Session, scope: Scope, level: Level, now: datetime) -> Figures:
    """As of this moment, or of a moment ago while many cases wait to be read."""
    return tallied_figures(session, scope, level, now) or counted(session, scope, level, now)
