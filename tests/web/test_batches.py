"""The pages of a batch: its list as a table, consents, each stage tried and done, leaving; and nobody else's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from furnished import Browser, House, furnished_house
from sqlalchemy import func, select

from mediation.model import BatchFollower, Case, RunLine
from mediation.rules.vocabulary import FollowerStanding, LineOutcome

HEADS = "姓名\t没有证件号码的原因\t同意调解\t金额"
TWO = f"{HEADS}\n张小三\t未随身携带\t是\t1200.50\n李小四\t未随身携带\t\t900"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


@pytest.fixture
def head(house: House) -> Browser:
    return house.browser("head")


@pytest.fixture
def batch(house: House, head: Browser) -> str:
    """Where the batch of a case whose agreement is in force stands, with two people on its list."""
    model = house.plan.cases["served"].public_id
    assert f"/batches/new/{model}" in head.get(f"/cases/{model}").text
    begun = head.post(f"/batches/new/{model}", {"side": "applicant"})
    assert begun.status_code == 303
    url = begun.headers["Location"]
    assert head.post(f"{url}/list", {"text": TWO, "_do": "save"}).status_code == 303
    return url


def count(house: House, table: type, *where: object) -> int:
    with house.installation.read() as session:
        return session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def followers(house: House) -> list[tuple[UUID, str, FollowerStanding]]:
    with house.installation.read() as session:
        rows = session.scalars(select(BatchFollower).order_by(BatchFollower.ordinal))
        return [(one.id, one.name, one.standing) for one in rows]


def open_form(house: House) -> dict[str, object]:
    return {
        "person_ids": [str(house.plan.people["mediator"])],
        "others_agreed_on": house.installation.clock.today().isoformat(),
        "narrative": "{姓名}的工资{金额}没有付",
        "claim": "支付{金额}",
    }


def test_a_list_is_read_and_shown_before_it_is_written(house: House, head: Browser, batch: str) -> None:
    more = f"{HEADS}\n王小五\t未随身携带\t是\t77"
    seen = head.post(f"{batch}/list", {"text": more, "_do": "check"})
    assert seen.status_code == 200
    assert "￥77.00" in seen.text
    assert len(followers(house)) == 2
    sent = {"file": (BytesIO(more.encode("gb18030")), "名单.csv"), "_do": "check"}
    as_file = head.post(f"{batch}/list", sent)
    assert "王小五" in as_file.text
    assert head.get(f"{batch}/list.csv").text.startswith("\ufeff姓名或名称,")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": f"{HEADS}\n赵六\t未带\t也许\t5"}, "第 2 行「同意调解」"),
        ({"text": f"{HEADS}\n张小三\t未带\t是\t5"}, "已经在这一批里"),
        ({"text": f"{HEADS}\n赵六\t未带\t是\t5", "people": "3"}, "名单写 3 人，实有 1 人"),
        ({"text": ""}, "名单是空的"),
        ({"file": (BytesIO(b"PK\x03\x04\x00\x00"), "a.xlsx")}, "这不是文本表格"),
        ({"text": "姓名\t金额\n" + "长" * 5000 + "\t5"}, "第 2 行"),
    ],
)
def test_what_is_wrong_with_a_list_is_said_and_nothing_of_it_is_written(
    house: House, head: Browser, batch: str, fields: dict[str, object], said: str
) -> None:
    answer = head.post(f"{batch}/list", {**fields, "_do": "save"})
    assert answer.status_code == 422
    assert said in answer.text
    assert len(followers(house)) == 2


def test_consent_is_recorded_for_who_was_asked_later(house: House, head: Browser, batch: str) -> None:
    assert "1 人还没有同意" in head.get(batch).text
    page = head.get(f"{batch}/consents").text
    assert "李小四" in page
    assert "张小三" not in page
    none = head.post(f"{batch}/consents", {"agreed_on": house.installation.clock.today().isoformat()})
    assert none.status_code == 422
    assert "请至少选一个人" in none.text
    chosen = {
        "agreed_on": house.installation.clock.today().isoformat(),
        "follower_ids": [str(followers(house)[1][0])],
    }
    assert head.post(f"{batch}/consents", chosen).status_code == 303
    assert "还没有同意" not in head.get(batch).text


def test_a_stage_is_tried_then_done_and_its_results_are_told(house: House, head: Browser, batch: str) -> None:
    stage, cases = f"{batch}/stages/open", count(house, Case)
    tried = head.post(stage, {**open_form(house), "_do": "try"})
    assert tried.status_code == 200
    assert "1 人可以办，1 人不能办；什么都还没有改。" in tried.text
    assert "的工资" in tried.text  # what was typed is still there
    assert count(house, Case) == cases
    done = head.post(stage, {**open_form(house), "_do": "all"})
    assert done.status_code == 303
    assert count(house, Case) == cases + 1
    assert count(house, RunLine, RunLine.outcome == LineOutcome.REFUSED) == 1
    results = head.get(done.headers["Location"])
    assert "已办理" in results.text
    assert [one[2] for one in followers(house)] == [FollowerStanding.FOLLOWING, FollowerStanding.WAITING]
    assert re.search("名单 2 人 = 待登记 1 \\+ 随案办理 1 \\+ 已退出 0", head.get(batch).text)


def test_a_form_of_a_stage_says_what_is_missing(house: House, head: Browser, batch: str) -> None:
    answer = head.post(f"{batch}/stages/open", {"narrative": "写了一半的话", "_do": "all"})
    assert answer.status_code == 422
    assert "写了一半的话" in answer.text
    assert "请至少选一名调解员" in answer.text
    assert head.get(f"{batch}/stages/nothing").status_code == 404


def test_who_leaves_says_why_and_stops_nobody(house: House, head: Browser, batch: str) -> None:
    gone = followers(house)[0][0]
    url = f"/batches/followers/{gone}/leave"
    assert head.post(url, {"left_as": "opted_out", "reason": ""}).status_code == 422
    assert head.post(url, {"left_as": "opted_out", "reason": "不愿意"}).status_code == 303
    assert "已退出 1" in head.get(batch).text
    again = head.post(url, {"left_as": "opted_out", "reason": "不愿意"})
    assert again.status_code == 409
    assert "已经退出" in again.text


def test_a_case_that_is_there_already_follows_the_model(house: House, head: Browser, batch: str) -> None:
    url, case = f"{batch}/cases", house.plan.cases["mediating"]
    assert f"/cases/{case.public_id}" in head.get(url).text
    none = head.post(url, {})
    assert none.status_code == 422
    assert "请选要随案办理的案件" in none.text
    missing = head.post(url, {"case_ids": [str(case.id)]})
    assert missing.status_code == 422
    assert "要逐项写明" in missing.text
    unfit = head.post(url, {"case_ids": [str(case.id)], f"share_{case.id}_1": "88"})
    assert unfit.status_code == 422  # the model's other side is somebody else

    assert "88" in unfit.text
    assert len(followers(house)) == 2


def test_a_double_click_lists_nobody_twice(house: House, head: Browser, batch: str) -> None:
    sent = {
        "text": f"{HEADS}\n王小五\t未带\t是\t77",
        "_do": "save",
        "_key": "3f1c1f4e-9f43-4e57-8f8c-0a5a9d3e1c11",
    }
    assert head.post(f"{batch}/list", dict(sent)).status_code == 303
    assert head.post(f"{batch}/list", dict(sent)).status_code == 303
    assert len(followers(house)) == 3


@pytest.mark.parametrize("person", ["next_village", "township_head", "county_head", "other_county"])
def test_a_batch_is_not_there_for_another_committee(house: House, batch: str, person: str) -> None:
    other, gone = house.browser(person), followers(house)[0][0]
    for path in ("", "/list", "/list.csv", "/cases", "/consents", "/stages/open"):
        assert other.get(f"{batch}{path}").status_code == 404
    for path in ("/list", "/cases", "/consents", "/stages/open"):
        assert other.post(f"{batch}{path}", {"text": TWO, "_do": "all"}).status_code == 404
    assert other.get(f"/batches/followers/{gone}/leave").status_code == 404
    leaving = {"left_as": "opted_out", "reason": "捣乱"}
    assert other.post(f"/batches/followers/{gone}/leave", leaving).status_code == 404
    assert len(followers(house)) == 2


def test_a_name_that_is_a_script_is_text(house: House, head: Browser, batch: str) -> None:
    sent = {"text": f"{HEADS}\n<script>alert(1)</script>\t未带\t是\t5", "_do": "save"}
    assert head.post(f"{batch}/list", sent).status_code == 303
    page = head.get(batch).text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
