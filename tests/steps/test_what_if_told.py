"""What a what-if says of levels where few cases stand or ended: nothing, and nothing that would tell it."""

from __future__ import annotations

import pytest

from mediation.readmodels.what_ifs import Few, LevelThen, few_of
from mediation.rules.backlog import Holder
from mediation.rules.simulation.comparing import OF_STANDING, Comparison, Line, Measure, Path

VILLAGE, TOWNSHIP, COUNTY = Holder.VILLAGE, Holder.TOWNSHIP, Holder.COUNTY


def levels(*numbers: tuple[int, int]) -> list[LevelThen]:
    """By how many stand and how many ended."""
    return [
        LevelThen(level, 2, 4, 1.5, 3.0, standing, ended)
        for level, (standing, ended) in zip((VILLAGE, TOWNSHIP, COUNTY), numbers, strict=False)
    ]


@pytest.mark.parametrize(
    ("numbers", "left_out"),
    [
        (((20, 90), (8, 40), (0, 0)), set()),
        (
            ((20, 90), (3, 40), (7, 30)),
            {TOWNSHIP, COUNTY},
        ),  # the area is told: three would follow from the others
        (((20, 90), (8, 40), (0, 2)), {TOWNSHIP, COUNTY}),
        (((3, 90), (20, 40)), {VILLAGE, TOWNSHIP}),
    ],
)
def test_of_a_level_with_few_cases_nothing_is_said_and_nothing_tells_it(
    numbers: tuple[tuple[int, int], ...], left_out: set[Holder]
) -> None:
    few = few_of(levels(*numbers), 5)
    assert few.levels == left_out
    found = few.told(answer())
    assert {line.level for line in found.lines} == {None, VILLAGE, TOWNSHIP, COUNTY} - left_out
    assert found.before == answer().before


def test_where_few_stand_in_the_whole_area_the_weeks_are_left_out() -> None:
    few = few_of(levels((2, 90), (1, 40)), 5)
    found = few.told(answer())
    assert (few.standing, found.before.mean, found.after.mean) == (True, (), ())
    assert not any(line.measure in OF_STANDING for line in found.lines)
    assert [line.measure for line in found.lines] == [Measure.DAYS_MEAN]


def test_who_may_see_every_case_is_told_everything() -> None:
    assert few_of(levels((2, 3), (1, 1)), 1) == Few(least=1)


def answer() -> Comparison:
    lines = [Line(Measure.OPEN_AT_END, None, 9, 8, -2, 0), Line(Measure.DAYS_MEAN, None, 20, 18, -3, -1)]
    lines += [Line(Measure.OPEN_AT_END, level, 3, 2, -2, 0) for level in (VILLAGE, TOWNSHIP, COUNTY)]
    path = Path((9.0,), (7.0,), (11.0,))
    return Comparison(tuple(lines), path, path)
