"""What a person decides beside what triage proposes: weighed before the step, kept with it in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.orm import Session

from mediation.model import Case, HandOver, Holding, Organisation, TriageDecision
from mediation.rules import acts
from mediation.rules.acts import CaseAssigned, CaseOffered, Given
from mediation.rules.clock import SHANGHAI
from mediation.rules.derivation import stored_message
from mediation.rules.grammar import Definition, State, Step
from mediation.rules.triage import VERSION, Choice, Weighed, propose
from mediation.rules.vocabulary import MatterKind, Seat, Tier, TriageAspect
from mediation.services.load import Loaded
from mediation.services.step import Done, Entry
from mediation.services.triage_facts import triage_facts
from mediation.services.unit_of_work import UnitOfWork


def weigh(
    uow: UnitOfWork, loaded: Loaded, definition: Definition, step: Step, given: Given, today: date
) -> Weighed | None:
    """The choice beside the proposal; None for a step that chooses nothing, or when nobody could be proposed."""
    choice = choice_of(uow.session, loaded.case, loaded.kind, definition, step, given)
    if choice is None:
        return None
    chosen = uow.session.get(Organisation, choice.organisation_id) if choice.organisation_id else None
    if choice.organisation_id is not None and chosen is None:
        return None  # the act says at its field that there is none
    proposal = propose(triage_facts(uow.session, uow.registry, loaded.case, today))
    if choice.aspect is TriageAspect.ORGANISATION and proposal.organisation is None:
        return None
    return Weighed(proposal, replace(choice, level=chosen.level if chosen else None))


def choice_of(
    session: Session, case: Case, kind: MatterKind, definition: Definition, step: Step, given: Given
) -> Choice | None:
    """What taking the step chooses."""
    if isinstance(given, CaseOffered | CaseAssigned):
        return Choice(TriageAspect.ORGANISATION, Tier.NON_LITIGATION, given.receiver_id)
    if kind is not MatterKind.DISPUTE or case.number is not None or step.seat is Seat.SYSTEM:
        return None
    if step.act is not None and step.act.name == acts.GIVE_NUMBER.name:
        own = Choice(TriageAspect.ORGANISATION, Tier.NON_LITIGATION, case.organisation_id)
        return None if _was_handed_over(session, case.id) else own
    tier = chosen_tier(definition, definition.by_state[case.state], step)
    return Choice(TriageAspect.TIER, tier) if tier else None


def chosen_tier(definition: Definition, before: State, step: Step) -> Tier | None:
    """The tier that a step out of a state chooses, while no committee has accepted the dispute."""
    after = step.dest
    if after is None or not before.open:
        return None
    if after.tier is Tier.LITIGATION:
        return Tier.LITIGATION
    return after.tier if before is definition.initial and after.open else None


_HOLDINGS = (
    select(func.count()).select_from(Holding).where(Holding.case_id == bindparam("case_id", type_=Uuid()))
)


def _was_handed_over(session: Session, case_id: UUID) -> bool:
    """Who got the case from another was chosen then: to accept it is no second choice."""
    return (session.scalar(_HOLDINGS, {"case_id": case_id}) or 0) > 1


def keep_decision(
    uow: UnitOfWork, weighed: Weighed, entry: Entry, loaded: Loaded, step: Step, done: Done
) -> None:
    """The row that figures count; why a proposal was not followed is sealed."""
    proposal, choice = weighed.proposal, weighed.choice
    about_tier = choice.aspect is TriageAspect.TIER
    decision = TriageDecision(
        case_id=loaded.case.id,
        organisation_id=entry.taken_from.organisation_id,
        decided_by=entry.taker.person_id,
        decided_at=entry.recorded_at,
        decided_on=entry.recorded_at.astimezone(SHANGHAI).date(),
        step=step.name,
        aspect=choice.aspect,
        rule_version=VERSION,
        rule=proposal.rule,
        reasons=[stored_message(one) for one in (proposal.tier_reasons if about_tier else proposal.reasons)],
        proposed_tier=proposal.tier,
        proposed_level=proposal.level,
        proposed_id=proposal.organisation.id if proposal.organisation else None,
        chosen_tier=choice.tier,
        chosen_level=choice.level,
        chosen_id=choice.organisation_id,
        hand_over_id=_hand_over(loaded, done),
        followed=weighed.followed,
    )
    uow.session.add(decision)
    decision.departure = "" if weighed.followed else entry.reason


def _hand_over(loaded: Loaded, done: Done) -> UUID | None:
    """The offer by which the organisation was chosen, where there is one."""
    if isinstance(loaded.matter, HandOver):
        return loaded.matter.id
    return UUID(done.data["hand_over"]) if "hand_over" in done.data else None
