"""Rows in the order of a day give what a period holds, with the columns of exactly those rows."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mediation.readmodels.ordered_rows import Ordered

LAST = date(2026, 11, 27).toordinal()
ROWS = st.lists(
    st.tuples(st.one_of(st.just(0), st.integers(LAST - 900, LAST)), st.integers(0, 9)), max_size=40
)


@given(ROWS, st.integers(0, 900), st.integers(0, 900), st.booleans())
def test_a_period_holds_the_rows_of_its_days(
    rows: list[tuple[int, int]], first: int, length: int, only_some: bool
) -> None:
    table = {
        "day": np.array([day for day, _ in rows], dtype=np.int32),
        "word": np.array([word for _, word in rows], dtype=np.uint16),
    }
    chosen = [n for n in range(len(rows)) if not only_some or n % 3]
    ordered = Ordered.of(table, "day", np.array(chosen, dtype=np.int64) if only_some else None)
    since, until = LAST - first, min(LAST, LAST - first + length)
    found = ordered.between(date.fromordinal(since), date.fromordinal(until))
    expected = [n for n in chosen if since <= rows[n][0] <= until]
    assert sorted(found.rows.tolist()) == expected
    assert found["day"].tolist() == sorted(rows[n][0] for n in expected)
    assert found["word"].tolist() == [rows[n][1] for n in found.rows.tolist()]
    odd = found.where(found["word"] % 2 == 1)
    assert sorted(odd.rows.tolist()) == [n for n in expected if rows[n][1] % 2]
    again = odd.where(odd["word"] > 4)
    assert again["word"].tolist() == [word for word in odd["word"].tolist() if word > 4]
    assert len(ordered.all) == len(chosen)
