"""The engines: what the connections are set to, who may write, and what many writers at once see."""

from __future__ import annotations

import errno
import multiprocessing
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from mediation.adapters.database import Database, is_storage_failure, is_transient
from mediation.adapters.schema import require_whole
from mediation.rules.errors import SetupError

CLIENTS = 32
PROCESSES = 4
only_sqlite = pytest.mark.parametrize("backend", ["sqlite"])
only_postgres = pytest.mark.parametrize("backend", [pytest.param("postgres", marks=pytest.mark.postgres)])


@pytest.fixture
def toy(empty_database: Database) -> Database:
    """A database with one counter."""
    with empty_database.write_engine.begin() as connection:
        connection.execute(
            text("CREATE TABLE counters (name VARCHAR(20) PRIMARY KEY, value INTEGER NOT NULL)")
        )
        connection.execute(text("INSERT INTO counters VALUES ('round', 0)"))
    return empty_database


@pytest.fixture
def crowd(toy: Database) -> Iterator[list[Database]]:
    """One Database for each of several processes' worth of clients, on the same data."""
    url = toy.url.render_as_string(hide_password=False)
    databases = [Database(url) for _ in range(PROCESSES)]
    yield databases
    for database in databases:
        database.dispose()


def both(database: Database) -> tuple[Engine, Engine]:
    return database.write_engine, database.read_engine


@only_sqlite
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("trusted_schema", 0),
        ("busy_timeout", 15_000),
    ],
)
def test_every_sqlite_connection_has_the_pragma(empty_database: Database, pragma: str, value: object) -> None:
    for engine in both(empty_database):
        with engine.connect() as first:
            assert first.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    with empty_database.read_engine.connect(), empty_database.read_engine.connect() as second:
        assert second.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


@only_sqlite
def test_the_driver_begins_nothing_by_itself(empty_database: Database) -> None:
    for engine in both(empty_database):
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            assert driver.isolation_level is None


@only_postgres
@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("lock_timeout", "10s"),
        ("statement_timeout", "1min"),
        ("idle_in_transaction_session_timeout", "1min"),
        ("transaction_isolation", "read committed"),
        ("TimeZone", "UTC"),
    ],
)
def test_every_postgres_connection_has_the_setting(
    empty_database: Database, setting: str, value: str
) -> None:
    for engine in both(empty_database):
        with engine.connect() as connection:
            assert connection.execute(text(f"SHOW {setting}")).scalar() == value


@only_postgres
def test_options_in_the_address_come_on_top_of_ours(empty_database_url: str) -> None:
    database = Database(
        f"{empty_database_url}{'&' if '?' in empty_database_url else '?'}options=-c%20lock_timeout%3D3s"
    )
    with database.write_engine.connect() as connection:
        assert connection.execute(text("SHOW lock_timeout")).scalar() == "3s"
        assert connection.execute(text("SHOW statement_timeout")).scalar() == "1min"
    database.dispose()


def test_the_read_engine_cannot_write(toy: Database) -> None:
    with toy.read_engine.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(text("UPDATE counters SET value = 7"))
    with toy.read_session() as session, pytest.raises(DBAPIError):
        session.execute(text("CREATE TABLE more (x INTEGER)"))
    with toy.read_session() as session:
        assert session.execute(text("SELECT value FROM counters")).scalar() == 0


def test_a_session_left_without_commit_leaves_nothing(toy: Database) -> None:
    with toy.write_session() as session:
        session.execute(text("UPDATE counters SET value = 7"))
    with toy.read_session() as session:
        assert session.execute(text("SELECT value FROM counters")).scalar() == 0
    with toy.write_session() as session:
        session.execute(text("UPDATE counters SET value = 8"))
        session.commit()
    with toy.read_session() as session:
        assert session.execute(text("SELECT value FROM counters")).scalar() == 8


