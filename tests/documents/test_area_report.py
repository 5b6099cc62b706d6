"""The report of an area on paper: every sample as PDF and as .docx, its tables and charts whole in both."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from PIL import Image
from reading import squeezed, text_of

from mediation.adapters.chart_pictures import charts_in
from mediation.adapters.renderer import Renderer
from mediation.documents.samples import sample_json, sample_request
from mediation.rules.papers import REPORTS, AreaReport, ReportTable, WordRequest
from mediation.rules.papers.chart_drawing import drawn
from mediation.rules.papers.report_charts import MOST_BARS, charts_of

KIND = REPORTS["area_report"]
HEADS = ("地区", "未结", "其中逾期")


@pytest.mark.parametrize(
    "size",
    ["short", *(pytest.param(size, marks=pytest.mark.long) for size in ("ordinary", "extreme"))],
)
def test_the_report_says_what_it_holds_in_both_forms(renderer: Renderer, size: str) -> None:
    contents = AreaReport.from_json(sample_json(KIND.name, size))
    printed = text_of(renderer.render(sample_request(KIND.name, size)))
    asked = WordRequest(KIND.name, KIND.template_version, contents.to_json())
    written = renderer.render(asked)
    document = Document(BytesIO(written))
    assert [(len(t.rows), len(t.columns)) for t in document.tables] == [
        (len(table.rows) + 1, len(table.columns)) for table in contents.tables if table.rows
    ]
    for table, there in zip((t for t in contents.tables if t.rows), document.tables, strict=True):
        assert squeezed(table.title) in printed
        assert [cell.text for cell in there.rows[1].cells] == list(table.rows[0])
        assert all(squeezed(value) in printed for value in table.rows[-1] if value)
    assert not any("\u2063" in paragraph.text for paragraph in document.paragraphs)
    charts = [chart for table in contents.tables for chart in charts_of(table)]
    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes] == [c.told for c in charts]
    assert all(squeezed(chart.title) in printed for chart in charts)
    assert size != "short" or renderer.render(asked) == written


def test_the_pictures_of_a_document_are_whole_and_in_grey(renderer: Renderer) -> None:
    contents = AreaReport.from_json(sample_json(KIND.name, "short"))
    asked = WordRequest(KIND.name, KIND.template_version, contents.to_json())
    document = Document(BytesIO(renderer.render(asked)))
    parts = [one for one in document.part.package.parts if str(one.partname).startswith("/word/media/")]
    assert len(parts) == len(charts_in(contents))
    for part in parts:
        picture = Image.open(BytesIO(part.blob))
        assert (picture.mode, picture.width) == ("L", 1323)
        edge = [picture.getpixel((x, picture.height - 1)) for x in range(0, picture.width, 7)]
        assert set(edge) == {255}  # nothing is cut at the foot


def table_of(*rows: tuple[str, ...], drawn: str = "late") -> ReportTable:
    return ReportTable("各地情况", "", HEADS, rows, drawn)


def test_a_chart_draws_what_the_table_tells_and_nothing_else() -> None:
    (chart,) = charts_of(table_of(("甲镇", "40", "10"), ("乙镇", "20", "不写"), ("丙镇", "不写", "0")))
    assert {one.name: one.values for one in chart.series} == {
        "期限以内": (30, None, None),
        "逾期": (10, None, None),
        "不分期限": (None, 20, None),
    }
    assert chart.labels == ("40（逾期10）", "20", "不写")
    assert chart.told == "各地情况：未结案件：甲镇 40（逾期10）；乙镇 20；丙镇 不写"
    svg = drawn(chart).decode()
    widths = [float(part.split('width="')[1].split('"')[0]) for part in svg.split("<rect")[2:]]
    grey, late, whole = (width for width in widths if width != 22)  # the keys apart
    assert grey == pytest.approx(3 * late, abs=0.05)
    assert whole == pytest.approx(2 * late, abs=0.05)


def test_many_rows_stand_on_sheets_to_one_scale_and_nothing_is_no_chart() -> None:
    rows = tuple((f"{n}镇", str(n), "0") for n in range(1, MOST_BARS * 2 + 2))
    charts = charts_of(table_of(*rows))
    assert [len(chart.names) for chart in charts] == [MOST_BARS, MOST_BARS, 1]
    assert {chart.most for chart in charts} == {MOST_BARS * 2 + 1}
    assert not charts_of(table_of(("甲镇", "0", "0")))
    assert not charts_of(replace(table_of(), drawn="weeks"))


def test_what_is_typed_is_a_text_in_the_drawing() -> None:
    (chart,) = charts_of(table_of(("<b>&甲", "9", "0")))
    assert "&lt;b&gt;&amp;甲" in drawn(chart).decode()


def test_the_same_numbers_are_drawn_in_the_same_bytes() -> None:
    contents = AreaReport.from_json(sample_json(KIND.name, "extreme"))
    again = AreaReport.from_json(contents.to_json())
    assert charts_in(contents) == charts_in(again)
