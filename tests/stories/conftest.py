"""A small installation that has existed since 2010, so that published disputes keep the days that were printed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import URL, insert, update

from mediation.demonstration.places import CITY
from mediation.model import CourtArea, Membership, Organisation, Person, Region
from mediation.model.types import new_id
from mediation.rules.vocabulary import Level, OrganisationKind
from tests.conftest import PostgresServer, _told
from tests.faults.conftest import small
from tests.steps.conftest import furnish, house, opened

for module in ("harm", "land", "many_against_one", "neighbours", "owed", "wages"):
    pytest.register_assert_rewrite(f"tests.stories.{module}")  # what they assert is explained when it fails

__all__ = ["furnished_postgres", "furnished_sqlite", "house"]

SINCE = date(2010, 1, 1)
CITY_MEDICAL = "通辽市医患纠纷人民调解委员会"


@pytest.fixture(scope="session")
def furnished_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all that, made once."""
    folder = tmp_path_factory.mktemp("stories")
    path = folder / "mediation.sqlite"
    shutil.copyfile(sqlite_template, path)
    _furnish(f"sqlite:///{path}", folder)
    return path


@pytest.fixture(scope="session")
def furnished_postgres(
    postgres: PostgresServer, postgres_template: URL, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[URL]:
    """A PostgreSQL database with all that, made once."""
    url = postgres.create(postgres_template)
    _furnish(_told(url), tmp_path_factory.mktemp("stories"))
    yield url
    postgres.drop(url)


def _furnish(url: str, folder: Path) -> None:
    furnish(url, folder, small())
    installation = opened(url, folder)
    with installation.begin() as uow:
        uow.session.execute(update(Membership).values(from_on=SINCE))
        uow.session.execute(update(Region).values(valid_from=SINCE))
        uow.session.execute(update(CourtArea).values(valid_from=SINCE))
        _add_city_committee(uow.session)
        uow.commit()
    installation.close()


def _add_city_committee(session) -> None:  # type: ignore[no-untyped-def]
    """One published dispute was solved by a committee of the city itself."""
    committee, person = new_id(), new_id()
    session.execute(
        insert(Organisation).values(
            id=committee,
            kind=OrganisationKind.INDUSTRY_COMMITTEE,
            level=Level.CITY,
            region_code=CITY,
            name=CITY_MEDICAL,
            short_name="通辽医",
            active=True,
        )
    )
    session.execute(
        insert(Person).values(
            id=person,
            account="shiyitiao",
            name="何静",
            password_hash="-",
            active=True,
            demonstration=True,
        )
    )
    session.execute(
        insert(Membership),
        [
            {
                "id": new_id(),
                "person_id": person,
                "organisation_id": committee,
                "role": role,
                "from_on": SINCE,
            }
            for role in ("committee_head", "registrar", "mediator")
        ],
    )
