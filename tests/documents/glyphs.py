"""What the pages of a file show: which glyphs of which font, and in which kinds of colour."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont

Shown = dict[tuple[int, int], set[int]]
"""Of each font, by its number in the file, the codes of two bytes that are shown."""
TEXT = {"Tj", "TJ", "'", '"'}
CMYK = {"k", "K"}


def shown(pdf: pikepdf.Pdf) -> Shown:
    """Also those in forms that a page draws, and in what annotations look like."""
    found: Shown = defaultdict(set)
    for stream, fonts in _streams(pdf):
        font: Any = None
        kept = []
        for operands, operator in pikepdf.parse_content_stream(stream):
            match str(operator):
                case "q":
                    kept.append(font)
                case "Q":
                    font = kept.pop()
                case "Tf":
                    font = fonts[str(operands[0])]
                case name if name in TEXT:
                    found[font.objgen] |= set(_codes(operands[-1]))
    return found


def has_cmyk(pdf: pikepdf.Pdf) -> bool:
    """An output intent of red, green and blue says nothing of such colours."""
    spaces = any("/DeviceCMYK" in str(one.get("/ColorSpace", "")) for one in pdf.objects if _is_stream(one))
    return spaces or any(
        str(operator) in CMYK
        for stream, _ in _streams(pdf)
        for _, operator in pikepdf.parse_content_stream(stream)
    )


def widths_agree(font: Any, codes: set[int]) -> bool:
    """The file's own list of widths, in thousandths, against the embedded font's, within one of them."""
    inside = font.DescendantFonts[0]
    told, program = _widths(inside), _program(inside)
    per, order, metrics = program["head"].unitsPerEm, program.getGlyphOrder(), program["hmtx"]
    default = float(inside.get("/DW", 1000))
    return all(
        code < len(order) and abs(told.get(code, default) - metrics[order[code]][0] * 1000 / per) <= 1
        for code in codes
    )


def _streams(pdf: pikepdf.Pdf) -> Iterator[tuple[Any, dict[str, Any]]]:
    for page in pdf.pages:
        yield page, dict(page.get("/Resources", {}).get("/Font", {}))
    for one in pdf.objects:
        if _is_stream(one) and one.get("/Subtype") == "/Form":
            yield one, dict(one.get("/Resources", {}).get("/Font", {}))


def _is_stream(one: Any) -> bool:
    return isinstance(one, pikepdf.Stream)


def _codes(operand: Any) -> Iterator[int]:
    for part in operand if isinstance(operand, pikepdf.Array) else (operand,):
        if isinstance(part, pikepdf.String):
            raw = bytes(part)
            yield from (int.from_bytes(raw[n : n + 2]) for n in range(0, len(raw), 2))


def _widths(font: Any) -> dict[int, float]:
    """`first [w w w]` and `first last w` as a table."""
    found: dict[int, float] = {}
    rest = list(font.get("/W", []))
    while rest:
        first, second = int(rest[0]), rest[1]
        if isinstance(second, pikepdf.Array):
            found |= {first + n: float(width) for n, width in enumerate(second)}
            rest = rest[2:]
        else:
            found |= dict.fromkeys(range(first, int(second) + 1), float(rest[2]))
            rest = rest[3:]
    return found


def _program(font: Any) -> TTFont:
    described = font.FontDescriptor
    program = described.get("/FontFile2", described.get("/FontFile3"))
    return TTFont(io.BytesIO(program.read_bytes()), lazy=True)
