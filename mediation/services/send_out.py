"""A court sends a case out by the door behind which it stands: offered to a committee, with a letter of its own."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from mediation.model import Case, Consent, Deadline, HandOver
from mediation.rules.actor import Actor
from mediation.rules.acts import CaseDelegated, CaseOffered, Given
from mediation.rules.clock import Clock
from mediation.rules.errors import BadInput, WrongState
from mediation.rules.messages import say
from mediation.rules.triage import propose
from mediation.rules.vocabulary import ConsentPurpose, CourtDoor, MatterKind, Side
from mediation.services.case_now import current_parties
from mediation.services.court_door import court_door, number_of_door
from mediation.services.issue_paper import issue_paper
from mediation.services.load import load_case
from mediation.services.step import StepCommand
from mediation.services.take_back import take_back
from mediation.services.take_step import take_step
from mediation.services.triage_facts import triage_facts
from mediation.services.unit_of_work import UnitOfWork

STEPS = {
    CourtDoor.GUIDANCE: "guide",
    CourtDoor.FIRST_MEDIATION: "entrust",
    CourtDoor.DELEGATION: "delegate",
}
LETTERS = {
    CourtDoor.GUIDANCE: "transfer_letter",
    CourtDoor.FIRST_MEDIATION: "entrustment_letter",
    CourtDoor.DELEGATION: "delegation_letter",
}


def send_out(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    case_id: UUID,
    receiver_id: UUID | None = None,
    reason: str,
    told: bool = False,
) -> UUID:
    """Offer the case of the actor's court to that committee, or to whom triage proposes; the answer is the case.

    Who agreed that the papers go is taken from what was recorded; `told`: everybody was told and agrees today.
    Raises what the step and the letter refuse.
    """
    case = load_case(uow, actor, case_id).case
    door = court_door(uow.session, case)[0] or CourtDoor.GUIDANCE
    receiver_id = receiver_id or _proposed(uow, case, clock)
    command = StepCommand(
        matter=MatterKind.DISPUTE,
        matter_id=case_id,
        step=STEPS[door],
        given=_given(uow, case_id, door, receiver_id, told),
        reason=reason,
    )
    take_step(uow, actor=actor, clock=clock, command=command)
    uow.session.flush()
    offer = uow.session.scalars(
        select(HandOver.id).where(HandOver.case_id == case_id, HandOver.is_open)
    ).one()
    issue_paper(uow, actor=actor, clock=clock, case_id=case_id, kind=LETTERS[door], subject_id=offer)
    return case_id


def send_elsewhere(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    hand_over_id: UUID,
    receiver_id: UUID | None = None,
    reason: str,
) -> UUID:
    """What nobody signed for in time is taken back and offered to the next one, in one act; the answer is the case.

    NotThere for who did not send it; WrongState while the term still runs.
    """
    offer = uow.session.get(HandOver, hand_over_id)
    take_back(uow, hand_over_id, actor=actor, clock=clock, reason=reason)
    assert offer is not None
    if not was_silent(uow, hand_over_id):
        raise WrongState(say("签收期限还没有过：要现在收回的，请在案件里办理「撤回移交」"))
    return send_out(
        uow,
        actor=actor,
        clock=clock,
        case_id=offer.case_id,
        receiver_id=receiver_id,
        reason=reason,
    )


def was_silent(uow: UnitOfWork, hand_over_id: UUID) -> bool:
    """Whether the term for signing was over when the hand-over ended."""
    late = select(Deadline.id).where(Deadline.matter_id == hand_over_id, Deadline.due_on < Deadline.ended_on)
    uow.session.flush()
    return uow.session.scalar(late.limit(1)) is not None


def _proposed(uow: UnitOfWork, case: Case, clock: Clock) -> UUID:
    """The committee that triage proposes now; BadInput where it has nobody to propose."""
    proposal = propose(triage_facts(uow.session, uow.registry, case, clock.today()))
    if proposal.organisation is None:
        raise BadInput.at("receiver_id", say("现在没有哪个调解组织有人能签收，请自己选一个"))
    return proposal.organisation.id


def _given(uow: UnitOfWork, case_id: UUID, door: CourtDoor, receiver_id: UUID, told: bool) -> Given:
    """With who agrees: all of them today, or those whose word was recorded; at the first door who came is asked."""
    parties = current_parties(uow.session, case_id)
    if door is CourtDoor.GUIDANCE:
        parties = [party for party in parties if party.side is Side.APPLICANT]
    said = _last_words(uow, [party.id for party in parties])
    agreeing = tuple(party.id for party in parties if told or said.get(party.id))
    if door is CourtDoor.DELEGATION:
        number = number_of_door(uow.session, case_id)
        return CaseDelegated(receiver_id, agreeing, number, recorded=not told)
    return CaseOffered(receiver_id, agreeing, recorded=not told)


def _last_words(uow: UnitOfWork, party_ids: list[UUID]) -> dict[UUID, bool]:
    """What each of them said last about the papers going to who mediates."""
    rows = uow.session.execute(
        select(Consent.party_id, Consent.granted)
        .where(Consent.party_id.in_(party_ids), Consent.purpose == ConsentPurpose.TRANSFER)
        .order_by(Consent.given_on, Consent.id)
    )
    return {party_id: granted for party_id, granted in rows}
