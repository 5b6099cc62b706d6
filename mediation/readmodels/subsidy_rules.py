"""A county's rules of 以案定补: every version, from when it holds, and what a past period would have cost by it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Person, Region, SubsidyRule, SubsidyStart
from mediation.readmodels.statistics import year_end
from mediation.readmodels.subsidies import county_for
from mediation.rules.actor import Actor
from mediation.rules.errors import NotThere
from mediation.rules.periods import Period, PeriodKind, newest_ended, period
from mediation.rules.policy import bureau_post
from mediation.rules.subsidy import Cap, CaseFacts, Paid, PayRule, Way, reckon, share_out
from mediation.services.keep_subsidy_rule import rule_in_force
from mediation.services.subsidy_facts import ended_in, facts_of


@dataclass(frozen=True, slots=True)
class StartShown:
    from_on: date
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A version with everything in it."""

    id: UUID
    version: int
    paper: str
    rule: PayRule
    by: str
    at: datetime
    starts: tuple[StartShown, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a period would have cost by a rule."""

    cases: int
    paid: int
    """Cases for which something is paid."""
    ways: Counter[Way]
    """分 by how the cases ended."""
    nothing: Counter[str]
    """Why nothing is paid, and of how many cases."""
    capped: int
    """分 that caps took."""
    total: int
    mediators: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesPage:
    """The versions, the newest first; one of them tried on a past period beside the one in force."""

    region: Region
    keeps: bool
    rules: tuple[RuleShown, ...]
    in_force: UUID | None
    tried: RuleShown | None
    over: Period
    cost: Cost | None
    cost_now: Cost | None


def subsidy_rules(
    session: Session, actor: Actor, today: date, region_code: str, tried_id: UUID | None, named: str
) -> RulesPage:
    """For the county's bureau and those above it; NotThere for anybody else."""
    region = county_for(session, actor, region_code)
    rules = tuple(_rules(session, region.code))
    tried = next((one for one in rules if one.id == tried_id), None)
    if tried_id is not None and tried is None:
        raise NotThere
    over = _over(session, named, today)
    facts = facts_of(session, ended_in(region.code, over), over) if tried else []
    now = rule_in_force(session, region.code, today)
    return RulesPage(
        region=region,
        keeps=bureau_post(actor, region.code) is not None,
        rules=rules,
        in_force=now.id if now else None,
        tried=tried,
        over=over,
        cost=cost(tried.rule, facts) if tried else None,
        cost_now=cost(PayRule.from_json(now.content), facts) if tried and now else None,
    )


def _over(session: Session, named: str, today: date) -> Period:
    """The period asked for, or the last quarter that is over."""
    ends = year_end(session, today)
    return period(named, ends) if named else newest_ended(today, PeriodKind.QUARTER, ends)


def cost(rule: PayRule, facts: list[CaseFacts]) -> Cost:
    """Reckoned exactly as a claim would be, with nothing paid before."""
    ways: Counter[Way] = Counter()
    nothing: Counter[str] = Counter()
    for one in facts:
        reckoned = reckon(rule, one)
        if reckoned.nothing is not None:
            nothing["file" if one.lacking or one.unproven else "rule"] += 1
    shares = [*share_out(rule, facts, Paid())]
    for share in shares:
        if share.facts.way is not None:
            ways[share.facts.way] += share.fen
    return Cost(
        cases=len(facts),
        paid=len({share.facts.case_id for share in shares if share.fen}),
        ways=ways,
        nothing=nothing,
        capped=sum(share.before - share.fen for share in shares if share.cap is not Cap.NONE),
        total=sum(share.fen for share in shares),
        mediators=len({share.person_id for share in shares if share.fen}),
    )


def _rules(session: Session, region_code: str) -> list[RuleShown]:
    rows = session.execute(
        select(SubsidyRule, Person.name)
        .join(Person, Person.id == SubsidyRule.drafted_by)
        .where(SubsidyRule.region_code == region_code)
        .order_by(SubsidyRule.version.desc())
    ).all()
    starts: dict[UUID, list[StartShown]] = {}
    for start, by in session.execute(
        select(SubsidyStart, Person.name)
        .join(Person, Person.id == SubsidyStart.put_by)
        .where(SubsidyStart.rule_id.in_([row.id for row, _ in rows]))
        .order_by(SubsidyStart.from_on, SubsidyStart.put_at)
    ):
        starts.setdefault(start.rule_id, []).append(StartShown(start.from_on, start.reason, by, start.put_at))
    return [
        RuleShown(
            row.id,
            row.version,
            row.paper,
            PayRule.from_json(row.content),
            by,
            row.drafted_at,
            tuple(starts.get(row.id, ())),
        )
        for row, by in rows
    ]
