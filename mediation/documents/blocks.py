"""The blocks that each paper lets a committee word itself, as its paper.toml declares them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from mediation.rules.papers import PAPERS
from mediation.rules.papers.wording import WordingBlock

DOCUMENTS = Path(__file__).resolve().parent


@cache
def blocks_of(paper: str) -> Mapping[str, WordingBlock]:
    """The blocks of a paper by name, in the order in which they are declared."""
    settings = tomllib.loads((DOCUMENTS / paper / "paper.toml").read_text(encoding="utf-8"))
    return {
        name: WordingBlock(
            paper=paper,
            name=name,
            title=one["title"],
            text=one.get("text", ""),
            fields=tuple(one.get("fields", ())),
            mandatory=tuple(one.get("mandatory", ())),
            says=tuple(one.get("says", ())),
            law=one.get("law", ""),
            paragraphs=one.get("paragraphs", False),
        )
        for name, one in settings.get("wording", {}).items()
    }


def worded_papers() -> tuple[str, ...]:
    """The papers that have such blocks."""
    return tuple(name for name in PAPERS if blocks_of(name))
