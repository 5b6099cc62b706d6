"""The cases that came out of a case or went into it, the court's filing, and who answered for it from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mediation.model import Case, CaseLink, Filing, Holding, Organisation
from mediation.readmodels.reach import cases_of_a_court, cases_worked_on
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI
from mediation.rules.grammar import Permission, Registry
from mediation.rules.vocabulary import CaseLinkKind, SuitEnd
from mediation.services.case_now import standing_filing
from mediation.services.end_suit import ways_to_end
from mediation.services.notify_fee import telling_post, why_not_now
from mediation.services.suits import how_it_ended, is_mediated_now


@dataclass(frozen=True, slots=True)
class LinkShown:
    """Another case; `onward` when it came after this one. Its page is named only to who may open it."""

    kind: CaseLinkKind
    onward: bool
    linked_on: date
    number: str
    public_id: str
    title: str


@dataclass(frozen=True, slots=True)
class HeldShown:
    """An organisation that answered for the case; the days of all of them add up to its life."""

    organisation: str
    from_at: datetime
    until_at: datetime | None
    days: int


def links_of(session: Session, actor: Actor, case_id: UUID) -> tuple[LinkShown, ...]:
    """The cases linked to one, in the order in which they were linked."""
    rows = session.execute(
        select(CaseLink, Case, or_(cases_worked_on(actor), cases_of_a_court(actor)).label("mine"))
        .join(Case, or_(Case.id == CaseLink.case_id, Case.id == CaseLink.origin_id))
        .where(or_(CaseLink.case_id == case_id, CaseLink.origin_id == case_id), Case.id != case_id)
        .order_by(CaseLink.linked_on, CaseLink.id)
    )
    return tuple(
        LinkShown(
            kind=link.kind,
            onward=link.origin_id == case_id,
            linked_on=link.linked_on,
            number=other.number or "",
            public_id=other.public_id if mine else "",
            title=other.title if mine else "",
        )
        for link, other, mine in rows
    )


def filing_of(session: Session, case_id: UUID) -> tuple[str, str, date] | None:
    """Court, number and day, once a court registered the dispute."""
    row = session.execute(
        select(Organisation.name, Filing.court_number, Filing.filed_on)
        .join(Organisation, Organisation.id == Filing.court_id)
        .where(Filing.case_id == case_id, Filing.voided_at.is_(None))
    ).first()
    return None if row is None else (row[0], row[1], row[2])


def may_end_the_suit(session: Session, actor: Actor, case_id: UUID) -> bool:
    """Whether it lies with a court of the actor's, which has not closed it."""
    courts = [post.organisation_id for post in actor.posts_with(Permission.READ_COURT_MATTERS)]
    suit = standing_filing(session, case_id)
    return (
        suit is not None
        and suit.court_id in courts
        and how_it_ended(session, suit) is None
        and not is_mediated_now(session, suit)
    )


def ways_to_end_the_suit(session: Session, actor: Actor, case_id: UUID) -> tuple[SuitEnd, ...]:
    """How the actor's court may close it as the case stands; empty where it is not theirs, or not the time."""
    if not may_end_the_suit(session, actor, case_id):
        return ()
    return ways_to_end(session, session.get_one(Case, case_id))


def may_tell_fee(session: Session, registry: Registry, actor: Actor, case_id: UUID) -> bool:
    """Whether the actor, at the court that tries it, may tell the fee of the suit now."""
    suit = standing_filing(session, case_id)
    if suit is None or telling_post(registry, actor, suit) is None:
        return False
    return why_not_now(session, session.get_one(Case, case_id), suit) is None


def held_by(session: Session, case_id: UUID, today: date) -> tuple[HeldShown, ...]:
    """Who answered for the case from when to when; whole days between the days of taking over, so that they add up.

    The last holder's days end when the dispute was concluded, else today.
    """
    concluded_on = session.scalar(select(Case.concluded_on).where(Case.id == case_id))
    rows = session.execute(
        select(Organisation.name, Holding.from_at, Holding.until_at)
        .join(Organisation, Organisation.id == Holding.organisation_id)
        .where(Holding.case_id == case_id)
        .order_by(Holding.from_at, Holding.id)
    ).all()
    end = concluded_on or today
    return tuple(
        HeldShown(
            name,
            from_at,
            until_at,
            max((min(_day(until_at), end) if until_at else end) - min(_day(from_at), end), ZERO).days,
        )
        for name, from_at, until_at in rows
    )


ZERO = date.min - date.min


def _day(instant: datetime) -> date:
    return instant.astimezone(SHANGHAI).date()
