"""One write transaction, and one read, over the database with the vault at hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.adapters.database import KEPT, Database
from mediation.adapters.fonts import unprintable
from mediation.adapters.vault import Vault
from mediation.adapters.working_days import EnteredDay, library_calendar
from mediation.model import CalendarDay, Setting
from mediation.rules.clock import Clock
from mediation.rules.grammar import Registry
from mediation.rules.terms import WorkCalendar
from mediation.services.keep_earlier import CLOCK
from mediation.services.looked_up import ANSWERS, Answers
from mediation.services.unit_of_work import Locked


class SqlUnitOfWork:
    """A transaction that has begun; only `commit` keeps what was written."""

    def __init__(self, session: Session, vault: Vault, registry: Registry) -> None:
        self.session = session
        self.vault = vault
        self.registry = registry
        self.locked: dict[UUID, Locked] = {}
        self._calendars: dict[str, WorkCalendar] = {}
        self._entered: list[EnteredDay] | None = None
        self._settings: dict[str, dict[date, str]] | None = None

    def calendar(self, region_code: str = "") -> WorkCalendar:
        """The working days of a region: its own table, the country's table, the library's, in that order."""
        if self._entered is None:
            self._entered = entered_days(self.session)
        local = any(row.region_code for row in self._entered)
        key = region_code if local else ""  # without days of their own, all regions have the country's
        if key not in self._calendars:
            self._calendars[key] = library_calendar(self._entered, key)
        return self._calendars[key]

    def setting(self, name: str, on: date = date.max) -> str | None:
        if self._settings is None:
            self._settings = {}
            for row in self.session.execute(_SETTINGS):
                self._settings.setdefault(row.name, {})[row.since] = row.value
        values = self._settings.get(name, {})
        since = max((day for day in values if day <= on), default=None)
        return None if since is None else values[since]

    def forget_rules(self) -> None:
        """Settings and calendars were changed in this transaction: they are to be read again."""
        self.session.flush()
        self._calendars, self._entered, self._settings = {}, None, None

    def commit(self) -> None:
        self.session.commit()
        self.locked.clear()
        self.session.info.pop(KEPT, None)


def calendar(session: Session, region_code: str = "") -> WorkCalendar:
    """The working days of a region, from the administrator's table over the library's."""
    return library_calendar(entered_days(session), region_code)


def entered_days(session: Session) -> list[EnteredDay]:
    """The administrator's table."""
    return list(session.execute(_ENTERED_DAYS))


_RULES = {"autoflush": False}
"""What a step has changed so far waits for the step's own flush: it is no rule."""
_SETTINGS = select(Setting.name, Setting.since, Setting.value).execution_options(**_RULES)
_ENTERED_DAYS = select(CalendarDay.day, CalendarDay.is_rest, CalendarDay.region_code).execution_options(
    **_RULES
)


@contextmanager
def begin(database: Database, vault: Vault, registry: Registry, clock: Clock) -> Iterator[SqlUnitOfWork]:
    """A unit of work; leaving it without a commit rolls back, whatever the reason."""
    session = database.write_session()
    session.info |= {"vault": vault, "unprintable": unprintable, ANSWERS: Answers(), CLOCK: clock}
    try:
        yield SqlUnitOfWork(session, vault, registry)
    finally:
        session.rollback()
        session.close()


@contextmanager
def read(database: Database, vault: Vault) -> Iterator[Session]:
    """A session that can only read."""
    session = database.read_session()
    session.info |= {"vault": vault, "unprintable": unprintable, ANSWERS: Answers()}
    try:
        yield session
    finally:
        session.close()


@contextmanager
def snapshot(database: Database, vault: Vault) -> Iterator[Session]:
    """The same with everything as of one moment, however long the reading takes."""
    with read(database, vault) as session:
        if not database.is_sqlite:  # where every transaction reads so
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session
