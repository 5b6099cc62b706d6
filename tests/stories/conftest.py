"""A small installation that has existed since 2010, so that published disputes keep the days that were printed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import URL, insert, select, update
from sqlalchemy.orm import Session

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
LABOUR_OFFICE = "科尔沁左翼中旗人力资源和社会保障局"


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
        labour = select(Organisation.id).where(Organisation.name == LABOUR_OFFICE)
        office = uow.session.scalars(labour).one()
        _add_person(uow.session, "renshe", "钱立", office, "department_officer")
        uow.commit()
    installation.close()


def _add_city_committee(session: Session) -> None:
    """One published dispute was solved by a committee of the city itself."""
    committee = new_id()
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
    _add_person(session, "shiyitiao", "何静", committee, "committee_head", "registrar", "mediator")


def _add_person(session: Session, account: str, name: str, organisation_id: UUID, *roles: str) -> None:
    person = new_id()
    known = {"account": account, "name": name, "password_hash": "-"}
    session.execute(insert(Person).values(id=person, active=True, demonstration=True, **known))
    for role in roles:
        here = {"organisation_id": organisation_id, "role": role, "from_on": SINCE}
        session.execute(insert(Membership).values(id=new_id(), person_id=person, **here))
