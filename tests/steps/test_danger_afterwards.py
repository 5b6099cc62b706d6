"""Who gave a case away may learn of danger later on: its people tell of it, and see nothing else of the case."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import COUNTY_COMMITTEE, STORIES, TOWNSHIP_COMMITTEE, register
from mediation.demonstration.player import Player
from mediation.model import Case, HandOver, Request, WebSession
from mediation.readmodels.case_list import cases_handed_on
from mediation.readmodels.case_page import case_head, matter_page
from mediation.readmodels.replay import replay_breaks
from mediation.rules import acts
from mediation.rules.errors import NotAllowed, NotThere
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import Channel, MatterKind
from mediation.services.perform import perform
from mediation.services.sign_in import token_digest
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step
from tests.steps.conftest import TODAY
from web import create_app

DANGER = acts.DangerReported("扬言今晚去对方家", "派出所")
HAND_OVER = MatterKind.HAND_OVER
DISPUTE = MatterKind.DISPUTE


@pytest.fixture
def given_on(house: Installation) -> Player:
    """From the village to the township, and on to the county."""
    player = Player(house, TODAY - timedelta(20))
    register(player, 3)
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    player.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    player.offer("zhenzhuren", COUNTY_COMMITTEE, "案情复杂")
    player.step("qizhuren", "sign_for", matter=HAND_OVER)
    return player


def offers(player: Player) -> list[HandOver]:
    with player.house.read() as session:
        found = select(HandOver).where(HandOver.case_id == player.case_id).order_by(HandOver.id)
        return list(session.scalars(found))


def tell(player: Player, account: str, offer: HandOver) -> None:
    wish = StepCommand(matter=HAND_OVER, matter_id=offer.id, step="report_danger_afterwards", given=DANGER)
    perform(player.house, take_step, actor=player.actor(account), command=wish)


@pytest.mark.parametrize(("account", "which"), [("cunzhuren", 0), ("zhentiaojie", 1), ("zhenzhuren", 1)])
def test_whoever_had_it_tells_of_danger(given_on: Player, account: str, which: int) -> None:
    tell(given_on, account, offers(given_on)[which])
    with given_on.house.read() as session:
        assert session.get_one(Case, given_on.case_id).danger


@pytest.mark.parametrize("account", ["lincun", "kailufayuan", "fayuan", "zhenzhuren", "chuangkou"])
def test_nobody_else_does_from_there(given_on: Player, account: str) -> None:
    """The township gave it away later on, not there."""
    with pytest.raises(NotThere):
        tell(given_on, account, offers(given_on)[0])


def test_they_see_that_they_gave_it_away_and_nothing_of_the_case(given_on: Player) -> None:
    first, _ = offers(given_on)
    village, registry, today = given_on.actor("cunzhuren"), given_on.house.registry, given_on.clock.today()
    with given_on.house.read() as session:
        page = matter_page(session, registry, village, HAND_OVER, first.id, today)
        head = case_head(session, page)
        case = session.get_one(Case, given_on.case_id)
        assert (page.view, page.named, page.ours, page.may_reveal) == (CaseView.ASKED, False, False, False)
        assert page.title != case.title
        assert (head.narrative, head.claim, head.rights_untold) == ("", "", ())
        with pytest.raises(NotThere):
            matter_page(session, registry, village, DISPUTE, given_on.case_id, today)
        (line,) = cases_handed_on(session, village, today, limit=5)
        assert (line.id, line.other) == (
            first.id,
            TOWNSHIP_COMMITTEE,
        )  # to whom it was given, wherever it is
        assert not cases_handed_on(session, given_on.actor("lincun"), today, limit=5)
    given_on.step("qizhuren", "refuse", reason="不属于民间纠纷")
    with given_on.house.read() as session:
        assert not cases_handed_on(session, village, today, limit=5)
    tell(given_on, "cunzhuren", first)  # also of a case that is closed


def test_while_it_is_only_offered_it_is_told_as_the_holder(house: Installation) -> None:
    player = Player(house, TODAY - timedelta(20))
    register(player, 3)
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    player.step("cunzhuren", "report_danger", DANGER)
    player.step("zhenzhuren", "return", reason="村里先调解", matter=HAND_OVER)
    with player.house.read() as session:
        assert not cases_handed_on(session, player.actor("cunzhuren"), player.clock.today(), limit=5)


@pytest.mark.parametrize("newest", [1, 9])
def test_whoever_sent_it_back_tells_of_danger_and_sees_nothing_else(house: Installation, newest: int) -> None:
    kept = tuple(
        one for one in house.registry.definitions if one.matter is not HAND_OVER or one.version <= newest
    )
    player = Player(replace(house, registry=replace(house.registry, definitions=kept)), TODAY - timedelta(20))
    register(player, 3)
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    player.step("zhenzhuren", "return", reason="村里先调解", matter=HAND_OVER)
    (offer,) = offers(player)
    office, registry, today = player.actor("zhenzhuren"), house.registry, player.clock.today()
    with house.read() as session:
        page = matter_page(session, registry, office, HAND_OVER, offer.id, today)
        head = case_head(session, page)
        assert (page.view, page.named, page.ours, page.may_reveal) == (CaseView.ASKED, False, False, False)
        assert (head.narrative, head.claim, head.rights_untold) == ("", "", ())
        with pytest.raises(NotThere):
            matter_page(session, registry, office, DISPUTE, player.case_id, today)
        (line,) = cases_handed_on(session, office, today, limit=5)
        assert (line.id, line.number, line.given) == (offer.id, "", False)
        assert not cases_handed_on(session, player.actor("zhentiaojie"), today, limit=5)
    status, text = page_as(player, "zhenzhuren", f"/hand-overs/{offer.id}")
    assert (status, "村里先调解" in text, "案情复杂" in text) == (200, False, False)
    wish = StepCommand(matter=HAND_OVER, matter_id=offer.id, step="report_danger_after_return", given=DANGER)
    for account in ("zhentiaojie", "qizhuren"):
        with pytest.raises((NotAllowed, NotThere)):
            perform(house, take_step, actor=player.actor(account), command=wish)
    now = Player(house, today)
    status, text = page_as(now, "zhenzhuren", f"/steps/hand_over/{offer.id}/report_danger_after_return")
    assert (status, 'name="reported_to"' in text) == (200, True)
    perform(house, take_step, actor=office, command=wish)
    with house.read() as session:
        assert session.get_one(Case, player.case_id).danger
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "再次移交")
    with house.read() as session:
        assert not cases_handed_on(session, office, today, limit=5)


@pytest.mark.parametrize("newest", [1, 9])
def test_who_decides_who_takes_it_tells_of_danger(house: Installation, newest: int) -> None:
    kept = tuple(
        one for one in house.registry.definitions if one.matter is not HAND_OVER or one.version <= newest
    )
    player = Player(replace(house, registry=replace(house.registry, definitions=kept)), TODAY - timedelta(20))
    register(player, 3)
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    player.wait(9)
    player.step("cunzhuren", "ask_for_decision", matter=HAND_OVER)
    now = Player(house, player.clock.today())
    now.case_id, now.parties = player.case_id, player.parties
    with pytest.raises((NotAllowed, NotThere)):
        now.step("qidudao", "report_danger_when_deciding", DANGER, matter=HAND_OVER)
    now.step("sifasuo", "report_danger_when_deciding", DANGER, matter=HAND_OVER)
    with house.read() as session:
        assert session.get_one(Case, player.case_id).danger
        assert list(replay_breaks(session, house.registry)) == []


def test_nothing_else_of_the_case_is_theirs(house: Installation) -> None:
    """Not what was asked of others while it was with them, nor an offer that came back; nor the words of their own."""
    player = Player(house, TODAY - timedelta(20))
    register(player, 3)
    next(story for name, _, story in STORIES if name == "mediating")(player)
    referred = acts.Referred(Channel.LEGAL_AID, "旗法律援助中心", "咨询诉讼时效", tuple(player.parties))
    player.step("cunzhuren", "refer", referred)
    player.step("cunzhuren", "hear_back", acts.Answered("已经答复"), matter=MatterKind.REFERRAL)
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "第一次移交")
    player.step("zhenzhuren", "return", reason="请村里先谈", matter=HAND_OVER)
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "第二次移交")
    player.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    returned, given = offers(player)
    with house.read() as session:
        asked = session.scalars(select(Request.id)).one()
        registry, today = house.registry, player.clock.today()
        for account in ("cunzhuren", "wanggeyuan"):
            who = player.actor(account)
            for kind, matter_id in ((MatterKind.REFERRAL, asked), (HAND_OVER, returned.id)):
                with pytest.raises(NotThere):
                    matter_page(session, registry, who, kind, matter_id, today)
            assert matter_page(session, registry, who, HAND_OVER, given.id, today).view is CaseView.ASKED
    paths = [f"/requests/{asked}", f"/hand-overs/{returned.id}", f"/hand-overs/{given.id}"]
    pages = [page_as(player, "wanggeyuan", path) for path in paths]
    assert [status for status, _ in pages] == [404, 404, 200]
    assert "第二次移交" not in pages[2][1]
    assert "第二次移交" in page_as(player, "zhenzhuren", paths[2])[1]


def page_as(player: Player, account: str, path: str) -> tuple[int, str]:
    """How a page answers somebody who is signed in."""
    who, now = player.actor(account), player.house.clock.now()
    token = f"token-{account}-{path}"
    with player.house.begin() as uow:
        uow.session.add(
            WebSession(
                token_digest=token_digest(token),
                person_id=who.person_id,
                started_at=now,
                seen_at=now,
                address="127.0.0.1",
                device="",
            )
        )
        uow.commit()
    client = create_app(player.house).test_client()
    client.set_cookie("mediation", token)
    answer = client.get(path, buffered=True)
    return answer.status_code, answer.text


@pytest.mark.parametrize("newest", [1, 5, 6])
def test_danger_is_told_of_what_was_given_away_under_an_earlier_version(
    house: Installation, newest: int
) -> None:
    kept = tuple(
        one
        for one in house.registry.definitions
        if one.version <= newest or one.matter not in (DISPUTE, HAND_OVER)
    )
    player = Player(replace(house, registry=replace(house.registry, definitions=kept)), TODAY - timedelta(20))
    register(player, 3)
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    player.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    (offer,) = offers(player)
    assert offer.definition_version == newest
    now = Player(house, TODAY)
    now.case_id, now.parties = player.case_id, player.parties
    with house.read() as session:
        (line,) = cases_handed_on(session, now.actor("cunzhuren"), TODAY, limit=5)
    form = f"/steps/hand_over/{line.id}/report_danger_afterwards"
    status, text = page_as(now, "cunzhuren", form)
    assert (status, 'name="reported_to"' in text) == (200, True)
    tell(now, "cunzhuren", offer)
    with house.read() as session:
        assert session.get_one(Case, player.case_id).danger
        assert list(replay_breaks(session, house.registry)) == []


def test_each_case_that_others_have_now_is_listed_once(house: Installation) -> None:
    player = Player(house, TODAY - timedelta(20))
    register(player, 3)
    village = player.actor("cunzhuren").posts[0].organisation_name

    def give(sender: str, to: str, taker: str) -> None:
        player.offer(sender, to, "案情复杂")
        player.step(taker, "sign_for", matter=HAND_OVER)

    def listed(account: str) -> list[UUID]:
        with house.read() as session:
            lines = cases_handed_on(session, player.actor(account), player.clock.today(), limit=5)
        return [line.id for line in lines]

    give("cunzhuren", TOWNSHIP_COMMITTEE, "zhenzhuren")
    give("zhenzhuren", village, "cunzhuren")
    assert listed("cunzhuren") == []
    give("cunzhuren", TOWNSHIP_COMMITTEE, "zhenzhuren")
    first, back, again = (one.id for one in offers(player))
    assert listed("cunzhuren") == [again]
    assert listed("zhenzhuren") == []
    assert len({first, back, again}) == 3
