"""Our committed step beside those of other workflow engines, each in its own process and environment, in turn."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.house import opened, registered
from bench.measure import Contender, Row, in_turn, ratio
from bench.steps import rate, report, to_agreement
from mediation.demonstration.player import Player
from mediation.services.perform import perform
from mediation.services.take_step import take_step

HERE = Path(__file__).parent
LOCK = HERE.parent / "requirements" / "bench-peers.txt"
PEERS = {"django-viewflow 2.4": "viewflow_steps.py", "SpiffWorkflow 3.2": "spiff_steps.py"}
LENGTH = 5
"""Steps of each case: what every peer's process has tasks for."""


def measure(*, rounds: int, cases: int, environment: Path) -> Iterator[Row]:
    """Five steps of each case, one committed transaction each; ours decides, seals and chains, theirs do not."""
    python = _interpreter(environment)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        house = opened(Path(folder) / "ours")
        actor = Player(house, house.clock.today()).actor("cunzhuren")
        ids = registered(house, cases * 2 * (rounds + 1))
        plain = [report(house, actor.person_id, i) * LENGTH for i in ids[::2]]
        road = [to_agreement(house, actor.person_id, i) for i in ids[1::2]]

        def ours(wishes: list[list[object]]) -> Contender:
            def act(n: int) -> None:
                for wish in (one for own in wishes[cases * n : cases * (n + 1)] for one in own):
                    perform(house, take_step, actor=actor, command=wish)

            return act

        contenders: dict[str, Contender] = {"plain": ours(plain), "road": ours(road)}  # type: ignore[arg-type]
        for name, script in PEERS.items():
            at = Path(folder) / f"{script}.sqlite"
            contenders[name] = running.enter_context(_peer(python, script, at, cases, rounds + 1))
        seconds = in_turn(contenders, rounds)
        house.close()
    taken = cases * LENGTH
    for what, key in (
        ("a step that keeps the state (report_danger)", "plain"),
        ("the road from intake to an agreement", "road"),
    ):
        for name in PEERS:
            against = f"{name}, five tasks in a row, {rate(taken, seconds[name])}"
            yield Row(what, rate(taken, seconds[key]), against, ratio(seconds[key], seconds[name]))


@contextmanager
def _peer(python: Path, script: str, at: Path, cases: int, rounds: int) -> Iterator[Contender]:
    """A contender that lives in a child process: a line asks for a round, a line tells that it is done."""
    command = [str(python), str(HERE / "peers" / script), str(at), str(cases), str(rounds)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        sent, told = child.stdin, child.stdout

        def act(_: int) -> None:
            sent.write("go\n")
            sent.flush()
            if told.readline() != "done\n":
                raise SystemExit(f"{script} stopped")

        yield act
        sent.close()
    if child.returncode:
        raise SystemExit(f"{script} ended with {child.returncode}")


def _interpreter(environment: Path) -> Path:
    """The peers' own environment, made anew when their lock has changed."""
    python, mark = environment / "bin" / "python", environment / "lock"
    lock = LOCK.read_text(encoding="utf-8")
    if not mark.exists() or mark.read_text(encoding="utf-8") != lock:
        venv.create(environment, with_pip=True, clear=True)
        install = ["-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(LOCK)]
        subprocess.run([str(python), *install], check=True, stdout=sys.stderr)
        mark.write_text(lock, encoding="utf-8")
    return python
