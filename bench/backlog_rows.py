"""A city's cases as raw rows through the model's own tables: years of closed ones, and as many open as asked for."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.model import (
    Appointment,
    Case,
    Category,
    Confirmation,
    Deadline,
    HandOver,
    Holding,
    Membership,
    Organisation,
    Party,
    Performance,
    Table,
)
from mediation.rules.vocabulary import CaseSource, MatterKind, OrganisationKind

YEARS = 3
CHUNK = 20_000
EVENTS = 6
AGES = ((0.3, 0, 7), (0.2, 8, 15), (0.25, 16, 30), (0.25, 31, 150))
OPEN_STATES = (
    "registered",
    "settling",
    "awaiting_acceptance",
    "accepted",
    "mediating",
    "suspended",
    "agreed",
)
ENDS = (
    ("in_force", "agreed_written", 62),
    ("in_force_orally", "agreed_orally", 18),
    ("settled", "settled", 6),
    ("terminated", "terminated", 6),
    ("at_court", "to_court", 5),
    ("withdrawn", "withdrawn", 3),
)
WEIGHT = {"village": 2.0, "township": 14.0, "county": 60.0, "city": 0.0, "province": 0.0}
SEALED = bytes(range(97)) + bytes(60)


@dataclass(frozen=True, slots=True)
class Holder:
    """An organisation as the generator chooses it."""

    id: str
    level: str
    region: str
    weight: float
    mediators: tuple[str, ...]


class Loader:
    """Writes rows of plain values fast, unchecked, into either database."""

    def __init__(self, house: Installation) -> None:
        self.sqlite = house.database.is_sqlite
        if self.sqlite:
            self.raw: Any = sqlite3.connect(house.database.url.database or "", isolation_level=None)
            for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-600000", "journal_mode=WAL"):
                self.raw.execute(f"PRAGMA {pragma}")
        else:
            import psycopg

            url = house.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
            self.raw = psycopg.connect(url, autocommit=True)
            self.raw.execute("SET session_replication_role = replica")

    def rows(self, table: type[Table], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
        names = ", ".join(f'"{one}"' for one in columns)
        name = table.__tablename__
        if self.sqlite:
            places = ", ".join("?" * len(columns))
            self.raw.execute("BEGIN")
            self.raw.executemany(f"INSERT INTO {name} ({names}) VALUES ({places})", rows)  # noqa: S608
            self.raw.execute("COMMIT")
            return
        with self.raw.cursor() as cursor, cursor.copy(f"COPY {name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def without_indexes(self, tables: Iterable[str]) -> list[str]:
        """Take the indexes away that no constraint rests on; the statements that make them again."""
        names = ", ".join(f"'{one}'" for one in tables)
        if self.sqlite:
            asked = (
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> '' "  # noqa: S608
                f"AND tbl_name IN ({names})"
            )
        else:
            asked = (
                f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ({names}) "  # noqa: S608
                "AND indexname NOT IN (SELECT conname FROM pg_constraint)"
            )
        found = self.raw.execute(asked).fetchall()
        for name, _ in found:
            self.raw.execute(f'DROP INDEX "{name}"')
        return [sql for _, sql in found]

    def at(self, moment: datetime) -> str:
        return moment.strftime("%Y-%m-%d %H:%M:%S.000000") + ("" if self.sqlite else "+00")

    def execute(self, sql: str) -> None:
        self.raw.execute(sql)

    def close(self) -> None:
        self.raw.close()


def fill(house: Installation, cases: int, open_cases: int, seed: int = 7) -> None:
    """That many cases in a furnished house: `open_cases` of them open, the others closed over three years."""
    loader, dice = Loader(house), random.Random(seed)  # noqa: S311
    with house.read() as session:
        holders = list(_holders(session))
        categories = list(session.scalars(select(Category.code).order_by(Category.code)))
        digest = house.registry.current(MatterKind.DISPUTE).digest
    city = _City(loader, dice, holders, categories, digest, house.clock.today())
    made = city.cases(cases, open_cases)
    tables = [*(table.__tablename__ for table in COLUMNS), "case_events", "case_chains"]
    indexes = loader.without_indexes(tables)
    while chunk := list(islice(made, CHUNK)):
        for table, columns in COLUMNS.items():
            loader.rows(table, columns, [row for one in chunk for row in one[table]])
    _events(loader)
    _chains(loader)
    for sql in indexes:
        loader.execute(sql)
    loader.execute("ANALYZE")
    if not loader.sqlite:
        loader.execute("VACUUM")
    loader.close()


COLUMNS: dict[type[Table], tuple[str, ...]] = {
    Case: (
        *(
            "id",
            "definition_version",
            "definition_digest",
            "state",
            "is_open",
            "version",
            "public_id",
            "title",
        ),
        *("category_code", "source", "difficulty", "labour", "land_title", "region_code", "place"),
        *("first_asked_on", "narrative_sealed", "claim_sealed", "amount", "number", "organisation_id"),
        *(
            "holding_id",
            "holding_open",
            "danger",
            "registered_at",
            "registered_by",
            "concluded_on",
            "outcome",
        ),
    ),
    Holding: ("id", "case_id", "organisation_id", "from_at", "until_at", "open"),
    Deadline: (
        *("id", "case_id", "matter", "matter_id", "clock", "starts_on", "due_on", "derivation"),
        *("provisional", "state", "ended_on", "warned_at", "overdue_at"),
    ),
    Appointment: (
        "id",
        "case_id",
        "person_id",
        "organisation_id",
        "chosen_by_parties",
        "from_at",
        "until_at",
    ),
    HandOver: (
        *("id", "definition_version", "definition_digest", "state", "is_open", "version", "case_id"),
        *("sender_id", "receiver_id", "offered_at", "answered_at"),
    ),
    Confirmation: (
        *("id", "definition_version", "definition_digest", "state", "is_open", "version", "case_id"),
        *(
            "agreement_id",
            "court_id",
            "court_reason",
            "wanted",
            "drawn_on",
            "submitted_on",
            "clerk_name",
            "fee",
        ),
    ),
    Performance: (
        *("id", "definition_version", "definition_digest", "state", "is_open", "version", "case_id"),
        *("obligation_id", "began", "opened_on", "due_on", "proof"),
    ),
    Party: (
        *("id", "case_id", "ordinal", "position", "side", "kind", "name", "ethnicity", "occupation", "paper"),
        *("paper_missing_reason", "address_withheld", "credit_code", "legal_representative", "language"),
        *("interpreter", "special_care", "from_on"),
    ),
}
Made = dict[type[Table], list[tuple[Any, ...]]]


def _holders(session: Any) -> Iterator[Holder]:
    people: dict[str, list[str]] = {}
    for organisation_id, person_id in session.execute(
        select(Membership.organisation_id, Membership.person_id)
    ):
        people.setdefault(organisation_id.hex, []).append(person_id.hex)
    someone = next(iter(people.values()))
    kinds = (OrganisationKind.COMMITTEE, OrganisationKind.INDUSTRY_COMMITTEE, OrganisationKind.COURT)
    for one in session.scalars(
        select(Organisation).where(Organisation.kind.in_(kinds)).order_by(Organisation.id)
    ):
        weight = 40.0 if one.kind is OrganisationKind.COURT else WEIGHT[one.level.value]
        if weight and one.region_code != "150500000000":
            mediators = tuple(people.get(one.id.hex, someone)[:2])
            yield Holder(one.id.hex, one.level.value, one.region_code, weight, mediators)


class _City:
    def __init__(
        self,
        loader: Loader,
        dice: random.Random,
        holders: list[Holder],
        categories: list[str],
        digest: str,
        today: date,
    ) -> None:
        self.loader, self.dice, self.categories, self.digest = loader, dice, categories, digest
        self.today = today
        self.holders, self.weights = holders, [one.weight for one in holders]
        self.towns = {one.region: one for one in holders if one.level == "township"}
        self.sources = [source.value for source in CaseSource]
        self.ends = [end[:2] for end in ENDS]
        self.odds = [end[2] for end in ENDS]
        self.courts = [one for one in holders if one.weight == 40.0]
        self.n = 0

    def id(self, moment: datetime) -> str:
        """A UUIDv7 of that moment."""
        return f"{int(moment.timestamp() * 1000):012x}7{self.dice.getrandbits(76):019x}"

    def cases(self, count: int, open_cases: int) -> Iterator[Made]:
        chosen = self.dice.choices(self.holders, self.weights, k=count)
        for n, holder in enumerate(chosen):
            yield self._case(holder, still=n >= count - open_cases)

    def _case(self, holder: Holder, *, still: bool) -> Made:
        dice, self.n = self.dice, self.n + 1
        made: Made = {table: [] for table in COLUMNS}
        age = self._age() if still else dice.randrange(2, YEARS * 365)
        lasted = age if still else min(age, int(dice.expovariate(1 / 21)))
        asked = self.today - timedelta(days=age)
        begun = datetime.combine(asked, time(2, dice.randrange(60), dice.randrange(60)))
        ended = None if still else asked + timedelta(days=lasted)
        state, outcome = (dice.choice(OPEN_STATES), None) if still else dice.choices(self.ends, self.odds)[0]
        case_id, at = self.id(begun), self.loader.at
        up = self.towns.get(holder.region[:9] + "000") if holder.level == "village" else None
        last, since = holder, begun
        if up is not None and dice.random() < 0.12:
            moved = begun + timedelta(days=dice.randrange(0, lasted + 1))
            made[Holding].append((self.id(begun), case_id, holder.id, at(begun), at(moved), False))
            last, since = up, moved
        holding = self.id(since)
        made[Holding].append((holding, case_id, last.id, at(since), None, True))
        made[Case].append(
            (
                case_id, 4, self.digest, state, still, 6, f"{self.n:012d}", f"张三与李四纠纷{self.n}",
                dice.choice(self.categories), dice.choice(self.sources), dice.choice(("simple", "ordinary", "complex")),
                False, False, holder.region, "", asked.isoformat(), SEALED, SEALED[:80], dice.randrange(10**7),
                f"（{asked.year}）案{self.n}号", last.id, holding, True, dice.random() < (0.01 if still else 0.0005),
                at(begun), last.mediators[0], ended and ended.isoformat(), outcome,
            )
        )  # fmt: skip
        made[Appointment].append(
            (self.id(since), case_id, dice.choice(last.mediators), last.id, False, at(since), None)
        )
        self._clocks(made, case_id, asked, ended, outcome, still=still)
        self._beside(made, case_id, begun, ended, holder, up, outcome, still=still)
        return made

    def _age(self) -> int:
        at = self.dice.random()
        for share, first, last in AGES:
            if at < share:
                return self.dice.randint(first, last)
            at -= share
        return 40

    def _clocks(
        self, made: Made, case_id: str, asked: date, ended: date | None, outcome: str | None, *, still: bool
    ) -> None:
        at = self.loader.at

        def clock(name: str, starts: date, days: int, end: date | None, matter: str = "dispute") -> None:
            due = starts + timedelta(days=days)
            over = end is None and due < self.today
            state = "running" if end is None else "met" if end <= due else "met_late"
            told = at(datetime.combine(due, time(3))) if over else None
            near = end is None and 0 <= (due - self.today).days <= 3
            made[Deadline].append(
                (
                    self.id(datetime.combine(starts, time(4))), case_id, matter, case_id, name, starts.isoformat(),
                    due.isoformat(), "{}", False, state, end and end.isoformat(),
                    at(datetime.combine(due - timedelta(days=3), time(3))) if near else None, told,
                )
            )  # fmt: skip

        clock("acceptance", asked, 3, asked + timedelta(days=1))
        clock("mediation", asked, 30 if self.dice.random() < 0.8 else 75, ended)
        if not still and outcome in ("agreed_written", "agreed_orally") and self.dice.random() < 0.03:
            clock(
                "performance", self.today - timedelta(days=3), self.dice.randrange(300), None, "performance"
            )

    def _beside(
        self,
        made: Made,
        case_id: str,
        begun: datetime,
        ended: date | None,
        holder: Holder,
        up: Holder | None,
        outcome: str | None,
        *,
        still: bool,
    ) -> None:
        dice, at = self.dice, self.loader.at
        head = (self.id(begun), 3, self.digest)
        if still and up is not None and dice.random() < 0.04:
            made[HandOver].append((*head, "offered", True, 1, case_id, holder.id, up.id, at(begun), None))
        elif up is not None and dice.random() < 0.01:
            made[HandOver].append(
                (*head, "returned", False, 2, case_id, holder.id, up.id, at(begun), at(begun))
            )
        if ended is not None and outcome == "agreed_written" and dice.random() < 0.12:
            court = dice.choice(
                [one for one in self.courts if one.region[:6] == holder.region[:6]] or self.courts
            )
            waits = ended > self.today - timedelta(days=12)
            made[Confirmation].append(
                (
                    *head, "reviewing" if waits else "confirmed", waits, 3, case_id, self.id(begun), court.id, "",
                    "ruling", ended.isoformat(), ended.isoformat(), "", "",
                )
            )  # fmt: skip
        if outcome in ("agreed_written", "agreed_orally") and dice.random() < 0.3:
            state = dice.choices(("done", "due", "broken"), (85, 14, 1))[0]
            made[Performance].append(
                (
                    *head, state, state != "done", 2, case_id, self.id(begun), "due", begun.date().isoformat(),
                    begun.date().isoformat(), "",
                )
            )  # fmt: skip
        if still:
            for n, side in enumerate(("applicant", "respondent")):
                care = dice.choices(("[]", '["elderly"]', '["migrant_worker"]', '["minor"]'), (80, 8, 9, 3))[
                    0
                ]
                made[Party].append(
                    (
                        self.id(begun), case_id, n, n, side, "natural", "张三", "汉族", "", "id_card", "", False, "",
                        "", "", "", care, begun.date().isoformat(),
                    )
                )  # fmt: skip


def _events(loader: Loader) -> None:
    """Six a case: registered, three steps, a warning, and the end or a sitting."""
    if loader.sqlite:
        event_id = "substr(c.id, 1, 26) || printf('%06x', n.seq)"
        later, soon = (
            "datetime(c.registered_at, '+' || (n.seq - 1) || ' days') || '.000000'",
            "datetime('now') || '.000000'",
        )
        recorded, blob, least = f"min({later}, {soon})", "randomblob", ""
        end = "c.concluded_on || ' 04:00:00.000000'"
    else:
        event_id = "(substr(replace(c.id::text, '-', ''), 1, 26) || lpad(to_hex(n.seq), 6, '0'))::uuid"
        recorded = "least(c.registered_at + make_interval(days => n.seq - 1), now())"
        blob, least, end = "", "", "(c.concluded_on + time '12:00') AT TIME ZONE 'Asia/Shanghai'"
    data = f"{blob}(48)" if loader.sqlite else "decode(repeat('a5', 48), 'hex')"
    digest = f"{blob}(32)" if loader.sqlite else "decode(repeat('5a', 32), 'hex')"
    when = f"CASE WHEN n.seq = 6 AND c.concluded_on IS NOT NULL THEN {end} ELSE {recorded} END{least}"
    to = (
        "CASE n.seq WHEN 1 THEN 'registered' WHEN 2 THEN 'awaiting_acceptance' WHEN 3 THEN 'accepted' "
        "WHEN 4 THEN 'mediating' WHEN 5 THEN '' ELSE c.state END"
    )
    tag = (
        "CASE n.seq WHEN 1 THEN 'case:registered' WHEN 2 THEN 'dispute:skip_settlement' WHEN 3 THEN 'dispute:accept' "
        "WHEN 4 THEN 'dispute:name_mediators' WHEN 5 THEN 'deadline:warned' ELSE 'dispute:end' END"
    )
    loader.execute(
        "INSERT INTO case_events (id, case_id, seq, tag, matter, matter_id, person_id, organisation_id, role, "  # noqa: S608
        "happened_at, recorded_at, from_state, to_state, matter_version, data_sealed, previous, digest) "
        f"SELECT {event_id}, c.id, n.seq, {tag}, 'dispute', c.id, c.registered_by, c.organisation_id, 'mediator', "
        f"{when}, {when}, '', {to}, n.seq, {data}, {digest}, {digest} "
        "FROM cases c CROSS JOIN (SELECT 1 AS seq UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 "
        "UNION ALL SELECT 5 UNION ALL SELECT 6) n"
    )


def _chains(loader: Loader) -> None:
    """A chain for each case, as after an upgrade: no tally holds any of them."""
    blob = "zeroblob({n})" if loader.sqlite else "decode(repeat('00', {n}), 'hex')"
    head, key, seal = (blob.format(n=n) for n in (32, 60, 32))
    loader.execute(
        "INSERT INTO case_chains (case_id, last_seq, head, wrapped_key, seal, tallied) "  # noqa: S608
        f"SELECT id, {EVENTS}, {head}, {key}, {seal}, false FROM cases"
    )
