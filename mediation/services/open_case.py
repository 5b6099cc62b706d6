"""A case comes into being: its row, its parties, its first holder, its chain, its first clock and its first event."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from mediation.model import Case, Category, Holding, Organisation, Party
from mediation.model.types import new_id
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import SHANGHAI
from mediation.rules.intake import DisputeGiven, PartyGiven
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import MatterKind, Seat, Side
from mediation.services.case_now import current_parties
from mediation.services.load import Loaded
from mediation.services.record_event import open_chain, record_event
from mediation.services.run_clocks import start_clock
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.write_party import write_parties

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


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
    case = _write_case(uow, post, actor, given, happened_at)
    today = recorded_at.astimezone(SHANGHAI).date()
    write_parties(uow, case.id, given.parties, given.first_asked_on, today)
    open_chain(uow, case)
    uow.session.flush()
    holder = uow.session.get_one(Organisation, post.organisation_id)
    loaded = Loaded(case, case, MatterKind.DISPUTE, {Seat.HOLDER: holder.id}, CaseView.FULL, holder)
    state = uow.registry.current(MatterKind.DISPUTE).initial
    if state.clock:
        start_clock(uow, loaded, state.clock, happened_at.astimezone(SHANGHAI).date())
    record_event(
        uow,
        case_id=case.id,
        kind=MatterKind.DISPUTE,
        matter=case,
        tag="case:registered",
        actor=actor,
        post=post,
        happened_at=happened_at,
        recorded_at=recorded_at,
        data={
            **data,
            "source": given.source.value,
            "first_asked_on": given.first_asked_on.isoformat(),
            "parties": [p.name for p in given.parties],
        },
        to_state=case.state,
    )
    return case


def _write_case(
    uow: UnitOfWork, post: Post, actor: Actor, given: DisputeGiven, happened_at: datetime
) -> Case:
    definition = uow.registry.current(MatterKind.DISPUTE)
    category = uow.session.get_one(Category, given.category_code)
    case_id, holding_id = new_id(), new_id()
    case = Case(
        id=case_id,
        public_id="".join(secrets.choice(ALPHABET) for _ in range(12)),
        title=title(given.parties, category.name),
        category_code=given.category_code,
        source=given.source,
        difficulty=given.difficulty,
        labour=given.labour,
        land_title=given.land_title,
        region_code=given.region_code,
        place=given.place.strip(),
        first_asked_on=given.first_asked_on,
        amount=given.amount,
        inviting_court_id=given.inviting_court_id,
        organisation_id=post.organisation_id,
        holding_id=holding_id,
        registered_at=happened_at,
        registered_by=actor.person_id,
        definition_version=definition.version,
        definition_digest=definition.digest,
        state=definition.initial.name,
        is_open=True,
        version=1,
    )
    uow.session.add(case)
    case.narrative, case.claim = given.narrative.strip(), given.claim.strip()
    uow.session.flush()  # the case and its first holding point at each other; the database checks at commit
    uow.session.execute(
        insert(Holding).values(
            id=holding_id,
            case_id=case_id,
            organisation_id=post.organisation_id,
            from_at=happened_at,
            open=True,
        )
    )
    return case


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
