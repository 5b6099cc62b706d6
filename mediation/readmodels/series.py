"""A series at a court: the applications of one batch, where each stands, and what differs from the model."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediation.model import Batch, BatchFollower, Case, Confirmation, Organisation
from mediation.readmodels import case_parts
from mediation.readmodels.court_review import as_review
from mediation.readmodels.health import health_of
from mediation.readmodels.obligations import ObligationShown
from mediation.readmodels.reach import confirmations_at_court
from mediation.rules.actor import Actor
from mediation.rules.court_review import CourtReview
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Permission, Registry
from mediation.rules.health import Finding
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import MatterKind, SeriesStage, SeriesStanding
from mediation.services.many.court import STEP_OF, applications_of, is_at


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """A series that the court has: more than one application out of a batch."""

    batch_id: UUID
    title: str
    committee: str
    total: int
    open: int


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """One application of a series."""

    id: UUID
    title: str
    number: str
    standing: SeriesStanding
    court_number: str
    flag: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesShown:
    """All applications of it; the counts by standing add up to all."""

    batch_id: UUID
    court_id: UUID
    title: str
    committee: str
    lines: tuple[ApplicationLine, ...]
    counts: dict[SeriesStanding, int]
    ready: dict[SeriesStage, int]
    may: frozenset[SeriesStage]

    @property
    def total(self) -> int:
        return len(self.lines)

    @property
    def to_look_at(self) -> tuple[ApplicationLine, ...]:
        return tuple(one for one in self.lines if one.standing is SeriesStanding.TO_LOOK_AT)


def series_at_court(session: Session, actor: Actor) -> tuple[SeriesLine, ...]:
    """The series at the actor's court, the newest first."""
    batch_id = func.coalesce(
        BatchFollower.batch_id,
        select(Batch.id).where(Batch.model_case_id == Confirmation.case_id).scalar_subquery(),
    )
    found: dict[UUID, list[bool]] = {}
    for batch, is_open in session.execute(
        select(batch_id, Confirmation.is_open)
        .outerjoin(BatchFollower, BatchFollower.case_id == Confirmation.case_id)
        .where(confirmations_at_court(actor))
        .order_by(Confirmation.id.desc())
    ):
        if batch is not None:
            found.setdefault(batch, []).append(is_open)
    return tuple(_line(session, batch, states) for batch, states in found.items() if len(states) > 1)


def _line(session: Session, batch_id: UUID, states: list[bool]) -> SeriesLine:
    batch = session.get_one(Batch, batch_id)
    title = session.get_one(Case, batch.model_case_id).title
    committee = session.get_one(Organisation, batch.organisation_id).name
    return SeriesLine(batch_id, title, committee, len(states), sum(states))


def series_page(session: Session, registry: Registry, actor: Actor, batch_id: UUID) -> SeriesShown:
    """The series; NotThere where the actor's court has nothing of it."""
    court_id = _court(session, actor, batch_id)
    batch = session.get_one(Batch, batch_id)
    found = session.scalars(applications_of(batch_id, court_id)).all()
    cases = {
        case.id: case
        for case in session.scalars(select(Case).where(Case.id.in_([one.case_id for one in found])))
    }
    lines = tuple(_application(session, one, cases[one.case_id]) for one in found)
    counts = Counter(one.standing for one in lines)
    definition = registry.current(MatterKind.CONFIRMATION)
    return SeriesShown(
        batch_id=batch_id,
        court_id=court_id,
        title=session.get_one(Case, batch.model_case_id).title,
        committee=session.get_one(Organisation, batch.organisation_id).name,
        lines=lines,
        counts={standing: counts[standing] for standing in SeriesStanding if counts[standing]},
        ready={stage: counts[AT[stage]] for stage in SeriesStage},
        may=frozenset(
            stage
            for stage, name in STEP_OF.items()
            if actor.post_at(court_id, definition.step(name).by) is not None
        ),
    )


AT = {
    SeriesStage.ACCEPT: SeriesStanding.SUBMITTED,
    SeriesStage.RULE: SeriesStanding.PASSED,
    SeriesStage.SEAL: SeriesStanding.RULED,
    SeriesStage.SERVE: SeriesStanding.SEALED,
}
"""Where an application stands for which the stage is next."""


def _court(session: Session, actor: Actor, batch_id: UUID) -> UUID:
    """The actor's court that has applications of the batch."""
    for post in actor.posts_with(Permission.READ_COURT_MATTERS):
        if session.scalar(applications_of(batch_id, post.organisation_id).limit(1)) is not None:
            return post.organisation_id
    raise NotThere


def _application(session: Session, one: Confirmation, case: Case) -> ApplicationLine:
    review = as_review(one)
    return ApplicationLine(
        id=one.id,
        title=case.title,
        number=case.number or "",
        standing=_standing(session, one, review),
        court_number=one.court_number or "",
        flag=review.flag,
        version=one.version,
    )


