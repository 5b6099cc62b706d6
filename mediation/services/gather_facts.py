"""Building the frozen facts of a case on which guards decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Uuid, bindparam, func, select
from sqlalchemy.orm import Session

from mediation.model import (
    Agreement,
    Case,
    CaseEvent,
    Confirmation,
    Consent,
    Deadline,
    Delivery,
    HandOver,
    Obligation,
    Organisation,
    Party,
    Performance,
    Representative,
    Request,
    Signature,
    Sitting,
)
from mediation.model.cases import Matter
from mediation.rules.capacity import capacity_on
from mediation.rules.clock import SHANGHAI
from mediation.rules.court_review import CourtReview
from mediation.rules.errors import SetupError
from mediation.rules.facts import CaseFacts, known_of
from mediation.rules.grammar import Registry
from mediation.rules.intake import land_was_contracted
from mediation.rules.messages import Message, say
from mediation.rules.policy import committee
from mediation.rules.vocabulary import (
    AgreementForm,
    Capacity,
    Channel,
    ConsentPurpose,
    CourtDoor,
    CourtPaper,
    CourtProcedure,
    DeadlineState,
    Level,
    MatterKind,
    ObligationKind,
    OrganisationKind,
    Outcome,
    ProceedingKind,
    RepresentativeKind,
    Side,
    SignerRole,
    SittingKind,
    SuspensionCause,
)
from mediation.services.case_now import (
    current_agreement,
    current_parties,
    in_whose_place,
    live_signatures,
    mediator_names,
    open_confirmation,
    standing_filing,
)
from mediation.services.court_door import (
    MEDICAL,
    court_door,
    diversion_of,
    may_make_a_mediation_paper,
    sent_on_paper,
    the_parties_marks_suffice,
)
from mediation.services.court_regime import still_delegates
from mediation.services.decided_elsewhere import has_ended, is_under_way, notarised_on
from mediation.services.exchange.outbox import link_of
from mediation.services.filing_appeals import appeals_of
from mediation.services.fill_papers import agreement_paper_is_current
from mediation.services.load import OFFER, SIGNED_FOR, who_is_concerned
from mediation.services.looked_up import rows_looked_up
from mediation.services.objection_rulings import (
    confirmation_in_force,
    objections_waiting,
    ruling_to_seal,
    ruling_to_serve,
    unserved_with,
    was_varied,
)
from mediation.services.open_complaint import CORRECTING, came_back_of_itself, last_complaint, open_complaint
from mediation.services.receivers import without_filing_desk
from mediation.services.setting_on import value_on
from mediation.services.standing_steps import standing_steps
from mediation.services.suits import fee_was_told, is_mediated_now, is_still_tried
from mediation.services.told_events import last_told

GONE_BACK = ("gone_back", "at_trial")
"""A mediation paper that never took effect: what was agreed is before the court."""
SUPPLEMENT, RULING = "supplement", "court_ruling"
PERFORMANCE, ENFORCEMENT = "performance", "enforcement"
FEE_TERM = "fee_payment"
CORRECTION = "correction"
UNDECIDED = (Outcome.WITHDRAWN, Outcome.AGREED_PARTLY)
"""How mediation may have ended without anybody saying whether they still sue."""
TO_LAW = (Outcome.TO_COURT, Outcome.TO_ARBITRATION, Outcome.TO_GOVERNMENT)
ENDING_OF_THEMSELVES = (
    "medical_mediation",
    "first_mediation",
    "first_mediation_summary",
    "delegated",
    "filing_decision",
)
"""The terms at whose end the system moves a dispute or a complaint on."""
ABOUT_DANGER = (
    "dispute:report_danger",
    "dispute:report_danger_at_court",
    "dispute:lift_danger",
    "filing:report_danger",
)
SUSPENDED = "dispute:suspend"
ANOTHER_BODY = (ProceedingKind.SUIT, ProceedingKind.ADMINISTRATIVE)
"""Who may have taken a medical dispute before a committee does."""
FOR_THE_MEDIATION = (Channel.NOTARY, Channel.ARBITRATION)
"""What is asked for so that mediation succeeds; any other channel is a way of its own, or a person's own need."""
ORDINARY_TERM = "first_mediation"
RETURNED = "returned"
GIVEN_UP = "withdrawn"
"""Where a complaint ended that its plaintiff took back."""
RETURNS = "returns_before_decision"


