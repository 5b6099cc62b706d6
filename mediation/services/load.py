"""Loading through the actor: a matter that is not yours is not there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    String,
    Uuid,
    and_,
    bindparam,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session

from mediation.model import (
    Appointment,
    Case,
    CaseChain,
    CaseEvent,
    Confirmation,
    Diversion,
    ExchangeCase,
    Filing,
    HandOver,
    Organisation,
    Performance,
    Person,
    Request,
)
from mediation.model.cases import Matter
from mediation.model.matters import LINKED, LinkedMatter
from mediation.rules.actor import Actor, Post
from mediation.rules.errors import NotThere, StaleCase
from mediation.rules.messages import say
from mediation.rules.policy import CaseStanding, CaseView, Seats, sight, watching_post
from mediation.rules.vocabulary import CourtDoor, MatterKind, Seat
from mediation.services.looked_up import rows_looked_up
from mediation.services.standing_steps import is_reversal
from mediation.services.unit_of_work import Locked, UnitOfWork

ASKED_FROM = {
    MatterKind.CALL_UP: Seat.CENTRE,
    MatterKind.FILING: Seat.COURT,
    MatterKind.FEE: Seat.COURT,
    MatterKind.GRIEVANCE: Seat.COURT,
}
"""The seat of whom a request is made, where it has a name of its own."""
GIVEN_UP = ("given_back", "withdrawn", "sent_back")
"""Where a complaint ended before the court: it decided nothing, and the case is no longer its affair."""
LOOKS = (
    "party:revealed",
    "document:read",
    "signing:read",
    "signing:wants_paper",
    "document:previewed",
    "document:issued",
    "attachment:read",
    "dossier:bound",
    "dossier:read",
    "deadline:warned",
    "deadline:overdue",
    "deadline:lapsed",
    "deadline:recounted",
    "deadline:followed",
    "deadline:escalated",
    "case:looked_into",
)
"""What is recorded without changing the matter."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A case and the matter of it that is acted on, with the organisations that have a seat."""

    case: Case
    matter: Case | LinkedMatter
    kind: MatterKind
    seats: Seats
    view: CaseView
    holder: Organisation
    chain: CaseChain | None = None
    """Where the next event goes: read with the holder, and kept so that it is not read again."""
    shared: bool = True
    """False where it is known that no other installation has to do with the case."""


def load_case(uow: UnitOfWork, actor: Actor, case_id: UUID, *, at_least: CaseView = CaseView.FULL) -> Loaded:
    """The case locked for writing, if the actor sees at least that much of it; else NotThere."""
    return _load(uow, actor, MatterKind.DISPUTE, case_id, at_least)


def load_for_party(uow: UnitOfWork, case_id: UUID) -> Loaded:
    """The case locked for writing, for a party whom the caller has proved to be one: nobody's account looks at it."""
    case = locked(uow, case_id)
    holder, chain = _beside(uow, case)
    seats = seats_of(case, case, None)
    return Loaded(case, case, MatterKind.DISPUTE, seats, CaseView.NOTHING, holder, chain)


def load_matter(uow: UnitOfWork, actor: Actor, kind: MatterKind, matter_id: UUID) -> Loaded:
    """A matter of a case, locked for writing, if it is the actor's affair at all; else NotThere."""
    return _load(uow, actor, kind, matter_id, CaseView.OVERVIEW)


def _load(uow: UnitOfWork, actor: Actor, kind: MatterKind, matter_id: UUID, least: CaseView) -> Loaded:
    matter = _matter(uow, kind, matter_id)
    case = matter if isinstance(matter, Case) else locked(uow, matter.case_id)
    holder, chain = _beside(uow, case)
    concerned = who_is_concerned(uow.session, case.id)
    about = _standing(case, holder, concerned, matter)
    view = sight(actor, about, of_the_case=isinstance(matter, Case))
    if view < least or not concerns(actor, matter, view):
        raise NotThere
    seats = seats_of(case, matter, watching_post(actor, about), court_of_the_suit(concerned))
    return Loaded(case, matter, kind, seats, view, holder, chain, shared=SHARED in concerned)


def _matter(uow: UnitOfWork, kind: MatterKind, matter_id: UUID) -> Case | LinkedMatter:
    if kind is MatterKind.DISPUTE:
        return locked(uow, matter_id)
    case_id = uow.session.scalar(_CASE_OF[kind], {"matter_id": matter_id})
    if case_id is None:
        raise NotThere
    locked(uow, case_id)  # always the case first, so that two writers never wait for each other
    matter: LinkedMatter = uow.session.scalars(_OF_KIND[kind], {"matter_id": matter_id}).one()
    if isinstance(matter, Request) and matter.kind is not kind:
        raise NotThere
    return matter


