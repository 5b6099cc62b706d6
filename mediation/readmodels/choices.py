"""What the intake forms let one choose from: kinds of dispute, and the organisations one registers for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mediation.model import Case, Category
from mediation.rules.actor import Actor, Post
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Permission
from mediation.rules.policy import committee


@dataclass(frozen=True, slots=True)
class CategoryChoice:
    """A kind of dispute, and what intake must ask about it."""

    code: str
    name: str
    labour: bool
    land_title: bool


def categories(session: Session, today: date) -> tuple[CategoryChoice, ...]:
    """The kinds of dispute in use on that day."""
    rows = session.execute(
        select(Category.code, Category.name, Category.labour, Category.land_title)
        .where(or_(Category.valid_from.is_(None), Category.valid_from <= today))
        .where(or_(Category.valid_until.is_(None), Category.valid_until >= today))
        .order_by(Category.ordinal, Category.code)
    )
    return tuple(CategoryChoice(*row) for row in rows)


def categories_asked(session: Session, today: date, code: str) -> tuple[CategoryChoice, ...]:
    """The kinds of dispute in use, and that one if it was retired; NotThere when there is none of that code."""
    found = categories(session, today)
    if not code or any(one.code == code for one in found):
        return found
    retired = session.get(Category, code)
    if retired is None:
        raise NotThere
    return (*found, CategoryChoice(retired.code, retired.name, retired.labour, retired.land_title))


def registering_posts(actor: Actor) -> tuple[Post, ...]:
    """One post for each organisation that the actor may register disputes for."""
    posts = {p.organisation_id: p for p in actor.posts_with(Permission.REGISTER)}
    return tuple(posts.values())


def mediating_posts(actor: Actor) -> tuple[Post, ...]:
    """Those of them at committees: what is settled on the spot is entered there."""
    return tuple(post for post in registering_posts(actor) if committee(post.kind))


def public_id_of(session: Session, actor: Actor, case_id: UUID) -> str:
    """The public id of a case just registered by the actor; another's is not there."""
    found = session.scalar(
        select(Case.public_id).where(Case.id == case_id, Case.registered_by == actor.person_id)
    )
    if found is None:
        raise NotThere
    return found
