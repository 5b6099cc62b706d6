"""One PDF of many papers for the printer, each as often as it is signed, each copy on a sheet of its own."""

from __future__ import annotations

from mediation.adapters.bind_child import Print
from mediation.adapters.limited_child import ChildFailed, LimitedChild
from mediation.rules.errors import MediationError
from mediation.rules.messages import say

TIME_LIMIT = 60.0
MEMORY_LIMIT = 1024**3


class Printer:
    """A child that ends after each print."""

    def __init__(self) -> None:
        self._child = LimitedChild(
            "mediation.adapters.bind_child:answer",
            time_limit=TIME_LIMIT,
            memory_limit=MEMORY_LIMIT,
            requests_per_child=1,
        )

    def print_together(self, papers: tuple[tuple[bytes, int], ...], *, both_sides: bool, title: str) -> bytes:
        """The papers in order, each with its number of copies; on both sides, every copy begins a fresh sheet."""
        try:
            made = self._child.ask(Print(papers, both_sides, title))
        except ChildFailed as failed:
            raise MediationError(say("合并打印没有完成，请少选几份再试")) from failed
        if not isinstance(made, bytes):
            raise MediationError(say("合并打印没有完成，请少选几份再试"))
        return made

    def close(self) -> None:
        self._child.close()
