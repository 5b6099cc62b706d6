"""How a case goes on that was sent to another installation: its state, its terms, who answers for it there."""

from __future__ import annotations

from mediation.model import ExchangeCase, Filing, Organisation
from mediation.rules.errors import WrongState
from mediation.rules.exchange.told import CaseHeld, CaseMoved, ComplaintDecided
from mediation.rules.messages import say
from mediation.services.case_now import standing_filing
from mediation.services.exchange.carrying import (
    Carrying,
    loaded_case,
    note,
    pass_to,
    post_there,
    sent_case,
    told_by,
)
from mediation.services.exchange.follow_clocks import follow_clocks
from mediation.services.exchange.outbox import stands_for
from mediation.services.load import Loaded, locked
from mediation.services.step import Entry
from mediation.services.take_step import definition_of, take_as_told

FILED = ("filed_by_the_court", "filed_beside")
"""What the registration of a suit means for a dispute, by where it stands."""


def moved(c: Carrying, told: CaseMoved) -> None:
    """How a case that was sent there goes on; nothing where it is no longer theirs."""
    case = sent_case(c, told.case)
    if case is None:
        return
    loaded = loaded_case(c, case)
    holder = c.uow.session.get_one(Organisation, case.organisation_id)
    post = post_there(c, holder, told.step.role if told.step else "")
    data = {**told_by(c, ""), **_agreement(told)}
    case.number = told.number[:80] or None
    if told.step is not None and told.step.to_state != case.state:
        take_as_told(c.uow, loaded, told.step.name, c.entry(told.step.happened_at, post), data)
    else:
        note(c, loaded, "exchange:told", post, c.clock.now(), data)
    if case.state != told.state:
        raise WrongState(say("对方说的状态与记录的步骤不符"))
    follow_clocks(c.uow, case, told.clocks, c.clock.today())


def _agreement(told: CaseMoved) -> dict[str, str]:
    agreed = told.agreement
    if agreed is None:
        return {}
    said = {"agreement": agreed.form.value}
    if agreed.in_force_on is not None:
        said["in_force_on"] = agreed.in_force_on.isoformat()
    if agreed.amount is not None:
        said["amount"] = f"{agreed.amount:.2f}"
    return said


def held(c: Carrying, told: CaseHeld) -> None:
    case = sent_case(c, told.case)
    if case is None:
        return
    holder = stands_for(c.uow.session, c.peer.id, told.organisation)
    loaded = loaded_case(c, case)
    post = post_there(c, holder, "") if holder is not None else None
    note(c, loaded, "exchange:held", post, told.at, {"organisation": told.name})
    if holder is not None and holder.id != case.organisation_id:
        pass_to(c, case, holder.id)


def decided(c: Carrying, told: ComplaintDecided) -> None:
    """What the court that sent a case here has made of its complaint; WrongState for a case it did not send."""
    shared = c.uow.session.get(ExchangeCase, (told.case, c.peer.id))
    court = stands_for(c.uow.session, c.peer.id, told.court)
    if shared is None or shared.sent or court is None:
        raise WrongState(say("对方没有移来这件案件"))
    loaded = loaded_case(c, locked(c.uow, told.case))
    post = post_there(c, court, "")
    data = {
        "organisation": court.name,
        "standing": told.standing.value,
        "court_number": told.court_number[:80],
    }
    note(c, loaded, "exchange:complaint", post, told.happened_at, data)
    if told.court_number and told.filed_on is not None and standing_filing(c.uow.session, told.case) is None:
        filing = Filing(
            case_id=told.case,
            court_id=court.id,
            court_number=told.court_number[:80],
            filed_on=told.filed_on,
        )
        c.uow.session.add(filing)
        c.uow.session.flush()
        _follow_registration(c, loaded, c.entry(told.happened_at, post))


def _follow_registration(c: Carrying, loaded: Loaded, entry: Entry) -> None:
    definition = definition_of(c.uow, loaded)
    here = definition.by_state[loaded.case.state]
    known = (definition.by_step[name] for name in FILED if name in definition.by_step)
    step = next((one for one in known if here in one.source), None)
    if step is not None:
        take_as_told(c.uow, loaded, step.name, entry, told_by(c, ""))
