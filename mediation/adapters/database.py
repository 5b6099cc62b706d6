"""Two engines on one database: one that writes, one that cannot; alike on SQLite and PostgreSQL."""

from __future__ import annotations

import errno
import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, inspect, make_url
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.sql.expression import FromClause

from mediation.rules.errors import SetupError
from mediation.rules.messages import say
from mediation.services.looked_up import Forgetful, watch

WAIT_SECONDS = 15.0
KEPT = "kept"
"""Where a writing session keeps its rows."""
SQLITE_PRAGMAS = {
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "recursive_triggers": "ON",
    "trusted_schema": "OFF",
}
READ_CACHE_KIB = 32 * 1024
"""What a reading connection may keep of the file: SQLite's own two megabytes are a thousandth of a city's cases."""
POSTGRES_LIMITS = {
    "lock_timeout": "10s",
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
}
SQLITE_TRANSIENT = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
SQLITE_REFUSED = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOTADB,
}
POSTGRES_TRANSIENT = {"40001", "40P01"}
POSTGRES_REFUSED = {"08", "53", "57", "58", "XX"}
POSTGRES_TIMED_OUT = {"55P03", "25P03", "25P04"}
DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EFBIG, errno.EMFILE, errno.ENFILE}


class Database:
    """A write engine and a read engine that cannot write.

    On SQLite a writing transaction holds the lock from its first line. A process has one writing connection:
    its threads queue for that in order, instead of polling the lock of the file, where processes meet. Either
    wait ends after `wait_seconds`.
    """

    def __init__(self, url: str, *, wait_seconds: float = WAIT_SECONDS) -> None:
        self.url = _checked(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        make = _sqlite_engine if self.is_sqlite else _postgres_engine
        self.write_engine = make(self.url, wait_seconds, writes=True)
        self.read_engine = make(self.url, wait_seconds, writes=False)
        self.write_session = sessionmaker(self.write_engine, class_=Forgetful)
        event.listen(self.write_session, "loaded_as_persistent", _keep)
        event.listen(self.write_session, "pending_to_persistent", _keep)
        watch(self.write_session)
        self.read_session = sessionmaker(self.read_engine, autoflush=False)

    def is_empty(self) -> bool:
        """True for a database without any table: nothing was ever kept in it."""
        with self.read_engine.connect() as connection:
            return not inspect(connection).get_table_names()

    def is_transient(self, error: BaseException) -> bool:
        return is_transient(error)

    def is_storage_failure(self, error: BaseException) -> bool:
        return is_storage_failure(error)

    def dispose(self) -> None:
        """Close every connection. Call it in a child after a fork, too."""
        self.read_engine.dispose()
        self.write_engine.dispose()


def _keep(session: Session, row: object) -> None:
    """A transaction reads a row by its id once: the session alone would forget it as soon as nobody holds it."""
    session.info.setdefault(KEPT, []).append(row)


def is_transient(error: BaseException) -> bool:
    """True when the same transaction may well succeed if it is run again."""
    if isinstance(error, PoolTimeout):
        return True
    driver = _driver_error(error)
    if isinstance(driver, sqlite3.Error):
        return _sqlite_code(driver) in SQLITE_TRANSIENT
    return getattr(driver, "sqlstate", None) in POSTGRES_TRANSIENT


def is_storage_failure(error: BaseException) -> bool:
    """True when the disk or the server refused: full, read-only, damaged, timed out or out of reach."""
    if isinstance(error, OSError):
        return error.errno in DISK_ERRORS
    driver = _driver_error(error)
    if isinstance(driver, sqlite3.Error):
        return _sqlite_code(driver) in SQLITE_REFUSED
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    state = getattr(driver, "sqlstate", "-")
    if state is None:  # psycopg gives no state when the server is out of reach
        return type(driver).__name__ in ("OperationalError", "ConnectionTimeout")
    return state in POSTGRES_TIMED_OUT or state[:2] in POSTGRES_REFUSED


def _driver_error(error: BaseException) -> BaseException | None:
    return error.orig if isinstance(error, DBAPIError) else error


def _sqlite_code(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _checked(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise SetupError(say("MEDIATION_DATABASE_URL 不是数据库地址")) from None
    if parsed.drivername in ("postgres", "postgresql"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername in ("sqlite", "sqlite+pysqlite"):
        if not parsed.database or parsed.database == ":memory:" or parsed.database.startswith("file:"):
            raise SetupError(say("SQLite 数据库必须是磁盘上的一个文件"))
        return parsed.set(drivername="sqlite+pysqlite")
    if parsed.drivername != "postgresql+psycopg":
        raise SetupError(
            say("只支持 sqlite:/// 和 postgresql:// 数据库，不支持 {name}", name=parsed.drivername)
        )
    return parsed


def _sqlite_engine(url: URL, wait_seconds: float, *, writes: bool) -> Engine:
    _keep_private(Path(url.database or ""))
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": wait_seconds, "check_same_thread": False},
        pool_size=1 if writes else 8,
        max_overflow=0 if writes else 32,
        pool_timeout=wait_seconds,
    )
    engine.dialect.statement_compiler = _Hinting
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"

    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # sqlite3 would begin by itself, deferred and too late
        connection.execute(f"PRAGMA busy_timeout={int(wait_seconds * 1000)}")
        _write_ahead(connection, wait_seconds)
        for name, value in SQLITE_PRAGMAS.items():
            connection.execute(f"PRAGMA {name}={value}")
        if not writes:
            connection.execute("PRAGMA query_only=ON")
            connection.execute(f"PRAGMA cache_size=-{READ_CACHE_KIB}")

    def do_begin(connection: Any) -> None:
        connection.execute(begin)

    event.listen(engine, "connect", on_connect)
    # A listener for "begin" would make every statement ask for listeners of its own, six times each.
    engine.dialect.do_begin = do_begin  # type: ignore[assignment]
    return engine


class _Hinting(SQLiteCompiler):
    """Says which index a query was written for (INDEXED BY): SQLite prefers a wide one to a partial one."""

    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:
        return text


def _write_ahead(connection: sqlite3.Connection, wait_seconds: float) -> None:
    """Turn the file to WAL. That needs it alone for a moment, which busy_timeout does not wait for."""
    until = time.monotonic() + wait_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if _sqlite_code(error) not in SQLITE_TRANSIENT or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _keep_private(path: Path) -> None:
    """SQLite gives its log the mode of the database file; names stand in it, so nobody else reads it."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise SetupError(say("不能建立数据库文件 {path}：{why}", path=path, why=error.strerror)) from error


def _postgres_engine(url: URL, wait_seconds: float, *, writes: bool) -> Engine:
    limits = POSTGRES_LIMITS | {"default_transaction_read_only": "off" if writes else "on"}
    given = url.query.get("options", "")
    options = " ".join([*(f"-c {name}={value}" for name, value in limits.items()), str(given)]).strip()
    connect_args: dict[str, Any] = {
        "options": options,
        "connect_timeout": 10,
        "application_name": "mediation" if writes else "mediation-read",
    }
    return create_engine(
        url.difference_update_query(["options"]),
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        connect_args=connect_args,
        pool_size=8,
        max_overflow=16,
        pool_timeout=wait_seconds,
        pool_pre_ping=True,
        pool_recycle=1800,
    )