@only_sqlite
def test_a_reader_keeps_its_picture_and_never_waits_for_a_writer(toy: Database) -> None:
    with toy.read_session() as reader, toy.write_session() as writer:
        assert reader.execute(text("SELECT value FROM counters")).scalar() == 0
        writer.execute(text("UPDATE counters SET value = 1"))
        writer.commit()
        assert reader.execute(text("SELECT value FROM counters")).scalar() == 0


def test_an_error_does_not_print_what_was_sought(toy: Database) -> None:
    for engine in both(toy):
        with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
            connection.execute(text("SELECT * FROM nowhere WHERE x = :x"), {"x": "150524199001011234"})
        assert "150524199001011234" not in str(caught.value)


def test_a_database_is_empty_until_it_has_a_table(empty_database: Database) -> None:
    assert empty_database.is_empty()
    with empty_database.write_engine.begin() as connection:
        connection.execute(text("CREATE TABLE anything (x INTEGER)"))
    assert not empty_database.is_empty()


@only_sqlite
def test_nobody_else_reads_the_database_file_or_its_log(toy: Database) -> None:
    path = Path(toy.url.database or "")
    files = list(path.parent.glob(f"{path.name}*"))
    assert len(files) > 1
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600] * len(files)


def advance(database: Database, seen: int) -> bool:
    """Read, then write if nobody did: the shape of every step. True for the one who won the round."""
    with database.write_session() as session:
        lock = "" if database.is_sqlite else " FOR UPDATE"
        value = session.execute(text(f"SELECT value FROM counters WHERE name = 'round'{lock}")).scalar()
        if value != seen:
            return False
        session.execute(text("UPDATE counters SET value = :v WHERE name = 'round'"), {"v": seen + 1})
        session.commit()
        return True


@pytest.mark.parametrize("backend", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_of_32_clients_on_one_step_exactly_one_wins_and_none_sees_locked(
    backend: str, crowd: list[Database]
) -> None:
    """100 rounds; an exception of any client fails the test."""
    wins: list[int] = []

    def client(n: int) -> None:
        for seen in range(100):
            gate.wait(60)
            if advance(crowd[n % PROCESSES], seen):
                wins.append(seen)

    gate = threading.Barrier(CLIENTS)
    with ThreadPoolExecutor(CLIENTS) as pool:
        outcomes = [pool.submit(client, n) for n in range(CLIENTS)]
        for outcome in outcomes:
            outcome.result()
    assert wins == list(range(100))


def _raise_counter(url: str, times: int) -> None:
    database = Database(url)
    for _ in range(times):
        with database.write_session() as session:
            value = session.execute(text("SELECT value FROM counters")).scalar() or 0
            session.execute(text("UPDATE counters SET value = :v"), {"v": value + 1})
            session.commit()
    database.dispose()


@only_sqlite
def test_processes_that_raise_one_counter_lose_no_count(toy: Database) -> None:
    url = toy.url.render_as_string()
    toy.dispose()
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_raise_counter, args=(url, 50)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    with toy.read_session() as session:
        assert session.execute(text("SELECT value FROM counters")).scalar() == 150


@only_sqlite
def test_many_first_connections_to_a_new_file_at_once_all_succeed(empty_database_url: str) -> None:
    """Turning a file to WAL needs it alone for a moment, and SQLite's waiting does not cover that."""
    gate = threading.Barrier(16)

    def first(_n: int) -> str:
        database = Database(empty_database_url)
        gate.wait(30)
        with database.write_engine.connect() as connection:
            mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        database.dispose()
        return str(mode)

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(first, range(16))) == ["wal"] * 16


@only_sqlite
def test_a_lock_that_never_ends_is_transient_and_leaves_the_engine_usable(toy: Database) -> None:
    hasty = Database(toy.url.render_as_string(), wait_seconds=0.1)
    with toy.write_engine.begin():
        with pytest.raises(OperationalError) as from_file, hasty.write_session() as session:
            session.execute(text("SELECT 1"))
        assert is_transient(from_file.value)
        assert not is_storage_failure(from_file.value)
    with hasty.write_session() as session:
        session.execute(text("UPDATE counters SET value = 3"))
        session.commit()
    with hasty.write_engine.begin():
        with pytest.raises(Exception, match="QueuePool") as from_pool:
            hasty.write_engine.connect()
        assert is_transient(from_pool.value)
    hasty.dispose()


