"""What courts objected to in an area, offered for checks, and the checks that its bureau keeps."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Case, CaseChain, CaseEvent, Confirmation, HealthCheck, Organisation, Party, Person
from mediation.rules.actor import Actor
from mediation.rules.grammar import Registry
from mediation.rules.policy import area_of
from mediation.rules.regions import prefix
from mediation.rules.vocabulary import HealthLack, MatterKind, ObligationKind
from mediation.services.keep_checks import checking_post
from mediation.services.unit_of_work import Vault

OBJECTIONS = {
    "confirmation:refuse_application": "reason",
    "confirmation:reject": "reason",
    "confirmation:deem_withdrawn": "reason",
    "confirmation:ask_papers": "what",
    "confirmation:ask_supplement": "what",
}
"""The steps by which a court says what is wrong, and where it says it."""
MOST = 100
_NUMBERS = re.compile(r"\d{6,}[\dXx]?")


@dataclass(frozen=True, slots=True)
class CourtObjection:
    """What a court said of an application, without the names and numbers of those concerned (确认规定 12)."""

    confirmation_id: UUID
    step: str
    court: str
    committee: str
    category_code: str
    said: str
    at: datetime
    checks: int


def court_objections(session: Session, registry: Registry, actor: Actor) -> tuple[CourtObjection, ...]:
    """In the area of whoever keeps its checks, the newest first."""
    area = prefix(area_of(checking_post(actor)))
    rows = session.execute(
        select(CaseEvent, Confirmation, Case, Organisation)
        .join(Confirmation, Confirmation.id == CaseEvent.matter_id)
        .join(Case, Case.id == CaseEvent.case_id)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(CaseEvent.tag.in_(OBJECTIONS), Organisation.region_code.startswith(area))
        .order_by(CaseEvent.recorded_at.desc(), CaseEvent.seq.desc())
        .limit(MOST)
    ).all()
    made = Counter(session.scalars(select(HealthCheck.confirmation_id)))
    steps = registry.current(MatterKind.CONFIRMATION).by_step
    return tuple(
        CourtObjection(
            confirmation.id,
            steps[event.tag.partition(":")[2]].title,
            session.get_one(Organisation, confirmation.court_id).name,
            committee.name,
            case.category_code,
            _said(session, event),
            event.recorded_at,
            made[confirmation.id],
        )
        for event, confirmation, case, committee in rows
    )


def _said(session: Session, event: CaseEvent) -> str:
    chain = session.get_one(CaseChain, event.case_id)
    if not chain.wrapped_key:
        return ""
    vault: Vault = session.info["vault"]
    cipher = vault.case_cipher(chain.wrapped_key, event.case_id)
    text = str(json.loads(cipher.open(event.data_sealed, event.seq)).get(OBJECTIONS[event.tag], ""))
    names = session.scalars(select(Party.name).where(Party.case_id == event.case_id))
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "某")
    return _NUMBERS.sub("……", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckShown:
    id: UUID
    said: str
    article: str
    mend: str
    words: tuple[str, ...]
    but: tuple[str, ...]
    kind: ObligationKind | None
    lacks: HealthLack | None
    category_code: str
    from_ruling: bool
    made_by: str
    made_at: datetime
    on_at: datetime | None


def kept_checks(session: Session, actor: Actor) -> tuple[CheckShown, ...]:
    """The checks that the actor's organisation keeps, the newest first."""
    rows = session.execute(
        select(HealthCheck, Person.name)
        .join(Person, Person.id == HealthCheck.made_by)
        .where(HealthCheck.organisation_id == checking_post(actor).organisation_id)
        .order_by(HealthCheck.made_at.desc())
    )
    return tuple(
        CheckShown(
            id=one.id,
            said=one.said,
            article=one.article,
            mend=one.mend,
            words=tuple(one.words),
            but=tuple(one.but),
            kind=one.kind,
            lacks=one.lacks,
            category_code=one.category_code or "",
            from_ruling=one.confirmation_id is not None,
            made_by=name,
            made_at=one.made_at,
            on_at=one.on_at,
        )
        for one, name in rows
    )
