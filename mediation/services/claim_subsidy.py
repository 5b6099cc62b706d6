"""What a county's mediators are owed for a period is reckoned from the cases; nobody types an amount."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import (
    SubsidyAnswer,
    SubsidyApproval,
    SubsidyClaim,
    SubsidyLine,
    SubsidyObjection,
    SubsidyRule,
)
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere, WrongState
from mediation.rules.messages import say
from mediation.rules.periods import SETTING, Period, YearEnd, period
from mediation.rules.policy import bureau_post
from mediation.rules.subsidy import CaseFacts, Paid, PayRule, Share, share_out
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
    return [*share_out(rule_of(session, claim), facts, paid_elsewhere(session, claim))]


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
    """What the county approved for other periods: the caps count it."""
    paid = Paid()
    others = (
        select(SubsidyApproval.content)
        .join(SubsidyClaim, SubsidyClaim.id == SubsidyApproval.claim_id)
        .where(SubsidyClaim.region_code == claim.region_code, SubsidyClaim.id != claim.id)
    )
    for content in session.scalars(others):
        for line in content:
            paid.add(UUID(line["person_id"]), date.fromisoformat(line["concluded_on"]), line["fen"])
    return paid


def keep_lines(
    uow: UnitOfWork,
    claim: SubsidyClaim,
    shares: Iterable[Share],
    actor: Actor,
    clock: Clock,
    instead_of: dict[UUID, SubsidyLine] | None = None,
) -> None:
    """Write the lines; `instead_of` by mediator the lines of the same case that they replace."""
    for share in shares:
        old = (instead_of or {}).get(share.person_id)
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


def recount_case(uow: UnitOfWork, claim: SubsidyClaim, case_id: UUID, actor: Actor, clock: Clock) -> None:
    """Reckon one case of the claim anew, beside the lines that all its mediators have for the other cases."""
    standing = standing_lines(uow.session, claim.id)
    paid = paid_elsewhere(uow.session, claim)
    for line in standing:
        if line.case_id != case_id:
            paid.add(line.person_id, line.concluded_on, int(line.amount * 100))
    old = {line.person_id: line for line in standing if line.case_id == case_id}
    graded = grades_found(uow.session, claim.id)
    facts = facts_of(uow.session, one_case(case_id), period_of(claim), graded)
    shares = [*share_out(rule_of(uow.session, claim), facts, paid)]
    gone = [_nothing_left(line) for person, line in old.items() if person not in _people(facts)]
    keep_lines(uow, claim, [*shares, *gone], actor, clock, old)


def _people(facts: Iterable[CaseFacts]) -> set[UUID]:
    return {person for one in facts for person, _ in one.mediators}


def _nothing_left(line: SubsidyLine) -> Share:
    """For who is no mediator of the case any more."""
    facts = CaseFacts.from_json(line.content["facts"])
    return Share(
        facts=facts,
        person_id=line.person_id,
        name=line.content["name"],
        of=len(facts.mediators),
        before=0,
        fen=0,
    )


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
    refuse_approved(uow.session, claim.id)
    return claim


def refuse_approved(session: Session, claim_id: UUID) -> None:
    if approval_of(session, claim_id) is not None:
        raise WrongState(say("这一期已经审定，内容不再变动；有错的登记更正"))


def own_claim(uow: UnitOfWork, actor: Actor, claim_id: UUID) -> SubsidyClaim:
    claim = uow.session.get(SubsidyClaim, claim_id)
    if claim is None or bureau_post(actor, claim.region_code) is None:
        raise NotThere
    county_of(uow, actor, claim.region_code)
    return claim
