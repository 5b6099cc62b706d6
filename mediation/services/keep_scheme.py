"""考评: an area's scheme is drafted, looked at over a past period, put in force with a reason; results are frozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediation.model import AssessmentResult, AssessmentScheme, AssessmentStart, PeriodClosing, Region
from mediation.rules.actor import Actor
from mediation.rules.assessment import WHOLE, Better, Item, Result, score
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere
from mediation.rules.messages import say
from mediation.rules.periods import period
from mediation.rules.policy import bureau_post
from mediation.rules.statistics import BY_NAME, INDICATORS
from mediation.rules.vocabulary import Level
from mediation.services.count_statistics import Counted, Figures
from mediation.services.field_check import FieldCheck
from mediation.services.unit_of_work import UnitOfWork

LONGEST = 400
MOST_ITEMS = 20
LARGEST = Decimal(1_000_000_000)
ASSESSING = (Level.CITY, Level.COUNTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemGiven:
    """One row as it is typed."""

    indicator: str
    better: Better | None
    target: Decimal | None
    weight: int | None


def draft_scheme(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    region_code: str,
    year: int,
    items: tuple[ItemGiven, ...],
) -> UUID:
    """The next version of the year's scheme, by which nobody is assessed yet."""
    assessing_area(uow, actor, region_code)
    checked = _checked(year, items)
    last = uow.session.scalar(
        select(func.max(AssessmentScheme.version)).where(
            AssessmentScheme.region_code == region_code, AssessmentScheme.year == year
        )
    )
    row = AssessmentScheme(
        region_code=region_code,
        year=year,
        version=(last or 0) + 1,
        items=[one.to_json() for one in checked],
        drafted_by=actor.person_id,
        drafted_at=clock.now(),
    )
    uow.session.add(row)
    return row.id


def _checked(year: int, items: tuple[ItemGiven, ...]) -> list[Item]:
    check = FieldCheck()
    if not 2000 <= year <= 2100:
        check.note("year", say("请填四位数的年份"))
    check.require("items", items, say("至少要有一项指标"))
    if len(items) > MOST_ITEMS:
        check.note("items", say("最多 {n} 项", n=MOST_ITEMS))
    known: set[str] = set()
    for n, one in enumerate(items):
        _check_item(check, f"items.{n}", one, known)
    total = sum(one.weight or 0 for one in items)
    if items and total != WHOLE:
        check.note("items.0.weight", say("各项权重合计应为 {whole}，现在是 {n}", whole=WHOLE, n=total))
    check.refuse()
    return [
        Item(one.indicator, one.better or Better.MORE, one.target or Decimal(), one.weight or 0)
        for one in items
    ]


def _check_item(check: FieldCheck, at: str, one: ItemGiven, known: set[str]) -> None:
    if one.indicator not in BY_NAME:
        check.note(f"{at}.indicator", say("请从列表中选一项"))
    elif one.indicator in known:
        check.note(f"{at}.indicator", say("这项指标已经选过"))
    known.add(one.indicator)
    check.require(f"{at}.better", one.better, say("请选怎样算好"))
    if one.target is None:
        check.note(f"{at}.target", say("请填目标值"))
    elif not one.target:
        check.note(f"{at}.target", say("目标值是 0，没有办法除；请填大于 0 的数"))
    elif not 0 < one.target <= LARGEST:
        check.note(f"{at}.target", say("目标值应大于 0，不超过 {most}", most=f"{LARGEST:,}"))
    if one.weight is None or not 1 <= one.weight <= WHOLE:
        check.note(f"{at}.weight", say("权重请填 1 到 100 的整数"))


def start_scheme(uow: UnitOfWork, *, actor: Actor, clock: Clock, scheme_id: UUID, reason: str) -> UUID:
    """Put a version in force for its year; results that are frozen keep the scheme that they were scored by."""
    scheme = uow.session.get(AssessmentScheme, scheme_id)
    if scheme is None:
        raise NotThere
    assessing_area(uow, actor, scheme.region_code)
    check = FieldCheck()
    why = check.text("reason", reason, say("请写明为什么施行这一稿"), LONGEST)
    check.refuse()
    row = AssessmentStart(scheme_id=scheme.id, reason=why, put_by=actor.person_id, put_at=clock.now())
    uow.session.add(row)
    return row.id


def assessing_area(uow: UnitOfWork, actor: Actor, region_code: str) -> Region:
    """A city or county, its row held, for its own bureau; NotThere for anybody else."""
    region = uow.session.get(Region, region_code, with_for_update=True)
    if region is None or region.level not in ASSESSING or bureau_post(actor, region_code) is None:
        raise NotThere
    return region


def scheme_in_force(session: Session, region_code: str, year: int) -> AssessmentScheme | None:
    """By which scheme the parts of the area are assessed in the year."""
    return session.scalar(
        select(AssessmentScheme)
        .join(AssessmentStart, AssessmentStart.scheme_id == AssessmentScheme.id)
        .where(AssessmentScheme.region_code == region_code, AssessmentScheme.year == year)
        .order_by(AssessmentStart.put_at.desc(), AssessmentStart.id.desc())
        .limit(1)
    )


def items_of(scheme: AssessmentScheme) -> tuple[Item, ...]:
    return tuple(Item.from_json(one) for one in scheme.items)


def values_of(figures: Figures) -> dict[str, Decimal | None]:
    """Every indicator as it is printed; None where there is nothing to divide by."""
    found: dict[str, Decimal | None] = {}
    for one in INDICATORS:
        value = figures.value(one)
        found[one.name] = None if value is None else Decimal(value)
    return found


def scored(items: Iterable[Item], figures: Figures, months: int) -> Result:
    return score(tuple(items), values_of(figures), months)


def freeze_results(
    uow: UnitOfWork, closing: PeriodClosing, found: Counted, names: Mapping[str, str], now: datetime
) -> None:
    """With the figures that the closing freezes, in its transaction; nothing where no scheme is in force."""
    of = period(closing.period)
    scheme = scheme_in_force(uow.session, closing.region_code, int(of.name[:4]))
    if scheme is None:
        return
    content: list[dict[str, Any]] = []
    for digits, name in names.items():
        result = scored(items_of(scheme), found.parts.get(digits, Figures()), of.kind.months)
        content.append(
            {
                "part": digits,
                "name": name,
                "values": {one.item.indicator: _text(one.value) for one in result.scored},
            }
        )
    uow.session.add(
        AssessmentResult(
            closing_id=closing.id,
            scheme_id=scheme.id,
            content=content,
            frozen_by=closing.closed_by,
            frozen_at=now,
        )
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
