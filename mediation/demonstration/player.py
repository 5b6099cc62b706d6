"""Plays a case through the services as its people would, on a clock that stands in the past."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediation.bootstrap import Installation
from mediation.demonstration.people import invented_id_number
from mediation.model import (
    Case,
    Confirmation,
    Diversion,
    Filing,
    ObjectionRuling,
    Obligation,
    Organisation,
    Party,
    Performance,
    Person,
    Request,
)
from mediation.model.matters import TABLES
from mediation.readmodels.actors import load_actor
from mediation.rules import acts
from mediation.rules.actor import Actor
from mediation.rules.acts import Given, Mark, Nothing, ObligationDrawn
from mediation.rules.court_review import ALL_FULFILLED
from mediation.rules.errors import BadInput
from mediation.rules.intake import ConsentGiven, DisputeGiven, PartyGiven
from mediation.rules.vocabulary import (
    AgreementForm,
    CaseSource,
    ConsentPurpose,
    CourtPaper,
    DeliveryManner,
    IdentityPaper,
    MatterKind,
    PartyKind,
    Side,
    SignatureManner,
    SignerRole,
    SittingKind,
    SittingManner,
)
from mediation.services.jurisdiction import grounds_of
from mediation.services.perform import perform
from mediation.services.register_dispute import register_dispute
from mediation.services.step import StepCommand
from mediation.services.sweep_deadlines import sweep_case
from mediation.services.take_step import take_step

SHANGHAI = ZoneInfo("Asia/Shanghai")
EVEN_SO = "当事人愿意在本组织办理"
NUMBERED = tuple(table.court_number for table in (Confirmation, ObjectionRuling, Filing, Diversion, Request))
"""Where the numbers stand that a court gives."""


class PastClock:
    """Stands where the story is; moved on by the player."""

    def __init__(self, on: date) -> None:
        self.instant = datetime.combine(on, time(9, 30), SHANGHAI).astimezone(UTC)

    def now(self) -> datetime:
        self.instant += timedelta(minutes=7)
        return self.instant

    def today(self) -> date:
        return self.instant.astimezone(SHANGHAI).date()

    def move_to(self, on: date) -> None:
        """To the morning of a day, never back."""
        self.instant = max(self.instant, datetime.combine(on, time(9, 30), SHANGHAI).astimezone(UTC))


class Player:
    """One case being played: each method is one person's act."""

    def __init__(self, house: Installation, began_on: date) -> None:
        self.clock = PastClock(began_on)
        self.house = replace(house, clock=self.clock)
        self._actors: dict[str, Actor] = {}
        self.case_id = UUID(int=0)
        self.parties: list[UUID] = []

    def actor(self, account: str) -> Actor:
        """The person behind an account, with today's posts."""
        if account not in self._actors:
            with self.house.read() as session:
                person_id = session.scalar(select(Person.id).where(Person.account == account))
                assert person_id is not None, account
                found = load_actor(session, person_id, self.house.registry, self.clock.today())
            assert found is not None, account
            self._actors[account] = found
        return self._actors[account]

    def wait(self, days: int) -> None:
        self.clock.move_to(self.clock.today() + timedelta(days=days))

    def register(self, account: str, given: DisputeGiven) -> None:
        actor = self.actor(account)
        organisation_id = actor.posts[0].organisation_id
        self.case_id = perform(
            self.house, register_dispute, actor=actor, organisation_id=organisation_id, given=given
        )
        with self.house.read() as session:
            self.parties = list(
                session.scalars(select(Party.id).where(Party.case_id == self.case_id).order_by(Party.ordinal))
            )

    def step(
        self,
        account: str,
        name: str,
        given: Given | None = None,
        reason: str = "",
        matter: MatterKind = MatterKind.DISPUTE,
        matter_id: UUID | None = None,
    ) -> None:
        command = StepCommand(
            matter=matter,
            matter_id=matter_id or self._matter_id(matter),
            step=name,
            given=given or Nothing(),
            reason=reason,
        )
        perform(self.house, take_step, actor=self.actor(account), command=command)

    def _matter_id(self, matter: MatterKind) -> UUID:
        if matter is MatterKind.DISPUTE:
            return self.case_id
        table: Any = TABLES[matter]
        query = select(table.id).where(table.case_id == self.case_id).order_by(table.id.desc()).limit(1)
        with self.house.read() as session:
            found = session.scalar(query.where(table.kind == matter) if table is Request else query)
        assert found is not None
        return UUID(str(found))

    def duties(self) -> list[UUID]:
        """The performances of the case's duties, in the order of the agreement."""
        query = select(Performance.id).join(Obligation, Obligation.id == Performance.obligation_id)
        with self.house.read() as session:
            return list(
                session.scalars(query.where(Performance.case_id == self.case_id).order_by(Obligation.ordinal))
            )

    def on_duty(
        self, account: str, name: str, given: Given | None = None, reason: str = "", *, n: int = 1
    ) -> None:
        """A step of the n-th duty."""
        self.step(account, name, given, reason, MatterKind.PERFORMANCE, self.duties()[n - 1])

    def settle_first(self, account: str, helper: str) -> None:
        self._even_so(account, "try_settlement", acts.SettlementAttempt(helper))

    def accept(self, account: str) -> None:
        self._even_so(account, "accept")

    def _even_so(self, account: str, name: str, given: Given | None = None) -> None:
        """The step, with a reason where triage proposes something else and asks for one."""
        try:
            self.step(account, name, given)
        except BadInput as refusal:
            if [problem.field for problem in refusal.problems] != ["reason"]:
                raise
            self.step(account, name, given, EVEN_SO)

    def appoint(self, account: str, mediator: str) -> None:
        self.step(account, "appoint", acts.MediatorsNamed((self.actor(mediator).person_id,)))

    def sit(self, account: str, record: str, result: str, place: str, *, apart: bool = False) -> None:
        me = self.actor(account).person_id
        self.step(
            account,
            "hold_sitting",
            acts.SittingHeld(
                kind=SittingKind.APART if apart else SittingKind.JOINT,
                manner=SittingManner.ON_SITE,
                began_at=self.clock.now(),
                ended_at=self.clock.instant + timedelta(minutes=1),
                place=place,
                party_ids=tuple(self.parties[:1] if apart else self.parties),
                mediator_ids=(me,),
                recorder_id=me,
                record=record,
                result=result,
                with_party_id=self.parties[0] if apart else None,
                rights_told=True,
            ),
        )

    def agree(
        self, account: str, facts: str, duties: tuple[ObligationDrawn, ...], *, oral: bool = False
    ) -> None:
        form = AgreementForm.ORAL if oral else AgreementForm.WRITTEN
        given = acts.AgreementDrawn(form=form, facts=facts, disputed="", obligations=duties)
        self.step(account, "agree_orally" if oral else "reach_agreement", given)

    def sign(
        self, account: str, mediator: str, *, parties: int | None = None, all_of_it: bool = True
    ) -> None:
        today = self.clock.today()
        marks = [
            Mark(SignerRole.PARTY, today, (SignatureManner.SIGNED, SignatureManner.FINGERPRINT), party_id=p)
            for p in self.parties[:parties]
        ]
        if all_of_it:
            marks.append(
                Mark(
                    SignerRole.MEDIATOR,
                    today,
                    (SignatureManner.SIGNED,),
                    person_id=self.actor(mediator).person_id,
                )
            )
            marks.append(Mark(SignerRole.COMMITTEE_SEAL, today, (SignatureManner.SEALED,)))
        self.step(account, "sign", acts.MarksGathered(tuple(marks)))

    def offer(self, account: str, receiver: str, reason: str) -> None:
        self.step(
            account, "offer", acts.CaseOffered(self.organisation(receiver), tuple(self.parties)), reason
        )

    def apply(self, account: str, court: str, wanted: CourtPaper = CourtPaper.RULING) -> None:
        with self.house.read() as session:
            ground = grounds_of(session.get_one(Case, self.case_id).source)[0]
        given = acts.ConfirmationDrawn(self.organisation(court), ground, wanted=wanted)
        self.step(account, "apply_for_confirmation", given)

    def submit(self, account: str) -> None:
        marks = tuple(
            Mark(SignerRole.PARTY, self.clock.today(), (SignatureManner.SIGNED,), party_id=p)
            for p in self.parties
        )
        confirmation = MatterKind.CONFIRMATION
        self.step(account, "sign_application", acts.MarksGathered(marks), matter=confirmation)
        self.step(account, "submit", matter=confirmation)

    def court_number(self, kind: str = "诉前调确") -> str:
        """A number that nobody bears: what was taken back leaves its own free, and the ones after it taken."""
        with self.house.read() as session:
            given = sum(
                session.scalar(select(func.count()).where(column.is_not(None))) or 0 for column in NUMBERED
            )
            numbers = (f"（{self.clock.today().year}）内0521{kind}{n}号" for n in count(201 + given))
            return next(one for one in numbers if not _is_borne(session, one))

    def number_of_the_suit(self) -> str:
        """Under which the court registered the dispute."""
        with self.house.read() as session:
            return session.scalars(
                select(Diversion.court_number).where(Diversion.case_id == self.case_id)
            ).one()

    def confirm(self, number: str, *, sealed: bool = True, served: bool = True) -> None:
        confirmation = MatterKind.CONFIRMATION
        self.step("fayuan", "accept_application", matter=confirmation)
        self.wait(3)
        findings = "双方到场，陈述一致，协议系自愿达成，内容明确、合法。"
        self.step("fayuan", "prepare_ruling", acts.RulingPrepared(findings, "周文静"), matter=confirmation)
        self.review()
        self.step("faguan", "rule", acts.RulingMade(number), matter=confirmation)
        if sealed:
            self.step("shujiyuan", "seal", matter=confirmation)
        if sealed and served:
            today = self.clock.today()
            reached = tuple(acts.Served(p, DeliveryManner.DIRECT, today) for p in self.parties)
            self.step("shujiyuan", "serve", acts.RulingServed(reached), matter=confirmation)

    def review(self, who: str = "faguan") -> None:
        """Every point of the court's review is answered and fulfilled."""
        answered = acts.ReviewAnswered(ALL_FULFILLED)
        self.step(who, "review", answered, matter=MatterKind.CONFIRMATION)

    def send_objection_ruling(self) -> None:
        """Sealed, and served on both parties."""
        confirmation = MatterKind.CONFIRMATION
        self.step("shujiyuan", "seal_objection_ruling", matter=confirmation)
        today = self.clock.today()
        reached = tuple(acts.ObjectionServed(DeliveryManner.POST, today, party_id=p) for p in self.parties)
        self.step(
            "shujiyuan", "serve_objection_ruling", acts.ObjectionRulingServed(reached), matter=confirmation
        )

    def look_at_clocks(self) -> None:
        """What the nightly sweep does in the case."""
        with self.house.begin() as uow:
            sweep_case(uow, clock=self.clock, case_id=self.case_id)
            uow.commit()

    def organisation(self, name: str) -> UUID:
        """The organisation of that name."""
        with self.house.read() as session:
            found = session.scalar(select(Organisation.id).where(Organisation.name == name))
        assert found is not None, name
        return found


