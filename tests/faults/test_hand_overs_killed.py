"""Random hand-overs by two processes that are killed again and again: never no holder of a case, never two."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from mediation.adapters.vault import verify_signature
from mediation.bootstrap import Installation
from mediation.demonstration.invented import register
from mediation.demonstration.player import Player
from mediation.model import Case, HandOver, Holding
from mediation.readmodels.case_audit import verify_chains
from mediation.readmodels.linked_cases import held_by
from mediation.readmodels.replay import replay_breaks
from tests.faults.failing import NO_CACHES
from tests.steps.conftest import KEY, TODAY

ROOT = Path(__file__).parent.parent.parent
LONG = int(os.environ.get("MEDIATION_TEST_HAND_OVERS", "0"))
"""How many hand-overs; without it a few hundred each day, 100,000 by this number."""
FEW = {"sqlite": 120, "postgres": 60}
CASES = 12
PATIENCE = 2.5
"""Seconds, at most, from the first act of two processes to their death."""


@pytest.fixture
def cases(house: Installation) -> int:
    for n in range(CASES if not LONG else 60):
        register(Player(house, TODAY), n + 1, "cunzhuren" if n % 2 else "zhenzhuren")
    return CASES


def both_at_work(house: Installation, stack: ExitStack, seeds: tuple[int, ...]) -> None:
    """Two processes begin; this returns when each has committed something."""
    url = house.database.url.render_as_string(hide_password=False)
    settings = {"DATA_DIR": str(house.settings.data_dir), "DATABASE_URL": url, "KEY": KEY}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MEDIATION_")}
    began = []
    for seed in seeds:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.hand_over_process", str(seed)],
            cwd=ROOT,
            env={**kept, **NO_CACHES, **{f"MEDIATION_{name}": value for name, value in settings.items()}},
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        stack.callback(process.stdout.close)
        stack.callback(process.wait)
        stack.callback(process.kill)  # SIGKILL, wherever it is
        began.append(process)
    for process in began:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n", "it ended before it did anything"


def hand_overs(house: Installation) -> int:
    with house.read() as session:
        return session.scalar(select(func.count()).select_from(HandOver)) or 0


def never_none_never_two(house: Installation) -> None:
    with house.read() as session:
        holdings: dict[object, list[Holding]] = {}
        for one in session.scalars(select(Holding).order_by(Holding.from_at, Holding.id)):
            holdings.setdefault(one.case_id, []).append(one)
        offers = dict(
            session.execute(
                select(HandOver.case_id, func.count()).where(HandOver.is_open).group_by(HandOver.case_id)
            ).all()
        )
        for case in session.scalars(select(Case)):
            held = holdings[case.id]
            (current,) = [one for one in held if one.open]
            assert (current.id, current.organisation_id) == (case.holding_id, case.organisation_id)
            for before, after in pairwise(held):
                assert before.until_at == after.from_at  # no instant without, none with two
            assert offers.get(case.id, 0) <= 1
            days = sum(one.days for one in held_by(session, case.id, house.clock.today()))
            life = (house.clock.today() - held[0].from_at.astimezone().date()).days
            assert days in (life - 1, life, life + 1)  # midnight here and there


@pytest.mark.parametrize(
    "backend", ["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.long])]
)
def test_random_hand_overs_with_kills_leave_exactly_one_holder(
    house: Installation, cases: int, backend: str, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted, chance, kills, started = LONG or FEW[backend], Random(7), 0, time.monotonic()
    while (done := hand_overs(house)) < wanted:
        with ExitStack() as stack:
            both_at_work(house, stack, (kills, kills + 1_000_000))
            time.sleep(chance.random() * (PATIENCE if not LONG else 20))
        kills += 2
        never_none_never_two(house)
        assert hand_overs(house) > done
    with house.read() as session:
        assert list(replay_breaks(session, house.registry)) == []
        assert verify_chains(session, house.vault, verify_signature).breaks == ()
    if LONG:
        with capsys.disabled():
            print(f"\n{done} hand-overs, {kills} kills, {time.monotonic() - started:.0f} s ({backend})")
