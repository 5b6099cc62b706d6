"""The kinds of paper that the product prints, by name."""

from __future__ import annotations

from mediation.rules.papers.contents import confirming, filing, intake, mediating
from mediation.rules.papers.kind import PaperKind

PAPERS: dict[str, PaperKind] = {
    kind.name: kind for area in (intake, mediating, filing, confirming) for kind in area.KINDS
}
