"""Random hand-overs by two processes that are killed again and again: never no holder of a case, never two."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from mediation.bootstrap import Installation
from mediation.demonstration.invented import STORIES, register
from mediation.demonstration.player import Player
from mediation.model import Case, CaseEvent, HandOver, Holding
from mediation.readmodels.linked_cases import held_by
from mediation.rules.vocabulary import MatterKind, Seat
from tests.cli.conftest import run
from tests.faults.failing import LONG
from tests.faults.hand_over_process import FIRST_DAY, QuickClock, hand_over_until_killed
from tests.steps.conftest import KEY, opened
from workflows import REGISTRY

DAILY, OFTEN = {"sqlite": 50, "postgres": 30}, {"sqlite": 6_000, "postgres": 2_000}
WANTED = int(os.environ.get("MEDIATION_TEST_HAND_OVERS", "0"))
"""How many hand-overs; without it a few hundred daily and some thousand in the long runs."""
KEPT = os.environ.get("MEDIATION_TEST_HAND_OVERS_IN")
"""A folder in which the database of such a long run stays: killed as a whole, it goes on from there."""
CASES = max(24, WANTED // 100)
PATIENCE = 4.0 if WANTED else 1.0
"""Seconds, at most, that a process is left to work before the next is killed."""
ACCEPTED = next(story for name, _, story in STORIES if name == "accepted")
OPEN = ("offered", "undecided")
DELEGATED = {"call_back_delegated", "return_delegated"}
"""Of what a court delegated: these cases came from their parties."""
EVERY_WAY = {
    step.name
    for step in REGISTRY.newest().current(MatterKind.HAND_OVER).steps
    if step.seat is not Seat.SYSTEM and any(state.open for state in step.source)
} - DELEGATED


@pytest.fixture
def house(house: Installation, backend: str) -> Iterator[Installation]:
    """With some cases, on a clock that all processes share."""
    if KEPT is None or backend != "sqlite":
        yield replace(_with_cases(house), clock=QuickClock(time.monotonic()))
        return
    file = Path(KEPT, "mediation.sqlite")
    if not file.exists():
        _with_cases(house)
        house.close()
        shutil.copytree(house.settings.data_dir, KEPT, dirs_exist_ok=True)
    kept = opened(f"sqlite:///{file}", file.parent)
    yield replace(kept, clock=QuickClock(time.monotonic() - _days_gone(kept)))
    kept.close()


def _with_cases(house: Installation) -> Installation:
    for n in range(CASES):
        player = Player(house, FIRST_DAY)
        register(player, n + 1, "cunzhuren" if n % 2 else "zhenzhuren")
        if n % 4 == 1:
            ACCEPTED(player)
    return house


def _days_gone(house: Installation) -> int:
    """On the clock of the processes, until what they did last."""
    with house.read() as session:
        last: datetime | None = session.scalar(select(func.max(CaseEvent.recorded_at)))
    assert last is not None
    return (last.date() - FIRST_DAY).days


class AtWork:
    """A process that hands cases over."""

    def __init__(self, house: Installation, seed: int) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.faults.stepping"])
        heard, tell = context.Pipe(duplex=False)
        url = house.database.url.render_as_string(hide_password=False)
        arguments = (url, house.settings.data_dir, house.clock, seed, tell)
        self._process = context.Process(target=hand_over_until_killed, args=arguments, daemon=True)
        self._process.start()
        tell.close()
        with heard:
            if not heard.poll(60):
                self.close()
                raise AssertionError("no hand-over has ended")
            heard.recv()

    def kill(self) -> None:
        """SIGKILL, wherever it is."""
        self._process.kill()
        self._process.join()
        assert self._process.exitcode == -signal.SIGKILL, "it had ended of itself"

    def kill_while_it_writes(self, house: Installation, chance: Random) -> None:
        """SIGKILL at a random moment at which it has a write transaction open and no other process has one."""
        for _ in range(500):
            time.sleep(chance.random() / 20)
            self._stand_still()
            if writing(house):
                return self.kill()
            self._signal(signal.SIGCONT)
        raise AssertionError("it was never found writing")

    def _stand_still(self) -> None:
        self._signal(signal.SIGSTOP)
        stat = Path(f"/proc/{self._process.pid}/stat")
        while stat.read_text().rpartition(")")[2].split()[0] != "T":
            time.sleep(0.0005)

    def _signal(self, what: signal.Signals) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, what)

    def close(self) -> None:
        self._process.kill()
        self._process.join()


def writing(house: Installation) -> bool:
    """Whether some process has a write transaction open that is not committed."""
    if not house.database.is_sqlite:
        with house.read() as session:
            others = "datname = current_database() AND backend_xid IS NOT NULL"
            return bool(session.scalar(text(f"SELECT count(*) FROM pg_stat_activity WHERE {others}")))
    file = str(house.database.url.database)
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as locked:
            return locked.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
        return False


@contextmanager
def snapshot(house: Installation) -> Iterator[Session]:
    """One moment of the database, whoever goes on writing."""
    with house.read() as session:
        if not house.database.is_sqlite:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


def never_none_never_two(house: Installation, chance: Random) -> None:
    with snapshot(house) as session:
        held, ended = gapless(session), Counter(session.scalars(select(HandOver.state)))
        assert set(held) == set(session.scalars(select(Case.id)))
        assert sum(held.values()) == CASES + ended["accepted"], "each hand-over signed for is one holding"
        pointed = select(Case.id).join(Holding, Holding.id == Case.holding_id)
        answering = pointed.where(Holding.open, Holding.case_id == Case.id)
        rightly = session.scalars(answering.where(Holding.organisation_id == Case.organisation_id)).all()
        assert len(rightly) == CASES
        offers = session.execute(
            select(Case.organisation_id, HandOver.sender_id, HandOver.case_id)
            .join(Case, Case.id == HandOver.case_id)
            .where(HandOver.is_open)
        ).all()
        assert len({case_id for _, _, case_id in offers}) == len(offers) == sum(ended[one] for one in OPEN)
        assert all(holder == sender for holder, sender, _ in offers), (
            "until it is signed for, the sender answers"
        )
        days_add_up(house, session, chance.choice(sorted(held)))


def gapless(session: Session) -> dict[UUID, int]:
    """How often each case was held; every holding ends at the instant at which the next begins, the last is open."""
    onward = func.lead(Holding.from_at).over(
        partition_by=Holding.case_id, order_by=(Holding.from_at, Holding.id)
    )
    held = select(Holding.case_id, Holding.until_at, Holding.open, onward.label("onward")).subquery()
    wrong = held.c.until_at.is_distinct_from(held.c.onward) | (held.c.open != held.c.onward.is_(None))
    assert session.execute(select(held).where(wrong)).all() == []
    counted = select(Holding.case_id, func.count()).group_by(Holding.case_id)
    return {case_id: n for case_id, n in session.execute(counted)}


def days_add_up(house: Installation, session: Session, case_id: UUID) -> None:
    today = house.clock.today()
    assert sum(one.days for one in held_by(session, case_id, today)) == (today - FIRST_DAY).days


def hand_overs(house: Installation) -> int:
    """How many have ended."""
    with house.read() as session:
        return session.scalar(select(func.count()).where(HandOver.is_open.is_(False))) or 0


def ways_gone(house: Installation) -> Counter[str]:
    """How often each step of a hand-over was taken."""
    with house.read() as session:
        tags = select(CaseEvent.tag).where(CaseEvent.tag.startswith("hand_over:"))
        return Counter(tag.partition(":")[2] for tag in session.scalars(tags))


def nothing_is_broken(house: Installation) -> None:
    """What `mediation events verify` says of every chain, and the database of itself."""
    url = house.database.url.render_as_string(hide_password=False)
    told = run(house.settings.data_dir, "events", "verify", MEDIATION_DATABASE_URL=url, MEDIATION_KEY=KEY)
    assert told.returncode == 0, told.stdout + told.stderr
    if house.database.is_sqlite:
        with closing(sqlite3.connect(str(house.database.url.database))) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_random_hand_overs_with_kills_leave_exactly_one_holder(
    house: Installation, backend: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two processes at once; one is killed anywhere, and the other, left alone, in the middle of a transaction."""
    wanted = WANTED or (OFTEN if LONG else DAILY)[backend]
    seed = Random().randrange(10**6)
    chance, kills, started = Random(seed), 0, time.monotonic()
    while hand_overs(house) < wanted:
        with closing(AtWork(house, seed + kills)) as first, closing(AtWork(house, -seed - kills)) as second:
            time.sleep(chance.random() * PATIENCE)
            first.kill()
            never_none_never_two(house, chance)
            time.sleep(chance.random() * PATIENCE)
            second.kill_while_it_writes(house, chance)
            never_none_never_two(house, chance)
        kills += 2
    nothing_is_broken(house)
    if WANTED or LONG:
        assert set(ways_gone(house)) == EVERY_WAY
        with capsys.disabled():
            seconds = time.monotonic() - started
            print(f"\n{backend}: {hand_overs(house)} hand-overs, {kills} kills, {seconds:.0f} s, seed {seed}")
            print(dict(ways_gone(house)))
