"""转入审理以后通知交费: the court that registered the suit itself tells its fee (2025意见 六; 诉讼费用交纳办法 22)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from mediation.model import Case, Filing
from mediation.rules.actor import Actor, Post
from mediation.rules.acts import FeeNotified
from mediation.rules.clock import Clock
from mediation.rules.errors import NotAllowed, WrongState
from mediation.rules.facts import CaseFacts
from mediation.rules.grammar import Registry
from mediation.rules.messages import Message, say
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import MatterKind
from mediation.services.acts.charging import told
from mediation.services.case_now import standing_filing
from mediation.services.load import load_case
from mediation.services.note_event import note_event
from mediation.services.step import Entry, Taking
from mediation.services.suits import FULLY_AGREED, fee_was_told, how_it_ended, is_sued_over_what_was_agreed
from mediation.services.take_step import dated
from mediation.services.unit_of_work import UnitOfWork

STEP = "notify_fee"


def telling_post(registry: Registry, actor: Actor, filing: Filing | None) -> Post | None:
    """From where the actor tells the fee of the suit: the court that registered it."""
    if filing is None:
        return None
    return actor.post_at(filing.court_id, registry.current(MatterKind.FILING).step(STEP).by)


def why_not_now(session: Session, case: Case, filing: Filing) -> Message | None:
    """What speaks against telling the fee now."""
    if case.outcome is None:
        return say("还在先行调解：转入审理以后才通知交费（最高法2025年立案与调解意见第六条）")
    ended = how_it_ended(session, filing)
    if ended is not None:
        return say("已经结案：{how}", how=ended)
    if case.outcome in FULLY_AGREED and not is_sued_over_what_was_agreed(session, case.id):
        return say("已经达成协议，没有转入审理：不通知交费（最高法2025年立案与调解意见第六条）")
    return say("已经通知过交费") if fee_was_told(session, filing) else None


def notify_fee(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    case_id: UUID,
    amount: Decimal | None,
    notified_on: date,
    late_reason: str = "",
) -> UUID:
    """Once the case, or what is left over of it, goes on to trial, and once; the answer is the matter of the fee."""
    loaded = load_case(uow, actor, case_id, at_least=CaseView.COURT)
    filing, step = standing_filing(uow.session, case_id), uow.registry.current(MatterKind.FILING).step(STEP)
    post = telling_post(uow.registry, actor, filing)
    if filing is None or post is None:
        raise NotAllowed(say("由登记立案的人民法院通知交费"))
    against = why_not_now(uow.session, loaded.case, filing)
    if against is not None:
        raise WrongState(against)
    at = dated(
        clock, notified_on, late_reason, first_asked_on=loaded.case.first_asked_on, field="notified_on"
    )
    entry = Entry(
        actor=actor,
        post=post,
        happened_at=at,
        recorded_at=clock.now(),
        given=FeeNotified(amount, notified_on),
    )
    facts = CaseFacts(on=entry.on)
    done = told(Taking(uow=uow, loaded=loaded, step=step, entry=entry, facts=facts), filing.court_id)
    note_event(uow, loaded, "case:fee_told", actor, post, clock, done.data, at)
    assert done.subject_id is not None
    return done.subject_id
