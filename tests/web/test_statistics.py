"""The statistics pages: every number leads to exactly its cases, definitions are at hand, a period is closed there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from furnished import House, furnished_house
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import DDL, select

from mediation.model import Export, PeriodClosing
from mediation.rules.statistics import FORCE, INDICATORS
from tests.steps.workbook import Recalculated

NUMBER = re.compile(r'<a href="(/statistics/cases\?[^"]+)">([\d,.]+)</a>')
FORCE_NUMBER = re.compile(r'<a href="(/statistics/force\?[^"]+)">([\d,]+)</a>')
TOTAL = re.compile(r"（(\d+) 条）")
NOVEMBER = "period=2026-11"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def test_every_number_of_the_page_leads_to_exactly_its_cases(house: House) -> None:
    """The page as the county's supervisor reads it, and each link of it followed; amounts and people by their sum."""
    page = house.browser("supervisor").get(f"/statistics?{NOVEMBER}&kinds=eighteen")
    assert page.status_code == 200
    followed = {unescape(url): text for url, text in NUMBER.findall(page.text)}
    assert len(followed) > 20
    sums = {one.name for one in INDICATORS if one.leads}
    for url, text in followed.items():
        listed = house.browser("supervisor").get(url).text
        figure = re.search(r"figure=(\w+)", url)
        assert figure is not None
        if figure[1] in sums:
            assert "没有这样的案件" not in listed
            continue
        total = TOTAL.search(listed)
        assert total is not None, url
        assert int(text.replace(",", "")) == int(total[1]), url


def test_every_number_of_the_force_leads_to_its_committees(house: House) -> None:
    """The supervisor sees how many of which committee, and nobody's name."""
    browser = house.browser("supervisor")
    page = browser.get(f"/statistics?{NOVEMBER}").text
    followed = {unescape(url): text for url, text in FORCE_NUMBER.findall(page)}
    assert len(followed) > 8
    for url, text in followed.items():
        listed = browser.get(url)
        assert listed.status_code == 200, url
        assert f"共 {text} " in listed.text, url
        assert "王芳" not in listed.text
    for one in FORCE:
        assert f'id="def-{one.name}"' in page


def test_every_indicator_says_what_it_counts_on_hover_on_focus_and_below(house: House) -> None:
    page = house.browser("supervisor").get(f"/statistics?{NOVEMBER}").text
    for one in INDICATORS:
        assert f'id="def-{one.name}"' in page
        assert f'title="{one.meaning}' in page
    assert page.count('class="defined" tabindex="0"') >= len(INDICATORS)


def test_no_page_of_statistics_names_a_party(house: House) -> None:
    browser = house.browser("supervisor")
    for path in ("", "/cases?figure=accepted&region=150521000000&period=2026-11&", "/missing", "/bulletin"):
        page = browser.get(f"/statistics{path}{'' if '?' in path else f'?{NOVEMBER}'}")
        assert page.status_code == 200
        assert not any(one and one in page.text for one in house.plan.private)
        assert "张三" not in page.text


