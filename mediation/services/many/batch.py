"""The stages of a batch: each follower gets a case, adopts the model's terms, signs, and applies with the others.

Every stage takes the ordinary steps in the follower's own case: nothing that the law asks of one is left out of many.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import Session

from mediation.model import Batch, BatchFollower, Case, Confirmation, Obligation, Party
from mediation.rules.acts import (
    AgreementDrawn,
    ConfirmationDrawn,
    Mark,
    MarksGathered,
    MediatorsNamed,
    ObligationDrawn,
    SittingHeld,
)
from mediation.rules.errors import WrongState
from mediation.rules.intake import ConsentGiven, DisputeGiven, PartyGiven
from mediation.rules.messages import say
from mediation.rules.money import format_yuan
from mediation.rules.vocabulary import (
    AgentAuthority,
    AgreementForm,
    BatchStage,
    CaseSource,
    ConsentPurpose,
    ExcludedMatter,
    FollowerStanding,
    MatterKind,
    PartyKind,
    RepresentativeKind,
    Side,
    SignatureManner,
    SignerRole,
    SittingKind,
    SittingManner,
)
from mediation.services.case_now import acting_for, current_parties, further_clauses, mediators_of
from mediation.services.field_check import LONGEST_NAME, FieldCheck
from mediation.services.gather_facts import without_capacity
from mediation.services.jurisdiction import INVITED_BY_COURT, grounds_of
from mediation.services.lead_batch import Listed
from mediation.services.many.followers import BatchPlan, Model, Steps, counterpart, model_of
from mediation.services.open_case import open_case
from mediation.services.register_dispute import check_dispute, registering_post
from mediation.services.take_step import dated
from mediation.services.write_party import as_given

NAME, AMOUNT = "{姓名}", "{金额}"
"""In the texts of an agreement: each follower's own."""
WITH_THE_MODEL = "随示范案件 {number} 一并调解，当事人直接申请"
AGREED = (ConsentPurpose.MEDIATION, ConsentPurpose.DATA)


@dataclass(frozen=True, kw_only=True)
class OpenCases(BatchPlan):
    """Each follower's dispute registered and accepted; the other side agreed to mediate these on that day."""

    kind: ClassVar[str] = "batch_open"
    stage: ClassVar[BatchStage] = BatchStage.OPEN
    person_ids: tuple[UUID, ...]
    others_agreed_on: date | None
    narrative: str = ""
    claim: str = ""
    sent_by_court: bool = False
    """Whether the court that invited the model invited these too: then it alone confirms (民事诉讼法 205)."""

    def check(self, check: FieldCheck) -> None:
        check.require("person_ids", self.person_ids, say("请至少选一名调解员"))
        check.require("others_agreed_on", self.others_agreed_on, say("请写明对方哪一天同意这样调解"))
        check.text("narrative", self.narrative, say("请写明纠纷简要情况"))
        check.text("claim", self.claim, say("请写明当事人的请求"))

    def work(self, steps: Steps, batch: Batch, follower: BatchFollower) -> UUID:
        model = model_of(steps.uow.session, batch)
        case = self._registered(steps, model, follower)
        follower.case_id, follower.standing = case.id, FollowerStanding.FOLLOWING
        number = model.case.number or model.case.public_id
        steps.take("skip_settlement", case.id, reason=WITH_THE_MODEL.format(number=number))
        steps.take("accept", case.id)
        steps.take("appoint", case.id, MediatorsNamed(self.person_ids))
        return case.id

    def _registered(self, steps: Steps, model: Model, follower: BatchFollower) -> Case:
        uow, today, old = steps.uow, steps.clock.today(), model.case
        on = self.happened_on or today
        by_court = old.source in INVITED_BY_COURT
        given = DisputeGiven(
            category_code=old.category_code,
            source=CaseSource.APPLICATION if by_court and not self.sent_by_court else old.source,
            inviting_court_id=old.inviting_court_id if by_court and self.sent_by_court else None,
            region_code=old.region_code,
            first_asked_on=on,
            narrative=own_text(self.narrative, follower),
            claim=own_text(self.claim, follower),
            difficulty=old.difficulty,
            labour=old.labour,
            land_title=old.land_title,
            place=old.place,
            amount=follower.amount,
            parties=tuple(self._parties(uow.session, model, follower)),
        )
        return open_case(
            uow,
            actor=steps.actor,
            post=registering_post(steps.actor, self.organisation_id),
            given=check_dispute(uow.session, given, today),
            happened_at=dated(steps.clock, self.happened_on, self.late_reason, first_asked_on=on),
            recorded_at=steps.clock.now(),
            data={"origin": old.number or old.public_id, "batch": str(self.batch_id)},
        )

    def _parties(self, session: Session, model: Model, follower: BatchFollower) -> Iterator[PartyGiven]:
        listed = Listed.from_json(follower.given or "").party
        assert self.others_agreed_on is not None
        agreed = tuple(ConsentGiven(purpose, True, self.others_agreed_on) for purpose in AGREED)
        others = [replace(as_given(session, one), consents=agreed) for one in model.others]
        order = list(Side)
        yield from sorted((listed, *others), key=lambda party: order.index(party.side))


