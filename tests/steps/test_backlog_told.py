"""What leaves an area's backlog for people who may see no case: nobody works out a number that is left out."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from itertools import pairwise, product
from operator import add
from typing import Any, TypeVar

import numpy as np
import pytest

from mediation.readmodels.backlog import BacklogPage, Part, narrowed_to
from mediation.readmodels.backlog_matrix import Group, Standing, folded
from mediation.readmodels.backlog_movement import Movement
from mediation.readmodels.backlog_tables import weeks_of
from mediation.readmodels.backlog_told import Told, counting, figures_of, told_down, told_of
from mediation.rules.backlog import AgeBand, Figure, Holder, Went
from mediation.rules.vocabulary import Level
from tests.bounds import interval

CITY, COUNTY = "150500000000", "150521000000"
TODAY = date(2026, 11, 23)
LEVELS = (Holder.VILLAGE, Holder.TOWNSHIP, Holder.COURT)
ENDS = (Went.AGREED, Went.OTHERWISE)
BESIDE = (Figure.DANGER, Figure.WAITING, Figure.BROKEN, Figure.YELLOW)
Name = tuple[object, ...]
K = TypeVar("K")


@dataclass(frozen=True)
class Made:
    """Cases as they are counted by parts of an area: what is open, what moved, what waits beside it."""

    groups: list[Group]
    entered: Counter[tuple[int, str]]
    ended: Counter[tuple[int, str, Went]]
    left: Counter[tuple[Holder, Went]]
    beside: Counter[Figure]
    confirming: Counter[str]

    @classmethod
    def by_lot(cls, at: random.Random, codes: list[str]) -> Made:
        """Most figures small."""
        few = at.choice((2, 5, 12))
        groups = []
        for one, holder, band in product(codes, LEVELS, AgeBand):
            opened = at.randrange(few)
            state = at.choice(("mediating", "suspended"))
            groups.append(Group(one, holder, state, band, opened, at.randint(0, opened)))
        return cls(
            groups,
            Counter({(week, one): at.randrange(few) for week in range(4) for one in codes}),
            Counter(
                {(week, one, went): at.randrange(few) for week in range(4) for one in codes for went in ENDS}
            ),
            Counter({(holder, went): at.randrange(3 * few) for holder in LEVELS for went in Went}),
            Counter({figure: at.randrange(few) for figure in BESIDE}),
            Counter({codes[0]: at.randrange(few)}),
        )

    def within(self, part: str) -> Made:
        """The same as a part of the area around."""
        return Made(
            [replace(group, part=part) for group in self.groups],
            _added(((week, part), n) for (week, _), n in self.entered.items()),
            _added(((week, part, went), n) for (week, _, went), n in self.ended.items()),
            self.left,
            self.beside,
            Counter({part: self.confirming.total()}),
        )

    def filtered(self, at: random.Random) -> Made:
        """Some of them, in many places almost all."""

        def fewer(counts: Counter[Any]) -> Counter[Any]:
            return Counter({key: max(0, n - at.choice((0, 0, 0, 1, 6))) for key, n in counts.items()})

        groups = []
        for group in self.groups:
            opened = max(0, group.open - at.choice((0, 0, 0, 1, 6)))
            groups.append(replace(group, open=opened, overdue=min(opened, group.overdue)))
        return Made(
            groups,
            fewer(self.entered),
            fewer(self.ended),
            fewer(self.left),
            fewer(self.beside),
            fewer(self.confirming),
        )

    def __add__(self, other: Made) -> Made:
        return Made(
            self.groups + other.groups,
            self.entered + other.entered,
            self.ended + other.ended,
            self.left + other.left,
            self.beside + other.beside,
            self.confirming + other.confirming,
        )


def _added(counts: Iterable[tuple[Any, int]]) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for key, n in counts:
        found[key] += n
    return found


def codes_in(level: Level, parts: int, county: int = 21) -> list[str]:
    return [
        f"1505{n:02d}000000" if level is Level.CITY else f"1505{county:02d}{n:03d}000"
        for n in range(21, 21 + parts)
    ]


def page(seed: int, code: str = CITY, level: Level = Level.CITY, parts: int = 3) -> BacklogPage:
    """An area with made figures, most of them small."""
    codes = codes_in(level, parts)
    return page_of(Made.by_lot(random.Random(seed), codes), code, level, codes)


def page_of(made: Made, code: str, level: Level, codes: list[str]) -> BacklogPage:
    total = Standing()
    for group in made.groups:
        total.add(group)
    courts = Counter(made.confirming)
    for group in made.groups:
        courts[group.part] += group.open if group.level is Holder.COURT else 0
    return BacklogPage(
        region_code=code,
        name="甲",
        level=level,
        above=(),
        narrowed=narrowed_to(TODAY, 4),
        total=total,
        parts=tuple(_part(one, made.groups, courts[one], made.entered, made.ended) for one in codes),
        levels=folded(made.groups, lambda group: group.level),
        states=folded(made.groups, lambda group: group.state),
        cross=folded(made.groups, lambda group: (group.level, group.state)),
        at_court=courts.total(),
        beside={figure: made.beside[figure] for figure in BESIDE}
        | {Figure.CONFIRMING: made.confirming.total()},
        moved=Movement(entered=made.entered, ended=made.ended, left=made.left, standing=total.open),
        counted_at=datetime(2026, 11, 23, 2, tzinfo=UTC),
        partial=False,
        behind=0,
    )


def _part(
    code: str,
    groups: list[Group],
    court: int,
    entered: Counter[tuple[int, str]],
    ended: Counter[tuple[int, str, Went]],
) -> Part:
    standing = Standing()
    for group in groups:
        if group.part == code:
            standing.add(group)
    gone = {went: sum(n for (_, of, how), n in ended.items() if (of, how) == (code, went)) for went in ENDS}
    come = sum(n for (_, of), n in entered.items() if of == code)
    return Part(code, code, False, standing, court, come, sum(gone.values()), gone[Went.AGREED])


def reckoned(made: BacklogPage) -> tuple[dict[Name, int], list[dict[Name, int]]]:
    """What a reader of all documents of the page reckons with, written apart from the rule: numbers and equations.

    A number that no document shows is there under a name that begins with "?".
    """
    numbers: dict[Name, int] = {("open",): made.total.open, ("late",): made.total.overdue}
    numbers |= {("at court",): made.at_court, **{("beside", one): n for one, n in made.beside.items()}}
    equations: list[dict[Name, int]] = []

    def late_of(opened: Name, late: Name) -> None:
        rest = ("?in time", *opened)
        numbers[rest] = numbers[opened] - numbers[late]
        equations.append({opened: 1, late: -1, rest: -1})

    late_of(("open",), ("late",))
    parts = [key for key, _ in counting(made)]
    for key, part in counting(made):
        standing = part.standing
        numbers |= {("open", key): standing.open, ("late", key): standing.overdue}
        numbers["at court", key] = part.at_court
        numbers |= {("entered", key): part.entered, ("ended", key): part.ended, ("agreed", key): part.agreed}
        late_of(("open", key), ("late", key))
    numbers |= {(name,): sum(numbers[name, key] for key in parts) for name in ("entered", "ended")}
    for name in ("open", "late", "entered", "ended", "at court"):
        equations.append({**{(name, key): 1 for key in parts}, (name,): -1})
    for band in AgeBand:
        numbers |= {("open", band): made.total.bands[band], ("late", band): made.total.late_bands[band]}
        numbers["in time", band] = numbers["open", band] - numbers["late", band]
        equations.append({("open", band): 1, ("late", band): -1, ("in time", band): -1})
        for level in LEVELS:
            numbers["age", level, band] = made.levels[level].bands[band]
        equations.append({**{("age", level, band): 1 for level in LEVELS}, ("open", band): -1})
    for level in LEVELS:
        numbers |= {("open", level): made.levels[level].open, ("late", level): made.levels[level].overdue}
        equations.append({("open", level): 1, **{("age", level, band): -1 for band in AgeBand}})
        numbers["?in time", level] = made.levels[level].open - made.levels[level].overdue
        ages = {("age", level, band): 1 for band in AgeBand}
        equations.append({**ages, ("late", level): -1, ("?in time", level): -1})
    for of in (AgeBand, LEVELS):
        equations.append({**{("late", one): 1 for one in of}, ("late",): -1})
    equations.append({**{("open", band): 1 for band in AgeBand}, ("open",): -1})
    numbers |= {("state", state): one.open for state, one in made.states.items()}
    equations.append({**{("state", state): 1 for state in made.states}, ("open",): -1})
    court = {("age", Holder.COURT, band): 1 for band in AgeBand}
    equations.append({**court, ("beside", Figure.CONFIRMING): 1, ("at court",): -1})
    weeks = weeks_of(made)
    for first, _, come, gone, standing_then in weeks:
        numbers |= {("entered", first): come, ("ended", first): gone, ("standing", first): standing_then}
    for (before, *_), (first, *_rest) in pairwise(weeks):
        moved = {("entered", first): -1, ("ended", first): 1}
        equations.append({("standing", first): 1, ("standing", before): -1, **moved})
    equations.append({("standing", weeks[-1][0]): 1, ("open",): -1})
    for name in ("entered", "ended"):
        equations.append({**{(name, week[0]): 1 for week in weeks}, (name,): -1})
    return numbers, equations


def unknown_of(numbers: dict[Name, int], told: Told) -> dict[Name, int]:
    return {name: n for name, n in numbers.items() if str(name[0]).startswith("?") or name in told.hidden}


def pinned(unknown: Mapping[K, int], equations: Sequence[Mapping[K, int]]) -> set[K]:
    """What the equations alone determine: no direction in which they still hold moves it."""
    names = list(unknown)
    rows = np.array([[one.get(name, 0) for name in names] for one in equations], dtype=float)
    _, sizes, directions = np.linalg.svd(rows)
    free = directions[int((sizes > 1e-9).sum()) :]
    return {name for at, name in enumerate(names) if not len(free) or np.abs(free[:, at]).max() < 1e-9}


@pytest.mark.parametrize("seed", range(12))
def test_no_reader_of_all_documents_finds_a_number_that_is_left_out(seed: int) -> None:
    made = page(seed)
    told = told_of(made, 5)
    numbers, equations = reckoned(made)
    assert {name for name, n in numbers.items() if 0 < n < 5 and name[0] not in ("?in time",)} <= told.hidden
    unknown = unknown_of(numbers, told)
    hidden = [name for name in unknown if name in told.hidden]
    few_in_time = [name for name, n in unknown.items() if name[0] == "?in time" and 0 < n < 5]
    left = any(name in numbers and n and name not in told.hidden for name, n in told.numbers.items())
    assert left or made.total.open < 100  # where there is much to tell, something is told
    assert not pinned(unknown, equations).intersection((*hidden, *few_in_time))
    lowest = {name: int(name in told.hidden) for name in unknown}
    for name in random.Random(seed).sample(hidden, min(12, len(hidden))):
        low, high = interval(name, unknown, lowest, equations)
        assert high is None or high - low >= 1, (name, low, high)


def test_the_numbers_that_a_document_asks_for_are_there_and_true() -> None:
    made = page(3)
    numbers, _ = reckoned(made)
    found = figures_of(made)
    known = {**found.derived, **found.shown}
    assert {name: known[name] for name in numbers if not str(name[0]).startswith("?")} == {
        name: n for name, n in numbers.items() if not str(name[0]).startswith("?")
    }
    for relation in found.relations[:-1]:
        free = [name for name in relation if name[0] in ("left", "agreed")]
        known_sum = sum(factor * known[name] for name, factor in relation.items())
        assert (free and len(free) == len(relation)) or known_sum == 0
    assert len(weeks_of(made)) == 4
    assert weeks_of(made)[-1][0] == TODAY - timedelta(days=TODAY.weekday())


@pytest.mark.parametrize("filtered", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_the_documents_of_all_counties_and_of_the_city_give_none_of_their_numbers_away(
    seed: int, filtered: bool
) -> None:
    """Whoever has them side by side: each county is a part of the city's, with a table of its own."""
    at, level = random.Random(seed), {CITY: Level.CITY}
    counties = codes_in(Level.CITY, 3)
    inside = {CITY: counties, **{code: codes_in(Level.COUNTY, 3, int(code[4:6])) for code in counties}}
    every = {code: Made.by_lot(at, inside[code]) for code in counties}
    some = {code: made.filtered(at) if filtered else made for code, made in every.items()}
    for made in (every, some):
        made[CITY] = reduce(add, (made[code].within(code) for code in counties))
    pages = {
        code: tuple(
            page_of(made[code], code, level.get(code, Level.COUNTY), inside[code]) for made in (some, every)
        )
        for code in (CITY, *counties)
    }
    with_whole = {code: (page, whole if filtered else None) for code, (page, whole) in pages.items()}
    numbers: dict[tuple[str, Name], int] = {}
    equations: list[dict[tuple[str, Name], int]] = []
    hidden = set()
    for code in (CITY, *counties):
        told = told_down([with_whole[one] for one in dict.fromkeys((CITY, code))], 5)
        known, between = reckoned(pages[code][0])
        numbers |= {(code, name): n for name, n in known.items()}
        equations += [{(code, name): by for name, by in one.items()} for one in between]
        hidden |= {(code, name) for name in told.hidden if name in known}
    for code in counties:
        for name in ("open", "late", "entered", "ended", "at court"):
            equations.append({(CITY, (name, (code, False))): 1, (code, (name,)): -1})
        agreed = {
            (code, ("agreed", (part, False))): -1
            for part in inside[code]
            if (code, ("agreed", (part, False))) in numbers
        }
        equations.append({(CITY, ("agreed", (code, False))): 1, **agreed})
    unknown = {one: n for one, n in numbers.items() if one in hidden or str(one[1][0]).startswith("?")}
    assert hidden
    told_above = {
        (code, (name,)) for code in counties for name in ("open", "late", "entered", "ended", "at court")
    }
    told_above |= {
        (code, name) for code, name in numbers if name == ("standing", weeks_of(pages[code][0])[-1][0])
    }
    for one in pinned(unknown, equations) & hidden:  # only where nothing is left to leave out
        beside = {name for equation in equations if one in equation for name in equation}
        assert not [name for name in beside - hidden - told_above if numbers[name] and name not in unknown], (
            one
        )


def test_a_page_with_filters_does_not_tell_how_few_were_filtered_out() -> None:
    every = page(5)
    part = every.parts[0]
    part.standing.open, part.standing.overdue = 20, 0
    some = page(5)
    some.parts[0].standing.open, some.parts[0].standing.overdue = 18, 0
    name = ("open", (part.region_code, False))
    assert name not in told_of(some, 3).hidden
    assert name in told_of(some, 3, None, every).hidden