def test_a_month_is_reported_closed_and_exported(house: House) -> None:
    head, supervisor = house.browser("head"), house.browser("supervisor")
    own = head.get("/reports?period=2026-10").text
    here = re.search(r'name="organisation_id" value="([^"]+)"', own)
    assert here is not None
    sent = {"organisation_id": here[1], "period": "2026-10"}
    refused = head.post("/reports", sent)
    assert refused.status_code == 422
    assert "请勾选零报告" in refused.text
    assert head.post("/reports", {**sent, "zero": "yes"}).status_code == 303
    looked = {**sent, "screened_on": "2026-11-20", "found": "3", "prevented": ""}
    again = head.post("/reports/screenings", looked)
    assert again.status_code == 422
    assert 'value="3"' in again.text
    assert head.post("/reports/screenings", {**looked, "prevented": "0"}).status_code == 303
    month = {"region": "150521000000", "period": "2026-10", "reason": ""}
    assert supervisor.post("/statistics/close", month).status_code == 422
    unseen = supervisor.post("/statistics/close", {**month, "reason": "按时上报", "seen": "0" * 16})
    assert (unseen.status_code, "又有变动" in unseen.text, "按时上报</textarea>" in unseen.text) == (
        422,
        True,
        True,
    )
    seen = re.findall(r'name="seen" value="(\w+)"', unseen.text)
    assert (
        supervisor.post("/statistics/close", {**month, "reason": "按时上报", "seen": seen}).status_code == 303
    )
    page = supervisor.get("/statistics?period=2026-10").text
    assert "已封存" in page
    assert "有变动" not in page
    month_cases = "/statistics/cases?region=150521000000&period=2026-10&figure=accepted"
    assert "封存时数的，0 件" in supervisor.get(month_cases).text
    assert "封存以后多出的" in supervisor.get(f"{month_cases}&since=added").text
    assert supervisor.get(f"{month_cases}&closing=150523000000").status_code == 404
    below = supervisor.get("/statistics?region=150521100000&period=2026-10").text
    assert "下级各地按现在的记录" in below
    assert 'action="/statistics/close"' in below
    reported = head.get("/reports?period=2026-10").text
    assert "这一期已经由科左中旗封存" in reported
    assert "再报一次" not in reported
    data = supervisor.post("/statistics/export", {**month, "use": "report"})
    house.clock.instant += timedelta(minutes=1)
    once_more = supervisor.post("/statistics/export", {**month, "use": "report"})  # from the page that stayed
    assert once_more.status_code == 200
    assert data.status_code == 200
    assert Recalculated(data.data, "统计表").agrees() > 50


@pytest.mark.parametrize("page", ["/statistics", "/assessments"])
def test_a_mistyped_period_is_said_at_its_field(house: House, page: str) -> None:
    who = house.browser("supervisor")
    assert who.get(f"{page}?period=+2026q3+").status_code == 200
    for typed in ("2026-8", "202610"):
        wrong = who.get(f"{page}?period={typed}")
        assert (wrong.status_code, f'value="{typed}"' in wrong.text) == (422, True)
        assert "统计期写成 2026-08" in wrong.text


def test_what_has_not_begun_has_no_table_and_no_bulletin(house: House) -> None:
    who, ahead = house.browser("supervisor"), {"region": "150521000000", "period": "2099", "use": "report"}
    page = who.get("/statistics?period=2099")
    assert (page.status_code, "还没有开始" in page.text) == (422, True)
    assert who.post("/statistics/export", ahead).status_code == 404
    assert who.post("/statistics/bulletin", {**ahead, "text": "全年零件"}).status_code == 404


def test_a_period_closed_before_a_figure_was_counted_says_so(house: House) -> None:
    supervisor = house.browser("supervisor")
    seen = re.findall(r'name="seen" value="(\w+)"', supervisor.get("/statistics?period=2026-10").text)
    month = {"region": "150521000000", "period": "2026-10", "reason": "按时上报", "seen": seen}
    assert supervisor.post("/statistics/close", month).status_code == 303
    with house.installation.begin() as uow:
        uow.session.execute(DDL("DROP TRIGGER period_closings_no_update"))
        row = uow.session.scalars(select(PeriodClosing)).one()
        row.content = {name: row.content[name] for name in ("whole", "parts")}
        uow.commit()
    page = supervisor.get("/statistics?period=2026-10").text
    assert page.count("<td>当时未统计</td>") == 2
    assert "这一期封存的时候还没有统计组织队伍" in page
    assert "有变动" not in page
    assert supervisor.get("/statistics/cases?period=2026-10&figure=merged").status_code == 404


def test_small_numbers_leave_only_with_who_reports_statistics(house: House) -> None:
    """The justice bureau sends them up true and whole; what goes round, and all that others take, has none."""
    asked = {"region": "150521000000", "period": "2026-11"}
    bureau, centre = house.browser("supervisor"), house.browser("dispatcher")
    ended = "/statistics?period=2026-10"
    assert 'action="/statistics/close"' in bureau.get(ended).text
    assert 'action="/statistics/close"' not in centre.get(ended).text
    assert "由本地区自己的司法局、司法所封存" in centre.get(ended).text
    assert "报送用" in bureau.get(f"/statistics?{NOVEMBER}").text
    assert "报送用" not in centre.get(f"/statistics?{NOVEMBER}").text
    refused = centre.post("/statistics/export", {**asked, "use": "report"})
    assert (refused.status_code, "由司法局、司法所导出" in refused.text) == (403, True)
    shared = [one.post("/statistics/export", asked) for one in (centre, bureau)]
    for one in shared:
        assert not small_in(one.data)
    whole = bureau.post("/statistics/export", {**asked, "use": "report"})
    assert small_in(whole.data)
    assert "不得公开" in Recalculated(whole.data, "统计表").sheet["A3"].value
    with house.installation.read() as session:
        taken = session.scalars(select(Export).order_by(Export.made_at, Export.id)).all()
    assert [one.what["use"] for one in taken] == ["share", "share", "report"]


