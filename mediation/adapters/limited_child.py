"""A child process that does risky work under limits of memory and time, kept warm, killed at either."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from threading import Event, Lock, Timer
from typing import Any

from mediation.rules.errors import BadInput
from mediation.rules.messages import Message, say

START_LIMIT = 60.0
"""Seconds for a fresh child to load its libraries and fonts."""
OURS = "MEDIATION_"
"""How the settings begin: the key of the installation is one of them, the database's password stands in another."""
_starting = Lock()


class ChildFailed(Exception):
    """The child gave no answer: it was too slow, took too much memory, or its libraries brought it down."""

    def __init__(self, *, late: bool) -> None:
        super().__init__("late" if late else "ended")
        self.late = late


class LimitedChild:
    """Answers one request at a time, for any number of threads; replaced after a number of requests.

    `work` names a function as `package.module:function`; only the child loads that module. `prepare` names one
    of the same module that is run before any request's time and memory are counted.
    """

    def __init__(
        self, work: str, *, time_limit: float, memory_limit: int, requests_per_child: int, prepare: str = ""
    ) -> None:
        self._work, self._prepare = work, prepare
        self._time_limit = time_limit
        self._memory_limit = memory_limit
        self._requests_per_child = requests_per_child
        self._asked = 0
        self._busy = Lock()
        self._child: SpawnProcess | None = None
        self._connection: Connection | None = None

    def ask(self, request: Any) -> Any:
        """The child's answer to what can be pickled; ChildFailed without one."""
        with self._busy:
            return self._answer(self._warm(), request)

    def ask_about(self, name: str, data: bytes, field: str) -> Any:
        """The answer to a file that somebody sent; BadInput at the field with a sentence that names it."""
        try:
            found = self.ask(data)
        except ChildFailed as failed:
            found = say("打开它要的时间太长") if failed.late else say("打开它要的内存太多，或者它已损坏")
        if isinstance(found, Message):
            raise BadInput.at(field, say("「{name}」没有收下：{why}", name=name[:80], why=found))
        return found

    @property
    def pid(self) -> int | None:
        """The process that works now; None before the first request and after the last of its number."""
        return self._child.pid if self._child else None

    def end(self) -> None:
        """Kill the child, whatever it does; the next request starts another."""
        self._kill()
        self.close()

    def close(self) -> None:
        """End the child; the next request starts another."""
        child, connection = self._child, self._connection
        self._child = self._connection = None
        self._asked = 0
        if connection:
            connection.close()
        if child:
            child.join(timeout=1)
            child.kill()
            child.join()
            child.close()

    def _answer(self, connection: Connection, request: Any) -> Any:
        late = Event()
        watch = Timer(self._time_limit, self._kill, (late,))
        watch.start()
        try:
            connection.send(request)
            answer = connection.recv()
        except (EOFError, OSError) as error:
            self.end()
            raise ChildFailed(late=late.is_set()) from error
        except BaseException:  # an answer left unread would be taken for that of the next request
            self.end()
            raise
        finally:
            watch.cancel()
        self._asked += 1
        if late.is_set() or self._asked >= self._requests_per_child:
            self.end()
        return answer

    def _warm(self) -> Connection:
        if self._child and not self._child.is_alive():
            self.close()
        return self._connection or self._start()

    def _start(self) -> Connection:
        """Waits for the child's first word, so that loading its libraries is not counted as work."""
        context = multiprocessing.get_context("spawn")
        self._connection, far_end = context.Pipe()
        self._child = context.Process(
            target=_serve,
            args=(far_end, self._work, self._prepare, self._memory_limit),
            name="limited",
            daemon=True,
        )
        with _without_settings():
            self._child.start()
        far_end.close()
        try:
            ready = self._connection.poll(START_LIMIT) and self._connection.recv()
        except (EOFError, OSError):
            ready = False
        if not ready:
            self.end()
            raise ChildFailed(late=False)
        return self._connection

    def _kill(self, late: Event | None = None) -> None:
        if late:
            late.set()
        if self._child:
            self._child.kill()


@contextmanager
def _without_settings() -> Iterator[None]:
    """What is started meanwhile inherits no setting: not even its memory ever held the key or a password."""
    with _starting:
        kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith(OURS)}
        try:
            yield
        finally:
            os.environ.update(kept)


def _serve(connection: Connection, work: str, prepare: str, memory_limit: int) -> None:
    """Runs in the child, until the parent hangs up."""
    name_of_module, _, name = work.partition(":")
    module = import_module(name_of_module)
    function: Callable[[Any], Any] = getattr(module, name)
    if prepare:
        getattr(module, prepare)()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (memory_limit, memory_limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        connection.send("ready")
        while True:
            connection.send(function(connection.recv()))
    except (EOFError, ConnectionError):
        return
