"""The charts of a report as files of its page: SVG for the printed sheet, PNG where a program takes no SVG."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pypdfium2
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from mediation.rules.papers import AreaReport
from mediation.rules.papers.chart_drawing import drawn
from mediation.rules.papers.report_charts import charts_of

SHARP = 3
"""Pixels of the picture for each point of the sheet: 216 to the inch."""


def charts_in(paper: Any) -> Mapping[str, bytes]:
    """The SVGs that the paper's page asks for, by name."""
    if not isinstance(paper, AreaReport):
        return {}
    return {
        f"chart-{n}-{k}.svg": drawn(chart)
        for n, table in enumerate((one for one in paper.tables if one.rows), 1)
        for k, chart in enumerate(charts_of(table), 1)
    }


def as_png(svg: bytes, fonts: FontConfiguration) -> bytes:
    """The chart as it is printed, in pixels; the same SVG always gives the same."""
    width, height = _size(svg)
    sheet = f"@page {{ size: {width}px {height}px; margin: 0 }} body {{ margin: 0 }} svg {{ display: block }}"
    pdf = HTML(string=f"<style>{sheet}</style>{svg.decode()}").write_pdf(
        font_config=fonts, pdf_identifier=b"chart"
    )
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        try:
            picture = page.render(scale=SHARP, grayscale=True).to_pil()
        finally:
            page.close()
    stream = io.BytesIO()
    picture.save(stream, "PNG", optimize=True, dpi=(72 * SHARP, 72 * SHARP))
    return stream.getvalue()


def _size(svg: bytes) -> tuple[str, str]:
    """As its first tag says."""
    said = dict(part.split("=", 1) for part in svg.decode().partition(">")[0].split() if "=" in part)
    return said["width"].strip('"'), said["height"].strip('"')
