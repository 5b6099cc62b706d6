"""One PDF of many papers for the printer, each as often as it is signed, each copy on a sheet of its own."""

from __future__ import annotations

from mediation.adapters.bind_child import Print
from mediation.adapters.limited_child import ChildFailed, LimitedChild
from mediation.rules.errors import MediationError
from mediation.rules.messages import say

TIME_LIMIT = 60.0
MEMORY_LIMIT = 1024**3


class Printer:
    """Children that end: one after each print, one after the blank forms that somebody asked for."""

    def __init__(self) -> None:
        self._child = LimitedChild(
            "mediation.adapters.bind_child:answer",
            time_limit=TIME_LIMIT,
            memory_limit=MEMORY_LIMIT,
            requests_per_child=1,
        )
        self._forms = LimitedChild(
            "mediation.adapters.render_child:blank_answer",
            prepare="prepare",
            time_limit=TIME_LIMIT,
            memory_limit=2 * MEMORY_LIMIT,
            requests_per_child=20,
        )
        self._made: dict[str, bytes] = {}

    def print_together(self, papers: tuple[tuple[bytes, int], ...], *, both_sides: bool, title: str) -> bytes:
        """The papers in order, each with its number of copies; on both sides, every copy begins a fresh sheet."""
        try:
            made = self._child.ask(Print(papers, both_sides, title))
        except ChildFailed as failed:
            raise MediationError(say("合并打印没有完成，请少选几份再试")) from failed
        if not isinstance(made, bytes):
            raise MediationError(say("合并打印没有完成，请少选几份再试"))
        return made

    def blank_form(self, kind: str) -> bytes:
        """The blank form of a kind of paper, made once in a process."""
        if kind not in self._made:
            try:
                answer = self._forms.ask(kind)
            except ChildFailed as failed:
                raise MediationError(say("空白表格没有生成，请稍后再试")) from failed
            if not answer.pdf:
                raise MediationError(answer.failure or say("空白表格没有生成，请稍后再试"))
            self._made[kind] = answer.pdf
        return self._made[kind]

    def close(self) -> None:
        self._child.close()
        self._forms.close()
