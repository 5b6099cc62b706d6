"""The week of an area on its way to its supervisors: kept once, sent after the commit, at least once to each phone."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from mediation.model import Digest, DigestNotice, Membership, Organisation, Person
from mediation.rules.clock import Clock
from mediation.rules.messages import Message, say
from mediation.services.send_notices import MOST_ATTEMPTS, NoticeFailed, SendingHouse
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.watchers import held_on

log = logging.getLogger(__name__)
AT_ONCE = 20
LEASE = timedelta(seconds=60)
USELESS_AFTER = timedelta(days=7)
SUPERVISOR = "supervisor"


def keep_digest(
    uow: UnitOfWork, *, clock: Clock, region_code: str, week_on: date, content: dict[str, Any]
) -> UUID | None:
    """Keep the area's week and queue it for each supervisor with a phone; None where it is kept already."""
    there = select(Digest.id).where(Digest.region_code == region_code, Digest.week_on == week_on)
    if uow.session.scalar(there) is not None:
        return None
    now = clock.now()
    digest = Digest(region_code=region_code, week_on=week_on, made_at=now, content=content)
    uow.session.add(digest)
    uow.session.flush()
    for person in _supervisors(uow, region_code, clock.today()):
        if person.phone:
            uow.session.add(
                DigestNotice(digest_id=digest.id, person_id=person.id, created_at=now, not_before=now)
            )
    return digest.id


def _supervisors(uow: UnitOfWork, region_code: str, today: date) -> Sequence[Person]:
    return uow.session.scalars(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Organisation.region_code == region_code,
            Membership.role == SUPERVISOR,
            held_on(today),
            Person.active,
        )
        .distinct()
    ).all()


def send_digests(house: SendingHouse) -> int:
    """Send what waits; how many were taken. Where messages are read out face to face, none is sent."""
    if house.channel.shown:
        return 0
    with house.begin() as uow:
        taken = _take(uow, house.clock)
        uow.commit()
    for notice_id, to, text in taken:
        failure = ""
        try:
            house.channel.send(notice_id, to, text)
        except NoticeFailed as refused:
            failure = str(refused.message)
            log.warning("digest %s was not taken by %s", notice_id, house.channel.name)
        with house.begin() as uow:
            _note(uow, house.clock, notice_id, failure)
            uow.commit()
    return len(taken)


def _take(uow: UnitOfWork, clock: Clock) -> list[tuple[UUID, str, str]]:
    now, taken = clock.now(), []
    rows = uow.session.execute(
        select(DigestNotice, Digest, Person)
        .join(Digest, Digest.id == DigestNotice.digest_id)
        .join(Person, Person.id == DigestNotice.person_id)
        .where(DigestNotice.done_at.is_(None), DigestNotice.not_before <= now)
        .order_by(DigestNotice.not_before, DigestNotice.id)
        .limit(AT_ONCE)
        .with_for_update(of=DigestNotice, skip_locked=True)
    )
    for notice, digest, person in rows:
        if now - notice.created_at > USELESS_AFTER or not person.phone:
            notice.done_at = now
            continue
        notice.not_before, notice.attempts = now + LEASE, notice.attempts + 1
        taken.append((notice.id, person.phone, str(worded(digest.week_on, digest.content))))
    return taken


def _note(uow: UnitOfWork, clock: Clock, notice_id: UUID, failure: str) -> None:
    notice, now = uow.session.get_one(DigestNotice, notice_id), clock.now()
    notice.failure = failure[:400]
    if failure and notice.attempts < MOST_ATTEMPTS:
        notice.not_before = now + timedelta(minutes=2**notice.attempts)
        return
    notice.sent_at, notice.done_at = None if failure else now, now


def worded(week_on: date, content: dict[str, Any]) -> Message:
    """The message: figures of the area, nobody's name; of a week kept before orders were counted nothing of them."""
    week = say(
        "积案周报：{area}，{first}至{last}登记{entered}件、结案{ended}件；周末未结{open}件，"
        "现在逾期{overdue}件、有激化风险{danger}件。请登录系统查看",
        area=content["area"],
        first=week_on,
        last=week_on + timedelta(days=6),
        entered=content["entered"],
        ended=content["ended"],
        open=content["open"],
        overdue=content["overdue"],
        danger=content["danger"],
    )
    if "orders" not in content:
        return week
    return say(
        "{week}。督办没有办结{orders}件，其中逾期{late}件；上周重新督办{reopened}件",
        week=week,
        orders=content["orders"],
        late=content["orders_late"],
        reopened=content["orders_reopened"],
    )
