"""What tests of pages do again and again: read the token of a page, send a form, sign in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "和为贵-2026-石榴"
MakePerson = Callable[..., UUID]


class MovableClock(Protocol):
    """The clock of the tests."""

    def move(self, **by: float) -> None: ...


def csrf_token(page: TestResponse) -> str:
    """The token in the head of a page."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', page.text)
    assert found, page.text[:500]
    return found[1]


def enter(client: FlaskClient, account: str = "wang", password: str = PASSWORD, **more: str) -> TestResponse:
    """Fill in and send the sign-in form."""
    token = csrf_token(client.get("/sign-in"))
    return send(client, "/sign-in", token, account=account, password=password, **more)


def send(client: FlaskClient, path: str, token: str, **fields: str) -> TestResponse:
    return client.post(path, data={"csrf_token": token, **fields})
