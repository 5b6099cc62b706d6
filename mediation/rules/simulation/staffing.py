"""Who gives mediators and who gets them when a what-if changes how many work at a level."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from uuid import UUID

from mediation.rules.backlog import Holder
from mediation.rules.errors import BadInput, Problem
from mediation.rules.messages import Message, say
from mediation.rules.simulation.rates import FEWEST, Rates, Unit
from mediation.rules.simulation.scenario import LEVELS, MEDIATORS, SOLVES_MORE, Scenario


def require_playable(units: Sequence[Unit], ended: int, scenario: Scenario) -> None:
    """BadInput when too few stays ended to say anything, or the change asks for what is not there."""
    problems = [*_unknown({unit.level for unit in units}, scenario)]
    if ended < FEWEST:
        problems.append(
            Problem(
                "region",
                say("这段时间只有 {n} 次承办结束，少于 {least} 次，推算不出来", n=ended, least=FEWEST),
            )
        )
    for level, change in scenario.mediators.items():
        here = [unit for unit in units if unit.level is level]
        spare = sum(max(0, unit.mediators - 1) for unit in here)
        if here and -change > spare:
            problems.append(
                Problem(
                    f"{MEDIATORS}.{level.value}",
                    say(
                        "{level}最多调出 {n} 名：每个组织至少留一名", level=Message(level.title_text), n=spare
                    ),
                )
            )
    if problems:
        raise BadInput(*problems)


def _unknown(there: Container[Holder], scenario: Scenario) -> list[Problem]:
    """Levels at which nothing is there to be changed."""
    return [
        Problem(
            f"{group}.{level.value}", say("这个地区的{level}没有调解组织", level=Message(level.title_text))
        )
        for group in (MEDIATORS, SOLVES_MORE)
        for level in LEVELS
        if getattr(scenario, group).get(level) and level not in there
    ]


def staffed(rates: Rates, scenario: Scenario) -> Sequence[Unit]:
    """The organisations with the mediators of the scenario, one after another.

    They are given to the organisation with most work for each of its mediators, and taken from the one with least.
    """
    units = {unit.id: unit for unit in rates.units}
    for level, change in scenario.mediators.items():
        here = [unit.id for unit in rates.units if unit.level is level]
        for _ in range(abs(change)):
            key = _busiest(rates, units, here) if change > 0 else _idlest(rates, units, here)
            units[key] = replace(units[key], mediators=units[key].mediators + (1 if change > 0 else -1))
    return list(units.values())


def _work(rates: Rates, unit: Unit, mediators: int) -> tuple[float, str]:
    """Cases a mediator of the organisation has to take; its code makes the order certain."""
    came = rates.received.get(unit.id, 0) + rates.per_day.get(unit.id, 0.0) * 365
    return came / max(1, mediators), unit.region_code


def _busiest(rates: Rates, units: dict[UUID, Unit], here: Sequence[UUID]) -> UUID:
    return max(here, key=lambda key: (_work(rates, units[key], units[key].mediators), key))


def _idlest(rates: Rates, units: dict[UUID, Unit], here: Sequence[UUID]) -> UUID:
    spare = [key for key in here if units[key].mediators > 1]
    return min(spare, key=lambda key: (_work(rates, units[key], units[key].mediators - 1), key))
