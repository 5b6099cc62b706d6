"""A row of the table of regimes, for tests that need a court which still delegates."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.model import CourtRegime, Organisation
from mediation.rules.vocabulary import Regime


def let_delegate(house: Installation, from_on: date, until_on: date | None = None) -> None:
    """The court of the demonstration goes on as it did before 2025."""
    note_row(house, Regime.DELEGATION, from_on, until_on)


def note_row(house: Installation, regime: Regime, from_on: date, until_on: date | None = None) -> None:
    """One more of the court of the demonstration."""
    with house.begin() as uow:
        court_id = uow.session.scalars(
            select(Organisation.id).where(Organisation.court_code == "内0521")
        ).one()
        uow.session.add(
            CourtRegime(
                court_id=court_id,
                regime=regime,
                from_on=from_on,
                until_on=until_on,
                paper="通中法〔2025〕1号",
                noted_at=datetime(2025, 1, 2, tzinfo=UTC),
            )
        )
        uow.commit()
