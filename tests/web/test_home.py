"""The home page shows each role what waits for it, and nothing of others."""

from __future__ import annotations

import re

import click
import pytest
from browsing import MakePerson, enter
from flask import Flask
from flask.testing import FlaskClient
from intake_form import filled, furnish, sent
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.cli import program
from mediation.model import Case
from web.views.waiting import FEW
from workflows.roles import ADMINISTRATOR, COURT_CLERK, GRID_WORKER, MEDIATOR, SUPERVISOR


@pytest.fixture
def clerk(installation: Installation, signed_in: FlaskClient) -> FlaskClient:
    furnish(installation)
    return signed_in


def test_a_dispute_just_registered_waits_for_a_decision_with_its_clock(clerk: FlaskClient) -> None:
    assert "没有等待受理决定的纠纷" in clerk.get("/").text
    sent(clerk, "/intake", filled(first_asked_on="2026-11-23"))
    home = clerk.get("/").text
    assert "张三与李四邻里纠纷" in home
    assert "受理决定期限" in home
    assert "还有 3 天" in home


def test_an_overdue_clock_is_said(clerk: FlaskClient) -> None:
    sent(clerk, "/intake", filled(first_asked_on="2026-11-02", happened_on="2026-11-02", late_reason="停电"))
    assert "已逾期" in clerk.get("/").text


@pytest.mark.parametrize("role", [MEDIATOR, GRID_WORKER])
def test_who_reads_only_their_own_cases_sees_no_colleagues(
    app: Flask, clerk: FlaskClient, make_person: MakePerson, role: object
) -> None:
    sent(clerk, "/intake", filled())
    make_person("li", role, "李建国")
    client = app.test_client()
    enter(client, "li")
    home = client.get("/").text
    assert "张三" not in home
    assert "登记纠纷" in home


def test_a_long_list_shows_the_most_pressing_and_leads_to_all_of_it(clerk: FlaskClient) -> None:
    for n in range(22):
        late = {"happened_on": "2026-11-02", "late_reason": "停电"} if n < 2 else {}
        asked = "2026-11-02" if n < 2 else "2026-11-23"
        sent(
            clerk,
            "/intake",
            filled(parties__0__name=f"赵{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{n}", first_asked_on=asked, **late),
        )
    home = clerk.get("/").text
    panel = home.partition('id="undecided"')[2].partition("</section>")[0]
    assert len(names_in(panel)) == FEW
    assert {"赵甲0", "赵乙1"} <= names_in(panel)
    assert "全部 22 件" in panel
    assert re.search(r'href="#undecided"><strong>2</strong>\s*受理决定', home)
    link = re.search(r'href="(/waiting/undecided)"', panel)
    assert link is not None
    first, second = (clerk.get(f"{link[1]}?page={n}").text for n in (1, 2))
    assert (len(names_in(first)), len(names_in(second))) == (20, 2)
    assert len(names_in(first) | names_in(second)) == 22
    assert f"{link[1]}?page=2" in first
    assert names_in(clerk.get(f"{link[1]}?page=9").text) == names_in(second)


def names_in(page: str) -> set[str]:
    return set(re.findall("赵[甲乙丙丁戊己庚辛壬癸][0-9]+", page))


def test_a_day_on_which_nothing_presses_says_so(clerk: FlaskClient) -> None:
    sent(clerk, "/intake", filled())
    assert "今天没有到期、逾期的" in clerk.get("/").text


def test_the_two_great_buttons_are_there_for_those_who_register(clerk: FlaskClient) -> None:
    home = clerk.get("/").text
    assert 'href="/intake"' in home
    assert 'href="/quick-entry"' in home


@pytest.mark.parametrize(
    ("role", "shown", "hidden"),
    [
        (COURT_CLERK, "没有等您办理的司法确认", "登记纠纷"),
        (SUPERVISOR, "督导", "登记纠纷"),
        (ADMINISTRATOR, "系统管理", "登记纠纷"),
    ],
)
def test_each_role_has_its_own_home(
    app: Flask, make_person: MakePerson, role: object, shown: str, hidden: str
) -> None:
    make_person("zhao", role, "赵敏")
    client = app.test_client()
    enter(client, "zhao")
    answer = client.get("/")
    assert answer.status_code == 200
    home = answer.text.partition("<main")[2]
    assert shown in home
    assert hidden not in home


def test_the_administrator_is_told_of_commands_that_exist(app: Flask, make_person: MakePerson) -> None:
    make_person("zhao", ADMINISTRATOR, "赵敏")
    client = app.test_client()
    enter(client, "zhao")
    told = re.findall(r"<code>mediation ([a-z ]+)</code>", client.get("/").text)
    assert {"db backup", "import users"} <= set(told)
    for line in told:
        command: click.Command | None = program
        for word in line.split():
            assert isinstance(command, click.Group)
            command = command.get_command(click.Context(program), word)
            assert command is not None, line
    assert "命令行维护" not in client.get("/").text


def test_strangers_are_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/").headers["Location"] == "/sign-in"


def test_danger_stands_first_on_the_home_of_those_who_work_on_the_case_until_it_is_lifted(
    app: Flask, clerk: FlaskClient, installation: Installation, make_person: MakePerson
) -> None:
    sent(clerk, "/intake", filled())
    sent(clerk, "/intake", filled(parties__0__name="王五"))
    make_person("li", MEDIATOR, "李建国")
    other = app.test_client()
    enter(other, "li")
    assert 'id="danger"' not in clerk.get("/").text

    def flare(up: bool) -> None:
        with installation.begin() as uow:
            uow.session.scalars(select(Case).where(Case.title.startswith("王五"))).one().danger = up
            uow.commit()

    flare(True)
    home = clerk.get("/").text
    panel = home.partition('id="danger"')[2].partition("</section>")[0]
    assert "王五与李四邻里纠纷" in panel
    assert "张三" not in panel
    assert home.index('id="danger"') < home.index('id="undecided"')
    assert 'href="/cases?danger=1"' in panel
    listed = clerk.get("/cases?danger=1").text
    assert "王五与李四邻里纠纷" in listed
    assert "张三与李四邻里纠纷" not in listed
    assert "王五" not in other.get("/").text
    flare(False)
    assert 'id="danger"' not in clerk.get("/").text
