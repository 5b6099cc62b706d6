"""考评: a scheme is drafted whole, tried beside the one in force, put in force with a reason, frozen with a period."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from mediation.bootstrap import Installation
from mediation.demonstration.people import COUNTY, TOWNSHIP
from mediation.demonstration.places import CITY
from mediation.demonstration.player import Player
from mediation.demonstration.real_month import Entered, enter
from mediation.demonstration.subsidies import SCHEME
from mediation.model import Region
from mediation.readmodels.assessment_table import assessment_table
from mediation.readmodels.assessments import AssessmentPage, assessments
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.vocabulary import CaseSource
from mediation.services.close_period import close_period
from mediation.services.keep_scheme import draft_scheme, start_scheme
from mediation.services.perform import perform
from tests.sharing import made_once
from tests.steps.conftest import TODAY, opened

OCTOBER = "2026-10"
GIVEN = {"region_code": COUNTY, "year": 2026}


@pytest.fixture(scope="session")
def judged_once(furnished_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three cases of October in one township."""

    def make(folder: Path) -> None:
        shutil.copyfile(furnished_sqlite, folder / "mediation.sqlite")
        (folder / "mediation.sqlite").chmod(0o600)
        house = opened(f"sqlite:///{folder / 'mediation.sqlite'}", folder)
        enter(house, [a_case(n != 1) for n in range(3)])
        house.close()

    return made_once(tmp_path_factory, "judged", make)


def a_case(succeeds: bool) -> Entered:
    amount, on = Decimal(100), date(2026, 10, 8)
    return Entered("neighbours", CaseSource.APPLICATION, succeeds, amount, on, "cunzhuren")


@pytest.fixture
def player(judged_once: Path, tmp_path: Path) -> Iterator[Player]:
    folder = tmp_path / "house"
    shutil.copytree(judged_once, folder)
    house: Installation = opened(f"sqlite:///{folder / 'mediation.sqlite'}", folder)
    yield Player(house, TODAY)
    house.close()


def do(player: Player, account: str, use_case: Any, **given: Any) -> UUID:
    return perform(player.house, use_case, actor=player.actor(account), **given)


def page_of(
    player: Player, account: str = "qidudao", draft: UUID | None = None, code: str = ""
) -> AssessmentPage:
    with player.house.read() as session:
        return assessments(session, player.actor(account), TODAY, code, OCTOBER, draft)


def test_weights_targets_and_rows_that_are_wrong_are_said_at_their_fields(player: Player) -> None:
    rate, performed, broken, _ = SCHEME
    items = (
        replace(rate, target=Decimal(0)),
        replace(performed, target=None, weight=None),
        replace(broken, indicator="rate", better=None),
    )
    with pytest.raises(BadInput) as refused:
        do(player, "qidudao", draft_scheme, **GIVEN, items=items)
    said = {problem.field: str(problem.message) for problem in refused.value.problems}
    assert "没有办法除" in said["items.0.target"]
    assert "合计应为 100，现在是 50" in said["items.0.weight"]
    assert said.keys() >= {"items.1.target", "items.1.weight", "items.2.indicator", "items.2.better"}
    with pytest.raises(BadInput, match="至少要有一项"):
        do(player, "qidudao", draft_scheme, **GIVEN, items=())
    for account in ("shidudao", "zongzhi", "sifasuo", "cunzhuren"):
        with pytest.raises(NotThere):
            do(player, account, draft_scheme, **GIVEN, items=SCHEME)


def test_a_draft_is_tried_beside_the_scheme_in_force_and_frozen_results_stay(player: Player) -> None:
    first = do(player, "qidudao", draft_scheme, **GIVEN, items=SCHEME)
    with pytest.raises(BadInput, match="为什么施行"):
        do(player, "qidudao", start_scheme, scheme_id=first, reason=" ")
    do(player, "qidudao", start_scheme, scheme_id=first, reason="年初印发")
    swapped = (replace(SCHEME[0], weight=30), replace(SCHEME[1], weight=40), *SCHEME[2:])
    second = do(player, "qidudao", draft_scheme, **GIVEN, items=swapped)
    page = page_of(player, draft=second)
    assert page.in_force is not None
    assert (page.in_force.id, page.frozen) == (first, None)
    (town,) = (one for one in page.standings if one.name == "保康镇")
    (tried,) = (one for one in page.drafted if one.name == "保康镇")
    assert (town.rank, str(town.result.scored[0].formula)) == (1, "40 × min(1, 66.7 ÷ 95) = 28.08")
    assert tried.result.total != town.result.total
    do(player, "qidudao", close_period, region_code=COUNTY, named=OCTOBER, reason="按时上报")
    do(player, "qidudao", start_scheme, scheme_id=second, reason="年中调整")
    enter(player.house, [a_case(True)])
    after = page_of(player)
    assert after.in_force is not None
    assert (after.in_force.id, after.published) == (second, True)
    assert after.frozen is not None
    (kept,) = (one for one in after.frozen.standings if one.name == "保康镇")
    assert (after.frozen.version, kept.result.total) == (1, town.result.total)


def test_a_part_that_is_no_more_keeps_its_small_numbers_to_itself(player: Player) -> None:
    """Its figures stand in the closed period, as its results do."""
    scheme = do(player, "qidudao", draft_scheme, **GIVEN, items=SCHEME)
    do(player, "qidudao", start_scheme, scheme_id=scheme, reason="年初印发")
    do(player, "qidudao", close_period, region_code=COUNTY, named=OCTOBER, reason="按时上报")
    with player.house.begin() as uow:
        uow.session.get_one(Region, TOWNSHIP).valid_until = TODAY
        uow.commit()
    page = page_of(player)
    with player.house.read() as session:
        table = assessment_table(session, page, TODAY, "导出", 5)
    (row,) = (one for one in table.rows if one.name == "保康镇")
    rate = [item.indicator for _, item, _ in table.items].index("rate")
    assert row.cells[rate].value == Decimal("66.7")  # two of three
    assert not row.cells[rate].told


def test_the_city_ranks_its_counties_and_a_county_sees_no_other(player: Player) -> None:
    given = {"region_code": CITY, "year": 2026, "items": SCHEME}
    scheme = do(player, "shidudao", draft_scheme, **given)
    do(player, "shidudao", start_scheme, scheme_id=scheme, reason="全市统一")
    page = page_of(player, "shidudao", code=CITY)
    assert [one.name for one in page.standings if one.rank] == ["科尔沁左翼中旗"]
    assert page_of(player, "shidudao", code=COUNTY).keeps is False
    with pytest.raises(NotThere):
        page_of(player, "qidudao", code=CITY)
