"""Whose end was missed is told, and the line above them: not who holds the case while another has to act."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mediation.bootstrap import Installation
from mediation.commands.digests import make_digests
from mediation.demonstration.invented import STORIES, TOWNSHIP_COMMITTEE
from mediation.demonstration.player import Player
from mediation.model import Deadline, Digest, Escalation, Membership, Organisation, Person
from mediation.readmodels.backlog import narrowed_to
from mediation.readmodels.backlog_list import AreaCase, area_cases
from mediation.readmodels.late_afterwards import late_afterwards
from mediation.readmodels.listed import Listed
from mediation.readmodels.warnings import Escalated, OrderLine, escalated_to, watched
from mediation.rules import acts
from mediation.rules.backlog import Cell, Figure, Rung
from mediation.rules.errors import NotThere
from mediation.rules.vocabulary import DeadlineState, MatterKind
from mediation.services.escalate_deadlines import escalate_deadlines
from mediation.services.sweep_deadlines import sweep_deadlines
from tests.steps.conftest import Begin

STORY = {name: story for name, _, story in STORIES}
BANNER = "科尔沁左翼中旗"
COUNTY = "150521000000"
STATION, BUREAU, CITY = f"{BANNER}保康镇司法所", f"{BANNER}司法局", "通辽市司法局"
DEPARTMENT = f"{BANNER}自然资源局"


def told(player: Player, clock: str, days: int = 40) -> list[tuple[Rung, str]]:
    """Whom the missed end of that clock was told to, once so many days are over."""
    player.wait(days)
    escalate_deadlines(player.house)
    with player.house.read() as session:
        rows = session.execute(
            select(Escalation.rung, Organisation.name)
            .join(Deadline, Deadline.id == Escalation.deadline_id)
            .join(Organisation, Organisation.id == Escalation.organisation_id)
            .where(Deadline.clock == clock)
        ).all()
    return sorted(((rung, name) for rung, name in rows), key=lambda one: list(Rung).index(one[0]))


def seen(player: Player, account: str) -> tuple[Escalated, ...]:
    with player.house.read() as session:
        return escalated_to(session, player.house.registry, player.actor(account)).lines


def story(begin: Begin, name: str) -> Player:
    player = begin(40)
    STORY[name](player)
    return player


def test_a_department_is_told_of_its_own_call_and_the_township_that_waits_is_not(begin: Begin) -> None:
    player = story(begin, "signed for by the township")
    player.step("zhenzhuren", "call_county", acts.Asked("请现场测绘"))
    department = acts.CallDispatched(player.organisation(DEPARTMENT))
    player.step("zongzhi", "dispatch", department, matter=MatterKind.CALL_UP)
    for clock in ("call_response", "call_solution"):
        assert told(player, clock) == [
            (Rung.HEAD, DEPARTMENT),
            (Rung.COUNTY, BUREAU),
            (Rung.CITY, CITY),
        ]
    lines = {one.clock.name: one for one in seen(player, "ziranju")}
    assert set(lines) == {"call_response", "call_solution"}
    line = lines["call_solution"]
    assert (line.public_id, line.number, line.owing) == ("", "", DEPARTMENT)
    assert line.mine is not None
    assert line.mine[0] is MatterKind.CALL_UP
    assert not {one.clock.name for one in seen(player, "zhenzhuren")} & set(lines)
    above = next(one for one in seen(player, "qidudao") if one.clock.name == "call_solution")
    assert (bool(above.public_id), above.owing, above.mine) == (True, DEPARTMENT, None)


def test_who_has_not_signed_for_a_case_is_told_and_who_sent_it_is_not(begin: Begin) -> None:
    player = story(begin, "offered to the township")
    with player.house.read() as session:
        hand_over = session.scalars(select(Deadline).where(Deadline.clock == "hand_over_answer")).one()
    rungs = told(player, "hand_over_answer")
    assert [rung for rung, _ in rungs] == list(Rung)
    assert [name for _, name in rungs] == [TOWNSHIP_COMMITTEE, STATION, BUREAU, CITY]
    mine = [one.mine for one in seen(player, "zhenzhuren") if one.clock.name == "hand_over_answer"]
    assert mine == [(MatterKind.HAND_OVER, hand_over.matter_id)]
    assert "hand_over_answer" not in {one.clock.name for one in seen(player, "cunzhuren")}


def test_a_supervisor_who_does_not_check_an_answer_is_told_and_only_the_level_above(begin: Begin) -> None:
    player = story(begin, "mediating")
    player.step("qidudao", "issue_order", acts.OrderWritten("请书面回复进展"))
    player.step("cunzhuren", "answer", acts.Answered("已约定周五调解"), matter=MatterKind.ORDER)
    assert told(player, "order_review") == [(Rung.HEAD, BUREAU), (Rung.CITY, CITY)]


def test_of_a_courts_term_the_court_alone_is_told(begin: Begin) -> None:
    player = story(begin, "confirmation submitted")
    court = f"{BANNER}人民法院"
    assert told(player, "court_acceptance") == [(Rung.HEAD, court)]
    lines = [one for one in seen(player, "fayuan") if one.clock.name == "court_acceptance"]
    assert [one.mine[0] for one in lines if one.mine] == [MatterKind.CONFIRMATION]
    with player.house.read() as session:
        (due_on,) = session.scalars(select(Deadline.due_on).where(Deadline.clock == "court_acceptance"))
    assert due_on < player.clock.today() - timedelta(14)


def test_a_visit_that_nobody_paid_after_the_case_ended_goes_up_the_committees_line(begin: Begin) -> None:
    player = story(begin, "in force")
    rungs = told(player, "return_visit", 60)
    assert [rung for rung, _ in rungs] == list(Rung)
    assert [name for _, name in rungs] == [TOWNSHIP_COMMITTEE, STATION, BUREAU, CITY]


def test_what_is_late_after_the_end_has_cards_and_lists_of_its_own(begin: Begin) -> None:
    """Each number of a card is as many cases as its list has, and says no more than their terms."""
    player = story(begin, "confirmation submitted")
    player.wait(60)
    sweep_deadlines(player.house)
    registry, today, actor = player.house.registry, player.clock.today(), player.actor("qidudao")
    with player.house.read() as session:
        area = watched(session, registry, actor, COUNTY, today)
        late = {one.clock.name: (one.yellow, one.red) for one in area.afterwards}
        assert late["court_acceptance"] == (0, 1)
        assert late["return_visit"] == (0, 1)
        assert not {one.clock.name for one in area.clocks} & set(late)
        for clock, counted in late.items():
            for card, n in zip((Figure.YELLOW, Figure.RED), counted, strict=True):
                page = late_afterwards(session, registry, actor, COUNTY, clock, card, today)
                assert page.found.total == len(page.found.lines) == n
        (due_on,) = session.scalars(select(Deadline.due_on).where(Deadline.clock == "court_acceptance"))
        line = late_afterwards(session, registry, actor, COUNTY, "court_acceptance", Figure.RED, today)
        assert [one.due_on for one in line.found.lines] == [due_on]
        confirming = listed(session, player, Figure.CONFIRMING)
        assert [one.due_on for one in confirming] == [due_on]
        for elsewhere, clock, card in (
            ("150523000000", "return_visit", Figure.RED),
            (COUNTY, "application", Figure.RED),  # a right that is gone makes nothing late
            (COUNTY, "return_visit", Figure.OPEN),
        ):
            with pytest.raises(NotThere):
                late_afterwards(session, registry, actor, elsewhere, clock, card, today)


def test_a_broken_duty_is_listed_with_the_day_until_which_it_is_pressed_for(begin: Begin) -> None:
    player = begin(60)
    STORY["broken, pressed for"](player)
    with player.house.read() as session:
        (due_on,) = session.scalars(
            select(Deadline.due_on).where(
                Deadline.clock == "pressing", Deadline.state == DeadlineState.RUNNING
            )
        )
        lines = listed(session, player, Figure.BROKEN)
        ended = listed(session, player, Figure.ENDED)
    assert [one.due_on for one in lines] == [due_on]
    assert [one.due_on for one in ended] == [None]


def listed(session: Session, player: Player, figure: Figure) -> tuple[AreaCase, ...]:
    now, today = player.clock.now(), player.clock.today()
    narrowed = narrowed_to(today)
    found = area_cases(
        session,
        player.house.registry,
        player.actor("qidudao"),
        COUNTY,
        Cell(figure=figure, since=today - timedelta(90)),
        narrowed,
        now,
        today,
    )
    return found.lines


@pytest.mark.parametrize(("days", "told_to"), [(30, BUREAU), (-1, f"{BANNER}社会治安综合治理中心")])
def test_an_office_is_told_until_the_last_day_of_its_supervisors_post(
    begin: Begin, days: int, told_to: str
) -> None:
    player = begin(0)
    player.wait(12)
    with player.house.begin() as uow:
        who = select(Person.id).where(Person.account == "qidudao").scalar_subquery()
        last = player.clock.today() + timedelta(days)
        uow.session.execute(update(Membership).where(Membership.person_id == who).values(until_on=last))
        uow.commit()
    assert told(player, "acceptance", 0)[-1] == (Rung.COUNTY, told_to)


def test_what_is_told_is_turned_page_by_page(house: Installation, begin: Begin) -> None:
    players = [begin(30, n) for n in range(1, 23)]
    last = players[-1]
    escalate_deadlines(house)
    with house.read() as session:
        first, second = (escalated_to(session, house.registry, last.actor("qidudao"), n) for n in (1, 9))
    assert (first.total, first.pages, len(first.lines)) == (22, 2, 20)
    assert (second.page, len(second.lines)) == (2, 2)


def orders(player: Player, account: str, area: str = COUNTY, page: int = 1) -> Listed[OrderLine]:
    with player.house.read() as session:
        actor, today = player.actor(account), player.clock.today()
        return watched(session, player.house.registry, actor, area, today, page).orders


def test_an_order_from_above_is_on_the_page_of_the_area_that_has_to_answer(begin: Begin) -> None:
    """Its page is the office's that issued it: below it leads to the case."""
    player = begin(0)
    player.step("shidudao", "issue_order", acts.OrderWritten("请书面回复进展"))
    (above,), (here,) = orders(player, "shidudao", "150500000000").lines, orders(player, "qidudao").lines
    assert above.id == here.id
    assert (above.mine, here.mine, bool(here.case_public_id)) == (True, False, True)
    assert [one.id for one in orders(player, "sifasuo", "150521100000").lines] == [here.id]
    assert orders(player, "shidudao", "150523000000").total == 0
    player.wait(7)
    make_digests(player.house)
    with player.house.read() as session:
        (kept,) = session.scalars(select(Digest.content).where(Digest.region_code == COUNTY))
    assert (kept["orders"], kept["orders_issued"]) == (1, 1)


def test_open_cases_come_before_those_that_are_concluded(house: Installation, begin: Begin) -> None:
    ended = begin(90)
    STORY["in force"](ended)
    waiting = begin(20, 2)
    waiting.wait(20)
    escalate_deadlines(waiting.house)
    with house.read() as session:
        lines = escalated_to(session, house.registry, waiting.actor("qidudao")).lines
    assert next(one.clock.name for one in lines) == "acceptance"
    assert lines[0].due_on > min(one.due_on for one in lines)
