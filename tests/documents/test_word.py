"""Papers as .docx: the words of the page, well formed whatever the text, the same bytes twice."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from itertools import pairwise
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt
from lxml import etree
from reading import sample, squeezed

from mediation.adapters.render_child import answer, html_text
from mediation.adapters.word import blocks_of
from mediation.adapters.word_template import NOTICE
from mediation.documents.samples import sample_json
from mediation.rules.papers import PAPERS, RenderRequest, WordRequest

TEXT_PAPERS = (
    "agreement",
    "intake_form",
    *(
        pytest.param(name, marks=pytest.mark.long)
        for name in ("rights_notice", "sitting_record", "confirmation_application")
    ),
)


def word(name: str, contents_json: str) -> bytes:
    made = answer(WordRequest(name, PAPERS[name].template_version, contents_json))
    assert made.failure is None
    return made.pdf


def words_of(data: bytes) -> str:
    body = docx.Document(io.BytesIO(data)).element.body
    return squeezed("".join(one.text or "" for one in body.iter(qn("w:t"))))


@pytest.mark.parametrize("name", TEXT_PAPERS)
def test_a_word_copy_says_what_the_page_says(name: str) -> None:
    contents = sample_json(name, "ordinary")
    page = html_text(RenderRequest(name, PAPERS[name].template_version, contents))
    body = page[page.index("<body") :]
    told = squeezed(re.sub(r"<[^>]*>", "", body))
    assert words_of(word(name, contents)) == told.replace("&#39;", "'").replace("&amp;", "&")


def test_the_same_paper_gives_the_same_bytes_and_says_what_it_is() -> None:
    first, again = (word("agreement", sample_json("agreement", "short")) for _ in range(2))
    assert first == again
    document = docx.Document(io.BytesIO(first))
    section = document.sections[0]
    assert section.header.paragraphs[0].text == NOTICE == "Word 稿仅供阅读和批注，以签发的 PDF 为准"
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert "PAGE" in etree.tostring(section.footer._element).decode()
    text = document.styles["Paper Text"]
    assert (text.font.size, text.font.name) == (Pt(16), "仿宋")
    assert text.base_style.paragraph_format.line_spacing == Pt(28)


def test_names_are_text_and_what_xml_cannot_hold_is_left_out() -> None:
    paper = sample("agreement")
    hostile = "<script>&amp;</w:t>{{ 7*7 }}{% for x in y %}\x0b\x00\ud800"[:-1]
    named = dataclasses.replace(paper.parties[0], name=hostile)
    data = word("agreement", dataclasses.replace(paper, parties=(named, paper.parties[1])).to_json())
    assert squeezed("<script>&amp;</w:t>{{ 7*7 }}{% for x in y %}") in words_of(data)


def tables(data: bytes) -> list[Any]:
    return list(docx.Document(io.BytesIO(data)).tables)


@pytest.mark.parametrize("name", TEXT_PAPERS)
def test_every_part_is_well_formed_and_no_cell_is_without_a_paragraph(name: str) -> None:
    data = word(name, sample_json(name, "extreme"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        for part in archive.namelist():
            if part.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(part))
    assert b"{%" not in data
    for table in tables(data):
        for cell in table._tbl.iter(qn("w:tc")):
            assert cell[-1].tag == qn("w:p")


def test_everybody_has_a_place_to_sign() -> None:
    (signing,) = tables(word("agreement", sample_json("agreement", "ordinary")))
    assert [row.cells[0].text.split("\n")[0] for row in signing.rows] == [
        "申请人：包𠮷祥",
        "被申请人：赵㛃",
        "委托代理人赵志强（签名）",
        "人民调解员：白双喜",
        "记录人：包玉兰",
    ]


def test_a_page_becomes_blocks_in_its_order() -> None:
    page = html_text(
        RenderRequest("agreement", PAPERS["agreement"].template_version, sample_json("agreement", "short"))
    )
    kinds = [block.kind for block in blocks_of(page)]
    assert kinds[:2] == ["title", "number"]
    assert kinds[-3:] == ["signing", "seal", "seal"]


def test_two_tables_never_touch() -> None:
    data = word("intake_form", sample_json("intake_form", "ordinary"))
    parts = [one.tag for one in docx.Document(io.BytesIO(data)).element.body]
    assert parts.count(qn("w:tbl")) > 2
    assert all(one != qn("w:tbl") or after != qn("w:tbl") for one, after in pairwise(parts))
