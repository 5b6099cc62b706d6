"""The pages of early warning and of screenings: what they say, to whom, and what is refused; a zero in two taps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from furnished import OTHER_COUNTY, TOWNSHIP, VILLAGE, House, furnished_house
from openpyxl import load_workbook
from sqlalchemy import func, select
from warned import asked, found, warned

from mediation.model import CampaignFind, CampaignReminder, Case, Export, Screening
from mediation.rules.vocabulary import CaseSource


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def test_a_warning_is_on_the_first_page_is_answered_judged_and_counted(house: House) -> None:
    warning = warned(house)
    head, supervisor = house.browser("head"), house.browser("supervisor")
    assert f"/early-warnings/{warning}" in head.get("/").text
    assert "暴力：打死" in head.get("/early-warnings?kind=words&state=raised").text
    page = head.get(f"/early-warnings/{warning}").text
    assert "暴力：打死；案件还没有报告激化风险" in page
    seen = supervisor.get(f"/early-warnings/{warning}").text
    assert not any(one and one in seen for one in house.plan.private)
    assert "张三" not in seen
    empty = head.post(f"/early-warnings/{warning}/answer", {"said": ""})
    assert empty.status_code == 422
    assert head.post(f"/early-warnings/{warning}/answer", {"said": "已经报告派出所"}).status_code == 303
    assert f"/early-warnings/{warning}" not in head.get("/").text
    bare = supervisor.post(f"/early-warnings/{warning}/judge", {"verdict": "raised", "reason": "写过的理由"})
    assert bare.status_code == 422
    assert "写过的理由" in bare.text
    right = {"verdict": "right", "reason": "派出所已经处置"}
    assert supervisor.post(f"/early-warnings/{warning}/judge", right).status_code == 303
    assert "100%" in supervisor.get("/early-warnings").text
    assert "已经报告派出所" in supervisor.get(f"/early-warnings/{warning}").text


@pytest.mark.parametrize("kind", ["", "words", "rising", "same_parties", "many_claimants", "season"])
def test_the_list_can_be_narrowed_and_an_unknown_kind_is_not_there(house: House, kind: str) -> None:
    assert house.browser("supervisor").get(f"/early-warnings?kind={kind}").status_code == 200
    assert house.browser("supervisor").get("/early-warnings?kind=else").status_code == 404


def test_an_administrator_keeps_words_and_seasons(house: House) -> None:
    browser = house.browser("administrator")
    page = browser.get("/early-warnings/words").text
    assert "跳楼价" in page
    refused = browser.post("/early-warnings/words", {"threat": "violence", "text": "砍", "unless": "树"})
    assert refused.status_code == 422
    assert "一个字的词误报太多" in refused.text
    assert "每一个都要包含这个词" in refused.text
    new = {"threat": "violence", "text": "斧头", "unless": "斧头帮"}
    assert browser.post("/early-warnings/words", new).status_code == 303
    assert browser.post("/early-warnings/words", new).status_code == 422
    used = re.search(r'action="(/early-warnings/words/[^"/]+/use)"', page)
    season = re.search(r'action="(/early-warnings/words/seasons/[^"]+)"', page)
    assert used is not None
    assert season is not None
    assert browser.post(used[1], {"in_use": ""}).status_code == 303
    assert browser.post(season[1], {"days_before": "400", "in_use": "yes"}).status_code == 422
    assert browser.post(season[1], {"days_before": "45", "in_use": "yes"}).status_code == 303
    assert 'value="45"' in browser.get("/early-warnings/words").text


def test_a_campaign_is_refused_with_everything_that_is_wrong(house: House) -> None:
    browser = house.browser("supervisor")
    sent = {"title": "", "region_code": OTHER_COUNTY, "instructions": "写过的", "last_on": "2026-11-01"}
    refused = browser.post("/campaigns/new", sent)
    assert refused.status_code == 422
    for sentence in ("请写明任务名称", "请从列表中选本地区里的地方", "这一项必须填写", "写过的"):
        assert sentence in refused.text
    given = {**sent, "title": "排查", "region_code": TOWNSHIP, "first_on": "2026-11-02"}
    assert "最后一天不能早于第一天" in browser.post("/campaigns/new", given).text
    given |= {"last_on": "2026-12-01"}
    assert browser.post("/campaigns/new", given).status_code == 303


def test_a_village_reports_zero_in_two_taps(house: House) -> None:
    campaign = asked(house)
    grid = house.browser("grid")
    first = re.search(r'href="(/campaigns/[^"]+/task)"', grid.get("/").text)
    assert first is not None
    zero = re.search(r'action="(/campaigns/[^"]+/task/zero)"', grid.get(first[1]).text)
    assert zero is not None
    assert grid.post(zero[1]).status_code == 303
    assert "已报零" in grid.get(first[1]).text
    assert first[1] not in grid.get("/").text
    page = house.browser("supervisor").get(f"/campaigns/{campaign}").text
    assert re.search(r"<strong>1</strong>零报告", page)
    with house.installation.read() as session:
        assert session.scalar(select(func.count()).select_from(Screening)) == 1


def test_what_a_village_finds_becomes_a_case_of_the_grid(house: House) -> None:
    campaign = asked(house)
    head = house.browser("head")
    task = f"/campaigns/{campaign}/task"
    sent = {"screened_on": "2026-11-23", "prevented": "0", "note": "走访两个组"}
    assert "没有发现的，请用上面的" in head.post(task, sent).text
    wrong = {**sent, "found.0.category_code": "family", "found.0.what": ""}
    refused = head.post(task, wrong)
    assert refused.status_code == 422
    for sentence in ("请选这次排查的纠纷类型", "请写明是谁和谁、因为什么", "走访两个组"):
        assert sentence in refused.text
    row = {**sent, "found.0.category_code": "neighbours", "found.0.what": "两家因排水沟争吵"}
    assert "found.1.what" in head.post(task, {**row, "_add": "found"}).text
    assert head.post(task, row).status_code == 303
    page = head.get(task).text
    onward = re.search(r'href="(/intake\?find=[^"]+)"', page)
    assert onward is not None
    form = head.get(onward[1]).text
    assert "两家因排水沟争吵" in form
    assert '<option value="grid" selected>' in form
    find = onward[1].partition("find=")[2]
    with house.installation.read() as session:
        assert session.scalars(select(CampaignFind.what_sealed)).one() != "两家因排水沟争吵".encode()
    fields = dispute_of(house, find)
    assert "来源是网格排查上报" in head.post("/intake", {**fields, "source": "application"}).text
    made = head.post("/intake", fields)
    assert made.status_code == 303, made.text
    again = head.post("/intake", {**fields, "_key": "another key of the form"})
    assert again.status_code == 409
    with house.installation.read() as session:
        case = session.get_one(Case, session.scalars(select(CampaignFind.case_id)).one())
        assert case.source is CaseSource.GRID
    assert "张大" in head.get(task).text
    assert "写错了，撤销" not in head.get(task).text
    county = house.browser("supervisor").get(f"/campaigns/{campaign}").text
    assert "张大" not in county
    assert "两家因排水沟争吵" not in county
    assert re.search(r"<strong>(?:<a [^>]+>)?1(?:</a>)?</strong>已成案件", county)


def dispute_of(house: House, find: str) -> dict[str, str]:
    """The intake form as a village sends it."""
    fields = {
        "organisation_id": str(house.plan.organisations["village"]),
        "find": find,
        "category_code": "neighbours",
        "source": "grid",
        "region_code": VILLAGE,
        "region_code_text": "保康村",
        "first_asked_on": "2026-11-23",
        "narrative": "两家因排水沟争吵",
        "claim": "疏通排水沟",
        "difficulty": "simple",
        "_confirmed": "yes",
    }
    for n, (side, name) in enumerate((("applicant", "张大"), ("respondent", "李二"))):
        fields |= {
            f"parties.{n}.side": side,
            f"parties.{n}.kind": "natural",
            f"parties.{n}.name": name,
            f"parties.{n}.paper": "none",
            f"parties.{n}.paper_missing_reason": "没有带",
        }
    return fields


def test_another_village_registers_nothing_of_it(house: House) -> None:
    campaign = asked(house)
    find = str(found(house, campaign))
    neighbour = house.browser("next_village")
    assert neighbour.get(f"/intake?find={find}").status_code == 404
    sent = {**dispute_of(house, find), "organisation_id": str(house.plan.organisations["next_village"])}
    assert neighbour.post("/intake", sent).status_code == 404
    assert "两家因排水沟争吵" not in neighbour.get(f"/campaigns/{campaign}/task").text


def test_the_silent_are_reminded_and_overdue_and_the_totals_leave_as_a_spreadsheet(house: House) -> None:
    house.clock.instant -= timedelta(days=1)
    campaign = asked(house, TOWNSHIP)
    found(house, campaign)
    supervisor = house.browser("supervisor")
    assert supervisor.post(f"/campaigns/{campaign}/remind").status_code == 303
    assert supervisor.post(f"/campaigns/{campaign}/remind").status_code == 303
    with house.installation.read() as session:
        assert session.scalar(select(func.count()).select_from(CampaignReminder)) == 1
    assert "催报 1 次" in house.browser("next_village").get("/").text
    house.clock.instant += timedelta(days=1)
    assert "逾期未报" in supervisor.get(f"/campaigns/{campaign}").text
    data = supervisor.post(f"/campaigns/{campaign}/export", {"region": TOWNSHIP})
    assert data.status_code == 200
    assert data.data.startswith(b"PK")
    cells = [c.value for sheet in load_workbook(BytesIO(data.data)) for row in sheet.iter_rows() for c in row]
    assert "＊" in cells  # a single dispute was found: no number tells it, and no kind
    assert not any(one in ("邻里纠纷", "婚姻家庭纠纷", "房屋宅基地纠纷") for one in cells)
    assert any("所以不分类型" in str(one) for one in cells)
    assert any("导出，仅供工作使用" in str(one) for one in cells)
    paper = supervisor.post(f"/campaigns/{campaign}/report", {"region": TOWNSHIP})
    assert paper.data.startswith(b"%PDF")
    with house.installation.read() as session:
        taken = session.scalars(select(Export).order_by(Export.made_at, Export.id)).all()
        assert [one.what["form"] for one in taken] == ["xlsx", "pdf"]
    assert supervisor.post(f"/campaigns/{campaign}/withdraw").status_code == 303
    assert f"/campaigns/{campaign}/task" not in house.browser("next_village").get("/").text
    assert house.browser("next_village").post(f"/campaigns/{campaign}/task/zero").status_code == 409
