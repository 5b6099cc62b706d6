"""Early warnings as those see them to whom they were told, or who watch over the area; no party is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from mediation.model import (
    Case,
    Category,
    EarlyWarning,
    EarlyWarningAct,
    EarlyWarningCase,
    Organisation,
    Person,
    Region,
)
from mediation.readmodels.excerpt import Excerpt, excerpt
from mediation.readmodels.reach import cases_in_area, cases_worked_on
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI
from mediation.rules.early_warnings import ADDRESSED, WarningAct, WarningKind, WarningState
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Permission, Registry, State
from mediation.rules.policy import may_read_area, watches_warnings
from mediation.rules.regions import span
from mediation.rules.vocabulary import MatterKind

A_PAGE = 30
COUNTED = timedelta(days=365)
MOST_CASES = 100


@dataclass(frozen=True, slots=True)
class WarningLine:
    """A warning in the list."""

    id: UUID
    kind: WarningKind
    place: str
    content: Mapping[str, Any]
    to: str
    raised_at: datetime
    due_on: date
    state: WarningState
    mine: bool
    """It was told to where the actor answers for."""


@dataclass(slots=True)
class Judged:
    """How often a kind was right within a year."""

    raised: int = 0
    unanswered: int = 0
    unjudged: int = 0
    right: int = 0
    wrong: int = 0


@dataclass(frozen=True, slots=True)
class WarningList:
    lines: tuple[WarningLine, ...]
    total: int
    record: Mapping[WarningKind, Judged]


@dataclass(frozen=True, slots=True)
class ActShown:
    """What was done with a warning."""

    act: WarningAct
    organisation: str
    person: str
    at: datetime
    said: str
    verdict: WarningState | None


@dataclass(frozen=True, slots=True)
class CaseBehind:
    """A case that a warning rests on; its name only to who sees it in full."""

    public_id: str
    number: str
    title: str
    category: str
    holder: str
    state: State
    registered_on: date


@dataclass(frozen=True, slots=True)
class WarningPage:
    line: WarningLine
    acts: tuple[ActShown, ...]
    cases: tuple[CaseBehind, ...]
    unseen: int
    """Cases elsewhere that are not the actor's to see, or more than are listed."""
    may_judge: bool


def warnings_of(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    kind: WarningKind | None = None,
    state: WarningState | None = None,
    page: int = 1,
) -> WarningList:
    """What is open first, the most pressing first."""
    clauses = [_seen(actor)]
    if kind is not None:
        clauses.append(EarlyWarning.kind == kind)
    if state is not None:
        clauses.append(EarlyWarning.state == state)
    total = session.scalar(select(func.count()).select_from(EarlyWarning).where(*clauses)) or 0
    rows = session.execute(
        _lines(actor)
        .where(*clauses)
        .order_by(
            EarlyWarning.state != WarningState.RAISED,
            EarlyWarning.state != WarningState.ANSWERED,
            EarlyWarning.due_on,
            EarlyWarning.id,
        )
        .limit(A_PAGE)
        .offset((page - 1) * A_PAGE)
    )
    lines = tuple(_line(*row) for row in rows)
    return WarningList(lines, total, _record(session, actor, now))


def waiting_warnings(
    session: Session, actor: Actor, limit: int, offset: int = 0, today: date | None = None
) -> Excerpt[WarningLine]:
    """What waits for the actor's own answer. `today`: those due by then press."""
    query = (
        _lines(actor)
        .where(_told(actor), EarlyWarning.state == WarningState.RAISED)
        .order_by(EarlyWarning.due_on, EarlyWarning.id)
    )
    pressing = None if today is None else EarlyWarning.due_on <= today
    return excerpt(session, query, _line, limit=limit, offset=offset, pressing=pressing)


