"""How the columns of a tally are kept: a head that names words and sizes, then the numbers as they are in memory."""

from __future__ import annotations

import json

import numpy as np

from mediation.rules.tally import ID_BYTES, TABLES, Column, Tally


def packed(tally: Tally) -> bytes:
    """As it is kept: not compressed, since every page that finds a week changed would have to undo it."""
    sizes = {table: len(next(iter(columns.values()))) for table, columns in tally.columns.items()}
    head = json.dumps({"words": tally.words, "sizes": sizes}, ensure_ascii=False).encode()
    columns = [tally.columns[table][name].tobytes() for table, kinds in TABLES.items() for name in kinds]
    return b"".join((len(head).to_bytes(4, "big"), head, tally.ids, *columns))


def unpacked(content: bytes) -> Tally:
    """What was packed."""
    at = 4 + int.from_bytes(content[:4], "big")
    head = json.loads(content[4:at])
    ids = content[at : at + ID_BYTES * head["sizes"]["cases"]]
    at += len(ids)
    columns: dict[str, dict[str, Column]] = {}
    for table, kinds in TABLES.items():
        columns[table] = {}
        for name, (kind, _) in kinds.items():
            column = np.frombuffer(content, dtype=kind, count=head["sizes"][table], offset=at)
            columns[table][name] = column
            at += column.nbytes
    return Tally({name: tuple(words) for name, words in head["words"].items()}, ids, columns)
