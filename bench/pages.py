"""Home page and case page over thousands of cases, served as `mediation serve` does, asked by four clients."""

from __future__ import annotations

import http.client
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

from sqlalchemy import select

from bench.house import populated
from bench.measure import Row
from mediation.demonstration.people import PASSWORD
from mediation.model import Case
from mediation.services.sign_in import sign_in

CLIENTS = 4


def measure(*, folder: Path, cases: int, requests: int) -> Iterator[Row]:
    house = populated(folder, cases)
    token = sign_in(house, account="cunzhuren", password=PASSWORD, address="127.0.0.1", device="bench").token
    with house.read() as session:
        public_ids = list(session.scalars(select(Case.public_id).limit(2000)))
    house.close()
    port = _free_port()
    environment = {
        **os.environ,
        "MEDIATION_DATA_DIR": str(house.settings.data_dir),
        "MEDIATION_PORT": str(port),
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--worker-class=gthread", "--workers=2", "--threads=4",
         "--no-control-socket", f"--bind=127.0.0.1:{port}", "--log-level=error", "web.wsgi:app"],
        env=environment,
    )  # fmt: skip
    try:
        _wait(port)
        dice = random.Random(1)  # noqa: S311
        targets = {
            "static file": ["/static/mark.svg"] * requests,
            "home page": ["/"] * requests,
            "case page": [f"/cases/{dice.choice(public_ids)}" for _ in range(requests)],
        }
        rates: dict[str, float] = {}
        for name, paths in targets.items():
            rates[name], p50, p99 = _ask(port, token, paths)
            if name != "static file":
                figure = f"{rates[name]:.0f} requests/s, p50 {p50:.0f} ms, p99 {p99:.0f} ms"
                against = f"{rates[name] / rates['static file']:.3f}×"
                yield Row(f"{name}, {cases:,} cases", figure, "a static file, same server", against)
    finally:
        server.terminate()
        server.wait(10)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the server did not start")


def _ask(port: int, token: str, paths: list[str]) -> tuple[float, float, float]:
    """Requests per second, and the median and 99th percentile in milliseconds."""

    def client(own: list[str]) -> list[float]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        taken = []
        for path in own:
            started = perf_counter()
            connection.request("GET", path, headers={"Cookie": f"mediation={token}"})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, (path, answer.status)
            taken.append(1000 * (perf_counter() - started))
        connection.close()
        return taken

    client(paths[: 2 * CLIENTS])
    started = perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        each = sorted(
            t for taken in pool.map(client, [paths[n::CLIENTS] for n in range(CLIENTS)]) for t in taken
        )
    rate = len(each) / (perf_counter() - started)
    return rate, each[len(each) // 2], each[min(len(each) - 1, int(len(each) * 0.99))]
