"""Page, spreadsheet, report and slow recount of the backlog say the same, figure by figure, and each file is marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from docx import Document
from furnished import COUNTY, TOWNSHIP, Browser, House, furnished_house
from openpyxl import load_workbook
from sqlalchemy import select, update

from mediation.model import Case, Export, Organisation, Region, Setting
from mediation.readmodels.backlog import area_backlog, narrowed_to, scope_of
from mediation.readmodels.backlog_recount import counts_of, recounted
from mediation.readmodels.backlog_tables import solved_on, weeks_of
from mediation.rules.backlog import AgeBand, Holder
from mediation.rules.vocabulary import Level

CITY = "150500000000"
Table = dict[str, list[int]]
AREAS = pytest.mark.parametrize("code", [CITY, COUNTY, TOWNSHIP])


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[House]:
    yield from furnished_house(tmp_path_factory, sqlite_template)


@pytest.fixture
def house(opened: House) -> House:
    """The supervisor's office is the city's, and every number may be told."""
    house = opened.put_back()
    with house.installation.begin() as uow:
        uow.session.add(Setting(name="smallest_group", value="1"))
        bureau = Organisation.name == "科左中旗司法局"
        uow.session.execute(update(Organisation).where(bureau).values(region_code=CITY, level=Level.CITY))
        uow.commit()
    return house


def texts(cell: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", cell))).strip()


def tables_of(page: str) -> dict[str, list[list[str]]]:
    """The tables of a page by caption, as a person reads their cells."""
    found = {}
    for table in re.findall(r"<table class=\"matrix.*?</table>", page, re.S):
        caption = texts(re.search(r"<caption.*?</caption>", table, re.S)[0])  # type: ignore[index]
        rows = re.findall(r"<tr( class=\"sum\")?>(.*?)</tr>", table.split("<tbody>")[1], re.S)
        found[caption] = [
            [("sum " if sum_ and not n else "") + texts(cell) for n, cell in enumerate(cells)]
            for sum_, row in rows
            if (cells := re.findall(r"<td.*?</td>", row, re.S))
        ]
    return found


def first_number(cell: str) -> int:
    found = re.match(r"[\d,]+", cell)
    assert found, cell
    return int(found[0].replace(",", ""))


def on_the_page(who: Browser, query: str) -> tuple[dict[str, Table], list[int]]:
    """The tables that the spreadsheet has too, by its names, and the numbers above them."""
    page = who.get(f"/backlog?{query}").text
    tables = tables_of(page)
    parts = {row[0]: [*row[1:3], *row[-3:]] for row in tables["各地"]}
    levels = [row for row in tables["级别、阶段、案龄、逾期"] if row[0].startswith("sum ")]
    ages = {row[0].removeprefix("sum "): row[2:] for row in levels}
    weeks = {row[0].split("—")[0]: row[1:] for row in tables["每周进出和周末未结"]}
    solved = {row[0]: row[1:-3] for row in tables.get("各级解决了多少、用了几天", [])}
    found = {"各地": parts, "案龄": ages, "每周": weeks, "各级解决": solved}
    tiles = re.search(r'<ul class="figures tight">(.*?)</ul>', page, re.S)
    assert tiles
    numbers = [first_number(texts(one)) for one in re.findall(r"<li.*?</li>", tiles[1], re.S)]
    return {
        name: {row: [first_number(cell) for cell in cells] for row, cells in table.items()}
        for name, table in found.items()
    }, numbers


def in_the_workbook(data: bytes) -> tuple[dict[str, Table], list[str]]:
    book = load_workbook(BytesIO(data))
    found: dict[str, Table] = {}
    for sheet in book:
        rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
        start = next(n for n, row in enumerate(rows) if len(row) > 2)
        wide = len(rows[start]) - (2 if sheet.title == "各级解决" else 0)
        found[sheet.title] = {_named(row[0]): [int(n) for n in row[1:wide]] for row in rows[start + 1 :]}
    notes = [str(book.worksheets[0].cell(n, 1).value) for n in range(1, 6)]
    return found, notes


def _named(heading: Any) -> str:
    return f"{heading.year}年{heading.month}月{heading.day}日" if hasattr(heading, "year") else str(heading)


def recount(house: House, code: str, **chosen: Any) -> tuple[dict[str, Table], dict[str, int]]:
    """The same tables from the cases one by one; how each level solved them is counted from the holdings alone."""
    installation, today = house.installation, house.clock.today()
    with installation.read() as session:
        region = session.get_one(Region, code)
        scope = scope_of(installation.registry, code, today, narrowed_to(today, **chosen))
        page = area_backlog(session, scope, region, installation.clock.now())
        slow = recounted(session, installation.registry, region, page, today)
        names = {one.code: one.name for one in session.scalars(select(Region))}
    assert +counts_of(page) == +slow
    parts: Table = {}
    for key in sorted({name[1] for name in slow if name[0] == "part"}):
        name = names[key.strip("*")] + ("本级" if key.endswith("*") else "")
        parts[name] = [slow["part", key, one] for one in ("open", "overdue", "entered", "ended", "agreed")]
    ages: Table = {}
    for level in Holder:
        mine = {
            name: n for name, n in slow.items() if name[0] in ("open", "overdue") and name[1] == level.value
        }
        if mine:
            ages[level.title_text] = [
                *(
                    sum(n for name, n in mine.items() if (name[0], name[3]) == ("open", b.value))
                    for b in AgeBand
                ),
                sum(n for name, n in mine.items() if name[0] == "overdue"),
            ]
    weeks: Table = {}
    standing = sum(row[0] for row in parts.values())
    for n, (first, *_rest) in reversed(list(enumerate(weeks_of(page)))):
        entered, gone = slow["week", n, "entered"], slow["week", n, "ended"]
        weeks[f"{first.year}年{first.month}月{first.day}日"] = [entered, gone, standing]
        standing += gone - entered
    solved = {one.level.title_text: list(one.left.values()) for one in solved_on(page)}
    beside = {str(name[1]): n for name, n in slow.items() if name[0] == "beside"}
    return {"各地": parts, "案龄": ages, "每周": weeks, "各级解决": solved}, beside


@AREAS
@pytest.mark.parametrize("narrowed", [False, True])
def test_page_spreadsheet_and_recount_say_the_same(house: House, code: str, narrowed: bool) -> None:
    who, query, chosen = house.browser("supervisor"), f"region={code}", {}
    if narrowed:
        with house.installation.read() as session:
            chosen = {"category": session.scalars(select(Case.category_code).where(Case.is_open)).first()}
        query += f"&category={chosen['category']}"
    page, tiles = on_the_page(who, query)
    data = who.post("/backlog/export/figures", {"region": code, **chosen, "_key": "k" * 20}).data
    sheets, notes = in_the_workbook(data)
    counted, beside = recount(house, code, **chosen)
    for name in ("各地", "案龄", "每周"):
        assert page[name] == sheets[name] == counted[name], name
    assert page["各级解决"].keys() == sheets["各级解决"].keys()
    assert {row: sorted(numbers) for row, numbers in page["各级解决"].items()} == {
        row: sorted(numbers) for row, numbers in sheets["各级解决"].items()
    }
    opened = sum(row[0] for row in counted["各地"].values())
    late = sum(row[1] for row in counted["各地"].values())
    assert opened > 0
    told = [beside.get(one, 0) for one in ("danger", "yellow", "waiting", "returned", "confirming", "broken")]
    assert tiles[:6] + tiles[7:] == [told[0], opened, late, *told[1:4], *told[4:]]
    assert any("陈志远（科左中旗司法局）2026年11月23日" in note for note in notes)
    with house.installation.read() as session:
        (noted,) = session.scalars(select(Export))
        assert noted.region_code == code
        assert noted.lines == sum(len(table) for table in sheets.values())


@AREAS
def test_the_report_as_pdf_and_to_write_on_says_what_the_page_says(house: House, code: str) -> None:
    who = house.browser("supervisor")
    page, _ = on_the_page(who, f"region={code}")
    written = who.post("/backlog/report", {"region": code, "format": "docx", "_key": "k" * 20}).data
    printed = who.post("/backlog/report", {"region": code, "format": "pdf", "_key": "p" * 20}).data
    tables = [
        [[cell.text for cell in row.cells] for row in table.rows[1:]]
        for table in Document(BytesIO(written)).tables
    ]
    text = re.sub(r"\s", "", "".join(one.extract_text() for one in pypdf.PdfReader(BytesIO(printed)).pages))
    parts, ages, weeks, *_solved = tables
    assert {row[0]: [int(n) for n in row[1:]] for row in parts} == page["各地"]
    by_band = list(zip(*page["案龄"].values(), strict=True))[:-1]
    assert [int(row[1]) for row in ages] == [sum(column) for column in by_band]
    assert sum(int(row[2]) for row in ages) == sum(row[-1] for row in page["案龄"].values())
    assert [[int(n) for n in row[1:]] for row in weeks] == list(page["每周"].values())
    for row in (*parts, *ages, *weeks):
        assert re.sub(r"\s", "", "".join(row)) in text
    opened = sum(row[0] for row in page["各地"].values())
    assert f"现有未结案件{opened}件" in text
    assert "陈志远生成，仅供工作使用" in text
    with house.installation.read() as session:
        assert {one.what["report"] for one in session.scalars(select(Export))} == {"docx", "pdf"}
