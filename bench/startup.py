"""How long `mediation --help` takes, against an interpreter that does nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Row, in_turn, milliseconds, ratio


def measure(*, rounds: int) -> Iterator[Row]:
    def run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True)

    mediation = Path(sys.executable).with_name("mediation")
    seconds = in_turn(
        {
            "ours": lambda n: run(str(mediation), "--help"),
            "bare": lambda n: run(sys.executable, "-c", "pass"),
        },
        rounds,
    )
    against = f"python -c pass, {milliseconds(seconds['bare'])}"
    yield Row(
        "mediation --help",
        milliseconds(seconds["ours"]),
        against,
        ratio(seconds["ours"], seconds["bare"]),
    )
