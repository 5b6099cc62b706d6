"""人民调解案件情况统计表 as .xlsx: merged headings, sums by formulas that recalculate, sheets locked against typing."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mediation.adapters.cell_texts import harmless, printed
from mediation.rules.official_table import (
    HIDDEN,
    NAME,
    WHOLE,
    Column,
    Grid,
    Line,
    Number,
    OfficialTable,
    share,
    total,
)

HEAD, UNDER, FIRST = 3, 4, 5
"""The rows, from 0: the merged headings, those below them, and the first part."""
TITLED = 8
"""Over how many columns the title stands at least, so that it is read whole."""


def official_table(table: OfficialTable) -> bytes:
    """The workbook."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        from xlsxwriter import Workbook  # not for those who never ask for it

        options = {"strings_to_formulas": False, "strings_to_urls": False}
        with closing(Workbook(str(path), options)) as book:
            book.set_properties({"title": f"{table.area} {table.period} {NAME}", "comments": table.mark})
            _Book(book, table).write()
        return path.read_bytes()


class _Book:
    def __init__(self, book: Any, table: OfficialTable) -> None:
        self.book, self.table = book, table
        add, line = book.add_format, {"border": 1, "valign": "vcenter"}
        self.title = add({"bold": True, "font_size": 18, "align": "center", "valign": "vcenter"})
        self.plain = add({"valign": "vcenter", "text_wrap": True})
        self.mark = add({"italic": True, "font_color": "#a3201a"})
        self.head = add({**line, "bold": True, "bg_color": "#edf1f5", "align": "center", "text_wrap": True})
        self.text = add({**line, "text_wrap": True})
        self.strong = add({**line, "bold": True, "text_wrap": True})
        self.count, self.money = add({**line, "num_format": "#,##0"}), add({**line, "num_format": "#,##0.00"})
        self.share = add({**line, "num_format": "0.0", "align": "right"})

    def write(self) -> None:
        self._grid(self.table.areas)
        self._kinds()
        for grid in self.table.force:
            self._grid(grid)
        self._notes()

    def _sheet(self, name: str, columns: int) -> Any:
        """A sheet with its title, what it is of, and who took it; locked, since nobody types into it."""
        page, table = self.book.add_worksheet(name), self.table
        page.set_landscape()
        page.set_paper(8)
        page.fit_to_pages(1, 0)
        page.hide_gridlines(2)
        page.set_header(f"&R{printed(table.mark)}")
        page.set_footer(f"&L{printed(table.mark)}&R&P / &N")
        page.set_row(0, 34)
        page.set_row(1, 32)
        page.merge_range(0, 0, 0, columns - 1, NAME, self.title)
        told = f"填报单位：{table.area}　　统计期：{table.period}　　填报日期：{table.made_on}　　{table.standing}"
        page.merge_range(1, 0, 1, columns - 1, "", self.plain)
        page.write_string(1, 0, harmless(told), self.plain)
        page.merge_range(2, 0, 2, columns - 1, "", self.mark)
        page.write_string(2, 0, harmless(table.mark), self.mark)
        page.protect("", {"select_locked_cells": True, "format_columns": True, "format_rows": True})
        return page

    def _grid(self, grid: Grid) -> None:
        page = self._sheet(grid.title, max(len(grid.columns) + 1, TITLED))
        page.set_column(0, 0, 26)
        page.set_column(1, len(grid.columns), 10.5)
        page.set_row(UNDER, 46)
        page.merge_range(HEAD, 0, UNDER, 0, grid.stub, self.head)
        _headings(page, grid.columns, self.head)
        for n, line in enumerate(grid.lines):
            self._line(page, FIRST + n, line, grid)
        if grid.lines:
            self._sums(page, grid)
        else:
            self._line(page, FIRST, Line(WHOLE, grid.whole.numbers), grid)
        page.freeze_panes(FIRST, 1)
        page.repeat_rows(HEAD, UNDER)

    def _sums(self, page: Any, grid: Grid) -> None:
        """The lines added up, less what several of them counted, is the area: whatever counts once in it."""
        last = FIRST + len(grid.lines) - 1
        together, twice, whole = last + 1, last + 2, last + 3
        for row, title in ((together, grid.together), (twice, grid.twice), (whole, WHOLE)):
            page.write_string(row, 0, title, self.strong)
        for at, column in enumerate(grid.columns, 1):
            if column.of is not None:
                self._ratio(page, together, at, column, grid, grid.added)
                page.write_blank(twice, at, None, self.text)
                self._ratio(page, whole, at, column, grid, grid.whole.numbers.get)
                continue
            shape, of = (self.money if column.money else self.count), grid.whole.numbers[column.name]
            added, letter = grid.added(column.name), _letter(at)
            if added is None:
                page.write_string(together, at, "—", self.text)
            else:
                page.write_formula(
                    together, at, f"=SUM({letter}{FIRST + 1}:{letter}{last + 1})", shape, _value(added)
                )
            if of is None or added is None:
                page.write_string(twice, at, "—", self.text)
                self._number(page, whole, at, of, column, grid.untold(column.name))
                continue
            page.write_number(twice, at, _value(added - of), shape)
            page.write_formula(whole, at, f"={letter}{together + 1}-{letter}{twice + 1}", shape, _value(of))

    def _line(self, page: Any, row: int, line: Line, grid: Grid) -> None:
        page.write_string(row, 0, harmless(line.title), self.text)
        for at, column in enumerate(grid.columns, 1):
            if column.of is not None:
                self._ratio(page, row, at, column, grid, line.numbers.get)
            else:
                self._number(page, row, at, line.numbers[column.name], column, grid.untold(column.name))

    def _number(
        self, page: Any, row: int, at: int, number: Number, column: Column, untold: str = HIDDEN
    ) -> None:
        if number is None:
            page.write_string(row, at, untold, self.share)
        else:
            page.write_number(row, at, _value(number), self.money if column.money else self.count)

    def _ratio(self, page: Any, row: int, at: int, column: Column, grid: Grid, number: Any) -> None:
        """By a formula over the same line, half up to one decimal; a dash where there is nothing to divide by."""
        names = [one.name for one in grid.columns]
        part, whole = (_letter(names.index(name) + 1) for name in column.of or ())
        self._divided(
            page, row, at, f"{part}{row + 1}", f"{whole}{row + 1}", *(number(n) for n in column.of or ())
        )

    def _divided(self, page: Any, row: int, at: int, part: str, whole: str, n: Number, of: Number) -> None:
        found = share(n, of)
        shown: Any = "—" if found is None else float(found)
        formula = (
            f'=IF(AND(ISNUMBER({part}),ISNUMBER({whole}),N({whole})<>0),ROUND({part}/{whole}*100,1),"—")'
        )
        page.write_formula(row, at, formula, self.share, shown)

    def _kinds(self) -> None:
        page = self._sheet("纠纷类型", 5)
        page.set_column(0, 0, 30)
        page.set_column(1, 4, 18)
        heads = ("纠纷类型", "调解案件总数（件）", "占总数（%）", "调解成功（件）", "成功率（%）")
        for at, title in enumerate(heads):
            page.write_string(HEAD, at, title, self.head)
        last = HEAD + len(self.table.kinds)
        foot = last + 2
        for row, line in enumerate(self.table.kinds, HEAD + 1):
            page.write_string(row, 0, harmless(line.title), self.text)
            self._shares(page, row, foot, line.numbers["accepted"], line.numbers["succeeded"])
        page.write_string(last + 1, 0, WHOLE, self.strong)
        numbers = self.table.whole.numbers
        for at, name in ((1, "accepted"), (3, "succeeded")):
            shown = total([line.numbers[name] for line in self.table.kinds])
            span = f"{_letter(at)}{HEAD + 2}:{_letter(at)}{last + 1}"
            if shown is None:
                self._number(page, last + 1, at, numbers[name], Column(name, "", ""))
            else:
                page.write_formula(last + 1, at, f"=SUM({span})", self.count, _value(shown))
        self._divided(page, last + 1, 2, f"B{foot}", f"B{foot}", numbers["accepted"], numbers["accepted"])
        self._divided(page, last + 1, 4, f"D{foot}", f"B{foot}", numbers["succeeded"], numbers["accepted"])

    def _shares(self, page: Any, row: int, foot: int, accepted: Number, succeeded: Number) -> None:
        count = Column("", "", "")
        self._number(page, row, 1, accepted, count)
        self._divided(
            page, row, 2, f"B{row + 1}", f"$B${foot}", accepted, self.table.whole.numbers["accepted"]
        )
        self._number(page, row, 3, succeeded, count)
        self._divided(page, row, 4, f"D{row + 1}", f"B{row + 1}", succeeded, accepted)

    def _notes(self) -> None:
        page = self._sheet("口径", 4)
        for at, (title, width) in enumerate((("指标", 30), ("单位", 8), ("归期", 20), ("口径", 90))):
            page.set_column(at, at, width)
            page.write_string(HEAD, at, title, self.head)
        for row, note in enumerate(self.table.notes, HEAD + 1):
            for at, text in enumerate(note):
                page.write_string(row, at, harmless(text), self.text)


def _headings(page: Any, columns: Sequence[Column], shape: Any) -> None:
    """A group over its columns, merged; the columns' own titles below."""
    at = 1
    for group, under in groupby(columns, key=lambda column: column.group):
        titles = [column.title for column in under]
        if len(titles) == 1:
            page.write_string(HEAD, at, group, shape)
        else:
            page.merge_range(HEAD, at, HEAD, at + len(titles) - 1, group, shape)
        for n, title in enumerate(titles):
            page.write_string(UNDER, at + n, title, shape)
        at += len(titles)


def _letter(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))


def _value(number: Number) -> int | float:
    return number if isinstance(number, int) else float(number or 0)
