"""组织人员: an administrator's tables are looked over row by row and made as a whole, within the area only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from furnished import PASSWORD, VILLAGE, Browser, House, furnished_house
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from mediation.model import DirectoryImport, Membership, Organisation, Person, Region
from mediation.services.directory.first_passwords import make_first_passwords
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


def test_people_come_in_with_passwords_that_are_shown_until_they_are_handed_over(house: House) -> None:
    browser = house.browser("administrator")
    own, _ = committees(house)
    table = f"account,name,organisation,role\nxinren,新人甲,{own},mediator\nxinren,新人甲,{own},registrar\n"
    path, page = looked_over(browser, "users", table)
    assert "核对过，没有问题" in page
    assert "新增 1，更新 0，停用 0" in page
    with house.installation.read() as session:
        assert session.scalar(select(func.count()).where(Person.account == "xinren")) == 0
    answer = browser.post(f"{path}/apply")
    assert answer.status_code == 303
    assert "初始密码还没有交完" in browser.get("/directory").text
    (password,) = re.findall(r"<code>([^<]+)</code>", browser.get(path).text)
    (again,) = re.findall(r"<code>([^<]+)</code>", browser.get(path).text)
    assert again == password
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
    assert browser.post(f"{path}/handed-over").status_code == 303
    assert browser.post(f"{path}/handed-over").status_code == 409
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


def test_a_row_that_would_end_the_last_judge_is_named_while_applications_wait(house: House) -> None:
    browser = house.browser("administrator")
    with house.installation.read() as session:
        judge = session.scalars(select(Person).where(Person.account == "judge")).one()
        post = session.scalars(select(Membership).where(Membership.person_id == judge.id)).one()
        court = session.get_one(Organisation, post.organisation_id).name
    heads = "account,name,organisation,role,until_on\n"
    path, page = looked_over(browser, "users", f"{heads}judge,{judge.name},{court},judge,2026-12-01\n")
    assert "这个组织还有要由这个岗位办完的事，没有别人：请先另外任命一位" in page
    assert "核对过，没有问题" not in page
    assert browser.post(f"{path}/apply").status_code == 422
    with house.installation.read() as session:
        assert session.get_one(Membership, post.id).until_on is None


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
    heads = "kind,name,region_code,short_name,started_on\n"
    _, page = looked_over(browser, "organisations", f"{heads}committee,开鲁某调委会,150523000000,开鲁,\n")
    assert "不在您管理的地区" in page
    path, page = looked_over(
        browser, "organisations", f"{heads}committee,{NEW},{township(house)},新设,2026-09-01\n"
    )
    assert "新增 1，更新 0" in page
    assert browser.post(f"{path}/apply").status_code == 303
    with house.installation.read() as session:
        made = session.scalars(select(Organisation).where(Organisation.name == NEW)).one()
        assert (made.short_name, made.started_on) == ("新设", date(2026, 9, 1))


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


def test_the_page_says_how_far_the_passwords_are_and_comes_whole_once_they_are_made(house: House) -> None:
    browser, own = house.browser("administrator"), committees(house)[0]
    people = "".join(f"xin{n},新{n},{own},mediator\n" for n in range(3))
    path, _ = looked_over(browser, "users", f"account,name,organisation,role\n{people}")
    assert browser.post(f"{path}/apply").status_code == 303
    with house.installation.begin() as uow:
        row = uow.session.scalars(select(DirectoryImport)).one()
        row.passwords_left = 2
        uow.session.scalars(select(Person).where(Person.account == "xin0")).one().password_hash = ""
        uow.commit()
    part = browser.client.get(path, headers={"HX-Request": "true"})
    assert "正在生成密码：1 / 3" in part.text
    assert "<code>" not in part.text
    assert "HX-Refresh" not in part.headers
    make_first_passwords(house.installation, import_id=UUID(path.rpartition("/")[2]))
    assert browser.client.get(path, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert browser.get(path).text.count("<code>") == 3


def of_county(house: House, name: str) -> str:
    with house.installation.read() as session:
        return str(session.scalars(select(Organisation.id).where(Organisation.name == name)).one())


def acted(house: House, path: str, **given: str) -> TestResponse:
    return house.browser("administrator").post(path, {"reason": "局长办公会纪要", **given})


def test_an_account_is_stopped_on_its_page_and_its_browser_is_out_with_the_next_click(house: House) -> None:
    browser, mediator = house.browser("administrator"), house.browser("mediator")
    assert mediator.get("/account").status_code == 200
    who = house.plan.people["mediator"]
    page = browser.get(f"/directory/people/{who}").text
    assert "件未结案件由他调解" in page
    assert "王芳" in browser.get("/directory/people?q=王芳").text
    assert 'value="王芳"' in browser.get(f"/directory/people/{who}/name").text
    refused = acted(house, f"/directory/people/{who}/name", name="")
    assert refused.status_code == 422
    assert "请写姓名" in refused.text
    assert acted(house, f"/directory/people/{who}/name", name="王芳草").status_code == 303
    assert "更正姓名：王芳改为王芳草" in browser.get(f"/directory/people/{who}").text
    assert acted(house, f"/directory/people/{who}/name", name="王芳").status_code == 303
    assert acted(house, f"/directory/people/{who}/stop", reason=" ").status_code == 422
    assert acted(house, f"/directory/people/{who}/stop").status_code == 303
    assert mediator.get("/account").status_code == 303
    page = browser.get(f"/directory/people/{who}").text
    assert "局长办公会纪要" in page
    assert "恢复使用账号" in page
    assert "重设密码" not in page.partition("改过几次")[0]
    assert acted(house, f"/directory/people/{who}/restore").status_code == 303


def test_a_reset_password_leads_to_choosing_another_and_nowhere_else(house: House) -> None:
    who = house.plan.people["mediator"]
    answer = acted(house, f"/directory/people/{who}/password")
    (password,) = re.findall(r"<code>([^<]+)</code>", answer.text)
    assert answer.headers["Cache-Control"] == "no-store"
    mediator = house.browser(None)
    assert mediator.post("/sign-in", {"account": "mediator", "password": password}).status_code == 303
    for path in ("/", "/cases", "/account"):
        away = mediator.get(path)
        assert (away.status_code, away.headers["Location"]) == (303, "/account/password")
    page = mediator.get("/account/password").text
    assert "先换成自己的" in page
    (token,) = re.findall(r'name="csrf-token" content="([^"]+)"', page)
    mediator = Browser(mediator.client, token)
    assert mediator.post("/quick-entry").headers["Location"] == "/account/password"
    own = "自己的密码-2026-丙"
    changed = mediator.post("/account/password", {"current": password, "new": own, "repeated": own})
    assert changed.status_code == 303
    assert mediator.get("/").status_code == 200


def test_a_post_ends_on_its_page(house: House) -> None:
    browser, who = house.browser("administrator"), house.plan.people["colleague"]
    page = browser.get(f"/directory/people/{who}").text
    (path,) = re.findall(r'href="(/directory/people/[^"]+/posts/[^"]+/end)"', page)
    assert "保康村人民调解委员会，人民调解员" in browser.get(path).text
    answer = acted(house, path, last_on="2026-02-30")
    assert answer.status_code == 422
    assert "没有这一天" in answer.text
    assert acted(house, path, last_on="2026-11-22").status_code == 303
    assert browser.get(path).status_code == 404
    colleague = house.browser(None)
    tried = colleague.post("/sign-in", {"account": "colleague", "password": PASSWORD})
    assert "没有任何岗位" in tried.text


def test_full_time_and_trainings_are_noted_on_the_mediators_page(house: House) -> None:
    browser, who = house.browser("administrator"), house.plan.people["colleague"]
    path = f"/directory/people/{who}"
    page = browser.get(path).text
    assert "没有登记专职、兼职" in page
    assert f'href="{path}/engagement"' in page
    assert f"{path}/trainings/new" not in browser.get(f"/directory/people/{house.plan.people['judge']}").text
    wrong = acted(house, f"{path}/engagement", engagement="full_time", from_on="2026-11-24")
    assert wrong.status_code == 422
    assert 'id="f-from_on-error"' in wrong.text
    assert '<option value="full_time" selected>' in wrong.text
    assert acted(house, f"{path}/engagement", engagement="full_time", from_on="2026-11-02").status_code == 303
    given = {"held_on": "2026-11-12", "hours": "八", "subject": "婚姻家庭纠纷", "held_by": "旗司法局"}
    wrong = acted(house, f"{path}/trainings/new", **given)
    assert wrong.status_code == 422
    assert 'id="f-hours-error"' in wrong.text
    assert all(f'value="{one}"' in wrong.text for one in given.values())
    assert acted(house, f"{path}/trainings/new", **{**given, "hours": "8"}).status_code == 303
    page = browser.get(path).text
    assert "<strong>专职</strong>" in page
    assert "婚姻家庭纠纷" in page
    (withdraw,) = re.findall(rf'href="({path}/trainings/[^"]+/withdraw)"', page)
    assert "婚姻家庭纠纷" in browser.get(withdraw).text
    assert acted(house, withdraw, reason=" ").status_code == 422
    assert acted(house, withdraw).status_code == 303
    page = browser.get(path).text
    assert "还没有登记培训" in page
    assert "撤销培训登记" in page


def test_a_new_account_and_a_further_post_are_opened_on_their_pages(house: House) -> None:
    browser = house.browser("administrator")
    given = {"account": "xinren", "name": "新人甲", "role": "mediator", "from_on": "2026-11-23"}
    wrong = acted(house, "/directory/people/new", organisation="没有这个组织", **given)
    assert wrong.status_code == 422
    assert 'value="新人甲"' in wrong.text
    assert 'id="f-organisation-error"' in wrong.text
    made = acted(house, "/directory/people/new", organisation="邻水村人民调解委员会", **given)
    (password,) = re.findall(r"<code>([^<]+)</code>", made.text)
    assert sign_in(house.installation, account="xinren", password=password, address="127.0.0.1", device="")
    (who,) = set(
        re.findall(
            r'href="/directory/people/([0-9a-f-]{36})"', browser.get("/directory/people?q=xinren").text
        )
    )
    post = {"organisation": "保康村人民调解委员会", "role": "registrar", "from_on": "2026-11-23"}
    assert acted(house, f"/directory/people/{who}/posts/new", **post).status_code == 303
    assert acted(house, f"/directory/people/{who}/posts/new", **post).status_code == 409
    assert "保康村人民调解委员会" in browser.get(f"/directory/people/{who}").text


def test_an_organisation_says_what_it_still_answers_for_and_is_not_stopped(house: House) -> None:
    browser, village = house.browser("administrator"), of_county(house, "保康村人民调解委员会")
    assert "承办的未结案件" in browser.get(f"/directory/organisations/{village}").text
    answer = acted(house, f"/directory/organisations/{village}/stop")
    assert answer.status_code == 422
    assert "还不能停用：承办的未结案件" in answer.text
    table = f"kind,name,region_code,short_name\ncommittee,{NEW},{township(house)},新设\n"
    assert browser.post(f"{looked_over(browser, 'organisations', table)[0]}/apply").status_code == 303
    quiet = of_county(house, NEW)
    assert acted(house, f"/directory/organisations/{quiet}/stop").status_code == 303
    assert "已停用" in browser.get(f"/directory/organisations/{quiet}").text
    given = {"account": "xin", "name": "新", "role": "mediator", "from_on": "2026-11-23"}
    assert acted(house, "/directory/people/new", organisation=NEW, **given).status_code == 422
    assert acted(house, f"/directory/organisations/{quiet}/restore").status_code == 303
    theirs = of_county(house, "开鲁镇人民调解委员会")
    assert browser.get(f"/directory/organisations/{theirs}").status_code == 404


def test_names_and_a_courts_divisions_are_kept_on_the_page_of_the_organisation(house: House) -> None:
    browser, court = house.browser("administrator"), of_county(house, "科左中旗人民法院")
    start = browser.get(f"/directory/organisations/{court}/names").text
    assert 'value="科左中旗人民法院"' in start
    names = {"name": "科左中旗人民法院", "short_name": "左中法院", "number_pattern": ""}
    assert acted(house, f"/directory/organisations/{court}/names", **names).status_code == 303
    area = {"region_code": VILLAGE, "from_on": "2026-11-23"}
    assert acted(house, f"/directory/organisations/{court}/area", **area).status_code == 303
    page = browser.get(f"/directory/organisations/{court}").text
    assert "左中法院" in page
    whole, part = re.findall(r'href="(/directory/[^"]+/areas/[^"]+/end)"', page)
    refused = acted(house, whole, last_on="2026-11-30")  # the county would have no court
    assert refused.status_code == 422
    assert "请先登记由哪个法院管辖" in refused.text
    assert acted(house, part, last_on="2026-11-30").status_code == 303
    assert "不再管辖" in browser.get(f"/directory/organisations/{court}").text
    assert browser.get(f"/directory/organisations/{court}/takes").status_code == 404


def test_a_kind_of_dispute_is_added_and_offered_at_intake_until_it_ends(house: House) -> None:
    browser, head = house.browser("administrator"), house.browser("head")
    given = {"code": "elder_care", "name": "养老服务纠纷", "marks": "wet_ink", "from_on": "2026-11-23"}
    assert acted(house, "/directory/categories/new", **given).status_code == 303
    assert "养老服务纠纷" in head.get("/intake").text
    assert "只能在纸上签" in browser.get("/directory/categories").text
    assert acted(house, "/directory/categories/elder_care/change", name="养老纠纷").status_code == 303
    assert acted(house, "/directory/categories/elder_care/end", last_on="2026-11-22").status_code == 303
    assert "养老纠纷" not in head.get("/intake").text
    assert acted(house, "/directory/categories/elder_care/restore").status_code == 303
    assert "养老纠纷" in head.get("/intake").text
