"""The head of a case as its page shows it, and the steps that the actor may take now, or why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import (
    Case,
    CaseEvent,
    Category,
    Deadline,
    Holding,
    Organisation,
    Party,
    Region,
    Request,
)
from mediation.model.matters import TABLES
from mediation.rules.actor import Actor
from mediation.rules.errors import NotThere
from mediation.rules.grammar import WITHOUT_POSTS, Definition, Registry, Role, State, Step
from mediation.rules.intake import land_was_contracted
from mediation.rules.messages import Message
from mediation.rules.policy import CaseView, Seats, post_for, sight, watching_post
from mediation.rules.proof.facts import asked_by
from mediation.rules.vocabulary import (
    CaseSource,
    DeadlineState,
    Difficulty,
    MatterKind,
    Outcome,
    Seat,
)
from mediation.services.case_now import current_parties, mediator_names
from mediation.services.court_door import sent_by_a_court
from mediation.services.exchange.tell import between_installations
from mediation.services.gather_facts import gather_facts
from mediation.services.load import concerns, court_of_the_suit, seats_of, standing, who_is_concerned
from mediation.services.reveal_party import revealing_post
from mediation.services.standing_steps import is_reversal, standing_steps
from mediation.services.take_step import whose


@dataclass(frozen=True, slots=True)
class StepOffer:
    """A step from the present state: open to the actor when `reasons` is empty."""

    step: Step
    reasons: tuple[Message, ...]
    mine: bool
    """Whether the actor's role may take it at all, conditions apart."""
    ready: bool
    """Whether all conditions hold, whoever may take it."""
    by: tuple[Role, ...]
    """Who takes it in an organisation of the holder's kind: committees, centres and courts hold cases differently."""
    late: bool = False
    """Whether time alone stands against it: what was done in time may still be entered with its day."""

    @property
    def here(self) -> bool:
        """Whether anybody there does."""
        return bool(self.by)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterPage:
    """A matter and where it stands."""

    kind: MatterKind
    id: UUID
    case_id: UUID
    case_public_id: str
    title: str
    version: int
    state: State
    definition: Definition
    view: CaseView
    ours: bool
    """Whether the actor's organisation answers for the case, so that they may write in it."""
    may_reveal: bool
    """Whether the actor may look at full numbers here."""
    from_court: bool
    """Whether a court entrusted or delegated the case."""
    offers: tuple[StepOffer, ...]
    seats: Seats
    """The organisations that have a seat in the matter."""

    @property
    def named(self) -> bool:
        """Whether the title names the parties; else it is the kind of dispute."""
        return self.view > CaseView.ASKED

    def law_of(self, step: Step) -> str:
        """The law of the step by the road on which the case came."""
        return step.law_of(from_court=self.from_court)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHead:
    """What stands at the top of the page."""

    number: str
    category: str
    category_code: str
    source: CaseSource
    difficulty: Difficulty
    place: str
    region_code: str
    first_asked_on: date
    registered_at: datetime
    amount: Decimal | None
    inviting_court_id: UUID | None
    inviting_court: str
    labour: bool
    land_title: bool
    land_contract: bool
    """Whether it is over contracting rural land: its arbitration or the court, as the parties choose."""
    danger: bool
    region: str
    rights_untold: tuple[str, ...]
    """The parties who were not yet told their rights and duties."""
    concluded_on: date | None
    outcome: Outcome | None
    holder: str
    holder_id: UUID
    held_since: datetime
    mediators: tuple[str, ...]
    visited: tuple[str, ...]
    """Names of the states gone through, in order: the case's own path on the road."""
    narrative: str
    claim: str


def case_id_of(session: Session, public_id: str) -> UUID:
    """The id behind a public id; NotThere when there is none."""
    found = session.scalar(select(Case.id).where(Case.public_id == public_id))
    if found is None:
        raise NotThere
    return found


def matter_page(
    session: Session, registry: Registry, actor: Actor, kind: MatterKind, matter_id: UUID, today: date
) -> MatterPage:
    """Where the matter stands and which steps the actor may take; NotThere unless they may see it."""
    table: Any = TABLES[kind]
    matter = session.get(table, matter_id)
    if matter is None or (isinstance(matter, Request) and matter.kind is not kind):
        raise NotThere
    case = matter if isinstance(matter, Case) else session.get_one(Case, matter.case_id)
    holder = session.get_one(Organisation, case.organisation_id)
    concerned = who_is_concerned(session, case.id)
    about = standing(session, case, holder, matter)
    view = sight(actor, about, of_the_case=isinstance(matter, Case))
    if view is CaseView.NOTHING or not concerns(actor, matter, view):
        raise NotThere
    definition = registry.of(kind, matter.definition_version)
    state = definition.by_state[matter.state]
    steps = [step for step in definition.steps_from(state.name) if step.seat not in WITHOUT_POSTS]
    facts = gather_facts(session, registry, case, matter, today, asked_by(steps))
    seats = seats_of(case, matter, watching_post(actor, about), court_of_the_suit(concerned))
    offers = []
    for step in steps:
        mine = post_for(actor, step, seats) is not None
        unmet = (*step.refusals(facts), *between_installations(session, matter, step))
        late = mine and step.may_be_entered_late(facts)
        reasons = unmet if mine else (whose(step), *unmet)
        held = step.seat is Seat.HOLDER
        by = tuple(role for role in step.by if not held or holder.kind in role.at)
        offers.append(StepOffer(step, reasons, mine, not unmet, by, late))
    return MatterPage(
        kind=kind,
        id=matter.id,
        case_id=case.id,
        case_public_id=case.public_id,
        title=case.title if view > CaseView.ASKED else _nameless(session, case),
        version=matter.version,
        state=state,
        definition=definition,
        view=view,
        ours=view is CaseView.FULL and any(p.organisation_id == case.organisation_id for p in actor.posts),
        may_reveal=revealing_post(actor, about) is not None,
        from_court=sent_by_a_court(session, case),
        offers=tuple(offers),
        seats=seats,
    )


