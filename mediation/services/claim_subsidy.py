"""What a county's mediators are owed for a period is reckoned from the cases; nobody types an amount."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import (
    SubsidyAnswer,
    SubsidyApproval,
    SubsidyClaim,
    SubsidyCorrection,
    SubsidyLine,
    SubsidyObjection,
    SubsidyReview,
    SubsidyRule,
)
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere, WrongState
from mediation.rules.messages import say
from mediation.rules.periods import SETTING, Period, YearEnd, period
from mediation.rules.policy import bureau_post
from mediation.rules.subsidy import CaseFacts, Paid, PayRule, Share, share_out
from mediation.rules.subsidy_review import Verdict
from mediation.rules.vocabulary import Difficulty
from mediation.services.keep_subsidy_rule import county_of, rule_in_force
from mediation.services.subsidy_facts import ended_in, facts_of, one_case
from mediation.services.unit_of_work import UnitOfWork


def draw_up_claim(uow: UnitOfWork, *, actor: Actor, clock: Clock, region_code: str, named: str) -> UUID:
    """A line for every mediator of every case that ended in the period, also where nothing is paid."""
    county_of(uow, actor, region_code)
    wanted = period(named, YearEnd.read(uow.setting(SETTING, clock.today())))
    if wanted.last >= clock.today():
        raise WrongState(say("这一期还没有结束"))
    _refuse_twice(uow.session, region_code, wanted)
    rule = rule_in_force(uow.session, region_code, wanted.first)
    if rule is None:
        raise WrongState(say("这一期开始的时候还没有施行的补贴办法"))
    claim = SubsidyClaim(
        region_code=region_code,
        period=wanted.name,
        first_on=wanted.first,
        last_on=wanted.last,
        rule_id=rule.id,
        drawn_up_by=actor.person_id,
        drawn_up_at=clock.now(),
    )
    uow.session.add(claim)
    uow.session.flush()
    keep_lines(uow, claim, shares_now(uow.session, claim), actor, clock)
    return claim.id


def _refuse_twice(session: Session, region_code: str, wanted: Period) -> None:
    """No case is paid for twice: periods do not overlap, and the one before is settled first."""
    for claim in session.scalars(select(SubsidyClaim).where(SubsidyClaim.region_code == region_code)):
        if claim.first_on <= wanted.last and wanted.first <= claim.last_on:
            raise WrongState(say("{period} 已经算过，不能重复计算", period=claim.period))
        if approval_of(session, claim.id) is None:
            raise WrongState(say("{period} 还没有审定，请先办完", period=claim.period))


def period_of(claim: SubsidyClaim) -> Period:
    """As it was cut off when the claim was drawn up."""
    return Period(claim.period, period(claim.period).kind, claim.first_on, claim.last_on)


def shares_now(session: Session, claim: SubsidyClaim) -> list[Share]:
    """What the claim would say, reckoned from the cases as they are."""
    ids = ended_in(claim.region_code, period_of(claim))
    facts = facts_of(session, ids, period_of(claim), grades_found(session, claim.id))
    withheld = withheld_cases(session, claim.id)
    return [*share_out(rule_of(session, claim), facts, paid_elsewhere(session, claim), withheld)]


def grades_found(session: Session, claim_id: UUID) -> dict[UUID, Difficulty]:
    """By case the grade that an answer to an objection found, the last one where there are several."""
    rows = session.execute(
        select(SubsidyLine.case_id, SubsidyAnswer.difficulty)
        .join(SubsidyObjection, SubsidyObjection.line_id == SubsidyLine.id)
        .join(SubsidyAnswer, SubsidyAnswer.objection_id == SubsidyObjection.id)
        .where(SubsidyLine.claim_id == claim_id, SubsidyAnswer.difficulty.is_not(None))
        .order_by(SubsidyAnswer.answered_at, SubsidyAnswer.id)
    )
    return {case_id: found for case_id, found in rows if found is not None}


def rule_of(session: Session, claim: SubsidyClaim) -> PayRule:
    return PayRule.from_json(session.get_one(SubsidyRule, claim.rule_id).content)


def paid_elsewhere(session: Session, claim: SubsidyClaim) -> Paid:
    """What the county pays for other periods, as approved and corrected since: the caps count it."""
    paid = Paid()
    others = select(SubsidyClaim.id).where(
        SubsidyClaim.region_code == claim.region_code, SubsidyClaim.id != claim.id
    )
    for other in session.scalars(others).all():
        for line in paid_lines(session, other).values():
            paid.add(UUID(line["person_id"]), date.fromisoformat(line["concluded_on"]), line["fen"])
    return paid


def paid_lines(session: Session, claim_id: UUID) -> dict[tuple[str, str], dict[str, Any]]:
    """By case and mediator what was approved, with every correction noted since; nothing of an open claim."""
    approval = approval_of(session, claim_id)
    paid = {(one["case_id"], one["person_id"]): one for one in (approval.content if approval else [])}
    corrections = select(SubsidyCorrection).where(SubsidyCorrection.claim_id == claim_id)
    for row in session.scalars(corrections.order_by(SubsidyCorrection.noted_at, SubsidyCorrection.id)):
        paid |= {(one["case_id"], one["person_id"]): one for one in row.content}
    return paid


def reviews_of(session: Session, claim_id: UUID) -> dict[UUID, SubsidyReview]:
    """Of each dossier the last review."""
    rows = session.scalars(
        select(SubsidyReview)
        .where(SubsidyReview.claim_id == claim_id)
        .order_by(SubsidyReview.reviewed_at, SubsidyReview.id)
    )
    return {row.case_id: row for row in rows}


def withheld_cases(session: Session, claim_id: UUID) -> set[UUID]:
    reviews = reviews_of(session, claim_id)
    return {case_id for case_id, review in reviews.items() if review.verdict is Verdict.WITHHOLD}


def keep_lines(
    uow: UnitOfWork,
    claim: SubsidyClaim,
    shares: Iterable[Share],
    actor: Actor,
    clock: Clock,
    instead_of: Mapping[tuple[UUID, UUID], SubsidyLine] = MappingProxyType({}),
) -> None:
    """Write the lines; `instead_of` by case and mediator the lines that they replace."""
    for share in shares:
        old = instead_of.get((share.facts.case_id, share.person_id))
        uow.session.add(
            SubsidyLine(
                claim_id=claim.id,
                case_id=share.facts.case_id,
                person_id=share.person_id,
                organisation_id=share.facts.organisation_id,
                concluded_on=share.facts.concluded_on,
                amount=Decimal(share.fen).scaleb(-2),
                content=share.to_json(),
                replaces_id=old.id if old else None,
                made_by=actor.person_id,
                made_at=clock.now(),
            )
        )


def recount_claim(
    uow: UnitOfWork, claim: SubsidyClaim, actor: Actor, clock: Clock, case_id: UUID | None = None
) -> None:
    """Reckon an open claim again: what a case no longer takes of a cap goes to the cases that ended after it.

    From the facts that the lines keep, and of the case `case_id` as it is now; a line that comes out differently
    replaces the one before.
    """
    standing = standing_lines(uow.session, claim.id)
    facts = {line.case_id: CaseFacts.from_json(line.content["facts"]) for line in standing}
    if case_id is not None:
        graded = grades_found(uow.session, claim.id)
        anew = facts_of(uow.session, one_case(case_id), period_of(claim), graded)
        facts |= {one.case_id: one for one in anew}
    old = {(line.case_id, line.person_id): line for line in standing}
    shares = share_out(
        rule_of(uow.session, claim),
        sorted(facts.values(), key=lambda one: (one.concluded_on, one.case_id)),
        paid_elsewhere(uow.session, claim),
        withheld_cases(uow.session, claim.id),
    )
    found = {(share.facts.case_id, share.person_id): share for share in shares}
    for key in old.keys() - found.keys():
        found[key] = _nothing_left(old[key], facts[key[0]])
    changed = [share for key, share in found.items() if key not in old or _differs(old[key], share)]
    keep_lines(uow, claim, changed, actor, clock, old)


def _nothing_left(line: SubsidyLine, facts: CaseFacts) -> Share:
    """For who is no mediator of the case any more."""
    return Share(
        facts=facts,
        person_id=line.person_id,
        name=line.content["name"],
        of=len(facts.mediators),
        before=0,
        fen=0,
    )


def _differs(line: SubsidyLine, share: Share) -> bool:
    return line.amount * 100 != share.fen or line.content != share.to_json()


def standing_lines(session: Session, claim_id: UUID) -> list[SubsidyLine]:
    """The lines that no later one replaces, in the order of the cases."""
    replaced = select(SubsidyLine.replaces_id).where(
        SubsidyLine.claim_id == claim_id, SubsidyLine.replaces_id.is_not(None)
    )
    return list(
        session.scalars(
            select(SubsidyLine)
            .where(SubsidyLine.claim_id == claim_id, SubsidyLine.id.not_in(replaced))
            .order_by(SubsidyLine.concluded_on, SubsidyLine.case_id, SubsidyLine.id)
        )
    )


def approval_of(session: Session, claim_id: UUID) -> SubsidyApproval | None:
    return session.scalar(select(SubsidyApproval).where(SubsidyApproval.claim_id == claim_id))


def open_claim(uow: UnitOfWork, actor: Actor, claim_id: UUID) -> SubsidyClaim:
    """A claim of the actor's county that is not approved yet, its county held; NotThere, or WrongState."""
    claim = own_claim(uow, actor, claim_id)
    if approval_of(uow.session, claim.id) is not None:
        raise WrongState(say("这一期已经审定，内容不再变动；有错的登记更正"))
    return claim


def own_claim(uow: UnitOfWork, actor: Actor, claim_id: UUID) -> SubsidyClaim:
    claim = uow.session.get(SubsidyClaim, claim_id)
    if claim is None or bureau_post(actor, claim.region_code) is None:
        raise NotThere
    county_of(uow, actor, claim.region_code)
    return claim
