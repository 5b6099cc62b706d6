"""Papers while the database or the disk fails under the worker: each is waiting or issued whole, and all come."""

from __future__ import annotations

import shutil
from contextlib import suppress

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from mediation.adapters import blobs
from mediation.adapters.renderer import Renderer
from mediation.adapters.worker import Worker
from mediation.bootstrap import Installation
from mediation.demonstration.invented import STORIES, register
from mediation.demonstration.player import Player
from mediation.model import OutboxItem
from mediation.rules.errors import StorageFailed
from mediation.services.run_outbox import LEASE, MOST_ATTEMPTS
from tests.conftest import FixedClock
from tests.faults.failing import LONG, failing, failing_files
from tests.faults.papers import files, issued, no_file_too_many
from tests.steps.conftest import TODAY

ACCEPTED = next(story for name, _, story in STORIES if name == "accepted")


@pytest.fixture
def worker(house: Installation, renderer: Renderer, clock: FixedClock) -> Worker:
    """A worker, on the day after a case was accepted: two papers wait."""
    player = Player(house, TODAY)
    register(player, 1)
    ACCEPTED(player)
    assert isinstance(house.clock, FixedClock)
    house.clock.move(days=1)
    return Worker(house, renderer)


def all_come(house: Installation, worker: Worker) -> None:
    worker.drain()
    assert issued(house) == 2
    no_file_too_many(house)


@pytest.mark.long
def test_no_failing_call_to_the_database_issues_a_paper_by_half(house: Installation, worker: Worker) -> None:
    at, calls, stride = 1, 100, 1 if house.database.is_sqlite or LONG else 3
    while at <= calls:
        with failing(house, at) as seen, suppress(OperationalError):
            worker.work_once()
            calls = seen[0]
        assert issued(house) == (1 if at > calls else 0)
        house.clock.move(seconds=LEASE.total_seconds() + 1)  # type: ignore[attr-defined]
        at += stride
    assert calls > 8
    all_come(house, worker)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_no_failing_call_to_the_disk_leaves_a_part_or_loses_a_paper(
    house: Installation, worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    at = 0
    while True:
        at += 1
        with failing_files(at, blobs) as seen:
            worker.work_once()
        house.clock.move(minutes=2)  # type: ignore[attr-defined]
        if seen[0] < at:
            break
        assert issued(house) == 0
        assert all(len(name) == 64 for name in files(house)), "a temporary file was left"
        shutil.rmtree(house.settings.blob_dir, ignore_errors=True)  # all folders are made anew
        assert "No space left on device" in caplog.records[-1].getMessage()
        with house.read() as session:
            assert str(StorageFailed().message) in session.scalars(select(OutboxItem.failure)).all()
    assert at > 2 * MOST_ATTEMPTS
    all_come(house, worker)