_CASE = bindparam("case_id", type_=Uuid())


class Look:
    """A case on a day, and what several facts are read from, each looked up once."""

    def __init__(self, session: Session, registry: Registry, case: Case, matter: Matter, on: date) -> None:
        self.session, self.registry = session, registry
        self.case, self.matter, self.on = case, matter, on

    @cached_property
    def parties(self) -> list[Party]:
        return current_parties(self.session, self.case.id)

    @cached_property
    def agreement(self) -> Agreement | None:
        return current_agreement(self.session, self.case.id)

    @cached_property
    def holder(self) -> Organisation:
        return self.session.get_one(Organisation, self.case.organisation_id)

    @cached_property
    def confirmation(self) -> Confirmation | None:
        """The one acted on, else the open one."""
        if isinstance(self.matter, Confirmation):
            return self.matter
        return open_confirmation(self.session, self.case.id)


Gather = Callable[[Look], Mapping[str, Any]]
GROUPS: list[tuple[frozenset[str], Gather]] = []
"""Which facts each function finds: those that nobody asks for are not looked up."""


def finds(*names: str) -> Callable[[Gather], Gather]:
    """The facts that the function answers; one that it leaves out is as in a fresh case."""

    def listed(gather: Gather) -> Gather:
        GROUPS.append((frozenset(names), gather))
        return gather

    return listed


def gather_facts(
    session: Session,
    registry: Registry,
    case: Case,
    matter: Matter,
    on: date,
    asked: frozenset[str] | None = None,
    supposed: Mapping[str, Any] | None = None,
) -> CaseFacts:
    """The facts of the case on a day: those asked for and what is found with them; None asks for all.

    `supposed`: what was otherwise at the time that is asked about. AttributeError when a guard reads one that was not
    looked up.
    """
    look = Look(session, registry, case, matter, on)
    wanted = [(names, gather) for names, gather in GROUPS if asked is None or names & asked]
    found: dict[str, Any] = {"on": on}
    for _, gather in wanted:
        found |= gather(look)
    found |= supposed or {}
    return known_of(CaseFacts(**found), frozenset({"on"}).union(*(names for names, _ in wanted)))


@finds("danger", "labour", "land_title", "land_contract", "medical")
def _about_the_case(look: Look) -> Mapping[str, Any]:
    case = look.case
    return {
        "danger": case.danger,
        "labour": case.labour,
        "land_title": case.land_title,
        "land_contract": land_was_contracted(case.category_code, land_title=case.land_title),
        "medical": case.category_code == MEDICAL,
    }


@finds("arbitrated", "decided_by_government")
def _about_what_comes_before_the_court(look: Look) -> Mapping[str, Any]:
    """Asked only where the law puts that body before the court."""
    case, session = look.case, look.session
    return {
        "arbitrated": case.labour and has_ended(session, case.id, ProceedingKind.ARBITRATION),
        "decided_by_government": case.land_title
        and has_ended(session, case.id, ProceedingKind.ADMINISTRATIVE),
    }


@finds("with_another_body")
def _about_another_body(look: Look) -> Mapping[str, Any]:
    """Asked only of a medical dispute (医疗纠纷预防和处理条例 31)."""
    case, session = look.case, look.session
    if case.category_code != MEDICAL:
        return {}
    suit = standing_filing(session, case.id)
    tried = suit is not None and is_still_tried(session, suit)
    return {"with_another_body": tried or is_under_way(session, case.id, *ANOTHER_BODY)}


@finds("court_has_it")
def _about_a_court_that_has_it(look: Look) -> Mapping[str, Any]:
    """Its own suit, or one that was noted, here or in a case that this one comes out of (若干规定 22)."""
    suit = standing_filing(look.session, look.case.id)
    tried = suit is not None and is_still_tried(look.session, suit)
    return {"court_has_it": tried or is_under_way(look.session, look.case.id, ProceedingKind.SUIT)}


@finds("appraisal_awaited")
def _about_an_appraisal(look: Look) -> Mapping[str, Any]:
    stood = standing_steps(look.session, look.case.id).steps.get(look.case.id, [])
    last = last_told(look.session, look.case.id, SUSPENDED, stood)
    return {"appraisal_awaited": last is not None and last.said("cause") == SuspensionCause.APPRAISAL.value}


