"""A court takes agreements signed by phone, or takes them no more: the administrator notes it, nobody assumes it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from mediation.model import CourtApproval, Organisation
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.messages import say
from mediation.services.change_rules import keeps_rules_of
from mediation.services.field_check import FieldCheck
from mediation.services.jurisdiction import courts_with_areas
from mediation.services.recount_deadlines import administering_post
from mediation.services.unit_of_work import UnitOfWork


def note_court_approval(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, court_id: UUID | None, from_on: date | None, paper: str
) -> UUID:
    """From that day on, by which paper: one word of a court at a time."""
    administering_post(actor)
    check = FieldCheck()
    courts = courts_with_areas(uow.session, clock.today())
    known = {court.id for court in courts if keeps_rules_of(actor, court.region_code)}
    if court_id not in known:
        check.note("court_id", say("请选一个法院"))
    check.require("from_on", from_on, say("请写明法院从哪天起认可"))
    if from_on is not None and from_on > clock.today():
        check.note("from_on", say("日期不能晚于今天"))
    paper = check.text("paper", paper, say("请写明法院的函、纪要或者其他文件"), 200)
    check.refuse()
    assert court_id is not None
    assert from_on is not None
    standing = select(CourtApproval.id).where(
        CourtApproval.court_id == court_id, CourtApproval.until_on.is_(None)
    )
    if uow.session.scalar(standing) is not None:
        raise BadInput.at("court_id", say("这个法院已经登记过，先停用再登记新的"))
    row = CourtApproval(
        court_id=court_id, from_on=from_on, paper=paper, noted_by=actor.person_id, noted_at=clock.now()
    )
    uow.session.add(row)
    return row.id


def end_court_approval(uow: UnitOfWork, *, actor: Actor, clock: Clock, approval_id: UUID) -> UUID:
    """Nobody signs by phone any more from tomorrow on; what was signed stays as it is."""
    administering_post(actor)
    row = uow.session.get(CourtApproval, approval_id)
    court = uow.session.get_one(Organisation, row.court_id) if row is not None else None
    if row is None or court is None or not keeps_rules_of(actor, court.region_code):
        raise NotThere
    if row.until_on is None:
        row.until_on = max(clock.today(), row.from_on)
    return row.id
