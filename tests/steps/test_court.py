"""The court's side: rulings numbered, sealed and served; the thirty days after a withdrawal; who invited."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import STORIES
from mediation.demonstration.people import VILLAGE
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.model import Case, Confirmation, Deadline, Delivery, Setting
from mediation.readmodels.case_page import matter_page
from mediation.readmodels.step_choices import courts
from mediation.rules import acts
from mediation.rules.errors import ConditionsUnmet
from mediation.rules.vocabulary import (
    CaseSource,
    DeadlineState,
    DeliveryManner,
    JurisdictionGround,
    MatterKind,
    Side,
)
from mediation.services.correct_dispute import correct_dispute, matter_given
from mediation.services.perform import perform
from tests.steps.conftest import TODAY, Begin
from tests.steps.test_law import COURT, bring, duty, problems, taken

STORY = {name: story for name, _, story in STORIES}
C = MatterKind.CONFIRMATION
OTHER_COURT = "开鲁县人民法院"


def submitted(player: Player) -> None:
    STORY["mediated by the township"](player)
    player.agree("zhentiaojie", "水沟被堵。", (duty(player),))
    player.sign("zhenzhuren", "zhentiaojie")
    player.apply("zhenzhuren", COURT)
    player.submit("zhenzhuren")


def reviewed(player: Player) -> None:
    submitted(player)
    player.step("fayuan", "accept_application", matter=C)
    player.step("shujiyuan", "prepare_ruling", acts.RulingPrepared("双方到场。", "周文静"), matter=C)
    player.review()


def confirmation_of(house: Installation) -> Confirmation:
    with house.read() as session:
        found = session.scalars(select(Confirmation).order_by(Confirmation.id.desc())).first()
        assert found is not None
        session.expunge(found)
    return found


def application_clock(house: Installation) -> Deadline:
    with house.read() as session:
        found = session.scalars(select(Deadline).where(Deadline.clock == "application")).one()
        session.expunge(found)
    return found


def number(n: int = 7, year: int = 2026, kind: str = "诉前调确") -> acts.RulingMade:
    return acts.RulingMade(f"（{year}）内0521{kind}{n}号")


def served(player: Player, on: date) -> acts.RulingServed:
    return acts.RulingServed(tuple(acts.Served(p, DeliveryManner.DIRECT, on) for p in player.parties))


@pytest.mark.parametrize("step", ["reject", "allow_withdrawal"])
def test_a_ruling_against_the_application_is_numbered_sealed_and_served(
    house: Installation, begin: Begin, step: str
) -> None:
    player = begin(12)
    reviewed(player)
    player.step("faguan", step, number(), reason="内容不明确", matter=C)
    found = confirmation_of(house)
    assert found.court_number == "（2026）内0521诉前调确7号"
    assert found.judge_id == player.actor("faguan").person_id
    assert found.ruled_on == player.clock.today()
    on = player.clock.today()
    with pytest.raises(ConditionsUnmet, match="院印"):
        player.step("shujiyuan", "serve_other", served(player, on), matter=C)
    player.step("shujiyuan", "seal_other", matter=C)
    player.step("shujiyuan", "serve_other", served(player, on), matter=C)
    with house.read() as session:
        assert len(session.scalars(select(Delivery)).all()) == 2
        assert session.scalars(select(Deadline).where(Deadline.clock == "objection")).all() == []


def test_an_application_that_is_not_accepted_is_ruled_upon_too(house: Installation, begin: Begin) -> None:
    player = begin(12)
    submitted(player)
    player.step("faguan", "refuse_application", number(), reason="不属于本院管辖", matter=C)
    player.step("shujiyuan", "seal_other", matter=C)
    assert confirmation_of(house).sealed_on == player.clock.today()
    assert application_clock(house).state is DeadlineState.RUNNING


def test_nothing_is_sealed_where_the_parties_withdrew_before_any_ruling(
    house: Installation, begin: Begin
) -> None:
    player = begin(12)
    submitted(player)
    player.step("zhenzhuren", "withdraw_application", reason="想再谈谈", matter=C)
    with pytest.raises(ConditionsUnmet, match="还没有作出裁定"):
        player.step("shujiyuan", "seal_other", matter=C)


@pytest.mark.parametrize("how", ["withdraw_application", "allow_withdrawal"])
def test_who_takes_the_application_back_may_apply_again_within_the_thirty_days(
    house: Installation, begin: Begin, how: str
) -> None:
    player = begin(12)
    (submitted if how == "withdraw_application" else reviewed)(player)
    before = application_clock(house)
    assert before.state is DeadlineState.MET
    account = "zhenzhuren" if how == "withdraw_application" else "faguan"
    given = None if how == "withdraw_application" else number()
    player.step(account, how, given, reason="想再谈谈", matter=C)
    again = application_clock(house)
    assert (again.state, again.due_on, again.ended_on) == (DeadlineState.RUNNING, before.due_on, None)
    player.apply("zhenzhuren", COURT)
    player.submit("zhenzhuren")
    assert application_clock(house).state is DeadlineState.MET


def test_a_ruling_to_reject_does_not_bring_the_thirty_days_back(house: Installation, begin: Begin) -> None:
    player = begin(12)
    reviewed(player)
    player.step("faguan", "reject", number(), reason="内容不明确", matter=C)
    assert application_clock(house).state is DeadlineState.MET


def test_nothing_is_served_before_it_is_sealed(house: Installation, begin: Begin) -> None:
    player = begin(12)
    reviewed(player)
    player.step("faguan", "rule", number(), matter=C)
    ruled_on = player.clock.today()
    player.wait(2)
    player.step("shujiyuan", "seal", matter=C)
    early = served(player, ruled_on + timedelta(1))
    late = {"given": early, "late_reason": "补记", "matter": C}
    assert problems(lambda: taken(player, "shujiyuan", "serve", **late)) == [
        "served.0.delivered_on",
        "served.1.delivered_on",
    ]
    player.step("shujiyuan", "serve", served(player, player.clock.today()), matter=C)


@pytest.mark.parametrize(
    "wrong",
    [number(kind="民初"), number(year=2025), number(year=2016), acts.RulingMade("（2026）内0523诉前调确7号")],
)
def test_the_number_of_a_ruling_is_one_of_a_confirmation_of_its_year(
    house: Installation, begin: Begin, wrong: acts.RulingMade
) -> None:
    player = begin(12)
    reviewed(player)
    assert set(problems(lambda: player.step("faguan", "rule", wrong, matter=C))) == {"court_number"}


def test_the_kinds_of_numbers_are_a_setting(house: Installation, begin: Begin) -> None:
    player = begin(12)
    reviewed(player)
    with house.begin() as uow:
        uow.session.add(Setting(name="confirmation_number_kinds", value="民特确"))
        uow.commit()
    assert problems(lambda: player.step("faguan", "rule", number(), matter=C)) == ["court_number"]
    player.step("faguan", "rule", number(kind="民特确"), matter=C)


def test_the_judge_may_prepare_the_ruling_and_is_next_once_it_is(house: Installation, begin: Begin) -> None:
    player = begin(12)
    submitted(player)
    player.step("fayuan", "accept_application", matter=C)
    player.step("faguan", "prepare_ruling", acts.RulingPrepared("双方到场。", "周文静"), matter=C)
    player.review()
    with house.read() as session:
        page = matter_page(
            session,
            house.registry,
            player.actor("faguan"),
            C,
            confirmation_of(house).id,
            player.clock.today(),
        )
    ready = [offer.step.name for offer in page.offers if offer.ready and not offer.step.danger]
    assert ready[0] == "rule"


# The court that invited


def invited(player: Player, **more: Any) -> None:
    on = player.clock.today()
    parties = (
        invented_party(Side.APPLICANT, "张三", 61, on),
        invented_party(Side.RESPONDENT, "李四", 62, on),
    )
    given = dispute(
        on,
        parties,
        "damages",
        "被狗咬伤。",
        "赔偿",
        region=VILLAGE,
        source=CaseSource.COURT_DELEGATED,
        **more,
    )
    player.register("cunzhuren", given)
    player.step("cunzhuren", "skip_settlement", reason="法院委派")
    player.accept("cunzhuren")
    player.appoint("cunzhuren", "cunzhuren")
    player.sit("cunzhuren", "告知权利义务。", "同意协商", "村委会")
    player.agree("cunzhuren", "被狗咬伤。", (duty(player),))
    player.sign("cunzhuren", "cunzhuren")


def test_only_the_court_that_invited_mediation_confirms(house: Installation) -> None:
    player = Player(house, TODAY - timedelta(9))
    invited(player, inviting_court_id=player.organisation(COURT))
    other = acts.ConfirmationDrawn(player.organisation(OTHER_COURT), JurisdictionGround.INVITED)
    assert problems(lambda: player.step("cunzhuren", "apply_for_confirmation", other)) == ["court_id"]
    right = acts.ConfirmationDrawn(player.organisation(COURT), JurisdictionGround.INVITED)
    player.step("cunzhuren", "apply_for_confirmation", right)


@pytest.mark.parametrize("court", [None, "科尔沁左翼中旗人民调解委员会"])
def test_an_invitation_names_its_court(house: Installation, court: str | None) -> None:
    player = Player(house, TODAY - timedelta(9))
    court_id = player.organisation(court) if court else None
    assert problems(lambda: invited(player, inviting_court_id=court_id)) == ["inviting_court_id"]


def test_a_case_no_court_asked_for_names_none(house: Installation, begin: Begin) -> None:
    player = begin(2)
    with house.read() as session:
        given = matter_given(session.get_one(Case, player.case_id))
    named = replace(given, inviting_court_id=player.organisation(COURT))

    def correct(given: Any) -> None:
        perform(
            player.house,
            correct_dispute,
            actor=player.actor("cunzhuren"),
            case_id=player.case_id,
            given=given,
            reason="登记错",
        )

    assert problems(lambda: correct(named)) == ["inviting_court_id"]
    correct(replace(named, source=CaseSource.COURT_ENTRUSTED))


def test_a_court_without_an_area_is_not_offered(house: Installation) -> None:
    player = Player(house, TODAY)
    bring(
        player,
        invented_party(Side.APPLICANT, "张三", 61, TODAY),
        invented_party(Side.RESPONDENT, "李四", 62, TODAY),
    )
    with house.read() as session:
        case = session.get_one(Case, player.case_id)
        names = [name for _, name in courts(session, case.organisation_id, TODAY)]
    assert COURT in names
    assert all("中级" not in name for name in names)
