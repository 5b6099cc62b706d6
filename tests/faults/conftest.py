"""A small furnished installation, so that all of it can be compared after each of some thousand failures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, delete, select, update

from mediation.model import CourtArea, Membership, Organisation, OrganisationCategory, Region
from mediation.rules.regions import ancestors
from tests.conftest import PostgresServer, _told
from tests.steps.conftest import begin, furnish, house, opened

__all__ = ["begin", "furnished_postgres", "furnished_sqlite", "house"]


def furnish_small(url: str, folder: Path) -> None:
    """The demonstration's people, and only those places where one of them works."""
    furnish(url, folder)
    installation = opened(url, folder)
    with installation.begin() as uow:
        session = uow.session
        staffed = session.scalars(select(Membership.organisation_id).distinct()).all()
        places = session.scalars(select(Organisation.region_code).where(Organisation.id.in_(staffed))).all()
        regions = {code for place in places for code in (place, *ancestors(place))}
        for gone in (
            delete(CourtArea).where(
                CourtArea.court_id.not_in(staffed) | CourtArea.region_code.not_in(regions)
            ),
            delete(OrganisationCategory).where(OrganisationCategory.organisation_id.not_in(staffed)),
            update(Organisation).values(parent_id=None).where(Organisation.parent_id.not_in(staffed)),
            delete(Organisation).where(Organisation.id.not_in(staffed)),
            delete(Region).where(Region.code.not_in(regions)),
        ):
            session.execute(gone)
        uow.commit()
    installation.close()


@pytest.fixture(scope="session")
def furnished_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small furnished SQLite file, made once."""
    folder = tmp_path_factory.mktemp("small")
    path = folder / "mediation.sqlite"
    shutil.copyfile(sqlite_template, path)
    furnish_small(f"sqlite:///{path}", folder)
    return path


@pytest.fixture(scope="session")
def furnished_postgres(
    postgres: PostgresServer, postgres_template: URL, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[URL]:
    """A small furnished PostgreSQL database, made once."""
    url = postgres.create(postgres_template)
    furnish_small(_told(url), tmp_path_factory.mktemp("small"))
    yield url
    postgres.drop(url)
