"""A small furnished installation, so that all of it can be compared after each of some thousand failures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from mediation.adapters.renderer import Renderer
from mediation.demonstration.people import PRINCIPAL
from mediation.demonstration.places import published_divisions
from mediation.documents.samples import sample_request
from mediation.rules.papers import PAPERS
from mediation.rules.regions import ancestors, level_of
from mediation.rules.vocabulary import Level
from mediation.services.import_divisions import Division
from tests.conftest import PostgresServer, _told
from tests.sharing import made_once
from tests.steps.conftest import begin, furnish, house

__all__ = ["begin", "furnished_postgres", "furnished_sqlite", "house"]


def small() -> list[Division]:
    """The city, its counties, and below them only the places where one of the demonstration's people works."""
    worked = {account.at for account in PRINCIPAL}
    below = {code for at in worked if at.isdigit() for code in (at, *ancestors(at))}
    return [d for d in published_divisions() if d.code in below or level_of(d.code).rank >= Level.COUNTY.rank]


@pytest.fixture(scope="session")
def furnished_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small furnished SQLite file, made once."""

    def make(folder: Path) -> None:
        shutil.copyfile(sqlite_template, folder / "mediation.sqlite")
        furnish(f"sqlite:///{folder / 'mediation.sqlite'}", folder, small())

    return made_once(tmp_path_factory, "small", make) / "mediation.sqlite"


@pytest.fixture(scope="session")
def furnished_postgres(
    postgres: PostgresServer, postgres_template: URL, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[URL]:
    """A small furnished PostgreSQL database, made once."""
    url = postgres.create(postgres_template)
    furnish(_told(url), tmp_path_factory.mktemp("small"), small())
    yield url
    postgres.drop(url)


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    """Warm, so that starting its process makes no calls in a test."""
    paper = PAPERS["rights_notice"]
    with Renderer() as renderer:
        renderer.render(sample_request(paper.name, "short"))
        yield renderer
