"""One warm renderer for all tests of the documents."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mediation.adapters.renderer import Renderer


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    with Renderer() as warm:
        yield warm
