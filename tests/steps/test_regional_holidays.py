"""地方节日: a holiday of an autonomous area moves the clocks of cases there, and of nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.player import Player
from mediation.model import CalendarDay
from mediation.rules.errors import BadInput, NotAllowed, NotThere
from mediation.rules.regional_holiday import RegionalHoliday
from mediation.rules.terms import WorkingDays, due
from mediation.services.change_rules import drop_regional_holiday, enter_regional_holiday
from mediation.services.perform import perform
from mediation.services.recount_deadlines import apply_recount
from tests.steps.conftest import TODAY, Begin
from tests.steps.test_rules_change import act, lines
from tests.steps.test_sweep import clocks

COUNTY, NEXT_COUNTY, REGION = "150521000000", "150523000000", "150000000000"
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def festival(player: Player, **more: object) -> RegionalHoliday:
    """On the last day of the case's first clock."""
    until = clocks(player)["acceptance"].due_on
    return replace(RegionalHoliday(COUNTY, "祭火节", until, until), **more)  # type: ignore[arg-type]


def test_it_moves_what_ends_there_once_approved(house: Installation, begin: Begin) -> None:
    player = begin()
    given = festival(player)
    with house.begin() as uow:
        elsewhere = due(TODAY, WorkingDays(3), uow.calendar(NEXT_COUNTY)).due_on
    recount = act(house, enter_regional_holiday, given=given)
    (moved,) = [one for one in lines(house, recount) if one.deadline_id == clocks(player)["acceptance"].id]
    assert moved.before_on == given.first_on < moved.after_on
    act(house, apply_recount, recount_id=recount)
    assert clocks(player)["acceptance"].due_on == moved.after_on
    with house.begin() as uow:
        assert due(TODAY, WorkingDays(3), uow.calendar(NEXT_COUNTY)).due_on == elsewhere
        assert due(TODAY, WorkingDays(3), uow.calendar("150521100200")).due_on == moved.after_on


def test_another_areas_holiday_moves_nothing_here_and_the_whole_regions_does(
    house: Installation, begin: Begin
) -> None:
    player = begin()
    assert (
        lines(house, act(house, enter_regional_holiday, given=festival(player, region_code=NEXT_COUNTY)))
        == []
    )
    for nowhere in ("", "110000000000"):
        with pytest.raises(BadInput):
            act(house, enter_regional_holiday, given=festival(player, region_code=nowhere))
    recount = act(house, enter_regional_holiday, given=festival(player, region_code=REGION))
    assert [one.before_on for one in lines(house, recount)] == [clocks(player)["acceptance"].due_on]


def test_taken_out_again_it_moves_the_clocks_back(house: Installation, begin: Begin) -> None:
    player = begin()
    given = festival(player)
    act(house, apply_recount, recount_id=act(house, enter_regional_holiday, given=given))
    again = {"region_code": COUNTY, "year": given.first_on.year, "name": given.name}
    recount = act(house, drop_regional_holiday, **again)
    act(house, apply_recount, recount_id=recount)
    assert clocks(player)["acceptance"].due_on == given.first_on
    with house.read() as session:
        assert session.scalars(select(CalendarDay)).all() == []
    with pytest.raises(NotThere):
        act(house, drop_regional_holiday, **again)


def test_entered_again_it_takes_the_place_of_what_stood_there(house: Installation, begin: Begin) -> None:
    given = festival(begin())
    later = given.first_on + timedelta(7)
    act(house, enter_regional_holiday, given=given)
    act(house, enter_regional_holiday, given=replace(given, first_on=later, last_on=later))
    with house.read() as session:
        assert [row.day for row in session.scalars(select(CalendarDay))] == [later]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"name": " "}, "名称"),
        ({"last_on": date(2026, 11, 25)}, "早于第一天"),
        ({"last_on": date(2026, 12, 20)}, "最多 12 天"),
        ({"first_on": date(2026, 12, 30), "last_on": date(2027, 1, 2)}, "不在 2026 年"),
        ({"first_on": date(2026, 10, 7), "last_on": date(2026, 10, 8)}, "全国的节假日"),
        ({"first_on": date(2026, 11, 28), "last_on": date(2026, 11, 29)}, "本来就休息"),
        ({"first_on": date(2020, 11, 26), "last_on": date(2020, 11, 26)}, "去年到后年"),
        ({"worked": (date(2026, 11, 26),)}, "又放假又上班"),
        ({"worked": (date(2026, 11, 27),)}, "本来就是工作日"),
        ({"worked": (date(2026, 11, 28), date(2026, 11, 28))}, "写了两次"),
        ({"worked": (date(2027, 1, 9),)}, "不在 2026 年"),
    ],
)
def test_what_is_wrong_is_refused_with_the_day(
    house: Installation, more: dict[str, object], said: str
) -> None:
    given = RegionalHoliday(COUNTY, "祭火节", date(2026, 11, 26), date(2026, 11, 26))
    with pytest.raises(BadInput) as refusal:
        act(house, enter_regional_holiday, given=replace(given, **more))  # type: ignore[arg-type]
    assert said in " ".join(str(problem.message) for problem in refusal.value.problems)


def test_two_local_holidays_share_no_day_and_only_the_administrator_enters_them(
    house: Installation, begin: Begin
) -> None:
    player = begin()
    given = festival(player)
    act(house, enter_regional_holiday, given=given)
    with pytest.raises(BadInput) as refusal:
        act(house, enter_regional_holiday, given=replace(given, name="那达慕"))
    assert "已经是本地的祭火节" in str(refusal.value.problems[0].message)
    with pytest.raises(NotAllowed):
        perform(player.house, enter_regional_holiday, actor=player.actor("cunzhuren"), given=given)