def locked(uow: UnitOfWork, case_id: UUID) -> Case:
    """The case, locked for writing until the transaction ends, and read when it was locked; NotThere without one."""
    if case_id not in uow.locked:
        case = uow.session.scalar(_LOCKED, {"case_id": case_id})
        if case is None:
            raise NotThere
        uow.locked[case_id] = Locked(case)
    return uow.locked[case_id].case


def _beside(uow: UnitOfWork, case: Case) -> tuple[Organisation, CaseChain]:
    """Who holds the case, and the head of its chain: read once after the case was locked."""
    known = uow.locked[case.id]
    if known.chain is None:
        holder, known.chain = uow.session.execute(_BESIDE, {"case_id": case.id}).one()
        return holder, known.chain
    return uow.session.get_one(Organisation, case.organisation_id), known.chain


def concerns(actor: Actor, matter: Matter, view: CaseView) -> bool:
    """Whether the matter is the actor's affair: in their case, asked of them, or at their court."""
    if view is CaseView.FULL:
        return True
    here = {post.organisation_id for post in actor.posts}
    if isinstance(matter, Confirmation):
        return matter.court_id in here and matter.submitted_on is not None
    if isinstance(matter, HandOver):
        return not here.isdisjoint((matter.sender_id, matter.receiver_id, matter.decider_id))
    if isinstance(matter, Performance):
        return False
    if isinstance(matter, Request):
        return not here.isdisjoint((matter.asker_id, matter.asked_id, matter.handler_id))
    return True


def seats_of(case: Case, matter: Matter, watching: Post | None, court_id: UUID | None = None) -> Seats:
    """The organisations that have a seat in the matter; `watching` is from where the actor supervises.

    `court_id` is the court to which the dispute itself belongs.
    """
    seats = {Seat.HOLDER: case.organisation_id}
    if isinstance(matter, Case):
        if watching is not None:
            seats[Seat.WATCHER] = watching.organisation_id
        if court_id is not None:
            seats[Seat.COURT] = court_id
    if isinstance(matter, HandOver):
        seats |= {Seat.SENDER: matter.sender_id, Seat.RECEIVER: matter.receiver_id}
        if matter.decider_id is not None:
            seats[Seat.DECIDER] = matter.decider_id
    if isinstance(matter, Confirmation):
        seats[Seat.COURT] = matter.court_id
    if isinstance(matter, Request):
        asker = Seat.WATCHER if matter.kind is MatterKind.ORDER else Seat.ASKER
        asked = ASKED_FROM.get(matter.kind, Seat.ASKED)
        taken = {asker: matter.asker_id, asked: matter.asked_id, Seat.HANDLER: matter.handler_id}
        seats |= {seat: organisation_id for seat, organisation_id in taken.items() if organisation_id}
    return seats


def standing(
    session: Session, case: Case, holder: Organisation, matter: Matter | None = None
) -> CaseStanding:
    """The facts on which sight of the case, or of that matter of it, depends, in one look."""
    return _standing(case, holder, who_is_concerned(session, case.id), matter)


Concerned = dict[str, list[tuple[UUID | None, UUID | None, datetime | None]]]


def who_is_concerned(session: Session, case_id: UUID) -> Concerned:
    """Everybody beside the holder, by what as: the kind of an open request, or one of the words above."""
    found: Concerned = {}
    for what, one, other, at in rows_looked_up(session, _CONCERNED, {"case_id": case_id}):
        found.setdefault(what, []).append((one, other, at))
    return found


def _standing(
    case: Case, holder: Organisation, found: Concerned, matter: Matter | None = None
) -> CaseStanding:
    offers, joint = found.get(OFFER, ()), found.get(MatterKind.JOINT.value, ())
    return CaseStanding(
        holder_id=case.organisation_id,
        region_code=case.region_code,
        holder_region_code=holder.region_code,
        registered_by=case.registered_by,
        mediator_ids=_ids(one for one, _, _ in found.get(MEDIATOR, ())),
        offered_to=_ids(
            [*(receiver for receiver, _, _ in offers), *(asked for asked, _, at in joint if at is None)]
        ),
        deciders=_ids(decider for _, decider, _ in offers),
        called=_ids(
            one for asked, handler, _ in found.get(MatterKind.CALL_UP.value, ()) for one in (asked, handler)
        ),
        joined=_ids(asked for asked, _, at in joint if at is not None),
        courts=_ids(one for what in (COURT, SENDING, SUIT) for one, _, _ in found.get(what, ())),
        giver_id=matter.sender_id if isinstance(matter, HandOver) and matter.state == SIGNED_FOR else None,
        caller_id=matter.asker_id
        if isinstance(matter, Request) and matter.kind is MatterKind.CALL_UP
        else None,
        once_asked=_once_asked(matter),
    )