def test_the_table_on_paper_is_for_the_same_people_as_the_spreadsheet(house: House) -> None:
    asked = {"region": "150521000000", "period": "2026-11", "format": "pdf"}
    bureau, centre = house.browser("supervisor"), house.browser("dispatcher")
    assert centre.post("/statistics/export", {**asked, "use": "report"}).status_code == 403
    assert house.browser("other_supervisor").post("/statistics/export", asked).status_code == 404
    assert bureau.post("/statistics/export", {**asked, "format": "doc"}).status_code == 404
    for who, use, told in ((centre, "share", "仅供工作使用"), (bureau, "report", "不得公开")):
        answer = who.post("/statistics/export", {**asked, "use": use})
        assert (answer.status_code, answer.content_type) == (200, "application/pdf")
        pages = [page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages]
        assert all(told in page for page in pages)
    with house.installation.read() as session:
        taken = session.scalars(select(Export).order_by(Export.made_at, Export.id)).all()
    assert [(one.what["use"], one.what["form"]) for one in taken] == [("share", "pdf"), ("report", "pdf")]


def test_a_printed_page_says_who_printed_it_and_a_bulletin_does_not(house: House) -> None:
    supervisor = house.browser("supervisor")
    assert 'data-mark="陈志远（科左中旗司法局）' in supervisor.get(f"/statistics?{NOVEMBER}").text
    assert "data-mark" not in supervisor.get(f"/statistics/bulletin?{NOVEMBER}").text


def small_in(data: bytes) -> list[int]:
    """The counts from one to four that stand in the sheets of areas and of kinds."""
    book = load_workbook(BytesIO(data), data_only=True)
    cells = [cell for name in ("统计表", "纠纷类型") for row in book[name].iter_rows() for cell in row]
    return [one.value for one in cells if one.value in (1, 2, 3, 4) and one.number_format == "#,##0"]


def test_a_danger_averted_is_noted_on_the_case(house: House) -> None:
    mediator, case = house.browser("mediator"), house.plan.cases["mediating"].public_id
    path = f"/cases/{case}/averted"
    empty = mediator.post(path, {"people": "0"})
    assert empty.status_code == 422
    given = {"kind": "suicide", "people": "1", "happened_on": "2026-11-23", "what": "当场劝下"}
    assert mediator.post(path, given).status_code == 303
    shown = mediator.get(path).text
    assert "防止民间纠纷引起自杀" in shown
    withdraw = re.search(rf'action="({path}/[^"]+/withdraw)"', shown)
    assert withdraw is not None
    assert "当场劝下" in mediator.get(f"/cases/{case}").text
    assert mediator.post(withdraw[1], {"reason": ""}).status_code == 422
    assert mediator.post(withdraw[1], {"reason": "登错"}).status_code == 303
    assert "已经登记的" not in mediator.get(path).text


def test_a_bulletin_is_edited_saved_and_printed(house: House) -> None:
    supervisor = house.browser("supervisor")
    page = supervisor.get(f"/statistics/bulletin?{NOVEMBER}").text
    assert "共调解各类矛盾纠纷" in page
    sent = {"region": "150521000000", "period": "2026-11", "seen": "0", "text": "标题\r\n\r\n改过的一段"}
    assert supervisor.post("/statistics/bulletin", sent).status_code == 303
    assert "<p>改过的一段</p>" in supervisor.get(f"/statistics/bulletin?{NOVEMBER}").text
    stale = supervisor.post("/statistics/bulletin", {**sent, "text": "另一个人的"})
    assert stale.status_code == 409
    assert "另一个人的" in stale.text
