"""One file with the database and the blobs, sealed as they are; the keys are kept elsewhere."""

from __future__ import annotations

import os
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

from mediation.adapters.blobs import is_blob
from mediation.adapters.checkpoint_count import COUNT
from mediation.adapters.database import Database
from mediation.config import Settings
from mediation.rules.errors import SetupError
from mediation.rules.messages import Message, say

DATABASE, BLOBS = "mediation.sqlite", "blobs"


def back_up(database: Database, settings: Settings, file: Path) -> None:
    """Copy the SQLite database while it is in use, and the blobs, into a tar file of mode 600.

    The file has its name only once all of it is on the disk.
    """
    if not database.is_sqlite:
        raise SetupError(say("PostgreSQL 请用 pg_dump 备份数据库，并复制数据目录下的 blobs"))
    if file.exists():
        raise SetupError(say("文件 {file} 已存在，不覆盖", file=file))
    aside = file.with_name(f".{file.name}.part")
    with tempfile.TemporaryDirectory(dir=settings.data_dir) as folder:
        copy = Path(folder) / DATABASE
        with (
            closing(sqlite3.connect(str(database.url.database))) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
        aside.unlink(missing_ok=True)  # of a backup that was killed
        try:
            with (
                open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw,
                tarfile.open(fileobj=raw, mode="w") as tar,
            ):
                tar.add(copy, DATABASE)
                for path in _blobs(settings.blob_dir):
                    tar.add(path, Path(BLOBS) / path.relative_to(settings.blob_dir), recursive=False)
            _flush(aside)
            os.replace(aside, file)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        _flush(file.absolute().parent)


def put_back(settings: Settings, file: Path) -> None:
    """Unpack into a data folder that has no database yet; nothing is overwritten.

    The database comes last: once it is there, all of the backup is.
    """
    target = settings.data_dir / DATABASE
    if target.exists() or settings.blob_dir.exists():
        raise SetupError(say("数据目录 {folder} 里已有数据，不覆盖", folder=settings.data_dir))
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.data_dir) as folder:
        try:
            with tarfile.open(file) as tar:
                members = tar.getmembers()
                if not all(_is_ours(member) for member in members):
                    raise SetupError(_not_ours(file))
                tar.extractall(folder, members)  # noqa: S202  every name was looked at
        except tarfile.TarError as broken:
            raise SetupError(_not_ours(file)) from broken
        unpacked = Path(folder)
        if not (unpacked / DATABASE).is_file():
            raise SetupError(_not_ours(file))
        (unpacked / DATABASE).chmod(0o600)
        if (unpacked / BLOBS).exists():
            os.replace(unpacked / BLOBS, settings.blob_dir)
        (settings.data_dir / COUNT).unlink(missing_ok=True)  # of the database that was here before
        os.replace(unpacked / DATABASE, target)


def _not_ours(file: Path) -> Message:
    return say("文件 {file} 不是本程序的备份", file=file)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _blobs(folder: Path) -> list[Path]:
    """The folder, those in it, and the blobs that have their name; what is just being written has not."""
    if not folder.exists():
        return []
    inside = sorted(folder.glob("??"))
    return [
        folder,
        *inside,
        *(file for one in inside for file in sorted(one.iterdir()) if is_blob(file.name)),
    ]


def _is_ours(member: tarfile.TarInfo) -> bool:
    """The database, or plain files and folders below the blobs: nothing that could land elsewhere."""
    parts = Path(member.name).parts
    plain = member.isreg() or member.isdir()
    return plain and ".." not in parts and (parts == (DATABASE,) or parts[:1] == (BLOBS,))
