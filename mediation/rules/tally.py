"""What cases count for on the backlog page, column by column: packed to be kept, and put together to be counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntFlag
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]
ID_BYTES = 16
FORMAT = 3
"""Another number makes the worker count everything again."""
TABLES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "cases": {
        "organisation": ("<u4", "organisation"),
        "category": ("<u2", "category"),
        "source": ("<u2", "source"),
        "state": ("<u2", "state"),
        "flags": ("u1", ""),
        "marks": ("<u2", ""),
        "end": ("u1", ""),
        "road": ("u1", ""),
        "registered": ("<i4", ""),
        "second": ("<u4", ""),
        "concluded": ("<i4", ""),
        "lasted": ("<i4", ""),
        "due": ("<i4", ""),
        "warned": ("<i4", ""),
    },
    "led": {"row": ("<u4", "row"), "person": ("<u4", "person")},
    "returned": {"row": ("<u4", "row"), "day": ("<i4", "")},
    "moves": {
        "row": ("<u4", "row"),
        "left": ("<u4", "organisation"),
        "onward": ("<u4", "organisation"),
        "region": ("<u4", "region"),
        "day": ("<i4", ""),
        "lasted": ("<i4", ""),
    },
}
"""Each column's type, and the list of words that its numbers stand for; `row` is the place of a case."""
Known = dict[str, dict[str, int]]
"""Words with the numbers that stand for them."""
ROW = "row"
WORDS = ("organisation", "category", "source", "state", "person", "region")


class Flag(IntFlag):
    """What is so of a case at the moment."""

    OPEN = 1
    WAITS = 2
    CONFIRMING = 4
    BROKEN = 8


@dataclass(frozen=True, slots=True)
class Move:
    """A stay that ended because the case went on."""

    left: str
    onward: str
    region: str
    day: int
    lasted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """What one case counts for; days are ordinals, 0 where there is none, and organisations are ids in hexadecimal."""

    case_id: bytes
    organisation: str
    category: str
    source: str
    state: str
    flags: int
    marks: int
    end: int
    road: int
    registered: int
    second: int
    """Of that day."""
    concluded: int
    lasted: int
    due: int
    """The first last day among its running clocks."""
    warned: int
    """The last one among those that were told to be near."""
    led: tuple[str, ...]
    returned: tuple[int, ...]
    moves: tuple[Move, ...]

    def counts_since(self, day: int) -> bool:
        """Whether a page whose weeks begin on that day or later can count it."""
        days = (self.registered, self.concluded, *self.returned, *(one.day for one in self.moves))
        return bool(self.flags) or bool(self.marks & 1) or max(days) >= day


@dataclass(frozen=True, slots=True)
class Tally:
    """Cases as columns of numbers, with the words that the numbers stand for."""

    words: Mapping[str, tuple[str, ...]]
    ids: bytes
    columns: Mapping[str, Mapping[str, Column]]

    def __len__(self) -> int:
        return len(self.ids) // ID_BYTES

    def number_of(self, name: str, word: str) -> int:
        """What stands for a word in a column; a number that stands for none where no case has it."""
        words = self.words[name]
        return words.index(word) if word in words else len(words)

    def row_of(self, case_id: bytes) -> int | None:
        at = self.ids.find(case_id)
        while at % ID_BYTES and at > 0:
            at = self.ids.find(case_id, at + 1)
        return None if at < 0 else at // ID_BYTES


def tallied(lines: Sequence[CaseLine]) -> Tally:
    """The lines as columns."""
    lists: dict[str, dict[str, list[Any]]] = {
        table: {name: [] for name in columns} for table, columns in TABLES.items()
    }
    cases, led, returned, moves = lists["cases"], lists["led"], lists["returned"], lists["moves"]
    for row, line in enumerate(lines):
        for name, values in cases.items():
            values.append(getattr(line, name))
        for person in line.led:
            _add(led, row, person)
        for day in line.returned:
            _add(returned, row, day)
        for one in line.moves:
            _add(moves, row, one.left, one.onward, one.region, one.day, one.lasted)
    words: dict[str, dict[str, int]] = {name: {} for name in WORDS}
    columns = {
        table: {name: _numbers(lists[table][name], *kind, words) for name, kind in kinds.items()}
        for table, kinds in TABLES.items()
    }
    ids = b"".join(line.case_id for line in lines)
    return Tally({name: tuple(known) for name, known in words.items()}, ids, columns)


def _add(lists: Mapping[str, list[Any]], *values: Any) -> None:
    for column, value in zip(lists.values(), values, strict=True):
        column.append(value)


