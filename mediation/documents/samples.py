"""Every document with short, ordinary and extreme data, as PDF: for judging templates with one's own eyes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mediation.adapters.renderer import Renderer
from mediation.rules.papers import PAPERS, REPORTS, SHEETS, RenderRequest

SIZES = ("short", "ordinary", "extreme")
MANY = "many"
KINDS = PAPERS | SHEETS | REPORTS
PATIENCE = 300.0
"""Seconds for one: nobody waits at a page, and the machine may be busy."""
DOCUMENTS = Path(__file__).resolve().parent


def sample_json(name: str, size: str) -> str:
    """The canonical contents of a sample."""
    text = (DOCUMENTS / name / f"{size}.json").read_text(encoding="utf-8")
    return str(KINDS[name].contents.from_json(text).to_json())


def sample_request(name: str, size: str) -> RenderRequest:
    """What the renderer is asked for a sample."""
    return RenderRequest(name, KINDS[name].template_version, sample_json(name, size))


def sizes_of(name: str) -> tuple[str, ...]:
    """The three sizes, and for papers that many parties sign one of sixty parties."""
    return (*SIZES, *(size for size in (MANY,) if (DOCUMENTS / name / f"{size}.json").exists()))


def write_samples(directory: Path) -> Iterator[Path]:
    """Writes agreement-short.pdf and so on, telling each path as soon as it is there."""
    directory.mkdir(parents=True, exist_ok=True)
    with Renderer(time_limit=PATIENCE) as renderer:
        for kind in KINDS.values():
            for size in sizes_of(kind.name):
                path = directory / f"{kind.name}-{size}.pdf"
                path.write_bytes(renderer.render(sample_request(kind.name, size)))
                yield path
