"""Before 春节 and other times of the year: disputes of certain kinds that are still open, by township and county."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import literal_column, select

from mediation.model import Case, EarlyWarning, Region, WarnedSeason
from mediation.rules.clock import SHANGHAI, Clock
from mediation.rules.early_warnings import WarningKind
from mediation.rules.regions import ancestor_at
from mediation.rules.seasons import Season
from mediation.rules.vocabulary import Level
from mediation.services.raise_warning import WarningFound, raise_warning, subject_of
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.watchers import watcher_at

PLACES = (Level.TOWNSHIP, Level.COUNTY)


def find_seasons(uow: UnitOfWork, *, clock: Clock) -> int:
    """Tell each township and county what lies there before the day, and again each time it has doubled; how many."""
    told = 0
    for season, on in _near(uow, clock.today()):
        for place, cases in _open(uow, season).items():
            told += _tell(uow, clock, season, on, place, cases) is not None
    return told


def _near(uow: UnitOfWork, today: date) -> Iterator[tuple[Season, date]]:
    for row in uow.session.scalars(
        select(WarnedSeason).where(WarnedSeason.in_use).order_by(WarnedSeason.name)
    ):
        season = Season(row.name, row.lunar, row.month, row.day, row.days_before, tuple(row.category_codes))
        on = season.coming(today)
        if on is not None:
            yield season, on


def _open(uow: UnitOfWork, season: Season) -> dict[tuple[str, Level], list[tuple[UUID, date]]]:
    rows = uow.session.execute(
        select(Case.id, Case.region_code, Case.registered_at)
        .where(literal_column("cases.is_open"), Case.category_code.in_(season.kinds))
        .order_by(Case.registered_at, Case.id)
    )
    found = defaultdict[tuple[str, Level], list[tuple[UUID, date]]](list)
    for case_id, code, registered_at in rows:
        for level in PLACES:
            place = ancestor_at(code, level)
            if place is not None:
                found[place, level].append((case_id, registered_at.astimezone(SHANGHAI).date()))
    return found


def _tell(
    uow: UnitOfWork,
    clock: Clock,
    season: Season,
    on: date,
    place: tuple[str, Level],
    cases: list[tuple[UUID, date]],
) -> UUID | None:
    code, level = place
    about = f"{season.name} {on} {code}"
    to, region = watcher_at(uow.session, code, level, clock.today()), uow.session.get(Region, code)
    subject = subject_of(uow, WarningKind.SEASON, about)
    told = (
        select(EarlyWarning.content)
        .where(EarlyWarning.kind == WarningKind.SEASON, EarlyWarning.subject == subject)
        .order_by(EarlyWarning.raised_at.desc(), EarlyWarning.id.desc())
        .limit(1)
    )
    before = (uow.session.scalar(told) or {}).get("n")
    if to is None or region is None or (before is not None and len(cases) < 2 * before):
        return None
    content: dict[str, Any] = {
        "season": season.name,
        "on": on.isoformat(),
        "place": region.name,
        "n": len(cases),
        "oldest": cases[0][1].isoformat(),
    }
    if before is not None:
        content["before"] = before
    found = WarningFound(
        kind=WarningKind.SEASON,
        about=about,
        region_code=code,
        to=to,
        content=content,
        case_ids=[case_id for case_id, _ in cases],
    )
    return raise_warning(uow, clock=clock, found=found)
