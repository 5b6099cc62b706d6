"""A case comes into being: its row, its parties, its first holder, its chain, its first clock and its first event."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from mediation.model import Case, Category, Deadline, Holding, Party
from mediation.model.types import new_id, sealed_values
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import SHANGHAI
from mediation.rules.intake import DisputeGiven, PartyGiven
from mediation.rules.vocabulary import MatterKind, Side
from mediation.services.case_now import current_parties
from mediation.services.record_event import FirstEvent, open_chains
from mediation.services.run_clocks import fresh_clock
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.write_party import write_parties

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


_HOLDING = insert(cast(Table, Holding.__table__))


def open_case(
    uow: UnitOfWork,
    *,
    actor: Actor,
    post: Post,
    given: DisputeGiven,
    happened_at: datetime,
    recorded_at: datetime,
    data: Mapping[str, Any],
) -> Case:
    """Write a checked dispute as a new case of the post's organisation; `data` is what its first event tells more."""
    opening = Opening(given, happened_at, data)
    values = case_values(uow, post, actor, opening)
    case = Case(**values)
    uow.session.add(case)
    uow.session.flush()  # the case and its first holding point at each other; the database checks at commit
    uow.session.execute(_HOLDING, first_holding(values))
    today = recorded_at.astimezone(SHANGHAI).date()
    write_parties(uow, case.id, given.parties, given.first_asked_on, today)
    for clock in first_clocks(uow, values):
        uow.session.add(Deadline(**clock))
    uow.session.flush()
    open_chains(uow, (first_event(values, opening, actor, post, recorded_at),))
    return case


@dataclass(frozen=True, slots=True)
class Opening:
    """A checked dispute, when it happened, and what its first event tells beside the dispute itself."""

    given: DisputeGiven
    happened_at: datetime
    data: Mapping[str, Any]


def case_values(
    uow: UnitOfWork, post: Post, actor: Actor, opening: Opening, case_id: UUID | None = None
) -> dict[str, Any]:
    """The columns of the new case's row; `case_id` where it has one already, in another installation."""
    given, definition = opening.given, uow.registry.current(MatterKind.DISPUTE)
    category = uow.session.get_one(Category, given.category_code)
    case_id = case_id or new_id()
    texts = {"narrative": given.narrative.strip(), "claim": given.claim.strip()}
    return {
        **sealed_values(uow.vault, Case, case_id, **texts),
        "id": case_id,
        "public_id": "".join(secrets.choice(ALPHABET) for _ in range(12)),
        "title": title(given.parties, category.name),
        "category_code": given.category_code,
        "source": given.source,
        "difficulty": given.difficulty,
        "labour": given.labour,
        "land_title": given.land_title,
        "region_code": given.region_code,
        "place": given.place.strip(),
        "first_asked_on": given.first_asked_on,
        "amount": given.amount,
        "inviting_court_id": given.inviting_court_id,
        "organisation_id": post.organisation_id,
        "holding_id": new_id(),
        "registered_at": opening.happened_at,
        "registered_by": actor.person_id,
        "definition_version": definition.version,
        "definition_digest": definition.digest,
        "state": definition.initial.name,
        "is_open": True,
        "version": 1,
    }


def first_holding(case: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the holding with which the case begins."""
    return {
        "id": case["holding_id"],
        "case_id": case["id"],
        "organisation_id": case["organisation_id"],
        "from_at": case["registered_at"],
        "open": True,
    }


def first_clocks(uow: UnitOfWork, case: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The columns of the clock that runs where the case begins, if one does."""
    clock = uow.registry.current(MatterKind.DISPUTE).initial.clock
    if clock is None:
        return []
    starts_on = case["registered_at"].astimezone(SHANGHAI).date()
    return [fresh_clock(uow, clock, starts_on, case_id=case["id"], region_code=case["region_code"])]


def first_event(
    case: Mapping[str, Any], opening: Opening, actor: Actor, post: Post, recorded_at: datetime
) -> FirstEvent:
    """That the case was registered: from what source, since when, between whom."""
    given = opening.given
    return FirstEvent(
        case_id=case["id"],
        state=case["state"],
        version=case["version"],
        tag="case:registered",
        actor=actor,
        post=post,
        happened_at=opening.happened_at,
        recorded_at=recorded_at,
        data={
            **opening.data,
            "source": given.source.value,
            "first_asked_on": given.first_asked_on.isoformat(),
            "parties": [p.name for p in given.parties],
        },
    )


def rename_case(session: Session, case: Case) -> None:
    """The case is called after its parties of now and its kind."""
    session.flush()
    category = session.get_one(Category, case.category_code)
    case.title = title(current_parties(session, case.id), category.name)


def title(parties: Sequence[PartyGiven | Party], category: str) -> str:
    """张三等3人与李四邻里纠纷."""
    sides = []
    for side in (Side.APPLICANT, Side.RESPONDENT):
        names = [p.name for p in parties if p.side is side]
        first = names[0] if len(names[0]) <= 30 else names[0][:29] + "…"
        sides.append(first if len(names) == 1 else f"{first}等{len(names)}人")
    return f"{sides[0]}与{sides[1]}{category}" + ("" if category.endswith("纠纷") else "纠纷")
