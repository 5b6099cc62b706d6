"""The certificates that sign papers, for the administrator of the area; their keys are never shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Organisation, Person, SealCertificate
from mediation.rules.actor import Actor
from mediation.rules.grammar import Permission
from mediation.rules.regions import is_within

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class SealShown:
    """One certificate as it was entered."""

    id: UUID
    organisation: str
    subject: str
    issuer: str
    fingerprint: str
    valid_until: datetime
    entered_by: str
    entered_at: datetime
    ended_at: datetime | None
    expired: bool
    ends_soon: bool

    @property
    def stands(self) -> bool:
        return self.ended_at is None


def seals_of(session: Session, actor: Actor, now: datetime) -> tuple[SealShown, ...]:
    """Those of the organisations in the actor's area, the newest first."""
    own = [post.region_code for post in actor.posts_with(Permission.ADMINISTER)]
    rows = session.execute(
        select(SealCertificate, Organisation.name, Organisation.region_code, Person.name)
        .join(Organisation, Organisation.id == SealCertificate.organisation_id)
        .join(Person, Person.id == SealCertificate.entered_by)
        .order_by(SealCertificate.ended_at.is_not(None), SealCertificate.entered_at.desc())
    )
    return tuple(
        _shown(row, name, person, now)
        for row, name, region, person in rows
        if any(is_within(region, one) for one in own)
    )


def _shown(row: SealCertificate, name: str, person: str, now: datetime) -> SealShown:
    return SealShown(
        id=row.id,
        organisation=name,
        subject=row.subject,
        issuer=row.issuer,
        fingerprint=row.fingerprint.hex()[:16],
        valid_until=row.valid_until,
        entered_by=person,
        entered_at=row.entered_at,
        ended_at=row.ended_at,
        expired=row.valid_until <= now,
        ends_soon=row.valid_until <= now + SOON,
    )


def seals_running_out(session: Session, actor: Actor, now: datetime) -> tuple[SealShown, ...]:
    """The certificates of the actor's own organisations that are over, or are soon: what is issued is unsigned then."""
    here = [post.organisation_id for post in actor.posts_with(Permission.REGISTER)]
    here += [post.organisation_id for post in actor.posts_with(Permission.READ_COURT_MATTERS)]
    rows = session.execute(
        select(SealCertificate, Organisation.name, Person.name)
        .join(Organisation, Organisation.id == SealCertificate.organisation_id)
        .join(Person, Person.id == SealCertificate.entered_by)
        .where(
            SealCertificate.organisation_id.in_(here),
            SealCertificate.ended_at.is_(None),
            SealCertificate.valid_until <= now + SOON,
        )
        .order_by(SealCertificate.valid_until)
    )
    return tuple(_shown(row, name, person, now) for row, name, person in rows)
