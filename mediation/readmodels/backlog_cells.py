"""One number of the backlog as clauses over cases: the same count it and list what it counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    cast,
    false,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from mediation.model import (
    Appointment,
    Case,
    CaseEvent,
    Confirmation,
    Deadline,
    HandOver,
    Holding,
    Organisation,
    Party,
    Performance,
)
from mediation.readmodels.reach import running
from mediation.rules.backlog import (
    AGREED,
    CARE,
    ENDS,
    IN_MEDIATION,
    SETTLING,
    TO_COURT,
    AgeBand,
    Cell,
    End,
    Figure,
    Holder,
    Mark,
    Narrowed,
    Road,
    Went,
    moved,
    registered_between,
)
from mediation.rules.clock import SHANGHAI
from mediation.rules.regions import prefix, span
from mediation.rules.vocabulary import CaseSource, Difficulty, Level, MatterKind, OrganisationKind

LEFT, THEN, ONWARD = aliased(Organisation), aliased(Organisation), aliased(Holding)
HELD, COURT = aliased(Case, name="held"), aliased(Organisation)
"""Made once: working out the columns of an alias when they are first asked for takes longer than the query."""
OF_STAYS = (Figure.WENT, Figure.MOVED)
"""What counts by where a case was, whoever answers for it now."""
BROKEN, RETURNED, PREPARING = "broken", "returned", "preparing"
Clauses = list[ColumnElement[bool]]
Selected = TypeVar("Selected", bound="Select[*tuple[Any, ...]]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where and as of which day, by which clocks, and what narrows it down."""

    region_code: str
    today: date
    periods: tuple[str, ...]
    """Clocks that are periods in which somebody may act: their end makes nothing late."""
    narrowed: Narrowed


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(0), SHANGHAI)


def still_open() -> ColumnElement[bool]:
    """A literal, not a comparison: only so the partial index on what is open is used."""
    return literal_column("cases.is_open")


def holder_level(organisation: type[Organisation] = Organisation) -> ColumnElement[str]:
    """The level of who answers for a case, a court as a level of its own."""
    return case(
        (organisation.kind == OrganisationKind.COURT, Holder.COURT.value),
        else_=cast(organisation.level, String),
    )


def in_area(
    code: str, *, own: bool = False, organisation: type[Organisation] = Organisation
) -> ColumnElement[bool]:
    if own:
        return organisation.region_code == code
    return organisation.region_code.between(*span(code))


def is_held_at(level: Holder, organisation: type[Organisation] = Organisation) -> ColumnElement[bool]:
    if level is Holder.COURT:
        return organisation.kind == OrganisationKind.COURT
    return and_(organisation.kind != OrganisationKind.COURT, organisation.level == Level.of(level.value))


def age_band(today: date) -> ColumnElement[str]:
    """The band of a case's age."""
    first = {band: registered_between(band, today)[0] for band in AgeBand}
    return case(
        *((Case.registered_at >= start_of(day), band.value) for band, day in first.items() if day),
        else_=AgeBand.LONGER.value,
    )


CITY, NARROW, VILLAGE = 4, 9, 12
"""From so many digits on an area has few cases: each is asked for its clocks, instead of all clocks for their cases."""


def is_late(scope: Scope) -> ColumnElement[bool]:
    """The case has a clock whose last day is past, periods left out."""
    return _with_clock(scope, Deadline.due_on < scope.today, Deadline.clock.not_in(scope.periods))


def _with_clock(scope: Scope, *clauses: ColumnElement[bool]) -> ColumnElement[bool]:
    if len(prefix(scope.region_code)) >= NARROW or scope.narrowed.category:
        return select(Deadline.id).where(Deadline.case_id == Case.id, running(), *clauses).exists()
    return Case.id.in_(select(Deadline.case_id).where(running(), *clauses))


