"""The table of regimes, for the administrator who keeps it: each court today, and all that was ever entered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import CourtRegime, Organisation, Person
from mediation.rules.actor import Actor
from mediation.rules.diversion import RegimeKept, RegimeOn, confirms_suits, regime_on
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Permission
from mediation.rules.vocabulary import OrganisationKind
from mediation.services.change_rules import keeps_rules_of


@dataclass(frozen=True, slots=True)
class RegimeRow:
    """One row as it was entered; `noted_by` empty where an older version kept it as a setting."""

    row: RegimeKept
    noted_at: datetime
    noted_by: str


@dataclass(frozen=True, slots=True)
class CourtShown:
    """A court: what holds there today, and its rows, the newest first."""

    id: UUID
    name: str
    today: RegimeOn
    confirming: RegimeOn
    """Whether it confirms, today, what was agreed in a suit that it had registered."""
    rows: tuple[RegimeRow, ...]


def court_regimes(session: Session, actor: Actor, today: date) -> tuple[CourtShown, ...]:
    """The courts of the area whose rules the actor keeps; NotThere for anybody else."""
    if not actor.has(Permission.ADMINISTER):
        raise NotThere
    entered: dict[UUID, list[RegimeRow]] = {}
    for one, person in session.execute(
        select(CourtRegime, Person.name)
        .outerjoin(Person, Person.id == CourtRegime.noted_by)
        .order_by(CourtRegime.noted_at, CourtRegime.id)
    ):
        row = RegimeKept(one.regime, one.from_on, one.until_on, one.paper)
        entered.setdefault(one.court_id, []).append(RegimeRow(row, one.noted_at, person or ""))
    courts = session.scalars(
        select(Organisation)
        .where(Organisation.kind == OrganisationKind.COURT, Organisation.active)
        .order_by(Organisation.region_code, Organisation.name)
    )
    return tuple(
        _shown(court, entered.get(court.id, []), today)
        for court in courts
        if keeps_rules_of(actor, court.region_code)
    )


def _shown(court: Organisation, rows: list[RegimeRow], today: date) -> CourtShown:
    kept = [one.row for one in rows]
    return CourtShown(
        court.id, court.name, regime_on(kept, today), confirms_suits(kept, today), tuple(reversed(rows))
    )
