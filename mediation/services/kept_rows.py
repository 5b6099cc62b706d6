"""The rows that a closing counted, kept with it column by column: which cases each of its numbers was."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from mediation.model import PeriodRows
from mediation.rules.alike import Words
from mediation.rules.statistics import Dimension
from mediation.rules.tally import Column
from mediation.services.count_statistics import AGAIN, FIRST_HERE, NOT_FIRST, Counting, Counts

ALWAYS = "accepted"
"""The base that is kept also where it has no row, so that a closing with lists is told from one without."""
SIZE = 16


@dataclass(frozen=True, slots=True)
class Chosen:
    """The cases of one number, the newest first, each with its quantity (people, 分)."""

    quantities: Mapping[UUID, int]

    @property
    def total(self) -> int:
        return len(self.quantities)

    @property
    def quantity(self) -> int:
        return sum(self.quantities.values())


def keep_rows(session: Session, closing_id: UUID, counted: Mapping[str, Counting]) -> None:
    """`counted`: by base, with the cases."""
    for base, rows in counted.items():
        if rows.cases or base == ALWAYS:
            session.add(PeriodRows(closing_id=closing_id, base=base, rows=packed(rows)))


def kept_rows(session: Session, closing_id: UUID, base: str) -> Counting | None:
    """None where the closing was made before its rows were kept."""
    found = session.get(PeriodRows, (closing_id, base))
    if found is not None:
        return unpacked(found.rows)
    return NOTHING if session.get(PeriodRows, (closing_id, ALWAYS)) is not None else None


def chosen(
    rows: Counting,
    counts: Counts,
    *,
    part: str = "",
    narrowed: Mapping[Dimension, Collection[str]],
) -> Chosen:
    """What a number of the area, or of its `part`, counted; `narrowed` to some kinds, sources or committees."""
    there = (rows.part.among((part,)) & (rows.first != NOT_FIRST)) if part else rows.first == FIRST_HERE
    if counts.base == AGAIN:
        there &= rows.again == 1
    if counts.whats:
        there &= rows.what.among(counts.whats)
    if counts.at_once:
        there &= rows.at_once == 1
    if counts.sources:
        there &= rows.source.among([one.value for one in counts.sources])
    for dimension, words in narrowed.items():
        there &= rows.split[dimension].among(words)
    at = sorted(np.flatnonzero(there).tolist(), key=lambda n: rows.cases[n], reverse=True)
    return Chosen({rows.cases[n]: int(rows.quantity[n]) for n in at})


def packed(rows: Counting) -> bytes:
    """A compressed file of plain arrays."""
    words = {"part": rows.part, "what": rows.what, **{key.value: one for key, one in rows.split.items()}}
    made: dict[str, Any] = {
        "cases": np.frombuffer(b"".join(one.bytes for one in rows.cases), dtype=np.uint8),
        **{f"{name}_known": np.array(one.known, dtype=np.str_) for name, one in words.items()},
        **{name: one.numbers for name, one in words.items()},
        **{name: getattr(rows, name) for name in PLAIN},
    }
    out = BytesIO()
    np.savez_compressed(out, **made)
    return out.getvalue()


def unpacked(data: bytes) -> Counting:
    with np.load(BytesIO(data), allow_pickle=False) as kept:

        def words(name: str) -> Words:
            return Words(tuple(kept[f"{name}_known"].tolist()), kept[name])

        cases = kept["cases"].tobytes()
        split = {one: words(one.value) for one in Dimension}
        plain: dict[str, Column] = {name: kept[name] for name in PLAIN}
        return Counting(
            part=words("part"),
            what=words("what"),
            source=split[Dimension.SOURCE],
            split=split,
            cases=tuple(UUID(bytes=cases[n : n + SIZE]) for n in range(0, len(cases), SIZE)),
            **plain,
        )


PLAIN = ("at_once", "quantity", "first", "again")
NOTHING = Counting.of([], {})
