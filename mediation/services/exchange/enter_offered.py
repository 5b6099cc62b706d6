"""Entering a case that another installation offers, as it stands there: with its road, its door and its parties."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from mediation.model import (
    Case,
    CaseChain,
    Consent,
    Diversion,
    ExchangeOffer,
    Filing,
    HandOver,
    Holding,
    Organisation,
    Party,
    Representative,
)
from mediation.model.types import new_id
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import Clock
from mediation.rules.errors import WrongState
from mediation.rules.exchange.told import DoorTold, OfferSent, PartyTold
from mediation.rules.grammar import Role
from mediation.rules.intake import DisputeGiven
from mediation.rules.messages import say
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import CourtDoor, MatterKind
from mediation.services.exchange.carrying import UNNAMED
from mediation.services.exchange.offers import court_of, definitions_of, road_of
from mediation.services.load import Loaded
from mediation.services.open_case import Opening, case_values, first_event, first_holding
from mediation.services.record_event import open_chains
from mediation.services.step import Entry
from mediation.services.take_step import take_as_told
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.write_party import consent_values, party_values, representative_values


def enter_case(
    uow: UnitOfWork,
    told: OfferSent,
    given: DisputeGiven,
    sender: Organisation,
    actor: Actor,
    post: Post,
    clock: Clock,
) -> Case:
    """The case as it stands at the sender's, with the road that it came."""
    session = uow.session
    dispute, _ = definitions_of(uow.registry, told)
    theirs = _post_of(sender, UNNAMED)
    opening = Opening(given, told.registered_at, {"elsewhere": sender.name})
    values: dict[str, Any] = case_values(uow, theirs, actor, opening, told.case) | {
        "definition_version": dispute.version,
        "definition_digest": dispute.digest,
        "state": dispute.initial.name,
        "danger": told.danger,
        "number": told.number[:80] or None,
    }
    case = Case(**values)
    session.add(case)
    session.flush()
    session.execute(insert(Holding).values(first_holding(values)))
    for n, (one, party) in enumerate(zip(told.parties, given.parties, strict=True), 1):
        _add_party(uow, case.id, n, replace(one, given=party), clock)
    open_chains(uow, (first_event(values, opening, actor, post, clock.now()),))
    if told.door is not None:
        _add_door(uow, case.id, told.door)
    session.get_one(CaseChain, case.id)
    loaded = Loaded(case, case, MatterKind.DISPUTE, {}, CaseView.FULL, sender)
    for step in road_of(uow.registry, told):
        role = uow.registry.role_by_name.get(step.role, UNNAMED)
        entry = Entry(
            actor=None,
            post=_post_of(sender, role),
            happened_at=step.happened_at,
            recorded_at=clock.now(),
            answers=actor.person_id,
        )
        by = step.organisation or sender.name
        take_as_told(uow, loaded, step.name, entry, {"elsewhere": by[:200]})
    return case


def _post_of(organisation: Organisation, role: Role) -> Post:
    return Post(
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        kind=organisation.kind,
        level=organisation.level,
        region_code=organisation.region_code,
        role=role,
    )


def _add_party(uow: UnitOfWork, case_id: UUID, ordinal: int, one: PartyTold, clock: Clock) -> None:
    """A checked party under the id that it has over there."""
    session = uow.session
    if session.get(Party, one.id) is not None:
        raise WrongState(say("当事人的编号在本系统已经用过：请双方管理员核对"))
    session.add(Party(**party_values(uow, case_id, ordinal, one.given, one.from_on, one.id)))
    session.flush()
    today = clock.today()
    session.add_all(Consent(**values) for values in consent_values(one.id, one.given, today))
    session.add_all(
        Representative(**values) for values in representative_values(uow, one.id, one.given, one.from_on)
    )
    session.flush()


def bring_parties(uow: UnitOfWork, case: Case, told: OfferSent, given: DisputeGiven, clock: Clock) -> None:
    """A case that comes back: who joined meanwhile is added, who left has left."""
    session = uow.session
    here = {
        one.id: one
        for one in session.scalars(select(Party).where(Party.case_id == case.id).order_by(Party.ordinal))
    }
    n = max((one.ordinal for one in here.values()), default=0)
    for one, party in zip(told.parties, given.parties, strict=True):
        if one.id not in here:
            n += 1
            _add_party(uow, case.id, n, replace(one, given=party), clock)
    stay = {one.id for one in told.parties}
    for old in here.values():
        if old.id not in stay and old.until_on is None:
            old.until_on = clock.today()
    session.flush()


def _add_door(uow: UnitOfWork, case_id: UUID, door: DoorTold) -> None:
    """By which door the court sent it, under the court's own number."""
    session = uow.session
    court_id = court_of(uow, door.court)
    assert court_id is not None
    same = Diversion.court_number == door.court_number, Diversion.times == door.times
    used = select(Diversion.id).where(*same)
    if door.court_number and session.scalar(used) is not None:
        raise WrongState(
            say("法院案号 {number} 在本系统已有另一件案件：请核对是否重复登记", number=door.court_number)
        )
    session.add(
        Diversion(
            case_id=case_id,
            court_id=court_id,
            door=door.door,
            procedure=door.procedure,
            court_number=door.court_number,
            times=door.times,
            diverted_on=door.diverted_on,
        )
    )
    if door.door is CourtDoor.FIRST_MEDIATION and door.filed_on is not None:
        session.add(
            Filing(
                id=new_id(),
                case_id=case_id,
                court_id=court_id,
                court_number=door.court_number,
                filed_on=door.filed_on,
            )
        )
    session.flush()


def add_hand_over(uow: UnitOfWork, offer: ExchangeOffer, told: OfferSent) -> None:
    _, definition = definitions_of(uow.registry, told)
    row = HandOver(
        id=offer.id,
        case_id=told.case,
        sender_id=offer.sender_id,
        receiver_id=offer.receiver_id,
        offered_at=told.offered_at,
        definition_version=definition.version,
        definition_digest=definition.digest,
        state=definition.initial.name,
        is_open=True,
        version=1,
    )
    uow.session.add(row)
    row.reason = told.reason
    uow.session.flush()
