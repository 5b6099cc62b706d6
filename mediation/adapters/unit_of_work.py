"""One write transaction, and one read, over the database with the vault at hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.adapters.database import Database
from mediation.adapters.vault import Vault
from mediation.adapters.working_days import library_calendar
from mediation.model import CalendarDay, Setting
from mediation.rules.grammar import Registry
from mediation.rules.terms import WorkCalendar


class SqlUnitOfWork:
    """A transaction that has begun; only `commit` keeps what was written."""

    def __init__(self, session: Session, vault: Vault, registry: Registry) -> None:
        self.session = session
        self.vault = vault
        self.registry = registry
        self._calendars: dict[str, WorkCalendar] = {}
        self._settings: dict[str, str] | None = None

    def calendar(self, region_code: str = "") -> WorkCalendar:
        """The working days of a region: its own table, the country's table, the library's, in that order."""
        if region_code not in self._calendars:
            self._calendars[region_code] = calendar(self.session, region_code)
        return self._calendars[region_code]

    def setting(self, name: str) -> str | None:
        if self._settings is None:
            rows = self.session.execute(select(Setting.name, Setting.value))
            self._settings = {name: value for name, value in rows}
        return self._settings.get(name)

    def commit(self) -> None:
        self.session.commit()


def calendar(session: Session, region_code: str = "") -> WorkCalendar:
    """The working days of a region, from the administrator's table over the library's."""
    days = session.execute(select(CalendarDay.day, CalendarDay.is_rest, CalendarDay.region_code)).all()
    return library_calendar(days, region_code)


@contextmanager
def begin(database: Database, vault: Vault, registry: Registry) -> Iterator[SqlUnitOfWork]:
    """A unit of work; leaving it without a commit rolls back, whatever the reason."""
    session = database.write_session()
    session.info["vault"] = vault
    try:
        yield SqlUnitOfWork(session, vault, registry)
    finally:
        session.rollback()
        session.close()


@contextmanager
def read(database: Database, vault: Vault) -> Iterator[Session]:
    """A session that can only read."""
    session = database.read_session()
    session.info["vault"] = vault
    try:
        yield session
    finally:
        session.close()