@finds("mediators")
def _about_mediators(look: Look) -> Mapping[str, Any]:
    return {"mediators": tuple(mediator_names(look.session, look.case.id))}


@finds("township_holds", "committee_holds", "court_holds")
def _about_the_holder(look: Look) -> Mapping[str, Any]:
    return {
        "township_holds": look.holder.level is Level.TOWNSHIP,
        "committee_holds": committee(look.holder.kind),
        "court_holds": look.holder.kind is OrganisationKind.COURT,
    }


@finds("court_elsewhere", "court_at_hand")
def _about_the_court_that_sent_it(look: Look) -> Mapping[str, Any]:
    diversion = diversion_of(look.session, look.case.id)
    court_id = diversion.court_id if diversion is not None else look.case.inviting_court_id
    there = court_id is not None and link_of(look.session, court_id) is not None
    manned = (
        court_id is not None
        and not there
        and not without_filing_desk(look.session, look.registry, (court_id,), look.on)
    )
    return {"court_elsewhere": there and diversion is not None, "court_at_hand": manned}


@finds("asked_itself")
def _about_who_was_asked(look: Look) -> Mapping[str, Any]:
    asked = look.matter if isinstance(look.matter, Request) else None
    return {"asked_itself": asked is not None and asked.asked_id == asked.asker_id}


@finds("asked_for_the_mediation")
def _about_what_was_asked_for(look: Look) -> Mapping[str, Any]:
    channel = look.matter.channel if isinstance(look.matter, Request) else None
    return {"asked_for_the_mediation": channel in FOR_THE_MEDIATION}


@finds("case_open")
def _whether_the_case_is_open(look: Look) -> Mapping[str, Any]:
    return {"case_open": look.case.is_open}


@finds("hand_over_open")
def _about_open_hand_overs(look: Look) -> Mapping[str, Any]:
    return {"hand_over_open": OFFER in who_is_concerned(look.session, look.case.id)}


@finds("court_registered", "court_summary", "court_delegated", "court_delegates")
def _about_the_court(look: Look) -> Mapping[str, Any]:
    door, procedure = court_door(look.session, look.case)
    delegates = False
    if look.holder.kind is OrganisationKind.COURT:
        delegates = still_delegates(look.session, look.holder.id, look.on)
    return {
        "court_registered": door is CourtDoor.FIRST_MEDIATION,
        "court_summary": procedure is CourtProcedure.SUMMARY,
        "court_delegated": door is CourtDoor.DELEGATION,
        "court_delegates": delegates,
    }


@finds("court_on_paper", "ordinary_term_runs")
def _about_what_came_on_paper(look: Look) -> Mapping[str, Any]:
    return {
        "court_on_paper": sent_on_paper(look.session, look.case),
        "ordinary_term_runs": look.session.scalar(_ORDINARY_TERM, {"case_id": look.case.id}) is True,
    }


_ORDINARY_TERM = select(
    select(Deadline.id)
    .where(
        Deadline.matter_id == _CASE,
        Deadline.clock == ORDINARY_TERM,
        Deadline.state == DeadlineState.RUNNING,
    )
    .exists()
)


@finds("complaint_open", "went_to_law")
def _about_a_complaint(look: Look) -> Mapping[str, Any]:
    waits = MatterKind.FILING.value in who_is_concerned(look.session, look.case.id)
    return {"complaint_open": waits, "went_to_law": look.case.outcome in TO_LAW}


@finds("suit_tried", "suit_over", "entrusted_now")
def _about_the_trial(look: Look) -> Mapping[str, Any]:
    """Of the suit as a whole, in however many cases its court has entrusted it."""
    suit = standing_filing(look.session, look.case.id)
    if suit is None:
        return {}
    tried = is_still_tried(look.session, suit)
    return {
        "suit_tried": tried,
        "suit_over": not tried,
        "entrusted_now": is_mediated_now(look.session, suit, but=look.case.id),
    }


