"""Committed steps per second: through take_step, by the bare ORM writing the same rows, and by raw sqlite3."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from sqlalchemy import event, select
from sqlalchemy.orm.attributes import flag_modified

from bench.house import opened
from bench.measure import Row, in_turn, ratio
from mediation.demonstration.invented import register
from mediation.demonstration.player import Player
from mediation.model import Case, CaseChain, CaseEvent
from mediation.model.types import new_id
from mediation.rules.acts import DangerReported
from mediation.rules.vocabulary import MatterKind
from mediation.services.perform import perform
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step


def measure(*, rounds: int, steps: int) -> Iterator[Row]:
    """A step that keeps the state and writes three rows: the case, the event, the head of the chain."""
    with tempfile.TemporaryDirectory() as folder:
        house = opened(Path(folder))
        player = Player(house, house.clock.today())
        cases = []
        for n in range(steps):
            register(player, 2 * n + 1)
            cases.append(player.case_id)
        actor, given = player.actor("cunzhuren"), DangerReported("扬言砸门", "派出所")
        counted = _statements(house)

        def ours() -> None:
            for case_id in cases:
                wish = StepCommand(
                    matter=MatterKind.DISPUTE, matter_id=case_id, step="report_danger", given=given
                )
                perform(house, take_step, actor=actor, command=wish)

        def orm() -> None:
            for case_id in cases:
                with house.begin() as uow:
                    _orm(uow.session, case_id, actor.person_id)
                    uow.commit()

        raw = sqlite3.connect(str(house.database.url.database), isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
            raw.execute(f"PRAGMA {pragma}")
        seconds = in_turn({"ours": ours, "orm": orm, "raw": lambda: _raw(raw, cases)}, rounds)
        before = counted[0]
        perform(
            house,
            take_step,
            actor=actor,
            command=StepCommand(
                matter=MatterKind.DISPUTE, matter_id=cases[0], step="report_danger", given=given
            ),
        )
        statements = counted[0] - before
        raw.close()
        house.close()
    rate = steps / min(seconds["ours"])
    figure = f"{rate:.0f} steps/s, {statements} statements each"
    yield Row(
        "committed step (take_step)", figure, "bare ORM, same rows", ratio(seconds["ours"], seconds["orm"])
    )
    yield Row(
        "committed step (take_step)", figure, "raw sqlite3, same rows", ratio(seconds["ours"], seconds["raw"])
    )


def _statements(house: object) -> list[int]:
    counted = [0]

    def count(*_: object) -> None:
        counted[0] += 1

    event.listen(house.database.write_engine, "before_cursor_execute", count)  # type: ignore[attr-defined]
    return counted


def _orm(session: object, case_id: UUID, person_id: UUID) -> None:
    case = session.get_one(Case, case_id)  # type: ignore[attr-defined]
    chain = session.get_one(CaseChain, case_id)  # type: ignore[attr-defined]
    last = session.scalars(  # type: ignore[attr-defined]
        select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.seq == chain.last_seq)
    ).one()
    flag_modified(case, "state")
    session.add(  # type: ignore[attr-defined]
        CaseEvent(
            case_id=case_id,
            seq=chain.last_seq + 1,
            tag="dispute:report_danger",
            matter=MatterKind.DISPUTE,
            matter_id=case_id,
            person_id=person_id,
            organisation_id=last.organisation_id,
            role=last.role,
            happened_at=last.happened_at,
            recorded_at=last.recorded_at,
            from_state=case.state,
            to_state=case.state,
            matter_version=case.version,
            data_sealed=last.data_sealed,
            previous=chain.head,
            digest=last.digest,
        )
    )
    chain.last_seq += 1


COPIED = (
    "case_id, ? , ?, tag, matter, matter_id, person_id, organisation_id, role, happened_at, recorded_at, "
    "from_state, to_state, matter_version, data_sealed, previous, digest"
)
COLUMNS = COPIED.replace("case_id, ? , ?", "case_id, seq, id")


def _raw(raw: sqlite3.Connection, cases: list[UUID]) -> None:
    for case_id in cases:
        key = case_id.hex
        raw.execute("BEGIN IMMEDIATE")
        (seq,) = raw.execute("SELECT last_seq FROM case_chains WHERE case_id = ?", (key,)).fetchone()
        raw.execute("UPDATE cases SET state = state, version = version + 1 WHERE id = ?", (key,))
        raw.execute(
            f"INSERT INTO case_events ({COLUMNS}) SELECT {COPIED} FROM case_events "  # noqa: S608
            "WHERE case_id = ? AND seq = ?",
            (seq + 1, new_id().hex, key, seq),
        )
        raw.execute("UPDATE case_chains SET last_seq = ? WHERE case_id = ?", (seq + 1, key))
        raw.execute("COMMIT")
