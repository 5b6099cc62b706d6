"""Tables that people send are read by a limited child process; what comes of it is plain text in rows."""

from __future__ import annotations

import hashlib

from mediation.adapters.limited_child import LimitedChild
from mediation.services.importing.begin import SentTable

TIME_LIMIT = 120.0
"""Seconds for one file; one of fifty thousand full rows takes about seven of a core."""
MEMORY_LIMIT = 1536 * 1024**2
FILES_PER_CHILD = 5
"""A child keeps the memory that a large file took: it is replaced soon."""
FIELD = "file"


class TableReader:
    """One warm child for the threads of a process; it starts with the first file."""

    def __init__(self, *, time_limit: float = TIME_LIMIT, memory_limit: int = MEMORY_LIMIT) -> None:
        self._child = LimitedChild(
            "mediation.adapters.table_child:answer",
            time_limit=time_limit,
            memory_limit=memory_limit,
            requests_per_child=FILES_PER_CHILD,
        )

    def read(self, name: str, data: bytes) -> SentTable:
        """The file's columns and rows; BadInput with a sentence that names it when it is not read."""
        heads, rows = self._child.ask_about(name, data, FIELD)
        return SentTable(name, hashlib.sha256(data).hexdigest(), heads, rows)

    def close(self) -> None:
        self._child.close()
