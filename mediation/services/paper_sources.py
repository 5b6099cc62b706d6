"""What the papers of a case are filled from, each thing looked up once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import Session

from mediation.model import (
    Agreement,
    Case,
    CaseEvent,
    CaseNumber,
    Category,
    Organisation,
    Party,
    Person,
    Sitting,
)
from mediation.rules import papers
from mediation.rules.clock import SHANGHAI
from mediation.rules.intake import land_was_contracted
from mediation.rules.vocabulary import IdentityPaper, ProceedingKind, Route, SittingKind, SuccessionCause
from mediation.services.case_now import (
    acting_for,
    current_parties,
    duties_of,
    further_clauses,
    mediator_names,
    parties_to_the_agreement,
)
from mediation.services.court_door import registered_by_a_court
from mediation.services.decided_elsewhere import has_ended
from mediation.services.told_events import ToldEvent, told_events

Acting = tuple[papers.PaperRepresentative, ...]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Whose number the papers of an acceptance carry; each committee that accepts issues its own."""

    committee: str
    number: str
    accepted_on: date
    registrar: str
    registered_on: date
    """Who took the case in at that committee and when: at its own door, or from another committee's hands."""


def succession(before: Party, after: Party) -> str:
    """The sentence that a paper prints."""
    day = papers.printed_date(before.until_on or after.from_on)
    if after.succession is SuccessionCause.DEATH:
        return f"{before.name}于{day}死亡，由{after.name}作为继承人承受其在调解协议中的权利义务，参加申请。"
    return f"{before.name}于{day}合并、分立或者终止，由{after.name}承受其在调解协议中的权利义务，参加申请。"


class PaperSources:
    """One case as it is at one moment, for all its papers; to be made anew after every change."""

    def __init__(self, session: Session, case: Case) -> None:
        self.session, self.case = session, case
        self._names: dict[UUID, str] = {}
        self._acceptances: dict[UUID, Acceptance] = {}

    @cached_property
    def committee(self) -> str:
        return self.session.get_one(Organisation, self.case.organisation_id).name

    @cached_property
    def category(self) -> str:
        return self.session.get_one(Category, self.case.category_code).name

    @cached_property
    def parties(self) -> Sequence[Party]:
        """Those whose dispute was mediated, in their order: the parties to the agreement."""
        return parties_to_the_agreement(self.session, self.case.id)

    @cached_property
    def printed(self) -> tuple[papers.PaperParty, ...]:
        """The parties as they are printed, with who acts for them."""
        return self.print_of(self.parties)

    @cached_property
    def named(self) -> tuple[papers.PaperParty, ...]:
        """The parties by name alone."""
        return tuple(papers.PaperParty(side=p.side, kind=p.kind, name=p.name) for p in self.parties)

    @cached_property
    def applicants(self) -> Sequence[Party]:
        """Those who stand before the court now: also who has succeeded a party."""
        return current_parties(self.session, self.case.id)

    @cached_property
    def printed_applicants(self) -> tuple[papers.PaperParty, ...]:
        return self.print_of(self.applicants)

    @cached_property
    def successions(self) -> tuple[str, ...]:
        """Who came in whose place, since when and why, as the court's papers say it."""
        return tuple(
            succession(self.session.get_one(Party, one.succeeds_id), one)
            for one in self.applicants
            if one.succeeds_id is not None
        )

    @cached_property
    def events(self) -> tuple[ToldEvent, ...]:
        return told_events(self.session, self.case.id)

    def event(self, event_id: UUID) -> ToldEvent:
        return next(one for one in self.events if one.id == event_id)

    def organisation(self, organisation_id: UUID) -> Organisation:
        return self.session.get_one(Organisation, organisation_id)

    def number_of(self, organisation_id: UUID | None) -> str:
        """The number that this organisation gave the case last; empty where it gave none."""
        given = {"case_id": self.case.id, "organisation_id": organisation_id}
        return self.session.scalar(_NUMBER_OF, given) or ""

    def joint_days(self, organisation_id: UUID) -> tuple[date, ...]:
        """On which days that committee held joint sittings; what was held apart is told to nobody."""
        here = {"case_id": self.case.id, "organisation_id": organisation_id}
        days = (one.astimezone(SHANGHAI).date() for one in self.session.scalars(_JOINT, here))
        return tuple(dict.fromkeys(days))

    @cached_property
    def route(self) -> Route:
        """What the law opens when mediation ends."""
        session, case = self.session, self.case
        if registered_by_a_court(session, case):
            return Route.TRIAL
        if case.labour and not has_ended(session, case.id, ProceedingKind.ARBITRATION):
            return Route.ARBITRATION
        if case.land_title and not has_ended(session, case.id, ProceedingKind.ADMINISTRATIVE):
            return Route.GOVERNMENT
        contracted = land_was_contracted(case.category_code, land_title=case.land_title)
        if contracted and not has_ended(session, case.id, ProceedingKind.ARBITRATION):
            return Route.LAND
        return Route.COURT

    def decisions_to_bring(self) -> tuple[papers.ListedPaper, ...]:
        """What another body must have decided, or has, before the court hears the dispute."""
        found = []
        if self.route is not Route.TRIAL and self.case.labour:
            found.append(
                papers.ListedPaper("劳动争议仲裁裁决书或者不予受理通知书", 1, note="劳动争议须先仲裁")
            )
        if self.route is not Route.TRIAL and self.case.land_title:
            found.append(papers.ListedPaper("人民政府的处理决定", 1, note="收到之日起三十日内起诉"))
        return tuple(found)

    @cached_property
    def mediators(self) -> tuple[str, ...]:
        return tuple(mediator_names(self.session, self.case.id))

    def name(self, person_id: UUID | None) -> str:
        if person_id is None:
            return ""
        if person_id not in self._names:
            self._names[person_id] = self.session.get_one(Person, person_id).name
        return self._names[person_id]

    def print_of(self, parties: Sequence[Party]) -> tuple[papers.PaperParty, ...]:
        acting = self.acting(parties)
        return tuple(self._party(party, acting.get(party.id, ())) for party in parties)

    def acting(self, parties: Sequence[Party]) -> Mapping[UUID, Acting]:
        """Who acts for each of the parties now, in one look."""
        acting: dict[UUID, Acting] = {}
        for r in acting_for(self.session, [p.id for p in parties]):
            one = papers.PaperRepresentative(
                kind=r.kind,
                name=r.name,
                authority=r.authority,
                relation=r.relation,
                id_number=r.id_number or "",
                phone=r.phone or "",
            )
            acting[r.party_id] = (*acting.get(r.party_id, ()), one)
        return acting

    def acceptance(self, number_id: UUID) -> Acceptance:
        """The acceptance that the number stands for; the case's own where a paper does not name one."""
        if number_id not in self._acceptances:
            self._acceptances[number_id] = self._acceptance(number_id)
        return self._acceptances[number_id]

    def _acceptance(self, number_id: UUID) -> Acceptance:
        session, case = self.session, self.case
        number = session.get(CaseNumber, number_id)
        at_the_door = (self.name(case.registered_by), case.registered_at.astimezone(SHANGHAI).date())
        if number is None:  # issued before papers of an acceptance named its number
            accepted_on = session.scalar(_GIVEN_ON, {"number": case.number})
            return Acceptance(self.committee, case.number or "", accepted_on or at_the_door[1], *at_the_door)
        committee = session.get_one(Organisation, number.organisation_id).name
        taken_in = self._signed_for(number) or at_the_door
        return Acceptance(committee, number.text, number.given_on, *taken_in)

    def _signed_for(self, number: CaseNumber) -> tuple[str, date] | None:
        """Who of that organisation signed for the case last before it gave the number, if it was handed over."""
        receipts = {"case_id": number.case_id, "organisation_id": number.organisation_id}
        for name, happened_at in self.session.execute(_RECEIPTS, receipts).all():
            on = happened_at.astimezone(SHANGHAI).date()
            if on <= number.given_on:
                return name, on
        return None

    def _party(self, p: Party, acting: Acting) -> papers.PaperParty:
        return papers.PaperParty(
            side=p.side,
            kind=p.kind,
            name=p.name,
            sex=p.sex,
            ethnicity=p.ethnicity,
            born_on=p.born_on,
            occupation=p.occupation,
            id_paper=p.paper.title_text if p.paper is not IdentityPaper.NONE else "",
            id_number=p.id_number or "",
            phone=p.phone or "",
            address=p.address or "",
            address_withheld=p.address_withheld or (p.until_on is not None and self._withheld_since(p)),
            credit_code=p.credit_code,
            legal_representative=p.legal_representative,
            language=p.language,
            interpreter=p.interpreter,
            representatives=acting,
        )

    def _withheld_since(self, p: Party) -> bool:
        """Whether the row that took this one's place hides the address: a paper of now must not bring it back."""
        latest = select(Party.address_withheld).where(
            Party.case_id == p.case_id, Party.position == p.position
        )
        return bool(self.session.scalar(latest.order_by(Party.ordinal.desc()).limit(1)))