@finds("came_back", "suit_insisted_on")
def _about_what_came_back(look: Look) -> Mapping[str, Any]:
    back = came_back_of_itself(look.session, look.case.id)
    return {"came_back": back, "suit_insisted_on": not back or look.case.outcome not in UNDECIDED}


@finds("filed_first", "complaint_lacks")
def _about_where_a_complaint_stands(look: Look) -> Mapping[str, Any]:
    lies = open_complaint(look.session, look.case.id)
    state = lies.state if lies is not None else ""
    return {"filed_first": state == "to_number", "complaint_lacks": state == CORRECTING}


@finds("complaint_ruled_on")
def _about_a_ruling_on_a_complaint(look: Look) -> Mapping[str, Any]:
    last = last_complaint(look.session, look.case.id)
    ruled = last is not None and last.ruled_on is not None and last.state != GIVEN_UP
    return {"complaint_ruled_on": ruled}


@finds("term_ended_on")
def _about_the_end_of_a_term(look: Look) -> Mapping[str, Any]:
    """Nobody takes what an end brings; a report of danger beside it changes nothing."""
    stood = standing_steps(look.session, look.case.id).steps.get(look.matter.id, [])
    last = look.session.execute(
        select(CaseEvent.person_id)
        .where(
            CaseEvent.case_id == look.case.id,
            CaseEvent.seq.in_(stood),
            CaseEvent.tag.not_in(ABOUT_DANGER),
        )
        .order_by(CaseEvent.seq.desc())
        .limit(1)
    ).one_or_none()
    if last is None or last.person_id is not None:
        return {}
    return {"term_ended_on": last_day_over(look.session, look.matter.id)}


def last_day_over(session: Session, matter_id: UUID) -> date | None:
    """The last day of the term of a dispute or complaint that is over, where something hangs on its end."""
    return session.scalar(
        select(func.max(Deadline.due_on)).where(
            Deadline.matter_id == matter_id,
            Deadline.clock.in_(ENDING_OF_THEMSELVES),
            Deadline.overdue_at.is_not(None),
            Deadline.state != DeadlineState.WITHDRAWN,
        )
    )


@finds("fee_asked_for", "fee_term_over")
def _about_the_fee(look: Look) -> Mapping[str, Any]:
    suit = standing_filing(look.session, look.case.id)
    told = suit is not None and fee_was_told(look.session, suit)
    asked = told or look.session.scalar(_FEE_ASKED, {"case_id": look.case.id})
    over = look.session.scalar(_FEE_TERM_OVER, {"matter_id": look.matter.id, "on": look.on})
    return {"fee_asked_for": asked is True, "fee_term_over": over is True}


_FEE_ASKED = select(
    select(Request.id).where(Request.case_id == _CASE, Request.kind == MatterKind.FEE).exists()
)
_FEE_TERM_OVER = select(
    select(Deadline.id)
    .where(
        Deadline.matter_id == bindparam("matter_id", type_=Uuid()),
        Deadline.clock == FEE_TERM,
        Deadline.state == DeadlineState.RUNNING,
        Deadline.due_on < bindparam("on", type_=Date()),
    )
    .exists()
)


@finds("fee_told_since")
def _about_a_fee_told_since(look: Look) -> Mapping[str, Any]:
    """Of the suit, in whichever of its cases; one told before the court entrusted it in trial says nothing."""
    suit = standing_filing(look.session, look.case.id)
    last = look.session.scalar(_LAST_MOVED, {"case_id": look.case.id})
    if last is None:
        return {}
    return {"fee_told_since": suit is not None and fee_was_told(look.session, suit, since=last)}


_LAST_MOVED = (
    select(CaseEvent.id)
    .where(
        CaseEvent.case_id == _CASE,
        CaseEvent.matter_id == _CASE,
        CaseEvent.to_state.is_distinct_from(CaseEvent.from_state),
    )
    .order_by(CaseEvent.seq.desc())
    .limit(1)
)


@finds("suit_filed")
def _about_a_suit(look: Look) -> Mapping[str, Any]:
    return {"suit_filed": standing_filing(look.session, look.case.id) is not None}


