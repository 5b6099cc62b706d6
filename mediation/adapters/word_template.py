"""The .docx that every Word copy is filled into, built here piece by piece: no binary that nobody can make again."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

NOTICE = "Word 稿仅供阅读和批注，以签发的 PDF 为准"
SONG, FANG, HEI = "方正小标宋简体", "仿宋", "黑体"
BODY, LINE = 16, 28
"""3号 on lines of 28 points, as the official style has it."""


@cache
def template_bytes() -> bytes:
    """A4 with the margins, faces and sizes of official papers; the body is a loop over blocks."""
    document = Document()
    _page(document)
    _styles(document)
    _body(document)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(20), Mm(26)
    head = section.header.paragraphs[0]
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = head.add_run(NOTICE)
    _face(run, HEI, 10.5)
    run.font.color.rgb = RGBColor(0xA3, 0x20, 0x1A)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for part in ("－", None, "－"):
        run = foot.add_run(part or "")
        _face(run, "宋体", 14)
        if part is None:
            _page_number(run)


def _page_number(run: Any) -> None:
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)


def _styles(document: Any) -> None:
    normal = document.styles["Normal"]
    _face(normal, FANG, BODY)
    _spacing(normal)
    for name, face, size, align, indent in (
        ("Paper Title", SONG, 22, WD_ALIGN_PARAGRAPH.CENTER, 0),
        ("Paper Number", FANG, BODY, WD_ALIGN_PARAGRAPH.RIGHT, 0),
        ("Paper Heading", HEI, BODY, WD_ALIGN_PARAGRAPH.LEFT, 2),
        ("Paper Text", FANG, BODY, WD_ALIGN_PARAGRAPH.JUSTIFY, 2),
        ("Paper Flush", FANG, BODY, WD_ALIGN_PARAGRAPH.LEFT, 0),
        ("Paper Seal", FANG, BODY, WD_ALIGN_PARAGRAPH.RIGHT, 0),
        ("Paper Cell", FANG, 14, WD_ALIGN_PARAGRAPH.LEFT, 0),
        ("Paper Blank", FANG, BODY, WD_ALIGN_PARAGRAPH.CENTER, 0),
    ):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _face(style, face, size)
        style.paragraph_format.alignment = align
        style.paragraph_format.first_line_indent = Pt(indent * size)
        style.paragraph_format.keep_with_next = name in ("Paper Title", "Paper Heading")
    cell = document.styles["Paper Cell"].paragraph_format
    cell.line_spacing = Pt(22)
    title = document.styles["Paper Title"].paragraph_format
    title.line_spacing, title.space_after = Pt(36), Pt(14)


def _spacing(style: Any) -> None:
    layout = style.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE)
    layout.space_before = layout.space_after = Pt(0)


def _face(thing: Any, face: str, size: float) -> None:
    """Latin and Chinese in the same face, as the official style has it."""
    thing.font.name, thing.font.size = face, Pt(size)
    fonts = thing.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(kind), face)


def _body(document: Any) -> None:
    """One branch for each kind of block; tags in paragraphs and rows of their own vanish with them."""
    document.add_paragraph("{%p for block in blocks %}")
    for kind, style in PARAGRAPHS.items():
        document.add_paragraph(f'{{%p if block.kind == "{kind}" %}}')
        document.add_paragraph("{{ block.text }}", style=style)
        document.add_paragraph("{%p endif %}")
    document.add_paragraph('{%p if block.kind == "signing" %}')
    _table(document, (Mm(62), Mm(40), Mm(54)), "signing")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph('{%p if block.kind == "form" %}')
    _table(document, (Mm(38), Mm(118)), "form")
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")


PARAGRAPHS = {
    "title": "Paper Title",
    "number": "Paper Number",
    "heading": "Paper Heading",
    "text": "Paper Text",
    "flush": "Paper Flush",
    "seal": "Paper Seal",
    "blank": "Paper Blank",
}
"""The kinds of block that are one paragraph, and their styles."""


def _table(document: Any, widths: tuple[Any, ...], kind: str) -> None:
    """Three rows: the loop's beginning, the row that is repeated, its end."""
    table = document.add_table(rows=3, cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
            cell.paragraphs[0].style = "Paper Cell"
        if kind == "signing":
            row.height, row.height_rule = Pt(44), WD_ROW_HEIGHT_RULE.AT_LEAST
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    table.rows[0].cells[0].paragraphs[0].add_run("{%tr for row in block.rows %}")
    table.rows[2].cells[0].paragraphs[0].add_run("{%tr endfor %}")
    for n, cell in enumerate(table.rows[1].cells):
        cell.paragraphs[0].add_run(f"{{%p for line in row[{n}] %}}")
        cell.add_paragraph("{{ line }}", style="Paper Cell")
        cell.add_paragraph("{%p endfor %}", style="Paper Cell")
