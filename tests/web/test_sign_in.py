"""Signing in: the right person comes in, guessing is slowed down, and nothing tells accounts apart."""

from __future__ import annotations

from uuid import UUID

import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from browsing import PASSWORD, MakePerson, MovableClock, enter
from flask.testing import FlaskClient
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.model import Person, SignInAttempt
from mediation.services.sign_in import SignInRefused, hash_password, hasher, sign_in


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def backend(request: pytest.FixtureRequest) -> str:
    """The throttle is a table: it must hold on both databases."""
    return str(request.param)


def try_to(
    installation: Installation, password: str, account: str = "wang", address: str = "10.0.0.1"
) -> str:
    """The refusal's sentence; '' when it let the person in."""
    try:
        sign_in(installation, account=account, password=password, address=address, device="test")
    except SignInRefused as refusal:
        return str(refusal.message)
    return ""


def test_the_right_password_lets_in_whatever_the_case_of_the_account(
    installation: Installation, make_person: MakePerson
) -> None:
    make_person("wang")
    assert try_to(installation, PASSWORD, account=" WANG ") == ""


def test_a_wrong_password_and_an_unknown_account_are_refused_alike(
    installation: Installation, make_person: MakePerson
) -> None:
    make_person("wang")
    assert (
        try_to(installation, "wrong")
        == try_to(installation, PASSWORD, account="nobody")
        == "账号或密码不正确"
    )


def test_unknown_accounts_cost_a_password_check_too(
    installation: Installation, make_person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_person("wang")
    checked: list[str] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, kept: str, plain: str) -> bool:
        checked.append(kept)
        return bool(verify(self, kept, plain))

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    try_to(installation, "wrong", account="nobody")
    try_to(installation, "wrong")
    assert len(checked) == 2


def test_five_failures_lock_the_account_and_say_for_how_long(
    installation: Installation, make_person: MakePerson, clock: MovableClock
) -> None:
    make_person("wang")
    for n in range(4):
        assert try_to(installation, "wrong", address=f"10.0.0.{n}") == "账号或密码不正确"
    assert try_to(installation, "wrong") == "连续输错 5 次，账号已暂时锁定，请 15 分钟后再试"
    clock.move(minutes=10)
    assert "请 5 分钟后再试" in try_to(installation, PASSWORD)
    clock.move(minutes=5)
    assert try_to(installation, PASSWORD) == ""


def test_unknown_accounts_are_locked_alike(installation: Installation) -> None:
    said = [try_to(installation, "wrong", account="nobody") for _ in range(6)]
    assert said[4] == said[5] != said[0]


def test_a_success_forgives_earlier_failures(
    installation: Installation, make_person: MakePerson, clock: MovableClock
) -> None:
    make_person("wang")
    for password in ["wrong"] * 4 + [PASSWORD] + ["wrong"] * 4:
        try_to(installation, password)
        clock.move(minutes=0.1)
    assert try_to(installation, PASSWORD) == ""


def test_thirty_failures_lock_the_address_for_everybody(
    installation: Installation, make_person: MakePerson
) -> None:
    make_person("wang")
    for n in range(30):
        try_to(installation, "wrong", account=f"guess{n}")
    assert try_to(installation, PASSWORD) == "此网络地址输错次数太多，请 15 分钟后再试"
    assert try_to(installation, PASSWORD, address="10.0.0.2") == ""