@finds("defects_told", "correction_awaited", "refusal_unserved")
def _about_its_filing(look: Look) -> Mapping[str, Any]:
    """By the clocks that the court's own steps started."""
    if not isinstance(look.matter, Request) or look.matter.kind is not MatterKind.FILING:
        return {}
    told = look.session.scalars(
        select(Deadline).where(
            Deadline.matter_id == look.matter.id,
            Deadline.clock == CORRECTION,
            Deadline.state != DeadlineState.WITHDRAWN,
        )
    ).all()
    served = appeals_of(look.session, look.matter.id)
    return {
        "defects_told": bool(told),
        "correction_awaited": any(o.state is DeadlineState.RUNNING and o.due_on >= look.on for o in told),
        "refusal_unserved": tuple(
            p.name for p in look.parties if p.side is Side.APPLICANT and p.position not in served
        ),
    }


@finds("returned_often", "answer_overdue")
def _about_the_hand_over(look: Look) -> Mapping[str, Any]:
    if not isinstance(look.matter, HandOver):
        return {}
    session, hand_over = look.session, look.matter
    if link_of(session, hand_over.sender_id) is not None:
        return {}  # nobody above both installations decides in this one
    if session.get_one(Organisation, hand_over.sender_id).kind is OrganisationKind.COURT:
        return {}  # nobody decides over a court: it takes back (宪法 131)
    limit = value_on(session, RETURNS, look.on) or "3"
    if not limit.isdecimal():
        raise SetupError(say("设置「{name}」写错了", name=RETURNS))
    due_on = session.scalar(
        select(func.max(Deadline.due_on)).where(
            Deadline.matter_id == hand_over.id, Deadline.state == DeadlineState.RUNNING
        )
    )
    return {
        "returned_often": _times_returned(session, hand_over.case_id) + 1 >= int(limit),
        "answer_overdue": due_on is not None and due_on < look.on,
    }


def _times_returned(session: Session, case_id: UUID) -> int:
    """By receivers, since somebody above last decided: what was decided is no return, and the count begins anew."""
    times = 0
    for state, decider_id in session.execute(_OFFERED_BEFORE, {"case_id": case_id}):
        if decider_id is not None and state in (SIGNED_FOR, RETURNED):
            times = 0
        elif state == RETURNED:
            times += 1
    return times


_OFFERED_BEFORE = (
    select(HandOver.state, HandOver.decider_id).where(HandOver.case_id == _CASE).order_by(HandOver.id)
)


@finds("performed_late", "not_yet_due")
def _about_performance(look: Look) -> Mapping[str, Any]:
    """By the clock's last day, which moves off a day on which nobody works (民法典 203)."""
    if not isinstance(look.matter, Performance) or look.matter.due_on is None:
        return {}
    session, performance = look.session, look.matter
    last_on = session.scalar(
        select(Deadline.due_on)
        .where(
            Deadline.matter_id == performance.id,
            Deadline.clock == PERFORMANCE,
            Deadline.state != DeadlineState.WITHDRAWN,
        )
        .order_by(Deadline.id.desc())
        .limit(1)
    )
    last_on, done_on = last_on or look.matter.due_on, performance.done_on
    forborne = session.get_one(Obligation, performance.obligation_id).kind is ObligationKind.FORBEARANCE
    return {
        "performed_late": done_on is not None and done_on > last_on,
        "not_yet_due": look.on <= last_on and not forborne,  # what must not be done is broken on any day
    }


@finds("period_runs", "period_stands_still", "period_lapsed")
def _about_the_period(look: Look) -> Mapping[str, Any]:
    """Also of one that has lapsed since: what happened before is entered with its own day."""
    if not isinstance(look.matter, Performance):
        return {}
    begun = look.session.scalars(
        select(Deadline).where(Deadline.matter_id == look.matter.id, Deadline.clock == ENFORCEMENT)
    ).all()
    runs = (DeadlineState.RUNNING, DeadlineState.LAPSED)
    return {
        "period_runs": any(one.state in runs and one.starts_on <= look.on <= one.due_on for one in begun),
        "period_stands_still": any(one.state is DeadlineState.PAUSED for one in begun),
        "period_lapsed": any(one.state is DeadlineState.LAPSED for one in begun),
    }


@finds("meeting_to_come")
def _about_the_meeting(look: Look) -> Mapping[str, Any]:
    meets_at = look.matter.meets_at if isinstance(look.matter, Request) else None
    return {"meeting_to_come": meets_at is not None and meets_at.astimezone(SHANGHAI).date() > look.on}


