"""Lists of cases: what waits for me, and the search over what I may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from mediation.model import (
    Appointment,
    Case,
    CaseNumber,
    Category,
    Confirmation,
    Deadline,
    Delivery,
    HandOver,
    Holding,
    Objection,
    ObjectionDelivery,
    ObjectionRuling,
    Organisation,
    Party,
    Region,
)
from mediation.readmodels.court_review import as_review
from mediation.readmodels.excerpt import Excerpt, excerpt
from mediation.readmodels.reach import (
    cases_in_area,
    cases_of_a_court,
    cases_worked_on,
    confirmations_at_court,
    half_a_year_before,
    not_lapsed,
    running,
)
from mediation.rules import acts
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI
from mediation.rules.facts import CaseFacts
from mediation.rules.grammar import Definition, Permission, Registry, State, Step
from mediation.rules.messages import say
from mediation.rules.policy import GAVE_IT_AWAY, post_for
from mediation.rules.vocabulary import CourtPaper, MatterKind, ObjectionOutcome, Seat
from mediation.services.load import SIGNED_FOR, UNSIGNED

PAGE = 20


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One line of a list of cases. Who only supervises reads the category: `title`, with its names, is empty."""

    public_id: str
    title: str
    number: str
    state: str
    definition_version: int
    is_open: bool
    category: str
    place: str
    holder: str
    held_since: date
    """When the organisation that answers for it now began to."""
    registered_on: date
    due_on: date | None
    danger: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of a list with the count of all."""

    lines: tuple[CaseLine, ...]
    total: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """What the list is narrowed to. `id_number_index` is the blind index of an exact number."""

    text: str = ""
    id_number_index: bytes | None = None
    state: str = ""
    category: str = ""
    open_only: bool = False
    overdue_only: bool = False
    mine_only: bool = False
    danger_only: bool = False


def case_list(
    session: Session,
    actor: Actor,
    chosen: CaseFilter,
    today: date,
    periods: tuple[str, ...],
    page: int = 1,
    size: int = PAGE,
) -> CasePage:
    """The cases that the actor may see and that fit the filter, newest first."""
    where = [or_(cases_worked_on(actor), cases_in_area(actor)), *_narrowed(actor, chosen, today, periods)]
    total = session.scalar(select(func.count()).select_from(Case).where(*where)) or 0
    page = max(1, min(page, -(-total // size) or 1))
    newest = (Case.registered_at.desc(), Case.id.desc())
    chosen_ids = select(Case.id).where(*where).order_by(*newest).limit(size).offset((page - 1) * size)
    shown = chosen_ids.subquery()
    lines = _lines(cases_worked_on(actor), not_lapsed(periods, today))
    rows = session.execute(lines.join(shown, shown.c.id == Case.id).order_by(*newest))
    return CasePage(tuple(_line(row) for row in rows), total, page, size)


def _lines(named: ColumnElement[bool], counted: ColumnElement[bool]) -> Select[*tuple[object, ...]]:
    due = (
        select(func.min(Deadline.due_on))
        .where(Deadline.case_id == Case.id, running(), counted)
        .scalar_subquery()
    )
    return (
        select(
            Case.public_id,
            case((named, Case.title), else_=""),
            Case.number,
            Case.state,
            Case.definition_version,
            Case.is_open,
            Category.name,
            Region.label,
            Organisation.name,
            Holding.from_at,
            Case.registered_at,
            due,
            Case.danger,
        )
        .join(Category, Category.code == Case.category_code)
        .join(Region, Region.code == Case.region_code)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .join(Holding, Holding.id == Case.holding_id)
    )


def _line(row: object) -> CaseLine:
    values = list(row)  # type: ignore[call-overload]
    values[2] = values[2] or ""
    values[9:11] = (instant.astimezone(SHANGHAI).date() for instant in values[9:11])
    return CaseLine(*values)


def _narrowed(
    actor: Actor, chosen: CaseFilter, today: date, periods: tuple[str, ...]
) -> list[ColumnElement[bool]]:
    """Names and numbers are looked up only in cases that the actor works on: elsewhere a hit would name people."""
    clauses: list[ColumnElement[bool]] = []
    text = chosen.text.strip()
    if text or chosen.id_number_index is not None:
        clauses.append(cases_worked_on(actor))
    if chosen.id_number_index is not None:
        clauses.append(
            Case.id.in_(select(Party.case_id).where(Party.id_number_index == chosen.id_number_index))
        )
    elif text:
        clauses.append(
            or_(
                Case.number == text,
                Case.title.contains(text, autoescape=True),
                Case.id.in_(select(Party.case_id).where(Party.name == text)),
            )
        )
    if chosen.state:
        clauses.append(Case.state == chosen.state)
    if chosen.category:
        clauses.append(Case.category_code == chosen.category)
    if chosen.open_only:
        clauses.append(Case.is_open == true())
    if chosen.danger_only:
        clauses.append(Case.danger == true())
    if chosen.overdue_only:
        clauses.append(
            select(Deadline.id)
            .where(
                Deadline.case_id == Case.id,
                running(),
                Deadline.due_on < today,
                Deadline.clock.not_in(periods),
            )
            .exists()
        )
    if chosen.mine_only:
        clauses.append(
            Case.id.in_(
                select(Appointment.case_id).where(
                    Appointment.person_id == actor.person_id, Appointment.until_at.is_(None)
                )
            )
        )
    return clauses


@dataclass(frozen=True, slots=True)
class DangerLine:
    """A case reported as likely to flare up, open or closed (人民调解法 25)."""

    public_id: str
    title: str
    is_open: bool


def cases_in_danger(session: Session, actor: Actor, *, limit: int, offset: int = 0) -> Excerpt[DangerLine]:
    """Those that the actor works on and nobody has lifted, newest first."""
    query = (
        select(Case.public_id, Case.title, Case.is_open)
        .where(Case.danger == true(), cases_worked_on(actor))
        .order_by(Case.registered_at.desc(), Case.id.desc())
    )
    return excerpt(session, query, DangerLine, limit=limit, offset=offset)


@dataclass(frozen=True, slots=True)
class HandOverLine:
    """A case offered to my organisation, or by it."""

    id: UUID
    case_public_id: str
    title: str
    sender: str
    receiver: str
    offered_on: date
    due_on: date | None
    incoming: bool


def hand_overs_waiting(session: Session, actor: Actor) -> tuple[HandOverLine, ...]:
    """Offers that wait for an answer, incoming ones first."""
    mine = [p.organisation_id for p in actor.posts_with(Permission.READ_ORGANISATION_CASES)]
    if not mine:
        return ()
    sender, receiver = Organisation.__table__.alias("sender"), Organisation.__table__.alias("receiver")
    rows = session.execute(
        select(
            HandOver.id,
            Case.public_id,
            Case.title,
            sender.c.name,
            receiver.c.name,
            HandOver.offered_at,
            select(func.min(Deadline.due_on))
            .where(Deadline.matter_id == HandOver.id, running())
            .scalar_subquery(),
            HandOver.receiver_id,
        )
        .join(Case, Case.id == HandOver.case_id)
        .join(sender, sender.c.id == HandOver.sender_id)
        .join(receiver, receiver.c.id == HandOver.receiver_id)
        .where(HandOver.is_open, or_(HandOver.receiver_id.in_(mine), HandOver.sender_id.in_(mine)))
        .order_by(HandOver.offered_at)
    )
    lines = [
        HandOverLine(r[0], r[1], r[2], r[3], r[4], r[5].astimezone(SHANGHAI).date(), r[6], r[7] in mine)
        for r in rows.all()
    ]
    return tuple(sorted(lines, key=lambda line: not line.incoming))


@dataclass(frozen=True, slots=True)
class HandedOnLine:
    """A case that my organisation gave away or back and that goes on elsewhere; by our own number, without names."""

    id: UUID
    number: str
    category: str
    other: str
    """To whom it was given, or to whom it went back."""
    offered_on: date
    given: bool


def cases_handed_on(
    session: Session, actor: Actor, today: date, *, limit: int, offset: int = 0
) -> Excerpt[HandedOnLine]:
    """Those of the last half year, the newest first, each case by the last time: whoever had it, or read what was
    offered, may learn of danger later on. What is here, or offered again, is not among them."""
    mine = [post.organisation_id for post in actor.posts if not GAVE_IT_AWAY.isdisjoint(post.role.may)]
    office = [post.organisation_id for post in actor.posts_with(Permission.READ_ORGANISATION_CASES)]
    if not mine and not office:
        return Excerpt()
    nth = func.row_number().over(partition_by=HandOver.case_id, order_by=HandOver.id.desc())
    gone = (
        select(HandOver.id, nth.label("nth"))
        .where(
            or_(
                and_(HandOver.sender_id.in_(mine), HandOver.state == SIGNED_FOR),
                and_(HandOver.receiver_id.in_(office), HandOver.state.in_(UNSIGNED)),
            ),
            HandOver.offered_at >= half_a_year_before(today),
        )
        .subquery()
    )
    offered = select(HandOver.case_id).where(HandOver.is_open, HandOver.receiver_id.in_(office))
    query = (
        _gone_from(mine)
        .join(gone, gone.c.id == HandOver.id)
        .where(
            gone.c.nth == 1,
            Case.is_open,
            Case.organisation_id.not_in(mine),
            Case.id.not_in(offered),
            ~cases_of_a_court(actor),
        )
        .order_by(HandOver.offered_at.desc(), HandOver.id.desc())
    )
    return excerpt(session, query, _handed_on, limit=limit, offset=offset)


def handed_on(session: Session, actor: Actor, hand_over_id: UUID) -> HandedOnLine:
    """What whoever gave the case away, or back, knows it by; who may see that was decided before."""
    mine = [post.organisation_id for post in actor.posts]
    return _handed_on(*session.execute(_gone_from(mine).where(HandOver.id == hand_over_id)).one())


def _gone_from(mine: Sequence[UUID]) -> Select[UUID, str | None, str, str, datetime, bool]:
    number = (
        select(func.max(CaseNumber.text))
        .where(CaseNumber.case_id == HandOver.case_id, CaseNumber.organisation_id.in_(mine))
        .scalar_subquery()
    )
    given = and_(HandOver.sender_id.in_(mine), HandOver.state == SIGNED_FOR)
    other_id = case((given, HandOver.receiver_id), else_=HandOver.sender_id)
    return (
        select(HandOver.id, number, Category.name, Organisation.name, HandOver.offered_at, given)
        .join(Case, Case.id == HandOver.case_id)
        .join(Category, Category.code == Case.category_code)
        .join(Organisation, Organisation.id == other_id)
    )


def _handed_on(
    hand_over_id: UUID, number: str | None, category: str, other: str, offered_at: datetime, given: bool
) -> HandedOnLine:
    return HandedOnLine(
        hand_over_id, number or "", category, other, offered_at.astimezone(SHANGHAI).date(), bool(given)
    )


@dataclass(frozen=True, slots=True)
class ConfirmationLine:
    """A confirmation at my court, and the step that it waits for."""

    id: UUID
    title: str
    state: State
    is_open: bool
    court_number: str
    submitted_on: date | None
    due_on: date | None
    unsealed: bool
    next_step: Step | None
    mine: bool
    """Whether the actor may take that step."""


def confirmations_waiting(
    session: Session,
    registry: Registry,
    actor: Actor,
    today: date,
    *,
    open_only: bool = True,
    limit: int = 200,
) -> tuple[ConfirmationLine, ...]:
    """Applications that reached the actor's court; with `open_only` those not yet ruled, sealed and served."""
    where = [confirmations_at_court(actor)]
    if open_only:
        unfinished = or_(
            Confirmation.sealed_on.is_(None),
            _unserved(),
            _unsealed_objection_ruling(),
            _unserved_objection_ruling(),
        )
        ruled = and_(Confirmation.ruled_on.is_not(None), Confirmation.wanted == CourtPaper.RULING)
        where.append(or_(Confirmation.is_open, and_(ruled, unfinished)))
    rows = session.execute(
        select(
            Confirmation,
            Case.title,
            select(func.min(Deadline.due_on))
            .where(Deadline.matter_id == Confirmation.id, running())
            .scalar_subquery(),
            _unserved(),
            _unsealed_objection_ruling(),
            _unserved_objection_ruling(),
            _varied(),
        )
        .join(Case, Case.id == Confirmation.case_id)
        .where(*where)
        .order_by(Confirmation.submitted_on, Confirmation.id)
        .limit(limit)
    )
    lines = []
    for one, title, due_on, *waits in rows:
        definition = registry.of(MatterKind.CONFIRMATION, one.definition_version)
        step = _next_step(definition, one, today, tuple(waits))
        lines.append(
            ConfirmationLine(
                id=one.id,
                title=title,
                state=definition.by_state[one.state],
                is_open=one.is_open,
                court_number=one.court_number or "",
                submitted_on=one.submitted_on,
                due_on=due_on,
                unsealed=one.ruled_on is not None and one.sealed_on is None,
                next_step=step,
                mine=step is not None and post_for(actor, step, {Seat.COURT: one.court_id}) is not None,
            )
        )
    return tuple(lines)


