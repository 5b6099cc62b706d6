"""Committed steps per second: through take_step, and the very same rows by the bare ORM and by raw sqlite3."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import statistics
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from bench.house import opened, registered
from bench.measure import Row, in_turn, ratio
from bench.rows import Scribe, Write
from mediation.adapters.database import SQLITE_PRAGMAS, Database
from mediation.bootstrap import Installation
from mediation.demonstration.player import Player
from mediation.model import Party
from mediation.rules import acts
from mediation.rules.vocabulary import (
    AgreementForm,
    MatterKind,
    ObligationKind,
    SittingKind,
    SittingManner,
    SuspensionCause,
)
from mediation.services.perform import perform
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step

Wishes = list[StepCommand]
Road = Callable[[Installation, UUID, UUID], Wishes]
"""The steps that a case is to take, given the installation, the person and the case."""


def measure(*, rounds: int, cases: int) -> Iterator[Row]:
    roads: dict[str, tuple[Road, int]] = {
        "a step that keeps the state (report_danger)": (report, 1),
        "the road from intake to an agreement": (to_agreement, 5),
    }
    for what, (road, length) in roads.items():
        yield from _race(what, road, length, rounds, cases)


def _race(what: str, road: Road, length: int, rounds: int, cases: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        house = opened(Path(folder) / "ours")
        actor = Player(house, house.clock.today()).actor("cunzhuren")
        ids = registered(house, cases * (rounds + 1))
        wishes = [road(house, actor.person_id, case_id) for case_id in ids]
        copies = [copied(house, Path(folder) / f"{name}.sqlite") for name in ("orm", "raw")]
        database, raw = Database(f"sqlite:///{copies[0]}"), connected(copies[1])
        scribe, written = Scribe(), list[list[Write]]()
        scribe.watch(house.database.write_engine)

        def ours(n: int) -> None:
            for wish in (wish for own in wishes[cases * n : cases * (n + 1)] for wish in own):
                perform(house, take_step, actor=actor, command=wish)
            written[:] = scribe.taken()

        def orm(_: int) -> None:
            for writes in written:
                with database.write_session() as session:
                    for write in writes:
                        write.by_orm(session)
                    session.commit()

        def by_hand(_: int) -> None:
            for writes in written:
                raw.execute("BEGIN IMMEDIATE")
                for write in writes:
                    write.raw(raw)
                raw.execute("COMMIT")

        seconds = in_turn({"ours": ours, "orm": orm, "raw": by_hand}, rounds)
        taken = cases * length
        reads = scribe.reads / (taken * (rounds + 1))
        writes = sum(len(writes) for writes in written) / len(written)
        raw.close()
        database.dispose()
        house.close()
        _require_same(Path(str(house.database.url.database)), *copies)
    figure = f"{rate(taken, seconds['ours'])}; {reads:.0f} SELECTs and {writes:.0f} writes each"
    for name, key in (("bare ORM", "orm"), ("raw sqlite3", "raw")):
        against = f"{name}, same rows, {rate(taken, seconds[key])}"
        yield Row(what, figure, against, ratio(seconds["ours"], seconds[key]))


def rate(taken: int, seconds: list[float]) -> str:
    return f"{taken / statistics.median(seconds):,.0f}/s"


def copied(house: Installation, to: Path) -> Path:
    house.database.dispose()  # the last connection writes the log back into the file
    shutil.copyfile(str(house.database.url.database), to)
    return to


def _require_same(*paths: Path) -> None:
    """The race is fair only if everybody wrote the same."""
    with contextlib.ExitStack() as stack:
        opened_ones = [stack.enter_context(contextlib.closing(sqlite3.connect(path))) for path in paths]
        tables = opened_ones[0].execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            first, *others = (sorted(one.execute(f"SELECT * FROM {table}"), key=repr) for one in opened_ones)  # noqa: S608
            if any(other != first for other in others):
                raise RuntimeError(f"the contenders left different rows in {table}")


def connected(path: Path) -> sqlite3.Connection:
    raw = sqlite3.connect(path, isolation_level=None)
    for name, value in {"journal_mode": "WAL", "busy_timeout": "15000", **SQLITE_PRAGMAS}.items():
        raw.execute(f"PRAGMA {name}={value}")
    return raw


def _wish(case_id: UUID, step: str, given: acts.Given | None = None, reason: str = "") -> StepCommand:
    return StepCommand(
        matter=MatterKind.DISPUTE, matter_id=case_id, step=step, given=given or acts.Nothing(), reason=reason
    )


def report(house: Installation, me: UUID, case_id: UUID) -> Wishes:
    return [_wish(case_id, "report_danger", acts.DangerReported("扬言砸门", "派出所"))]


def pausing(case_id: UUID) -> Wishes:
    """Mediation stands still and goes on, three times."""
    suspended = acts.Suspended(SuspensionCause.APPRAISAL, "鉴定委托书")
    twice = [
        _wish(case_id, "suspend", suspended, reason="等待鉴定"),
        _wish(case_id, "resume", reason="鉴定已出"),
    ]
    return twice * 3


def to_agreement(house: Installation, me: UUID, case_id: UUID) -> Wishes:
    with house.read() as session:
        parties = tuple(
            session.scalars(select(Party.id).where(Party.case_id == case_id).order_by(Party.ordinal))
        )
    duty = acts.ObligationDrawn(
        kind=ObligationKind.MONEY,
        debtor_id=parties[1],
        creditor_id=parties[0],
        amount=Decimal(2600),
        what="赔偿款",
        due_on=house.clock.today() + timedelta(days=20),
    )
    sitting = acts.SittingHeld(
        kind=SittingKind.JOINT,
        manner=SittingManner.ON_SITE,
        began_at=house.clock.now(),
        ended_at=None,
        place="村委会",
        party_ids=parties,
        mediator_ids=(me,),
        recorder_id=me,
        record="告知权利义务后，双方各自陈述经过。",
        result="双方同意",
        rights_told=True,
    )
    agreement = acts.AgreementDrawn(
        form=AgreementForm.WRITTEN, facts="水沟被堵导致西屋进水。", disputed="", obligations=(duty,)
    )
    return [
        _wish(case_id, "skip_settlement", reason="当事人直接申请调解"),
        _wish(case_id, "accept", reason="双方愿意在本村调解"),
        _wish(case_id, "appoint", acts.MediatorsNamed((me,))),
        _wish(case_id, "hold_sitting", sitting),
        _wish(case_id, "reach_agreement", agreement),
    ]
