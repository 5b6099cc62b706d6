"""What has risen is told and what has not is left alone: by hand, and measured on generated counts."""

from __future__ import annotations

from math import comb

import pytest
from rising_counts import WEEKS_PAST, County

from mediation.rules.early_warnings import likelihood
from mediation.rules.rising import (
    Demands,
    Series,
    chance_of_so_many,
    comparable,
    lengths_of,
    risen,
    seasons_of,
    spread_of,
)

USUAL = Demands(least=3, false_share=0.05)


def test_without_clusters_the_chance_is_the_binomial_one() -> None:
    """Five cases now, ten in the twelve blocks before."""
    exact = sum(comb(15, n) * (1 / 13) ** n * (12 / 13) ** (15 - n) for n in range(5, 16))
    assert chance_of_so_many(5, 10, 1 / 13) == pytest.approx(exact, rel=1e-12)
    assert chance_of_so_many(0, 10, 1 / 13) == 1.0


def test_the_chances_of_all_counts_add_up_also_with_clusters() -> None:
    for spread in (1.0, 1.5, 4.0):
        steps = [chance_of_so_many(n, 30 - n, 0.1, spread) for n in range(31)]
        assert steps[0] == 1.0
        assert steps == sorted(steps, reverse=True)
    assert chance_of_so_many(8, 22, 0.1, 3.0) > chance_of_so_many(8, 22, 0.1, 1.0)


def test_the_spread_of_single_cases_is_one_and_of_batches_more() -> None:
    county = County(seed=7, spread=1.0, townships=8)
    singles = [(county.blocks(cell, WEEKS_PAST + 8)[1:], [1.0] * 26) for cell in county.means]
    assert spread_of(singles) < 1.1
    batches = County(seed=8, spread=2.5, townships=8)
    found = spread_of((batches.blocks(cell, WEEKS_PAST + 8)[1:], [1.0] * 26) for cell in batches.means)
    assert found == pytest.approx(2.5, abs=0.5)
    assert spread_of([]) == 1.0


def test_a_season_that_returns_is_allowed_for() -> None:
    winter = [30 if n % 13 in (0, 1, 12) else 10 for n in range(27)]
    assert seasons_of(winter)[0] > 1.6
    assert seasons_of([0] * 27) == (1.0,) * 27
    town = Series("t", "wages", (8, *[3 if n % 13 in (0, 1, 12) else 1 for n in range(1, 27)]))
    flat, wintry = {"wages": [1.0] * 27}, {"wages": seasons_of(winter)}
    (plain,) = risen([town], flat, 1, USUAL, {})
    assert plain.usual < 2
    assert risen([town], wintry, 1, USUAL, {}) == []


def test_a_past_that_is_too_short_or_a_place_that_came_late_is_not_compared() -> None:
    blocks = {("c", "k"): [9, *[2] * 26], ("old", "k"): [1, *[2] * 26], ("new", "k"): [8, *[0] * 26]}
    lengths = lengths_of(blocks, "c")
    assert lengths == {"c": 26, "old": 26, "new": 0}
    series = {one.place: one for one in comparable(blocks, "c", lengths)}
    assert series["c"].now == 1
    assert len(series["new"].blocks) == 1
    assert risen([series["new"]], {}, 1, USUAL, {}) == []
    sleeping = {("c", "k"): [9, *[0] * 24, 1, 0]}
    assert lengths_of(sleeping, "c") == {"c": 0}


def test_chances_are_said_with_no_more_digits_than_are_known() -> None:
    assert [likelihood(one) for one in (0.021, 0.0012, 0.000123, 1e-7)] == [
        "2.1%",
        "0.1%",
        "1/8,100",
        "1/10,000,000",
    ]


def measured(counties: int, **kind: float) -> tuple[float, float]:
    """False warnings in a year of a county; of rises to four times as much in places with five a month, those found."""
    false = found = planted = 0
    for seed in range(counties):
        quiet = County(seed=seed, **kind)  # type: ignore[arg-type]
        false += sum(1 for _ in quiet.year(USUAL))
        busy = [cell for cell, mean in quiet.means.items() if mean * 52 / 12 >= 5][:6]
        rises = {cell: (WEEKS_PAST + 8 + 7 * n, 4.0) for n, cell in enumerate(busy)}
        loud = County(seed=seed, planted=rises, **kind)  # type: ignore[arg-type]
        told = {(rise.series.place, rise.series.kind): week for week, rise in loud.year(USUAL)}
        planted += len(rises)
        found += sum(str(p) + "," + str(k) in {f"{a},{b}" for a, b in told} for p, k in rises)
    return false / counties, found / max(planted, 1)


def test_few_false_warnings_and_most_rises_on_generated_counts() -> None:
    """A small county; the large measurement runs with --long."""
    false, found = measured(1, townships=4, kinds=6, cases_a_month=60.0)
    assert false <= 3
    assert found >= 0.6


MEASURED = {
    (1.0, 0.0): (1.5, 0.6),
    (1.5, 0.0): (2.5, 0.4),
    (2.5, 0.0): (3.5, 0.15),
    (1.0, 0.6): (1.5, 0.5),
    (1.5, 0.6): (3.0, 0.3),
}
"""By how cases cluster and how far the winter rises above the mean: the most false ones, the fewest found."""


@pytest.mark.long
@pytest.mark.parametrize(("spread", "seasonal"), MEASURED, ids=str)
def test_the_false_alarm_rate_of_sixteen_townships(spread: float, seasonal: float) -> None:
    """Sixteen townships, 22 kinds, 250 cases a month, a year of weekly looks, eight counties."""
    false, found = measured(8, spread=spread, seasonal=seasonal)
    print(f"spread {spread} season {seasonal}: {false:.2f} false a county and year, {found:.0%} found")
    most, fewest = MEASURED[spread, seasonal]
    assert (false <= most, found >= fewest) == (True, True)
