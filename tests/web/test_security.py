"""What every answer carries and what every request must pass."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browsing import MakePerson, csrf_token, enter, send
from flask import Flask
from flask.testing import FlaskClient

import web
from mediation.bootstrap import Installation
from mediation.rules.errors import SetupError
from web import create_app
from web.access import ANYONE, SIGNED_IN, access, admits, control_access, rule_of

HTTPS = "https://mediation.example.cn"
TEMPLATES = sorted((Path(web.__file__).parent / "templates").rglob("*.html"))


@pytest.fixture
def https_app(installation: Installation) -> Flask:
    """The same application with a name of its own, behind https."""
    object.__setattr__(installation.settings, "allowed_hosts", ("mediation.example.cn", ".court.example.cn"))
    return create_app(installation)


def test_every_answer_has_the_strict_headers(client: FlaskClient) -> None:
    for path in ("/sign-in", "/nowhere", "/static/app.css"):
        with client.get(path) as answer:
            headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
    assert client.get("/sign-in").headers["Cache-Control"] == "no-store"


def test_cookies_on_this_machine_are_plain_but_closed_to_scripts(
    client: FlaskClient, make_person: MakePerson
) -> None:
    make_person()
    cookies = enter(client).headers.getlist("Set-Cookie")
    assert cookies
    assert all("HttpOnly" in c and "SameSite=Lax" in c and "Domain" not in c for c in cookies)
    assert not any("Secure" in c for c in cookies)


def test_cookies_under_https_are_secure_and_bound_to_the_host(
    https_app: Flask, make_person: MakePerson
) -> None:
    make_person()
    client = https_app.test_client()
    page = client.get("/sign-in", base_url=HTTPS)
    fields = {"csrf_token": csrf_token(page), "account": "wang", "password": "和为贵-2026-石榴"}
    answer = client.post("/sign-in", data=fields, base_url=HTTPS, headers={"Referer": f"{HTTPS}/sign-in"})
    assert answer.status_code == 303
    cookies = page.headers.getlist("Set-Cookie") + answer.headers.getlist("Set-Cookie")
    assert {c.partition("=")[0] for c in cookies} == {"__Host-mediation", "__Host-whisper"}
    assert all("Secure" in c and "Path=/" in c and "Domain" not in c for c in cookies)
    assert "max-age=" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("host", ["192.168.1.5:8000", "mediation.example.cn", "localhost.evil.example", ""])
def test_http_is_for_this_machine_only(https_app: Flask, host: str) -> None:
    answer = https_app.test_client().get("/sign-in", headers={"Host": host})
    assert answer.status_code == 400
    assert "https" in answer.text or "网址" in answer.text
    assert "Set-Cookie" not in answer.headers or "mediation=" not in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST"])
def test_this_machine_has_several_names(client: FlaskClient, host: str) -> None:
    assert client.get("/sign-in", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["localhost:80@evil.example", "localhost:x", "[::1]evil.example", "localhost/"]
)
def test_a_host_is_a_name_and_a_port_and_nothing_more(client: FlaskClient, host: str) -> None:
    assert client.get("/sign-in", headers={"Host": host}).status_code == 400


def test_the_name_of_this_machine_from_another_one_is_refused_over_http(client: FlaskClient) -> None:
    far = {"REMOTE_ADDR": "203.0.113.9"}
    answer = client.get("/sign-in", headers={"Host": "localhost"}, environ_overrides=far)
    assert answer.status_code == 400
    assert "https" in answer.text


@pytest.mark.parametrize(
    ("name", "status"), [("mediation.example.cn", 200), ("a.court.example.cn", 200), ("evil.example", 400)]
)
def test_only_known_names_are_served(https_app: Flask, name: str, status: int) -> None:
    assert https_app.test_client().get("/sign-in", base_url=f"https://{name}").status_code == status


def test_in_production_http_is_refused_even_on_this_machine(installation: Installation) -> None:
    object.__setattr__(installation.settings, "production", True)
    assert create_app(installation).test_client().get("/sign-in").status_code == 400


def test_a_forwarded_address_counts_only_behind_the_configured_hops(installation: Installation) -> None:
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.1.1.1", "Host": "localhost"}
    bare = create_app(installation).test_client().get("/sign-in", headers=forwarded)
    assert "Strict-Transport-Security" not in bare.headers
    object.__setattr__(installation.settings, "trusted_hops", 1)
    proxied = create_app(installation).test_client().get("/sign-in", headers=forwarded)
    assert "Strict-Transport-Security" in proxied.headers


def test_a_post_without_the_token_is_refused(signed_in: FlaskClient) -> None:
    assert signed_in.post("/sign-out").status_code == 400
    assert signed_in.post("/preferences", data={"language": "en"}).status_code == 400
    assert signed_in.get("/account").status_code == 200


def test_a_request_that_is_too_large_is_refused(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"account": "x" * (17 * 1024 * 1024)})
    assert answer.status_code == 413
    assert "太大" in answer.text


def test_a_form_with_too_many_fields_is_refused_before_any_of_them_is_made(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data="a=&" * 6000, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "太大" in answer.text


def test_a_form_full_of_chinese_is_not_too_large(client: FlaskClient, make_person: MakePerson) -> None:
    make_person()
    token = csrf_token(client.get("/sign-in"))
    fields = {f"parties.{i}.note": "调" * 5000 for i in range(100)}
    assert send(client, "/sign-in", token, account="wang", password="x", **fields).status_code == 403


def test_every_view_says_who_may_reach_it(app: Flask) -> None:
    assert all(rule_of(app, rule.endpoint) is not None for rule in app.url_map.iter_rules())


def test_an_application_with_a_view_that_does_not_say_so_is_not_made(installation: Installation) -> None:
    app = create_app(installation)
    app.view_functions["account.bare"] = lambda: "open"
    app.add_url_rule("/bare", endpoint="account.bare")
    with pytest.raises(SetupError, match=r"account\.bare"):
        control_access(app, ())


def test_no_rule_lets_nobody_in() -> None:
    assert not admits(None, None)
    assert admits(ANYONE, None)
    assert not admits(SIGNED_IN, None)


def test_a_marked_view_is_the_same_function() -> None:
    def view() -> str:
        return ""

    assert access(ANYONE)(view) is view


def test_strangers_are_sent_to_sign_in_and_parts_of_pages_get_401(client: FlaskClient) -> None:
    assert client.get("/account").status_code == 303
    assert client.get("/account", headers={"HX-Request": "true"}).status_code == 401


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_inline_scripts_styles_or_other_hosts(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|\|\s*safe\b|https?://", text)
    assert not re.search(r"hx-on|hx-vars|js:", text)
