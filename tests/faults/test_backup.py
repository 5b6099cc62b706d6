"""Backups while the disk fails or somebody writes: a file that has its name is whole, and so is what comes back."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from mediation.adapters import backup
from mediation.adapters.backup import back_up, put_back
from mediation.bootstrap import Installation
from mediation.config import Settings
from mediation.demonstration.player import Player
from mediation.rules.errors import SetupError
from tests.faults.failing import NO_CACHES, failing_files, kept
from tests.faults.test_every_step import started
from tests.steps.conftest import KEY, TODAY, opened

ROOT = Path(__file__).parent.parent.parent
PAPER = b"%PDF-1.7 " * 20_000
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def full_house(house: Installation) -> Installation:
    """A case and the bytes of a paper."""
    started(Player(house, TODAY))
    house.blobs.put(PAPER)
    return house


def elsewhere(house: Installation, folder: Path) -> Settings:
    return replace(house.settings, data_dir=folder)


def assert_same(house: Installation, folder: Path) -> None:
    restored = opened(f"sqlite:///{folder / 'mediation.sqlite'}", folder)
    assert kept(restored) == kept(house)
    assert restored.blobs.get(house.blobs.put(PAPER)) == PAPER
    restored.close()


def until_all_calls_pass(act: Callable[[], None], check: Callable[[bool], None]) -> int:
    """Run the act with its 1st, 2nd … call to the disk failing; the check is told whether one failed."""
    at = 0
    while True:
        at += 1
        with failing_files(at, backup) as seen:
            failed = False
            try:
                act()
            except OSError:
                failed = True
        check(failed)
        if seen[0] < at:
            return at


def test_a_backup_that_failed_leaves_no_file(full_house: Installation, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    file = folder / "backup.tar"

    def check(failed: bool) -> None:
        assert [f.name for f in folder.iterdir()] in ([], ["backup.tar"])
        if file.exists():
            restored = tmp_path / f"restored {len(list(tmp_path.iterdir()))}"
            put_back(elsewhere(full_house, restored), file)
            assert_same(full_house, restored)
            file.unlink()
        else:
            assert failed

    assert until_all_calls_pass(lambda: back_up(full_house.database, full_house.settings, file), check) > 6


def test_a_restore_that_failed_leaves_no_database(full_house: Installation, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    back_up(full_house.database, full_house.settings, file)
    made: list[Path] = []

    def restore() -> None:
        made.append(tmp_path / f"restored {len(made)}")
        put_back(elsewhere(full_house, made[-1]), file)

    def check(failed: bool) -> None:
        if (made[-1] / "mediation.sqlite").exists():
            assert_same(full_house, made[-1])
        else:
            assert failed

    assert until_all_calls_pass(restore, check) > 3


@pytest.mark.parametrize("part", [0, 700, 60_000, 250_000])
def test_a_part_of_a_backup_is_refused_and_nothing_restored(
    full_house: Installation, tmp_path: Path, part: int
) -> None:
    file = tmp_path / "backup.tar"
    back_up(full_house.database, full_house.settings, file)
    file.write_bytes(file.read_bytes()[:part])
    new = elsewhere(full_house, tmp_path / "new")
    with pytest.raises(SetupError, match="不是本程序的备份"):
        put_back(new, file)
    assert list(new.data_dir.iterdir()) == []


def test_papers_may_be_kept_during_a_backup(full_house: Installation, tmp_path: Path) -> None:
    stop = Event()

    def write() -> None:
        n = 0
        while not stop.is_set():
            n += 1
            full_house.blobs.put(b"%d" % (n % 50))

    writers = [Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    try:
        for n in range(12):
            back_up(full_house.database, full_house.settings, tmp_path / f"backup-{n}.tar")
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    put_back(elsewhere(full_house, tmp_path / "new"), tmp_path / "backup-11.tar")
    assert_same(full_house, tmp_path / "new")


def test_a_full_disk_is_told_in_one_sentence(full_house: Installation, tmp_path: Path) -> None:
    """The system lets no file of the command's grow beyond a limit: the copy of the database, in its middle."""
    file, limit = tmp_path / "backup.tar", 200_000
    settings = {"DATA_DIR": str(tmp_path), "DATABASE_URL": str(full_house.database.url), "KEY": KEY}
    told = subprocess.run(
        [sys.executable, "-c", "from mediation.cli import main; main()", "db", "backup", str(file)],
        cwd=ROOT,
        env={**os.environ, **NO_CACHES, **{f"MEDIATION_{name}": value for name, value in settings.items()}},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert told.returncode == 1
    assert told.stderr == "磁盘或者数据库拒绝了操作：disk I/O error\n"
    assert not file.exists()
    assert not [f for f in tmp_path.iterdir() if f.name.startswith(("tmp", "."))]
