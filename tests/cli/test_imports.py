"""Divisions, organisations and people come in from lists: all rows or none, each wrong row named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import run

DIVISIONS = """code,name
150000000000,内蒙古自治区
150500000000,通辽市
150521000000,科尔沁左翼中旗
150521100000,保康镇
150521100205,衙门台村委会
"""
ORGANISATIONS = """kind,name,region_code,short_name,court_code,serves,categories
committee,保康镇衙门台村人民调解委员会,150521100205,衙门台,,,
court,科尔沁左翼中旗人民法院,150521000000,左中法院,内0521,150521000000,
industry_committee,科左中旗劳动争议人民调解委员会,150521000000,左中劳调,,,labour；migrant_wages
"""
USERS = """account,name,organisation,role,from_on,until_on
zhangsan,张三,保康镇衙门台村人民调解委员会,committee_head,2026-01-01,
ZhangSan ,张三,保康镇衙门台村人民调解委员会,mediator,2026-01-01,
faguan,李四,科尔沁左翼中旗人民法院,judge,,
"""


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("upgraded") / "data"
    assert run(data, "db", "upgrade").returncode == 0
    return data


@pytest.fixture(scope="module")
def with_places(upgraded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("places") / "data"
    shutil.copytree(upgraded, data)
    furnished(data)
    return data


@pytest.fixture
def folder(upgraded: Path, tmp_path: Path) -> Path:
    """An upgraded database of this test's own."""
    return Path(shutil.copytree(upgraded, tmp_path / "data"))


def imported(folder: Path, what: str, text: str, encoding: str = "utf-8") -> tuple[int, str, str]:
    file = folder.parent / f"{what}.csv"
    file.write_text(text, encoding=encoding)
    done = run(folder, "import", what, str(file))
    return done.returncode, done.stdout, done.stderr


def furnished(folder: Path) -> None:
    assert imported(folder, "divisions", DIVISIONS, "utf-8-sig")[:2] == (0, "新增 5，改名 0，停用 0\n")
    assert imported(folder, "organisations", ORGANISATIONS)[:2] == (0, "新增 3，更新 0\n")


def test_a_county_is_set_up_from_three_lists_and_its_people_come_in(folder: Path) -> None:
    furnished(folder)
    status, told, _ = imported(folder, "users", USERS)
    assert status == 0
    first, *accounts = told.splitlines()
    assert first == "3 个岗位，新账号 2 个"
    (account, name, password), (other, *_) = (line.split(",") for line in accounts)
    assert (account, name, other) == ("zhangsan", "张三", "faguan")
    from datetime import date

    from mediation.bootstrap import Installation
    from mediation.readmodels.actors import load_actor
    from mediation.services.sign_in import sign_in

    house = Installation.open(environment={"MEDIATION_DATA_DIR": str(folder)})
    browser = sign_in(house, account="zhangsan", password=password, address="127.0.0.1", device="")
    with house.read() as session:
        actor = load_actor(session, browser.person_id, house.registry, date(2026, 11, 23))
    house.close()
    assert actor is not None
    assert {post.role.name for post in actor.posts} == {"committee_head", "mediator"}


def test_the_same_list_twice_changes_nothing_and_a_last_day_closes_a_post(folder: Path) -> None:
    furnished(folder)
    assert imported(folder, "users", USERS)[0] == 0
    assert imported(folder, "organisations", ORGANISATIONS)[1] == "新增 0，更新 3\n"
    assert imported(folder, "users", USERS)[1] == "3 个岗位，新账号 0 个\n"
    closed = USERS.replace(
        "faguan,李四,科尔沁左翼中旗人民法院,judge,,",
        "faguan,李四,科尔沁左翼中旗人民法院,judge,2026-01-01,2026-06-30",
    )
    assert imported(folder, "users", closed)[0] == 0
    import sqlite3

    with sqlite3.connect(folder / "mediation.sqlite") as raw:
        assert raw.execute("SELECT count(*) FROM memberships").fetchone() == (3,)
        assert raw.execute("SELECT until_on FROM memberships WHERE role = 'judge'").fetchone() == (
            "2026-06-30",
        )


@pytest.mark.daily(3)
@pytest.mark.parametrize(
    ("what", "row", "said"),
    [
        ("users", "wang,王五,没有的调委会,mediator,,", "第 2 行 organisation：没有这个组织"),
        ("users", "wang,王五,科尔沁左翼中旗人民法院,mediator,,", "第 2 行 role：人民调解员不在人民法院任职"),
        ("users", "wang,王五,科尔沁左翼中旗人民法院,king,,", "第 2 行 role：岗位应是其中之一"),
        ("users", "wang,王五,科尔沁左翼中旗人民法院,judge,2026-02-31,", "第 2 行：没有 2026-02-31 这一天"),
        ("users", ",王五,科尔沁左翼中旗人民法院,judge,,", "第 2 行 account：请写账号"),
        ("organisations", "guild,某某,150521000000,某,,,", "第 2 行 kind：组织类别应是其中之一"),
        ("organisations", "committee,某某,159999000000,某,,,", "第 2 行 region_code：没有这个行政区划"),
        (
            "organisations",
            "industry_committee,某某,150521000000,某,,,pets",
            "第 2 行 categories：没有这个纠纷类型",
        ),
    ],
)
def test_a_wrong_row_is_named_and_nothing_comes_in(
    with_places: Path, tmp_path: Path, what: str, row: str, said: str
) -> None:
    folder = Path(shutil.copytree(with_places, tmp_path / "data"))
    columns = {"users": USERS, "organisations": ORGANISATIONS}[what].splitlines()
    status, told, wrong = imported(folder, what, "\n".join([columns[0], row, *columns[2:]]))
    assert (status, told) == (1, "")
    assert said in wrong
    assert "Traceback" not in wrong
    import sqlite3

    with sqlite3.connect(folder / "mediation.sqlite") as raw:
        assert raw.execute("SELECT count(*) FROM people").fetchone() == (0,)
        assert raw.execute("SELECT count(*) FROM organisations").fetchone() == (3,)


def test_a_file_that_is_no_list_is_said_so(folder: Path) -> None:
    status, _, wrong = imported(folder, "users", "账号,姓名\na,b\n")
    assert (status, "缺少列：account" in wrong) == (1, True)
    status, _, wrong = imported(folder, "users", USERS, "gb18030")
    assert (status, "UTF-8" in wrong) == (1, True)


def test_a_courts_table_is_checked_first_and_imported_when_asked(tmp_path: Path, copy: Path) -> None:
    data = copy
    table = tmp_path / "cases.json"
    case = {
        "收到日期": "2026-01-05",
        "纠纷类型": "邻里纠纷",
        "纠纷发生地": "150521100000",
        "纠纷简要情况": "水沟被堵。",
        "诉讼请求": "疏通",
        "原告": "甲某某",
        "被告": "乙某某",
    }
    table.write_text(json.dumps([case, case | {"收到日期": "2026/2/30", "被告": "丙某某"}]), encoding="utf-8")
    command = ("import", "cases", str(table), "--as", "fayuan")
    done = run(data, *command)
    assert (done.returncode, done.stdout) == (0, "可以导入 1，有问题 1\n")
    assert "第 3 行 收到日期：没有 2026/2/30 这一天" in done.stderr
    refused = run(data, *command, "--apply")
    assert refused.returncode == 1
    assert "有 1 行不能导入" in refused.stderr
    assert run(data, *command, "--apply", "--only-sound").stdout.endswith("已导入 1，有问题 1\n")
    assert "只有人民法院" in run(data, "import", "cases", str(table), "--as", "cunzhuren").stderr
