"""What a page of the backlog was asked for, read from its address; an address that says nothing known is not there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import quote
from uuid import UUID

from mediation.readmodels.backlog import USUAL_WEEKS, WEEKS, narrowed_to
from mediation.rules.backlog import AgeBand, Cell, End, Figure, Holder, Mark, Narrowed, Road, Went
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Registry
from mediation.rules.vocabulary import CaseSource, MatterKind, OrganisationKind, Term

Some = TypeVar("Some", bound=Term)
Args = Mapping[str, str]
FILTERS = ("weeks", "category", "source", "kind", "mark", "organisation")
PLACE = ("region", "own")
NUMBER = (
    *("figure", "level", "state", "age", "overdue", "went", "onward", "road", "end"),
    *("since", "until", "clock", "person"),
)
LONGEST, YEARS = 60, range(1949, 2200)


def kept(args: Args, *names: str) -> dict[str, str]:
    """Those of the address that are set, for the next address."""
    return {name: args[name][:LONGEST] for name in names if args.get(name)}


def narrowed(args: Args, today: date) -> Narrowed:
    weeks = args.get("weeks") or str(USUAL_WEEKS)
    if weeks not in map(str, WEEKS):
        raise NotThere
    source, organisation = term(CaseSource, args.get("source")), _uuid(args.get("organisation"))
    return narrowed_to(
        today,
        int(weeks),
        category=(args.get("category") or "")[:40],
        source=source.value if source else "",
        kind=term(OrganisationKind, args.get("kind")),
        mark=term(Mark, args.get("mark")),
        organisation=organisation.hex if organisation else "",
    )


def cell(args: Args, registry: Registry) -> Cell:
    """The number that is asked for; NotThere for what no number tells apart by."""
    overdue, state, clock = (args.get(name) or "" for name in ("overdue", "state", "clock"))
    disputes = (one for one in registry.definitions if one.matter is MatterKind.DISPUTE)
    if overdue not in ("", "0", "1") or (state and not any(state in one.by_state for one in disputes)):
        raise NotThere
    if clock and clock not in registry.clock_by_name:
        raise NotThere
    return Cell(
        figure=term(Figure, args.get("figure")) or Figure.OPEN,
        own=bool(args.get("own")),
        level=term(Holder, args.get("level")),
        state=state,
        band=term(AgeBand, args.get("age")),
        overdue=None if not overdue else overdue == "1",
        went=term(Went, args.get("went")),
        onward=term(Holder, args.get("onward")),
        road=term(Road, args.get("road")),
        end=term(End, args.get("end")),
        since=_day(args.get("since")),
        until=_day(args.get("until")),
        clock=clock,
        person_id=_uuid(args.get("person")),
    )


def term(terms: type[Some], value: str | None) -> Some | None:
    try:
        return terms.of(value) if value else None
    except ValueError:
        raise NotThere from None


def _day(value: str | None) -> date | None:
    try:
        day = date.fromisoformat(value) if value else None
    except ValueError:
        raise NotThere from None
    if day is not None and day.year not in YEARS:
        raise NotThere
    return day


def _uuid(value: str | None) -> UUID | None:
    try:
        return UUID(value) if value else None
    except ValueError:
        raise NotThere from None


def asked_day(args: Args, today: date) -> date | None:
    """A past day on which the page is to be seen; None for now."""
    day = _day(args.get("on"))
    if day is not None and day > today:
        raise NotThere
    return None if day == today else day


def query(chosen: Mapping[str, Any]) -> str:
    """The parts of an address that are set. Hundreds stand on a page: hence not by url_for."""
    return "&".join(
        [
            f"{name}={_quoted(str(value))}"
            for name, value in chosen.items()
            if value is not None and value != ""
        ]
    )


@lru_cache(maxsize=4096)
def _quoted(value: str) -> str:
    return quote(value)
