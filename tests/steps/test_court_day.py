"""The liaison's day: desks, calendar and figures, of one's own court alone; and what goes wrong between two hands."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.commands.court_figures import CourtFiguresKept
from mediation.demonstration.doors import (
    agreed,
    at_court,
    complained,
    delegated,
    entrusted,
    mediated_first,
    not_registered,
    on_to_trial,
    registered,
)
from mediation.demonstration.invented import STORIES, TOWNSHIP_COMMITTEE
from mediation.demonstration.player import Player
from mediation.model import Case, CourtFigures, HandOver
from mediation.readmodels.court_calendar import court_calendar, hearings_of, month_of, week_of
from mediation.readmodels.court_day import CourtLine, court_day
from mediation.readmodels.court_figures import kept_or_counted
from mediation.readmodels.diversion_figures import OrganisationFigures, sent_cases
from mediation.rules import acts
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import (
    BadInput,
    ConditionsUnmet,
    MediationError,
    NotAllowed,
    NotThere,
    StaleCase,
    WrongState,
)
from mediation.rules.vocabulary import (
    CourtDesk,
    CourtProcedure,
    DiversionFigure,
    HearingKind,
    MatterKind,
    SuitEnd,
)
from mediation.services.end_suit import end_suit
from mediation.services.perform import perform
from mediation.services.set_hearing import HearingGiven, cancel_hearing, set_hearing
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step
from tests.steps.conftest import TODAY, Begin

HAND_OVER, FILING = MatterKind.HAND_OVER, MatterKind.FILING
STORY = {name: story for name, _, story in STORIES}


def desks(player: Player, account: str = "fayuan") -> dict[CourtDesk, tuple[CourtLine, ...]]:
    with player.house.read() as session:
        actor = player.actor(account)
        return dict(court_day(session, player.house.registry, actor, player.clock.today()))


def waiting(player: Player, account: str = "fayuan") -> list[CourtDesk]:
    return [desk for desk, lines in desks(player, account).items() for _ in lines]


def desk(house: Installation, n: int = 1, days: int = 40) -> Player:
    return at_court(Player(house, TODAY - timedelta(days)), n)


def test_what_nobody_was_asked_about_waits_to_be_diverted(house: Installation) -> None:
    player = desk(house)
    assert waiting(player) == [CourtDesk.DIVERT]
    registered(player)
    assert waiting(player) == [CourtDesk.DIVERT]
    given = acts.CaseOffered(player.organisation(TOWNSHIP_COMMITTEE), tuple(player.parties))
    player.step("fayuan", "entrust", given, "双方同意先行调解")
    assert waiting(player) == []


def test_an_offer_that_nobody_signs_for_in_time_comes_back_to_the_desk(house: Installation) -> None:
    player = desk(house)
    entrusted(player)
    assert waiting(player) == []
    player.wait(8)
    (line,) = desks(player)[CourtDesk.RECEIVE]
    assert line.kind is HAND_OVER
    assert (line.days_left(player.clock.today()) or 0) < 0


def test_what_goes_on_to_trial_waits_for_its_fee(house: Installation) -> None:
    player = desk(house)
    on_to_trial(player)
    (line,) = desks(player)[CourtDesk.RECEIVE]
    assert "交费" in str(line.why)


def test_a_delegated_dispute_that_failed_waits_to_be_registered_at_once(house: Installation) -> None:
    """Door 3 (特邀调解规定 21, 27): nobody need hand in anything; the seven days run at the court's own desk."""
    player = at_court(Player(house, TODAY.replace(year=2024, month=12, day=2)), 1)
    delegated(player)
    assert waiting(player) == [CourtDesk.FILE]
    (line,) = desks(player)[CourtDesk.FILE]
    assert line.step is not None
    assert (line.kind, line.step.name, line.mine) == (FILING, "register", True)
    assert line.due_on == datetime(2024, 12, 16).date()  # the seventh day is a Sunday
    suit = acts.SuitFiled(player.court_number("民初"), CourtProcedure.ORDINARY, player.clock.today())
    player.step("fayuan", "register", suit, matter=FILING)
    assert waiting(player) == []
    with house.read() as session:
        assert session.get_one(Case, player.case_id).state == "filed"


def test_a_complaint_waits_to_be_filed(house: Installation) -> None:
    player = desk(house)
    complained(player)
    (line,) = desks(player)[CourtDesk.FILE]
    assert line.step is not None
    assert (line.step.name, line.mine) == ("register", True)
    (line,) = desks(player, "faguan")[
        CourtDesk.FILE
    ]  # the judge could refuse, which no button on the desk begins
    assert line.step is not None
    assert (line.step.name, line.mine) == ("register", False)


