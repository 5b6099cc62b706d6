"""Proving definitions: search over what can happen, and the shortest way to whatever must not."""

from __future__ import annotations

from collections.abc import Iterable

from mediation.rules.grammar import Registry
from mediation.rules.proof.claims import CLAIMS
from mediation.rules.proof.graph import Finding
from mediation.rules.proof.versions import every_version_fits_what_it_meets

__all__ = ["Finding", "prove", "prove_meetings"]


def prove(registry: Registry, papers: Iterable[str]) -> tuple[Finding, ...]:
    """Every claim over the newest version of each definition; `papers`: the documents that exist. Empty: proven.

    An older version was proven when it was the newest; `prove_meetings` says that it still fits what it meets.
    """
    known, registry = frozenset(papers), registry.newest()
    return tuple(dict.fromkeys(finding for claim in CLAIMS for finding in claim(registry, known)))


def prove_meetings(registry: Registry) -> tuple[Finding, ...]:
    """That every version of a dispute has a step for whatever drives it that may be open beside it."""
    return tuple(dict.fromkeys(every_version_fits_what_it_meets(registry)))
