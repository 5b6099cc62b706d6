"""Parties join, leave and are corrected while a case lives; the history keeps who was a party when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from mediation.model import Consent, FactSignature, Party, Representative
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI, Clock
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.identity import check_phone
from mediation.rules.intake import ConsentGiven, ContactGiven, PartyGiven, RepresentativeGiven
from mediation.rules.messages import say
from mediation.rules.vocabulary import ConsentPurpose, RepresentativeKind, Side
from mediation.services.case_now import current_agreement, current_parties, duties_of, has_duties
from mediation.services.field_check import FieldCheck
from mediation.services.load import Loaded, compare_version, load_case
from mediation.services.note_event import authorise_change, late_data, note_event
from mediation.services.open_case import rename_case
from mediation.services.printable import note_unprintable
from mediation.services.register_dispute import ACTS_AGAINST
from mediation.services.take_step import dated
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.write_party import (
    LONGEST_ADDRESS,
    check_domicile,
    check_party,
    check_representatives,
    representative_as_given,
    write_party,
    write_representative,
)


def add_party(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    case_id: UUID,
    given: PartyGiven,
    happened_on: date | None = None,
    late_reason: str = "",
    seen_version: int | None = None,
) -> UUID:
    """A party joins (追加); the answer is the party's id."""
    loaded = _loaded(uow, actor, case_id, seen_version)
    post = authorise_change(uow, loaded, actor, "party:joined", clock.today())
    happened_at = _happened(loaded, clock, happened_on, late_reason)
    checked = _checked(uow, loaded, given, clock, replacing=None)
    last = uow.session.scalar(select(func.max(Party.ordinal)).where(Party.case_id == case_id)) or 0
    joined_on = happened_at.astimezone(SHANGHAI).date()
    party = write_party(uow, case_id, last + 1, checked, joined_on, clock.today())
    rename_case(uow.session, loaded.case)
    data = {"name": party.name, "side": party.side.value, **late_data(late_reason)}
    note_event(uow, loaded, "party:joined", actor, post, clock, data, happened_at)
    return party.id


def correct_party(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    case_id: UUID,
    party_id: UUID,
    given: PartyGiven,
    seen_version: int | None = None,
) -> UUID:
    """A party's data are put right: the old row ends, a new one takes its place, both stay in the history.

    Sealed fields left blank keep their value, so that a correction need not show them; so do consents that were
    not answered otherwise. Somebody else is no correction: who was swapped in has agreed to nothing (人民调解法 17).
    """
    loaded = _loaded(uow, actor, case_id, seen_version)
    post = authorise_change(uow, loaded, actor, "party:corrected", clock.today())
    old = _party(uow, loaded, party_id)
    checked = _checked(uow, loaded, _completed(uow, old, given), clock, replacing=old)
    if _somebody_else(old, checked):
        raise BadInput.at(
            "party.name", say("看起来换了一个人：请用「退出本案」和「追加当事人」，重新告知和征求同意")
        )
    checked = replace(checked, consents=_changed_consents(uow, old, checked))
    old.until_on = clock.today()
    last = uow.session.scalar(select(func.max(Party.ordinal)).where(Party.case_id == case_id)) or 0
    party = write_party(uow, case_id, last + 1, checked, clock.today(), clock.today(), position=old.position)
    party.rights_told_on = old.rights_told_on
    _carry_consents(uow, old, party)
    _point_to(uow, old, party)
    rename_case(uow.session, loaded.case)
    note_event(uow, loaded, "party:corrected", actor, post, clock, {"before": old.name, "name": party.name})
    return party.id


def remove_party(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    case_id: UUID,
    party_id: UUID,
    reason: str,
    happened_on: date | None = None,
    late_reason: str = "",
    seen_version: int | None = None,
) -> UUID:
    """A party leaves the case, with a reason; a case keeps at least one on each side."""
    loaded = _loaded(uow, actor, case_id, seen_version)
    post = authorise_change(uow, loaded, actor, "party:left", clock.today())
    party = _party(uow, loaded, party_id)
    happened_at = _happened(loaded, clock, happened_on, late_reason)
    left_on = happened_at.astimezone(SHANGHAI).date()
    check = FieldCheck()
    reason = check.text("reason", reason, say("请写明理由"))
    others = [p for p in current_parties(uow.session, case_id) if p.id != party.id and p.side is party.side]
    if not others and party.side is not Side.THIRD:
        check.note("", say("每一方至少要有一名当事人"))
    if has_duties(uow.session, party):
        check.note("", say("协议里还有这位当事人的约定，请先修改协议文本或者退回调解"))
    if left_on < party.from_on:
        check.note("happened_on", say("发生日期不能早于参加本案的 {day}", day=party.from_on))
    check.refuse()
    party.until_on = left_on
    rename_case(uow.session, loaded.case)
    data = {"name": party.name, "reason": reason, **late_data(late_reason)}
    note_event(uow, loaded, "party:left", actor, post, clock, data, happened_at)
    return party.id


