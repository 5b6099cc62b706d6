"""What a court entrusted or delegated on paper runs under the court's term, and is accepted by who mediates it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import COUNTY_COMMITTEE, COURT
from mediation.demonstration.player import Player
from mediation.model import Case, Deadline, Document, Request
from mediation.rules import acts, papers
from mediation.rules.errors import ConditionsUnmet, NotAllowed
from mediation.rules.intake import ConsentGiven
from mediation.rules.vocabulary import CaseSource, ConsentPurpose, DeadlineState, MatterKind
from mediation.services.change_parties import record_consent
from mediation.services.perform import perform
from tests.faults.side_roads import paper_from_the_court, swept
from tests.steps.conftest import TODAY
from tests.steps.test_sweep import state

SQLITE = pytest.mark.parametrize("backend", ["sqlite"])
ENTRUSTED, DELEGATED = CaseSource.COURT_ENTRUSTED, CaseSource.COURT_DELEGATED


@pytest.fixture
def player(house: Installation) -> Player:
    return Player(house, TODAY)


def running(player: Player) -> dict[str, int]:
    """The running clocks of the dispute, each with the days from today to its last."""
    with player.house.read() as session:
        found = session.scalars(
            select(Deadline).where(
                Deadline.matter_id == player.case_id, Deadline.state == DeadlineState.RUNNING
            )
        ).all()
    return {one.clock: (one.due_on - TODAY).days for one in found}


def received(player: Player, source: CaseSource) -> None:
    """Signed for and registered today, accepted two days later: the term runs from the first."""
    paper_from_the_court(player, source)
    player.step("zhenzhuren", "skip_settlement", reason="法院转来")
    player.wait(2)
    player.accept("zhenzhuren")


@pytest.mark.parametrize(
    ("source", "term", "days"), [(ENTRUSTED, "first_mediation", 15), (DELEGATED, "delegated", 30)]
)
def test_the_courts_term_runs_from_the_day_the_papers_were_signed_for(
    player: Player, source: CaseSource, term: str, days: int
) -> None:
    received(player, source)
    assert list(running(player)) == [term]
    assert days <= running(player)[term] <= days + 3  # a last day on which nobody works moves on


@SQLITE
def test_by_summary_procedure_it_is_seven_days_and_said_once(player: Player) -> None:
    received(player, ENTRUSTED)
    player.step("zhenzhuren", "count_summary_term")
    assert list(running(player)) == ["first_mediation_summary"]
    assert 7 <= running(player)["first_mediation_summary"] <= 9
    with pytest.raises(ConditionsUnmet):
        player.step("zhenzhuren", "count_summary_term")


@SQLITE
def test_only_what_a_court_entrusted_on_paper_is_counted_so(player: Player) -> None:
    received(player, DELEGATED)
    with pytest.raises(ConditionsUnmet):
        player.step("zhenzhuren", "count_summary_term")
    player.appoint("zhenzhuren", "zhentiaojie")
    with pytest.raises(NotAllowed):
        player.step("zhentiaojie", "count_summary_term")


@SQLITE
def test_what_nobody_sent_keeps_the_committees_month(player: Player) -> None:
    received(player, CaseSource.APPLICATION)
    assert list(running(player)) == ["mediation"]


@SQLITE
def test_when_the_courts_term_is_over_the_case_goes_on_to_trial(player: Player) -> None:
    received(player, ENTRUSTED)
    player.wait(30)
    perform(player.house, swept, actor=player.actor("zhenzhuren"), case_id=player.case_id)
    assert state(player) == "at_trial"


@pytest.mark.parametrize("source", [ENTRUSTED, DELEGATED])
def test_another_committee_that_signs_for_the_paper_still_asks_the_parties(
    player: Player, source: CaseSource
) -> None:
    """人民调解法 17: nobody has recorded that they agree; accepted, the court's term is still the first one."""
    paper_from_the_court(player, source, consents=False)
    county = acts.CaseOffered(player.organisation(COUNTY_COMMITTEE), tuple(player.parties))
    player.step("zhenzhuren", "offer", county, "案情复杂")
    player.wait(1)
    player.step("qizhuren", "sign_for", matter=MatterKind.HAND_OVER)
    assert state(player) == "registered"
    player.step("qizhuren", "skip_settlement", reason="法院转来")
    with pytest.raises(ConditionsUnmet, match="同意调解"):
        player.accept("qizhuren")
    for party in player.parties:
        given = ConsentGiven(ConsentPurpose.MEDIATION, True, player.clock.today())
        wish = {"case_id": player.case_id, "party_id": party, "given": given}
        perform(player.house, record_consent, actor=player.actor("qizhuren"), **wish)
    player.accept("qizhuren")
    (term,) = running(player)
    with player.house.read() as session:
        deadline = session.scalars(
            select(Deadline).where(Deadline.case_id == player.case_id, Deadline.clock == term)
        ).one()
        assert deadline.starts_on == TODAY == player.clock.today() - timedelta(1)
        assert session.get_one(Case, player.case_id).is_open


@pytest.mark.parametrize("source", [ENTRUSTED, DELEGATED])
def test_what_a_committee_refuses_is_answered_and_a_delegation_lies_at_its_court_again(
    player: Player, source: CaseSource
) -> None:
    """特邀调解规定 21, 26: the court examines the suit within its seven days, and nobody hands anything in anew."""
    paper_from_the_court(player, source)
    player.step("zhenzhuren", "skip_settlement", reason="法院转来")
    player.step("zhenzhuren", "refuse", reason="当事人不愿意在本地调解")
    assert state(player) == "refused"
    with player.house.read() as session:
        filed = session.scalars(
            select(Request).where(Request.case_id == player.case_id, Request.kind == MatterKind.FILING)
        ).all()
        letters = session.scalars(
            select(Document).where(Document.case_id == player.case_id, Document.kind == "reply_letter")
        ).all()
        running = select(Deadline.clock).where(
            Deadline.case_id == player.case_id, Deadline.state == DeadlineState.RUNNING
        )
        clocks = session.scalars(running).all()
        contents = [papers.ReplyLetter.from_json(one.contents or "") for one in letters]
    assert [(one.court, one.number, one.reason) for one in contents] == [
        (COURT, "", "当事人不愿意在本地调解")
    ]
    if source is ENTRUSTED:
        assert (filed, clocks) == ([], [])
        player.step("zhenzhuren", "go_to_trial", reason="材料退回法院")
    else:
        assert [(one.asked_name, one.is_open) for one in filed] == [(COURT, True)]
        assert clocks == ["filing_decision"]


@SQLITE
def test_what_nobody_sent_is_refused_without_a_letter(player: Player) -> None:
    paper_from_the_court(player, CaseSource.APPLICATION)
    player.step("zhenzhuren", "refuse", reason="不属于民间纠纷")
    with player.house.read() as session:
        kinds = session.scalars(select(Document.kind).where(Document.case_id == player.case_id)).all()
    assert "reply_letter" not in kinds
