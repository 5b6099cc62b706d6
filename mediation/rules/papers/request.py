"""What is asked of the renderer: the contents of one paper, its wording, and the marks by which it is verified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Imprint:
    """What an issued paper carries so that anybody can ask whether it is ours, as it was issued."""

    code: str
    """The short code, as it is kept: ten characters without the dash."""
    contents_digest: str
    """SHA-256 of the canonical contents: a page cannot carry its own digest."""
    chain_head: str
    """The first 16 characters of the head of the case's chain: a witness of our history in other hands."""
    verify_at: str = ""
    """The address of the page that answers; empty where the installation has no public address."""


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """One document to be made."""

    kind: str
    template_version: str
    contents_json: str
    imprint: Imprint | None = None
    wording: Mapping[str, str] = field(default_factory=dict)
    """Blocks of the template that a committee has worded itself, by name."""
    draft: bool = False
    """Whether every page is marked 草稿: what is looked at before it is issued."""


@dataclass(frozen=True, slots=True)
class TextRequest(RenderRequest):
    """The same paper's words alone, as JSON: to be read on a small screen or aloud."""


@dataclass(frozen=True, slots=True)
class WordRequest(RenderRequest):
    """The same paper as .docx, for reading and comment alone."""
