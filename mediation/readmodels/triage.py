"""Triage on the case page: what is proposed now, and what was decided beside which proposal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Case, Organisation, Person, TriageDecision, TriageRetraction
from mediation.readmodels.case_page import MatterPage
from mediation.rules.acts import Nothing
from mediation.rules.derivation import message_stored
from mediation.rules.grammar import Registry, Step
from mediation.rules.messages import Message
from mediation.rules.triage import Proposal, Weighed, propose
from mediation.rules.vocabulary import Tier, TriageAspect, TriageRule
from mediation.services.triage_facts import triage_facts
from mediation.services.weigh_triage import choice_of


def proposal_for(session: Session, registry: Registry, case_id: UUID, today: date) -> Proposal:
    """What triage proposes for the case as it stands; the caller has seen that the case is the actor's."""
    return propose(triage_facts(session, registry, session.get_one(Case, case_id), today))


def is_undecided(session: Session, page: MatterPage) -> bool:
    """Whether no committee has accepted the dispute, so that triage still has something to say."""
    return page.state.open and session.get_one(Case, page.case_id).number is None


def weighed_for(
    session: Session, registry: Registry, page: MatterPage, step: Step, today: date
) -> Weighed | None:
    """What a step chooses by itself, beside the proposal; None where it chooses nothing."""
    case = session.get_one(Case, page.case_id)
    choice = choice_of(session, case, page.kind, page.definition, step, Nothing())
    if choice is None:
        return None
    weighed = Weighed(proposal_for(session, registry, page.case_id, today), choice)
    nobody = weighed.proposal.organisation is None
    return None if choice.aspect is TriageAspect.ORGANISATION and nobody else weighed


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionShown:
    """A decision beside its proposal."""

    decided_at: datetime
    who: str
    step: str
    aspect: TriageAspect
    rule: TriageRule
    proposed: str | Tier
    chosen: str | Tier
    followed: bool
    departure: str
    reasons: tuple[Message, ...]


def decisions_of(session: Session, case_id: UUID) -> tuple[DecisionShown, ...]:
    """What was decided in the case and not taken back, the last first; for those who read the case in full."""
    proposed, chosen = Organisation.__table__.alias("proposed"), Organisation.__table__.alias("chosen")
    retracted = select(TriageRetraction.decision_id).where(TriageRetraction.decision_id == TriageDecision.id)
    rows = session.execute(
        select(TriageDecision, Person.name, proposed.c.name, chosen.c.name)
        .join(Person, Person.id == TriageDecision.decided_by)
        .outerjoin(proposed, proposed.c.id == TriageDecision.proposed_id)
        .outerjoin(chosen, chosen.c.id == TriageDecision.chosen_id)
        .where(TriageDecision.case_id == case_id, ~retracted.exists())
        .order_by(TriageDecision.decided_at.desc(), TriageDecision.id.desc())
    )
    return tuple(_shown(*row) for row in rows)


def _shown(one: TriageDecision, who: str, proposed: str | None, chosen: str | None) -> DecisionShown:
    tier = one.aspect is TriageAspect.TIER
    stored: list[Any] = one.reasons
    return DecisionShown(
        decided_at=one.decided_at,
        who=who,
        step=one.step,
        aspect=one.aspect,
        rule=one.rule,
        proposed=one.proposed_tier if tier else proposed or "",
        chosen=one.chosen_tier if tier else chosen or "",
        followed=one.followed,
        departure=one.departure or "",
        reasons=tuple(message_stored(reason) for reason in stored),
    )
