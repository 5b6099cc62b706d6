"""Drafts for whoever looks before issuing: one renderer for all threads of a process, gone when nobody asks."""

from __future__ import annotations

from threading import Lock, Timer

from mediation.adapters.renderer import Renderer
from mediation.rules.errors import Busy
from mediation.rules.papers import PAPERS

PATIENCE = 20.0
"""Seconds that somebody waits for those before them."""
IDLE = 120.0
"""Seconds after which the child gives its memory back."""


class DraftPress:
    """Renders under the same limits as issued papers, one draft at a time; keeps nothing."""

    def __init__(self, *, patience: float = PATIENCE, idle: float = IDLE) -> None:
        self._patience, self._idle = patience, idle
        self._turn = Lock()
        self._renderer = Renderer()
        self._rest: Timer | None = None

    def print(self, kind: str, contents_json: str) -> bytes:
        """The PDF, marked 草稿. Busy when others are before; BadInput and RenderingFailed as the renderer says."""
        if not self._turn.acquire(timeout=self._patience):
            raise Busy
        try:
            self._stop_resting()
            return self._renderer.render(kind, PAPERS[kind].template_version, contents_json, draft=True)
        finally:
            self._rest = Timer(self._idle, self._close_if_idle)
            self._rest.daemon = True
            self._rest.start()
            self._turn.release()

    def close(self) -> None:
        """Ends the child; the next draft starts another."""
        with self._turn:
            self._stop_resting()
            self._renderer.close()

    def _stop_resting(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None

    def _close_if_idle(self) -> None:
        if self._turn.acquire(blocking=False):  # somebody at work starts another rest
            try:
                self._renderer.close()
            finally:
                self._turn.release()
