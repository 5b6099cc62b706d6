"""The slow way: every case of an area looked at one by one, to be held against the figures of the page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import (
    Case,
    CaseEvent,
    Confirmation,
    Deadline,
    HandOver,
    Holding,
    Organisation,
    Party,
    Performance,
    Region,
)
from mediation.readmodels.backlog import BacklogPage, area_backlog, scope_of
from mediation.readmodels.backlog_counted import counted
from mediation.readmodels.backlog_organisations import every
from mediation.rules.backlog import (
    CARE,
    OLDEST,
    AgeBand,
    Figure,
    Mark,
    Narrowed,
    Went,
    end_by,
    ended,
    road_through,
    week_of,
)
from mediation.rules.clock import SHANGHAI
from mediation.rules.grammar import Registry
from mediation.rules.regions import DIGITS_OF, is_within
from mediation.rules.vocabulary import DeadlineState, Difficulty, Level, MatterKind, OrganisationKind

Counts = Counter[tuple[Any, ...]]


def differences(
    session: Session,
    registry: Registry,
    code: str,
    now: datetime,
    today: date,
    narrowed: Narrowed | None = None,
) -> list[tuple[tuple[Any, ...], int, int]]:
    """Every number that differs: which it is, as the page counts it, as it is; empty when all agree.

    While the page tells of a moment ago, what is counted from the cases themselves stands in its place.
    """
    region, scope = session.get_one(Region, code), scope_of(registry, code, today, narrowed)
    page = area_backlog(session, scope, region, now)
    if page.behind:
        page = area_backlog(session, scope, region, now, then=counted(session, scope, region.level, now))
    shown, slow = counts_of(page), recounted(session, registry, region, page, today)
    keys = sorted(shown.keys() | slow.keys(), key=str)
    if region.level is Level.VILLAGE:  # it has no parts, and its page shows none
        keys = [key for key in keys if key[0] != "part"]
    return [(key, shown[key], slow[key]) for key in keys if shown[key] != slow[key]]


def counts_of(page: BacklogPage) -> Counts:
    """All numbers of a page under one name each."""
    found: Counts = Counter()
    for part in page.parts:
        key = part.region_code + ("*" if part.own else "")
        found[("part", key, "open")] += part.standing.open
        found[("part", key, "overdue")] += part.standing.overdue
        found[("part", key, "entered")] += part.entered
        found[("part", key, "ended")] += part.ended
        found[("part", key, "agreed")] += part.agreed
    for (level, state), standing in page.cross.items():
        for band, n in standing.bands.items():
            found[("open", level.value, state, band.value)] += n
        for band, n in standing.late_bands.items():
            found[("overdue", level.value, state, band.value)] += n
    for (week, _), n in page.moved.entered.items():
        found[("week", week, "entered")] += n
    for (week, _, _went), n in page.moved.ended.items():
        found[("week", week, "ended")] += n
    for (level, road, end), n in page.moved.concluded.items():
        found[("tier", level.value, road.value, end.value)] += n
    for figure, n in page.beside.items():
        found[("beside", figure.value)] += n
    return +found


def recounted(session: Session, registry: Registry, region: Region, page: BacklogPage, today: date) -> Counts:
    """The same numbers, found case by case."""
    found: Counts = Counter()
    late, yellow = _late(session, registry, today), _yellow(session, registry, today)
    waiting = set(session.scalars(select(HandOver.case_id).where(HandOver.is_open)))
    since, until = page.narrowed.since, page.narrowed.until
    returned = {
        case_id
        for case_id, at in session.execute(
            select(HandOver.case_id, HandOver.answered_at).where(HandOver.state == "returned")
        )
        if at is not None and since <= at.astimezone(SHANGHAI).date() <= until
    }
    confirming = set(
        session.scalars(
            select(Confirmation.case_id).where(Confirmation.is_open, Confirmation.submitted_on.is_not(None))
        )
    )
    broken = set(
        session.scalars(select(Performance.case_id).where(Performance.is_open, Performance.state == "broken"))
    )
    cared = _cared(session, page.narrowed)
    states = _states(session)
    for case, held in _cases(session, region):
        if not _fits(case, held, page.narrowed, cared):
            continue
        registered = case.registered_at.astimezone(SHANGHAI).date()
        part = _part(region, held)
        level = "court" if held.kind is OrganisationKind.COURT else held.level.value
        if case.is_open:
            band = _band((today - registered).days)
            found[("part", part, "open")] += 1
            found[("open", level, case.state, band)] += 1
            if case.id in late:
                found[("part", part, "overdue")] += 1
                found[("overdue", level, case.state, band)] += 1
        if since <= registered <= until:
            found[("part", part, "entered")] += 1
            found[("week", (week_of(registered) - since).days // 7, "entered")] += 1
        if case.concluded_on and since <= case.concluded_on <= until:
            found[("part", part, "ended")] += 1
            found[("part", part, "agreed")] += ended(case.outcome) is Went.AGREED
            found[("week", (week_of(case.concluded_on) - since).days // 7, "ended")] += 1
            road = road_through(states[case.id])
            found[("tier", level, road.value, end_by(case.outcome).value)] += 1
        beside = {
            Figure.DANGER: case.danger,
            Figure.WAITING: case.id in waiting,
            Figure.RETURNED: case.id in returned,
            Figure.CONFIRMING: case.id in confirming,
            Figure.BROKEN: case.id in broken,
            Figure.YELLOW: case.is_open and case.id in yellow,
        }
        for figure, counts in beside.items():
            found[("beside", figure.value)] += bool(counts)
    return +found


def _states(session: Session) -> Mapping[UUID, set[str]]:
    """Every state that each dispute was ever in."""
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    query = select(CaseEvent.case_id, CaseEvent.to_state).where(CaseEvent.matter == MatterKind.DISPUTE)
    for case_id, state in session.execute(query.execution_options(yield_per=5000)):
        found[case_id].add(state)
    return found


def organisations_differing(
    session: Session, registry: Registry, code: str, now: datetime, today: date
) -> list[tuple[tuple[str, str], int, int]]:
    """Every number of the comparison of organisations that differs, as it is told and as it is."""
    scope = scope_of(registry, code, today)
    told = every(session, scope, now)
    if told is None:
        return []
    shown: Counter[tuple[str, str]] = Counter()
    for one in told[0]:
        for name in ("open", "overdue", "entered", "ended", "agreed", "moved"):
            shown[(one.organisation_id, name)] += getattr(one, name)
    slow: Counter[tuple[str, str]] = Counter()
    region, late = session.get_one(Region, code), _late(session, registry, today)
    since, until = scope.narrowed.since, scope.narrowed.until
    for case, held in _cases(session, region):
        registered = case.registered_at.astimezone(SHANGHAI).date()
        concluded = case.concluded_on is not None and since <= case.concluded_on <= until
        numbers = {
            "open": case.is_open,
            "overdue": case.is_open and case.id in late,
            "entered": since <= registered <= until,
            "ended": concluded,
            "agreed": concluded and ended(case.outcome) is Went.AGREED,
        }
        for name, holds in numbers.items():
            slow[(held.id.hex, name)] += bool(holds)
    for left in _handed_on(session, region, since, until):
        slow[(left.hex, "moved")] += 1
    keys = sorted(shown.keys() | slow.keys())
    return [(key, shown[key], slow[key]) for key in keys if shown[key] != slow[key]]


def _handed_on(session: Session, region: Region, since: date, until: date) -> Iterator[UUID]:
    """Who handed a case on, once for each case: from the holdings one by one."""
    held = {one.id: one.region_code for one in session.scalars(select(Organisation))}
    began = {row.id: row for row in session.execute(select(Case.id, Case.region_code, Case.organisation_id))}
    stays: defaultdict[UUID, list[Holding]] = defaultdict(list)
    for one in session.scalars(select(Holding).order_by(Holding.from_at)):
        stays[one.case_id].append(one)
    for case_id, all_of in stays.items():
        case = began[case_id]
        here = is_within(held[case.organisation_id], region.code) or is_within(case.region_code, region.code)
        yield from {
            one.organisation_id
            for one in all_of[:-1]
            if one.until_at is not None
            and since <= one.until_at.astimezone(SHANGHAI).date() <= until
            and here
            and is_within(held[one.organisation_id], region.code)
        }


def _cases(session: Session, region: Region) -> Iterator[tuple[Any, Organisation]]:
    held = {one.id: one for one in session.scalars(select(Organisation))}
    columns = (
        *(Case.id, Case.organisation_id, Case.state, Case.is_open, Case.danger),
        *(Case.registered_at, Case.concluded_on, Case.outcome),
        *(Case.category_code, Case.source, Case.difficulty, Case.labour, Case.land_title),
    )
    for row in session.execute(select(*columns).execution_options(yield_per=5000)):
        if is_within(held[row.organisation_id].region_code, region.code):
            yield row, held[row.organisation_id]


def _fits(case: Any, held: Organisation, narrowed: Narrowed, cared: set[UUID]) -> bool:
    marked = {
        None: True,
        Mark.DANGER: case.danger,
        Mark.COMPLEX: case.difficulty is Difficulty.COMPLEX,
        Mark.LABOUR: case.labour,
        Mark.LAND_TITLE: case.land_title,
    }
    return (
        narrowed.category in ("", case.category_code)
        and narrowed.source in ("", case.source.value)
        and narrowed.kind in (None, held.kind)
        and narrowed.organisation in ("", held.id.hex)
        and bool(marked.get(narrowed.mark, case.id in cared))
    )


def _cared(session: Session, narrowed: Narrowed) -> set[UUID]:
    if narrowed.mark is None or narrowed.mark not in CARE:
        return set()
    rows = session.execute(select(Party.case_id, Party.special_care).where(Party.until_on.is_(None)))
    wanted = CARE[narrowed.mark].value
    return {case_id for case_id, care in rows if wanted in map(str, care)}


def _part(region: Region, held: Organisation) -> str:
    if held.region_code == region.code:
        return region.code + "*"
    digits = min(n for n in DIGITS_OF.values() if n > DIGITS_OF[region.level])
    return f"{held.region_code[:digits]:0<12}"


def _band(age: int) -> str:
    return str(next((band.value for band in AgeBand if (OLDEST[band] or 10**6) >= age), AgeBand.LONGER.value))


def _late(session: Session, registry: Registry, today: date) -> set[Any]:
    rows = session.execute(
        select(Deadline.case_id, Deadline.clock, Deadline.due_on).where(
            Deadline.state == DeadlineState.RUNNING
        )
    )
    return {case_id for case_id, clock, due_on in rows if due_on < today and clock not in registry.periods}


def _yellow(session: Session, registry: Registry, today: date) -> set[Any]:
    rows = session.execute(
        select(Deadline.case_id, Deadline.clock, Deadline.due_on, Deadline.warned_at).where(
            Deadline.state == DeadlineState.RUNNING
        )
    )
    return {
        case_id
        for case_id, clock, due_on, warned_at in rows
        if due_on >= today and warned_at is not None and clock not in registry.periods
    }
