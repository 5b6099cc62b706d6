"""Where the organisations of the tallies sit, on which level they answer for cases, and of what kind they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Engine, String, select, type_coerce
from sqlalchemy.orm import Session

from mediation.model import Organisation, TableStamp
from mediation.rules.backlog import Holder
from mediation.rules.tally import Column, Tally
from mediation.rules.vocabulary import OrganisationKind
from mediation.services.case_line_rows import as_kept, in_hex

HOLDERS = tuple(Holder)


class Place(NamedTuple):
    """What of an organisation decides where and how its cases count."""

    name: str
    region: str
    level: str
    kind: str

    @property
    def holder(self) -> Holder:
        return _holder(self.level, self.kind)


@dataclass(frozen=True, slots=True)
class Places:
    """Every organisation by its id in hexadecimal, as they were when their table had that stamp."""

    stamp: str | None
    by_id: dict[str, Place]
    located: dict[tuple[str, ...], Located]
    """Of the organisations that were asked for last."""


@dataclass(frozen=True, slots=True)
class Located:
    """The organisations of a tally in its order."""

    names: tuple[str, ...]
    ranks: Column
    """The place of each in the order of the names."""
    regions: Column
    holders: Column
    kinds: Column

    @classmethod
    def of(cls, places: Places, tally: Tally) -> Located:
        found = [places.by_id[one] for one in tally.words["organisation"]]
        return cls(
            tuple(one.name for one in found),
            _ranks([one.name for one in found]),
            np.array([one.region for one in found], dtype="S12"),
            np.array([HOLDERS.index(one.holder) for one in found], dtype=np.int32),
            np.array([one.kind for one in found], dtype=str),
        )


def _ranks(names: Sequence[str]) -> Column:
    ranks = np.empty(len(names), dtype=np.int64)
    ranks[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    return ranks


def located(places: Places, tally: Tally) -> Located:
    """The same, worked out once for the organisations that all pages count."""
    found = places.located.get(tally.words["organisation"])
    if found is None:
        found = Located.of(places, tally)
        places.located.clear()
        places.located[tally.words["organisation"]] = found
    return found


@cache
def _holder(level: str, kind: str) -> Holder:
    return Holder.COURT if kind == OrganisationKind.COURT.value else Holder.of(level)


_held: WeakKeyDictionary[Engine, Places] = WeakKeyDictionary()


def places(session: Session) -> Places:
    """As they are now: read again only if one of them has changed since the last time."""
    engine = session.get_bind().engine
    connection = session.connection()
    stamp = connection.scalar(_STAMP)  # before the rows: what changes meanwhile is read once more
    known = _held.get(engine)
    if known is None or stamp is None or known.stamp != stamp:
        rows: Any = connection.execute(_EACH).all()
        known = _held[engine] = Places(stamp, {in_hex(row[0]): Place(*row[1:]) for row in rows}, {})
    return known


_STAMP = select(TableStamp.stamp).where(TableStamp.name == Organisation.__tablename__)
_EACH = select(
    as_kept(Organisation.id),
    Organisation.name,
    Organisation.region_code,
    type_coerce(Organisation.level, String),
    type_coerce(Organisation.kind, String),
)
