"""Objections to the court's ruling, and its rulings on them: made, sealed and served (民诉法解释 372)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce
from typing import cast
from uuid import UUID

from sqlalchemy import func, select

from mediation.model import (
    Confirmation,
    Deadline,
    Objection,
    ObjectionDelivery,
    ObjectionRuling,
    Obligation,
    Organisation,
    Party,
)
from mediation.rules.acts import (
    ObjectionRaised,
    ObjectionRuled,
    ObjectionRulingServed,
    ObjectionWithdrawn,
    RulingMade,
    RulingVaried,
)
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import WrongState
from mediation.rules.messages import say
from mediation.rules.terms import Derivation, Months, due
from mediation.rules.vocabulary import ObjectionOutcome
from mediation.services.acts.filing import check_number
from mediation.services.case_now import current_parties, in_whose_place
from mediation.services.court_numbers import OBJECTION_RULING, check_kind_and_use
from mediation.services.field_check import LONGEST_NAME, FieldCheck
from mediation.services.objection_rulings import (
    addressees,
    lifted_duties,
    objections_waiting,
    ruling_to_seal,
    ruling_to_serve,
    unserved_with,
)
from mediation.services.step import Done, Taking

OBJECTION = "objection"
OUTSIDERS = Months(6)
VARIED = "varied"


def raise_objection(taking: Taking) -> Done:
    """A party within fifteen days of receipt; somebody else whom it harms within six months of knowing."""
    given, check = cast(ObjectionRaised, taking.entry.given), FieldCheck()
    session, confirmation = taking.uow.session, cast(Confirmation, taking.loaded.matter)
    parties = {party.id: party.name for party in current_parties(session, taking.loaded.case.id)}
    outsider = check.text("outsider", given.outsider, longest=LONGEST_NAME)
    grounds = check.text("grounds", given.grounds, say("请写明异议的理由"))
    if bool(given.party_id) == bool(outsider):
        check.note("party_id", say("请选提出异议的当事人，或者写明利害关系人，只能是其中之一"))
    elif given.party_id is not None and given.party_id not in parties:
        check.note("party_id", say("所选的人不是本案当事人"))
    elif given.party_id is not None and _is_pending(taking, given.party_id):
        check.note("party_id", say("这位当事人的异议正在审查"))
    elif given.party_id is not None:
        _check_party(taking, check, given)
    else:
        _check_outsider(taking, check, given.known_on)
    check.refuse()
    objection = Objection(
        confirmation_id=confirmation.id,
        party_id=given.party_id,
        outsider=outsider,
        raised_on=taking.entry.on,
        known_on=given.known_on if outsider else None,
        derivation=_outsiders_term(taking, given.known_on).to_json() if outsider and given.known_on else None,
    )
    session.add(objection)
    objection.grounds = grounds
    who = parties[given.party_id] if given.party_id else outsider
    return Done(data={"name": who, "grounds": grounds}, subject_id=confirmation.id)


def withdraw_objection(taking: Taking) -> Done:
    """Whoever made it takes it back: the court does not rule on it; within their period they may object again."""
    given, check = cast(ObjectionWithdrawn, taking.entry.given), FieldCheck()
    waiting = {one.id: one for one in _pending(taking)}
    if given.objection_id not in waiting:
        check.note("objection_id", say("请选一件正在审查的异议"))
    check.refuse()
    objection = waiting[given.objection_id]
    objection.voided_at = taking.entry.happened_at
    taking.uow.session.flush()
    party = taking.uow.session.get(Party, objection.party_id) if objection.party_id else None
    return Done(data={"name": party.name if party else objection.outsider}, subject_id=objection.id)


def _pending(taking: Taking) -> Sequence[Objection]:
    return objections_waiting(taking.uow.session, taking.loaded.matter.id)


def _is_pending(taking: Taking, party_id: UUID) -> bool:
    return any(one.party_id == party_id for one in _pending(taking))


def _check_party(taking: Taking, check: FieldCheck, given: ObjectionRaised) -> None:
    """An heir has what is left of the period of the one in whose place they stand."""
    session = taking.uow.session
    last = session.scalar(
        select(func.max(Deadline.due_on)).where(
            Deadline.matter_id == taking.loaded.matter.id,
            Deadline.clock == OBJECTION,
            Deadline.subject_id.in_(in_whose_place(session, session.get_one(Party, given.party_id))),
        )
    )
    if last is None:
        check.note("party_id", say("裁定书还没有送达这位当事人"))
    elif taking.entry.on > last:
        check.note("party_id", say("这位当事人的异议期限到 {day} 已经届满（第三百七十二条）", day=last))


def _check_outsider(taking: Taking, check: FieldCheck, known_on: date | None) -> None:
    if known_on is None or known_on > taking.entry.on:
        check.note("known_on", say("请写明利害关系人何时知道权益受侵害，不能晚于今天"))
        return
    term = _outsiders_term(taking, known_on)
    if taking.entry.on > term.due_on:
        how = reduce(
            lambda so_far, one: say("{so_far}；{then}", so_far=so_far, then=one),
            (step.message for step in term.steps),
        )
        check.note(
            "known_on",
            say(
                "利害关系人的六个月到 {day} 已经届满，不中止、不中断、不延长"
                "（民诉法司法解释第三百七十二条、第一百二十七条）：{how}",
                day=term.due_on,
                how=how,
            ),
        )


def _outsiders_term(taking: Taking, known_on: date) -> Derivation:
    return due(known_on, OUTSIDERS, taking.uow.calendar(taking.loaded.case.region_code))


def dismiss_objection(taking: Taking) -> Done:
    """The ruling stands; known by its number alone, as the first versions recorded it."""
    return _rule(taking, FieldCheck(), ObjectionOutcome.DISMISSED)


def uphold_objection(taking: Taking) -> Done:
    """The ruling is revoked, or another takes the place of a part of it: the step says which."""
    varied = taking.step.dest is not None and taking.step.dest.name == VARIED
    return _rule(taking, FieldCheck(), ObjectionOutcome.VARIED if varied else ObjectionOutcome.REVOKED)


def refuse_objection(taking: Taking) -> Done:
    """The ruling stands, and the court says why."""
    return _rule(taking, _reasoned(taking), ObjectionOutcome.DISMISSED)


def revoke_ruling(taking: Taking) -> Done:
    """Nothing is confirmed any more."""
    return _rule(taking, _reasoned(taking), ObjectionOutcome.REVOKED)


def vary_ruling(taking: Taking) -> Done:
    """The first ruling goes on as far as the new one leaves it."""
    given, check = cast(RulingVaried, taking.entry.given), _reasoned(taking)
    check.text("terms", given.terms, say("请写明怎样改变原裁定"))
    confirmation = _confirmation(taking)
    duties = set(
        taking.uow.session.scalars(
            select(Obligation.ordinal).where(Obligation.agreement_id == confirmation.agreement_id)
        )
    )
    if not set(given.lifted) <= duties:
        check.note("lifted", say("请从本协议的约定中选"))
    elif duties <= {*given.lifted, *lifted_duties(taking.uow.session, confirmation.id)}:
        check.note("lifted", say("各项约定都不再确认的，应当撤销原裁定"))
    return _rule(taking, check, ObjectionOutcome.VARIED)


def _reasoned(taking: Taking) -> FieldCheck:
    given, check = cast(ObjectionRuled, taking.entry.given), FieldCheck()
    check.text("findings", given.findings, say("请写明审查认定的理由"))
    check.text("clerk_name", given.clerk_name, say("请写明书记员"), 80)
    return check


def _rule(taking: Taking, check: FieldCheck, outcome: ObjectionOutcome) -> Done:
    """One ruling on all objections that wait, under a number of its own."""
    given, session = cast(RulingMade, taking.entry.given), taking.uow.session
    today = taking.entry.recorded_at.astimezone(SHANGHAI).date()
    confirmation = _confirmation(taking)
    court = session.get_one(Organisation, confirmation.court_id)
    number = check_number(check, court, given.court_number, today)
    check_kind_and_use(taking.uow, check, number, OBJECTION_RULING)
    check.refuse()
    ruling = ObjectionRuling(
        confirmation_id=confirmation.id,
        outcome=outcome,
        court_number=str(number),
        judge_id=taking.entry.taker.person_id,
        ruled_on=taking.entry.on,
    )
    session.add(ruling)
    if isinstance(given, ObjectionRuled):
        ruling.findings, ruling.clerk_name = given.findings.strip(), given.clerk_name.strip()
    if isinstance(given, RulingVaried):
        ruling.terms, ruling.lifted = given.terms.strip(), sorted(set(given.lifted))
    session.flush()
    for objection in _pending(taking):
        objection.ruling_id = ruling.id
    return Done(
        data={"court_number": str(number), "lifted": [str(n) for n in ruling.lifted or ()]},
        subject_id=ruling.id,
    )


def seal_objection_ruling(taking: Taking) -> Done:
    ruling = ruling_to_seal(taking.uow.session, taking.loaded.matter.id)
    if ruling is None:
        raise WrongState(say("没有等待用印的异议裁定"))
    if taking.entry.on < ruling.ruled_on:
        raise WrongState(say("用印日期不能早于裁定日期"))
    ruling.sealed_on = taking.entry.on
    return Done(data={"court_number": ruling.court_number}, subject_id=ruling.id)


def serve_objection_ruling(taking: Taking) -> Done:
    """On both parties and on whoever else objected."""
    given, check, session = cast(ObjectionRulingServed, taking.entry.given), FieldCheck(), taking.uow.session
    ruling = ruling_to_serve(session, taking.loaded.matter.id)
    if ruling is None:
        raise WrongState(say("没有已加盖院印、等待送达的异议裁定"))
    names = {(one.party_id, one.objection_id): one.name for one in addressees(session, ruling)}
    waiting = {(one.party_id, one.objection_id) for one in unserved_with(session, ruling)}
    check.require("served", given.served, say("请勾选送达的人"))
    for i, one in enumerate(given.served):
        who = (one.party_id, one.objection_id)
        if who not in names:
            check.note(f"served.{i}", say("所选的人不是当事人，也不是提出异议的人"))
        elif who not in waiting:
            check.note(f"served.{i}", say("已经送达过"))
        waiting.discard(who)
        if one.delivered_on > taking.entry.on:
            check.note(f"served.{i}.delivered_on", say("送达日期不能晚于今天"))
        if ruling.sealed_on and one.delivered_on < ruling.sealed_on:
            check.note(f"served.{i}.delivered_on", say("送达日期不能早于用印的 {day}", day=ruling.sealed_on))
    check.refuse()
    for one in given.served:
        session.add(
            ObjectionDelivery(
                ruling_id=ruling.id,
                party_id=one.party_id,
                objection_id=one.objection_id,
                manner=one.manner,
                delivered_on=one.delivered_on,
            )
        )
    return Done(
        data={
            "served": [names[one.party_id, one.objection_id] for one in given.served],
            "court_number": ruling.court_number,
        },
        subject_id=ruling.id,
    )


def _confirmation(taking: Taking) -> Confirmation:
    return cast(Confirmation, taking.loaded.matter)
