"""A claim is approved as it stands and never changes again; what it would say by now stands beside it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import SubsidyApproval, SubsidyClaim, SubsidyCorrection
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import WrongState
from mediation.rules.messages import say
from mediation.rules.work_calendar import ONE_DAY
from mediation.services.claim_subsidy import (
    approval_of,
    open_claim,
    own_claim,
    paid_lines,
    recount_claim,
    reviews_of,
    shares_now,
    standing_lines,
    withheld_cases,
)
from mediation.services.field_check import FieldCheck
from mediation.services.object_to_line import unanswered
from mediation.services.objection_time import last_day_to_object
from mediation.services.sample_dossiers import drawn_cases, samples_of
from mediation.services.unit_of_work import UnitOfWork

LONGEST = 400
Lines = list[dict[str, Any]]


def approve_claim(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, claim_id: UUID, reason: str, seen: int | None
) -> UUID:
    """Once every dossier drawn has been looked at, the time to object is over and every objection is answered.

    `seen` is the sum in 分 that stood on the page of whoever approves: another one is not approved unseen.
    """
    claim = open_claim(uow, actor, claim_id)
    check = FieldCheck()
    why = check.text("reason", reason, say("请写明审定意见"), LONGEST)
    check.refuse()
    samples, withheld = samples_of(uow.session, claim.id), withheld_cases(uow.session, claim.id)
    waiting = drawn_cases(samples) - set(reviews_of(uow.session, claim.id))
    objections = len(unanswered(uow.session, claim.id))
    standing = standing_lines(uow.session, claim.id)
    if not samples and any(line.amount for line in standing):
        raise WrongState(say("还没有抽查卷宗"))
    if waiting:
        raise WrongState(say("抽到的卷宗还有 {n} 件没有评查", n=len(waiting)))
    if objections:
        raise WrongState(say("还有 {n} 项异议没有答复", n=objections))
    until = last_day_to_object(uow.session, claim, uow.calendar(claim.region_code))
    if standing and clock.today() <= until:
        raise WrongState(
            say("到{until}为止调解员可以提出异议，{from_on}起才能审定", until=until, from_on=until + ONE_DAY)
        )
    lines = [
        {
            "line_id": str(line.id),
            "case_id": str(line.case_id),
            "person_id": str(line.person_id),
            "name": line.content["name"],
            "number": line.content["facts"]["number"],
            "committee": line.content["facts"]["committee"],
            "concluded_on": line.concluded_on.isoformat(),
            "fen": 0 if line.case_id in withheld else int(line.amount * 100),
        }
        for line in standing
    ]
    total = sum(line["fen"] for line in lines)
    if total != seen:
        check.note(
            "reason", say("合计已经变动，现在是 {total} 元：请看过下面的各行再审定", total=_yuan(total))
        )
    check.refuse()
    row = SubsidyApproval(
        claim_id=claim.id,
        total=_yuan(total),
        content=lines,
        reason=why,
        approved_by=actor.person_id,
        approved_at=clock.now(),
    )
    uow.session.add(row)
    return row.id


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


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
    uow.session.flush()
    for other in _open_claims(uow.session, claim.region_code):
        recount_claim(uow, other, actor, clock)
    return row.id


def _open_claims(session: Session, region_code: str) -> list[SubsidyClaim]:
    """Whose caps count what was paid for other periods."""
    claims = session.scalars(select(SubsidyClaim).where(SubsidyClaim.region_code == region_code))
    return [one for one in claims.all() if approval_of(session, one.id) is None]


def differences(session: Session, claim: SubsidyClaim) -> Lines:
    """Mediator by mediator and case by case, what the cases say now beside what stands approved and corrected."""
    withheld, known = withheld_cases(session, claim.id), paid_lines(session, claim.id)
    now: dict[tuple[str, str], dict[str, Any]] = {}
    for share in shares_now(session, claim):
        fen = 0 if share.facts.case_id in withheld else share.fen
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
