"""What the court asks for while it reviews, its longer term, and objections to its ruling (民诉法解释 354-357, 372)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import select

from mediation.model import Confirmation, Deadline, Objection, Organisation
from mediation.rules.acts import Answered, ObjectionRaised, RulingExtended, RulingMade, SupplementAsked
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import WrongState
from mediation.rules.messages import say
from mediation.rules.terms import Months, due, in_words, next_working_day
from mediation.rules.vocabulary import DeadlineState
from mediation.services.acts.filing import check_number
from mediation.services.case_now import current_parties
from mediation.services.field_check import LONGEST_NAME, FieldCheck
from mediation.services.run_clocks import MatterClocks
from mediation.services.step import Done, Taking

RULING, OBJECTION = "court_ruling", "objection"
LONGER = timedelta(days=10)
LONGEST_WAIT = 60
OUTSIDERS = Months(6)


def ask_supplement(taking: Taking) -> Done:
    """The court must set a term for what is missing (民诉法解释 354)."""
    given, check = cast(SupplementAsked, taking.entry.given), FieldCheck()
    what = check.text("what", given.what, say("请写明要补充什么"))
    if not taking.entry.on < given.until_on <= taking.entry.on + timedelta(days=LONGEST_WAIT):
        check.note("until_on", say("期限应在明天到 {n} 天以内", n=LONGEST_WAIT))
    check.refuse()
    return Done(
        data={"what": what, "until_on": given.until_on.isoformat()},
        until=given.until_on,
        subject_id=taking.loaded.matter.id,
    )


def record_supplement(taking: Taking) -> Done:
    given, check = cast(Answered, taking.entry.given), FieldCheck()
    answer = check.text("answer", given.answer, say("请写明补充了什么"))
    check.refuse()
    return Done(data={"answer": answer})


def extend_ruling(taking: Taking) -> Done:
    """Ten more days with the president's leave (确认规定 5); the thirty days of the statute go on beside."""
    given, check = cast(RulingExtended, taking.entry.given), FieldCheck()
    leave_by = check.text("leave_by", given.leave_by, say("请写明由谁批准"), LONGEST_NAME)
    check.refuse()
    last = taking.uow.session.scalar(
        select(Deadline.due_on).where(
            Deadline.matter_id == taking.loaded.matter.id,
            Deadline.clock == RULING,
            Deadline.state == DeadlineState.RUNNING,
        )
    )
    if last is None:
        raise WrongState(say("裁定期限没有在走"))
    until = next_working_day(last + LONGER, taking.uow.calendar(taking.loaded.case.region_code))
    why = say("经院长批准延长十日，到{until}（确认程序若干规定第五条）", until=in_words(until))
    MatterClocks(taking.uow, taking.loaded.matter.id).extend(RULING, until, why)
    return Done(data={"leave_by": leave_by, "until_on": until.isoformat()})


def raise_objection(taking: Taking) -> Done:
    """A party within fifteen days of receipt; somebody else whom it harms within six months of knowing."""
    given, check = cast(ObjectionRaised, taking.entry.given), FieldCheck()
    session, confirmation = taking.uow.session, cast(Confirmation, taking.loaded.matter)
    parties = {party.id: party.name for party in current_parties(session, taking.loaded.case.id)}
    outsider = check.text("outsider", given.outsider, longest=LONGEST_NAME)
    grounds = check.text("grounds", given.grounds, say("请写明异议的理由"))
    if bool(given.party_id) == bool(outsider):
        check.note("party_id", say("请选提出异议的当事人，或者写明利害关系人，只能是其中之一"))
    elif given.party_id is not None and given.party_id not in parties:
        check.note("party_id", say("所选的人不是本案当事人"))
    elif given.party_id is not None and _is_pending(taking, given.party_id):
        check.note("party_id", say("这位当事人的异议正在审查"))
    elif given.party_id is not None:
        _check_party(taking, check, given)
    else:
        _check_outsider(taking, check, given.known_on)
    check.refuse()
    objection = Objection(
        confirmation_id=confirmation.id,
        party_id=given.party_id,
        outsider=outsider,
        raised_on=taking.entry.on,
        known_on=given.known_on if outsider else None,
    )
    session.add(objection)
    objection.grounds = grounds
    who = parties[given.party_id] if given.party_id else outsider
    return Done(data={"name": who, "grounds": grounds}, subject_id=confirmation.id)


def _pending(taking: Taking) -> Sequence[Objection]:
    """Those on which the court has not ruled, in the order in which they came."""
    waiting = select(Objection).where(
        Objection.confirmation_id == taking.loaded.matter.id,
        Objection.ruled_on.is_(None),
        Objection.voided_at.is_(None),
    )
    return taking.uow.session.scalars(waiting.order_by(Objection.raised_on, Objection.id)).all()


def _is_pending(taking: Taking, party_id: UUID) -> bool:
    return any(one.party_id == party_id for one in _pending(taking))


def _check_party(taking: Taking, check: FieldCheck, given: ObjectionRaised) -> None:
    last = taking.uow.session.scalar(
        select(Deadline.due_on).where(
            Deadline.matter_id == taking.loaded.matter.id,
            Deadline.clock == OBJECTION,
            Deadline.subject_id == given.party_id,
        )
    )
    if last is None:
        check.note("party_id", say("裁定书还没有送达这位当事人"))
    elif taking.entry.on > last:
        check.note("party_id", say("这位当事人的异议期限到 {day} 已经届满（第三百七十二条）", day=last))


def _check_outsider(taking: Taking, check: FieldCheck, known_on: date | None) -> None:
    if known_on is None or known_on > taking.entry.on:
        check.note("known_on", say("请写明利害关系人何时知道权益受侵害，不能晚于今天"))
        return
    calendar = taking.uow.calendar(taking.loaded.case.region_code)
    last = due(known_on, OUTSIDERS, calendar).due_on
    if taking.entry.on > last:
        check.note("known_on", say("利害关系人的六个月到 {day} 已经届满（第三百七十二条）", day=last))


def dismiss_objection(taking: Taking) -> Done:
    """The ruling stands."""
    return _rule(taking, upheld=False)


def uphold_objection(taking: Taking) -> Done:
    """The ruling is revoked, or another takes the place of a part of it: the step says which."""
    return _rule(taking, upheld=True)


def _rule(taking: Taking, *, upheld: bool) -> Done:
    given, check = cast(RulingMade, taking.entry.given), FieldCheck()
    session = taking.uow.session
    today = taking.entry.recorded_at.astimezone(SHANGHAI).date()
    confirmation = cast(Confirmation, taking.loaded.matter)
    court = session.get_one(Organisation, confirmation.court_id)
    number = check_number(check, court, given.court_number, today)
    if number is not None and session.scalar(
        select(Objection.id).where(Objection.court_number == str(number))
    ):
        check.note("court_number", say("这个案号已经用过"))
    check.refuse()
    pending = _pending(taking)
    for objection in pending:
        objection.upheld, objection.ruled_on = upheld, taking.entry.on
        objection.judge_id = taking.entry.taker.person_id
    pending[0].court_number = str(number)  # one ruling on all of them, its number kept once
    return Done(data={"court_number": str(number)})
