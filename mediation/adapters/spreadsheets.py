"""Tables as .xlsx: written row by row, marked with who took them and when, and never a formula that somebody typed."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mediation.adapters.assessment_table import assessment_table
from mediation.adapters.cell_texts import harmless, printed
from mediation.adapters.official_table import official_table
from mediation.rules.assessment_table import AssessmentTable
from mediation.rules.clock import SHANGHAI
from mediation.rules.official_table import OfficialTable
from mediation.rules.sheets import Sheet, Value

WIDEST = 44


class Spreadsheets:
    """Written through a file, so that a hundred thousand rows take no more memory than one."""

    def write(self, title: str, mark: str, sheets: Iterable[Sheet]) -> bytes:
        """The workbook; `mark` stands above every table, and in the head and foot of every printed page."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / "table.xlsx"
            options = {
                "constant_memory": True,
                "tmpdir": folder,
                "strings_to_formulas": False,
                "strings_to_urls": False,
            }
            from xlsxwriter import Workbook  # not for those who never ask for it

            with closing(Workbook(str(path), options)) as book:
                book.set_properties({"title": title, "comments": mark})
                formats = _formats(book)
                for sheet in sheets:
                    _write_sheet(book, formats, title, mark, sheet)
            return path.read_bytes()

    def official(self, table: OfficialTable) -> bytes:
        """The official table of statistics."""
        return official_table(table)

    def assessment(self, table: AssessmentTable) -> bytes:
        """The ranking of an area's parts."""
        return assessment_table(table)


def _formats(book: Any) -> dict[str, Any]:
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "mark": book.add_format({"italic": True, "font_color": "#a3201a"}),
        "head": book.add_format({"bold": True, "bg_color": "#edf1f5", "border": 1, "text_wrap": True}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
        "money": book.add_format({"num_format": "#,##0.00"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
    }


def _write_sheet(book: Any, formats: dict[str, Any], title: str, mark: str, sheet: Sheet) -> None:
    page = book.add_worksheet(sheet.name[:31])
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_header(f"&L{printed(title)}&R{printed(mark)}")
    page.set_footer(f"&L{printed(mark)}&R&P / &N")
    widths = [min(WIDEST, max(10, 2 * len(heading) + 2)) for heading in sheet.headings]
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    row = 0
    for text, kind in [(title, "title"), (mark, "mark"), *((note, None) for note in sheet.notes)]:
        page.write_string(row, 0, harmless(text), formats.get(kind or ""))
        row += 1
    for column, heading in enumerate(sheet.headings):
        page.write_string(row, column, harmless(heading), formats["head"])
    page.repeat_rows(row)
    for place, values in enumerate(sheet.rows, row + 1):
        for column, value in enumerate(values):
            _write_value(page, place, column, value, formats)


def _write_value(page: Any, row: int, column: int, value: Value, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        page.write_datetime(row, column, value.astimezone(SHANGHAI).replace(tzinfo=None), formats["moment"])
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), formats["day"])  # noqa: DTZ001
    elif isinstance(value, int):
        page.write_number(row, column, value)
    elif isinstance(value, Decimal):
        page.write_number(row, column, float(value), formats["money"])
    else:
        page.write_string(row, column, harmless(value))
