"""What steps write beside the state: one Act per kind of writing, each with the shape of what must be given."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from mediation.rules.clock import SHANGHAI
from mediation.rules.court_review import ReviewAnswer
from mediation.rules.vocabulary import (
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
    SignatureManner,
    SignerRole,
    SittingKind,
    SittingManner,
    SuspensionCause,
)


@dataclass(frozen=True, slots=True)
class Given:
    """The root of all that a person gives with a step."""

    @property
    def day(self) -> date | None:
        """The day on which it happened, where what is given says so; None: the step says it."""
        return None

    @property
    def day_field(self) -> str:
        """The field at which a refusal of that day is shown."""
        return "happened_on"


def _last_row(rows: str, days: list[date], field: str) -> str:
    return f"{rows}.{days.index(max(days))}.{field}" if days else rows


@dataclass(frozen=True, slots=True)
class Nothing(Given):
    """The act needs no fields of its own."""


@dataclass(frozen=True, slots=True)
class SettlementAttempt(Given):
    """Who helps the parties talk: 网格员, 村干部, 法律明白人, 乡贤."""

    helper: str


@dataclass(frozen=True, slots=True)
class SettlementReached(Given):
    """What the parties settled among themselves: a contract, not a mediation agreement."""

    terms: str
    performed_at_once: bool = False


@dataclass(frozen=True, slots=True)
class MediatorsNamed(Given):
    """One or several mediators of the holding organisation (人民调解法 19).

    `ground` and, for a challenge, `decided_by` are asked for where a court sent the case and one is replaced
    (特邀规定 13, 15).
    """

    person_ids: tuple[UUID, ...]
    chosen_by_parties: bool = False
    ground: ReplacementGround | None = None
    decided_by: ChallengeDecider | None = None


@dataclass(frozen=True, slots=True)
class ChallengeAnswered(Given):
    """Mediators whom a party challenged stay: the ground is none, or both sides agree to them (特邀规定 15)."""

    person_ids: tuple[UUID, ...]
    ground: ReplacementGround
    answer: ChallengeAnswer
    decided_by: ChallengeDecider
    agreeing_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class SittingHeld(Given):
    """A sitting's record; `with_party_id` only when held apart."""

    kind: SittingKind
    manner: SittingManner
    began_at: datetime
    ended_at: datetime | None
    place: str
    party_ids: tuple[UUID, ...]
    mediator_ids: tuple[UUID, ...]
    recorder_id: UUID
    record: str
    result: str
    with_party_id: UUID | None = None
    helpers: str = ""
    rights_told: bool = False

    @property
    def day(self) -> date:
        """The day on which it ended: one that goes on past midnight is not entered late the next morning."""
        return max(self.began_at, self.ended_at or self.began_at).astimezone(SHANGHAI).date()

    @property
    def day_field(self) -> str:
        return "began_at" if self.day == self.began_at.astimezone(SHANGHAI).date() else "ended_at"


@dataclass(frozen=True, slots=True)
class ObligationDrawn:
    """One duty: who, to whom, what, how much (yuan), by when, on what condition, how and where.

    A debtor or creditor is a party of the case, or somebody else by name.
    """

    kind: ObligationKind
    debtor_id: UUID | None = None
    debtor_name: str = ""
    creditor_id: UUID | None = None
    creditor_name: str = ""
    amount: Decimal | None = None
    what: str = ""
    due_on: date | None = None
    condition: str = ""
    means: str = ""
    place: str = ""
    performed_at_once: bool = False
    """To be done when the agreement is signed (即时履行): no later day, no condition, not something forborne."""


