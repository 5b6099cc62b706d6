"""What is changed in a what-if, and over how many weeks; read from a form or a file, every mistake at its field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mediation.rules.backlog import Holder
from mediation.rules.errors import BadInput, Problem
from mediation.rules.messages import Message, say

LEVELS = (Holder.VILLAGE, Holder.TOWNSHIP, Holder.COUNTY, Holder.CITY)
"""Where mediators work; a court is where cases leave to."""
MEDIATORS, SOLVES_MORE = "mediators", "solves_more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """The changes against today, and how they are played. Nothing changed is today's way of working."""

    weeks: int = 26
    runs: int = 20
    """How often the same weeks are played, each time with other chances."""
    seed: int = 1
    mediators: Mapping[Holder, int] = field(default_factory=dict)
    """How many more, or fewer, mediators work at a level."""
    solves_more: Mapping[Holder, int] = field(default_factory=dict)
    """Percentage points by which more of the cases that leave a level leave it agreed."""
    term_days: int | None = None
    """Days from the arrival at an organisation after which a case that has not ended is terminated there."""
    extended_percent: int = 0
    """Of the cases that reach that term, how many the parties agree to go on with."""
    arrivals_percent: int = 0
    """How many more cases come in."""
    festival_percent: int | None = None
    """How many more come in the 30 days before the Spring Festival; None: as many as were seen."""

    @property
    def today(self) -> Scenario:
        """The same weeks and chances with nothing changed."""
        return Scenario(weeks=self.weeks, runs=self.runs, seed=self.seed)

    def to_json(self) -> dict[str, Any]:
        """The fields by name, as `read_scenario` reads them."""
        flat = {name: getattr(self, name) for name in NUMBERS}
        for group in (MEDIATORS, SOLVES_MORE):
            flat |= {f"{group}.{level.value}": n for level, n in getattr(self, group).items()}
        return {name: value for name, value in flat.items() if value is not None}


@dataclass(frozen=True, slots=True)
class _Number:
    least: int
    most: int
    message: Message


NUMBERS: Mapping[str, _Number] = {
    "weeks": _Number(4, 104, say("请写 4 到 104 周")),
    "runs": _Number(5, 100, say("请写 5 到 100 次")),
    "seed": _Number(0, 2**31 - 1, say("请写 0 到 2147483647 的整数")),
    "term_days": _Number(1, 365, say("请写 1 到 365 天")),
    "extended_percent": _Number(0, 100, say("请写 0 到 100 的百分数")),
    "arrivals_percent": _Number(-90, 500, say("请写 -90 到 500 的百分数")),
    "festival_percent": _Number(-90, 500, say("请写 -90 到 500 的百分数")),
}
BY_LEVEL: Mapping[str, _Number] = {
    MEDIATORS: _Number(-999, 999, say("请写 -999 到 999 人")),
    SOLVES_MORE: _Number(-100, 100, say("请写 -100 到 100 个百分点")),
}


def read_scenario(given: Mapping[str, Any]) -> Scenario:
    """The scenario of fields like `weeks`, `mediators.county`, or groups like `mediators`; empty means unchanged.

    Raises BadInput with everything that is wrong, each at its field.
    """
    fields = dict(_flat(given))
    problems: list[Problem] = []
    read: dict[str, int] = {}
    for name, value in fields.items():
        number = _number_of(name)
        if number is None:
            problems.append(Problem(name, say("不认识的项目：{name}", name=name)))
        elif value not in (None, ""):
            found = _whole(value)
            if found is None or not number.least <= found <= number.most:
                problems.append(Problem(name, number.message))
            else:
                read[name] = found
    if problems:
        raise BadInput(*problems)
    groups: Any = {
        group: {level: read[key] for level in LEVELS if read.get(key := f"{group}.{level.value}")}
        for group in BY_LEVEL
    }
    plain: dict[str, Any] = {name: read[name] for name in NUMBERS if name in read}
    return Scenario(**plain, **groups)


def _flat(given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in given.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{inner}", one) for inner, one in value.items())
        else:
            yield name, value


def _number_of(name: str) -> _Number | None:
    if name in NUMBERS:
        return NUMBERS[name]
    group, _, level = name.rpartition(".")
    return BY_LEVEL.get(group) if level in {one.value for one in LEVELS} else None


def _whole(value: object) -> int | None:
    """A whole number, also as it is typed; True is none."""
    if isinstance(value, bool):
        return None
    parse: Callable[[Any], int] = int
    try:
        found = parse(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if isinstance(value, str) or found == value else None
