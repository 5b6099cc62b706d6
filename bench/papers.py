"""An ordinary agreement: through the renderer's warm child, and by bare WeasyPrint on the same HTML."""

from __future__ import annotations

from collections.abc import Iterator

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from bench.measure import Row, in_turn, milliseconds, ratio
from mediation.adapters.render_child import DOCUMENTS, OFFICIAL_STYLE, html_text
from mediation.adapters.renderer import Renderer
from mediation.documents.samples import sample_request
from mediation.rules.papers import PAPERS


def measure(*, rounds: int) -> Iterator[Row]:
    kind = PAPERS["agreement"]
    folder = DOCUMENTS / kind.name
    request = sample_request(kind.name, "ordinary")
    html, fonts = html_text(request), FontConfiguration()
    styles = [CSS(filename=file, font_config=fonts) for file in (OFFICIAL_STYLE, folder / "style.css")]

    def bare(**options: str) -> None:
        HTML(string=html, base_url=str(folder)).write_pdf(stylesheets=styles, font_config=fonts, **options)

    with Renderer() as renderer:
        seconds = in_turn(
            {
                "ours": lambda n: renderer.render(request),
                "plain": lambda n: bare(),
                "archival": lambda n: bare(pdf_variant="pdf/a-3a"),
            },
            rounds,
        )
    for key, against in (
        ("plain", "bare WeasyPrint, same HTML"),
        ("archival", "the same, PDF/A-3a like ours"),
    ):
        yield Row(
            "agreement PDF, warm",
            milliseconds(seconds["ours"]),
            f"{against}, {milliseconds(seconds[key])}",
            ratio(seconds["ours"], seconds[key]),
        )
