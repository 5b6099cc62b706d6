"""What a step has looked up is not asked again, until this transaction or its end makes the answer wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, text, update
from sqlalchemy.orm import Session

from mediation.bootstrap import Installation
from mediation.demonstration.player import Player
from mediation.model import Appointment, Party
from mediation.services.case_now import current_parties, mediators_of
from mediation.services.give_number import next_number

TODAY = date(2026, 11, 23)


class Asked:
    """How often the parties of a case were asked of the database."""

    def __init__(self, house: Installation) -> None:
        self.count = 0
        event.listen(house.database.write_engine, "before_cursor_execute", self._seen)

    def _seen(self, _c: Any, _u: Any, statement: str, *_: Any) -> None:
        self.count += "FROM parties" in statement and statement.startswith("SELECT")

    def during(self, act: Callable[[], object]) -> int:
        before = self.count
        act()
        return self.count - before


@pytest.fixture
def case(begin: Callable[..., Player]) -> Player:
    return begin()


def names(session: Session, case: Player) -> list[str]:
    return [party.name for party in current_parties(session, case.case_id)]


def test_what_was_looked_up_is_not_asked_again(house: Installation, case: Player) -> None:
    asked = Asked(house)
    with house.begin() as uow:
        assert asked.during(lambda: names(uow.session, case)) == 1
        assert asked.during(lambda: names(uow.session, case)) == 0


def test_a_change_is_seen_at_once(house: Installation, case: Player) -> None:
    with house.begin() as uow:
        first, second = current_parties(uow.session, case.case_id)
        first.until_on = TODAY
        assert names(uow.session, case) == [second.name]


def test_a_new_row_is_seen_at_once(house: Installation, case: Player) -> None:
    with house.begin() as uow:
        mine = case.actor("cunzhuren").person_id
        assert mediators_of(uow.session, case.case_id) == []
        holder = case.actor("cunzhuren").posts[0].organisation_id
        uow.session.add(
            Appointment(
                case_id=case.case_id, person_id=mine, organisation_id=holder, from_at=case.clock.now()
            )
        )
        assert mediators_of(uow.session, case.case_id) == [mine]


def test_a_statement_past_the_rows_is_seen(house: Installation, case: Player) -> None:
    with house.begin() as uow:
        first, second = current_parties(uow.session, case.case_id)
        uow.session.execute(update(Party).where(Party.id == first.id).values(until_on=TODAY))
        assert names(uow.session, case) == [second.name]


def test_a_change_elsewhere_asks_nothing_again(house: Installation, case: Player) -> None:
    asked = Asked(house)
    with house.begin() as uow:
        names(uow.session, case)
        uow.session.execute(update(Appointment).values(until_at=None))
        assert asked.during(lambda: names(uow.session, case)) == 0


def test_plain_sql_that_says_what_it_writes_asks_nothing_else_again(
    house: Installation, case: Player
) -> None:
    asked = Asked(house)
    with house.begin() as uow:
        names(uow.session, case)
        next_number(uow.session, case.actor("cunzhuren").posts[0].organisation_id, "case", 2026)
        assert asked.during(lambda: names(uow.session, case)) == 0


def test_plain_sql_that_does_not_say_so_is_seen(house: Installation, case: Player) -> None:
    with house.begin() as uow:
        first, second = current_parties(uow.session, case.case_id)
        ended = text("UPDATE parties SET until_on = '2026-11-23' WHERE name = :name")
        uow.session.execute(ended, {"name": first.name})
        assert names(uow.session, case) == [second.name]


def test_what_was_taken_back_is_forgotten(house: Installation, case: Player) -> None:
    with house.begin() as uow:
        before = names(uow.session, case)
        with uow.session.begin_nested() as savepoint:
            current_parties(uow.session, case.case_id)[0].until_on = TODAY
            assert names(uow.session, case) == before[1:]
            savepoint.rollback()
        assert names(uow.session, case) == before


def test_another_transaction_asks_for_itself(house: Installation, case: Player) -> None:
    with house.begin() as uow:
        before = names(uow.session, case)
        uow.commit()
        with house.begin() as other:
            current_parties(other.session, case.case_id)[0].until_on = TODAY
            other.commit()
        assert names(uow.session, case) == before[1:]


def test_nobody_spoils_the_answer_of_another(house: Installation, case: Player) -> None:
    with house.begin() as uow:
        current_parties(uow.session, case.case_id).clear()
        assert len(names(uow.session, case)) == 2