@only_postgres
def test_a_deadlock_is_transient(toy: Database) -> None:
    with toy.write_engine.begin() as connection:
        connection.execute(text("INSERT INTO counters VALUES ('other', 0)"))
    gate = threading.Barrier(2)

    def cross(order: tuple[str, str]) -> BaseException | None:
        with toy.write_engine.connect() as connection:
            connection.execute(text("UPDATE counters SET value = 1 WHERE name = :n"), {"n": order[0]})
            gate.wait(10)
            try:
                connection.execute(text("UPDATE counters SET value = 1 WHERE name = :n"), {"n": order[1]})
            except DBAPIError as error:
                return error
        return None

    with ThreadPoolExecutor(2) as pool:
        errors = [e for e in pool.map(cross, [("round", "other"), ("other", "round")]) if e]
    assert [is_transient(error) for error in errors] == [True]


@only_postgres
def test_a_server_that_ends_the_connection_is_a_storage_failure(toy: Database) -> None:
    with toy.write_engine.connect() as connection:
        own = connection.execute(text("SELECT pg_backend_pid()")).scalar()
        with toy.read_engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:p)"), {"p": own})
        with pytest.raises(DBAPIError) as caught:
            connection.execute(text("SELECT 1"))
    assert is_storage_failure(caught.value)
    assert not is_transient(caught.value)


def test_a_server_that_is_not_there_is_a_storage_failure() -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(OperationalError) as caught:
        database.write_engine.connect()
    assert is_storage_failure(caught.value)


@only_sqlite
def test_a_full_disk_is_a_storage_failure_and_leaves_nothing(toy: Database) -> None:
    """SQLite reports a full disk when the file may not grow by another page."""

    def fill(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar() or 0
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        for n in range(2000):
            connection.execute(text("INSERT INTO counters VALUES (:n, 0)"), {"n": f"row {n}"})

    with pytest.raises(DBAPIError) as caught, toy.write_engine.begin() as connection:
        fill(connection)
    assert is_storage_failure(caught.value)
    assert not is_transient(caught.value)
    with toy.read_session() as session:
        assert session.execute(text("SELECT count(*) FROM counters")).scalar() == 1


def test_a_broken_rule_is_neither_transient_nor_a_storage_failure(toy: Database) -> None:
    with pytest.raises(IntegrityError) as caught, toy.write_engine.begin() as connection:
        connection.execute(text("INSERT INTO counters VALUES ('round', 1)"))
    assert not is_transient(caught.value)
    assert not is_storage_failure(caught.value)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(errno.ENOSPC, "full"), True),
        (OSError(errno.ENOENT, "no such file"), False),
        (ValueError("a mistake of ours"), False),
        (sqlite3.OperationalError("no code"), False),
    ],
)
def test_only_what_the_disk_refuses_is_a_storage_failure(error: Exception, expected: bool) -> None:
    assert is_storage_failure(error) is expected
    assert not is_transient(error)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:x?uri=true",
        "mysql://h/d",
        "postgresql+asyncpg://h/d",
        "nonsense",
    ],
)
def test_an_address_we_cannot_keep_promises_on_is_refused(url: str) -> None:
    with pytest.raises(SetupError):
        Database(url)


def test_the_refusal_of_an_address_does_not_print_its_password() -> None:
    make: Callable[[], Database] = lambda: Database("mysql://me:geheim@h/d")  # noqa: E731
    with pytest.raises(SetupError) as caught:
        make()
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_finds_the_newest_schema_without_a_row(database: Database, turn: int) -> None:
    """The fixture copies a migrated template: what one turn writes, the other does not see."""
    require_whole(database)
    with database.write_session() as session:
        assert session.execute(text("SELECT count(*) FROM settings")).scalar() == 0
        session.execute(text("INSERT INTO settings (name, value) VALUES ('turn', :t)"), {"t": str(turn)})
        session.commit()
