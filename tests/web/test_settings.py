"""The forms of what practice decides: typed input stays, all that is wrong is said at its field, choices are words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from furnished import House, furnished_house
from sqlalchemy import select

from mediation.model import Setting
from mediation.services.practice_points import POINTS

DECIDERS = {
    "value.village.first": "",
    "value.village.second": "",
    "value.township.first": "justice_station",
    "value.township.second": "",
    "value.county.first": "governance_centre",
    "value.county.second": "justice_bureau",
    "value.city.first": "justice_bureau",
    "value.city.second": "",
    "since": "2026-11-01",
    "reason": "市里的文件",
}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def values(house: House, name: str) -> list[str]:
    with house.installation.read() as session:
        return list(session.scalars(select(Setting.value).where(Setting.name == name)))


def test_every_point_has_a_form_that_leads_from_the_list(house: House) -> None:
    browser = house.browser("administrator")
    assert 'href="/settings"' in browser.get("/rules").text
    listed = browser.get("/settings").text
    for name, point in POINTS.items():
        assert f'href="/settings/{name}"' in listed
        page = browser.get(f"/settings/{name}")
        assert page.status_code == 200, name
        assert str(point.title) in page.text


def test_who_decides_is_chosen_from_lists_and_kept_as_it_is_read(house: House) -> None:
    browser = house.browser("administrator")
    assert browser.post("/settings/deciders", DECIDERS).status_code == 303
    (kept,) = values(house, "deciders")
    assert kept == (
        "village=;township=justice_station;county=governance_centre,justice_bureau;city=justice_bureau"
    )
    page = browser.get("/settings/deciders").text
    assert "旗县内由社会治安综合治理中心，没有的由司法局" in page
    assert "市里的文件" in page
    assert '<option value="governance_centre" selected>' in page


def test_what_is_wrong_comes_back_as_typed_with_all_of_it(house: House) -> None:
    browser = house.browser("administrator")
    wrong = {
        **DECIDERS,
        "value.city.first": "",
        "value.county.second": "governance_centre",
        "since": "2026-02-31",
    }
    answer = browser.post("/settings/deciders", {**wrong, "reason": ""})
    assert answer.status_code == 422
    for field in ("value-city-first", "value-county-second", "since", "reason"):
        assert f'id="f-{field}-error"' in answer.text, field
    assert 'value="2026-02-31"' in answer.text
    assert values(house, "deciders") == []


def test_a_word_is_refused_with_the_sentence_that_says_what_it_must_be(house: House) -> None:
    browser = house.browser("administrator")
    typed = {"value": "民初\nXY", "since": "2026-11-01", "reason": "本院通知"}
    answer = browser.post("/settings/suit_number_kinds", typed)
    assert answer.status_code == 422
    assert "「XY」不是类型代字" in answer.text
    assert "民初\nXY</textarea>" in answer.text
    typed["value"] = "民初\n民特"
    assert browser.post("/settings/suit_number_kinds", typed).status_code == 303
    assert values(house, "suit_number_kinds") == ["民初,民特"]


def test_what_somebody_wrote_into_the_table_wrongly_is_shown_as_wrong(house: House) -> None:
    with house.installation.begin() as uow:
        uow.session.add(Setting(name="triage_load", value="many"))
        uow.session.add(Setting(name="deciders", value="town=nobody"))
        uow.commit()
    browser = house.browser("administrator")
    assert browser.get("/settings").text.count("写错了：") == 2
    for name in ("triage_load", "deciders"):
        assert "写错了：" in browser.get(f"/settings/{name}").text