def narrowed_by(narrowed: Narrowed) -> Clauses:
    """What was chosen beside the period."""
    clauses: Clauses = []
    if narrowed.category:
        clauses.append(Case.category_code == narrowed.category)
    if narrowed.source:
        clauses.append(Case.source == CaseSource.of(narrowed.source))
    if narrowed.kind:
        clauses.append(Organisation.kind == narrowed.kind)
    if narrowed.organisation:
        clauses.append(Case.organisation_id == UUID(narrowed.organisation))
    if narrowed.mark:
        clauses.append(_marked(narrowed.mark))
    return clauses


def _marked(mark: Mark) -> ColumnElement[bool]:
    if mark in CARE:
        cared = select(Party.id).where(
            Party.case_id == Case.id,
            Party.until_on.is_(None),
            cast(Party.special_care, String).contains(f'"{CARE[mark].value}"'),
        )
        return cared.exists()
    plain: Mapping[Mark, ColumnElement[bool]] = {
        Mark.DANGER: literal_column("cases.danger"),
        Mark.COMPLEX: Case.difficulty == Difficulty.COMPLEX,
        Mark.LABOUR: Case.labour.is_(True),
        Mark.LAND_TITLE: Case.land_title.is_(True),
    }
    return plain[mark]


def clauses_of(cell: Cell, scope: Scope) -> Clauses:
    """Exactly the cases that the number counts, over cases joined with who answers for them."""
    narrowed = scope.narrowed
    if cell.figure in OF_STAYS:
        own: Clauses = []
        narrowed = replace(narrowed, organisation="")
    else:
        own = [in_area(scope.region_code, own=cell.own)]
    if cell.level is not None and cell.figure not in OF_STAYS:
        own.append(is_held_at(cell.level))
    if cell.state:
        own.append(Case.state == cell.state)
    if cell.band is not None:
        own.append(_aged(cell.band, scope.today))
    if cell.overdue is not None:
        own.append(is_late(scope) if cell.overdue else ~is_late(scope))
    return [*own, *narrowed_by(narrowed), *FIGURES[cell.figure](cell, scope)]


def _aged(band: AgeBand, today: date) -> ColumnElement[bool]:
    first, last = registered_between(band, today)
    clauses: Clauses = []
    if first:
        clauses.append(Case.registered_at >= start_of(first))
    if last:
        clauses.append(Case.registered_at < start_of(last + timedelta(days=1)))
    return and_(*clauses)


def period_of(cell: Cell, scope: Scope) -> tuple[date, date]:
    return cell.since or scope.narrowed.since, cell.until or scope.narrowed.until


def _entered(cell: Cell, scope: Scope) -> Clauses:
    first, last = period_of(cell, scope)
    return [Case.registered_at >= start_of(first), Case.registered_at < start_of(last + timedelta(days=1))]


def _ended(cell: Cell, scope: Scope) -> Clauses:
    return [
        Case.concluded_on.between(*period_of(cell, scope)),
        *(_by_outcome(cell.went) if cell.went else []),
        *([end_of() == cell.end.value] if cell.end else []),
        *([road_of() == cell.road.value] if cell.road else []),
    ]


def _by_outcome(went: Went) -> Clauses:
    if went is Went.AGREED:
        return [Case.outcome.in_(AGREED)]
    if went is Went.COURT:
        return [Case.outcome.in_(TO_COURT)]
    return [Case.outcome.not_in((*AGREED, *TO_COURT))]


def _standing(cell: Cell, scope: Scope) -> Clauses:
    day = cell.until or scope.today
    return [
        Case.registered_at < start_of(day + timedelta(days=1)),
        or_(still_open(), Case.concluded_on > day),
    ]


def waiting_for_court(scope: Scope) -> ColumnElement[bool]:
    """An application that reached a court and has no result yet."""
    return _has(scope, _at_court_to_be_confirmed(), Confirmation.case_id)


def _has(scope: Scope, matters: Select[UUID], case_id: Any) -> ColumnElement[bool]:
    """The case is among those of the matters; in a village each case is asked, elsewhere the matters."""
    if len(prefix(scope.region_code)) >= VILLAGE:
        return matters.where(case_id == Case.id).exists()
    return Case.id.in_(matters)


