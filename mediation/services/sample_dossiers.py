"""Dossiers of a claim are drawn by risk and by lot, then looked at by a person who decides: a sign decides nothing."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediation.model import SubsidyClaim, SubsidyReview, SubsidySample
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere, StaleCase, WrongState
from mediation.rules.messages import say
from mediation.rules.padding.looked import Sign, limits
from mediation.rules.padding.sampling import Drawn, draw, risks
from mediation.rules.policy import bureau_post
from mediation.rules.subsidy_review import Point, Verdict
from mediation.services.claim_subsidy import (
    approval_of,
    open_claim,
    own_claim,
    period_of,
    recount_claim,
    standing_lines,
)
from mediation.services.field_check import FieldCheck
from mediation.services.padding_facts import signs_among
from mediation.services.setting_on import value_on
from mediation.services.unit_of_work import UnitOfWork

LONGEST = 400


@dataclass(frozen=True, slots=True)
class Searched:
    """The signs on a claim's dossiers, looked for before anything is written; what was found is no part of the wish."""

    cases: frozenset[UUID] = field(repr=False)
    signs: tuple[Sign, ...] = field(repr=False)


def search_claim(session: Session, *, actor: Actor, clock: Clock, claim_id: UUID) -> Searched:
    """Reads and compares a county's year of dossiers, for which no writer is to wait; NotThere for another county."""
    claim = session.get(SubsidyClaim, claim_id)
    if claim is None or bureau_post(actor, claim.region_code) is None:
        raise NotThere
    cases, today = frozenset(claimed_cases(session, claim.id)), clock.today()
    found = signs_among(
        session,
        claim.region_code,
        period_of(claim),
        cases,
        limits(lambda name: value_on(session, f"padding_{name}", today)),
    )
    return Searched(cases, found if cases else ())


def draw_sample(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    claim_id: UUID,
    percent: int,
    reason: str,
    searched: Searched,
) -> UUID:
    """The seed is the program's, and is kept: nobody can draw until the sample suits them.

    StaleCase where the claim has cases by now that were not among those searched.

    A further sample asks for a reason, and the earlier one stands beside it.
    """
    claim = open_claim(uow, actor, claim_id)
    earlier = uow.session.scalar(
        select(func.count()).select_from(SubsidySample).where(SubsidySample.claim_id == claim.id)
    )
    check = FieldCheck()
    if not 5 <= percent <= 100:
        check.note("percent", say("请填 5 到 100 的整数"))
    why = check.text("reason", reason, say("已经抽过一次，请写明为什么再抽") if earlier else None, LONGEST)
    check.refuse()
    cases = claimed_cases(uow.session, claim.id)
    if not cases:
        raise WrongState(say("这一期没有要支付补贴的案件"))
    if not searched.cases.issuperset(cases):
        raise StaleCase(say("这件事刚刚被别人改过，请刷新页面看看最新情况"))
    found = tuple(sign for sign in searched.signs if sign.case_id in {*cases})
    seed = secrets.token_hex(16)
    row = SubsidySample(
        claim_id=claim.id,
        ordinal=(earlier or 0) + 1,
        seed=seed,
        percent=percent,
        content=sample_content(cases, found, draw(cases, risks(found), seed, percent)),
        reason=why,
        drawn_by=actor.person_id,
        drawn_at=clock.now(),
    )
    uow.session.add(row)
    return row.id


def claimed_cases(session: Session, claim_id: UUID) -> list[UUID]:
    """The cases that are worth something, also those of which a cap left nothing."""
    return sorted({line.case_id for line in standing_lines(session, claim_id) if line.content["before"]})


def sample_content(cases: Iterable[UUID], signs: Iterable[Sign], drawn: Iterable[Drawn]) -> dict[str, Any]:
    """All that the sample was drawn from: whoever has it and the seed can draw it again."""
    told: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for sign in signs:
        told[str(sign.case_id)].append(
            {
                "kind": sign.kind.value,
                "others": [str(one) for one in sign.others],
                "why": [sign.why.text, dict(sign.why.params)],
            }
        )
    return {
        "cases": [str(one) for one in cases],
        "signs": dict(told),
        "drawn": [{"case": str(one.case_id), "risk": one.risk, "by_lot": one.by_lot} for one in drawn],
    }


def review_dossier(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    claim_id: UUID,
    case_id: UUID,
    verdict: Verdict | None,
    ticks: tuple[Point, ...],
    reason: str,
) -> UUID:
    """What a person found and decided; the last review of a dossier counts, the earlier ones stay.

    An open claim is reckoned again where it changes what is withheld. An approved one stays as it is: what a later
    review changes is noted as a correction, and always has a reason.
    """
    claim = own_claim(uow, actor, claim_id)
    approved = approval_of(uow.session, claim.id) is not None
    if case_id not in {line.case_id for line in standing_lines(uow.session, claim.id)}:
        raise NotThere
    check = FieldCheck()
    check.require("verdict", verdict, say("请选怎样处理"))
    wanted = None
    if verdict is Verdict.WITHHOLD:
        wanted = say("不支付的，请写明理由；调解员看得到")
    elif verdict is Verdict.PASS and len(set(ticks)) < len(Point):
        wanted = say("有没有勾选的项目仍然支付的，请写明理由")
    elif approved:
        wanted = say("这一期已经审定，请写明为什么重新评查")
    why = check.text("reason", reason, wanted, LONGEST)
    check.refuse()
    row = SubsidyReview(
        claim_id=claim.id,
        case_id=case_id,
        verdict=verdict or Verdict.PASS,
        ticks=sorted({one.value for one in ticks}),
        reviewed_by=actor.person_id,
        reviewed_at=clock.now(),
    )
    uow.session.add(row)
    row.reason = why
    uow.session.flush()
    if not approved:
        recount_claim(uow, claim, actor, clock)
    return row.id


def samples_of(session: Session, claim_id: UUID) -> list[SubsidySample]:
    return list(
        session.scalars(
            select(SubsidySample).where(SubsidySample.claim_id == claim_id).order_by(SubsidySample.ordinal)
        )
    )


def drawn_cases(samples: Iterable[SubsidySample]) -> set[UUID]:
    return {UUID(one["case"]) for sample in samples for one in sample.content["drawn"]}
