"""Home page and case page over thousands of cases: in-process, and served as `mediation serve` does to four clients."""

from __future__ import annotations

import http.client
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from flask import Flask
from sqlalchemy import event, select

from bench.house import populated
from bench.measure import Row, ratio
from mediation.bootstrap import Installation
from mediation.demonstration.people import PASSWORD
from mediation.demonstration.player import Player
from mediation.model import Case
from mediation.rules.vocabulary import Outcome
from mediation.services.sign_in import sign_in

CLIENTS = 4
STATIC = "a static file"
ALIKE = 50
"""Addresses of a kind, asked in turn."""


@dataclass(slots=True)
class Target:
    """A kind of page: who asks, which addresses, and what was measured."""

    what: str
    token: str
    paths: list[str]
    rounds: list[float] = field(default_factory=list)
    """Seconds for the same number of requests, one figure a round."""
    each: list[float] = field(default_factory=list)
    alone: float = 0.0
    """Milliseconds of one request in-process, the median."""
    statements: int = 0

    def figure(self, requests: int) -> str:
        each = sorted(self.each)
        p50, p99 = each[len(each) // 2], each[int(len(each) * 0.99)]
        rate = requests / statistics.median(self.rounds)
        return (
            f"{rate:.0f} requests/s, p50 {p50:.0f} ms, p99 {p99:.0f} ms; "
            f"in-process {self.alone:.1f} ms, {self.statements} statements"
        )


def measure(
    *, folder: Path, cases: int, requests: int, rounds: int, alone: int = 20, warming: int = 4 * CLIENTS
) -> Iterator[Row]:
    house = populated(folder, cases)
    targets = _targets(house, cases)
    try:
        alone_in_turn(house, targets, alone)
    finally:
        house.close()
    with _served(house.settings.data_dir) as port:
        for target in targets:
            _ask(port, target, warming)  # both processes have compiled what they need
        for target in targets:
            target.each.clear()
        for _ in range(rounds):
            for target in targets:
                target.rounds.append(_ask(port, target, requests))
    static = targets[0]
    rate = requests / statistics.median(static.rounds)
    for target in targets[1:]:
        against = f"{STATIC} from the same server, {rate:.0f}/s"
        yield Row(target.what, target.figure(requests), against, ratio(target.rounds, static.rounds))


def _targets(house: Installation, cases: int) -> list[Target]:
    def token(account: str) -> str:
        return sign_in(house, account=account, password=PASSWORD, address="127.0.0.1", device="bench").token

    def held_by(account: str, outcome: Outcome | None) -> list[str]:
        held = Player(house, house.clock.today()).actor(account).posts[0].organisation_id
        with house.read() as session:
            query = select(Case.public_id).where(Case.organisation_id == held, Case.outcome == outcome)
            return list(session.scalars(query.order_by(Case.id)))

    village, township, city = token("cunzhuren"), token("zhenzhuren"), token("shidudao")
    next_village = token("lincun")
    ids, whole = held_by("cunzhuren", None), held_by("zhenzhuren", Outcome.AGREED_WRITTEN)
    dice = random.Random(1)  # noqa: S311
    some = [f"/cases/{one}" for one in dice.sample(ids, min(ALIKE, len(ids)))]
    return [
        Target(STATIC, village, ["/static/mark.svg"]),
        Target(f"home page of the village that holds all {cases:,} cases", village, ["/"]),
        Target(f"home page of a village without any, {cases:,} next door", next_village, ["/"]),
        Target(f"home page of the city's supervisor, {cases:,} cases", city, ["/"]),
        Target(f"list of cases, {cases:,} cases", village, ["/cases"]),
        Target(f"case page, one of {cases:,} cases", village, some),
        Target("case page, with sittings, agreement, papers", township, [f"/cases/{one}" for one in whole]),
    ]


def alone_in_turn(house: Installation, targets: list[Target], times: int) -> None:
    """One request after another without a server: the page's own time and what it asks the database."""
    from web import create_app

    counted = [0]

    def count(*_: object) -> None:
        counted[0] += 1

    for engine in (house.database.read_engine, house.database.write_engine):
        event.listen(engine, "before_cursor_execute", count)
    app = create_app(house)
    for target in targets:
        taken, statements = [], []
        for n in range(times + 2):
            started, counted[0] = perf_counter(), 0
            _call(app, target, target.paths[n % len(target.paths)])
            taken.append(1000 * (perf_counter() - started))
            statements.append(counted[0])
        target.alone, target.statements = statistics.median(taken[2:]), round(statistics.median(statements))


def _call(app: Flask, target: Target, path: str) -> None:
    client = app.test_client()
    client.set_cookie("mediation", target.token, domain="127.0.0.1")
    answer = client.get(path, base_url="http://127.0.0.1:8000/")
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}")


@contextmanager
def _served(data_dir: Path) -> Iterator[int]:
    """The web server of `mediation serve`, without its document worker, at a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    others = {k: v for k, v in os.environ.items() if not k.startswith("MEDIATION_")}
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--worker-class=gthread", "--workers=2", "--threads=4",
         "--no-control-socket", f"--bind=127.0.0.1:{port}", "--log-level=error", "web.wsgi:app"],
        env={**others, "MEDIATION_DATA_DIR": str(data_dir), "MEDIATION_PORT": str(port)},
    )  # fmt: skip
    try:
        _wait(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
        if server.poll() is not None:
            break
    raise RuntimeError("the server did not start")


def _ask(port: int, target: Target, requests: int) -> float:
    """Seconds until all is answered; the milliseconds of each request are added to the target."""

    def client(first: int) -> list[float]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        taken = []
        for n in range(first, requests, CLIENTS):
            path = target.paths[n % len(target.paths)]
            started = perf_counter()
            connection.request("GET", path, headers={"Cookie": f"mediation={target.token}"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path} answers {answer.status}")
            taken.append(1000 * (perf_counter() - started))
        connection.close()
        return taken

    started = perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(client, range(CLIENTS)))
    seconds = perf_counter() - started
    target.each.extend(one for taken in answers for one in taken)
    return seconds
