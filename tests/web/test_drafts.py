"""Drafts: kept while typing, gone on with later, and nobody's but their owner's."""

from __future__ import annotations

from uuid import UUID

import pytest
from browsing import MakePerson, csrf_token, enter
from flask import Flask
from flask.testing import FlaskClient
from intake_form import count, filled, furnish
from werkzeug.test import TestResponse

from mediation.bootstrap import Installation
from mediation.model import Draft
from mediation.model.types import new_id
from workflows.roles import REGISTRAR


@pytest.fixture
def clerk(installation: Installation, signed_in: FlaskClient) -> FlaskClient:
    furnish(installation)
    return signed_in


@pytest.fixture
def colleague(app: Flask, clerk: FlaskClient, make_person: MakePerson) -> FlaskClient:
    """A registrar of the same committee."""
    make_person("li", REGISTRAR, "李建国")
    client = app.test_client()
    enter(client, "li")
    return client


def keep(client: FlaskClient, draft_id: UUID, kind: str = "intake", **changed: str) -> TestResponse:
    page = client.get("/intake")
    return client.post(
        f"/drafts/{draft_id}?kind={kind}", data={"csrf_token": csrf_token(page), **filled(**changed)}
    )


def test_what_is_typed_is_kept_and_gone_on_with(clerk: FlaskClient) -> None:
    draft_id = new_id()
    assert keep(clerk, draft_id, narrative="刚写了一半").json == {"id": str(draft_id), "at": "10:00"}
    home = clerk.get("/").text
    assert "张三、李四" in home
    assert f"/intake?draft={draft_id}" in home
    page = clerk.get(f"/intake?draft={draft_id}").text
    assert "刚写了一半" in page
    assert f'name="_key" value="{draft_id}"' in page


def test_saving_again_changes_the_same_draft(clerk: FlaskClient, installation: Installation) -> None:
    draft_id = new_id()
    keep(clerk, draft_id)
    keep(clerk, draft_id, narrative="后来又改了")
    assert count(installation, Draft) == 1
    assert "后来又改了" in clerk.get(f"/intake?draft={draft_id}").text


def test_a_draft_is_its_owners_alone(
    clerk: FlaskClient, colleague: FlaskClient, installation: Installation
) -> None:
    draft_id = new_id()
    keep(clerk, draft_id)
    assert colleague.get(f"/intake?draft={draft_id}").status_code == 404
    assert keep(colleague, draft_id, narrative="别人的字").status_code == 404
    assert "张三" not in colleague.get("/").text
    token = csrf_token(colleague.get("/intake"))
    colleague.post(f"/drafts/{draft_id}/drop", data={"csrf_token": token})
    assert count(installation, Draft) == 1
    assert "别人的字" not in clerk.get(f"/intake?draft={draft_id}").text


def test_another_persons_draft_and_no_draft_are_answered_alike(
    clerk: FlaskClient, colleague: FlaskClient
) -> None:
    draft_id = new_id()
    keep(clerk, draft_id)
    there = colleague.get(f"/intake?draft={draft_id}")
    nowhere = colleague.get(f"/intake?draft={new_id()}")
    assert there.status_code == nowhere.status_code == 404


def test_a_draft_is_given_up(clerk: FlaskClient, installation: Installation) -> None:
    draft_id = new_id()
    keep(clerk, draft_id)
    token = csrf_token(clerk.get("/"))
    assert clerk.post(f"/drafts/{draft_id}/drop", data={"csrf_token": token}).status_code == 303
    assert count(installation, Draft) == 0


def test_identity_numbers_in_a_draft_are_sealed(clerk: FlaskClient, installation: Installation) -> None:
    keep(clerk, new_id())
    with installation.read() as session:
        sealed = session.query(Draft).one().fields_sealed
    assert sealed is not None
    assert b"15052119800101231X" not in sealed
    assert "张三".encode() not in sealed


def test_a_quick_entry_is_kept_as_its_own_kind(clerk: FlaskClient) -> None:
    draft_id = new_id()
    keep(clerk, draft_id, kind="quick_entry")
    assert f"/quick-entry?draft={draft_id}" in clerk.get("/").text
    assert clerk.get(f"/quick-entry?draft={draft_id}").status_code == 200
    assert clerk.get(f"/intake?draft={draft_id}").status_code == 404


def test_there_are_no_drafts_of_other_kinds(clerk: FlaskClient, installation: Installation) -> None:
    assert keep(clerk, new_id(), kind="made-up").status_code == 404
    assert count(installation, Draft) == 0


def test_a_draft_without_a_token_is_not_kept(clerk: FlaskClient, installation: Installation) -> None:
    assert clerk.post(f"/drafts/{new_id()}?kind=intake", data=filled()).status_code == 400
    assert count(installation, Draft) == 0


def test_drafts_have_an_end(clerk: FlaskClient, installation: Installation) -> None:
    first, token = new_id(), csrf_token(clerk.get("/intake"))
    for draft_id in (first, *(new_id() for _ in range(49))):
        data = {"csrf_token": token, "claim": "还钱"}
        assert clerk.post(f"/drafts/{draft_id}?kind=intake", data=data).status_code == 200
    more = keep(clerk, new_id())
    assert more.status_code == 422
    assert "最多保存 50 份草稿" in more.text
    assert keep(clerk, first, narrative="接着写").status_code == 200
    assert count(installation, Draft) == 50
