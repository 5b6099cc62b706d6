"""Uploaded files are looked into by a limited child process before anything of them is stored."""

from __future__ import annotations

from mediation.adapters.limited_child import LimitedChild
from mediation.rules.attachments import Inspected

TIME_LIMIT = 20.0
"""Seconds for one file; a photo of 12 megapixels takes about half of one."""
MEMORY_LIMIT = 1024**3
FILES_PER_CHILD = 50
FIELD = "files"


class Inspector:
    """One warm child for the threads of a process."""

    def __init__(self, *, time_limit: float = TIME_LIMIT, memory_limit: int = MEMORY_LIMIT) -> None:
        self._child = LimitedChild(
            "mediation.adapters.inspect_child:answer",
            time_limit=time_limit,
            memory_limit=memory_limit,
            requests_per_child=FILES_PER_CHILD,
        )

    def inspect(self, name: str, data: bytes) -> Inspected:
        """What is kept of the file; BadInput with a sentence that names it when it is not taken."""
        found = self._child.ask_about(name, data, FIELD)
        assert isinstance(found, Inspected)
        return found

    def close(self) -> None:
        self._child.close()