_CASE, _ORGANISATION = bindparam("case_id", type_=Uuid()), bindparam("organisation_id", type_=Uuid())
_JOINT = (
    select(Sitting.began_at)
    .where(
        Sitting.case_id == _CASE,
        Sitting.organisation_id == _ORGANISATION,
        Sitting.kind == SittingKind.JOINT,
        Sitting.voided_at.is_(None),
    )
    .order_by(Sitting.began_at)
)
_GIVEN_ON = select(CaseNumber.given_on).where(CaseNumber.text == bindparam("number"))
_NUMBER_OF = (
    select(CaseNumber.text)
    .where(
        CaseNumber.case_id == _CASE,
        CaseNumber.organisation_id == _ORGANISATION,
        CaseNumber.voided_at.is_(None),
    )
    .order_by(CaseNumber.given_on.desc(), CaseNumber.n.desc())
    .limit(1)
)
_RECEIPTS = (
    select(Person.name, CaseEvent.happened_at)
    .join(Person, Person.id == CaseEvent.person_id)
    .where(
        CaseEvent.case_id == _CASE,
        CaseEvent.tag == "hand_over:sign_for",
        CaseEvent.organisation_id == _ORGANISATION,
    )
    .order_by(CaseEvent.seq.desc())
)

Fill = Callable[[PaperSources, UUID], papers.Contents]


def clauses_of_agreement(sources: PaperSources, agreement: Agreement) -> tuple[papers.Clause, ...]:
    rows = duties_of(sources.session, agreement.id)
    return papers.clauses_of(
        (
            papers.PaperObligation(
                kind=o.kind,
                debtor=o.debtor_name,
                creditor=o.creditor_name,
                amount=o.amount,
                what=o.what or "",
                due_on=o.due_on,
                condition=o.condition,
                means=o.means,
                place=o.place,
                performed=o.performed_at_once,
            )
            for o in rows
        ),
        further_clauses(agreement),
    )