def _unserved() -> ColumnElement[bool]:
    """Whether a party of now has not had the ruling."""
    served = (
        select(Delivery.party_id).where(Delivery.confirmation_id == Confirmation.id).correlate(Confirmation)
    )
    return (
        select(Party.id)
        .where(
            Party.case_id == Confirmation.case_id,
            Party.until_on.is_(None),
            Party.id.not_in(served),
            or_(Party.succeeds_id.is_(None), Party.succeeds_id.not_in(served)),
        )
        .exists()
    )


def _objection_ruling(waits: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a ruling on an objection waits for something; older ones were recorded by their number alone."""
    here = ObjectionRuling.confirmation_id == Confirmation.id, ObjectionRuling.findings_sealed.is_not(None)
    return select(ObjectionRuling.id).where(*here, waits).exists()


def _varied() -> ColumnElement[bool]:
    """Whether a ruling on an objection changed the first one."""
    here = ObjectionRuling.confirmation_id == Confirmation.id
    return select(ObjectionRuling.id).where(here, ObjectionRuling.outcome == ObjectionOutcome.VARIED).exists()


def _unsealed_objection_ruling() -> ColumnElement[bool]:
    return _objection_ruling(ObjectionRuling.sealed_on.is_(None))


def _unserved_objection_ruling() -> ColumnElement[bool]:
    """Whether one that is sealed has not reached everybody it concerns."""
    reached = select(ObjectionDelivery.id).where(ObjectionDelivery.ruling_id == ObjectionRuling.id)
    to_party = reached.where(ObjectionDelivery.party_id == Party.id).correlate(Party, ObjectionRuling)
    parties = (
        select(Party.id)
        .where(Party.case_id == Confirmation.case_id, Party.until_on.is_(None), ~to_party.exists())
        .correlate(Confirmation, ObjectionRuling)
    )
    to_outsider = reached.where(ObjectionDelivery.objection_id == Objection.id).correlate(
        Objection, ObjectionRuling
    )
    outsiders = (
        select(Objection.id)
        .where(Objection.ruling_id == ObjectionRuling.id, Objection.party_id.is_(None), ~to_outsider.exists())
        .correlate(ObjectionRuling)
    )
    return _objection_ruling(
        and_(ObjectionRuling.sealed_on.is_not(None), or_(parties.exists(), outsiders.exists()))
    )


def _next_step(
    definition: Definition, one: Confirmation, today: date, waits: tuple[bool, ...]
) -> Step | None:
    """The first of the court's steps that may be taken now, those apart that end the matter otherwise."""
    unserved, unsealed_objection_ruling, unserved_objection_ruling, varied = waits
    review, prepared = as_review(one), one.findings_sealed is not None
    done = {acts.RECORD_REVIEW: not review.unanswered, acts.PREPARE_RULING: prepared}
    facts = CaseFacts(
        on=today,
        submitted_on=one.submitted_on,
        mediation_paper_asked=one.wanted is CourtPaper.MEDIATION,
        ruling_prepared=prepared,
        review_unanswered=tuple(say(point.title_text) for point in review.unanswered),
        review_against=tuple(say(point.title_text) for point in review.against),
        ruled=one.ruled_on is not None,
        ruling_sealed=one.sealed_on is not None,
        unserved=("",) if unserved else (),
        ruling_varied=varied,
        objection_ruling_unsealed=unsealed_objection_ruling,
        objection_ruling_unserved=("",) if unserved_objection_ruling else (),
    )
    for step in definition.steps_from(one.state):
        again = step.act is not None and done.get(step.act, False)  # may be done anew, but need not
        if step.seat is Seat.COURT and not (step.danger or again or step.refusals(facts)):
            return step
    return None
