"""What pages keep of the organisations is what they are now, whoever changed them, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, delete, event, insert, select, text, update

from mediation.bootstrap import Installation
from mediation.demonstration.invented import TOWNSHIP_COMMITTEE
from mediation.model import Organisation, TableStamp
from mediation.readmodels.tallied_places import Place, places
from mediation.rules.vocabulary import Level, OrganisationKind
from tests.steps.test_tallies import COUNTY, TOWNSHIP, just_before

THERE = Organisation.name == TOWNSHIP_COMMITTEE
NEW = "新设的调解委员会"


def known(house: Installation) -> dict[str, Place]:
    with house.read() as session:
        return dict(places(session).by_id)


def as_they_are(house: Installation) -> dict[str, Place]:
    with house.read() as session:
        return {
            one.id.hex: Place(one.name, one.region_code, one.level.value, one.kind.value)
            for one in session.scalars(select(Organisation))
        }


@contextmanager
def readings(house: Installation) -> Iterator[list[str]]:
    """Each time that all organisations are read."""
    found: list[str] = []

    def hook(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "FROM organisations" in statement and "WHERE" not in statement:
            found.append(statement)

    engine = house.database.read_engine
    event.listen(engine, "before_cursor_execute", hook)
    yield found
    event.remove(engine, "before_cursor_execute", hook)


def found_one(connection: Connection) -> None:
    connection.execute(
        insert(Organisation).values(
            id=uuid4(),
            kind=OrganisationKind.COMMITTEE,
            level=Level.COUNTY,
            region_code=COUNTY,
            name=NEW,
            short_name="新",
            active=True,
        )
    )


CHANGES: dict[str, Callable[[Connection], object]] = {
    "moved": lambda connection: connection.execute(
        update(Organisation).where(THERE).values(region_code=COUNTY, level=Level.COUNTY)
    ),
    "renamed by hand": lambda connection: connection.execute(
        text("UPDATE organisations SET name = name || '（撤销）' WHERE name = :name"),
        {"name": TOWNSHIP_COMMITTEE},
    ),
    "founded": found_one,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_seen_at_once_and_only_then_are_all_read_again(
    house: Installation, change: Callable[[Connection], object]
) -> None:
    before = known(house)
    assert before == as_they_are(house)
    with readings(house) as read:
        assert known(house) == before
        assert read == []
        with house.begin() as uow:
            change(uow.session.connection())
        assert known(house) == before  # it was rolled back
        assert read == []
        with house.begin() as uow:
            change(uow.session.connection())
            uow.commit()
        after = known(house)
        assert len(read) == 1
        assert known(house) == after
        assert len(read) == 1
    assert after == as_they_are(house) != before


def test_one_that_is_gone_again_is_not_there(house: Installation) -> None:
    before = known(house)
    with house.begin() as uow:
        found_one(uow.session.connection())
        uow.commit()
    assert len(known(house)) == len(before) + 1
    with house.begin() as uow:
        uow.session.execute(delete(Organisation).where(Organisation.name == NEW))
        uow.commit()
    assert known(house) == before


def test_what_the_writer_alone_sees_is_kept_for_nobody(house: Installation) -> None:
    before = known(house)
    with house.begin() as uow:
        CHANGES["moved"](uow.session.connection())
        assert dict(places(uow.session).by_id) != before
    assert known(house) == before


def test_what_changes_between_the_stamp_and_the_rows_is_seen_by_the_next_page(house: Installation) -> None:
    def move(region: str, level: Level) -> None:
        with house.begin() as uow:
            uow.session.execute(update(Organisation).where(THERE).values(region_code=region, level=level))
            uow.commit()

    known(house)
    move(COUNTY, Level.COUNTY)
    with just_before(house, "organisations.kind", lambda: move(TOWNSHIP, Level.TOWNSHIP)):
        known(house)
    assert known(house) == as_they_are(house)


def test_without_its_stamp_every_page_reads_them(house: Installation) -> None:
    known(house)
    with house.begin() as uow:
        uow.session.execute(delete(TableStamp))
        CHANGES["moved"](uow.session.connection())
        uow.commit()
    assert known(house) == as_they_are(house)
    with house.begin() as uow:
        uow.session.execute(update(Organisation).where(THERE).values(region_code=TOWNSHIP))
        uow.commit()
    assert known(house) == as_they_are(house)