def change_contact(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    case_id: UUID,
    party_id: UUID,
    given: ContactGiven,
    seen_version: int | None = None,
) -> UUID:
    """Once a written agreement is in force: where papers reach a party and who acts for it.

    Who the party is stays as it was signed; the court needs a domicile, an address for service and the agent or
    guardian who applies (民事诉讼法 205, 民诉法解释 354).
    """
    loaded = _loaded(uow, actor, case_id, seen_version)
    post = authorise_change(uow, loaded, actor, "party:contact_changed", clock.today())
    party = _party(uow, loaded, party_id)
    known = _acting(uow, party)
    check = FieldCheck()
    whole = PartyGiven(
        side=party.side,
        kind=party.kind,
        name=party.name,
        region_code=given.region_code,
        representatives=tuple(_completed_representative(one, known) for one in given.representatives),
    )
    checked = check_representatives(check, "party", whole, clock.today())
    check_sides(uow, check, case_id, checked, replacing=party)
    check_domicile(uow.session, check, "party", checked)
    check.text("party.address", given.address, longest=LONGEST_ADDRESS)
    phone = check.parse("party.phone", check_phone, given.phone) if given.phone.strip() else ""
    check.refuse()
    before = {
        "phone": party.phone,
        "address": party.address,
        "region_code": party.region_code,
        "address_withheld": party.address_withheld,
        "representatives": [one.name for one in known.values()],
    }
    party.phone, party.address = phone or party.phone or "", given.address.strip() or party.address or ""
    party.region_code, party.address_withheld = given.region_code or None, given.address_withheld
    same = {
        one
        for one in checked.representatives
        if one in [representative_as_given(row) for row in known.values()]
    }
    for row in known.values():
        if representative_as_given(row) not in same:
            row.until_on = clock.today()
    for one in checked.representatives:
        if one not in same:
            write_representative(uow, party.id, one, clock.today())
    note_event(
        uow, loaded, "party:contact_changed", actor, post, clock, {"name": party.name, "before": before}
    )
    return party.id


def _happened(loaded: Loaded, clock: Clock, on: date | None, late_reason: str) -> datetime:
    return dated(clock, on, late_reason, first_asked_on=loaded.case.first_asked_on)


def record_consent(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    case_id: UUID,
    party_id: UUID,
    given: ConsentGiven,
    late_reason: str = "",
    seen_version: int | None = None,
) -> UUID:
    """A party's yes or no on its day; the last one for a purpose counts (人民调解法 17)."""
    loaded = _loaded(uow, actor, case_id, seen_version)
    post = authorise_change(uow, loaded, actor, "party:consented", clock.today())
    party = _party(uow, loaded, party_id)
    happened_at = dated(
        clock, given.given_on, late_reason, first_asked_on=loaded.case.first_asked_on, field="given_on"
    )
    uow.session.add(
        Consent(
            party_id=party.id,
            purpose=given.purpose,
            granted=given.granted,
            given_on=given.given_on,
            in_writing=given.in_writing,
        )
    )
    note_event(
        uow,
        loaded,
        "party:consented" if given.granted else "party:refused",
        actor,
        post,
        clock,
        {"name": party.name, "purpose": given.purpose.value, **late_data(late_reason)},
        happened_at,
    )
    return party.id


def _loaded(uow: UnitOfWork, actor: Actor, case_id: UUID, seen_version: int | None) -> Loaded:
    loaded = load_case(uow, actor, case_id)
    compare_version(uow, loaded, seen_version)
    return loaded


def _party(uow: UnitOfWork, loaded: Loaded, party_id: UUID) -> Party:
    party = uow.session.get(Party, party_id)
    if party is None or party.case_id != loaded.case.id or party.until_on is not None:
        raise NotThere
    return party


