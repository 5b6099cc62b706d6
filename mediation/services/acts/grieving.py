"""立案投诉: a party complains of how a court takes suits in, to that court or one above it (登记立案规定 13)."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from sqlalchemy import select

from mediation.model import Organisation, Request
from mediation.rules.acts import GrievanceRaised
from mediation.rules.clock import SHANGHAI
from mediation.rules.messages import say
from mediation.rules.regions import is_within
from mediation.rules.vocabulary import MatterKind, OrganisationKind
from mediation.services.acts.asking import open_request, record_answer, request_of
from mediation.services.field_check import FieldCheck
from mediation.services.step import Done, Taking
from mediation.services.tell_plaintiffs import tell_plaintiffs
from mediation.services.unit_of_work import UnitOfWork


def raise_grievance(taking: Taking) -> Done:
    """Of the court where the complaint lies."""
    against = taking.uow.session.get_one(Organisation, cast(UUID, request_of(taking).asked_id))
    return lodged(taking, FieldCheck(), against)


def lodged(taking: Taking, check: FieldCheck, against: Organisation | None) -> Done:
    """A matter of its own at the court that is to answer; BadInput with all that is wrong."""
    given, case_id = cast(GrievanceRaised, taking.entry.given), taking.loaded.case.id
    court = court_of(taking.uow, given.court_id)
    if court is None:
        check.note("court_id", say("请选向哪个人民法院投诉"))
    elif against is not None and not is_within(against.region_code, court.region_code):
        check.note("court_id", say("只能向受诉人民法院或者上级人民法院投诉（登记立案规定第十三条）"))
    elif _waits(taking.uow, case_id, court.id):
        check.note("court_id", say("已经向{court}投诉，还没有反馈", court=court.name))
    check.require("grounds", given.grounds, say("请选投诉的是什么"))
    facts = check.text("facts", given.facts, say("请写明哪一天、在哪里、法院怎样答复的"))
    if given.lodged_on > taking.entry.recorded_at.astimezone(SHANGHAI).date():
        check.note("lodged_on", say("投诉日期不能晚于今天"))
    check.refuse()
    assert against is not None
    assert court is not None
    grounds = "；".join(one.title_text for one in given.grounds)
    subject = f"{against.name}：{grounds}。\n{facts}"
    made = open_request(taking, MatterKind.GRIEVANCE, subject, asked_id=court.id, asked_name=court.name)
    return Done(data={"to": court.name, "court": against.name, "grounds": grounds}, subject_id=made.id)


def answer_grievance(taking: Taking) -> Done:
    """What the court found out, told to whoever complained: that there is an answer, not which."""
    done, request = record_answer(taking), request_of(taking)
    text = f"您对立案工作的投诉，{request.asked_name}已经反馈，内容请向帮您投诉的调委会或者法院了解。"
    tell_plaintiffs(taking, request.id, text)
    return done


def court_of(uow: UnitOfWork, organisation_id: UUID | None) -> Organisation | None:
    found = uow.session.get(Organisation, organisation_id) if organisation_id else None
    return found if found is not None and found.kind is OrganisationKind.COURT else None


def _waits(uow: UnitOfWork, case_id: UUID, court_id: UUID) -> bool:
    open_there = select(Request.id).where(
        Request.case_id == case_id,
        Request.kind == MatterKind.GRIEVANCE,
        Request.asked_id == court_id,
        Request.is_open,
    )
    return uow.session.scalar(open_there.limit(1)) is not None
