"""What triage looks at: the dispute as it stands, and the committees to which it could go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from uuid import UUID

from sqlalchemy import Date, Uuid, bindparam, func, literal_column, select
from sqlalchemy.orm import Session

from mediation.model import (
    Case,
    CaseNumber,
    Category,
    Deadline,
    HandOver,
    Membership,
    Organisation,
    OrganisationCategory,
    Person,
    Setting,
)
from mediation.rules.grammar import Registry
from mediation.rules.money import LARGEST
from mediation.rules.policy import committee
from mediation.rules.regions import ancestors
from mediation.rules.triage import Candidate, Settlement, TriageFacts, TriageLimits
from mediation.rules.vocabulary import MatterKind, OrganisationKind, Outcome, Seat, Tier
from mediation.services.acts.opening import MAY_MEDIATE
from mediation.services.case_now import current_parties
from mediation.services.gather_facts import RETURNED, gather_facts
from mediation.services.looked_up import looked_up, rows_looked_up
from mediation.services.receivers import receivers, working_elsewhere
from mediation.services.who_is_away import away_until

TAKEN_BACK = "withdrawn"
"""Where a hand-over stands that its sender took back."""
YEAR = timedelta(days=365)
AGREED = (Outcome.AGREED_WRITTEN, Outcome.AGREED_PARTLY, Outcome.AGREED_ORALLY)
IN_VAIN = (Outcome.TERMINATED, Outcome.WITHDRAWN, Outcome.TO_COURT, Outcome.TO_ARBITRATION)
LARGE_AMOUNT, MANY_PEOPLE, LOAD = "triage_large_amount", "triage_many_people", "triage_load"
_CASE, _TODAY = bindparam("case_id", type_=Uuid()), bindparam("today", type_=Date())
_IDS = bindparam("ids", type_=Uuid(), expanding=True)
_LIMITS = (
    select(Setting.name, Setting.value)
    .where(Setting.name.in_((LARGE_AMOUNT, MANY_PEOPLE, LOAD)), Setting.since <= _TODAY)
    .order_by(Setting.since)
)
_WORKED = select(CaseNumber.organisation_id).where(CaseNumber.case_id == _CASE)
_STAFF = (
    select(Membership.organisation_id, Membership.person_id, Membership.role)
    .join(Person, Person.id == Membership.person_id)
    .where(
        Membership.organisation_id.in_(_IDS),
        Membership.role.in_(bindparam("roles", expanding=True)),
        Membership.from_on <= _TODAY,
        Membership.until_on.is_(None) | (Membership.until_on >= _TODAY),
        Person.active,
    )
)
_OPEN_CASES = (
    select(Case.organisation_id, func.count())
    .where(literal_column("cases.is_open"), Case.organisation_id.in_(_IDS))
    .group_by(Case.organisation_id)
)
_SERVING = select(OrganisationCategory.organisation_id).where(
    OrganisationCategory.category_code == bindparam("category_code"),
    OrganisationCategory.valid_until.is_(None) | (OrganisationCategory.valid_until >= _TODAY),
)
_SILENT = select(HandOver.receiver_id).where(
    HandOver.case_id == _CASE,
    HandOver.state == TAKEN_BACK,
    select(Deadline.id)
    .where(Deadline.matter_id == HandOver.id, Deadline.due_on < Deadline.ended_on)
    .exists(),
)
_RESULTS = (
    select(Case.organisation_id, Case.outcome, func.count())
    .where(
        Case.concluded_on > bindparam("since", type_=Date()),
        Case.category_code == bindparam("category_code"),
        Case.organisation_id.in_(_IDS),
        Case.outcome.in_((*AGREED, *IN_VAIN)),
    )
    .group_by(Case.organisation_id, Case.outcome)
)
_RETURNED = select(HandOver.receiver_id).where(HandOver.case_id == _CASE, HandOver.state == RETURNED)
"""Built once: two steps of every case ask them."""


def triage_facts(session: Session, registry: Registry, case: Case, today: date) -> TriageFacts:
    """The facts of that day."""
    holder = session.get_one(Organisation, case.organisation_id)
    parties = current_parties(session, case.id)
    homes = tuple(party.region_code or "" for party in parties)
    facts = gather_facts(session, registry, case, case, today, frozenset({"refusing"}))
    return TriageFacts(
        party_regions=homes,
        place=case.region_code,
        category=session.get_one(Category, case.category_code).name,
        difficulty=case.difficulty,
        amount=case.amount,
        danger=case.danger,
        refusing=bool(facts.refusing),
        source=case.source,
        settlement=_settlement(registry, case),
        at_court=holder.kind is OrganisationKind.COURT,
        at_centre=holder.kind is OrganisationKind.GOVERNANCE_CENTRE,
        labour=case.labour,
        land_title=case.land_title,
        candidates=_candidates(session, registry, case, holder, homes, today),
        limits=triage_limits(session, today),
    )


def triage_limits(session: Session, today: date) -> TriageLimits:
    """What counts as much on that day, by the administrator's settings.

    One that cannot be read stands aside for the usual figure: advice never holds up a step.
    """
    return read_limits(session, today)[0]


def read_limits(session: Session, today: date) -> tuple[TriageLimits, tuple[str, ...]]:
    """The limits, and the names of settings that could not be read."""
    rows = rows_looked_up(session, _LIMITS, {"today": today})
    said = {name: _number(name, value) for name, value in rows}
    usual = TriageLimits()
    limits = TriageLimits(
        large_amount=said.get(LARGE_AMOUNT) or usual.large_amount,
        many_people=int(said.get(MANY_PEOPLE) or usual.many_people),
        load=int(said.get(LOAD) or usual.load),
    )
    return limits, tuple(sorted(name for name, value in said.items() if value is None))


def _number(name: str, value: str) -> Decimal | None:
    try:
        n = Decimal(value)
    except InvalidOperation:
        return None
    whole = n.is_finite() and (name == LARGE_AMOUNT or n == n.to_integral_value())
    return n if whole and 1 <= n <= LARGEST else None


def _settlement(registry: Registry, case: Case) -> Settlement:
    definition = registry.of(MatterKind.DISPUTE, case.definition_version)
    state = definition.by_state[case.state]
    if state is definition.initial:
        return Settlement.UNTRIED
    return Settlement.RUNNING if state.tier is Tier.SETTLEMENT and state.open else Settlement.OVER


def _candidates(
    session: Session,
    registry: Registry,
    case: Case,
    holder: Organisation,
    homes: Sequence[str],
    today: date,
) -> tuple[Candidate, ...]:
    """Where the case is, and those it may be offered to that lie where the parties or the dispute are, or above."""
    here = {one for code in (*homes, case.region_code, holder.region_code) if code for one in _up(code)}
    offered = receivers(session, holder.id, today, lying_in=here)
    found = [holder, *offered] if committee(holder.kind) else list(offered)
    ids = [one.id for one in found]
    worked = set(session.scalars(_WORKED, {"case_id": case.id}))
    staff, open_cases = _staff(session, registry, ids, today), _open_cases(session, ids)
    serving, returned = _serving(session, case.category_code, today), _returned(session, case.id)
    silent = set(session.scalars(_SILENT, {"case_id": case.id}))
    results = _results(session, case.category_code, ids, today)
    return tuple(
        Candidate(
            id=one.id,
            name=one.name,
            kind=one.kind,
            level=one.level,
            region_code=one.region_code,
            serves=one.kind is OrganisationKind.COMMITTEE or one.id in serving,
            signs=staff[one.id].signs,
            back_on=staff[one.id].back_on,
            there=len(staff[one.id].mediators) + staff[one.id].unseen,
            open=open_cases.get(one.id, 0),
            returned=one.id in returned,
            silent=one.id in silent,
            concluded=sum(results.get(one.id, {}).values()),
            agreed=sum(n for outcome, n in results.get(one.id, {}).items() if outcome in AGREED),
            worked=one.id in worked,
            holds=one.id == holder.id,
        )
        for one in found
    )


def _up(code: str) -> tuple[str, ...]:
    return (code, *ancestors(code))


@dataclass(slots=True)
class _Staff:
    """Who works in a committee: whether somebody signs today, who mediates, and when somebody is back."""

    signs: bool = False
    back_on: date | None = None
    mediators: set[UUID] = field(default_factory=set)
    unseen: int = 0
    """At least so many mediate, of a committee that works in another installation."""


def _staff(session: Session, registry: Registry, ids: Sequence[UUID], today: date) -> dict[UUID, _Staff]:
    steps = registry.current(MatterKind.HAND_OVER).steps
    signing = {role.name for step in steps if step.seat is Seat.RECEIVER for role in step.by}
    roles = list(signing | set(MAY_MEDIATE))
    rows = session.execute(_STAFF, {"ids": list(ids), "roles": roles, "today": today}).all()
    away = away_until(session, (person_id for _, person_id, _ in rows), today)
    found = {one: _Staff() for one in ids}
    for one in working_elsewhere(session, ids):
        found[one] = _Staff(signs=True, unseen=1)
    for organisation_id, person_id, role in rows:
        staff = found[organisation_id]
        if person_id in away:
            back = away[person_id] + timedelta(days=1)
            if role in signing:
                staff.back_on = min(back, staff.back_on or back)
            continue
        staff.signs |= role in signing
        if role in MAY_MEDIATE:
            staff.mediators.add(person_id)
    return found


def _open_cases(session: Session, ids: Sequence[UUID]) -> dict[UUID, int]:
    return {organisation_id: n for organisation_id, n in session.execute(_OPEN_CASES, {"ids": list(ids)})}


def _results(
    session: Session, category_code: str, ids: Sequence[UUID], today: date
) -> dict[UUID, dict[Outcome | None, int]]:
    """How the disputes of that kind ended that each accepted and concluded within the last year."""
    asked = {"category_code": category_code, "ids": list(ids), "since": today - YEAR}
    found: dict[UUID, dict[Outcome | None, int]] = {}
    for organisation_id, outcome, n in session.execute(_RESULTS, asked):
        found.setdefault(organisation_id, {})[outcome] = n
    return found


def _serving(session: Session, category_code: str, today: date) -> set[UUID]:
    return set(looked_up(session, _SERVING, {"category_code": category_code, "today": today}))


def _returned(session: Session, case_id: UUID) -> set[UUID]:
    return set(session.scalars(_RETURNED, {"case_id": case_id}))
