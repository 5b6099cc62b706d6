"""What the parties of cases have said to mediation and to their papers going on, for many cases in one look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Consent, Diversion, Party
from mediation.rules.vocabulary import ConsentPurpose, CourtDoor, Side

PURPOSES = (ConsentPurpose.MEDIATION, ConsentPurpose.TRANSFER)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the parties of a case have said, by name: to mediation, and to their papers going to who mediates."""

    refusing: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    keeping: tuple[str, ...] = ()
    """Who has not said that the papers may go."""

    @property
    def agreed(self) -> bool:
        return not (self.refusing or self.unasked or self.keeping)


def asked_of(session: Session, case_ids: Sequence[UUID]) -> Mapping[UUID, Asked]:
    """What the parties of each case said last; where nobody has sued only who came is asked here (人调法 18)."""
    sued = set(
        session.scalars(
            select(Diversion.case_id).where(
                Diversion.case_id.in_(case_ids), Diversion.door != CourtDoor.GUIDANCE
            )
        )
    )
    rows = session.execute(
        select(Party.case_id, Party.id, Party.name, Party.side, Consent.purpose, Consent.granted)
        .outerjoin(Consent, (Consent.party_id == Party.id) & Consent.purpose.in_(PURPOSES))
        .where(Party.case_id.in_(case_ids), Party.until_on.is_(None))
        .order_by(Party.position, Consent.given_on, Consent.id)
    )
    said: dict[UUID, dict[UUID, Said]] = {one: {} for one in case_ids}
    for case_id, party_id, name, side, purpose, granted in rows:
        one = said[case_id].setdefault(party_id, Said(name, side))
        if purpose is not None:
            one.last[purpose] = granted
    return {case_id: _asked(one.values(), case_id not in sued) for case_id, one in said.items()}


@dataclass(slots=True)
class Said:
    """A party's last words, by what was asked."""

    name: str
    side: Side
    last: dict[ConsentPurpose, bool] = field(default_factory=dict)


def _asked(parties: Iterable[Said], guided: bool) -> Asked:
    everybody = list(parties)
    here = [one for one in everybody if one.side is Side.APPLICANT or not guided]
    return Asked(
        tuple(one.name for one in everybody if one.last.get(ConsentPurpose.MEDIATION) is False),
        () if guided else tuple(o.name for o in here if ConsentPurpose.MEDIATION not in o.last),
        tuple(one.name for one in here if not one.last.get(ConsentPurpose.TRANSFER)),
    )
