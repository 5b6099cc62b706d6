"""What is asked of a dispute that is being told: states, threads, sums, duties, clocks, events."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from mediation.demonstration.player import Player
from mediation.model import (
    Agreement,
    Case,
    CaseEvent,
    CaseLink,
    Confirmation,
    Deadline,
    Holding,
    Obligation,
    Organisation,
    Party,
    Performance,
    Representative,
)
from mediation.rules.acts import ObligationDrawn
from mediation.rules.vocabulary import Side


class Asked(Player):
    """Questions to the case that is played, or to another of the story."""

    cases: list[UUID]

    def standing(self) -> list[UUID]:
        """The parties of now, in their places: applicants first."""
        order = list(Side)
        with self.house.read() as session:
            rows = session.execute(
                select(Party.id, Party.side)
                .where(Party.case_id == self.case_id, Party.until_on.is_(None))
                .order_by(Party.position, Party.ordinal)
            ).all()
        return [one for one, side in sorted(rows, key=lambda row: order.index(row[1]))]

    def case(self, case_id: UUID | None = None) -> Case:
        with self.house.read() as session:
            found = session.get_one(Case, case_id or self.case_id)
            session.expunge(found)
            return found

    def state(self, case_id: UUID | None = None) -> str:
        return self.case(case_id).state

    def thread(self) -> list[tuple[str, str]]:
        """Each case of the story: what its state is, and by what it came out of the one before."""
        with self.house.read() as session:
            kinds = dict(session.execute(select(CaseLink.case_id, CaseLink.kind)).all())
        return [(self.state(one), kinds[one].value if one in kinds else "") for one in self.cases]

    def agreement(self, case_id: UUID | None = None) -> Agreement:
        with self.house.read() as session:
            found = session.scalars(
                select(Agreement)
                .where(Agreement.case_id == (case_id or self.case_id), Agreement.superseded_at.is_(None))
                .order_by(Agreement.ordinal.desc())
            ).first()
            assert found is not None
            session.expunge(found)
            return found

    def promised(self, case_id: UUID | None = None) -> list[ObligationDrawn]:
        """The duties of the agreement, as they were given."""
        names = [one.name for one in fields(ObligationDrawn)]
        with self.house.read() as session:
            rows = session.scalars(
                select(Obligation)
                .where(Obligation.agreement_id == self.agreement(case_id).id)
                .order_by(Obligation.ordinal)
            ).all()
            return [ObligationDrawn(**{name: getattr(one, name) for name in names}) for one in rows]

    def claim(self) -> str:
        with self.house.read() as session:
            return session.get_one(Case, self.case_id).claim or ""

    def money(self, case_id: UUID | None = None) -> Decimal:
        """What is owed in all under the agreement in force."""
        return sum((one.amount for one in self.promised(case_id) if one.amount is not None), Decimal(0))

    def performed(self, case_id: UUID | None = None) -> list[str]:
        with self.house.read() as session:
            return list(
                session.scalars(
                    select(Performance.state)
                    .join(Obligation, Obligation.id == Performance.obligation_id)
                    .where(Performance.case_id == (case_id or self.case_id))
                    .order_by(Obligation.ordinal)
                )
            )

    def confirmation(self) -> Confirmation:
        with self.house.read() as session:
            found = session.scalars(select(Confirmation).where(Confirmation.case_id == self.case_id)).one()
            session.expunge(found)
            return found

    def deadline(self, clock: str) -> Deadline:
        """The last one of that kind in the case."""
        with self.house.read() as session:
            found = session.scalars(
                select(Deadline)
                .where(Deadline.case_id == self.case_id, Deadline.clock == clock)
                .order_by(Deadline.id.desc())
            ).first()
            assert found is not None, clock
            session.expunge(found)
            return found

    def tags(self, case_id: UUID | None = None) -> list[str]:
        with self.house.read() as session:
            return list(
                session.scalars(
                    select(CaseEvent.tag)
                    .where(CaseEvent.case_id == (case_id or self.case_id))
                    .order_by(CaseEvent.seq)
                )
            )

    def held_by(self) -> list[str]:
        """Who answered for the case, one after the other."""
        with self.house.read() as session:
            return list(
                session.scalars(
                    select(Organisation.name)
                    .join(Holding, Holding.organisation_id == Organisation.id)
                    .where(Holding.case_id == self.case_id)
                    .order_by(Holding.from_at, Holding.id)
                )
            )

    def acting(self) -> dict[UUID, UUID]:
        """Who acts for each party of now that has somebody."""
        with self.house.read() as session:
            rows = session.execute(select(Representative.party_id, Representative.id)).all()
        return {party_id: acting_id for party_id, acting_id in rows if party_id in self.parties}

    def names(self, side: Side) -> set[str]:
        """By what the people of a side are told apart, over all cases of the story."""
        with self.house.read() as session:
            rows = session.scalars(select(Party).where(Party.side == side)).all()
            return {one.id_number or one.name for one in rows}

    def how_many(self, table: Any) -> int:
        with self.house.read() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0
