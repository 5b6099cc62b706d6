"""What an organisation still answers for: while there is anything, it is not stopped, and somebody stays in charge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from mediation.model import (
    Case,
    Confirmation,
    CourtArea,
    Deadline,
    Diversion,
    EarlyWarning,
    Filing,
    HandOver,
    Organisation,
    Request,
)
from mediation.model.matters import LINKED
from mediation.rules.early_warnings import WarningState
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import DeadlineState, MatterKind
from mediation.services.suits import is_closed, said_to_be_over

OF_OWN_CASES = {
    kind: LINKED[kind] for kind in (MatterKind.HAND_OVER, MatterKind.CONFIRMATION, MatterKind.PERFORMANCE)
}
APPLICATION = "application"
"""The thirty days in which the parties of an agreement may ask for a ruling, with the committee's help."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What an organisation still answers for, and how many."""

    what: Message
    n: int


def still_owed(session: Session, organisation: Organisation, today: date) -> tuple[Owed, ...]:
    """All that somebody has still to do in it, and what nobody else would do in its stead."""
    counted = (
        Owed(what, session.scalar(select(func.count()).select_from(found.subquery())) or 0)
        for what, found in _owed(organisation.id, today)
    )
    return tuple(one for one in counted if one.n)


def _owed(organisation_id: UUID, today: date) -> Iterator[tuple[Message, Select[UUID]]]:
    own = select(Case.id).where(Case.organisation_id == organisation_id)
    yield say("承办的未结案件"), own.where(Case.is_open)
    for kind, table in OF_OWN_CASES.items():
        what = say("承办案件的{matter}", matter=say(kind.title_text))
        yield what, select(table.id).where(table.is_open, table.case_id.in_(own))
    at = or_(HandOver.receiver_id == organisation_id, HandOver.decider_id == organisation_id)
    yield say("等它签收或者决定的移交"), select(HandOver.id).where(HandOver.is_open, at)
    court = Confirmation.court_id == organisation_id
    yield say("在它那里的司法确认"), select(Confirmation.id).where(Confirmation.is_open, court)
    sent = select(Case.id).join(Diversion, Diversion.case_id == Case.id)
    yield say("它送出、还在调解的案件"), sent.where(Case.is_open, Diversion.court_id == organisation_id)
    suits = Filing.court_id == organisation_id, Filing.voided_at.is_(None), Filing.ended_as.is_(None)
    tried = select(Filing.id).where(*suits, ~is_closed(), ~said_to_be_over())
    yield say("它立案、还没有结案的诉讼"), tried
    for seat in (Request.asker_id, Request.asked_id, Request.handler_id):
        what = say("它发出的请求") if seat is Request.asker_id else say("等它办理的请求")
        yield what, select(Request.id).where(Request.is_open, seat == organisation_id)
    applying = select(Deadline.id).where(
        Deadline.case_id.in_(own),
        Deadline.clock == APPLICATION,
        Deadline.state == DeadlineState.RUNNING,
        Deadline.due_on >= today,
    )
    yield say("可以申请司法确认的三十日还没有过的协议"), applying
    raised = EarlyWarning.state == WarningState.RAISED
    yield (
        say("等它答复的预警"),
        select(EarlyWarning.id).where(raised, EarlyWarning.organisation_id == organisation_id),
    )
    lasting = or_(CourtArea.valid_until.is_(None), CourtArea.valid_until >= today)
    yield say("管辖的地区"), select(CourtArea.id).where(lasting, CourtArea.court_id == organisation_id)
