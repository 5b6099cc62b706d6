"""PDFs that somebody waits for and nobody keeps: one child for all of them, under the same limits as the worker's."""

from __future__ import annotations

from threading import Lock, Timer

from mediation.adapters.renderer import Renderer
from mediation.rules.errors import Busy
from mediation.rules.papers import RenderRequest

PATIENCE = 20.0
"""Seconds to wait for another preview to be done."""
PER_CHILD = 20
IDLE = 120.0
"""Seconds after which the child gives its memory back."""


class Previews:
    """Renders at once, one after the other; the child starts with the first and goes when nobody asks."""

    def __init__(self, *, patience: float = PATIENCE, idle: float = IDLE) -> None:
        self._patience, self._idle = patience, idle
        self._turn = Lock()
        self._renderer = Renderer(documents_per_child=PER_CHILD)
        self._rest: Timer | None = None

    def render(self, request: RenderRequest) -> bytes:
        """The PDF, or the renderer's refusals; Busy where others are before."""
        if not self._turn.acquire(timeout=self._patience):
            raise Busy
        try:
            self._stop_resting()
            return self._renderer.render(request)
        finally:
            self._rest = Timer(self._idle, self._close_if_idle)
            self._rest.daemon = True
            self._rest.start()
            self._turn.release()

    def close(self) -> None:
        """Ends the child; the next preview starts another."""
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
