"""推演: its queue agrees with the closed form, its forecast with the half of a year that it has not seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean
from uuid import UUID

import pytest

from mediation.rules.backlog import Holder, Went
from mediation.rules.errors import BadInput
from mediation.rules.simulation.comparing import Comparison, Line, Measure, compare
from mediation.rules.simulation.engine import Before, World
from mediation.rules.simulation.rates import Rates, Served, Standing, Stay, Unit, calibrate
from mediation.rules.simulation.scenario import Scenario, read_scenario
from tests.rules.generated_year import as_known_on, county, generated_year, open_on

ONE = UUID(int=1)
MEAN = 10.0
HALF = 182


def exponential(mean: float, n: int = 4000) -> tuple[float, ...]:
    """Evenly spread quantiles of it."""
    return tuple(-mean * math.log(1 - (i + 0.5) / n) for i in range(n))


def single_queue(mediators: int, per_day: float) -> Rates:
    return Rates(
        units=(Unit(ONE, Holder.COUNTY, "150502000000", mediators),),
        per_day={ONE: per_day},
        festival=None,
        served={Holder.COUNTY: tuple(Served(days, 0.0, Went.AGREED, None) for days in exponential(MEAN))},
        delays={},
        at_once={Holder.COUNTY: 1.0},
        received={},
        standing=(),
    )


def erlang_wait(servers: int, per_day: float) -> float:
    """Mean wait in an M/M/c queue (Erlang C)."""
    load = per_day * MEAN
    top = load**servers / math.factorial(servers) * servers / (servers - load)
    waits = top / (sum(load**k / math.factorial(k) for k in range(servers)) + top)
    return waits / (servers / MEAN - per_day)


def waits(rates: Rates, weeks: int, runs: int) -> list[float]:
    scenario = Scenario(weeks=weeks)
    before = Before.of((), None, (scenario,))
    played = (World(rates, scenario, rates.units, before, run).play() for run in range(runs))
    return [fmean(one.waited[Holder.COUNTY]) for one in played]


@pytest.mark.parametrize(
    ("servers", "per_day", "weeks", "runs", "within"),
    [
        (4, 0.28, 1500, 12, 0.15),
        pytest.param(1, 0.07, 4000, 60, 0.05, marks=pytest.mark.long),
        pytest.param(4, 0.30, 4000, 40, 0.05, marks=pytest.mark.long),
        pytest.param(4, 0.35, 6000, 40, 0.05, marks=pytest.mark.long),
        pytest.param(12, 1.0, 2000, 30, 0.05, marks=pytest.mark.long),
    ],
)
def test_waiting_agrees_with_erlang(
    servers: int, per_day: float, weeks: int, runs: int, within: float
) -> None:
    found = waits(single_queue(servers, per_day), weeks, runs)
    assert fmean(found) == pytest.approx(erlang_wait(servers, per_day), rel=within)


def forecast(seed: int, load: float = 1.0, runs: int = 20) -> tuple[float, float]:
    """Error of the mean backlog of the unseen half, and the share of its weeks that lie within the band."""
    stays = generated_year(seed, load=load)
    rates = calibrate(county(), as_known_on(stays, HALF), HALF)
    found = compare(rates, Scenario(weeks=26, runs=runs, seed=seed))
    truth = [open_on(stays, HALF + 7 * (week + 1)) for week in range(26)]
    inside = fmean(
        low <= n <= high for low, n, high in zip(found.before.low, truth, found.before.high, strict=True)
    )
    return abs(fmean(found.before.mean) / fmean(truth) - 1), inside


def test_the_unseen_half_of_a_year_is_foretold() -> None:
    found = [forecast(seed, runs=5) for seed in (100, 101, 102)]
    assert fmean(error for error, _ in found) < 0.15


@pytest.mark.long
def test_over_many_years_the_error_is_what_the_manual_says() -> None:
    found = [forecast(seed, load) for load in (1.0, 1.2) for seed in range(100, 120)]
    error, inside = (fmean(part) for part in zip(*found, strict=True))
    print(f"mean error {error:.1%}, within the band {inside:.0%}")
    assert error < 0.13
    assert inside > 0.75


@pytest.fixture(scope="module")
def busy() -> Rates:
    return calibrate(county(), as_known_on(generated_year(3, load=1.2), HALF), HALF)


def line(found: Comparison, measure: Measure, level: Holder | None = None) -> Line:
    return next(one for one in found.lines if one.measure is measure and one.level is level)


def asked(rates: Rates, festivals: Sequence[float] = (), **changed: object) -> Comparison:
    return compare(rates, Scenario(**{"weeks": 10, "runs": 5, **changed}), festivals)  # type: ignore[arg-type]


def test_the_same_seed_gives_the_same_answer(busy: Rates) -> None:
    assert asked(busy, seed=5) == asked(busy, seed=5)
    assert asked(busy, seed=5) != asked(busy, seed=6)


def test_an_answer_is_kept_whole(busy: Rates) -> None:
    found = asked(busy)
    kept = Comparison.from_json(found.to_json())
    assert kept.before == found.before
    assert [one.measure for one in kept.lines] == [one.measure for one in found.lines]


def test_nothing_changed_makes_no_difference(busy: Rates) -> None:
    assert {(one.low, one.high) for one in asked(busy).lines} == {(0.0, 0.0)}


def test_mediators_taken_from_the_busy_county_lengthen_its_queue(busy: Rates) -> None:
    found = asked(busy, mediators={Holder.COUNTY: -2, Holder.TOWNSHIP: 2})
    assert line(found, Measure.WAIT_MEAN, Holder.COUNTY).low > 1
    assert line(found, Measure.OPEN_AT_END).certain


def test_villages_that_solve_more_send_less_up(busy: Rates) -> None:
    found = asked(busy, solves_more={Holder.VILLAGE: 15})
    assert line(found, Measure.SOLVED_FIRST).low > 2
    assert line(found, Measure.TO_COURT).high < 0


def test_a_shorter_term_empties_the_shelf_and_solves_less(busy: Rates) -> None:
    found = asked(busy, term_days=15)
    assert line(found, Measure.OPEN_MEAN).high < 0
    assert line(found, Measure.SOLVED_FIRST).high < 0
    extended = asked(busy, term_days=15, extended_percent=100)
    assert not line(extended, Measure.OPEN_MEAN).certain


def test_more_come_before_the_spring_festival(busy: Rates) -> None:
    within = asked(busy, festivals=(40.0,), festival_percent=80)
    assert line(within, Measure.OPEN_MEAN).low > 0
    later = asked(busy, festivals=(500.0,), festival_percent=80)
    assert not line(later, Measure.OPEN_MEAN).certain


def test_what_came_before_the_last_festival_is_read_off_the_past() -> None:
    ordinary = [Stay(ONE, float(day), True, None, None, None) for day in range(300)]
    crowd = [Stay(ONE, 100.5 + n / 2, True, None, None, None) for n in range(60)]
    rates = calibrate([Unit(ONE, Holder.COUNTY, "150502000000", 3)], [*ordinary, *crowd], 300, (130.0,))
    assert rates.festival == pytest.approx(3, rel=0.05)
    assert rates.per_day[ONE] == pytest.approx(1, rel=0.05)


def test_what_stands_today_is_where_it_begins(busy: Rates) -> None:
    empty = replace(busy, standing=())
    full = replace(busy, standing=tuple(Standing(ONE, None) for _ in range(200)))
    assert asked(full).before.mean[0] > asked(empty).before.mean[0] + 100


def refusal(given: dict[str, object]) -> list[str]:
    with pytest.raises(BadInput) as refused:
        read_scenario(given)
    return [problem.field for problem in refused.value.problems]


def test_every_mistake_is_told_at_its_field() -> None:
    wrong = {
        "weeks": "1",
        "runs": "many",
        "term_days": 2.5,
        "seed": True,
        "mediators": {"county": "x", "town": 1},
        "solves_more.village": 101,
        "speed": 3,
    }
    assert set(refusal(wrong)) == {
        "weeks",
        "runs",
        "term_days",
        "seed",
        "mediators.county",
        "mediators.town",
        "solves_more.village",
        "speed",
    }


def test_what_is_read_is_what_was_written() -> None:
    scenario = Scenario(weeks=30, mediators={Holder.COUNTY: -2}, festival_percent=-10, term_days=20)
    assert read_scenario(scenario.to_json()) == scenario
    assert read_scenario({"mediators": {"county": "-2"}, "weeks": ""}).mediators == {Holder.COUNTY: -2}


def test_more_cannot_be_taken_than_are_there(busy: Rates) -> None:
    with pytest.raises(BadInput) as refused:
        asked(busy, mediators={Holder.COUNTY: -5})
    assert refused.value.problems[0].field == "mediators.county"
    with pytest.raises(BadInput) as refused:
        asked(busy, solves_more={Holder.CITY: 5})
    assert refused.value.problems[0].field == "solves_more.city"


def test_too_short_a_past_says_nothing() -> None:
    with pytest.raises(BadInput) as refused:
        compare(replace(single_queue(1, 0.1), served={}), Scenario())
    assert refused.value.problems[0].field == "region"
