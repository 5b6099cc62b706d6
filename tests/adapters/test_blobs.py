"""Blobs: whole or not there, encrypted, true to their names, swept only when nobody can still want them."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mediation.adapters.blobs import BlobDamaged, Blobs
from mediation.adapters.vault import SealBroken, Vault
from mediation.rules.errors import NotThere, StorageFailed

DATA = "人民调解协议书".encode() * 100
DIGEST = hashlib.sha256(DATA).hexdigest()
HOUR = timedelta(hours=1)


def file_of(tmp_path: Path, digest: str) -> Path:
    return tmp_path / "blobs" / digest[:2] / digest


def files_in(tmp_path: Path) -> list[str]:
    return sorted(p.name for p in (tmp_path / "blobs").rglob("*") if p.is_file() and p.name != ".lock")


def make_old(path: Path) -> None:
    then = (datetime.now(UTC) - 2 * HOUR).timestamp()
    os.utime(path, (then, then))


def test_what_was_put_is_found_by_its_digest(blobs: Blobs) -> None:
    assert blobs.put(DATA) == DIGEST
    assert blobs.get(DIGEST) == DATA
    assert blobs.exists(DIGEST)
    assert not blobs.exists("0" * 64)


def test_twice_is_once_and_an_empty_file_is_a_file(blobs: Blobs, tmp_path: Path) -> None:
    assert blobs.put(DATA) == blobs.put(DATA)
    assert files_in(tmp_path) == [DIGEST]
    assert blobs.get(blobs.put(b"")) == b""


def test_the_file_is_encrypted_and_private(blobs: Blobs, tmp_path: Path) -> None:
    blobs.put(DATA)
    path = file_of(tmp_path, DIGEST)
    assert "协议".encode() not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_an_altered_file_does_not_open(blobs: Blobs, tmp_path: Path) -> None:
    path = file_of(tmp_path, blobs.put(DATA))
    altered = bytearray(path.read_bytes())
    altered[-1] ^= 1
    path.write_bytes(altered)
    with pytest.raises(SealBroken):
        blobs.get(DIGEST)


def test_a_file_in_the_place_of_another_does_not_open(blobs: Blobs, tmp_path: Path) -> None:
    other = blobs.put(b"another paper")
    blobs.put(DATA)
    file_of(tmp_path, DIGEST).write_bytes(file_of(tmp_path, other).read_bytes())
    with pytest.raises(SealBroken):
        blobs.get(DIGEST)


def test_bytes_sealed_under_a_digest_that_is_not_theirs_are_refused(
    blobs: Blobs, tmp_path: Path, vault: Vault
) -> None:
    blobs.put(DATA)
    file_of(tmp_path, DIGEST).write_bytes(vault.seal_blob(b"forged with the key", DIGEST))
    with pytest.raises(BlobDamaged):
        blobs.get(DIGEST)


def test_a_lost_file_is_said_to_be_lost(blobs: Blobs) -> None:
    with pytest.raises(BlobDamaged):
        blobs.get("0" * 64)


@pytest.mark.parametrize(
    "digest",
    [
        "",
        "..",
        "../../etc/passwd",
        "ab/../../x",
        DIGEST.upper(),
        DIGEST + "\n",
        DIGEST[:-1],
        "/" + DIGEST,
        "０" * 64,
    ],
)
def test_a_name_that_is_no_digest_leads_nowhere(blobs: Blobs, digest: str) -> None:
    with pytest.raises(NotThere):
        blobs.get(digest)
    assert not blobs.exists(digest)


FILL = """
import resource, sys
from mediation.adapters.blobs import Blobs
from mediation.adapters.vault import Vault
from mediation.rules.errors import StorageFailed
blobs = Blobs(sys.argv[1], Vault({1: bytes(range(32))}, current=1))
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    blobs.put(bytes(200_000))
except StorageFailed:
    sys.exit(7)
