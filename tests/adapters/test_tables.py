"""Tables that people send: read by content in a limited child, and refused with a sentence before they do harm."""

from __future__ import annotations

import io
import json
import resource
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from xlsxwriter import Workbook

from mediation.adapters import table_child
from mediation.adapters.table_child import MOST_UNPACKED
from mediation.adapters.tables import TableReader
from mediation.adapters.workbooks import Workbooks
from mediation.rules.court_table import COLUMNS, MOST_ROWS
from mediation.rules.errors import BadInput
from mediation.rules.table_cells import harmless
from mediation.rules.table_form import TableForm

HEADS = list(COLUMNS.values())
BOOK = '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets/></workbook>'


@pytest.fixture(scope="module")
def reader() -> Iterator[TableReader]:
    made = TableReader()
    yield made
    made.close()


def workbook(fill: Callable[[Any, Any], None]) -> bytes:
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        fill(book, book.add_worksheet())
    return made.getvalue()


def refusal(reader: TableReader, data: bytes, name: str = "收案.xlsx") -> str:
    with pytest.raises(BadInput) as refused:
        reader.read(name, data)
    (problem,) = refused.value.problems
    assert problem.field == "file"
    assert name in str(problem.message)
    return str(problem.message)


def test_a_workbook_is_read_as_text_by_rows(reader: TableReader) -> None:
    def fill(book: Any, sheet: Any) -> None:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["案号", "日期", "金额", "号码", "电话"])
        sheet.write_string(2, 0, " 甲 ")
        sheet.write_datetime(2, 1, date(2026, 11, 23), day)
        sheet.write_number(2, 2, 1200.5)
        sheet.write_number(2, 3, 150521199001011234)
        sheet.write_number(2, 4, 13800000000)

    read = reader.read("x.xlsx", workbook(fill))
    assert read.heads == ("案号", "日期", "金额", "号码", "电话")
    ((row, cells),) = read.rows
    assert row == 3
    assert cells[:3] == ("甲", "2026-11-23", "1200.5")
    assert cells[3].startswith("1.505211990010112")
    assert "e+17" in cells[3]
    assert cells[4] == "13800000000"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_csv_is_read_as_spreadsheets_write_it(reader: TableReader, encoding: str) -> None:
    data = '原告,诉讼请求\r\n𠮷某,"赔偿,\n道歉"\r\n\r\n'.encode(encoding)
    read = reader.read("x.csv", data)
    assert read.heads == ("原告", "诉讼请求")
    assert read.rows == [(2, ("𠮷某", "赔偿,\n道歉"))]


def test_json_gives_the_same_rows(reader: TableReader) -> None:
    cases = [{"原告": ["甲", "乙"], "金额": 1200.5}, {"原告": "丙", "劳动关系": True}]
    for whole in (cases, {"cases": cases}):
        read = reader.read("x.json", json.dumps(whole, ensure_ascii=False).encode())
        assert read.heads == ("原告", "金额", "劳动关系")
        assert [cells for _, cells in read.rows] == [("甲；乙", "1200.5", ""), ("丙", "", "是")]


def test_our_own_template_is_read_back_empty_and_its_examples_are_no_cases(reader: TableReader) -> None:
    form = TableForm(
        sheet="案件",
        examples_sheet="示例",
        notes_sheet="说明",
        choices_sheet="列表",
        heads=HEADS,
        needed=frozenset({"原告"}),
        choices={"门": ("诉前引导",), "纠纷类型": tuple(f"类型{n}" for n in range(60))},
        examples=[{"原告": "张某某"}],
    )
    read = reader.read("x.xlsx", Workbooks().form(form))
    assert [head.rstrip("*") for head in read.heads] == HEADS
    assert read.rows == []


def test_a_formula_is_refused_with_its_place(reader: TableReader) -> None:
    assert "B2" in refusal(reader, workbook(lambda book, sheet: sheet.write_formula(1, 1, "=1+1")))


def test_merged_cells_are_refused_with_their_place(reader: TableReader) -> None:
    told = refusal(reader, workbook(lambda book, sheet: sheet.merge_range(0, 0, 0, 3, "案件表")))
    assert "A1:D1" in told


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空的"),
        (b"  \n", "空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧的 .xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "设有密码"),
        (b"PK\x03\x04 half of an archive", "损坏"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "只收"),
        (b"[{", "不是完好的 JSON"),
        (b"[1, 2]", "JSON 应是一个列表"),
        (b"[" * 100_000, "不是完好的 JSON"),
    ],
)
def test_what_is_no_table_is_refused_in_words(reader: TableReader, data: bytes, said: str) -> None:
    assert said in refusal(reader, data)


def archive(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in parts.items():
            zipped.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return made.getvalue()


def test_an_archive_that_is_no_workbook_is_refused(reader: TableReader) -> None:
    assert "只收" in refusal(reader, archive(word__document_xml=b"<w/>"))


def test_what_unfolds_to_too_much_or_has_too_many_rows_is_counted_before_it_is_built(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same at a small size, in this process."""
    monkeypatch.setattr(table_child, "MOST_UNPACKED", 1_000_000)
    bomb = archive(xl__workbook_xml=BOOK.encode(), xl__sharedStrings_xml=b"0" * 2_000_000)
    assert "展开以后太大" in str(table_child.answer(bomb))
    monkeypatch.setattr(table_child, "MOST_ROWS", 10)
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row>' * 12
    many = archive(xl__workbook_xml=BOOK.encode(), xl__worksheets__sheet1_xml=rows)
    for data in (many, b"a\n" + b"1\n" * 12, b"[" + b"{}," * 12 + b"{}]"):
        assert table_child.answer(data) == table_child.TOO_MANY


@pytest.mark.long
def test_a_bomb_is_refused_before_it_unfolds(reader: TableReader) -> None:
    bomb = archive(xl__workbook_xml=BOOK.encode(), xl__sharedStrings_xml=b"0" * (MOST_UNPACKED + 1))
    assert len(bomb) < 1_000_000
    assert "展开以后太大" in refusal(reader, bomb)


@pytest.mark.long
def test_a_million_rows_are_refused_after_the_first_that_are_too_many(reader: TableReader) -> None:
    """Nothing is built of them: they are counted while they are unpacked."""
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row>' * 1_000_000
    told = refusal(reader, archive(xl__workbook_xml=BOOK.encode(), xl__worksheets__sheet1_xml=rows))
    assert str(MOST_ROWS) in told
    assert str(MOST_ROWS) in refusal(reader, b"a\n" + b"1\n" * 1_000_000)
    assert str(MOST_ROWS) in refusal(reader, b"[" + b"{}," * 300_000 + b"{}]")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert peak < 1536 * 1024


@pytest.mark.long
def test_a_child_that_takes_too_much_ends_alone(reader: TableReader) -> None:
    small = TableReader(memory_limit=300 * 1024**2)
    try:
        text = json.dumps([{"a": "x" * 500} for _ in range(40_000)] * 5)
        assert "没有收下" in refusal(small, text.encode())
        assert small.read("x.csv", b"a\n1\n").rows == [(2, ("1",))]
    finally:
        small.close()


def test_what_begins_a_formula_is_written_so_that_none_comes_of_it(reader: TableReader) -> None:
    told = '=HYPERLINK("http://x")'
    data = Workbooks().report("结果", ["原告"], [[told], ["@SUM(A1)"], ["甲"]])
    assert [cells for _, cells in reader.read("x.xlsx", data).rows] == [(told,), ("@SUM(A1)",), ("甲",)]
    assert harmless(told) == f"'{told}"
    assert harmless("甲") == "甲"
