"""The simulated years: chances of single cases under which the published figures are what is to be expected."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from mediation.bootstrap import Installation
from mediation.demonstration.prefecture import (
    COUNTIES,
    KINDS,
    PUBLISHED,
    Fate,
    arrivals,
    beside,
    chances_of,
    fates,
)
from mediation.demonstration.prefecture_cases import play, prefecture_of
from mediation.demonstration.prefecture_parts import MARK, Plan, furnish, put_together
from mediation.model import Case, Setting
from tests.cli.conftest import run

YEAR = 2022


def drawn(seed: int) -> list[Fate]:
    return list(fates(Random(seed), chances_of(), PUBLISHED, 1.0))


def figures(cases: list[Fate]) -> dict[str, int]:
    """As they would be counted if a ruling came on the day on which a case came."""
    within = [one for one in cases if one.came_on >= PUBLISHED.first]
    in_2022 = [one for one in within if one.came_on.year == YEAR]
    centre = [one for one in in_2022 if one.at_the_centre]
    return {
        "diverted": len(within),
        "resolved": sum(one.ending == "agreed" for one in within),
        "confirmed in 2022": sum(one.confirmed for one in in_2022),
        "centre: mediated in 2022": len(centre),
        "centre: confirmed in 2022": sum(one.confirmed for one in centre),
    }


@pytest.mark.long
def test_nine_of_ten_runs_lie_within_the_interval_in_every_figure() -> None:
    """Seven figures at 99 % each: by chance alone some run leaves one of them."""
    inside = [all(one.inside for one in beside(figures(drawn(seed)), PUBLISHED, 1.0)) for seed in range(10)]
    assert sum(inside) >= 8


def test_other_chances_do_not_come_out_at_the_published_figures() -> None:
    chances = replace(chances_of(), resolved=0.79)
    cases = list(fates(Random(1), chances, PUBLISHED, 1.0))
    assert not all(one.inside for one in beside(figures(cases), PUBLISHED, 1.0))


@pytest.mark.long
def test_no_total_is_aimed_at() -> None:
    totals = {len(drawn(seed)) for seed in range(5)}
    assert len(totals) > 1


def test_arrivals_are_poisson() -> None:
    """Its mean and its variance are the rate."""
    random, rate, days = Random(5), 12.0, 20_000
    seen = [arrivals(random, rate) for _ in range(days)]
    mean = sum(seen) / days
    variance = sum((one - mean) ** 2 for one in seen) / days
    assert mean == pytest.approx(rate, rel=0.02)
    assert variance == pytest.approx(rate, rel=0.05)


def test_kinds_come_by_their_chances() -> None:
    cases = [one for one in drawn(3) if not one.at_the_centre]
    seen = Counter(one.category for one in cases)
    for kind, chance in KINDS.items():
        assert seen[kind] / len(cases) == pytest.approx(chance, abs=0.01)


def test_every_county_has_one_process_and_all_have_about_as_much_to_do() -> None:
    for processes in (1, 2, 3, 20):
        parts = Plan(1.0, 1, processes).parts()
        assert sorted(county for part in parts for county in part) == sorted(COUNTIES)
    halves = [sum(COUNTIES[one] for one in part) for part in Plan(1.0, 1, 2).parts()]
    assert max(halves) < 0.55


def test_what_was_played_is_put_together_once(tmp_path: Path, furnished: Path) -> None:
    whole, part = tmp_path / "whole.sqlite", tmp_path / "part.sqlite"
    for one in (whole, part):
        shutil.copyfile(furnished / "mediation.sqlite", one)
    with closing(sqlite3.connect(part)) as connection:
        connection.execute("INSERT INTO settings VALUES ('one_more', '0001-01-01', 'yes')")
        connection.commit()
    put_together(whole, part)
    put_together(whole, part)  # killed before the file was deleted
    with closing(sqlite3.connect(whole)) as together, closing(sqlite3.connect(part)) as played:
        for count in ("SELECT count(*) FROM settings", "SELECT count(*) FROM organisations"):
            assert together.execute(count).fetchone() == played.execute(count).fetchone()


def test_nothing_is_put_together_where_a_row_would_be_lost(tmp_path: Path, furnished: Path) -> None:
    """Two parts that gave one account to two people."""
    whole, part = tmp_path / "whole.sqlite", tmp_path / "part.sqlite"
    for one, person in ((whole, "1" * 32), (part, "2" * 32)):
        shutil.copyfile(furnished / "mediation.sqlite", one)
        with closing(sqlite3.connect(one)) as connection:
            connection.execute(
                "INSERT INTO people (id, account, name, password_hash, active, demonstration) "
                "VALUES (?, 'same', '某', '', 1, 1)",
                (person,),
            )
            connection.commit()
    with pytest.raises(RuntimeError, match="people"):
        put_together(whole, part)


def played_by_each(told: str) -> list[int]:
    """The last that each process said."""
    said = {n: int(done) for n, done in re.findall(r"· (\d): (\d+) 件", told)}
    return list(said.values())


@pytest.mark.long
def test_a_hundredth_of_it_is_played_through_the_services(tmp_path: Path) -> None:
    assert run(tmp_path, "db", "upgrade").returncode == 0
    played = run(tmp_path, "demo", "--prefecture", "--share", "0.01", "--seed", "7")
    assert played.returncode == 0, played.stderr
    assert played.stdout.count("✓") == 7
    drawn = list(fates(Random(7), chances_of(), PUBLISHED, 0.01))
    assert sum(played_by_each(played.stderr)) == len(drawn)  # none that was drawn is lost
    again = run(tmp_path, "demo", "--prefecture")
    assert again.returncode != 0


@pytest.mark.long
def test_a_simulation_that_was_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    plan = Plan(0.002, 7, 2)
    assert run(tmp_path, "db", "upgrade").returncode == 0
    house = Installation.open(environment={"MEDIATION_DATA_DIR": str(tmp_path)})
    furnish(house, plan)
    half = (fate for fate in plan.drawn() if fate.county in plan.parts()[0] and fate.n < 30)
    for _ in play(house, prefecture_of(house), half, plan.seed, f"{MARK}1"):
        pass  # the first process of two, killed
    house.close()
    other = run(tmp_path, "demo", "--prefecture", "--share", "0.003", "--seed", "7")
    assert other.returncode != 0  # another simulation was begun
    gone_on = run(tmp_path, "demo", "--prefecture", "--share", "0.002", "--seed", "7")
    assert gone_on.returncode == 0, gone_on.stderr
    house = Installation.open(environment={"MEDIATION_DATA_DIR": str(tmp_path)})
    with house.read() as session:
        cases = session.scalar(select(func.count()).select_from(Case))
        left = session.scalar(select(func.count()).where(Setting.name.startswith("simulation")))
    house.close()
    assert (cases, left) == (len(list(plan.drawn())), 0)
