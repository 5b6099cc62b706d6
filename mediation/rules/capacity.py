"""Capacity for civil acts (民法典 17-24): who cannot agree alone, and for whom a guardian must act."""

from __future__ import annotations

from datetime import date

from mediation.rules.vocabulary import Capacity, PartyKind

FULL_AGE = 18
LIVES_BY_OWN_LABOUR = 16
"""From this age a minor whose main income is their own labour has full capacity (民法典 18)."""
LIMITED_FROM = 8


def age_on(born_on: date, on: date) -> int:
    """Whole years on a day; one is of age from the birthday on."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def capacity_on(kind: PartyKind, said: Capacity | None, born_on: date | None, on: date) -> Capacity:
    """What was recorded of the party, else what the birth date says; an organisation acts through its leader."""
    if kind is not PartyKind.NATURAL:
        return Capacity.FULL
    if said is not None:
        return said
    if born_on is None or age_on(born_on, on) >= FULL_AGE:
        return Capacity.FULL
    return Capacity.LIMITED if age_on(born_on, on) >= LIMITED_FROM else Capacity.NONE


def may_be_full(born_on: date | None, on: date) -> bool:
    """Whether full capacity can be recorded of somebody of that age (民法典 18)."""
    return born_on is None or age_on(born_on, on) >= LIVES_BY_OWN_LABOUR
