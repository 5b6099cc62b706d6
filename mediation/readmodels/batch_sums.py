"""A batch counted by people: at every stage those who reached it, those who have not, and those who left add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediation.model import (
    Agreement,
    Batch,
    BatchFollower,
    Case,
    Confirmation,
    Deadline,
    Filing,
    Organisation,
    Party,
)
from mediation.rules.vocabulary import BatchMark, CourtPaper, DeadlineState, FollowerStanding, LeavingKind

AT_LAW = ("at_court", "at_arbitration", "at_land_arbitration", "at_government")


@dataclass(frozen=True, slots=True)
class RosterLine:
    """Somebody who applies, as the roster for the court has it."""

    name: str
    number: str
    in_force_on: date | None
    apply_until: date | None
    court: str
    submitted_on: date | None
    court_number: str
    ruled_on: date | None
    instead_of: str


@dataclass(frozen=True, slots=True)
class StageSum:
    """reached + not_yet + left is all."""

    mark: BatchMark
    reached: int
    not_yet: int
    left: int

    @property
    def total(self) -> int:
        return self.reached + self.not_yet + self.left


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchSums:
    """Everybody who was on the list at first, and the model: heirs stand for whom they follow."""

    people: int
    listed: int
    heirs: int
    replaced: int
    """The dead in whose place heirs came."""
    stages: tuple[StageSum, ...]
    left: dict[LeavingKind, int]
    to_law: int
    """Of those who left, whose case went to court, arbitration or the government."""


@dataclass(frozen=True, slots=True)
class _Row:
    id: UUID
    standing: FollowerStanding
    left_as: LeavingKind | None
    instead_of: UUID | None
    marks: frozenset[BatchMark]
    at_law: bool


def batch_sums(session: Session, batch_id: UUID) -> BatchSums:
    """For whoever was given the batch's page."""
    rows = list(_rows(session, batch_id))
    heirs: dict[UUID, list[_Row]] = {}
    for row in rows:
        if row.instead_of is not None:
            heirs.setdefault(row.instead_of, []).append(row)
    first = [row for row in rows if row.instead_of is None]
    gone = [row for row in first if row.standing is FollowerStanding.LEFT and row.id not in heirs]
    going_on = [row for row in first if row not in gone]
    model = _model_marks(session, batch_id)
    stages = []
    for mark in BatchMark:
        reached = sum(_reached(row, heirs, mark) for row in going_on) + (mark in model)
        stages.append(StageSum(mark, reached, len(going_on) + 1 - reached, len(gone)))
    return BatchSums(
        people=len(first) + 1,
        listed=len(first),
        heirs=sum(len(found) for found in heirs.values()),
        replaced=len(heirs),
        stages=tuple(stages),
        left=dict(Counter(row.left_as for row in gone if row.left_as is not None)),
        to_law=sum(row.at_law for row in gone),
    )


def _reached(row: _Row, heirs: dict[UUID, list[_Row]], mark: BatchMark) -> bool:
    """Of somebody who died, once every heir who goes on has."""
    if row.id not in heirs:
        return mark in row.marks
    going_on = [one for one in heirs[row.id] if one.standing is not FollowerStanding.LEFT]
    return bool(going_on) and all(mark in one.marks for one in going_on)


def _rows(session: Session, batch_id: UUID) -> Iterable[_Row]:
    query = (
        select(BatchFollower, Case.state, Agreement.id, Agreement.in_force_on, Filing.id)
        .outerjoin(Case, Case.id == BatchFollower.case_id)
        .outerjoin(Agreement, (Agreement.case_id == Case.id) & Agreement.superseded_at.is_(None))
        .outerjoin(Filing, Filing.case_id == Case.id)
        .where(BatchFollower.batch_id == batch_id)
        .order_by(BatchFollower.ordinal)
    )
    applied = _applications(session, select(BatchFollower.case_id).where(BatchFollower.batch_id == batch_id))
    for one, state, agreement_id, in_force_on, filing_id in session.execute(query):
        marks = _marks(state, agreement_id, in_force_on, applied.get(one.case_id))
        at_law = state in AT_LAW or filing_id is not None
        yield _Row(one.id, one.standing, one.left_as, one.instead_of_id, marks, at_law)


