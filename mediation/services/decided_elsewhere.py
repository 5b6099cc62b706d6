"""What other bodies have ended: arbitration, the government's decision about land, a notary's deed, a suit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Case, CaseEvent, CaseLink
from mediation.rules.clock import SHANGHAI
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import CaseLinkKind, ProceedingKind
from mediation.services.standing_steps import standing_steps
from mediation.services.told_events import told_events

ENDED: Mapping[ProceedingKind, str] = {
    ProceedingKind.ARBITRATION: "case:arbitrated",
    ProceedingKind.ADMINISTRATIVE: "case:decided_by_government",
    ProceedingKind.NOTARY: "case:notarised",
    ProceedingKind.SUIT: "case:suit_over",
}
"""The tag of the event that tells of the end of a proceeding on which something here depends."""
BY_REFERRAL: Mapping[ProceedingKind, tuple[str, ...]] = {
    ProceedingKind.ARBITRATION: (
        *("referral:record_award", "referral:not_taken"),
        *("referral:record_land_award", "referral:land_not_taken"),
    ),
    ProceedingKind.ADMINISTRATIVE: ("referral:record_decision",),
}
"""The steps of a referral that is followed which tell of the same end."""
AWAY: Mapping[ProceedingKind, str] = {
    ProceedingKind.ARBITRATION: "at_arbitration",
    ProceedingKind.ADMINISTRATIVE: "at_government",
}
"""Where a dispute stands while that body has it."""
NOTED = "case:proceeding"
"""The tag of the event that tells how far a proceeding has come."""
COMES_FROM = (CaseLinkKind.AGAIN, CaseLinkKind.SPLIT)


def has_ended(session: Session, case_id: UUID, kind: ProceedingKind) -> bool:
    """Whether it has ended over this dispute: in this case, or in one that it comes out of."""
    told = CaseEvent.tag.in_((ENDED[kind], *BY_REFERRAL.get(kind, ())))
    ended = session.execute(
        select(CaseEvent.case_id, CaseEvent.seq).where(
            CaseEvent.case_id.in_(_itself_and_origins(session, case_id)), told
        )
    )
    return any(seq not in standing_steps(session, one).taken_back for one, seq in ended.all())


def is_under_way(session: Session, case_id: UUID, *kinds: ProceedingKind) -> bool:
    """Whether one of these was noted, here or in a case that this one comes out of, and not its end since."""
    told = [
        event
        for one in _itself_and_origins(session, case_id)
        for event in told_events(session, one)
        if event.stands and (event.tag == NOTED or event.tag in ENDED.values())
    ]
    last = {event.said("proceeding"): event.tag for event in sorted(told, key=lambda e: e.happened_at)}
    return any(last.get(kind.value) == NOTED for kind in kinds)


def answer_awaited(session: Session, case: Case) -> Message | None:
    """What is still to come of where the dispute was sent before the court; None when it may sue."""
    for kind, state in AWAY.items():
        if case.state == state and not has_ended(session, case.id, kind):
            return say("还没有记下仲裁的结果或者政府的处理决定：先记录，再起诉")
    return None


def notarised_on(session: Session, case_id: UUID) -> date | None:
    """The day of the notary's deed that makes the agreement enforceable; None without one."""
    told = select(CaseEvent.happened_at).where(
        CaseEvent.case_id == case_id, CaseEvent.tag == ENDED[ProceedingKind.NOTARY]
    )
    at = session.scalars(told.order_by(CaseEvent.seq.desc()).limit(1)).first()
    return at.astimezone(SHANGHAI).date() if at is not None else None


def _itself_and_origins(session: Session, case_id: UUID) -> set[UUID]:
    known, waiting = {case_id}, {case_id}
    while waiting:
        origins = select(CaseLink.origin_id).where(
            CaseLink.case_id.in_(waiting), CaseLink.kind.in_(COMES_FROM)
        )
        waiting = set(session.scalars(origins)) - known
        known |= waiting
    return known
