"""A court registers first or still delegates, confirms suits or not, from when to when: noted with its paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from mediation.model import CourtRegime, Organisation
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.messages import say
from mediation.rules.vocabulary import OrganisationKind, Regime
from mediation.services.change_rules import keeps_rules_of
from mediation.services.field_check import FieldCheck
from mediation.services.recount_deadlines import administering_post
from mediation.services.unit_of_work import UnitOfWork

EARLIEST, YEARS_AHEAD = date(2000, 1, 1), 2


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimeGiven:
    """A row for the table of regimes; `until_on` None: until further notice."""

    court_id: UUID | None
    regime: Regime | None
    from_on: date | None
    until_on: date | None = None
    paper: str = ""


def note_court_regime(uow: UnitOfWork, *, actor: Actor, clock: Clock, given: RegimeGiven) -> UUID:
    """A row more, which holds for its days from now on; nothing that was sent out before changes by it.

    Raises NotThere for who keeps no rules, BadInput with all that is wrong.
    """
    administering_post(actor)
    check = FieldCheck()
    court = uow.session.get(Organisation, given.court_id) if given.court_id else None
    if (
        court is None
        or court.kind is not OrganisationKind.COURT
        or not keeps_rules_of(actor, court.region_code)
    ):
        check.note("court_id", say("请选一个法院"))
    check.require("regime", given.regime, say("请选怎样办"))
    _check_days(check, given, clock.today())
    paper = check.text("paper", given.paper, say("请写明依据的文件或者理由"), 200)
    check.refuse()
    row = CourtRegime(
        court_id=given.court_id,
        regime=given.regime,
        from_on=given.from_on,
        until_on=given.until_on,
        paper=paper,
        noted_by=actor.person_id,
        noted_at=clock.now(),
    )
    uow.session.add(row)
    return row.id


def _check_days(check: FieldCheck, given: RegimeGiven, today: date) -> None:
    check.require("from_on", given.from_on, say("请写明从哪天起"))
    for name, day in (("from_on", given.from_on), ("until_on", given.until_on)):
        if day is not None and not EARLIEST <= day <= date(today.year + YEARS_AHEAD, 12, 31):
            check.note(name, say("请核对日期"))
    if given.from_on and given.until_on and given.until_on < given.from_on:
        check.note("until_on", say("最后一天不能早于第一天"))
