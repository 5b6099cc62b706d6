"""An ordinary agreement: through the renderer's warm child, and by bare WeasyPrint on the same HTML."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.measure import Row, in_turn, ratio
from mediation.adapters import render_child
from mediation.adapters.renderer import Renderer
from mediation.rules.papers import PAPERS


def measure(*, rounds: int) -> Iterator[Row]:
    from weasyprint import HTML

    kind = PAPERS["agreement"]
    folder = Path(render_child.__file__).parent.parent / "documents" / kind.name
    contents = kind.contents.from_json((folder / "ordinary.json").read_text(encoding="utf-8")).to_json()
    html = render_child.html_text(kind.name, contents)
    with Renderer() as renderer:
        seconds = in_turn(
            {
                "ours": lambda: renderer.render(kind.name, kind.template_version, contents),
                "bare": lambda: HTML(string=html, base_url=str(folder)).write_pdf(
                    stylesheets=list(render_child._styles(kind.name)), font_config=render_child._fonts()
                ),
            },
            rounds,
        )
    figure = f"{1000 * sorted(seconds['ours'])[len(seconds['ours']) // 2]:.0f} ms"
    yield Row(
        "agreement PDF, warm", figure, "bare WeasyPrint, same HTML", ratio(seconds["ours"], seconds["bare"])
    )
