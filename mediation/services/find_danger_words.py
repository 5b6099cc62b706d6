"""Words and marks of violence and self-harm in what was registered, where nobody has reported danger."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from mediation.model import Case, DangerWord, Organisation, Party
from mediation.rules.clock import Clock
from mediation.rules.danger_words import Found, Threat, Word, words_in
from mediation.rules.early_warnings import WarningKind
from mediation.rules.vocabulary import SpecialCare
from mediation.services.raise_warning import WarningFound, raise_warning
from mediation.services.unit_of_work import UnitOfWork


def find_danger_words(uow: UnitOfWork, *, clock: Clock, case: Case) -> UUID | None:
    """Told to who answers for the case, once for the same words."""
    if case.danger or not case.is_open:
        return None
    rows = uow.session.scalars(select(DangerWord).where(DangerWord.in_use).order_by(DangerWord.id))
    table = [Word(row.threat, row.text, tuple(row.unless)) for row in rows]
    found = words_in(f"{case.narrative or ''}\n{case.claim or ''}", table)
    marked = _is_marked(uow, case.id)
    if not found and not marked:
        return None
    return raise_warning(
        uow,
        clock=clock,
        found=WarningFound(
            kind=WarningKind.WORDS,
            about=f"{case.id} {sorted(one.text for one in found)} {marked}",
            region_code=case.region_code,
            to=uow.session.get_one(Organisation, case.organisation_id),
            content=_content(found, marked),
            case_ids=(case.id,),
        ),
    )


def _is_marked(uow: UnitOfWork, case_id: UUID) -> bool:
    cares = uow.session.scalars(
        select(Party.special_care).where(Party.case_id == case_id, Party.until_on.is_(None))
    )
    return any(SpecialCare.VIOLENCE_RISK.value in one for one in cares)


def _content(found: tuple[Found, ...], marked: bool) -> dict[str, Any]:
    words = {threat.value: [one.text for one in found if one.threat is threat] for threat in Threat}
    return {"words": {threat: texts for threat, texts in words.items() if texts}, "mark": marked}
