"""A claim is approved as it stands and never changes again; what it would say by now stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import SubsidyApproval, SubsidyClaim, SubsidyCorrection, SubsidyReview
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import WrongState
from mediation.rules.messages import say
from mediation.rules.subsidy_review import Verdict
from mediation.services.claim_subsidy import (
    approval_of,
    open_claim,
    own_claim,
    shares_now,
    standing_lines,
)
from mediation.services.field_check import FieldCheck
from mediation.services.object_to_line import unanswered
from mediation.services.sample_dossiers import drawn_cases, reviews_of, samples_of
from mediation.services.unit_of_work import UnitOfWork

LONGEST = 400
Lines = list[dict[str, Any]]


def approve_claim(uow: UnitOfWork, *, actor: Actor, clock: Clock, claim_id: UUID, reason: str) -> UUID:
    """Once every dossier that was drawn has been looked at and every objection answered."""
    claim = open_claim(uow, actor, claim_id)
    check = FieldCheck()
    why = check.text("reason", reason, say("请写明审定意见"), LONGEST)
    check.refuse()
    samples, reviews = samples_of(uow.session, claim.id), reviews_of(uow.session, claim)
    waiting = drawn_cases(samples) - set(reviews)
    objections = len(unanswered(uow.session, claim.id))
    standing = standing_lines(uow.session, claim.id)
    if not samples and any(line.amount for line in standing):
        raise WrongState(say("还没有抽查卷宗"))
    if waiting:
        raise WrongState(say("抽到的卷宗还有 {n} 件没有评查", n=len(waiting)))
    if objections:
        raise WrongState(say("还有 {n} 项异议没有答复", n=objections))
    lines = [
        {
            "line_id": str(line.id),
            "case_id": str(line.case_id),
            "person_id": str(line.person_id),
            "name": line.content["name"],
            "number": line.content["facts"]["number"],
            "committee": line.content["facts"]["committee"],
            "concluded_on": line.concluded_on.isoformat(),
            "fen": 0 if withheld(reviews, line.case_id) else int(line.amount * 100),
        }
        for line in standing
    ]
    row = SubsidyApproval(
        claim_id=claim.id,
        total=Decimal(sum(line["fen"] for line in lines)).scaleb(-2),
        content=lines,
        reason=why,
        approved_by=actor.person_id,
        approved_at=clock.now(),
    )
    uow.session.add(row)
    return row.id


def withheld(reviews: Mapping[UUID, SubsidyReview], case_id: UUID) -> bool:
    review = reviews.get(case_id)
    return review is not None and review.verdict is Verdict.WITHHOLD


def correct_claim(uow: UnitOfWork, *, actor: Actor, clock: Clock, claim_id: UUID, reason: str) -> UUID:
    """Note what would be paid by the cases as they are now, and why; what was approved stays as it is."""
    claim = own_claim(uow, actor, claim_id)
    if approval_of(uow.session, claim.id) is None:
        raise WrongState(say("这一期还没有审定，不用更正"))
    check = FieldCheck()
    why = check.text("reason", reason, say("请写明更正的原因"), LONGEST)
    check.refuse()
    lines = differences(uow.session, claim)
    if not lines:
        raise WrongState(say("和已经登记的没有不同，不用更正"))
    row = SubsidyCorrection(
        claim_id=claim.id, content=lines, reason=why, noted_by=actor.person_id, noted_at=clock.now()
    )
    uow.session.add(row)
    return row.id


def differences(session: Session, claim: SubsidyClaim) -> Lines:
    """Mediator by mediator and case by case, what the cases say now beside what stands approved and corrected."""
    reviews, known = reviews_of(session, claim), _known(session, claim)
    now: dict[tuple[str, str], dict[str, Any]] = {}
    for share in shares_now(session, claim):
        fen = 0 if withheld(reviews, share.facts.case_id) else share.fen
        now[str(share.facts.case_id), str(share.person_id)] = {
            "name": share.name,
            "number": share.facts.number,
            "committee": share.facts.committee,
            "concluded_on": share.facts.concluded_on.isoformat(),
            "fen": fen,
        }
    found = []
    for key in sorted({*now, *known}):
        then = known.get(key, {"fen": 0})
        there = now.get(key, {**then, "fen": 0})
        if there["fen"] != then["fen"]:
            case_id, person_id = key
            found.append({**there, "case_id": case_id, "person_id": person_id, "was": then["fen"]})
    return found


def _known(session: Session, claim: SubsidyClaim) -> dict[tuple[str, str], dict[str, Any]]:
    """What was approved, with every correction noted since."""
    approval = approval_of(session, claim.id)
    known = {(one["case_id"], one["person_id"]): one for one in (approval.content if approval else [])}
    corrections = select(SubsidyCorrection).where(SubsidyCorrection.claim_id == claim.id)
    for row in session.scalars(corrections.order_by(SubsidyCorrection.noted_at, SubsidyCorrection.id)):
        known |= {(one["case_id"], one["person_id"]): one for one in row.content}
    return known
