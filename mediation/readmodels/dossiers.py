"""The file of a case as its page shows it: what it holds in order, what is missing, its bindings, the archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from mediation.model import Binding, Case, Dossier, Organisation, Person
from mediation.rules.actor import Actor
from mediation.rules.dossiers import TITLES, FilePart, Place, must_have
from mediation.rules.errors import NotThere
from mediation.rules.policy import CaseView, case_view
from mediation.rules.vocabulary import DocumentState
from mediation.services.load import standing
from mediation.services.plan_dossier import FilePlan, plan_file


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """A place of the official order, with what stands there."""

    number: int
    title: str
    must: bool
    parts: tuple[FilePart, ...]


@dataclass(frozen=True, slots=True)
class BindingShown:
    """One binding for the list, the newest first."""

    id: UUID
    edition: int
    state: DocumentState
    pages: int | None
    size: int | None
    failure: str
    bound_by: str
    bound_at: datetime
    archived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierShown:
    """A file that went into the archive."""

    id: UUID
    number: str
    title: str
    retention: str
    missing: tuple[str, ...]
    missing_reason: str
    archived_by: str
    archived_at: datetime
    reopened_by: str
    reopened_at: datetime | None
    reopen_reason: str


@dataclass(frozen=True, slots=True)
class FilePage:
    """All that the page says."""

    plan: FilePlan
    places: tuple[PlaceShown, ...]
    bindings: tuple[BindingShown, ...]
    standing: DossierShown | None
    past: tuple[DossierShown, ...]
    number: str


def file_page(session: Session, case_id: UUID) -> FilePage:
    """The file; for who sees the whole case, which the caller has asked."""
    case = session.get_one(Case, case_id)
    plan = plan_file(session, case)
    archived = dossiers_of(session, case_id)
    needed = must_have(case.outcome)
    return FilePage(
        plan=plan,
        places=tuple(
            PlaceShown(
                place, TITLES[place], place in needed, tuple(p for p in plan.parts if p.place == place)
            )
            for place in Place
            if place is not Place.NOTE
        ),
        bindings=bindings_of(session, case_id),
        standing=next((one for one in archived if one.reopened_at is None), None),
        past=tuple(one for one in archived if one.reopened_at is not None),
        number=case.number or "",
    )


def dossiers_of(session: Session, case_id: UUID) -> tuple[DossierShown, ...]:
    opener = aliased(Person)
    rows = session.execute(
        select(Dossier, Person.name, opener.name)
        .join(Person, Person.id == Dossier.archived_by)
        .outerjoin(opener, opener.id == Dossier.reopened_by)
        .where(Dossier.case_id == case_id)
        .order_by(Dossier.archived_at.desc())
    )
    return tuple(
        DossierShown(
            id=one.id,
            number=one.number,
            title=one.title or "",
            retention=one.retention,
            missing=tuple(one.missing),
            missing_reason=one.missing_reason or "",
            archived_by=by,
            archived_at=one.archived_at,
            reopened_by=opened_by or "",
            reopened_at=one.reopened_at,
            reopen_reason=one.reopen_reason or "",
        )
        for one, by, opened_by in rows
    )


def bindings_of(session: Session, case_id: UUID) -> tuple[BindingShown, ...]:
    rows = session.execute(
        select(Binding, Person.name)
        .join(Person, Person.id == Binding.bound_by)
        .where(Binding.case_id == case_id)
        .order_by(Binding.edition.desc())
    )
    return tuple(
        BindingShown(
            one.id,
            one.edition,
            one.state,
            one.pages,
            one.size,
            one.failure,
            by,
            one.bound_at,
            one.dossier_id is not None,
        )
        for one, by in rows
    )


@dataclass(frozen=True, slots=True)
class ReadableBinding:
    """What is needed to hand out the bound file."""

    id: UUID
    case_public_id: str
    name: str
    digest: str | None


def readable_binding(session: Session, actor: Actor, binding_id: UUID) -> ReadableBinding:
    """The bound file, for who sees the whole case; NotThere otherwise."""
    one = session.get(Binding, binding_id)
    if one is None:
        raise NotThere
    case = session.get_one(Case, one.case_id)
    holder = session.get_one(Organisation, case.organisation_id)
    if case_view(actor, standing(session, case, holder)) is not CaseView.FULL:
        raise NotThere
    return ReadableBinding(one.id, case.public_id, f"卷宗{case.number or ''}第{one.edition}版", one.digest)
