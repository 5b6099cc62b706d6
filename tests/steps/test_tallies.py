"""What is kept of cases for the backlog page says at every moment what the cases themselves say, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, select, update

from mediation.bootstrap import Installation
from mediation.commands import tallies as worker
from mediation.commands.tallies import TalliesKept
from mediation.demonstration.invented import TOWNSHIP_COMMITTEE
from mediation.demonstration.player import Player
from mediation.model import Case, CaseChain, CaseEvent, CaseTally, Organisation, Region
from mediation.readmodels import tallies
from mediation.readmodels.backlog import narrowed_to, scope_of
from mediation.readmodels.backlog_counted import Figures, counted
from mediation.readmodels.backlog_figures import figures
from mediation.readmodels.backlog_list import found_by
from mediation.readmodels.backlog_recount import differences
from mediation.readmodels.tallied_figures import tallied_figures
from mediation.readmodels.tally_recount import unlike_lines
from mediation.rules import acts
from mediation.rules.backlog import Cell, Figure, Mark, Narrowed
from mediation.rules.tally import CaseLine, tallied
from mediation.rules.tally_packing import packed
from mediation.rules.vocabulary import CaseSource, Level, MatterKind, OrganisationKind
from mediation.services.case_lines import lines_of, untallied
from mediation.services.keep_tallies import WeekCounted, keep_tallies, made_by
from tests.faults.side_roads import SIDE_ROADS
from tests.faults.test_every_step import ROADS, Road
from tests.steps.conftest import TODAY, Begin

CITY, COUNTY, TOWNSHIP, VILLAGE = "150500000000", "150521000000", "150521100000", "150521100205"
NARROWED = (
    narrowed_to(TODAY),
    narrowed_to(TODAY, 4, category="neighbour"),
    narrowed_to(TODAY, 52, source=CaseSource.APPLICATION.value),
    narrowed_to(TODAY, kind=OrganisationKind.COMMITTEE),
    *(narrowed_to(TODAY, mark=mark) for mark in (Mark.DANGER, Mark.COMPLEX, Mark.ELDERLY)),
)


@contextmanager
def just_before(house: Installation, words: str, act: Callable[[], object]) -> Iterator[None]:
    """Somebody else is quicker, once: before the statement with those words is read."""
    done: list[str] = []

    def hook(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if words in statement and not done:
            done.append(statement)
            act()

    engine = house.database.read_engine
    event.listen(engine, "before_cursor_execute", hook)
    try:
        yield
        assert done
    finally:
        event.remove(engine, "before_cursor_execute", hook)


@pytest.fixture
def several(begin: Begin) -> Player:
    """Old and new, withdrawn, in danger, offered and returned, and one that went up to the township."""
    begin(40, 1)
    closed = begin(20, 2)
    closed.step("cunzhuren", "skip_settlement", reason="直接申请")
    closed.step("cunzhuren", "withdraw", reason="不调了")
    for n in (3, 4):
        up = begin(10, n)
        up.step("cunzhuren", "skip_settlement", reason="直接申请")
        up.accept("cunzhuren")
        offered = acts.CaseOffered(up.organisation(TOWNSHIP_COMMITTEE), tuple(up.parties))
        up.step("cunzhuren", "offer", offered, "村里调不了")
        up.wait(1)
        if n == 3:
            up.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    return begin(0, 5)


def _unlike(house: Installation, narrowings: Sequence[Narrowed] = NARROWED[:2]) -> list[object]:
    """Every figure that the tallies count otherwise than the cases, at every level and however narrowed."""
    found: list[object] = []
    with house.read() as session:
        for code in (CITY, COUNTY, TOWNSHIP, VILLAGE):
            level = session.get_one(Region, code).level
            for narrowed in narrowings:
                scope = scope_of(house.registry, code, TODAY, narrowed)
                ours = tallied_figures(session, scope, level, house.clock.now())
                theirs = counted(session, scope, level, house.clock.now())
                if ours is None or _plain(ours) != _plain(theirs):
                    found.append((code, narrowed, ours, theirs))
    return found


def _plain(figures: Figures) -> object:
    moved = figures.moved
    return (
        set(figures.groups),
        figures.courts,
        dict(figures.beside),
        *(moved.entered, moved.ended, moved.stays, moved.left, moved.concluded, moved.paths),
        *(moved.loads, moved.standing),
    )


def _danger(house: Installation, narrowed: Narrowed = NARROWED[0]) -> int | None:
    with house.read() as session:
        scope = scope_of(house.registry, CITY, TODAY, narrowed)
        level = session.get_one(Region, CITY).level
        found = tallied_figures(session, scope, level, house.clock.now())
    return None if found is None else found.beside[Figure.DANGER]


def _report(player: Player) -> None:
    player.step("cunzhuren", "report_danger", acts.DangerReported("扬言报复", "派出所"))


def test_the_tallies_count_what_the_cases_say_kept_or_not_and_whatever_they_are_narrowed_to(
    several: Player,
) -> None:
    house = several.house
    assert _unlike(house) == []  # all read as the page is asked for
    assert TalliesKept(house, enough=1).renew() == 5
    assert _unlike(house, NARROWED) == []  # all kept
    several.step("cunzhuren", "skip_settlement", reason="直接申请")
    assert _unlike(house) == []  # one of them read again
    with house.read() as session:
        assert set(untallied(session, 9)) == {several.case_id}
        assert list(unlike_lines(session, tuple(sorted(house.registry.periods)), TODAY)) == []


def test_what_a_year_adds_up_once_follows_cases_that_are_read_again_and_organisations_that_move(
    several: Player,
) -> None:
    house, year = several.house, (narrowed_to(TODAY), narrowed_to(TODAY, 52), narrowed_to(TODAY, 4))
    TalliesKept(house, enough=1).renew()
    assert _unlike(house, year) == []
    several.step("cunzhuren", "skip_settlement", reason="直接申请")
    several.step("cunzhuren", "withdraw", reason="不调了")
    assert _unlike(house, year) == []  # kept as open, read again as ended
    with house.begin() as uow:
        here = update(Organisation).where(Organisation.name == TOWNSHIP_COMMITTEE)
        uow.session.execute(here.values(region_code=VILLAGE, level=Level.VILLAGE))
        uow.commit()
    assert _unlike(house, year) == []
    with house.begin() as uow:
        here = update(Organisation).where(Organisation.region_code == VILLAGE)
        uow.session.execute(here.values(region_code=CITY, level=Level.CITY))
        uow.commit()
    assert _unlike(house, year) == []


def test_what_waits_is_read_once_for_all_pages_until_it_has_another_event(several: Player) -> None:
    house, asked = several.house, []

    def hook(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if "FROM cases JOIN holdings" in statement:
            asked.append(len(parameters))

    event.listen(house.database.read_engine, "before_cursor_execute", hook)
    try:
        for _ in range(2):
            assert _danger(house) == 0
        assert asked == [5]
        _report(several)
        for _ in range(2):
            assert _danger(house) == 1
        assert asked == [5, 1]
        TalliesKept(house, enough=1).renew()
        assert _danger(house) == 1
    finally:
        event.remove(house.database.read_engine, "before_cursor_execute", hook)


def test_a_step_counts_at_once_and_one_that_was_rolled_back_never(several: Player) -> None:
    house = several.house
    TalliesKept(house, enough=1).renew()
    assert _danger(house) == 0
    with house.begin() as uow:  # and never committed
        uow.session.execute(update(Case).values(danger=True))
        uow.session.execute(update(CaseChain).values(tallied=False))
    assert _danger(house) == 0
    _report(several)
    assert _danger(house) == 1
    TalliesKept(house, enough=1).renew()
    assert _danger(house) == 1


def test_a_case_with_an_event_while_it_was_read_is_read_again(several: Player) -> None:
    house, kept = several.house, TalliesKept(several.house, enough=1)
    with house.read() as session:
        seen = untallied(session, 9)
    _report(several)
    assert kept._read_again(seen) == 5
    with house.read() as session:
        assert set(untallied(session, 9)) == {several.case_id}
    assert _unlike(house) == []


def test_steps_taken_while_the_worker_reads_are_all_counted(begin: Begin) -> None:
    players = [begin(0, n) for n in range(1, 5)]
    house, over = players[0].house, Event()

    def act(player: Player) -> None:
        player.step("cunzhuren", "skip_settlement", reason="直接申请")
        _report(player)
        player.step("cunzhuren", "withdraw", reason="不调了")

    def read() -> None:
        while not over.is_set():
            TalliesKept(house, enough=1).renew()

    with ThreadPoolExecutor() as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for acting in [pool.submit(act, player) for player in players]:
            acting.result()
        over.set()
        for reading in readers:
            reading.result()
    TalliesKept(house, enough=1).renew()
    with house.read() as session:
        assert untallied(session, 9) == {}
        assert list(unlike_lines(session, tuple(sorted(house.registry.periods)), TODAY)) == []
    assert _unlike(house) == []


def test_of_two_who_keep_the_same_week_the_later_one_keeps_nothing(several: Player) -> None:
    house = several.house
    TalliesKept(house, enough=1).renew()
    _report(several)
    with house.read() as session:
        week, seen = session.scalars(select(CaseTally.week)).all()[-1], untallied(session, 9)
    with house.begin() as uow:
        stale = {week: WeekCounted(b"another", packed(tallied([])))}
        assert not keep_tallies(uow, weeks=stale, seen=seen, made=made_by(()))
    assert TalliesKept(house, enough=1).renew() == 1
    assert _unlike(house) == []


def test_of_two_who_keep_a_new_week_the_later_one_comes_again(several: Player) -> None:
    house = several.house
    late = TalliesKept(house, enough=1)
    with house.read() as session:
        seen = untallied(session, 9)
        weeks = {
            week: WeekCounted(None, packed(tallied([])))
            for week in (date.fromordinal(TODAY.toordinal() - TODAY.weekday()),)
        }
    assert TalliesKept(house, enough=1).renew() == 5
    assert not late._keep(weeks, seen)
    assert _unlike(house) == []


def test_weeks_counted_by_other_rules_are_left_aside_and_counted_anew(several: Player) -> None:
    house = several.house
    TalliesKept(house, enough=1).renew()
    with house.begin() as uow:
        uow.session.execute(update(CaseTally).values(made_by="others"))
        uow.commit()
    assert _danger(house) is None
    assert TalliesKept(house, enough=1).renew() == 5
    assert _unlike(house) == []


def test_with_too_many_cases_to_read_page_and_list_tell_of_a_moment_ago_and_say_so(
    several: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = several.house
    TalliesKept(house, enough=1).renew()
    monkeypatch.setattr(tallies, "FEW", 0)
    _report(several)
    with house.read() as session:
        first = session.scalars(select(CaseEvent.recorded_at).order_by(CaseEvent.recorded_at.desc())).first()
    assert first is not None
    _report(several)
    scope = scope_of(house.registry, CITY, TODAY)
    now = first + timedelta(minutes=3)

    def page() -> tuple[int, datetime]:
        with house.read() as session:
            found = figures(session, scope, Level.CITY, now)
        return found.beside[Figure.DANGER], found.counted_at

    def listed() -> tuple[int, datetime | None]:
        with house.read() as session:
            found = found_by(session, Cell(figure=Figure.DANGER), scope, now)
        return found.total, found.as_of

    assert (page(), listed()) == ((0, first), (0, first))
    TalliesKept(house, enough=1).renew()
    assert (page(), listed()) == ((1, now), (1, None))
    _report(several)
    with house.begin() as uow:
        uow.session.execute(update(CaseChain).values(untallied_since=now - timedelta(minutes=6)))
        uow.commit()
    assert _danger(house) is None  # whoever keeps them hangs: they are counted
    assert (page(), listed()) == ((1, now), (1, None))
    with house.read() as session:
        assert differences(session, house.registry, CITY, now, TODAY) == []


def test_what_began_before_a_year_is_counted_from_the_cases(several: Player) -> None:
    house = several.house
    TalliesKept(house, enough=1).renew()
    assert _danger(house) == 0
    assert _danger(house, narrowed_to(TODAY, 60)) is None


def test_a_recount_finds_a_wrong_line_and_a_missing_one_and_rebuilding_mends_them(several: Player) -> None:
    house, periods = several.house, tuple(sorted(several.house.registry.periods))
    kept = TalliesKept(house, enough=1)
    kept.renew()

    def unlike() -> dict[UUID, tuple[str, ...]]:
        with house.read() as session:
            return dict(unlike_lines(session, periods, TODAY))

    assert unlike() == {}
    with house.begin() as uow:
        uow.session.execute(update(Case).where(Case.id == several.case_id).values(source=CaseSource.POLICE))
        uow.commit()
    assert unlike() == {several.case_id: ("source",)}
    with house.begin() as uow:
        first = uow.session.scalars(select(CaseTally).order_by(CaseTally.week)).first()
        assert first is not None
        gone = WeekCounted(first.digest, packed(tallied([])))
        assert keep_tallies(uow, weeks={first.week: gone}, seen={}, made=first.made_by)
        uow.commit()
    assert len(unlike()) == 2
    assert kept.rebuild() >= 4
    assert unlike() == {}
    assert _unlike(house) == []


def test_what_a_year_cannot_count_is_not_kept(
    house: Installation, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = begin(60, 1)
    old.step("cunzhuren", "skip_settlement", reason="直接申请")
    old.step("cunzhuren", "withdraw", reason="不调了")
    monkeypatch.setattr(worker, "BACK", timedelta(days=20))
    TalliesKept(house, enough=1).renew()
    with house.read() as session:
        known = tallies.standing_tallies(session, tuple(sorted(house.registry.periods)), house.clock.now())
    assert known is not None
    assert len(known.kept.tally) == 0


@pytest.mark.daily(6)
@pytest.mark.parametrize("road", [*ROADS, *SIDE_ROADS], ids=lambda road: road.__name__)
def test_every_step_says_that_its_case_is_to_be_read_again(house: Installation, road: Road) -> None:
    """A case whose line changes has an event: whatever is done on any of the roads."""
    periods = tuple(sorted(house.registry.periods))

    def lines() -> Mapping[UUID, CaseLine]:
        with house.read() as session:
            ids = session.scalars(select(Case.id)).all()
            return {UUID(bytes=line.case_id): line for line in lines_of(session, ids, periods)}

    def take(act: Callable[[], object]) -> None:
        with house.begin() as uow:
            uow.session.execute(update(CaseChain).values(tallied=True))
            uow.commit()
        before = lines()
        act()
        changed = {case_id for case_id, line in lines().items() if before.get(case_id) != line}
        with house.read() as session:
            assert changed <= set(untallied(session, 99))

    road(Player(house, TODAY), take)


def test_who_is_registered_while_all_is_counted_anew_is_not_lost(house: Installation, begin: Begin) -> None:
    """On PostgreSQL each statement sees what was committed before it."""
    begin(0, 1)
    TalliesKept(house, enough=1).renew()
    with just_before(house, "case_chains.last_seq", lambda: begin(0, 2)):
        TalliesKept(house).rebuild()
    with house.read() as session:
        assert list(unlike_lines(session, tuple(sorted(house.registry.periods)), TODAY)) == []


def test_a_recount_while_cases_move_on_finds_nothing_wrong(several: Player) -> None:
    """On PostgreSQL each statement of another session sees what was committed before it."""
    house, periods = several.house, tuple(sorted(several.house.registry.periods))
    TalliesKept(house, enough=1).renew()

    def withdraw() -> None:
        several.step("cunzhuren", "skip_settlement", reason="直接申请")
        several.step("cunzhuren", "withdraw", reason="不调了")
        TalliesKept(house, enough=1).renew()

    for words, act in (("case_tallies.content", lambda: _report(several)), ("JOIN holdings", withdraw)):
        with house.snapshot() as session, just_before(house, words, act):
            assert list(unlike_lines(session, periods, TODAY)) == []
            assert differences(session, house.registry, COUNTY, house.clock.now(), TODAY) == []
    with house.read() as session:
        assert list(unlike_lines(session, periods, TODAY)) == []


def test_what_no_page_counts_any_more_leaves_its_week_when_that_is_written_again(
    house: Installation, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = begin(60, 1)
    old.step("cunzhuren", "skip_settlement", reason="直接申请")
    old.step("cunzhuren", "withdraw", reason="不调了")
    TalliesKept(house, enough=1).renew()
    monkeypatch.setattr(worker, "BACK", timedelta(days=20))  # as if a year had passed
    begin(60, 2)
    TalliesKept(house, enough=1).renew()
    with house.read() as session:
        known = tallies.standing_tallies(session, tuple(sorted(house.registry.periods)), house.clock.now())
    assert known is not None
    assert len(known.kept.tally) == 1
