"""Sending what waits in the queue of messages: under a lease, at least once, each with the number that tells twice."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import or_, select

from mediation.model import Notice
from mediation.rules.clock import Clock
from mediation.rules.errors import MediationError
from mediation.services.unit_of_work import House, UnitOfWork

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 6
AT_ONCE = 20


class NoticeFailed(MediationError):
    """The channel did not take the message; it may be tried again."""


class NoticeChannel(Protocol):
    """Carries a message to a phone number. The same `notice_id` twice is one message."""

    @property
    def name(self) -> str: ...

    @property
    def shown(self) -> bool:
        """Whether it is read out by the mediator instead of being sent: then its text stays until it expires."""
        ...

    def send(self, notice_id: UUID, to: str, text: str) -> None:
        """NoticeFailed when it was not taken."""
        ...


class SendingHouse(House, Protocol):
    """An installation that has a channel."""

    @property
    def channel(self) -> NoticeChannel: ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message taken under a lease. Its text is in no repr and no log."""

    id: UUID
    to: str
    text: str

    def __repr__(self) -> str:
        return f"Waiting({self.id})"


def send_notices(house: SendingHouse) -> int:
    """Send what waits; how many were taken. A killed worker's messages come again when the lease is over."""
    with house.begin() as uow:
        taken = _take(uow, house.clock)
        uow.commit()
    for one in taken:
        failure = ""
        try:
            house.channel.send(one.id, one.to, one.text)
        except NoticeFailed as refused:
            failure = str(refused.message)
            log.warning("notice %s was not taken by %s", one.id, house.channel.name)
        with house.begin() as uow:
            _note(uow, house.clock, one.id, house.channel, failure)
            uow.commit()
    return len(taken)


def _take(uow: UnitOfWork, clock: Clock) -> Sequence[Waiting]:
    now, taken = clock.now(), []
    rows = uow.session.scalars(
        select(Notice)
        .where(
            Notice.done_at.is_(None),
            Notice.not_before <= now,
            or_(Notice.leased_until.is_(None), Notice.leased_until < now),
        )
        .order_by(Notice.not_before, Notice.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    for row in rows:
        if row.expires_at <= now:
            _forget(row)
            row.done_at = now
            continue
        row.leased_until, row.attempts = now + LEASE, row.attempts + 1
        taken.append(Waiting(row.id, row.to or "", row.text or ""))
    return taken


def _note(uow: UnitOfWork, clock: Clock, notice_id: UUID, channel: NoticeChannel, failure: str) -> None:
    row, now = uow.session.get_one(Notice, notice_id), clock.now()
    row.leased_until, row.channel, row.failure = None, channel.name, failure[:400]
    if failure and row.attempts < MOST_ATTEMPTS:
        row.not_before = now + timedelta(seconds=2**row.attempts)
        return
    row.sent_at = None if failure else now
    if channel.shown and not failure:
        row.not_before = row.expires_at  # read out meanwhile; taken once more to be forgotten
        return
    row.done_at = now
    _forget(row)


def _forget(row: Notice) -> None:
    row.to = row.text = None
