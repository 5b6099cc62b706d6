"""The signs among the dossiers of a period: one function for each kind, all of them in one list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations
from uuid import UUID

from mediation.rules.clock import SHANGHAI
from mediation.rules.messages import say
from mediation.rules.padding.copied import copied
from mediation.rules.padding.looked import Limits, Looked, Meeting, Sign, SignKind

Finder = Callable[[Sequence[Looked], frozenset[UUID], Limits], Iterator[Sign]]


def find_signs(
    dossiers: Sequence[Looked], asked: frozenset[UUID], last: date, limits: Limits
) -> tuple[Sign, ...]:
    """The signs on the cases asked about; the others are what they are compared with.

    Of two cases that speak against each other it is the one entered later: the earlier is named beside it.
    """
    in_order = sorted(dossiers, key=lambda one: (one.entered_at, one.case_id))
    finders: tuple[Finder, ...] = (copied, same_parties, two_places, early)
    found = [sign for finder in finders for sign in finder(in_order, asked, limits)]
    return (*found, *heaps(in_order, asked, limits, last))


def same_parties(dossiers: Sequence[Looked], asked: frozenset[UUID], limits: Limits) -> Iterator[Sign]:
    """Again and again the same people, and one dispute entered as several: cases that are linked are no sign."""
    groups: dict[frozenset[str], list[Looked]] = defaultdict(list)
    for one in dossiers:
        if len(one.parties) > 1:
            groups[one.parties].append(one)
    for group in groups.values():
        if len(group) > 1:
            yield from _again(group, asked, limits)
            yield from _split(group, asked, limits)


def _again(group: Sequence[Looked], asked: frozenset[UUID], limits: Limits) -> Iterator[Sign]:
    within = timedelta(days=limits.again_days)
    for one in group:
        near = [other for other in group if abs(other.accepted_on - one.accepted_on) <= within]
        if one.case_id in asked and len({other.family for other in near}) >= limits.again_cases:
            others = tuple(other for other in near if other is not one)
            why = say(
                "同样的当事人 {days} 天里有 {n} 件，没有登记为再次调解、分案：{numbers}",
                days=limits.again_days,
                n=len(near),
                numbers="、".join(other.number for other in others),
            )
            yield Sign(SignKind.AGAIN, one.case_id, tuple(other.case_id for other in others), why)


def _split(group: Sequence[Looked], asked: frozenset[UUID], limits: Limits) -> Iterator[Sign]:
    told: set[UUID] = set()
    for first, later in combinations(group, 2):
        near = abs(later.accepted_on - first.accepted_on) <= timedelta(days=limits.split_days)
        if not near or first.family == later.family or first.category != later.category:
            continue
        if later.case_id in asked and later.case_id not in told:
            told.add(later.case_id)
            why = say(
                "同样的当事人、同一类纠纷，和 {number} 相隔不到 {days} 天，没有登记为分案",
                number=first.number,
                days=limits.split_days,
            )
            yield Sign(SignKind.SPLIT, later.case_id, (first.case_id,), why)


def two_places(dossiers: Sequence[Looked], asked: frozenset[UUID], limits: Limits) -> Iterator[Sign]:
    """A mediator in two sittings at one time, or in two townships with no time for the way."""
    days: dict[tuple[UUID, date], list[tuple[Meeting, Looked]]] = defaultdict(list)
    for one in dossiers:
        for meeting in one.meetings:
            for person in meeting.mediators:
                days[person, _day(meeting.began_at)].append((meeting, one))
    told: set[tuple[UUID, UUID]] = set()
    for held in days.values():
        for (a, first), (b, later) in combinations(held, 2):
            pair = (first.case_id, later.case_id)
            if first.family == later.family or pair in told or later.case_id not in asked:
                continue
            if _clash(a, b, limits):
                told.add(pair)
                told_so = {
                    "day": f"{_day(b.began_at):%Y-%m-%d}",
                    "a": _hours(b),
                    "b": _hours(a),
                    "here": b.told,
                }
                why = (
                    say(
                        "同一调解员 {day} 在“{here}”同一时间有两次调解：{a} 和 {b}（{number}）",
                        number=first.number,
                        **told_so,
                    )
                    if a.told == b.told
                    else say(
                        "同一调解员 {day} {a} 在“{here}”，{b} 又在“{there}”（{number}）",
                        there=a.told,
                        number=first.number,
                        **told_so,
                    )
                )
                yield Sign(SignKind.TWO_PLACES, later.case_id, (first.case_id,), why)


def _clash(a: Meeting, b: Meeting, limits: Limits) -> bool:
    first, second = (a, b) if a.began_at <= b.began_at else (b, a)
    ended = first.ended_at or first.began_at + timedelta(minutes=limits.least_minutes)
    if ended - second.began_at >= timedelta(minutes=limits.overlap_minutes):
        return True
    elsewhere = a.place != b.place and a.region_code[:9] != b.region_code[:9]
    if not (elsewhere and a.in_person and b.in_person):
        return False
    return second.began_at - ended < timedelta(minutes=limits.travel_minutes)


def early(dossiers: Sequence[Looked], asked: frozenset[UUID], limits: Limits) -> Iterator[Sign]:
    """A party signed before anybody had sat down with them."""
    for one in dossiers:
        first = min((meeting.began_at for meeting in one.meetings), default=None)
        if one.case_id not in asked or first is None:
            continue
        held = f"{first.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        recorded_before = one.signed_by is not None and one.signed_by < first
        if one.signed_on is not None and (one.signed_on < _day(first) or recorded_before):
            why = say(
                "当事人 {signed} 签名，第一次调解在 {first}", signed=f"{one.signed_on:%Y-%m-%d}", first=held
            )
            yield Sign(SignKind.EARLY, one.case_id, (), why)
        elif one.copy_on is not None and one.copy_on < _day(first):
            why = say(
                "签名件上的日期是 {signed}，第一次调解在 {first}",
                signed=f"{one.copy_on:%Y-%m-%d}",
                first=held,
            )
            yield Sign(SignKind.EARLY, one.case_id, (), why)


def heaps(dossiers: Sequence[Looked], asked: frozenset[UUID], limits: Limits, last: date) -> Iterator[Sign]:
    """Many cases entered by one person on one of the last days, each with a day of acceptance far back."""
    heaped: dict[tuple[UUID, date], list[Looked]] = defaultdict(list)
    for one in dossiers:
        entered = _day(one.entered_at)
        late = (entered - one.accepted_on).days >= limits.heap_days
        if late and entered > last - timedelta(days=limits.heap_end_days):
            heaped[one.entered_by, entered].append(one)
    for (_, day), found in heaped.items():
        n = len({one.family for one in found})
        if n < limits.heap_cases:
            continue
        for one in found:
            if one.case_id in asked:
                why = say(
                    "{day} 同一个人补录了 {n} 件，受理日期都在 {days} 天以前；这一件是 {accepted}",
                    day=f"{day:%Y-%m-%d}",
                    n=n,
                    days=limits.heap_days,
                    accepted=f"{one.accepted_on:%Y-%m-%d}",
                )
                others = tuple(other.case_id for other in found if other is not one)
                yield Sign(SignKind.HEAP, one.case_id, others, why)


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def _hours(one: Meeting) -> str:
    began = f"{one.began_at.astimezone(SHANGHAI):%H:%M}"
    return f"{began}—{one.ended_at.astimezone(SHANGHAI):%H:%M}" if one.ended_at else began
