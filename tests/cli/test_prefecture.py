"""The simulated years: chances of single cases under which the published figures are what is to be expected."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from mediation.demonstration.prefecture import (
    KINDS,
    PUBLISHED,
    Fate,
    arrivals,
    beside,
    chances_of,
    fates,
)
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


def test_nine_of_ten_runs_lie_within_the_interval_in_every_figure() -> None:
    """Seven figures at 99 % each: by chance alone some run leaves one of them."""
    inside = [all(one.inside for one in beside(figures(drawn(seed)), PUBLISHED, 1.0)) for seed in range(10)]
    assert sum(inside) >= 8


def test_other_chances_do_not_come_out_at_the_published_figures() -> None:
    chances = replace(chances_of(), resolved=0.79)
    cases = list(fates(Random(1), chances, PUBLISHED, 1.0))
    assert not all(one.inside for one in beside(figures(cases), PUBLISHED, 1.0))


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


@pytest.mark.long
def test_a_hundredth_of_it_is_played_through_the_services(tmp_path: Path) -> None:
    assert run(tmp_path, "db", "upgrade").returncode == 0
    played = run(tmp_path, "demo", "--prefecture", "--share", "0.01", "--seed", "7")
    assert played.returncode == 0, played.stderr
    assert played.stdout.count("✓") == 7
    drawn = list(fates(Random(7), chances_of(), PUBLISHED, 0.01))
    assert f"{len(drawn)} 件" in played.stderr  # none that was drawn is lost
    again = run(tmp_path, "demo", "--prefecture")
    assert again.returncode != 0
