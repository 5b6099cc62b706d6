"""The court's steps for a series: applications out of one batch accepted, ruled on, sealed and served together.

Every application takes the ordinary steps; the judge has looked at each agreement by itself before.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from mediation.model import Batch, BatchFollower, Confirmation, Delivery, Organisation
from mediation.rules.actor import Actor
from mediation.rules.acts import Given, Nothing, RulingMade, RulingPrepared, RulingServed, Served
from mediation.rules.clock import Clock
from mediation.rules.court_review import CourtReview
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Registry, Role
from mediation.rules.messages import Message, say
from mediation.rules.numbering import CourtCaseNumber
from mediation.rules.vocabulary import CourtPaper, DeliveryManner, MatterKind, SeriesStage
from mediation.services.acts.filing import check_number
from mediation.services.case_now import current_parties, in_whose_place
from mediation.services.court_numbers import RULING, check_kind_and_use
from mediation.services.field_check import FieldCheck
from mediation.services.many.plan import Did, Plan
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step
from mediation.services.unit_of_work import UnitOfWork

STEP_OF = {
    SeriesStage.ACCEPT: "accept_application",
    SeriesStage.RULE: "rule",
    SeriesStage.SEAL: "seal",
    SeriesStage.SERVE: "serve",
}


def applications_of(batch_id: UUID, court_id: UUID) -> Select[Confirmation]:
    """The applications of a series at a court for its rulings, in the order of the list; the model's first."""
    return (
        select(Confirmation)
        .outerjoin(BatchFollower, BatchFollower.case_id == Confirmation.case_id)
        .where(
            Confirmation.court_id == court_id,
            Confirmation.submitted_on.is_not(None),
            Confirmation.wanted == CourtPaper.RULING,
            (BatchFollower.batch_id == batch_id)
            | Confirmation.case_id.in_(select(Batch.model_case_id).where(Batch.id == batch_id)),
        )
        .order_by(BatchFollower.ordinal.is_not(None), BatchFollower.ordinal, Confirmation.id)
    )


def is_at(session: Session, one: Confirmation, stage: SeriesStage) -> bool:
    """Whether that stage is next for the application."""
    if stage is SeriesStage.ACCEPT:
        return one.state == "submitted"
    if stage is SeriesStage.RULE:
        return (
            one.state == "reviewing" and bool(one.review) and CourtReview.from_json(one.review or "").passed
        )
    if stage is SeriesStage.SEAL:
        return one.state == "confirmed" and one.sealed_on is None
    served = set(session.scalars(select(Delivery.party_id).where(Delivery.confirmation_id == one.id)))
    parties = current_parties(session, one.case_id)
    waits = any(not in_whose_place(session, party) & served for party in parties)
    return one.state == "confirmed" and one.sealed_on is not None and waits


@dataclass(frozen=True, kw_only=True)
class CourtPlan(Plan):
    """One step for all of a series for which it is next."""

    stage: ClassVar[SeriesStage]
    batch_id: UUID

    def batch(self) -> UUID | None:
        return self.batch_id

    @classmethod
    def roles_of(cls, registry: Registry) -> tuple[Role, ...]:
        return registry.current(MatterKind.CONFIRMATION).step(STEP_OF[cls.stage]).by

    def title(self, session: Session) -> Message:
        return say("成批办理：{stage}", stage=say(self.stage.title_text))

    def check(self, uow: UnitOfWork, check: FieldCheck) -> None:
        """What no application of them could do."""

    def subjects(self, uow: UnitOfWork) -> Sequence[UUID]:
        check = FieldCheck()
        self.check(uow, check)
        check.refuse()
        found = uow.session.scalars(applications_of(self.batch_id, self.organisation_id))
        return [one.id for one in found if is_at(uow.session, one, self.stage)]

    def cases(self, session: Session, subjects: Sequence[UUID]) -> Mapping[UUID, UUID]:
        rows = session.execute(
            select(Confirmation.id, Confirmation.case_id).where(Confirmation.id.in_(subjects))
        )
        return {one: case_id for one, case_id in rows}

    def do(self, uow: UnitOfWork, actor: Actor, clock: Clock, subject_id: UUID) -> Did:
        one = uow.session.get(Confirmation, subject_id)
        if one is None or one.court_id != self.organisation_id:
            raise NotThere
        for step, given in self.steps(uow, clock, one):
            take_step(
                uow,
                actor=actor,
                clock=clock,
                command=StepCommand(matter=MatterKind.CONFIRMATION, matter_id=one.id, step=step, given=given),
            )
        return Did(one.case_id)

    @abstractmethod
    def steps(self, uow: UnitOfWork, clock: Clock, one: Confirmation) -> Sequence[tuple[str, Given]]:
        """The steps to take, each with what it is given."""


