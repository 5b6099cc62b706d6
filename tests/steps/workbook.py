"""Reading the official table as a spreadsheet program would: its formulas are worked out anew from the cells."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

SUM = re.compile(r"=SUM\(([A-Z]+)(\d+):\1(\d+)\)")
LESS = re.compile(r"=([A-Z]+\d+)-([A-Z]+\d+)")
RATIO = re.compile(
    r'=IF\(AND\(ISNUMBER\((\$?[A-Z]+\$?\d+)\),ISNUMBER\((\$?[A-Z]+\$?\d+)\),N\(\2\)<>0\),ROUND\(\1/\2\*100,1\),"—"\)'
)


class Recalculated:
    """A sheet whose formulas are computed from its cells, and nothing from what the program had written beside them."""

    def __init__(self, data: bytes, name: str) -> None:
        self.sheet: Any = load_workbook(BytesIO(data))[name]
        self.cached: Any = load_workbook(BytesIO(data), data_only=True)[name]

    def value(self, at: str) -> Any:
        at = at.replace("$", "")
        held = self.sheet[at].value
        if not isinstance(held, str) or not held.startswith("="):
            return held
        if found := SUM.fullmatch(held):
            column, first, last = found[1], int(found[2]), int(found[3])
            cells = [self.value(f"{column}{row}") for row in range(first, last + 1)]
            return sum(Decimal(str(one)) for one in cells if isinstance(one, (int, float, Decimal)))
        if found := LESS.fullmatch(held):
            return Decimal(str(self.value(found[1]))) - Decimal(str(self.value(found[2])))
        found = RATIO.fullmatch(held)
        assert found is not None, held
        part, whole = self.value(found[1]), self.value(found[2])
        if isinstance(part, str) or isinstance(whole, str) or not whole:
            return "—"
        share = Decimal(str(part)) / Decimal(str(whole)) * 100
        return share.quantize(Decimal("0.1"), ROUND_HALF_UP)

    def agrees(self) -> int:
        """Every formula gives what was written beside it; how many there are."""
        n = 0
        for row in self.sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    shown, computed = self.cached[cell.coordinate].value, self.value(cell.coordinate)
                    if isinstance(computed, str):
                        assert shown == computed, cell.coordinate
                    else:
                        assert abs(Decimal(str(shown)) - Decimal(str(computed))) < Decimal("0.000001"), (
                            cell.coordinate
                        )
                    n += 1
        return n

    def row(self, title: str) -> int:
        """The row of that title."""
        return next(cell.row for cell in self.sheet["A"] if cell.value == title)

    def column(self, title: str) -> str:
        """The column below a heading; its letter."""
        return next(
            str(cell.column_letter)
            for row in self.sheet.iter_rows(max_row=5)
            for cell in row
            if cell.value == title
        )
