"""A series at the court: one look at each agreement, what differs marked, then one act for all that are in order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from form_on_page import FormOnPage
from furnished import Browser, House, furnished_house
from sqlalchemy import select

from mediation.model import BatchFollower, Confirmation, Delivery
from mediation.rules.court_review import CourtReview

HEADS = "姓名\t没有证件号码的原因\t同意调解\t金额"
THREE = f"{HEADS}\n张小三\t未随身携带\t是\t1200.50\n李小四\t未随身携带\t是\t900\n王小五\t未随身携带\t是\t300"
STATES = {"submitted", "reviewing", "confirmed", "rejected"}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def stage(who: Browser, url: str, **more: str) -> None:
    """One stage of a batch, its form as it starts with what has to be added."""
    form = FormOnPage(who.get(url).text)
    sent = form.sent | {name: [value] for name, value in more.items()}
    answer = who.post(url, sent | {"_do": ["all"]})
    assert answer.status_code == 303, FormOnPage(answer.text).summary


@pytest.fixture
def series(house: House) -> str:
    """Three followers of a model have applied at the court."""
    head, today = house.browser("head"), house.clock.today().isoformat()
    model = house.plan.cases["served"].public_id
    url = head.post(f"/batches/new/{model}", {"side": "applicant"}).headers["Location"]
    assert head.post(f"{url}/list", {"text": THREE, "_do": "save"}).status_code == 303
    stage(head, f"{url}/stages/open", person_ids=str(house.plan.people["mediator"]))
    stage(
        head,
        f"{url}/stages/draw",
        began_at=f"{today}T09:00",
        place="村委会",
        record="逐条说明",
        result="愿意",
        due_on="2027-01-31",
    )
    stage(head, f"{url}/stages/sign", signed_on=today)
    court = str(house.plan.organisations["court"])
    stage(head, f"{url}/stages/apply", court_id=court, signed_on=today, none_excluded="yes")
    return url.replace("/batches/", "/series/")


def standings(house: House) -> Counter[str]:
    with house.installation.read() as session:
        return Counter(
            session.scalars(
                select(Confirmation.state).where(Confirmation.case_id.in_(select(BatchFollower.case_id)))
            )
        )


def looked_at(page: str) -> str:
    found = re.search(r'name="confirmation_id" value="([^"]+)"', page)
    version = re.search(r'name="_version" value="(\d+)"', page)
    assert found
    assert version
    return found[1]


def ok(who: Browser, url: str, how: str = "ok", flag: str = "") -> None:
    page = who.get(f"{url}/look").text
    sent = {"confirmation_id": looked_at(page), "_do": how, "flag": flag}
    assert who.post(f"{url}/look", sent).status_code == 303


def test_a_series_from_acceptance_to_service(house: House, series: str) -> None:
    liaison, judge, clerk = (house.browser(one) for one in ("liaison", "judge", "clerk"))
    assert series in liaison.get("/series").text
    stage(liaison, f"{series}/stages/accept")
    assert standings(house) == {"reviewing": 3}
    first = judge.get(f"{series}/look").text
    assert "不同" in first
    assert "￥1,200.50" in first
    ok(judge, series)
    ok(judge, series, "flag", "金额与示范相差太大，要问清楚")
    ok(judge, series)
    page = judge.get(series).text
    assert "审查通过，待裁定 2" in page
    assert "标出来单独办 1" in page
    ruling = {
        "first_number": "（2026）内0521诉前调确701号",
        "findings": "双方到场，自愿。",
        "clerk_name": "周文静",
    }
    stage(judge, f"{series}/stages/rule", **ruling)
    assert standings(house) == {"confirmed": 2, "reviewing": 1}
    with house.installation.read() as session:
        numbers = session.scalars(
            select(Confirmation.court_number).where(Confirmation.court_number.contains("确70"))
        ).all()
    assert sorted(n or "" for n in numbers) == [f"（2026）内0521诉前调确{n}号" for n in (701, 702)]
    stage(clerk, f"{series}/stages/seal")
    stage(clerk, f"{series}/stages/serve", delivered_on=house.clock.today().isoformat(), manner="direct")
    with house.installation.read() as session:
        served = session.scalars(
            select(Delivery.confirmation_id).where(
                Delivery.confirmation_id.in_(
                    select(Confirmation.id).where(Confirmation.court_number.contains("确70"))
                )
            )
        ).all()
    assert Counter(Counter(served).values()) == {2: 2}
    batch = house.browser("head").get(series.replace("/series/", "/batches/")).text
    assert "示范 1 人 + 名单 3 人 = 4 人" in batch
    assert "成批办理" not in batch  # what the court does together is the court's
    roster = house.browser("head").get(series.replace("/series/", "/batches/") + "/roster.csv").text
    assert roster.count("诉前调确70") == 2


def test_one_look_answers_every_point_and_a_flag_none(house: House, series: str) -> None:
    stage(house.browser("liaison"), f"{series}/stages/accept")
    judge = house.browser("judge")
    ok(judge, series)
    ok(judge, series, "flag", "要问清楚")
    with house.installation.read() as session:
        reviews = [
            CourtReview.from_json(one.review)
            for one in session.scalars(select(Confirmation).where(Confirmation.state == "reviewing"))
            if one.review and one.case_id != house.plan.cases["reviewing"].id
        ]
    assert sorted(one.passed for one in reviews) == [False, True]
    assert [one.flag for one in reviews if not one.passed] == ["要问清楚"]
    nothing = judge.post(
        f"{series}/look", {"confirmation_id": looked_at(judge.get(f"{series}/look").text), "_do": "flag"}
    )
    assert nothing.status_code == 422
    assert "请写明为什么标出来" in nothing.text


def test_a_series_is_the_courts_and_each_step_its_own_peoples(house: House, series: str) -> None:
    for person in ("head", "mediator", "supervisor", "administrator"):
        assert house.browser(person).get(series).status_code == 403
    assert house.browser("other_court").get(series).status_code == 404
    assert house.browser("other_court").get(f"{series}/look").status_code == 404
    for person, name in (("clerk", "accept"), ("judge", "accept"), ("clerk", "rule"), ("liaison", "rule")):
        assert house.browser(person).get(f"{series}/stages/{name}").status_code == 404
    before = house.traces()
    assert house.browser("clerk").post(f"{series}/stages/rule", {}).status_code in (404, 422)
    assert house.traces() == before


def test_a_ruling_names_what_is_missing(house: House, series: str) -> None:
    stage(house.browser("liaison"), f"{series}/stages/accept")
    judge = house.browser("judge")
    ok(judge, series)
    answer = judge.post(f"{series}/stages/rule", {"first_number": "（2026）内0523诉前调确1号"})
    assert answer.status_code == 422
    for said in ("法院代字应是 内0521", "请写明审查情况", "请写明书记员"):
        assert said in answer.text
