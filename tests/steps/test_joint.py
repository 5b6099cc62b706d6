"""联合调解: mediators of a committee that joined are named, sit, sign and report danger; the lead stays the lead."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import COUNTY_COMMITTEE, STORIES, TOWNSHIP_COMMITTEE
from mediation.demonstration.player import Player
from mediation.model import Appointment, Case, Organisation, Request
from mediation.readmodels.case_page import matter_page
from mediation.readmodels.reach import cases_worked_on
from mediation.readmodels.replay import replay_breaks
from mediation.readmodels.step_choices import colleagues_beside
from mediation.rules import acts
from mediation.rules.errors import BadInput, NotAllowed, NotThere
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import MatterKind, ObligationKind
from tests.steps.conftest import Begin

STORY = {name: story for name, _, story in STORIES}
JOINT, DISPUTE = MatterKind.JOINT, MatterKind.DISPUTE
DANGER = acts.DangerReported("扬言砸窗", "派出所")
SQLITE = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def player(house: Installation, begin: Begin) -> Player:
    """The village leads, the township has joined."""
    player = begin(9)
    STORY["accepted"](player)
    given = acts.CommitteeInvited(player.organisation(TOWNSHIP_COMMITTEE), "共同调解", tuple(player.parties))
    player.step("cunzhuren", "invite", given)
    player.step("zhenzhuren", "join", matter=JOINT)
    return player


def named(player: Player, *accounts: str) -> acts.MediatorsNamed:
    return acts.MediatorsNamed(tuple(player.actor(account).person_id for account in accounts))


def appointed(player: Player) -> dict[UUID, UUID]:
    with player.house.read() as session:
        rows = session.execute(
            select(Appointment.person_id, Appointment.organisation_id).where(
                Appointment.case_id == player.case_id, Appointment.until_at.is_(None)
            )
        )
        return {person: organisation for person, organisation in rows}


def sees(player: Player, account: str) -> CaseView:
    """How much of the case somebody sees, on its page and in their list."""
    actor, house = player.actor(account), player.house
    with house.read() as session:
        listed = session.scalars(
            select(Case.id).where(Case.id == player.case_id, cases_worked_on(actor))
        ).first()
        try:
            page = matter_page(session, house.registry, actor, DISPUTE, player.case_id, player.clock.today())
        except NotThere:
            assert listed is None
            return CaseView.NOTHING
    assert (listed is not None) or page.view is not CaseView.FULL or account != "zhentiaojie"
    return page.view


def test_a_mediator_of_the_committee_that_joined_mediates_and_signs(player: Player) -> None:
    assert sees(player, "zhentiaojie") is CaseView.NOTHING  # joined, but not named
    player.step("cunzhuren", "appoint", named(player, "cunzhuren", "zhentiaojie"))
    township = player.organisation(TOWNSHIP_COMMITTEE)
    assert appointed(player)[player.actor("zhentiaojie").person_id] == township
    assert sees(player, "zhentiaojie") is CaseView.FULL
    player.sit("cunzhuren", "双方到场。", "同意", "村委会")
    duty = acts.ObligationDrawn(
        kind=ObligationKind.ACT, debtor_id=player.parties[1], creditor_id=player.parties[0], what="疏通"
    )
    player.agree("cunzhuren", "水沟被堵。", (duty,))
    player.sign("cunzhuren", "zhentiaojie")
    with player.house.read() as session:
        case = session.get_one(Case, player.case_id)
        assert case.state == "in_force"
        assert session.get_one(Organisation, case.organisation_id).name != TOWNSHIP_COMMITTEE
        assert not list(replay_breaks(session, player.house.registry))
    assert sees(player, "zhentiaojie") is CaseView.NOTHING  # concluded: what was joint is over


@SQLITE
def test_it_takes_no_step_of_the_committee_that_leads(player: Player) -> None:
    player.step("cunzhuren", "appoint", named(player, "cunzhuren", "zhentiaojie"))
    with pytest.raises(NotAllowed):
        player.step("zhentiaojie", "terminate", reason="差距过大")
    with pytest.raises(NotAllowed):
        player.step("zhenzhuren", "replace_mediator", named(player, "zhentiaojie"), "换人")


@SQLITE
def test_a_stranger_or_a_committee_alone_that_only_joined_is_refused(player: Player) -> None:
    for people in (("cunzhuren", "kailu"), ("cunzhuren", "qizhuren"), ("zhentiaojie",)):
        with pytest.raises(BadInput) as refused:
            player.step("cunzhuren", "appoint", named(player, *people))
        assert [problem.field for problem in refused.value.problems] == ["person_ids"]


@SQLITE
@pytest.mark.parametrize(("account", "step"), [("cunzhuren", "end"), ("zhenzhuren", "leave")])
def test_when_it_is_joint_no_longer_its_mediators_leave(player: Player, account: str, step: str) -> None:
    player.step("cunzhuren", "appoint", named(player, "cunzhuren", "zhentiaojie"))
    player.step(account, step, reason="已经说通", matter=JOINT)
    assert set(appointed(player)) == {player.actor("cunzhuren").person_id}
    assert sees(player, "zhentiaojie") is CaseView.NOTHING
    with player.house.read() as session:
        assert colleagues_beside(session, player.case_id, player.clock.today()) == ()


@SQLITE
def test_who_may_be_named_is_offered_with_the_committees_name(player: Player) -> None:
    with player.house.read() as session:
        offered = dict(colleagues_beside(session, player.case_id, player.clock.today()))
    assert TOWNSHIP_COMMITTEE in offered[player.actor("zhentiaojie").person_id]


def test_danger_is_reported_from_beside_too(player: Player) -> None:
    """人民调解法 25: whoever mediates."""
    with pytest.raises(NotThere):
        player.step("zhentiaojie", "report_danger", DANGER, matter=JOINT)  # not named: not theirs
    player.step("cunzhuren", "appoint", named(player, "cunzhuren", "zhentiaojie"))
    player.step("zhentiaojie", "report_danger", DANGER, matter=JOINT)
    with player.house.read() as session:
        assert session.get_one(Case, player.case_id).danger
        assert not list(replay_breaks(session, player.house.registry))
    with pytest.raises(NotAllowed):
        player.step("cunzhuren", "report_danger", DANGER, matter=JOINT)  # who leads reports on the case


def test_who_takes_the_case_over_is_no_longer_joint_with_itself(player: Player) -> None:
    """The township mediated along, and leads now: it may invite the village in its turn."""
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "由镇牵头")
    player.step("zhenzhuren", "report_danger", DANGER, matter=MatterKind.HAND_OVER)
    player.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    with player.house.read() as session:
        joint = session.scalars(
            select(Request).where(Request.case_id == player.case_id, Request.kind == JOINT)
        ).one()
        assert (joint.state, joint.is_open) == ("ended", False)
        assert session.get_one(Case, player.case_id).danger
    assert sees(player, "zhenzhuren") is CaseView.FULL
    village = player.actor("cunzhuren").posts[0].organisation_id
    player.step(
        "zhenzhuren", "invite", acts.CommitteeInvited(village, "请原来的调解员一起", tuple(player.parties))
    )
    player.step("cunzhuren", "join", matter=JOINT)
    assert sees(player, "cunzhuren") is CaseView.FULL


def test_a_third_committee_leads_and_who_takes_part_goes_on(player: Player) -> None:
    player.offer("cunzhuren", COUNTY_COMMITTEE, "由旗牵头")
    player.step("qizhuren", "sign_for", matter=MatterKind.HAND_OVER)
    with player.house.read() as session:
        joint = session.scalars(
            select(Request).where(Request.case_id == player.case_id, Request.kind == JOINT)
        ).one()
        assert (joint.state, joint.asker_id) == ("joined", player.organisation(COUNTY_COMMITTEE))