def _at_court_to_be_confirmed() -> Select[UUID]:
    return select(Confirmation.case_id).where(
        literal_column("confirmations.is_open"), Confirmation.submitted_on.is_not(None)
    )


def _at_court(cell: Cell, scope: Scope) -> Clauses:
    at_court = (
        select(HELD.id)
        .join(COURT, COURT.id == HELD.organisation_id)
        .where(literal_column("held.is_open"), is_held_at(Holder.COURT, COURT))
    )
    return [Case.id.in_(union_all(at_court, _at_court_to_be_confirmed()))]


def _waiting(cell: Cell, scope: Scope) -> Clauses:
    waits = select(HandOver.case_id).where(literal_column("hand_overs.is_open"))
    if len(prefix(scope.region_code)) >= NARROW:
        return [still_open(), waits.where(HandOver.case_id == Case.id).exists()]
    return [still_open(), Case.id.in_(waits)]


def _returned(cell: Cell, scope: Scope) -> Clauses:
    first, last = period_of(cell, scope)
    returned = select(HandOver.case_id).where(
        literal_column("hand_overs.state") == literal_column(f"'{RETURNED}'"),
        HandOver.answered_at >= start_of(first),
        HandOver.answered_at < start_of(last + timedelta(days=1)),
    )
    return [_has(scope, returned, HandOver.case_id)]


def _broken(cell: Cell, scope: Scope) -> Clauses:
    broken = select(Performance.case_id).where(
        literal_column("performances.is_open"), Performance.state == BROKEN
    )
    return [_has(scope, broken, Performance.case_id)]


def _led(cell: Cell, scope: Scope) -> Clauses:
    mediates = select(Appointment.case_id).where(
        Appointment.person_id == cell.person_id,
        Appointment.until_at.is_(None),
        Appointment.organisation_id == Case.organisation_id,
    )
    return [still_open(), Case.id.in_(mediates)]


def _warned(cell: Cell, scope: Scope) -> Clauses:
    red = cell.figure is Figure.RED
    clocks = _with_clock(
        scope,
        Deadline.due_on < scope.today if red else Deadline.due_on >= scope.today,
        *([] if red else [literal_column("deadlines.warned_at").is_not(None)]),
        *([Deadline.clock == cell.clock] if cell.clock else [Deadline.clock.not_in(scope.periods)]),
    )
    return [still_open(), clocks]


def _went(cell: Cell, scope: Scope) -> Clauses:
    """Stays that ended in the period: where the case was then, whoever answers for it now."""
    first, last = period_of(cell, scope)
    if cell.went in (None, Went.AGREED, Went.COURT, Went.OTHERWISE):
        here = [in_area(scope.region_code), Case.concluded_on.between(first, last)]
        here += [is_held_at(cell.level)] if cell.level else []
        here += [Case.organisation_id == UUID(whose)] if (whose := scope.narrowed.organisation) else []
        concluded = and_(*here, *(_by_outcome(cell.went) if cell.went else []))
        return [or_(concluded, _moved(cell, scope)) if cell.went in (None, Went.COURT) else concluded]
    return [_moved(cell, scope)]


def _moved(cell: Cell, scope: Scope) -> ColumnElement[bool]:
    first, last = period_of(cell, scope)
    stays = (
        select(Holding.case_id)
        .join(LEFT, LEFT.id == Holding.organisation_id)
        .join(ONWARD, and_(ONWARD.case_id == Holding.case_id, ONWARD.from_at == Holding.until_at))
        .join(THEN, THEN.id == ONWARD.organisation_id)
        .where(
            Holding.id != ONWARD.id,
            Holding.until_at >= start_of(first),
            Holding.until_at < start_of(last + timedelta(days=1)),
            in_area(scope.region_code, organisation=LEFT),
        )
    )
    if scope.narrowed.organisation:
        stays = stays.where(Holding.organisation_id == UUID(scope.narrowed.organisation))
    if cell.level:
        stays = stays.where(is_held_at(cell.level, LEFT))
    if cell.onward:
        stays = stays.where(is_held_at(cell.onward, THEN))
    if cell.went:
        stays = stays.where(_onward(cell.level, cell.went, LEFT, THEN))
    return and_(Case.id.in_(stays), here(scope))


