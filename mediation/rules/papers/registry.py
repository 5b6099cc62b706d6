"""The kinds of paper that the product prints, by name."""

from __future__ import annotations

from mediation.rules.papers.contents import (
    confirming,
    ending,
    enforcing,
    filing,
    intake,
    mediating,
    moving,
    reviewing,
)
from mediation.rules.papers.kind import PaperKind

PAPERS: dict[str, PaperKind] = {
    kind.name: kind
    for area in (intake, mediating, ending, moving, filing, confirming, reviewing, enforcing)
    for kind in area.KINDS
}
