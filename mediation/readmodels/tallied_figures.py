"""The figures of an area counted from the tallies: any level, any period of a year, whatever it is narrowed down to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from sqlalchemy.orm import Session

from mediation.readmodels.backlog_cells import Scope
from mediation.readmodels.backlog_counted import BESIDE, Figures
from mediation.readmodels.backlog_matrix import Group, part_length
from mediation.readmodels.backlog_movement import Movement
from mediation.readmodels.tallied_loads import loads
from mediation.readmodels.tallied_places import HOLDERS, NOWHERE, Located, located, places
from mediation.readmodels.tallied_rows import Chosen, chosen, lying_in
from mediation.readmodels.tallied_sums import once, together
from mediation.readmodels.tallies import BACK, standing_tallies
from mediation.rules.backlog import OLDEST, AgeBand, Figure, Holder, moved
from mediation.rules.tally import Column, Flag
from mediation.rules.vocabulary import Level
from mediation.services.case_lines import WAYS

Alike = tuple[str, Holder, str, AgeBand]
BANDS = tuple(AgeBand)
OLDEST_DAYS = [days for band in AgeBand if (days := OLDEST[band]) is not None]
ONWARD = np.array([[WAYS.index(moved(one, other)) for other in HOLDERS] for one in HOLDERS])
"""What it is called when a case goes from a level to another, as numbers."""


@dataclass(slots=True)
class Sums:
    """What is added up over the cases that were kept and those that were read again."""

    open: Counter[Alike] = field(default_factory=Counter)
    late: Counter[Alike] = field(default_factory=Counter)
    courts: Counter[str] = field(default_factory=Counter)
    beside: Counter[Figure] = field(default_factory=Counter)
    moved: Movement = field(default_factory=Movement)


def tallied_figures(session: Session, scope: Scope, level: Level, now: datetime) -> Figures | None:
    """What the page of an area counts, as of this moment; None where the tallies cannot say it."""
    if scope.narrowed.since < scope.today - BACK:
        return None
    found = standing_tallies(session, scope.periods)
    if found is None:
        return None
    where, digits = places(session), part_length(level)
    both = (
        chosen(found.kept, found.stands, located(where, found.kept), scope, digits),
        chosen(found.fresh, None, Located.of(where, found.fresh), scope, digits),
    )
    sums = Sums()
    for one in both:
        _add_open(sums, one, scope)
        _add_beside(sums, one, scope)
        _add_entered(sums, one, scope)
        _add_ended(sums, one, scope)
        _add_moves(sums, one, scope)
    sums.moved.standing = sums.open.total()
    sums.moved.loads = tuple(loads(session, both))
    groups = tuple(Group(*alike, n, sums.late[alike]) for alike, n in sums.open.items())
    beside = {figure: sums.beside[figure] for figure in (*BESIDE, Figure.CONFIRMING)}
    return Figures(groups, dict(+sums.courts), beside, sums.moved, now)


def _add_open(sums: Sums, one: Chosen, scope: Scope) -> None:
    today = scope.today.toordinal()
    still = one.flagged(Flag.OPEN)
    organisations, due = one.held_by(still), one.cases["due"][still]
    band = np.searchsorted(OLDEST_DAYS, today - one.cases["registered"][still])
    states = one.tally.words["state"]
    for (part, holder, state, age, late), n in together(
        (one.part_of[organisations], len(one.parts)),
        (one.places.holders[organisations], NOWHERE + 1),
        (one.cases["state"][still], len(states)),
        (band, len(BANDS)),
        (((due > 0) & (due < today)).astype(int), 2),
    ):
        alike = (one.parts[part], HOLDERS[holder], states[state], BANDS[age])
        sums.open[alike] += n
        sums.late[alike] += n if late else 0


def _add_beside(sums: Sums, one: Chosen, scope: Scope) -> None:
    still, confirming = one.flagged(Flag.OPEN), one.flagged(Flag.CONFIRMING)
    at_court = one.places.holders[one.held_by(still)] == HOLDERS.index(Holder.COURT)
    courts = np.union1d(still[at_court], confirming)
    for (part,), n in together((one.part_of[one.held_by(courts)], len(one.parts))):
        sums.courts[one.parts[part]] += n
    returned = one.tally.columns["returned"]
    back = returned["row"][_within(returned["day"], scope) & one.inside[returned["row"]]]
    sums.beside.update(
        {
            Figure.DANGER: _count(one.inside & ((one.cases["marks"] & 1) != 0)),
            Figure.WAITING: _count(one.cases["flags"][still] & Flag.WAITS.value),
            Figure.RETURNED: len(np.unique(back)),
            Figure.BROKEN: len(one.flagged(Flag.BROKEN)),
            Figure.YELLOW: _count(one.cases["warned"][still] >= scope.today.toordinal()),
            Figure.CONFIRMING: len(confirming),
        }
    )


def _count(cases: Column) -> int:
    return int(np.count_nonzero(cases))


def _within(days: Column, scope: Scope) -> Column:
    since, until = scope.narrowed.since.toordinal(), scope.narrowed.until.toordinal()
    found: Column = (days >= since) & (days <= until)
    return found


def _weeks(days: Column, scope: Scope) -> tuple[Column, int]:
    since, until = scope.narrowed.since, scope.narrowed.until
    length = (until - since).days + 1
    week_of_day = np.arange(max(length, 1), dtype=np.int32) // 7  # to look it up takes less than to divide
    return week_of_day[days - since.toordinal()], length // 7 + 1


def _add_entered(sums: Sums, one: Chosen, scope: Scope) -> None:
    days = one.cases["registered"]
    came = np.nonzero(one.inside & _within(days, scope))[0]
    part = one.part_of[one.held_by(came)]
    for (week, where), n in together(_weeks(days[came], scope), (part, len(one.parts))):
        sums.moved.entered[(week, one.parts[where])] += n


def _add_ended(sums: Sums, one: Chosen, scope: Scope) -> None:
    days = one.cases["concluded"]
    went = np.nonzero(one.inside & _within(days, scope))[0]
    organisations, ways = one.held_by(went), (one.cases["went"][went], len(WAYS))
    by_part = (one.part_of[organisations], len(one.parts))
    for (week, where, way), n in together(_weeks(days[went], scope), by_part, ways):
        sums.moved.ended[(week, one.parts[where], WAYS[way])] += n
    by_level = (one.places.holders[organisations], NOWHERE + 1)
    by_way: Counter[tuple[int, int]] = Counter()
    for (holder, way, length), n in together(by_level, ways, _lasted(one.cases["lasted"][went])):
        sums.moved.stays[(HOLDERS[holder], WAYS[way], length)] += n
        by_way[(holder, way)] += n
    for (holder, way), n in by_way.items():
        sums.moved.left[(HOLDERS[holder], WAYS[way])] += n
        sums.moved.concluded[(HOLDERS[holder], WAYS[way])] += n


def _lasted(days: Column) -> tuple[Column, int]:
    whole = np.maximum(days, 0)
    return whole, int(whole.max(initial=0)) + 1


def _add_moves(sums: Sums, one: Chosen, scope: Scope) -> None:
    """Stays in the area that ended by going on, of cases that lie or began there; a case counts once for each way."""
    moves, organisations = one.tally.columns["moves"], one.cases["organisation"]
    gone = np.nonzero(_within(moves["day"], scope) & one.within[moves["left"]] & one.narrowed[moves["row"]])[
        0
    ]
    here = one.within[organisations[moves["row"][gone]]]
    gone = gone[here | lying_in(one.tally, scope.region_code)[moves["region"][gone]]]
    before = (one.places.holders[moves["left"][gone]], len(HOLDERS))
    after = (one.places.holders[moves["onward"][gone]], len(HOLDERS))
    way = (ONWARD[before[0], after[0]], len(WAYS))
    case = moves["row"][gone]
    for (left, went, days), n in together(before, way, _lasted(moves["lasted"][gone])):
        sums.moved.stays[(HOLDERS[left], WAYS[went], days)] += n
    for (left, went), n in together(*once(case, before, way)):
        sums.moved.left[(HOLDERS[left], WAYS[went])] += n
    for (left, onward), n in together(*once(case, before, after)):
        sums.moved.paths[(HOLDERS[left], HOLDERS[onward])] += n
