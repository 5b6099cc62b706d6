"""补录: a case that ended on the spot, entered at once: the same steps as one by one, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Case, Representative
from mediation.rules.actor import Actor
from mediation.rules.acts import (
    AgreementDrawn,
    Given,
    Mark,
    MarksGathered,
    MediatorsNamed,
    Nothing,
    ObligationDrawn,
    SettlementAttempt,
    SettlementReached,
    SittingHeld,
)
from mediation.rules.clock import Clock
from mediation.rules.errors import BadInput, Problem
from mediation.rules.grammar import Definition
from mediation.rules.messages import say
from mediation.rules.on_the_spot import ENDINGS, DutyAgreed, OnTheSpot, SittingGiven
from mediation.rules.vocabulary import (
    AgreementForm,
    ConsentPurpose,
    MatterKind,
    ObligationKind,
    Outcome,
    SignatureManner,
    SignerRole,
    SittingKind,
)
from mediation.services.acts.agreeing import check_at_once
from mediation.services.case_now import current_parties
from mediation.services.field_check import LONGEST_NAME, FieldCheck
from mediation.services.register_dispute import check_dispute, register_dispute
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step
from mediation.services.unit_of_work import UnitOfWork

STEPS: Mapping[Outcome, tuple[str, ...]] = {
    Outcome.SETTLED: ("try_settlement", "settle"),
    Outcome.AGREED_ORALLY: ("skip_settlement", "accept", "appoint", "hold_sitting", "agree_orally"),
    Outcome.AGREED_WRITTEN: (
        "skip_settlement",
        "accept",
        "appoint",
        "hold_sitting",
        "reach_agreement",
        "sign",
    ),
}
"""The steps of each ending, by their names in the definition."""


def record_on_the_spot(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, organisation_id: UUID, given: OnTheSpot
) -> UUID:
    """Register the case and take every step to its end; the answer is the case's id.

    Raises what registering and the steps raise, BadInput with the fields of this form; nothing is written then.
    """
    check_on_the_spot(uow.session, given, clock.today())
    case_id = register_dispute(
        uow,
        actor=actor,
        clock=clock,
        organisation_id=organisation_id,
        given=given.dispute,
        happened_on=given.dispute.first_asked_on,
        late_reason=given.late_reason,
    )
    walk = _Walk(uow, actor, clock, case_id, given)
    for step in STEPS[given.ending]:
        walk.take(step)
    if uow.session.get_one(Case, case_id).is_open:
        raise BadInput.at("marks", say("签名盖章不齐，协议没有生效；没有签齐的请用「登记」一步步办理"))
    return case_id


def may_end(actor: Actor, organisation_id: UUID, definition: Definition) -> tuple[Outcome, ...]:
    """The endings for which the actor holds the posts of every step."""
    return tuple(
        ending
        for ending in ENDINGS
        if all(actor.post_at(organisation_id, definition.step(name).by) for name in STEPS[ending])
    )


def check_on_the_spot(session: Session, given: OnTheSpot, today: date) -> None:
    """Raise BadInput with everything wrong on the page, as far as it can be told before anything is written."""
    check = FieldCheck()
    try:
        check_dispute(session, given.dispute, today)
    except BadInput as bad:
        check.problems += bad.problems
    _check_days(check, given, today)
    if given.ending is Outcome.SETTLED:
        check.text("helper", given.helper, say("请写明谁在帮助双方和解"), LONGEST_NAME)
        check.text("terms", given.terms, say("请写明双方怎样和解"))
    else:
        _check_consents(check, given)
        _check_sitting(check, given)
        check.text("facts", given.facts, say("请写明纠纷的主要事实"))
        check.text("disputed", given.disputed)
        check.text("responsibility", given.responsibility)
        check.require("duties", given.duties, say("协议至少要有一项约定"))
        for i, duty in enumerate(given.duties):
            _check_duty(check, f"duties.{i}", duty, len(given.dispute.parties))
            check_at_once(check, f"duties.{i}", duty, given.happened_on)
    if given.ending is Outcome.AGREED_WRITTEN:
        _check_marks(check, given, today)
    check.refuse()


def _check_days(check: FieldCheck, given: OnTheSpot, today: date) -> None:
    if given.happened_on > today:
        check.note("happened_on", say("发生日期不能晚于今天"))
    elif given.happened_on < given.dispute.first_asked_on:
        first = given.dispute.first_asked_on
        check.note("happened_on", say("发生日期不能早于首次提出请求的 {day}", day=first))
    if min(given.happened_on, given.dispute.first_asked_on) < today:
        check.require("late_reason", given.late_reason, say("补记以前的事，请写明为什么现在才记"))
    check.text("late_reason", given.late_reason)


def _check_consents(check: FieldCheck, given: OnTheSpot) -> None:
    for i, party in enumerate(given.dispute.parties):
        said = [c.granted for c in party.consents if c.purpose is ConsentPurpose.MEDIATION]
        if not said:
            check.note(f"parties.{i}.mediation", say("请记录这位当事人同意调解（人民调解法第十七条）"))
        elif not said[-1]:
            check.note(f"parties.{i}.mediation", say("当事人明确拒绝的，不得调解（人民调解法第十七条）"))


def _check_sitting(check: FieldCheck, given: OnTheSpot) -> None:
    sitting = given.sitting
    if sitting is None:
        check.note("sitting.record", say("请写明调解经过"))
        return
    check.text("sitting.place", sitting.place, say("请写明地点"), LONGEST_NAME)
    check.text("sitting.record", sitting.record, say("请写明调解经过"))
    check.text("sitting.result", sitting.result, say("请写明调解结果"))
    check.text("sitting.helpers", sitting.helpers, longest=400)
    check.require("sitting.mediator_ids", sitting.mediator_ids, say("请至少选一名调解员"))
    check.require("sitting.recorder_id", sitting.recorder_id, say("请选记录人"))
    if not sitting.rights_told:
        check.note("sitting.rights_told", say("还没有告知当事人权利义务（人民调解法第二十三、二十四条）"))
    if sitting.ended_at is not None and sitting.ended_at < sitting.began_at:
        check.note("sitting.ended_at", say("结束时间不能早于开始时间"))


def _check_duty(check: FieldCheck, at: str, duty: DutyAgreed, parties: int) -> None:
    for field, place, name in (
        ("debtor", duty.debtor, duty.debtor_name),
        ("creditor", duty.creditor, duty.creditor_name),
    ):
        if place is not None and not 0 <= place < parties:
            check.note(f"{at}.{field}", say("所选的人不是本案当事人"))
        if place is None and (field == "debtor" or duty.kind is ObligationKind.MONEY):
            missing = say("请写明谁来履行") if field == "debtor" else say("请写明向谁履行")
            check.require(f"{at}.{field}", name, missing)
        check.text(f"{at}.{field}_name", name, longest=LONGEST_NAME)
    if duty.debtor is not None and duty.debtor == duty.creditor:
        check.note(f"{at}.creditor", say("履行人和受领人不能是同一人"))
    if duty.kind is ObligationKind.MONEY:
        check.require(f"{at}.amount", duty.amount, say("请写明金额"))
    else:
        check.require(f"{at}.what", duty.what, say("请写明做什么、交什么或不做什么"))
    check.text(f"{at}.what", duty.what)
    check.text(f"{at}.condition", duty.condition, longest=400)


def _check_marks(check: FieldCheck, given: OnTheSpot, today: date) -> None:
    """A written agreement entered here is signed by all: else it would not be in force."""
    for i in range(len(given.dispute.parties)):
        manners = given.marks[i].manners if i < len(given.marks) else ()
        check.require(f"marks.{i}.manners", manners, say("请选签名、盖章或按指印"))
    if not given.mediator_signed:
        check.note("mediator_signed", say("书面协议要有调解员签名（人民调解法第二十九条）"))
    if not given.sealed:
        check.note("sealed", say("书面协议要加盖调委会印章（人民调解法第二十九条）"))
    if given.signed_on is not None and given.signed_on > today:
        check.note("signed_on", say("签名日期不能晚于今天"))
    if given.signed_on is not None and given.signed_on < given.happened_on:
        check.note("signed_on", say("签名日期不能早于文书形成的 {day}", day=given.happened_on))


class _Walk:
    """The steps of one case, taken one after the other with what the page gave."""

    def __init__(self, uow: UnitOfWork, actor: Actor, clock: Clock, case_id: UUID, given: OnTheSpot) -> None:
        self.uow, self.actor, self.clock, self.case_id, self.given = uow, actor, clock, case_id, given
        self.party_ids = tuple(party.id for party in current_parties(uow.session, case_id))

    def take(self, name: str) -> None:
        """Take the step; a refusal of a field names the field of this page."""
        signing = name == "sign"
        with _at_page_fields(FIELDS.get(name, {})):
            take_step(
                self.uow,
                actor=self.actor,
                clock=self.clock,
                command=StepCommand(
                    matter=MatterKind.DISPUTE,
                    matter_id=self.case_id,
                    step=name,
                    given=GIVEN[name](self) if name in GIVEN else Nothing(),
                    reason=REASON if name == "skip_settlement" else "",
                    happened_on=(self.given.signed_on if signing else None) or self.given.happened_on,
                    late_reason=self.given.late_reason,
                    way_given=True,
                ),
            )

    @property
    def sitting(self) -> SittingGiven:
        assert self.given.sitting is not None  # check_on_the_spot asked for it
        return self.given.sitting

    def attempt(self) -> Given:
        return SettlementAttempt(helper=self.given.helper)

    def settlement(self) -> Given:
        return SettlementReached(terms=self.given.terms, performed_at_once=self.given.settlement_performed)

    def mediators(self) -> Given:
        return MediatorsNamed(person_ids=self.sitting.mediator_ids)

    def held(self) -> Given:
        one = self.sitting
        return SittingHeld(
            kind=SittingKind.JOINT,
            manner=one.manner,
            began_at=one.began_at,
            ended_at=one.ended_at,
            place=one.place,
            party_ids=self.party_ids,
            mediator_ids=one.mediator_ids,
            recorder_id=one.recorder_id or self.actor.person_id,
            record=one.record,
            result=one.result,
            helpers=one.helpers,
            rights_told=one.rights_told,
        )

    def agreement(self) -> Given:
        written = self.given.ending is Outcome.AGREED_WRITTEN
        return AgreementDrawn(
            form=AgreementForm.WRITTEN if written else AgreementForm.ORAL,
            facts=self.given.facts,
            disputed=self.given.disputed,
            responsibility=self.given.responsibility,
            obligations=tuple(self._obligation(duty) for duty in self.given.duties),
            further=tuple(text for text in self.given.further if text),
        )

    def _obligation(self, duty: DutyAgreed) -> ObligationDrawn:
        return ObligationDrawn(
            kind=duty.kind,
            debtor_id=None if duty.debtor is None else self.party_ids[duty.debtor],
            debtor_name=duty.debtor_name,
            creditor_id=None if duty.creditor is None else self.party_ids[duty.creditor],
            creditor_name=duty.creditor_name,
            amount=duty.amount,
            what=duty.what,
            due_on=duty.due_on,
            condition=duty.condition,
            means=duty.means,
            performed_at_once=duty.performed_at_once,
        )

    def marks(self) -> Given:
        on = self.given.signed_on or self.given.happened_on
        signed = (SignatureManner.SIGNED,)
        parties = [
            Mark(
                role=SignerRole.PARTY,
                signed_on=on,
                manners=mark.manners,
                party_id=party_id,
                representative_id=self._representative(i, party_id, mark.by),
                place=self.sitting.place,
            )
            for i, (party_id, mark) in enumerate(zip(self.party_ids, self.given.marks, strict=False))
        ]
        mediators = [
            Mark(role=SignerRole.MEDIATOR, signed_on=on, manners=signed, person_id=person)
            for person in dict.fromkeys(self.sitting.mediator_ids)
        ]
        seal = Mark(role=SignerRole.COMMITTEE_SEAL, signed_on=on, manners=(SignatureManner.SEALED,))
        return MarksGathered(marks=(*parties, *mediators, seal))

    def _representative(self, i: int, party_id: UUID, place: int | None) -> UUID | None:
        """The representative at that place among those just registered with the party (ids rise with time)."""
        if place is None:
            return None
        query = (
            select(Representative.id).where(Representative.party_id == party_id).order_by(Representative.id)
        )
        found = self.uow.session.scalars(query).all()
        if place >= len(found):
            raise BadInput.at(f"marks.{i}.by", say("代签人不是这位当事人的代理人或监护人"))
        return found[place]


REASON = "当事人当场申请调解，当场办结后补录"
GIVEN: Mapping[str, Callable[[_Walk], Given]] = {
    "try_settlement": _Walk.attempt,
    "settle": _Walk.settlement,
    "appoint": _Walk.mediators,
    "hold_sitting": _Walk.held,
    "reach_agreement": _Walk.agreement,
    "agree_orally": _Walk.agreement,
    "sign": _Walk.marks,
}
SITTING = {
    name: f"sitting.{name}"
    for name in (
        "record",
        "result",
        "place",
        "helpers",
        "began_at",
        "ended_at",
        "mediator_ids",
        "recorder_id",
    )
}
FIELDS: Mapping[str, Mapping[str, str]] = {
    "appoint": {"person_ids": "sitting.mediator_ids"},
    "hold_sitting": SITTING,
    "reach_agreement": {"obligations": "duties"},
    "agree_orally": {"obligations": "duties"},
}
INNER = {"debtor_id": "debtor", "creditor_id": "creditor", "representative_id": "by"}
"""What the fields of a step are called on this page, where they differ."""


@contextmanager
def _at_page_fields(names: Mapping[str, str]) -> Iterator[None]:
    try:
        yield
    except BadInput as bad:
        raise BadInput(*(Problem(_renamed(p.field, names), p.message) for p in bad.problems)) from None


def _renamed(field: str, names: Mapping[str, str]) -> str:
    first, *rest = field.split(".")
    return ".".join((names.get(first, first), *(INNER.get(name, name) for name in rest)))
