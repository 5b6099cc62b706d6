"""Pages of 以案定补 and 考评: a claim and a scheme by their forms, what comes back refused, and nobody's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from furnished import COUNTY, House, furnished_house
from openpyxl import load_workbook
from sqlalchemy import select, update

from mediation.model import Export, Setting, WebSession
from mediation.rules.subsidy import Extra, Way
from mediation.rules.vocabulary import Difficulty

RULE = {
    "region": COUNTY,
    "paper": "=左中司发〔2026〕8号",
    **{f"base.{one}.{way}": "100" for one in Difficulty for way in Way},
    **{f"extra.{one}": "" for one in Extra},
    "people": "10",
}
CLAIM = re.compile(r'href="(/subsidies/claims/[0-9a-f-]{36})"')


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def test_a_claim_by_its_forms(house: House) -> None:
    """The bureau's months end on the 20th: so one is over."""
    bureau, mediator = house.browser("supervisor"), house.browser("mediator")
    with house.installation.begin() as uow:
        uow.session.add(Setting(name="period_end", value="12-20"))
        uow.commit()
    refused = bureau.post("/subsidies/rules/new", {**RULE, "paper": "", "base.simple.oral": "十元"})
    assert refused.status_code == 422
    assert 'value="十元"' in refused.text
    drafted = bureau.post("/subsidies/rules/new", RULE)
    rule = re.search(r"try=([0-9a-f-]{36})", drafted.location)
    assert rule is not None
    tried = bureau.get(f"/subsidies/rules?try={rule[1]}&period=2026-11").text
    assert "合计" in tried
    started = {"region": COUNTY, "from_on": "2026-10-01", "reason": "年度办法"}
    assert bureau.post(f"/subsidies/rules/{rule[1]}/start", {**started, "reason": ""}).status_code == 422
    assert bureau.post(f"/subsidies/rules/{rule[1]}/start", started).status_code == 303
    assert bureau.post("/subsidies/claims", {"region": COUNTY, "period": "2026-13"}).status_code == 422
    assert bureau.post("/subsidies/claims", {"region": COUNTY, "period": "2026-12"}).status_code == 409
    made = bureau.post("/subsidies/claims", {"region": COUNTY, "period": "2026-11"})
    assert made.status_code == 303
    listed = bureau.get("/subsidies").text
    claim = CLAIM.search(listed)
    assert claim is not None
    shown = bureau.get(claim[1])
    assert shown.status_code == 200
    assert bureau.post(f"{claim[1]}/sample", {"percent": "3", "reason": ""}).status_code == 422
    assert bureau.post(f"{claim[1]}/sample", {"percent": "100", "reason": ""}).status_code == 303
    dossier = re.search(rf'href="({claim[1]}/cases/\w+)"', bureau.get(claim[1]).text)
    assert dossier is not None
    looked = bureau.get(dossier[1]).text
    assert "应在" in looked  # what is missing, and behind which page it belongs
    assert bureau.post(dossier[1], {"ticks": ["whole"], "reason": ""}).status_code == 422
    given = {"ticks": ["whole"], "verdict": "withhold", "reason": "记录是套话"}
    assert bureau.post(dossier[1], given).status_code == 303
    assert not any(one and one in page for one in house.plan.private for page in (shown.text, looked))
    own = re.search(r'href="(/subsidies/mine/[0-9a-f-]{36})"', mediator.get("/subsidies/mine").text)
    assert own is not None
    assert mediator.post(own[1], {"reason": ""}).status_code == 422
    assert mediator.post(own[1], {"reason": "这件是三方调解"}).status_code == 303
    page = bureau.get(claim[1]).text
    answer = re.search(rf'action="({claim[1]}/objections/[0-9a-f-]{{36}})"', page)
    assert answer is not None
    assert bureau.post(answer[1], {"answer": ""}).status_code == 422
    assert bureau.post(answer[1], {"answer": "记录里没有第三方", "agreed": ""}).status_code == 303
    _takes_it_along(house, claim[1])
    for path in set(re.findall(rf'href="({claim[1]}/cases/\w+)"', page)):
        assert bureau.post(path, given).status_code == 303
    assert bureau.post(f"{claim[1]}/approve", {"reason": "同意"}).status_code == 409  # while one may object
    assert "为止可以提出异议" in mediator.get("/").text
    house.clock.instant += timedelta(days=14)
    with house.installation.begin() as uow:  # signed in again that day
        now = house.clock.instant
        uow.session.execute(update(WebSession).values(started_at=now, seen_at=now))
        uow.commit()
    assert "为止可以提出异议" not in mediator.get("/").text
    seen = re.findall(r'name="seen" value="(\d+)"', bureau.get(claim[1]).text)
    assert bureau.post(f"{claim[1]}/approve", {"reason": "", "seen": seen}).status_code == 422
    stale = bureau.post(f"{claim[1]}/approve", {"reason": "同意发放", "seen": "1"})
    assert (stale.status_code, "合计已经变动" in stale.text, "同意发放</textarea>" in stale.text) == (
        422,
        True,
        True,
    )
    assert bureau.post(f"{claim[1]}/approve", {"reason": "同意", "seen": seen}).status_code == 303
    assert "已审定" in bureau.get(claim[1]).text
    assert bureau.post(f"{claim[1]}/correct", {"reason": "核对"}).status_code == 409


