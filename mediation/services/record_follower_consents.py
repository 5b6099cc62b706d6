"""Who on the list of a batch was asked since and agrees (人民调解法 17): each of them may then be registered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import BatchFollower
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.follower_list import ASKED
from mediation.rules.intake import ConsentGiven
from mediation.rules.messages import say
from mediation.rules.vocabulary import FollowerStanding
from mediation.services.field_check import FieldCheck
from mediation.services.lead_batch import Listed, led
from mediation.services.note_event import note_event
from mediation.services.unit_of_work import UnitOfWork


def not_agreed(session: Session, batch_id: UUID) -> Sequence[BatchFollower]:
    """Those who wait on the list and were not asked, or did not agree, in its order."""
    rows = session.scalars(
        select(BatchFollower)
        .where(BatchFollower.batch_id == batch_id, BatchFollower.standing == FollowerStanding.WAITING)
        .order_by(BatchFollower.ordinal)
    )
    return [one for one in rows if not _agreed(one)]


def _agreed(one: BatchFollower) -> bool:
    consents = Listed.from_json(one.given or "").party.consents
    return bool(consents) and all(consent.granted for consent in consents)


def record_follower_consents(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    batch_id: UUID,
    follower_ids: tuple[UUID, ...],
    agreed_on: date | None,
) -> UUID:
    """Note that these agree to be mediated like the model since that day; BadInput when nobody or no day is named."""
    _, loaded, post = led(uow, actor, batch_id)
    chosen = tuple(one for one in not_agreed(uow.session, batch_id) if one.id in follower_ids)
    check = FieldCheck()
    check.require("follower_ids", chosen, say("请至少选一个人"))
    check.require("agreed_on", agreed_on, say("这一项必须填写"))
    if agreed_on is not None and agreed_on > clock.today():
        check.note("agreed_on", say("同意日期不能晚于今天"))
    check.refuse()
    assert agreed_on is not None
    for one in chosen:
        party = Listed.from_json(one.given or "").party
        consents = tuple(ConsentGiven(purpose, True, agreed_on) for purpose in ASKED)
        one.given = Listed(replace(party, consents=consents)).to_json()
    data = {"n": len(chosen), "day": agreed_on.isoformat(), "batch": str(batch_id)}
    note_event(uow, loaded, "batch:consented", actor, post, clock, data)
    return batch_id
