"""The worker as a process of its own: killed over a paper, and with a disk that takes nothing more."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from mediation.adapters.renderer import Renderer
from mediation.adapters.worker import Worker
from mediation.bootstrap import Installation
from mediation.demonstration.invented import STORIES, register
from mediation.demonstration.player import Player
from mediation.model import Document, OutboxItem
from mediation.rules.errors import StorageFailed
from mediation.services.run_outbox import LEASE
from tests.conftest import FixedClock
from tests.faults.failing import NO_CACHES
from tests.faults.papers import files, issued, no_file_too_many
from tests.steps.conftest import KEY

ROOT = Path(__file__).parent.parent.parent
SIGNED_FOR = next(story for name, _, story in STORIES if name == "signed for by the township")
pytestmark = pytest.mark.parametrize(
    "backend", ["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.long])]
)


@pytest.fixture
def waiting(house: Installation) -> int:
    """Papers wait since some days; how many."""
    player = Player(house, date.today() - timedelta(9))
    register(player, 1)
    SIGNED_FOR(player)
    with house.read() as session:
        return len(session.scalars(select(OutboxItem)).all())


@contextmanager
def worker_process(house: Installation, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    url = house.database.url.render_as_string(hide_password=False)
    settings = {"DATA_DIR": str(house.settings.data_dir), "DATABASE_URL": url, "KEY": KEY}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MEDIATION_")}
    with log.open("wb") as lines:
        process = subprocess.Popen(
            [sys.executable, "-m", "mediation.commands.worker_process"],
            cwd=ROOT,
            env={**kept, **NO_CACHES, **{f"MEDIATION_{name}": value for name, value in settings.items()}},
            stderr=lines,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def until(what: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait until it is so."""
    late = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < late, "waited in vain"
        time.sleep(0.02)


def renderer_of(worker: int) -> int:
    """The process in which a worker renders."""
    for child in Path(f"/proc/{worker}/task/{worker}/children").read_text().split():
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
            return int(child)
    raise AssertionError("the worker has no renderer")


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def leased(house: Installation) -> list[UUID]:
    with house.read() as session:
        return list(
            session.scalars(
                select(OutboxItem.id).where(
                    OutboxItem.leased_until.is_not(None), OutboxItem.done_at.is_(None)
                )
            )
        )


def done(house: Installation) -> int:
    with house.read() as session:
        return len(session.scalars(select(OutboxItem.id).where(OutboxItem.done_at.is_not(None))).all())


def failure(house: Installation, item: UUID) -> str:
    with house.read() as session:
        return session.get_one(OutboxItem, item).failure


def held_over_a_paper(house: Installation, worker: int) -> tuple[int, UUID]:
    """Stop the worker's renderer once a first paper is issued: the worker waits for it, over the next one."""
    until(lambda: done(house) > 0)
    renderer = renderer_of(worker)
    os.kill(renderer, signal.SIGSTOP)
    time.sleep(0.3)  # it may have given its answer just before
    until(lambda: len(leased(house)) == 1)
    return renderer, leased(house)[0]


def later(house: Installation, **by: float) -> Installation:
    return replace(house, clock=FixedClock(datetime.now(UTC) + timedelta(**by)))


@pytest.mark.long
def test_the_paper_of_a_killed_worker_comes_once_after_its_lease(
    house: Installation, waiting: int, renderer: Renderer, tmp_path: Path
) -> None:
    with worker_process(house, tmp_path / "log") as process:
        orphan, item = held_over_a_paper(house, process.pid)
        assert b"MEDIATION_KEY" not in Path(f"/proc/{orphan}/environ").read_bytes()
        process.kill()
        process.wait()
        before = issued(house)
        os.kill(orphan, signal.SIGCONT)
        until(lambda: not is_running(orphan))
    assert (issued(house), leased(house)) == (before, [item])
    Worker(later(house), renderer).drain()
    assert (issued(house), leased(house)) == (waiting - 1, [item]), "the lease was not respected"
    again = Worker(later(house, seconds=LEASE.total_seconds() + 1), renderer)
    assert again.drain() == 1
    with house.read() as session:
        assert session.get_one(OutboxItem, item).attempts == 2
    assert issued(house) == waiting
    no_file_too_many(house)


@pytest.mark.long
def test_one_of_two_workers_is_killed_in_the_middle_of_a_batch_and_the_batch_goes_on(
    house: Installation, waiting: int, renderer: Renderer, tmp_path: Path
) -> None:
    """The other takes all that the killed one did not hold; that paper comes after its lease, once."""
    with worker_process(house, tmp_path / "killed") as killed:
        orphan, item = held_over_a_paper(house, killed.pid)
        with worker_process(house, tmp_path / "other") as other:
            until(lambda: len(leased(house)) == 2 or done(house) > 1)
            killed.kill()
            killed.wait()
            until(lambda: done(house) == waiting - 1)
            assert leased(house) == [item], "what the killed one held was taken before its time, or lost"
            other.terminate()
            assert other.wait(20) == 0
        os.kill(orphan, signal.SIGCONT)
        until(lambda: not is_running(orphan))
    assert Worker(later(house, seconds=LEASE.total_seconds() + 1), renderer).drain() == 1
    with house.read() as session:
        attempts = {one.id: one.attempts for one in session.scalars(select(OutboxItem))}
        documents = session.scalars(select(Document)).all()
        editions = {(one.kind, one.subject_id, one.edition) for one in documents}
    assert attempts.pop(item) == 2
    assert set(attempts.values()) == {1}, "a paper was made twice"
    assert len(editions) == len(documents) == issued(house) == waiting
    no_file_too_many(house)


def test_a_full_disk_keeps_the_paper_waiting_and_the_worker_going(
    house: Installation, waiting: int, renderer: Renderer, tmp_path: Path
) -> None:
    """The system refuses to let any file of the worker's grow: its blobs, and SQLite's file too."""
    log = tmp_path / "log"
    with worker_process(house, log) as process:
        child, item = held_over_a_paper(house, process.pid)
        before, unlimited = issued(house), resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1000, unlimited[1]))
        os.kill(child, signal.SIGCONT)
        until(
            lambda: "worker: " in log.read_text() if house.database.is_sqlite else bool(failure(house, item))
        )
        assert issued(house) == before
        assert all(len(name) == 64 for name in files(house)), "a temporary file was left"
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, unlimited)
        until(lambda: done(house) == waiting - 1)
        process.terminate()
        assert process.wait(10) == 0
    said = log.read_text()
    assert "File too large" in said
    assert failure(house, item) == ("" if house.database.is_sqlite else str(StorageFailed().message))
    Worker(later(house, minutes=2), renderer).drain()
    assert issued(house) == waiting
    no_file_too_many(house)