"""


def test_a_disk_that_takes_only_a_part_keeps_nothing(blobs: Blobs, tmp_path: Path) -> None:
    """The system refuses to let the file grow beyond a limit, in the middle of the write."""
    outcome = subprocess.run([sys.executable, "-c", FILL, str(tmp_path / "blobs")], check=False)
    assert outcome.returncode == 7
    assert files_in(tmp_path) == []


@pytest.mark.parametrize("call", ["fsync", "replace", "open"])
def test_whichever_call_the_system_refuses_no_part_is_left(
    blobs: Blobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    blobs.put(b"so that the folder is there")
    before = files_in(tmp_path)
    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(StorageFailed):
        blobs.put(DATA)
    monkeypatch.undo()
    assert files_in(tmp_path) == before


def test_bytes_and_name_reach_the_disk_before_put_returns(
    blobs: Blobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this order: the bytes flushed, the name given, the folder flushed."""
    calls: list[str] = []
    fsync, replace = os.fsync, os.replace

    def seen_fsync(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        calls.append("flush folder" if is_folder else "flush file")
        fsync(descriptor)

    def seen_replace(source: Path, target: Path) -> None:
        calls.append("name")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", seen_fsync)
    monkeypatch.setattr(os, "replace", seen_replace)
    blobs.put(DATA)
    assert calls == ["flush folder", "flush file", "name", "flush folder"]


def test_a_sweep_takes_what_no_row_knows_and_only_when_it_is_old(blobs: Blobs, tmp_path: Path) -> None:
    known, orphan, fresh = blobs.put(b"known"), blobs.put(b"orphan"), blobs.put(b"fresh")
    make_old(file_of(tmp_path, known))
    make_old(file_of(tmp_path, orphan))
    assert blobs.sweep({known}, datetime.now(UTC) - HOUR) == 1
    assert files_in(tmp_path) == sorted([known, fresh])


def test_an_orphan_that_is_put_again_is_young_again(blobs: Blobs, tmp_path: Path) -> None:
    digest = blobs.put(DATA)
    make_old(file_of(tmp_path, digest))
    blobs.put(DATA)
    assert blobs.sweep(set(), datetime.now(UTC) - HOUR) == 0


def test_a_sweep_clears_what_a_killed_writer_left_and_nothing_that_is_not_ours(
    blobs: Blobs, tmp_path: Path
) -> None:
    folder = file_of(tmp_path, blobs.put(DATA)).parent
    for name in (f".{DIGEST}.0123456789abcdef", "README"):
        (folder / name).write_bytes(b"half")
        make_old(folder / name)
    assert blobs.sweep({DIGEST}, datetime.now(UTC) - HOUR) == 1
    assert files_in(tmp_path) == sorted(["README", DIGEST])


def test_a_sweep_before_the_first_put_finds_nothing(blobs: Blobs) -> None:
    assert blobs.sweep(set(), datetime.now(UTC)) == 0


def test_many_writers_of_one_file_and_a_sweeper_leave_it_whole(blobs: Blobs) -> None:
    with ThreadPoolExecutor(8) as pool:
        sweeps = [pool.submit(blobs.sweep, set(), datetime.now(UTC) - HOUR) for _ in range(8)]
        digests = {job.result() for job in [pool.submit(blobs.put, DATA) for _ in range(40)]}
        assert sum(sweep.result() for sweep in sweeps) == 0
    assert digests == {DIGEST}
    assert blobs.get(DIGEST) == DATA


def test_another_storage_behind_the_port_keeps_the_same_promises(vault: Vault) -> None:
    blobs = Blobs("memory://mediation-test", vault)
    digest = blobs.put(DATA)
    assert blobs.get(digest) == DATA
    assert blobs.exists(digest)
    with pytest.raises(BlobDamaged):
        blobs.get("0" * 64)
    assert blobs.sweep({digest}, datetime.now(UTC) + HOUR) == 0
    assert blobs.sweep(set(), datetime.now(UTC) + HOUR) == 1
    assert not blobs.exists(digest)