@dataclass(frozen=True, slots=True)
class AgreementDrawn(Given):
    """The agreement as data (人民调解法 29)."""

    form: AgreementForm
    facts: str
    disputed: str
    obligations: tuple[ObligationDrawn, ...]
    responsibility: str = ""
    left_over: str = ""
    """What they did not agree on: the agreement is a partial one."""
    further: tuple[str, ...] = ()
    """Clauses that set no duty, in their order, behind those that do."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One signature, seal or fingerprint: whose, how, when, where."""

    role: SignerRole
    signed_on: date
    manners: tuple[SignatureManner, ...]
    party_id: UUID | None = None
    person_id: UUID | None = None
    representative_id: UUID | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class MarksGathered(Given):
    """Signatures collected on paper; those who sign on another day come in a later act."""

    marks: tuple[Mark, ...]

    @property
    def day(self) -> date | None:
        """The last of the marks completes what is recorded here."""
        return max((mark.signed_on for mark in self.marks), default=None)

    @property
    def day_field(self) -> str:
        return _last_row("marks", [mark.signed_on for mark in self.marks], "signed_on")


@dataclass(frozen=True, slots=True)
class MarkDrawn(MarksGathered):
    """One signature drawn on a screen, with what it is put under and how its maker was known."""

    round_id: UUID
    document_digest: str
    image: str
    """The checked PNG in base64."""
    proof: tuple[tuple[str, str], ...]
    """What the manifest says of how the signer was known."""
    sentence: str
    """What the signer agreed to."""
    key: str
    address: str
    link_id: UUID | None = None
    """The party's way in; a mediator draws in an account of their own."""


@dataclass(frozen=True, slots=True)
class CaseOffered(Given):
    """To whom the case is offered; each party was told and agrees before its papers go (个人信息保护法 23)."""

    receiver_id: UUID
    agreeing_ids: tuple[UUID, ...]
    recorded: bool = field(default=False, kw_only=True)
    """Whether they said so before and that was recorded: then nothing is written of it a second time."""


@dataclass(frozen=True, slots=True)
class SuitFiled(Given):
    """The court's number of a registered suit (法〔2015〕137号), its procedure, and the day of registration."""

    court_number: str
    procedure: CourtProcedure
    filed_on: date

    @property
    def day(self) -> date:
        return self.filed_on

    @property
    def day_field(self) -> str:
        return "filed_on"


@dataclass(frozen=True, slots=True)
class SuitNumbered(Given):
    """The court's number of a suit that is registered already, and its procedure."""

    court_number: str
    procedure: CourtProcedure


@dataclass(frozen=True, slots=True)
class ComplaintReceived(Given):
    """What was handed in at the court, and the day of its receipt (登记立案规定 2)."""

    papers: str
    received_on: date

    @property
    def day(self) -> date:
        return self.received_on

    @property
    def day_field(self) -> str:
        return "received_on"


@dataclass(frozen=True, slots=True)
class ComplaintHandedIn(ComplaintReceived):
    """At which court it was handed in for the parties."""

    court_id: UUID


@dataclass(frozen=True, slots=True)
class AppealRaised(Given):
    """Which applicant appeals against the ruling not to register, and why (民事诉讼法 126, 171)."""

    party_id: UUID
    grounds: str


@dataclass(frozen=True, slots=True)
class CaseDelegated(CaseOffered):
    """An offer before registration, with the court's number of it (诉前调)."""

    court_number: str


@dataclass(frozen=True, slots=True)
class Suspended(Given):
    """Why mediation stands still, and the paper on which that rests (an order of appraisal, a medical record)."""

    cause: SuspensionCause
    paper: str


@dataclass(frozen=True, slots=True)
class TermExtended(Given):
    """Until when the parties agree to go on, and who agreed: every one of them must."""

    until_on: date
    agreeing_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class CaseFiled(Given):
    """Which court registered the dispute, under which number (法〔2015〕137号), when."""

    court_id: UUID
    court_number: str
    filed_on: date

    @property
    def day(self) -> date:
        return self.filed_on

    @property
    def day_field(self) -> str:
        return "filed_on"


@dataclass(frozen=True, slots=True)
class MediatedAgain(Given):
    """By which door a closed dispute comes back, as a case of its own; a court only where it invites."""

    source: CaseSource
    inviting_court_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class EntrustedInTrial(Given):
    """The procedure by which the court tries the suit: the days for mediating it follow (特邀规定 27)."""

    procedure: CourtProcedure