def _takes_it_along(house: House, claim: str) -> None:
    """As a spreadsheet without a formula, and as the list to be signed; both noted before they leave."""
    bureau = house.browser("supervisor")
    book = load_workbook(BytesIO(bureau.post(f"{claim}/export").data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not any(cell.data_type == "f" for cell in cells)
    assert all(any("导出，仅供工作使用" in str(c.value) for c in sheet["A"]) for sheet in book)
    assert bureau.post(f"{claim}/list").data.startswith(b"%PDF")
    with house.installation.read() as session:
        taken = [one.what.get("form") for one in session.scalars(select(Export))]
    assert {"xlsx", "pdf"} <= set(taken)


def test_a_scheme_by_its_form(house: House) -> None:
    bureau = house.browser("supervisor")
    row = {"indicator": "rate", "better": "more", "target": "95", "weight": "60"}
    other = {"indicator": "performed", "better": "more", "target": "0", "weight": "30"}
    form = {"region": COUNTY, "period": "2026-10", "year": "2026"}
    form |= {f"items.{n}.{name}": value for n, one in enumerate((row, other)) for name, value in one.items()}
    grown = bureau.post("/assessments/new", {**form, "_add": "items"})
    assert 'name="items.2.weight"' in grown.text
    refused = bureau.post("/assessments/new", form)
    assert refused.status_code == 422
    assert "合计应为 100，现在是 90" in refused.text
    assert "没有办法除" in refused.text
    drafted = bureau.post("/assessments/new", {**form, "items.1.target": "12", "items.1.weight": "40"})
    assert drafted.status_code == 303
    tried = bureau.get(drafted.location).text
    assert "试算：第 1 稿" in tried
    start = re.search(r'action="(/assessments/[0-9a-f-]{36}/start)"', tried)
    assert start is not None
    sent = {"region": COUNTY, "period": "2026-11"}
    assert bureau.post(start[1], {**sent, "reason": ""}).status_code == 422
    assert bureau.post(start[1], {**sent, "reason": "年初印发"}).status_code == 303
    page = bureau.get(f"/assessments?period=2026-11&region={COUNTY}").text
    assert bureau.post("/assessments/export", {"region": COUNTY, "period": "2025-11"}).status_code == 409
    chosen = {"region": COUNTY, "period": "2026-11"}
    for form, starts in (("xlsx", b"PK"), ("xlsx", b"PK"), ("pdf", b"%PDF")):
        assert bureau.post("/assessments/export", {**chosen, "format": form}).data.startswith(starts)
    assert bureau.post("/assessments/export", {**chosen, "format": "exe"}).status_code == 404
    with house.installation.read() as session:
        taken = [one.what for one in session.scalars(select(Export)) if one.what.get("table") == "assessment"]
    assert [one["form"] for one in taken][-1] == "pdf"
    behind = [unescape(one) for one in re.findall(r'href="(/statistics/(?:cases|share)\?[^"]+)"', page)]
    assert len(behind) >= 2
    assert {bureau.get(one).status_code for one in behind} == {200}
    shares = [bureau.get(one).text for one in behind if "/share?" in one]
    assert all("除以" in one for one in shares)
    assert any("closing=now&amp;figure=accepted" in one for one in shares)
