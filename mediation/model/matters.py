"""In which table the matters of each kind stand."""

from __future__ import annotations

from collections.abc import Mapping

from mediation.model.cases import Case, HandOver
from mediation.model.court import Confirmation
from mediation.model.performing import Performance
from mediation.model.requests import Request
from mediation.rules.vocabulary import MatterKind

LinkedMatter = HandOver | Confirmation | Performance | Request
"""A matter beside the dispute: it names its case."""
REQUESTS = (
    MatterKind.REFERRAL,
    MatterKind.JOINT,
    MatterKind.CALL_UP,
    MatterKind.ORDER,
    MatterKind.MEETING,
    MatterKind.FILING,
    MatterKind.FEE,
    MatterKind.GRIEVANCE,
)
LINKED: Mapping[MatterKind, type[LinkedMatter]] = {
    MatterKind.HAND_OVER: HandOver,
    MatterKind.CONFIRMATION: Confirmation,
    MatterKind.PERFORMANCE: Performance,
    **dict.fromkeys(REQUESTS, Request),
}
TABLES: Mapping[MatterKind, type[Case] | type[LinkedMatter]] = {MatterKind.DISPUTE: Case, **LINKED}
