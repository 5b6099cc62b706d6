"""The one-time code to a signer's registered phone: six digits, five minutes, five tries, not often."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from mediation.model import Case, Organisation, SigningCode, SigningLink, SigningRound
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import BadInput
from mediation.rules.messages import say
from mediation.rules.vocabulary import NoticePurpose
from mediation.services.queue_notice import queue_notice
from mediation.services.signing_links import GUESSED_TOO_OFTEN, minutes_shut, usable_link
from mediation.services.unit_of_work import UnitOfWork

LASTS = timedelta(minutes=5)
BETWEEN = timedelta(seconds=60)
MOST_PER_LINK, PER_LINK = 5, timedelta(hours=1)
MOST_PER_PHONE, PER_PHONE = 10, timedelta(days=1)
FIELD = "code"


def send_signing_code(
    uow: UnitOfWork, *, actor: Actor | None, clock: Clock, token: str, channel: str, address: str
) -> UUID:
    """A new code in place of the last one; BadInput when it was asked for too often."""
    now = clock.now()
    shut = minutes_shut(uow.session, address, now)
    if shut:
        raise BadInput.at(FIELD, say(GUESSED_TOO_OFTEN.text, n=shut))
    link, one, _ = usable_link(uow, token, now)
    assert link.phone_index is not None
    _refuse_too_often(uow, link, now)
    current = select(SigningCode).where(SigningCode.link_id == link.id, SigningCode.expires_at > now)
    for before in uow.session.scalars(current):
        before.expires_at = now
    code = f"{secrets.randbelow(10**6):06}"
    row = SigningCode(
        link_id=link.id,
        phone_index=link.phone_index,
        code_digest=code_digest(uow, link.id, code),
        made_at=now,
        expires_at=now + LASTS,
        channel=channel,
    )
    uow.session.add(row)
    _queue(uow, one, link, code, row)
    return row.id


def code_digest(uow: UnitOfWork, link_id: UUID, code: str) -> bytes:
    """Keyed: six digits would be found from a plain digest at once."""
    return uow.vault.blind_index("signing_code", f"{link_id}:{code}")


def _refuse_too_often(uow: UnitOfWork, link: SigningLink, now: datetime) -> None:
    session, made = uow.session, select(func.count(SigningCode.id))
    last = session.scalar(select(func.max(SigningCode.made_at)).where(SigningCode.link_id == link.id))
    if last is not None and now - last < BETWEEN:
        left = int((last + BETWEEN - now).total_seconds()) + 1
        raise BadInput.at(FIELD, say("验证码刚刚发出，请过 {n} 秒再取", n=left))
    by_link = made.where(SigningCode.link_id == link.id, SigningCode.made_at > now - PER_LINK)
    by_phone = made.where(SigningCode.phone_index == link.phone_index, SigningCode.made_at > now - PER_PHONE)
    if (session.scalar(by_link) or 0) >= MOST_PER_LINK or (session.scalar(by_phone) or 0) >= MOST_PER_PHONE:
        raise BadInput.at(FIELD, say("取验证码的次数太多，请过一段时间再取，或者在纸上签署"))


def _queue(uow: UnitOfWork, one: SigningRound, link: SigningLink, code: str, row: SigningCode) -> None:
    case = uow.session.get_one(Case, one.case_id)
    committee = uow.session.get_one(Organisation, case.organisation_id).name
    queue_notice(
        uow,
        case_id=one.case_id,
        purpose=NoticePurpose.CODE,
        subject_id=link.id,
        to=link.phone or "",
        text=f"【{committee}】签署调解协议的验证码：{code}，五分钟内有效。不是您本人在签的，不要告诉任何人。",
        at=row.made_at,
        expires_at=row.expires_at,
    )
