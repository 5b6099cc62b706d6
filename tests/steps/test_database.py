"""What the database itself refuses, whatever the program does."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Connection, select, text, update
from sqlalchemy.exc import DatabaseError

from mediation.adapters.vault import SealBroken
from mediation.bootstrap import Installation
from mediation.demonstration.invented import STORIES
from mediation.migrations.triggers import missing_triggers
from mediation.model import Case, CaseEvent, Counter, HandOver, Holding, Organisation, Party
from mediation.model.types import new_id
from mediation.services.give_number import next_number
from tests.steps.conftest import Begin

STORY = {name: story for name, _, story in STORIES}


@contextmanager
def refused(house: Installation, match: str | None = None) -> Iterator[Connection]:
    """A raw write connection on which what is done must be refused, at the statement or at the commit."""
    with house.database.write_engine.connect() as connection:
        with pytest.raises(DatabaseError, match=match):  # noqa: PT012  some are refused only at the commit
            yield connection
            connection.commit()
        connection.rollback()


def another_holding(connection: Connection, case_id: UUID, *, open_: bool) -> dict[str, object]:
    held = connection.execute(select(Holding).where(Holding.case_id == case_id)).mappings().first()
    assert held is not None
    other = connection.scalar(
        select(Organisation.id).where(Organisation.id != held["organisation_id"]).limit(1)
    )
    until = None if open_ else held["from_at"]
    return {**held, "id": new_id(), "organisation_id": other, "open": open_, "until_at": until}


def test_two_open_holders_are_refused(house: Installation, begin: Begin) -> None:
    player = begin()
    with refused(house) as connection:
        connection.execute(
            Holding.__table__.insert().values(another_holding(connection, player.case_id, open_=True))
        )


def test_no_holder_is_refused_at_commit(house: Installation, begin: Begin) -> None:
    player = begin()
    with refused(house) as connection:
        connection.execute(
            update(Holding)
            .where(Holding.case_id == player.case_id)
            .values(open=False, until_at=Holding.from_at)
        )


def test_a_holder_of_another_case_is_refused(house: Installation, begin: Begin) -> None:
    first, second = begin(n=1), begin(n=3)
    with refused(house) as connection:
        theirs = connection.scalar(select(Holding.id).where(Holding.case_id == second.case_id))
        connection.execute(update(Case).where(Case.id == first.case_id).values(holding_id=theirs))


def test_a_case_cannot_name_another_organisation_than_its_holding(house: Installation, begin: Begin) -> None:
    player = begin()
    with refused(house) as connection:
        other = another_holding(connection, player.case_id, open_=False)["organisation_id"]
        connection.execute(update(Case).where(Case.id == player.case_id).values(organisation_id=other))


def test_a_second_open_hand_over_is_refused(house: Installation, begin: Begin) -> None:
    player = begin(3)
    STORY["offered to the township"](player)
    with refused(house) as connection:
        row = connection.execute(select(HandOver.__table__)).mappings().one()
        connection.execute(HandOver.__table__.insert().values({**row, "id": new_id()}))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE case_events SET role = 'judge'",
        "DELETE FROM case_events",
        "UPDATE case_events SET seq = seq + 100",
    ],
)
def test_events_are_never_changed(house: Installation, begin: Begin, change: str) -> None:
    begin()
    with refused(house, "insert-only") as connection:
        connection.execute(text(change))


@pytest.mark.parametrize("backend", ["sqlite"])
def test_replacing_an_event_is_refused_too(house: Installation, begin: Begin) -> None:
    begin()
    with refused(house, "insert-only") as connection:
        connection.execute(text("INSERT OR REPLACE INTO case_events SELECT * FROM case_events"))


@pytest.mark.parametrize("backend", ["postgres"])
def test_truncating_events_is_refused_too(house: Installation, begin: Begin) -> None:
    begin()
    with refused(house, "insert-only") as connection:
        connection.execute(text("TRUNCATE case_events CASCADE"))


def test_all_triggers_are_there(house: Installation) -> None:
    with house.database.read_engine.connect() as connection:
        assert missing_triggers(connection) == []


def test_numbers_have_no_gap_under_eight_writers_and_rollbacks(house: Installation) -> None:
    with house.read() as session:
        organisation = session.scalars(select(Organisation.id).limit(1)).one()

    def write(n: int) -> int | None:
        with house.begin() as uow:
            number = next_number(uow.session, organisation, "case", 2026)
            if n % 3 == 0:
                return None  # left without a commit: the number goes back
            uow.commit()
            return number

    with ThreadPoolExecutor(8) as pool:
        given = [n for n in pool.map(write, range(60)) if n is not None]
    assert sorted(given) == list(range(1, 41))
    with house.read() as session:
        assert session.scalars(select(Counter.last)).one() == 40


def test_a_sealed_value_does_not_open_in_another_row_or_column(house: Installation, begin: Begin) -> None:
    player = begin(n=2)
    with house.begin() as uow:
        first, second = (uow.session.get_one(Party, i) for i in player.parties)
        second.id_number_sealed, second.phone_sealed = first.id_number_sealed, second.address_sealed
        for field in ("id_number", "phone"):
            with pytest.raises(SealBroken):
                getattr(second, field)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_no_personal_number_lies_in_the_file(house: Installation, begin: Begin, tmp_path: Path) -> None:
    player = begin(20)
    STORY["confirmation submitted"](player)
    with house.read() as session:
        party = session.get_one(Party, player.parties[0])
        secrets = [party.id_number, party.phone, party.address]
        happened = session.scalars(select(CaseEvent)).all()
    assert happened
    house.close()
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("mediation.sqlite*"))
    for secret in secrets:
        assert secret
        assert secret.encode() not in kept
