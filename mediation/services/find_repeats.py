"""The same two sides again, and one respondent with many claimants: told where all of it lies, to who watches there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from mediation.model import Case, CaseLink, Category, EarlyWarning, Organisation
from mediation.rules.clock import Clock
from mediation.rules.early_warnings import (
    CLAIMANT_MONTHS,
    CLAIMANTS,
    SAME_CASES,
    SAME_MONTHS,
    WarningKind,
    WarningState,
)
from mediation.rules.regions import ancestor_at, common
from mediation.rules.vocabulary import CaseLinkKind, Level, Side
from mediation.services.chosen_number import chosen_number
from mediation.services.known_again import Mark, cases_against, cases_between, standing_in
from mediation.services.raise_warning import WarningFound, cases_told, raise_warning, subject_of
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.watchers import nearest_watcher

MONTH = timedelta(days=30)
AFTER_WRONG = timedelta(days=365)
"""So long nothing of the kind is told about those who were told of wrongly."""


def find_same_parties(uow: UnitOfWork, *, clock: Clock, case: Case) -> UUID | None:
    """Whether the sides of the case had another one."""
    months = chosen_number(uow, SAME_MONTHS, clock.today())
    sides = _sides(uow, case.id)
    one, other = sorted((sides[Side.APPLICANT], sides[Side.RESPONDENT]), key=_breadth)
    ids = cases_between(uow.session, one, other, clock.now() - months * MONTH)
    cases = _apart(uow, ids)
    if case.id not in {each.id for each in cases}:
        return None
    pair = _pair(uow, case, cases)
    subject = subject_of(uow, WarningKind.SAME_PARTIES, pair)
    if len(cases) < chosen_number(uow, SAME_CASES, clock.today()) or _was_wrong(uow, clock, subject):
        return None
    content = {"months": months, "n": len(cases), "kind": _kind(uow, case)}
    return _told(uow, clock, WarningKind.SAME_PARTIES, pair, cases, content)


def find_many_claimants(uow: UnitOfWork, *, clock: Clock, case: Case) -> UUID | None:
    """Whether a respondent of the case has many against it: in its county, and across counties."""
    made = None
    for mark in _sides(uow, case.id)[Side.RESPONDENT]:
        for area, cases in _areas(uow, clock, case, mark):
            made = _many(uow, clock, case, f"{mark} {area}", mark, cases) or made
    return made


def _areas(uow: UnitOfWork, clock: Clock, case: Case, mark: Mark) -> Iterator[tuple[str, list[Case]]]:
    months = chosen_number(uow, CLAIMANT_MONTHS, clock.today())
    cases = _read(uow, cases_against(uow.session, mark, clock.now() - months * MONTH))
    own = ancestor_at(case.region_code, Level.COUNTY)
    near = [one for one in cases if ancestor_at(one.region_code, Level.COUNTY) == own]
    if own is not None:
        yield own, near
    if len(near) < len(cases):
        yield common(one.region_code for one in cases) or "", cases


def _many(
    uow: UnitOfWork, clock: Clock, case: Case, about: str, mark: Mark, cases: Sequence[Case]
) -> UUID | None:
    """Told once so many have come that no earlier warning was judged about."""
    subject = subject_of(uow, WarningKind.MANY_CLAIMANTS, about)
    judged = cases_told(uow, WarningKind.MANY_CLAIMANTS, subject, judged=True)
    fresh = [one for one in cases if one.id not in judged]
    against = {
        one.mark for one in standing_in(uow.session, (c.id for c in fresh)) if one.side is Side.APPLICANT
    } - {mark}
    if len(against) < chosen_number(uow, CLAIMANTS, clock.today()) or _was_wrong(uow, clock, subject):
        return None
    content = {
        "months": chosen_number(uow, CLAIMANT_MONTHS, clock.today()),
        "n": len(against),
        "cases": len(fresh),
        "kind": _kind(uow, case),
    }
    return _told(uow, clock, WarningKind.MANY_CLAIMANTS, about, fresh, content, watched=True)


def _told(
    uow: UnitOfWork,
    clock: Clock,
    kind: WarningKind,
    about: str,
    cases: Sequence[Case],
    content: Mapping[str, object],
    *,
    watched: bool = False,
) -> UUID | None:
    area = common(one.region_code for one in cases)
    holders = {one.organisation_id for one in cases}
    to = None if watched or len(holders) > 1 else uow.session.get(Organisation, holders.pop())
    to = to or (nearest_watcher(uow.session, area, today=clock.today()) if area else None)
    if area is None or to is None:
        return None
    newest = [one.id for one in sorted(cases, key=lambda one: one.registered_at, reverse=True)]
    found = WarningFound(kind=kind, about=about, region_code=area, to=to, content=content, case_ids=newest)
    return raise_warning(uow, clock=clock, found=found)


def _sides(uow: UnitOfWork, case_id: UUID) -> Mapping[Side, list[Mark]]:
    found = defaultdict[Side, list[Mark]](list)
    for one in standing_in(uow.session, (case_id,)):
        found[one.side].append(one.mark)
    return found


def _breadth(marks: Sequence[Mark]) -> int:
    """People first: they have few cases, an enterprise may have thousands."""
    return sum(kind in ("code", "name") for kind, _ in marks)


def _pair(uow: UnitOfWork, case: Case, cases: Sequence[Case]) -> str:
    """Who is opposed to whom in all of the cases, the first of them where there are several."""
    pairs: dict[UUID, set[str]] = {}
    sides: dict[UUID, dict[Side, set[str]]] = {}
    for one in standing_in(uow.session, (c.id for c in cases)):
        sides.setdefault(one.case_id, defaultdict(set))[one.side].add(repr(one.mark))
    for case_id, by_side in sides.items():
        pairs[case_id] = {
            " ".join(sorted((a, b))) for a in by_side[Side.APPLICANT] for b in by_side[Side.RESPONDENT]
        }
    own = pairs.get(case.id, set())
    shared = {pair for pair in own if any(pair in pairs[other] for other in pairs if other != case.id)}
    return min(shared or own, default="")


def _apart(uow: UnitOfWork, ids: Sequence[UUID]) -> list[Case]:
    """Without those that were split off another of them, or merged into one: they are one dispute."""
    joined = uow.session.execute(
        select(CaseLink.case_id, CaseLink.origin_id, CaseLink.kind).where(
            CaseLink.case_id.in_(ids), CaseLink.kind.in_((CaseLinkKind.SPLIT, CaseLinkKind.MERGED))
        )
    )
    same = {
        (case_id if kind is CaseLinkKind.SPLIT else origin_id)
        for case_id, origin_id, kind in joined
        if origin_id in ids
    }
    return [one for one in _read(uow, ids) if one.id not in same]


def _read(uow: UnitOfWork, ids: Iterable[UUID]) -> list[Case]:
    wanted, found = list(ids), list[Case]()
    for first in range(0, len(wanted), 500):
        found += uow.session.scalars(select(Case).where(Case.id.in_(wanted[first : first + 500])))
    return found


def _kind(uow: UnitOfWork, case: Case) -> str:
    return uow.session.get_one(Category, case.category_code).name


def _was_wrong(uow: UnitOfWork, clock: Clock, subject: bytes) -> bool:
    since: datetime = clock.now() - AFTER_WRONG
    wrong = select(EarlyWarning.id).where(
        EarlyWarning.subject == subject,
        EarlyWarning.state == WarningState.WRONG,
        EarlyWarning.judged_at >= since,
    )
    return uow.session.scalar(wrong.limit(1)) is not None
