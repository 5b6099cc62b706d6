"""收案导入, 分流送出 and the court's own intake, as the liaison's browser meets them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from furnished import House, furnished_house
from sqlalchemy import func, select

from mediation.adapters.tables import TableReader
from mediation.model import Case, CaseImport, CaseImportLine, CourtRegime, Diversion, Filing, HandOver
from mediation.rules.court_table import COLUMNS
from mediation.rules.vocabulary import ImportStage
from tests.steps.handing_in import cells

HEADS = list(COLUMNS.values())


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def as_csv(*rows: dict[str, str]) -> bytes:
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(HEADS)
    writer.writerows([row.get(name, "") for name in COLUMNS] for row in rows)
    return sheet.getvalue().encode("utf-8-sig")


def today(house: House) -> date:
    return house.installation.clock.today()


@pytest.mark.parametrize(
    "kind", ["xlsx", *(pytest.param(one, marks=pytest.mark.long) for one in ("csv", "json"))]
)
def test_the_table_is_downloaded_with_its_columns_and_examples(house: House, kind: str) -> None:
    answer = house.browser("liaison").get(f"/imports/template.{kind}")
    assert answer.status_code == 200
    if kind == "json":
        assert json.loads(answer.data)[0]["门"] == "立案后委托（先行调解）"
        return
    reader = TableReader()
    try:
        read = reader.read(f"x.{kind}", answer.data)
    finally:
        reader.close()
    assert [head.rstrip("*") for head in read.heads] == HEADS


def test_a_table_is_sent_looked_over_confirmed_and_reported(house: House) -> None:
    liaison, day = house.browser("liaison"), today(house)
    rows = [cells(1, day), cells(2, day, amount="很多"), cells(3, day, filed_on="2026/2/30")]
    page = liaison.post("/imports", {"file": (io.BytesIO(as_csv(*rows)), "收案.csv")})
    assert page.status_code == 303, page.text
    where = page.headers["Location"]
    shown = liaison.get(where).text
    assert "没有 2026/2/30 这一天" in shown
    assert "金额" in shown
    refused = liaison.post(f"{where}/confirm", {})
    assert refused.status_code == 422
    assert "只导入没有问题的" in refused.text
    assert liaison.post(f"{where}/confirm", {"only_sound": "yes"}).status_code == 303
    done = liaison.get(f"{where}?state=made").text
    assert "（2026）内0521民初9001号" in done
    report = liaison.get(f"{where}/report.xlsx")
    reader = TableReader()
    try:
        read = reader.read("report.xlsx", report.data)
    finally:
        reader.close()
    assert [row[1] for _, row in read.rows] == ["已导入", "有问题", "有问题"]
    assert "很多" in read.rows[1][1]
    with house.installation.read() as session:
        assert session.scalars(select(CaseImport.stage)).all() == [ImportStage.DONE]
        assert session.scalar(select(func.count()).select_from(Diversion)) >= 1


@pytest.mark.long
def test_what_is_no_table_is_told_at_the_file(house: House) -> None:
    liaison = house.browser("liaison")
    for data, said in ((b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧的 .xls"), (b"x,y\n1,2\n", "不认识的列")):
        page = liaison.post("/imports", {"file": (io.BytesIO(data), "收案.xls")})
        assert page.status_code == 422
        assert said in page.text
    assert "请选一个文件" in liaison.post("/imports", {}).text
    with house.installation.read() as session:
        assert session.scalar(select(func.count()).select_from(CaseImportLine)) == 0


@pytest.mark.long
def test_what_is_not_wanted_is_dropped(house: House) -> None:
    liaison = house.browser("liaison")
    sent = liaison.post("/imports", {"file": (io.BytesIO(as_csv(cells(1, today(house)))), "a.csv")})
    assert liaison.post(f"{sent.headers['Location']}/drop", {}).status_code == 303
    with house.installation.read() as session:
        assert session.scalar(select(func.count()).select_from(CaseImportLine)) == 0


def test_imported_cases_are_sent_out_together_by_the_proposals(house: House) -> None:
    liaison, day = house.browser("liaison"), today(house)
    sent = liaison.post("/imports", {"file": (io.BytesIO(as_csv(cells(1, day), cells(2, day))), "a.csv")})
    liaison.post(f"{sent.headers['Location']}/confirm", {})
    shown = liaison.get("/sending?door=first_mediation").text
    assert "（2026）内0521民初9001号" in shown
    assert "都同意" in shown
    assert liaison.post("/sending?door=first_mediation", {"_do": "all"}).status_code == 422
    page = liaison.post("/sending?door=first_mediation", {"_do": "all", "reason": "双方同意，就近调解"})
    assert page.status_code == 303
    with house.installation.read() as session:
        numbered = select(Diversion.case_id).where(Diversion.court_number.like("%民初9%"))
        offers = select(func.count()).select_from(HandOver).where(HandOver.case_id.in_(numbered))
        assert session.scalar(offers) == 2


def intake(day: str, **other: str) -> dict[str, str]:
    return {
        "parties.0.side": "applicant",
        "parties.0.kind": "natural",
        "parties.0.name": "甲某",
        "parties.0.paper_missing_reason": "没有带",
        "parties.1.side": "respondent",
        "parties.1.kind": "natural",
        "parties.1.name": "乙某",
        "parties.1.paper_missing_reason": "没有带",
        "category_code": "neighbours",
        "source": "court_guidance",
        "region_code": "150521100000",
        "first_asked_on": day,
        "narrative": "水沟被堵。",
        "claim": "疏通",
        **other,
    }


def test_the_same_case_is_entered_by_hand_with_the_same_checks(house: House) -> None:
    liaison, day = house.browser("liaison"), today(house).isoformat()
    assert "从哪道门来" in liaison.get("/intake").text
    assert "从哪道门来" not in house.browser("head").get("/intake").text
    wrong = liaison.post(
        "/intake", intake(day, door="first_mediation", court_number="（2026）内0521诉前调3号", claim="")
    )
    assert wrong.status_code == 422
    for said in (
        "案号的类型代字应是 民初",
        "请写明立案日期",
        "请选普通程序还是简易程序",
        "请写明当事人的请求",
    ):
        assert said in wrong.text
    good = intake(
        day,
        door="first_mediation",
        court_number="（2026）内0521民初333号",
        filed_on=day,
        procedure="ordinary",
    )
    made = liaison.post("/intake", good)
    assert made.status_code == 303
    page = liaison.get(made.headers["Location"]).text
    assert "法院的门" in page
    assert "（2026）内0521民初333号" in page
    assert "不再次立案" in page
    with house.installation.read() as session:
        filing = session.scalars(select(Filing).where(Filing.court_number.like("%333号"))).one()
        assert session.get_one(Case, filing.case_id).source.value == "court_entrusted"


def test_the_administrator_notes_a_regime_and_nothing_that_was_noted_changes(house: House) -> None:
    admin = house.browser("administrator")
    assert "先登记立案，再委托调解" in admin.get("/rules/regimes").text
    wrong = admin.post("/rules/regimes", {"from_on": "2026-05-01", "until_on": "2026-04-01"})
    assert wrong.status_code == 422
    for said in (
        "请选一个法院",
        "请选怎样办",
        "最后一天不能早于第一天",
        "请写明依据的文件",
    ):
        assert said in wrong.text
    good = {
        "court_id": str(house.plan.organisations["court"]),
        "regime": "delegation",
        "from_on": "2026-01-01",
        "paper": "通中法〔2025〕1号",
    }
    for until_on in ("", "2026-06-30"):
        assert admin.post("/rules/regimes", {**good, "until_on": until_on}).status_code == 303
    assert admin.get("/rules/regimes").text.count("通中法〔2025〕1号") >= 3
    with house.installation.read() as session:
        assert session.scalar(select(func.count()).select_from(CourtRegime)) == 2
