"""How long `mediation --help` takes, against an interpreter that does nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from bench.measure import Row, in_turn, ratio


def measure(*, rounds: int) -> Iterator[Row]:
    def run(*arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)

    seconds = in_turn(
        {
            "ours": lambda: run("-c", "from mediation.cli import main; main()", "--help"),
            "bare": lambda: run("-c", "pass"),
        },
        rounds,
    )
    figure = f"{1000 * sorted(seconds['ours'])[rounds // 2]:.0f} ms"
    yield Row("mediation --help", figure, "python -c pass", ratio(seconds["ours"], seconds["bare"]))
