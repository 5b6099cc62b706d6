"""What papers of a case can be about now, and from which desk somebody would issue them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import (
    Agreement,
    Case,
    Complaint,
    Confirmation,
    Diversion,
    HandOver,
    Investigation,
    Obligation,
    Organisation,
    Performance,
    Request,
    ReturnVisit,
)
from mediation.rules import papers
from mediation.rules.actor import Actor, Post
from mediation.rules.grammar import Permission
from mediation.rules.messages import Message, say
from mediation.rules.papers.issuing import BROKEN, About, Desk, Offer, Subject, offers
from mediation.rules.policy import CaseView, committee
from mediation.rules.vocabulary import CaseSource, CourtDoor, MatterKind, OrganisationKind
from mediation.services.case_now import acting_for, current_parties, standing_filing
from mediation.services.court_door import court_door, registered_by_a_court
from mediation.services.filling.mediating import undisputed_facts_of
from mediation.services.filling.moving import kind_of_hand_over
from mediation.services.filling.reviewing import ENDS
from mediation.services.objection_rulings import confirmation_in_force
from mediation.services.told_events import ToldEvent, told_events

OPEN_DUTIES = ("due", "broken")


def desk_of(actor: Actor, case: Case, holder: Organisation, view: CaseView) -> tuple[Desk, Post] | None:
    """From where the actor issues papers of the case: whoever may look at its numbers, at its holder or a court."""
    ready = list(actor.posts_with(Permission.REVEAL))
    here = next((post for post in ready if post.organisation_id == case.organisation_id), None)
    if view is CaseView.FULL and here is not None:
        if committee(holder.kind):
            return Desk.COMMITTEE, here
        return (Desk.COURT_DESK if holder.kind is OrganisationKind.COURT else Desk.CENTRE), here
    court = next((post for post in ready if Permission.READ_COURT_MATTERS in post.role.may), None)
    return (Desk.COURT, court) if view is CaseView.COURT and court is not None else None


@dataclass(frozen=True, slots=True)
class Counter:
    """Somebody at a desk before a case on one day."""

    session: Session
    case: Case
    desk: Desk
    post: Post
    today: date

    def offers(self) -> tuple[Offer, ...]:
        """The papers that may be issued now."""
        return offers(self.desk, {about: tuple(find(self)) for about, find in _FINDERS.items()})


def _application(at: Counter) -> Iterator[Subject]:
    """What the parties asked for; a committee that acts of itself was asked by nobody."""
    if at.case.source is not CaseSource.OWN_INITIATIVE:
        yield Subject(at.case.id, at.case.state)


def _case(at: Counter) -> Iterator[Subject]:
    filed = registered_by_a_court(at.session, at.case)
    yield Subject(at.case.id, "filed" if filed else at.case.state)


def _events(at: Counter) -> list[ToldEvent]:
    return [event for event in told_events(at.session, at.case.id) if event.stands]


def _event(at: Counter) -> Iterator[Subject]:
    return (Subject(e.id, e.tag, e.on) for e in _events(at))


def _closings(at: Counter) -> Iterator[Subject]:
    """The act that closed the case, where a number was given to it."""
    if at.case.number:
        yield from _ends(at)


def _ends(at: Counter) -> Iterator[Subject]:
    """The act that closed the case."""
    if at.case.concluded_on is None:
        return
    ended = [e for e in _events(at) if e.matter_id == at.case.id and e.from_state != e.to_state]
    if ended:
        yield Subject(ended[-1].id, ended[-1].tag)


def _answers(at: Counter) -> Iterator[Subject]:
    """What closed a case that a court delegated or entrusted."""
    invited = at.case.inviting_court_id is not None
    if invited and court_door(at.session, at.case)[0] in (CourtDoor.FIRST_MEDIATION, CourtDoor.DELEGATION):
        yield from _ends(at)


def _facts(at: Counter) -> Iterator[Subject]:
    if undisputed_facts_of(at.session, at.case.id):
        yield Subject(at.case.id, at.case.state)


def _agents(at: Counter) -> Iterator[Subject]:
    parties = {party.id: party.name for party in current_parties(at.session, at.case.id)}
    for one in acting_for(at.session, parties):
        pair = say("{name}（代理 {party}）", name=one.name, party=parties[one.party_id])
        yield Subject(one.id, one.kind.value, pair)


def _investigations(at: Counter) -> Iterator[Subject]:
    held = select(Investigation).where(
        Investigation.case_id == at.case.id,
        Investigation.organisation_id == at.post.organisation_id,
        Investigation.voided_at.is_(None),
    )
    for one in at.session.scalars(held.order_by(Investigation.began_at)):
        yield Subject(one.id, "held", one.asked or "")


def _agreements(at: Counter) -> Iterator[Subject]:
    stands = select(Agreement).where(Agreement.case_id == at.case.id, Agreement.superseded_at.is_(None))
    return (Subject(one.id, one.form.value) for one in at.session.scalars(stands))


def _visits(at: Counter) -> Iterator[Subject]:
    made = select(ReturnVisit).where(ReturnVisit.case_id == at.case.id, ReturnVisit.voided_at.is_(None))
    for one in at.session.scalars(made.order_by(ReturnVisit.visited_on)):
        yield Subject(one.id, "made", one.visited_on)


def _duties(at: Counter) -> Iterator[Subject]:
    lives = (
        select(Performance, Obligation)
        .join(Obligation, Obligation.id == Performance.obligation_id)
        .where(Performance.case_id == at.case.id, Performance.state.in_(OPEN_DUTIES))
        .order_by(Obligation.ordinal)
    )
    for life, duty in at.session.execute(lives):
        overdue = life.state == "due" and life.due_on is not None and life.due_on < at.today
        yield Subject(life.id, "overdue" if overdue else life.state, _nth(duty))


def _enforceable(at: Counter) -> Iterator[Subject]:
    """Broken duties that a court has made enforceable."""
    lives = (
        select(Performance, Obligation)
        .join(Obligation, Obligation.id == Performance.obligation_id)
        .where(Performance.case_id == at.case.id, Performance.state.in_(BROKEN))
        .order_by(Obligation.ordinal)
    )
    for life, duty in at.session.execute(lives):
        if confirmation_in_force(at.session, duty.agreement_id, duty.ordinal) is not None:
            yield Subject(life.id, life.state, _nth(duty))


def _nth(duty: Obligation) -> Message:
    return say("第{n}项，{name}", n=papers.ordinal(duty.ordinal), name=duty.debtor_name)


def _performed(at: Counter) -> Iterator[Subject]:
    done = (
        select(Obligation.agreement_id)
        .join(Performance, Performance.obligation_id == Obligation.id)
        .join(Agreement, Agreement.id == Obligation.agreement_id)
        .where(
            Performance.case_id == at.case.id,
            Performance.done_on.is_not(None),
            Agreement.superseded_at.is_(None),
        )
    )
    return (Subject(one, "performed") for one in sorted(set(at.session.scalars(done))))


def _hand_overs(at: Counter) -> Iterator[Subject]:
    """What this organisation sent: an offer that waits, and to whom a court sent it that does not hold it any more."""
    door = at.session.scalar(select(Diversion.door).where(Diversion.case_id == at.case.id))
    sent = select(HandOver).where(
        HandOver.case_id == at.case.id, HandOver.sender_id == at.post.organisation_id
    )
    for one in at.session.scalars(sent.order_by(HandOver.offered_at)):
        if not one.is_open and (at.desk is not Desk.COURT or one.state != "accepted"):
            continue
        sender = at.session.get_one(Organisation, one.sender_id)
        receiver = at.session.get_one(Organisation, one.receiver_id)
        yield Subject(one.id, kind_of_hand_over(sender, receiver, door).value, receiver.name)


def _invitations(at: Counter) -> Iterator[Subject]:
    asked = select(Request).where(
        Request.case_id == at.case.id, Request.kind == MatterKind.JOINT, Request.is_open
    )
    return (Subject(one.id, one.state, one.asked_name) for one in at.session.scalars(asked))


def _suits(at: Counter) -> Iterator[Subject]:
    filing = standing_filing(at.session, at.case.id)
    if filing is not None and filing.court_id == at.post.organisation_id and at.case.is_open:
        yield Subject(filing.id, "filed", filing.court_number)


def _complaints(at: Counter) -> Iterator[Subject]:
    """What was drawn up, until a court has registered the dispute."""
    drawn = at.session.scalar(select(Complaint.id).where(Complaint.case_id == at.case.id))
    if drawn is not None and not registered_by_a_court(at.session, at.case):
        yield Subject(at.case.id, at.case.state)


def _confirmations(at: Counter) -> Iterator[Subject]:
    return (Subject(one.id, one.state) for one in _applied(at) if one.accepted_on is not None)


def _reviews(at: Counter) -> Iterator[Subject]:
    """Applications on which a judge has ruled without confirming, by the step that did it."""
    ruled = {e.matter_id: e.tag for e in _events(at) if e.tag in ENDS}
    return (Subject(one.id, ruled[one.id], one.court_number or "") for one in _applied(at) if one.id in ruled)


def _applied(at: Counter) -> list[Confirmation]:
    """The applications that this court has."""
    made = select(Confirmation).where(
        Confirmation.case_id == at.case.id,
        Confirmation.court_id == at.post.organisation_id,
        Confirmation.submitted_on.is_not(None),
    )
    return list(at.session.scalars(made.order_by(Confirmation.id)))


_FINDERS = {
    About.APPLICATION: _application,
    About.CASE: _case,
    About.EVENT: _event,
    About.CLOSING: _closings,
    About.ANSWER: _answers,
    About.FACTS: _facts,
    About.AGENT: _agents,
    About.INVESTIGATION: _investigations,
    About.AGREEMENT: _agreements,
    About.VISIT: _visits,
    About.DUTY: _duties,
    About.ENFORCEABLE: _enforceable,
    About.PERFORMED: _performed,
    About.HAND_OVER: _hand_overs,
    About.INVITATION: _invitations,
    About.SUIT: _suits,
    About.COMPLAINT: _complaints,
    About.CONFIRMATION: _confirmations,
    About.REVIEW: _reviews,
}


def offer_for(at: Counter, kind: str, subject_id: UUID) -> Offer | None:
    """That paper, if it may be issued now."""
    wanted = (one for one in at.offers() if one.kind == kind and one.subject.id == subject_id)
    return next(wanted, None)
