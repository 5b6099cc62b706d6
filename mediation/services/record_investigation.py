"""人民调解调查记录: who was asked about the facts is written down, and may be taken back as a mistake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mediation.model import Investigation
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI, Clock
from mediation.rules.errors import NotThere
from mediation.rules.messages import say
from mediation.services.case_now import mediators_of
from mediation.services.field_check import FieldCheck
from mediation.services.load import compare_version, load_case
from mediation.services.note_event import authorise_change, late_data, note_event
from mediation.services.take_step import dated
from mediation.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestigationGiven:
    """What is written down; the one who records it asked, unless a mediator of the case is named."""

    began_at: datetime | None
    ended_at: datetime | None = None
    place: str = ""
    present: str = ""
    asked: str = ""
    about: str = ""
    record: str = ""
    investigator_id: UUID | None = None


def record_investigation(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    case_id: UUID,
    given: InvestigationGiven,
    late_reason: str = "",
    seen_version: int | None = None,
) -> UUID:
    """While the case is open, by who may note undisputed facts; one act of asking, one record."""
    loaded = load_case(uow, actor, case_id)
    compare_version(uow, loaded, seen_version)
    post = authorise_change(uow, loaded, actor, "fact:noted", clock.today())
    began_at = _checked(uow, clock, case_id, given)
    on = began_at.astimezone(SHANGHAI).date()
    dated(clock, on, late_reason, first_asked_on=loaded.case.first_asked_on, field="began_at")
    asked = Investigation(
        case_id=case_id,
        organisation_id=loaded.case.organisation_id,
        began_at=began_at,
        ended_at=given.ended_at,
        place=given.place.strip(),
        present=given.present.strip(),
        investigator_id=given.investigator_id or actor.person_id,
        recorder_id=actor.person_id,
    )
    uow.session.add(asked)
    asked.asked, asked.about, asked.record = given.asked.strip(), given.about.strip(), given.record.strip()
    data = {"asked": asked.asked, **late_data(late_reason)}
    note_event(uow, loaded, "investigation:recorded", actor, post, clock, data, began_at)
    return asked.id


def _checked(uow: UnitOfWork, clock: Clock, case_id: UUID, given: InvestigationGiven) -> datetime:
    check, now = FieldCheck(), clock.now()
    check.require("began_at", given.began_at, say("请写明调查的时间"))
    if given.began_at is not None and given.began_at > now:
        check.note("began_at", say("调查时间不能晚于现在"))
    if given.began_at is not None and given.ended_at is not None:
        if given.ended_at < given.began_at:
            check.note("ended_at", say("结束时间不能早于开始时间"))
        elif given.ended_at > now:
            check.note("ended_at", say("调查时间不能晚于现在"))
    check.text("place", given.place, say("请写明调查的地点"), 200)
    check.text("present", given.present, longest=400)
    check.text("asked", given.asked, say("请写明被调查人的姓名"), 120)
    check.text("about", given.about, longest=400)
    check.text("record", given.record, say("请写明问了什么、怎么回答"))
    if given.investigator_id is not None and given.investigator_id not in mediators_of(uow.session, case_id):
        check.note("investigator_id", say("请从本案的调解员中选"))
    check.refuse()
    assert given.began_at is not None
    return given.began_at


def withdraw_investigation(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, case_id: UUID, investigation_id: UUID
) -> UUID:
    """It was entered by mistake: it is kept, and no paper is issued of it any more."""
    loaded = load_case(uow, actor, case_id)
    post = authorise_change(uow, loaded, actor, "fact:noted", clock.today())
    asked = uow.session.get(Investigation, investigation_id)
    if asked is None or asked.case_id != case_id or asked.voided_at is not None:
        raise NotThere
    asked.voided_at = clock.now()
    note_event(uow, loaded, "investigation:withdrawn", actor, post, clock, {"asked": asked.asked or ""})
    return asked.id
