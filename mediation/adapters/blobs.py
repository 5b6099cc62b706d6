"""Issued papers and uploads: encrypted files named by the SHA-256 of what is in them."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
from collections.abc import Iterator, Set
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from mediation.rules.errors import MediationError, NotThere, StorageFailed
from mediation.rules.messages import say

DIGEST = re.compile(r"[0-9a-f]{64}")


def is_blob(name: str) -> bool:
    """Whether a file of that name is a whole blob: a temporary one has more to its name."""
    return DIGEST.fullmatch(name) is not None


class BlobCipher(Protocol):
    """Seals a file's bytes and binds them to its digest."""

    def seal_blob(self, data: bytes, digest: str) -> bytes: ...

    def open_blob(self, sealed: bytes, digest: str) -> bytes: ...


class BlobDamaged(MediationError):
    """A file that should be there is gone, or does not hold what its name says."""

    def __init__(self) -> None:
        super().__init__(say("文件内容缺失或已损坏，请联系管理员"))


class Blobs:
    """A folder of blobs: a local path, or any address that fsspec knows, such as `s3://bucket/prefix`."""

    def __init__(self, address: str | Path, cipher: BlobCipher) -> None:
        from fsspec.core import url_to_fs

        self._files: Any
        self._files, self._root = url_to_fs(str(address))
        self._cipher = cipher
        self._local = "file" in self._files.protocol

    def put(self, data: bytes) -> str:
        """Keep the bytes and give their digest. Once it returns they survive a power cut; twice is once."""
        digest = hashlib.sha256(data).hexdigest()
        path = self._path(digest)
        sealed = self._cipher.seal_blob(data, digest)
        try:
            if self._local:
                with self._sweep_lock(fcntl.LOCK_SH):
                    _write_whole(Path(path), sealed)
            else:
                self._files.pipe_file(path, sealed)
        except OSError as error:
            raise StorageFailed from error
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes, checked against their name."""
        path = self._path(digest)
        try:
            sealed: bytes = self._files.cat_file(path)
        except FileNotFoundError:
            raise BlobDamaged from None
        except OSError as error:
            raise StorageFailed from error
        data = self._cipher.open_blob(sealed, digest)
        if hashlib.sha256(data).hexdigest() != digest:
            raise BlobDamaged
        return data

    def exists(self, digest: str) -> bool:
        return DIGEST.fullmatch(digest) is not None and bool(self._files.isfile(self._path(digest)))

    def sweep(self, known: Set[str], older_than: datetime) -> int:
        """Delete what no row knows and was last put before the instant; says how many.

        Bytes are written before their row, so `older_than` must lie further back than any write lasts.
        """
        deleted = 0
        for path in self._all():
            if _name(path) in known:
                continue
            with self._sweep_lock(fcntl.LOCK_EX):
                if self._put_at(path) < older_than:
                    self._files.rm_file(path)
                    deleted += 1
        return deleted

    def _path(self, digest: str) -> str:
        if not DIGEST.fullmatch(digest):
            raise NotThere
        return f"{self._root}/{digest[:2]}/{digest}"

    def _all(self) -> list[str]:
        """Blobs, and the temporary files that a killed writer left; nothing that is not ours."""
        found = self._files.find(self._root) if self._files.isdir(self._root) else []
        return [path for path in found if DIGEST.fullmatch(_name(path).removeprefix(".").partition(".")[0])]

    def _put_at(self, path: str) -> datetime:
        about = self._files.modified(path)
        return about.replace(tzinfo=UTC) if about.tzinfo is None else about  # type: ignore[no-any-return]

    @contextmanager
    def _sweep_lock(self, kind: int) -> Iterator[None]:
        """Many may put at a time; a sweep waits for them, lest it delete what is just being put again."""
        if not self._local:
            yield
            return
        Path(self._root).mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(Path(self._root, ".lock"), "wb") as lock:
            fcntl.flock(lock, kind)
            yield


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _write_whole(path: Path, data: bytes) -> None:
    """All of it under its name or nothing: written aside, flushed to disk, renamed, the folder flushed."""
    if not path.parent.is_dir():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        _flush_folder(path.parent.parent)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
