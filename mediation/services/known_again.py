"""Who is known again in another case: by number, code, or name with phone; by name alone only an organisation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from mediation.model import Case, Party
from mediation.rules.vocabulary import Outcome, PartyKind, Side

Mark = tuple[str, object]
_KNOWN = (Party.side, Party.kind, Party.name, Party.id_number_index, Party.phone_index, Party.credit_code)


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody on a side of a case."""

    case_id: UUID
    side: Side
    mark: Mark


def mark_of(kind: PartyKind, name: str, number: bytes | None, phone: bytes | None, code: str) -> Mark | None:
    """None where nothing tells two people of that name apart."""
    if number:
        return ("number", number)
    if code:
        return ("code", code)
    if kind is PartyKind.ORGANISATION:
        return ("name", name)
    return ("phone", (phone, name)) if phone else None


def standing_in(session: Session, case_ids: Iterable[UUID]) -> list[Standing]:
    """The parties of now of those cases who are known again."""
    wanted = list(case_ids)
    found: list[Standing] = []
    for first in range(0, len(wanted), 500):
        some = wanted[first : first + 500]
        rows = session.execute(
            select(Party.case_id, *_KNOWN).where(Party.case_id.in_(some), Party.until_on.is_(None))
        )
        found += [
            Standing(case_id, side, mark)
            for case_id, side, kind, name, number, phone, code in rows
            if (mark := mark_of(kind, name, number, phone, code)) is not None
        ]
    return found


def cases_between(
    session: Session, one: Sequence[Mark], other: Sequence[Mark], since: datetime
) -> list[UUID]:
    """Cases registered since then in which one of each stands, on opposite sides."""
    if not one or not other:
        return []
    a, b = aliased(Party), aliased(Party)
    sides = or_(
        and_(a.side == Side.APPLICANT, b.side == Side.RESPONDENT),
        and_(a.side == Side.RESPONDENT, b.side == Side.APPLICANT),
    )
    rows = session.scalars(
        select(Case.id)
        .join(a, a.case_id == Case.id)
        .join(b, b.case_id == Case.id)
        .where(_is(a, one), _is(b, other), sides, a.until_on.is_(None), b.until_on.is_(None))
        .where(Case.registered_at >= since, Case.outcome.is_distinct_from(Outcome.MERGED))
        .distinct()
    )
    return list(rows)


def cases_against(session: Session, mark: Mark, since: datetime) -> list[UUID]:
    """Cases registered since then in which that one is asked for something, the newest first."""
    rows = session.execute(
        select(Case.id, Case.registered_at)
        .join(Party, Party.case_id == Case.id)
        .where(_is(Party, [mark]), Party.side == Side.RESPONDENT, Party.until_on.is_(None))
        .where(Case.registered_at >= since, Case.outcome.is_distinct_from(Outcome.MERGED))
        .order_by(Case.registered_at.desc())
        .distinct()
    )
    return [case_id for case_id, _ in rows]


def _is(party: Any, marks: Sequence[Mark]) -> ColumnElement[bool]:
    values: dict[str, list[Any]] = {"number": [], "code": [], "name": [], "phone": []}
    for kind, value in marks:
        values[kind].append(value)
    clauses: list[ColumnElement[bool]] = []
    if values["number"]:
        clauses.append(party.id_number_index.in_(values["number"]))
    unnumbered = party.id_number_index.is_(None)
    if values["code"]:
        clauses.append(and_(party.credit_code != "", party.credit_code.in_(values["code"]), unnumbered))
    bare = and_(unnumbered, party.credit_code == "")
    if values["name"]:
        clauses.append(and_(party.name.in_(values["name"]), party.kind == PartyKind.ORGANISATION, bare))
    clauses += [
        and_(party.phone_index == phone, party.name == name, party.kind == PartyKind.NATURAL, bare)
        for phone, name in values["phone"]
    ]
    return or_(*clauses)
