"""The ranking of 考评 as .xlsx: points, scores and ranks are formulas over the numbers, and recalculate."""

from __future__ import annotations

from contextlib import closing
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mediation.adapters.cell_texts import harmless, printed
from mediation.rules.assessment import Better, Item
from mediation.rules.assessment_table import AssessmentTable, Row

TARGETS, WEIGHTS, HEAD, FIRST = 4, 5, 6, 7
"""The rows, from 0: targets, weights, what stands in each column, and the first part."""
FIXED = 6
"""The columns before the items: place, name, score, and what it is made of."""
HIDDEN = "不写"


def assessment_table(table: AssessmentTable) -> bytes:
    """The workbook."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        from xlsxwriter import Workbook  # not for those who never ask for it

        options = {"strings_to_formulas": False, "strings_to_urls": False}
        with closing(Workbook(str(path), options)) as book:
            book.set_properties({"title": f"{table.area} {table.period} 考评", "comments": table.mark})
            _Page(book, table).write()
        return path.read_bytes()


class _Page:
    def __init__(self, book: Any, table: AssessmentTable) -> None:
        self.table, self.page = table, book.add_worksheet("考评")
        add, line = book.add_format, {"border": 1, "valign": "vcenter"}
        self.title = add({"bold": True, "font_size": 16})
        self.mark = add({"italic": True, "font_color": "#a3201a"})
        self.head = add({**line, "bold": True, "bg_color": "#edf1f5", "align": "center", "text_wrap": True})
        self.text = add({**line, "text_wrap": True})
        self.number = add({**line, "num_format": "0.##"})
        self.points = add({**line, "num_format": "0.00"})
        self.last = FIRST + len(table.rows) - 1

    def write(self) -> None:
        self._headings()
        for n, row in enumerate(self.table.rows):
            self._row(FIRST + n, row)

    def _headings(self) -> None:
        page, table = self.page, self.table
        page.set_landscape()
        page.set_paper(8)
        page.fit_to_pages(1, 0)
        page.set_header(f"&R{printed(table.mark)}")
        page.set_footer(f"&L{printed(table.mark)}&R&P / &N")
        page.write_string(0, 0, harmless(f"{table.area} {table.period} 人民调解工作考评"), self.title)
        page.write_string(1, 0, harmless(table.mark), self.mark)
        page.write_string(2, 0, f"第 {table.scheme} 稿方案；{table.standing}")
        page.write_string(
            3,
            0,
            f"少于 {table.least} 的、能推算出来的数字和得分不写，合在“不写各项”两栏里；公式可以看，不能改。",
        )
        for row, name in ((TARGETS, "目标值"), (WEIGHTS, "权重")):
            page.merge_range(row, 0, row, FIXED - 1, name, self.head)
        heads = ("名次", "地区", "得分", "计入的权重", "不写各项：权重", "不写各项：得分")
        for at, name in enumerate(heads):
            page.write_string(HEAD, at, name, self.head)
        for n, (title, item, target) in enumerate(table.items):
            value, points = _columns(n)
            page.merge_range(TARGETS, value, TARGETS, points, float(target), self.number)
            page.merge_range(WEIGHTS, value, WEIGHTS, points, item.weight, self.number)
            less = "（不高于）" if item.better is Better.LESS else ""
            page.write_string(HEAD, value, harmless(f"{title}{less}"), self.head)
            page.write_string(HEAD, points, "得分", self.head)
        page.set_column(0, 0, 6)
        page.set_column(1, 1, 18)
        page.set_column(2, FIXED + 2 * len(table.items), 11)
        page.set_row(HEAD, 46)
        page.freeze_panes(FIRST, 2)
        page.repeat_rows(TARGETS, HEAD)
        page.protect("", {"select_locked_cells": True, "format_columns": True, "format_rows": True})

    def _row(self, at: int, row: Row) -> None:
        page = self.page
        page.write_string(at, 1, harmless(row.name), self.text)
        for n, cell in enumerate(row.cells):
            self._cell(at, n, cell.value, cell.points, told=cell.told)
        lost = [n for n in row.untold if row.cells[n].points is not None]
        weight = sum(self.table.items[n][1].weight for n in lost)
        points = sum((row.cells[n].points or Decimal() for n in lost), Decimal())
        if not row.total_told:
            for column in range(2, FIXED):
                page.write_string(at, column, HIDDEN, self.text)
            self._plain_rank(at, row)
            return
        page.write_number(at, 4, weight, self.number)
        page.write_number(at, 5, float(points), self.points)
        pairs = [(_at(at, _columns(n)[1]), _fixed(WEIGHTS, _columns(n)[0])) for n in range(len(row.cells))]
        counted = "+".join(f"IF(ISNUMBER({cell}),{weight_at},0)" for cell, weight_at in pairs)
        scored = sum(
            self.table.items[n][1].weight for n, cell in enumerate(row.cells) if cell.points is not None
        )
        page.write_formula(at, 3, f"={counted}+{_at(at, 4)}", self.number, scored)
        added = "+".join(f"IF(ISNUMBER({cell}),{cell},0)" for cell, _ in pairs)
        page.write_formula(
            at,
            2,
            f'=IF({_at(at, 3)}=0,"—",ROUND(({added}+{_at(at, 5)})*100/{_at(at, 3)},2))',
            self.points,
            "—" if row.total is None else float(row.total),
        )
        if all(one.total_told for one in self.table.rows):
            first, last = FIRST + 1, self.last + 1
            ahead = f'COUNTIFS($C${first}:$C${last},">"&{_at(at, 2)},$D${first}:$D${last},">=50")'
            page.write_formula(at, 0, f'=IF({_at(at, 3)}*2<100,"—",1+{ahead})', self.number, row.rank or "—")
        else:
            self._plain_rank(at, row)

    def _plain_rank(self, at: int, row: Row) -> None:
        """A formula cannot rank by scores that are not written."""
        if row.rank is None:
            self.page.write_string(at, 0, "—", self.text)
        else:
            self.page.write_number(at, 0, row.rank, self.number)

    def _cell(self, at: int, n: int, value: Decimal | None, points: Decimal | None, *, told: bool) -> None:
        (left, right), item, page = _columns(n), self.table.items[n][1], self.page
        if not told or value is None or points is None:
            for column in (left, right):
                page.write_string(at, column, "—" if told else HIDDEN, self.text)
            return
        page.write_number(at, left, float(value), self.number)
        page.write_formula(at, right, _points(item, at, left), self.points, float(points))


def _points(item: Item, at: int, left: int) -> str:
    number, target, weight = _at(at, left), _fixed(TARGETS, left), _fixed(WEIGHTS, left)
    if item.better is Better.LESS:
        return f"=IF({number}=0,{weight},ROUND({weight}*MAX(0,MIN(1,{target}/{number})),2))"
    return f"=ROUND({weight}*MAX(0,MIN(1,{number}/{target})),2)"


def _columns(n: int) -> tuple[int, int]:
    """Where the item's number and its points stand."""
    return FIXED + 2 * n, FIXED + 2 * n + 1


def _at(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column))


def _fixed(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))
