"""A village committee and a court with people who sign in, and the application over them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
from browsing import PASSWORD, MakePerson, enter
from flask import Flask
from flask.testing import FlaskClient

from mediation.bootstrap import Installation
from mediation.config import Settings
from mediation.model import Membership, Organisation, Person, Region
from mediation.model.types import new_id
from mediation.rules.clock import Clock
from mediation.rules.grammar import Role
from mediation.rules.vocabulary import Level, OrganisationKind
from mediation.services.sign_in import hash_password
from web import create_app
from workflows.roles import COMMITTEE_HEAD


@pytest.fixture
def backend() -> str:
    """Pages do not differ between databases: SQLite is enough here."""
    return "sqlite"


@pytest.fixture
def installation(settings: Settings, clock: Clock) -> Iterator[Installation]:
    installation = Installation.open(settings, clock=clock)
    yield installation
    installation.close()


@pytest.fixture
def village(installation: Installation) -> UUID:
    """保康村's committee."""
    committee = new_id()
    with installation.begin() as uow:
        region = Region(
            code="150521100200", name="保康村", level=Level.VILLAGE, label="保康村", search_keys=""
        )
        uow.session.add(region)
        uow.session.flush()
        uow.session.add(
            Organisation(
                id=committee,
                kind=OrganisationKind.COMMITTEE,
                level=Level.VILLAGE,
                region_code=region.code,
                name="保康村人民调解委员会",
                short_name="保康",
            )
        )
        uow.commit()
    return committee


@pytest.fixture
def make_person(installation: Installation, village: UUID) -> MakePerson:
    """A person with an account and a role in the village committee; the answer is their id."""

    def make(account: str = "wang", role: Role | None = COMMITTEE_HEAD, name: str = "王芳") -> UUID:
        person = new_id()
        with installation.begin() as uow:
            uow.session.add(
                Person(id=person, account=account, name=name, password_hash=hash_password(PASSWORD))
            )
            uow.session.flush()
            if role is not None:
                uow.session.add(
                    Membership(
                        person_id=person, organisation_id=village, role=role.name, from_on=date(2026, 1, 1)
                    )
                )
            uow.commit()
        return person

    return make


@pytest.fixture
def app(installation: Installation) -> Flask:
    return create_app(installation)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask, make_person: MakePerson) -> FlaskClient:
    """A browser in which 王芳, head of 保康村's committee, has signed in."""
    make_person()
    client = app.test_client()
    assert enter(client).status_code == 303
    return client
