"""The cases behind official figures as SELECTs: the same rows are counted by the table and listed behind its cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased

from mediation.model import (
    Agreement,
    Averted,
    Case,
    CaseLink,
    CaseNumber,
    Confirmation,
    Obligation,
    Organisation,
    Party,
    Performance,
)
from mediation.rules.periods import Period
from mediation.rules.regions import prefix, span
from mediation.rules.statistics import CommitteeKind
from mediation.rules.vocabulary import (
    CaseLinkKind,
    CourtPaper,
    Level,
    ObligationKind,
    OrganisationKind,
    Outcome,
)

AGREED = (Outcome.AGREED_WRITTEN, Outcome.AGREED_PARTLY, Outcome.AGREED_ORALLY)
UNACCEPTED = "unaccepted"
"""How a case ended that was never accepted: no case of mediation."""
MEDIATING = (OrganisationKind.COMMITTEE, OrganisationKind.INDUSTRY_COMMITTEE)
REPLACED, REJECTED = "replaced", "rejected"
CONFIRMED = ("confirmed", "objected", "varied")
Rows = Select[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """An area, the organisations of the area itself, or one organisation; and the period, as of a day."""

    region_code: str
    period: Period
    today: date
    own: bool = False
    organisation_id: UUID | None = None

    @property
    def as_of(self) -> date:
        """The last day whose end has been seen."""
        return min(self.period.last, self.today - timedelta(days=1))

    @property
    def standing_on(self) -> date:
        """The day on which offices and posts are looked at: the period's last, or today."""
        return min(self.period.last, self.today)


def here(where: Where, organisation: Any = Organisation) -> ColumnElement[bool]:
    """The organisations that the figures are of."""
    if where.organisation_id is not None:
        return and_(organisation.id == where.organisation_id)
    if where.own:
        return and_(organisation.region_code == where.region_code)
    return and_(organisation.region_code.between(*span(where.region_code)))


def numbers_given(where: Where) -> Rows:
    """Every number that committees of the place gave in the period: a case has one from each that accepted it."""
    parties = (
        select(func.count())
        .select_from(Party)
        .where(Party.case_id == CaseNumber.case_id, Party.until_on.is_(None))
        .scalar_subquery()
    )
    return (
        _rows(CaseNumber.case_id, CaseNumber.organisation_id, cast(Case.difficulty, String), parties)
        .join(Organisation, Organisation.id == CaseNumber.organisation_id)
        .join(Case, Case.id == CaseNumber.case_id)
        .where(
            here(where),
            Organisation.kind.in_(MEDIATING),
            CaseNumber.voided_at.is_(None),
            CaseNumber.given_on.between(where.period.first, where.period.last),
        )
    )


def came_first(where: Where, digits: int = 0) -> ColumnElement[bool]:
    """Of the numbers of a case in the place the first; with `digits` in the part of it that has so many digits."""
    earlier, there = aliased(CaseNumber), aliased(Organisation)
    same = here(where, there)
    if digits == EACH:
        same = there.id == Organisation.id
    elif digits:
        same = func.substr(there.region_code, 1, digits) == func.substr(Organisation.region_code, 1, digits)
    before = (
        select(earlier.id)
        .join(there, there.id == earlier.organisation_id)
        .where(
            earlier.case_id == CaseNumber.case_id,
            earlier.voided_at.is_(None),
            there.kind.in_(MEDIATING),
            same,
            or_(
                earlier.given_on < CaseNumber.given_on,
                and_(earlier.given_on == CaseNumber.given_on, earlier.id < CaseNumber.id),
            ),
        )
    )
    return ~before.exists()


def came_again() -> ColumnElement[bool]:
    """The case came out of one that was concluded before."""
    return Case.id.in_(select(CaseLink.case_id).where(CaseLink.kind == CaseLinkKind.AGAIN))


def accepted(where: Where) -> Rows:
    """Cases that the place accepted in the period for the first time: once each, in the month of that day."""
    return numbers_given(where).where(came_first(where))


def again(where: Where) -> Rows:
    """Those that came out of a case that was concluded before."""
    return accepted(where).where(came_again())


def ended(where: Where) -> Rows:
    """Cases concluded in the period, by how they ended, with what their agreement is about."""
    in_force = and_(Agreement.superseded_at.is_(None), Agreement.in_force_on.is_not(None))
    money = (
        select(func.coalesce(func.sum(type_coerce(Obligation.amount, BigInteger)), 0))
        .join(Agreement, Agreement.id == Obligation.agreement_id)
        .where(Agreement.case_id == Case.id, in_force, Obligation.kind == ObligationKind.MONEY)
        .scalar_subquery()
    )
    at_once = (
        select(Agreement.id)
        .where(Agreement.case_id == Case.id, in_force, Agreement.performed_at_once.is_(True))
        .exists()
    )
    numbers = select(CaseNumber.id).where(CaseNumber.case_id == Case.id, CaseNumber.voided_at.is_(None))
    unaccepted = and_(Case.number.is_(None), Case.outcome != Outcome.SETTLED, ~numbers.exists())
    agreed = Case.outcome.in_(AGREED)
    return (
        _rows(
            Case.id,
            Case.organisation_id,
            case((unaccepted, UNACCEPTED), else_=cast(Case.outcome, String)),
            case((agreed, money), else_=0),
            case((and_(agreed, at_once), 1), else_=0),
        )
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(here(where), Case.concluded_on.between(where.period.first, where.period.last))
    )


