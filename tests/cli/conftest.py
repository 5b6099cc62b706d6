"""One demonstration for all tests of the command line; those that change it work on a copy."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.sharing import made_once

ROOT = Path(__file__).parent.parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]


def run(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The program as a process of its own, on that data folder; its modules are loaded already."""
    program = loaded()
    assert program.stdin
    assert program.stdout
    with tempfile.TemporaryDirectory() as said:
        out, err = Path(said, "out"), Path(said, "err")
        told = {"arguments": arguments, "environment": surroundings(folder, settings)}
        print(json.dumps({**told, "out": str(out), "err": str(err)}), file=program.stdin, flush=True)
        code = int(program.stdout.readline())
        return subprocess.CompletedProcess(arguments, code, out.read_text("utf-8"), err.read_text("utf-8"))


def run_from_nothing(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The program as people start it: it loads what the command needs."""
    return subprocess.run(
        [sys.executable, "-c", "from mediation.cli import main; main()", *arguments],
        cwd=ROOT,
        env=surroundings(folder, settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def surroundings(folder: Path, settings: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MEDIATION_")}
    return {**kept, "MEDIATION_DATA_DIR": str(folder), **settings}


@cache
def loaded() -> subprocess.Popen[str]:
    """The process that runs commands, one for this process's tests."""
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.cli.loaded"],
        cwd=ROOT,
        env=surroundings(ROOT / "nowhere", {}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    atexit.register(program.communicate)
    return program


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the whole demonstration: read it, do not change it."""

    def make(folder: Path) -> None:
        assert run(folder / "data", "db", "upgrade").returncode == 0
        made = run(folder / "data", "demo")
        assert made.returncode == 0, made.stderr

    return made_once(tmp_path_factory, "demonstration", make) / "data"


@pytest.fixture
def copy(furnished: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    folder = tmp_path / "data"
    shutil.copytree(furnished, folder)
    return folder
