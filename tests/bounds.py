"""How far a number that is not shown could be from the reader's point of view: exact bounds by the simplex method.

Written apart from the rule that leaves numbers out: it knows nothing of moves, only of equations and of what is known.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
Row = list[Fraction]


def interval(
    name: K, unknown: Mapping[K, int], lowest: Mapping[K, int], relations: Sequence[Mapping[K, int]]
) -> tuple[Fraction, Fraction | None]:
    """The least and the greatest value that fits all equations; None where it has no end.

    `unknown`: every number that the reader does not see, with its true value; `lowest`: what it is at least.
    `relations`: the reader knows what each adds up to with these factors.
    """
    names = _connected(name, unknown, relations)
    rows = [[Fraction(one.get(n, 0)) for n in names] for one in relations if any(n in one for n in names)]
    room = [Fraction(unknown[n] - lowest[n]) for n in names]
    known = [sum((a * x for a, x in zip(row, room, strict=True)), Fraction()) for row in rows]
    at = names.index(name)
    greatest, least = _greatest(rows, known, at, 1), _greatest(rows, known, at, -1)
    assert least is not None
    return lowest[name] - least, None if greatest is None else lowest[name] + greatest


def _connected(name: K, unknown: Mapping[K, int], relations: Sequence[Mapping[K, int]]) -> list[K]:
    found, near = {name}, {name}
    while near:
        near = {n for one in relations if near & one.keys() for n in one if n in unknown} - found
        found |= near
    return [n for n in unknown if n in found]


def _greatest(rows: Sequence[Row], known: Sequence[Fraction], at: int, sign: int) -> Fraction | None:
    """The greatest sign·x[at] with rows·x = known, x ≥ 0: two phases, Bland's rule."""
    many = len(rows[0]) if rows else at + 1
    table, basis = [], []
    for n, (row, b) in enumerate(zip(rows, known, strict=True)):
        flip = -1 if b < 0 else 1
        own = [Fraction(int(m == n)) for m in range(len(rows))]
        table.append([flip * a for a in row] + own + [flip * b])
        basis.append(many + n)
    artificial = [Fraction()] * many + [Fraction(-1)] * len(rows)
    assert _climb(table, basis, artificial, many + len(rows)) == 0, "the true table does not fit"
    for n, one in enumerate(basis):
        if one >= many and (enter := next((m for m in range(many) if table[n][m]), None)) is not None:
            _pivot(table, basis, n, enter)
    gain = [Fraction(sign * int(m == at)) for m in range(many)] + [Fraction()] * len(rows)
    return _climb(table, basis, gain, many)


def _climb(table: list[Row], basis: list[int], gain: Row, usable: int) -> Fraction | None:
    while True:
        cost = [
            gain[m]
            - sum((gain[b] * row[m] for b, row in zip(basis, table, strict=True) if row[m]), Fraction())
            for m in range(usable)
        ]
        enter = next((m for m in range(usable) if cost[m] > 0), None)
        if enter is None:
            return sum((gain[b] * row[-1] for b, row in zip(basis, table, strict=True)), Fraction())
        leaving = [(row[-1] / row[enter], basis[n], n) for n, row in enumerate(table) if row[enter] > 0]
        if not leaving:
            return None
        _pivot(table, basis, min(leaving)[2], enter)


def _pivot(table: list[Row], basis: list[int], at: int, enter: int) -> None:
    by = table[at][enter]
    table[at] = [a / by for a in table[at]]
    for n, row in enumerate(table):
        if n != at and row[enter]:
            factor = row[enter]
            table[n] = [a - factor * b for a, b in zip(row, table[at], strict=True)]
    basis[at] = enter
