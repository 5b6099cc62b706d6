"""Puts an installation together: settings, keys, database, blobs, clock and definitions."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from mediation.adapters import unit_of_work
from mediation.adapters.blobs import BlobStore
from mediation.adapters.clock import SystemClock
from mediation.adapters.database import Database, is_storage_failure, is_transient
from mediation.adapters.key_file import load_or_make_keys
from mediation.adapters.unit_of_work import SqlUnitOfWork
from mediation.adapters.vault import Vault
from mediation.config import Settings
from mediation.rules.clock import Clock
from mediation.rules.grammar import Registry


@dataclass(frozen=True)
class Installation:
    """One installed product, as use cases, pages and commands see it."""

    settings: Settings
    registry: Registry
    database: Database
    vault: Vault
    blobs: BlobStore
    clock: Clock

    @classmethod
    def open(
        cls,
        settings: Settings | None = None,
        *,
        registry: Registry | None = None,
        clock: Clock | None = None,
        environment: Mapping[str, str] = os.environ,
    ) -> Installation:
        """Open (and on a first start, furnish) the installation that the environment names."""
        settings = settings or Settings.from_environment(environment)
        if registry is None:
            from workflows import REGISTRY as registry
        vault = load_or_make_keys(settings)
        return cls(
            settings=settings,
            registry=registry,
            database=Database(settings.database_url),
            vault=vault,
            blobs=BlobStore(settings.data_dir / "blobs", vault),
            clock=clock or SystemClock(),
        )

    def begin(self) -> AbstractContextManager[SqlUnitOfWork]:
        """A write transaction."""
        return unit_of_work.begin(self.database, self.vault, self.registry)

    def read(self) -> AbstractContextManager[Session]:
        """A session that can only read."""
        return unit_of_work.read(self.database, self.vault)

    def is_transient(self, error: Exception) -> bool:
        return is_transient(error)

    def is_storage_failure(self, error: Exception) -> bool:
        return is_storage_failure(error)

    def close(self) -> None:
        self.database.dispose()
