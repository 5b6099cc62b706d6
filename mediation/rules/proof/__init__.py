"""Proving definitions: search over what can happen, and the shortest way to whatever must not."""

from __future__ import annotations

from collections.abc import Iterable

from mediation.rules.grammar import Registry
from mediation.rules.proof.claims import CLAIMS
from mediation.rules.proof.graph import Finding

__all__ = ["Finding", "prove"]


def prove(registry: Registry, papers: Iterable[str]) -> tuple[Finding, ...]:
    """Every claim over the newest version of each definition; `papers`: the documents that exist. Empty: proven.

    An older version was proven when it was the newest.
    """
    known, registry = frozenset(papers), registry.newest()
    return tuple(dict.fromkeys(finding for claim in CLAIMS for finding in claim(registry, known)))
