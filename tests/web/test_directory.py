"""组织人员: an administrator's tables are looked over row by row and made as a whole, within the area only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from furnished import Browser, House, furnished_house
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from mediation.model import DirectoryImport, Membership, Organisation, Person, Region
from mediation.services.sign_in import sign_in

COUNTY = "150521000000"
NEW = "保康镇新设人民调解委员会"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def sent(browser: Browser, kind: str, text: str) -> TestResponse:
    return browser.post(f"/directory/{kind}", {"file": (BytesIO(text.encode("utf-8-sig")), f"{kind}.csv")})


def looked_over(browser: Browser, kind: str, text: str) -> tuple[str, str]:
    """Where the table waits, and its page."""
    answer = sent(browser, kind, text)
    assert answer.status_code == 303, answer.text
    path = answer.headers["Location"]
    return path, browser.get(path).text


def township(house: House) -> str:
    with house.installation.read() as session:
        return (
            session.scalars(
                select(Region.code)
                .where(Region.code.startswith("150521"), Region.code.endswith("000"))
                .where(Region.code != COUNTY)
            ).first()
            or ""
        )


def committees(house: House) -> list[str]:
    """One in the administrator's county, one in another."""
    with house.installation.read() as session:
        rows = session.execute(select(Organisation.name, Organisation.region_code, Organisation.kind))
        known = [(name, code) for name, code, kind in rows if kind.value == "committee"]
    own = next(name for name, code in known if code.startswith("150521"))
    other = next(name for name, code in known if not code.startswith("150521"))
    return [own, other]


def test_people_come_in_with_passwords_that_are_shown_once_and_work(house: House) -> None:
    browser = house.browser("administrator")
    own, _ = committees(house)
    table = f"account,name,organisation,role\nxinren,新人甲,{own},mediator\nxinren,新人甲,{own},registrar\n"
    path, page = looked_over(browser, "users", table)
    assert "核对过，没有问题" in page
    assert "新增 1，更新 0，停用 0" in page
    with house.installation.read() as session:
        assert session.scalar(select(func.count()).where(Person.account == "xinren")) == 0
    answer = browser.post(f"{path}/apply")
    assert answer.status_code == 200
    (password,) = re.findall(r"<code>([^<]+)</code>", answer.text)
    assert sign_in(house.installation, account="xinren", password=password, address="127.0.0.1", device="")
    with house.installation.read() as session:
        (kept,) = session.scalars(select(DirectoryImport)).all()
        assert (kept.added, kept.cells, kept.applied_at is None) == (1, None, False)
        roles = session.scalars(
            select(Membership.role)
            .join(Person, Person.id == Membership.person_id)
            .where(Person.account == "xinren")
        ).all()
    assert sorted(roles) == ["mediator", "registrar"]
    assert browser.post(f"{path}/apply").status_code == 409
    assert password not in browser.get(path).text


def test_every_wrong_row_is_named_and_nothing_is_made(house: House) -> None:
    browser = house.browser("administrator")
    own, other = committees(house)
    path, page = looked_over(
        browser,
        "users",
        "account,name,organisation,role,from_on,until_on\n"
        f"yi,乙,{own},judge,,\n"
        f"bing,丙,{other},mediator,,\n"
        "ding,丁,没有这个调委会,mediator,,\n"
        f"administrator,吴敏,{own},mediator,,\n"
        f"wu,戊,{own},mediator,2026-11-02,2026-11-01\n",
    )
    for said in (
        "不在人民调解委员会任职",
        "不在您管理的地区",
        "没有这个组织",
        "不能改自己的岗位",
        "离任日期不能早于到任日期",
    ):
        assert said in page, said
    assert "核对过，没有问题" not in page
    assert browser.post(f"{path}/apply").status_code == 422
    with house.installation.read() as session:
        assert (
            session.scalar(select(func.count()).where(Person.account.in_(("yi", "bing", "ding", "wu")))) == 0
        )


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("users", "account,name\nyi,乙\n", "缺少这些列：organisation、role"),
        ("users", "account,name,organisation,role\n", "表里没有内容"),
        (
            "users",
            "account,name,organisation,role,from_on\na,甲,乙,mediator,2026-02-30\n",
            "第 2 行：没有 2026-02-30 这一天",
        ),
        ("divisions", " ", "文件是空的"),
    ],
)
def test_what_is_no_such_table_is_refused_at_the_file(house: House, kind: str, text: str, said: str) -> None:
    browser = house.browser("administrator")
    answer = sent(browser, kind, text)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'id="f-file-{kind}-error"' in answer.text
    assert browser.post(f"/directory/{kind}").status_code == 422


def test_organisations_are_made_in_the_own_area_only(house: House) -> None:
    browser = house.browser("administrator")
    heads = "kind,name,region_code,short_name\n"
    _, page = looked_over(browser, "organisations", f"{heads}committee,开鲁某调委会,150523000000,开鲁\n")
    assert "不在您管理的地区" in page
    path, page = looked_over(browser, "organisations", f"{heads}committee,{NEW},{township(house)},新设\n")
    assert "新增 1，更新 0" in page
    assert browser.post(f"{path}/apply").status_code == 303
    with house.installation.read() as session:
        assert (
            session.scalars(select(Organisation.short_name).where(Organisation.name == NEW)).one() == "新设"
        )


def test_divisions_of_the_own_area_are_renamed_and_retired_and_no_others(house: House) -> None:
    browser = house.browser("administrator")
    with house.installation.read() as session:
        rows = session.execute(select(Region.code, Region.name).where(Region.valid_until.is_(None))).all()
    own = [(row.code, row.name) for row in rows if row.code.startswith("150521")]
    gone = next(code for code, _ in own if not code.endswith("000"))
    renamed = next(code for code, _ in own if not code.endswith("000") and code != gone)
    table = "code,name\n" + "".join(
        f"{code},{'改名村' if code == renamed else name}\n" for code, name in own if code != gone
    )
    _, page = looked_over(browser, "divisions", table + "150523000000,别的旗县\n")
    assert "不在您管理的地区" in page
    path, page = looked_over(browser, "divisions", table)
    assert "新增 0，更新 1，停用 1" in page
    assert browser.post(f"{path}/apply").status_code == 303
    with house.installation.read() as session:
        assert session.get_one(Region, renamed).name == "改名村"
        assert session.get_one(Region, gone).valid_until is not None
        others = session.scalars(
            select(Region.code).where(Region.valid_until.is_not(None), ~Region.code.startswith("150521"))
        ).all()
    assert others == []
    assert "改名村" in browser.get("/places?q=改名村").text


def test_what_was_dropped_is_forgotten_and_nobody_else_sees_it(house: House) -> None:
    browser = house.browser("administrator")
    own, _ = committees(house)
    path, _ = looked_over(browser, "users", f"account,name,organisation,role\nxin,新,{own},mediator\n")
    assert house.browser("supervisor").get(path).status_code == 403
    assert browser.post(f"{path}/drop").status_code == 303
    with house.installation.read() as session:
        (kept,) = session.scalars(select(DirectoryImport)).all()
        assert (kept.cells, kept.dropped_at is None) == (None, False)
    assert browser.post(f"{path}/drop").status_code == 409
    assert "没有导入" in browser.get("/directory").text