def _marks(
    state: str | None, agreement_id: UUID | None, in_force_on: date | None, applied: Confirmation | None
) -> frozenset[BatchMark]:
    found = {BatchMark.OPENED} if state else set()
    found |= {BatchMark.AGREED} if agreement_id else set()
    found |= {BatchMark.IN_FORCE} if in_force_on else set()
    found |= {BatchMark.APPLIED} if applied and applied.submitted_on else set()
    found |= {BatchMark.CONFIRMED} if applied and applied.state == "confirmed" else set()
    return frozenset(found)


def _model_marks(session: Session, batch_id: UUID) -> frozenset[BatchMark]:
    case = session.get_one(Case, session.get_one(Batch, batch_id).model_case_id)
    agreement = session.scalar(
        select(Agreement).where(Agreement.case_id == case.id, Agreement.superseded_at.is_(None))
    )
    applied = _applications(session, select(Case.id).where(Case.id == case.id)).get(case.id)
    return _marks(
        case.state, agreement.id if agreement else None, agreement.in_force_on if agreement else None, applied
    )


def _applications(session: Session, case_ids: object) -> dict[UUID | None, Confirmation]:
    """The last application for a ruling in each case."""
    rows = session.scalars(
        select(Confirmation)
        .where(Confirmation.case_id.in_(case_ids), Confirmation.wanted == CourtPaper.RULING)  # type: ignore[arg-type]
        .order_by(Confirmation.id)
    )
    return {one.case_id: one for one in rows}


def roster_of(session: Session, batch_id: UUID) -> tuple[RosterLine, ...]:
    """One roster for the court: the model and everybody who goes on, in the order of the list."""
    batch = session.get_one(Batch, batch_id)
    going_on = select(BatchFollower.case_id).where(
        BatchFollower.batch_id == batch_id, BatchFollower.standing == FollowerStanding.FOLLOWING
    )
    applied = _applications(session, going_on) | _applications(
        session, select(Case.id).where(Case.id == batch.model_case_id)
    )
    until = (
        select(func.max(Deadline.due_on))
        .where(
            Deadline.matter_id == Case.id,
            Deadline.clock == "application",
            Deadline.state != DeadlineState.WITHDRAWN,
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(BatchFollower.name, BatchFollower.instead_of_id, Case, Agreement.in_force_on, until)
        .select_from(Case)
        .outerjoin(BatchFollower, BatchFollower.case_id == Case.id)
        .outerjoin(Agreement, (Agreement.case_id == Case.id) & Agreement.superseded_at.is_(None))
        .where(Case.id.in_(going_on) | (Case.id == batch.model_case_id))
        .order_by(BatchFollower.ordinal.is_not(None), BatchFollower.ordinal)
    ).all()
    dead = dict(
        session.execute(
            select(BatchFollower.id, BatchFollower.name).where(BatchFollower.batch_id == batch_id)
        ).all()
    )
    return tuple(
        _line(
            session,
            name or _own_name(session, batch),
            dead.get(instead_of, "") if instead_of else "",
            case,
            in_force_on,
            last,
            applied.get(case.id),
        )
        for name, instead_of, case, in_force_on, last in rows
    )


def _own_name(session: Session, batch: Batch) -> str:
    return session.scalars(
        select(Party.name)
        .where(Party.case_id == batch.model_case_id, Party.side == batch.side)
        .order_by(Party.ordinal)
        .limit(1)
    ).one()


def _line(
    session: Session,
    name: str,
    instead_of: str,
    case: Case,
    in_force_on: date | None,
    apply_until: date | None,
    applied: Confirmation | None,
) -> RosterLine:
    return RosterLine(
        name=name,
        number=case.number or "",
        in_force_on=in_force_on,
        apply_until=apply_until,
        court=session.get_one(Organisation, applied.court_id).name if applied else "",
        submitted_on=applied.submitted_on if applied else None,
        court_number=(applied.court_number or "") if applied and applied.sealed_on else "",
        ruled_on=applied.ruled_on if applied and applied.sealed_on else None,
        instead_of=instead_of,
    )
