"""Papers while the database or the disk fails under the worker: each is waiting or issued whole, and all come."""

from __future__ import annotations

import errno
import fcntl
import io
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

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
from tests.faults.failing import LONG, failing
from tests.faults.papers import files, issued, no_file_too_many
from tests.steps.conftest import TODAY

ACCEPTED = next(story for name, _, story in STORIES if name == "accepted")
CALLS = ((os, "mkdir"), (os, "open"), (os, "fsync"), (os, "replace"), (fcntl, "flock"))
"""The calls to the system with which a file is kept, beside writing to it."""


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


class Full(io.BufferedWriter):
    """A file that asks before it is opened and before each write."""

    def __init__(self, file: Any, call: Callable[[], None]) -> None:
        self._call = call
        call()
        super().__init__(io.FileIO(file, "wb"))

    def write(self, data: Any, /) -> int:
        self._call()
        return super().write(data)

    def flush(self) -> None:
        if not self.closed:
            self._call()
        super().flush()


@contextmanager
def failing_files(at: int) -> Iterator[list[int]]:
    """The blob store's call number `at` to the system fails for want of space; yields the count of calls."""
    seen = [0]

    def call() -> None:
        seen[0] += 1
        if seen[0] == at:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def asking(original: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*arguments: Any, **more: Any) -> Any:
            call()
            return original(*arguments, **more)

        return asked

    with pytest.MonkeyPatch.context() as patch:
        for module, name in CALLS:
            patch.setattr(module, name, asking(getattr(module, name)))
        patch.setattr(blobs, "open", lambda file, _mode: Full(file, call), raising=False)
        yield seen


@pytest.mark.parametrize("backend", ["sqlite"])
def test_no_failing_call_to_the_disk_leaves_a_part_or_loses_a_paper(
    house: Installation, worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    at = 0
    while True:
        at += 1
        with failing_files(at) as seen:
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
