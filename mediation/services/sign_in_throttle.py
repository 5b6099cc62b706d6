"""Slows guessing down: failures are counted in a table, per account and per address, over a moving window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from mediation.model import SignInAttempt
from mediation.rules.messages import Message, say

WINDOW = timedelta(minutes=15)
FAILURES_PER_ACCOUNT = 5
FAILURES_PER_ADDRESS = 30


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody tries to come in."""

    account: str
    address: str
    device: str
    at: datetime


def locked(session: Session, attempt: Attempt) -> Message | None:
    """Why this attempt may not even be tried, and for how long; None when it may."""
    since = attempt.at - WINDOW
    by_account = _failures(session, SignInAttempt.account == attempt.account, since, after_success=True)
    if len(by_account) >= FAILURES_PER_ACCOUNT:
        minutes = _minutes_left(by_account[FAILURES_PER_ACCOUNT - 1], attempt.at)
        return say(
            "连续输错 {times} 次，账号已暂时锁定，请 {minutes} 分钟后再试",
            times=FAILURES_PER_ACCOUNT,
            minutes=minutes,
        )
    by_address = _failures(session, SignInAttempt.address == attempt.address, since, after_success=False)
    if len(by_address) >= FAILURES_PER_ADDRESS:
        minutes = _minutes_left(by_address[FAILURES_PER_ADDRESS - 1], attempt.at)
        return say("此网络地址输错次数太多，请 {minutes} 分钟后再试", minutes=minutes)
    return None


def _failures(
    session: Session, whose: ColumnElement[bool], since: datetime, *, after_success: bool
) -> list[datetime]:
    """When it failed within the window, the latest first; for an account only since it last succeeded."""
    attempts = select(SignInAttempt.at).where(whose, SignInAttempt.at > since)
    if after_success:
        last = select(func.max(SignInAttempt.at)).where(whose, SignInAttempt.succeeded)
        success = session.scalar(last)
        attempts = attempts.where(SignInAttempt.at > success) if success else attempts
    failed = attempts.where(~SignInAttempt.succeeded).order_by(SignInAttempt.at.desc())
    return list(session.scalars(failed.limit(FAILURES_PER_ADDRESS)))


def _minutes_left(failed_at: datetime, now: datetime) -> int:
    seconds = (failed_at + WINDOW - now).total_seconds()
    return max(1, -int(-seconds // 60))
