"""The whole check: every family asked, each finding once where it stands, in the order of the form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from mediation.rules.health.application import check_application
from mediation.rules.health.content import check_content
from mediation.rules.health.dates import check_dates
from mediation.rules.health.duties import check_duties
from mediation.rules.health.learned import LearnedCheck, check_learned
from mediation.rules.health.people import check_people
from mediation.rules.health.subject import check_subject
from mediation.rules.health.sums import check_sums
from mediation.rules.health.written import AgreementWritten, Finding

FAMILIES: tuple[Callable[[AgreementWritten], Iterator[Finding]], ...] = (
    check_subject,
    check_content,
    check_duties,
    check_sums,
    check_dates,
    check_people,
    check_application,
)


def check_health(agreement: AgreementWritten, learned: Iterable[LearnedCheck] = ()) -> tuple[Finding, ...]:
    """What a court would ask about, the gravest families first; empty when nothing was found."""
    found = [one for family in FAMILIES for one in family(agreement)]
    found += check_learned(learned, agreement)
    return tuple({(one.code, one.at, str(one.said)): one for one in found}.values())
