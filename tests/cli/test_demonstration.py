"""The demonstration: real places, every state, played through the services."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from mediation.demonstration.people import PRINCIPAL, invented_id_number
from mediation.demonstration.published import PLAYED, published_cases
from mediation.demonstration.published_duties import DUTIES
from mediation.rules.identity import check_id_number
from mediation.rules.vocabulary import MatterKind, Seat
from tests.cli.conftest import ROOT, run
from workflows import REGISTRY

TABLES = {
    MatterKind.DISPUTE: "cases",
    MatterKind.HAND_OVER: "hand_overs",
    MatterKind.CONFIRMATION: "confirmations",
    MatterKind.PERFORMANCE: "performances",
}


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "mediation.sqlite") as connection:
        return list(connection.execute(query))


def test_it_holds_all_2722_real_divisions(furnished: Path) -> None:
    assert rows(furnished, "SELECT count(*) FROM regions") == [(2722,)]


def test_every_village_township_and_county_has_its_committee(furnished: Path) -> None:
    without = rows(
        furnished,
        "SELECT name FROM regions WHERE level IN ('village', 'township', 'county') AND code NOT IN "
        "(SELECT region_code FROM organisations WHERE kind = 'committee')",
    )
    assert without == []


def test_the_development_zone_is_served_by_a_neighbouring_court(furnished: Path) -> None:
    court = rows(
        furnished,
        "SELECT o.name FROM court_areas a JOIN organisations o ON o.id = a.court_id "
        "WHERE a.region_code = '150571000000'",
    )
    assert court == [("科尔沁区人民法院",)]


@pytest.mark.parametrize("kind", list(TABLES))
def test_every_state_has_a_case_to_show(furnished: Path, kind: MatterKind) -> None:
    there = {state for (state,) in rows(furnished, f"SELECT DISTINCT state FROM {TABLES[kind]}")}
    wanted = {state.name for state in REGISTRY.current(kind).states}
    assert wanted <= there | {"withdrawn"}, wanted - there


def test_published_disputes_keep_the_names_as_published(furnished: Path) -> None:
    names = {name for (name,) in rows(furnished, "SELECT name FROM parties")}
    for story in PLAYED:
        assert {party["name"] for party in published_cases()[story]["parties"]} <= names


def test_every_duty_says_who_owes_what_to_whom_and_sums_say_by_when(furnished: Path) -> None:
    assert set(DUTIES) == set(PLAYED)
    named = "o.debtor_id IS NOT NULL AND o.creditor_id IS NOT NULL"
    termed = "o.kind <> 'money' OR o.due_on IS NOT NULL OR o.condition <> '' OR o.performed_at_once"
    drawn = "(o.due_on IS NULL OR o.due_on >= a.drawn_on)"
    unclear = rows(
        furnished,
        "SELECT a.case_id, o.ordinal FROM obligations o JOIN agreements a ON a.id = o.agreement_id "
        f"WHERE NOT ({named} AND ({termed}) AND {drawn})",
    )
    assert unclear == []


def test_the_sums_of_published_disputes_are_owed_by_one_party_to_another() -> None:
    for story, duties in DUTIES.items():
        parties, amount = published_cases()[story]["parties"], published_cases()[story]["amount_yuan"]
        assert all(max(duty.debtor, duty.creditor) < len(parties) for duty in duties)
        assert all(duty.debtor != duty.creditor for duty in duties)
        owed = sum(Decimal(duty.amount) for duty in duties if duty.amount)
        assert amount is None or owed == amount, story


def test_rare_names_are_among_the_parties(furnished: Path) -> None:
    names = "".join(str(name) for (name,) in rows(furnished, "SELECT name FROM parties"))
    assert all(character in names for character in "𠮷䶮㛃𬭎𡈽")


def test_invented_numbers_are_well_formed() -> None:
    for n in range(500):
        check_id_number(invented_id_number(n))


def test_the_accounts_are_printed(furnished: Path) -> None:
    told = run(furnished, "demo", "--if-empty")
    assert told.returncode == 0
    assert all(one.account in told.stdout for one in PRINCIPAL)


@pytest.mark.long
def test_a_second_demonstration_is_refused_and_changes_nothing(copy: Path) -> None:
    before = rows(copy, "SELECT count(*) FROM case_events")
    refused = run(copy, "demo")
    assert refused.returncode == 1
    assert "已有数据" in refused.stderr
    assert rows(copy, "SELECT count(*) FROM case_events") == before


def test_half_a_demonstration_is_said(copy: Path) -> None:
    with sqlite3.connect(copy / "mediation.sqlite") as connection:
        connection.execute("DELETE FROM settings WHERE name = 'demonstration_loaded_on'")
    refused = run(copy, "demo", "--if-empty")
    assert refused.returncode == 1
    assert "一半" in refused.stderr


def test_scale_adds_as_many_cases_as_asked(copy: Path) -> None:
    before = rows(copy, "SELECT count(*) FROM cases")[0][0]
    assert run(copy, "demo", "--scale", "12").returncode == 0
    assert rows(copy, "SELECT count(*) FROM cases")[0][0] == int(str(before)) + 12
    assert run(copy, "events", "verify").returncode == 0


def test_production_refuses_the_demonstration_and_its_accounts(furnished: Path, tmp_path: Path) -> None:
    production = {"MEDIATION_PRODUCTION": "1", "MEDIATION_ALLOWED_HOSTS": "tiaojie.example"}
    assert run(tmp_path / "new", "db", "upgrade").returncode == 0
    refused = run(tmp_path / "new", "demo", **production)
    assert refused.returncode == 1
    assert "正式环境" in refused.stderr
    served = run(furnished, "serve", **production)
    assert served.returncode == 1
    assert "演示账号" in served.stderr


def served_by_another_server(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """The application as a WSGI server of the operator's own loads it, without `mediation serve`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MEDIATION_")}
    return subprocess.run(
        [sys.executable, "-c", "from web.wsgi import app"],
        cwd=ROOT,
        env={**kept, "MEDIATION_DATA_DIR": str(folder), **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_no_server_loads_the_application_with_demonstration_accounts_in_production(furnished: Path) -> None:
    production = {"MEDIATION_PRODUCTION": "1", "MEDIATION_ALLOWED_HOSTS": "tiaojie.example"}
    refused = served_by_another_server(furnished, **production)
    assert refused.returncode == 1
    assert "演示账号" in refused.stderr
    assert served_by_another_server(furnished).returncode == 0


@pytest.mark.long
def test_no_server_loads_the_application_over_a_database_without_its_triggers(copy: Path) -> None:
    with closing(sqlite3.connect(copy / "mediation.sqlite")) as database:
        name = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchone()[0]
        database.execute(f"DROP TRIGGER {name}")
        database.commit()
    refused = served_by_another_server(copy)
    assert refused.returncode == 1
    assert "触发器" in refused.stderr


def test_a_new_data_folder_is_closed_to_other_users_of_the_machine(furnished: Path) -> None:
    assert stat.S_IMODE(furnished.stat().st_mode) == 0o700


SEATS: dict[str, set[Seat]] = {
    "committee": {Seat.HOLDER, Seat.SENDER, Seat.RECEIVER, Seat.ASKER, Seat.ASKED},
    "industry_committee": {Seat.HOLDER, Seat.SENDER, Seat.RECEIVER, Seat.ASKER, Seat.ASKED},
    "court": {Seat.HOLDER, Seat.SENDER, Seat.COURT},
    "justice_bureau": {Seat.WATCHER, Seat.DECIDER},
    "justice_station": {Seat.WATCHER, Seat.DECIDER},
    "governance_centre": {Seat.WATCHER, Seat.DECIDER, Seat.CENTRE},
    "department": {Seat.HANDLER},
}


def test_every_step_has_somebody_in_every_organisation_that_works(furnished: Path) -> None:
    """Who works anywhere does not work there half; where a case can come at all: test_demonstration_staff."""
    there: dict[tuple[str, str], set[str]] = {}
    for name, kind, role in rows(
        furnished,
        "SELECT o.name, o.kind, m.role FROM organisations o JOIN memberships m ON m.organisation_id = o.id "
        "JOIN people p ON p.id = m.person_id WHERE p.active AND o.active",
    ):
        there.setdefault((str(name), str(kind)), set()).add(str(role))
    assert {kind for _, kind in there} == set(SEATS)
    steps = [step for d in REGISTRY.definitions for step in d.steps if step.by]
    missing = [
        f"{name}: {step.title}"
        for (name, kind), roles in there.items()
        for step in steps
        if step.seat in SEATS[kind]
        and any(kind in {str(at) for at in role.at} for role in step.by)
        and not roles & {role.name for role in step.by}
    ]
    assert missing == []
