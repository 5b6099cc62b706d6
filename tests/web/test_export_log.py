"""The export log: each download is a line, seen by who watches the area, and by nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from furnished import COUNTY, TOWNSHIP, House, furnished_house

from mediation.readmodels.export_log import ExportsAsked, all_exports
from mediation.services.note_operator_export import note_operator_export
from web.views.exports import DIGITS

ROW = re.compile(r"<tr>\s*<td.*?</tr>", re.S)
ASKED = {"region": TOWNSHIP, "figure": "open", "category": "neighbours"}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    return opened.put_back()


def listed(house: House, who: str, narrowed: str = "") -> list[str]:
    page = house.browser(who).get(f"/exports{narrowed}")
    assert page.status_code == 200
    return ROW.findall(page.text)


def test_each_download_is_a_line_also_the_same_file_in_the_same_minute(house: House) -> None:
    who = house.browser("supervisor")
    files = [who.post("/backlog/export/cases", {**ASKED, "_key": "k" * 20}).data for _ in range(2)]
    first, second = listed(house, "supervisor")
    for row, data in ((second, files[0]), (first, files[1])):
        assert sha256(data).hexdigest()[-DIGITS:] in row
        assert all(said in row for said in ("陈志远", "科左中旗司法局", "保康镇", "积案清单", "未结", "邻里"))


def test_nothing_else_that_is_sent_changes_what_the_line_says(house: House) -> None:
    who = house.browser("supervisor")
    assert who.post("/backlog/export/cases", ASKED).status_code == 200
    foreign = {"report": "pdf", "table": "statistics", "period": "2026-10", "use": "share", "by": "command"}
    bare = {
        name: value for name, value in ASKED.items() if name != "figure"
    }  # open ones, as the page takes it
    assert who.post("/backlog/export/cases", {**bare, **foreign, "machine": "root"}).status_code == 200
    told = [re.findall(r"积案清单.*?</small>", row, re.S) for row in listed(house, "supervisor")]
    assert told[0] == told[1] != []


@pytest.mark.parametrize("day", ["2026-02-31", "abc"])
def test_a_day_that_is_none_is_said_at_its_field(house: House, day: str) -> None:
    page = house.browser("supervisor").get(f"/exports?first={day}&who=陈")
    assert (page.status_code, "没有这一天" in page.text, 'value="陈"' in page.text) == (422, True, True)


def test_who_watches_the_area_sees_the_log_and_its_administrator_no_figure(house: House) -> None:
    assert house.browser("supervisor").post("/backlog/export/cases", ASKED).status_code == 200
    with house.installation.read() as session:
        (noted,) = all_exports(session, ExportsAsked(), 10)
    assert noted.lines
    lines = f">{noted.lines}</"
    assert [lines in row for row in listed(house, "supervisor")] == [True]
    assert [lines in row for row in listed(house, "dispatcher")] == [True]
    assert listed(house, "other_supervisor") == []
    (told,) = listed(house, "administrator")
    assert "陈志远" in told
    assert lines not in told
    assert "邻里" not in told
    assert house.browser("head").get("/exports").status_code == 403


def test_the_log_is_narrowed_and_turned_over(house: House) -> None:
    who = house.browser("supervisor")
    assert who.post("/backlog/export/cases", ASKED).status_code == 200
    with house.installation.begin() as uow:
        for n in range(51):
            house.clock.instant += timedelta(seconds=1)
            note_operator_export(
                uow,
                clock=house.clock,
                operator="root",
                region_code=COUNTY,
                what={"page": "what_if", "by": "command", "machine": "root"},
                lines=n,
                digest=bytes(32),
            )
        uow.commit()
    assert len(listed(house, "supervisor")) == 50
    assert len(listed(house, "supervisor", "?page=2")) == 2
    (mine,) = listed(house, "supervisor", "?who=志远")
    assert "陈志远" in mine
    assert listed(house, "supervisor", f"?region={TOWNSHIP}") == [mine]
    assert listed(house, "supervisor", "?last=2026-11-22") == []
    assert len(listed(house, "supervisor", "?first=2026-11-23&last=2026-11-23&who=oo")) == 50
    assert listed(house, "supervisor", "?who=%25") == []
    assert "服务器账号" in listed(house, "supervisor")[0]
    assert "推演" in listed(house, "supervisor")[0]
