"""Triage beside the steps: what is kept with a decision, which departures are refused, who is away, the figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from mediation.bootstrap import Installation
from mediation.demonstration.invented import COUNTY_COMMITTEE, TOWNSHIP_COMMITTEE
from mediation.demonstration.people import NEXT_VILLAGE, TOWNSHIP, VILLAGE
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.model import Absence, Case, CaseEvent, CaseLink, Person, Setting, TriageDecision
from mediation.readmodels.case_history import history_of
from mediation.readmodels.triage import decisions_of, proposal_for
from mediation.readmodels.triage_figures import By, DecisionFilter, triage_decisions, triage_figures
from mediation.rules import acts
from mediation.rules.errors import BadInput, NotThere, WrongState
from mediation.rules.intake import PartyGiven
from mediation.rules.triage import Proposal
from mediation.rules.vocabulary import (
    CaseSource,
    Difficulty,
    Level,
    MatterKind,
    Outcome,
    Side,
    Tier,
    TriageAspect,
    TriageEnd,
    TriageRule,
)
from mediation.services.note_absence import end_absence, note_absence
from mediation.services.perform import perform
from mediation.services.record_on_the_spot import record_on_the_spot
from mediation.services.triage_facts import LOAD, triage_limits
from tests.services.test_record_on_the_spot import entry
from tests.steps.conftest import TODAY
from web.case_words import history_words

COUNTY = "150521000000"


def brought(house: Installation, account: str = "cunzhuren", **more: Any) -> Player:
    """A dispute registered there today: two neighbours of the village, unless more is said."""
    player = Player(house, TODAY)
    homes: tuple[str, ...] = more.pop("homes", (VILLAGE, VILLAGE))
    parties = tuple(
        _at(invented_party(Side.APPLICANT if n == 0 else Side.RESPONDENT, f"王某{n}", 300 + n, TODAY), home)
        for n, home in enumerate(homes)
    )
    usual = {"category": "neighbours", "narrative": "水沟被堵。", "claim": "疏通", "region": VILLAGE}
    player.register(account, dispute(TODAY, parties, **{**usual, **more}))
    return player


def _at(party: PartyGiven, home: str) -> PartyGiven:
    return replace(party, region_code=home)


def proposed(player: Player) -> Proposal:
    with player.house.read() as session:
        return proposal_for(session, player.house.registry, player.case_id, TODAY)


def kept(player: Player) -> list[TriageDecision]:
    with player.house.read() as session:
        rows = select(TriageDecision).where(TriageDecision.case_id == player.case_id)
        found = list(session.scalars(rows.order_by(TriageDecision.decided_at, TriageDecision.id)))
        session.expunge_all()
    return found


def test_what_is_proposed_and_chosen_is_kept_with_the_step(house: Installation) -> None:
    player = brought(house)
    assert proposed(player).tier is Tier.SETTLEMENT
    player.settle_first("cunzhuren", "网格员")
    player.step("cunzhuren", "fail_settlement", reason="谈不拢")
    player.accept("cunzhuren")
    tier, organisation = kept(player)
    assert (tier.step, tier.aspect, tier.followed) == ("try_settlement", TriageAspect.TIER, True)
    assert (tier.proposed_tier, tier.chosen_tier) == (Tier.SETTLEMENT, Tier.SETTLEMENT)
    assert (organisation.step, organisation.aspect) == ("accept", TriageAspect.ORGANISATION)
    assert organisation.followed
    assert organisation.rule is TriageRule.SAME_VILLAGE
    assert organisation.proposed_level is organisation.chosen_level is Level.VILLAGE
    assert (
        organisation.proposed_id
        == organisation.chosen_id
        == player.actor("cunzhuren").posts[0].organisation_id
    )
    with house.read() as session:
        shown = decisions_of(session, player.case_id)
    assert [one.departure for one in shown] == ["", ""]
    assert any("同一嘎查村" in str(reason) for reason in shown[0].reasons)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_departure_without_a_reason_is_refused_and_leaves_nothing(house: Installation) -> None:
    player = brought(house, homes=(VILLAGE, NEXT_VILLAGE))
    player.step("cunzhuren", "skip_settlement", reason="当事人要求直接调解")
    with pytest.raises(BadInput) as refused:
        player.step("cunzhuren", "accept")
    assert [problem.field for problem in refused.value.problems] == ["reason"]
    assert TOWNSHIP_COMMITTEE in str(refused.value)
    with house.read() as session:
        assert session.get_one(Case, player.case_id).number is None
    assert len(kept(player)) == 1
    player.step("cunzhuren", "accept", reason="两家都愿意在本村调解")
    decision = kept(player)[-1]
    assert (decision.followed, decision.rule) == (False, TriageRule.SAME_TOWNSHIP)
    with house.read() as session:
        assert decisions_of(session, player.case_id)[0].departure == "两家都愿意在本村调解"
        raw = session.scalars(select(TriageDecision.departure_sealed).where(TriageDecision.id == decision.id))
        assert "愿意".encode() not in (raw.one() or b"")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_danger_makes_trying_settlement_a_departure(house: Installation) -> None:
    player = brought(house)
    player.step("cunzhuren", "report_danger", acts.DangerReported("扬言动手", "派出所"))
    with pytest.raises(BadInput):
        player.step("cunzhuren", "try_settlement", acts.SettlementAttempt("村干部"))
    player.step("cunzhuren", "try_settlement", acts.SettlementAttempt("村干部"), reason="双方家长在场")
    assert [one.followed for one in kept(player)] == [False]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_danger_lives_on_in_the_case_that_is_mediated_again(house: Installation) -> None:
    """Until it is lifted there: its history says so, and trying settlement first is a departure there too."""
    player = brought(house)
    player.step("cunzhuren", "report_danger", acts.DangerReported("扬言动手", "派出所"))
    player.step("cunzhuren", "withdraw", reason="先不谈了")
    player.step("cunzhuren", "mediate_again", acts.MediatedAgain(CaseSource.APPLICATION), "又愿意谈")
    with house.read() as session:
        player.case_id = session.scalars(select(CaseLink.case_id)).one()
        told = history_words(house.registry, history_of(session, player.case_id, contents=True))
        assert session.get_one(Case, player.case_id).danger
    assert "激化风险还没有解除" in told[-1].what.text
    with pytest.raises(BadInput):
        player.step("cunzhuren", "try_settlement", acts.SettlementAttempt("村干部"))
    player.step("cunzhuren", "lift_danger", reason="派出所到场，双方散去")
    player.step("cunzhuren", "try_settlement", acts.SettlementAttempt("村干部"))


def test_an_offer_is_weighed_and_its_receiver_accepts_without_a_second_choice(house: Installation) -> None:
    player = brought(house, homes=(VILLAGE, NEXT_VILLAGE))
    assert proposed(player).level is Level.TOWNSHIP
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "涉及两个村")
    player.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    player.step("zhenzhuren", "skip_settlement", reason="当事人要求直接调解")
    player.accept("zhenzhuren")
    assert [(one.step, one.followed) for one in kept(player)] == [("offer", True), ("skip_settlement", False)]
    assert kept(player)[0].hand_over_id is not None
    assert kept(player)[0].departure_sealed is None


@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_offer_elsewhere_keeps_the_steps_own_reason_as_the_departure(house: Installation) -> None:
    player = brought(house)
    player.offer("cunzhuren", COUNTY_COMMITTEE, "当事人信任旗里的调解员")
    with house.read() as session:
        (shown,) = decisions_of(session, player.case_id)
        event = session.scalars(select(CaseEvent.tag).where(CaseEvent.case_id == player.case_id)).all()
    assert shown.departure == "当事人信任旗里的调解员"
    assert not shown.followed
    assert "dispute:offer" in event


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_one_committee_could_not_settle_is_proposed_upward(house: Installation) -> None:
    player = brought(house)
    player.step("cunzhuren", "skip_settlement", reason="当事人要求")
    player.accept("cunzhuren")
    up = proposed(player)
    assert up.organisation is not None
    assert (up.organisation.name, up.rule) == (TOWNSHIP_COMMITTEE, TriageRule.SAME_VILLAGE)
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "调了两次没有谈拢")
    player.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    further = proposed(player).organisation
    assert further is not None
    assert further.name == COUNTY_COMMITTEE
    assert kept(player)[-1].followed


@pytest.mark.parametrize("backend", ["sqlite"])
def test_who_sent_it_back_is_not_proposed_again(house: Installation) -> None:
    player = brought(house, homes=(VILLAGE, NEXT_VILLAGE))
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "涉及两个村")
    player.step("zhenzhuren", "return", reason="人手不够", matter=MatterKind.HAND_OVER)
    again = proposed(player)
    assert again.organisation is not None
    assert again.organisation.name == COUNTY_COMMITTEE
    assert any("曾经退回本案" in str(one) for one in again.reasons)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_going_to_court_is_never_held_up(house: Installation) -> None:
    player = brought(house)
    with house.begin() as uow:
        uow.session.add(Setting(name=LOAD, value="很多"))
        uow.commit()
    player.step("cunzhuren", "go_to_court", reason="当事人要求诉讼")
    (decision,) = kept(player)
    assert (decision.chosen_tier, decision.followed) == (Tier.LITIGATION, False)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_dispute_that_ended_on_the_spot_is_no_choice(house: Installation) -> None:
    player = Player(house, TODAY)
    actor = player.actor("lincun")
    given = entry(actor, Outcome.AGREED_WRITTEN)
    perform(
        house, record_on_the_spot, actor=actor, organisation_id=actor.posts[0].organisation_id, given=given
    )
    with house.read() as session:
        assert session.scalars(select(TriageDecision)).all() == []


def test_a_decision_is_never_changed_nor_deleted(house: Installation) -> None:
    player = brought(house)
    player.settle_first("cunzhuren", "网格员")
    for change in ("UPDATE triage_decisions SET followed = :no", "DELETE FROM triage_decisions"):
        with house.begin() as uow, pytest.raises(DBAPIError, match="insert-only"):
            uow.session.execute(text(change), {"no": False} if ":no" in change else {})


def away(player: Player, who: str, by: str | None = None, **more: Any) -> UUID:
    given = {"from_on": TODAY, "until_on": TODAY + timedelta(7), **more}
    person_id = player.actor(who).person_id
    return perform(player.house, note_absence, actor=player.actor(by or who), person_id=person_id, **given)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_nobody_is_sent_where_everybody_is_away(house: Installation) -> None:
    player = brought(house)
    absence = away(player, "cunzhuren")
    instead = proposed(player)
    assert instead.organisation is not None
    assert instead.organisation.name == TOWNSHIP_COMMITTEE
    assert any("起有人" in str(one) for one in instead.reasons)
    perform(house, end_absence, actor=player.actor("cunzhuren"), absence_id=absence)
    assert proposed(player).level is Level.VILLAGE


def test_an_absence_counts_on_its_days_only(house: Installation) -> None:
    player = brought(house)
    away(player, "cunzhuren", from_on=TODAY + timedelta(1), until_on=TODAY + timedelta(2))
    assert proposed(player).level is Level.VILLAGE


BAD_DAYS: list[tuple[date | None, date | None, str]] = [
    (None, None, "from_on"),
    (TODAY, None, "until_on"),
    (TODAY, TODAY - timedelta(1), "until_on"),
    (TODAY - timedelta(9), TODAY - timedelta(2), "until_on"),
    (TODAY, TODAY + timedelta(400), "until_on"),
    (TODAY + timedelta(3), TODAY + timedelta(4), "from_on"),
]


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(("first", "last", "field"), BAD_DAYS)
def test_days_that_cannot_be_are_refused_at_their_field(
    house: Installation, first: date | None, last: date | None, field: str
) -> None:
    player = Player(house, TODAY)
    away(player, "cunzhuren")
    with pytest.raises(BadInput) as refused:
        away(player, "cunzhuren", from_on=first, until_on=last)
    assert refused.value.problems[0].field == field


def test_an_absence_is_noted_by_oneself_or_ones_office_and_by_nobody_else(house: Installation) -> None:
    player = Player(house, TODAY)
    absence = away(player, "wanggeyuan", "cunzhuren")
    for stranger in ("lincun", "zhenzhuren", "guanliyuan"):
        with pytest.raises(NotThere):
            away(player, "wanggeyuan", stranger)
        with pytest.raises(NotThere):
            perform(house, end_absence, actor=player.actor(stranger), absence_id=absence)
    with pytest.raises(NotThere):
        away(player, "cunzhuren", "wanggeyuan")
    perform(house, end_absence, actor=player.actor("wanggeyuan"), absence_id=absence)
    with pytest.raises(WrongState):
        perform(house, end_absence, actor=player.actor("wanggeyuan"), absence_id=absence)
    with house.read() as session:
        row = session.get_one(Absence, absence)
        noted_by = session.get_one(Person, row.noted_by).account
    assert (row.ended_at is not None, noted_by) == (True, "cunzhuren")


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_setting_holds_from_its_day_and_a_wrong_one_stands_aside(house: Installation) -> None:
    with house.begin() as uow:
        uow.session.add(Setting(name="triage_large_amount", value="5000.50"))
        uow.session.add(Setting(name="triage_many_people", value="3"))
        uow.session.add(Setting(name="triage_many_people", value="5", since=TODAY + timedelta(1)))
        uow.session.add(Setting(name=LOAD, value="0"))
        uow.commit()
    with house.read() as session:
        now, tomorrow = (triage_limits(session, TODAY + timedelta(n)) for n in (0, 1))
    assert (now.large_amount, now.many_people, now.load) == (Decimal("5000.50"), 3, 30)
    assert tomorrow.many_people == 5
    player = brought(house, amount=Decimal(6000))
    assert proposed(player).rule is TriageRule.LARGE_AMOUNT


def ended_three_ways(house: Installation) -> None:
    """Followed and agreed; departed and open; offered as proposed and returned."""
    agreed = brought(house)
    agreed.settle_first("cunzhuren", "网格员")
    agreed.wait(3)
    agreed.step("cunzhuren", "settle", acts.SettlementReached("各让一步"))
    own = brought(house, difficulty=Difficulty.COMPLEX)
    own.step("cunzhuren", "skip_settlement", reason="当事人要求")
    own.step("cunzhuren", "accept", reason="当事人不愿到旗里")
    sent = brought(house, homes=(VILLAGE, NEXT_VILLAGE))
    sent.offer("cunzhuren", TOWNSHIP_COMMITTEE, "涉及两个村")
    sent.step("zhenzhuren", "return", reason="人手不够", matter=MatterKind.HAND_OVER)


def test_proposals_are_measured_and_every_number_has_its_decisions(house: Installation) -> None:
    ended_three_ways(house)
    player = Player(house, TODAY)
    actor = player.actor("qidudao")
    with house.read() as session:
        figures = triage_figures(session, actor, TODAY)
        assert (figures.region_code, figures.followed, figures.departed) == (COUNTY, 2, 2)
        levels = {row.term: row for row in figures.tables[By.LEVEL]}
        assert levels[Level.COUNTY].departed.ends[TriageEnd.OPEN] == 1
        assert levels[Level.TOWNSHIP].followed.returned == 1
        tiers = {row.term: row for row in figures.tables[By.TIER]}
        settled = tiers[Tier.SETTLEMENT].followed
        assert (settled.ends[TriageEnd.AGREED], settled.mean_days) == (1, 3)
        assert {row.term for row in figures.tables[By.RULE]} == {TriageRule.COMPLEX, TriageRule.SAME_TOWNSHIP}
        for by, rows in figures.tables.items():
            for row in rows:
                for followed, fared in ((True, row.followed), (False, row.departed)):
                    one = DecisionFilter(by=by, value=row.term.value, followed=followed)
                    assert listed(session, actor, one) == fared.total
                    for end, n in fared.ends.items():
                        number = DecisionFilter(by=by, value=row.term.value, followed=followed, end=end)
                        assert listed(session, actor, number) == n
                    back = DecisionFilter(by=by, value=row.term.value, followed=followed, returned=True)
                    assert listed(session, actor, back) == fared.returned
        assert triage_figures(session, actor, TODAY, year=2025).followed == 0


def listed(session: Any, actor: Any, chosen: DecisionFilter) -> int:
    page = triage_decisions(session, actor, COUNTY, TODAY.year, chosen)
    assert len(page.lines) == page.total
    return page.total


@pytest.mark.parametrize("backend", ["sqlite"])
def test_figures_end_at_the_area(house: Installation) -> None:
    ended_three_ways(house)
    player = Player(house, TODAY)
    chosen = DecisionFilter(by=By.LEVEL, value="township", followed=True)
    look: list[Callable[[Any, Any, str], Any]] = [
        lambda session, actor, code: triage_figures(session, actor, TODAY, code),
        lambda session, actor, code: triage_decisions(session, actor, code, TODAY.year, chosen),
    ]
    with house.read() as session:
        for see in look:
            see(session, player.actor("sifasuo"), TOWNSHIP)
            for account, code in (("sifasuo", COUNTY), ("qidudao", "150523000000"), ("cunzhuren", VILLAGE)):
                with pytest.raises(NotThere):
                    see(session, player.actor(account), code)
        wrong = DecisionFilter(by=By.RULE, value="whatever", followed=True)
        with pytest.raises(NotThere):
            triage_decisions(session, player.actor("qidudao"), COUNTY, TODAY.year, wrong)
        assert triage_figures(session, player.actor("guanliyuan"), TODAY).departed == 2
