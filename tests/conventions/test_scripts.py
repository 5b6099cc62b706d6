"""The scripts a newcomer runs: they can be run, and stop with one line when something is missing."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted([*(path for path in (ROOT / "script").iterdir() if path.is_file()), ROOT / ".ci" / "run"])


def run(script: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ROOT / script), *arguments],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_script_can_be_run(script: Path) -> None:
    assert script.stat().st_mode & stat.S_IXUSR
    assert script.read_text().startswith("#!/usr/bin/env bash\n")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_script_is_sound_shell_and_stops_at_the_first_failure(script: Path) -> None:
    subprocess.run(["bash", "-n", script], check=True)
    assert "\nset -euo pipefail\n" in script.read_text()


def test_the_tests_without_a_browser_stop_with_one_line() -> None:
    ended = run("script/test", MEDIATION_CHROMIUM="/nowhere/chromium")
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert len(ended.stderr.splitlines()) == 1
    assert "MEDIATION_CHROMIUM" in ended.stderr


def test_an_unknown_argument_of_bootstrap_stops_with_one_line() -> None:
    ended = run("script/bootstrap", "--unknown")
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1


def test_an_old_python_stops_bootstrap_with_one_line(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    ended = run("script/bootstrap", PYTHON=str(old))
    assert ended.returncode == 1
    assert "Python 3.11" in ended.stderr.splitlines()[-1]
