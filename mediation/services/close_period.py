"""A statistical period is reported by committees, closed by who supervises them, and corrected beside what stands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from mediation.model import Organisation, PeriodClosing, PeriodCorrection, PeriodReport, Region
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import BadInput, NotAllowed, NotThere, WrongState
from mediation.rules.messages import say
from mediation.rules.periods import SETTING, Period, YearEnd, period
from mediation.rules.policy import OF_JUSTICE, may_read_area, reporting_post, sits_with_justice
from mediation.rules.regions import DIGITS_OF, ancestors, span
from mediation.rules.vocabulary import Level
from mediation.services.count_statistics import (
    COUNTED_KEY,
    NAMES,
    Counted,
    Counting,
    Figures,
    counted,
    uncounted_in,
)
from mediation.services.field_check import FieldCheck
from mediation.services.force_rows import ForceRows, force_rows, keep_force
from mediation.services.keep_scheme import freeze_results
from mediation.services.kept_rows import keep_rows
from mediation.services.statistical_rows import MEDIATING, Where
from mediation.services.unit_of_work import UnitOfWork

LONGEST_REASON = 400
FORCE_KEY = "force"
"""Under which the figures of 组织队伍 stand in what is frozen; closings made before do not have it."""


def report_period(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, organisation_id: UUID, named: str, zero: bool
) -> UUID:
    """A committee says that its figures of the period are right; that there were none is said outright."""
    if reporting_post(actor, organisation_id) is None:
        raise NotThere
    wanted = _ended(uow, clock, named)
    home = uow.session.get_one(Organisation, organisation_id).region_code
    if closed_above(uow.session, home, wanted.name):
        raise WrongState(say("这一期已经由上级封存；有错的请告诉上级登记更正"))
    where = Where(region_code=home, period=wanted, today=clock.today(), organisation_id=organisation_id)
    figures = counted(uow.session, where).whole
    if figures.is_zero() and not zero:
        raise BadInput.at("zero", say("这一期没有任何数字：请勾选零报告"))
    if zero and not figures.is_zero():
        raise BadInput.at("zero", say("这一期有数字，不是零报告"))
    row = PeriodReport(
        organisation_id=organisation_id,
        period=wanted.name,
        first_on=wanted.first,
        last_on=wanted.last,
        zero=zero,
        figures={**figures.to_json(), COUNTED_KEY: list(NAMES)},
        reported_by=actor.person_id,
        reported_at=clock.now(),
    )
    uow.session.add(row)
    return row.id


def close_period(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    region_code: str,
    named: str,
    reason: str,
    seen: str | None = None,
) -> UUID:
    """Freeze the area's figures and those of its parts; a reason is asked for while committees have not reported.

    `seen` is what `as_seen` made of the figures on the page of whoever closes: others are not frozen unseen.
    """
    region = _supervised(uow, actor, region_code)
    wanted = _ended(uow, clock, named)
    if uow.session.scalar(_closing(region_code, wanted.name)) is not None:
        raise WrongState(say("这一期已经封存"))
    missing = uow.session.scalar(
        select(func.count()).select_from(_unreported(region_code, wanted).subquery())
    )
    check = FieldCheck()
    why = check.text(
        "reason", reason, say("还有组织没有报：请写明为什么现在封存") if missing else None, LONGEST_REASON
    )
    check.refuse()
    rows: dict[str, Counting] = {}
    where = _where(clock, region, wanted)
    found = counted(uow.session, where, part_digits(region.level), rows.__setitem__)
    force = force_rows(uow.session, where)
    _refuse_unseen(found, seen)
    row = PeriodClosing(
        region_code=region_code,
        period=wanted.name,
        first_on=wanted.first,
        last_on=wanted.last,
        content={**_content(found, region, force), COUNTED_KEY: list(NAMES)},
        missing=missing or 0,
        reason=why,
        closed_by=actor.person_id,
        closed_at=clock.now(),
    )
    uow.session.add(row)
    uow.session.flush()
    keep_rows(uow.session, row.id, rows)
    keep_force(uow.session, row.id, force)
    freeze_results(uow, row, found, part_names(uow.session, region), clock.now())
    return row.id


def part_names(session: Session, region: Region) -> dict[str, str]:
    """The divisions of an area that are there today, by the digits that name them."""
    digits = part_digits(region.level)
    rows = session.execute(
        select(Region.code, Region.name)
        .where(Region.parent_code == region.code, Region.valid_until.is_(None))
        .order_by(Region.code)
    )
    return {code[:digits]: name for code, name in rows} if digits else {}


def as_seen(figures: Figures) -> str:
    """A short name for exactly these figures, for the form that stands below them."""
    return hashlib.sha256(json.dumps(figures.to_json(), sort_keys=True).encode()).hexdigest()[:16]


def _refuse_unseen(found: Counted, seen: str | None) -> None:
    if seen is not None and seen != as_seen(found.whole):
        raise BadInput.at("reason", say("您打开页面以后数字又有变动：请看过现在的数字再办理"))


def correct_closing(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, closing_id: UUID, reason: str, seen: str | None = None
) -> UUID:
    """Note beside a closed period what it would say today, and why; what was published stays. `seen` as in closing."""
    closing = uow.session.get(PeriodClosing, closing_id)
    if closing is None:
        raise NotThere
    region = _supervised(uow, actor, closing.region_code)
    check = FieldCheck()
    why = check.text("reason", reason, say("请写明更正的原因"), LONGEST_REASON)
    check.refuse()
    wanted = Period(
        closing.period, period(closing.period).kind, closing.first_on, closing.last_on
    )  # as it was cut off then
    where = _where(clock, region, wanted)
    force = force_rows(uow.session, where) if FORCE_KEY in closing.content else None
    found = counted(uow.session, where, part_digits(region.level))
    _refuse_unseen(found, seen)  # the page shows also what was not counted yet when the period was closed
    content = _content(found.without(uncounted_in(closing.content)), region, force)
    if COUNTED_KEY in closing.content:
        content[COUNTED_KEY] = closing.content[COUNTED_KEY]
    if content == newest_content(uow.session, closing):
        raise WrongState(say("和已经登记的没有不同，不用更正"))
    row = PeriodCorrection(
        closing_id=closing.id,
        content=content,
        reason=why,
        noted_by=actor.person_id,
        noted_at=clock.now(),
    )
    uow.session.add(row)
    return row.id


def newest_content(session: Session, closing: PeriodClosing) -> Mapping[str, Any]:
    """What was noted last about a closed period."""
    last = session.scalar(
        select(PeriodCorrection)
        .where(PeriodCorrection.closing_id == closing.id)
        .order_by(PeriodCorrection.noted_at.desc(), PeriodCorrection.id.desc())
        .limit(1)
    )
    return closing.content if last is None else last.content


def closed_above(session: Session, code: str, named: str) -> str:
    """The name of the area, or of the nearest that holds it, which has closed the period; empty where none has."""
    nearest = (
        select(Region.name)
        .join(PeriodClosing, PeriodClosing.region_code == Region.code)
        .where(PeriodClosing.period == named, Region.code.in_((code, *ancestors(code))))
        .order_by(Region.code.desc())
        .limit(1)
    )
    return session.scalar(nearest) or ""


def reporting(of: Period) -> ColumnElement[bool]:
    """The committees that report a period: who worked in it, also those that were stopped since."""
    return and_(
        Organisation.kind.in_(MEDIATING),
        or_(Organisation.started_on.is_(None), Organisation.started_on <= of.last),
        or_(Organisation.active, Organisation.stopped_on >= of.first),
    )


def _unreported(region_code: str, wanted: Period) -> Select[Any]:
    reported = select(PeriodReport.organisation_id).where(PeriodReport.period == wanted.name)
    return select(Organisation.id).where(
        reporting(wanted),
        Organisation.region_code.between(*span(region_code)),
        Organisation.id.not_in(reported),
    )


def _supervised(uow: UnitOfWork, actor: Actor, region_code: str) -> Region:
    """The area, its row held so that two cannot close it at once.

    NotThere for one that is not theirs to watch, NotAllowed for one whose statistics another office reports.
    """
    region = uow.session.get(Region, region_code, with_for_update=True)
    if region is None or not may_read_area(actor, region_code):
        raise NotThere
    if not may_close(uow.session, actor, region_code):
        raise NotAllowed(say("统计期由本地区自己的司法局、司法所封存和更正"))
    return region


def may_close(session: Session, actor: Actor, region_code: str) -> bool:
    """Whether the actor's office closes and corrects the area's periods: its own, or the nearest above without one."""
    nearest = session.scalar(
        select(Organisation.region_code)
        .where(
            Organisation.active,
            Organisation.kind.in_(OF_JUSTICE),
            Organisation.region_code.in_((region_code, *ancestors(region_code))),
        )
        .order_by(Organisation.region_code.desc())
        .limit(1)
    )
    return nearest is not None and sits_with_justice(actor, nearest)


def _ended(uow: UnitOfWork, clock: Clock, named: str) -> Period:
    today = clock.today()
    wanted = period(named, YearEnd.read(uow.setting(SETTING, today)))
    if wanted.last >= today:
        raise WrongState(say("这一期还没有结束"))
    return wanted


def _closing(region_code: str, named: str) -> Select[Any]:
    return select(PeriodClosing.id).where(
        PeriodClosing.region_code == region_code, PeriodClosing.period == named
    )


def part_digits(level: Level) -> int:
    """How many digits name a part of an area of that level; 0 where there is none."""
    return min((n for n in DIGITS_OF.values() if n > DIGITS_OF[level]), default=0)


def _where(clock: Clock, region: Region, wanted: Period) -> Where:
    return Where(region_code=region.code, period=wanted, today=clock.today())


def _content(found: Counted, region: Region, force: ForceRows | None) -> dict[str, Any]:
    """`force` None: a closing that was made before 组织队伍 was counted, and is corrected without it."""
    parts = {key: figures.to_json() for key, figures in sorted(found.parts.items()) if not figures.is_zero()}
    content = {"whole": found.whole.to_json(), "parts": parts}
    if force is None:
        return content
    whole, by_part = force.counted(part_digits(region.level))
    of_parts = {key: one.to_json() for key, one in sorted(by_part.items())}
    return {**content, FORCE_KEY: {"whole": whole.to_json(), "parts": of_parts}}
