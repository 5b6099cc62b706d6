"""Numbers in the upper corner of the pages of a file, set from the figures that one of its sheets prints."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Name, Page, Pdf

NUMBER_AT = (40.0, 30.0)
"""Of the number's last digit, from the right and the upper edge: outside the text of every paper."""
NUMBER_SIZE = 12
FIGURES = "0123456789"
_MAPPED = re.compile(r"<([0-9a-fA-F]{4})> ?<([0-9a-fA-F]{4})>")
"""A line of a map from codes to characters."""


@dataclass(frozen=True)
class Figures:
    """The font of the page numbers, and of each figure its code there and its width in thousandths."""

    font: Any
    codes: Mapping[str, tuple[str, float]]


def figures_of(pdf: Pdf, sheet: bytes) -> Figures:
    """From the sheet on which they are printed: the embedded font, its map to characters turned round, its widths."""
    with pikepdf.open(io.BytesIO(sheet)) as printed:
        for font in printed.pages[0].Resources.Font.values():
            codes = {chr(int(c, 16)): g for g, c in _MAPPED.findall(font.ToUnicode.read_bytes().decode())}
            if codes.keys() >= set(FIGURES):
                widths = _widths(font.DescendantFonts[0])
                known = {c: (codes[c], widths[int(codes[c], 16)]) for c in FIGURES}
                return Figures(pdf.copy_foreign(printed.make_indirect(font)), known)
    raise ValueError("no font holds the ten figures")


def _widths(font: Any) -> dict[int, float]:
    """ISO 32000-1, 9.7.4.3: a code with the list of widths from it on, or two codes and the width between them."""
    found: dict[int, float] = {}
    told = list(font.W)
    while told:
        first, second = int(told.pop(0)), told.pop(0)
        if isinstance(second, Array):
            found |= {first + n: float(width) for n, width in enumerate(second)}
        else:
            found |= dict.fromkeys(range(first, int(second) + 1), float(told.pop(0)))
    return found


def number(pdf: Pdf, first: int, last: int, figures: Figures) -> None:
    for n in range(first, last):
        page = Page(pdf.pages[n])
        name = page.add_resource(figures.font, Name.Font, Name("/FileNumber"), replace_existing=True)
        text = str(n - first + 1)
        wide = sum(figures.codes[c][1] for c in text) * NUMBER_SIZE / 1000
        written = "".join(figures.codes[c][0] for c in text)
        _, _, x1, y1 = (float(v) for v in page.mediabox)
        x, y = x1 - NUMBER_AT[0] - wide, y1 - NUMBER_AT[1] - NUMBER_SIZE
        page.contents_add(b"q\n", prepend=True)
        drawn = f"\nQ q BT {name} {NUMBER_SIZE} Tf 0 g {x:.2f} {y:.2f} Td <{written}> Tj ET Q"
        page.contents_add(drawn.encode())