def _once_asked(matter: Matter | None) -> frozenset[UUID]:
    if isinstance(matter, HandOver):
        return _ids([matter.receiver_id] if matter.state in UNSIGNED else [])
    if not isinstance(matter, Request) or matter.is_open:
        return frozenset()
    asked = {MatterKind.JOINT: matter.asked_id, MatterKind.CALL_UP: matter.handler_id}
    return _ids([asked.get(matter.kind)])


def court_of_the_suit(found: Concerned) -> UUID | None:
    """The court to which a dispute itself belongs: that has registered it, else that sends it to mediation."""
    rows = (*found.get(SUIT, ()), *found.get(SENDING, ()))
    return next((court_id for court_id, _, _ in rows), None)


def _ids(found: Iterable[UUID | None]) -> frozenset[UUID]:
    return frozenset(one for one in found if one is not None)


MEDIATOR, OFFER, COURT, SHARED = "mediator", "offer", "court", "shared"
SIGNED_FOR = "accepted"
"""Where a hand-over ended that somebody signed for, or that was decided so."""
UNSIGNED = ("returned", "withdrawn")
"""Where it ended otherwise."""
SENDING, SUIT = "sending", "suit"
_CASE = bindparam("case_id", type_=Uuid())
_CASE_OF: dict[MatterKind, Any] = {
    kind: select(table.case_id).where(table.id == bindparam("matter_id", type_=Uuid()))
    for kind, table in LINKED.items()
}
_OF_KIND: dict[MatterKind, Any] = {
    kind: select(table)
    .where(table.id == bindparam("matter_id", type_=Uuid()))
    .with_for_update()
    .execution_options(populate_existing=True)
    for kind, table in LINKED.items()
}
_LOCKED = select(Case).where(Case.id == _CASE).with_for_update().execution_options(populate_existing=True)
_BESIDE = (
    select(Organisation, CaseChain)
    .select_from(Case)
    .join(Organisation, Organisation.id == Case.organisation_id)
    .join(CaseChain, CaseChain.case_id == Case.id)
    .where(Case.id == _CASE)
    .execution_options(populate_existing=True)
)
"""Who holds a case and the head of its chain; to be read after the case is locked."""
_CONCERNED: CompoundSelect[Any] = union_all(
    select(
        type_coerce(Request.kind, String), Request.asked_id, Request.handler_id, Request.answered_at
    ).where(Request.case_id == _CASE, Request.is_open),
    select(literal(MEDIATOR), Appointment.person_id, null(), null()).where(
        Appointment.case_id == _CASE, Appointment.until_at.is_(None)
    ),
    select(literal(OFFER), HandOver.receiver_id, HandOver.decider_id, null()).where(
        HandOver.case_id == _CASE, HandOver.is_open
    ),
    select(literal(COURT), Confirmation.court_id, null(), null()).where(
        Confirmation.case_id == _CASE, Confirmation.submitted_on.is_not(None)
    ),
    select(literal(SENDING), Diversion.court_id, null(), null()).where(
        Diversion.case_id == _CASE, Diversion.door != CourtDoor.GUIDANCE
    ),
    select(literal(SUIT), Filing.court_id, null(), null()).where(
        Filing.case_id == _CASE, Filing.voided_at.is_(None)
    ),
    select(literal(COURT), Request.asked_id, null(), null()).where(
        Request.case_id == _CASE,
        or_(Request.kind == MatterKind.FILING, Request.kind == MatterKind.GRIEVANCE),
        or_(Request.is_open, and_(*(Request.state != state for state in GIVEN_UP))),
    ),
    select(literal(SHARED), ExchangeCase.peer_id, null(), null()).where(ExchangeCase.case_id == _CASE),
)
"""Who is concerned with a case beside its holder: what as, two organisations or people, and since when."""


def compare_version(uow: UnitOfWork, loaded: Loaded, seen_version: int | None) -> None:
    """StaleCase, saying who did what, when the matter moved after the person saw it."""
    if seen_version is None or loaded.matter.version == seen_version:
        return
    last = uow.session.execute(
        select(CaseEvent.tag, CaseEvent.recorded_at, Person.name)
        .outerjoin(Person, Person.id == CaseEvent.person_id)
        .where(CaseEvent.matter_id == loaded.matter.id, CaseEvent.tag.not_in(LOOKS))
        .order_by(CaseEvent.seq.desc())
        .limit(1)
    ).one()
    reversal = is_reversal(last.tag)
    step = uow.registry.of(loaded.kind, loaded.matter.definition_version).by_step.get(
        last.tag.partition(":")[2]
    )
    raise StaleCase(
        say(
            "您打开页面之后，{who} 已经办理了「{what}」；请看过最新情况再继续，您填写的内容还在",
            who=last.name or say("系统"),
            what=say(step.title) if step else say("撤销一步") if reversal else say("其他操作"),
        )
    )
