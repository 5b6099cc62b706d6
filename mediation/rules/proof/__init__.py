"""Proving definitions: search over what can happen, and the shortest way to whatever must not."""

from __future__ import annotations

from collections.abc import Iterable

from mediation.rules.grammar import Registry
from mediation.rules.proof.claims import CLAIMS
from mediation.rules.proof.graph import Finding

__all__ = ["Finding", "prove"]


def prove(registry: Registry, papers: Iterable[str]) -> tuple[Finding, ...]:
    """Every claim over every definition that is in force; `papers`: the documents that exist. Empty: proven."""
    known = frozenset(papers)
    return tuple(dict.fromkeys(finding for claim in CLAIMS for finding in claim(registry, known)))
