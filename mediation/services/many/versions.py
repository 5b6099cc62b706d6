"""Moving all open matters of one kind to another version of its definition, and a whole such list back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Run, RunLine
from mediation.model.matters import LINKED
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.derivation import message_stored
from mediation.rules.errors import NotThere, WrongState
from mediation.rules.grammar import Permission, Registry, Role
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import LineOutcome, MatterKind
from mediation.services.field_check import FieldCheck
from mediation.services.many.plan import TAKEN_BACK, Did, Plan, stop_waiting
from mediation.services.migrate_matters import Move, move_matter, plan_move, put_back
from mediation.services.take_step import LONGEST_REASON
from mediation.services.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Renamed:
    """A state that has another name in the new version."""

    old: str
    new: str


@dataclass(frozen=True)
class OfAdministrators(Plan):
    """A list that administrators work on; they look into no case."""

    opens_cases: ClassVar[bool] = False

    @classmethod
    def roles_of(cls, registry: Registry) -> tuple[Role, ...]:
        return tuple(role for role in registry.roles if Permission.ADMINISTER in role.may)


@dataclass(frozen=True, kw_only=True)
class MoveMatters(OfAdministrators):
    """Which matters, from which version to which."""

    kind: ClassVar[str] = "move_matters"
    matter: MatterKind
    source: int
    target: int
    states: tuple[Renamed, ...] = ()

    @property
    def move(self) -> Move:
        states = {one.old: one.new for one in self.states}
        return Move(matter=self.matter, source=self.source, target=self.target, states=states)

    def title(self, session: Session) -> Message:
        return say(
            "「{matter}」未结的从第 {source} 版换到第 {target} 版",
            matter=say(self.matter.title_text),
            source=self.source,
            target=self.target,
        )

    def subjects(self, uow: UnitOfWork) -> Sequence[UUID]:
        return [line.matter_id for line in plan_move(uow.session, uow.registry, self.move)]

    def cases(self, session: Session, subjects: Sequence[UUID]) -> Mapping[UUID, UUID]:
        table: Any = LINKED.get(self.matter)
        if table is None:
            return {}
        rows = session.execute(select(table.id, table.case_id).where(table.is_open))
        return {matter_id: case_id for matter_id, case_id in rows}

    def do(self, uow: UnitOfWork, actor: Actor, clock: Clock, subject_id: UUID) -> Did:
        return Did(*move_matter(uow, self.move, subject_id, actor=actor, clock=clock))

    def undo(
        self, uow: UnitOfWork, actor: Actor, clock: Clock, subject_id: UUID, before: Any, reason: str
    ) -> None:
        put_back(uow, self.move, subject_id, actor=actor, clock=clock, before=before, reason=reason)


@dataclass(frozen=True, kw_only=True)
class MoveBack(OfAdministrators):
    """All that a list moved, taken back by a list of its own: thousands of lines are more than one request does."""

    kind: ClassVar[str] = "move_back"
    run_id: UUID
    reason: str

    def title(self, session: Session) -> Message:
        return say("撤回：{what}", what=message_stored(session.get_one(Run, self.run_id).title))

    def begin(self, uow: UnitOfWork) -> None:
        self._moved(uow)
        stop_waiting(uow.session, self.run_id, TAKEN_BACK)

    def subjects(self, uow: UnitOfWork) -> Sequence[UUID]:
        self._moved(uow)
        check = FieldCheck()
        check.text("reason", self.reason, say("请写明理由"), LONGEST_REASON)
        check.refuse()
        return uow.session.scalars(self._lines(RunLine.subject_id).order_by(RunLine.ordinal)).all()

    def cases(self, session: Session, subjects: Sequence[UUID]) -> Mapping[UUID, UUID]:
        rows = session.execute(self._lines(RunLine.subject_id, RunLine.case_id))
        return {subject_id: case_id for subject_id, case_id in rows}

    def do(self, uow: UnitOfWork, actor: Actor, clock: Clock, subject_id: UUID) -> Did:
        key: Any = (self.run_id, subject_id)
        line = uow.session.get_one(RunLine, key, with_for_update=True)
        if line.outcome is not LineOutcome.DONE:
            raise WrongState(say("这一件已经撤回"))
        move = self._moved(uow).move
        case_id = put_back(
            uow, move, subject_id, actor=actor, clock=clock, before=line.before, reason=self.reason
        )
        line.outcome = LineOutcome.UNDONE
        return Did(case_id)

    def _moved(self, uow: UnitOfWork) -> MoveMatters:
        """The list that is taken back."""
        run = uow.session.get(Run, self.run_id)
        if run is None or run.kind != MoveMatters.kind or run.organisation_id != self.organisation_id:
            raise NotThere
        return MoveMatters.restored(run.plan, run.texts)

    def _lines(self, *columns: Any) -> Any:
        return select(*columns).where(RunLine.run_id == self.run_id, RunLine.outcome == LineOutcome.DONE)
