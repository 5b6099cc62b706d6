"""无争议事实: facts that all sides confirm in writing, kept apart from what was said to settle (在线规则 18, 22)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from mediation.model import FactSignature, Representative, UndisputedFact
from mediation.rules.actor import Actor, Post
from mediation.rules.acts import Mark
from mediation.rules.clock import SHANGHAI, Clock
from mediation.rules.errors import NotThere
from mediation.rules.messages import say
from mediation.rules.vocabulary import SignatureManner, SignerRole
from mediation.services.acts.agreeing import check_for_party
from mediation.services.case_now import current_parties
from mediation.services.field_check import FieldCheck
from mediation.services.load import Loaded, compare_version, load_case
from mediation.services.note_event import authorise_change, late_data, note_event
from mediation.services.note_leaks import note_leaks
from mediation.services.take_step import dated
from mediation.services.unit_of_work import UnitOfWork


def note_fact(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    case_id: UUID,
    text: str,
    happened_on: date | None = None,
    late_reason: str = "",
    let_out: str = "",
    seen_version: int | None = None,
) -> UUID:
    """Write down a fact that nobody disputes; it counts once every party has signed under it."""
    loaded, post = _open_case(uow, actor, case_id, clock.today(), seen_version)
    happened_at = dated(clock, happened_on, late_reason, first_asked_on=loaded.case.first_asked_on)
    check = FieldCheck()
    text = check.text("text", text, say("请写明双方都认可的事实"))
    passed = note_leaks(uow, loaded, check, {"text": text}, let_out)
    check.refuse()
    last = uow.session.scalar(
        select(func.max(UndisputedFact.ordinal)).where(UndisputedFact.case_id == case_id)
    )
    fact = UndisputedFact(case_id=case_id, ordinal=(last or 0) + 1, noted_at=happened_at)
    uow.session.add(fact)
    fact.text = text
    data = {"fact": fact.ordinal, **late_data(late_reason), **passed}
    note_event(uow, loaded, "fact:noted", actor, post, clock, data, happened_at)
    return fact.id


def sign_fact(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    case_id: UUID,
    fact_id: UUID,
    party_id: UUID,
    manner: SignatureManner,
    signed_on: date,
    place: str = "",
    representative_id: UUID | None = None,
    late_reason: str = "",
    seen_version: int | None = None,
) -> UUID:
    """A party signed under the fact, itself or through who may sign an agreement for it."""
    loaded, post, fact = _fact(uow, actor, case_id, fact_id, clock.today(), seen_version)
    happened_at = dated(
        clock, signed_on, late_reason, first_asked_on=loaded.case.first_asked_on, field="signed_on"
    )
    party = {p.id: p for p in current_parties(uow.session, case_id)}.get(party_id)
    check = FieldCheck()
    mark = Mark(
        SignerRole.PARTY, signed_on, (manner,), party_id=party_id, representative_id=representative_id
    )
    if party is None:
        check.note("party_id", say("所选的人不是本案当事人"))
    else:
        check_for_party(uow.session, check, "", mark, party)
    noted_on = fact.noted_at.astimezone(SHANGHAI).date()
    if signed_on < noted_on:
        check.note("signed_on", say("签名日期不能早于记下这项事实的 {day}", day=noted_on))
    place = check.text("place", place, longest=200)
    if uow.session.get(FactSignature, (fact.id, party_id)) is not None:
        check.note("party_id", say("这个签名已经记录过"))
    check.refuse()
    assert party is not None
    uow.session.add(
        FactSignature(fact_id=fact.id, party_id=party_id, manner=manner, signed_on=signed_on, place=place)
    )
    data = {"fact": fact.ordinal, "name": party.name, **late_data(late_reason)}
    acting = uow.session.get_one(Representative, representative_id) if representative_id else None
    tag = "fact:signed_for" if acting else "fact:signed"
    data |= {"by": acting.name} if acting else {}
    note_event(uow, loaded, tag, actor, post, clock, data, max(happened_at, fact.noted_at))
    return fact.id


def withdraw_fact(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    case_id: UUID,
    fact_id: UUID,
    seen_version: int | None = None,
) -> UUID:
    """The fact is disputed after all."""
    loaded, post, fact = _fact(uow, actor, case_id, fact_id, clock.today(), seen_version)
    fact.withdrawn_at = clock.now()
    note_event(uow, loaded, "fact:withdrawn", actor, post, clock, {"fact": fact.ordinal})
    return fact.id


def _open_case(
    uow: UnitOfWork, actor: Actor, case_id: UUID, on: date, seen_version: int | None
) -> tuple[Loaded, Post]:
    loaded = load_case(uow, actor, case_id)
    compare_version(uow, loaded, seen_version)
    return loaded, authorise_change(uow, loaded, actor, "fact:noted", on)


def _fact(
    uow: UnitOfWork, actor: Actor, case_id: UUID, fact_id: UUID, on: date, seen_version: int | None
) -> tuple[Loaded, Post, UndisputedFact]:
    loaded, post = _open_case(uow, actor, case_id, on, seen_version)
    fact = uow.session.get(UndisputedFact, fact_id)
    if fact is None or fact.case_id != case_id or fact.withdrawn_at is not None:
        raise NotThere
    return loaded, post, fact
