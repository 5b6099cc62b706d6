"""What the plans of a batch share: its followers at a stage, the model case, and steps in a follower's own case."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from mediation.model import Agreement, Batch, BatchFollower, Case, Confirmation, Obligation, Party
from mediation.rules.actor import Actor
from mediation.rules.acts import Given, Nothing
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere, WrongState
from mediation.rules.grammar import Registry, Role
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import BatchStage, FollowerStanding, MatterKind
from mediation.services.case_now import current_agreement, current_parties, duties_of
from mediation.services.field_check import FieldCheck
from mediation.services.many.plan import Did, Plan
from mediation.services.step import StepCommand
from mediation.services.take_step import LONGEST_REASON, take_step
from mediation.services.unit_of_work import UnitOfWork

STEP_OF = {
    BatchStage.OPEN: "accept",
    BatchStage.DRAW: "reach_agreement",
    BatchStage.SIGN: "sign",
    BatchStage.APPLY: "apply_for_confirmation",
}
"""The step of each stage: where it may be taken, and by whom, the definition says."""


def followers_at(session: Session, registry: Registry, batch_id: UUID, stage: BatchStage) -> Sequence[UUID]:
    """Those for whom the stage is next, in the order of the list."""
    return session.scalars(_at(registry, batch_id, stage).order_by(BatchFollower.ordinal)).all()


def _at(registry: Registry, batch_id: UUID, stage: BatchStage) -> Select[UUID]:
    here = select(BatchFollower.id).where(BatchFollower.batch_id == batch_id)
    if stage is BatchStage.OPEN:
        return here.where(BatchFollower.standing == FollowerStanding.WAITING)
    names = [s.name for s in registry.current(MatterKind.DISPUTE).step(STEP_OF[stage]).source]
    found = here.join(Case, Case.id == BatchFollower.case_id).where(
        BatchFollower.standing == FollowerStanding.FOLLOWING, Case.state.in_(names)
    )
    if stage is BatchStage.APPLY:
        return found.where(~select(Confirmation.id).where(Confirmation.case_id == Case.id).exists())
    return found


@dataclass(frozen=True)
class Model:
    """The model case as the followers adopt it."""

    case: Case
    own: Party
    others: tuple[Party, ...]
    agreement: Agreement
    duties: tuple[Obligation, ...]


def model_of(session: Session, batch: Batch) -> Model:
    """The model with its agreement; WrongState when it has none any more."""
    case = session.get_one(Case, batch.model_case_id)
    parties = current_parties(session, case.id)
    own = next((p for p in parties if p.side is batch.side), None)
    agreement = current_agreement(session, case.id)
    if own is None or agreement is None:
        raise WrongState(say("示范案件要先有已经生效的书面调解协议"))
    duties = duties_of(session, agreement.id)
    others = tuple(p for p in parties if p.side is not batch.side)
    return Model(case, own, others, agreement, tuple(duties))


def counterpart(old: Party, parties: Sequence[Party]) -> Party:
    """Who stands in a follower's case for a party of the model's: the same one on the same side, in any order.

    WrongState where it does not: then the model's terms do not fit.
    """
    for party in parties:
        if party.side is old.side and known_by(party) == known_by(old):
            return party
    raise WrongState(say("示范案件的当事人「{name}」不在这件案件里，不能照示范协议办理", name=old.name))


def known_by(party: Party) -> str:
    """The number; without one the name."""
    return party.id_number or party.credit_code or party.name.strip()


@dataclass(frozen=True, kw_only=True)
class BatchPlan(Plan):
    """One stage for the followers of a batch: those chosen, or all for whom it is next."""

    stage: ClassVar[BatchStage]
    batch_id: UUID
    follower_ids: tuple[UUID, ...] = ()
    happened_on: date | None = None
    late_reason: str = ""

    def check(self, check: FieldCheck) -> None:
        """What no follower could do."""

    def batch(self) -> UUID | None:
        return self.batch_id

    @classmethod
    def roles_of(cls, registry: Registry) -> tuple[Role, ...]:
        return registry.current(MatterKind.DISPUTE).step(STEP_OF[cls.stage]).by

    def title(self, session: Session) -> Message:
        return say("批量办理：{stage}", stage=say(self.stage.title_text))

    def subjects(self, uow: UnitOfWork) -> Sequence[UUID]:
        batch = uow.session.get(Batch, self.batch_id)
        if batch is None or batch.organisation_id != self.organisation_id:
            raise NotThere
        check = FieldCheck()
        check.text("late_reason", self.late_reason, longest=LONGEST_REASON)
        self.check(check)
        check.refuse()
        ready = followers_at(uow.session, uow.registry, self.batch_id, self.stage)
        return [one for one in ready if not self.follower_ids or one in self.follower_ids]

    def do(self, uow: UnitOfWork, actor: Actor, clock: Clock, subject_id: UUID) -> Did:
        follower = uow.session.get(BatchFollower, subject_id, with_for_update=True)
        if follower is None or follower.batch_id != self.batch_id:
            raise NotThere
        if follower.standing is FollowerStanding.LEFT:
            raise WrongState(say("这个人已经退出"))
        batch = uow.session.get_one(Batch, self.batch_id)
        return Did(self.work(Steps(uow, actor, clock, self), batch, follower))

    @abstractmethod
    def work(self, steps: Steps, batch: Batch, follower: BatchFollower) -> UUID:
        """The stage for one follower; the answer is its case."""


@dataclass(frozen=True)
class Steps:
    """Taking steps in one follower's case, dated as the plan says."""

    uow: UnitOfWork
    actor: Actor
    clock: Clock
    plan: BatchPlan

    def take(
        self,
        step: str,
        case_id: UUID,
        given: Given | None = None,
        reason: str = "",
        matter: MatterKind = MatterKind.DISPUTE,
    ) -> None:
        """One step; `case_id` is the matter's id where it is not the dispute."""
        command = StepCommand(
            matter=matter,
            matter_id=case_id,
            step=step,
            given=given or Nothing(),
            reason=reason,
            happened_on=self.plan.happened_on,
            late_reason=self.plan.late_reason,
            way_given=True,
        )
        take_step(self.uow, actor=self.actor, clock=self.clock, command=command)
