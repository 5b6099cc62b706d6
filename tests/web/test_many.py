"""The pages of one step for many cases: tried, done, told case by case, taken back; and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from furnished import Browser, House, furnished_house
from sqlalchemy import func, select

from mediation.model import Appointment, Deadline, HandOver, RunLine
from mediation.rules.vocabulary import DeadlineState, LineOutcome
from tests.regimes import let_delegate


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


@pytest.fixture
def head(house: House) -> Browser:
    return house.browser("head")


def form_url(house: House, step: str) -> str:
    return f"/many/{step}/{house.plan.organisations['village']}"


def case_id(house: House, key: str) -> str:
    return str(house.plan.cases[key].id)


def open_offers(house: House) -> int:
    with house.installation.read() as session:
        return session.scalar(select(func.count()).select_from(HandOver).where(HandOver.is_open)) or 0


def outcomes(house: House) -> list[LineOutcome]:
    with house.installation.read() as session:
        return list(session.scalars(select(RunLine.outcome).order_by(RunLine.ordinal)))


def test_mediators_are_appointed_for_many_at_once(house: House, head: Browser) -> None:
    url, person = form_url(house, "appoint"), str(house.plan.people["colleague"])
    assert house.plan.cases["accepted"].public_id in head.get(url).text
    sent = {"case_ids": [case_id(house, "accepted")], "person_ids": [person], "_do": "all"}
    done = head.post(url, sent)
    assert done.status_code == 303
    assert outcomes(house) == [LineOutcome.DONE]
    assert appointed(house, person) == 1
    listed = done.headers["Location"]
    assert head.post(f"{listed}/undo", {"reason": ""}).status_code == 422
    assert head.post(f"{listed}/undo", {"reason": "选错了人"}).status_code == 303
    assert appointed(house, person) == 0
    assert outcomes(house) == [LineOutcome.UNDONE]
    history = head.get(f"/cases/{house.plan.cases['accepted'].public_id}").text
    assert "选错了人" in history


def appointed(house: House, person: str) -> int:
    """Whether that person mediates the accepted case."""
    with house.installation.read() as session:
        return (
            session.scalar(
                select(func.count())
                .select_from(Appointment)
                .where(
                    Appointment.case_id == UUID(case_id(house, "accepted")),
                    Appointment.person_id == UUID(person),
                    Appointment.until_at.is_(None),
                )
            )
            or 0
        )


def test_cases_are_offered_tried_first_and_called_back(house: House, head: Browser) -> None:
    url, before = form_url(house, "offer"), open_offers(house)
    cases = [case_id(house, "mediating"), case_id(house, "accepted")]
    sent = {
        "case_ids": cases,
        "told": cases[:1],
        "receiver_id": str(house.plan.organisations["township"]),
        "reason": "跨村，村里调不了",
    }
    tried = head.post(url, {**sent, "_do": "try"})
    assert tried.status_code == 200
    assert "什么都还没有改" in tried.text
    assert open_offers(house) == before
    done = head.post(url, {**sent, "_do": "all"})
    assert sorted(outcomes(house)) == sorted([LineOutcome.DONE, LineOutcome.REFUSED])  # one was not told
    assert open_offers(house) == before + 1
    assert head.post(f"{done.headers['Location']}/undo", {"reason": "再试一次村里调"}).status_code == 303
    assert open_offers(house) == before


def test_terms_are_extended_for_those_whose_parties_agree(house: House, head: Browser) -> None:
    one, until = case_id(house, "mediating"), house.installation.clock.today() + timedelta(45)
    sent = {
        "case_ids": [one],
        "told": [one],
        "until_on": until.isoformat(),
        "reason": "等收成以后再算",
        "_do": "all",
    }
    assert head.post(form_url(house, "extend"), sent).status_code == 303
    assert outcomes(house) == [LineOutcome.DONE]
    with house.installation.read() as session:
        due = session.scalars(
            select(Deadline.due_on).where(
                Deadline.case_id == UUID(one), Deadline.state == DeadlineState.RUNNING
            )
        ).all()
    assert max(due) >= until


def delegating(house: House) -> str:
    """The court's own form, in a year in which it still delegates."""
    let_delegate(house.installation, date(2025, 1, 1))
    return f"/many/delegate/{house.plan.organisations['court']}"


def test_a_court_that_still_delegates_types_a_number_for_each(house: House) -> None:
    liaison, one = house.browser("liaison"), case_id(house, "asking")
    assert "/many/delegate/" not in liaison.get("/many").text
    url, before = delegating(house), open_offers(house)
    assert url in liaison.get("/many").text
    sent = {
        "case_ids": [one],
        "told": [one],
        "receiver_id": str(house.plan.organisations["township"]),
        "reason": "双方同意立案前调解",
        "_do": "all",
    }
    refused = liaison.post(url, sent)
    assert refused.status_code == 422
    assert "请写明法院的案号" in refused.text
    number = {f"number.{one}": "（2026）内0521诉前调71号"}
    wrong = liaison.post(url, {**sent, f"number.{one}": "（2026）内0521民初71号", "_do": "try"})
    assert "类型代字应是 诉前调" in wrong.text
    assert "（2026）内0521民初71号" in wrong.text  # what was typed is kept
    done = liaison.post(url, {**sent, **number})
    assert outcomes(house) == [LineOutcome.DONE]
    assert open_offers(house) == before + 1
    assert liaison.post(f"{done.headers['Location']}/undo", {"reason": "发错了"}).status_code == 303
    assert open_offers(house) == before


@pytest.mark.parametrize(
    ("step", "fields", "said"),
    [
        ("appoint", {}, "请至少选一名调解员"),
        ("extend", {"reason": "等收成"}, "这一项必须填写"),
        ("offer", {"reason": "跨村"}, "请选接收的调解组织"),
        ("offer", {"reason": "长" * 5000}, "字"),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    house: House, head: Browser, step: str, fields: dict[str, str], said: str
) -> None:
    sent = {"case_ids": [case_id(house, "mediating")], **fields, "_do": "all"}
    answer = head.post(form_url(house, step), sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert fields.get("reason", "") in answer.text
    assert outcomes(house) == []


def test_another_committees_case_is_not_there(house: House, head: Browser) -> None:
    sent = {
        "case_ids": [case_id(house, "received")],  # the township's by now
        "person_ids": [str(house.plan.people["colleague"])],
        "_do": "all",
    }
    assert head.post(form_url(house, "appoint"), sent).status_code == 404
    assert outcomes(house) == []


@pytest.mark.parametrize("person", ["next_village", "township_head", "other_county"])
def test_another_committees_form_is_not_there(house: House, person: str) -> None:
    other = house.browser(person)
    for step in ("appoint", "extend", "offer"):
        assert other.get(form_url(house, step)).status_code == 404
        assert other.post(form_url(house, step), {"_do": "all"}).status_code == 404


def test_a_list_of_results_is_read_by_those_who_may_work_on_it(house: House, head: Browser) -> None:
    person = str(house.plan.people["colleague"])
    sent = {"case_ids": [case_id(house, "accepted")], "person_ids": [person], "_do": "all"}
    listed = head.post(form_url(house, "appoint"), sent).headers["Location"]
    assert head.get(listed).status_code == 200
    part = head.get(listed, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    for account in ("next_village", "county_head", "other_county"):
        assert house.browser(account).get(listed).status_code == 404
        assert house.browser(account).post(f"{listed}/go-on").status_code == 404
