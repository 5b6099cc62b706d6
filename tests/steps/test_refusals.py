"""What cannot be done, and that a refused step leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import STORIES
from mediation.demonstration.people import VILLAGE
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.model import Case, CaseEvent, Organisation, Table
from mediation.readmodels.case_parts import sittings_of
from mediation.rules import acts
from mediation.rules.errors import (
    BadInput,
    ConditionsUnmet,
    KeyReused,
    MediationError,
    NotAllowed,
    NotThere,
    StaleCase,
    WrongState,
)
from mediation.rules.vocabulary import MatterKind, Side, SittingKind
from mediation.services.perform import perform
from mediation.services.register_dispute import register_dispute
from mediation.services.reveal_party import reveal_party
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step
from tests.steps.conftest import TODAY, Begin

STORY = {name: story for name, _, story in STORIES}


def everything(house: Installation) -> dict[str, int]:
    """How many rows each table has, and the versions of matters."""
    with house.read() as session:
        counts = {t.name: len(session.execute(t.select()).all()) for t in Table.metadata.sorted_tables}
        counts["versions"] = sum(session.scalars(select(Case.version)))
    return counts


def refused(house: Installation, error: type[MediationError], act: Callable[[], Any]) -> MediationError:
    """The act is refused and nothing has changed."""
    before = everything(house)
    with pytest.raises(error) as caught:
        act()
    assert everything(house) == before
    return caught.value


def command(player: Player, step: str, **more: Any) -> StepCommand:
    return StepCommand(matter=MatterKind.DISPUTE, matter_id=player.case_id, step=step, **more)


def take(player: Player, account: str, wish: StepCommand, key: str | None = None) -> Any:
    return perform(player.house, take_step, actor=player.actor(account), key=key, command=wish)


@pytest.mark.parametrize("account", ["lincun", "kailu", "zhenzhuren", "fayuan", "guanliyuan", "wanggeyuan"])
def test_for_others_the_case_is_not_there(house: Installation, begin: Begin, account: str) -> None:
    player = begin()
    said = refused(
        house, NotThere, lambda: take(player, account, command(player, "skip_settlement", reason="x"))
    )
    missing = StepCommand(matter=MatterKind.DISPUTE, matter_id=uuid4(), step="skip_settlement", reason="x")
    with pytest.raises(NotThere) as nothing:
        take(player, account, missing)
    assert str(said.message) == str(nothing.value.message)


def test_a_supervisor_of_the_area_sees_and_takes_no_step(house: Installation, begin: Begin) -> None:
    player = begin()
    refused(house, NotThere, lambda: take(player, "qidudao", command(player, "skip_settlement", reason="x")))


def test_a_mediator_cannot_accept_for_the_office(house: Installation, begin: Begin) -> None:
    player = begin()
    STORY["mediated by the township"](player)
    said = refused(
        house,
        NotAllowed,
        lambda: take(
            player,
            "zhentiaojie",
            command(
                player,
                "replace_mediator",
                reason="x",
                given=acts.MediatorsNamed((player.actor("zhentiaojie").person_id,)),
            ),
        ),
    )
    assert "调委会主任" in str(said.message)


def test_a_mediator_who_is_not_appointed_does_not_see_the_case(house: Installation, begin: Begin) -> None:
    player = begin()
    STORY["signed for by the township"](player)
    refused(house, NotThere, lambda: player.sit("zhentiaojie", "记录", "结果", "镇里"))


def test_all_unmet_conditions_are_told_at_once(house: Installation, begin: Begin) -> None:
    player = begin(n=0)
    player.step("cunzhuren", "skip_settlement", reason="直接申请")
    said = refused(house, ConditionsUnmet, lambda: player.accept("cunzhuren"))
    assert isinstance(said, ConditionsUnmet)
    assert "同意调解" in str(said.conditions[0])
    player = begin(n=2)
    STORY["accepted"](player)
    player.appoint("cunzhuren", "cunzhuren")
    said = refused(house, ConditionsUnmet, lambda: player.agree("cunzhuren", "事实", ()))
    assert isinstance(said, ConditionsUnmet)
    assert len(said.conditions) == 2


def test_a_stale_page_is_refused_and_told_who_did_what(house: Installation, begin: Begin) -> None:
    player = begin()
    take(player, "cunzhuren", command(player, "skip_settlement", reason="直接申请", seen_version=1))
    said = refused(
        house, StaleCase, lambda: take(player, "cunzhuren", command(player, "accept", seen_version=1))
    )
    assert "白乌力吉" in str(said.message)
    assert "不经和解" in str(said.message)


def test_a_step_from_the_wrong_state_is_refused(house: Installation, begin: Begin) -> None:
    player = begin()
    said = refused(house, WrongState, lambda: player.accept("cunzhuren"))
    assert "已登记" in str(said.message)


def test_an_unknown_step_is_refused(house: Installation, begin: Begin) -> None:
    player = begin()
    refused(house, WrongState, lambda: take(player, "cunzhuren", command(player, "to_in_force")))


def test_a_system_step_cannot_be_taken_by_a_person(house: Installation, begin: Begin) -> None:
    player = begin()
    STORY["agreed, to be signed"](player)
    refused(house, NotAllowed, lambda: take(player, "zhenzhuren", command(player, "take_effect")))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({}, "reason"),
        ({"reason": "x", "happened_on": TODAY + timedelta(1)}, "happened_on"),
        ({"reason": "x", "happened_on": TODAY - timedelta(40), "late_reason": "补"}, "happened_on"),
        ({"reason": "x", "happened_on": TODAY - timedelta(2)}, "late_reason"),
        ({"reason": "字" * 5001}, "reason"),
        ({"reason": "x", "given": acts.VisitMade("不是这一步的内容")}, ""),
    ],
)
def test_what_a_step_needs_is_asked_for_at_its_field(
    house: Installation, begin: Begin, more: dict[str, Any], field: str
) -> None:
    player = begin(10)
    player.wait(10)
    said = refused(
        house, BadInput, lambda: take(player, "cunzhuren", command(player, "skip_settlement", **more))
    )
    assert isinstance(said, BadInput)
    assert [problem.field for problem in said.problems] == [field]


def test_a_step_cannot_have_happened_before_the_step_before_it(house: Installation, begin: Begin) -> None:
    player = begin(9)
    player.wait(5)
    player.step("cunzhuren", "skip_settlement", reason="x")
    player.wait(4)
    earlier = player.clock.today() - timedelta(6)
    wish = command(player, "accept", happened_on=earlier, late_reason="补")
    said = refused(house, BadInput, lambda: take(player, "cunzhuren", wish))
    assert "上一步" in str(said.message)


def test_late_entry_keeps_both_times(house: Installation, begin: Begin) -> None:
    player = begin(5)
    player.wait(5)
    happened = player.clock.today() - timedelta(3)
    wish = command(player, "skip_settlement", reason="x", happened_on=happened, late_reason="村里没有网络")
    take(player, "cunzhuren", wish)
    with house.read() as session:
        event = session.scalars(select(CaseEvent).order_by(CaseEvent.seq.desc()).limit(1)).one()
    assert event.recorded_at.date() - event.happened_at.date() >= timedelta(2)


def test_the_same_key_gives_the_first_answer_and_writes_nothing(house: Installation, begin: Begin) -> None:
    player = begin()
    wish = command(player, "skip_settlement", reason="x")
    first = take(player, "cunzhuren", wish, key="k" * 20)
    before = everything(house)
    assert take(player, "cunzhuren", wish, key="k" * 20) == first
    assert everything(house) == before


def test_a_key_does_not_serve_for_another_command_or_person(house: Installation, begin: Begin) -> None:
    player = begin()
    take(player, "cunzhuren", command(player, "skip_settlement", reason="x"), key="k" * 20)
    refused(
        house,
        KeyReused,
        lambda: take(player, "cunzhuren", command(player, "accept"), key="k" * 20),
    )
    refused(
        house,
        KeyReused,
        lambda: take(player, "lincun", command(player, "skip_settlement", reason="x"), key="k" * 20),
    )


def test_who_refuses_mediation_is_not_mediated(house: Installation, begin: Begin) -> None:
    player = Player(house, TODAY)
    parties = (
        invented_party(Side.APPLICANT, "张三", 1, TODAY),
        invented_party(Side.RESPONDENT, "李四", 2, TODAY, agrees=False),
    )
    player.register("cunzhuren", dispute(TODAY, parties, "neighbours", "水沟", "疏通", region=VILLAGE))
    player.step("cunzhuren", "skip_settlement", reason="x")
    said = refused(house, ConditionsUnmet, lambda: player.accept("cunzhuren"))
    assert "李四" in str(said.message)


def test_nobody_registers_for_another_village(house: Installation, begin: Begin) -> None:
    player = begin()
    with house.read() as session:
        village = session.scalars(select(Organisation.id).where(Organisation.region_code == VILLAGE)).first()
    parties = tuple(
        invented_party(s, n, i, TODAY)
        for i, (s, n) in enumerate(((Side.APPLICANT, "甲"), (Side.RESPONDENT, "乙")), 5)
    )
    given = dispute(TODAY, parties, "neighbours", "水沟", "疏通", region=VILLAGE)
    refused(
        house,
        NotAllowed,
        lambda: perform(
            house, register_dispute, actor=player.actor("lincun"), organisation_id=village, given=given
        ),
    )


def test_the_thirty_first_day_is_too_late(house: Installation, begin: Begin) -> None:
    player = begin(60)
    STORY["in force"](player)
    with house.read() as session:
        last = session.scalars(
            select(Table.metadata.tables["deadlines"].c.due_on).where(
                Table.metadata.tables["deadlines"].c.clock == "application"
            )
        ).one()
    player.clock.move_to(last + timedelta(1))
    said = refused(house, ConditionsUnmet, lambda: player.apply("zhenzhuren", "科尔沁左翼中旗人民法院"))
    assert "三十日已过" in str(said.message)


def test_the_last_day_is_in_time(house: Installation, begin: Begin) -> None:
    player = begin(60)
    STORY["in force"](player)
    with house.read() as session:
        last = session.scalars(
            select(Table.metadata.tables["deadlines"].c.due_on).where(
                Table.metadata.tables["deadlines"].c.clock == "application"
            )
        ).one()
    player.clock.move_to(last)
    player.apply("zhenzhuren", "科尔沁左翼中旗人民法院")
    player.submit("zhenzhuren")


def test_one_party_alone_cannot_apply(house: Installation, begin: Begin) -> None:
    player = begin(20)
    STORY["confirmation in preparation"](player)
    said = refused(
        house, ConditionsUnmet, lambda: player.step("zhenzhuren", "submit", matter=MatterKind.CONFIRMATION)
    )
    assert "共同申请" in str(said.message)


def test_another_courts_number_is_refused(house: Installation, begin: Begin) -> None:
    player = begin(20)
    STORY["confirmation submitted"](player)
    player.step("fayuan", "accept_application", matter=MatterKind.CONFIRMATION)
    player.step(
        "fayuan", "prepare_ruling", acts.RulingPrepared("核实", "周文静"), matter=MatterKind.CONFIRMATION
    )
    player.review()
    said = refused(
        house,
        BadInput,
        lambda: player.step(
            "faguan",
            "rule",
            acts.RulingMade("（2026）内0523诉前调确1号"),
            matter=MatterKind.CONFIRMATION,
        ),
    )
    assert "内0521" in str(said.message)


def test_the_court_sees_nothing_before_the_application_is_submitted(
    house: Installation, begin: Begin
) -> None:
    player = begin(20)
    STORY["confirmation in preparation"](player)
    refused(
        house,
        NotThere,
        lambda: player.step("fayuan", "accept_application", matter=MatterKind.CONFIRMATION),
    )


def test_another_court_never_sees_it(house: Installation, begin: Begin) -> None:
    player = begin(20)
    STORY["confirmation submitted"](player)
    refused(
        house,
        NotThere,
        lambda: player.step("kailufayuan", "accept_application", matter=MatterKind.CONFIRMATION),
    )


def test_a_case_is_not_offered_twice(house: Installation, begin: Begin) -> None:
    player = begin(3)
    STORY["offered to the township"](player)
    said = refused(
        house, ConditionsUnmet, lambda: player.offer("cunzhuren", "科尔沁左翼中旗人民调解委员会", "再移交")
    )
    assert "正在移交" in str(said.message)


def test_going_to_court_ends_an_open_hand_over(house: Installation, begin: Begin) -> None:
    player = begin(3)
    STORY["offered to the township"](player)
    player.step("cunzhuren", "go_to_court", reason="当事人选择起诉")
    refused(
        house,
        NotThere,
        lambda: player.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER),
    )


def test_after_the_hand_over_the_village_no_longer_sees_the_case(house: Installation, begin: Begin) -> None:
    player = begin(4)
    STORY["signed for by the township"](player)
    refused(house, NotThere, lambda: player.step("cunzhuren", "withdraw", reason="x"))


def test_what_was_said_apart_is_for_its_mediator_alone(house: Installation, begin: Begin) -> None:
    player = begin(6)
    STORY["mediating, a sitting held apart"](player)
    with house.read() as session:
        apart = [s for s in sittings_of(session, player.actor("cunzhuren"), player.case_id)]
        others = [s for s in sittings_of(session, player.actor("zhenzhuren"), player.case_id)]
    held = next(s for s in apart if s.kind is SittingKind.APART)
    walled = next(s for s in others if s.kind is SittingKind.APART)
    assert held.record is not None
    assert "八百元" in held.record
    assert (walled.record, walled.result) == (None, None)


def test_no_paper_is_made_of_a_sitting_apart(house: Installation, begin: Begin) -> None:
    player = begin(6)
    STORY["mediating, a sitting held apart"](player)
    with house.read() as session:
        documents = Table.metadata.tables["documents"]
        kinds = list(session.scalars(select(documents.c.kind)))
    assert kinds.count("sitting_record") == 1


def test_a_look_at_a_full_number_is_an_event_and_refused_to_grid_workers(
    house: Installation, begin: Begin
) -> None:
    player = begin(n=2)
    party = player.parties[0]

    def look(account: str) -> None:
        perform(
            house,
            reveal_party,
            actor=player.actor(account),
            case_id=player.case_id,
            party_id=party,
            field="id_number",
        )

    look("cunzhuren")
    with house.read() as session:
        assert "party:revealed" in set(session.scalars(select(CaseEvent.tag)))
    refused(house, NotThere, lambda: look("wanggeyuan"))
    refused(house, NotThere, lambda: look("qidudao"))


def test_first_request_cannot_lie_in_the_future(house: Installation) -> None:
    player = Player(house, TODAY)
    parties = tuple(
        invented_party(s, n, i, TODAY)
        for i, (s, n) in enumerate(((Side.APPLICANT, "甲"), (Side.RESPONDENT, "乙")), 7)
    )
    given = dispute(date(2026, 12, 1), parties, "neighbours", "水沟", "疏通", region=VILLAGE)
    said = refused(house, BadInput, lambda: player.register("cunzhuren", given))
    assert isinstance(said, BadInput)
    assert [p.field for p in said.problems] == ["first_asked_on"]
