"""Two real installations that share no network: the court's, and the county's committees', each knowing the other."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import URL, delete, select

from mediation.bootstrap import Installation
from mediation.model import Membership, Organisation
from mediation.rules.vocabulary import OrganisationKind as Kind
from mediation.services.exchange.keys import make_keys, own_card
from mediation.services.exchange.peers import register_peer
from mediation.services.perform import perform
from tests.conftest import PostgresServer, _told
from tests.sharing import made_once
from tests.steps.conftest import furnish, opened
from tests.steps.exchange.sides import CARRIERS, Pair, Side

COURTS = (Kind.COURT, Kind.INDUSTRY_COMMITTEE)
"""The industry committee sits at the court, and works in its installation."""
COMMITTEES = (Kind.COMMITTEE, Kind.GOVERNANCE_CENTRE)


def staffed_without(house: Installation, kinds: tuple[Kind, ...]) -> None:
    """Nobody works in organisations of those kinds: they work in the other installation."""
    with house.begin() as uow:
        there = select(Organisation.id).where(Organisation.kind.in_(kinds))
        uow.session.execute(delete(Membership).where(Membership.organisation_id.in_(there)))
        uow.commit()


def with_keys(house: Installation, name: str) -> None:
    with house.begin() as uow:
        make_keys(uow, clock=house.clock, name=name)
        uow.commit()


def introduce(one: Side, other: Side) -> None:
    """The card of one is registered with the other, its fingerprint compared."""
    with one.house.read() as session:
        card = own_card(session, one.house.clock)
    perform(
        other.house,
        register_peer,
        actor=other.actor("guanliyuan"),
        card=card.to_json(),
        typed=card.fingerprint[-8:],
    )


@pytest.fixture(scope="session")
def both_once(
    sqlite_template: Path, furnished_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Two folders: `court`, and `county`, furnished anew, so that the same places have other ids there."""

    def make(folder: Path) -> None:
        for name, source in (("court", furnished_sqlite), ("county", sqlite_template)):
            (folder / name).mkdir(mode=0o700)
            shutil.copyfile(source, folder / name / "mediation.sqlite")
        furnish(f"sqlite:///{folder / 'county' / 'mediation.sqlite'}", folder / "county")
        pair = both_in(folder)
        staffed_without(pair.court.house, COMMITTEES)
        staffed_without(pair.county.house, COURTS)
        with_keys(pair.court.house, "科左中旗人民法院")
        with_keys(pair.county.house, "科左中旗综治中心")
        introduce(pair.court, pair.county)
        introduce(pair.county, pair.court)
        pair.close()

    return made_once(tmp_path_factory, "both", make)


def _address(folder: Path) -> str:
    return f"sqlite:///{folder / 'mediation.sqlite'}"


def both_in(folder: Path) -> Pair:
    return Pair(*(Side(opened(_address(folder / one), folder / one), who) for one, who in CARRIERS.items()))


@pytest.fixture
def pair(both_once: Path, tmp_path: Path) -> Iterator[Pair]:
    """The court's installation and the county's, of this test's own."""
    shutil.copytree(both_once, tmp_path / "both")
    found = both_in(tmp_path / "both")
    yield found
    found.close()


Furnish = Callable[[str, Path], None]


@pytest.fixture
def mixed_pair(
    both_once: Path, tmp_path: Path, postgres: PostgresServer, postgres_template: URL
) -> Iterator[Pair]:
    """The same, with the county's installation on PostgreSQL."""
    shutil.copytree(both_once / "court", tmp_path / "court")
    (tmp_path / "county").mkdir(mode=0o700)
    with ExitStack() as stack:
        url = postgres.create(postgres_template)
        stack.callback(postgres.drop, url)
        furnish(_told(url), tmp_path / "county")
        pair = Pair(
            Side(opened(_address(tmp_path / "court"), tmp_path / "court"), CARRIERS["court"]),
            Side(opened(_told(url), tmp_path / "county"), CARRIERS["county"]),
        )
        stack.callback(pair.close)
        staffed_without(pair.county.house, COURTS)
        with_keys(pair.county.house, "科左中旗综治中心（PostgreSQL）")
        introduce(pair.court, pair.county)
        with (
            pair.court.house.begin() as uow
        ):  # the other county's cards: their organisations work here no more
            from mediation.model import ExchangeOrganisation

            uow.session.execute(delete(ExchangeOrganisation))
            uow.commit()
        introduce(pair.county, pair.court)
        yield pair
