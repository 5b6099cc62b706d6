"""The report of an area on paper: every sample as PDF and as .docx, its tables whole in both."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document
from reading import squeezed, text_of

from mediation.adapters.renderer import Renderer
from mediation.documents.samples import sample_json, sample_request
from mediation.rules.papers import REPORTS, AreaReport, WordRequest
from mediation.rules.papers.reports import bar

KIND = REPORTS["area_report"]


@pytest.mark.parametrize("size", ["short", pytest.param("ordinary", marks=pytest.mark.long), "extreme"])
def test_the_report_says_what_it_holds_in_both_forms(renderer: Renderer, size: str) -> None:
    contents = AreaReport.from_json(sample_json(KIND.name, size))
    printed = text_of(renderer.render(sample_request(KIND.name, size)))
    asked = WordRequest(KIND.name, KIND.template_version, contents.to_json())
    document = Document(BytesIO(renderer.render(asked)))
    assert [(len(t.rows), len(t.columns)) for t in document.tables] == [
        (len(table.rows) + 1, len(table.columns)) for table in contents.tables
    ]
    for table, written in zip(contents.tables, document.tables, strict=True):
        assert squeezed(table.title) in printed
        assert [cell.text for cell in written.rows[1].cells] == list(table.rows[0])
        assert all(squeezed(value) in printed for value in table.rows[-1] if value and "█" not in value)
    assert not any("\u2063" in paragraph.text for paragraph in document.paragraphs)


def test_a_bar_is_as_long_as_its_share_and_what_is_not_shown_has_none() -> None:
    assert [len(bar(value, 100)) for value in (100, 50, 1, 0, None)] == [16, 8, 1, 0, 0]
