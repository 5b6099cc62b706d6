"""Whether what was agreed and signed still stands in the tables as the sealed events tell it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Agreement, CaseChain, CaseEvent, Obligation, Signature
from mediation.rules.messages import Message, say
from mediation.services.unit_of_work import EventCipher

DRAWN = ("dispute:reach_agreement", "dispute:revise_agreement", "dispute:agree_orally")
SIGNED, IN_FORCE = "dispute:sign", "dispute:take_effect"


class CaseKeys(Protocol):
    """Opens what the events of a case say."""

    def case_cipher(self, wrapped: bytes, case_id: UUID) -> EventCipher: ...


def terms_broken(session: Session, keys: CaseKeys) -> Iterator[Message]:
    """Every agreement whose duties, signatures or day of effect are not those of its events."""
    told = _told(session, keys)
    for agreement in session.scalars(select(Agreement).order_by(Agreement.case_id, Agreement.ordinal)):
        said = told.get(str(agreement.id))
        if said is None or "terms" not in said:
            continue  # drawn before the events told the terms
        at = {"case": agreement.case_id, "n": agreement.ordinal}
        if said["terms"] != [list(line) for line in _terms(session, agreement.id)]:
            yield say("案件 {case} 第 {n} 份协议的约定与办案记录不符", **at)
        if said["signed"] != _marks(session, agreement.id):
            yield say("案件 {case} 第 {n} 份协议的签名与办案记录不符", **at)
        day = agreement.in_force_on.isoformat() if agreement.in_force_on else ""
        if said["in_force_on"] not in (None, day):
            yield say("案件 {case} 第 {n} 份协议的生效日期与办案记录不符", **at)


def _told(session: Session, keys: CaseKeys) -> dict[str, dict[str, Any]]:
    """By agreement: its terms, the marks under it and its day, as the events say."""
    told: dict[str, dict[str, Any]] = {}
    wrapped = {c.case_id: c.wrapped_key for c in session.scalars(select(CaseChain)) if c.wrapped_key}
    events = session.scalars(
        select(CaseEvent)
        .where(CaseEvent.tag.in_((*DRAWN, SIGNED, IN_FORCE)))
        .order_by(CaseEvent.case_id, CaseEvent.seq)
        .execution_options(yield_per=1000)
    )
    for event in events:
        if event.case_id not in wrapped:
            continue  # its key was destroyed with its contents
        cipher = keys.case_cipher(wrapped[event.case_id], event.case_id)
        data = json.loads(cipher.open(event.data_sealed, event.seq))
        if "agreement" not in data:
            continue
        here = told.setdefault(data["agreement"], {"signed": [], "in_force_on": None})
        here |= {name: data[name] for name in ("terms", "in_force_on") if name in data}
        here["signed"] = sorted([*here["signed"], *data.get("marks", [])])
    return told


def _terms(session: Session, agreement_id: UUID) -> list[tuple[str, ...]]:
    duties = session.scalars(
        select(Obligation).where(Obligation.agreement_id == agreement_id).order_by(Obligation.ordinal)
    )
    return [
        (
            o.kind.value,
            f"{o.amount:.2f}" if o.amount is not None else "",
            o.what or "",
            o.due_on.isoformat() if o.due_on else "",
            o.condition,
            o.means,
            o.place,
        )
        for o in duties
    ]


def _marks(session: Session, agreement_id: UUID) -> list[list[str]]:
    marks = session.scalars(select(Signature).where(Signature.agreement_id == agreement_id))
    return sorted([m.role.value, m.signed_on.isoformat(), " ".join(m.manners)] for m in marks)
