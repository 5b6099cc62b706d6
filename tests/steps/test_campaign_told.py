"""What a campaign of screening tells of kinds of dispute: nobody works out of which kind the few were."""

from __future__ import annotations

import random
from datetime import date
from time import process_time
from uuid import UUID

import pytest

from mediation.readmodels.campaign_report import kinds_told, told_of
from mediation.readmodels.campaign_totals import KindFound, Totals, VillageLine
from mediation.readmodels.campaigns import CampaignPage, Ordered, Part
from tests.bounds import interval

COUNTY = "150521000000"
TODAY = date(2026, 11, 23)


def page_of(kinds: list[tuple[int, int]], villages: tuple[VillageLine, ...] = ()) -> CampaignPage:
    whole = Totals(found=sum(found for found, _ in kinds), cases=sum(cases for _, cases in kinds))
    parts: dict[str, Totals] = {}
    for one in villages:
        parts.setdefault(f"{one.region_code[:9]}000", Totals()).add(one.totals)
        whole.prevented += one.totals.prevented
        whole.solved += one.totals.solved
    return CampaignPage(
        campaign=Ordered(UUID(int=1), "排查", "", COUNTY, "旗", "局", (), TODAY, TODAY, withdrawn=False),
        region_code=COUNTY,
        name="旗",
        above=(),
        totals=whole,
        parts=tuple(Part(code, code, totals) for code, totals in parts.items()),
        villages=villages,
        kinds=tuple(KindFound(str(n), *one) for n, one in enumerate(kinds)),
        mine=True,
    )


@pytest.mark.parametrize(
    ("kinds", "shown"),
    [
        ([(20, 0), (9, 0)], ((20, 0), (9, 0))),
        ([(20, 8), (3, 0), (6, 0)], ((20, 8), (None, 0), (None, 0))),
        (
            [(12, 1), (9, 1)],
            ((12, None), (9, None)),
        ),  # two cases in all, each of another kind: the page says two
        ([(3, 0)], None),
        ([(1, 0), (1, 1)], None),
    ],
)
def test_beside_the_totals_of_the_page_no_kind_of_few_disputes_is_told(
    kinds: list[tuple[int, int]], shown: object
) -> None:
    assert kinds_told(page_of(kinds), 5) == shown


@pytest.mark.parametrize("seed", range(40))
def test_no_reader_of_the_page_and_of_what_leaves_it_finds_the_number_of_a_kind(seed: int) -> None:
    at = random.Random(seed)
    found = [at.choice((1, 2, 6, 9, 30)) for _ in range(at.randint(2, 6))]
    kinds = [(n, at.randint(0, n)) for n in found]
    page = page_of(kinds)
    on_page, leaving = kinds_told(page, 5), told_of(page, 5).kinds
    if on_page is None:
        assert leaving is None, "which kinds were found would tell as much"
        return
    assert leaving is not None
    numbers = {("found", n): one[0] for n, one in enumerate(kinds)}
    numbers |= {("cases", n): one[1] for n, one in enumerate(kinds)}
    seen = {
        (name, n)
        for table in (on_page, leaving)
        for n, row in enumerate(table)
        for name, number in zip(("found", "cases"), row, strict=True)
        if number is not None
    }
    assert not any(0 < numbers[one] < 5 for one in seen)
    unknown = {one: n for one, n in numbers.items() if one not in seen}
    rest = {("not cases", n): one[0] - one[1] for n, one in enumerate(kinds)}
    equations = [{(name, n): 1 for n in range(len(kinds))} for name in ("found", "cases")]
    equations += [{("found", n): 1, ("cases", n): -1, ("not cases", n): -1} for n in range(len(kinds))]
    lowest = dict.fromkeys({**unknown, **rest}, 0)
    for one in unknown:
        if numbers[one]:
            low, high = interval(one, {**unknown, **rest}, lowest, equations)
            assert high is None or high > low, one


def test_a_county_of_285_villages_is_told_at_once() -> None:
    at = random.Random(4)
    villages = []
    for n in range(285):
        found = at.choice((0, 0, 1, 2, 3, 7))
        cases = at.randint(0, found)
        totals = Totals(1, 1, int(not found), found, at.choice((0, 0, 1, 4)), cases, at.randint(0, cases))
        code = f"150521{100 + n // 15:03d}{200 + n % 15}"
        villages.append(VillageLine(str(n), "", code, totals, None, late=False, reminded=0, stopped=False))
    whole = sum(one.totals.found for one in villages)
    cases = sum(one.totals.cases for one in villages)
    page = page_of([(whole - 40, cases - 20), (37, 19), (3, 1)], tuple(villages))
    began = process_time()
    assert kinds_told(page, 5) is not None
    page_took, began = process_time() - began, process_time()
    told = told_of(page, 5)
    took = process_time() - began
    assert (page_took < 0.05, took < 1) == (True, True), (page_took, took)
    assert any(None not in row for row in told.villages)
