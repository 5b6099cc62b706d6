"""The facts on which guards decide, as a prover sees them: every value that makes a difference, combined."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, timedelta
from functools import cache
from itertools import product
from typing import Any, get_type_hints

from mediation.rules.facts import CaseFacts
from mediation.rules.grammar import Change, Guard, Step

TODAY = date(2026, 1, 5)
DOMAINS: dict[str, tuple[object, ...]] = {
    "bool": (False, True),
    "int": (0, 1),
    "tuple": ((), ("某甲",)),
    "date": (TODAY,),
    "date?": (None, TODAY - timedelta(1), TODAY, TODAY + timedelta(1)),
}


class _Witness:
    """Facts that remember which of them a guard asked for."""

    def __init__(self, facts: CaseFacts) -> None:
        self.facts, self.asked = facts, set[str]()

    def __getattr__(self, name: str) -> Any:
        self.asked.add(name)
        return getattr(self.facts, name)


@cache
def read_by(guard: Guard) -> frozenset[str]:
    """The facts that the guard looks at, on whatever way through it."""
    known: frozenset[str] = frozenset()
    while True:
        asked = set(known)
        for facts in combinations(known):
            witness = _Witness(facts)
            guard.holds(witness)  # type: ignore[arg-type]
            asked |= witness.asked
        if asked == known:
            return known
        known = frozenset(asked)


def asked_by(steps: Iterable[Step | Change]) -> frozenset[str]:
    """The facts on which the steps, or changes, depend."""
    return frozenset().union(*(read_by(guard) for step in steps for guard in step.guards))


def combinations(names: Iterable[str], **fixed: object) -> tuple[CaseFacts, ...]:
    """All combinations of those facts; the others as they are in a fresh case."""
    return _combined(frozenset(names).difference(fixed), frozenset(fixed.items()))


@cache
def _combined(names: frozenset[str], fixed: frozenset[tuple[str, object]]) -> tuple[CaseFacts, ...]:
    free, given = sorted(names), {"on": TODAY, **dict(fixed)}
    return tuple(
        CaseFacts(**{**given, **dict(zip(free, values, strict=True))})  # type: ignore[arg-type]
        for values in product(*map(_domain, free))
    )


@cache
def can_hold_together(guards: tuple[Guard, ...]) -> bool:
    """Whether some combination of facts satisfies all of them."""
    names = frozenset().union(*map(read_by, guards))
    return any(all(guard.holds(facts) for guard in guards) for facts in combinations(names))


def described(facts: CaseFacts) -> str:
    """The facts that are not as in a fresh case, for a counter-example."""
    plain = CaseFacts(on=TODAY)
    odd = [f.name for f in fields(facts) if getattr(facts, f.name) != getattr(plain, f.name)]
    return "、".join(f"{name}={getattr(facts, name)}" for name in odd) or "无"


@cache
def _domain(name: str) -> tuple[object, ...]:
    kind = str(get_type_hints(CaseFacts)[name])
    key = "bool" if "bool" in kind else "tuple" if "tuple" in kind else "int" if "int" in kind else "date"
    return DOMAINS[f"{key}?" if "None" in kind else key]
