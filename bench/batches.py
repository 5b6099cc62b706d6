"""示范调解: each follower's case, agreement, signatures and application, beside the same rows in bare SQL."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time
from uuid import UUID

from sqlalchemy import select

from bench.house import opened
from bench.measure import Row
from bench.rows import Scribe
from bench.steps import connected, copied
from mediation.bootstrap import Installation
from mediation.demonstration import batch as played
from mediation.demonstration.invented import COURT
from mediation.demonstration.player import Player
from mediation.model import RunLine
from mediation.rules.actor import Actor
from mediation.rules.follower_list import MOST_FOLLOWERS, read_followers
from mediation.rules.vocabulary import LineOutcome, Side
from mediation.services.lead_batch import begin_batch, list_followers
from mediation.services.many.batch import ApplyTogether
from mediation.services.many.plan import Plan
from mediation.services.many.run import begin_run, try_run, work_on_run
from mediation.services.perform import perform

FIRST = 901


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds: of one core, in all, and of the very same statements and commits by raw sqlite3 in all."""

    core: float
    ours: float
    bare: float

    def __add__(self, other: Taken) -> Taken:
        return Taken(self.core + other.core, self.ours + other.ours, self.bare + other.bare)

    def row(self, what: str) -> Row:
        against = f"raw sqlite3, same rows and commits, {self.bare:.2f} s"
        figure = f"{self.core:.1f} s of one core, {self.ours:.1f} s in all"
        return Row(what, figure, against, f"{self.bare / self.ours:.3g}×")


def measure(*, followers: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        house = opened(Path(folder) / "ours")
        model = played.model_case(house, house.clock.today() - timedelta(days=3))
        actor = model.actor(played.OFFICE)
        batch_id = perform(house, begin_batch, actor=actor, case_id=model.case_id, side=Side.APPLICANT)
        raw = connected(copied(house, Path(folder) / "raw.sqlite"))
        scribe = Scribe()
        scribe.watch(house.database.write_engine)

        def timed(act: Callable[[], object]) -> Taken:
            scribe.taken()
            core, began = process_time(), perf_counter()
            act()
            core, ours = process_time() - core, perf_counter() - began
            written = scribe.taken()
            began = perf_counter()
            for writes in written:
                raw.execute("BEGIN IMMEDIATE")
                for write in writes:
                    write.raw(raw)
                raw.execute("COMMIT")
            return Taken(core, ours, perf_counter() - began)

        def listed() -> None:
            table = played.workers_table(range(FIRST, FIRST + followers))
            given = read_followers(table, Side.APPLICANT, (1,), house.clock.today())
            perform(house, list_followers, actor=actor, batch_id=batch_id, given=given)

        whole = timed(listed)
        yield whole.row(f"a list of {followers} people read, checked and written")
        plans = _plans(house, model, batch_id)
        tried = process_time()
        try_run(house, actor=actor, plan=plans["a case for each"]())
        tried = process_time() - tried
        for what, plan in plans.items():
            taken = timed(lambda plan=plan: _worked(house, actor, plan()))  # type: ignore[misc]
            whole += taken
            yield taken.row(f"{what}, {followers} followers")
            if what == "signatures under each":
                yield whole.row(f"{followers} agreements from list to in force")
        yield Row(f"the trial before {followers} cases", f"{tried:.1f} s of one core", "—", "—")
        raw.close()
        house.close()


def _plans(house: Installation, model: Player, batch_id: UUID) -> dict[str, Callable[[], Plan]]:
    now = house.clock.now
    today = house.clock.today()
    return {
        "a case for each": lambda: replace(played.opening(model, batch_id), others_agreed_on=today),
        "an agreement for each": lambda: replace(
            played.drawing(model, batch_id), began_at=now(), due_on=today + timedelta(days=60)
        ),
        "signatures under each": lambda: replace(played.signing(model, batch_id), signed_on=today),
        "an application for each": lambda: ApplyTogether(
            organisation_id=model.actor(played.OFFICE).posts[0].organisation_id,
            batch_id=batch_id,
            court_id=model.organisation(COURT),
            signed_on=today,
        ),
    }


def _worked(house: Installation, actor: Actor, plan: Plan) -> None:
    """To its end; a line that is refused would make the figure worthless."""
    run_id = perform(house, begin_run, actor=actor, plan=plan)
    work_on_run(house, actor=actor, run_id=run_id, most=MOST_FOLLOWERS)
    with house.read() as session:
        if set(session.scalars(select(RunLine.outcome).where(RunLine.run_id == run_id))) != {
            LineOutcome.DONE
        }:
            raise RuntimeError(f"{plan.kind}: not every line was done")
