"""How proposals fared: followed or not, and how the cases ended, for those who watch over an area."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, case, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from mediation.model import Case, Category, HandOver, Organisation, Region, TriageDecision, TriageRetraction
from mediation.rules.actor import Actor
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Permission
from mediation.rules.regions import ancestors, is_within, prefix
from mediation.rules.triage import TriageLimits
from mediation.rules.vocabulary import Level, Outcome, Term, Tier, TriageAspect, TriageEnd, TriageRule
from mediation.services.gather_facts import RETURNED
from mediation.services.triage_facts import read_limits

PAGE = 50
AGREED = (Outcome.SETTLED, Outcome.AGREED_WRITTEN, Outcome.AGREED_PARTLY, Outcome.AGREED_ORALLY)
COURT = (Outcome.TO_COURT, Outcome.TO_ARBITRATION, Outcome.TO_GOVERNMENT)


class By(Enum):
    """What the rows of a table are."""

    LEVEL = "level"
    RULE = "rule"
    TIER = "tier"


TERMS: dict[By, type[Term]] = {By.LEVEL: Level, By.RULE: TriageRule, By.TIER: Tier}


class DaysBetween(FunctionElement[int]):
    """Whole days from the first day to the second."""

    type = Integer()
    inherit_cache = True


@compiles(DaysBetween, "sqlite")
def _on_sqlite(element: DaysBetween, compiler: Any, **given: Any) -> str:
    first, second = (compiler.process(one, **given) for one in element.clauses)
    return f"CAST(julianday({second}) - julianday({first}) AS INTEGER)"


@compiles(DaysBetween, "postgresql")
def _on_postgres(element: DaysBetween, compiler: Any, **given: Any) -> str:
    first, second = (compiler.process(one, **given) for one in element.clauses)
    return f"({second} - {first})"


@dataclass(slots=True)
class Fared:
    """Decisions that all followed their proposal, or all did not."""

    ends: dict[TriageEnd, int] = field(default_factory=lambda: dict.fromkeys(TriageEnd, 0))
    returned: int = 0
    """Offers that the chosen organisation sent back."""
    days: int = 0

    @property
    def total(self) -> int:
        return sum(self.ends.values())

    @property
    def mean_days(self) -> int | None:
        """Days from the decision to the end of the case, over those that have ended."""
        ended = self.total - self.ends[TriageEnd.OPEN]
        return round(self.days / ended) if ended else None


@dataclass(slots=True)
class FaredRow:
    """A level, rule or tier that was proposed."""

    term: Term
    followed: Fared = field(default_factory=Fared)
    departed: Fared = field(default_factory=Fared)


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageFigures:
    """An area in a year. A case counts once for each decision made in it."""

    region_code: str
    name: str
    above: tuple[tuple[str, str], ...]
    year: int
    years: tuple[int, ...]
    tables: dict[By, tuple[FaredRow, ...]]
    followed: int
    departed: int
    limits: TriageLimits
    unreadable: tuple[str, ...]
    """Settings that stand aside because they cannot be read."""


def may_measure(actor: Actor, region_code: str) -> bool:
    """Supervisors and administrators, in their own area and what lies in it."""
    return any(is_within(region_code, code) for code in _areas(actor))


def _areas(actor: Actor) -> Iterator[str]:
    return (
        post.region_code
        for post in actor.posts
        if Permission.READ_AREA in post.role.may or Permission.ADMINISTER in post.role.may
    )


def triage_figures(
    session: Session, actor: Actor, today: date, region_code: str = "", year: int | None = None
) -> TriageFigures:
    """The figures of an area, the widest of the actor's without a code; NotThere for any other."""
    code = region_code or min(_areas(actor), key=lambda one: len(prefix(one)), default="")
    region = session.get(Region, code)
    if region is None or not may_measure(actor, code):
        raise NotThere
    asked = year or today.year
    limits, unreadable = read_limits(session, today)
    tables = _tables(session, code, asked)
    organisations = [row for by in (By.LEVEL, By.TIER) for row in tables[by]]
    above = [session.get_one(Region, a) for a in reversed(ancestors(code)) if may_measure(actor, a)]
    return TriageFigures(
        region_code=code,
        name=region.name,
        above=tuple((one.code, one.name) for one in above),
        year=asked,
        years=_years(session, code, today),
        tables=tables,
        followed=sum(row.followed.total for row in organisations),
        departed=sum(row.departed.total for row in organisations),
        limits=limits,
        unreadable=unreadable,
    )


def _within(code: str) -> ColumnElement[bool]:
    """Decided in that area, by a step that was not taken back."""
    here = select(Organisation.id).where(Organisation.region_code.startswith(prefix(code)))
    retracted = select(TriageRetraction.decision_id).where(TriageRetraction.decision_id == TriageDecision.id)
    return TriageDecision.organisation_id.in_(here) & ~retracted.exists()


def _in_year(year: int) -> ColumnElement[bool]:
    return TriageDecision.decided_on.between(date(year, 1, 1), date(year, 12, 31))


def _years(session: Session, code: str, today: date) -> tuple[int, ...]:
    first = session.scalar(select(func.min(TriageDecision.decided_on)).where(_within(code)))
    return tuple(range(today.year, (first or today).year - 1, -1))


