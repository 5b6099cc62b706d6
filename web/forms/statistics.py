"""What a page of statistics was asked for, read from its address; an address that says nothing known is not there."""

from __future__ import annotations

from collections.abc import Mapping

from mediation.readmodels.statistics import SERIES
from mediation.readmodels.statistics_cases import Cell
from mediation.rules.errors import NotThere
from mediation.rules.official_table import TableUse
from mediation.rules.statistics import CommitteeKind, Since, SourceGroup
from mediation.rules.vocabulary import CaseSource
from web.forms.backlog import term

KEPT = ("region", "period", "kinds")
CELL = ("figure", "own", "heading", "source", "group", "committee", "closing", "since")


def series(args: Mapping[str, str]) -> str:
    """By which list of kinds the page counts."""
    found = args.get("kinds") or "all"
    if found not in SERIES:
        raise NotThere
    return found


def region(args: Mapping[str, str]) -> str:
    return (args.get("region") or "")[:12]


def named(args: Mapping[str, str]) -> str:
    """The name of the period."""
    return (args.get("period") or "")[:10]


def use(args: Mapping[str, str]) -> TableUse:
    """What the table is taken for: to be handed round unless it is said that it is sent up."""
    return term(TableUse, args.get("use")) or TableUse.SHARE


def cell(args: Mapping[str, str]) -> Cell:
    return Cell(
        figure=(args.get("figure") or "accepted")[:40],
        own=bool(args.get("own")),
        series=series(args),
        heading=(args.get("heading") or "")[:60],
        source=term(CaseSource, args.get("source")),
        group=term(SourceGroup, args.get("group")),
        kind=term(CommitteeKind, args.get("committee")),
        closing=(args.get("closing") or "")[:12],
        since=term(Since, args.get("since")),
    )
