"""Characters that a database cannot keep are refused at the door, on every route and on both databases."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from browsing import csrf_token
from flask import Flask
from flask.testing import FlaskClient

from web.access import ANYONE, rule_of
from web.security import can_be_kept

NUL = "张\0三"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def backend(request: pytest.FixtureRequest) -> str:
    """PostgreSQL is the one that refuses them."""
    return str(request.param)


def routes(app: Flask, method: str) -> list[str]:
    """One address for each route of the method, its ids invented."""

    def invented(part: re.Match[str]) -> str:
        return str(uuid4()) if part[1] == "uuid:" else "case"

    rules = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    return [re.sub(r"<(\w+:)?\w+>", invented, rule.rule) for rule in rules]


def test_a_form_with_a_nul_is_refused_on_every_route(app: Flask, signed_in: FlaskClient) -> None:
    token = csrf_token(signed_in.get("/account"))
    assert len(routes(app, "POST")) > 15
    for path in routes(app, "POST"):
        for fields in ({"account": NUL}, {f"parties.0.{NUL}": "x"}):
            answer = signed_in.post(path, data={"csrf_token": token, **fields})
            assert answer.status_code == 400, path
            assert "看不见的控制字符" in answer.text


def test_an_address_with_a_nul_is_refused_on_every_route(app: Flask, signed_in: FlaskClient) -> None:
    for path in routes(app, "GET"):
        for asked in (f"{path}?q=%00", f"{path}?state=a%00b", f"{path}%00"):
            assert signed_in.get(asked).status_code == 400, asked


def test_a_stranger_with_a_nul_is_refused_before_the_database(app: Flask) -> None:
    client = app.test_client()
    token = csrf_token(client.get("/sign-in"))
    answer = client.post("/sign-in", data={"csrf_token": token, "account": NUL, "password": "x"})
    assert answer.status_code == 400
    assert rule_of(app, "account.enter") is ANYONE


def test_half_a_character_never_reaches_the_database(signed_in: FlaskClient) -> None:
    """Sent as raw bytes it is no UTF-8 and comes as text about itself; should one come, it is refused."""
    for path in ("/cases?q=%ED%A0%80", "/places?q=%ED%A0%80", "/cases/%ED%A0%80"):
        assert signed_in.get(path).status_code in (200, 400, 404)
    assert not can_be_kept("\ud800")
    assert not can_be_kept("\0")
    assert can_be_kept("张三𠮷\n\t")
