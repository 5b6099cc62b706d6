"""Which organisation a clock asks to act: by the clock's seat in its matter, whoever holds the case."""

from __future__ import annotations

from uuid import UUID

from mediation.model import Case
from mediation.model.matters import LinkedMatter
from mediation.rules.grammar import Registry
from mediation.rules.vocabulary import Seat
from mediation.services.load import seats_of


def who_owes(registry: Registry, case: Case, matter: Case | LinkedMatter, clock: str) -> UUID:
    """The organisation; the holder where nobody has taken that seat yet."""
    seat = registry.owed_from.get(clock, Seat.HOLDER)
    return seats_of(case, matter, None).get(seat, case.organisation_id)