@dataclass(frozen=True, slots=True)
class PartiesSplit(Given):
    """Who leaves for a case of their own, and who stands in both."""

    leaving_ids: tuple[UUID, ...]
    shared_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class CaseMerged(Given):
    """The lead case, by the end of its page's address or its number."""

    lead: str


@dataclass(frozen=True, slots=True)
class CaseAssigned(Given):
    """Who takes the case, as somebody above the committees decides."""

    receiver_id: UUID


@dataclass(frozen=True, slots=True)
class Referred(Given):
    """To which channel, to whom by name, about what; each party was told and agrees (个人信息保护法 23)."""

    channel: Channel
    asked_name: str
    subject: str
    agreeing_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class CommitteeInvited(Given):
    """Which committee is asked to mediate too, what for; each party was told and agrees."""

    asked_id: UUID
    subject: str
    agreeing_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Asked(Given):
    """What is asked of the county in a call."""

    subject: str


@dataclass(frozen=True, slots=True)
class OrderWritten(Given):
    """What the committee is ordered to do, and its own last day, where the supervisor names one."""

    subject: str
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class OrderAgain(Given):
    """The last day of an order that has to be answered once more, where the supervisor names one."""

    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Answered(Given):
    """What was answered, or found."""

    answer: str


@dataclass(frozen=True, slots=True)
class DecisionReceived(Given):
    """What arbitration or the government decided, under which number, and the day on which it reached the party."""

    body: str
    number: str
    decision: str
    received_on: date

    @property
    def day(self) -> date:
        return self.received_on

    @property
    def day_field(self) -> str:
        return "received_on"


@dataclass(frozen=True, slots=True)
class GrievanceRaised(Given):
    """To which court, on which of the grounds of 登记立案规定 13, what happened, and when it was lodged."""

    court_id: UUID | None
    grounds: tuple[GrievanceGround, ...]
    facts: str
    lodged_on: date

    @property
    def day(self) -> date:
        return self.lodged_on

    @property
    def day_field(self) -> str:
        return "lodged_on"


@dataclass(frozen=True, slots=True)
class FeeNotified(Given):
    """The court's fee in yuan, and the day on which whoever sues was told: the court charges it, nobody else."""

    amount: Decimal | None
    notified_on: date

    @property
    def day(self) -> date:
        return self.notified_on

    @property
    def day_field(self) -> str:
        return "notified_on"


@dataclass(frozen=True, slots=True)
class CallDispatched(Given):
    """Which department it falls to, and what it is asked to do."""

    handler_id: UUID
    note: str = ""


@dataclass(frozen=True, slots=True)
class MeetingCalled(Given):
    """When and where those concerned meet, as what, about what, how many have a say, and how they were told."""

    meets_at: datetime
    place: str
    subject: str
    entitled: int
    forum: MeetingForum
    told: str
    agreeing_ids: tuple[UUID, ...] = ()
    """The parties who were told and agree: all, unless the dispute is about public affairs."""


@dataclass(frozen=True, slots=True)
class MeetingHeld(Given):
    """How many came and agreed, and what was resolved or why nothing was."""

    attended: int
    resolution: str
    in_favour: int | None = None


@dataclass(frozen=True, slots=True)
class DangerReported(Given):
    """What threatens, and to whom it was reported at once (人民调解法 25)."""

    what: str
    reported_to: str


@dataclass(frozen=True, slots=True)
class VisitMade(Given):
    """回访: what was found."""

    findings: str


@dataclass(frozen=True, slots=True)
class PerformanceRecorded(Given):
    """On which day a duty was done, and what shows it."""

    done_on: date
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Pressed(Given):
    """How who owes was pressed, and what they said."""

    how: str


@dataclass(frozen=True, slots=True)
class PeriodNoted(Given):
    """What interrupts the period for applying for enforcement, or stands against it, and the paper that shows it."""

    what: str
    paper: str


@dataclass(frozen=True, slots=True)
class DutyChanged(Given):
    """What is owed from now on, until when, and who agreed: every party must (民法典 543)."""

    terms: str
    agreeing_ids: tuple[UUID, ...]
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class EnforcementAsked(Given):
    """To which court the creditor applied (民诉法解释 460), and until then what was still owed."""

    court_id: UUID
    owed: str


