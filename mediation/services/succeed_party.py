"""Who stands in a party's place after the agreement, or acts in person: heirs, successors, those come of age."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from mediation.model import Agreement, Confirmation, Party, Representative, Signature
from mediation.rules.actor import Actor
from mediation.rules.capacity import FULL_AGE, age_on
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere, WrongState
from mediation.rules.intake import PartyGiven
from mediation.rules.messages import say
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import Capacity, MatterKind, PartyKind, RepresentativeKind, SuccessionCause
from mediation.services.case_now import current_agreement
from mediation.services.change_parties import check_sides
from mediation.services.field_check import FieldCheck
from mediation.services.gather_facts import without_capacity
from mediation.services.issue_document import issue_document
from mediation.services.load import Loaded, compare_version, load_matter
from mediation.services.note_event import authorise_change, note_event
from mediation.services.paper_sources import PaperSources
from mediation.services.printable import note_unprintable
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.write_party import check_domicile, check_party, check_representatives, write_party

CHANGE, OF_AGE = "party:succeeded", "party:of_age"
PAPERS = ("confirmation_application", "service_addresses")
"""Which name the applicants: issued again when these are others."""


def succeed_party(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    kind: MatterKind,
    matter_id: UUID,
    party_id: UUID,
    cause: SuccessionCause,
    happened_on: date | None,
    proof: str,
    given: PartyGiven | None = None,
    seen_version: int | None = None,
) -> UUID:
    """Since that day somebody else stands where the party stood, or the party itself; the answer is who.

    In an application, or in a dispute that ended by agreement, whose duties, visits and deeds go on.
    Several heirs come one after another: each in the place of the same party. What was signed stays signed; the
    agreement is the one that the party made. Raises NotThere, StaleCase, NotAllowed, WrongState or BadInput.
    """
    if kind not in (MatterKind.CONFIRMATION, MatterKind.DISPUTE):
        raise NotThere
    loaded = load_matter(uow, actor, kind, matter_id)
    if loaded.view is not CaseView.FULL:
        raise NotThere
    compare_version(uow, loaded, seen_version)
    post = authorise_change(uow, loaded, actor, CHANGE, clock.today())
    old = _party(uow, loaded, party_id)
    check = FieldCheck()
    proof = check.text("proof", proof, say("请写明凭据，例如死亡证明、亲属关系证明"))
    on = _checked_day(uow, check, loaded, old, happened_on, clock.today())
    if cause is SuccessionCause.OF_AGE:
        new = _of_age(uow, check, old, on)
    else:
        new = _successor(uow, check, loaded, old, cause, on, given, clock.today())
    told = {"name": new.name, "cause": cause.value, "on": on.isoformat(), "proof": proof}
    tag = OF_AGE if new is old else CHANGE
    note_event(uow, loaded, tag, actor, post, clock, told if new is old else {**told, "before": old.name})
    sources = PaperSources(uow.session, loaded.case)
    applied = isinstance(loaded.matter, Confirmation) and loaded.matter.ruled_on is None
    for paper in PAPERS if applied else ():
        issue_document(uow, sources, paper, matter_id, actor.person_id, clock.now())
    return new.id


def _party(uow: UnitOfWork, loaded: Loaded, party_id: UUID) -> Party:
    """A party of now, or one whom others have succeeded already."""
    party = uow.session.get(Party, party_id)
    if party is None or party.case_id != loaded.case.id:
        raise NotThere
    if party.until_on is not None and not uow.session.scalar(
        select(Party.id).where(Party.succeeds_id == party.id).limit(1)
    ):
        raise NotThere
    return party


def _agreement(uow: UnitOfWork, loaded: Loaded) -> Agreement:
    if isinstance(loaded.matter, Confirmation):
        return uow.session.get_one(Agreement, loaded.matter.agreement_id)
    agreement = current_agreement(uow.session, loaded.case.id)
    assert agreement is not None
    return agreement


def _checked_day(
    uow: UnitOfWork, check: FieldCheck, loaded: Loaded, old: Party, on: date | None, today: date
) -> date:
    """Since the party signed the agreement, in force or not yet; for a further heir the day that is known."""
    agreement = _agreement(uow, loaded)
    if old.until_on is not None:
        return old.until_on
    signed_on = uow.session.scalar(
        select(func.min(Signature.signed_on)).where(
            Signature.agreement_id == agreement.id,
            Signature.party_id == old.id,
            Signature.voided_at.is_(None),
        )
    )
    bound_on = signed_on or agreement.in_force_on
    check.require("happened_on", on, say("请写明是哪一天"))
    if on is not None and on > today:
        check.note("happened_on", say("日期不能晚于今天"))
    elif on is not None and bound_on is not None and on < bound_on:
        check.note(
            "happened_on", say("这位当事人 {day} 才在协议上签名：这里只记签名以后的变化", day=bound_on)
        )
    return on or today


def _of_age(uow: UnitOfWork, check: FieldCheck, party: Party, on: date) -> Party:
    """Nobody acts as guardian any more: the party applies and signs in person."""
    guardians = uow.session.scalars(
        select(Representative).where(
            Representative.party_id == party.id,
            Representative.kind == RepresentativeKind.GUARDIAN,
            Representative.until_on.is_(None),
        )
    ).all()
    said = party.capacity not in (None, Capacity.FULL)
    if party.kind is not PartyKind.NATURAL or party.until_on is not None or not (guardians or said):
        check.note("cause", say("这位当事人没有监护人，也没有登记为限制或者无民事行为能力"))
    elif party.born_on is not None and age_on(party.born_on, on) < FULL_AGE:
        check.note("happened_on", say("到这一天还没有满十八周岁（民法典第十七条）"))
    check.refuse()
    if said:
        party.capacity = Capacity.FULL
    for one in guardians:
        one.until_on = on
    assert not without_capacity(party, on)
    return party


def _successor(
    uow: UnitOfWork,
    check: FieldCheck,
    loaded: Loaded,
    old: Party,
    cause: SuccessionCause,
    on: date,
    given: PartyGiven | None,
    today: date,
) -> Party:
    died = cause is SuccessionCause.DEATH
    if died and old.kind is not PartyKind.NATURAL:
        check.note("cause", say("单位没有继承人，请选合并、分立或者终止"))
    if not died and old.kind is PartyKind.NATURAL:
        check.note("cause", say("自然人请选死亡或者成年"))
    if given is None:
        raise WrongState(say("请写明由谁承受"))
    one = check_party(check, "party", replace(given, side=old.side), today)
    note_unprintable(uow.session, check, given, "party")
    one = check_representatives(check, "party", one, today)
    check_domicile(uow.session, check, "party", one)
    check_sides(uow, check, loaded.case.id, one, replacing=old)
    check.refuse()
    last = uow.session.scalar(select(func.max(Party.ordinal)).where(Party.case_id == loaded.case.id)) or 0
    new = write_party(uow, loaded.case.id, last + 1, one, on, today)
    new.succeeds_id, new.succession = old.id, cause
    if old.until_on is None:
        old.until_on = on
    uow.session.flush()
    return new
