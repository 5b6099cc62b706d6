"""What the court asks for while it reviews, and its longer term (民诉法解释 354-357)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast

from sqlalchemy import select

from mediation.model import Deadline
from mediation.rules.acts import Answered, LimitExtended, RulingExtended, SupplementAsked
from mediation.rules.errors import WrongState
from mediation.rules.messages import say
from mediation.rules.terms import in_words
from mediation.rules.vocabulary import DeadlineState
from mediation.services.field_check import LONGEST_NAME, FieldCheck
from mediation.services.run_clocks import MatterClocks, set_by_court
from mediation.services.step import Done, Taking

RULING, LIMIT = "court_ruling", "court_limit"
LONGER = timedelta(days=10)
LONGEST_WAIT = 60


def ask_supplement(taking: Taking) -> Done:
    """The court must set a term for what is missing (民诉法解释 354)."""
    given, check = cast(SupplementAsked, taking.entry.given), FieldCheck()
    what = check.text("what", given.what, say("请写明要补充什么"))
    if not taking.entry.on < given.until_on <= taking.entry.on + timedelta(days=LONGEST_WAIT):
        check.note("until_on", say("期限应在明天到 {n} 天以内", n=LONGEST_WAIT))
    check.refuse()
    return Done(
        data={"what": what, "until_on": given.until_on.isoformat()},
        until=set_by_court(given.until_on),
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
    last = _running(taking, RULING)
    if last is None:
        raise WrongState(say("裁定期限没有在走"))
    why = say("经院长批准延长十日，到{until}（确认程序若干规定第五条）", until=in_words(last + LONGER))
    clocks = MatterClocks(taking.uow, taking.loaded.matter.id)
    until = clocks.extend(taking.loaded, RULING, last + LONGER, why)
    return Done(data={"leave_by": leave_by, "until_on": until.isoformat()})


def extend_limit(taking: Taking) -> Done:
    """Beyond the thirty days of the statute, to the day for which the president gave leave (民事诉讼法 187)."""
    given, check = cast(LimitExtended, taking.entry.given), FieldCheck()
    leave_by = check.text("leave_by", given.leave_by, say("请写明由谁批准"), LONGEST_NAME)
    last = _running(taking, LIMIT)
    if last is None:
        raise WrongState(say("审结期限没有在走"))
    if given.until_on <= last:
        check.note("until_on", say("延长以后的期限应在现在的 {day} 以后", day=last))
    check.refuse()
    why = say("经院长批准延长到{until}（民事诉讼法第一百八十七条）", until=in_words(given.until_on))
    clocks = MatterClocks(taking.uow, taking.loaded.matter.id)
    until = clocks.extend(taking.loaded, LIMIT, given.until_on, why)
    return Done(data={"leave_by": leave_by, "until_on": until.isoformat()})


def _running(taking: Taking, clock: str) -> date | None:
    """The last day of that clock of the application, while it runs."""
    return taking.uow.session.scalar(
        select(Deadline.due_on).where(
            Deadline.matter_id == taking.loaded.matter.id,
            Deadline.clock == clock,
            Deadline.state == DeadlineState.RUNNING,
        )
    )
