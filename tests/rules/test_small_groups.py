"""No number that is left out can be worked out from those that are shown, whoever adds them up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mediation.rules.small_groups import guarded, withheld
from tests.bounds import interval

LEAST = 5
Name = tuple[int | str, int | str]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([0, 7, 9], [0, 7, 9]),
        ([3, 7, 9], [None, None, 9]),
        ([3, 4, 9], [None, None, 9]),
        ([1, 1, 9, 8], [None, None, 9, None]),  # two and two together are two: still a small group
        ([1, 1, 1, 1, 1, 6], [None] * 6),  # five that are five together are one each
        ([1, 4, 0, 6], [None, None, 0, 6]),
        ([3], [None]),
        ([3, 0], [None, 0]),
        ([], []),
    ],
)
def test_a_number_left_out_cannot_be_found_from_the_sum(values: list[int], shown: list[int | None]) -> None:
    assert guarded(values, LEAST) == shown


def test_what_people_look_for_first_is_left_out_last() -> None:
    """Two ended and nobody came: what stood before is left out beside the two, not the headline."""
    shown = {"before": 1634, "in": 0, "out": 2, "now": 1632, "open": 1632}
    relations = [{"now": 1, "before": -1, "in": -1, "out": 1}, {"now": 1, "open": -1}]
    assert withheld(shown, relations, LEAST) == {"out", "now", "open"}
    assert withheld(shown, relations, LEAST, last=("open", "now")) == {"out", "before"}


numbers = st.one_of(st.integers(0, 7), st.integers(0, 40))
tables = st.integers(1, 4).flatmap(
    lambda wide: st.lists(st.lists(numbers, min_size=wide, max_size=wide), min_size=1, max_size=5)
)


def with_sums(rows: list[list[int]]) -> tuple[dict[Name, int], list[dict[Name, int]]]:
    """A table with the sums of its rows and columns, and the sum of all, as a page prints it."""
    shown: dict[Name, int] = {(r, c): n for r, row in enumerate(rows) for c, n in enumerate(row)}
    lines, columns = range(len(rows)), range(len(rows[0]))
    shown |= {(r, "all"): sum(rows[r]) for r in lines}
    shown |= {("all", c): sum(row[c] for row in rows) for c in columns}
    shown["all", "all"] = sum(map(sum, rows))
    relations: list[dict[Name, int]] = [
        {**{(r, c): 1 for c in columns}, (r, "all"): -1} for r in (*lines, "all")
    ]
    relations += [{**{(r, c): 1 for r in lines}, ("all", c): -1} for c in (*columns, "all")]
    return shown, relations


def told(
    shown: Mapping[Name, int], relations: Sequence[Mapping[Name, int]], hidden: frozenset[Name]
) -> dict[Name, str]:
    """The left out numbers that a reader could find, or find to be few, with how."""
    unknown = {name: shown[name] for name in hidden}
    found = {}
    for name in hidden:
        low, high = interval(name, unknown, dict.fromkeys(hidden, 1), relations)
        if high is not None and high - low < 1:
            found[name] = f"{low}–{high}"
    return found


@settings(max_examples=100, deadline=None)
@given(tables)
@example([[3, 7], [9, 20]])
@example([[1, 4], [4, 1]])
@example([[6, 1, 30], [2, 9, 30], [30, 30, 30]])
def test_nothing_left_out_of_a_table_with_sums_is_pinned(rows: list[list[int]]) -> None:
    shown, relations = with_sums(rows)
    hidden = withheld(shown, relations, LEAST)
    assert all(name in hidden for name, n in shown.items() if 0 < n < LEAST)
    assert not any(shown[name] == 0 for name in hidden)
    everything = all(name in hidden or n == 0 for name, n in shown.items())
    assert everything or not told(shown, relations, hidden)
    for relation in relations:
        missing = [name for name in relation if name in hidden]
        alike = len({relation[name] for name in missing}) == 1
        left = [name for name in relation if name not in hidden and shown[name]]
        assert not (missing and alike and left) or sum(shown[name] for name in missing) >= LEAST


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=2, max_size=4))
def test_trying_every_column_that_reads_the_same_finds_another_value_for_each(values: list[int]) -> None:
    shown = guarded(values, LEAST)
    at = [n for n, one in enumerate(shown) if one is None]
    rest = sum(values) - sum(one or 0 for one in shown)
    fits = [one for one in product(range(1, rest + 1), repeat=len(at)) if sum(one) == rest]
    pinned = [n for place, n in enumerate(at) if len({one[place] for one in fits}) == 1]
    assert not pinned or all(one is None or one == 0 for one in shown)


def test_what_follows_from_two_numbers_is_kept_from_following() -> None:
    """Twenty open, seventeen of them late: three are in time."""
    shown = {"open": 20, "late": 17, "other": 30}
    relations = [{"open": 1, "late": -1, "in time": -1}, {"late": 1, "other": 1}]
    hidden = withheld(shown, relations, LEAST, derived={"in time": 3})
    assert hidden == {"late", "other"}
    assert not withheld({**shown, "late": 20}, relations, LEAST, derived={"in time": 0})


def test_what_another_table_leaves_out_is_left_out_here_with_something_beside_it() -> None:
    shown = {"whole": 17, "a": 8, "b": 9}
    relations = [{"whole": -1, "a": 1, "b": 1}]
    assert not withheld(shown, relations, LEAST)
    assert withheld(shown, relations, LEAST, already=["whole"]) == {"whole", "a"}
