"""A party as typed into a form: read for registering, for quick entry and wherever else a party is entered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TypeVar

from mediation.rules.errors import BadInput
from mediation.rules.intake import ConsentGiven, ContactGiven, PartyGiven, RepresentativeGiven
from mediation.rules.messages import say
from mediation.rules.vocabulary import (
    AgentAuthority,
    Capacity,
    ConsentPurpose,
    IdentityPaper,
    PartyKind,
    RepresentativeKind,
    Sex,
    Side,
    SpecialCare,
    Term,
)
from web.forms.reading import Reader

T = TypeVar("T", bound=Term)
LESS_COMMON = (
    "sex",
    "ethnicity",
    "born_on",
    "capacity",
    "occupation",
    "account_number",
    "language",
    "interpreter",
    "special_care",
    "address_withheld",
    "in_writing",
)
"""Fields of a party that are folded away until somebody uses them."""
ORGANISATION_ONLY = ("credit_code", "legal_representative")


def party(reader: Reader, row: str, today: date) -> PartyGiven:
    """The party of that row; what cannot be read is noted in `reader`."""
    return PartyGiven(
        side=reader.term(f"{row}.side", Side, required=True) or Side.APPLICANT,
        kind=reader.term(f"{row}.kind", PartyKind) or PartyKind.NATURAL,
        name=reader.text(f"{row}.name"),
        sex=reader.term(f"{row}.sex", Sex),
        ethnicity=reader.text(f"{row}.ethnicity"),
        born_on=reader.day(f"{row}.born_on"),
        capacity=reader.term(f"{row}.capacity", Capacity),
        occupation=reader.text(f"{row}.occupation"),
        paper=reader.term(f"{row}.paper", IdentityPaper) or IdentityPaper.NONE,
        paper_missing_reason=reader.text(f"{row}.paper_missing_reason"),
        id_number=reader.text(f"{row}.id_number"),
        phone=reader.text(f"{row}.phone"),
        address=reader.text(f"{row}.address"),
        region_code=_domicile(reader, row),
        address_withheld=reader.checked(f"{row}.address_withheld"),
        account_number=reader.text(f"{row}.account_number"),
        credit_code=reader.text(f"{row}.credit_code"),
        legal_representative=reader.text(f"{row}.legal_representative"),
        language=reader.text(f"{row}.language"),
        interpreter=reader.text(f"{row}.interpreter"),
        special_care=tuple(mark.value for mark in reader.terms(f"{row}.special_care", SpecialCare)),
        consents=_consents(reader, row, today),
        representatives=tuple(_representative(reader, r) for r in reader.rows(f"{row}.representatives")),
    )


def contact(reader: Reader, row: str) -> ContactGiven:
    """How the party of that row is reached and who acts for it."""
    return ContactGiven(
        phone=reader.text(f"{row}.phone"),
        address=reader.text(f"{row}.address"),
        region_code=_domicile(reader, row),
        address_withheld=reader.checked(f"{row}.address_withheld"),
        representatives=tuple(_representative(reader, r) for r in reader.rows(f"{row}.representatives")),
    )


def _domicile(reader: Reader, row: str) -> str:
    """The division picked; a name that was typed and stands for none is said, not dropped."""
    code = reader.text(f"{row}.region_code")
    if not code and reader.text(f"{row}.region_code_text"):
        reader.note(f"{row}.region_code", say("请从列表中选住所地：没有这个地方"))
    return code


def _consents(reader: Reader, row: str, today: date) -> tuple[ConsentGiven, ...]:
    """Yes or no to mediation, when it was said; the other purposes when ticked."""
    in_writing = reader.checked(f"{row}.in_writing")
    said = reader.text(f"{row}.mediation")
    granted = [(ConsentPurpose.MEDIATION, said == "yes")] if said in ("yes", "no") else []
    granted += [(purpose, True) for purpose in reader.terms(f"{row}.consents", ConsentPurpose)]
    return tuple(
        ConsentGiven(purpose=purpose, granted=yes, given_on=today, in_writing=in_writing)
        for purpose, yes in granted
    )


def _representative(reader: Reader, row: str) -> RepresentativeGiven:
    return RepresentativeGiven(
        kind=reader.term(f"{row}.kind", RepresentativeKind, required=True) or RepresentativeKind.AGENT,
        name=reader.text(f"{row}.name"),
        authority=reader.term(f"{row}.authority", AgentAuthority),
        relation=reader.text(f"{row}.relation"),
        id_number=reader.text(f"{row}.id_number"),
        phone=reader.text(f"{row}.phone"),
    )


def consented_on(given: PartyGiven, on: date) -> PartyGiven:
    """The same party, its consents dated to that day."""
    return replace(given, consents=tuple(replace(consent, given_on=on) for consent in given.consents))


def merge(reader: Reader, refusal: BadInput) -> None:
    """Add a refusal's problems to those of reading, which come first where both name a field."""
    known = {problem.field for problem in reader.problems}
    reader.problems += [problem for problem in refusal.problems if problem.field not in known]
