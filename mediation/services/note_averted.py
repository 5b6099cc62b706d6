"""防止激化: what a mediated dispute did not turn into, noted on the case by who mediates it or heads its committee."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from mediation.model import Averted
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import Clock
from mediation.rules.errors import NotAllowed, NotThere
from mediation.rules.grammar import Registry, Role
from mediation.rules.messages import say
from mediation.rules.statistics import AvertedKind
from mediation.rules.vocabulary import MatterKind
from mediation.services.field_check import FieldCheck
from mediation.services.load import Loaded, compare_version, load_case
from mediation.services.note_event import note_event
from mediation.services.take_step import dated
from mediation.services.unit_of_work import UnitOfWork

STEP = "report_danger"
"""Who may tell of danger may tell that it passed."""
MOST_PEOPLE = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AvertedGiven:
    """What did not happen, to how many people, on which day, and what was done."""

    kind: AvertedKind | None
    people: int | None
    happened_on: date | None
    what: str


def averting_roles(registry: Registry) -> tuple[Role, ...]:
    return registry.current(MatterKind.DISPUTE).step(STEP).by


def note_averted(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    case_id: UUID,
    given: AvertedGiven,
    seen_version: int | None = None,
) -> UUID:
    """Note it; a case once for each kind. The answer is the row's id; BadInput at the fields."""
    loaded = load_case(uow, actor, case_id)
    compare_version(uow, loaded, seen_version)
    post = _post(uow, loaded, actor)
    check = FieldCheck()
    check.require("kind", given.kind, say("请选防止了什么"))
    check.require("people", given.people, say("请写明涉及几人"))
    if given.people is not None and not 1 <= given.people <= MOST_PEOPLE:
        check.note("people", say("人数在 1 到 {n} 之间", n=MOST_PEOPLE))
    check.require("happened_on", given.happened_on, say("这一项必须填写"))
    what = check.text("what", given.what, say("请写明当时的情况和做了什么"))
    if given.kind is not None and _standing(uow, case_id, given.kind):
        check.note("kind", say("这件案件已经登记过这一种；写错了的请先撤销"))
    check.refuse()
    assert given.kind is not None
    assert given.people is not None
    assert given.happened_on is not None
    happened_at = dated(clock, given.happened_on, what, first_asked_on=loaded.case.first_asked_on)
    row = Averted(
        case_id=case_id,
        organisation_id=post.organisation_id,
        kind=given.kind,
        people=given.people,
        happened_on=given.happened_on,
        noted_by=actor.person_id,
        noted_at=clock.now(),
    )
    uow.session.add(row)
    row.what = what
    told = {"averted": given.kind.value, "people": given.people, "what": what}
    note_event(uow, loaded, "case:averted", actor, post, clock, told, happened_at)
    return row.id


def withdraw_averted(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, case_id: UUID, averted_id: UUID, reason: str
) -> UUID:
    """It was noted by mistake: kept, and counted no more."""
    loaded = load_case(uow, actor, case_id)
    post = _post(uow, loaded, actor)
    row = uow.session.get(Averted, averted_id)
    if row is None or row.case_id != case_id or row.voided_at is not None:
        raise NotThere
    check = FieldCheck()
    why = check.text("reason", reason, say("请写明为什么撤销"), 400)
    check.refuse()
    row.voided_at = clock.now()
    told = {"averted": row.kind.value, "people": row.people, "why": why}
    note_event(uow, loaded, "case:averted_withdrawn", actor, post, clock, told)
    return row.id


def _post(uow: UnitOfWork, loaded: Loaded, actor: Actor) -> Post:
    post = actor.post_at(loaded.case.organisation_id, averting_roles(uow.registry))
    if post is None:
        raise NotAllowed(say("只有承办组织的人员可以修改案件内容"))
    return post


def _standing(uow: UnitOfWork, case_id: UUID, kind: AvertedKind) -> bool:
    query = select(Averted.id).where(
        Averted.case_id == case_id, Averted.kind == kind, Averted.voided_at.is_(None)
    )
    return uow.session.scalar(query) is not None
