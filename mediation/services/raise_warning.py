"""A warning is raised, or grows by new cases; of one subject only one stands, and no case is told of twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from mediation.model import EarlyWarning, EarlyWarningAct, EarlyWarningCase, Organisation
from mediation.model.types import new_id
from mediation.rules.clock import Clock
from mediation.rules.early_warnings import (
    ANSWER_DAYS,
    MOST_CASES,
    WarningAct,
    WarningKind,
    WarningState,
)
from mediation.rules.messages import say
from mediation.rules.vocabulary import NoticePurpose
from mediation.services.chosen_number import chosen_number
from mediation.services.queue_notice import queue_notice
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.watchers import answering

GONE_AFTER = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningFound:
    """What was found: about what, where, for whom, by which numbers and cases (the newest first)."""

    kind: WarningKind
    about: str
    region_code: str
    to: Organisation
    content: Mapping[str, Any]
    case_ids: Sequence[UUID]


def subject_of(uow: UnitOfWork, kind: WarningKind, about: str) -> bytes:
    """Keyed: what it is about may be people."""
    return uow.vault.blind_index("early warning", f"{kind.value} {about}")


def cases_told(uow: UnitOfWork, kind: WarningKind, subject: bytes, *, judged: bool = False) -> set[UUID]:
    """The cases of all warnings of that subject, or of those that are judged."""
    query = (
        select(EarlyWarningCase.case_id)
        .join(EarlyWarning, EarlyWarning.id == EarlyWarningCase.warning_id)
        .where(EarlyWarning.kind == kind, EarlyWarning.subject == subject)
    )
    return set(uow.session.scalars(query.where(EarlyWarning.judged_at.is_not(None)) if judged else query))


def raise_warning(uow: UnitOfWork, *, clock: Clock, found: WarningFound) -> UUID | None:
    """The warning that was raised or grew; None where all of it is told already."""
    subject = subject_of(uow, found.kind, found.about)
    fresh = [one for one in found.case_ids if one not in cases_told(uow, found.kind, subject)][:MOST_CASES]
    if not fresh:
        return None
    standing = uow.session.scalar(
        select(EarlyWarning)
        .where(
            EarlyWarning.kind == found.kind, EarlyWarning.subject == subject, EarlyWarning.judged_at.is_(None)
        )
        .with_for_update()
    )
    act = WarningAct.RAISED if standing is None else WarningAct.GREW
    warning = standing or EarlyWarning(kind=found.kind, subject=subject, raised_at=clock.now())
    warning.region_code, warning.organisation_id = found.region_code, found.to.id
    warning.content, warning.state = dict(found.content), WarningState.RAISED
    warning.due_on = clock.today() + timedelta(
        days=chosen_number(uow, ANSWER_DAYS[found.kind], clock.today())
    )
    uow.session.add(warning)
    uow.session.flush()
    rows = [{"warning_id": warning.id, "case_id": case_id} for case_id in fresh]
    uow.session.execute(insert(EarlyWarningCase), rows)
    tell(uow, clock=clock, warning=warning, act=act, to=found.to, case_id=fresh[0])
    return warning.id


def tell(
    uow: UnitOfWork, *, clock: Clock, warning: EarlyWarning, act: WarningAct, to: Organisation, case_id: UUID
) -> None:
    """Write down whom it goes to, and send those who answer there a message that names nobody."""
    now = clock.now()
    uow.session.add(
        EarlyWarningAct(id=new_id(), warning_id=warning.id, act=act, organisation_id=to.id, at=now)
    )
    text = say(
        "{to}：有一条预警「{kind}」，请在{day}以前登录系统查看并答复",
        to=to.name,
        kind=say(warning.kind.title_text),
        day=warning.due_on,
    )
    for person in answering(uow.session, to.id, clock.today()):
        if person.phone:
            queue_notice(
                uow,
                case_id=case_id,
                purpose=NoticePurpose.EARLY_WARNING,
                subject_id=warning.id,
                to=person.phone,
                text=str(text),
                at=now,
                expires_at=now + GONE_AFTER,
            )
