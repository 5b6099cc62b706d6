"""Codes of divisions, over the real list of 通辽市 too."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import mediation
from mediation.rules.errors import BadInput
from mediation.rules.regions import (
    ancestor_at,
    ancestors,
    check_region_code,
    is_within,
    level_of,
    prefix,
    span,
)
from mediation.rules.vocabulary import Level

DIVISIONS = Path(mediation.__file__).parent / "demonstration" / "divisions-1505.csv"
with DIVISIONS.open(encoding="utf-8") as stream:
    ROWS = list(csv.DictReader(stream))

VILLAGE, TOWNSHIP, COUNTY = "150521100201", "150521100000", "150521000000"


def test_the_level_of_every_real_code_is_told_by_its_digits() -> None:
    assert len(ROWS) == 2722
    assert [r["code"] for r in ROWS if level_of(r["code"]) is not Level.of(r["level"])] == []


def test_the_nearest_ancestor_of_every_real_code_is_its_published_parent() -> None:
    assert [
        r["code"] for r in ROWS if list(ancestors(r["code"])[:1]) != [p for p in [r["parent"]] if p]
    ] == []


def test_ancestors_run_from_the_township_to_the_province() -> None:
    assert ancestors(VILLAGE) == (TOWNSHIP, COUNTY, "150500000000", "150000000000")


def test_a_province_has_no_ancestors() -> None:
    assert ancestors("150000000000") == ()


def test_a_level_that_the_code_skips_is_left_out_of_its_ancestors() -> None:
    assert ancestors("429004001000") == ("429004000000", "429000000000", "420000000000")
    assert ancestors("150521000001") == (COUNTY, "150500000000", "150000000000")


@pytest.mark.parametrize(
    ("code", "digits"),
    [
        ("150000000000", "15"),
        ("150500000000", "1505"),
        (COUNTY, "150521"),
        (TOWNSHIP, "150521100"),
        (VILLAGE, VILLAGE),
    ],
)
def test_the_prefix_is_as_long_as_the_level(code: str, digits: str) -> None:
    assert prefix(code) == digits


def test_the_ancestor_of_a_level_may_be_the_division_itself_or_none() -> None:
    assert ancestor_at(VILLAGE, Level.COUNTY) == COUNTY
    assert ancestor_at(COUNTY, Level.COUNTY) == COUNTY
    assert ancestor_at(COUNTY, Level.VILLAGE) is None


def test_a_division_lies_within_itself_and_its_ancestors_only() -> None:
    assert is_within(VILLAGE, VILLAGE)
    assert is_within(VILLAGE, COUNTY)
    assert not is_within(COUNTY, VILLAGE)
    assert not is_within(VILLAGE, "150522000000")


def test_a_township_whose_digits_begin_alike_is_not_within() -> None:
    assert not is_within("150521110000", "150521101000")
    assert is_within("150521100000", "150521000000")


@pytest.mark.parametrize("nothing", ["", "0", "000000000000", "15", "１５０５２１０００００００"])
def test_nothing_lies_within_what_is_no_code(nothing: str) -> None:
    assert not is_within(VILLAGE, nothing)
    assert not is_within(nothing, COUNTY)


@pytest.mark.parametrize("code", ["", "1505", "15052100000x", "001505210000", "1505210000000"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(BadInput):
        check_region_code(code)


def test_the_span_of_a_county_holds_its_real_divisions_and_no_others() -> None:
    low, high = span(COUNTY)
    inside = {r["code"] for r in ROWS if low <= r["code"] <= high}
    assert inside == {r["code"] for r in ROWS if is_within(r["code"], COUNTY)}
    assert len(inside) > 500
