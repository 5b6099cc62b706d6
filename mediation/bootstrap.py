"""Puts an installation together: settings, keys, database, blobs, clock and definitions."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from mediation.adapters import unit_of_work
from mediation.adapters.blobs import Blobs
from mediation.adapters.clock import SystemClock
from mediation.adapters.database import Database, is_storage_failure, is_transient
from mediation.adapters.fonts import use_font_folder
from mediation.adapters.inspector import Inspector
from mediation.adapters.notice_channels import channel_of
from mediation.adapters.page_counts import pages_in
from mediation.adapters.previews import Previews
from mediation.adapters.printer import Printer
from mediation.adapters.spreadsheets import Spreadsheets
from mediation.adapters.tables import TableReader
from mediation.adapters.unit_of_work import SqlUnitOfWork
from mediation.adapters.vault import Vault
from mediation.adapters.workbooks import Workbooks
from mediation.config import Settings
from mediation.readmodels.production import require_fit_for_production
from mediation.rules.clock import Clock
from mediation.rules.errors import SetupError
from mediation.rules.grammar import Registry
from mediation.rules.messages import Message
from mediation.services.identity_checks import CHECKS, IdentityCheck
from mediation.services.send_notices import NoticeChannel


@dataclass(frozen=True)
class Installation:
    """One installed product, as use cases, pages and commands see it."""

    settings: Settings
    registry: Registry
    database: Database
    vault: Vault
    blobs: Blobs
    clock: Clock
    channel: NoticeChannel
    identity_check: IdentityCheck
    previews: Previews = field(default_factory=Previews)
    inspector: Inspector = field(default_factory=Inspector)
    """Opens what people upload; its child starts with the first file."""
    tables: TableReader = field(default_factory=TableReader)
    workbooks: Workbooks = field(default_factory=Workbooks)
    printer: Printer = field(default_factory=Printer)
    spreadsheets: Spreadsheets = field(default_factory=Spreadsheets)

    @staticmethod
    def pinyin_keys(name: str) -> tuple[str, ...]:
        """By what a division is found that has this name."""
        from mediation.adapters.pinyin import pinyin_keys

        return pinyin_keys(name)

    @classmethod
    def open(
        cls,
        settings: Settings | None = None,
        *,
        registry: Registry | None = None,
        clock: Clock | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Installation:
        """Open (and on a first start, furnish) the installation that the environment names."""
        settings = settings or Settings.from_environment(os.environ if environment is None else environment)
        if registry is None:
            from workflows import REGISTRY

            registry = REGISTRY
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        use_font_folder(settings.font_dir, settings.data_dir)
        database = Database(settings.database_url)
        keys = settings.open_keys(database_in_use=not database.is_empty())
        vault = Vault(keys.keys, keys.current)
        return cls(
            settings=settings,
            registry=registry,
            database=database,
            vault=vault,
            blobs=Blobs(settings.blob_dir, vault),
            clock=clock or SystemClock(),
            channel=channel_of(
                settings.notices, settings.notice_dir, settings.notice_url, settings.notice_token
            ),
            identity_check=CHECKS[settings.identity_check],
        )

    def require_fit_to_serve(self) -> None:
        """SetupError unless definitions are as published and the schema whole.

        In production also when a demonstration account is left.
        """
        from mediation.adapters.schema import require_whole  # Alembic would slow every other command down

        wrong = self.registry.unpublished()
        if wrong:
            raise SetupError(Message("{wrong}", (("wrong", wrong),)))
        require_whole(self.database)
        if self.settings.production:
            with self.read() as session:
                require_fit_for_production(session)

    def begin(self) -> AbstractContextManager[SqlUnitOfWork]:
        """A write transaction."""
        return unit_of_work.begin(self.database, self.vault, self.registry, self.clock)

    def read(self) -> AbstractContextManager[Session]:
        """A session that can only read."""
        return unit_of_work.read(self.database, self.vault)

    def snapshot(self) -> AbstractContextManager[Session]:
        """A session that reads everything as of one moment: what is held against each other was so at once."""
        return unit_of_work.snapshot(self.database, self.vault)

    def is_transient(self, error: Exception) -> bool:
        return is_transient(error)

    def is_storage_failure(self, error: Exception) -> bool:
        return is_storage_failure(error)

    def pages_of(self, digest: str) -> int:
        """How many pages the stored paper has."""
        return pages_in(self.blobs.get(digest))

    def close(self) -> None:
        self.previews.close()
        self.inspector.close()
        self.tables.close()
        self.printer.close()
        self.database.dispose()
