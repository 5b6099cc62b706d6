"""Who decides between two committees that send a case to and fro, by the lowest division that both lie in."""

from __future__ import annotations

from collections.abc import Mapping

from mediation.rules.vocabulary import Level, OrganisationKind

SETTING = "deciders"
WHO_DECIDES: Mapping[Level, tuple[OrganisationKind, ...]] = {
    Level.VILLAGE: (OrganisationKind.JUSTICE_STATION,),
    Level.TOWNSHIP: (OrganisationKind.JUSTICE_STATION,),
    Level.COUNTY: (OrganisationKind.JUSTICE_BUREAU, OrganisationKind.GOVERNANCE_CENTRE),
    Level.CITY: (OrganisationKind.JUSTICE_BUREAU,),
}
"""Unless the setting `deciders` names others (地方惯例): the first kind of which somebody can decide there."""
CAN_DECIDE = (
    OrganisationKind.JUSTICE_STATION,
    OrganisationKind.JUSTICE_BUREAU,
    OrganisationKind.GOVERNANCE_CENTRE,
)
"""The kinds of organisation in which the definitions have somebody who decides."""


def who_decides(said: str) -> dict[Level, tuple[OrganisationKind, ...]]:
    """`township=justice_station;county=governance_centre,justice_bureau` for the levels that differ.

    ValueError where it cannot be read.
    """
    chosen = dict(WHO_DECIDES)
    for part in filter(None, said.split(";")):
        level, _, kinds = part.partition("=")
        chosen[Level.of(level)] = tuple(OrganisationKind.of(kind) for kind in kinds.split(",") if kind)
    return chosen


def written(chosen: Mapping[Level, tuple[OrganisationKind, ...]]) -> str:
    """As the setting holds it."""
    return ";".join(f"{level.value}={','.join(kind.value for kind in chosen[level])}" for level in chosen)
