"""From a step's form to what its act is given: one reader per act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from mediation.rules import acts
from mediation.rules.acts import Given
from mediation.rules.messages import say
from mediation.rules.vocabulary import (
    AgreementForm,
    DeliveryManner,
    ObligationKind,
    ObligationState,
    SignatureManner,
    SignerRole,
    SittingKind,
    SittingManner,
)
from web.forms.typed import SHANGHAI, Typed, blank_rows

NOBODY = UUID(int=0)
LONG_AGO = datetime(1, 1, 2, tzinfo=SHANGHAI)
OTHER = "other"
"""The choice 'somebody who is not a party', whose name is then typed."""


def _nothing(typed: Typed) -> Given:
    return acts.Nothing()


def _try_settlement(typed: Typed) -> Given:
    return acts.SettlementAttempt(helper=typed.text("helper"))


def _record_settlement(typed: Typed) -> Given:
    return acts.SettlementReached(
        terms=typed.text("terms"), performed_at_once=typed.checked("performed_at_once")
    )


def _name_mediators(typed: Typed) -> Given:
    return acts.MediatorsNamed(
        person_ids=typed.uuids("person_ids"), chosen_by_parties=typed.checked("chosen_by_parties")
    )


def _hold_sitting(typed: Typed) -> Given:
    kind = typed.term("kind", SittingKind, required=True) or SittingKind.JOINT
    return acts.SittingHeld(
        kind=kind,
        manner=typed.term("manner", SittingManner, required=True) or SittingManner.ON_SITE,
        began_at=typed.moment("began_at", required=True) or LONG_AGO,
        ended_at=typed.moment("ended_at"),
        place=typed.text("place"),
        party_ids=typed.uuids("party_ids"),
        mediator_ids=typed.uuids("mediator_ids"),
        recorder_id=typed.uuid("recorder_id", required=True) or NOBODY,
        record=typed.text("record"),
        result=typed.text("result"),
        with_party_id=typed.uuid("with_party_id") if kind is SittingKind.APART else None,
        helpers=typed.text("helpers"),
        rights_told=typed.checked("rights_told"),
    )


OBLIGATION_TYPED = ("amount", "what", "due_on", "condition", "means", "place", "debtor_name", "creditor_name")


def obligations(typed: Typed) -> tuple[acts.ObligationDrawn, ...]:
    """The rows of duties, those in which nothing was typed left out."""
    rows = typed.rows("obligations")
    blank = blank_rows(typed.form, rows, OBLIGATION_TYPED)
    return tuple(_obligation(typed, row) for row in rows if row not in blank)


def _obligation(typed: Typed, row: str) -> acts.ObligationDrawn:
    debtor, creditor = _who(typed, f"{row}.debtor_id"), _who(typed, f"{row}.creditor_id")
    return acts.ObligationDrawn(
        kind=typed.term(f"{row}.kind", ObligationKind, required=True) or ObligationKind.MONEY,
        debtor_id=debtor,
        debtor_name="" if debtor else typed.text(f"{row}.debtor_name"),
        creditor_id=creditor,
        creditor_name="" if creditor else typed.text(f"{row}.creditor_name"),
        amount=typed.yuan(f"{row}.amount"),
        what=typed.text(f"{row}.what"),
        due_on=typed.day(f"{row}.due_on"),
        condition=typed.text(f"{row}.condition"),
        means=typed.text(f"{row}.means"),
        place=typed.text(f"{row}.place"),
    )


def _who(typed: Typed, field: str) -> UUID | None:
    return None if typed.text(field) in ("", OTHER) else typed.uuid(field)


def _agreement(form: AgreementForm) -> Callable[[Typed], Given]:
    def read(typed: Typed) -> Given:
        return acts.AgreementDrawn(
            form=form,
            facts=typed.text("facts"),
            disputed=typed.text("disputed"),
            obligations=obligations(typed),
            performed_at_once=typed.checked("performed_at_once"),
        )

    return read


def _marks(typed: Typed) -> Given:
    return acts.MarksGathered(
        marks=tuple(_mark(typed, row) for row in typed.rows("marks") if typed.checked(f"{row}.here"))
    )


def _mark(typed: Typed, row: str) -> acts.Mark:
    return acts.Mark(
        role=typed.term(f"{row}.role", SignerRole, required=True) or SignerRole.PARTY,
        signed_on=typed.day(f"{row}.signed_on", required=True) or LONG_AGO.date(),
        manners=typed.terms(f"{row}.manners", SignatureManner),
        party_id=typed.uuid(f"{row}.party_id"),
        person_id=typed.uuid(f"{row}.person_id"),
        representative_id=typed.uuid(f"{row}.representative_id"),
        place=typed.text(f"{row}.place"),
    )


def _offer_case(typed: Typed) -> Given:
    return acts.CaseOffered(
        receiver_id=typed.uuid("receiver_id", required=True) or NOBODY,
        parties_agree=typed.checked("parties_agree"),
    )


def _report_danger(typed: Typed) -> Given:
    return acts.DangerReported(what=typed.text("what"), reported_to=typed.text("reported_to"))


def _make_visit(typed: Typed) -> Given:
    return acts.VisitMade(findings=typed.text("findings"))


def _check_duty(typed: Typed) -> Given:
    return acts.DutyChecked(
        obligation_id=typed.uuid("obligation_id", required=True) or NOBODY,
        state=typed.term("state", ObligationState, required=True) or ObligationState.PENDING,
        done_on=typed.day("done_on"),
        proof=typed.text("proof"),
    )


def _draw_confirmation(typed: Typed) -> Given:
    return acts.ConfirmationDrawn(
        court_id=typed.uuid("court_id", required=True) or NOBODY, court_reason=typed.text("court_reason")
    )


def _prepare_ruling(typed: Typed) -> Given:
    return acts.RulingPrepared(findings=typed.text("findings"), clerk_name=typed.text("clerk_name"))


def _make_ruling(typed: Typed) -> Given:
    number = typed.text("court_number")
    if not number:
        typed.note("court_number", say("请填写法院案号"))
    return acts.RulingMade(court_number=number)


def _serve_ruling(typed: Typed) -> Given:
    rows = [row for row in typed.rows("served") if typed.checked(f"{row}.here")]
    return acts.RulingServed(
        served=tuple(
            acts.Served(
                party_id=typed.uuid(f"{row}.party_id", required=True) or NOBODY,
                manner=typed.term(f"{row}.manner", DeliveryManner, required=True) or DeliveryManner.DIRECT,
                delivered_on=typed.day(f"{row}.delivered_on", required=True) or LONG_AGO.date(),
            )
            for row in rows
        )
    )


READERS: Mapping[str, Callable[[Typed], Given]] = {
    acts.TRY_SETTLEMENT.name: _try_settlement,
    acts.RECORD_SETTLEMENT.name: _record_settlement,
    acts.NAME_MEDIATORS.name: _name_mediators,
    acts.HOLD_SITTING.name: _hold_sitting,
    acts.DRAW_AGREEMENT.name: _agreement(AgreementForm.WRITTEN),
    acts.REDRAW_AGREEMENT.name: _agreement(AgreementForm.WRITTEN),
    acts.AGREE_ORALLY.name: _agreement(AgreementForm.ORAL),
    acts.GATHER_MARKS.name: _marks,
    acts.OFFER_CASE.name: _offer_case,
    acts.REPORT_DANGER.name: _report_danger,
    acts.MAKE_VISIT.name: _make_visit,
    acts.CHECK_DUTY.name: _check_duty,
    acts.DRAW_CONFIRMATION.name: _draw_confirmation,
    acts.SIGN_APPLICATION.name: _marks,
    acts.PREPARE_RULING.name: _prepare_ruling,
    acts.MAKE_RULING.name: _make_ruling,
    acts.SERVE_RULING.name: _serve_ruling,
}


def read_given(act: acts.Act | None, typed: Typed) -> Given:
    """What the act is given; what could not be read is noted in `typed`."""
    return READERS.get(act.name, _nothing)(typed) if act else acts.Nothing()
