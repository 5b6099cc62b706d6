"""How often combinations of numbers occur in some columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from mediation.rules.tally import Column

MANY_BINS = 1 << 18
"""With more combinations than that those that occur are sorted, not counted in a place each."""


@dataclass(frozen=True, slots=True)
class Words:
    """A column of words as the numbers of those that occur."""

    known: tuple[str, ...]
    numbers: Column

    @classmethod
    def of(cls, column: Sequence[str]) -> Words:
        known = {word: n for n, word in enumerate(dict.fromkeys(column))}
        return cls(tuple(known), np.fromiter(map(known.__getitem__, column), np.int32, len(column)))

    def of_rows(self, rows: Column) -> tuple[Column, int]:
        """Those of some rows, and how many there are."""
        return self.numbers[rows], len(self.known)

    def among(self, words: Collection[str]) -> Column:
        """Of each row whether it has one of the words."""
        return np.isin(self.numbers, [n for n, one in enumerate(self.known) if one in words])


def together(*keys: tuple[Column, int]) -> Iterator[tuple[tuple[int, ...], int]]:
    """How often each combination of the numbers occurs; with each column how many numbers there are."""
    alike, many = _alike(keys)
    if many <= MANY_BINS:
        counts: Any = np.bincount(alike)
        found = np.nonzero(counts)[0]
        counts = counts[found]
    else:
        found, counts = np.unique(alike, return_counts=True)
    yield from zip(_numbers(found, keys), counts.tolist(), strict=True)


def counts(*keys: tuple[Column, int]) -> Column:
    """How often each combination of the numbers occurs, in a place each."""
    alike, many = _alike(keys)
    return np.bincount(alike, minlength=many).reshape([max(size, 1) for _, size in keys])


def occurring(counts: Column) -> Iterator[tuple[tuple[int, ...], int]]:
    """The combinations that occur, and how often."""
    found = np.nonzero(counts)
    yield from zip(zip(*(part.tolist() for part in found), strict=True), counts[found].tolist(), strict=True)


def added(quantities: Column, *keys: tuple[Column, int]) -> Iterator[tuple[tuple[int, ...], int]]:
    """What the quantities of each combination that occurs add up to."""
    alike, _ = _alike(keys)
    found, place = np.unique(alike, return_inverse=True)
    sums = np.zeros(len(found), dtype=np.int64)
    np.add.at(sums, place, quantities)
    yield from zip(_numbers(found, keys), sums.tolist(), strict=True)


def _numbers(alike: Column, keys: Sequence[tuple[Column, int]]) -> Iterator[tuple[int, ...]]:
    """The combinations again."""
    parts = np.unravel_index(alike, tuple(max(size, 1) for _, size in keys))
    return zip(*(part.tolist() for part in parts), strict=True)


def _alike(keys: Sequence[tuple[Column, int]]) -> tuple[Column, int]:
    """One number for each combination, and how many there are."""
    many = prod(max(size, 1) for _, size in keys)
    found: Any = np.zeros(len(keys[0][0]), dtype=np.int32 if many < 1 << 31 else np.int64)
    for column, size in keys:
        found *= max(size, 1)
        found += column.astype(found.dtype, copy=False)
    return found, many


def once(case: Column, *keys: tuple[Column, int]) -> list[tuple[Column, int]]:
    """The same numbers, once for each case."""
    alike, many = _alike(keys)
    _, first = np.unique(case.astype(np.int64) * many + alike, return_index=True)
    return [(column[first], size) for column, size in keys]
