"""One demonstration for all tests of the command line; those that change it work on a copy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]


def run(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The program as a process of its own, on that data folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MEDIATION_")}
    return subprocess.run(
        [sys.executable, "-c", "from mediation.cli import main; main()", *arguments],
        cwd=ROOT,
        env={**kept, "MEDIATION_DATA_DIR": str(folder), **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the whole demonstration: read it, do not change it."""
    folder = tmp_path_factory.mktemp("demonstration") / "data"
    assert run(folder, "db", "upgrade").returncode == 0
    made = run(folder, "demo")
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture
def copy(furnished: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    folder = tmp_path / "data"
    shutil.copytree(furnished, folder)
    return folder
