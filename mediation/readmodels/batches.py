"""A batch: its model, its list and where each follower stands; every count adds up to the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from mediation.model import (
    Agreement,
    Appointment,
    Batch,
    BatchFollower,
    Case,
    Confirmation,
    Organisation,
    Party,
)
from mediation.rules.actor import Actor
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Registry, State
from mediation.rules.policy import CaseView, sight
from mediation.rules.vocabulary import (
    AgreementForm,
    BatchStage,
    FollowerStanding,
    LeavingKind,
    MatterKind,
    Side,
)
from mediation.services.case_now import current_agreement, current_parties
from mediation.services.jurisdiction import INVITED_BY_COURT
from mediation.services.lead_batch import leading_roles, own_duties
from mediation.services.load import standing
from mediation.services.many.batch import NAME
from mediation.services.many.followers import STEP_OF, followers_at

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchShown:
    """The head of a batch. The counts of `standings` add up to `total`, those of `states` to the following."""

    id: UUID
    organisation_id: UUID
    organisation: str
    model_public_id: str
    model_title: str
    model_number: str
    own_name: str
    others: tuple[str, ...]
    side: Side
    mediators: tuple[UUID, ...]
    by_court: bool
    """Whether a court invited the model's mediation."""
    amount: Decimal
    shares: tuple[int, ...]
    """The numbers of the model's duties that take each follower's own amounts."""
    total: int
    standings: dict[FollowerStanding, int]
    states: tuple[tuple[State, int], ...]
    applied: int
    left: dict[LeavingKind, int]
    ready: dict[BatchStage, int]
    may: frozenset[BatchStage]
    """The stages that the actor's posts may work on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowerLine:
    """Somebody on the list."""

    id: UUID
    ordinal: int
    name: str
    amount: Decimal | None
    standing: FollowerStanding
    state: State | None
    public_id: str
    number: str
    applied: bool
    left_as: LeavingKind | None
    left_on: date | None
    instead_of: str


@dataclass(frozen=True, slots=True)
class ModelWords:
    """What the texts of all start with: the model's words, its own party's name left open."""

    narrative: str
    claim: str
    facts: str
    disputed: str
    responsibility: str


def batches_of(
    session: Session, actor: Actor, registry: Registry
) -> tuple[tuple[UUID, str, str, int, int], ...]:
    """The batches that the actor leads: id, model title, organisation, how many on the list, how many left."""
    roles = leading_roles(registry)
    here = [post.organisation_id for post in actor.posts if post.role in roles]
    left = func.count(BatchFollower.left_as)
    rows = session.execute(
        select(Batch.id, Case.title, Organisation.name, func.count(BatchFollower.id), left, Case.id)
        .join(Case, Case.id == Batch.model_case_id)
        .join(Organisation, Organisation.id == Batch.organisation_id)
        .outerjoin(BatchFollower, BatchFollower.batch_id == Batch.id)
        .where(Batch.organisation_id.in_(here))
        .group_by(Batch.id, Case.title, Organisation.name, Batch.made_at, Case.id)
        .order_by(Batch.made_at.desc())
    ).all()
    return tuple(
        (batch_id, title, place, total, gone)
        for batch_id, title, place, total, gone, case_id in rows
        if _sees(session, actor, session.get_one(Case, case_id))
    )


def _sees(session: Session, actor: Actor, case: Case) -> bool:
    holder = session.get_one(Organisation, case.organisation_id)
    return sight(actor, standing(session, case, holder), of_the_case=True) >= CaseView.FULL


def batch_page(session: Session, actor: Actor, registry: Registry, batch_id: UUID) -> BatchShown:
    """The batch; NotThere for whoever does not read its model case."""
    batch = session.get(Batch, batch_id)
    if batch is None or not _sees(session, actor, session.get_one(Case, batch.model_case_id)):
        raise NotThere
    model = session.get_one(Case, batch.model_case_id)
    parties = current_parties(session, model.id)
    standings = Counter(
        dict(
            session.execute(
                select(BatchFollower.standing, func.count())
                .where(BatchFollower.batch_id == batch_id)
                .group_by(BatchFollower.standing)
            ).all()
        )
    )
    amount = session.scalar(
        select(func.coalesce(func.sum(BatchFollower.amount), 0)).where(
            BatchFollower.batch_id == batch_id, BatchFollower.standing != FollowerStanding.LEFT
        )
    )
    return BatchShown(
        id=batch.id,
        organisation_id=batch.organisation_id,
        organisation=session.get_one(Organisation, batch.organisation_id).name,
        model_public_id=model.public_id,
        model_title=model.title,
        model_number=model.number or "",
        own_name=_own(parties, batch.side).name,
        others=tuple(party.name for party in parties if party.side is not batch.side),
        side=batch.side,
        mediators=tuple(
            session.scalars(
                select(Appointment.person_id).where(
                    Appointment.case_id == model.id, Appointment.until_at.is_(None)
                )
            )
        ),
        by_court=model.source in INVITED_BY_COURT,
        amount=Decimal(amount or 0),
        shares=tuple(duty.ordinal for duty in own_duties(session, batch)),
        total=sum(standings.values()),
        standings=dict(standings),
        states=_states(session, registry, batch_id),
        applied=session.scalar(select(func.count()).select_from(_applied(batch_id).subquery())) or 0,
        left=_left(session, batch_id),
        ready={stage: len(followers_at(session, registry, batch_id, stage)) for stage in BatchStage},
        may=_may(actor, registry, batch.organisation_id),
    )


def _own(parties: list[Party], side: Side) -> Party:
    return next(party for party in parties if party.side is side)


def _may(actor: Actor, registry: Registry, organisation_id: UUID) -> frozenset[BatchStage]:
    dispute = registry.current(MatterKind.DISPUTE)
    return frozenset(
        stage
        for stage, name in STEP_OF.items()
        if actor.post_at(organisation_id, dispute.step(name).by) is not None
    )


def _states(session: Session, registry: Registry, batch_id: UUID) -> tuple[tuple[State, int], ...]:
    rows = session.execute(
        select(Case.definition_version, Case.state, func.count())
        .join(BatchFollower, BatchFollower.case_id == Case.id)
        .where(BatchFollower.batch_id == batch_id, BatchFollower.standing == FollowerStanding.FOLLOWING)
        .group_by(Case.definition_version, Case.state)
    )
    found: Counter[str] = Counter()
    states: dict[str, State] = {}
    for version, name, n in rows:
        found[name] += n
        states[name] = registry.of(MatterKind.DISPUTE, version).by_state[name]
    order = [state.name for state in registry.current(MatterKind.DISPUTE).states]
    return tuple((states[name], found[name]) for name in sorted(found, key=order.index))


def _applied(batch_id: UUID) -> Select[UUID]:
    return (
        select(BatchFollower.id)
        .join(Confirmation, Confirmation.case_id == BatchFollower.case_id)
        .where(
            BatchFollower.batch_id == batch_id,
            BatchFollower.standing == FollowerStanding.FOLLOWING,
            Confirmation.submitted_on.is_not(None),
        )
        .distinct()
    )


def _left(session: Session, batch_id: UUID) -> dict[LeavingKind, int]:
    rows = session.execute(
        select(BatchFollower.left_as, func.count())
        .where(BatchFollower.batch_id == batch_id, BatchFollower.left_as.is_not(None))
        .group_by(BatchFollower.left_as)
    )
    return {kind: n for kind, n in rows if kind is not None}


def followers(
    session: Session, registry: Registry, batch_id: UUID, *, page: int, only: FollowerStanding | None
) -> tuple[tuple[FollowerLine, ...], int]:
    """A page of the list, and how many there are; for whoever was given the batch's page."""
    query = select(BatchFollower).where(BatchFollower.batch_id == batch_id)
    if only is not None:
        query = query.where(BatchFollower.standing == only)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(query.order_by(BatchFollower.ordinal).limit(PAGE).offset((page - 1) * PAGE)).all()
    return tuple(_lines(session, registry, rows)), total


