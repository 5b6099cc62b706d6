"""A court's cases sent out together, each by its own door to its own committee; and those that nobody signed for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Case, HandOver, Organisation
from mediation.rules.actor import Actor
from mediation.rules.acts import Given, Nothing
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Registry, Role
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import MatterKind
from mediation.services.field_check import FieldCheck
from mediation.services.many.plan import Did, Plan
from mediation.services.many.steps import MOST_CASES, StepOnMany, call_back_offer
from mediation.services.send_out import STEPS, send_elsewhere, send_out
from mediation.services.take_step import LONGEST_REASON
from mediation.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class SendOut(Plan):
    """Cases that the court still has, offered to that committee or, without one, each to whom triage proposes."""

    kind: ClassVar[str] = "send_out"
    case_ids: tuple[UUID, ...]
    receiver_id: UUID | None = None
    told: tuple[UUID, ...] = ()
    """Cases whose parties were all told and agree today; of the others what was recorded counts."""
    reason: str = ""

    @classmethod
    def roles_of(cls, registry: Registry) -> tuple[Role, ...]:
        dispute = registry.current(MatterKind.DISPUTE)
        return tuple(dict.fromkeys(role for name in STEPS.values() for role in dispute.step(name).by))

    def title(self, session: Session) -> Message:
        if self.receiver_id is None:
            return say("送出：各照分流建议")
        return say("送出：{name}", name=session.get_one(Organisation, self.receiver_id).name)

    def subjects(self, uow: UnitOfWork) -> Sequence[UUID]:
        wanted = _checked(self.reason, self.case_ids)
        ours = select(Case.id).where(Case.id.in_(wanted), Case.organisation_id == self.organisation_id)
        if len(set(uow.session.scalars(ours))) < len(wanted):
            raise NotThere
        return wanted

    def do(self, uow: UnitOfWork, actor: Actor, clock: Clock, subject_id: UUID) -> Did:
        send_out(
            uow,
            actor=actor,
            clock=clock,
            case_id=subject_id,
            receiver_id=self.receiver_id,
            reason=self.reason,
            told=subject_id in self.told,
        )
        return Did(subject_id)

    def undo(
        self, uow: UnitOfWork, actor: Actor, clock: Clock, subject_id: UUID, before: Any, reason: str
    ) -> None:
        """Called back, as long as the receiver has not signed for it."""
        call_back_offer(uow, subject_id, self.organisation_id, actor=actor, clock=clock, reason=reason)


@dataclass(frozen=True, kw_only=True)
class SendElsewhere(Plan):
    """Hand-overs that nobody signed for in time, each taken back and offered to the next committee."""

    kind: ClassVar[str] = "send_elsewhere"
    hand_over_ids: tuple[UUID, ...]
    receiver_id: UUID | None = None
    reason: str = ""

    @classmethod
    def roles_of(cls, registry: Registry) -> tuple[Role, ...]:
        return SendOut.roles_of(registry)

    def title(self, session: Session) -> Message:
        if self.receiver_id is None:
            return say("逾期没有签收的改派：各照分流建议")
        return say("逾期没有签收的改派：{name}", name=session.get_one(Organisation, self.receiver_id).name)

    def subjects(self, uow: UnitOfWork) -> Sequence[UUID]:
        wanted = _checked(self.reason, self.hand_over_ids)
        ours = select(HandOver.id).where(
            HandOver.id.in_(wanted), HandOver.sender_id == self.organisation_id, HandOver.is_open
        )
        if len(set(uow.session.scalars(ours))) < len(wanted):
            raise NotThere
        return wanted

    def cases(self, session: Session, subjects: Sequence[UUID]) -> Mapping[UUID, UUID]:
        rows = session.execute(select(HandOver.id, HandOver.case_id).where(HandOver.id.in_(subjects)))
        return {offer_id: case_id for offer_id, case_id in rows}

    def do(self, uow: UnitOfWork, actor: Actor, clock: Clock, subject_id: UUID) -> Did:
        case_id = send_elsewhere(
            uow,
            actor=actor,
            clock=clock,
            hand_over_id=subject_id,
            receiver_id=self.receiver_id,
            reason=self.reason,
        )
        return Did(case_id)


@dataclass(frozen=True, kw_only=True)
class GoToTrial(StepOnMany):
    """Registered cases in which somebody will not mediate: straight on to trial."""

    kind: ClassVar[str] = "go_to_trial"
    steps: ClassVar[tuple[str, ...]] = ("go_to_trial",)

    def given_for(self, case_id: UUID, agreeing: tuple[UUID, ...]) -> Given:
        return Nothing()

    def title(self, session: Session) -> Message:
        return say("有人不同意调解：转入审理")

    def check(self, check: FieldCheck, session: Session) -> None:
        check.require("reason", self.reason, say("请写明理由"))


def _checked(reason: str, ids: tuple[UUID, ...]) -> tuple[UUID, ...]:
    check = FieldCheck()
    check.text("reason", reason, say("请写明理由"), LONGEST_REASON)
    check.require("ids", ids, say("请至少选一件"))
    if len(ids) > MOST_CASES:
        check.note("ids", say("一次最多办理 {n} 件", n=MOST_CASES))
    check.refuse()
    return tuple(dict.fromkeys(ids))
