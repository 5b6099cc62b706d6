"""PDFs that somebody waits for and nobody keeps: one child for all of them, under the same limits as the worker's."""

from __future__ import annotations

from threading import Lock

from mediation.adapters.renderer import Renderer
from mediation.rules.errors import Busy
from mediation.rules.papers import RenderRequest

PATIENCE = 20.0
"""Seconds to wait for another preview to be done."""
PER_CHILD = 20


class Previews:
    """Renders at once, one after the other; the child starts with the first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._renderer = Renderer(documents_per_child=PER_CHILD)

    def render(self, request: RenderRequest) -> bytes:
        """The PDF, or the renderer's refusals; Busy where others are before."""
        if not self._lock.acquire(timeout=PATIENCE):
            raise Busy
        try:
            return self._renderer.render(request)
        finally:
            self._lock.release()

    def close(self) -> None:
        self._renderer.close()
