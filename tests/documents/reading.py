"""Reads a PDF as a person would select its text, and makes papers from the shipped samples."""

from __future__ import annotations

import io
import re
from typing import Any

import pypdf

from mediation.adapters.renderer import Renderer
from mediation.documents.samples import sample_json
from mediation.rules.papers import PAPERS, RenderRequest


def sample(name: str, size: str = "ordinary") -> Any:
    return PAPERS[name].contents.from_json(sample_json(name, size))


_made: dict[tuple[str, str], bytes] = {}


def rendered(renderer: Renderer, name: str, paper: Any) -> bytes:
    """The PDF; the same contents are rendered once in a run."""
    key = (name, paper.to_json())
    if key not in _made:
        _made[key] = renderer.render(RenderRequest(name, PAPERS[name].template_version, key[1]))
    return _made[key]


def reader(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    """The text layer of all pages without white space, page numbers and the running headers."""
    return "".join(page_texts(pdf))


def page_texts(pdf: bytes) -> list[str]:
    pages = [squeezed(re.sub(r"－\d+－", "", page.extract_text())) for page in reader(pdf).pages]
    header = squeezed(reader(pdf).metadata.title or "")  # type: ignore[union-attr]
    return [page.replace(header, "") if n else page for n, page in enumerate(pages)]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)