@dataclass(frozen=True, slots=True)
class ConfirmationDrawn(Given):
    """To which court, and why that one (民事诉讼法 205).

    `party_id` is whose domicile it is, `region_code` where the subject matter lies.
    """

    court_id: UUID
    ground: JurisdictionGround
    party_id: UUID | None = None
    region_code: str = ""
    wanted: CourtPaper = CourtPaper.RULING
    """What the parties chose to ask for."""
    excluded: tuple[ExcludedMatter, ...] | None = None
    """Of which matters that no court accepts it was said that the agreement touches none; None: nobody was asked."""
    agreeing_ids: tuple[UUID, ...] | None = None
    """Who agrees to apply; None: nobody was asked, and the signatures under the application say it."""


@dataclass(frozen=True, slots=True)
class RulingPrepared(Given):
    """What the court found; the clerk's name stands under the ruling."""

    findings: str
    clerk_name: str


@dataclass(frozen=True, slots=True)
class ReviewAnswered(Given):
    """The court's answers to its points of review; `flag` sets the application aside instead."""

    answers: tuple[ReviewAnswer, ...] = ()
    flag: str = ""


@dataclass(frozen=True, slots=True)
class HearingHeld(Given):
    """When and where the court asked both sides, who came, and what was said (民诉法解释 356)."""

    began_at: datetime
    place: str
    party_ids: tuple[UUID, ...]
    record: str
    clerk_name: str
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RulingMade(Given):
    """The judge's ruling with the court's case number (法〔2015〕137号)."""

    court_number: str


@dataclass(frozen=True, slots=True)
class MediationPaperMade(RulingMade):
    """The court's mediation paper with its number; who bears the court's fee, unless the agreement says it."""

    fee: str = ""


@dataclass(frozen=True, slots=True)
class GoneBack(Given):
    """Who went back on the mediation paper before it took effect, and what they said or did (民事诉讼法 102)."""

    party_id: UUID
    said: str


@dataclass(frozen=True, slots=True)
class SupplementAsked(Given):
    """Which papers or statements are missing, and the last day that the court sets for them."""

    what: str
    until_on: date


@dataclass(frozen=True, slots=True)
class RulingExtended(Given):
    """Who gave leave for ten more days: the court's president."""

    leave_by: str


@dataclass(frozen=True, slots=True)
class LimitExtended(Given):
    """Who gave leave, the court's president, and the last day that leave was given for."""

    leave_by: str
    until_on: date


@dataclass(frozen=True, slots=True)
class ObjectionRaised(Given):
    """Who objects to the ruling, a party or somebody else whom it harms, and why."""

    grounds: str
    party_id: UUID | None = None
    outsider: str = ""
    known_on: date | None = None
    """For somebody else: when they knew, or should have known, that they are harmed."""


@dataclass(frozen=True, slots=True)
class ObjectionWithdrawn(Given):
    """Which objection is taken back by whoever made it."""

    objection_id: UUID


@dataclass(frozen=True, slots=True)
class ObjectionRuled(RulingMade):
    """The ruling on the objections that wait: what the court found, and the clerk whose name stands under it."""

    findings: str
    clerk_name: str


@dataclass(frozen=True, slots=True)
class RulingVaried(ObjectionRuled):
    """How the first ruling is changed, and the duties, by their numbers, that it no longer confirms."""

    terms: str
    lifted: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Served:
    """The ruling reached a party."""

    party_id: UUID
    manner: DeliveryManner
    delivered_on: date


@dataclass(frozen=True, slots=True)
class RulingServed(Given):
    """Service on one or more parties."""

    served: tuple[Served, ...]

    @property
    def day(self) -> date | None:
        return max((one.delivered_on for one in self.served), default=None)

    @property
    def day_field(self) -> str:
        return _last_row("served", [one.delivered_on for one in self.served], "delivered_on")