def _is_borne(session: Session, number: str) -> bool:
    return any(session.scalar(select(func.count()).where(column == number)) for column in NUMBERED)


def invented_party(side: Side, name: str, n: int, on: date, *, agrees: bool | None = True) -> PartyGiven:
    """An invented natural person with a well-formed number, phone and address."""
    purposes = [ConsentGiven(ConsentPurpose.DATA, True, on)]
    if agrees is not None:
        purposes.append(ConsentGiven(ConsentPurpose.MEDIATION, agrees, on))
    return PartyGiven(
        side=side,
        kind=PartyKind.NATURAL,
        name=name,
        ethnicity="蒙古族" if "·" in name or n % 3 == 0 else "汉族",
        occupation="农民" if n % 2 else "牧民",
        paper=IdentityPaper.ID_CARD,
        id_number=invented_id_number(n),
        phone=f"139{n * 7919 % 100000000:08}",
        address=f"内蒙古自治区通辽市科尔沁左翼中旗保康镇衙门台村{n % 90 + 1}号",
        consents=tuple(purposes),
    )


def published_party(side: Side, name: str, kind: PartyKind, on: date) -> PartyGiven:
    """A party as a report printed it: no number was published."""
    return PartyGiven(
        side=side,
        kind=kind,
        name=name,
        paper=IdentityPaper.NONE,
        paper_missing_reason="公开报道未载明" if kind is PartyKind.NATURAL else "",
        consents=(ConsentGiven(ConsentPurpose.MEDIATION, True, on),),
    )


def dispute(
    on: date,
    parties: tuple[PartyGiven, ...],
    category: str,
    narrative: str,
    claim: str,
    *,
    region: str,
    source: CaseSource = CaseSource.APPLICATION,
    **more: object,
) -> DisputeGiven:
    """The dispute as registered on that day."""
    return DisputeGiven(
        category_code=category,
        source=source,
        region_code=region,
        first_asked_on=on,
        narrative=narrative,
        claim=claim,
        parties=parties,
        **more,  # type: ignore[arg-type]
    )
