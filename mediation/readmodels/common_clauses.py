"""Common clauses: those offered for an agreement, and those that somebody keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from mediation.model import Case, Category, CommonClause, Organisation, Person
from mediation.rules.actor import Actor
from mediation.rules.clause_library import sentence
from mediation.rules.policy import keeping_post
from mediation.rules.regions import ancestors
from mediation.rules.vocabulary import ObligationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseShown:
    """One version of a clause and the sentence that it prints."""

    id: UUID
    version: int
    title: str
    kind: ObligationKind | None
    text: str
    condition: str
    means: str
    law: str
    category_code: str
    category: str
    """'' for every kind of dispute."""
    keeper: str
    """'' where it came with the product."""
    made_by: str
    made_at: datetime | None
    retired_at: datetime | None
    retired_by: str
    sentence: str


def offered_clauses(session: Session, case_id: UUID) -> tuple[ClauseShown, ...]:
    """What an agreement of the case may take: of its committee, of the areas around it, and of the product."""
    case = session.get_one(Case, case_id)
    return clauses_offered_at(session, case.organisation_id, case.category_code)


def clauses_offered_at(
    session: Session, organisation_id: UUID, category_code: str
) -> tuple[ClauseShown, ...]:
    """Likewise before there is a case: for that kind of dispute at that committee."""
    holder = session.get_one(Organisation, organisation_id)
    fits = CommonClause.category_code.is_(None) | (CommonClause.category_code == category_code)
    return _shown(session, fits, CommonClause.retired_at.is_(None), _reaching(holder))


def kept_clauses(session: Session, actor: Actor) -> tuple[ClauseShown, ...]:
    """All versions of what the actor's own post keeps, those offered now first."""
    own = CommonClause.organisation_id == keeping_post(actor).organisation_id
    return tuple(sorted(_shown(session, own), key=lambda one: one.retired_at is not None))


def others_clauses(session: Session, actor: Actor) -> tuple[ClauseShown, ...]:
    """What is offered in the actor's place and kept by others: of the areas around, and of the product."""
    here = session.get_one(Organisation, keeping_post(actor).organisation_id)
    not_own = CommonClause.organisation_id.is_(None) | (CommonClause.organisation_id != here.id)
    return _shown(session, not_own, CommonClause.retired_at.is_(None), _reaching(here))


def _reaching(organisation: Organisation) -> ColumnElement[bool]:
    return (
        CommonClause.organisation_id.is_(None)
        | (CommonClause.organisation_id == organisation.id)
        | CommonClause.region_code.in_((organisation.region_code, *ancestors(organisation.region_code)))
    )


def _shown(session: Session, *where: ColumnElement[bool]) -> tuple[ClauseShown, ...]:
    retirer = aliased(Person)
    rows = session.execute(
        select(CommonClause, Category.name, Organisation.name, Person.name, retirer.name)
        .outerjoin(Category, Category.code == CommonClause.category_code)
        .outerjoin(Organisation, Organisation.id == CommonClause.organisation_id)
        .outerjoin(Person, Person.id == CommonClause.made_by)
        .outerjoin(retirer, retirer.id == CommonClause.retired_by)
        .where(*where)
        .order_by(
            CommonClause.category_code.is_(None),
            Category.ordinal,
            CommonClause.ordinal,
            CommonClause.title,
            CommonClause.version.desc(),
        )
    )
    return tuple(
        ClauseShown(
            id=c.id,
            version=c.version,
            title=c.title,
            kind=c.kind,
            text=c.text,
            condition=c.condition,
            means=c.means,
            law=c.law,
            category_code=c.category_code or "",
            category=category or "",
            keeper=keeper or "",
            made_by=made_by or "",
            made_at=c.made_at,
            retired_at=c.retired_at,
            retired_by=retired_by or "",
            sentence=sentence(c),
        )
        for c, category, keeper, made_by, retired_by in rows
    )
