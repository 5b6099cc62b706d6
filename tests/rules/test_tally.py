"""Columns of cases give back the lines that they were made of: packed, put together, with some left out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mediation.rules.tally import CaseLine, Move, lines_in, merged, tallied, without
from mediation.rules.tally_packing import packed, unpacked

DAYS = st.integers(0, 800_000)
WORD = st.sampled_from(["甲", "乙", "丙", "丁"])
MOVES = st.builds(Move, WORD, WORD, WORD, DAYS, st.integers(-3, 900))
LINES = st.lists(
    st.builds(
        CaseLine,
        case_id=st.binary(min_size=16, max_size=16),
        **dict.fromkeys(("organisation", "category", "source", "state"), WORD),
        flags=st.integers(0, 15),
        marks=st.integers(0, 1023),
        end=st.integers(0, 4),
        road=st.integers(0, 3),
        second=st.integers(0, 86_399),
        lasted=st.integers(-3, 900),
        **dict.fromkeys(("registered", "concluded", "due", "warned"), DAYS),
        led=st.lists(WORD, max_size=2).map(tuple),
        returned=st.lists(DAYS, max_size=2).map(tuple),
        moves=st.lists(MOVES, max_size=2).map(tuple),
    ),
    max_size=5,
    unique_by=lambda line: line.case_id,
)


@given(st.lists(LINES, max_size=3), st.sets(st.integers(0, 4)))
def test_the_lines_come_back(parts: list[list[CaseLine]], gone: set[int]) -> None:
    kept = [
        without(unpacked(packed(tallied(lines))), [row for row in gone if row < len(lines)])
        for lines in parts
    ]
    assert list(lines_in(merged(kept))) == [
        line for lines in parts for row, line in enumerate(lines) if row not in gone
    ]


@given(LINES)
def test_a_case_is_found_by_its_id(lines: list[CaseLine]) -> None:
    tally = tallied(lines)
    assert [tally.row_of(line.case_id) for line in lines] == list(range(len(lines)))
    assert tally.row_of(bytes(range(100, 116))) is None or bytes(range(100, 116)) in tally.ids
