"""A what-if starts from what the area's cases did, on both databases; who watches over it may ask."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mediation.bootstrap import Installation
from mediation.commands.what_ifs import WhatIfsPlayed
from mediation.demonstration.invented import TOWNSHIP_COMMITTEE
from mediation.demonstration.player import Player
from mediation.model import WhatIf
from mediation.model.types import new_id
from mediation.readmodels.area_past import area_past
from mediation.readmodels.what_ifs import what_if, what_ifs
from mediation.rules import acts
from mediation.rules.backlog import Holder, Went
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.simulation.scenario import Scenario
from mediation.rules.vocabulary import MatterKind
from mediation.services.ask_what_if import ask_what_if
from mediation.services.perform import perform
from tests.steps.conftest import TODAY, Begin

COUNTY, TOWNSHIP, ELSEWHERE = "150521000000", "150521100000", "150523000000"


@pytest.fixture
def several(begin: Begin) -> Player:
    """One withdrawn in the village, one led there and handed up after two days, one that stands since today."""
    closed = begin(20, 2)
    closed.step("cunzhuren", "skip_settlement", reason="直接申请")
    closed.wait(3)
    closed.step("cunzhuren", "withdraw", reason="不调了")
    up = begin(10, 3)
    up.step("cunzhuren", "skip_settlement", reason="直接申请")
    up.accept("cunzhuren")
    up.appoint("cunzhuren", "cunzhuren")
    up.wait(2)
    offered = acts.CaseOffered(up.organisation(TOWNSHIP_COMMITTEE), tuple(up.parties))
    up.step("cunzhuren", "offer", offered, "村里调不了")
    up.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    return begin(0, 4)


def test_the_past_is_what_happened(several: Player) -> None:
    with several.house.read() as session:
        rates = area_past(session, COUNTY, TODAY).rates
        narrow = area_past(session, TOWNSHIP, TODAY).rates
    village = sorted(rates.served[Holder.VILLAGE], key=lambda one: one.went)
    assert [(one.went, one.to) for one in village] == [
        (Went.OTHERWISE, None),
        (Went.UP, Holder.TOWNSHIP),
    ]
    assert village[0].handling is None
    assert village[0].delay == pytest.approx(3, abs=1)
    assert village[1].handling == pytest.approx(2, abs=0.1)
    township = several.organisation(TOWNSHIP_COMMITTEE)
    assert rates.received == {township: 1}
    assert township not in rates.per_day
    assert sum(rates.per_day.values()) == pytest.approx(2 / 365)  # today is not yet past
    assert len(rates.standing) == len(narrow.standing) == 2
    assert all(one.handled is None for one in rates.standing)


def ask(house: Installation, player: Player, account: str, region_code: str = COUNTY) -> object:
    return perform(
        house,
        ask_what_if,
        actor=player.actor(account),
        key=str(new_id()),
        region_code=region_code,
        scenario=Scenario(),
    )


def test_it_is_asked_and_read_by_who_watches_over_the_area(several: Player) -> None:
    house = several.house
    asked = ask(house, several, "qidudao")
    for account in ("sifasuo", "cunzhuren", "guanliyuan"):
        with pytest.raises(NotThere):
            ask(house, several, account)
        with house.read() as session, pytest.raises(NotThere):
            what_if(session, several.actor(account), asked)  # type: ignore[arg-type]
    with house.read() as session:
        region, lines = what_ifs(session, several.actor("qidudao"), COUNTY)
        assert [one.id for one in lines.lines] == [asked]
        assert region.code == COUNTY
        with pytest.raises(NotThere):
            what_ifs(session, several.actor("qidudao"), ELSEWHERE)


def test_all_that_was_asked_of_an_area_can_be_turned_to(several: Player) -> None:
    actor, now = several.actor("qidudao"), several.clock.now()
    with several.house.begin() as uow:
        uow.session.add_all(
            WhatIf(
                region_code=COUNTY,
                scenario=Scenario(seed=n).to_json(),
                asked_by=actor.person_id,
                asked_at=now + timedelta(minutes=n),
                refused=[],
            )
            for n in range(21)
        )
        uow.commit()
    with several.house.read() as session:
        (_, first), (_, last) = (what_ifs(session, actor, COUNTY, n) for n in (1, 2))
    assert (first.total, first.pages, len(first.lines)) == (21, 2, 20)
    assert [one.scenario.seed for one in last.lines] == [0]


def test_too_many_at_once_are_refused(several: Player) -> None:
    for _ in range(3):
        ask(several.house, several, "qidudao")
    with pytest.raises(BadInput):
        ask(several.house, several, "qidudao")


def test_a_question_that_cannot_be_read_any_more_stops_nobody(several: Player) -> None:
    house = several.house
    asked = ask(house, several, "qidudao")
    with house.begin() as uow:
        uow.session.get_one(WhatIf, asked).scenario = {"speed": 3}
        uow.commit()
    assert WhatIfsPlayed(house).go_on()
    assert not WhatIfsPlayed(house).go_on()
    with house.read() as session:
        row = session.get_one(WhatIf, asked)
        assert row.done_at
        assert "speed" in str(row.refused)


def test_a_question_that_the_past_cannot_answer_is_told_so(several: Player) -> None:
    house = several.house
    asked = ask(house, several, "qidudao")
    player = WhatIfsPlayed(house)
    assert player.go_on()
    assert not player.go_on()
    with house.read() as session:
        page = what_if(session, several.actor("qidudao"), asked)  # type: ignore[arg-type]
    assert page.found is None
    assert page.done_at is not None
    assert "推算不出来" in str(page.refused[0])
