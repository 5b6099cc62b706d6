"""Many at once: exactly one wins; a lock that stays, a worker that was killed, a paper rendered twice."""

from __future__ import annotations

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from mediation.adapters.blobs import Blobs
from mediation.bootstrap import Installation
from mediation.demonstration.invented import STORIES, register
from mediation.demonstration.player import Player
from mediation.model import CaseEvent, Document
from mediation.rules.errors import Busy, MediationError, StaleCase, StorageFailed, WrongState
from mediation.rules.vocabulary import DocumentState, MatterKind
from mediation.services.perform import perform
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step
from tests.faults.failing import kept
from tests.steps.conftest import Begin

STORY = {name: story for name, _, story in STORIES}
CLIENTS = 32
ROUNDS = 100 if os.environ.get("MEDIATION_TEST_LONG") else 12


def race(player: Player, step: str, version: int) -> list[str]:
    """What each of many clients is told who take the same step from the same page at the same moment."""
    start = Barrier(CLIENTS)
    actor = player.actor("cunzhuren")
    wish = StepCommand(
        matter=MatterKind.DISPUTE,
        matter_id=player.case_id,
        step=step,
        reason="同时",
        seen_version=version,
    )

    def client(_: int) -> str:
        start.wait()
        try:
            perform(player.house, take_step, actor=actor, command=wish)
        except (StaleCase, WrongState) as late:
            return type(late).__name__
        except MediationError as other:
            return f"unexpected {type(other).__name__}"
        return "won"

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(client, range(CLIENTS)))


def test_of_32_clients_on_one_step_exactly_one_wins_and_none_sees_a_lock(
    house: Installation, begin: Begin, backend: str
) -> None:
    for n in range(ROUNDS if backend == "sqlite" else 3):
        player = begin(n=2 * n + 1)
        told = race(player, "skip_settlement", 1)
        assert told.count("won") == 1
        assert set(told) <= {"won", "StaleCase", "WrongState"}
        with house.read() as session:
            tags = list(session.scalars(select(CaseEvent.tag).where(CaseEvent.case_id == player.case_id)))
        assert tags.count("dispute:skip_settlement") == 1


def test_a_double_click_wins_once_and_both_clicks_get_the_answer(house: Installation, begin: Begin) -> None:
    player = begin()
    actor = player.actor("cunzhuren")
    wish = StepCommand(
        matter=MatterKind.DISPUTE,
        matter_id=player.case_id,
        step="skip_settlement",
        reason="x",
        seen_version=1,
    )
    start = Barrier(8)

    def click(_: int) -> Any:
        start.wait()
        return perform(player.house, take_step, actor=actor, key="double-click-key-1", command=wish)

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(click, range(8)))
    assert answers == {player.case_id}


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_lock_that_stays_is_told_as_busy_and_nothing_is_written(
    house: Installation, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    player = begin()
    before = kept(house)

    def locked(*_: Any) -> None:
        cause = sqlite3.OperationalError("database is locked")
        cause.sqlite_errorcode = sqlite3.SQLITE_BUSY  # type: ignore[misc]
        raise OperationalError("BEGIN IMMEDIATE", {}, cause)

    event.listen(house.database.write_engine, "before_cursor_execute", locked)
    with pytest.raises(Busy):
        player.step("cunzhuren", "skip_settlement", reason="x")
    event.remove(house.database.write_engine, "before_cursor_execute", locked)
    assert kept(house) == before


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_failing_file_call_leaves_no_blob(
    blobs: Blobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    calls = [0]
    original = os.fsync

    def full(descriptor: int) -> None:
        calls[0] += 1
        if calls[0] == at:
            raise OSError(28, "No space left on device")
        original(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    try:
        digest = blobs.put(b"%PDF-1.7 test")
    except StorageFailed:
        files = [f for f in (tmp_path / "blobs").glob("??/*") if f.is_file()]
        assert all(len(f.name) == 64 for f in files), "a temporary file was left"
    else:
        assert blobs.get(digest) == b"%PDF-1.7 test"
        assert calls[0] < at


def test_a_document_whose_worker_was_killed_comes_after_the_lease(house: Installation, begin: Begin) -> None:
    from dataclasses import replace

    from mediation.adapters.worker import Worker
    from mediation.services.run_outbox import LEASE, take_job
    from tests.conftest import FixedClock

    player = begin()
    STORY["accepted"](player)
    clock = FixedClock()
    clock.move_to(date(2026, 11, 24))
    working = replace(house, clock=clock)
    with working.begin() as uow:
        taken = take_job(uow, clock=clock, worker="killed")
        uow.commit()
    assert taken is not None
    worker = Worker(working)
    try:
        worker.drain()
        with house.read() as session:
            assert session.get_one(Document, taken.document_id).state is DocumentState.QUEUED
        clock.move(seconds=LEASE.total_seconds() + 1)
        worker.drain()
    finally:
        worker.close()
    with house.read() as session:
        documents = session.scalars(select(Document)).all()
        assert {d.state for d in documents} == {DocumentState.ISSUED}
        assert all(d.digest and house.blobs.get(d.digest).startswith(b"%PDF") for d in documents)


def test_a_document_rendered_twice_is_one_document(house: Installation, begin: Begin) -> None:
    from mediation.services.run_outbox import finish_job, take_job

    player = begin(2)
    STORY["accepted"](player)
    with house.begin() as uow:
        job = take_job(uow, clock=house.clock, worker="first")
        uow.commit()
    assert job is not None
    for digest in ("a" * 64, "b" * 64):
        with house.begin() as uow:
            finish_job(uow, clock=house.clock, job=job, digest=digest, size=1)
            uow.commit()
    with house.read() as session:
        assert session.get_one(Document, job.document_id).digest == "a" * 64


def test_what_somebody_waits_for_comes_before_an_old_queue(house: Installation, begin: Begin) -> None:
    from dataclasses import replace

    from mediation.services.run_outbox import take_job
    from tests.conftest import FixedClock

    STORY["mediating"](begin(9))
    clock = FixedClock()
    clock.move_to(date(2026, 11, 24))
    now = Player(replace(house, clock=clock), date(2026, 11, 24))
    register(now, 5)
    now.clock.instant = clock.now()
    STORY["accepted"](now)
    clock.move(minutes=1, hours=0)
    clock.instant = max(clock.instant, now.clock.instant)
    with house.begin() as uow:
        first = take_job(uow, clock=clock, worker="w")
    assert first is not None
    with house.read() as session:
        assert session.get_one(Document, first.document_id).case_id == now.case_id