def performed(where: Where) -> Rows:
    """Cases of which the last duty was done in the period, and no other is left."""
    done = select(Performance.case_id).where(
        Performance.done_on.between(where.period.first, where.period.last)
    )
    left = select(Performance.id).where(
        Performance.case_id == Case.id,
        Performance.state != REPLACED,
        or_(Performance.done_on.is_(None), Performance.done_on > where.period.last),
    )
    return _held(where).where(Case.id.in_(done), ~left.exists())


def unperformed(where: Where) -> Rows:
    """Cases in which, at the end of the period, a duty was overdue."""
    late = select(Performance.case_id).where(
        Performance.state != REPLACED,
        Performance.due_on <= where.as_of,
        Performance.opened_on <= where.as_of,
        or_(Performance.done_on.is_(None), Performance.done_on > where.as_of),
    )
    return _held(where).where(Case.id.in_(late))


def confirmation_applied(where: Where) -> Rows:
    return _held(where).where(Case.id.in_(_confirmations(Confirmation.submitted_on, where)))


def confirmed(where: Where) -> Rows:
    ruled = _confirmations(Confirmation.ruled_on, where).where(Confirmation.state.in_(CONFIRMED))
    return _held(where).where(Case.id.in_(ruled))


def confirmation_rejected(where: Where) -> Rows:
    ruled = _confirmations(Confirmation.ruled_on, where).where(Confirmation.state == REJECTED)
    return _held(where).where(Case.id.in_(ruled))


def averted(where: Where) -> Rows:
    """A case once for each of the four kinds, with how many people."""
    return (
        _rows(Averted.case_id, Averted.organisation_id, cast(Averted.kind, String), Averted.people)
        .join(Organisation, Organisation.id == Averted.organisation_id)
        .join(Case, Case.id == Averted.case_id)
        .where(
            here(where),
            Averted.voided_at.is_(None),
            Averted.happened_on.between(where.period.first, where.period.last),
        )
    )


BASES: Mapping[str, Callable[[Where], Rows]] = {
    "accepted": accepted,
    "again": again,
    "ended": ended,
    "performed": performed,
    "unperformed": unperformed,
    "confirmation_applied": confirmation_applied,
    "confirmed": confirmed,
    "confirmation_rejected": confirmation_rejected,
    "averted": averted,
}
"""What is counted by which day; an indicator is one of these, or a part of it."""


def committee_kind(organisation: Any = Organisation) -> ColumnElement[str]:
    """The official kind of a committee. By the codes 001-199 is a 居委会, 001-099 a 街道 (GB/T 10114)."""
    village, township = (
        func.substr(organisation.region_code, 10, 3),
        func.substr(organisation.region_code, 7, 3),
    )
    kinds = (
        (organisation.kind == OrganisationKind.INDUSTRY_COMMITTEE, CommitteeKind.INDUSTRY),
        (organisation.kind != OrganisationKind.COMMITTEE, CommitteeKind.OTHER),
        (and_(organisation.level == Level.VILLAGE, village < "200"), CommitteeKind.COMMUNITY),
        (organisation.level == Level.VILLAGE, CommitteeKind.GACHA),
        (and_(organisation.level == Level.TOWNSHIP, township < "100"), CommitteeKind.STREET),
        (organisation.level == Level.TOWNSHIP, CommitteeKind.SUMU),
        (organisation.level == Level.COUNTY, CommitteeKind.COUNTY),
    )
    return case(*((when, kind.value) for when, kind in kinds), else_=CommitteeKind.OTHER.value)


EACH = -1
"""In place of the digits of a part: each organisation is one."""


def part_of(where: Where, digits: int) -> ColumnElement[Any]:
    if digits == EACH:
        return Organisation.id.expression
    return func.substr(Organisation.region_code, 1, max(digits, len(prefix(where.region_code))))


def _held(where: Where) -> Rows:
    return (
        _rows(Case.id, Case.organisation_id, literal(""), literal(0))
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(here(where))
    )


def _confirmations(day: Any, where: Where) -> Select[Any]:
    """Rulings that confirm: what a court makes in the parties' stead is counted nowhere here."""
    return select(Confirmation.case_id).where(
        day.between(where.period.first, where.period.last), Confirmation.wanted == CourtPaper.RULING
    )


def _rows(case_id: Any, organisation_id: Any, what: Any, quantity: Any, at_once: Any = None) -> Rows:
    return select(
        case_id.label("case_id"),
        organisation_id.label("organisation_id"),
        what.label("what"),
        quantity.label("quantity"),
        (literal(0) if at_once is None else at_once).label("at_once"),
    )
