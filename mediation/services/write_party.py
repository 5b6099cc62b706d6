"""Checking and writing one party with those who act for it and what it consented to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from mediation.model import Consent, Party, Region, Representative
from mediation.model.types import new_id, sealed_values
from mediation.rules.capacity import may_be_full
from mediation.rules.identity import check_credit_code, check_id_number, check_paper_number, check_phone
from mediation.rules.intake import PartyGiven, RepresentativeGiven
from mediation.rules.messages import say
from mediation.rules.vocabulary import Capacity, IdentityPaper, PartyKind, RepresentativeKind, SpecialCare
from mediation.services.case_now import acting_for
from mediation.services.field_check import LONGEST_NAME, FieldCheck
from mediation.services.unit_of_work import UnitOfWork

LONGEST_ADDRESS = 400
ASKED_ANEW = ("consents", "representatives")
SHORT = {"ethnicity": 40, "occupation": 120, "paper_missing_reason": 200, "language": 40, "interpreter": 120}


def check_party(check: FieldCheck, at: str, given: PartyGiven, today: date) -> PartyGiven:
    """The party with numbers in their canonical form; what is wrong is noted at its field below `at`."""
    check.text(f"{at}.name", given.name, say("请写姓名或名称"), LONGEST_NAME)
    for name, longest in SHORT.items():
        check.text(f"{at}.{name}", getattr(given, name), longest=longest)
    check.text(f"{at}.address", given.address, longest=LONGEST_ADDRESS)
    check.text(f"{at}.account_number", given.account_number, longest=60)
    check.text(f"{at}.legal_representative", given.legal_representative, longest=120)
    if any(mark not in {m.value for m in SpecialCare} for mark in given.special_care):
        check.note(f"{at}.special_care", say("没有这种特殊照顾标记"))
    if given.born_on is not None and given.born_on > today:
        check.note(f"{at}.born_on", say("出生日期不能晚于今天"))
    if given.capacity is Capacity.FULL and not may_be_full(given.born_on, today):
        check.note(f"{at}.capacity", say("不满十六周岁的人没有完全民事行为能力（民法典第十八条）"))
    phone = check.parse(f"{at}.phone", check_phone, given.phone) if given.phone.strip() else ""
    given = replace(given, name=given.name.strip(), phone=phone or "")
    if given.kind is PartyKind.ORGANISATION:
        return _check_organisation(check, at, given)
    return _check_person(check, at, given, today)


def check_domicile(session: Session, check: FieldCheck, at: str, given: PartyGiven) -> None:
    """The division of the domicile must be one that is known."""
    if given.region_code and session.get(Region, given.region_code) is None:
        check.note(f"{at}.region_code", say("请从列表中选住所地：没有这个地方"))


def _check_organisation(check: FieldCheck, at: str, given: PartyGiven) -> PartyGiven:
    code = ""
    if given.credit_code.strip():
        code = check.parse(f"{at}.credit_code", check_credit_code, given.credit_code) or ""
    return replace(given, credit_code=code, id_number="", paper=IdentityPaper.NONE)


def _check_person(check: FieldCheck, at: str, given: PartyGiven, today: date) -> PartyGiven:
    if given.paper is IdentityPaper.NONE:
        if given.id_number.strip():
            check.note(f"{at}.paper", say("填了证件号码，请选证件种类"))
        else:
            check.require(
                f"{at}.paper_missing_reason",
                given.paper_missing_reason,
                say("没有证件号码也可以登记，请写明原因"),
            )
        return replace(given, id_number="")
    number = check.parse(
        f"{at}.id_number", lambda n: check_paper_number(given.paper, n, today=today), given.id_number
    )
    if number and given.paper in (IdentityPaper.ID_CARD, IdentityPaper.RESIDENCE_PERMIT):
        known = check_id_number(number)
        given = replace(given, born_on=given.born_on or known.born_on, sex=given.sex or known.sex)
    return replace(given, id_number=number or "")


def write_representative(uow: UnitOfWork, party_id: UUID, one: RepresentativeGiven, from_on: date) -> None:
    """Somebody who acts for the party from that day on."""
    uow.session.add(Representative(**_acting(uow, party_id, one, from_on)))


def write_party(
    uow: UnitOfWork,
    case_id: UUID,
    ordinal: int,
    given: PartyGiven,
    from_on: date,
    today: date,
    *,
    position: int | None = None,
) -> Party:
    """Write a checked party with its consents and who acts for it."""
    party = _add_party(uow, case_id, ordinal, given, from_on, position=position)
    uow.session.flush()
    _write_what_is_its(uow, party, given, from_on, today)
    return party


def write_parties(
    uow: UnitOfWork, case_id: UUID, given: Sequence[PartyGiven], from_on: date, today: date
) -> None:
    """Write the checked parties of a new case, in their order."""
    rows = [_add_party(uow, case_id, n, one, from_on) for n, one in enumerate(given, 1)]
    uow.session.flush()
    for row, one in zip(rows, given, strict=True):
        _write_what_is_its(uow, row, one, from_on, today)


def _add_party(
    uow: UnitOfWork,
    case_id: UUID,
    ordinal: int,
    given: PartyGiven,
    from_on: date,
    *,
    position: int | None = None,
) -> Party:
    values = party_values(uow, case_id, ordinal, given, from_on)
    party = Party(**(values if position is None else values | {"position": position}))
    uow.session.add(party)
    return party


def _write_what_is_its(uow: UnitOfWork, party: Party, given: PartyGiven, from_on: date, today: date) -> None:
    uow.session.add_all(Consent(**values) for values in consent_values(party.id, given, today))
    uow.session.add_all(
        Representative(**values) for values in representative_values(uow, party.id, given, from_on)
    )


def party_values(
    uow: UnitOfWork,
    case_id: UUID,
    ordinal: int,
    given: PartyGiven,
    from_on: date,
    party_id: UUID | None = None,
) -> dict[str, Any]:
    """The columns of a checked party's row; `party_id` where it has one already, in another installation."""
    party_id = party_id or new_id()
    sealed = sealed_values(
        uow.vault,
        Party,
        party_id,
        id_number=given.id_number,
        phone=given.phone,
        address=given.address.strip(),
        account_number=given.account_number.strip(),
    )
    return {
        **sealed,
        "id": party_id,
        "case_id": case_id,
        "ordinal": ordinal,
        "position": ordinal,
        "side": given.side,
        "kind": given.kind,
        "name": given.name,
        "sex": given.sex,
        "ethnicity": given.ethnicity.strip(),
        "born_on": given.born_on,
        "capacity": given.capacity,
        "occupation": given.occupation.strip(),
        "paper": given.paper,
        "paper_missing_reason": given.paper_missing_reason.strip(),
        "region_code": given.region_code or None,
        "address_withheld": given.address_withheld,
        "credit_code": given.credit_code,
        "legal_representative": given.legal_representative.strip(),
        "language": given.language.strip(),
        "interpreter": given.interpreter.strip(),
        "special_care": list(given.special_care),
        "from_on": from_on,
    }


