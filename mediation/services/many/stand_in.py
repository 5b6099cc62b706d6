"""Giving a mediator's open cases to a stand-in: each takes the step that replaces mediators."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Appointment, Case, Person
from mediation.rules.actor import Actor
from mediation.rules.acts import MediatorsNamed
from mediation.rules.clock import Clock
from mediation.rules.errors import WrongState
from mediation.rules.grammar import Registry, Role
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import MatterKind, ReplacementGround
from mediation.services.case_now import mediators_of
from mediation.services.field_check import FieldCheck
from mediation.services.many.plan import Did, Plan
from mediation.services.step import StepCommand
from mediation.services.take_step import LONGEST_REASON, take_step
from mediation.services.unit_of_work import UnitOfWork

STEP = "replace_mediator"


def replacing_roles(registry: Registry) -> tuple[Role, ...]:
    """Who replaces mediators."""
    return registry.current(MatterKind.DISPUTE).step(STEP).by


def caseload(session: Session, organisation_id: UUID, person_id: UUID) -> Sequence[UUID]:
    """The open cases of the organisation that the person mediates, the oldest first."""
    return session.scalars(
        select(Case.id)
        .join(Appointment, Appointment.case_id == Case.id)
        .where(
            Appointment.person_id == person_id,
            Appointment.until_at.is_(None),
            Case.organisation_id == organisation_id,
            Case.is_open,
        )
        .order_by(Case.registered_at, Case.id)
    ).all()


@dataclass(frozen=True, kw_only=True)
class StandIn(Plan):
    """Whose cases in which organisation go to whom, and why."""

    kind: ClassVar[str] = "stand_in"
    from_id: UUID
    to_id: UUID | None
    reason: str

    @classmethod
    def roles_of(cls, registry: Registry) -> tuple[Role, ...]:
        return replacing_roles(registry)

    def title(self, session: Session) -> Message:
        giver, taker = (session.get_one(Person, one).name for one in (self.from_id, self.to_id))
        return say("{giver} 的案件交给 {taker}", giver=giver, taker=taker)

    def subjects(self, uow: UnitOfWork) -> Sequence[UUID]:
        check = FieldCheck()
        check.require("to_id", self.to_id, say("请选由谁接手"))
        if self.to_id is not None and self.to_id == self.from_id:
            check.note("to_id", say("接手的人不能是同一个人"))
        if self.to_id is not None and uow.session.get(Person, self.to_id) is None:
            check.note("to_id", say("请从列表中选一项"))
        check.text("reason", self.reason, say("请写明理由"), LONGEST_REASON)
        check.refuse()
        return caseload(uow.session, self.organisation_id, self.from_id)

    def do(self, uow: UnitOfWork, actor: Actor, clock: Clock, subject_id: UUID) -> Did:
        """The stand-in takes the place of the one who leaves; the other mediators stay."""
        now = mediators_of(uow.session, subject_id)
        if self.from_id not in now:
            raise WrongState(say("这件案件已经不由他调解"))
        _name(uow, actor, clock, subject_id, self._instead_of(now), self.reason)
        return Did(subject_id, [str(one) for one in now])

    def undo(
        self, uow: UnitOfWork, actor: Actor, clock: Clock, subject_id: UUID, before: Any, reason: str
    ) -> None:
        """Back to who had it, where nobody has changed the mediators since."""
        had = tuple(UUID(one) for one in before)
        if set(mediators_of(uow.session, subject_id)) != set(self._instead_of(had)):
            raise WrongState(say("案件又换过调解员，不能撤回"))
        _name(uow, actor, clock, subject_id, had, reason)

    def _instead_of(self, mediators: Iterable[UUID]) -> tuple[UUID, ...]:
        """The same people with the stand-in for the one who leaves."""
        assert self.to_id is not None
        return tuple(dict.fromkeys(self.to_id if one == self.from_id else one for one in mediators))


def _name(
    uow: UnitOfWork, actor: Actor, clock: Clock, case_id: UUID, people: tuple[UUID, ...], reason: str
) -> None:
    command = StepCommand(
        matter=MatterKind.DISPUTE,
        matter_id=case_id,
        step=STEP,
        given=MediatorsNamed(people, ground=ReplacementGround.UNABLE),
        reason=reason,
    )
    take_step(uow, actor=actor, clock=clock, command=command)
