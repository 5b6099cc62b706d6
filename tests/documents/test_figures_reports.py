"""Reports of figures: every number that the contents hold is printed, and who made it, on every page."""

from __future__ import annotations

import pytest
from reading import page_texts, squeezed

from mediation.adapters.renderer import Renderer
from mediation.documents.samples import sample_json, sample_request
from mediation.rules.papers import REPORTS, FiguresReport, StatisticsReport

KINDS = ("campaign_report", "assessment_report", "statistics_report")
LATER = [pytest.param(size, marks=pytest.mark.long) for size in ("ordinary", "extreme")]


@pytest.mark.parametrize("size", ["short", *LATER])
@pytest.mark.parametrize("kind", KINDS)
def test_all_that_is_counted_is_printed(renderer: Renderer, kind: str, size: str) -> None:
    contents = REPORTS[kind].contents.from_json(sample_json(kind, size))
    assert isinstance(contents, FiguresReport | StatisticsReport)
    pages = page_texts(renderer.render(sample_request(kind, size)))
    printed = "".join(pages)
    assert all(squeezed(contents.note) in page for page in pages)
    assert squeezed(contents.title) in printed
    tables = contents.tables
    if isinstance(contents, StatisticsReport):
        tables = (*tables, contents.kinds, contents.meanings)
    for table in tables:
        if table.rows:
            assert squeezed(table.title) in printed
        assert all(squeezed(value) in printed for row in table.rows for value in row)