@finds("sides_missing", "rights_untold")
def _about_sides(look: Look) -> Mapping[str, Any]:
    sides = {party.side for party in look.parties}
    return {
        "sides_missing": tuple(
            say(s.title_text) for s in (Side.APPLICANT, Side.RESPONDENT) if s not in sides
        ),
        "rights_untold": tuple(p.name for p in look.parties if p.rights_told_on is None),
    }


@finds("refusing", "consent_missing")
def _about_consent(look: Look) -> Mapping[str, Any]:
    last: dict[UUID, tuple[str, bool | None]] = {}
    for party_id, name, granted, on in rows_looked_up(look.session, _SAID, {"case_id": look.case.id}):
        last.setdefault(party_id, (name, None))
        if on is not None and on <= look.on:
            last[party_id] = (name, granted)
    return {
        "refusing": tuple(name for name, granted in last.values() if granted is False),
        "consent_missing": tuple(name for name, granted in last.values() if granted is None),
    }


_SAID = (
    select(Party.id, Party.name, Consent.granted, Consent.given_on)
    .outerjoin(Consent, (Consent.party_id == Party.id) & (Consent.purpose == ConsentPurpose.MEDIATION))
    .where(Party.case_id == _CASE, Party.until_on.is_(None))
    .order_by(Party.position, Party.ordinal, Consent.given_on, Consent.id)
)
"""What each party of now has said to mediation on which day, the last answer last; None where it has said nothing."""


@finds("guardians_missing")
def _about_guardians(look: Look) -> Mapping[str, Any]:
    unable = [party for party in look.parties if without_capacity(party, look.on)]
    guarded = _guarded(look.session, unable, look.on) if unable else set()
    return {"guardians_missing": tuple(p.name for p in unable if p.id not in guarded)}


def without_capacity(party: Party, on: date) -> bool:
    """Whether a guardian must act for the party (民法典 20-23, 144, 145)."""
    return capacity_on(party.kind, party.capacity, party.born_on, on) is not Capacity.FULL


def _guarded(session: Session, parties: list[Party], on: date) -> set[UUID]:
    return set(
        session.scalars(
            select(Representative.party_id).where(
                Representative.party_id.in_([party.id for party in parties]),
                Representative.kind == RepresentativeKind.GUARDIAN,
                Representative.until_on.is_(None) | (Representative.until_on >= on),
            )
        )
    )


@finds("sittings")
def _about_sittings(look: Look) -> Mapping[str, Any]:
    """Joint ones of the organisation that answers now: each committee mediates, and keeps its record, itself."""
    here = {"case_id": look.case.id, "organisation_id": look.case.organisation_id}
    return {"sittings": look.session.scalar(_JOINT_SITTINGS, here) or 0}


_JOINT_SITTINGS = select(func.count()).where(
    Sitting.case_id == _CASE,
    Sitting.organisation_id == bindparam("organisation_id", type_=Uuid()),
    Sitting.kind == SittingKind.JOINT,
    Sitting.voided_at.is_(None),
)


@finds("agreement_drawn", "agreement_written", "agreement_in_force_on", "agreement_left_over")
def _about_agreement(look: Look) -> Mapping[str, Any]:
    agreement = look.agreement
    if agreement is None:
        return {}
    return {
        "agreement_drawn": True,
        "agreement_written": agreement.form is AgreementForm.WRITTEN,
        "agreement_in_force_on": agreement.in_force_on,
        "agreement_left_over": agreement.left_over_sealed is not None,
    }


@finds("agreement_paper_is_current")
def _about_its_paper(look: Look) -> Mapping[str, Any]:
    agreement = look.agreement
    if agreement is None or agreement.form is not AgreementForm.WRITTEN or agreement.in_force_on is not None:
        return {}
    current = agreement_paper_is_current(look.session, look.case, agreement)
    return {"agreement_paper_is_current": current}