@dataclass(frozen=True, kw_only=True)
class AcceptSeries(CourtPlan):
    kind: ClassVar[str] = "court_accept"
    stage: ClassVar[SeriesStage] = SeriesStage.ACCEPT

    def steps(self, uow: UnitOfWork, clock: Clock, one: Confirmation) -> Sequence[tuple[str, Given]]:
        return [(STEP_OF[self.stage], Nothing())]


@dataclass(frozen=True, kw_only=True)
class RuleSeries(CourtPlan):
    """Those whose every point is fulfilled, each under a number of its own from the first one on."""

    kind: ClassVar[str] = "court_rule"
    stage: ClassVar[SeriesStage] = SeriesStage.RULE
    first_number: str = ""
    findings: str = ""
    clerk_name: str = ""

    def check(self, uow: UnitOfWork, check: FieldCheck) -> None:
        check.text("findings", self.findings, say("请写明审查情况"))
        check.text("clerk_name", self.clerk_name, say("请写明书记员"), 80)
        court = uow.session.get(Organisation, self.organisation_id)
        if court is None:
            raise NotThere
        numbers = FieldCheck()
        number = check_number(numbers, court, self.first_number, date.max)
        check_kind_and_use(uow, numbers, number, RULING)
        for problem in numbers.problems:
            check.note("first_number", problem.message)

    def steps(self, uow: UnitOfWork, clock: Clock, one: Confirmation) -> Sequence[tuple[str, Given]]:
        return [
            ("prepare_ruling", RulingPrepared(self.findings, self.clerk_name)),
            (STEP_OF[self.stage], RulingMade(self._next(uow.session))),
        ]

    def _next(self, session: Session) -> str:
        """The first number from there on that the court has not given yet."""
        first = CourtCaseNumber.parse(self.first_number)
        stem = f"（{first.year}）{first.court}{first.kind}"
        given = set(
            session.scalars(
                select(Confirmation.court_number).where(Confirmation.court_number.startswith(stem))
            )
        )
        n = first.n
        while f"{stem}{n}号" in given:
            n += 1
        return f"{stem}{n}号"


@dataclass(frozen=True, kw_only=True)
class SealSeries(CourtPlan):
    kind: ClassVar[str] = "court_seal"
    stage: ClassVar[SeriesStage] = SeriesStage.SEAL

    def steps(self, uow: UnitOfWork, clock: Clock, one: Confirmation) -> Sequence[tuple[str, Given]]:
        return [(STEP_OF[self.stage], Nothing())]


@dataclass(frozen=True, kw_only=True)
class ServeSeries(CourtPlan):
    """On every party that the ruling has not reached, on one day and in one manner."""

    kind: ClassVar[str] = "court_serve"
    stage: ClassVar[SeriesStage] = SeriesStage.SERVE
    delivered_on: date | None = None
    manner: DeliveryManner = DeliveryManner.DIRECT

    def check(self, uow: UnitOfWork, check: FieldCheck) -> None:
        check.require("delivered_on", self.delivered_on, say("这一项必须填写"))

    def steps(self, uow: UnitOfWork, clock: Clock, one: Confirmation) -> Sequence[tuple[str, Given]]:
        assert self.delivered_on is not None
        session = uow.session
        served = set(session.scalars(select(Delivery.party_id).where(Delivery.confirmation_id == one.id)))
        waiting = tuple(
            Served(party.id, self.manner, self.delivered_on)
            for party in current_parties(session, one.case_id)
            if not in_whose_place(session, party) & served
        )
        return [(STEP_OF[self.stage], RulingServed(waiting))]