def _numbers(values: list[Any], kind: str, list_of: str, words: Mapping[str, dict[str, int]]) -> Column:
    if list_of in words:
        known = words[list_of]
        values = [known.setdefault(word, len(known)) for word in values]
    return np.array(values, dtype=kind)


def rows_before(tally: Tally, day: int) -> list[int]:
    """The rows that no page whose weeks begin on that day or later counts: `CaseLine.counts_since` of all."""
    cases = tally.columns["cases"]
    counts = (cases["flags"] != 0) | ((cases["marks"] & 1) != 0)
    counts |= (cases["registered"] >= day) | (cases["concluded"] >= day)
    for table in ("returned", "moves"):
        columns = tally.columns[table]
        counts[columns[ROW][columns["day"] >= day]] = True
    return [int(row) for row in np.flatnonzero(~counts)]


def without(tally: Tally, rows: Iterable[int]) -> Tally:
    """The same without the cases of those rows."""
    stays = np.ones(len(tally), dtype=bool)
    stays[list(rows)] = False
    if stays.all():
        return tally
    place = np.cumsum(stays) - 1
    columns: dict[str, dict[str, Column]] = {}
    for table, of_table in tally.columns.items():
        kept = stays if table == "cases" else stays[of_table[ROW]]
        columns[table] = {name: column[kept] for name, column in of_table.items()}
        if ROW in of_table:
            columns[table][ROW] = place[columns[table][ROW]].astype(TABLES[table][ROW][0])
    ids = np.frombuffer(tally.ids, dtype=f"V{ID_BYTES}")[stays].tobytes()
    return Tally(tally.words, ids, columns)


def merged(tallies: Sequence[Tally]) -> Tally:
    """One of many, with one list of words."""
    known = no_words()
    return joined([renumbered(tally, known) for tally in tallies], known)


def no_words() -> Known:
    """Lists of words that are to be filled."""
    return {name: {} for name in WORDS}


def renumbered(tally: Tally, known: Known) -> Tally:
    """The same with its words numbered as in those lists, to which new ones are added."""
    places = {name: _places(tally.words[name], of_list) for name, of_list in known.items()}
    columns = {
        table: {
            name: places[list_of].astype(kind)[tally.columns[table][name]]
            if list_of in places
            else tally.columns[table][name]
            for name, (kind, list_of) in kinds.items()
        }
        for table, kinds in TABLES.items()
    }
    return Tally({}, tally.ids, columns)


def joined(tallies: Sequence[Tally], known: Known) -> Tally:
    """One of many that number their words by those lists."""
    firsts = np.cumsum([0, *(len(tally) for tally in tallies)])
    empty = tallied(()).columns
    columns: dict[str, dict[str, Column]] = {}
    for table, kinds in TABLES.items():
        columns[table] = {}
        for name, (kind, list_of) in kinds.items():
            some = [tally.columns[table][name] for tally in tallies]
            if list_of == ROW:
                some = [column + first.astype(kind) for column, first in zip(some, firsts, strict=False)]
            columns[table][name] = np.concatenate([empty[table][name], *some])
    ids = b"".join(tally.ids for tally in tallies)
    return Tally({name: tuple(words) for name, words in known.items()}, ids, columns)


def _places(words: Sequence[str], known: dict[str, int]) -> Column:
    return np.array([known.setdefault(word, len(known)) for word in words], dtype=np.int64)


def lines_in(tally: Tally) -> Iterator[CaseLine]:
    """The lines again."""
    plain = {
        table: {name: _plain(of_table[name], list_of, tally.words) for name, (_, list_of) in kinds.items()}
        for (table, kinds), of_table in zip(TABLES.items(), tally.columns.values(), strict=True)
    }
    beside: dict[str, defaultdict[int, list[Any]]] = {}
    for table in ("led", "returned", "moves"):
        beside[table] = defaultdict(list)
        for row, *values in zip(*plain[table].values(), strict=True):
            beside[table][row].append(values)
    cases = plain["cases"]
    for row in range(len(tally)):
        yield CaseLine(
            case_id=tally.ids[ID_BYTES * row : ID_BYTES * (row + 1)],
            **{name: values[row] for name, values in cases.items()},
            led=tuple(person for (person,) in beside["led"][row]),
            returned=tuple(day for (day,) in beside["returned"][row]),
            moves=tuple(Move(*values) for values in beside["moves"][row]),
        )


def _plain(column: Column, list_of: str, words: Mapping[str, Sequence[str]]) -> list[Any]:
    numbers: list[Any] = column.tolist()
    return [words[list_of][n] for n in numbers] if list_of in words else numbers
