"""Which court may confirm an agreement, and on what ground (民事诉讼法 205)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Uuid, bindparam, or_, select
from sqlalchemy.orm import Session

from mediation.model import Case, CourtArea, Organisation, Region
from mediation.rules.acts import ConfirmationDrawn
from mediation.rules.messages import Message, say
from mediation.rules.regions import ancestor_at, ancestors
from mediation.rules.vocabulary import CaseSource, JurisdictionGround, Level, OrganisationKind
from mediation.services.case_now import current_parties
from mediation.services.field_check import FieldCheck

INVITED_BY_COURT = (CaseSource.COURT_DELEGATED, CaseSource.COURT_ENTRUSTED)


@dataclass(frozen=True, slots=True)
class Ground:
    """The place on which the ground rests, and the sentence that the application prints."""

    region_code: str | None
    printed: str


def courts_with_areas(session: Session, on: date) -> list[Organisation]:
    """The courts to which an application can go: each with an area in the table."""
    areas = select(CourtArea.court_id).where(
        CourtArea.valid_from <= on, or_(CourtArea.valid_until.is_(None), CourtArea.valid_until >= on)
    )
    return list(
        session.scalars(
            select(Organisation)
            .where(
                Organisation.id.in_(areas), Organisation.kind == OrganisationKind.COURT, Organisation.active
            )
            .order_by(Organisation.region_code, Organisation.name)
        )
    )


def grounds_of(source: CaseSource) -> tuple[JurisdictionGround, ...]:
    """Where a court invited the mediation, that court alone; else any of the three places, as the parties choose."""
    if source in INVITED_BY_COURT:
        return (JurisdictionGround.INVITED,)
    return (JurisdictionGround.COMMITTEE, JurisdictionGround.DOMICILE, JurisdictionGround.SUBJECT_MATTER)


def courts_serving(session: Session, region_code: str, on: date) -> list[Organisation]:
    """The courts whose area holds the division on that day; a table, never derived from the code."""
    areas = [region_code, *ancestors(region_code)]
    return list(session.scalars(_SERVING, {"areas": areas, "on": on}))


_SERVING = (
    select(Organisation)
    .join(CourtArea, CourtArea.court_id == Organisation.id)
    .where(
        CourtArea.region_code.in_(bindparam("areas", expanding=True)),
        CourtArea.valid_from <= bindparam("on"),
        or_(CourtArea.valid_until.is_(None), CourtArea.valid_until >= bindparam("on")),
        Organisation.kind == OrganisationKind.COURT,
        Organisation.active,
    )
    .order_by(Organisation.name)
)


def areas_of(session: Session, court: Organisation, on: date) -> list[str]:
    """The divisions that the court serves on that day, or its own where none is entered."""
    return list(session.scalars(_AREAS, {"court_id": court.id, "on": on})) or [court.region_code]


_AREAS = (
    select(CourtArea.region_code)
    .where(
        CourtArea.court_id == bindparam("court_id", type_=Uuid()),
        CourtArea.valid_from <= bindparam("on"),
        or_(CourtArea.valid_until.is_(None), CourtArea.valid_until >= bindparam("on")),
    )
    .order_by(CourtArea.region_code)
)


def check_ground(
    session: Session, check: FieldCheck, case: Case, given: ConfirmationDrawn, on: date
) -> Ground:
    """The ground, with what is wrong noted at its field: the parties choose among the courts that the law names."""
    if given.ground not in grounds_of(case.source):
        check.note("ground", _why_not(case))
        return Ground(None, "")
    if given.ground is JurisdictionGround.INVITED:
        if case.inviting_court_id is None:
            check.note("ground", say("还没有登记是哪个法院邀请调解的，请先更正纠纷内容"))
        elif given.court_id != case.inviting_court_id:
            check.note("court_id", _why_not(case))
        return Ground(None, given.ground.title_text)
    region_code, who = _place(session, check, case, given)
    region = session.get(Region, region_code) if region_code else None
    if region is None:
        return Ground(None, "")
    if all(court.id != given.court_id for court in courts_serving(session, region.code, on)):
        check.note("court_id", say("这个法院不管辖{place}（民事诉讼法第二百零五条）", place=region.label))
    return Ground(region.code, f"{who}{given.ground.title_text}（{_county(session, region)}）")


def _why_not(case: Case) -> Message:
    if case.source in INVITED_BY_COURT:
        return say("法院邀请调解的，应当向邀请的人民法院申请（民事诉讼法第二百零五条）")
    return say("本案不是法院邀请调解的")


def _place(
    session: Session, check: FieldCheck, case: Case, given: ConfirmationDrawn
) -> tuple[str | None, str]:
    if given.ground is JurisdictionGround.COMMITTEE:
        return session.get_one(Organisation, case.organisation_id).region_code, ""
    if given.ground is JurisdictionGround.SUBJECT_MATTER:
        if not given.region_code or session.get(Region, given.region_code) is None:
            check.note("region_code", say("请从列表中选标的物所在地"))
            return None, ""
        return given.region_code, ""
    party = {p.id: p for p in current_parties(session, case.id)}.get(given.party_id or UUID(int=0))
    if party is None:
        check.note("party_id", say("请选以哪一位当事人的住所地为准"))
        return None, ""
    if party.region_code is None:
        check.note(
            "party_id",
            say("还没有登记 {name} 的住所地，请先在当事人的「联系方式和代理人」里登记", name=party.name),
        )
    return party.region_code, party.name


def _county(session: Session, region: Region) -> str:
    """No nearer than the county: the application is read by the other side, and a domicile may be withheld."""
    code = ancestor_at(region.code, Level.COUNTY)
    county = session.get(Region, code) if code else None
    return (county or region).label
