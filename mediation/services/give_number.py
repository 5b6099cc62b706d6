"""The gapless yearly counter of an organisation: raised in the transaction that uses the number."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Integer, String, Uuid, bindparam, text
from sqlalchemy.orm import Session

from mediation.model import Counter
from mediation.services.looked_up import WRITES

# One statement, so that two writers cannot read the same last number; a rollback gives the number back.
_SAID = text(
    "INSERT INTO counters (organisation_id, series, year, last) VALUES (:organisation_id, :series, :year, 1) "
    "ON CONFLICT (organisation_id, series, year) DO UPDATE SET last = counters.last + 1 RETURNING last"
).bindparams(
    bindparam("organisation_id", type_=Uuid()),
    bindparam("series", type_=String()),
    bindparam("year", type_=Integer()),
)
RAISE = _SAID.execution_options(**{WRITES: (Counter.__table__,)})


def next_number(session: Session, organisation_id: UUID, series: str, year: int) -> int:
    """The next number of the series, from 1."""
    return int(
        session.execute(
            RAISE, {"organisation_id": organisation_id, "series": series, "year": year}
        ).scalar_one()
    )
