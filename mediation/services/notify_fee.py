"""转入审理以后通知交费: the court that registered the suit itself tells its fee (2025意见 六; 诉讼费用交纳办法 22)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from mediation.rules.actor import Actor
from mediation.rules.acts import FeeNotified
from mediation.rules.clock import Clock
from mediation.rules.errors import NotAllowed, WrongState
from mediation.rules.facts import CaseFacts
from mediation.rules.messages import say
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import MatterKind
from mediation.services.acts.charging import told
from mediation.services.case_now import standing_filing
from mediation.services.load import load_case
from mediation.services.note_event import note_event
from mediation.services.step import Entry, Taking
from mediation.services.suits import fee_was_told
from mediation.services.take_step import dated
from mediation.services.unit_of_work import UnitOfWork

STEP = "notify_fee"
BEFORE_TRIAL = "at_trial"


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
    """Once the case has gone on to trial, never before, and once; the answer is the matter of the fee."""
    loaded = load_case(uow, actor, case_id, at_least=CaseView.COURT)
    filing, step = standing_filing(uow.session, case_id), uow.registry.current(MatterKind.FILING).step(STEP)
    post = actor.post_at(filing.court_id, step.by) if filing is not None else None
    if filing is None or post is None:
        raise NotAllowed(say("由登记立案的人民法院通知交费"))
    if loaded.case.state != BEFORE_TRIAL:
        raise WrongState(say("还在先行调解：转入审理以后才通知交费（最高法2025年立案与调解意见第六条）"))
    if fee_was_told(uow.session, filing):
        raise WrongState(say("已经通知过交费"))
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
