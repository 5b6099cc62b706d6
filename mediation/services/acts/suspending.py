"""Mediation stands still for a time, or goes on longer than its month, with a reason and the parties' consent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import cast

from sqlalchemy import select

from mediation.model import Deadline
from mediation.rules.acts import Suspended, TermExtended
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import BadInput, WrongState
from mediation.rules.messages import say
from mediation.rules.terms import Derivation, in_words, recounted
from mediation.rules.vocabulary import DeadlineState
from mediation.services.case_now import current_parties
from mediation.services.field_check import LONGEST_NAME, FieldCheck
from mediation.services.run_clocks import MatterClocks, length
from mediation.services.step import Done, Taking

TERMS = ("mediation", "medical_mediation", "first_mediation", "first_mediation_summary", "delegated")
"""One of them runs: the committee's own, or the one that the court's door brings."""
LABOUR = "labour_mediation"
"""Its end opens the way to arbitration: it is the law's, not the parties' (劳动争议调解仲裁法 14)."""
LATE_ENTRY = "late_entry"
"""Runs while what was done before the end of a term is entered after it."""
COURT_LIMITED = ("first_mediation", "first_mediation_summary")
MOST_MORE = timedelta(days=30)
"""What the parties may add to mediation before trial (2025意见 三)."""
LIMITED_SINCE = date(2025, 1, 1)
"""From this day on they may add no more than that."""
LONGEST = 366
"""Days from the day of consent: who needs longer agrees again."""


def suspend(taking: Taking) -> Done:
    """Cause and paper are kept; which clocks stand still, the definition says. No pause without its paper."""
    given, check = cast(Suspended, taking.entry.given), FieldCheck()
    paper = check.text(
        "paper", given.paper, say("请写明依据的材料，例如鉴定委托书、病历、请假条"), LONGEST_NAME
    )
    check.refuse()
    return Done(data={"cause": given.cause.value, "paper": paper})


def extend_term(taking: Taking) -> Done:
    """Every party agrees to go on until a day (人民调解工作若干规定 33); one who does not may end mediation."""
    given = cast(TermExtended, taking.entry.given)
    parties = current_parties(taking.uow.session, taking.loaded.case.id)
    running = _running(taking)
    until = running.due_on
    check = FieldCheck()
    ended = running.state is not DeadlineState.RUNNING
    bars = running.clock in taking.uow.registry.clocks_that_bring_steps  # also where its end still waits
    if (ended or bars) and taking.entry.on > until:
        check.note("happened_on", say("期限到 {day} 已经届满：请写明期满以前各方同意的那一天", day=until))
    silent = [party.name for party in parties if party.id not in given.agreeing_ids]
    if silent:
        check.note("agreeing_ids", say("{names} 还没有同意延长：要每一位当事人都同意", names=tuple(silent)))
    if given.until_on <= until:
        check.note("until_on", say("新的期限应当晚于现在的 {day}", day=until))
    elif (given.until_on - max(until, taking.entry.on)).days > LONGEST:
        check.note("until_on", say("一次最多延长 {n} 天，还需要的到期再由各方同意", n=LONGEST))
    most = _limit(taking, running)
    if most is not None and given.until_on > most:
        check.note(
            "until_on", say("先行调解最多延长三十日，最迟到 {day}（最高法2025年立案与调解意见）", day=most)
        )
    check.refuse()
    why = say(
        "各方当事人于{on}同意继续调解到{until}（人民调解工作若干规定第三十三条；法院委托、委派的从其规定）",
        on=in_words(taking.entry.on),
        until=in_words(given.until_on),
    )
    clocks = MatterClocks(taking.uow, taking.loaded.matter.id)
    if ended:
        clocks.end(taking.entry.on, only={LATE_ENTRY})
        running.state, running.ended_on = DeadlineState.RUNNING, None
        taking.uow.session.flush()
        clocks = MatterClocks(taking.uow, taking.loaded.matter.id)
    last = clocks.extend(taking.loaded, running.clock, given.until_on, why)
    return Done(data={"before_on": until.isoformat(), "until_on": last.isoformat()})


def enter_in_time(taking: Taking) -> Done:
    """What was done before the term was over may be entered from today on, for a few days."""
    return Done(clocks_from=((taking.entry.recorded_at.astimezone(SHANGHAI).date(), None),))


def _running(taking: Taking) -> Deadline:
    """The term that runs, or the one whose end is being overtaken by what was done before it."""
    clocks = {
        clock.clock: clock
        for clock in taking.uow.session.scalars(
            select(Deadline).where(
                Deadline.matter_id == taking.loaded.matter.id,
                Deadline.clock.in_((*TERMS, LABOUR, LATE_ENTRY)),
                Deadline.state == DeadlineState.RUNNING,
            )
        )
    }
    running = next((clocks[name] for name in TERMS if name in clocks), None)
    if running is not None:
        return running
    if LABOUR in clocks:
        raise BadInput.at(
            "until_on",
            say(
                "劳动争议自收到调解申请之日起十五日没有达成协议的，当事人就可以申请仲裁：这个期限不能约定延长；"
                "各方愿意的，不用延长也可以接着调解（劳动争议调解仲裁法第十四条）"
            ),
        )
    if LATE_ENTRY in clocks:
        ended = taking.uow.session.scalars(
            select(Deadline)
            .where(
                Deadline.matter_id == taking.loaded.matter.id,
                Deadline.clock.in_(TERMS),
                Deadline.overdue_at.is_not(None),
                Deadline.state != DeadlineState.WITHDRAWN,
            )
            .order_by(Deadline.due_on.desc())
        ).first()
        if ended is not None:
            return ended
    raise WrongState(say("调解期限没有在走，不用延长"))


def _limit(taking: Taking, running: Deadline) -> date | None:
    """The last day to which the parties may extend, later by what stood still; None where the law names none.

    A term that began before 2025 keeps the rule of its day: as long as the parties agree (特邀规定 27).
    """
    if running.clock not in COURT_LIMITED or running.starts_on < LIMITED_SINCE:
        return None
    clock = taking.uow.registry.clock_by_name[running.clock]
    calendar = taking.uow.calendar(taking.loaded.case.region_code)
    term = length(taking.uow, clock, running.starts_on)
    told = Derivation.from_json(running.derivation)
    alone = replace(told, turns=tuple(turn for turn in told.turns if turn.kind == "paused"))
    return recounted(alone, calendar, rolls=clock.rolls, term=term).due_on + MOST_MORE
