"""The events of a case with what they say, for papers that tell of one of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import Session

from mediation.model import CaseChain, CaseEvent
from mediation.rules.clock import SHANGHAI
from mediation.services.standing_steps import standing_of
from mediation.services.unit_of_work import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldEvent:
    """An act, opened. `stands`: it was not taken back."""

    id: UUID
    seq: int
    tag: str
    matter_id: UUID
    person_id: UUID | None
    organisation_id: UUID | None
    happened_at: datetime
    from_state: str
    to_state: str
    data: dict[str, Any]
    stands: bool

    @property
    def on(self) -> date:
        return self.happened_at.astimezone(SHANGHAI).date()

    def said(self, name: str) -> str:
        """What it says under that name; empty where it says nothing, or its key is destroyed."""
        return str(self.data.get(name, ""))


def told_events(session: Session, case_id: UUID) -> tuple[ToldEvent, ...]:
    """All of them in order, with their contents."""
    rows = session.scalars(_EVENTS, {"case_id": case_id}).all()
    taken_back = standing_of((e.seq, e.matter, e.matter_id, e.tag) for e in rows).taken_back
    return _opened(session, case_id, rows, taken_back)


def last_told(session: Session, case_id: UUID, tag: str, standing: Collection[int]) -> ToldEvent | None:
    """The newest of that tag among those that stand, by their numbers."""
    theirs = select(CaseEvent).where(
        CaseEvent.case_id == case_id, CaseEvent.tag == tag, CaseEvent.seq.in_(standing)
    )
    rows = session.scalars(theirs.order_by(CaseEvent.seq.desc()).limit(1)).all()
    return next(iter(_opened(session, case_id, rows, ())), None)


def _opened(
    session: Session, case_id: UUID, rows: Sequence[CaseEvent], taken_back: Container[int]
) -> tuple[ToldEvent, ...]:
    chain = session.get_one(CaseChain, case_id)
    vault: Vault = session.info["vault"]
    cipher = vault.case_cipher(chain.wrapped_key, case_id) if chain.wrapped_key else None
    return tuple(
        ToldEvent(
            id=e.id,
            seq=e.seq,
            tag=e.tag,
            matter_id=e.matter_id,
            person_id=e.person_id,
            organisation_id=e.organisation_id,
            happened_at=e.happened_at,
            from_state=e.from_state,
            to_state=e.to_state,
            data=json.loads(cipher.open(e.data_sealed, e.seq)) if cipher else {},
            stands=e.seq not in taken_back,
        )
        for e in rows
    )


_EVENTS = (
    select(CaseEvent).where(CaseEvent.case_id == bindparam("case_id", type_=Uuid())).order_by(CaseEvent.seq)
)
