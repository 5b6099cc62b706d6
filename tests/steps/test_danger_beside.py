"""Danger is told by whoever handles something of a case, under whatever version it began, and nothing more is seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.doors import at_court
from mediation.demonstration.invented import STORIES, TOWNSHIP_COMMITTEE, register
from mediation.demonstration.player import Player
from mediation.model import Case, Party, Request
from mediation.readmodels.case_history import history_of
from mediation.readmodels.case_page import case_head, matter_page
from mediation.readmodels.replay import replay_breaks
from mediation.readmodels.requests import asked_once
from mediation.rules import acts
from mediation.rules.errors import NotAllowed, NotThere
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import MatterKind
from mediation.services.perform import perform
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step
from tests.steps.conftest import TODAY
from workflows import REGISTRY

SQLITE = pytest.mark.parametrize("backend", ["sqlite"])
STORY = {name: story for name, _, story in STORIES}
DANGER = acts.DangerReported("扬言今晚去对方家", "派出所")
DEPARTMENT = "科尔沁左翼中旗自然资源局"
D, C, H = MatterKind.DISPUTE, MatterKind.CALL_UP, MatterKind.HAND_OVER
BESIDE = {
    MatterKind.JOINT: ("invited", "joined"),
    MatterKind.FILING: ("received", "correcting", "to_number", "appealed"),
    MatterKind.CONFIRMATION: ("submitted", "reviewing", "ruled"),
    MatterKind.HAND_OVER: ("offered", "undecided"),
    MatterKind.CALL_UP: ("dispatched", "solved"),
}
"""Where each of these lies with somebody beside the holder."""


def before(house: Installation, kinds: set[MatterKind], newest: int) -> Installation:
    """As it was when that was the newest version of those."""
    known = house.registry.definitions
    kept = tuple(one for one in known if one.matter not in kinds or one.version <= newest)
    return replace(house, registry=replace(house.registry, definitions=kept))


def now(house: Installation, player: Player) -> Player:
    """The same case under the program as it is."""
    later = Player(house, player.clock.today())
    later.case_id, later.parties = player.case_id, player.parties
    return later


def in_danger(player: Player) -> bool:
    with player.house.read() as session:
        assert not list(replay_breaks(session, player.house.registry))
        return session.get_one(Case, player.case_id).danger


def invited(player: Player) -> None:
    register(player, 9)
    STORY["accepted"](player)
    given = acts.CommitteeInvited(player.organisation(TOWNSHIP_COMMITTEE), "共同调解", tuple(player.parties))
    player.step("cunzhuren", "invite", given)


def complained(player: Player) -> None:
    at_court(player, 1)
    player.step("fayuan", "receive_complaint", acts.ComplaintReceived("起诉状一份", player.clock.today()))


def applied(player: Player) -> None:
    register(player, 9)
    STORY["confirmation submitted"](player)


@SQLITE
@pytest.mark.parametrize(
    ("kind", "newest", "begin", "account"),
    [
        (MatterKind.JOINT, 1, invited, "zhenzhuren"),
        (MatterKind.FILING, 3, complained, "faguan"),
        (MatterKind.CONFIRMATION, 4, applied, "faguan"),
    ],
)
def test_what_began_without_such_a_step_has_it_now(
    house: Installation, kind: MatterKind, newest: int, begin: Callable[[Player], None], account: str
) -> None:
    player = Player(before(house, {kind}, newest), TODAY - timedelta(20))
    begin(player)
    player = now(house, player)
    player.step(account, "report_danger", DANGER, matter=kind)
    assert in_danger(player)


@pytest.mark.parametrize("kind", BESIDE)
def test_no_version_is_without_it(kind: MatterKind) -> None:
    for definition in (one for one in REGISTRY.definitions if one.matter is kind):
        lived = REGISTRY.of(kind, definition.version)
        silent = [
            name
            for name in BESIDE[kind]
            if name in lived.by_state and "report_danger" not in {s.name for s in lived.steps_from(name)}
        ]
        assert not silent, (definition.version, silent)


def test_the_court_that_sent_a_case_tells_of_it_under_the_first_version_too() -> None:
    lived = REGISTRY.of(D, 1)
    assert all(
        "report_danger_at_court" in {s.name for s in lived.steps_from(one.name)} for one in lived.states
    )


def request_id(player: Player) -> UUID:
    with player.house.read() as session:
        return session.scalars(select(Request.id).where(Request.kind == C)).one()


@SQLITE
@pytest.mark.parametrize("newest", [1, 2, 3])
def test_a_department_tells_of_danger_and_sees_no_more_for_it(house: Installation, newest: int) -> None:
    player = Player(before(house, {C}, newest), TODAY - timedelta(20))
    register(player, 9)
    STORY["signed for by the township"](player)
    player.step("zhenzhuren", "call_county", acts.Asked("请现场测绘"))
    player.step("zongzhi", "dispatch", acts.CallDispatched(player.organisation(DEPARTMENT)), matter=C)
    player = now(house, player)
    for account in ("zongzhi", "qidudao"):
        with pytest.raises((NotAllowed, NotThere)):
            player.step(account, "report_danger", DANGER, matter=C)
    player.step("ziranju", "report_danger", DANGER, matter=C)
    assert in_danger(player)
    officer, today, call = player.actor("ziranju"), player.clock.today(), request_id(player)
    with house.read() as session:
        page = matter_page(session, house.registry, officer, C, call, today)
        head = case_head(session, page)
        names = session.scalars(select(Party.name).where(Party.case_id == player.case_id)).all()
        assert (page.view, page.named, page.may_reveal, page.ours) == (CaseView.ASKED, False, False, False)
        assert (head.narrative, head.claim, head.rights_untold) == ("", "", ())
        assert not any(name in page.title for name in names)
        with pytest.raises(NotThere):
            matter_page(session, house.registry, officer, D, player.case_id, today)
        told = [one for one in history_of(session, player.case_id, contents=True) if "danger" in one.tag]
    assert [(one.tag, one.data["what"]) for one in told] == [("call_up:report_danger", DANGER.what)]
    player.step("zongzhi", "report_danger_at_centre", DANGER, matter=C)
    player.step("ziranju", "solve", acts.Answered("已复测"), matter=C)
    player.step("ziranju", "report_danger", DANGER, matter=C)


@SQLITE
@pytest.mark.parametrize(("kind", "account"), [(MatterKind.JOINT, "zhenzhuren"), (C, "ziranju")])
def test_who_was_asked_once_tells_of_danger_and_sees_only_that(
    house: Installation, kind: MatterKind, account: str
) -> None:
    """Under the first version too: who declined to mediate along, and a department that is done."""
    player = Player(before(house, {kind}, 1), TODAY - timedelta(20))
    if kind is C:
        register(player, 9)
        STORY["signed for by the township"](player)
        player.step("zhenzhuren", "call_county", acts.Asked("请现场测绘"))
        player.step("zongzhi", "dispatch", acts.CallDispatched(player.organisation(DEPARTMENT)), matter=C)
        player.step("ziranju", "solve", acts.Answered("已复测"), matter=C)
        player.step("zhenzhuren", "confirm", matter=C)
    else:
        invited(player)
        player.step("zhenzhuren", "decline", reason="没有人手", matter=kind)
    player = now(house, player)
    who, today = player.actor(account), player.clock.today()
    with house.read() as session:
        asked = session.scalars(select(Request.id).where(Request.kind == kind)).one()
        page = matter_page(session, house.registry, who, kind, asked, today)
        head = case_head(session, page)
        assert (page.view, page.named, page.may_reveal, page.ours) == (CaseView.ASKED, False, False, False)
        assert (head.narrative, head.claim, head.rights_untold) == ("", "", ())
        with pytest.raises(NotThere):
            matter_page(session, house.registry, who, D, player.case_id, today)
        assert [line.id for line in asked_once(session, who, today, limit=5)] == [asked]
        assert not asked_once(session, player.actor("lincun"), today, limit=5)
    wish = StepCommand(matter=kind, matter_id=asked, step="report_danger_afterwards", given=DANGER)
    with pytest.raises((NotAllowed, NotThere)):
        perform(house, take_step, actor=player.actor("lincun"), command=wish)
    perform(house, take_step, actor=who, command=wish)
    assert in_danger(player)
