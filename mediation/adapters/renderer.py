"""PDF bytes from a paper's contents, made in a child process that is killed when it takes too long."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from threading import Event, Timer
from types import TracebackType
from typing import Any, Self

from mediation.rules.errors import BadInput, MediationError
from mediation.rules.messages import Message, say
from mediation.rules.papers import RenderRequest

TIME_LIMIT = 30.0
"""Seconds; 5,000 characters in every field take a few."""
START_LIMIT = 60.0
"""Seconds for a fresh child to load its libraries and fonts."""
MEMORY_LIMIT = 2 * 1024**3
DOCUMENTS_PER_CHILD = 100


_ENDED = say("生成文书的进程意外结束，请稍后再试")


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
        self._memory_limit = memory_limit
        self._documents_per_child = documents_per_child
        self._done = 0
        self.typesetting: Mapping[str, str] = {}
        """The programs and fonts that made the last document."""
        self._child: SpawnProcess | None = None
        self._connection: Connection | None = None

    def render(self, request: RenderRequest) -> bytes:
        """The PDF. BadInput: a character cannot be printed; RenderingFailed: everything else."""
        answer = self._asked(self._warm_connection(), request)
        self._done += 1
        if answer.problems:
            raise BadInput(*answer.problems)
        if answer.failure:
            raise self._given_up(answer.failure)  # a child that ran out of memory is not used again
        assert isinstance(answer.pdf, bytes)
        self.typesetting = answer.typesetting
        return answer.pdf

    @property
    def child_pid(self) -> int | None:
        """The process that renders now, for logs; None before the first document."""
        return self._child.pid if self._child else None

    def _asked(self, connection: Connection, request: RenderRequest) -> Any:
        """The child's answer. The watch kills it whether it hangs while reading, working or writing."""
        late = Event()
        watch = Timer(self._time_limit, self._kill, (late,))
        watch.start()
        try:
            connection.send(request)
            return connection.recv()
        except (EOFError, OSError) as error:
            raise self._given_up(self._too_late() if late.is_set() else _ENDED) from error
        except BaseException:  # an answer left unread would be taken for that of the next document
            self._kill()
            self.close()
            raise
        finally:
            watch.cancel()
            if late.is_set():
                self.close()

    def _too_late(self) -> Message:
        return say("生成文书超过了 {n} 秒，已停止", n=f"{self._time_limit:g}")

    def _kill(self, late: Event | None = None) -> None:
        if late:
            late.set()
        if self._child:
            self._child.kill()

    def close(self) -> None:
        """Ends the child; the next document starts another."""
        child, connection = self._child, self._connection
        self._child = self._connection = None
        self._done = 0
        if connection:
            connection.close()
        if child:
            child.join(timeout=1)
            child.kill()
            child.join()
            child.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _given_up(self, message: Message) -> RenderingFailed:
        self._kill()
        self.close()
        return RenderingFailed(message)

    def _warm_connection(self) -> Connection:
        if self._done >= self._documents_per_child or (self._child and not self._child.is_alive()):
            self.close()
        if self._connection is None:
            self._start()
        assert self._connection
        return self._connection

    def _start(self) -> None:
        """Waits for the child's first word, so that loading its libraries is not counted as rendering."""
        context = multiprocessing.get_context("spawn")
        self._connection, far_end = context.Pipe()
        self._child = context.Process(
            target=_serve, args=(far_end, self._memory_limit), name="renderer", daemon=True
        )
        self._child.start()
        far_end.close()
        try:
            started = self._connection.poll(START_LIMIT) and self._connection.recv()
        except (EOFError, OSError):
            started = False
        if not started:
            raise self._given_up(say("生成文书的进程没有启动，请稍后再试"))


def _serve(connection: Connection, memory_limit: int) -> None:
    """Runs in the child; the heavy libraries are loaded only there."""
    from mediation.adapters.render_child import prepare, serve

    prepare()
    try:
        connection.send("ready")
    except ConnectionError:  # the parent was killed meanwhile
        return
    serve(connection, memory_limit)
