"""Which regime holds at a court on a day, from the table that the administrator keeps."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import Session

from mediation.model import CourtRegime
from mediation.rules.diversion import RegimeKept, RegimeOn, confirms_suits, regime_on
from mediation.rules.vocabulary import Regime

_ROWS = (
    select(CourtRegime.regime, CourtRegime.from_on, CourtRegime.until_on, CourtRegime.paper)
    .where(CourtRegime.court_id == bindparam("court_id", type_=Uuid()))
    .order_by(CourtRegime.noted_at, CourtRegime.id)
)


def regime_of(session: Session, court_id: UUID, on: date) -> RegimeOn:
    """The court's regime on that day, with the row of the table that says so."""
    return regime_on(regimes_of(session, court_id), on)


def regimes_of(session: Session, court_id: UUID) -> list[RegimeKept]:
    """The court's rows of the table, in the order in which they were entered."""
    return [RegimeKept(*row) for row in session.execute(_ROWS, {"court_id": court_id})]


def still_delegates(session: Session, court_id: UUID, on: date) -> bool:
    """Whether the court sends disputes out before it registers them (特邀调解规定 1) on that day."""
    return regime_of(session, court_id, on).regime is Regime.DELEGATION


def still_confirms_suits(session: Session, court_id: UUID, on: date) -> bool:
    """Whether the court confirms what was agreed in a suit that was registered first, on that day."""
    return confirms_suits(regimes_of(session, court_id), on).regime is Regime.CONFIRMS_SUITS
