"""The court's own mediation paper in the stead of a ruling: who may ask, when it binds, and who goes back on it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.doors import (
    OLD_REGIME,
    agreed,
    asked_for,
    at_court,
    delegated_and_agreed,
    made,
    mediated_first,
    signed_for,
)
from mediation.demonstration.invented import COURT, STORIES
from mediation.demonstration.player import Player
from mediation.model import Case, Confirmation, Deadline, Document, Filing, Notice, Request, Setting
from mediation.readmodels.replay import replay_breaks
from mediation.rules import acts
from mediation.rules.errors import BadInput, ConditionsUnmet, WrongState
from mediation.rules.vocabulary import (
    CourtPaper,
    CourtProcedure,
    DeadlineState,
    DeliveryManner,
    JurisdictionGround,
    MatterKind,
    ObligationKind,
)
from mediation.services.correct_dates import correct_service
from mediation.services.perform import perform
from mediation.services.sweep_deadlines import sweep_deadlines
from tests.steps.conftest import TODAY, Begin
from tests.steps.test_entrusted_in_trial import tell_fee, to_receive
from tests.steps.test_law import problems

STORY = {name: story for name, _, story in STORIES}
C = MatterKind.CONFIRMATION


@pytest.fixture
def player(house: Installation) -> Player:
    """Before a court that registered the suit and entrusted it."""
    return at_court(Player(house, TODAY - timedelta(40)), 1)


def one(player: Player, table: type[Any]) -> Any:
    with player.house.read() as session:
        found = session.scalars(
            select(table).where(table.case_id == player.case_id).order_by(table.id.desc())
        ).first()
        assert found is not None
        session.expunge(found)
    return found


def clock(player: Player, name: str) -> Deadline:
    with player.house.read() as session:
        query = select(Deadline).where(Deadline.case_id == player.case_id, Deadline.clock == name)
        found = session.scalars(query.order_by(Deadline.id.desc())).first()
        assert found is not None
        session.expunge(found)
    return found


def test_it_binds_on_the_day_the_last_party_signs_for_it_and_is_enforced_like_a_judgment(
    player: Player,
) -> None:
    asked_for(player)
    made(player)
    signed_for(player, player.parties[0])
    paper = one(player, Confirmation)
    assert (paper.state, paper.effective_on) == ("to_be_signed_for", None)
    assert paper.court_number == player.number_of_the_suit()
    assert clock(player, "signing_for").state is DeadlineState.RUNNING
    asked = acts.EnforcementAsked(player.organisation(COURT), "没有付")
    player.wait(4)
    signed_for(player, player.parties[1])
    paper = one(player, Confirmation)
    assert (paper.state, paper.effective_on) == ("in_force", player.clock.today())
    assert clock(player, "signing_for").state is DeadlineState.MET
    with pytest.raises(ConditionsUnmet, match="已经司法确认"):
        player.apply("zhenzhuren", COURT)
    player.wait(70)
    player.on_duty("zhenzhuren", "mark_broken", reason="没有付")
    player.on_duty("zhenzhuren", "ask_enforcement", asked)


def test_before_everybody_signed_nothing_is_enforced(player: Player) -> None:
    asked_for(player)
    made(player)
    signed_for(player, player.parties[0])
    player.wait(70)
    player.on_duty("zhenzhuren", "mark_broken", reason="没有付")
    with pytest.raises(ConditionsUnmet, match="司法确认"):
        player.on_duty(
            "zhenzhuren", "ask_enforcement", acts.EnforcementAsked(player.organisation(COURT), "没有付")
        )


def test_only_the_court_that_sent_the_dispute_makes_one(house: Installation, begin: Begin) -> None:
    player = begin(12)
    STORY["in force"](player)
    given = acts.ConfirmationDrawn(
        player.organisation(COURT), JurisdictionGround.COMMITTEE, wanted=CourtPaper.MEDIATION
    )
    assert problems(lambda: player.step("zhenzhuren", "apply_for_confirmation", given)) == ["wanted"]
    sent = at_court(Player(house, TODAY - timedelta(40)), 1)
    mediated_first(sent)
    agreed(sent)
    elsewhere = acts.ConfirmationDrawn(
        sent.organisation("开鲁县人民法院"), JurisdictionGround.INVITED, wanted=CourtPaper.MEDIATION
    )
    assert problems(lambda: sent.step("zhenzhuren", "apply_for_confirmation", elsewhere)) == [
        "wanted",
        "court_id",
    ]
    sent.apply("zhenzhuren", COURT, CourtPaper.MEDIATION)


def test_what_was_not_asked_for_is_not_made(player: Player, begin: Begin) -> None:
    asked_for(player)
    player.step("fayuan", "accept_application", matter=C)
    prepared = acts.RulingPrepared("自愿、合法", "周文静")
    with pytest.raises(ConditionsUnmet, match="申请的是法院的调解书"):
        player.step("shujiyuan", "prepare_ruling", prepared, matter=C)
    with pytest.raises(ConditionsUnmet, match="申请的是法院的调解书"):
        player.step("faguan", "reject", acts.RulingMade(player.court_number()), "内容不明确", C)
    other = begin(20)
    STORY["confirmation under review"](other)
    for step in ("decline", "withdraw_request"):
        with pytest.raises(ConditionsUnmet, match="申请的是司法确认裁定"):
            other.step("faguan" if step == "decline" else "fayuan", step, reason="理由", matter=C)
    with pytest.raises(ConditionsUnmet, match="申请的是司法确认裁定"):
        other.step("shujiyuan", "prepare_mediation_paper", prepared, matter=C)


def test_its_number_is_the_suits_or_of_its_own_kind(house: Installation, player: Player) -> None:
    asked_for(player)
    player.step("fayuan", "accept_application", matter=C)
    prepared = acts.RulingPrepared("自愿、合法", "周文静")
    player.step("shujiyuan", "prepare_mediation_paper", prepared, matter=C)

    def make(number: str, who: Player = player) -> None:
        who.step("faguan", "make_mediation_paper", acts.MediationPaperMade(number), matter=C)

    year = player.clock.today().year
    assert problems(lambda: make(f"（{year}）内0521民初9999号")) == ["court_number"]
    assert set(problems(lambda: make(f"（{year}）内0521诉前调确9号"))) == {"court_number"}
    make(player.number_of_the_suit())
    old = at_court(Player(house, OLD_REGIME), 3)
    delegated_and_agreed(old)
    old.step("fayuan", "accept_application", matter=C)
    old.step("shujiyuan", "prepare_mediation_paper", prepared, matter=C)
    assert problems(lambda: make("（2024）内0521诉前调确9号", old)) == ["court_number"]
    with house.begin() as uow:
        uow.session.add(Setting(name="mediation_paper_number_kinds", value="诉前调书"))
        uow.commit()
    make("（2024）内0521诉前调书9号", old)


def test_it_is_signed_for_in_person_once_it_is_sealed(player: Player) -> None:
    asked_for(player)
    player.step("fayuan", "accept_application", matter=C)
    prepared = acts.RulingPrepared("自愿、合法", "周文静")
    player.step("shujiyuan", "prepare_mediation_paper", prepared, matter=C)
    paper = acts.MediationPaperMade(player.number_of_the_suit())
    player.step("faguan", "make_mediation_paper", paper, matter=C)
    with pytest.raises(ConditionsUnmet, match="院印"):
        signed_for(player, *player.parties)
    player.step("shujiyuan", "seal_mediation_paper", matter=C)
    left = acts.RulingServed((acts.Served(player.parties[0], DeliveryManner.LEFT, player.clock.today()),))
    assert problems(lambda: player.step("shujiyuan", "sign_for_mediation_paper", left, matter=C)) == [
        "served.0.manner"
    ]
    signed_for(player, *player.parties)
    with player.house.read() as session:
        papers = session.scalars(select(Document).where(Document.kind == "mediation_paper")).all()
        assert len(papers) == 3  # the draft, with its number, sealed


def test_who_goes_back_on_it_before_has_the_case_tried(player: Player) -> None:
    """A suit that is registered is never filed a second time (2025意见 5)."""
    asked_for(player)
    made(player)
    signed_for(player, player.parties[0])
    with pytest.raises(WrongState, match="已经达成协议"):
        tell_fee(player)

    def go_back(step: str, **more: Any) -> None:
        given = acts.GoneBack(**{"party_id": player.parties[1], "said": "拒绝签收", **more})
        player.step("shujiyuan", step, given, matter=C)

    with pytest.raises(ConditionsUnmet, match="不用再次立案"):
        go_back("go_back")
    assert problems(lambda: go_back("go_back_to_trial", said=" ", party_id=player.case_id)) == [
        "said",
        "party_id",
    ]
    go_back("go_back_to_trial")
    assert one(player, Confirmation).state == "at_trial"
    with pytest.raises(WrongState):
        signed_for(player, player.parties[1])
    assert ["通知交费" in str(line.why) for line in to_receive(player)] == [True]
    tell_fee(player)
    assert to_receive(player) == ()
    assert clock(player, "fee_payment").state is DeadlineState.RUNNING


def test_what_is_tried_is_not_confirmed_beside_the_trial(house: Installation) -> None:
    """民事诉讼法 102: a ruling would stand beside the judgment."""
    player = at_court(Player(house, OLD_REGIME), 3)
    delegated_and_agreed(player)
    made(player, player.court_number("诉前调书"))
    back = acts.GoneBack(player.parties[0], "不同意了")
    player.step("fayuan", "go_back", back, matter=C)
    for wanted in CourtPaper:
        with pytest.raises(ConditionsUnmet, match="反悔"):
            player.apply("zhenzhuren", COURT, wanted)


def test_the_thirty_days_are_for_a_ruling_and_not_for_the_courts_own_paper(player: Player) -> None:
    """民事诉讼法 205: on day fifty the court that sent the dispute may still make its paper."""
    mediated_first(player)
    agreed(player)
    player.wait(50)
    sweep_deadlines(player.house)
    assert clock(player, "application").state is DeadlineState.LAPSED
    assert problems(lambda: player.apply("zhenzhuren", COURT)) == ["wanted"]
    player.apply("zhenzhuren", COURT, CourtPaper.MEDIATION)
    sweep_deadlines(player.house)
    player.submit("zhenzhuren")
    made(player)
    signed_for(player, *player.parties)
    assert one(player, Confirmation).state == "in_force"


def test_where_no_court_sent_it_nothing_is_left_to_ask_for_after_the_thirty_days(begin: Begin) -> None:
    player = begin(60)
    STORY["in force"](player)
    player.wait(50)
    for wanted in CourtPaper:
        with pytest.raises(ConditionsUnmet, match="三十日已过"):
            player.apply("zhenzhuren", COURT, wanted)


def test_who_goes_back_where_nothing_is_registered_has_a_suit_within_seven_days(house: Installation) -> None:
    player = at_court(Player(house, OLD_REGIME), 3)
    delegated_and_agreed(player)
    made(player, player.court_number("诉前调书"))
    back = acts.GoneBack(player.parties[0], "不同意了")
    with pytest.raises(ConditionsUnmet, match="还没有登记立案"):
        player.step("fayuan", "go_back_to_trial", back, matter=C)
    player.step("fayuan", "go_back", back, matter=C)
    assert (one(player, Confirmation).state, one(player, Confirmation).is_open) == ("gone_back", False)
    assert clock(player, "filing_decision").derivation["term"] == {"unit": "days", "n": 7}
    with house.read() as session:
        told = session.scalars(select(Notice).where(Notice.subject_id == one(player, Request).id)).all()
        assert all("签收调解书以前反悔" in (notice.text or "") for notice in told)
    player.wait(12)
    sweep_deadlines(house)
    assert one(player, Request).state == "to_number", "nobody decided in seven days"
    number = player.court_number("民初")
    numbered = acts.SuitNumbered(number, CourtProcedure.SUMMARY)
    player.step("fayuan", "number", numbered, matter=MatterKind.FILING)
    assert one(player, Filing).court_number == number
    assert ["通知交费" in str(line.why) for line in to_receive(player)] == [True]
    tell_fee(player)
    assert to_receive(player) == ()


def test_who_went_back_and_does_not_sue_takes_the_complaint_back(house: Installation) -> None:
    """特邀调解规定 21: what nobody insists on is not filed."""
    player = at_court(Player(house, OLD_REGIME), 3)
    delegated_and_agreed(player)
    made(player, player.court_number("诉前调书"))
    player.step("fayuan", "go_back", acts.GoneBack(player.parties[0], "不同意了"), matter=C)
    player.step("fayuan", "withdraw", reason="不再起诉", matter=MatterKind.FILING)
    player.wait(30)
    sweep_deadlines(house)
    assert one(player, Request).state == "withdrawn"


def test_who_went_back_on_a_labour_agreement_goes_to_arbitration_first(house: Installation) -> None:
    """劳动争议调解仲裁法 5."""
    player = at_court(Player(house, OLD_REGIME), 3)
    delegated_and_agreed(player)
    made(player, player.court_number("诉前调书"))
    with house.begin() as uow:
        uow.session.get_one(Case, player.case_id).labour = True
        uow.commit()
    player.step("fayuan", "go_back", acts.GoneBack(player.parties[0], "不同意了"), matter=C)
    with house.read() as session:
        assert session.scalars(select(Request).where(Request.case_id == player.case_id)).all() == []


@pytest.mark.parametrize("how", ["decline", "withdraw_request", "withdraw_application"])
def test_who_gets_none_may_still_apply_for_confirmation_within_the_thirty_days(
    player: Player, how: str
) -> None:
    asked_for(player)
    if how != "withdraw_application":
        player.step("fayuan", "accept_application", matter=C)
    account = {"decline": "faguan", "withdraw_request": "fayuan"}.get(how, "zhenzhuren")
    assert clock(player, "application").state is DeadlineState.MET
    player.step(account, how, reason="改为申请司法确认", matter=C)
    assert clock(player, "application").state is DeadlineState.RUNNING
    player.apply("zhenzhuren", COURT)
    assert one(player, Confirmation).wanted is CourtPaper.RULING


def test_a_day_of_signing_put_right_moves_the_day_from_which_it_binds(player: Player) -> None:
    asked_for(player)
    made(player)
    signed_for(player, player.parties[0])
    player.wait(5)
    signed_for(player, player.parties[1])
    paper = one(player, Confirmation)
    earlier = paper.effective_on - timedelta(2)
    perform(
        player.house,
        correct_service,
        actor=player.actor("shujiyuan"),
        confirmation_id=paper.id,
        party_id=player.parties[1],
        on=earlier,
        reason="回执上是前两天",
        approved=True,
    )
    assert one(player, Confirmation).effective_on == earlier
    with player.house.read() as session:
        assert session.get_one(Case, player.case_id).state == "in_force"


def test_what_is_owed_without_a_term_is_enforceable_from_the_day_put_right(player: Player) -> None:
    """民事诉讼法 250: from the day on which the paper took effect, which is that of the last signature for it."""
    mediated_first(player)
    player.wait(2)
    player.sit("zhentiaojie", "告知权利义务，双方陈述事实。", "双方同意付清", "保康镇调解室")
    owed = acts.ObligationDrawn(
        kind=ObligationKind.MONEY,
        debtor_id=player.parties[1],
        creditor_id=player.parties[0],
        amount=Decimal("4800.00"),
    )
    player.agree("zhentiaojie", "雨季排水，水倒灌进西屋。", (owed,))
    player.sign("zhenzhuren", "zhentiaojie")
    player.apply("zhenzhuren", COURT, CourtPaper.MEDIATION)
    player.submit("zhenzhuren")
    made(player)
    signed_for(player, player.parties[0])
    player.wait(3)
    signed_for(player, player.parties[1])
    effective = player.clock.today()
    player.wait(1)
    player.on_duty("zhenzhuren", "mark_broken", reason="没有付")

    def period() -> Deadline:
        with player.house.read() as session:
            found = session.scalars(select(Deadline).where(Deadline.clock == "enforcement")).one()
            session.expunge(found)
        return found

    assert period().starts_on == effective
    right = effective - timedelta(1)
    about = {
        "confirmation_id": one(player, Confirmation).id,
        "party_id": player.parties[1],
        "on": right,
        "reason": "送达回证上是前一天",
    }
    with pytest.raises(BadInput) as refused:
        perform(player.house, correct_service, actor=player.actor("shujiyuan"), **about)
    assert any("调解书生效日期由" in str(problem.message) for problem in refused.value.problems)
    perform(player.house, correct_service, actor=player.actor("shujiyuan"), approved=True, **about)
    assert one(player, Confirmation).effective_on == right
    assert period().starts_on == right
    with player.house.read() as session:
        assert list(replay_breaks(session, player.house.registry)) == []
