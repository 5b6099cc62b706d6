"""Whether a link still leads to signing, and who stands behind it: asked by every page and act without an account."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediation.model import Case, Party, SigningLink, SigningRound, SigningTry
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import NotThere, WrongState
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import RoundEnd, TryKind
from mediation.services.load import locked
from mediation.services.sign_in import token_digest
from mediation.services.signing_rounds import STALE, is_stale, link_of, signer_of, why_not_by_phone
from mediation.services.unit_of_work import UnitOfWork

PROOF_LASTS = timedelta(minutes=30)
WINDOW = timedelta(minutes=15)
MOST_TRIES = 30
"""Wrong tokens and codes from one network address within the window: an office's visitors share one."""

USED = say("这个链接已经用过，您的签名已经收到")
REVOKED = say("这个链接已经收回，请向调解员要新的链接")
EXPIRED = say("这个链接已经过期，请向调解员要新的链接")
ON_PAPER_NOW = say("这份协议改在纸上签署，请和调解员约时间")
OVER = say("这份协议现在不能签署，请联系调解员")
GUESSED_TOO_OFTEN = say("试错的次数太多，请过 {n} 分钟再试")
PROVE_FIRST = say("请先输入发到签名人手机上的验证码")


def why_shut(session: Session, link: SigningLink, now: datetime) -> Message | None:
    """Why nobody can sign by this link any more; None while somebody can."""
    one = session.get_one(SigningRound, link.round_id)
    if link.used_at is not None:
        return USED
    if one.ended_as is RoundEnd.TEXT_CHANGED or (one.ended_at is None and is_stale(session, one)):
        return STALE
    if one.ended_as is RoundEnd.TO_PAPER:
        return ON_PAPER_NOW
    if link.revoked_at is not None:
        return REVOKED
    if link.expires_at <= now:
        return EXPIRED
    return None if one.ended_at is None else OVER


def link_behind(uow: UnitOfWork, token: str, *, locking: bool = True) -> tuple[SigningLink, SigningRound]:
    """The link of a token with its round; NotThere for a token that is none. The case is locked for a write."""
    link = link_of(uow.session, token_digest(token))
    if link is None:
        raise NotThere
    one = uow.session.get_one(SigningRound, link.round_id)
    if locking:
        locked(uow, one.case_id)
        uow.session.refresh(link)
        uow.session.refresh(one)
    return link, one


def usable_link(uow: UnitOfWork, token: str, now: datetime) -> tuple[SigningLink, SigningRound, Party]:
    """The same while somebody can sign by it: WrongState with the sentence otherwise."""
    link, one = link_behind(uow, token)
    shut = why_shut(uow.session, link, now)
    if shut is not None:
        raise WrongState(shut)
    case = uow.session.get_one(Case, one.case_id)
    if why_not_by_phone(uow.session, case, now.astimezone(SHANGHAI).date()) is not None:
        raise WrongState(OVER)
    party = signer_of(uow.session, one.case_id, link)
    if party is None:
        raise WrongState(STALE)
    return link, one, party


def is_proved(link: SigningLink, browser: str, now: datetime) -> bool:
    """Whether this browser proved not long ago that the signer holds it."""
    if link.browser_digest is None or link.proved_at is None or not browser:
        return False
    same = hmac.compare_digest(link.browser_digest, token_digest(browser))
    return same and now - link.proved_at < PROOF_LASTS


def minutes_shut(session: Session, address: str, now: datetime) -> int:
    """For how many minutes nothing is tried from that address any more; 0 when it may be."""
    since = now - WINDOW
    tries = select(func.count(), func.min(SigningTry.at)).where(
        SigningTry.address == address, SigningTry.at > since
    )
    n, first = session.execute(tries).one()
    return 0 if n < MOST_TRIES else max(1, -int(-(first + WINDOW - now).total_seconds() // 60))


def note_try(session: Session, kind: TryKind, address: str, at: datetime) -> UUID:
    """Kept and logged by the caller: guesses are counted across processes."""
    made = SigningTry(kind=kind, address=address[:60], at=at)
    session.add(made)
    return made.id