def _standing(session: Session, one: Confirmation, review: CourtReview) -> SeriesStanding:
    if one.state == "submitted":
        return SeriesStanding.SUBMITTED
    if one.state == "reviewing":
        if review.flag or review.against:
            return SeriesStanding.FLAGGED
        return SeriesStanding.PASSED if review.passed else SeriesStanding.TO_LOOK_AT
    if one.state == "confirmed":
        if one.sealed_on is None:
            return SeriesStanding.RULED
        return SeriesStanding.SEALED if is_at(session, one, SeriesStage.SERVE) else SeriesStanding.SERVED
    return SeriesStanding.OTHERWISE


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of the agreement beside the model's."""

    label: Message
    own: object
    model: object
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementLooked:
    """An agreement of the series, with what differs from the model marked."""

    line: ApplicationLine
    position: int
    total: int
    before: UUID | None
    after: UUID | None
    is_model: bool
    parties: tuple[case_parts.PartyShown, ...]
    rows: tuple[tuple[int, tuple[Compared, ...]], ...]
    """By duty; number 0 holds what stands outside the duties."""
    findings: tuple[Finding, ...]
    differences: int
    review: CourtReview
    case_id: UUID


def agreement_in_series(
    session: Session, shown: SeriesShown, confirmation_id: UUID, today: date
) -> AgreementLooked:
    """One look: the agreement against the first of the series; NotThere for what is not of it."""
    place = next((n for n, one in enumerate(shown.lines) if one.id == confirmation_id), None)
    if place is None:
        raise NotThere
    one = session.get_one(Confirmation, confirmation_id)
    first = session.get_one(Confirmation, shown.lines[0].id)
    own, model = _whole(session, one.case_id), _whole(session, first.case_id)
    rows = _rows(own, model)
    return AgreementLooked(
        line=shown.lines[place],
        position=place + 1,
        total=shown.total,
        before=shown.lines[place - 1].id if place else None,
        after=shown.lines[place + 1].id if place + 1 < shown.total else None,
        is_model=place == 0,
        parties=case_parts.parties_of(session, one.case_id),
        rows=rows,
        findings=health_of(session, one.case_id, today) or (),
        differences=sum(field.differs for _, fields in rows for field in fields),
        review=as_review(one),
        case_id=one.case_id,
    )


@dataclass(frozen=True, slots=True)
class _Whole:
    agreement: case_parts.AgreementShown
    own_names: tuple[str, ...]

    def without_names(self, text: str) -> str:
        """With a place for the names of this one's parties, so that only other words differ."""
        for name in sorted(self.own_names, key=len, reverse=True):
            text = text.replace(name, "{}")
        return text


def _whole(session: Session, case_id: UUID) -> _Whole:
    agreement = case_parts.agreement_of(session, case_id)
    if agreement is None:
        raise NotThere
    return _Whole(agreement, tuple(one.name for one in case_parts.parties_of(session, case_id)))


_TEXTS = (
    ("what", say("款项名称或者做什么、交什么、不做什么")),
    ("condition", say("条件")),
    ("means", say("方式")),
    ("place", say("地点")),
)


def _rows(own: _Whole, model: _Whole) -> tuple[tuple[int, tuple[Compared, ...]], ...]:
    duties = {one.ordinal: one for one in own.agreement.obligations}
    others = {one.ordinal: one for one in model.agreement.obligations}
    rows = [(n, tuple(_duty(duties.get(n), others.get(n), own, model))) for n in sorted({*duties, *others})]
    whole = [
        _text(
            say("其他条款"), "\n".join(own.agreement.further), "\n".join(model.agreement.further), own, model
        ),
        _text(say("尚未达成一致的事项"), own.agreement.left_over, model.agreement.left_over, own, model),
    ]
    kept = tuple(one for one in whole if one.own or one.model)
    return (*rows, *(((0, kept),) if kept else ()))


def _duty(
    one: ObligationShown | None,
    other: ObligationShown | None,
    own: _Whole,
    model: _Whole,
) -> list[Compared]:
    compared = [
        _plain(say("种类"), one and one.kind, other and other.kind),
        _text(say("谁来履行"), one.debtor if one else "", other.debtor if other else "", own, model),
        _text(say("向谁履行"), one.creditor if one else "", other.creditor if other else "", own, model),
        _plain(say("金额"), one and one.amount, other and other.amount),
        _plain(say("期限"), one and one.due_on, other and other.due_on),
        *(
            _text(title, getattr(one, name, "") or "", getattr(other, name, "") or "", own, model)
            for name, title in _TEXTS
        ),
    ]
    return [field for field in compared if field.own or field.model]


def _plain(label: Message, own: object, model: object) -> Compared:
    return Compared(label, own, model, own != model)


def _text(label: Message, own: str, model: str, here: _Whole, there: _Whole) -> Compared:
    return Compared(label, own, model, here.without_names(own) != there.without_names(model))
