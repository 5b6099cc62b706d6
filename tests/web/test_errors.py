"""Every refusal has its status and its page; none shows what happened inside."""

from __future__ import annotations

import pytest
from browsing import csrf_token, send
from flask import Flask
from flask.testing import FlaskClient

from mediation.bootstrap import Installation
from mediation.rules import errors
from mediation.rules.errors import BadInput, ConditionsUnmet, MediationError, Problem
from mediation.rules.messages import say
from mediation.services import sign_in
from web import create_app
from web.access import ANYONE, access
from web.errors import REFUSALS

KINDS = sorted(
    (k for k in MediationError.__subclasses__() if k.__module__ in (errors.__name__, sign_in.__name__)),
    key=lambda k: k.__name__,
)
STATUS = {
    "BadInput": 422,
    "Busy": 503,
    "ConditionsUnmet": 409,
    "DefinitionError": 500,
    "KeyReused": 409,
    "NotAllowed": 403,
    "NotThere": 404,
    "SetupError": 500,
    "SignInRefused": 403,
    "StaleCase": 409,
    "StorageFailed": 507,
    "TooOften": 429,
    "VerifyingHeldUp": 429,
    "WrongState": 409,
}


def raised(kind: type[MediationError]) -> MediationError:
    """One of that kind, with a sentence where the kind has none of its own."""
    if issubclass(kind, BadInput):
        return BadInput(Problem("a", say("一")), Problem("b", say("二")))
    if issubclass(kind, ConditionsUnmet):
        return ConditionsUnmet((say("甲"), say("乙")))
    try:
        return kind()  # type: ignore[call-arg]
    except TypeError:
        return kind(say("说明"))


def page_for(installation: Installation, error: Exception) -> tuple[int, str]:
    """What a view that raises this gives."""
    app = create_app(installation)
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @access(ANYONE)
    def broken() -> str:
        raise error

    app.add_url_rule("/broken", "broken", broken)
    answer = app.test_client().get("/broken")
    return answer.status_code, answer.text


def test_every_refusal_is_mapped() -> None:
    assert set(KINDS) <= set(REFUSALS)
    assert {kind.__name__ for kind in REFUSALS} == set(STATUS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_refusal_has_a_page(installation: Installation, kind: type[MediationError]) -> None:
    status, page = page_for(installation, raised(kind))
    assert status == STATUS[kind.__name__]
    assert "<h1" in page
    assert "Traceback" not in page


def test_all_unmet_conditions_and_all_problems_are_said(installation: Installation) -> None:
    for kind, sentences in ((ConditionsUnmet, "甲乙"), (BadInput, "一二")):
        page = page_for(installation, raised(kind))[1]
        assert all(f"<li>{sentence}</li>" in page for sentence in sentences)


def test_an_operators_trouble_is_not_told_to_visitors(installation: Installation) -> None:
    page = page_for(installation, errors.SetupError(say("密钥文件 /secret/place 不见了")))[1]
    assert "/secret/place" not in page
    assert "请联系管理员" in page


def test_a_refusal_nobody_mapped_is_an_operators_trouble(installation: Installation) -> None:
    class Odd(MediationError):
        """Comes from below."""

    status, page = page_for(installation, Odd(say("内部细节")))
    assert status == 500
    assert "内部细节" not in page


@pytest.mark.filterwarnings("ignore")
def test_a_crash_shows_a_calm_page(installation: Installation, caplog: pytest.LogCaptureFixture) -> None:
    status, page = page_for(installation, RuntimeError("张三 152301199001011234"))
    assert status == 500
    assert "系统出了问题" in page
    assert "张三" not in page
    assert "Traceback" not in page


def test_a_crash_page_comes_even_without_the_database(
    installation: Installation, signed_in: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise RuntimeError("the database is gone")

    signed_in.application.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(type(installation), "read", gone)
    answer = signed_in.get("/account")
    assert answer.status_code == 500
    assert "系统出了问题" in answer.text


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/sign-out", 405)])
def test_wrong_addresses_have_pages(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert "没有找到" in answer.text


def test_a_busy_system_says_when_to_try_again(app: Flask, installation: Installation) -> None:
    assert page_for(installation, errors.Busy())[0] == 503


def test_pages_speak_the_readers_language_and_size(client: FlaskClient) -> None:
    page = client.get("/sign-in")
    assert '<html lang="zh-CN"' in page.text
    token = csrf_token(page)
    answer = send(client, "/preferences", token, language="en", type="large", back="/sign-in")
    assert answer.headers["Location"] == "/sign-in"
    assert '<html lang="en" class="type-large"' in client.get("/sign-in").text
    send(client, "/preferences", token, language="klingon", type="huge")
    assert '<html lang="en" class="type-large"' in client.get("/sign-in").text
