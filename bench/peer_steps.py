"""Our committed step beside those of other workflow engines, each in its own process and environment, in turn."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.house import opened, registered
from bench.measure import Contender, Row, in_turn, ratio
from bench.steps import Wishes, pausing, rate, report, to_agreement
from mediation.demonstration.player import Player
from mediation.rules.vocabulary import MatterKind, Seat
from mediation.services.perform import perform
from mediation.services.take_step import take_step
from workflows import REGISTRY

HERE = Path(__file__).parent
LOCK = HERE.parent / "requirements" / "bench-peers.txt"
PEERS = {"django-viewflow 2.4": "viewflow_steps.py", "SpiffWorkflow 3.2": "spiff_steps.py"}
WHOLE = "SpiffWorkflow 3.2, the definition stored with each case"
HOWS = [(name, script, how) for name, script in PEERS.items() for how in ("free", "guarded")]
LENGTH = 5
"""Steps of each case."""


def measure(*, rounds: int, cases: int, environment: Path) -> Iterator[Row]:
    """Five steps of each case, one committed transaction each: load, authorise, guard, move, tell who did it.

    A step without conditions runs against peers that look none up, a guarded one against peers that look one up.
    Ours runs clocks, seals and chains beside; theirs do not.
    """
    python = interpreter(environment)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        house = opened(Path(folder) / "ours")
        actor = Player(house, house.clock.today()).actor("cunzhuren")
        ids = registered(house, cases * 3 * (rounds + 1))
        plain = [report(house, actor.person_id, i) * LENGTH for i in ids[::3]]
        pauses = [pausing(i)[:LENGTH] for i in ids[1::3]]
        road = [to_agreement(house, actor.person_id, i) for i in ids[2::3]]
        for case_id in ids[1::3]:  # as far as mediation, before anything is timed
            for wish in to_agreement(house, actor.person_id, case_id)[:3]:
                perform(house, take_step, actor=actor, command=wish)

        def ours(wishes: list[Wishes]) -> Contender:
            def act(n: int) -> None:
                for wish in (one for own in wishes[cases * n : cases * (n + 1)] for one in own):
                    perform(house, take_step, actor=actor, command=wish)

            return act

        contenders: dict[str, Contender] = {
            "plain": ours(plain),
            "pauses": ours(pauses),
            "road": ours(road),
        }
        graph = Path(folder) / "graph.json"
        graph.write_text(json.dumps(_graph([wish.step for wish in road[0]])), encoding="utf-8")
        for name, script, how in [*HOWS, (WHOLE, PEERS["SpiffWorkflow 3.2"], "whole")]:
            child = [str(python), str(HERE / "peers" / script), f"{folder}/{script}-{how}.sqlite"]
            rest = [str(cases), str(rounds + 1), str(graph), how]
            contenders[f"{name} {how}"] = running.enter_context(_peer([*child, *rest]))
        seconds = in_turn(contenders, rounds)
        house.close()
    taken = cases * LENGTH
    keeping = "a step that keeps the state (report_danger)"
    for what, key, how, names in (
        (keeping, "plain", "free", PEERS),
        (keeping, "plain", "whole", (WHOLE,)),
        ("a guarded step that moves state and clocks (suspend, resume)", "pauses", "guarded", PEERS),
        ("the road from intake to an agreement, papers included", "road", "guarded", PEERS),
    ):
        for name in names:
            theirs = seconds[f"{name} {how}"]
            yield Row(
                what, rate(taken, seconds[key]), f"{name}, {rate(taken, theirs)}", ratio(seconds[key], theirs)
            )


@contextmanager
def _peer(command: list[str]) -> Iterator[Contender]:
    """A contender that lives in a child process: a line asks for a round, a line tells that it is done."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        sent, told = child.stdin, child.stdout

        def act(_: int) -> None:
            sent.write("go\n")
            sent.flush()
            if told.readline() != "done\n":
                raise SystemExit(f"{command[1]} stopped")

        yield act
        sent.close()
    if child.returncode:
        raise SystemExit(f"{command[1]} ended with {child.returncode}")


def _graph(road: list[str]) -> dict[str, object]:
    """The dispute as the peers hold it: every state with the people's steps that start there, and where they lead."""
    dispute = REGISTRY.current(MatterKind.DISPUTE)
    people = [step for step in dispute.steps if step.seat is not Seat.SYSTEM]
    states = {
        state.name: {
            step.name: (step.dest or state).name for step in people if state.open and state in step.source
        }
        for state in dispute.states
    }
    return {"initial": dispute.initial.name, "states": states, "road": road}


def interpreter(environment: Path) -> Path:
    """The peers' own environment, made anew when their lock has changed."""
    python, mark = environment / "bin" / "python", environment / "lock"
    lock = LOCK.read_text(encoding="utf-8")
    if not mark.exists() or mark.read_text(encoding="utf-8") != lock:
        venv.create(environment, with_pip=True, clear=True)
        install = ["-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(LOCK)]
        subprocess.run([str(python), *install], check=True, stdout=sys.stderr)
        mark.write_text(lock, encoding="utf-8")
    return python
