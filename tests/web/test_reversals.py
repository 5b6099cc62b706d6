"""撤销这一步 on pages: what will happen is said before, once is once, and the history shows both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from form_on_page import FormOnPage
from furnished import House, furnished_house
from sqlalchemy import select

from mediation.model import Case


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def page_of(house: House, person: str, case: str) -> str:
    return unescape(house.browser(person).get(f"/cases/{house.plan.cases[case].public_id}").text)


def links(page: str) -> list[str]:
    return re.findall(r'href="(/reversals/[^"]+)"', page)


def state_of(house: House, case: str) -> str:
    with house.installation.read() as session:
        return session.scalars(select(Case.state).where(Case.id == house.plan.cases[case].id)).one()


def test_the_head_takes_the_last_step_back_and_the_history_shows_both(house: House) -> None:
    (path,) = [one for one in links(page_of(house, "head", "accepted")) if "/dispute/" in one]
    who = house.browser("head")
    page = unescape(who.get(path).text)
    for said in ("恢复为「待受理」", "不再计算", "仍用这个编号", "《人民调解受理登记表》第 1 版作废"):
        assert said in page
    form = FormOnPage(page)
    blank = who.post(path, form.sent)
    assert blank.status_code == 422
    assert "错在哪里" in FormOnPage(blank.text).error("reason")
    sent = {**form.sent, "reason": ["选错了案件<b>"]}
    before = state_of(house, "accepted")
    assert who.post(path, sent).status_code == 303
    assert (before, state_of(house, "accepted")) == ("accepted", "awaiting_acceptance")
    traces = house.traces()
    assert who.post(path, sent).status_code == 303  # the second click
    assert house.traces()[1:] == traces[1:]
    shown = page_of(house, "head", "accepted")
    assert re.search(r"<del>受理，编号 [^<]+</del> <span[^>]*>已撤销</span>", shown)
    assert "撤销「受理」" in shown
    assert "选错了案件<b>" not in who.get(f"/cases/{house.plan.cases['accepted'].public_id}").text
    assert "已作废" in shown
    gone = who.get(path)
    assert gone.status_code == 409
    assert "已经撤销过了" in unescape(gone.text)


def test_a_stale_page_is_told_and_keeps_the_reason(house: House) -> None:
    (path,) = links(page_of(house, "head", "awaiting"))
    who = house.browser("head")
    sent = {**FormOnPage(who.get(path).text).sent, "reason": ["点错了"]}
    danger = {"what": "扬言报复", "reported_to": "派出所", "_key": "0" * 32}
    ids = house.plan.cases["awaiting"]
    assert (
        house.browser("registrar").post(f"/steps/dispute/{ids.id}/report_danger", danger).status_code == 303
    )
    answer = who.post(path, sent)
    assert answer.status_code == 409
    assert "激化风险报告" in unescape(answer.text)
    assert state_of(house, "awaiting") == "awaiting_acceptance"


def test_only_who_may_is_offered_it_and_what_cannot_be_taken_back_says_why(house: House) -> None:
    assert links(page_of(house, "registrar", "accepted")) == []
    assert links(page_of(house, "supervisor", "accepted")) == []
    offered = page_of(house, "head", "offered")
    assert "不能撤销：材料已经送到接收组织" in offered
    english = house.browser("head")
    english.post("/preferences", {"language": "en", "back": "/"})
    page = english.get(f"/cases/{house.plan.cases['accepted'].public_id}").text
    assert "Take this step back" in page
    (path,) = [one for one in links(page) if "/dispute/" in one]
    form = unescape(english.get(path).text)
    assert "What will happen" in form
    assert re.search(r"Dispute: from “[^”]+” back to “[^”]+”", form)


def test_the_court_takes_back_its_own_steps(house: House) -> None:
    confirmation = house.plan.cases["reviewing"].confirmation
    page = house.browser("judge").get(f"/confirmations/{confirmation}").text
    (path,) = links(page)
    assert "裁定书" in unescape(house.browser("judge").get(path).text)
    assert links(house.browser("head").get(f"/confirmations/{confirmation}").text) == []