def _checked(
    uow: UnitOfWork, loaded: Loaded, given: PartyGiven, clock: Clock, *, replacing: Party | None
) -> PartyGiven:
    check = FieldCheck()
    one = check_party(check, "party", given, clock.today())
    note_unprintable(uow.session, check, given, "party")
    one = check_representatives(check, "party", one, clock.today())
    check_domicile(uow.session, check, "party", one)
    check_sides(uow, check, loaded.case.id, one, replacing=replacing)
    check.refuse()
    return one


def check_sides(
    uow: UnitOfWork, check: FieldCheck, case_id: UUID, one: PartyGiven, *, replacing: Party | None
) -> None:
    """Nobody stands or acts on both sides (民法典 35, 168)."""
    opposite = {Side.APPLICANT: Side.RESPONDENT, Side.RESPONDENT: Side.APPLICANT}.get(one.side)
    others = [
        party
        for party in current_parties(uow.session, case_id)
        if party.side is opposite and party is not replacing
    ]
    theirs = {party.id_number for party in others} - {"", None}
    if one.id_number and one.id_number in theirs:
        check.note("party.id_number", say("同一个证件号码不能既是申请人又是被申请人"))
    theirs |= {row.id_number for party in others for row in _acting(uow, party).values()}
    for j, representative in enumerate(one.representatives):
        if representative.id_number and representative.id_number in theirs:
            check.note(f"party.representatives.{j}.id_number", ACTS_AGAINST)


def _somebody_else(old: Party, new: PartyGiven) -> bool:
    """Whether name and number are both another's; a slip of the pen leaves one of them, or part of the name."""
    if new.name == old.name:
        return False
    numbers = (old.id_number or old.credit_code, new.id_number or new.credit_code)
    if all(numbers):
        return numbers[0] != numbers[1]
    return not set(old.name) & set(new.name)


def _changed_consents(uow: UnitOfWork, old: Party, new: PartyGiven) -> tuple[ConsentGiven, ...]:
    last: dict[ConsentPurpose, bool] = {}
    for consent in uow.session.scalars(
        select(Consent).where(Consent.party_id == old.id).order_by(Consent.given_on, Consent.id)
    ):
        last[consent.purpose] = consent.granted
    return tuple(one for one in new.consents if last.get(one.purpose) is not one.granted)


def _acting(uow: UnitOfWork, party: Party) -> dict[tuple[RepresentativeKind, str], Representative]:
    rows = uow.session.scalars(
        select(Representative).where(Representative.party_id == party.id, Representative.until_on.is_(None))
    )
    return {(one.kind, one.name): one for one in rows}


def _completed(uow: UnitOfWork, old: Party, given: PartyGiven) -> PartyGiven:
    same_paper = given.paper is old.paper
    known = _acting(uow, old)
    return replace(
        given,
        representatives=tuple(_completed_representative(one, known) for one in given.representatives),
        id_number=given.id_number.strip() or (old.id_number or "" if same_paper else ""),
        phone=given.phone.strip() or old.phone or "",
        address=given.address.strip() or old.address or "",
        account_number=given.account_number.strip() or old.account_number or "",
    )


def _completed_representative(
    given: RepresentativeGiven, known: Mapping[tuple[RepresentativeKind, str], Representative]
) -> RepresentativeGiven:
    old = known.get((given.kind, given.name.strip()))
    if old is None:
        return given
    return replace(
        given,
        id_number=given.id_number.strip() or old.id_number or "",
        phone=given.phone.strip() or old.phone or "",
    )


def _point_to(uow: UnitOfWork, old: Party, new: Party) -> None:
    """What is drawn and not yet signed names the corrected party; facts it has confirmed stay confirmed."""
    session = uow.session
    agreement = current_agreement(session, old.case_id)
    for duty in duties_of(session, agreement.id) if agreement else ():
        if duty.debtor_id == old.id:
            duty.debtor_id, duty.debtor_name = new.id, new.name
        if duty.creditor_id == old.id:
            duty.creditor_id, duty.creditor_name = new.id, new.name
    for mark in session.scalars(select(FactSignature).where(FactSignature.party_id == old.id)):
        session.add(
            FactSignature(
                fact_id=mark.fact_id,
                party_id=new.id,
                manner=mark.manner,
                signed_on=mark.signed_on,
                place=mark.place,
            )
        )


def _carry_consents(uow: UnitOfWork, old: Party, new: Party) -> None:
    for consent in uow.session.scalars(select(Consent).where(Consent.party_id == old.id)):
        uow.session.add(
            Consent(
                party_id=new.id,
                purpose=consent.purpose,
                granted=consent.granted,
                given_on=consent.given_on,
                in_writing=consent.in_writing,
            )
        )