@finds("agreement_signed_by_any", "every_party_signed", "offices_missing", "marks_missing", "complete_on")
def _about_marks(look: Look) -> Mapping[str, Any]:
    if look.agreement is None or look.agreement.form is not AgreementForm.WRITTEN:
        return {}
    marks = live_signatures(look.session, agreement_id=look.agreement.id)
    alone = the_parties_marks_suffice(look.session, look.case)
    missing = missing_marks(look.parties, marks, parties_alone=alone)
    return {
        "agreement_signed_by_any": bool(marks),
        "every_party_signed": not missing_marks(look.parties, marks, parties_alone=True),
        "offices_missing": bool(missing_marks([], marks)),
        "marks_missing": tuple(_read_out(one) for one in missing),
        "complete_on": complete_on(look.parties, marks, parties_alone=alone),
    }


@finds("apply_until", "court_may_make_a_paper")
def _about_the_thirty_days(look: Look) -> Mapping[str, Any]:
    if look.agreement is None:
        return {}
    return {
        "apply_until": apply_until(look.session, look.case.id),
        "court_may_make_a_paper": may_make_a_mediation_paper(look.session, look.case) is not None,
    }


def apply_until(session: Session, case_id: UUID) -> date | None:
    """The last of the thirty days for applying for a ruling; None before the agreement is in force."""
    return session.scalar(_APPLY_UNTIL, {"case_id": case_id})


_APPLY_UNTIL = (
    select(Deadline.due_on)
    .where(
        Deadline.case_id == _CASE,
        Deadline.clock == "application",
        Deadline.state != DeadlineState.WITHDRAWN,
    )
    .order_by(Deadline.starts_on.desc())
    .limit(1)
)


def missing_marks(
    parties: list[Party], marks: list[Signature], *, parties_alone: bool = False
) -> list[str | SignerRole]:
    """Whose mark an agreement still lacks (人民调解法 29): every party, the mediator, the seal.

    With `parties_alone` the parties' suffice (特邀规定 24).
    """
    signed = {mark.party_id for mark in marks if mark.role is SignerRole.PARTY}
    roles = {mark.role for mark in marks}
    missing: list[str | SignerRole] = [party.name for party in parties if party.id not in signed]
    if parties_alone:
        return missing
    return missing + [role for role in (SignerRole.MEDIATOR, SignerRole.COMMITTEE_SEAL) if role not in roles]


def _read_out(one: str | SignerRole) -> str | Message:
    return say(one.title_text) if isinstance(one, SignerRole) else one


def complete_on(parties: list[Party], marks: list[Signature], *, parties_alone: bool = False) -> date | None:
    """The day on which the last mark that the law asks for was made; None while one is missing (人民调解法 29).

    Each party's, the first mediator's and the committee's seal count; a further mediator's or a recorder's does not.
    With `parties_alone` the last party's says the day, whether or not the others are there (特邀规定 24).
    """
    if missing_marks(parties, marks, parties_alone=parties_alone):
        return None
    current = {party.id for party in parties}
    theirs = [mark.signed_on for mark in marks if mark.party_id in current]
    if parties_alone:
        return max(theirs)
    firsts = [
        min(mark.signed_on for mark in marks if mark.role is role)
        for role in (SignerRole.MEDIATOR, SignerRole.COMMITTEE_SEAL)
    ]
    return max([*firsts, *theirs])


@finds("gone_back_on")
def _about_going_back(look: Look) -> Mapping[str, Any]:
    """The agreement's, or that of the application acted on."""
    agreement_id = (
        look.confirmation.agreement_id if look.confirmation else look.agreement and look.agreement.id
    )
    if agreement_id is None:
        return {"gone_back_on": False}
    return {"gone_back_on": look.session.scalar(_GONE_BACK, {"agreement_id": agreement_id}) is True}


_AGREEMENT = bindparam("agreement_id", type_=Uuid())
_GONE_BACK = select(
    select(Confirmation.id)
    .where(Confirmation.agreement_id == _AGREEMENT, Confirmation.state.in_(GONE_BACK))
    .exists()
)


@finds("confirmation_granted")
def _about_earlier_rulings(look: Look) -> Mapping[str, Any]:
    if look.agreement is None:
        return {}
    return {
        "confirmation_granted": confirmation_in_force(look.session, look.agreement.id, _duty(look))
        is not None
    }


def _duty(look: Look) -> int | None:
    """The number in the agreement of the duty that is acted on."""
    if not isinstance(look.matter, Performance):
        return None
    return look.session.get_one(Obligation, look.matter.obligation_id).ordinal


