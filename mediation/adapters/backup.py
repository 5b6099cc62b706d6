"""One file with the database and the blobs, sealed as they are; the keys are kept elsewhere."""

from __future__ import annotations

import os
import sqlite3
import tarfile
import tempfile
from pathlib import Path

from mediation.adapters.database import Database
from mediation.config import Settings
from mediation.rules.errors import SetupError
from mediation.rules.messages import say

DATABASE, BLOBS = "mediation.sqlite", "blobs"


def back_up(database: Database, settings: Settings, file: Path) -> None:
    """Copy the SQLite database while it is in use, and the blobs, into a tar file of mode 600."""
    if not database.is_sqlite:
        raise SetupError(say("PostgreSQL 请用 pg_dump 备份数据库，并复制数据目录下的 blobs"))
    if file.exists():
        raise SetupError(say("文件 {file} 已存在，不覆盖", file=file))
    with tempfile.TemporaryDirectory(dir=settings.data_dir) as folder:
        copy = Path(folder) / DATABASE
        with sqlite3.connect(str(database.url.database)) as source, sqlite3.connect(copy) as target:
            source.backup(target)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as raw, tarfile.open(fileobj=raw, mode="w") as tar:
            tar.add(copy, DATABASE)
            if settings.blob_dir.exists():
                tar.add(settings.blob_dir, BLOBS)
            raw.flush()
            os.fsync(raw.fileno())


def put_back(settings: Settings, file: Path) -> None:
    """Unpack into a data folder that has no database yet; nothing is overwritten."""
    target = settings.data_dir / DATABASE
    if target.exists() or settings.blob_dir.exists():
        raise SetupError(say("数据目录 {folder} 里已有数据，不覆盖", folder=settings.data_dir))
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tarfile.open(file) as tar:
        members = tar.getmembers()
        if not all(_is_ours(member) for member in members):
            raise SetupError(say("文件 {file} 不是本程序的备份", file=file))
        tar.extractall(settings.data_dir, members)  # noqa: S202  every name was looked at
    target.chmod(0o600)


def _is_ours(member: tarfile.TarInfo) -> bool:
    """The database, or plain files and folders below the blobs: nothing that could land elsewhere."""
    parts = Path(member.name).parts
    plain = member.isreg() or member.isdir()
    return plain and ".." not in parts and (parts == (DATABASE,) or parts[:1] == (BLOBS,))
