"""Processes killed with SIGKILL in the middle of their work: what was told stays, nothing else is there by half."""

from __future__ import annotations

import multiprocessing
import random
import sqlite3
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from mediation.adapters.vault import verify_signature
from mediation.bootstrap import Installation
from mediation.model import Case, CaseEvent, CaseNumber, Holding
from mediation.model import Counter as Series
from mediation.readmodels.case_audit import verify_chains
from mediation.readmodels.replay import replay_breaks
from mediation.rules.grammar import WITHOUT_POSTS
from tests.faults.failing import LONG
from tests.faults.stepping import Told, step_until_killed
from tests.steps.conftest import opened
from workflows import REGISTRY

ROUNDS = 40 if LONG else 2
SYSTEM = {
    f"{d.matter.value}:{s.name}" for d in REGISTRY.definitions for s in d.steps if s.seat in WITHOUT_POSTS
}


class Stepping:
    """A process that takes steps, and all that it told."""

    def __init__(self, url: str, folder: Path) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.faults.stepping"])
        self.told: list[Told] = []
        self._heard, tell = context.Pipe(duplex=False)
        self._process = context.Process(target=step_until_killed, args=(url, folder, tell), daemon=True)
        self._process.start()
        tell.close()

    def hear(self, seconds: float = 0.0) -> None:
        """At least one more step, then as many as come within the time."""
        assert self._heard.poll(30), "no step was committed"
        until = time.monotonic() + seconds
        while True:
            self.told.append(self._heard.recv())
            if not self._heard.poll(max(0.0, until - time.monotonic())):
                return

    def kill(self) -> None:
        self._process.kill()
        self._process.join()
        try:
            while True:
                self.told.append(self._heard.recv())
        except EOFError:
            self._heard.close()


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_a_killed_process_had_told_is_there_and_the_rest_is_whole(
    house: Installation, tmp_path: Path
) -> None:
    url = str(house.database.url)
    house.close()
    seed = random.randrange(10**6)
    moments = random.Random(seed)
    told: Counter[Told] = Counter()
    for turn in range(10 * ROUNDS):
        if turn >= ROUNDS and sum(told.values()) > 4 * ROUNDS:
            break
        first, second = Stepping(url, tmp_path), Stepping(url, tmp_path)
        first.hear(moments.uniform(0.0, 0.3))
        first.kill()
        second.hear(moments.uniform(0.0, 0.3))  # goes on beside a killed one
        second.kill()
        told.update(first.told + second.told)
        try:
            assert_whole(tmp_path / "mediation.sqlite", url, tmp_path, told, in_flight=2 * (turn + 1))
        except AssertionError as broken:
            broken.add_note(f"seed {seed}, round {turn}")
            raise
    assert sum(told.values()) > 4 * ROUNDS


def assert_whole(file: Path, url: str, folder: Path, told: Counter[Told], in_flight: int) -> None:
    """The file is sound; every step that was told is there, and for each kill at most one that was not."""
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    house = opened(url, folder)
    with house.read() as session:
        events = Counter(
            (case_id, tag)
            for case_id, tag in session.execute(select(CaseEvent.case_id, CaseEvent.tag))
            if tag not in SYSTEM
        )
        assert told <= events
        assert (events - told).total() <= in_flight
        report = verify_chains(session, house.vault, verify_signature)
        assert report.breaks == ()
        assert list(replay_breaks(session, house.registry)) == []
        holdings = Counter(session.scalars(select(Holding.case_id).where(Holding.open)))
        assert holdings == Counter(session.scalars(select(Case.id)))
        given = select(CaseNumber.organisation_id, func.count()).group_by(CaseNumber.organisation_id)
        last = select(Series.organisation_id, Series.last).where(Series.series == "case")
        assert dict(session.execute(given).all()) == dict(session.execute(last).all())
    house.close()