def here(scope: Scope) -> ColumnElement[bool]:
    """Lies or began in the area: what lies elsewhere by now is no longer theirs to see."""
    return or_(in_area(scope.region_code), Case.region_code.between(*span(scope.region_code)))


def _onward(level: Holder | None, went: Went, left: Any, then: Any) -> ColumnElement[bool]:
    if went is Went.COURT:
        return and_(is_held_at(Holder.COURT, then), ~is_held_at(Holder.COURT, left))
    pairs = [
        and_(is_held_at(one, left), is_held_at(other, then))
        for one in ([level] if level else Holder)
        for other in Holder
        if moved(one, other) is went
    ]
    return or_(*pairs) if pairs else false()


def end_of() -> ColumnElement[str]:
    """How a case ended, in SQL."""
    return case(
        *((Case.outcome == outcome, end.value) for outcome, end in ENDS.items()), else_=End.OTHERWISE.value
    )


def road_of() -> ColumnElement[str]:
    """Which tiers a case went through, in SQL."""
    settled, accepted = _was(SETTLING), _was(IN_MEDIATION)
    return case(
        (and_(settled, accepted), Road.BOTH.value),
        (settled, Road.SETTLEMENT.value),
        (accepted, Road.MEDIATION.value),
        else_=Road.NEITHER.value,
    )


def _was(states: tuple[str, ...]) -> ColumnElement[bool]:
    events = select(CaseEvent.id).where(
        CaseEvent.case_id == Case.id,
        CaseEvent.matter == MatterKind.DISPUTE,
        CaseEvent.to_state.in_(states),
    )
    return events.exists()


INDEXED: Mapping[Figure, str] = {
    Figure.OPEN: "ix_cases_open",
    Figure.LED: "ix_cases_open",
    Figure.DANGER: "ix_cases_danger",
    Figure.ENTERED: "ix_cases_holder_registered",
    Figure.ENDED: "ix_cases_concluded",
}
"""The index by which a figure is counted, organisation by organisation; the others start from what waits."""
OF_KIND: Mapping[Figure, str] = {
    Figure.OPEN: "ix_cases_open_of_kind",
    Figure.ENTERED: "ix_cases_registered_of_kind",
    Figure.ENDED: "ix_cases_results",
    Figure.YELLOW: "ix_cases_open_of_kind",
    Figure.RED: "ix_cases_open_of_kind",
}
"""The index by which it is counted of one kind of dispute in a wide area, where the kind leads to fewer cases."""


def is_wide(scope: Scope) -> bool:
    return len(prefix(scope.region_code)) <= CITY


def over(query: Selected, figure: Figure, scope: Scope | None = None) -> Selected:
    """The same query over cases by the figure's index, where SQLite would take another."""
    of_kind = scope is not None and scope.narrowed.category and is_wide(scope)
    index = (of_kind and OF_KIND.get(figure)) or INDEXED.get(figure)
    return query.with_hint(Case, f"INDEXED BY {index}", "sqlite") if index else query


FIGURES: Mapping[Figure, Callable[[Cell, Scope], Clauses]] = {
    Figure.OPEN: lambda cell, scope: [still_open()],
    Figure.DANGER: lambda cell, scope: [literal_column("cases.danger")],
    Figure.ENTERED: _entered,
    Figure.ENDED: _ended,
    Figure.STANDING: _standing,
    Figure.WAITING: _waiting,
    Figure.RETURNED: _returned,
    Figure.AT_COURT: _at_court,
    Figure.CONFIRMING: lambda cell, scope: [waiting_for_court(scope)],
    Figure.BROKEN: _broken,
    Figure.LED: _led,
    Figure.WENT: _went,
    Figure.MOVED: lambda cell, scope: [_moved(cell, scope)],
    Figure.YELLOW: _warned,
    Figure.RED: _warned,
}
