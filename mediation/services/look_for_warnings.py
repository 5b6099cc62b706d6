"""The search for warnings: what was registered since the last look, each Monday the weeks, the seasons, the unanswered.

Every case, week and county is a transaction of its own, and looking twice finds nothing new: a search that was killed
goes on where it was. Its cost follows what happened since, not what lies in the house.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import select

from mediation.model import Case, CaseEvent, Region, WarningLook
from mediation.rules.backlog import week_of
from mediation.rules.vocabulary import Level
from mediation.services.count_weeks import CHANGING, count_week, start_of, weeks_to_count
from mediation.services.find_danger_words import find_danger_words
from mediation.services.find_repeats import find_many_claimants, find_same_parties
from mediation.services.find_rises import find_rises, seasons_everywhere
from mediation.services.find_seasons import find_seasons
from mediation.services.tell_warnings import tell_warning, unanswered
from mediation.services.unit_of_work import House, UnitOfWork

CASES, WEEKS, SEASONS = "cases", "weeks", "seasons"
TAGS = (*CHANGING, "party:joined", "party:corrected")
FIRST_LOOK = timedelta(days=30)
"""How far back the first look of all goes."""
OVERLAP = timedelta(minutes=10)
"""What was being written when the last look ended is found by the next."""
AT_ONCE = 500
"""Events of one look: papers wait meanwhile. The rest comes with the next."""
GIVEN_UP = timedelta(days=1)
"""So long a case that fails is tried again, and those after it wait."""
SEARCHES = (find_danger_words, find_same_parties, find_many_claimants)
log = logging.getLogger(__name__)


def look_for_warnings(house: House) -> int:
    """Look for all that is due; how many were raised or told on. What fails is logged, the rest goes on."""
    return look_at_cases(house) + look_at_weeks(house) + look_at_seasons(house) + tell_on(house)


def look_at_cases(house: House) -> int:
    """The cases that were registered or corrected since the last look, so many at a time."""
    told, failed, now = 0, False, house.clock.now()
    with house.begin() as uow:
        found, until = _touched(uow, now)
    for case_id in found:
        made = _done(house, f"case {case_id}", partial(_look_at, house=house, case_id=case_id))
        told, failed = told + (made or 0), failed or made is None
    if not failed or until < now - GIVEN_UP:
        _done(house, CASES, partial(_note, name=CASES, until=until))
    return told


def _touched(uow: UnitOfWork, now: datetime) -> tuple[list[UUID], datetime]:
    """The next cases, and how far they reach: never so near that what is being written now would be missed."""
    since, near = _seen_until(uow, CASES, now - FIRST_LOOK), now - OVERLAP
    events = select(CaseEvent.case_id, CaseEvent.recorded_at).where(CaseEvent.tag.in_(TAGS))
    newer = events.where(CaseEvent.recorded_at > since).order_by(CaseEvent.recorded_at)
    rows = list(uow.session.execute(newer.limit(AT_ONCE)))
    until = near
    if len(rows) == AT_ONCE:
        last = rows[-1].recorded_at
        rows += uow.session.execute(events.where(CaseEvent.recorded_at == last))
        until = min(last, near)
    return list(dict.fromkeys(case_id for case_id, _ in rows)), max(until, since)


def _look_at(uow: UnitOfWork, house: House, case_id: UUID) -> int:
    _hold(uow, CASES, house.clock.now() - FIRST_LOOK)
    case = uow.session.get_one(Case, case_id)
    return sum(search(uow, clock=house.clock, case=case) is not None for search in SEARCHES)


def look_at_weeks(house: House) -> int:
    """Once a week: count what is to be counted, then compare, county by county."""
    this = start_of(week_of(house.clock.today()))
    with house.begin() as uow:
        if _seen_until(uow, WEEKS, datetime.fromtimestamp(0, this.tzinfo)) >= this:
            return 0
        weeks = list(weeks_to_count(uow, house.clock.today()))
    for week in weeks:
        counted = _done(house, f"week {week}", partial(count_week, clock=house.clock, week_on=week))
        if counted is None:
            return 0
    with house.begin() as uow:
        seasons = seasons_everywhere(uow, house.clock.today())
        counties = uow.session.scalars(
            select(Region.code).where(Region.level == Level.COUNTY, Region.valid_until.is_(None))
        ).all()
    told = [
        _done(house, f"county {code}", partial(_compare, house=house, county=code, seasons=seasons))
        for code in sorted(counties)
    ]
    if None not in told:
        _done(house, WEEKS, partial(_note, name=WEEKS, until=this))
    return sum(one or 0 for one in told)


def _compare(uow: UnitOfWork, house: House, county: str, seasons: dict[str, tuple[float, ...]]) -> int:
    _hold(uow, WEEKS, datetime.fromtimestamp(0, house.clock.now().tzinfo))
    return find_rises(uow, clock=house.clock, county=county, seasons=seasons)


def look_at_seasons(house: House) -> int:
    """Once a day."""
    today = start_of(house.clock.today())
    with house.begin() as uow:
        if _seen_until(uow, SEASONS, today - timedelta(days=1)) >= today:
            return 0

    def search(uow: UnitOfWork) -> int:
        _hold(uow, SEASONS, today - timedelta(days=1))
        told = find_seasons(uow, clock=house.clock)
        _note(uow, SEASONS, today)
        return told

    return _done(house, SEASONS, search) or 0


def tell_on(house: House) -> int:
    """What nobody answered goes up."""
    with house.begin() as uow:
        waiting = unanswered(uow, house.clock.today())
    told = 0
    for warning_id in waiting:
        act = partial(tell_warning, clock=house.clock, warning_id=warning_id)
        told += _done(house, f"warning {warning_id}", act) or 0
    return told


def _seen_until(uow: UnitOfWork, name: str, otherwise: datetime) -> datetime:
    found = uow.session.get(WarningLook, name)
    return found.seen_until if found else otherwise


def _hold(uow: UnitOfWork, name: str, otherwise: datetime) -> WarningLook:
    """The row by which two searches at once wait for each other."""
    found = uow.session.get(WarningLook, name, with_for_update=True)
    if found is None:
        found = WarningLook(name=name, seen_until=otherwise)
        uow.session.add(found)
        uow.session.flush()
    return found


def _note(uow: UnitOfWork, name: str, until: datetime) -> int:
    row = _hold(uow, name, until)
    row.seen_until = max(row.seen_until, until)
    return 0


def _done(house: House, what: str, act: Callable[[UnitOfWork], int]) -> int | None:
    """What it answered, committed; None where it failed."""
    try:
        with house.begin() as uow:
            answer = act(uow)
            uow.commit()
    except Exception as error:
        log.error("warnings of %s: %s", what, type(error).__name__)
        return None
    return answer
