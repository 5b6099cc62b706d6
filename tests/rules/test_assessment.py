"""考评: points by a formula that anybody can work out, weights, what cannot be counted, and places."""

from __future__ import annotations

from decimal import Decimal

from mediation.rules.assessment import Better, Item, Result, ranks, score

RATE = Item("rate", Better.MORE, Decimal(95), 60)
BROKEN = Item("unperformed", Better.LESS, Decimal(4), 10)
LOOKED = Item("screenings", Better.MORE, Decimal(24), 30)
ITEMS = (RATE, BROKEN, LOOKED)


def result(rate: str | None, broken: str = "0", looked: str = "2", months: int = 1) -> Result:
    values = {
        "rate": None if rate is None else Decimal(rate),
        "unperformed": Decimal(broken),
        "screenings": Decimal(looked),
    }
    return score(ITEMS, values, months)


def test_points_follow_the_formula_that_is_shown() -> None:
    found = result("76", "8", "1")
    assert [str(one.formula) for one in found.scored] == [
        "60 × min(1, 76 ÷ 95) = 48",
        "10 × min(1, 4 ÷ 8) = 5",
        "30 × min(1, 1 ÷ 2) = 15",
    ]
    assert (found.total, str(found.formula)) == (Decimal("68.00"), "48 + 5 + 15 = 68")


def test_nobody_gets_more_than_the_weight_and_nothing_is_divided_by_nothing() -> None:
    assert result("100", "0", "99").total == 100
    assert str(result("100").scored[1].formula) == "10（等于 0，满分）"


def test_the_target_of_a_year_falls_to_a_period_by_its_months() -> None:
    assert [one.target for one in result("95", months=3).scored] == [95, 4, 6]


def test_what_says_nothing_is_left_out_and_the_rest_scaled_to_a_hundred() -> None:
    found = result(None, "0", "1")
    assert (found.counted, found.total) == (40, Decimal("62.50"))
    assert str(found.formula) == "(10 + 15) × 100 ÷ 40 = 62.5"
    assert score(ITEMS, {}, 1).total is None


def test_equals_share_a_place_and_who_can_hardly_be_counted_has_none() -> None:
    assert ranks([result("76"), result("95"), result("95"), result(None)]) == [3, 1, 1, None]
