"""Clocks at large: a day of the sweep over all open cases, and all open clocks found again, beside bare SQL."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select

from bench.house import all_open
from bench.measure import Row
from mediation.adapters.database import SQLITE_PRAGMAS
from mediation.bootstrap import Installation
from mediation.demonstration.people import TOWNSHIP, invented_name
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.model import CaseEvent, Deadline
from mediation.rules.acts import MediatorsNamed, Nothing
from mediation.rules.clock import SHANGHAI
from mediation.rules.vocabulary import MatterKind, Side
from mediation.services.change_rules import change_length
from mediation.services.many.run import begin_run, try_run, work_on_run
from mediation.services.many.stand_in import StandIn
from mediation.services.perform import perform
from mediation.services.recount_deadlines import apply_recount
from mediation.services.register_dispute import register_dispute
from mediation.services.step import StepCommand
from mediation.services.sweep_deadlines import sweep_deadlines
from mediation.services.take_step import take_step

T = TypeVar("T")
LOOK = """SELECT count(*) FROM deadlines WHERE state = 'running'
    AND (due_on < :today AND overdue_at IS NULL OR due_on BETWEEN :today AND :soon AND warned_at IS NULL)"""
EVENT = """INSERT INTO case_events (id, case_id, seq, tag, matter, matter_id, role, happened_at, recorded_at,
    from_state, to_state, matter_version, data_sealed, previous, digest)
    SELECT randomblob(16), case_id, last_seq + 1, 'bound', 'dispute', case_id, '', :now, :now, '', '', 1,
    randomblob(160), head, randomblob(32) FROM case_chains WHERE case_id = :case"""
CHAIN = "UPDATE case_chains SET last_seq = last_seq + 1 WHERE case_id = :case"
DATE = "UPDATE deadlines SET due_on = due_on, derivation = derivation || ' ' WHERE id = :id"


class Morning:
    """Nine o'clock of one day."""

    def __init__(self, on: date) -> None:
        self._on = on

    def now(self) -> datetime:
        return datetime.combine(self._on, time(9), SHANGHAI)

    def today(self) -> date:
        return self._on


