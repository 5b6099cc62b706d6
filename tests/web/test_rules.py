"""The administrator's pages: what is typed stays, all that is wrong is said, nothing moves before it is approved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from furnished import House, furnished_house
from sqlalchemy import select

from mediation.model import CalendarDay, Recount, Setting
from mediation.rules.vocabulary import RecountState

SPRING = {"spring.first_on": "2027-02-05", "spring.last_on": "2027-02-12"}
YEAR = {
    **SPRING,
    "new_year.first_on": "2027-01-01",
    "new_year.last_on": "2027-01-03",
    "qingming.first_on": "2027-04-03",
    "qingming.last_on": "2027-04-05",
    "labour_day.first_on": "2027-05-01",
    "labour_day.last_on": "2027-05-05",
    "dragon_boat.first_on": "2027-06-09",
    "dragon_boat.last_on": "2027-06-09",
    "mid_autumn.first_on": "2027-09-15",
    "mid_autumn.last_on": "2027-09-15",
    "national.first_on": "2027-10-01",
    "national.last_on": "2027-10-07",
    "worked": "2027-02-20\n2027-05-08",
}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def test_a_year_with_mistakes_comes_back_as_typed_with_all_of_them(house: House) -> None:
    browser = house.browser("administrator")
    typed = {**YEAR, "labour_day.first_on": "2027-05-02", "worked": "2027-02-31"}
    answer = browser.post("/rules/years/2027", typed)
    assert answer.status_code == 422
    assert "2027-02-31" in answer.text
    assert "是法定节日，没有放假" in answer.text
    assert 'value="2027-05-02"' in answer.text
    with house.installation.read() as session:
        assert session.scalars(select(CalendarDay)).all() == []


def test_a_year_is_entered_listed_and_approved(house: House) -> None:
    browser = house.browser("administrator")
    answer = browser.post("/rules/years/2027", YEAR)
    assert answer.status_code == 303
    listed = answer.headers["Location"]
    page = browser.get(listed)
    assert "等待确认" in page.text
    assert "录入 2027 年放假安排" in page.text
    approve = re.search(r'action="(/rules/recounts/[^"]+/(?:apply|drop))"', page.text)
    assert approve is not None
    assert browser.post(approve.group(1), {}).status_code == 303
    assert browser.post(approve.group(1), {}).status_code == 409
    with house.installation.read() as session:
        assert session.scalars(select(Recount.state)).one() is not RecountState.PROPOSED
    assert "2027年2月5日" in browser.get("/rules").text
    assert 'value="2027-02-12"' in browser.get("/rules/years/2027").text


def test_a_length_is_changed_from_a_day_on(house: House) -> None:
    browser = house.browser("administrator")
    bad = browser.post("/rules/lengths/settlement", {"n": "many", "since": "2026-02-31", "reason": "通知"})
    assert bad.status_code == 422
    assert 'value="many"' in bad.text
    answer = browser.post("/rules/lengths/settlement", {"n": "10", "since": "2026-12-01", "reason": "通知"})
    assert answer.status_code == 303
    with house.installation.read() as session:
        assert session.scalars(select(Setting.value).where(Setting.name == "settlement_days")).one() == "10"
    assert "2026年12月1日 起" in browser.get("/rules").text


def test_the_administrator_is_told_of_years_that_nobody_has_entered(house: House) -> None:
    assert 'href="/rules"' in house.browser("administrator").get("/").text
