"""A forgotten password is set anew by the operator: told once, the old sessions over, and on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.config import Settings
from mediation.model import Command, Membership, Organisation, Person, Region, WebSession
from mediation.rules.errors import BadInput
from mediation.rules.vocabulary import Level, OrganisationKind
from mediation.services.reset_password import reset_password
from mediation.services.sign_in import SignInRefused, hash_password, sign_in
from tests.conftest import FixedClock

PASSWORD = "和为贵-2026-石榴"


@pytest.fixture
def house(settings: Settings, clock: FixedClock) -> Iterator[Installation]:
    """An installation with one person who may sign in."""
    house = Installation.open(settings, clock=clock)
    with house.begin() as uow:
        region = Region(
            code="150521100200", name="保康村", level=Level.VILLAGE, label="保康村", search_keys=""
        )
        person = Person(account="wang", name="王芳", password_hash=hash_password(PASSWORD))
        uow.session.add_all([region, person])
        uow.session.flush()
        committee = Organisation(
            kind=OrganisationKind.COMMITTEE,
            level=Level.VILLAGE,
            region_code=region.code,
            name="保康村人民调解委员会",
            short_name="保康",
        )
        uow.session.add(committee)
        uow.session.flush()
        uow.session.add(
            Membership(
                person_id=person.id,
                organisation_id=committee.id,
                role="mediator",
                from_on=date(2026, 1, 1),
            )
        )
        uow.commit()
    yield house
    house.close()


def enter(house: Installation, password: str) -> None:
    sign_in(house, account="wang", password=password, address="10.0.0.1", device="")


def reset(house: Installation, account: str) -> str:
    with house.begin() as uow:
        password = reset_password(uow, clock=house.clock, account=account)
        uow.commit()
    return password


def test_the_temporary_password_lets_in_and_the_old_one_and_its_sessions_do_not(house: Installation) -> None:
    enter(house, PASSWORD)
    password = reset(house, " WANG ")
    with house.read() as session:
        assert session.scalars(select(WebSession.ended_at)).one() is not None
        kept = session.scalars(select(Command)).one()
        assert kept.key.startswith("reset-password:")
        assert kept.person_id == session.scalars(select(Person.id)).one()
        assert password not in session.scalars(select(Person.password_hash)).one()
    with pytest.raises(SignInRefused):
        enter(house, PASSWORD)
    enter(house, password)
    assert reset(house, "wang") != password


def test_an_unknown_or_closed_account_is_refused(house: Installation) -> None:
    with house.begin() as uow:
        uow.session.scalars(select(Person)).one().active = False
        uow.commit()
    for account in ("nobody", "wang"):
        with pytest.raises(BadInput, match="没有这个账号"):
            reset(house, account)
    with house.read() as session:
        assert not session.scalars(select(Command)).all()
