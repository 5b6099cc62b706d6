"""On both databases the organisations of an area are compared by what each of them really has and did."""

from __future__ import annotations

from statistics import median_low

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.commands.tallies import TalliesKept
from mediation.demonstration.invented import TOWNSHIP_COMMITTEE
from mediation.model import Case, Holding
from mediation.readmodels.backlog import narrowed_to, scope_of
from mediation.readmodels.backlog_list import Selected, found_by
from mediation.readmodels.backlog_organisations import Sort, compared, every
from mediation.readmodels.backlog_recount import differences, organisations_differing
from mediation.rules import acts
from mediation.rules.backlog import Cell, Figure, Holder, Went
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import NotThere
from mediation.rules.vocabulary import MatterKind
from tests.steps.conftest import TODAY, Begin

CITY, COUNTY, TOWNSHIP = "150500000000", "150521000000", "150521100000"
CELLS = {
    "open": Cell(figure=Figure.OPEN),
    "overdue": Cell(figure=Figure.OPEN, overdue=True),
    "entered": Cell(figure=Figure.ENTERED),
    "ended": Cell(figure=Figure.ENDED),
    "agreed": Cell(figure=Figure.ENDED, went=Went.AGREED),
    "moved": Cell(figure=Figure.MOVED),
}


def test_each_number_of_an_organisation_is_its_list_and_a_recount(begin: Begin) -> None:
    begin(40, 1)
    settled, up, gone = begin(15, 2), begin(10, 3), begin(20, 4)
    settled.settle_first("cunzhuren", "网格员李春梅")
    settled.step("cunzhuren", "settle", acts.SettlementReached("当面道歉", True))
    for one in (up, gone):
        one.offer("cunzhuren", TOWNSHIP_COMMITTEE, "村里调不了")
        one.wait(1)
        one.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    gone.step("zhenzhuren", "withdraw", reason="不调了")
    house = up.house
    today, township = TODAY, up.organisation(TOWNSHIP_COMMITTEE).hex
    with house.read() as session:
        village = session.get_one(Case, settled.case_id).organisation_id.hex
    for kept in (False, True):
        if kept:
            TalliesKept(house, enough=1).renew()
        with house.read() as session:
            now = house.clock.now()
            scope = scope_of(house.registry, COUNTY, today)
            told = every(session, scope, now)
            assert told is not None
            lines = {one.organisation_id: one for one in told[0]}
            for key, line in lines.items():
                narrowed = narrowed_to(today, organisation=key)
                of = scope_of(house.registry, COUNTY, today, narrowed)
                for name, cell in CELLS.items():
                    n = getattr(line, name)
                    assert found_by(session, cell, of, now).total == n, (name, line.name)
                    assert Selected.by(session, cell, of).total == n, (name, line.name)
            assert lines[village].share == 33  # of one that was settled and two that went up
            assert (lines[village].moved, lines[village].agreed, lines[township].ended) == (2, 1, 1)
            assert lines[village].days == _median(house, village)
            for code in (CITY, COUNTY, TOWNSHIP):
                assert organisations_differing(session, house.registry, code, now, today) == []
            for key in (village, township):
                narrowed = narrowed_to(today, organisation=key)
                assert differences(session, house.registry, COUNTY, now, today, narrowed) == []


def _median(house: Installation, organisation: str) -> int:
    """Of every stay there that ended."""
    with house.read() as session:
        days = [
            (until - one.from_at.astimezone(SHANGHAI).date()).days
            for one, concluded in session.execute(
                select(Holding, Case.concluded_on).join(Case, Case.id == Holding.case_id)
            )
            if one.organisation_id.hex == organisation
            and (until := one.until_at.astimezone(SHANGHAI).date() if one.until_at else concluded)
        ]
    return median_low(days)


def test_they_come_in_the_order_asked_for_and_on_the_level_asked_for(begin: Begin) -> None:
    for n in (1, 2):
        begin(n, n)
    house = begin(1, 3).house
    supervisor = begin(0, 4).actor("qidudao")
    with house.read() as session:
        now, narrowed = house.clock.now(), narrowed_to(TODAY)

        def page(**chosen: object) -> list[object]:
            found = compared(session, house.registry, supervisor, COUNTY, now, narrowed, **chosen)  # type: ignore[arg-type]
            assert found is not None
            return [(one.level, one.open) for one in found.found.lines]

        assert page()[0] == (Holder.VILLAGE, 4)
        assert page(sort=Sort.NAME) != page()
        assert {level for level, _ in page(level=Holder.TOWNSHIP)} == {Holder.TOWNSHIP}
        with pytest.raises(NotThere):
            compared(session, house.registry, supervisor, "150523000000", now, narrowed)
