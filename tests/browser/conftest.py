"""A browser before the furnished house: a real server on a free port of this machine, and a worker that prints."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlalchemy import delete
from werkzeug.serving import make_server

from mediation.adapters.worker import Worker
from mediation.model import OutboxItem

sys.path.insert(0, str(Path(__file__).parent.parent / "web"))  # where the furnished house stands

from furnished import PASSWORD, House, furnished_house, token_of

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-quic",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 20_000
"""Milliseconds; a machine may be busy with other tests."""
expect.set_options(timeout=PATIENCE)
OpenPage = Callable[[str | None], Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("MEDIATION_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(path).exists():
        pytest.fail("no browser: name Chromium's path in MEDIATION_CHROMIUM", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    """Put back, and without papers that wait to be printed: the worker is there for those of the test."""
    opened.put_back()
    with opened.installation.begin() as uow:
        uow.session.execute(delete(OutboxItem))
        uow.commit()
    return opened


@pytest.fixture(scope="session")
def address(opened: House) -> Iterator[str]:
    """Where the pages are served, with a worker beside."""
    server = make_server("127.0.0.1", 0, opened.app, threaded=True)
    worker = Worker(opened.installation)
    threads = [threading.Thread(target=target, daemon=True) for target in (server.serve_forever, worker.run)]
    for thread in threads:
        thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    worker.stopping.set()
    server.shutdown()
    for thread in threads:
        thread.join(10)
    server.server_close()


@pytest.fixture
def contexts(chromium: Browser, address: str) -> Iterator[Callable[[], BrowserContext]]:
    """Browsers of their own, one for each person; whatever a script complains about fails the test."""
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def new() -> BrowserContext:
        context = chromium.new_context(
            base_url=address, viewport={"width": 1366, "height": 800}, locale="zh-CN"
        )
        context.set_default_timeout(PATIENCE)
        context.on(
            "console",
            lambda said: complaints.append(said.text) if _is_trouble(said.type, said.text) else None,
        )
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("dialog", lambda dialog: dialog.accept())
        opened.append(context)
        return context

    yield new
    for context in opened:
        context.close()
    assert complaints == []


def _is_trouble(kind: str, text: str) -> bool:
    """Chromium itself notes every answer of 400 and more as an error."""
    return kind == "error" and not text.startswith(
        "Failed to load resource: the server responded with a status of"
    )


@pytest.fixture
def at_pages(contexts: Callable[[], BrowserContext], address: str) -> OpenPage:
    """A page of somebody who has signed in before (None: of nobody)."""

    def open_page(account: str | None) -> Page:
        context = contexts()
        if account is not None:
            context.add_cookies([{"name": "mediation", "value": token_of(account), "url": address}])
        return context.new_page()

    return open_page


@pytest.fixture
def signing_in(contexts: Callable[[], BrowserContext]) -> OpenPage:
    """A page of somebody who comes in through the door."""

    def enter(account: str | None) -> Page:
        page = contexts().new_page()
        page.goto("/")
        page.get_by_label("账号").fill(account or "")
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/")
        return page

    return enter
