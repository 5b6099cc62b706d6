"""Combinations of numbers are counted like a Counter would, dense or one by one."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mediation.rules.alike import counts, occurring, together

PAIRS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(0, 6)))


@given(PAIRS)
def test_each_combination_is_counted(rows: list[tuple[int, int, int]]) -> None:
    keys = [(np.array([row[n] for row in rows], dtype=np.uint8), size) for n, size in enumerate((5, 3, 7))]
    expected = Counter(rows)
    found = counts(*keys)
    assert found.shape == (5, 3, 7)
    assert dict(occurring(found)) == dict(together(*keys)) == expected


@given(PAIRS, st.integers(0, 9))
def test_what_is_taken_from_all_leaves_the_rest(rows: list[tuple[int, int, int]], some: int) -> None:
    def counted(of: list[tuple[int, int, int]]) -> np.ndarray:
        keys = [(np.array([row[n] for row in of], dtype=np.uint8), size) for n, size in enumerate((5, 3, 7))]
        return counts(*keys)

    assert dict(occurring(counted(rows) - counted(rows[:some]))) == Counter(rows[some:])
