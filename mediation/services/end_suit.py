"""立案以后达成协议的: the court closes the suit as withdrawn, or otherwise, where it makes no mediation paper of it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotAllowed, WrongState
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import Outcome, SuitEnd
from mediation.services.case_now import standing_filing
from mediation.services.field_check import FieldCheck
from mediation.services.load import load_case
from mediation.services.note_event import late_data, note_event
from mediation.services.take_step import dated
from mediation.services.unit_of_work import UnitOfWork

CAME_TO_TERMS = (
    Outcome.SETTLED,
    Outcome.AGREED_WRITTEN,
    Outcome.AGREED_PARTLY,
    Outcome.AGREED_ORALLY,
    Outcome.WITHDRAWN,
)


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
    """By the court that registered it, once mediation has ended by terms (2025意见 四); the answer is the case."""
    loaded = load_case(uow, actor, case_id, at_least=CaseView.COURT)
    filing = standing_filing(uow.session, case_id)
    here = (post for post in actor.posts_with(Permission.READ_COURT_MATTERS))
    post = next((one for one in here if filing is not None and one.organisation_id == filing.court_id), None)
    if filing is None or post is None:
        raise NotAllowed(say("由登记立案的人民法院结案"))
    if loaded.case.outcome not in CAME_TO_TERMS:
        raise WrongState(say("当事人还没有达成协议：不能这样结案"))
    if filing.ended_as is not None:
        raise WrongState(say("已经结案：{how}", how=filing.ended_as))
    check = FieldCheck()
    check.require("ended_as", ended_as, say("请选怎样结案"))
    check.require("ended_on", ended_on, say("这一项必须填写"))
    if ended_on is not None and ended_on < filing.filed_on:
        check.note("ended_on", say("结案日期不能早于立案日期"))
    check.refuse()
    assert ended_as is not None
    at = dated(clock, ended_on, late_reason, first_asked_on=loaded.case.first_asked_on, field="ended_on")
    filing.ended_as, filing.ended_on = ended_as, ended_on
    data = {"suit_end": ended_as.value, "court_number": filing.court_number, **late_data(late_reason)}
    note_event(uow, loaded, "case:suit_ended", actor, post, clock, data, at)
    return case_id
