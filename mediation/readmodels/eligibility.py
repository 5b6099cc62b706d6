"""Whether an agreement can go to a court now: the courts that the law opens, and the papers that are there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Attachment, Case, Organisation, Party, Region
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import AttachmentKind, JurisdictionGround, RepresentativeKind
from mediation.services.case_now import acting_for, current_parties
from mediation.services.gather_facts import apply_until
from mediation.services.jurisdiction import courts_serving, grounds_of


@dataclass(frozen=True, slots=True)
class CourtOption:
    """A court that may confirm the agreement, and why (民事诉讼法 205)."""

    court_id: UUID
    court: str
    ground: JurisdictionGround
    why: Message
    party_id: UUID | None = None
    region_code: str = ""

    @property
    def key(self) -> str:
        """As a form sends it."""
        return "|".join((self.ground.value, str(self.court_id), str(self.party_id or ""), self.region_code))


@dataclass(frozen=True, slots=True)
class Material:
    """A paper that goes with the application: made by the program, or to be put into the file."""

    title: Message
    there: bool
    made: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    apply_until: date | None
    days_left: int | None
    options: tuple[CourtOption, ...]
    materials: tuple[Material, ...]


def eligibility_of(session: Session, case_id: UUID, today: date) -> Eligibility:
    """What the form of the application shows before anything is chosen."""
    case = session.get_one(Case, case_id)
    last = apply_until(session, case_id)
    parties = current_parties(session, case_id)
    return Eligibility(
        apply_until=last,
        days_left=None if last is None else (last - today).days,
        options=tuple(_options(session, case, parties, today)),
        materials=tuple(_materials(session, case, parties)),
    )


def _options(session: Session, case: Case, parties: list[Party], today: date) -> list[CourtOption]:
    """Where a court invited the mediation, that one alone; else every court that one of the three places gives."""
    grounds = grounds_of(case.source)
    if JurisdictionGround.INVITED in grounds:
        court = session.get(Organisation, case.inviting_court_id) if case.inviting_court_id else None
        why = say("邀请调解的人民法院，只能向它申请")
        return [CourtOption(court.id, court.name, grounds[0], why)] if court else []
    holder = session.get_one(Organisation, case.organisation_id)
    places: list[tuple[JurisdictionGround, str, UUID | None, Message]] = [
        (JurisdictionGround.COMMITTEE, holder.region_code, None, say("调解组织所在地"))
    ]
    for party in parties:
        if party.region_code:
            why = say("{name} 的住所地", name=party.name)
            places.append((JurisdictionGround.DOMICILE, party.region_code, party.id, why))
    subject = session.get(Region, case.region_code)
    why = say("标的物所在地（{place}）", place=subject.label if subject else case.region_code)
    places.append((JurisdictionGround.SUBJECT_MATTER, case.region_code, None, why))
    return [
        CourtOption(court.id, court.name, ground, why, party_id, region_code)
        for ground, region_code, party_id, why in places
        for court in courts_serving(session, region_code, today)
    ]


def _materials(session: Session, case: Case, parties: list[Party]) -> list[Material]:
    kept = session.execute(
        select(Attachment.kind, Attachment.party_id).where(
            Attachment.case_id == case.id, Attachment.withdrawn_at.is_(None)
        )
    ).all()
    proven = {party_id for kind, party_id in kept if kind is AttachmentKind.IDENTITY}
    kinds = {kind for kind, _ in kept}
    made = [
        Material(say("司法确认申请书"), True, made=True),
        Material(say("调解协议书"), True, made=True),
        Material(say("调解组织主持调解的证明"), True, made=True),
        Material(say("送达地址确认书"), True, made=True),
    ]
    own = [Material(say("{name} 的身份证明", name=p.name), p.id in proven) for p in parties]
    if any(one.kind is RepresentativeKind.AGENT for one in acting_for(session, [p.id for p in parties])):
        own.append(Material(say("授权委托书"), AttachmentKind.AUTHORITY in kinds))
    things = AttachmentKind.EVIDENCE in kinds or AttachmentKind.CONFIRMATION in kinds
    own.append(Material(say("与协议有关的财产权利证明（涉及房屋、土地、车辆等的）"), things))
    return [*made, *own]
