"""The same step for many cases of one organisation: appointing, extending, offering to somebody else."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Case, CaseEvent, HandOver, Organisation, Person
from mediation.rules.actor import Actor
from mediation.rules.acts import CaseDelegated, CaseOffered, Given, MediatorsNamed, TermExtended
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere, WrongState
from mediation.rules.grammar import Registry, Role
from mediation.rules.messages import Message, say
from mediation.rules.numbering import canonical
from mediation.rules.vocabulary import MatterKind
from mediation.services.case_now import current_parties
from mediation.services.field_check import FieldCheck
from mediation.services.many.plan import Did, Plan
from mediation.services.reverse_step import reverse_step
from mediation.services.step import StepCommand
from mediation.services.take_back import take_back
from mediation.services.take_step import LONGEST_REASON, take_step
from mediation.services.unit_of_work import UnitOfWork

MOST_CASES = 1000
OFFERS = ("offer", "guide", "entrust", "dispatch")


@dataclass(frozen=True, kw_only=True)
class StepOnMany(Plan):
    """One step, taken in every case of the list; `told`: the cases whose parties all were told and agree."""

    steps: ClassVar[tuple[str, ...]]
    """The names of the step it may be."""
    case_ids: tuple[UUID, ...]
    told: tuple[UUID, ...] = ()
    reason: str = ""

    @property
    def step(self) -> str:
        """The step that is taken."""
        return self.steps[0]

    @abstractmethod
    def given_for(self, case_id: UUID, agreeing: tuple[UUID, ...]) -> Given:
        """What is given with the step, for that case, in which those parties agree."""

    def check(self, check: FieldCheck, session: Session) -> None:
        """What no case could do."""

    @classmethod
    def roles_of(cls, registry: Registry) -> tuple[Role, ...]:
        dispute = registry.current(MatterKind.DISPUTE)
        return tuple(dict.fromkeys(role for name in cls.steps for role in dispute.step(name).by))

    def subjects(self, uow: UnitOfWork) -> Sequence[UUID]:
        check = FieldCheck()
        check.text("reason", self.reason, longest=LONGEST_REASON)
        self.check(check, uow.session)
        if len(self.case_ids) > MOST_CASES:
            check.note("case_ids", say("一次最多办理 {n} 件", n=MOST_CASES))
        check.refuse()
        ours = set(
            uow.session.scalars(
                select(Case.id).where(
                    Case.id.in_(self.case_ids), Case.organisation_id == self.organisation_id
                )
            )
        )
        if len(ours) < len(set(self.case_ids)):
            raise NotThere
        return tuple(dict.fromkeys(self.case_ids))

    def do(self, uow: UnitOfWork, actor: Actor, clock: Clock, subject_id: UUID) -> Did:
        parties = current_parties(uow.session, subject_id) if subject_id in self.told else ()
        command = StepCommand(
            matter=MatterKind.DISPUTE,
            matter_id=subject_id,
            step=self.step,
            given=self.given_for(subject_id, tuple(party.id for party in parties)),
            reason=self.reason,
        )
        take_step(uow, actor=actor, clock=clock, command=command)
        return Did(subject_id, self._event(uow.session, subject_id))

    def _event(self, session: Session, case_id: UUID) -> int:
        """The number of the step's event."""
        return session.scalars(
            select(CaseEvent.seq)
            .where(CaseEvent.case_id == case_id, CaseEvent.tag == f"{MatterKind.DISPUTE.value}:{self.step}")
            .order_by(CaseEvent.seq.desc())
            .limit(1)
        ).one()

    def undo(
        self, uow: UnitOfWork, actor: Actor, clock: Clock, subject_id: UUID, before: Any, reason: str
    ) -> None:
        """Taken back by an event of its own, where nothing rests on it yet."""
        reverse_step(
            uow,
            actor=actor,
            clock=clock,
            matter=MatterKind.DISPUTE,
            matter_id=subject_id,
            seq=before,
            reason=reason,
        )


@dataclass(frozen=True, kw_only=True)
class AppointMany(StepOnMany):
    """Accepted cases given to mediators."""

    kind: ClassVar[str] = "appoint"
    steps: ClassVar[tuple[str, ...]] = ("appoint",)
    person_ids: tuple[UUID, ...]

    def given_for(self, case_id: UUID, agreeing: tuple[UUID, ...]) -> Given:
        return MediatorsNamed(self.person_ids)

    def check(self, check: FieldCheck, session: Session) -> None:
        check.require("person_ids", self.person_ids, say("请至少选一名调解员"))

    def title(self, session: Session) -> Message:
        names = session.scalars(
            select(Person.name).where(Person.id.in_(self.person_ids)).order_by(Person.name)
        )
        return say("指定调解员：{names}", names="、".join(names))


