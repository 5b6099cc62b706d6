"""What leaves an area's backlog for people who may see no case: nobody works out a number that is left out."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from mediation.readmodels.backlog import BacklogPage, Part, narrowed_to
from mediation.readmodels.backlog_matrix import Group, Standing, folded
from mediation.readmodels.backlog_movement import Movement
from mediation.readmodels.backlog_tables import weeks_of
from mediation.readmodels.backlog_told import Told, counting, figures_of, told_of
from mediation.rules.backlog import AgeBand, Figure, Holder, Went
from mediation.rules.vocabulary import Level
from tests.bounds import interval

CITY, COUNTY = "150500000000", "150521000000"
TODAY = date(2026, 11, 23)
LEVELS = (Holder.VILLAGE, Holder.TOWNSHIP, Holder.COURT)
ENDS = (Went.AGREED, Went.OTHERWISE)
Name = tuple[object, ...]


def page(seed: int, code: str = CITY, level: Level = Level.CITY, parts: int = 3) -> BacklogPage:
    """An area with made figures, most of them small."""
    at = random.Random(seed)
    codes = [
        f"1505{n:02d}000000" if level is Level.CITY else f"150521{n:03d}000" for n in range(21, 21 + parts)
    ]
    few = at.choice((2, 5, 12))
    groups = []
    for one in codes:
        for holder in LEVELS:
            for band in AgeBand:
                opened = at.randrange(few)
                groups.append(
                    Group(
                        one,
                        holder,
                        at.choice(("mediating", "suspended")),
                        band,
                        opened,
                        at.randint(0, opened),
                    )
                )
    entered = Counter({(week, one): at.randrange(few) for week in range(4) for one in codes})
    ended = Counter(
        {(week, one, went): at.randrange(few) for week in range(4) for one in codes for went in ENDS}
    )
    left = Counter({(holder, went): at.randrange(3 * few) for holder in LEVELS for went in Went})
    total = Standing()
    for group in groups:
        total.add(group)
    confirming = at.randrange(few)
    beside = {figure: at.randrange(few) for figure in (Figure.DANGER, Figure.WAITING, Figure.BROKEN)}
    courts = Counter(codes[:1] * confirming)
    for group in groups:
        courts[group.part] += group.open if group.level is Holder.COURT else 0
    return BacklogPage(
        region_code=code,
        name="甲",
        level=level,
        above=(),
        narrowed=narrowed_to(TODAY, 4),
        total=total,
        parts=tuple(_part(one, groups, courts[one], entered, ended) for one in codes),
        levels=folded(groups, lambda group: group.level),
        states=folded(groups, lambda group: group.state),
        cross=folded(groups, lambda group: (group.level, group.state)),
        at_court=courts.total(),
        beside={**beside, Figure.CONFIRMING: confirming, Figure.YELLOW: at.randrange(few)},
        moved=Movement(entered=entered, ended=ended, left=left, standing=total.open),
        counted_at=datetime(2026, 11, 23, 2, tzinfo=UTC),
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


def pinned(unknown: dict[Name, int], equations: list[dict[Name, int]]) -> set[Name]:
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


@pytest.mark.parametrize("seed", range(6))
def test_an_area_tells_no_sum_that_the_area_around_it_leaves_out(seed: int) -> None:
    """Whoever has the city's page and those of all counties but one cannot subtract."""
    city = page(seed)
    above = told_of(city, 5)
    inside = page(seed + 100, COUNTY, Level.COUNTY, 4)
    told = told_of(inside, 5, above)
    for name in ("open", "late", "entered", "ended"):
        if (name, (COUNTY, False)) in above.hidden and told.numbers[(name,)]:
            assert (name,) in told.hidden
            parts = [(name, key) for key, _ in counting(inside) if told.numbers[name, key]]
            assert not told.all(*parts)


def test_a_page_with_filters_does_not_tell_how_few_were_filtered_out() -> None:
    every = page(5)
    part = every.parts[0]
    part.standing.open, part.standing.overdue = 20, 0
    some = page(5)
    some.parts[0].standing.open, some.parts[0].standing.overdue = 18, 0
    name = ("open", (part.region_code, False))
    assert name not in told_of(some, 3).hidden
    assert name in told_of(some, 3, None, every).hidden
