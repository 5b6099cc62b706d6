"""Mediated once in vain, registered anew by a court: filed, not diverted again, as far as the court may know of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mediation.bootstrap import Installation
from mediation.demonstration.doors import OLD_REGIME
from mediation.demonstration.invented import COURT, TOWNSHIP_COMMITTEE
from mediation.demonstration.people import TOWNSHIP, VILLAGE
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.model import Case
from mediation.rules import acts
from mediation.rules.errors import BadInput
from mediation.rules.vocabulary import CaseSource, CourtProcedure, MatterKind, Side
from mediation.services.mediated_before import mediated_in_vain_before
from tests.regimes import let_delegate
from tests.steps.conftest import TODAY

BEGAN = TODAY - timedelta(90)


def registered(
    house: Installation, account: str, *, swapped: bool = False, category: str = "neighbours"
) -> Player:
    """The same two people, on either side."""
    player = Player(house, BEGAN)
    one, other = (Side.RESPONDENT, Side.APPLICANT) if swapped else (Side.APPLICANT, Side.RESPONDENT)
    parties = (invented_party(one, "甲某", 881, BEGAN), invented_party(other, "乙某", 882, BEGAN))
    source = CaseSource.COURT_GUIDANCE if account == "fayuan" else CaseSource.APPLICATION
    region = VILLAGE if account == "cunzhuren" else TOWNSHIP
    player.register(
        account, dispute(BEGAN, parties, category, "水沟被堵。", "疏通", region=region, source=source)
    )
    return player


def in_vain(house: Installation, *, told_to_the_court: bool = True) -> Player:
    """Mediated by the village without success; the complaint that followed was refused by a ruling of the court."""
    player = registered(house, "cunzhuren")
    player.step("cunzhuren", "skip_settlement", reason="直接申请")
    player.accept("cunzhuren")
    player.step("cunzhuren", "go_to_court", reason="调解不成")
    if told_to_the_court:
        given = acts.ComplaintHandedIn("起诉状一份", player.clock.today(), player.organisation(COURT))
        player.step("cunzhuren", "hand_in_complaint", given)
        ruled = acts.RulingMade(player.court_number("民初"))
        player.step("faguan", "refuse", ruled, "没有明确的被告", MatterKind.FILING)
    return player


def guide(player: Player) -> None:
    given = acts.CaseOffered(player.organisation(TOWNSHIP_COMMITTEE), tuple(player.parties[:1]))
    player.step("fayuan", "guide", given, "愿意调解")


def number_of(player: Player) -> str:
    with player.house.read() as session:
        return session.get_one(Case, player.case_id).number or ""


def test_the_court_is_told_which_case_it_was_and_files_the_suit(house: Installation) -> None:
    earlier, again = in_vain(house), registered(house, "fayuan")
    with pytest.raises(BadInput) as refusal:
        guide(again)
    (problem,) = refusal.value.problems
    assert problem.field == "receiver_id"
    assert number_of(earlier) in str(problem.message)
    suit = acts.SuitFiled(again.court_number("民初"), CourtProcedure.SUMMARY, again.clock.today())
    again.step("fayuan", "file_suit", suit)
    offered = acts.CaseOffered(again.organisation(TOWNSHIP_COMMITTEE), tuple(again.parties))
    again.step("fayuan", "entrust", offered, "立案以后双方同意先行调解")


def test_whoever_sues_this_time(house: Installation) -> None:
    in_vain(house)
    again = registered(house, "fayuan", swapped=True)
    again.parties.reverse()
    with pytest.raises(BadInput, match="应当立案"):
        guide(again)


def test_another_matter_between_them_is_not_the_same(house: Installation) -> None:
    in_vain(house)
    guide(registered(house, "fayuan", category="contract"))


def test_of_a_case_that_the_court_may_not_see_it_learns_nothing(house: Installation) -> None:
    """The committee to which it is guided may see it, and sends it back."""
    earlier, again = in_vain(house, told_to_the_court=False), registered(house, "fayuan")
    guide(again)
    with house.read() as session:
        case = session.get_one(Case, again.case_id)
        seen = {
            account: [one.id for one in mediated_in_vain_before(session, again.actor(account), case)]
            for account in ("fayuan", "zhenzhuren", "cunzhuren")
        }
    assert seen == {"fayuan": [], "zhenzhuren": [], "cunzhuren": [earlier.case_id]}


def test_the_older_regime_delegates_it_no_second_time_either(house: Installation) -> None:
    in_vain(house)
    again = registered(house, "fayuan")
    let_delegate(house, OLD_REGIME)
    given = acts.CaseDelegated(
        again.organisation(TOWNSHIP_COMMITTEE), tuple(again.parties), again.court_number("诉前调")
    )
    with pytest.raises(BadInput, match="应当立案"):
        again.step("fayuan", "delegate", given, "双方同意")
