"""The pages that move open cases to another version: tried, moved in the background, told one by one, taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from furnished import Browser, House, furnished_house
from sqlalchemy import func, select

from mediation.commands.chores import Chores
from mediation.model import Case
from mediation.rules.vocabulary import MatterKind
from web.views import runs
from workflows import REGISTRY

NOW = REGISTRY.current(MatterKind.DISPUTE).version
OLDER = NOW - 1
URL = f"/versions/dispute/{NOW}"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


@pytest.fixture
def administrator(house: House) -> Browser:
    return house.browser("administrator")


def open_under(house: House, version: int) -> int:
    with house.installation.read() as session:
        found = select(func.count()).where(Case.is_open, Case.definition_version == version)
        return session.scalar(found) or 0


def test_every_version_is_listed_with_what_is_open_under_it(house: House, administrator: Browser) -> None:
    page = administrator.get("/versions").text
    cells = re.sub(r"<[^>]+>|\s+", " ", page)
    for version in range(1, NOW + 1):
        assert re.search(rf"纠纷 +第 {version} 版[^第]*? {open_under(house, version)} ", cells), version
    assert f'href="{URL}"' in page
    assert '/versions/dispute/1"' not in page  # nothing is open there


def test_a_trial_lists_each_case_by_number_and_changes_nothing(house: House, administrator: Browser) -> None:
    many = open_under(house, NOW)
    page = administrator.get(f"{URL}?target={OLDER}").text
    assert f"{many} 件可以换，0 件不能换；什么都还没有改。" in page
    with house.installation.read() as session:
        for public_id, number, title in session.execute(
            select(Case.public_id, Case.number, Case.title).where(Case.is_open)
        ):
            assert (number or public_id) in page
            assert title not in page
    assert open_under(house, NOW) == many


def test_a_mapping_that_cannot_be_comes_back_and_a_version_that_is_not_there_too(
    house: House, administrator: Browser
) -> None:
    for sent, said in (
        ({"target": OLDER, "states.mediating": "terminated"}, "一个未结、一个已结，不能对应"),
        ({"target": OLDER, "states.nowhere": "mediating"}, "没有状态 nowhere"),
        ({"target": NOW + 1}, f"没有「纠纷」第 {NOW + 1} 版"),
        ({"target": "x"}, "请更正下列内容"),
    ):
        answer = administrator.post(URL, sent)
        assert (answer.status_code, said in answer.text) == (422, True), sent
        shown = administrator.get(URL, query_string=sent)
        assert (shown.status_code, said in shown.text) == (200, True), sent


def test_all_move_and_all_go_back(
    house: House, administrator: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "AT_ONCE", 2)
    many = open_under(house, NOW)
    done = administrator.post(URL, {"target": OLDER})
    assert done.status_code == 303
    listed = done.headers["Location"]
    assert (open_under(house, NOW), open_under(house, OLDER)) == (many - 2, 2)
    assert f"还有 {many - 2} 件在后台继续办理" in administrator.get(listed).text
    until_done(house)
    assert (open_under(house, NOW), open_under(house, OLDER)) == (0, many)
    page = administrator.get(listed).text
    back = re.search(r'action="(/versions/runs/[^"]+/back)"', page)
    assert back is not None
    assert "/cases/" not in page
    refused = administrator.post(back[1], {"reason": ""})
    assert (refused.status_code, "请写明理由" in refused.text) == (422, True)
    assert administrator.post(back[1], {"reason": "选错了版本"}).status_code == 303
    until_done(house)
    assert (open_under(house, NOW), open_under(house, OLDER)) == (many, 0)
    assert "已撤回" in administrator.get(listed).text
    page = administrator.get("/versions").text
    assert f"撤回：「纠纷」未结的从第 {NOW} 版换到第 {OLDER} 版" in page


def until_done(house: House) -> None:
    """The worker between its documents."""
    for _ in range(5):
        Chores(house.installation)._go_on()


def test_nobody_else_finds_the_list(house: House, administrator: Browser) -> None:
    listed = administrator.post(URL, {"target": OLDER}).headers["Location"]
    for who in ("head", "supervisor", "dispatcher", "desk"):
        assert house.browser(who).get(listed).status_code in (403, 404)
