"""The simulated years in parts: the courts of some counties each, played by a process of its own.

Courts and committees of different counties have nothing to do with each other here. On PostgreSQL all parts write into
the one database; SQLite takes one writer at a time, so there each part has a file of its own, and the files are put
together at the end. What was killed goes on where it stopped.
"""

from __future__ import annotations

import gc
import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from random import Random

from sqlalchemy import delete, select

from mediation.adapters.database import WAIT_SECONDS
from mediation.bootstrap import Installation
from mediation.config import Settings
from mediation.demonstration.people import furnish_people
from mediation.demonstration.places import furnish_places
from mediation.demonstration.prefecture import COUNTIES, PUBLISHED, Fate, chances_of, fates
from mediation.demonstration.prefecture_cases import play, prefecture_of, settle_in
from mediation.model import Setting, Table
from mediation.rules.errors import SetupError
from mediation.rules.messages import say

BEGUN = "simulation"
MARK = "simulation_part_"
SELDOM = 100_000
"""Objects between two looks for cycles: a transaction makes thousands of rows, and its session ends with it."""
SAID_EVERY = 500


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of the published years is played, by which chance, in how many processes."""

    share: float
    seed: int
    processes: int

    def drawn(self) -> Iterator[Fate]:
        return fates(Random(self.seed), chances_of(), PUBLISHED, self.share)  # noqa: S311  chance, no secret

    def parts(self) -> Sequence[frozenset[str]]:
        """The counties of each process, so that all have about as much to do."""
        found: list[set[str]] = [set() for _ in range(min(self.processes, len(COUNTIES)))]
        for county in sorted(COUNTIES, key=lambda one: -COUNTIES[one]):
            min(found, key=lambda part: sum(COUNTIES[one] for one in part)).add(county)
        return [frozenset(part) for part in found]


def may_go_on(house: Installation, plan: Plan) -> bool:
    """Whether that very simulation was begun here, and not ended."""
    with house.read() as session:
        return session.scalar(select(Setting.value).where(Setting.name == BEGUN)) == repr(plan)


def furnish(house: Installation, plan: Plan) -> None:
    """Places and people, before anything happens."""
    with house.begin() as uow:
        places = furnish_places(uow)
        furnish_people(uow, places)
        uow.commit()
    settle_in(house, places)
    with house.begin() as uow:
        uow.session.add(Setting(name=BEGUN, value=repr(plan)))
        uow.commit()


def play_all(house: Installation, plan: Plan) -> None:
    """Every part to its end, and all of them in the one database; SetupError where a process was killed."""
    own_files = house.database.is_sqlite and plan.processes > 1
    settings = [
        _with_own_file(house, n) if own_files else house.settings for n, _ in enumerate(plan.parts(), 1)
    ]
    spawn = get_context("spawn")
    children = [spawn.Process(target=play_part, args=(one, plan, n)) for n, one in enumerate(settings, 1)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    if any(child.exitcode for child in children):
        raise SetupError(say("模拟没有做完：再运行同样的命令，从停下的地方接着做"))
    if own_files:
        for one in settings:
            put_together(_file_of(house.settings.database_url), _file_of(one.database_url))
    with house.begin() as uow:
        uow.session.execute(delete(Setting).where((Setting.name == BEGUN) | Setting.name.startswith(MARK)))
        uow.commit()
    for one in settings if own_files else ():
        _file_of(one.database_url).unlink()


def play_part(settings: Settings, plan: Plan, n: int) -> None:
    """What the n-th process does."""
    house = Installation.open(settings)
    counties = plan.parts()[n - 1]
    mine = (fate for fate in plan.drawn() if fate.county in counties)
    gc.freeze()
    gc.set_threshold(SELDOM)
    started, said = time.monotonic(), 0
    try:
        for done in play(house, prefecture_of(house), mine, plan.seed, f"{MARK}{n}"):
            if done - said >= SAID_EVERY:
                said = done
                _say(n, done, time.monotonic() - started)
        _say(n, done, time.monotonic() - started)
    finally:
        house.close()


def _say(n: int, done: int, seconds: float) -> None:
    sys.stderr.write(f"· {n}: {done} 件，{seconds:.0f} 秒，每秒 {done / seconds:.0f} 件\n")
    sys.stderr.flush()


def _with_own_file(house: Installation, n: int) -> Settings:
    """A copy of the furnished database for one part; the one that is there, where it was begun."""
    source = _file_of(house.settings.database_url)
    own = source.with_name(f"{source.stem}-part{n}{source.suffix}")
    if not own.exists():
        aside = own.with_suffix(".copying")
        aside.unlink(missing_ok=True)
        aside.touch(mode=0o600)  # names stand in it
        with closing(sqlite3.connect(source)) as whole, closing(sqlite3.connect(aside)) as copy:
            whole.backup(copy)
        aside.replace(own)
    return replace(house.settings, database_url=f"sqlite:///{own}")


def _file_of(database_url: str) -> Path:
    return Path(database_url.removeprefix("sqlite:///"))


def put_together(whole: Path, part: Path) -> None:
    """Every row of the part into the whole, in one transaction; what is there already stays once.

    RuntimeError, and nothing written, where a row of the part would be missing.
    """
    with closing(sqlite3.connect(whole, isolation_level=None, timeout=WAIT_SECONDS)) as connection:
        connection.execute("ATTACH ? AS part", (str(part),))
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("PRAGMA defer_foreign_keys=ON")
        for table in Table.metadata.sorted_tables:
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            connection.execute(
                f"INSERT OR IGNORE INTO main.{table.name} ({columns}) SELECT {columns} FROM part.{table.name}"  # noqa: S608
            )
            keys = ", ".join(f'"{column.name}"' for column in table.primary_key)
            lost = f"SELECT {keys} FROM part.{table.name} EXCEPT SELECT {keys} FROM main.{table.name} LIMIT 1"  # noqa: S608
            if connection.execute(lost).fetchone():
                connection.execute("ROLLBACK")
                raise RuntimeError(f"rows of {table.name} are missing")
        connection.execute("COMMIT")
