"""The page on which another body's doings are noted in a case."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from form_on_page import FormOnPage
from furnished import House, furnished_house
from sqlalchemy import select

from mediation.demonstration.player import Player
from mediation.model import Case, Organisation, Party, Person, Request
from mediation.rules import acts
from mediation.rules.vocabulary import CaseSource, Channel


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


def sent_to_court(house: House) -> tuple[Player, str]:
    """A case of the village whose party goes to court, and its address."""
    case = house.plan.cases["told"]
    player = Player(house.installation, house.installation.clock.today())
    player.case_id = case.id
    player.step("mediator", "go_to_court", reason="申请人选择起诉")
    return player, f"/cases/{case.public_id}"


def test_a_note_that_the_court_is_done_is_taken_back_on_its_page(house: House) -> None:
    player, path = sent_to_court(house)
    court, today = house.plan.organisations["other_court"], player.clock.today()
    filed = acts.CaseFiled(court, f"（{today.year}）内0523民初901号", today)
    player.step("mediator", "record_filing", filed)
    with house.installation.begin() as uow:
        uow.session.scalars(select(Person).where(Person.account == "other_court")).one().active = False
        uow.commit()
    who, back = house.browser("registrar"), f"{path}/proceedings/suit-over"
    assert back not in who.get(path).text
    assert who.get(back).status_code == 404
    form = FormOnPage(who.get(f"{path}/proceedings/new").text)
    note = {**form.sent, "kind": ["suit"], "body": ["开鲁县人民法院"], "what": ["已经判决"], "ended": ["yes"]}
    assert who.post(f"{path}/proceedings/new", note).status_code == 303
    assert back in who.get(path).text
    assert back in house.browser("head").get(path).text
    assert back not in house.browser("mediator").get(path).text
    withdrawal = FormOnPage(who.get(back).text)
    refused = who.post(back, {**withdrawal.sent, "reason": [" "]})
    assert refused.status_code == 422
    sent = {**FormOnPage(refused.text).sent, "reason": ["判决<b>还没有生效"]}
    for _ in range(2):  # the second click
        assert who.post(back, sent).status_code == 303
    page = who.get(path).text
    assert unescape(page).count("判决<b>还没有生效") == 1
    assert back not in page
    assert who.post(back, {**sent, "_key": ["another"]}).status_code == 409


def test_papers_for_a_court_that_was_stopped_are_refused_at_the_form(house: House) -> None:
    sent_to_court(house)
    court = house.plan.organisations["court"]
    with house.installation.begin() as uow:
        stopped = uow.session.get_one(Organisation, court)
        stopped.active, stopped.stopped_on = False, house.installation.clock.today()
        uow.commit()
    case_id = house.plan.cases["told"].id
    who, step = house.browser("mediator"), f"/steps/dispute/{case_id}/hand_in_complaint"
    form = FormOnPage(who.get(step).text)
    day = house.installation.clock.today().isoformat()
    refused = who.post(
        step, {**form.sent, "court_id": [str(court)], "papers": ["起诉状一份"], "received_on": [day]}
    )
    assert refused.status_code == 422
    assert "还没有能立案的人员" in FormOnPage(refused.text).error("court_id")
    with house.installation.read() as session:
        assert session.scalars(select(Request).where(Request.case_id == case_id)).all() == []


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


def test_of_counselling_the_form_asks_only_whether_the_person_came(house: House) -> None:
    case = house.plan.cases["told"]
    player = Player(house.installation, house.installation.clock.today())
    player.case_id = case.id
    with house.installation.read() as session:
        party = session.scalars(select(Party.id).where(Party.case_id == case.id)).first()
    assert party is not None
    given = acts.Referred(Channel.COUNSELLING, "某服务站", "心理支持", (party,))
    player.step("mediator", "refer", given)
    with house.installation.read() as session:
        asked = session.scalars(select(Request.id).where(Request.case_id == case.id)).one()
    who, path = house.browser("mediator"), f"/steps/referral/{asked}/hear_back"
    page = who.get(path).text
    assert '<textarea id="f-answer"' not in page
    form = FormOnPage(page)
    refused = who.post(path, {**form.sent, "answer": ["诊断为抑郁"]})
    assert refused.status_code == 422
    assert FormOnPage(refused.text).error("answer")
    assert who.post(path, {**form.sent, "answer": ["not_seen"]}).status_code == 303
    assert "本人没有接受服务" in who.get(f"/cases/{case.public_id}").text


def test_what_a_court_entrusted_on_paper_is_shown_as_registered(house: House) -> None:
    who, case = house.browser("mediator"), house.plan.cases["told"]
    path = f"/cases/{case.public_id}/filing"
    before = who.get(path).text
    assert f'action="{path}"' in before
    assert "继续审理" not in before
    with house.installation.begin() as uow:
        kept = uow.session.get_one(Case, case.id)
        kept.source, kept.inviting_court_id = (
            CaseSource.COURT_ENTRUSTED,
            house.plan.organisations["other_court"],
        )
        uow.commit()
    page = who.get(path).text
    assert "由委托的人民法院继续审理" in page
    assert f'action="{path}"' not in page