def consent_values(party_id: UUID, given: PartyGiven, today: date) -> list[dict[str, Any]]:
    """The columns of what the party consented to, none of it later than today."""
    return [
        {
            "id": new_id(),
            "party_id": party_id,
            "purpose": consent.purpose,
            "granted": consent.granted,
            "given_on": min(consent.given_on, today),
            "in_writing": consent.in_writing,
        }
        for consent in given.consents
    ]


def representative_values(
    uow: UnitOfWork, party_id: UUID, given: PartyGiven, from_on: date
) -> list[dict[str, Any]]:
    """The columns of those who act for the party from that day on."""
    return [_acting(uow, party_id, one, from_on) for one in given.representatives]


def _acting(uow: UnitOfWork, party_id: UUID, one: RepresentativeGiven, from_on: date) -> dict[str, Any]:
    row_id = new_id()
    return {
        **sealed_values(uow.vault, Representative, row_id, id_number=one.id_number, phone=one.phone),
        "id": row_id,
        "party_id": party_id,
        "kind": one.kind,
        "authority": one.authority,
        "name": one.name.strip(),
        "relation": one.relation.strip(),
        "from_on": from_on,
    }


def check_representatives(check: FieldCheck, at: str, given: PartyGiven, today: date) -> PartyGiven:
    """Those who act for the party: a name each, an agent with its authority."""
    checked = []
    for j, one in enumerate(given.representatives):
        here = f"{at}.representatives.{j}"
        check.text(f"{here}.name", one.name, say("请写代理人或监护人的姓名"), 120)
        check.text(f"{here}.relation", one.relation, longest=80)
        if one.kind is RepresentativeKind.AGENT and one.authority is None:
            check.note(f"{here}.authority", say("请选一般授权或特别授权"))
        number, phone = one.id_number, one.phone
        if number.strip():
            parsed = check.parse(f"{here}.id_number", lambda n: check_id_number(n, today=today), number)
            number = parsed.number if parsed else ""
        if phone.strip():
            phone = check.parse(f"{here}.phone", check_phone, phone) or ""
        checked.append(replace(one, id_number=number, phone=phone))
    return replace(given, representatives=tuple(checked))


def as_given(session: Session, party: Party) -> PartyGiven:
    """A party of a case as it would be given to another one, with who acts for it; nothing it consented to."""
    acting = acting_for(session, [party.id])
    kept = {f.name: getattr(party, f.name) for f in fields(PartyGiven) if f.name not in ASKED_ANEW}
    blank = {
        name: kept[name] or "" for name in ("id_number", "phone", "address", "account_number", "region_code")
    }
    return PartyGiven(
        **{**kept, **blank, "special_care": tuple(party.special_care)},
        representatives=tuple(representative_as_given(row) for row in acting),
    )


def representative_as_given(row: Representative) -> RepresentativeGiven:
    """Somebody who acts for a party, as typed."""
    return RepresentativeGiven(
        kind=row.kind,
        name=row.name,
        authority=row.authority,
        relation=row.relation,
        id_number=row.id_number or "",
        phone=row.phone or "",
    )
