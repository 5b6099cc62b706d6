"""On both databases the figures of an area are those found case by case, and today's those replayed from the events."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

import pytest
from sqlalchemy import func, select

from mediation.bootstrap import Installation
from mediation.commands.tallies import TalliesKept
from mediation.demonstration.invented import STORIES, TOWNSHIP_COMMITTEE, register
from mediation.demonstration.player import Player
from mediation.model import Case, CaseEvent, Category, Deadline, Holding, Organisation, Party, Region
from mediation.readmodels.backlog import BacklogPage, area_backlog, narrowed_to, scope_of
from mediation.readmodels.backlog_cells import start_of
from mediation.readmodels.backlog_counted import count
from mediation.readmodels.backlog_list import Selected, area_cases, found_by, lines_of
from mediation.readmodels.backlog_matrix import open_groups
from mediation.readmodels.backlog_recount import counts_of, differences
from mediation.readmodels.backlog_then import known_figures
from mediation.readmodels.known_lines import known_lines
from mediation.readmodels.tallied_cells import tallies_know
from mediation.readmodels.tallied_figures import tallied_figures
from mediation.rules import acts
from mediation.rules.backlog import Cell, End, Figure, Holder, Mark, Narrowed, Road, Went
from mediation.rules.errors import BadInput
from mediation.rules.tally import CaseLine
from mediation.rules.vocabulary import (
    CaseSource,
    Difficulty,
    Level,
    MatterKind,
    OrganisationKind,
    Outcome,
    SuspensionCause,
)
from mediation.services.case_lines import lines_of as lines_in_full
from mediation.services.correct_dispute import correct_dispute, matter_given
from mediation.services.perform import perform
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step
from tests.steps.conftest import TODAY, Begin
from tests.steps.reversing import last_event, take_back

CITY, COUNTY, TOWNSHIP, VILLAGE = "150500000000", "150521000000", "150521100000", "150521100205"

WENT_UP = Cell(figure=Figure.WENT, level=Holder.VILLAGE, went=Went.UP)
SECOND = timedelta(seconds=1)
STORY = {name: story for name, _, story in STORIES}


@pytest.fixture
def several(begin: Begin) -> Player:
    """Old and new, waiting, withdrawn, and one that went up to the township."""
    begin(40, 1)
    closed = begin(20, 2)
    closed.step("cunzhuren", "skip_settlement", reason="直接申请")
    closed.step("cunzhuren", "withdraw", reason="不调了")
    up = begin(10, 3)
    up.step("cunzhuren", "skip_settlement", reason="直接申请")
    up.accept("cunzhuren")
    offered = acts.CaseOffered(up.organisation(TOWNSHIP_COMMITTEE), tuple(up.parties))
    up.step("cunzhuren", "offer", offered, "村里调不了")
    up.wait(1)
    up.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    return begin(0, 4)


@pytest.mark.parametrize("kept", [False, True])
def test_what_is_counted_at_once_is_what_is_counted_one_by_one(several: Player, kept: bool) -> None:
    house, now = several.house, several.house.clock.now()
    if kept:
        TalliesKept(house, enough=1).renew()
    with house.read() as session:
        for code in (CITY, COUNTY, TOWNSHIP, VILLAGE):
            assert differences(session, house.registry, code, now, TODAY) == []
        for narrowed in (
            narrowed_to(TODAY, 52, category="neighbour"),
            narrowed_to(TODAY, 4, source=CaseSource.APPLICATION.value, kind=OrganisationKind.COMMITTEE),
            *(narrowed_to(TODAY, mark=mark) for mark in (Mark.COMPLEX, Mark.DANGER, Mark.ELDERLY)),
        ):
            assert differences(session, house.registry, COUNTY, now, TODAY, narrowed) == []


@pytest.mark.parametrize("kept", [False, True])
def test_every_figure_is_counted_and_listed_alike_whatever_it_is_narrowed_to(
    several: Player, kept: bool
) -> None:
    house = several.house
    if kept:
        TalliesKept(house, enough=1).renew()
    since = scope_of(house.registry, CITY, TODAY).narrowed.since
    narrowings = (
        Narrowed(since=since, until=TODAY),
        Narrowed(since=since, until=TODAY, category="neighbour", source=CaseSource.APPLICATION.value),
        Narrowed(since=since, until=TODAY, kind=OrganisationKind.COMMITTEE, mark=Mark.ELDERLY),
        Narrowed(since=since, until=TODAY, mark=Mark.COMPLEX),
    )
    with house.read() as session:
        for code in (CITY, TOWNSHIP, VILLAGE):
            for narrowed in narrowings:
                scope = scope_of(house.registry, code, TODAY, narrowed)
                for figure in Figure:
                    cell = Cell(figure=figure, until=TODAY, person_id=several.actor("cunzhuren").person_id)
                    found = found_by(session, cell, scope, house.clock.now())
                    among_cases = Selected.by(session, cell, scope)
                    assert tallies_know(cell, scope)
                    assert found.total == among_cases.total == count(session, cell, scope), figure
                    ids = found.ids(0, 99)
                    assert ids == among_cases.ids(0, 99), figure
                    assert len(list(lines_of(session, scope, ids))) == found.total, figure
        scope = scope_of(house.registry, COUNTY, TODAY)
        went = Cell(figure=Figure.WENT, level=Holder.VILLAGE, went=Went.UP)
        page = area_backlog(session, scope, session.get_one(Region, COUNTY), house.clock.now())
        assert page.moved.left[(Holder.VILLAGE, Went.UP)] == count(session, went, scope) == 1
        assert page.moved.left[(Holder.VILLAGE, Went.OTHERWISE)] == 1
        assert sum(counts_of(page).values()) > 0


def test_how_cases_ended_is_told_by_level_and_by_the_tiers_that_they_went_through(begin: Begin) -> None:
    settled, failed, direct = begin(12, 1), begin(12, 2), begin(12, 3)
    for one in (settled, failed):
        one.settle_first("cunzhuren", "网格员李春梅")
    settled.step("cunzhuren", "settle", acts.SettlementReached("当面道歉", True))
    failed.step("cunzhuren", "fail_settlement", reason="差距较大")
    direct.step("cunzhuren", "skip_settlement", reason="直接申请")
    for one in (failed, direct):
        one.accept("cunzhuren")
    failed.offer("cunzhuren", TOWNSHIP_COMMITTEE, "村里调不了")
    failed.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    failed.step("zhenzhuren", "withdraw", reason="不调了")
    direct.step("cunzhuren", "go_to_court", reason="要求诉讼")
    expected = {
        (Holder.VILLAGE, Road.SETTLEMENT, End.SETTLED): settled,
        (Holder.TOWNSHIP, Road.BOTH, End.OTHERWISE): failed,
        (Holder.VILLAGE, Road.MEDIATION, End.LITIGATION): direct,
    }
    house = settled.house
    for kept in (False, True):
        if kept:
            TalliesKept(house, enough=1).renew()
        with house.read() as session:
            scope, now = scope_of(house.registry, COUNTY, TODAY), house.clock.now()
            page = area_backlog(session, scope, session.get_one(Region, COUNTY), now)
            assert page.moved.concluded == dict.fromkeys(expected, 1)
            assert page.moved.paths == {(Holder.VILLAGE, Holder.TOWNSHIP): 1}
            cells = {
                Cell(figure=Figure.ENDED, level=level, road=road, end=end): one
                for (level, road, end), one in expected.items()
            } | {Cell(figure=Figure.MOVED, level=Holder.VILLAGE, onward=Holder.TOWNSHIP): failed}
            for cell, one in cells.items():
                for found in (found_by(session, cell, scope, now), Selected.by(session, cell, scope)):
                    assert (found.total, list(found.ids(0, 9))) == (1, [one.case_id])
            assert differences(session, house.registry, COUNTY, now, TODAY) == []


def test_the_kinds_of_dispute_together_are_all_cases(several: Player) -> None:
    """Of one kind other indexes and other statements count: their sums are those of the whole area."""
    house = several.house
    with house.read() as session:
        kinds = session.scalars(select(Category.code)).all()
        for code in (CITY, COUNTY):
            region = session.get_one(Region, code)

            def page(category: str, region: Region = region) -> BacklogPage:
                narrowed = narrowed_to(TODAY, category=category)
                scope = scope_of(house.registry, region.code, TODAY, narrowed)
                return area_backlog(session, scope, region, house.clock.now())

            whole, each = page(""), [page(kind) for kind in kinds]
            assert sum((counts_of(one) for one in each), Counter()) == counts_of(whole)
            for name in ("entered", "ended", "stays", "left", "concluded", "paths"):
                together = sum((getattr(one.moved, name) for one in each), Counter())
                assert together == getattr(whole.moved, name), name
            assert sum(one.moved.standing for one in each) == whole.moved.standing == whole.total.open


def test_today_replayed_is_today(several: Player) -> None:
    house = several.house
    with house.read() as session:
        for code in (CITY, TOWNSHIP):
            scope = scope_of(house.registry, code, TODAY)
            level = session.scalars(select(Region.level).where(Region.code == code)).one()
            known = known_figures(session, house.registry, scope, level, TODAY)
            assert set(known.groups) == set(open_groups(session, scope, level))


def test_a_past_day_is_told_as_it_was_known_then(begin: Begin) -> None:
    """What was corrected, extended, stopped, entered late or told since changes nothing of it."""
    player = begin(30)
    STORY["mediating"](player)
    others = [begin(20, 2), begin(12, 3)]
    STORY["mediating"](others[0])
    days: dict[date, dict[bytes, CaseLine]] = {}
    ids = [player.case_id, *(one.case_id for one in others)]

    def told() -> None:
        with player.house.read() as session:
            periods = tuple(sorted(player.house.registry.periods))
            days[player.clock.today()] = {one.case_id: one for one in lines_in_full(session, ids, periods)}

    def entered_late(step: str, days: int, given: acts.Given, reason: str) -> None:
        command = StepCommand(
            matter=MatterKind.DISPUTE,
            matter_id=player.case_id,
            step=step,
            given=given,
            reason=reason,
            happened_on=player.clock.today() - timedelta(days),
            late_reason="下乡",
            way_given=True,
        )
        perform(player.house, take_step, actor=player.actor("cunzhuren"), command=command)

    player.wait(20)
    told()
    with player.house.read() as session:
        due = session.scalars(
            select(Deadline.due_on).where(Deadline.matter_id == player.case_id, Deadline.state == "running")
        ).one()
    player.wait(1)
    until = acts.TermExtended(due + timedelta(21), tuple(player.parties))
    player.step("cunzhuren", "extend", until, "同意继续")
    player.step("cunzhuren", "report_danger", acts.DangerReported("扬言报复", "保康派出所"))
    told()
    player.wait(2)
    with player.house.begin() as uow:
        case = uow.session.get_one(Case, player.case_id)
        given = replace(matter_given(case), category_code="family", difficulty=Difficulty.COMPLEX)
        correct_dispute(
            uow,
            actor=player.actor("cunzhuren"),
            clock=player.clock,
            case_id=case.id,
            given=given,
            reason="写错了",
            approved=True,
        )
        uow.commit()
    told()
    player.wait(3)
    stopped = acts.Suspended(SuspensionCause.APPRAISAL, "鉴定委托书")
    entered_late("suspend", 2, stopped, "送鉴定")
    told()
    player.wait(4)
    player.step("cunzhuren", "resume", reason="鉴定已出")
    player.step("cunzhuren", "lift_danger", reason="已经和好")
    told()
    player.wait(1)
    with player.house.read() as session:
        seq = session.scalar(select(func.max(CaseEvent.seq)).where(CaseEvent.case_id == player.case_id))
    entered_late("withdraw", 1, acts.Nothing(), "不调了")
    told()
    player.wait(2)
    withdrawal = last_event(player, seq or 0)
    assert withdrawal is not None
    take_back(player, withdrawal)
    told()
    assert len({str(one) for one in days.values()}) == len(days) - 1  # taken back: as before
    with player.house.read() as session:
        for day, lines in days.items():
            end = start_of(day + timedelta(days=1))
            known = known_lines(session, player.house.registry, ids, day, end)
            assert {one.case_id: one for one in known} == lines, day


class Late(Player):
    """Enters each step a day late, where its form lets it, and notes every evening what the case counts for."""

    def step(
        self,
        account: str,
        name: str,
        given: acts.Given | None = None,
        reason: str = "",
        matter: MatterKind = MatterKind.DISPUTE,
        matter_id: UUID | None = None,
    ) -> None:
        self.wait(2)
        command = StepCommand(
            matter=matter,
            matter_id=matter_id or self._matter_id(matter),
            step=name,
            given=given or acts.Nothing(),
            reason=reason,
            late_reason="下乡",
            way_given=True,
        )
        yesterday = replace(command, happened_on=self.clock.today() - timedelta(1))
        try:
            perform(self.house, take_step, actor=self.actor(account), command=yesterday)
        except BadInput:
            perform(self.house, take_step, actor=self.actor(account), command=command)

    def wait(self, days: int) -> None:
        for _ in range(days):
            self.look_at_clocks()
            self.evenings[self.clock.today()] = self.said()
            self.clock.move_to(self.clock.today() + timedelta(1))

    @cached_property
    def evenings(self) -> dict[date, list[CaseLine]]:
        return {}

    def said(self) -> list[CaseLine]:
        with self.house.read() as session:
            return list(lines_in_full(session, [self.case_id], tuple(sorted(self.house.registry.periods))))

    def known(self, day: date) -> list[CaseLine]:
        end = start_of(day + timedelta(1))
        with self.house.read() as session:
            return list(known_lines(session, self.house.registry, [self.case_id], day, end))


@pytest.mark.parametrize(
    "story", ["returned twice, offered again", "mediated by the township", "confirmation submitted"]
)
def test_a_past_evening_knows_nothing_of_what_was_entered_the_day_after(
    house: Installation, story: str
) -> None:
    """Offers, returns, signatures, mediators and applications too."""
    player = Late(house, TODAY - timedelta(90))
    register(player, 1, "cunzhuren")
    STORY[story](player)
    player.wait(1)
    assert len({str(one) for one in player.evenings.values()}) > 5
    assert {day: player.known(day) for day in player.evenings} == player.evenings


def test_a_case_that_went_up_twice_left_once_and_stayed_twice(several: Player) -> None:
    """Handed back and up again: a case counts once for each way, its stays each."""
    house, up = several.house, Player(several.house, TODAY)
    with house.read() as session:
        held = select(Case).join(Organisation, Organisation.id == Case.organisation_id)
        up.case_id = session.scalars(held.where(Organisation.name == TOWNSHIP_COMMITTEE)).one().id
        up.parties = list(session.scalars(select(Party.id).where(Party.case_id == up.case_id)))
        village = session.scalars(select(Holding.organisation_id).where(~Holding.open)).one()
    for sender, receiver, signs in (
        ("zhenzhuren", village, "cunzhuren"),
        ("cunzhuren", up.organisation(TOWNSHIP_COMMITTEE), "zhenzhuren"),
    ):
        up.step(sender, "offer", acts.CaseOffered(receiver, tuple(up.parties)), "再议")
        up.step(signs, "sign_for", matter=MatterKind.HAND_OVER)
    with house.read() as session:
        page = area_backlog(
            session,
            scope_of(house.registry, COUNTY, TODAY),
            session.get_one(Region, COUNTY),
            house.clock.now(),
        )
        found = count(session, WENT_UP, scope_of(house.registry, COUNTY, TODAY))
        assert differences(session, house.registry, COUNTY, house.clock.now(), TODAY) == []
    assert page.moved.left[(Holder.VILLAGE, Went.UP)] == found == 1
    assert page.moved.paths[(Holder.VILLAGE, Holder.TOWNSHIP)] == 1
    assert (
        sum(n for (at, went, _), n in page.moved.stays.items() if (at, went) == (Holder.VILLAGE, Went.UP))
        == 2
    )


def test_a_case_that_went_to_court_and_was_concluded_so_at_home_left_once(begin: Begin) -> None:
    case = begin(10, 1)
    house = case.house
    with house.read() as session:
        village = session.get_one(Case, case.case_id).organisation_id
    case.offer("cunzhuren", TOWNSHIP_COMMITTEE, "村里调不了")
    case.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    case.step("zhenzhuren", "offer", acts.CaseOffered(village, tuple(case.parties)), "再议")
    case.step("cunzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    case.step("cunzhuren", "withdraw", reason="起诉了")
    with house.begin() as uow:
        uow.session.get_one(Case, case.case_id).outcome = Outcome.TO_COURT
        court = uow.session.get_one(Organisation, case.organisation(TOWNSHIP_COMMITTEE))
        court.kind = OrganisationKind.COURT
        uow.commit()
    with house.read() as session:
        scope = scope_of(house.registry, COUNTY, TODAY)
        cell = Cell(figure=Figure.WENT, level=Holder.VILLAGE, went=Went.COURT)
        found = tallied_figures(session, scope, Level.COUNTY, house.clock.now())
        assert found is not None
        assert found.moved.left[(Holder.VILLAGE, Went.COURT)] == 1
        assert found.moved.concluded == {(Holder.VILLAGE, Road.NEITHER, End.LITIGATION): 1}
        assert (
            found_by(session, cell, scope, house.clock.now()).total
            == Selected.by(session, cell, scope).total
            == 1
        )


def test_cases_of_an_organisation_of_the_whole_region_count_on_a_level_of_their_own(several: Player) -> None:
    house = several.house
    with house.begin() as uow:
        held = uow.session.get_one(Case, several.case_id).organisation_id
        uow.session.get_one(Organisation, held).level = Level.PROVINCE
        uow.commit()
    with house.read() as session:
        page = area_backlog(
            session,
            scope_of(house.registry, CITY, TODAY),
            session.get_one(Region, CITY),
            house.clock.now(),
        )
        assert page.levels[Holder.PROVINCE].open == 2
        assert differences(session, house.registry, CITY, house.clock.now(), TODAY) == []
        scope, cell = scope_of(house.registry, CITY, TODAY), Cell(figure=Figure.OPEN, level=Holder.PROVINCE)
        assert (
            found_by(session, cell, scope, house.clock.now()).total
            == Selected.by(session, cell, scope).total
            == 2
        )


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_lies_in_the_next_county_by_now_counts_on_a_past_day_and_is_not_shown(
    house: Installation, begin: Begin
) -> None:
    stays, gone, elsewhere = begin(30, 1), begin(30, 2), "150522100000"
    gone.wait(25)
    gone.offer("cunzhuren", TOWNSHIP_COMMITTEE, "村里调不了")
    gone.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    with house.begin() as uow:
        case = uow.session.get_one(Case, gone.case_id)
        uow.session.get_one(Organisation, case.organisation_id).region_code = elsewhere
        case.region_code = elsewhere
        shown = uow.session.get_one(Case, stays.case_id).public_id
        uow.commit()
    actor = Player(house, TODAY).actor("qidudao")
    with house.read() as session:
        page = area_cases(
            session,
            house.registry,
            actor,
            "150521000000",
            Cell(figure=Figure.OPEN),
            narrowed_to(TODAY),
            house.clock.now(),
            TODAY,
            on=TODAY - timedelta(14),
        )
        assert ([line.public_id for line in page.lines], page.total, page.hidden) == ([shown], 1, 1)