def follower(session: Session, registry: Registry, follower_id: UUID) -> tuple[UUID, FollowerLine]:
    """One of a list with its batch; NotThere when there is none."""
    row = session.get(BatchFollower, follower_id)
    if row is None:
        raise NotThere
    return row.batch_id, _lines(session, registry, [row])[0]


def _lines(session: Session, registry: Registry, rows: Sequence[BatchFollower]) -> list[FollowerLine]:
    cases = {
        case.id: case
        for case in session.scalars(select(Case).where(Case.id.in_([r.case_id for r in rows if r.case_id])))
    }
    applied = set(
        session.scalars(
            select(Confirmation.case_id).where(
                Confirmation.case_id.in_(cases), Confirmation.submitted_on.is_not(None)
            )
        )
    )
    wanted = [row.instead_of_id for row in rows if row.instead_of_id]
    dead = dict(
        session.execute(
            select(BatchFollower.id, BatchFollower.name).where(BatchFollower.id.in_(wanted))
        ).all()
    )
    lines = []
    for row in rows:
        case = cases.get(row.case_id) if row.case_id else None
        lines.append(
            FollowerLine(
                id=row.id,
                ordinal=row.ordinal,
                name=row.name,
                amount=row.amount,
                standing=row.standing,
                state=registry.of(MatterKind.DISPUTE, case.definition_version).by_state[case.state]
                if case
                else None,
                public_id=case.public_id if case else "",
                number=(case.number or "") if case else "",
                applied=case is not None and case.id in applied,
                left_as=row.left_as,
                left_on=row.left_on,
                instead_of=dead.get(row.instead_of_id, "") if row.instead_of_id else "",
            )
        )
    return lines


def model_words(session: Session, batch_id: UUID) -> ModelWords:
    """For whoever was given the batch's page: what the forms of its stages start with."""
    batch = session.get_one(Batch, batch_id)
    case = session.get_one(Case, batch.model_case_id)
    name = _own(current_parties(session, case.id), batch.side).name
    agreement = session.scalars(
        select(Agreement).where(Agreement.case_id == case.id, Agreement.superseded_at.is_(None))
    ).one()
    said = (case.narrative, case.claim, agreement.facts, agreement.disputed, agreement.responsibility)
    return ModelWords(*((text or "").replace(name, NAME) for text in said))


def may_lead_from(session: Session, registry: Registry, actor: Actor, case_id: UUID) -> bool:
    """Whether the actor may make the case the model of a batch: a written agreement of it is in force."""
    case = session.get_one(Case, case_id)
    if actor.post_at(case.organisation_id, leading_roles(registry)) is None:
        return False
    standing_one = current_agreement(session, case_id)
    return (
        standing_one is not None
        and standing_one.form is AgreementForm.WRITTEN
        and standing_one.in_force_on is not None
    )


def batch_of_case(session: Session, case_id: UUID) -> tuple[UUID, bool] | None:
    """The batch that the case belongs to, and whether it is its model."""
    led = session.scalar(select(Batch.id).where(Batch.model_case_id == case_id))
    if led is not None:
        return led, True
    followed = session.scalar(select(BatchFollower.batch_id).where(BatchFollower.case_id == case_id))
    return None if followed is None else (followed, False)
