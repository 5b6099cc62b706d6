"""The frozen facts of a case on which guards decide; `load` builds them, the prover treats them as atoms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import ReviewPoint


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What is true of a case on the day `on`. Lists hold names as they would be read out, titles as Messages."""

    on: date
    danger: bool = False
    court_registered: bool = False
    """Whether a court has registered the suit: mediation goes on beside it, and never holds it up."""
    court_summary: bool = False
    """Whether it tries the suit by summary procedure."""
    court_delegated: bool = False
    """Whether a court sent the dispute out before registering it, by 委派."""
    court_on_paper: bool = False
    """Whether the court sent it on paper, so that the committee registered it."""
    ordinary_term_runs: bool = False
    """Whether the term of mediation before trial runs that the ordinary procedure has."""
    court_delegates: bool = False
    """Whether the court that holds the dispute still does so, that day."""
    complaint_open: bool = False
    """Whether a complaint lies with a court that has not yet decided whether to register it."""
    came_back: bool = False
    """Whether it lies there because a delegation failed, and nobody has brought papers since."""
    suit_insisted_on: bool = True
    """Whether its parties did not merely leave mediation, or agree on a part."""
    filed_first: bool = False
    """Whether the court has let its seven days pass, so that only a number is missing."""
    complaint_lacks: bool = False
    """Whether the complaint that lies there waits for what the court has told that it lacks."""
    complaint_ruled_on: bool = False
    """Whether the last complaint was ruled on and not withdrawn: refused, appealed, or ordered to be registered."""
    suit_filed: bool = False
    """Whether a court's registration of the dispute stands, whichever court's, under a number of its own."""
    suit_tried: bool = False
    """Whether the court that has registered the dispute still tries it: neither terms nor a ruling ended the suit."""
    suit_over: bool = False
    """Whether a court has registered the dispute and tries it no longer."""
    fee_told_since: bool = False
    """Whether the court has told the fee of the suit since the dispute came where it stands."""
    court_has_it: bool = False
    """Whether a court tries the dispute, here or elsewhere, as far as it was noted."""
    entrusted_now: bool = False
    """Whether the court has entrusted that suit in a case that is still open."""
    went_to_law: bool = False
    """Whether the dispute has ended because its parties go to court, or to what comes before it."""
    term_ended_on: date | None = None
    """The last day of the term whose end brought the matter where it stands, as long as nothing else has followed."""
    defects_told: bool = False
    """Whether the court has told once what the complaint lacks."""
    correction_awaited: bool = False
    """Told, and the day that the court set for it is not over."""
    refusal_unserved: tuple[str, ...] = ()
    """The applicants whom the ruling not to register has not reached."""
    fee_asked_for: bool = False
    """Whether the court has told the fee of the suit."""
    fee_term_over: bool = False
    """Whether the days for paying it are over."""
    labour: bool = False
    land_title: bool = False
    land_contract: bool = False
    """Whether it is about rural land, and not whose it is: a dispute over contracting it (农地调仲法 2)."""
    medical: bool = False
    with_another_body: bool = False
    """Whether a court tries a medical dispute, or the health authority mediates it, as far as it was noted."""
    appraisal_awaited: bool = False
    """Whether mediation was last suspended to wait for an appraisal."""
    arbitrated: bool = False
    """Whether labour arbitration over it has ended, here or in the case that it comes from."""
    decided_by_government: bool = False
    """Whether the government has decided whose land it is, here or in the case that it comes from."""
    sides_missing: tuple[Message, ...] = ()
    refusing: tuple[str, ...] = ()
    consent_missing: tuple[str, ...] = ()
    rights_untold: tuple[str, ...] = ()
    guardians_missing: tuple[str, ...] = ()
    mediators: tuple[str, ...] = ()
    sittings: int = 0
    hand_over_open: bool = False
    returned_often: bool = False
    """Whether one more return makes it the last that the committees settle among themselves."""
    answer_overdue: bool = False
    """Whether the receiver has let the term pass without signing or returning."""
    township_holds: bool = False
    committee_holds: bool = True
    """Whether a committee answers for the case, not a court or a centre."""
    court_holds: bool = False
    court_at_hand: bool = False
    """Whether the court that sent the case, through the program or on paper, has people in this installation."""
    court_elsewhere: bool = False
    """Whether the court that sent the case works in another installation."""
    asked_itself: bool = False
    """Whether who was asked for something about the case has come to be who asked for it."""
    case_open: bool = True
    asked_for_the_mediation: bool = True
    """Whether what was asked of others serves the mediation itself, and no way beside it or person's own need."""
    meeting_to_come: bool = False
    """Whether the day for which the meeting was called is still to come."""
    agreement_drawn: bool = False
    agreement_written: bool = False
    agreement_in_force_on: date | None = None
    agreement_signed_by_any: bool = False
    every_party_signed: bool = False
    """Whether an agreement is drawn and each party of now has signed it."""
    offices_missing: bool = False
    """Whether the written agreement lacks the mediator's mark or the committee's seal."""
    agreement_left_over: bool = False
    """Whether something was not agreed on, so that the agreement is a partial one."""
    agreement_paper_is_current: bool = True
    """Whether the paper last issued still names the parties, mediators and duties of the agreement."""
    marks_missing: tuple[str | Message, ...] = ()
    complete_on: date | None = None
    """The day of the last mark that the law asks for, once all are there."""
    apply_until: date | None = None
    court_may_make_a_paper: bool = False
    """Whether a court sent the dispute itself, and may make a mediation paper of its agreement."""
    confirmation_open: bool = False
    other_application_open: bool = False
    """Whether another application for the same agreement is under way."""
    gone_back_on: bool = False
    """Whether a party went back on a mediation paper of the agreement, so that the suit is filed and tried."""
    confirmation_granted: bool = False
    notarised: bool = False
    """Whether a notary has made the agreement enforceable."""
    application_marks_missing: tuple[str, ...] = ()
    submitted_on: date | None = None
    mediation_paper_asked: bool = False
    """Whether the parties ask for the court's mediation paper in the stead of a ruling."""
    ruling_prepared: bool = False
    review_unanswered: tuple[Message, ...] = tuple(say(point.title_text) for point in ReviewPoint)
    """The points of its review that the court has not answered."""
    review_against: tuple[Message, ...] = ()
    """Those that are not fulfilled, as the court answered."""
    ruled: bool = False
    ruling_sealed: bool = False
    supplement_asked: bool = False
    supplement_awaited: bool = False
    """Asked for, and the day that the court set is not over."""
    ruling_extended: bool = False
    unserved: tuple[str, ...] = ()
    objection_waits: bool = False
    """Whether the court has still to rule on an objection."""
    ruling_varied: bool = False
    """Whether a ruling on an objection has changed the first one."""
    objection_ruling_unsealed: bool = False
    """Whether the court has ruled on an objection and the ruling is not sealed yet."""
    objection_ruling_unserved: tuple[str, ...] = ()
    """Whom a sealed ruling on an objection has not reached."""
    performed_late: bool = False
    """Whether the duty was done after its last day."""
    period_runs: bool = False
    """Whether the two years for applying for enforcement were not over, that day."""
    period_stands_still: bool = False
    period_lapsed: bool = False
    """Whether they are over, so that only what was done before may still be entered."""
    not_yet_due: bool = False
    """Whether the last day for the duty is still to come, or today."""


class _Known:
    """Facts of which some were looked up: to read another is a mistake, not a fresh case."""

    __slots__ = ("facts", "names")

    def __init__(self, facts: CaseFacts, names: frozenset[str]) -> None:
        self.facts, self.names = facts, names

    def __getattr__(self, name: str) -> object:
        if name not in self.names:
            raise AttributeError(f"the fact {name} was not looked up")
        return getattr(self.facts, name)


def known_of(facts: CaseFacts, names: frozenset[str]) -> CaseFacts:
    """The facts as far as they are among the names; AttributeError when another is read."""
    return cast(CaseFacts, _Known(facts, names))
