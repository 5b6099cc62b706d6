"""A case that reached a court, as the court's desk enters it or hands it in with a table of many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mediation.rules.intake import DisputeGiven
from mediation.rules.papers.json_form import Contents
from mediation.rules.vocabulary import CourtDoor, CourtProcedure


@dataclass(frozen=True, slots=True, kw_only=True)
class CourtCaseGiven(Contents):
    """The dispute with its door. `first_asked_on` of the dispute is the day on which the court received it.

    A number at the doors behind which there is one; day and procedure of registration where it was registered.
    """

    dispute: DisputeGiven
    door: CourtDoor
    court_number: str = ""
    filed_on: date | None = None
    procedure: CourtProcedure | None = None
