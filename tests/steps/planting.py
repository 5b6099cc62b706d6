"""Canaries: a sentence of its own in every closed text that is typed, and where each of them may be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any
from uuid import UUID

from mediation.demonstration.player import Player
from mediation.rules.acts import Given, Nothing, SittingHeld
from mediation.rules.vocabulary import MatterKind, SittingKind
from mediation.rules.wall import TEXTS, Reach, reach_of_reason

CLOSED = (Reach.APART, Reach.COMMITTEE, Reach.ASKED, Reach.PARTIES, Reach.COURTS_OWN)
DIGITS = "〇一二三四五六七八九"
FOUND = re.compile(f"鹧鸪([{DIGITS}]{{4}})声啼")
MAY_STAY_EMPTY = ("helpers", "responsibility", "disputed", "note")
"""Texts that nobody typed in the stories, and that change nothing where they are typed."""


def canary(n: int) -> str:
    return f"鹧鸪{''.join(DIGITS[int(d)] for d in f'{n:04}')}声啼"


def canaries_in(text: str) -> set[int]:
    """The canaries in a text, wherever its lines were broken."""
    found = FOUND.findall("".join(text.split()))
    return {int("".join(str(DIGITS.index(c)) for c in one)) for one in found}


@dataclass(frozen=True, slots=True)
class Planted:
    """One canary: in which field, how far that reaches, in whose case, and who heard it."""

    field: str
    reach: Reach
    case_id: UUID
    heard_by: frozenset[UUID] = frozenset()


@dataclass
class Garden:
    """All canaries of a house, by their number."""

    planted: dict[int, Planted] = field(default_factory=dict)

    def plant(self, name: str, reach: Reach, case_id: UUID, heard_by: frozenset[UUID] = frozenset()) -> str:
        n = len(self.planted) + 1
        self.planted[n] = Planted(name, reach, case_id, heard_by)
        return canary(n)

    def in_given(self, given: Any, case_id: UUID) -> Any:
        """The same with a canary behind every closed text."""
        return replace(given, **dict(self._changed(given, case_id)))

    def _changed(self, given: Any, case_id: UUID) -> Iterator[tuple[str, Any]]:
        apart = isinstance(given, SittingHeld) and given.kind is SittingKind.APART
        heard = frozenset(given.mediator_ids) if apart else frozenset()
        for one in fields(given):
            value, name = getattr(given, one.name), f"{type(given).__name__}.{one.name}"
            if isinstance(value, tuple) and value and all(is_dataclass(part) for part in value):
                yield one.name, tuple(self.in_given(part, case_id) for part in value)
            elif type(value) is str and TEXTS[name] in CLOSED and (value or one.name in MAY_STAY_EMPTY):
                reach = TEXTS[name]
                if reach is Reach.APART and not apart:
                    reach = Reach.COMMITTEE
                yield one.name, f"{value}{self.plant(name, reach, case_id, heard)}"

    def in_reason(self, reason: str, tag: str, case_id: UUID) -> str:
        reach = reach_of_reason(tag)
        return f"{reason}{self.plant(tag, reach, case_id)}" if reason and reach in CLOSED else reason


class PlantingPlayer(Player):
    """Plays as everybody does, and leaves a canary in every closed text."""

    garden: Garden

    def step(
        self,
        account: str,
        name: str,
        given: Given | None = None,
        reason: str = "",
        matter: MatterKind = MatterKind.DISPUTE,
        matter_id: UUID | None = None,
    ) -> None:
        planted = self.garden.in_given(given, self.case_id) if given is not None else Nothing()
        why = self.garden.in_reason(reason, f"{matter.value}:{name}", self.case_id)
        super().step(account, name, planted, why, matter, matter_id)


def planting_player(garden: Garden) -> type[Player]:
    """The class of players of that garden: stories make players of their own."""
    return type("PlantingPlayer", (PlantingPlayer,), {"garden": garden})


def may_read(
    one: Planted, person_id: UUID, offices: set[UUID], holders: set[UUID], asked: set[UUID], courts: set[UUID]
) -> bool:
    """Whether somebody may read the canary: `holders` answer for its case or mediate it along, `asked` are asked
    or offered something of it, `courts` have an application or complaint."""
    if one.reach is Reach.APART:
        return person_id in one.heard_by
    inside = bool(offices & holders)
    if one.reach is Reach.COMMITTEE:
        return inside
    if one.reach is Reach.ASKED:
        return inside or bool(offices & (asked | courts))
    if one.reach is Reach.PARTIES:
        return inside or bool(offices & courts)
    return inside or bool(offices & courts)
