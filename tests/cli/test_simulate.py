"""mediation simulate on the demonstration: an answer, the same from the worker; a mistake is one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.commands.what_ifs import WhatIfsPlayed
from mediation.model import Person
from mediation.model.types import new_id
from mediation.readmodels.actors import load_actor
from mediation.readmodels.what_ifs import what_if
from mediation.rules.simulation.scenario import read_scenario
from mediation.services.ask_what_if import ask_what_if
from mediation.services.perform import perform
from tests.cli.conftest import run

CITY = "150500000000"
SCENARIO = "weeks = 8\nruns = 5\nseed = 4\n[solves_more]\nvillage = 20\n"


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    file = tmp_path / "scenario.toml"
    file.write_text(SCENARIO, encoding="utf-8")
    return file


def test_the_command_and_the_worker_say_the_same(copy: Path, scenario: Path) -> None:
    told = json.loads(run(copy, "simulate", "--scenario", str(scenario), "--json").stdout)
    assert told["scenario"] == {
        "weeks": 8,
        "runs": 5,
        "seed": 4,
        "extended_percent": 0,
        "arrivals_percent": 0,
    } | {"solves_more.village": 20}
    assert len(told["before"][0]) == 8
    house = Installation.open(environment={"MEDIATION_DATA_DIR": str(copy)})
    with house.read() as session:
        person = session.scalars(select(Person.id).where(Person.account == "shidudao")).one()
        actor = load_actor(session, person, house.registry, house.clock.today())
    assert actor is not None
    asked = perform(
        house,
        ask_what_if,
        actor=actor,
        key=str(new_id()),
        region_code=CITY,
        scenario=read_scenario(told["scenario"]),
    )
    assert WhatIfsPlayed(house, seconds=0).go_on()  # stopped in the midst of it
    another = WhatIfsPlayed(house, seconds=600)
    assert another.go_on()
    assert not another.go_on()
    with house.read() as session:
        page = what_if(session, actor, asked)
    house.close()
    assert page.found is not None
    assert page.found.to_json()["lines"] == told["lines"]
    assert page.past is not None
    assert page.past.stays == told["past"]["stays"] > 100


def test_figures_for_reading(furnished: Path, scenario: Path) -> None:
    shown = run(furnished, "simulate", "--scenario", str(scenario)).stdout
    assert "在登记的组织就解决（%）" in shown
    assert "相差" in shown


@pytest.mark.parametrize("text", ["weeks = 1", "weeks = [", "speed = 3", '[mediators]\ncounty = "x"'])
def test_a_mistake_in_the_file_is_one_sentence(furnished: Path, scenario: Path, text: str) -> None:
    scenario.write_text(text, encoding="utf-8")
    refused = run(furnished, "simulate", "--scenario", str(scenario))
    assert refused.returncode == 1
    assert len(refused.stderr.strip().splitlines()) == 1
