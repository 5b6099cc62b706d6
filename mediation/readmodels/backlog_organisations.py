"""The organisations of an area beside each other: what each has open, what came, ended and was handed on, how fast."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Organisation
from mediation.readmodels.backlog import area_for, scope_of
from mediation.readmodels.backlog_cells import Scope, in_area
from mediation.readmodels.listed import PAGE, Listed, page_within
from mediation.readmodels.tallied_cells import (
    COURT,
    ONWARD,
    concluded,
    entered,
    gone,
    late,
    left_by,
)
from mediation.readmodels.tallied_places import HOLDERS, Place, places
from mediation.readmodels.tallied_rows import Chosen, of_area
from mediation.readmodels.tallies import AGO
from mediation.rules.actor import Actor
from mediation.rules.backlog import Holder, Narrowed, Went
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Registry
from mediation.rules.policy import may_read_area
from mediation.rules.tally import Column, Flag
from mediation.rules.vocabulary import OrganisationKind, Term
from mediation.services.case_lines import WAYS

ANSWERING = (OrganisationKind.COMMITTEE, OrganisationKind.INDUSTRY_COMMITTEE, OrganisationKind.COURT)
"""Who answers for disputes; others are told of only if they have any."""
AGREED, UP = WAYS.index(Went.AGREED), WAYS.index(Went.UP)


class Sort(Term):
    """By what the organisations are put in order, the greatest first."""

    OPEN = "open", "未结"
    OVERDUE = "overdue", "其中逾期"
    ENTERED = "entered", "新登记"
    ENDED = "ended", "结案"
    AGREED = "agreed", "达成协议"
    MOVED = "moved", "移交出去"
    SHARE = "share", "本级解决"
    DAYS = "days", "中位天数"
    NAME = "name", "名称"


@dataclass(slots=True)
class Compared:
    """An organisation's numbers of an area and a period."""

    organisation_id: str
    """In hexadecimal."""
    name: str
    level: Holder
    region_code: str
    open: int = 0
    overdue: int = 0
    entered: int = 0
    ended: int = 0
    agreed: int = 0
    moved: int = 0
    """Cases handed on, each once."""
    passed: int = 0
    """Of them those that went up or to a court."""
    days: int | None = None
    """The median of its stays that ended."""

    @property
    def share(self) -> int | None:
        """Of a hundred that it agreed on, ended otherwise, or passed up or to a court, how many it agreed on."""
        of = self.ended + self.passed
        return round(100 * self.agreed / of) if of else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A page of the organisations of an area."""

    region_code: str
    name: str
    found: Listed[Compared]
    counted_at: datetime


def compared(
    session: Session,
    registry: Registry,
    actor: Actor,
    region_code: str,
    now: datetime,
    narrowed: Narrowed,
    *,
    level: Holder | None = None,
    sort: Sort = Sort.OPEN,
    page: int = 1,
) -> Comparison | None:
    """The organisations in the order asked for; NotThere for an area that is not the actor's.

    None while the tallies are being counted anew.
    """
    region = area_for(session, actor, region_code)
    scope = scope_of(registry, region.code, narrowed.until, narrowed)
    lines = every(session, scope, now)
    if lines is None:
        return None
    all_of, counted_at = lines
    some = sorted((one for one in all_of if level in (None, one.level)), key=_order(sort))
    at = page_within(page, len(some))
    shown = tuple(some[(at - 1) * PAGE : at * PAGE])
    return Comparison(region.code, region.name, Listed(shown, len(some), at), counted_at)


def _order(sort: Sort) -> Callable[[Compared], Any]:
    def key(one: Compared) -> Any:
        known = None if sort is Sort.NAME else getattr(one, sort.value)
        return (known is None, -(known or 0), one.region_code, one.name, one.organisation_id)

    return key


def every(session: Session, scope: Scope, now: datetime) -> tuple[list[Compared], datetime] | None:
    """All that answer for disputes in the area; None where the tallies cannot say it."""
    found = of_area(session, scope, now - AGO)
    if found is None:
        return None
    rows = {key: _line(key, one) for key, one in _standing(session, scope)}
    lasted: dict[str, list[Column]] = {}
    for one in (one for one in found.both if len(one.tally)):
        _add(rows, lasted, one, scope)
    for key, days in lasted.items():
        rows[key].days = _median(np.concatenate(days))
    return list(rows.values()), found.as_of or now


def _line(key: str, place: Place) -> Compared:
    return Compared(key, place.name, place.holder, place.region)


def _standing(session: Session, scope: Scope) -> Iterable[tuple[str, Place]]:
    """Those that are in use, and are what the page is narrowed down to."""
    narrowed, by_id = scope.narrowed, places(session).by_id
    kinds = (narrowed.kind,) if narrowed.kind else ANSWERING
    query = select(Organisation.id).where(
        Organisation.active, Organisation.kind.in_(kinds), in_area(scope.region_code)
    )
    for organisation_id in session.scalars(query):
        key = organisation_id.hex
        if narrowed.organisation in ("", key) and key in by_id:
            yield key, by_id[key]


def _add(rows: dict[str, Compared], lasted: dict[str, list[Column]], one: Chosen, scope: Scope) -> None:
    """What a tally says of each organisation."""
    first, last = scope.narrowed.since, scope.narrowed.until
    still, came, ended = one.flagged(Flag.OPEN), entered(one, first, last), concluded(one, first, last)
    left = gone(one, scope, first, last)
    before, after = (one.places.holders.take(left[name]) for name in ("left", "onward"))
    passed = (ONWARD[before, after] == UP) | ((after == COURT) & (before != COURT))
    numbers: Mapping[str, Column] = {
        "open": still["organisation"],
        "overdue": still["organisation"][late(still, scope)],
        "entered": came["organisation"],
        "ended": ended["organisation"],
        "agreed": ended["organisation"][left_by(ended) == AGREED],
        "moved": _once(left["row"], left["left"]),
        "passed": _once(left["row"][passed], left["left"][passed]),
    }
    words = one.tally.words["organisation"]
    for name, organisations in numbers.items():
        many: Any = np.bincount(organisations, minlength=len(words))
        for number in np.flatnonzero(many).tolist():
            line = _of(rows, one, number)
            setattr(line, name, getattr(line, name) + int(many[number]))
    who = np.concatenate([ended["organisation"], left["left"]])
    days = np.concatenate([ended["lasted"], left["lasted"]])
    order = np.argsort(who, kind="stable")
    numbers_of, starts = np.unique(who[order], return_index=True)
    for number, some in zip(numbers_of.tolist(), np.split(days[order], starts[1:]), strict=False):
        lasted.setdefault(_of(rows, one, number).organisation_id, []).append(np.maximum(some, 0))


def _of(rows: dict[str, Compared], one: Chosen, number: int) -> Compared:
    """The line of an organisation, made if it is of another kind or no longer in use."""
    key = one.tally.words["organisation"][number]
    if key not in rows:
        rows[key] = Compared(
            key,
            one.places.names[number],
            HOLDERS[int(one.places.holders[number])],
            one.places.regions[number].decode(),
        )
    return rows[key]


def _once(cases: Column, organisations: Column) -> Column:
    """The organisation of each case, once for each of both."""
    both = cases.astype(np.int64) << 32 | organisations
    return (np.unique(both) & 0xFFFFFFFF).astype(np.int64)


def _median(days: Column) -> int | None:
    """By nearest rank."""
    return int(np.partition(days, (len(days) - 1) // 2)[(len(days) - 1) // 2]) if len(days) else None


def named(session: Session, actor: Actor, organisation: str) -> str:
    """The name of the organisation that a page is narrowed down to; NotThere if it is not the actor's to watch."""
    if not organisation:
        return ""
    found = session.get(Organisation, UUID(organisation))
    if found is None or not may_read_area(actor, found.region_code):
        raise NotThere
    return found.name