@dataclass(frozen=True, kw_only=True)
class ExtendMany(StepOnMany):
    """Terms that the parties agree to extend until a day."""

    kind: ClassVar[str] = "extend"
    steps: ClassVar[tuple[str, ...]] = ("extend",)
    until_on: date | None

    def given_for(self, case_id: UUID, agreeing: tuple[UUID, ...]) -> Given:
        assert self.until_on is not None
        return TermExtended(self.until_on, agreeing)

    def check(self, check: FieldCheck, session: Session) -> None:
        check.require("until_on", self.until_on, say("这一项必须填写"))

    def title(self, session: Session) -> Message:
        return say("调解期限延长到 {day}", day=self.until_on.isoformat() if self.until_on else "")


@dataclass(frozen=True, kw_only=True)
class OfferMany(StepOnMany):
    """Cases offered to a committee: handed over by another, or sent out by a court or a centre."""

    kind: ClassVar[str] = "offer"
    steps: ClassVar[tuple[str, ...]] = OFFERS
    receiver_id: UUID | None
    by_step: str = "offer"

    @property
    def step(self) -> str:
        return self.by_step if self.by_step in OFFERS else OFFERS[0]

    def given_for(self, case_id: UUID, agreeing: tuple[UUID, ...]) -> Given:
        assert self.receiver_id is not None
        return CaseOffered(self.receiver_id, agreeing)

    def check(self, check: FieldCheck, session: Session) -> None:
        check.require("receiver_id", self.receiver_id, say("请选接收的调解组织"))
        check.require("reason", self.reason, say("请写明理由"))

    def title(self, session: Session) -> Message:
        return say("移交给{name}", name=session.get_one(Organisation, self.receiver_id).name)

    def undo(
        self, uow: UnitOfWork, actor: Actor, clock: Clock, subject_id: UUID, before: Any, reason: str
    ) -> None:
        """Called back, as long as the receiver has not signed for it."""
        call_back_offer(
            uow,
            subject_id,
            self.organisation_id,
            actor=actor,
            clock=clock,
            reason=reason,
            receiver_id=self.receiver_id,
        )


def call_back_offer(
    uow: UnitOfWork,
    case_id: UUID,
    sender_id: UUID,
    *,
    actor: Actor,
    clock: Clock,
    reason: str,
    receiver_id: UUID | None = None,
) -> None:
    """Take the open offer of the case back; WrongState where there is none any more."""
    offers = select(HandOver.id).where(
        HandOver.case_id == case_id, HandOver.sender_id == sender_id, HandOver.is_open
    )
    if receiver_id is not None:
        offers = offers.where(HandOver.receiver_id == receiver_id)
    offered = uow.session.scalar(offers)
    if offered is None:
        raise WrongState(say("对方已经签收或者退回，不能撤回"))
    take_back(uow, offered, actor=actor, clock=clock, reason=reason)


@dataclass(frozen=True)
class Numbered:
    """The number under which the court delegates one case."""

    case_id: UUID
    number: str


@dataclass(frozen=True, kw_only=True)
class DelegateMany(OfferMany):
    """Cases that a court still sends out before it registers them, each under a number of its own (诉前调)."""

    kind: ClassVar[str] = "delegate"
    steps: ClassVar[tuple[str, ...]] = ("delegate",)
    by_step: str = "delegate"
    numbers: tuple[Numbered, ...] = ()

    @property
    def step(self) -> str:
        return self.steps[0]

    def given_for(self, case_id: UUID, agreeing: tuple[UUID, ...]) -> Given:
        assert self.receiver_id is not None
        return CaseDelegated(self.receiver_id, agreeing, self._known.get(case_id, ""))

    def check(self, check: FieldCheck, session: Session) -> None:
        super().check(check, session)
        seen = set[str]()
        for case_id in self.case_ids:
            number = canonical(self._known.get(case_id, ""))
            check.require(number_of(case_id), number, say("请写明法院的案号（诉前调）"))
            if number in seen:
                check.note(number_of(case_id), say("这个案号写了两次"))
            seen |= {number} - {""}

    @property
    def _known(self) -> dict[UUID, str]:
        return {one.case_id: one.number for one in self.numbers}


def number_of(case_id: UUID) -> str:
    """The field in which the number of a case is typed."""
    return f"number.{case_id}"
