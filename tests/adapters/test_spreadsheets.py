"""Spreadsheets: what looks like a formula is text, who took it stands in it, and many rows take little memory."""

from __future__ import annotations

import resource
from datetime import UTC, date, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest

from mediation.adapters.cell_texts import harmless
from mediation.adapters.spreadsheets import Spreadsheets
from mediation.rules.sheets import Sheet, Value


def cells(data: bytes) -> str:
    with ZipFile(BytesIO(data)) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_would_begin_a_formula_is_harmless_text(text: str) -> None:
    assert harmless(text) == f"'{text}"
    rows: list[list[Value]] = [[text]]
    sheet = cells(Spreadsheets().write("题", "谁", [Sheet("表", [text], [text], rows)]))
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_plain_text_stays_as_it_is() -> None:
    assert harmless("（2026）保康人调字第1号") == "（2026）保康人调字第1号"


def test_numbers_and_days_are_numbers_and_the_mark_is_on_every_page() -> None:
    rows: list[list[Value]] = [[7, date(2026, 11, 23), datetime(2026, 11, 23, 2, tzinfo=UTC), None, "甲"]]
    sheet = cells(
        Spreadsheets().write("题 & 目", "高娃导出", [Sheet("表", ["说明"], list("一二三四五"), rows)])
    )
    assert "<v>7</v>" in sheet
    assert "<v>46349</v>" in sheet
    assert "<v>46349.41666" in sheet
    assert sheet.count("高娃导出") >= 3  # above the table, in the head, in the foot


@pytest.mark.long
def test_a_hundred_thousand_rows_take_little_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows = ([f"（2026）案{n}号", "邻里纠纷", "调解中", n] for n in range(100_000))
    data = Spreadsheets().write("题", "谁", [Sheet("表", [], ["编号", "类型", "状态", "数"], rows)])
    assert cells(data).count("<row ") == 100_003
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024