def measure(*, folder: Path, cases: int) -> Iterator[Row]:
    kept = all_open(folder, cases)
    kept.close()
    with tempfile.TemporaryDirectory() as copy:
        shutil.copytree(kept.settings.data_dir, copy, dirs_exist_ok=True)
        house = Installation.open(environment={"MEDIATION_DATA_DIR": copy})
        yield from _sweep(house, cases)
        yield from _recount(house, cases)
        yield from _caseload(house, min(cases // 10, 1000))
        house.close()


def _sweep(house: Installation, cases: int) -> Iterator[Row]:
    tomorrow = house.clock.today() + timedelta(days=1)
    later = replace(house, clock=Morning(tomorrow))
    seconds, swept = _timed(lambda: sweep_deadlines(later))
    told = swept.warned + swept.overdue + swept.lapsed
    bare = _written(house, told, commits=True)
    yield Row(
        f"deadlines sweep of a day over {cases:,} open cases",
        f"{seconds:.2f} s for {told:,} ends",
        f"bare SQL writing as many events and dates, a commit each, {bare:.2f} s",
        f"{bare / seconds:.3g}×",
    )
    again, _ = _timed(lambda: sweep_deadlines(later))
    soon = tomorrow + timedelta(days=60)
    with closing(_raw(house)) as raw:
        bound, _ = _timed(
            lambda: raw.execute(LOOK, {"today": tomorrow.isoformat(), "soon": soon.isoformat()}).fetchone()
        )
    yield Row(
        f"deadlines sweep over {cases:,} open cases when nothing is to tell",
        f"{1000 * again:.0f} ms",
        f"the same question in bare SQL, {1000 * bound:.1f} ms",
        f"{bound / again:.3g}×",
    )


def _recount(house: Installation, cases: int) -> Iterator[Row]:
    actor, today = Player(house, house.clock.today()).actor("guanliyuan"), house.clock.today()
    since = today - timedelta(days=400)

    def change() -> UUID:
        return perform(
            house, change_length, actor=actor, rule="acceptance", n=9, since=since, reason="县里的规定"
        )

    seconds, recount_id = _timed(change)
    with house.read() as session:
        standing = session.scalar(
            select(func.count()).select_from(Deadline).where(Deadline.state == "running")
        )
    yield Row(
        f"finding {standing:,} clocks of {cases:,} open cases again",
        f"{seconds:.1f} s for the list",
        "the sixty seconds asked for, list and act",
        "—",
    )
    applying, _ = _timed(lambda: perform(house, apply_recount, actor=actor, recount_id=recount_id))
    with house.read() as session:
        moved = session.scalar(
            select(func.count()).select_from(CaseEvent).where(CaseEvent.tag == "deadline:recounted")
        )
    bare = _written(house, moved or 0, commits=False)
    yield Row(
        f"a list of {moved:,} lines applied in one act",
        f"{applying:.1f} s",
        f"bare SQL writing as many events and dates, one commit, {bare:.2f} s",
        f"{bare / applying:.3g}×",
    )


def _caseload(house: Installation, cases: int) -> Iterator[Row]:
    player = Player(house, house.clock.today())
    head, stand_in = player.actor("zhenzhuren"), player.actor("zhentiaojie")
    here = head.posts[0].organisation_id
    on = house.clock.today()
    mediators = MediatorsNamed((head.person_id,))
    with house.begin() as uow:
        for n in range(cases):
            parties = (
                invented_party(Side.APPLICANT, invented_name(n), 2 * n, on),
                invented_party(Side.RESPONDENT, invented_name(n + 7), 2 * n + 1, on),
            )
            given = dispute(on, parties, "neighbours", "水沟被堵", "疏通", region=TOWNSHIP)
            case_id = register_dispute(uow, actor=head, clock=house.clock, organisation_id=here, given=given)
            for step, what in (("skip_settlement", None), ("accept", None), ("appoint", mediators)):
                wish = StepCommand(
                    matter=MatterKind.DISPUTE,
                    matter_id=case_id,
                    step=step,
                    given=what or Nothing(),
                    reason="直接申请",
                )
                take_step(uow, actor=head, clock=house.clock, command=wish)
        uow.commit()
    plan = StandIn(organisation_id=here, from_id=head.person_id, to_id=stand_in.person_id, reason="请假")
    tried, _ = _timed(lambda: try_run(house, actor=head, plan=plan))
    made = perform(house, begin_run, actor=head, plan=plan)
    seconds, _ = _timed(lambda: work_on_run(house, actor=head, run_id=made, most=cases))
    bare = _written(house, cases, commits=True)
    yield Row(
        f"a caseload of {cases:,} given to a stand-in",
        f"{seconds:.1f} s, the trial before it {tried:.1f} s",
        f"bare SQL writing as many events and dates, a commit each, {bare:.2f} s",
        f"{bare / seconds:.3g}×",
    )


def _written(house: Installation, count: int, *, commits: bool) -> float:
    """Seconds of bare SQL for as many events, chain heads and dates; on a copy, so that nothing of it stays."""
    with tempfile.NamedTemporaryFile(suffix=".sqlite") as file:
        shutil.copyfile(str(house.database.url.database), file.name)
        with closing(sqlite3.connect(file.name, isolation_level=None)) as raw:
            _set(raw)
            rows = raw.execute(
                "SELECT id, case_id FROM deadlines GROUP BY case_id LIMIT ?", (count,)
            ).fetchall()
            started = perf_counter()
            raw.execute("BEGIN IMMEDIATE")
            for id_, case in rows:
                raw.execute(EVENT, {"case": case, "now": "2026-11-24 00:00:00.000000"})
                raw.execute(CHAIN, {"case": case})
                raw.execute(DATE, {"id": id_})
                if commits:
                    raw.execute("COMMIT")
                    raw.execute("BEGIN IMMEDIATE")
            raw.execute("COMMIT")
            return perf_counter() - started


def _raw(house: Installation) -> sqlite3.Connection:
    return sqlite3.connect(str(house.database.url.database), isolation_level=None)


def _set(raw: sqlite3.Connection) -> None:
    for name, value in {"journal_mode": "WAL", **SQLITE_PRAGMAS}.items():
        raw.execute(f"PRAGMA {name}={value}")


def _timed(act: Callable[[], T]) -> tuple[float, T]:
    started = perf_counter()
    found = act()
    return perf_counter() - started, found
