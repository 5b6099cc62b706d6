"""What a page of statistics was asked for, read from its address; an address that says nothing known is not there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from mediation.readmodels.statistics import SERIES
from mediation.readmodels.statistics_cases import Cell
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.messages import say
from mediation.rules.official_table import TableUse
from mediation.rules.periods import period
from mediation.rules.statistics import CommitteeKind, Since, SourceGroup
from mediation.rules.vocabulary import CaseSource
from web.forms.backlog import term
from web.typed import Typed

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
    return (args.get("period") or "").strip().upper()[:10]


def mistyped_period(args: Mapping[str, str], by: date) -> Typed | None:
    """The name as it was typed, with what is wrong with it; None where it is a period that has begun by that day."""
    try:
        begun = not named(args) or period(named(args)).first <= by
    except BadInput as refusal:
        return Typed({"period": [args["period"][:40]]}).refused(refusal)
    if begun:
        return None
    return Typed({"period": [args["period"]]}).refused(BadInput.at("period", say("这一期还没有开始")))


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
