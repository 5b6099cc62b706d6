"""矛盾纠纷排查: a committee's people went and looked on a day; what they found, nothing said outright too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from mediation.model import Screening
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere, WrongState
from mediation.rules.messages import say
from mediation.rules.policy import screening_post
from mediation.services.field_check import FieldCheck
from mediation.services.unit_of_work import UnitOfWork

LONGEST_AGO = timedelta(days=400)
MOST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningGiven:
    """How many disputes were found, how many were settled before they were any; zero is an answer."""

    screened_on: date | None
    found: int | None
    prevented: int | None
    note: str = ""


def note_screening(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, organisation_id: UUID, given: ScreeningGiven
) -> UUID:
    """Note it for the actor's own committee; NotThere for any other."""
    if screening_post(actor, organisation_id) is None:
        raise NotThere
    check = FieldCheck()
    check.require("screened_on", given.screened_on, say("这一项必须填写"))
    if given.screened_on is not None and given.screened_on > clock.today():
        check.note("screened_on", say("发生日期不能晚于今天"))
    elif given.screened_on is not None and given.screened_on < clock.today() - LONGEST_AGO:
        check.note("screened_on", say("只能补记最近一年的排查"))
    for field, number in (("found", given.found), ("prevented", given.prevented)):
        check.require(field, number, say("没有的写 0"))
        if number is not None and not 0 <= number <= MOST:
            check.note(field, say("请写 0 到 {n} 之间的整数", n=MOST))
    note = check.text("note", given.note, longest=1000)
    check.refuse()
    row = Screening(
        organisation_id=organisation_id,
        screened_on=given.screened_on,
        found=given.found,
        prevented=given.prevented,
        noted_by=actor.person_id,
        noted_at=clock.now(),
    )
    uow.session.add(row)
    row.note = note
    return row.id


def withdraw_screening(uow: UnitOfWork, *, actor: Actor, clock: Clock, screening_id: UUID) -> UUID:
    """It was noted by mistake: kept, and counted no more."""
    row = uow.session.get(Screening, screening_id, with_for_update=True)
    if row is None or screening_post(actor, row.organisation_id) is None:
        raise NotThere
    if row.voided_at is not None:
        raise WrongState(say("这次排查已经撤销"))
    row.voided_at = clock.now()
    return row.id
