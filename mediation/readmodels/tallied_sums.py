"""How often combinations of numbers occur in some columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from typing import Any

import numpy as np

from mediation.rules.tally import Column

MANY_BINS = 1 << 18
"""With more combinations than that those that occur are sorted, not counted in a place each."""


def together(*keys: tuple[Column, int]) -> Iterator[tuple[tuple[int, ...], int]]:
    """How often each combination of the numbers occurs; with each column how many numbers there are."""
    alike, many = _alike(keys)
    if many <= MANY_BINS:
        counts: Any = np.bincount(alike)
        found = np.nonzero(counts)[0]
        counts = counts[found]
    else:
        found, counts = np.unique(alike, return_counts=True)
    numbers = (part.tolist() for part in np.unravel_index(found, tuple(max(size, 1) for _, size in keys)))
    yield from zip(zip(*numbers, strict=True), counts.tolist(), strict=True)


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
