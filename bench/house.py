"""The installation that is measured: the demonstration's places and people, and thousands of cases."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select

from mediation.adapters.schema import head, migrate
from mediation.bootstrap import Installation
from mediation.demonstration.invented import MATTERS
from mediation.demonstration.people import VILLAGE, furnish_people, invented_name
from mediation.demonstration.places import furnish_places
from mediation.demonstration.player import PastClock, Player, dispute, invented_party
from mediation.model import Case, Organisation
from mediation.rules.vocabulary import MatterKind, Side
from mediation.services.register_dispute import register_dispute
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step

BATCH = 250


def opened(folder: Path) -> Installation:
    """An installation in that folder, furnished on the first call."""
    house = Installation.open(environment={"MEDIATION_DATA_DIR": str(folder)})
    migrate(house.database)
    with house.begin() as uow:
        if uow.session.scalar(select(Organisation.id).limit(1)) is None:
            furnish_people(uow, furnish_places(uow))
            uow.commit()
    return house


def populated(folder: Path, count: int) -> Installation:
    """The same with at least `count` cases, written by the services, several hundred in a transaction."""
    house = opened(folder / f"{head()}-{count}")
    with house.read() as session:
        there = session.scalar(select(func.count()).select_from(Case)) or 0
    actor = Player(house, house.clock.today()).actor("cunzhuren")
    for first in range(there, count, BATCH):
        on = house.clock.today() - timedelta(days=1 + first // BATCH % 60)
        clock = PastClock(on)
        with house.begin() as uow:
            for n in range(first, min(count, first + BATCH)):
                _one(uow, actor, clock, n)
            uow.commit()
        if first % 2500 == 0:
            print(f"· {first} / {count}", file=sys.stderr)  # noqa: T201
    return house


def _one(uow: object, actor: object, clock: PastClock, n: int) -> UUID:
    category, narrative, claim = MATTERS[n % len(MATTERS)]
    on = clock.today()
    parties = (
        invented_party(Side.APPLICANT, invented_name(n), 2 * n, on),
        invented_party(Side.RESPONDENT, invented_name(n + 7), 2 * n + 1, on),
    )
    given = dispute(on, parties, category, narrative, claim, region=VILLAGE)
    case_id = register_dispute(
        uow,  # type: ignore[arg-type]
        actor=actor,  # type: ignore[arg-type]
        clock=clock,
        organisation_id=actor.posts[0].organisation_id,  # type: ignore[attr-defined]
        given=given,
    )
    for step, reason in (("skip_settlement", "直接申请"), ("accept", ""), ("withdraw", "撤回"))[: n % 4]:
        command = StepCommand(matter=MatterKind.DISPUTE, matter_id=case_id, step=step, reason=reason)
        take_step(uow, actor=actor, clock=clock, command=command)  # type: ignore[arg-type]
    return case_id