def test_a_refusal_waits_to_be_served_though_another_one_was(house: Installation) -> None:
    """Whom another refusal has reached says nothing of this one."""
    served, unserved = desk(house, 1), desk(house, 2)
    not_registered(served)
    complained(unserved)
    unserved.wait(1)
    number = unserved.court_number("民初")
    unserved.step("faguan", "refuse", acts.RulingMade(number), "诉讼请求不具体", FILING)
    (line,) = desks(unserved)[CourtDesk.SERVE]
    assert line.number == number


@pytest.mark.parametrize(
    ("story", "where"),
    [
        ("confirmation submitted", CourtDesk.ACCEPT),
        pytest.param("confirmation under review", CourtDesk.RULE, marks=pytest.mark.long),
        pytest.param("ruled, not sealed", CourtDesk.RULE, marks=pytest.mark.long),
    ],
)
def test_applications_wait_where_their_next_step_is(begin: Begin, story: str, where: CourtDesk) -> None:
    player = begin(20)
    STORY[story](player)
    assert waiting(player) == [where]


def test_another_courts_people_see_nothing_of_it(house: Installation) -> None:
    player = desk(house)
    complained(player)
    assert waiting(player, "kailufayuan") == []
    assert waiting(player, "cunzhuren") == []


def test_a_registered_suit_that_ended_by_agreement_is_closed_by_the_court(house: Installation) -> None:
    player = desk(house)
    mediated_first(player)
    with pytest.raises((WrongState, NotThere)):
        end(player)
    agreed(player)
    (line,) = desks(player)[CourtDesk.RECEIVE]
    assert "达成协议" in str(line.why)
    with pytest.raises(NotThere):
        end(player, "kailufayuan")
    end(player)
    assert waiting(player) == []
    with pytest.raises(WrongState, match="已经结案"):
        end(player)


def end(player: Player, account: str = "fayuan") -> UUID:
    who, today = player.actor(account), player.clock.today()
    asked: dict[str, Any] = {"case_id": player.case_id, "ended_as": SuitEnd.WITHDRAWN, "ended_on": today}
    return perform(player.house, end_suit, actor=who, **asked)


# The figures


SPAN = TODAY - timedelta(400), TODAY + timedelta(1)


def figures(player: Player, account: str = "fayuan") -> dict[str, dict[DiversionFigure, int]]:
    with player.house.read() as session:
        now = player.house.clock.now()
        rows = kept_or_counted(session, player.actor(account), SPAN, now)
    return {row.name: dict(row.counts) for row in rows}


def test_every_figure_is_counted_and_leads_to_its_cases(house: Installation) -> None:
    first, second, third = desk(house, 1), desk(house, 2), desk(house, 3)
    mediated_first(first)
    agreed(first)
    on_to_trial(second)
    entrusted(third)
    third.step("zhenzhuren", "return", reason="不属于本会范围", matter=HAND_OVER)
    F = DiversionFigure
    counts = figures(first)[TOWNSHIP_COMMITTEE]
    assert [counts[one] for one in (F.SENT, F.ACCEPTED, F.RETURNED, F.IN_TIME)] == [3, 2, 1, 2]
    assert [counts[one] for one in (F.AGREED, F.CONFIRMED, F.PERFORMED, F.TO_TRIAL)] == [1, 0, 0, 1]
    with house.read() as session:
        for figure, n in counts.items():
            found = sent_cases(
                session,
                first.actor("fayuan"),
                figure,
                first.organisation(TOWNSHIP_COMMITTEE),
                SPAN,
            )
            assert (found.total, len(found.lines)) == (n, n)
    assert figures(first, "kailufayuan") == {}


def test_figures_kept_by_month_are_those_counted_now_whatever_the_days(house: Installation) -> None:
    for n, days in enumerate((3, 40, 75)):
        player = desk(house, n + 1, days)
        entrusted(player)
        if n:
            player.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    actor = Player(house, TODAY).actor("fayuan")
    spans = [SPAN, *((TODAY - timedelta(a), TODAY - timedelta(b)) for a, b in ((90, 0), (45, 2), (5, 1)))]

    def counted() -> list[tuple[OrganisationFigures, ...]]:
        with house.read() as session:
            return [kept_or_counted(session, actor, span, house.clock.now()) for span in spans]

    live = counted()
    assert any(live)
    assert CourtFiguresKept(house, long=0.0).renew() == 1
    with house.read() as session:
        assert session.scalars(select(CourtFigures)).first()
    assert counted() == live


# The calendar


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=SHANGHAI)


def given(day: int = 3, hour: int = 9, **changed: Any) -> HearingGiven:
    usual: dict[str, Any] = {
        "kind": HearingKind.REVIEW,
        "begins_at": at(day, hour),
        "ends_at": at(day, hour + 1),
        "place": "第二调解室",
        "before": "韩立新",
    }
    return HearingGiven(**(usual | changed))


def put(player: Player, hearing: HearingGiven, account: str = "fayuan") -> UUID:
    who = player.actor(account)
    return perform(player.house, set_hearing, actor=who, case_id=player.case_id, given=hearing)


