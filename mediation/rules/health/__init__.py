"""确认体检: what a court that is asked to confirm an agreement would ask about. It advises and never blocks."""

from mediation.rules.health.check import check_health
from mediation.rules.health.learned import CheckGiven, LearnedCheck
from mediation.rules.health.written import (
    Acting,
    AgreementWritten,
    ApplicationWritten,
    DutyWritten,
    Finding,
    PartyWritten,
)

__all__ = [
    "Acting",
    "AgreementWritten",
    "ApplicationWritten",
    "CheckGiven",
    "DutyWritten",
    "Finding",
    "LearnedCheck",
    "PartyWritten",
    "check_health",
]
