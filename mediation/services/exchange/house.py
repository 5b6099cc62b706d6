"""The installation as exchange sees it: with the store of files and the inspection of what comes from outside."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy.orm import Session

from mediation.rules.attachments import Inspected
from mediation.services.unit_of_work import House


class Store(Protocol):
    """Bytes by their digest."""

    def put(self, data: bytes) -> str: ...

    def get(self, digest: str) -> bytes: ...


class Inspection(Protocol):
    """Opens a file in a limited child process."""

    def inspect(self, name: str, data: bytes) -> Inspected: ...


class ExchangeHouse(House, Protocol):
    """A House whose store and inspection can be asked."""

    def read(self) -> AbstractContextManager[Session]:
        """A session that can only read."""
        ...

    @property
    def blobs(self) -> Store: ...

    @property
    def inspector(self) -> Inspection: ...
