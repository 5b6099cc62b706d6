"""What the tests of failures go by: every row that anybody commits is noticed, and nothing else."""

from __future__ import annotations

from sqlalchemy import update

from mediation.bootstrap import Installation
from mediation.model import Person
from tests.faults.failing import kept, watched


def rename(house: Installation, before: str, after: str, *, commit: bool) -> None:
    with house.begin() as uow:
        uow.session.execute(update(Person).where(Person.name == before).values(name=after))
        if commit:
            uow.commit()


def test_a_committed_row_is_noticed_and_one_that_was_rolled_back_is_not(house: Installation) -> None:
    with house.begin() as uow:
        uow.session.add(Person(account="zhaoyi", name="赵一", password_hash="-"))
        uow.commit()
    with watched(house) as is_untouched:
        assert is_untouched()
        rename(house, "赵一", "赵二", commit=False)
        assert is_untouched()
        rename(house, "赵一", "赵二", commit=True)
        assert not is_untouched()
        rename(house, "赵二", "赵一", commit=True)
        assert is_untouched()


def test_two_looks_at_the_same_rows_are_equal(house: Installation) -> None:
    assert kept(house) == kept(house)