def _nameless(session: Session, case: Case) -> str:
    return session.get_one(Category, case.category_code).name


def case_head(session: Session, page: MatterPage) -> CaseHead:
    """The head of the case behind a page; contents only as far as its view goes."""
    case = session.get_one(Case, page.case_id)
    category, place, holder, since = session.execute(
        select(Category.name, Region.label, Organisation.name, Holding.from_at)
        .select_from(Case)
        .join(Category, Category.code == Case.category_code)
        .join(Region, Region.code == Case.region_code)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .join(Holding, Holding.id == Case.holding_id)
        .where(Case.id == page.case_id)
    ).one()
    reads = page.view in (CaseView.FULL, CaseView.OFFERED)
    return CaseHead(
        number=case.number or "",
        category=category,
        category_code=case.category_code,
        source=case.source,
        difficulty=case.difficulty,
        place=f"{place} {case.place}".strip() if reads else place,
        region_code=case.region_code,
        first_asked_on=case.first_asked_on,
        registered_at=case.registered_at,
        amount=case.amount,
        inviting_court_id=case.inviting_court_id,
        inviting_court=_name_of(session, case.inviting_court_id),
        labour=case.labour,
        land_title=case.land_title,
        land_contract=land_was_contracted(case.category_code, land_title=case.land_title),
        danger=case.danger,
        region=place,
        rights_untold=_untold(session, case.id) if reads else (),
        concluded_on=case.concluded_on,
        outcome=case.outcome,
        holder=holder,
        holder_id=case.organisation_id,
        held_since=since,
        mediators=tuple(mediator_names(session, case.id)),
        visited=_visited(session, case.id),
        narrative=(case.narrative or "") if reads else "",
        claim=(case.claim or "") if reads else "",
    )


def _name_of(session: Session, organisation_id: UUID | None) -> str:
    return session.get_one(Organisation, organisation_id).name if organisation_id else ""


def _untold(session: Session, case_id: UUID) -> tuple[str, ...]:
    return tuple(p.name for p in current_parties(session, case_id) if p.rights_told_on is None)


def _visited(session: Session, case_id: UUID) -> tuple[str, ...]:
    rows = session.execute(
        select(CaseEvent.seq, CaseEvent.tag, CaseEvent.to_state)
        .where(
            CaseEvent.case_id == case_id,
            CaseEvent.matter == MatterKind.DISPUTE,
            CaseEvent.to_state != "",
            CaseEvent.to_state != CaseEvent.from_state,
        )
        .order_by(CaseEvent.seq)
    ).all()
    some = any(is_reversal(tag) for _, tag, _ in rows)
    taken_back = standing_steps(session, case_id).taken_back if some else {}
    return tuple(to for seq, tag, to in rows if seq not in taken_back and not is_reversal(tag))


@dataclass(frozen=True, slots=True)
class ClockShown:
    """A clock with the way its last day was found."""

    name: str
    whose: str
    """The party, where each has a clock of its own."""
    matter: MatterKind
    starts_on: date
    due_on: date
    days_left: int
    state: DeadlineState
    provisional: bool
    derivation: dict[str, Any]


def clocks_of(
    session: Session, case_id: UUID, today: date, matter_id: UUID | None = None, *, names: bool = True
) -> tuple[ClockShown, ...]:
    """The case's clocks, running ones first; without `names` not whose each is.

    Those of its duties stand on a page of each duty: years of instalments would bury the others.
    """
    query = (
        select(Deadline, Party.name)
        .outerjoin(Party, Party.id == Deadline.subject_id)
        .where(Deadline.case_id == case_id)
        .order_by(Deadline.due_on)
    )
    if matter_id is None:
        query = query.where(Deadline.matter != MatterKind.PERFORMANCE)
    else:
        query = query.where(Deadline.matter_id == matter_id)
    shown = [
        ClockShown(
            d.clock,
            whose or "" if names else "",
            d.matter,
            d.starts_on,
            d.due_on,
            (d.due_on - today).days,
            d.state,
            d.provisional,
            d.derivation,
        )
        for d, whose in session.execute(query)
    ]
    return tuple(sorted(shown, key=lambda c: c.state is not DeadlineState.RUNNING))