@finds("notarised")
def _about_the_notary(look: Look) -> Mapping[str, Any]:
    return {"notarised": notarised_on(look.session, look.case.id) is not None}


@finds(
    "confirmation_open", "submitted_on", "mediation_paper_asked", "ruling_prepared", "ruled", "ruling_sealed"
)
def _about_confirmation(look: Look) -> Mapping[str, Any]:
    one = look.confirmation
    if one is None:
        return {}
    return {
        "confirmation_open": one.is_open,
        "submitted_on": one.submitted_on,
        "mediation_paper_asked": one.wanted is CourtPaper.MEDIATION,
        "ruling_prepared": one.findings_sealed is not None,
        "ruled": one.ruled_on is not None,
        "ruling_sealed": one.sealed_on is not None,
    }


@finds("review_unanswered", "review_against")
def _about_the_review(look: Look) -> Mapping[str, Any]:
    if look.confirmation is None or not look.confirmation.review:
        return {}
    review = CourtReview.from_json(look.confirmation.review)
    return {
        "review_unanswered": tuple(say(point.title_text) for point in review.unanswered),
        "review_against": tuple(say(point.title_text) for point in review.against),
    }


@finds("other_application_open")
def _about_other_applications(look: Look) -> Mapping[str, Any]:
    if look.confirmation is None:
        return {}
    this = {"agreement_id": look.confirmation.agreement_id, "confirmation_id": look.confirmation.id}
    return {"other_application_open": look.session.scalar(_OTHERS, this) is True}


_OTHERS = select(
    select(Confirmation.id)
    .where(
        Confirmation.agreement_id == _AGREEMENT,
        Confirmation.id != bindparam("confirmation_id", type_=Uuid()),
        Confirmation.is_open,
    )
    .exists()
)


@finds("supplement_asked", "supplement_awaited", "ruling_extended")
def _about_its_clocks(look: Look) -> Mapping[str, Any]:
    if look.confirmation is None:
        return {}
    clocks = {
        deadline.clock: deadline
        for deadline in look.session.scalars(
            select(Deadline).where(
                Deadline.matter_id == look.confirmation.id,
                Deadline.clock.in_((SUPPLEMENT, RULING)),
                Deadline.state == DeadlineState.RUNNING,
            )
        )
    }
    asked, ruling = clocks.get(SUPPLEMENT), clocks.get(RULING)
    return {
        "supplement_asked": asked is not None,
        "supplement_awaited": asked is not None and asked.due_on >= look.on,
        "ruling_extended": ruling is not None
        and any(step["kind"] == "extended" for step in ruling.derivation["steps"]),
    }


@finds("application_marks_missing")
def _about_applicants(look: Look) -> Mapping[str, Any]:
    if look.confirmation is None:
        return {}
    signed = {mark.party_id for mark in live_signatures(look.session, confirmation_id=look.confirmation.id)}
    return {"application_marks_missing": tuple(p.name for p in look.parties if p.id not in signed)}


@finds("unserved")
def _about_service(look: Look) -> Mapping[str, Any]:
    if look.confirmation is None:
        return {}
    served = set(
        look.session.scalars(
            select(Delivery.party_id).where(Delivery.confirmation_id == look.confirmation.id)
        )
    )
    waiting = (p.name for p in look.parties if not in_whose_place(look.session, p) & served)
    return {"unserved": tuple(waiting)}


@finds("objection_waits", "ruling_varied")
def _about_objections(look: Look) -> Mapping[str, Any]:
    if look.confirmation is None:
        return {}
    return {
        "objection_waits": bool(objections_waiting(look.session, look.confirmation.id)),
        "ruling_varied": was_varied(look.session, look.confirmation.id),
    }


@finds("objection_ruling_unsealed", "objection_ruling_unserved")
def _about_rulings_on_objections(look: Look) -> Mapping[str, Any]:
    if look.confirmation is None:
        return {}
    ruling = ruling_to_serve(look.session, look.confirmation.id)
    return {
        "objection_ruling_unsealed": ruling_to_seal(look.session, look.confirmation.id) is not None,
        "objection_ruling_unserved": ()
        if ruling is None
        else tuple(one.name for one in unserved_with(look.session, ruling)),
    }