@dataclass(frozen=True, kw_only=True)
class DrawAgreements(BatchPlan):
    """What was said to all of them in one sitting, and the model's terms with each one's name and amounts."""

    kind: ClassVar[str] = "batch_draw"
    stage: ClassVar[BatchStage] = BatchStage.DRAW
    began_at: datetime | None
    ended_at: datetime | None = None
    manner: SittingManner = SittingManner.ON_SITE
    place: str = ""
    record: str = ""
    result: str = ""
    facts: str = ""
    disputed: str = ""
    responsibility: str = ""
    due_on: date | None = None
    """For duties whose day in the model has passed: those who come late need another."""

    def check(self, check: FieldCheck) -> None:
        check.require("began_at", self.began_at, say("这一项必须填写"))
        check.text("place", self.place, say("请写明地点"), LONGEST_NAME)
        check.text("record", self.record, say("请写明调解经过"))
        check.text("result", self.result, say("请写明调解结果"))
        check.text("facts", self.facts, say("请写明纠纷的主要事实"))

    def work(self, steps: Steps, batch: Batch, follower: BatchFollower) -> UUID:
        session = steps.uow.session
        model = model_of(session, batch)
        assert follower.case_id is not None
        parties = current_parties(session, follower.case_id)
        steps.take("hold_sitting", follower.case_id, self._sitting(steps, follower.case_id, parties))
        steps.take("reach_agreement", follower.case_id, self._agreement(model, batch, follower, parties))
        return follower.case_id

    def _sitting(self, steps: Steps, case_id: UUID, parties: list[Party]) -> SittingHeld:
        assert self.began_at is not None
        named = tuple(mediators_of(steps.uow.session, case_id))
        me = steps.actor.person_id
        return SittingHeld(
            kind=SittingKind.JOINT,
            manner=self.manner,
            began_at=self.began_at,
            ended_at=self.ended_at,
            place=self.place,
            party_ids=tuple(party.id for party in parties),
            mediator_ids=(me,) if me in named else named,
            recorder_id=me,
            record=self.record,
            result=self.result,
            rights_told=True,
        )

    def _agreement(
        self, model: Model, batch: Batch, follower: BatchFollower, parties: list[Party]
    ) -> AgreementDrawn:
        own = next(party for party in parties if party.side is batch.side)
        places = {model.own.id: own.id}
        places |= {old.id: counterpart(old, parties).id for old in model.others}
        shares = iter([Decimal(one) for one in follower.shares])
        return AgreementDrawn(
            form=AgreementForm.WRITTEN,
            facts=own_text(self.facts, follower),
            disputed=own_text(self.disputed, follower),
            responsibility=own_text(self.responsibility, follower),
            obligations=tuple(self._duty(duty, model, follower, places, shares) for duty in model.duties),
            further=tuple(
                own_text(for_all(text, model), follower) for text in further_clauses(model.agreement)
            ),
        )

    def _duty(
        self,
        duty: Obligation,
        model: Model,
        follower: BatchFollower,
        places: dict[UUID, UUID],
        shares: Iterator[Decimal],
    ) -> ObligationDrawn:
        is_own = model.own.id in (duty.debtor_id, duty.creditor_id) and duty.amount is not None
        due_on = duty.due_on
        if due_on is not None and self.due_on is not None and due_on < self.due_on:
            due_on = self.due_on
        return ObligationDrawn(
            kind=duty.kind,
            debtor_id=places.get(duty.debtor_id) if duty.debtor_id else None,
            debtor_name="" if duty.debtor_id else duty.debtor_name,
            creditor_id=places.get(duty.creditor_id) if duty.creditor_id else None,
            creditor_name="" if duty.creditor_id else duty.creditor_name,
            amount=next(shares) if is_own else duty.amount,
            what=own_text(for_all(duty.what or "", model), follower),
            due_on=due_on,
            condition=own_text(for_all(duty.condition, model), follower),
            means=own_text(for_all(duty.means, model), follower),
            place=own_text(for_all(duty.place, model), follower),
            performed_at_once=duty.performed_at_once,
        )


