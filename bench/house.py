"""The installation that is measured: the demonstration's places, people and stories, and thousands of cases."""

from __future__ import annotations

import atexit
import hashlib
import shutil
import sys
import tempfile
from datetime import timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select

from mediation.adapters.schema import MIGRATIONS, migrate
from mediation.adapters.unit_of_work import SqlUnitOfWork
from mediation.bootstrap import Installation
from mediation.demonstration.invented import MATTERS, STORIES, play_invented
from mediation.demonstration.people import VILLAGE, furnish_people, invented_name
from mediation.demonstration.places import furnish_places
from mediation.demonstration.player import PastClock, Player, dispute, invented_party
from mediation.model import Case
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.vocabulary import MatterKind, Side
from mediation.services.register_dispute import register_dispute
from mediation.services.step import StepCommand
from mediation.services.sweep_deadlines import sweep_deadlines
from mediation.services.take_step import take_step

BATCH = 250
ROAD = (("skip_settlement", "直接申请"), ("accept", ""), ("withdraw", "撤回"))


def opened(folder: Path) -> Installation:
    """An installation in that folder, furnished on the first call."""
    if not folder.exists() or not any(folder.iterdir()):
        folder.parent.mkdir(parents=True, exist_ok=True)
        copy = tempfile.mkdtemp(dir=folder.parent)  # takes its place whole, or not at all
        shutil.copytree(_furnished(), copy, dirs_exist_ok=True)
        Path(copy).rename(folder)
    house = Installation.open(environment={"MEDIATION_DATA_DIR": str(folder)})
    migrate(house.database)
    return house


@cache
def _furnished() -> Path:
    """The folder that all others are copied from, gone when the measurements end."""
    folder = Path(tempfile.mkdtemp(prefix="mediation-bench-"))
    atexit.register(shutil.rmtree, folder)
    house = Installation.open(environment={"MEDIATION_DATA_DIR": str(folder)})
    migrate(house.database)
    with house.begin() as uow:
        furnish_people(uow, furnish_places(uow))
        uow.commit()
    house.close()
    return folder


def kept_name(count: int) -> str:
    """Another name as soon as the tables, the definitions or this module are others."""
    from workflows import REGISTRY

    digest = hashlib.sha256()
    for path in (*sorted(MIGRATIONS.glob("versions/*.py")), Path(__file__)):
        digest.update(path.read_bytes())
    for definition in REGISTRY.definitions:
        digest.update(definition.digest.encode())
    return f"{count}-{digest.hexdigest()[:12]}"


def populated(folder: Path, count: int) -> Installation:
    """The same with at least `count` cases, written by the services, several hundred in a transaction."""
    at = folder / kept_name(count)
    house = opened(at)
    there = _cases(house)
    if 0 < there < len(STORIES):  # interrupted among the stories
        house.close()
        shutil.rmtree(at)
        house, there = opened(at), 0
    if not there:
        there = sum(1 for _ in play_invented(house, house.clock.today()))
    actor = Player(house, house.clock.today()).actor("cunzhuren")
    for first in range(there, count, BATCH):
        clock = PastClock(house.clock.today() - timedelta(days=1 + first // BATCH % 60))
        with house.begin() as uow:
            for n in range(first, min(count, first + BATCH)):
                _one(uow, actor, clock, n)
            uow.commit()
        if first // BATCH % 10 == 9:
            print(f"· {first} / {count}", file=sys.stderr)  # noqa: T201
    return house


def all_open(folder: Path, count: int) -> Installation:
    """As many open cases of the last sixty days, the ends of their clocks told as of today."""
    house = opened(folder / f"open-{kept_name(count)}")
    actor = Player(house, house.clock.today()).actor("cunzhuren")
    there = _cases(house)
    for first in range(there, count, BATCH):
        clock = PastClock(house.clock.today() - timedelta(days=first // BATCH % 60))
        with house.begin() as uow:
            for n in range(first, min(count, first + BATCH)):
                _one(uow, actor, clock, n // 3 * (len(ROAD) + 1) + n % 3)  # none is withdrawn
            uow.commit()
        if first // BATCH % 10 == 9:
            print(f"· {first} / {count}", file=sys.stderr)  # noqa: T201
    sweep_deadlines(house)
    return house


def registered(house: Installation, count: int) -> list[UUID]:
    """New cases that nobody has done anything about."""
    actor = Player(house, house.clock.today()).actor("cunzhuren")
    with house.begin() as uow:
        made = [_one(uow, actor, house.clock, n * (len(ROAD) + 1)) for n in range(count)]
        uow.commit()
    return made


def _cases(house: Installation) -> int:
    with house.read() as session:
        return session.scalar(select(func.count()).select_from(Case)) or 0


def _one(uow: SqlUnitOfWork, actor: Actor, clock: Clock, n: int) -> UUID:
    category, narrative, claim = MATTERS[n % len(MATTERS)]
    on = clock.today()
    parties = (
        invented_party(Side.APPLICANT, invented_name(n), 2 * n, on),
        invented_party(Side.RESPONDENT, invented_name(n + 7), 2 * n + 1, on),
    )
    given = dispute(on, parties, category, narrative, claim, region=VILLAGE)
    case_id = register_dispute(
        uow, actor=actor, clock=clock, organisation_id=actor.posts[0].organisation_id, given=given
    )
    for step, reason in ROAD[: n % (len(ROAD) + 1)]:
        command = StepCommand(
            matter=MatterKind.DISPUTE, matter_id=case_id, step=step, reason=reason, way_given=True
        )
        take_step(uow, actor=actor, clock=clock, command=command)
    return case_id
