"""Slows guessing about papers down: tries are counted in a table, per code and per address, over moving windows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from mediation.model import VerificationTry
from mediation.rules.messages import Message, say
from mediation.rules.verdicts import FACTS, Asked, Verdict

WRONG = tuple(verdict.value for verdict in Verdict if verdict is not Verdict.SAME)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many within that time."""

    most: int
    within: timedelta


QUARTER = timedelta(minutes=15)
PER_ADDRESS = Limit(60, QUARTER)
"""Of anything: a whole office may stand behind one address."""
WRONG_PER_ADDRESS = Limit(15, QUARTER)
FACTS_PER_CODE = (Limit(6, timedelta(days=1)), Limit(20, timedelta(days=60)))
"""Wrong facts typed for one code, wherever they come from: a date or a sum must not be found by trying."""


CODES_PER_PAPER = (
    Limit(1, timedelta(seconds=60)),
    Limit(5, timedelta(hours=1)),
    Limit(10, timedelta(days=1)),
)
"""Codes asked for one paper, whatever number is typed: a difference would tell whose number it is."""


def codes_held_up(session: Session, address: str, code: str, at: datetime) -> Message | None:
    """The same for who wants a code to a phone, or types one."""
    here = _at_that_address(session, address, at)
    if here is not None or not code:
        return here
    for limit in CODES_PER_PAPER:
        asked = VerificationTry.question == Asked.PHONE.value
        wait = _wait(session, limit, at, VerificationTry.code == code, asked)
        if wait is not None:
            minutes = max(1, -int(-wait.total_seconds() // 60))
            return say("这份文书取验证码的次数太多，请 {minutes} 分钟后再取", minutes=minutes)
    return None


def held_up(session: Session, address: str, code: str, at: datetime, *, facts: bool) -> Message | None:
    """Why nothing is answered now, and for how long; None when it is."""
    here = _at_that_address(session, address, at)
    if here is not None:
        return here
    wrong = VerificationTry.answer.in_(WRONG)
    for limit in FACTS_PER_CODE if facts else ():
        asked = VerificationTry.question.in_(tuple(one.value for one in FACTS))
        if _wait(session, limit, at, VerificationTry.code == code, asked, wrong) is not None:
            return say("这份文书核对内容的次数太多，请改天再试，或者向签发机构询问；上传文件核对不受影响")
    return None


def _at_that_address(session: Session, address: str, at: datetime) -> Message | None:
    here = VerificationTry.address == address
    wrong = VerificationTry.answer.in_(WRONG)
    wait = _wait(session, PER_ADDRESS, at, here) or _wait(session, WRONG_PER_ADDRESS, at, here, wrong)
    if wait is None:
        return None
    minutes = max(1, -int(-wait.total_seconds() // 60))
    return say("此网络地址查验的次数太多，请 {minutes} 分钟后再试", minutes=minutes)


def _wait(session: Session, limit: Limit, now: datetime, *which: ColumnElement[bool]) -> timedelta | None:
    """How long until there is room again; None when there is."""
    since = now - limit.within
    tries = select(VerificationTry.at).where(VerificationTry.at > since, *which)
    latest = session.scalars(tries.order_by(VerificationTry.at.desc()).limit(limit.most)).all()
    return latest[-1] + limit.within - now if len(latest) == limit.most else None