def _end() -> ColumnElement[str]:
    return case(
        (Case.is_open, TriageEnd.OPEN.value),
        (Case.outcome.in_(AGREED), TriageEnd.AGREED.value),
        (Case.outcome.in_(COURT), TriageEnd.COURT.value),
        else_=TriageEnd.OTHERWISE.value,
    )


def _tables(session: Session, code: str, year: int) -> dict[By, tuple[FaredRow, ...]]:
    end = _end()
    groups = (
        TriageDecision.aspect,
        TriageDecision.proposed_level,
        TriageDecision.rule,
        TriageDecision.proposed_tier,
        TriageDecision.followed,
        end,
    )
    days = DaysBetween(TriageDecision.decided_on, Case.concluded_on)
    rows = session.execute(
        select(
            *groups,
            func.count(),
            func.count(case((HandOver.state == RETURNED, 1))),
            func.coalesce(func.sum(case((~Case.is_open, days), else_=0)), 0),
        )
        .join(Case, Case.id == TriageDecision.case_id)
        .outerjoin(HandOver, HandOver.id == TriageDecision.hand_over_id)
        .where(_within(code), _in_year(year))
        .group_by(*groups)
    )
    found: dict[By, dict[Term, FaredRow]] = {by: {} for by in By}
    for aspect, level, rule, tier, followed, ended, n, returned, length in rows:
        about_tier = aspect is TriageAspect.TIER
        named = {By.TIER: tier} if about_tier else {By.LEVEL: level, By.RULE: rule}
        for by, term in named.items():
            row = found[by].setdefault(term, FaredRow(term))
            fared = row.followed if followed else row.departed
            fared.ends[TriageEnd.of(ended)] += n
            fared.returned += returned
            fared.days += length
    return {by: tuple(found[by][term] for term in TERMS[by] if term in found[by]) for by in By}


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFilter:
    """One number of the figures: a row, followed or not, and an end; without an end all of them."""

    by: By
    value: str
    followed: bool
    end: TriageEnd | None = None
    returned: bool = False


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision as a supervisor sees it: no people, no contents."""

    decided_on: date
    public_id: str
    number: str | None
    category: str
    organisation: str
    rule: TriageRule
    proposed_tier: Tier
    proposed: str | None
    chosen_tier: Tier
    chosen: str | None
    aspect: TriageAspect
    outcome: Outcome | None
    concluded_on: date | None


@dataclass(frozen=True, slots=True)
class DecisionPage:
    lines: tuple[DecisionLine, ...]
    total: int
    page: int
    region: str

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def triage_decisions(
    session: Session, actor: Actor, region_code: str, year: int, chosen: DecisionFilter, page: int = 1
) -> DecisionPage:
    """The decisions that a number counts, the last first; NotThere for an area that is not the actor's."""
    region = session.get(Region, region_code)
    if region is None or not may_measure(actor, region_code):
        raise NotThere
    where = [_within(region_code), _in_year(year), *_narrowed(chosen)]
    joined = _joined(select(func.count()))
    total = session.scalar(joined.where(*where)) or 0
    page = max(1, min(page, -(-total // PAGE) or 1))
    proposed, taken = Organisation.__table__.alias("proposed"), Organisation.__table__.alias("taken")
    rows = session.execute(
        _joined(
            select(
                TriageDecision.decided_on,
                Case.public_id,
                Case.number,
                Category.name,
                Organisation.name,
                TriageDecision.rule,
                TriageDecision.proposed_tier,
                proposed.c.name,
                TriageDecision.chosen_tier,
                taken.c.name,
                TriageDecision.aspect,
                Case.outcome,
                Case.concluded_on,
            )
        )
        .join(Category, Category.code == Case.category_code)
        .join(Organisation, Organisation.id == TriageDecision.organisation_id)
        .outerjoin(proposed, proposed.c.id == TriageDecision.proposed_id)
        .outerjoin(taken, taken.c.id == TriageDecision.chosen_id)
        .where(*where)
        .order_by(TriageDecision.decided_on.desc(), TriageDecision.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return DecisionPage(tuple(DecisionLine(*row) for row in rows), total, page, region.name)


def _joined(query: Select[Any]) -> Select[Any]:
    return (
        query.select_from(TriageDecision)
        .join(Case, Case.id == TriageDecision.case_id)
        .outerjoin(HandOver, HandOver.id == TriageDecision.hand_over_id)
    )


COLUMNS: dict[By, Any] = {
    By.LEVEL: TriageDecision.proposed_level,
    By.RULE: TriageDecision.rule,
    By.TIER: TriageDecision.proposed_tier,
}


def _narrowed(chosen: DecisionFilter) -> list[ColumnElement[bool]]:
    try:
        term = TERMS[chosen.by].of(chosen.value)
    except ValueError:
        raise NotThere from None
    aspect = TriageAspect.TIER if chosen.by is By.TIER else TriageAspect.ORGANISATION
    clauses = [
        TriageDecision.aspect == aspect,
        COLUMNS[chosen.by] == term,
        TriageDecision.followed.is_(chosen.followed),
    ]
    if chosen.end is not None:
        clauses.append(_end() == chosen.end.value)
    if chosen.returned:
        clauses.append(HandOver.state == RETURNED)
    return clauses
