"""Sessions are rows on the server: they end when somebody signs out, waits too long or loses the post."""

from __future__ import annotations

from datetime import date

import pytest
from browsing import PASSWORD, MakePerson, MovableClock, csrf_token, enter, send
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.model import Membership, Person, Setting, WebSession
from mediation.readmodels.actors import load_actor
from mediation.rules.errors import NotThere
from mediation.services.perform import perform
from mediation.services.sign_in import sign_in, sign_out
from workflows.roles import MEDIATOR


def comes_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def token_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("mediation")
    assert cookie is not None
    return cookie.value


def test_a_copied_cookie_is_dead_after_sign_out(app: Flask, signed_in: FlaskClient) -> None:
    thief = app.test_client()
    thief.set_cookie("mediation", token_of(signed_in))
    assert comes_in(thief)
    token = csrf_token(signed_in.get("/account"))
    assert send(signed_in, "/sign-out", token).status_code == 303
    assert not comes_in(thief)
    assert not comes_in(signed_in)


def test_signing_in_again_ends_the_session_before(app: Flask, signed_in: FlaskClient) -> None:
    copied = app.test_client()
    copied.set_cookie("mediation", token_of(signed_in))
    token = csrf_token(signed_in.get("/account"))
    send(signed_in, "/sign-in", token, account="wang", password=PASSWORD)
    assert comes_in(signed_in)
    assert not comes_in(copied)


def test_a_planted_token_never_becomes_a_session(client: FlaskClient, make_person: MakePerson) -> None:
    make_person()
    client.set_cookie("mediation", "planted")
    enter(client)
    assert token_of(client) != "planted"
    assert len(token_of(client)) >= 43


def test_the_row_keeps_a_digest_of_the_token_only(installation: Installation, signed_in: FlaskClient) -> None:
    with installation.read() as session:
        row = session.scalars(select(WebSession)).one()
    assert len(row.token_digest) == 32
    assert row.token_digest != token_of(signed_in).encode()


def test_half_an_hour_without_a_request_ends_it(signed_in: FlaskClient, clock: MovableClock) -> None:
    clock.move(minutes=29)
    assert comes_in(signed_in)
    clock.move(minutes=29)
    assert comes_in(signed_in)
    clock.move(minutes=30)
    answer = signed_in.get("/account", follow_redirects=True)
    assert "登录已失效，请重新登录" in answer.text


def test_the_administrator_may_set_another_idle_time(
    installation: Installation, signed_in: FlaskClient, clock: MovableClock
) -> None:
    with installation.begin() as uow:
        uow.session.add(Setting(name="session_idle_minutes", value="5"))
        uow.commit()
    clock.move(minutes=6)
    assert not comes_in(signed_in)


def test_twelve_hours_end_it_however_busy(signed_in: FlaskClient, clock: MovableClock) -> None:
    for _ in range(35):
        clock.move(minutes=20)
        assert comes_in(signed_in)
    clock.move(minutes=20)
    assert not comes_in(signed_in)


def test_reading_pages_does_not_write_each_time(
    installation: Installation, signed_in: FlaskClient, clock: MovableClock
) -> None:
    def seen() -> object:
        with installation.read() as session:
            return session.scalars(select(WebSession.seen_at)).one()

    before = seen()
    clock.move(minutes=0.9)
    signed_in.get("/account")
    assert seen() == before
    clock.move(minutes=0.2)
    signed_in.get("/account")
    assert seen() != before


def test_rights_are_read_for_every_request(installation: Installation, signed_in: FlaskClient) -> None:
    assert "调委会主任" in signed_in.get("/account").text
    with installation.begin() as uow:
        uow.session.scalars(select(Membership)).one().role = MEDIATOR.name
        uow.commit()
    page = signed_in.get("/account").text
    assert "人民调解员" in page
    assert "调委会主任" not in page


@pytest.mark.parametrize("last_day", [date(2026, 11, 22), date(2026, 1, 1)])
def test_a_post_that_has_ended_ends_the_session(
    installation: Installation, signed_in: FlaskClient, last_day: date
) -> None:
    with installation.begin() as uow:
        uow.session.scalars(select(Membership)).one().until_on = last_day
        uow.commit()
    assert not comes_in(signed_in)


def test_a_closed_account_is_out_at_once(installation: Installation, signed_in: FlaskClient) -> None:
    with installation.begin() as uow:
        uow.session.scalars(select(Person)).one().active = False
        uow.commit()
    assert not comes_in(signed_in)


def test_a_person_acts_with_all_their_posts_of_today(
    installation: Installation, make_person: MakePerson, village: object
) -> None:
    person = make_person()
    with installation.begin() as uow:
        for from_on, role in [(date(2026, 11, 23), MEDIATOR.name), (date(2026, 11, 24), "registrar")]:
            uow.session.add(Membership(person_id=person, organisation_id=village, role=role, from_on=from_on))
        uow.commit()
    with installation.read() as session:
        actor = load_actor(session, person, installation.registry, date(2026, 11, 23))
    assert actor is not None
    assert [post.role.name for post in actor.posts] == ["committee_head", "mediator"]


def test_flask_login_keeps_and_remembers_nothing(signed_in: FlaskClient) -> None:
    signed_in.get("/account")
    with signed_in.session_transaction() as whisper:
        assert not {"_user_id", "_id", "_remember"} & set(whisper)
    assert signed_in.get_cookie("remember_token") is None


def test_nobody_ends_another_persons_session(installation: Installation, make_person: MakePerson) -> None:
    mine, theirs = make_person("wang"), make_person("li", name="李强")
    browser = sign_in(installation, account="li", password=PASSWORD, address="10.0.0.1", device="")
    with installation.read() as session:
        actor = load_actor(session, mine, installation.registry, date(2026, 11, 23))
    assert actor is not None
    assert browser.person_id == theirs
    with pytest.raises(NotThere):
        perform(installation, sign_out, actor=actor, session_id=browser.session_id)
