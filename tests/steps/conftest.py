"""A furnished installation for every test: real places, the demonstration's people, no case yet; on both databases."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import URL, select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import register
from mediation.demonstration.people import furnish_people
from mediation.demonstration.places import furnish_places
from mediation.demonstration.player import Player
from mediation.model import Case, Party
from mediation.rules.clock import Clock
from mediation.services.import_divisions import Division
from tests.conftest import FixedClock, PostgresServer, _told
from tests.sharing import made_once

if TYPE_CHECKING:
    from tests.steps.phones import Road

TODAY = date(2026, 11, 23)
KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def opened(url: str, folder: Path, clock: Clock | None = None) -> Installation:
    settings = {"MEDIATION_DATABASE_URL": url, "MEDIATION_DATA_DIR": str(folder), "MEDIATION_KEY": KEY}
    return Installation.open(environment=settings, clock=clock or FixedClock())


def furnish(url: str, folder: Path, divisions: Sequence[Division] | None = None) -> None:
    house = opened(url, folder)
    with house.begin() as uow:
        furnish_people(uow, furnish_places(uow, divisions), committees=0)
        uow.commit()
    house.close()


@pytest.fixture(scope="session")
def furnished_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A furnished SQLite file, made once."""

    def make(folder: Path) -> None:
        shutil.copyfile(sqlite_template, folder / "mediation.sqlite")
        furnish(f"sqlite:///{folder / 'mediation.sqlite'}", folder)

    return made_once(tmp_path_factory, "places", make) / "mediation.sqlite"


@pytest.fixture(scope="session")
def furnished_postgres(
    postgres: PostgresServer, postgres_template: URL, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[URL]:
    """A furnished PostgreSQL database, made once."""
    url = postgres.create(postgres_template)
    furnish(_told(url), tmp_path_factory.mktemp("furnished"))
    yield url
    postgres.drop(url)


@pytest.fixture
def house(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """An installation on a furnished database of this test's own."""
    server: PostgresServer | None = None
    if backend == "sqlite":
        path = tmp_path / "mediation.sqlite"
        shutil.copyfile(request.getfixturevalue("furnished_sqlite"), path)
        path.chmod(0o600)
        address = f"sqlite:///{path}"
    else:
        server = request.getfixturevalue("postgres")
        copied = server.create(request.getfixturevalue("furnished_postgres"))
        address = _told(copied)
    installation = opened(address, tmp_path)
    yield installation
    installation.close()
    if server is not None:
        server.drop(copied)


Begin = Callable[..., Player]


@pytest.fixture
def begin(house: Installation) -> Begin:
    """Starts a case: `begin(3)` registers one in the village, three days before today."""

    def start(days_ago: int = 0, n: int = 1, account: str = "cunzhuren") -> Player:
        player = Player(house, date.fromordinal(TODAY.toordinal() - days_ago))
        register(player, n, account)
        return player

    return start


@pytest.fixture(scope="session")
def drawn_up_once(furnished_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the case, its agreement and the printed bytes."""

    from tests.steps.phones import HEAD, approve, drawn_up

    def make(folder: Path) -> None:
        shutil.copyfile(furnished_sqlite, folder / "mediation.sqlite")
        (folder / "mediation.sqlite").chmod(0o600)
        house = opened(f"sqlite:///{folder / 'mediation.sqlite'}", folder)
        player = Player(house, TODAY)
        register(player, 1, HEAD)
        approve(house, "guanliyuan", player)
        drawn_up(player).render()
        house.close()

    return made_once(tmp_path_factory, "drawn_up", make)


@pytest.fixture
def road(drawn_up_once: Path, tmp_path: Path) -> Iterator[Road]:
    """On SQLite: what is asked of the database here, the journeys ask of both."""
    from tests.steps.phones import Road

    folder = tmp_path / "house"
    shutil.copytree(drawn_up_once, folder)
    house = opened(f"sqlite:///{folder / 'mediation.sqlite'}", folder)
    player = Player(house, TODAY)
    with house.read() as session:
        player.case_id = session.scalars(select(Case.id)).one()
        player.parties = list(session.scalars(select(Party.id).order_by(Party.ordinal)))
    yield Road(player)
    house.close()
