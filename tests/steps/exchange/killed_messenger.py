"""A process that imports a file and is killed, as by the power switch, in the middle of the n-th message."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from mediation.services.exchange import carry_waiting
from tests.steps.conftest import opened
from tests.steps.exchange.conftest import _address
from tests.steps.exchange.sides import CARRIERS, Side


def main(folder: str, file: str, n: str) -> None:
    side = Side(opened(_address(Path(folder)), Path(folder)), CARRIERS["county"])
    real, seen = carry_waiting.carry_out, 0

    def dying(*args: Any, **named: Any) -> None:
        nonlocal seen
        real(*args, **named)
        seen += 1
        with side.house.read() as session:
            from sqlalchemy import func, select

            from mediation.model import ExchangeOffer

            there = session.scalar(select(func.count()).select_from(ExchangeOffer)) or 0
        if there == int(n):
            os.kill(os.getpid(), signal.SIGKILL)

    carry_waiting.carry_out = dying  # type: ignore[assignment]
    side.take(Path(file).read_bytes())


if __name__ == "__main__":
    main(*sys.argv[1:])
