"""The list of cases: found by name, number, state and identity number, which never stands in an address."""

from __future__ import annotations

import re

import pytest
from browsing import MakePerson, csrf_token, enter
from flask import Flask
from flask.testing import FlaskClient
from intake_form import ID_NUMBER, OTHER_ID_NUMBER, filled, furnish, sent
from werkzeug.test import TestResponse

from mediation.bootstrap import Installation
from workflows.roles import COURT_CLERK, MEDIATOR

FIRST, SECOND = "张三与李四邻里纠纷", "王五与赵六其他劳动争议纠纷"


@pytest.fixture
def clerk(installation: Installation, signed_in: FlaskClient) -> FlaskClient:
    """王芳's browser, with two disputes registered."""
    furnish(installation)
    sent(signed_in, "/intake", filled())
    other = filled(
        category_code="labour",
        labour="no",
        first_asked_on="2026-11-02",
        happened_on="2026-11-02",
        late_reason="停电",
        parties__0__name="王五",
        parties__0__id_number=OTHER_ID_NUMBER,
        parties__1__name="赵六",
    )
    assert sent(signed_in, "/intake", other).status_code == 303
    return signed_in


def look(client: FlaskClient, **fields: str) -> TestResponse:
    return client.post("/cases", data={"csrf_token": csrf_token(client.get("/cases")), **fields})


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [FIRST, SECOND]),
        ("?q=张三", [FIRST]),
        ("?q=赵六", [SECOND]),
        ("?q=%25", []),
        ("?category=labour", [SECOND]),
        ("?state=registered", [FIRST, SECOND]),
        ("?state=settling", []),
        ("?open=1", [FIRST, SECOND]),
        ("?overdue=1", [SECOND]),
        ("?mine=1", []),
        ("?page=7", [FIRST, SECOND]),
        ("?page=x&state=" + "a" * 500, []),
    ],
)
def test_filters_stand_in_the_address(clerk: FlaskClient, query: str, found: list[str]) -> None:
    answer = clerk.get(f"/cases{query}")
    assert answer.status_code == 200
    assert [title for title in (FIRST, SECOND) if title in answer.text] == found


def test_a_search_leads_to_its_address(clerk: FlaskClient) -> None:
    answer = look(clerk, q="张三", open="yes", state="")
    assert answer.status_code == 303
    found = clerk.get(answer.headers["Location"]).text
    assert "张三" in found
    assert re.search(r"2026-\d\d-\d\d 起承办|\d+月\d+日.{0,9} 起承办", found)


@pytest.mark.parametrize("field", ["id_number", "q"])
@pytest.mark.parametrize(
    "typed",
    [
        ID_NUMBER,
        f" {ID_NUMBER.lower()} ",
        "１５０５２１１９８００１０１２３１Ｘ",
        "150521 19800101 231X",
        "150521-19800101-231X",
    ],
)
def test_an_identity_number_finds_its_case_and_never_stands_in_an_address(
    clerk: FlaskClient, field: str, typed: str
) -> None:
    answer = look(clerk, **{field: typed})
    assert answer.status_code == 200
    assert "Location" not in answer.headers
    assert FIRST in answer.text
    assert SECOND not in answer.text
    hrefs = [part.split('"')[0] for part in answer.text.split('href="')[1:]]
    assert not any(ID_NUMBER in href for href in hrefs)


def test_a_phone_never_comes_into_an_address_and_is_not_looked_for_from_one(clerk: FlaskClient) -> None:
    for typed in ("138 1234 5678", "138-1234-5678", "１３８　１２３４　５６７８"):
        assert "Location" not in look(clerk, q=typed).headers
        answer = clerk.get("/cases", query_string={"q": typed})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/cases")


def test_a_wrong_identity_number_is_said_so(clerk: FlaskClient) -> None:
    answer = look(clerk, id_number="150521198001012311")
    assert answer.status_code == 422
    assert "校验码" in answer.text


def test_others_cases_are_not_found_even_by_number(
    app: Flask, clerk: FlaskClient, make_person: MakePerson
) -> None:
    make_person("li", MEDIATOR, "李建国")
    client = app.test_client()
    enter(client, "li")
    assert FIRST not in client.get("/cases").text
    assert FIRST not in look(client, id_number=ID_NUMBER).text


def test_the_court_has_no_list_of_cases(app: Flask, clerk: FlaskClient, make_person: MakePerson) -> None:
    make_person("zhao", COURT_CLERK, "赵敏")
    client = app.test_client()
    enter(client, "zhao")
    assert client.get("/cases").status_code == 403
    assert client.get("/").status_code == 200


def test_pages_follow_one_another(clerk: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(20):
        assert sent(clerk, "/intake", filled(parties__0__name=f"第{n}人")).status_code == 303
    first, second = clerk.get("/cases?open=1").text, clerk.get("/cases?open=1&page=2").text
    assert "第 1 页，共 2 页" in first
    assert "page=2" in first
    assert SECOND not in first
    assert SECOND in second
