"""PDF bytes from a paper's contents, made in a child process that is killed when it takes too long."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Self

from mediation.adapters.limited_child import ChildFailed, LimitedChild
from mediation.rules.errors import BadInput, MediationError
from mediation.rules.messages import say
from mediation.rules.papers import RenderRequest

TIME_LIMIT = 30.0
"""Seconds; 5,000 characters in every field take a few."""
MEMORY_LIMIT = 2 * 1024**3
DOCUMENTS_PER_CHILD = 100


class RenderingFailed(MediationError):
    """The document could not be made; the contents are safe and it can be tried again."""


class Renderer:
    """One child at a time, kept warm, replaced after a number of documents. For one thread."""

    def __init__(
        self,
        *,
        time_limit: float = TIME_LIMIT,
        memory_limit: int = MEMORY_LIMIT,
        documents_per_child: int = DOCUMENTS_PER_CHILD,
    ) -> None:
        self._time_limit = time_limit
        self._child = LimitedChild(
            "mediation.adapters.render_child:answer",
            prepare="prepare",
            time_limit=time_limit,
            memory_limit=memory_limit,
            requests_per_child=documents_per_child,
        )
        self.typesetting: Mapping[str, str] = {}
        """The programs and fonts that made the last document."""

    def render(self, request: RenderRequest) -> bytes:
        """The PDF. BadInput: a character cannot be printed; RenderingFailed: everything else."""
        try:
            answer = self._child.ask(request)
        except ChildFailed as failed:
            raise self._why(failed) from failed
        if answer.problems:
            raise BadInput(*answer.problems)
        if answer.failure:
            self._child.end()  # one that ran out of memory is not used again
            raise RenderingFailed(answer.failure)
        assert isinstance(answer.pdf, bytes)
        self.typesetting = answer.typesetting
        return answer.pdf

    @property
    def child_pid(self) -> int | None:
        """The process that renders now, for logs; None while there is none."""
        return self._child.pid

    def close(self) -> None:
        """Ends the child; the next document starts another."""
        self._child.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _why(self, failed: ChildFailed) -> RenderingFailed:
        if failed.late:
            return RenderingFailed(say("生成文书超过了 {n} 秒，已停止", n=f"{self._time_limit:g}"))
        return RenderingFailed(say("生成文书的进程意外结束，请稍后再试"))
