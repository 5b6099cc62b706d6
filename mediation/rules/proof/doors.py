"""诉讼兜底: the way to court from every open state, and what the law puts before it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

from mediation.rules.acts import RECEIVE_COMPLAINT
from mediation.rules.facts import CaseFacts
from mediation.rules.grammar import Definition, Registry, Step
from mediation.rules.guards import the_court_registered_it
from mediation.rules.proof.facts import asked_by, combinations, described
from mediation.rules.proof.graph import (
    Finding,
    disputes,
    facts_without,
    held,
    open_at,
    shortest_ways,
    steps_of_people,
)
from mediation.rules.vocabulary import MatterKind, Outcome, Seat, Tier


class Door(IntEnum):
    """Where a party that leaves mediation goes."""

    COURT = 1
    TRIAL = 2
    ARBITRATION = 3
    GOVERNMENT = 4


DOORS = {
    Outcome.TO_COURT: Door.COURT,
    Outcome.TO_ARBITRATION: Door.ARBITRATION,
    Outcome.TO_GOVERNMENT: Door.GOVERNMENT,
}
ORDER = ("labour", "arbitrated", "land_title", "decided_by_government", "court_registered")
BEFORE_THE_COURT: tuple[dict[str, object], ...] = (
    {"labour": True, "arbitrated": False},
    {"land_title": True, "decided_by_government": False},
)
"""The facts under which arbitration, or the government, comes before any court."""


def the_court_is_one_step_away(registry: Registry, papers: frozenset[str]) -> Iterator[Finding]:
    """诉讼兜底: from every open state, whatever the facts, the party alone goes to court or what comes before it.

    人民调解法 3, 26; 劳动争议调解仲裁法 5; 土地管理法 14. Alone: the step waits for nobody else and writes nothing. And
    no other door than the lawful one: to court only past arbitration and the government where the law puts them
    first, and only where no court has registered the suit.
    """
    for definition in disputes(registry):
        ways = shortest_ways(definition)
        for state, holder in open_at(registry, definition):
            doors = [
                s
                for s in steps_of_people(definition, state, holder)
                if s.dest is not None
                and s.dest.tier is Tier.LITIGATION
                and s.act is None
                and s.seat is Seat.HOLDER
            ]
            shut = facts_without(doors)
            astray = next(filter(None, (_astray(doors, facts) for facts in _asked_about(doors))), None)
            if shut is not None:
                yield Finding(
                    "诉讼兜底",
                    definition,
                    f"「{state.title}」在{held(holder)}{shut}时不能一步转入诉讼",
                    ways.get(state, ()),
                )
            elif astray is not None:
                sentence = f"「{state.title}」在{held(holder)}{astray}"
                yield Finding("诉讼兜底", definition, sentence, ways.get(state, ()))
        yield from _what_jumps_the_order(registry, definition)


def _asked_about(doors: list[Step]) -> tuple[CaseFacts, ...]:
    return combinations(asked_by(doors) | set(ORDER))


def _astray(doors: list[Step], facts: CaseFacts) -> str | None:
    """What is open that the law has shut then, or shut that it has opened; None where the ready ones are lawful."""
    ready = {_door(step): step for step in doors if step.ready(facts)}
    must, may = _lawful(facts)
    if must <= ready.keys() <= may:
        return None
    wrong = "、".join(f"「{ready[door].title}」" for door in sorted(ready.keys() - may)) or "没有应有的出路"
    return f"{described(facts)}时：{wrong}"


def _door(step: Step) -> Door:
    return Door.TRIAL if the_court_registered_it in step.guards else DOORS[step.dest.outcome]  # type: ignore[union-attr,index]


def _lawful(facts: CaseFacts) -> tuple[set[Door], set[Door]]:
    """The doors that must be open, and those that may: a registered suit is tried, what comes first comes first."""
    if facts.court_registered:
        return {Door.TRIAL}, {Door.TRIAL}
    arbitrable = {Door.ARBITRATION} if facts.labour else set[Door]()
    for_government = {Door.GOVERNMENT} if facts.land_title else set[Door]()
    first = (arbitrable if not facts.arbitrated else set()) | (
        for_government if not facts.decided_by_government else set()
    )
    must = first or {Door.COURT}
    chosen = {Door.ARBITRATION} if facts.land_contract else set[Door]()  # as the parties like (农地调仲法 4)
    return must, must | arbitrable | for_government | chosen


def _what_jumps_the_order(registry: Registry, definition: Definition) -> Iterator[Finding]:
    """Not only what people take: neither the end of a term nor a complaint that is handed in goes before the order.

    A court receives whatever is brought to it, and what it has registered is recorded.
    """
    by_the_court = {one.name for linked in registry.definitions for s in linked.steps for one in s.drives}
    for step in definition.steps:
        sues = step.dest is not None and step.dest.outcome is Outcome.TO_COURT and step.act is None
        sues |= step.opens is MatterKind.FILING and step.act is not RECEIVE_COMPLAINT
        if not sues or step.name in by_the_court or the_court_registered_it in step.guards:
            continue
        for before in BEFORE_THE_COURT:
            if any(map(step.ready, combinations(asked_by((step,)), court_registered=False, **before))):
                sentence = f"应当先经仲裁、政府处理的，仍然可以「{step.title}」"
                yield Finding("诉讼兜底", definition, sentence)
