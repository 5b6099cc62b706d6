"""A point that practice decides is set from a day on: it holds from then and is kept with who and why."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from mediation.bootstrap import Installation
from mediation.demonstration.invented import STORIES, TOWNSHIP_COMMITTEE
from mediation.demonstration.player import Player
from mediation.model import SettingChange
from mediation.readmodels.actors import IDLE
from mediation.readmodels.exchange import SILENT_DAYS
from mediation.readmodels.practice import point_page, points_shown
from mediation.readmodels.smallest_group import USUAL
from mediation.rules import acts
from mediation.rules.errors import BadInput, ConditionsUnmet, NotAllowed, NotThere
from mediation.rules.vocabulary import DeadlineState, SuspensionCause
from mediation.services.change_rules import change_length
from mediation.services.change_setting import change_setting
from mediation.services.perform import perform
from mediation.services.practice_points import POINTS
from mediation.services.setting_on import value_on
from tests.steps.conftest import TODAY
from tests.steps.test_beside import Begin, H, clock
from workflows import REGISTRY

STORY = {name: story for name, _, story in STORIES}
ADMINISTRATOR = "guanliyuan"


def put(house: Installation, name: str, since: date = TODAY, who: str = ADMINISTRATOR, **given: str) -> UUID:
    fields = tuple(sorted((field.replace("__", "."), value) for field, value in given.items()))
    actor = Player(house, TODAY).actor(who)
    return perform(
        house,
        change_setting,
        actor=actor,
        name=name,
        given=fields,
        since=since,
        reason="司法局会议纪要〔2026〕3号",
    )


def test_it_holds_from_its_day_on_and_tells_who_set_it(house: Installation) -> None:
    put(house, "returns_before_decision", value="4")
    put(house, "returns_before_decision", since=TODAY + timedelta(10), value="5")
    with house.read() as session:
        held = [value_on(session, "returns_before_decision", TODAY + timedelta(n)) for n in (-1, 0, 9, 10)]
        actor = Player(house, TODAY).actor(ADMINISTRATOR)
        page = point_page(session, actor, "returns_before_decision", TODAY)
    assert held == [None, "4", "4", "5"]
    assert str(page.shown.now.told) == "4 次"
    assert [str(one.told) for one in page.shown.coming] == ["5 次"]
    assert [(str(one.told), one.made_by) for one in page.changes] == [
        ("5 次", actor.name),
        ("4 次", actor.name),
    ]
    assert page.changes[0].reason == "司法局会议纪要〔2026〕3号"


def test_the_same_day_set_again_holds_as_last_set_and_both_are_kept(house: Installation) -> None:
    put(house, "session_idle_minutes", value="20")
    put(house, "session_idle_minutes", value="40")
    with house.read() as session:
        assert value_on(session, "session_idle_minutes", TODAY) == "40"
        kept = session.scalars(select(SettingChange.value).order_by(SettingChange.id)).all()
    assert kept == ["20", "40"]


def test_what_was_set_is_not_rewritten(house: Installation) -> None:
    put(house, "triage_load", value="20")
    for words in ("UPDATE setting_changes SET value = '9'", "DELETE FROM setting_changes"):
        with pytest.raises(DBAPIError), house.begin() as uow:
            uow.session.execute(text(words))


def test_everything_wrong_is_said_at_once_and_nothing_is_kept(house: Installation) -> None:
    actor = Player(house, TODAY).actor(ADMINISTRATOR)
    with pytest.raises(BadInput) as refused:
        perform(
            house,
            change_setting,
            actor=actor,
            name="number_pattern",
            given=(("value", "第{n}号"),),
            since=TODAY + timedelta(1),
            reason=" ",
        )
    assert [one.field for one in refused.value.problems] == ["value", "since", "reason"]
    with house.read() as session:
        assert session.scalars(select(SettingChange.id)).all() == []
        assert value_on(session, "number_pattern", TODAY) is None


@pytest.mark.parametrize("since", [date(1999, 12, 31), date(TODAY.year + 3, 1, 1), None])
def test_a_first_day_that_cannot_be_is_refused(house: Installation, since: date | None) -> None:
    with pytest.raises(BadInput) as refused:
        put(house, "triage_load", since=since, value="20")  # type: ignore[arg-type]
    assert [one.field for one in refused.value.problems] == ["since"]


def test_the_usual_retention_is_one_of_those_that_may_be_chosen(house: Installation) -> None:
    put(house, "retention_periods", value="永久\n30年")
    with pytest.raises(BadInput, match="永久、30年"):
        put(house, "usual_retention", value="长期")
    put(house, "usual_retention", value="30年")
    put(house, "usual_retention", value="")
    with house.read() as session:
        assert value_on(session, "usual_retention", TODAY) == ""


def test_only_an_administrator_sets_and_reads_them(house: Installation) -> None:
    supervisor = Player(house, TODAY).actor("qidudao")
    with pytest.raises(NotAllowed):
        put(house, "triage_load", who="qidudao", value="20")
    with house.read() as session:
        with pytest.raises(NotThere):
            points_shown(session, supervisor, TODAY)
        with pytest.raises(NotThere):
            point_page(session, supervisor, "triage_load", TODAY)
    with pytest.raises(NotThere):
        put(house, "settlement_days", value="3")  # a clock's length has a form of its own
    with pytest.raises(NotThere):
        put(house, "demonstration", value="x")


def test_a_length_of_a_clock_is_kept_with_who_set_it_too(house: Installation) -> None:
    actor = Player(house, TODAY).actor(ADMINISTRATOR)
    perform(house, change_length, actor=actor, rule="settlement", n=9, since=TODAY, reason="县里的规定")
    with house.read() as session:
        (kept,) = session.scalars(select(SettingChange)).all()
        assert (kept.name, kept.value, kept.reason) == ("settlement_days", "9", "县里的规定")


def test_a_return_counts_by_the_number_of_its_day(house: Installation, begin: Begin) -> None:
    put(house, "returns_before_decision", since=TODAY + timedelta(30), value="1")
    player = begin(20)
    STORY["mediating"](player)
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    with pytest.raises(ConditionsUnmet):  # the first return is no business of who is above
        player.step("zhenzhuren", "return_for_decision", reason="不办", matter=H)
    put(house, "returns_before_decision", since=TODAY - timedelta(60), value="1")
    player.step("zhenzhuren", "return_for_decision", reason="不办", matter=H)


def test_who_decides_is_found_by_what_the_form_has_chosen(house: Installation, begin: Begin) -> None:
    put(house, "returns_before_decision", since=TODAY - timedelta(60), value="1")
    start = POINTS["deciders"].kind.start(POINTS["deciders"].usual)
    chosen = {**start, "value.township.first": "governance_centre", "value.county.first": "governance_centre"}
    chosen["value.county.second"] = ""
    fields = {field.replace(".", "__"): value for field, value in chosen.items()}
    put(house, "deciders", since=TODAY - timedelta(60), **fields)
    player = begin(20)
    STORY["mediating"](player)
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    player.step("zhenzhuren", "return_for_decision", reason="不办", matter=H)
    with pytest.raises(NotThere):  # the justice station of the township is nobody's any more
        player.step("sifasuo", "decide_sender", reason="由村办理", matter=H)


def test_a_suspension_keeps_what_held_on_the_day_on_which_it_began(house: Installation, begin: Begin) -> None:
    put(house, "suspension_stops_clocks", since=TODAY - timedelta(20), value="no")
    player = begin(30)
    STORY["mediating"](player)
    player.step("cunzhuren", "suspend", acts.Suspended(SuspensionCause.ABSENCE, "鉴定委托书"), "外出打工")
    assert clock(player, "mediation").state is DeadlineState.PAUSED  # it began before the day


def test_every_setting_of_the_manual_has_a_form_and_every_form_stands_in_the_manual() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "administrators.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in manual.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)}
    lengths = {one.setting for one in REGISTRY.clock_by_name.values() if one.setting}
    roles = {role.name for role in REGISTRY.roles}
    assert named - roles - {"name"} == lengths | set(POINTS)


def test_what_holds_unset_is_what_its_reader_takes() -> None:
    assert POINTS["session_idle_minutes"].usual == str(int(IDLE.total_seconds()) // 60)
    assert POINTS["exchange_silent_days"].usual == str(SILENT_DAYS)
    assert POINTS["smallest_group"].usual == str(USUAL)
