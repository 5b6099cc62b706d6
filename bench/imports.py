"""收案导入: a court's table from the uploaded workbook to cases, beside the same rows in bare SQL."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, process_time
from uuid import UUID

from sqlalchemy import func, select
from xlsxwriter import Workbook

from bench.house import opened
from bench.measure import Row
from bench.rows import Scribe
from bench.steps import connected, copied
from mediation.bootstrap import Installation
from mediation.demonstration.people import TOWNSHIP, invented_id_number, invented_name
from mediation.demonstration.player import Player
from mediation.model import Case
from mediation.rules.court_table import COLUMNS
from mediation.services.importing.begin import begin_import
from mediation.services.importing.confirm import confirm_import
from mediation.services.importing.work import work_on_import
from mediation.services.perform import perform

BOUND = 180.0
"""Seconds that the whole may take."""


def measure(*, rows: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        house = opened(Path(folder) / "ours")
        actor = Player(house, house.clock.today()).actor("fayuan")
        court = actor.posts[0].organisation_id
        raw = connected(copied(house, Path(folder) / "raw.sqlite"))
        scribe = Scribe()
        scribe.watch(house.database.write_engine)
        data = _workbook(house, rows)
        core, began = process_time(), perf_counter()
        sent = house.tables.read("cases.xlsx", data)
        read = perf_counter() - began
        made: list[UUID] = []

        def taken_in() -> None:
            made.append(perform(house, begin_import, actor=actor, organisation_id=court, table=sent))

        seconds = {"kept aside": _timed(taken_in)}
        seconds["checked"] = _timed(lambda: work_on_import(house, actor=actor, import_id=made[0]))
        perform(house, confirm_import, actor=actor, import_id=made[0])
        seconds["written"] = _timed(lambda: work_on_import(house, actor=actor, import_id=made[0]))
        core = process_time() - core
        with house.read() as session:
            if session.scalar(select(func.count()).select_from(Case)) != rows:
                raise RuntimeError("not every row became a case")
        written = scribe.taken()
        began = perf_counter()
        for writes in written:
            raw.execute("BEGIN IMMEDIATE")
            for write in writes:
                write.raw(raw)
            raw.execute("COMMIT")
        bare, whole = perf_counter() - began, read + sum(seconds.values())
        told = ", ".join(f"{what} {n:.1f}" for what, n in {"read": read, **seconds}.items())
        yield Row(
            f"a table of {rows:,} court cases imported ({told})",
            f"{core:.1f} s of one core, {whole:.1f} s in all, {whole / rows * 1000:.2f} ms a case",
            f"raw sqlite3, same rows and commits, {bare:.1f} s; the bound is {BOUND:.0f} s",
            f"{bare / whole:.3g}×",
        )
        raw.close()
        house.close()


def _timed(act: Callable[[], object]) -> float:
    began = perf_counter()
    act()
    return perf_counter() - began


def _workbook(house: Installation, rows: int) -> bytes:
    """A registered suit in every row, between other people each time."""
    day = house.clock.today()
    said = {
        "received_on": day.isoformat(),
        "filed_on": day.isoformat(),
        "procedure": "简易程序",
        "category": "邻里纠纷",
        "region": TOWNSHIP,
        "narrative": "雨季排水，水倒灌进西屋，墙皮脱落，双方协商不成。" * 3,
        "claim": "疏通水沟；赔偿损失四千八百元。",
        "amount": "4800",
        "applicant.phone": "13800000000",
        "applicant.address": "保康镇",
        "applicant.consents": "是",
        "respondent.consents": "是",
    }
    made = io.BytesIO()
    with Workbook(made, {"constant_memory": True, "in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(COLUMNS.values()))
        for n in range(rows):
            own = {
                "court_number": f"（{day.year}）内0521民初{n + 1}号",
                "applicant.name": invented_name(n),
                "applicant.id_number": invented_id_number(2 * n),
                "respondent.name": invented_name(n + 7),
                "respondent.id_number": invented_id_number(2 * n + 1),
            }
            for at, name in enumerate(COLUMNS):
                if text := own.get(name) or said.get(name):
                    sheet.write_string(n + 1, at, text)
    return made.getvalue()