@dataclass(frozen=True, slots=True)
class ObjectionServed:
    """The ruling on an objection reached a party, or the outsider who made the objection."""

    manner: DeliveryManner
    delivered_on: date
    party_id: UUID | None = None
    objection_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ObjectionRulingServed(Given):
    """Service of it on one or more of them."""

    served: tuple[ObjectionServed, ...]

    @property
    def day(self) -> date | None:
        return max((one.delivered_on for one in self.served), default=None)

    @property
    def day_field(self) -> str:
        return _last_row("served", [one.delivered_on for one in self.served], "delivered_on")


@dataclass(frozen=True, slots=True)
class Act:
    """A kind of writing, named; a definition says which step does it, a service knows how."""

    name: str
    given: type[Given] = Nothing


TRY_SETTLEMENT = Act("try_settlement", SettlementAttempt)
RECORD_SETTLEMENT = Act("record_settlement", SettlementReached)
GIVE_NUMBER = Act("give_number")
NAME_MEDIATORS = Act("name_mediators", MediatorsNamed)
ANSWER_CHALLENGE = Act("answer_challenge", ChallengeAnswered)
HOLD_SITTING = Act("hold_sitting", SittingHeld)
DRAW_AGREEMENT = Act("draw_agreement", AgreementDrawn)
REDRAW_AGREEMENT = Act("redraw_agreement", AgreementDrawn)
DROP_AGREEMENT = Act("drop_agreement")
AGREE_ORALLY = Act("agree_orally", AgreementDrawn)
GATHER_MARKS = Act("gather_marks", MarksGathered)
COMPLETE_MARKS = Act("complete_marks", MarksGathered)
PUT_IN_FORCE = Act("put_in_force")
OFFER_CASE = Act("offer_case", CaseOffered)
TAKE_OVER = Act("take_over")
START_ANEW = Act("start_anew")
COUNT_FROM_APPLICATION = Act("count_from_application")
COUNT_FROM_RECEIPT = Act("count_from_receipt")
FILE_SUIT = Act("file_suit", SuitFiled)
RECEIVE_COMPLAINT = Act("receive_complaint", ComplaintReceived)
HAND_IN_COMPLAINT = Act("hand_in_complaint", ComplaintHandedIn)
RETURN_TO_COURT = Act("return_to_court")
ADD_PAPERS = Act("add_papers", ComplaintReceived)
FILE_COMPLAINT = Act("file_complaint", SuitFiled)
FILE_FIRST = Act("file_first")
NUMBER_SUIT = Act("number_suit", SuitNumbered)
TELL_DEFECTS = Act("tell_defects", SupplementAsked)
RECEIVE_CORRECTIONS = Act("receive_corrections", Answered)
REFUSE_FILING = Act("refuse_filing", RulingMade)
SERVE_REFUSAL = Act("serve_refusal", RulingServed)
RECORD_APPEAL = Act("record_appeal", AppealRaised)
GUIDE = Act("guide", CaseOffered)
DISPATCH = Act("dispatch", CaseOffered)
ENTRUST = Act("entrust", CaseOffered)
DELEGATE = Act("delegate", CaseDelegated)
RETURN_CASE = Act("return_case")
SUSPEND = Act("suspend", Suspended)
EXTEND_TERM = Act("extend_term", TermExtended)
ENTER_IN_TIME = Act("enter_in_time")
RECORD_FILING = Act("record_filing", CaseFiled)
RECORD_SUIT = Act("record_suit", CaseFiled)
MEDIATE_AGAIN = Act("mediate_again", MediatedAgain)
ENTRUST_IN_TRIAL = Act("entrust_in_trial", EntrustedInTrial)
SPLIT_OFF = Act("split_off", PartiesSplit)
MERGE_INTO = Act("merge_into", CaseMerged)
RETURN_FOR_DECISION = Act("return_for_decision")
ASK_FOR_DECISION = Act("ask_for_decision")
ASSIGN_CASE = Act("assign_case", CaseAssigned)
REFER = Act("refer", Referred)
INVITE_COMMITTEE = Act("invite_committee", CommitteeInvited)
CALL_COUNTY = Act("call_county", Asked)
DISPATCH_CALL = Act("dispatch_call", CallDispatched)
GIVE_BACK_CALL = Act("give_back_call")
ISSUE_ORDER = Act("issue_order", OrderWritten)
ORDER_AGAIN = Act("order_again", OrderAgain)
CALL_MEETING = Act("call_meeting", MeetingCalled)
RECORD_MEETING = Act("record_meeting", MeetingHeld)
RECORD_DECISION = Act("record_decision", DecisionReceived)
NOTIFY_FEE = Act("notify_fee", FeeNotified)
RECORD_ANSWER = Act("record_answer", Answered)
RAISE_GRIEVANCE = Act("raise_grievance", GrievanceRaised)
ANSWER_GRIEVANCE = Act("answer_grievance", Answered)
JOIN_IN = Act("join_in")
ANSWER_WITH_REASON = Act("answer_with_reason")
REPORT_DANGER = Act("report_danger", DangerReported)
LIFT_DANGER = Act("lift_danger")
MAKE_VISIT = Act("make_visit", VisitMade)
RECORD_PERFORMANCE = Act("record_performance", PerformanceRecorded)
PRESS = Act("press", Pressed)
INTERRUPT_PERIOD = Act("interrupt_period", PeriodNoted)
SUSPEND_PERIOD = Act("suspend_period", PeriodNoted)
RESUME_PERIOD = Act("resume_period", PeriodNoted)
MARK_BROKEN = Act("mark_broken")
CHANGE_DUTY = Act("change_duty", DutyChanged)
REOPEN_DUTY = Act("reopen_duty")
ASK_ENFORCEMENT = Act("ask_enforcement", EnforcementAsked)
DRAW_CONFIRMATION = Act("draw_confirmation", ConfirmationDrawn)
SIGN_APPLICATION = Act("sign_application", MarksGathered)
SUBMIT_APPLICATION = Act("submit_application")
WITHDRAW_APPLICATION = Act("withdraw_application")
ACCEPT_APPLICATION = Act("accept_application")
PREPARE_RULING = Act("prepare_ruling", RulingPrepared)
RECORD_REVIEW = Act("record_review", ReviewAnswered)
RECORD_HEARING = Act("record_hearing", HearingHeld)
MAKE_RULING = Act("make_ruling", RulingMade)
SEAL_RULING = Act("seal_ruling")
PREPARE_MEDIATION_PAPER = Act("prepare_mediation_paper", RulingPrepared)
MAKE_MEDIATION_PAPER = Act("make_mediation_paper", MediationPaperMade)
DECLINE_MEDIATION_PAPER = Act("decline_mediation_paper")
PUT_MEDIATION_PAPER_IN_FORCE = Act("put_mediation_paper_in_force")
GO_BACK = Act("go_back", GoneBack)
REGISTER_SUIT = Act("register_suit", SuitFiled)
ASK_SUPPLEMENT = Act("ask_supplement", SupplementAsked)
RECORD_SUPPLEMENT = Act("record_supplement", Answered)
EXTEND_RULING = Act("extend_ruling", RulingExtended)
EXTEND_LIMIT = Act("extend_limit", LimitExtended)
RAISE_OBJECTION = Act("raise_objection", ObjectionRaised)
WITHDRAW_OBJECTION = Act("withdraw_objection", ObjectionWithdrawn)
DISMISS_OBJECTION = Act("dismiss_objection", RulingMade)
UPHOLD_OBJECTION = Act("uphold_objection", RulingMade)
REFUSE_OBJECTION = Act("refuse_objection", ObjectionRuled)
REVOKE_RULING = Act("revoke_ruling", ObjectionRuled)
VARY_RULING = Act("vary_ruling", RulingVaried)
SEAL_OBJECTION_RULING = Act("seal_objection_ruling")
SERVE_OBJECTION_RULING = Act("serve_objection_ruling", ObjectionRulingServed)
SERVE_RULING = Act("serve_ruling", RulingServed)
