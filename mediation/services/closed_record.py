"""What of a case stays behind the wall, and what of it may be told: the texts that a filing paper is held against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import (
    Agreement,
    Case,
    Complaint,
    FactSignature,
    Investigation,
    Party,
    ReturnVisit,
    Sitting,
    UndisputedFact,
)
from mediation.rules.clock import SHANGHAI
from mediation.rules.grammar import Registry
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import SittingKind
from mediation.rules.wall import Reach, reach_of_reason
from mediation.services.case_now import current_parties, duties_of, further_clauses
from mediation.services.told_events import ToldEvent, told_events

TOLD = ("terms", "subject", "answer", "note", "how", "what", "resolution", "proof", "findings")
"""Under which names events keep what somebody wrote in the course of a mediation."""
WHY = ("reason", "late")
OF_THE_COMMITTEE = ("dispute", "performance", "meeting", "referral", "joint", "call_up", "order", "hand_over")
OPEN_TAGS = frozenset({"dispute:hand_in_complaint", "dispute:receive_complaint", "dispute:file_suit"})


@dataclass(frozen=True, slots=True)
class ClosedText:
    """A text that stays inside, and what it is called when somebody copies from it."""

    source: Message
    text: str


def closed_texts(session: Session, registry: Registry, case: Case) -> Iterator[ClosedText]:
    """Everything written in the course of mediation that goes to no court; also what was taken back since."""
    yield from _sittings(session, case)
    for asked in session.scalars(select(Investigation).where(Investigation.case_id == case.id)):
        day = asked.began_at.astimezone(SHANGHAI).date()
        yield ClosedText(say("{day}的调查记录", day=day), asked.record or "")
    for visit in session.scalars(select(ReturnVisit).where(ReturnVisit.case_id == case.id)):
        yield ClosedText(say("{day}的回访记录", day=visit.visited_on), visit.findings or "")
    yield from _texts_given_up(session, case)
    for event in told_events(session, case.id):
        yield from _of_event(registry, event)


def _sittings(session: Session, case: Case) -> Iterator[ClosedText]:
    held = select(Sitting).where(Sitting.case_id == case.id).order_by(Sitting.ordinal)
    for one in session.scalars(held):
        apart = one.kind is SittingKind.APART
        source = (
            say("第 {n} 次调解的记录（单独进行）", n=one.ordinal)
            if apart
            else say("第 {n} 次调解的记录", n=one.ordinal)
        )
        yield ClosedText(source, f"{one.record or ''}\n{one.result or ''}")


def _texts_given_up(session: Session, case: Case) -> Iterator[ClosedText]:
    """An agreement that is not in force is an offer (民诉法解释 107)."""
    drawn = select(Agreement).where(
        Agreement.case_id == case.id,
        Agreement.superseded_at.is_not(None) | Agreement.in_force_on.is_(None),
    )
    for one in session.scalars(drawn):
        source = say("{day}起草、没有生效的协议", day=one.drawn_on)
        yield ClosedText(source, "\n".join(_said_in(session, one)))


def _said_in(session: Session, one: Agreement) -> Iterator[str]:
    yield from filter(None, (one.facts, one.disputed, one.responsibility, one.left_over))
    yield from further_clauses(one)
    yield from (duty.what or "" for duty in duties_of(session, one.id))


def _of_event(registry: Registry, event: ToldEvent) -> Iterator[ClosedText]:
    noun, _, verb = event.tag.partition(":")
    if event.tag in OPEN_TAGS or noun not in OF_THE_COMMITTEE:
        return
    names = TOLD if reach_of_reason(event.tag) is Reach.COURT else (*TOLD, *WHY)
    said = "\n".join(str(event.data[name]) for name in names if isinstance(event.data.get(name), str))
    if said:
        step = next((d.by_step[verb] for d in registry.definitions if verb in d.by_step), None)
        title = say(step.title) if step is not None else say("其他操作")
        yield ClosedText(say("{day}「{step}」时写的内容", day=event.on, step=title), said)


def open_texts(session: Session, case: Case) -> Iterator[str]:
    """What the parties claim, who they are, what binds them, and what all of them signed under."""
    yield from filter(None, (case.title, case.place, case.narrative, case.claim))
    for party in session.scalars(select(Party).where(Party.case_id == case.id)):
        yield from filter(None, (party.name, party.address, party.occupation, party.legal_representative))
    in_force = select(Agreement).where(
        Agreement.case_id == case.id, Agreement.superseded_at.is_(None), Agreement.in_force_on.is_not(None)
    )
    for agreement in session.scalars(in_force):
        yield from _said_in(session, agreement)
    yield from _confirmed_facts(session, case)
    for drawn in session.scalars(select(Complaint).where(Complaint.case_id == case.id)):
        yield from filter(None, (drawn.claims, drawn.facts, drawn.evidence, drawn.witnesses))


def _confirmed_facts(session: Session, case: Case) -> Iterator[str]:
    everybody = {party.id for party in current_parties(session, case.id)}
    noted = select(UndisputedFact).where(
        UndisputedFact.case_id == case.id, UndisputedFact.withdrawn_at.is_(None)
    )
    for fact in session.scalars(noted):
        signed = set(session.scalars(select(FactSignature.party_id).where(FactSignature.fact_id == fact.id)))
        if everybody <= signed:
            yield fact.text or ""
