"""A paper as .docx, for reading and comment alone: the same words as its page, in a template of the official style."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import Any

from docxtpl import DocxTemplate
from lxml import html

from mediation.adapters.word_template import template_bytes

_NO_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OLD = (1980, 1, 1, 0, 0, 0)
"""The one date of every member of the archive: the same paper gives the same bytes."""
_OF_CLASS = {
    "number": "number",
    "flush": "flush",
    "greeting": "text",
    "blank-below": "blank",
}
TABLES = ("form", "signing")
GRID = "\u2063grid {n}\u2063"
"""Stands where a table of many columns goes: the template knows only tables of two and of three."""
PICTURE = "\u2063picture {name}\u2063{told}\u2063"
"""Stands where a picture goes, with its words."""
Row = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, or one table with its rows of cells of lines."""

    kind: str
    text: str = ""
    rows: tuple[Row, ...] = ()


def word_bytes(page: str, title: str, pictures: Mapping[str, bytes] = {}) -> bytes:
    """The .docx of a paper's page (our own HTML, every value in it escaped), with the pictures that it names."""
    template = DocxTemplate(BytesIO(template_bytes()))
    blocks = list(blocks_of(_NO_XML.sub("", page)))
    grids = [block for block in blocks if block.kind == "grid"]
    places = iter(range(len(grids)))
    blocks = [
        Block("flush", GRID.format(n=next(places))) if block.kind == "grid" else block for block in blocks
    ]
    template.render({"blocks": blocks}, autoescape=True)
    document: Any = template.docx
    _place_grids(document, grids)
    _place_pictures(document, pictures)
    document.core_properties.title, document.core_properties.author = title, ""
    stream = BytesIO()
    template.save(stream)
    return _undated(stream.getvalue())


def text_of_page(page: str) -> list[tuple[str, str]]:
    """The page's words in their order, each line with what it is: the places to sign are left out."""
    lines: list[tuple[str, str]] = []
    for block in blocks_of(_NO_XML.sub("", page)):
        if block.text:
            lines.append((block.kind, block.text))
        elif block.kind != "signing":
            lines += [("text", "：".join(filter(None, map("".join, row)))) for row in block.rows]
    return [(kind, text) for kind, text in lines if text]


def blocks_of(page: str) -> Iterator[Block]:
    """The paragraphs and tables of a page in their order; signing places that follow each other are one table."""
    body = html.document_fromstring(page).find("body")
    before = ""
    for kind, run in groupby(_walk(body) if body is not None else (), key=lambda block: block.kind):
        if kind in TABLES and before in TABLES:
            yield Block("flush")  # Word takes tables without a paragraph between them for one
        if kind == "signing":
            yield Block(kind, rows=tuple(row for block in run for row in block.rows))
        else:
            yield from run
        before = kind


def _place_grids(document: Any, grids: list[Block]) -> None:
    """Tables of as many columns as they have, in the places kept for them."""
    for paragraph in list(document.paragraphs):
        found = re.fullmatch(GRID.format(n="([0-9]+)"), paragraph.text)
        if found is None:
            continue
        rows = grids[int(found[1])].rows
        table = document.add_table(rows=len(rows), cols=max(map(len, rows)), style="Table Grid")
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, lines in zip(row.cells, cells, strict=False):
                cell.paragraphs[0].style = "Paper Cell"
                cell.paragraphs[0].add_run("".join(lines))
        paragraph._p.addnext(table._tbl)
        paragraph.text = ""


def _place_pictures(document: Any, pictures: Mapping[str, bytes]) -> None:
    """The pictures in the places kept for them, as wide as the text, each with its words for who does not see it."""
    for paragraph in list(document.paragraphs):
        found = re.fullmatch(PICTURE.format(name="(.+?)", told="(.*)"), paragraph.text, re.DOTALL)
        if found is None:
            continue
        paragraph.text = ""
        section = document.sections[0]
        width = section.page_width - section.left_margin - section.right_margin
        shape = paragraph.add_run().add_picture(BytesIO(pictures[found[1]]), width=width)
        shape._inline.docPr.set("descr", found[2])
        paragraph.paragraph_format.line_spacing = 1.0


def _walk(parent: Any) -> Iterator[Block]:
    for element in parent:
        classes = (element.get("class") or "").split()
        if element.tag == "table":
            yield from _table(element, classes)
        elif element.tag in ("h1", "h2"):
            yield Block("title" if element.tag == "h1" else "heading", _text(element))
        elif element.tag == "p" and "chart" in classes:
            for image in element.iter("img"):
                yield Block("flush", PICTURE.format(name=image.get("src"), told=image.get("alt")))
        elif element.tag == "p":
            kind = (
                "seal"
                if _inside(element, "seal")
                else next((_OF_CLASS[one] for one in classes if one in _OF_CLASS), "text")
            )
            if text := _text(element):
                yield Block(kind, text)
        elif isinstance(element.tag, str):
            yield from _walk(element)


def _table(table: Any, classes: list[str]) -> Iterator[Block]:
    if "grid" in classes:
        yield Block("grid", rows=tuple(tuple(_lines(cell) for cell in row) for row in table.iter("tr")))
        return
    if "signing" in classes:
        yield Block("signing", rows=tuple(_three(row) for row in table.iter("tr")))
        return
    rows: list[Row] = []
    listed = table.find("thead") is not None
    for row in table.iter("tr"):
        if listed and row.getparent().tag == "thead":
            continue  # the columns of a list are lines under its number here
        if "signs" in (row.get("class") or "").split():
            if rows:
                yield Block("form", rows=tuple(rows))
                rows = []
            yield Block("signing", rows=(_three(row),))
        else:
            rows += [_numbered(row)] if listed else _pairs(row)
    if rows:
        yield Block("form", rows=tuple(rows))


def _three(row: Any) -> Row:
    """Who, the place to sign, the day; a number before them is left out."""
    cells = [_lines(cell) for cell in row if cell.tag in ("td", "th")]
    return tuple((cells + [("",)] * 3)[:3] if len(cells) < 3 else cells[-3:])


def _numbered(row: Any) -> Row:
    """A line of a list: its number, and below each other what stands in its other columns."""
    cells = [_lines(cell) for cell in row if cell.tag in ("td", "th")]
    return (cells[0], tuple(line for cell in cells[1:] for line in cell if line) or ("",))


def _pairs(row: Any) -> Iterator[Row]:
    """Each label with what stands behind it; a cell without a label stands behind none."""
    label: tuple[str, ...] | None = None
    for cell in row:
        if cell.tag == "th":
            if label is not None:
                yield (label, ("",))
            label = ("".join(_lines(cell)),)
        elif cell.tag == "td":
            yield (label or ("",), _lines(cell))
            label = None


def _lines(cell: Any) -> tuple[str, ...]:
    paragraphs = [_text(one) for one in cell.iter("p")]
    found = paragraphs or [_text(cell)]
    return tuple(text for text in found if text) or ("",)  # a cell without a paragraph is no Word


def _text(element: Any) -> str:
    return re.sub(r"[ \t\r\n]+", " ", element.text_content()).strip(" ")


def _inside(element: Any, name: str) -> bool:
    return any(name in (one.get("class") or "").split() for one in element.iterancestors())


def _undated(data: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, _OLD)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return stream.getvalue()
