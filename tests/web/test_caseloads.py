"""The page of caseloads: a trial that changes nothing, the whole list, its results, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from furnished import House, furnished_house
from sqlalchemy import select

from mediation.model import Appointment, Person, RunLine
from mediation.rules.vocabulary import LineOutcome


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def form_of(house: House) -> tuple[str, str]:
    """The form of the first mediator on the page, and somebody who can stand in."""
    browser = house.browser("head")
    page = browser.get("/caseloads").text
    url = re.search(r'href="(/caseloads/[0-9a-f-]{36}/[0-9a-f-]{36})"', page)
    assert url is not None
    choice = re.search(r'<option value="([0-9a-f-]{36})"', browser.get(url.group(1)).text)
    assert choice is not None
    return url.group(1), choice.group(1)


def given_to(house: House, person_id: str) -> int:
    with house.installation.read() as session:
        rows = session.scalars(select(Appointment).where(Appointment.until_at.is_(None)))
        return sum(str(one.person_id) == person_id for one in rows)


def test_a_trial_tells_and_changes_nothing(house: House) -> None:
    url, stand_in = form_of(house)
    before = given_to(house, stand_in)
    answer = house.browser("head").post(url, {"to_id": stand_in, "reason": "请假", "_do": "try"})
    assert answer.status_code == 200
    assert "什么都还没有改" in answer.text
    assert "请假" in answer.text  # what was typed is still there
    assert given_to(house, stand_in) == before


def test_what_is_missing_is_said_and_what_was_typed_stays(house: House) -> None:
    url, _ = form_of(house)
    answer = house.browser("head").post(url, {"to_id": "", "reason": "去培训", "_do": "all"})
    assert answer.status_code == 422
    assert "请选由谁接手" in answer.text
    assert "去培训" in answer.text


def test_a_caseload_is_given_and_taken_back(house: House) -> None:
    url, stand_in = form_of(house)
    browser = house.browser("head")
    before = given_to(house, stand_in)
    answer = browser.post(url, {"to_id": stand_in, "reason": "请假", "_do": "all"})
    assert answer.status_code == 303
    listed = answer.headers["Location"]
    with house.installation.read() as session:
        outcomes = session.scalars(select(RunLine.outcome)).all()
    done = outcomes.count(LineOutcome.DONE)
    assert done > 0
    assert LineOutcome.WAITING not in outcomes
    assert given_to(house, stand_in) == before + done
    page = browser.get(listed).text
    assert page.count("已办理") > done
    assert browser.post(f"{listed}/undo", {"reason": ""}).status_code == 422
    assert browser.post(f"{listed}/undo", {"reason": "他回来了"}).status_code == 303
    assert given_to(house, stand_in) == before
    assert browser.post(f"{listed}/go-on").status_code == 303  # nothing waits: nothing happens


def test_a_list_is_not_there_for_another_committee(house: House) -> None:
    url, stand_in = form_of(house)
    listed = (
        house.browser("head")
        .post(url, {"to_id": stand_in, "reason": "请假", "_do": "all"})
        .headers["Location"]
    )
    for person in ("next_village", "township_head", "other_county"):
        assert house.browser(person).get(listed).status_code == 404
        assert house.browser(person).get(url).status_code == 404
        assert house.browser(person).post(f"{listed}/undo", {"reason": "试"}).status_code == 404


def test_what_is_new_to_a_mediator_stands_first_until_it_is_opened(house: House) -> None:
    case = house.plan.cases["mediating"]
    with house.installation.begin() as uow:
        for one in uow.session.scalars(select(Appointment).where(Appointment.until_at.is_(None))):
            one.opened_at = None
        uow.commit()
    browser = house.browser("mediator")
    home = browser.get("/").text
    assert "新交给我、还没有看过的" in home
    first = home.index('id="new"')
    assert f"/cases/{case.public_id}" in home[first : first + 3000]
    browser.get(f"/cases/{case.public_id}")
    after = browser.get("/").text
    new = after[after.index('id="new"') :].partition("</section>")[0] if 'id="new"' in after else ""
    assert f"/cases/{case.public_id}" not in new
    with house.installation.read() as session:
        assert session.scalars(
            select(Appointment.opened_at).join(Person, Person.id == Appointment.person_id)
        ).first()
