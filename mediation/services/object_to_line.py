"""A mediator objects to a line of theirs; the bureau answers, and where it agrees the case is reckoned anew."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Region, SubsidyAnswer, SubsidyClaim, SubsidyLine, SubsidyObjection
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere, WrongState
from mediation.rules.messages import say
from mediation.rules.vocabulary import Difficulty
from mediation.services.claim_subsidy import approval_of, own_claim, recount_claim, withheld_cases
from mediation.services.field_check import FieldCheck
from mediation.services.unit_of_work import UnitOfWork

LONGEST = 1000


def object_to_line(uow: UnitOfWork, *, actor: Actor, clock: Clock, line_id: UUID, reason: str) -> UUID:
    """Only to a line of one's own that stands, and once until it is answered; also after the approval."""
    line = uow.session.get(SubsidyLine, line_id)
    if line is None or line.person_id != actor.person_id:
        raise NotThere
    claim = uow.session.get_one(SubsidyClaim, line.claim_id)
    uow.session.get_one(Region, claim.region_code, with_for_update=True)
    _refuse_replaced(uow.session, line)
    check = FieldCheck()
    why = check.text("reason", reason, say("请写明哪里不对、为什么"), LONGEST)
    check.refuse()
    same = {"claim_id": line.claim_id, "case_id": line.case_id, "person_id": line.person_id}
    lines = set(uow.session.scalars(select(SubsidyLine.id).filter_by(**same)))
    if any(one.line_id in lines for one in unanswered(uow.session, claim.id)):
        raise WrongState(say("您对这一行提出的异议还没有答复"))
    row = SubsidyObjection(line_id=line.id, raised_by=actor.person_id, raised_at=clock.now())
    uow.session.add(row)
    row.reason = why
    return row.id


def _refuse_replaced(session: Session, line: SubsidyLine) -> None:
    later = select(SubsidyLine.id).where(SubsidyLine.replaces_id == line.id)
    if session.scalar(later) is not None:
        raise WrongState(say("这一行已经重新计算，请看新的一行"))


def answer_objection(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    objection_id: UUID,
    agreed: bool,
    answer: str,
    difficulty: Difficulty | None = None,
) -> UUID:
    """Nobody types an amount: who agrees has the case reckoned again as it stands now.

    After the approval the lines stay: what comes out differently is noted as a correction. What a review withheld is
    paid by another review, not by an answer.

    A case that has ended keeps the grade that its committee registered; what the bureau finds instead, with the
    answer as its reason, counts in this claim.
    """
    objection = uow.session.get(SubsidyObjection, objection_id)
    if objection is None:
        raise NotThere
    line = uow.session.get_one(SubsidyLine, objection.line_id)
    claim = own_claim(uow, actor, line.claim_id)
    check = FieldCheck()
    said = check.text("answer", answer, say("请写明答复和理由"), LONGEST)
    if difficulty is not None and not agreed:
        check.note("difficulty", say("重新认定难易程度的，请同时勾选同意"))
    elif difficulty is not None and difficulty.value == line.content["facts"]["difficulty"]:
        check.note("difficulty", say("和这一行算的难易程度相同，不用认定"))
    elif agreed and difficulty is None and line.case_id in withheld_cases(uow.session, claim.id):
        check.note("agreed", say("这件卷宗评查为不支付；同意异议的，先重新评查改为支付"))
    check.refuse()
    if objection.id not in {one.id for one in unanswered(uow.session, claim.id)}:
        raise WrongState(say("这项异议已经答复"))
    row = SubsidyAnswer(
        objection_id=objection.id,
        agreed=agreed,
        difficulty=difficulty,
        answered_by=actor.person_id,
        answered_at=clock.now(),
    )
    uow.session.add(row)
    row.answer = said
    uow.session.flush()
    if agreed and approval_of(uow.session, claim.id) is None:
        recount_claim(uow, claim, actor, clock, line.case_id)
    return row.id


def unanswered(session: Session, claim_id: UUID) -> list[SubsidyObjection]:
    """The objections to lines of the claim that wait for an answer."""
    return list(
        session.scalars(
            select(SubsidyObjection)
            .join(SubsidyLine, SubsidyLine.id == SubsidyObjection.line_id)
            .outerjoin(SubsidyAnswer, SubsidyAnswer.objection_id == SubsidyObjection.id)
            .where(SubsidyLine.claim_id == claim_id, SubsidyAnswer.id.is_(None))
            .order_by(SubsidyObjection.raised_at)
        )
    )
