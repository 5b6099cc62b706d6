"""A county keeps its rule of 以案定补: every version is drafted, looked at over a past period, then put in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediation.model import Region, SubsidyClaim, SubsidyRule, SubsidyStart
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere
from mediation.rules.messages import say
from mediation.rules.policy import bureau_post
from mediation.rules.subsidy import Extra, PayRule, Way
from mediation.rules.vocabulary import Difficulty, Level
from mediation.services.field_check import FieldCheck
from mediation.services.unit_of_work import UnitOfWork

LONGEST = 400
MOST = Decimal(100_000)
"""More for one case is a slip of the pen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubsidyRuleGiven:
    """A rule as it is typed: yuan, None where nothing was written."""

    paper: str
    base: Mapping[tuple[Difficulty, Way], Decimal | None]
    extras: Mapping[Extra, Decimal | None]
    people: int | None
    month_cap: Decimal | None
    year_cap: Decimal | None
    whole_files: tuple[Way, ...]


def draft_subsidy_rule(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, region_code: str, given: SubsidyRuleGiven
) -> UUID:
    """The next version, which pays nothing yet."""
    county_of(uow, actor, region_code)
    rule = _checked(given)
    last = uow.session.scalar(
        select(func.max(SubsidyRule.version)).where(SubsidyRule.region_code == region_code)
    )
    row = SubsidyRule(
        region_code=region_code,
        version=(last or 0) + 1,
        paper=given.paper.strip(),
        content=rule.to_json(),
        drafted_by=actor.person_id,
        drafted_at=clock.now(),
    )
    uow.session.add(row)
    return row.id


def _checked(given: SubsidyRuleGiven) -> PayRule:
    check = FieldCheck()
    check.text("paper", given.paper, say("请写明依据的文件"), 200)
    base = {key: _fen(check, f"base.{key[0]}.{key[1]}", amount) for key, amount in given.base.items()}
    extras = {one: _fen(check, f"extra.{one}", given.extras.get(one), blank=0) for one in Extra}
    if not check.problems and not any(base.values()):
        check.note("base.simple.written", say("至少有一档要有补贴"))
    if given.people is None or not 2 <= given.people <= 1000:
        check.note("people", say("请填 2 到 1000 的整数"))
    month, year = _cap(check, "month_cap", given.month_cap), _cap(check, "year_cap", given.year_cap)
    if month is not None and year is not None and month > year:
        check.note("year_cap", say("全年封顶不能低于每月封顶"))
    check.refuse()
    return PayRule(
        base=base,
        extras=extras,
        people=given.people or 2,
        month_cap=month,
        year_cap=year,
        whole_files=frozenset({*given.whole_files, Way.FAILED}),
    )


def _fen(check: FieldCheck, name: str, amount: Decimal | None, blank: int | None = None) -> int:
    if amount is None:
        if blank is None:
            check.note(name, say("请填写金额；不补贴的写 0"))
        return blank or 0
    if amount > MOST:
        check.note(name, say("一件最多 {most} 元，请核对", most=f"{MOST:,}"))
    return int(amount * 100)


def _cap(check: FieldCheck, name: str, amount: Decimal | None) -> int | None:
    if amount is not None and amount <= 0:
        check.note(name, say("封顶应大于 0；不封顶的不填"))
    return None if amount is None else int(amount * 100)


def start_subsidy_rule(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, rule_id: UUID, from_on: date | None, reason: str
) -> UUID:
    """Put a version in force from a day on; periods that were reckoned keep the rule that they were reckoned by."""
    rule = uow.session.get(SubsidyRule, rule_id)
    if rule is None:
        raise NotThere
    county_of(uow, actor, rule.region_code)
    check = FieldCheck()
    why = check.text("reason", reason, say("请写明为什么从这一天起用"), LONGEST)
    check.require("from_on", from_on, say("请写明从哪天起用"))
    done = uow.session.scalar(
        select(func.max(SubsidyClaim.last_on)).where(SubsidyClaim.region_code == rule.region_code)
    )
    if from_on is not None and done is not None and from_on <= done:
        check.note("from_on", say("到 {day} 为止的已经算过，请从以后的日子起用", day=done))
    check.refuse()
    row = SubsidyStart(
        rule_id=rule.id,
        from_on=from_on or clock.today(),
        reason=why,
        put_by=actor.person_id,
        put_at=clock.now(),
    )
    uow.session.add(row)
    return row.id


def county_of(uow: UnitOfWork, actor: Actor, region_code: str) -> Region:
    """The county, its row held, for its own bureau; NotThere for anybody else."""
    region = uow.session.get(Region, region_code, with_for_update=True)
    if region is None or region.level is not Level.COUNTY or bureau_post(actor, region_code) is None:
        raise NotThere
    return region


def rule_in_force(session: Session, region_code: str, on: date) -> SubsidyRule | None:
    """By which rule the county pays on a day."""
    return session.scalar(
        select(SubsidyRule)
        .join(SubsidyStart, SubsidyStart.rule_id == SubsidyRule.id)
        .where(SubsidyRule.region_code == region_code, SubsidyStart.from_on <= on)
        .order_by(SubsidyStart.from_on.desc(), SubsidyStart.put_at.desc(), SubsidyStart.id.desc())
        .limit(1)
    )
