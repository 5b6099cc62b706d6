"""Which dossiers are looked at: the riskiest first, a part always by lot; the seed draws the same again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from mediation.rules.padding.looked import Sign, SignKind

WEIGHTS: Mapping[SignKind, int] = {
    SignKind.EARLY: 3,
    SignKind.TWO_PLACES: 3,
    SignKind.COPIED: 3,
    SignKind.SPLIT: 2,
    SignKind.AGAIN: 2,
    SignKind.HEAP: 2,
}
"""What each kind adds to the risk of a dossier, once."""
LEAST = 5
"""So many are looked at, however few there are."""
BY_LOT = 25
"""So many in a hundred of those looked at are drawn by lot among the rest, whatever their risk."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One dossier of a sample, its risk, and whether it came by lot."""

    case_id: UUID
    risk: int
    by_lot: bool


def risks(signs: Iterable[Sign]) -> Counter[UUID]:
    """The risk of each case that has a sign."""
    kinds = {(sign.case_id, sign.kind) for sign in signs}
    found: Counter[UUID] = Counter()
    for case_id, kind in kinds:
        found[case_id] += WEIGHTS[kind]
    return found


def draw(cases: Iterable[UUID], risk: Mapping[UUID, int], seed: str, percent: int) -> tuple[Drawn, ...]:
    """So many in a hundred of the cases: the lot is the order of digests of seed and case, nobody's choice."""
    lots = sorted(cases, key=lambda one: _lot(seed, one))
    size = min(len(lots), max(LEAST, -(-len(lots) * percent // 100)))
    by_lot = -(-size * BY_LOT // 100)
    risky = sorted((one for one in lots if risk.get(one)), key=lambda one: -risk[one])[: size - by_lot]
    taken = set(risky)
    rest = [one for one in lots if one not in taken][: size - len(risky)]
    return (
        *(Drawn(one, risk[one], by_lot=False) for one in risky),
        *(Drawn(one, risk.get(one, 0), by_lot=True) for one in rest),
    )


def _lot(seed: str, case_id: UUID) -> bytes:
    return hashlib.sha256(f"{seed}:{case_id}".encode()).digest()
