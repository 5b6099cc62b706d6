"""The page on which another body's doings are noted in a case."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from form_on_page import FormOnPage
from furnished import House, furnished_house

from mediation.model import Case


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


@pytest.mark.parametrize("case", ["told", "in_force"])
def test_it_is_noted_in_an_open_and_in_a_closed_case_once(house: House, case: str) -> None:
    who, path = house.browser("registrar"), f"/cases/{house.plan.cases[case].public_id}"
    assert f"{path}/proceedings/new" in who.get(path).text
    form = FormOnPage(who.get(f"{path}/proceedings/new").text)
    refused = who.post(f"{path}/proceedings/new", {**form.sent, "body": ["某法院<b>"]})
    assert refused.status_code == 422
    again = FormOnPage(refused.text)
    assert again.error("kind")
    assert again.error("what")
    sent = {**again.sent, "kind": ["suit"], "what": ["诉请撤销协议"], "number": ["（2026）内0521民初9号"]}
    for _ in range(2):  # the second click
        assert who.post(f"{path}/proceedings/new", sent).status_code == 303
    page = who.get(path).text
    assert unescape(page).count("诉讼（某法院<b> （2026）内0521民初9号）：诉请撤销协议") == 1
    assert "<b>" not in page


def test_a_medical_dispute_that_a_court_has_taken_is_led_to_its_end(house: House) -> None:
    """医纠条例 31: mediation of it ends, and the page offers that at once, with the reason to write."""
    who, case = house.browser("mediator"), house.plan.cases["told"]
    with house.installation.begin() as uow:
        uow.session.get_one(Case, case.id).category_code = "medical"
        uow.commit()
    path = f"/cases/{case.public_id}/proceedings/new"
    sent = FormOnPage(who.get(path).text).sent | {
        "kind": ["suit"],
        "body": ["某法院"],
        "what": ["已经受理"],
    }
    led = who.post(path, sent)
    assert (led.status_code, led.headers["Location"]) == (303, f"/steps/dispute/{case.id}/terminate")
    page = unescape(who.get(led.headers["Location"]).text)
    assert "第三十一条" in page
    form = FormOnPage(page)
    assert who.post(led.headers["Location"], form.sent | {"reason": ["法院已经受理"]}).status_code == 303
