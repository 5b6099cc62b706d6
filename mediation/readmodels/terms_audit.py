"""Whether what was agreed and signed still stands in the tables as the sealed events tell it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import case, or_, select
from sqlalchemy.orm import Session, aliased

from mediation.model import Agreement, CaseChain, CaseEvent, Obligation, Party, Performance, Signature
from mediation.readmodels.replay import RETIRED
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import MatterKind
from mediation.services.case_now import further_clauses
from mediation.services.standing_steps import steps_taken_back
from mediation.services.unit_of_work import EventCipher

DRAWN = ("dispute:reach_agreement", "dispute:revise_agreement", "dispute:agree_orally")
DROPPED = "dispute:resume_mediation"
SIGNED = ("dispute:sign", "dispute:complete_marks")
IN_FORCE = ("dispute:take_effect", "dispute:take_effect_partly")
Place = tuple[UUID, int]
"""A case and the ordinal of an agreement in it: each drawing makes the next one."""


class CaseKeys(Protocol):
    """Opens what the events of a case say."""

    def case_cipher(self, wrapped: bytes, case_id: UUID) -> EventCipher: ...


@dataclass(slots=True)
class Told:
    """What the events say of one agreement."""

    stands: bool = True
    terms: list[list[str]] | None = None
    """None when it was drawn before the events told the terms, or the case's key is gone with its contents."""
    marks: list[list[str]] = field(default_factory=list)
    in_force_on: str = ""
    further: tuple[str, ...] = ()
    """Clauses that set no duty."""


def terms_broken(session: Session, keys: CaseKeys) -> Iterator[Message]:
    """Every agreement that is not there as told, or whose duties, signatures or day of effect are others."""
    yield from _begun_wrongly(session)
    told = _told(session, keys)
    there = {(a.case_id, a.ordinal): a for a in session.scalars(select(Agreement))}
    for place in sorted(told.keys() | there.keys()):
        at = {"case": place[0], "n": place[1]}
        agreement, said = there.get(place), told.get(place)
        if agreement is None or said is None or said.stands != (agreement.superseded_at is None):
            yield say("案件 {case} 第 {n} 份协议的有无、是否作废与办案记录不符", **at)
        elif said.terms is not None:
            further_stands = said.further == further_clauses(agreement)
            if not further_stands or not _same(said.terms, _terms(session, agreement.id)):
                yield say("案件 {case} 第 {n} 份协议的约定与办案记录不符", **at)
            if not _same(said.marks, _marks(session, agreement)):
                yield say("案件 {case} 第 {n} 份协议的签名与办案记录不符", **at)
            if said.in_force_on != (agreement.in_force_on.isoformat() if agreement.in_force_on else ""):
                yield say("案件 {case} 第 {n} 份协议的生效日期与办案记录不符", **at)


def _begun_wrongly(session: Session) -> Iterator[Message]:
    """Only what was to be done on the spot begins as done, but in cases of the first edition, which told it so."""
    earlier = select(CaseEvent.case_id).where(
        or_(
            CaseEvent.tag.in_(RETIRED),
            (CaseEvent.matter == MatterKind.PERFORMANCE)
            & CaseEvent.matter_id.not_in(select(Performance.id)),  # begun anew from an older schema
        )
    )
    rows = session.execute(
        select(Performance.case_id, Obligation.ordinal)
        .join(Obligation, Obligation.id == Performance.obligation_id)
        .where(
            Performance.began != case((Obligation.performed_at_once, "done"), else_="due"),
            Performance.case_id.not_in(earlier),
        )
    )
    for case_id, ordinal in rows:
        yield say("案件 {case} 第 {n} 项约定的履行与办案记录不符", case=case_id, n=ordinal)


def _same(told: list[list[str]], there: list[list[str]]) -> bool:
    """In any order (duties carry their number), as far as events of that day told each line."""
    width = min(map(len, told), default=0)
    return sorted(line[:width] for line in told) == sorted(line[:width] for line in there)


def _told(session: Session, keys: CaseKeys) -> dict[Place, Told]:
    told: dict[Place, Told] = {}
    last: dict[UUID, int] = {}
    wrapped = {c.case_id: c.wrapped_key for c in session.scalars(select(CaseChain)) if c.wrapped_key}
    events = session.scalars(
        select(CaseEvent)
        .where(CaseEvent.tag.in_((*DRAWN, DROPPED, *SIGNED, *IN_FORCE)))
        .order_by(CaseEvent.case_id, CaseEvent.seq)
        .execution_options(yield_per=1000)
    )
    taken_back, drawn = steps_taken_back(session), dict[UUID, int]()
    for event in events:
        case_id, data = event.case_id, _data(keys, event, wrapped.get(event.case_id))
        stands = event.seq not in taken_back.get(case_id, ())
        if event.tag in DRAWN:
            drawn[case_id] = drawn.get(case_id, 0) + 1
            told[case_id, drawn[case_id]] = Told(
                stands=stands, terms=data.get("terms"), further=tuple(data.get("further", ()))
            )
        if not stands:
            continue  # what stood before it stands again
        here = told.get((case_id, last.get(case_id, 0)))
        if here is not None and event.tag in (*DRAWN, DROPPED):
            here.stands = False
        if event.tag in DRAWN:
            last[case_id] = drawn[case_id]
            here = told[case_id, last[case_id]]
        if here is not None:
            here.marks += data.get("marks", [])
            here.in_force_on = data.get("in_force_on", here.in_force_on)
    return told


def _data(keys: CaseKeys, event: CaseEvent, wrapped: bytes | None) -> dict[str, Any]:
    if wrapped is None:
        return {}  # the case's key was destroyed with its contents
    data: dict[str, Any] = json.loads(
        keys.case_cipher(wrapped, event.case_id).open(event.data_sealed, event.seq)
    )
    return data


def _terms(session: Session, agreement_id: UUID) -> list[list[str]]:
    debtor, creditor = aliased(Party), aliased(Party)
    duties = session.execute(
        select(Obligation, debtor, creditor)
        .outerjoin(debtor, debtor.id == Obligation.debtor_id)
        .outerjoin(creditor, creditor.id == Obligation.creditor_id)
        .where(Obligation.agreement_id == agreement_id)
        .order_by(Obligation.ordinal)
    )
    return [
        [
            o.kind.value,
            f"{o.amount:.2f}" if o.amount is not None else "",
            o.what or "",
            o.due_on.isoformat() if o.due_on else "",
            o.condition,
            o.means,
            o.place,
            _who(owes, o.debtor_name),
            _who(gets, o.creditor_name),
            str(o.performed_at_once),
        ]
        for o, owes, gets in duties
    ]


def _who(party: Party | None, name: str) -> str:
    """A party by its place in the case, which a correction keeps; else, or under another name, the name written."""
    return f"#{party.position}" if party is not None and party.name == name else name


def _marks(session: Session, agreement: Agreement) -> list[list[str]]:
    """A mark is void when, and only when, its agreement was set aside."""
    rows = session.execute(
        select(Signature, Party.position)
        .outerjoin(Party, Party.id == Signature.party_id)
        .where(Signature.agreement_id == agreement.id)
    )
    return [
        [
            m.role.value,
            m.signed_on.isoformat(),
            " ".join(m.manners),
            f"#{position}" if position is not None else str(m.person_id or ""),
            str(m.by_representative_id or ""),
        ]
        for m, position in rows
        if (m.voided_at is None) == (agreement.superseded_at is None)
    ]
