"""The benchmarks run: tiny sizes, every line of the table; no figure is asserted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


LINES = {"steps": 4, "startup": 1, "what_if": 1}
SLOW = [
    {"papers": 6, "dossiers": 1, "long": 3, "clocks": 5, "batches": 7, "imports": 1},
    {"pages": 6},
    {"backlog": 36, "exports": 1, "supervising": 9},
    {"exchange": 4},
    {"simulation": 1},
]


@pytest.mark.parametrize(
    "lines", [pytest.param(n, marks=pytest.mark.long) for n in (LINES, *SLOW)], ids="-".join
)
def test_each_benchmark_gives_its_lines(lines: dict[str, int], tmp_path: Path) -> None:
    """Those that furnish one house for all of them in one process."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MEDIATION_")}
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--quick", "--only", *lines],
        cwd=tmp_path,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.strip().splitlines()) == 2 + sum(lines.values())