def test_guesses_sent_side_by_side_are_counted_too(
    installation: Installation, make_person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a password is being checked, four others fail: the fifth is refused although it is right."""
    make_person("wang")
    verify = PasswordHasher.verify

    def slow(self: PasswordHasher, kept: str, plain: str) -> bool:
        monkeypatch.setattr(PasswordHasher, "verify", verify)
        for _ in range(5):
            try_to(installation, "wrong")
        return bool(verify(self, kept, plain))

    monkeypatch.setattr(PasswordHasher, "verify", slow)
    assert "锁定" in try_to(installation, PASSWORD)


def test_closed_accounts_and_people_without_a_post_stay_out(
    installation: Installation, make_person: MakePerson
) -> None:
    make_person("li", role=None)
    assert try_to(installation, PASSWORD, account="li") == "您的账号目前没有任何岗位，请联系管理员"
    person = make_person("wang")
    with installation.begin() as uow:
        uow.session.get_one(Person, person).active = False
        uow.commit()
    assert try_to(installation, PASSWORD) == "账号或密码不正确"


@pytest.mark.usefixtures("full_hashes")
@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_password_is_hashed_at_least_as_strongly_as_rfc_9106_asks(
    installation: Installation, make_person: MakePerson
) -> None:
    """Its second recommendation: argon2id, 64 MiB, three passes, four lanes, salts of 16 bytes, tags of 32."""
    person = make_person("wang")
    with installation.read() as session:
        kept = session.get_one(Person, person).password_hash
    assert kept is not None
    found = extract_parameters(kept)
    assert (found.type, found.salt_len, found.hash_len) == (Type.ID, 16, 32)
    assert found.time_cost >= 3
    assert found.memory_cost >= 64 * 1024
    assert found.parallelism >= 4
    assert hash_password(PASSWORD) != kept
    assert try_to(installation, PASSWORD) == ""
    assert try_to(installation, PASSWORD + "x") == "账号或密码不正确"


@pytest.mark.usefixtures("full_hashes")
def test_an_old_hash_is_renewed_at_the_next_sign_in(
    installation: Installation, make_person: MakePerson
) -> None:
    person = make_person("wang")
    weaker = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)
    _keep(installation, person, weaker)
    assert try_to(installation, PASSWORD) == ""
    with installation.read() as session:
        kept = session.get_one(Person, person).password_hash
    assert kept != weaker
    assert not hasher.check_needs_rehash(kept)


def _keep(installation: Installation, person: UUID, password_hash: str) -> None:
    with installation.begin() as uow:
        uow.session.get_one(Person, person).password_hash = password_hash
        uow.commit()


def test_every_attempt_is_kept_and_no_password_with_it(
    installation: Installation, make_person: MakePerson
) -> None:
    make_person("wang")
    try_to(installation, "wrong")
    try_to(installation, PASSWORD)
    with installation.read() as session:
        kept = session.scalars(select(SignInAttempt).order_by(SignInAttempt.id)).all()
    assert [row.succeeded for row in kept] == [False, True]
    assert "password" not in SignInAttempt.__table__.columns


def test_the_page_says_why_and_keeps_the_account_but_not_the_password(
    client: FlaskClient, make_person: MakePerson
) -> None:
    make_person("wang")
    answer = enter(client, password="secret-guess")
    assert answer.status_code == 403
    assert "账号或密码不正确" in answer.text
    assert 'value="wang"' in answer.text
    assert "secret-guess" not in answer.text


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\nb", "javascript:alert(1)"]
)
def test_after_sign_in_nobody_is_led_to_another_site(
    client: FlaskClient, make_person: MakePerson, target: str
) -> None:
    make_person("wang")
    assert enter(client, next=target).headers["Location"] == "/"


def test_after_sign_in_the_page_asked_for_comes(client: FlaskClient, make_person: MakePerson) -> None:
    make_person("wang")
    asked = client.get("/account?a=1")
    assert asked.status_code == 303
    assert asked.headers["Location"] == "/sign-in?next=/account?a%3D1"
    assert enter(client, next="/account?a=1").headers["Location"] == "/account?a=1"


def test_in_production_a_demonstration_account_cannot_sign_in(
    installation: Installation, make_person: MakePerson
) -> None:
    person = make_person("wang")
    with installation.begin() as uow:
        uow.session.get_one(Person, person).demonstration = True
        uow.commit()
    try_to(installation, PASSWORD)
    object.__setattr__(installation.settings, "production", True)
    refused = try_to(installation, PASSWORD)
    assert "账号或密码不正确" in str(refused)
