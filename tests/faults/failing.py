"""Making the 1st, 2nd … Nth call to the database or to the file system fail, and seeing that nothing stays."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import io
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from math import ceil
from types import ModuleType
from typing import Any

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from mediation.bootstrap import Installation
from mediation.model import Table
from mediation.rules.errors import StorageFailed

LONG = bool(os.environ.get("MEDIATION_TEST_LONG"))
MOST = {"sqlite": 20, "postgres": 5}
NO_CACHES = {"PYTHONDONTWRITEBYTECODE": "1"}
"""For a process whose files may not grow: Python would keep the first part of a compiled module, for everybody."""
CALLS = ((os, "mkdir"), (os, "open"), (os, "fsync"), (os, "replace"), (fcntl, "flock"))
"""The calls to the system with which a file is kept, beside writing to it."""


def kept(house: Installation) -> str:
    """A digest of every row of every table."""
    rows = _rows_of_sqlite if house.database.is_sqlite else _rows_of_postgres
    with house.database.read_engine.connect() as connection:
        return hashlib.sha256(repr(rows(connection.connection.cursor())).encode()).hexdigest()


def _rows_of_sqlite(cursor: Any) -> list[tuple[str, list[str]]]:
    """As the driver gives them."""
    return [
        (table.name, sorted(map(repr, cursor.execute(f'SELECT * FROM "{table.name}"').fetchall())))
        for table in Table.metadata.sorted_tables
    ]


def _rows_of_postgres(cursor: Any) -> list[tuple[str, str]]:
    """As the server writes them, in one question to it: some fifty took most of a test's time."""
    every = 'SELECT \'{0}\', md5(string_agg(t::text, chr(10) ORDER BY t::text COLLATE "C")) FROM "{0}" t'
    asked = " UNION ALL ".join(every.format(table.name) for table in Table.metadata.sorted_tables)
    return sorted(cursor.execute(asked).fetchall())


@contextmanager
def watched(house: Installation) -> Iterator[Callable[[], bool]]:
    """Yields a question: is every row as it was at first?

    While SQLite counts no commit of anybody (`data_version` moves with each), the rows need not be read to know.
    """
    before = kept(house)
    if not house.database.is_sqlite:
        yield lambda: kept(house) == before
        return
    with closing(sqlite3.connect(str(house.database.url.database))) as onlooker:

        def commits() -> int:
            return int(onlooker.execute("PRAGMA data_version").fetchone()[0])

        first = commits()
        assert kept(house) == before  # what was committed while the onlooker came was seen by both
        yield lambda: commits() == first or kept(house) == before


def full_disk(house: Installation) -> OperationalError:
    """What the database answers when its disk is full."""
    cause: Exception
    if house.database.is_sqlite:
        cause = sqlite3.OperationalError("database or disk is full")
        cause.sqlite_errorcode = sqlite3.SQLITE_FULL  # type: ignore[attr-defined]
    else:
        cause = psycopg.errors.DiskFull("could not extend file: No space left on device")
    return OperationalError("", {}, cause)


@contextmanager
def failing(house: Installation, at: int | None) -> Iterator[list[int]]:
    """Call number `at` of the write connection, a statement or a commit, fails as on a full disk; None: every commit.

    Yields the count of calls.
    """
    seen = [0]

    def call(*_: Any) -> None:
        seen[0] += 1
        if seen[0] == at:
            raise full_disk(house)

    def commit(*_: Any) -> None:
        call()
        if at is None:
            raise full_disk(house)

    engine = house.database.write_engine
    calls = {"before_cursor_execute": call, "commit": commit}
    if house.database.is_sqlite:
        calls["begin"] = call  # there it is a statement of its own, which takes the lock
    for name, listener in calls.items():
        event.listen(engine, name, listener)
    try:
        yield seen
    finally:
        for name, listener in calls.items():
            event.remove(engine, name, listener)


def until_it_passes(
    house: Installation, act: Callable[[], object], refusal: type[Exception] = StorageFailed
) -> int:
    """Run the act with its commit, then its 1st, 2nd … call failing, then unharmed; nothing is half-applied before.

    Where there are more calls than MOST, every second, third … of them fails, save in the long runs.
    Answers how many calls the act makes.
    """
    before = kept(house)
    with watched(house) as is_untouched:

        def refused(at: int | None) -> int:
            with failing(house, at) as seen, pytest.raises(refusal):
                act()
            assert is_untouched(), f"half-written when call {at or 'commit'} failed"
            return seen[0]

        calls = refused(None)
        most = MOST["sqlite" if house.database.is_sqlite else "postgres"]
        for at in range(1, calls, 1 if LONG else ceil(calls / most)):
            refused(at)
    assert kept(house) == before
    with failing(house, calls + 1) as seen:
        act()
    assert seen[0] <= calls
    assert kept(house) != before
    return calls


class Full(io.BufferedWriter):
    """A file that asks before it is opened and before each write."""

    def __init__(self, file: Any, call: Callable[[], None]) -> None:
        self._call = call
        call()
        super().__init__(io.FileIO(file, "wb"))

    def write(self, data: Any, /) -> int:
        self._call()
        return super().write(data)

    def flush(self) -> None:
        if not self.closed:
            self._call()
        super().flush()


@contextmanager
def failing_files(at: int, module: ModuleType) -> Iterator[list[int]]:
    """Call number `at` to the system with which the module keeps a file fails for want of space; yields the count."""
    seen = [0]

    def call() -> None:
        seen[0] += 1
        if seen[0] == at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def asking(original: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*arguments: Any, **more: Any) -> Any:
            call()
            return original(*arguments, **more)

        return asked

    with pytest.MonkeyPatch.context() as patch:
        for where, name in CALLS:
            patch.setattr(where, name, asking(getattr(where, name)))
        patch.setattr(module, "open", lambda file, _mode: Full(file, call), raising=False)
        yield seen
