"""From a step's form to what its act is given: one reader per act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from mediation.rules import acts
from mediation.rules.acts import Given
from mediation.rules.clock import SHANGHAI
from mediation.rules.court_review import ReviewAnswer
from mediation.rules.errors import BadInput
from mediation.rules.health import Finding
from mediation.rules.messages import say
from mediation.rules.vocabulary import (
    CHALLENGES,
    AgreementForm,
    CaseSource,
    ChallengeAnswer,
    ChallengeDecider,
    Channel,
    CourtPaper,
    CourtProcedure,
    DeliveryManner,
    ExcludedMatter,
    GrievanceGround,
    JurisdictionGround,
    MeetingForum,
    ObligationKind,
    ReplacementGround,
    ReviewPoint,
    SignatureManner,
    SignerRole,
    SittingKind,
    SittingManner,
    SuspensionCause,
)
from web.forms.reading import Reader
from web.typed import Typed

NOBODY = UUID(int=0)
LONG_AGO = datetime(1, 1, 2, tzinfo=SHANGHAI)
YES, NO = "yes", "no"
OTHER = "other"
"""The choice 'somebody who is not a party', whose name is then reader."""


def _nothing(reader: Reader) -> Given:
    return acts.Nothing()


def _try_settlement(reader: Reader) -> Given:
    return acts.SettlementAttempt(helper=reader.text("helper"))


def _record_settlement(reader: Reader) -> Given:
    return acts.SettlementReached(
        terms=reader.text("terms"), performed_at_once=reader.checked("performed_at_once")
    )


def _name_mediators(reader: Reader) -> Given:
    return acts.MediatorsNamed(
        person_ids=reader.uuids("person_ids"),
        chosen_by_parties=reader.checked("chosen_by_parties"),
        ground=reader.term("ground", ReplacementGround),
        decided_by=reader.term("decided_by", ChallengeDecider),
    )


def _answer_challenge(reader: Reader) -> Given:
    return acts.ChallengeAnswered(
        person_ids=reader.uuids("person_ids"),
        ground=reader.term("ground", ReplacementGround, required=True) or CHALLENGES[0],
        answer=reader.term("answer", ChallengeAnswer, required=True) or ChallengeAnswer.UNFOUNDED,
        decided_by=reader.term("decided_by", ChallengeDecider, required=True)
        or ChallengeDecider.ORGANISATION,
        agreeing_ids=reader.uuids("agreeing_ids"),
    )


def _hold_sitting(reader: Reader) -> Given:
    kind = reader.term("kind", SittingKind, required=True) or SittingKind.JOINT
    return acts.SittingHeld(
        kind=kind,
        manner=reader.term("manner", SittingManner, required=True) or SittingManner.ON_SITE,
        began_at=reader.moment("began_at", required=True) or LONG_AGO,
        ended_at=reader.moment("ended_at"),
        place=reader.text("place"),
        party_ids=reader.uuids("party_ids"),
        mediator_ids=reader.uuids("mediator_ids"),
        recorder_id=reader.uuid("recorder_id", required=True) or NOBODY,
        record=reader.text("record"),
        result=reader.text("result"),
        with_party_id=reader.uuid("with_party_id") if kind is SittingKind.APART else None,
        helpers=reader.text("helpers"),
        rights_told=reader.checked("rights_told"),
    )


OBLIGATION_TYPED = ("amount", "what", "due_on", "condition", "means", "place", "debtor_name", "creditor_name")
OBLIGATION_FIELDS = (*OBLIGATION_TYPED, "debtor_id", "creditor_id")


def obligations(reader: Reader) -> tuple[acts.ObligationDrawn, ...]:
    """The rows of duties, those in which nothing was typed left out."""
    rows = reader.rows("obligations")
    return tuple(_obligation(reader, row) for row in rows if not reader.is_blank(row, OBLIGATION_FIELDS))


def without_blank_duties(typed: Typed) -> Typed:
    """The form without rows of duties in which nothing was typed, so that problems stand at their own row."""
    for n in reversed(range(typed.count("obligations"))):
        row = f"obligations.{n}"
        blank = not any(typed.value(f"{row}.{name}").strip() for name in OBLIGATION_TYPED)
        chosen = typed.value(f"{row}.debtor_id") or typed.value(f"{row}.creditor_id")
        if blank and not chosen and typed.count("obligations") > 1:
            typed = replace(typed.without_row(row), focus="")
    for n in reversed(range(typed.count("further"))):
        if not typed.value(f"further.{n}.text").strip():
            typed = replace(typed.without_row(f"further.{n}"), focus="")
    return typed


def at_their_rows(refusal: BadInput, typed: Typed) -> BadInput:
    """The refusal with its fields named by the rows of the form: only ticked rows were given to the act."""
    ticked = {
        name: [f"{name}.{n}" for n in range(typed.count(name)) if typed.value(f"{name}.{n}.here")]
        for name in ("marks", "served")
    }
    return BadInput(*(replace(p, field=_at_row(p.field, ticked)) for p in refusal.problems))


def at_typed_rows(findings: tuple[Finding, ...], reader: Reader) -> tuple[Finding, ...]:
    """The findings at the rows of the form: those in which nothing was typed were left out."""
    rows = {
        "obligations": [r for r in reader.rows("obligations") if not reader.is_blank(r, OBLIGATION_FIELDS)],
        "further": [r for r in reader.rows("further") if reader.text(f"{r}.text")],
    }
    return tuple(replace(one, at=_at_row(one.at, rows)) for one in findings)


def _at_row(field: str, ticked: Mapping[str, list[str]]) -> str:
    name, _, rest = field.partition(".")
    number, dot, below = rest.partition(".")
    rows = ticked.get(name)
    if rows is None or not number.isdecimal() or int(number) >= len(rows):
        return field
    return f"{rows[int(number)]}{dot}{below}"


def _obligation(reader: Reader, row: str) -> acts.ObligationDrawn:
    debtor, creditor = _who(reader, f"{row}.debtor_id"), _who(reader, f"{row}.creditor_id")
    return acts.ObligationDrawn(
        kind=reader.term(f"{row}.kind", ObligationKind, required=True) or ObligationKind.MONEY,
        debtor_id=debtor,
        debtor_name="" if debtor else reader.text(f"{row}.debtor_name"),
        creditor_id=creditor,
        creditor_name="" if creditor else reader.text(f"{row}.creditor_name"),
        amount=reader.yuan(f"{row}.amount"),
        what=_one_paragraph(reader.text(f"{row}.what")),
        due_on=reader.day(f"{row}.due_on"),
        condition=reader.text(f"{row}.condition"),
        means=reader.text(f"{row}.means"),
        place=reader.text(f"{row}.place"),
        performed_at_once=reader.checked(f"{row}.performed_at_once"),
    )


def _one_paragraph(text: str) -> str:
    """A clause is printed behind its number as one paragraph."""
    return "".join(line.strip() for line in text.splitlines())


def _who(reader: Reader, field: str) -> UUID | None:
    return None if reader.text(field) in ("", OTHER) else reader.uuid(field)


def _agreement(form: AgreementForm) -> Callable[[Reader], Given]:
    def read(reader: Reader) -> Given:
        return acts.AgreementDrawn(
            form=form,
            facts=reader.text("facts"),
            disputed=reader.text("disputed"),
            obligations=obligations(reader),
            responsibility=reader.text("responsibility"),
            left_over=reader.text("left_over"),
            further=tuple(
                _one_paragraph(text) for row in reader.rows("further") if (text := reader.text(f"{row}.text"))
            ),
        )

    return read


def _marks(reader: Reader) -> Given:
    return acts.MarksGathered(
        marks=tuple(_mark(reader, row) for row in reader.rows("marks") if reader.checked(f"{row}.here"))
    )


def _mark(reader: Reader, row: str) -> acts.Mark:
    return acts.Mark(
        role=reader.term(f"{row}.role", SignerRole, required=True) or SignerRole.PARTY,
        signed_on=reader.day(f"{row}.signed_on", required=True) or LONG_AGO.date(),
        manners=reader.terms(f"{row}.manners", SignatureManner),
        party_id=reader.uuid(f"{row}.party_id"),
        person_id=reader.uuid(f"{row}.person_id"),
        representative_id=reader.uuid(f"{row}.representative_id"),
        place=reader.text(f"{row}.place"),
    )


def _offer_case(reader: Reader) -> Given:
    return acts.CaseOffered(
        receiver_id=reader.uuid("receiver_id", required=True) or NOBODY,
        agreeing_ids=reader.uuids("agreeing_ids"),
    )


def _file_suit(reader: Reader) -> Given:
    return acts.SuitFiled(
        court_number=reader.text("court_number"),
        procedure=reader.term("procedure", CourtProcedure, required=True) or CourtProcedure.ORDINARY,
        filed_on=reader.day("filed_on", required=True) or LONG_AGO.date(),
    )


def _number_suit(reader: Reader) -> Given:
    return acts.SuitNumbered(
        court_number=reader.text("court_number"),
        procedure=reader.term("procedure", CourtProcedure, required=True) or CourtProcedure.ORDINARY,
    )


def _receive_complaint(reader: Reader) -> Given:
    return acts.ComplaintReceived(
        papers=reader.text("papers"),
        received_on=reader.day("received_on", required=True) or LONG_AGO.date(),
    )


def _hand_in_complaint(reader: Reader) -> Given:
    return acts.ComplaintHandedIn(
        papers=reader.text("papers"),
        received_on=reader.day("received_on", required=True) or LONG_AGO.date(),
        court_id=reader.uuid("court_id", required=True) or NOBODY,
    )


def _record_appeal(reader: Reader) -> Given:
    return acts.AppealRaised(
        party_id=reader.uuid("party_id", required=True) or NOBODY, grounds=reader.text("grounds")
    )


def _delegate(reader: Reader) -> Given:
    return acts.CaseDelegated(
        receiver_id=reader.uuid("receiver_id", required=True) or NOBODY,
        agreeing_ids=reader.uuids("agreeing_ids"),
        court_number=reader.text("court_number"),
    )


def _suspend(reader: Reader) -> Given:
    cause = reader.term("cause", SuspensionCause, required=True) or SuspensionCause.OTHER
    return acts.Suspended(cause=cause, paper=reader.text("paper"))


def _extend_term(reader: Reader) -> Given:
    return acts.TermExtended(
        until_on=reader.day("until_on", required=True) or LONG_AGO.date(),
        agreeing_ids=reader.uuids("agreeing_ids"),
    )


def _record_filing(reader: Reader) -> Given:
    return acts.CaseFiled(
        court_id=reader.uuid("court_id", required=True) or NOBODY,
        court_number=reader.text("court_number"),
        filed_on=reader.day("filed_on", required=True) or LONG_AGO.date(),
    )


def _mediate_again(reader: Reader) -> Given:
    return acts.MediatedAgain(
        source=reader.term("source", CaseSource, required=True) or CaseSource.APPLICATION,
        inviting_court_id=reader.uuid("inviting_court_id"),
    )


def _entrust_in_trial(reader: Reader) -> Given:
    return acts.EntrustedInTrial(
        procedure=reader.term("procedure", CourtProcedure, required=True) or CourtProcedure.ORDINARY
    )


def _split_off(reader: Reader) -> Given:
    return acts.PartiesSplit(leaving_ids=reader.uuids("leaving_ids"), shared_ids=reader.uuids("shared_ids"))


def _merge_into(reader: Reader) -> Given:
    return acts.CaseMerged(lead=reader.text("lead"))


def _assign_case(reader: Reader) -> Given:
    return acts.CaseAssigned(receiver_id=reader.uuid("receiver_id", required=True) or NOBODY)


def _refer(reader: Reader) -> Given:
    return acts.Referred(
        channel=reader.term("channel", Channel, required=True) or Channel.LEGAL_AID,
        asked_name=reader.text("asked_name"),
        subject=reader.text("subject"),
        agreeing_ids=reader.uuids("agreeing_ids"),
    )


def _invite_committee(reader: Reader) -> Given:
    return acts.CommitteeInvited(
        asked_id=reader.uuid("asked_id", required=True) or NOBODY,
        subject=reader.text("subject"),
        agreeing_ids=reader.uuids("agreeing_ids"),
    )


def _asked(reader: Reader) -> Given:
    return acts.Asked(subject=reader.text("subject"))


def _issue_order(reader: Reader) -> Given:
    return acts.OrderWritten(subject=reader.text("subject"), until_on=reader.day("until_on"))


def _order_again(reader: Reader) -> Given:
    return acts.OrderAgain(until_on=reader.day("until_on"))


def _dispatch_call(reader: Reader) -> Given:
    return acts.CallDispatched(
        handler_id=reader.uuid("handler_id", required=True) or NOBODY, note=reader.text("note")
    )


def _call_meeting(reader: Reader) -> Given:
    return acts.MeetingCalled(
        meets_at=reader.moment("meets_at", required=True) or LONG_AGO,
        place=reader.text("place"),
        subject=reader.text("subject"),
        entitled=reader.count("entitled") or 0,
        forum=reader.term("forum", MeetingForum, required=True) or MeetingForum.TALK,
        told=reader.text("told"),
        agreeing_ids=reader.uuids("agreeing_ids"),
    )


def _record_meeting(reader: Reader) -> Given:
    attended = reader.count("attended")
    return acts.MeetingHeld(
        attended=-1 if attended is None else attended,
        resolution=reader.text("resolution"),
        in_favour=reader.count("in_favour"),
    )


def _record_answer(reader: Reader) -> Given:
    return acts.Answered(answer=reader.text("answer"))


def read_grievance(reader: Reader) -> acts.GrievanceRaised:
    return acts.GrievanceRaised(
        court_id=reader.uuid("court_id"),
        grounds=reader.terms("grounds", GrievanceGround),
        facts=reader.text("facts"),
        lodged_on=reader.day("lodged_on", required=True) or date.min,
    )


def _record_decision(reader: Reader) -> Given:
    return acts.DecisionReceived(
        body=reader.text("body"),
        number=reader.text("number"),
        decision=reader.text("decision"),
        received_on=reader.day("received_on", required=True) or LONG_AGO.date(),
    )


def _notify_fee(reader: Reader) -> Given:
    return acts.FeeNotified(
        amount=reader.yuan("amount"),
        notified_on=reader.day("notified_on", required=True) or LONG_AGO.date(),
    )


def _ask_supplement(reader: Reader) -> Given:
    return acts.SupplementAsked(
        what=reader.text("what"), until_on=reader.day("until_on", required=True) or LONG_AGO.date()
    )


def _extend_ruling(reader: Reader) -> Given:
    return acts.RulingExtended(leave_by=reader.text("leave_by"))


def _extend_limit(reader: Reader) -> Given:
    return acts.LimitExtended(
        leave_by=reader.text("leave_by"), until_on=reader.day("until_on", required=True) or LONG_AGO.date()
    )


def _raise_objection(reader: Reader) -> Given:
    return acts.ObjectionRaised(
        grounds=reader.text("grounds"),
        party_id=reader.uuid("party_id"),
        outsider=reader.text("outsider"),
        known_on=reader.day("known_on"),
    )


def _withdraw_objection(reader: Reader) -> Given:
    return acts.ObjectionWithdrawn(reader.uuid("objection_id", required=True) or NOBODY)


def _report_danger(reader: Reader) -> Given:
    return acts.DangerReported(what=reader.text("what"), reported_to=reader.text("reported_to"))


def _make_visit(reader: Reader) -> Given:
    return acts.VisitMade(findings=reader.text("findings"))


def _record_performance(reader: Reader) -> Given:
    return acts.PerformanceRecorded(
        done_on=reader.day("done_on", required=True) or LONG_AGO.date(), proof=reader.text("proof")
    )


def _press(reader: Reader) -> Given:
    return acts.Pressed(how=reader.text("how"))


def _note_period(reader: Reader) -> Given:
    return acts.PeriodNoted(what=reader.text("what"), paper=reader.text("paper"))


def _change_duty(reader: Reader) -> Given:
    return acts.DutyChanged(
        terms=reader.text("terms"),
        agreeing_ids=reader.uuids("agreeing_ids"),
        due_on=reader.day("due_on"),
    )


def _ask_enforcement(reader: Reader) -> Given:
    return acts.EnforcementAsked(
        court_id=reader.uuid("court_id", required=True) or NOBODY, owed=reader.text("owed")
    )


def _draw_confirmation(reader: Reader) -> Given:
    """The court that was chosen with its ground in one, or each of them typed."""
    chosen = reader.text("choice")
    if chosen and chosen != OTHER:
        whole = Reader(replace(reader.typed, fields={**reader.typed.fields, **_chosen(chosen)}))
        given = _typed_confirmation(whole)
        reader.problems += whole.problems
        return given
    return _typed_confirmation(reader)


def _typed_confirmation(reader: Reader) -> Given:
    return acts.ConfirmationDrawn(
        court_id=reader.uuid("court_id", required=True) or NOBODY,
        ground=reader.term("ground", JurisdictionGround, required=True) or JurisdictionGround.COMMITTEE,
        party_id=reader.uuid("party_id"),
        region_code=reader.text("region_code"),
        wanted=reader.term("wanted", CourtPaper) or CourtPaper.RULING,
        excluded=reader.terms("excluded", ExcludedMatter),
        agreeing_ids=reader.uuids("agreeing_ids"),
    )


def _chosen(option: str) -> dict[str, list[str]]:
    """What `CourtOption.key` holds."""
    names = ("ground", "court_id", "party_id", "region_code")
    return {name: [value] for name, value in zip(names, option.split("|"), strict=False)}


def _make_mediation_paper(reader: Reader) -> Given:
    return acts.MediationPaperMade(court_number=_court_number(reader), fee=reader.text("fee"))


def _go_back(reader: Reader) -> Given:
    return acts.GoneBack(party_id=reader.uuid("party_id", required=True) or NOBODY, said=reader.text("said"))


def _prepare_ruling(reader: Reader) -> Given:
    return acts.RulingPrepared(findings=reader.text("findings"), clerk_name=reader.text("clerk_name"))


def _record_review(reader: Reader) -> Given:
    answers = []
    for point in ReviewPoint:
        said = reader.text(point.value)
        if said:
            answers.append(ReviewAnswer(point, said == YES, reader.text(f"{point.value}_note")))
    return acts.ReviewAnswered(answers=tuple(answers), flag=reader.text("flag"))


def _record_hearing(reader: Reader) -> Given:
    return acts.HearingHeld(
        began_at=reader.moment("began_at", required=True) or LONG_AGO,
        ended_at=reader.moment("ended_at"),
        place=reader.text("place"),
        party_ids=reader.uuids("party_ids"),
        clerk_name=reader.text("clerk_name"),
        record=reader.text("record"),
    )


def _make_ruling(reader: Reader) -> Given:
    return acts.RulingMade(court_number=_court_number(reader))


def _court_number(reader: Reader) -> str:
    number = reader.text("court_number")
    if not number:
        reader.note("court_number", say("请填写法院案号"))
    return number


def _rule_on_objection(reader: Reader) -> Given:
    return acts.ObjectionRuled(
        court_number=_court_number(reader),
        findings=reader.text("findings"),
        clerk_name=reader.text("clerk_name"),
    )


def _vary_ruling(reader: Reader) -> Given:
    return acts.RulingVaried(
        court_number=_court_number(reader),
        findings=reader.text("findings"),
        clerk_name=reader.text("clerk_name"),
        terms=reader.text("terms"),
        lifted=reader.counts("lifted"),
    )


def _serve_objection_ruling(reader: Reader) -> Given:
    rows = [row for row in reader.rows("served") if reader.checked(f"{row}.here")]
    return acts.ObjectionRulingServed(
        served=tuple(
            acts.ObjectionServed(
                manner=reader.term(f"{row}.manner", DeliveryManner, required=True) or DeliveryManner.DIRECT,
                delivered_on=reader.day(f"{row}.delivered_on", required=True) or LONG_AGO.date(),
                party_id=reader.uuid(f"{row}.party_id"),
                objection_id=reader.uuid(f"{row}.objection_id"),
            )
            for row in rows
        )
    )


def _serve_ruling(reader: Reader) -> Given:
    rows = [row for row in reader.rows("served") if reader.checked(f"{row}.here")]
    return acts.RulingServed(
        served=tuple(
            acts.Served(
                party_id=reader.uuid(f"{row}.party_id", required=True) or NOBODY,
                manner=reader.term(f"{row}.manner", DeliveryManner, required=True) or DeliveryManner.DIRECT,
                delivered_on=reader.day(f"{row}.delivered_on", required=True) or LONG_AGO.date(),
            )
            for row in rows
        )
    )


READERS: Mapping[str, Callable[[Reader], Given]] = {
    acts.TRY_SETTLEMENT.name: _try_settlement,
    acts.RECORD_SETTLEMENT.name: _record_settlement,
    acts.NAME_MEDIATORS.name: _name_mediators,
    acts.ANSWER_CHALLENGE.name: _answer_challenge,
    acts.HOLD_SITTING.name: _hold_sitting,
    acts.DRAW_AGREEMENT.name: _agreement(AgreementForm.WRITTEN),
    acts.REDRAW_AGREEMENT.name: _agreement(AgreementForm.WRITTEN),
    acts.AGREE_ORALLY.name: _agreement(AgreementForm.ORAL),
    acts.GATHER_MARKS.name: _marks,
    acts.COMPLETE_MARKS.name: _marks,
    acts.OFFER_CASE.name: _offer_case,
    acts.FILE_SUIT.name: _file_suit,
    acts.RECEIVE_COMPLAINT.name: _receive_complaint,
    acts.ADD_PAPERS.name: _receive_complaint,
    acts.HAND_IN_COMPLAINT.name: _hand_in_complaint,
    acts.FILE_COMPLAINT.name: _file_suit,
    acts.NUMBER_SUIT.name: _number_suit,
    acts.TELL_DEFECTS.name: _ask_supplement,
    acts.RECEIVE_CORRECTIONS.name: _record_answer,
    acts.REFUSE_FILING.name: _make_ruling,
    acts.SERVE_REFUSAL.name: _serve_ruling,
    acts.RECORD_APPEAL.name: _record_appeal,
    acts.GUIDE.name: _offer_case,
    acts.DISPATCH.name: _offer_case,
    acts.ENTRUST.name: _offer_case,
    acts.DELEGATE.name: _delegate,
    acts.SUSPEND.name: _suspend,
    acts.EXTEND_TERM.name: _extend_term,
    acts.RECORD_FILING.name: _record_filing,
    acts.RECORD_SUIT.name: _record_filing,
    acts.MEDIATE_AGAIN.name: _mediate_again,
    acts.ENTRUST_IN_TRIAL.name: _entrust_in_trial,
    acts.SPLIT_OFF.name: _split_off,
    acts.MERGE_INTO.name: _merge_into,
    acts.ASSIGN_CASE.name: _assign_case,
    acts.REFER.name: _refer,
    acts.INVITE_COMMITTEE.name: _invite_committee,
    acts.CALL_COUNTY.name: _asked,
    acts.DISPATCH_CALL.name: _dispatch_call,
    acts.ISSUE_ORDER.name: _issue_order,
    acts.ORDER_AGAIN.name: _order_again,
    acts.CALL_MEETING.name: _call_meeting,
    acts.RECORD_MEETING.name: _record_meeting,
    acts.RECORD_ANSWER.name: _record_answer,
    acts.ANSWER_GRIEVANCE.name: _record_answer,
    acts.RAISE_GRIEVANCE.name: read_grievance,
    acts.RECORD_DECISION.name: _record_decision,
    acts.NOTIFY_FEE.name: _notify_fee,
    acts.REPORT_DANGER.name: _report_danger,
    acts.MAKE_VISIT.name: _make_visit,
    acts.RECORD_PERFORMANCE.name: _record_performance,
    acts.PRESS.name: _press,
    acts.INTERRUPT_PERIOD.name: _note_period,
    acts.SUSPEND_PERIOD.name: _note_period,
    acts.RESUME_PERIOD.name: _note_period,
    acts.CHANGE_DUTY.name: _change_duty,
    acts.ASK_ENFORCEMENT.name: _ask_enforcement,
    acts.DRAW_CONFIRMATION.name: _draw_confirmation,
    acts.SIGN_APPLICATION.name: _marks,
    acts.PREPARE_RULING.name: _prepare_ruling,
    acts.RECORD_REVIEW.name: _record_review,
    acts.RECORD_HEARING.name: _record_hearing,
    acts.MAKE_RULING.name: _make_ruling,
    acts.PREPARE_MEDIATION_PAPER.name: _prepare_ruling,
    acts.MAKE_MEDIATION_PAPER.name: _make_mediation_paper,
    acts.GO_BACK.name: _go_back,
    acts.REGISTER_SUIT.name: _file_suit,
    acts.SERVE_RULING.name: _serve_ruling,
    acts.ASK_SUPPLEMENT.name: _ask_supplement,
    acts.RECORD_SUPPLEMENT.name: _record_answer,
    acts.EXTEND_RULING.name: _extend_ruling,
    acts.EXTEND_LIMIT.name: _extend_limit,
    acts.RAISE_OBJECTION.name: _raise_objection,
    acts.WITHDRAW_OBJECTION.name: _withdraw_objection,
    acts.DISMISS_OBJECTION.name: _make_ruling,
    acts.UPHOLD_OBJECTION.name: _make_ruling,
    acts.REFUSE_OBJECTION.name: _rule_on_objection,
    acts.REVOKE_RULING.name: _rule_on_objection,
    acts.VARY_RULING.name: _vary_ruling,
    acts.SERVE_OBJECTION_RULING.name: _serve_objection_ruling,
}


def read_given(act: acts.Act | None, reader: Reader) -> Given:
    """What the act is given; what could not be read is noted in `reader`."""
    return READERS.get(act.name, _nothing)(reader) if act else acts.Nothing()