def test_a_hearing_stands_on_its_day_and_nobody_is_at_two_at_once(house: Installation) -> None:
    player = desk(house)
    complained(player)
    made = put(player, given())
    with pytest.raises(BadInput) as refused:
        put(player, given(begins_at=at(3, 9).replace(minute=30)))
    assert {problem.field for problem in refused.value.problems} == {"place", "before"}
    put(player, given(hour=10))
    first, last = week_of(at(3, 9).date())
    with house.read() as session:
        week = court_calendar(session, player.actor("fayuan"), first, last)
        others = court_calendar(session, player.actor("kailufayuan"), first, last)
        assert len(hearings_of(session, player.case_id)) == 2
    assert [len(day.hearings) for day in week] == [0, 0, 0, 2, 0, 0, 0]
    assert not any(day.hearings for day in others)
    perform(house, cancel_hearing, actor=player.actor("fayuan"), hearing_id=made)
    put(player, given())


@pytest.mark.long
def test_only_a_court_that_has_to_do_with_the_case_sets_one(house: Installation) -> None:
    player = desk(house)
    complained(player)
    for account, refusal in (("kailufayuan", NotThere), ("zhenzhuren", NotThere)):
        with pytest.raises(refusal):
            put(player, given(), account)
    with pytest.raises(BadInput):
        put(player, given(ends_at=at(3, 8)))


def test_a_month_is_shown_in_whole_weeks() -> None:
    first, last = month_of(at(3, 9).date())
    assert (first.isoformat(), last.isoformat()) == ("2026-11-30", "2027-01-03")


# Misuse


def test_an_offer_that_was_signed_for_meanwhile_cannot_be_returned_or_called_back(
    house: Installation,
) -> None:
    player = desk(house)
    entrusted(player)
    player.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    with pytest.raises((WrongState, NotAllowed, NotThere)):
        player.step("zhenzhuren", "return", reason="点晚了", matter=HAND_OVER)
    with pytest.raises((WrongState, NotAllowed, NotThere)):
        player.step("fayuan", "call_back", reason="另送", matter=HAND_OVER)


def test_of_signing_for_and_returning_at_once_one_is_done(house: Installation) -> None:
    """Two people of the committee, each before the same page."""
    player = desk(house)
    entrusted(player)
    with house.read() as session:
        offer = session.scalars(select(HandOver).where(HandOver.case_id == player.case_id)).one()
        version, offer_id = offer.version, offer.id
    who, start, said = player.actor("zhenzhuren"), Barrier(2), list[object]()

    def answer(step: str) -> None:
        command = StepCommand(
            matter=HAND_OVER, matter_id=offer_id, step=step, reason="不在本镇", seen_version=version
        )
        start.wait()
        try:
            said.append(perform(player.house, take_step, actor=who, command=command))
        except MediationError as refusal:
            said.append(refusal)

    threads = [Thread(target=answer, args=(step,)) for step in ("sign_for", "return")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (
        sum(isinstance(one, (StaleCase, NotThere)) for one in said) == 1
    )  # who gave it back sees it no more
    with house.read() as session:
        state = session.get_one(HandOver, offer_id).state
        holder = session.get_one(Case, player.case_id).organisation_id
    court = player.organisation("科尔沁左翼中旗人民法院")
    assert (state == "returned") is (holder == court)
    assert state in ("accepted", "returned")


def test_a_registered_suit_is_not_sent_out_as_delegated(house: Installation) -> None:
    """A 民初 case goes out by 委托; 诉前调 is for what no court has registered."""
    player = desk(house)
    registered(player, CourtProcedure.SUMMARY)
    offered = acts.CaseDelegated(
        player.organisation(TOWNSHIP_COMMITTEE), tuple(player.parties), player.court_number("诉前调")
    )
    with pytest.raises((ConditionsUnmet, WrongState)):
        player.step("fayuan", "delegate", offered, "双方同意")
    wrong = acts.CaseDelegated(
        player.organisation(TOWNSHIP_COMMITTEE), tuple(player.parties), player.court_number("民初")
    )
    other = at_court(Player(house, TODAY.replace(year=2024, month=12, day=2)), 2)
    with pytest.raises(BadInput) as refused:
        other.step("fayuan", "delegate", wrong, "双方同意")
    assert "court_number" in {problem.field for problem in refused.value.problems}


@pytest.mark.long
def test_two_clerks_who_register_at_once_give_one_number(house: Installation) -> None:
    player = desk(house)
    complained(player)
    number = player.court_number("民初")
    suit = acts.SuitFiled(number, CourtProcedure.SUMMARY, player.clock.today())
    player.step("fayuan", "register", suit, matter=FILING)
    with pytest.raises(WrongState):
        player.step("shujiyuan", "register", suit, matter=FILING)