def warning_page(session: Session, registry: Registry, actor: Actor, warning_id: UUID) -> WarningPage:
    """One of them; NotThere for one that is not the actor's to see."""
    row = session.execute(_lines(actor).where(_seen(actor), EarlyWarning.id == warning_id)).first()
    if row is None:
        raise NotThere
    cases = tuple(_cases(session, registry, actor, warning_id))
    whole = session.scalar(
        select(func.count()).select_from(EarlyWarningCase).where(EarlyWarningCase.warning_id == warning_id)
    )
    line = _line(*row)
    judges = line.mine or may_read_area(actor, row[0].region_code)
    return WarningPage(line, tuple(_acts(session, warning_id)), cases, (whole or 0) - len(cases), judges)


def _told(actor: Actor) -> ColumnElement[bool]:
    here = [post.organisation_id for post in watches_warnings(actor)]
    return EarlyWarning.id.in_(
        select(EarlyWarningAct.warning_id).where(
            EarlyWarningAct.organisation_id.in_(here), EarlyWarningAct.act.in_(ADDRESSED)
        )
    )


def _seen(actor: Actor) -> ColumnElement[bool]:
    areas = [post.region_code for post in actor.posts_with(Permission.READ_AREA)]
    return or_(_told(actor), *(EarlyWarning.region_code.between(*span(code)) for code in areas))


def _lines(actor: Actor) -> Any:
    return (
        select(EarlyWarning, Region.label, Organisation.name, _told(actor).label("mine"))
        .join(Region, Region.code == EarlyWarning.region_code)
        .join(Organisation, Organisation.id == EarlyWarning.organisation_id)
    )


def _line(row: EarlyWarning, place: str, to: str, mine: bool) -> WarningLine:
    return WarningLine(
        row.id, row.kind, place, row.content, to, row.raised_at, row.due_on, row.state, bool(mine)
    )


def _record(session: Session, actor: Actor, now: datetime) -> dict[WarningKind, Judged]:
    rows = session.execute(
        select(EarlyWarning.kind, EarlyWarning.state, func.count())
        .where(_seen(actor), EarlyWarning.raised_at >= now - COUNTED)
        .group_by(EarlyWarning.kind, EarlyWarning.state)
    )
    found = {kind: Judged() for kind in WarningKind}
    for kind, state, n in rows:
        one = found[kind]
        one.raised += n
        one.unanswered += n * (state is WarningState.RAISED)
        one.unjudged += n * (state is WarningState.ANSWERED)
        one.right += n * (state is WarningState.RIGHT)
        one.wrong += n * (state is WarningState.WRONG)
    return found


def _acts(session: Session, warning_id: UUID) -> list[ActShown]:
    rows = session.execute(
        select(EarlyWarningAct, Organisation.name, Person.name)
        .join(Organisation, Organisation.id == EarlyWarningAct.organisation_id)
        .outerjoin(Person, Person.id == EarlyWarningAct.person_id)
        .where(EarlyWarningAct.warning_id == warning_id)
        .order_by(EarlyWarningAct.at, EarlyWarningAct.id)
    )
    return [
        ActShown(row.act, organisation, person or "", row.at, row.said or "", row.verdict)
        for row, organisation, person in rows
    ]


def _cases(session: Session, registry: Registry, actor: Actor, warning_id: UUID) -> list[CaseBehind]:
    whole = cases_worked_on(actor)
    rows = session.execute(
        select(Case, Category.name, Organisation.name, whole.label("whole"))
        .join(EarlyWarningCase, EarlyWarningCase.case_id == Case.id)
        .join(Category, Category.code == Case.category_code)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(EarlyWarningCase.warning_id == warning_id, or_(whole, cases_in_area(actor)))
        .order_by(Case.registered_at.desc(), Case.id)
        .limit(MOST_CASES)
    )
    return [
        CaseBehind(
            public_id=case.public_id,
            number=case.number or "",
            title=case.title if mine else "",
            category=category,
            holder=holder,
            state=registry.of(MatterKind.DISPUTE, case.definition_version).by_state[case.state],
            registered_on=case.registered_at.astimezone(SHANGHAI).date(),
        )
        for case, category, holder, mine in rows
    ]
