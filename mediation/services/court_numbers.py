"""A court's numbers (法〔2015〕137号): the type codes that each kind of paper bears, and that none is given twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    String,
    Uuid,
    bindparam,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from mediation.model import Confirmation, Diversion, ObjectionRuling, Request
from mediation.rules.messages import Message, say
from mediation.rules.numbering import CourtCaseNumber
from mediation.rules.vocabulary import CourtPaper
from mediation.services.field_check import FieldCheck
from mediation.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NumberKinds:
    """The usual type codes of a paper's number, and the setting that may replace them."""

    paper: CourtPaper | Message
    setting: str
    usual: str


RULING = NumberKinds(CourtPaper.RULING, "confirmation_number_kinds", "诉前调确,民特,特")
MEDIATION_PAPER = NumberKinds(CourtPaper.MEDIATION, "mediation_paper_number_kinds", "诉前调书,民初")
"""A suit that is registered keeps its own, 民初."""
OBJECTION_RULING = NumberKinds(say("异议裁定书"), "objection_number_kinds", "民特监,民特,特")
FILING_REFUSAL = NumberKinds(say("不予立案裁定书"), "filing_refusal_number_kinds", "民初")

SUIT = NumberKinds(say("登记立案"), "suit_number_kinds", "民初")
DELEGATION = NumberKinds(say("委派调解"), "delegation_number_kinds", "诉前调")


def note_other_kind(
    uow: UnitOfWork, check: FieldCheck, number: CourtCaseNumber | None, kinds: NumberKinds
) -> None:
    """Notes a number whose type code is none of that kind's."""
    allowed = (uow.setting(kinds.setting) or kinds.usual).split(",")
    if number is not None and number.kind not in allowed:
        check.note(
            "court_number",
            say("{paper}案号的类型代字应是 {kinds}", paper=kinds.paper, kinds=tuple(allowed)),
        )


def check_kind_and_use(
    uow: UnitOfWork,
    check: FieldCheck,
    number: CourtCaseNumber | None,
    kinds: NumberKinds,
    *,
    suit_of: UUID | None = None,
) -> None:
    """Notes a number of another kind, or one that the court has given to whatever ruling, paper or case before.

    `suit_of` is the case whose own suit may lend its number to the paper.
    """
    if number is None:
        return
    note_other_kind(uow, check, number, kinds)
    if uow.session.scalar(_GIVEN, {"number": str(number), "suit_of": suit_of}) is not None:
        check.note("court_number", say("这个案号已经用过"))


_NUMBER: BindParameter[str] = bindparam("number", type_=String())
_SUIT_OF = bindparam("suit_of", type_=Uuid())
_OWN = aliased(Diversion)
_GIVEN: CompoundSelect[Any] = union_all(
    *(
        select(table.id).where(table.court_number == _NUMBER)
        for table in (Confirmation, ObjectionRuling, Request)
    ),
    select(Diversion.id).where(
        Diversion.court_number == _NUMBER,
        literal_column(
            "diversions.court_number <> ''"
        ),  # as the index on numbers says it: else all are looked at
        ~select(_OWN.id).where(_OWN.case_id == _SUIT_OF, _OWN.court_number == _NUMBER).exists(),
    ),
)
"""Whatever bears that number, but for the case whose own it is."""
