"""What takes place at a court about a case is put on its calendar, and taken off it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from mediation.model import Hearing, Organisation
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import Clock
from mediation.rules.errors import NotAllowed, NotThere
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import HearingKind, OrganisationKind
from mediation.services.field_check import FieldCheck
from mediation.services.load import Loaded, load_case
from mediation.services.note_event import note_event
from mediation.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingGiven:
    """When, where, as what, before whom."""

    kind: HearingKind | None
    begins_at: datetime | None
    ends_at: datetime | None
    place: str
    before: str = ""


def set_hearing(uow: UnitOfWork, *, actor: Actor, clock: Clock, case_id: UUID, given: HearingGiven) -> UUID:
    """At a court that has to do with the case; nobody and no room at two hearings at once."""
    loaded = load_case(uow, actor, case_id, at_least=CaseView.COURT)
    post = _court_post(uow, actor, loaded)
    check = FieldCheck()
    place = check.text("place", given.place, say("请写明地点"), 200)
    before = check.text("before", given.before, longest=120)
    check.require("kind", given.kind, say("请选是什么"))
    check.require("begins_at", given.begins_at, say("请写明开始时间"))
    check.require("ends_at", given.ends_at, say("请写明结束时间"))
    if given.begins_at is not None and given.ends_at is not None and given.ends_at <= given.begins_at:
        check.note("ends_at", say("结束时间应晚于开始时间"))
    if not check.problems:
        _check_free(uow, check, post.organisation_id, given, place, before)
    check.refuse()
    assert given.kind is not None
    assert given.begins_at is not None
    assert given.ends_at is not None
    hearing = Hearing(
        case_id=case_id,
        court_id=post.organisation_id,
        kind=given.kind,
        begins_at=given.begins_at,
        ends_at=given.ends_at,
        place=place,
        before=before,
        set_by=actor.person_id,
        set_at=clock.now(),
    )
    uow.session.add(hearing)
    note_event(uow, loaded, "hearing:set", actor, post, clock, _told(given.kind, given.begins_at, place))
    return hearing.id


def cancel_hearing(uow: UnitOfWork, *, actor: Actor, clock: Clock, hearing_id: UUID) -> UUID:
    """It does not take place; it is kept."""
    hearing = uow.session.get(Hearing, hearing_id)
    if hearing is None or hearing.cancelled_at is not None:
        raise NotThere
    loaded = load_case(uow, actor, hearing.case_id, at_least=CaseView.COURT)
    post = _court_post(uow, actor, loaded)
    if post.organisation_id != hearing.court_id:
        raise NotThere
    hearing.cancelled_at = clock.now()
    told = _told(hearing.kind, hearing.begins_at, hearing.place)
    note_event(uow, loaded, "hearing:cancelled", actor, post, clock, told)
    return hearing.id


def _told(kind: HearingKind, begins_at: datetime, place: str) -> dict[str, str]:
    return {"hearing": kind.value, "begins_at": begins_at.isoformat(), "place": place}


def _court_post(uow: UnitOfWork, actor: Actor, loaded: Loaded) -> Post:
    """From where a court's people act: its own desk."""
    held = loaded.holder.kind is OrganisationKind.COURT
    for post in actor.posts_with(Permission.READ_COURT_MATTERS):
        if loaded.view is CaseView.COURT or (held and post.organisation_id == loaded.holder.id):
            return post
    raise NotAllowed(say("法院的日程由法院的人员安排"))


def _check_free(
    uow: UnitOfWork, check: FieldCheck, court_id: UUID, given: HearingGiven, place: str, before: str
) -> None:
    assert given.begins_at is not None
    assert given.ends_at is not None
    uow.session.get_one(Organisation, court_id, with_for_update=True)  # two clerks at once
    at_once = select(Hearing).where(
        Hearing.court_id == court_id,
        Hearing.cancelled_at.is_(None),
        Hearing.begins_at < given.ends_at,
        Hearing.ends_at > given.begins_at,
    )
    for other in uow.session.scalars(at_once):
        if other.place == place:
            check.note("place", say("{place}那段时间已有安排", place=place))
        if before and other.before == before:
            check.note("before", say("{name}那段时间已有安排", name=before))