@dataclass(frozen=True, kw_only=True)
class SignAgreements(BatchPlan):
    """Both sides, the mediators and the committee's seal under each agreement, on one day."""

    kind: ClassVar[str] = "batch_sign"
    stage: ClassVar[BatchStage] = BatchStage.SIGN
    signed_on: date | None
    place: str = ""
    through_agents: bool = False
    """Whether agents and chosen representatives with special authority signed for those who have one."""

    def check(self, check: FieldCheck) -> None:
        check.require("signed_on", self.signed_on, say("这一项必须填写"))
        check.text("place", self.place, longest=200)

    def work(self, steps: Steps, batch: Batch, follower: BatchFollower) -> UUID:
        assert follower.case_id is not None
        assert self.signed_on is not None
        session, case_id, on = steps.uow.session, follower.case_id, self.signed_on
        marks = party_marks(session, case_id, on, self.place, through_agents=self.through_agents)
        signed = (SignatureManner.SIGNED,)
        for person_id in mediators_of(session, case_id):
            marks.append(Mark(SignerRole.MEDIATOR, on, signed, person_id=person_id, place=self.place))
        marks.append(Mark(SignerRole.COMMITTEE_SEAL, on, (SignatureManner.SEALED,), place=self.place))
        steps.take("sign", case_id, MarksGathered(tuple(marks)))
        return case_id


@dataclass(frozen=True, kw_only=True)
class ApplyTogether(BatchPlan):
    """The joint application of each pair, all sent to one court together (民事诉讼法 205)."""

    kind: ClassVar[str] = "batch_apply"
    stage: ClassVar[BatchStage] = BatchStage.APPLY
    court_id: UUID | None
    signed_on: date | None
    through_agents: bool = False
    none_excluded: bool = False
    """Whether somebody said that none of the agreements touches what no court accepts (民诉法解释 355)."""

    def check(self, check: FieldCheck) -> None:
        check.require("court_id", self.court_id, say("请选一个人民法院"))
        check.require("signed_on", self.signed_on, say("这一项必须填写"))

    def work(self, steps: Steps, batch: Batch, follower: BatchFollower) -> UUID:
        assert follower.case_id is not None
        assert self.court_id is not None
        assert self.signed_on is not None
        session, case_id = steps.uow.session, follower.case_id
        ground = grounds_of(session.get_one(Case, case_id).source)[0]
        asked = tuple(ExcludedMatter) if self.none_excluded else None
        drawn = ConfirmationDrawn(self.court_id, ground, excluded=asked)
        steps.take("apply_for_confirmation", case_id, drawn)
        confirmation_id = session.scalars(_OPEN_APPLICATION, {"case_id": case_id}).one()
        marks = party_marks(session, case_id, self.signed_on, "", through_agents=self.through_agents)
        given, matter = MarksGathered(tuple(marks)), MatterKind.CONFIRMATION
        steps.take("sign_application", confirmation_id, given, matter=matter)
        steps.take("submit", confirmation_id, matter=matter)
        return case_id


_OPEN_APPLICATION = select(Confirmation.id).where(
    Confirmation.case_id == bindparam("case_id", type_=Uuid()), Confirmation.is_open
)


def own_text(text: str, follower: BatchFollower) -> str:
    """The words for all, with the follower's name and amount."""
    amount = format_yuan(follower.amount) if follower.amount is not None else ""
    return text.replace(NAME, follower.name).replace(AMOUNT, amount)


def for_all(text: str, model: Model) -> str:
    """The model's words with a place for the name.

    WrongState where somebody else's name holds the model's: then nobody can tell them apart.
    """
    name = model.own.name
    if name in text and any(name in other.name for other in model.others):
        raise WrongState(say("示范协议里「{name}」分不清是谁：请先修改示范协议的文字", name=name))
    return text.replace(name, NAME)


def party_marks(session: Session, case_id: UUID, on: date, place: str, *, through_agents: bool) -> list[Mark]:
    """A mark of each party: its own, its guardian's where it must be, or its agent's where one may and did."""
    return [
        Mark(
            SignerRole.PARTY,
            on,
            (SignatureManner.SEALED,)
            if party.kind is PartyKind.ORGANISATION
            else (SignatureManner.SIGNED, SignatureManner.FINGERPRINT),
            party_id=party.id,
            representative_id=_acting(session, party, on, through_agents),
            place=place,
        )
        for party in current_parties(session, case_id)
    ]


def _acting(session: Session, party: Party, on: date, through_agents: bool) -> UUID | None:
    acting = acting_for(session, [party.id])
    if without_capacity(party, on):
        return next((r.id for r in acting if r.kind is RepresentativeKind.GUARDIAN), None)
    may_sign = (r.id for r in acting if r.authority is AgentAuthority.SPECIAL)
    return next(may_sign, None) if through_agents else None
