"""The slow recount of official figures: case by case over plain rows, written apart from the SELECT of the table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

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
    Screening,
)
from mediation.rules.regions import is_within
from mediation.rules.statistics import FROM_COURTS, Dimension
from mediation.rules.vocabulary import (
    CaseLinkKind,
    CourtPaper,
    Difficulty,
    ObligationKind,
    OrganisationKind,
    Outcome,
)
from mediation.services.count_statistics import Figures
from mediation.services.statistical_rows import Where

HOW = {
    Outcome.AGREED_WRITTEN: ("succeeded", "written"),
    Outcome.AGREED_PARTLY: ("succeeded", "written"),
    Outcome.AGREED_ORALLY: ("succeeded", "oral"),
    Outcome.TERMINATED: ("failed",),
    Outcome.WITHDRAWN: ("failed",),
    Outcome.SETTLED: ("settled",),
    Outcome.TO_COURT: ("to_court",),
    Outcome.TO_ARBITRATION: ("to_arbitration",),
    Outcome.TO_GOVERNMENT: ("to_government",),
    Outcome.MERGED: ("merged",),
}


def recount(session: Session, where: Where) -> Figures:
    """The same figures as the table's, without the split by committee."""
    return _Recount(session, where).figures


def differences(shown: Figures, slow: Figures) -> Iterator[tuple[str, int, int]]:
    """What the two do not agree about."""
    for name in sorted({*shown.values, *slow.values}):
        if shown.values[name] != slow.values[name]:
            yield name, shown.values[name], slow.values[name]
    for key in sorted({*shown.split, *slow.split}):
        if key[1] is Dimension.KIND:
            continue
        ours, theirs = shown.by(*key), slow.by(*key)
        for one in sorted({*ours, *theirs}):
            if ours[one] != theirs[one]:
                yield f"{key[0]}.{one}", ours[one], theirs[one]


class _Recount:
    def __init__(self, session: Session, where: Where) -> None:
        self.where, self.session, self.figures = where, session, Figures()
        self.here = {one.id: one.kind for one in session.scalars(select(Organisation)) if self._is_here(one)}
        self.beside: dict[type, dict[UUID, list[Any]]] = {
            table: defaultdict(list)
            for table in (CaseNumber, Party, Agreement, Performance, Confirmation, CaseLink)
        }
        table: Any
        for table, found in self.beside.items():
            for row in session.scalars(select(table)):
                found[row.case_id].append(row)
        for case in session.scalars(select(Case)):
            self._count(case)
        self._beside_cases()

    def _is_here(self, one: Organisation) -> bool:
        if self.where.organisation_id is not None:
            return one.id == self.where.organisation_id
        if self.where.own:
            return one.region_code == self.where.region_code
        return is_within(one.region_code, self.where.region_code)

    def _in(self, day: date | None) -> bool:
        return day is not None and self.where.period.holds(day)

    def _add(self, name: str, case: Case, n: int = 1) -> None:
        self.figures.values[name] += n
        if name in ("accepted", "succeeded"):
            self.figures.by(name, Dimension.CATEGORY)[case.category_code] += n
            self.figures.by(name, Dimension.SOURCE)[case.source.value] += n
            if case.source in FROM_COURTS:
                self.figures.values["from_courts" if name == "accepted" else "from_courts_succeeded"] += n

    def _count(self, case: Case) -> None:
        committees = (OrganisationKind.COMMITTEE, OrganisationKind.INDUSTRY_COMMITTEE)
        days = [
            one.given_on
            for one in self.beside[CaseNumber][case.id]
            if one.voided_at is None and self.here.get(one.organisation_id) in committees
        ]
        if days and self._in(min(days)):
            self._accepted(case)
        if case.organisation_id in self.here:
            if self._in(case.concluded_on):
                self._ended(case)
            self._performed(case)
            self._confirmed(case)

    def _accepted(self, case: Case) -> None:
        self._add("accepted", case)
        self.figures.values["parties"] += sum(p.until_on is None for p in self.beside[Party][case.id])
        self.figures.values["complex"] += case.difficulty is Difficulty.COMPLEX
        self.figures.values["again"] += any(
            one.kind is CaseLinkKind.AGAIN for one in self.beside[CaseLink][case.id]
        )

    def _ended(self, case: Case) -> None:
        assert case.outcome is not None
        accepted = any(one.voided_at is None for one in self.beside[CaseNumber][case.id])
        if not accepted and case.number is None and case.outcome is not Outcome.SETTLED:
            return
        for name in HOW.get(case.outcome, ()):
            self._add(name, case)
        if "succeeded" not in HOW.get(case.outcome, ()):
            return
        for agreement in self.beside[Agreement][case.id]:
            if agreement.superseded_at is None and agreement.in_force_on is not None:
                self.figures.values["on_spot"] += agreement.performed_at_once
                self.figures.values["amount"] += sum(
                    int((duty.amount or 0) * 100)
                    for duty in self.session.scalars(
                        select(Obligation).where(Obligation.agreement_id == agreement.id)
                    )
                    if duty.kind is ObligationKind.MONEY
                )

    def _performed(self, case: Case) -> None:
        duties = [one for one in self.beside[Performance][case.id] if one.state != "replaced"]
        done = [one.done_on for one in duties if one.done_on is not None]
        if done and len(done) == len(duties) and self._in(max(done)):
            self.figures.values["performed"] += 1
        end = self.where.as_of
        self.figures.values["unperformed"] += any(
            one.due_on is not None
            and one.due_on <= end
            and one.opened_on <= end
            and (one.done_on is None or one.done_on > end)
            for one in duties
        )

    def _confirmed(self, case: Case) -> None:
        asked = [one for one in self.beside[Confirmation][case.id] if one.wanted is CourtPaper.RULING]
        for name, found in (
            ("confirmation_applied", [one for one in asked if self._in(one.submitted_on)]),
            ("confirmed", self._ruled(asked, ("confirmed", "objected", "varied"))),
            ("confirmation_rejected", self._ruled(asked, ("rejected",))),
        ):
            self.figures.values[name] += bool(found)

    def _ruled(self, asked: list[Any], states: tuple[str, ...]) -> list[Any]:
        return [one for one in asked if self._in(one.ruled_on) and one.state in states]

    def _beside_cases(self) -> None:
        for one in self.session.scalars(select(Averted).where(Averted.voided_at.is_(None))):
            if one.organisation_id in self.here and self._in(one.happened_on):
                self.figures.values[f"averted_{one.kind.value}"] += 1
                self.figures.values[f"averted_{one.kind.value}_people"] += one.people
        for look in self.session.scalars(select(Screening).where(Screening.voided_at.is_(None))):
            if look.organisation_id in self.here and self._in(look.screened_on):
                self.figures.values.update(screenings=1, found=look.found, prevented=look.prevented)
