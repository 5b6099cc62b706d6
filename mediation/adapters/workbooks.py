"""Workbooks that the product writes: a table to be filled in, and what became of one. Cells are never formulas."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from xlsxwriter import Workbook

from mediation.rules.table_form import TableForm

LAST_ROW = 1_048_575
WIDTH = 18
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Workbooks:
    """Writes .xlsx files in memory."""

    def form(self, form: TableForm) -> bytes:
        """The empty table first, with its lists; then examples, and how to fill it in, on sheets of their own."""
        made = io.BytesIO()
        with Workbook(made, OPTIONS) as book:
            head = book.add_format({"bold": True, "bg_color": "#E8EEF7", "border": 1, "text_wrap": True})
            text = book.add_format({"num_format": "@"})
            sheet = book.add_worksheet(form.sheet)
            examples = book.add_worksheet(form.examples_sheet)
            notes = book.add_worksheet(form.notes_sheet)
            lists = book.add_worksheet(form.choices_sheet)
            for place in (sheet, examples):
                _heads(place, form, head, text)
            self._choices(sheet, lists, form)
            for n, example in enumerate(form.examples, 1):
                for at, one in enumerate(form.heads):
                    examples.write_string(n, at, example.get(one, ""), text)
            notes.set_column(0, 0, WIDTH)
            notes.set_column(1, 1, 90)
            for n, line in enumerate(form.notes):
                for at, said in enumerate(line):
                    notes.write_string(n, at, said)
        return made.getvalue()

    def _choices(self, sheet: Any, lists: Any, form: TableForm) -> None:
        """Each list stands in a column of its own, to which the cells of the table point."""
        lists.hide()
        for column, (heading, options) in enumerate(form.choices.items()):
            for n, option in enumerate(options):
                lists.write_string(n, column, option)
            letter = chr(65 + column)
            at = list(form.heads).index(heading)
            source = f"='{form.choices_sheet}'!${letter}$1:${letter}${max(len(options), 1)}"
            sheet.data_validation(
                1, at, LAST_ROW, at, {"validate": "list", "source": source, "error_type": "warning"}
            )

    def report(self, sheet: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
        """A plain table, written row by row."""
        made = io.BytesIO()
        with Workbook(made, {**OPTIONS, "constant_memory": True}) as book:
            head = book.add_format({"bold": True, "bg_color": "#E8EEF7"})
            page = book.add_worksheet(sheet)
            page.set_column(0, len(heads), WIDTH)
            page.freeze_panes(1, 0)
            for at, one in enumerate(heads):
                page.write_string(0, at, one, head)
            for n, row in enumerate(rows, 1):
                for at, said in enumerate(row):
                    page.write_string(n, at, said)
        return made.getvalue()


def _heads(sheet: Any, form: TableForm, head: Any, text: Any) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 32)
    for at, one in enumerate(form.heads):
        sheet.write_string(0, at, f"{one}*" if one in form.needed else one, head)
        sheet.set_column(
            at, at, 2 * WIDTH if one in form.wide else WIDTH, text if one in form.as_text else None
        )
