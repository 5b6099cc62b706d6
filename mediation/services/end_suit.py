"""结案: a suit ends by terms, as withdrawn or otherwise; else by its ruling or the paper of what the trial settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Case, Filing, Request
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import Clock
from mediation.rules.errors import NotAllowed, WrongState
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import MatterKind, SuitEnd
from mediation.services.case_now import standing_filing
from mediation.services.field_check import FieldCheck
from mediation.services.load import Loaded, load_case
from mediation.services.note_event import late_data, note_event
from mediation.services.step import Entry
from mediation.services.suits import (
    FULLY_AGREED,
    how_it_ended,
    is_mediated_now,
    is_sued_over_what_was_agreed,
    lock_the_suit,
)
from mediation.services.take_step import dated, take_along
from mediation.services.unit_of_work import UnitOfWork

CLOSE_THE_FEE = "close_with_suit"
BY_TERMS = (SuitEnd.WITHDRAWN, SuitEnd.OTHERWISE)
"""How a suit ends whose parties have agreed in full; it is ruled on only if it is sued over."""


def ways_to_end(session: Session, case: Case) -> tuple[SuitEnd, ...]:
    """How the court may close the suit now; empty while it is mediated, or tried elsewhere.

    Over an agreement that stands, what the suit asks is tried like anything else (人民调解法 32; 民诉法 96, 100).
    """
    if case.outcome is None:
        return ()
    stands = case.outcome in FULLY_AGREED and not is_sued_over_what_was_agreed(session, case.id)
    return BY_TERMS if stands else tuple(SuitEnd)


def end_suit(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    case_id: UUID,
    ended_as: SuitEnd | None,
    ended_on: date | None,
    late_reason: str = "",
) -> UUID:
    """By the court that registered it, once mediation has ended (2025意见 四; 民诉法 145); the answer is its case."""
    loaded = load_case(uow, actor, case_id, at_least=CaseView.COURT)
    filing = standing_filing(uow.session, case_id)
    here = (post for post in actor.posts_with(Permission.READ_COURT_MATTERS))
    post = next((one for one in here if filing is not None and one.organisation_id == filing.court_id), None)
    if filing is None or post is None:
        raise NotAllowed(say("由登记立案的人民法院结案"))
    ways = ways_to_end(uow.session, loaded.case)
    if not ways:
        raise WrongState(say("调解还没有结束：不能这样结案"))
    filings = lock_the_suit(uow.session, filing)
    ended = how_it_ended(uow.session, filing)
    if ended is not None:
        raise WrongState(say("已经结案：{how}", how=ended))
    if is_mediated_now(uow.session, filing):
        raise WrongState(say("委托出去的案件还在调解：办结以后再结案"))
    check = FieldCheck()
    check.require("ended_as", ended_as, say("请选怎样结案"))
    if ended_as is not None and ended_as not in ways:
        check.note("ended_as", say("案件现在的情形不能这样结案"))
    check.require("ended_on", ended_on, say("这一项必须填写"))
    if ended_on is not None and ended_on < filing.filed_on:
        check.note("ended_on", say("结案日期不能早于立案日期"))
    check.refuse()
    assert ended_as is not None
    at = dated(clock, ended_on, late_reason, first_asked_on=loaded.case.first_asked_on, field="ended_on")
    for one in filings:
        one.ended_as, one.ended_on = ended_as, ended_on
    data = {"suit_end": ended_as.value, "court_number": filing.court_number, **late_data(late_reason)}
    entry = Entry(actor=actor, post=post, happened_at=at, recorded_at=clock.now())
    for one in filings:
        known = loaded if one.case_id == case_id else _sibling(uow, actor, one)
        _tell(uow, known, actor, post, clock, data, at)
        _close_the_fee(uow, known, entry)
    return case_id


def _close_the_fee(uow: UnitOfWork, loaded: Loaded, entry: Entry) -> None:
    """What nobody has paid is asked for no longer, and nothing can be held withdrawn (诉讼费用交纳办法 34)."""
    owed = select(Request).where(
        Request.case_id == loaded.case.id, Request.kind == MatterKind.FEE, Request.is_open
    )
    for fee in uow.session.scalars(owed).all():
        matter = replace(loaded, matter=fee, kind=MatterKind.FEE)
        at = max(entry.happened_at, fee.opened_at)
        take_along(uow, matter, CLOSE_THE_FEE, replace(entry, happened_at=at))


def _sibling(uow: UnitOfWork, actor: Actor, filing: Filing) -> Loaded:
    return load_case(uow, actor, filing.case_id, at_least=CaseView.COURT)


def _tell(
    uow: UnitOfWork,
    loaded: Loaded,
    actor: Actor,
    post: Post,
    clock: Clock,
    data: Mapping[str, Any],
    at: datetime,
) -> None:
    """In the history of every case of the suit; one that was registered later tells it from then on."""
    note_event(uow, loaded, "case:suit_ended", actor, post, clock, data, max(at, loaded.case.registered_at))
