"""委托 in trial: what a court tries it may have mediated until it rules, more than once, under its suit's number."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select, update

from mediation.bootstrap import Installation
from mediation.demonstration.doors import (
    HAND_OVER,
    agreed,
    at_court,
    complained,
    made,
    mediated_first,
    on_to_trial,
    registered,
    signed_for,
)
from mediation.demonstration.invented import COURT, TOWNSHIP_COMMITTEE
from mediation.demonstration.player import Player
from mediation.model import Case, CaseLink, Confirmation, Deadline, Diversion, Filing, Organisation, Party
from mediation.readmodels.court_day import CourtLine, court_day
from mediation.readmodels.linked_cases import links_of, may_end_the_suit
from mediation.rules import acts
from mediation.rules.errors import BadInput, ConditionsUnmet, NotAllowed, NotThere, WrongState
from mediation.rules.grammar import drives_what_it_knows
from mediation.rules.intake import ConsentGiven
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import (
    CaseLinkKind,
    CaseSource,
    ConsentPurpose,
    CourtDesk,
    CourtPaper,
    CourtProcedure,
    DeadlineState,
    MatterKind,
    Outcome,
    SuitEnd,
)
from mediation.services.change_parties import record_consent
from mediation.services.directory.still_owed import still_owed
from mediation.services.end_suit import end_suit
from mediation.services.gather_facts import gather_facts
from mediation.services.load import load_case
from mediation.services.note_event import post_here
from mediation.services.notify_fee import notify_fee
from mediation.services.perform import perform
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step
from tests.steps.conftest import TODAY
from workflows import REGISTRY

SUMMARY = acts.EntrustedInTrial(CourtProcedure.SUMMARY)
WHY = "开庭以后双方愿意再谈"


def begun(house: Installation, n: int = 1) -> Player:
    return at_court(Player(house, TODAY - timedelta(60)), n)


def tried(house: Installation) -> Player:
    """Mediated before trial in vain."""
    player = begun(house)
    on_to_trial(player)
    return player


def entrust_in_trial(player: Player) -> None:
    """In a case of its own, which is the one played from here on."""
    before = player.case_id
    player.step("fayuan", "entrust_in_trial", SUMMARY, WHY)
    with player.house.read() as session:
        link = select(CaseLink.case_id).where(CaseLink.origin_id == before)
        player.case_id = session.scalars(link.order_by(CaseLink.id.desc())).first()
        there = select(Party.id).where(Party.case_id == player.case_id).order_by(Party.position)
        player.parties = list(session.scalars(there))


def consents(player: Player) -> None:
    for party in player.parties:
        given = ConsentGiven(ConsentPurpose.MEDIATION, True, player.clock.today())
        asked: dict[str, Any] = {"case_id": player.case_id, "party_id": party, "given": given}
        perform(player.house, record_consent, actor=player.actor("fayuan"), **asked)


def sent_out(player: Player) -> None:
    entrust_in_trial(player)
    consents(player)
    given = acts.CaseOffered(player.organisation(TOWNSHIP_COMMITTEE), tuple(player.parties))
    player.step("fayuan", "entrust", given, "双方同意")
    player.step("zhenzhuren", "sign_for", matter=HAND_OVER)


def case(player: Player) -> Case:
    with player.house.read() as session:
        return session.get_one(Case, player.case_id)


def numbers(house: Installation) -> list[tuple[str, int]]:
    with house.read() as session:
        rows = session.execute(select(Diversion.court_number, Diversion.times).order_by(Diversion.times))
        return [(number, times) for number, times in rows]


def terms(player: Player) -> dict[str, int]:
    running = select(Deadline).where(
        Deadline.matter_id == player.case_id, Deadline.state == DeadlineState.RUNNING
    )
    with player.house.read() as session:
        return {one.clock: (one.due_on - one.starts_on).days for one in session.scalars(running)}


def to_receive(player: Player) -> tuple[CourtLine, ...]:
    with player.house.read() as session:
        lines = court_day(session, player.house.registry, player.actor("fayuan"), player.clock.today())
        return lines[CourtDesk.RECEIVE]


def tell_fee(player: Player) -> None:
    today = player.clock.today()
    asked: dict[str, Any] = {"case_id": player.case_id, "amount": Decimal(50), "notified_on": today}
    perform(player.house, notify_fee, actor=player.actor("fayuan"), **asked)


def end(player: Player, how: SuitEnd) -> None:
    asked: dict[str, Any] = {"case_id": player.case_id, "ended_as": how, "ended_on": player.clock.today()}
    perform(player.house, end_suit, actor=player.actor("fayuan"), **asked)


def test_what_is_tried_is_entrusted_again_under_its_own_number_with_consent_asked_anew(
    house: Installation,
) -> None:
    player = tried(house)
    first = player.case_id
    entrust_in_trial(player)
    court = player.organisation(COURT)
    new = case(player)
    assert (new.state, new.organisation_id, new.source) == ("registered", court, CaseSource.COURT_ENTRUSTED)
    (once, twice) = numbers(house)
    assert once[0] == twice[0] != ""
    assert (once[1], twice[1]) == (1, 2)
    given = acts.CaseOffered(player.organisation(TOWNSHIP_COMMITTEE), tuple(player.parties))
    with pytest.raises(ConditionsUnmet, match="同意调解"):
        player.step("fayuan", "entrust", given, "没有问过")
    with pytest.raises(ConditionsUnmet, match="不用再次立案"):
        player.step("fayuan", "file_suit", acts.SuitFiled(once[0], CourtProcedure.SUMMARY, TODAY))
    consents(player)
    player.step("fayuan", "entrust", given, "双方同意")
    player.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    assert terms(player) == {"first_mediation_summary": 7}
    with house.read() as session:
        assert session.get_one(Case, first).state == "at_trial"
        (link,) = links_of(session, player.actor("fayuan"), first)
        assert (link.kind, link.onward, link.public_id) == (CaseLinkKind.AGAIN, True, new.public_id)


def test_it_comes_back_unsettled_the_trial_goes_on_and_it_is_entrusted_a_third_time(
    house: Installation,
) -> None:
    player = tried(house)
    tell_fee(player)
    sent_out(player)
    player.appoint("zhenzhuren", "zhentiaojie")
    player.step("zhentiaojie", "go_to_trial", reason="差距过大")
    assert case(player).state == "at_trial"
    assert to_receive(player) == ()  # the fee of the suit was told before
    with pytest.raises(WrongState, match="已经通知过交费"):
        tell_fee(player)
    sent_out(player)
    assert [times for _, times in numbers(house)] == [1, 2, 3]


def test_while_it_is_mediated_nobody_entrusts_it_beside(house: Installation) -> None:
    player = tried(house)
    first = player.case_id
    sent_out(player)
    player.case_id = first
    with pytest.raises(ConditionsUnmet, match="已经委托调解"):
        player.step("fayuan", "entrust_in_trial", SUMMARY, WHY)


def test_it_comes_back_settled_and_the_court_makes_its_paper_under_the_number_of_the_suit(
    house: Installation,
) -> None:
    player = tried(house)
    first = player.case_id
    sent_out(player)
    player.appoint("zhenzhuren", "zhentiaojie")
    agreed(player)
    player.apply("zhenzhuren", COURT, CourtPaper.MEDIATION)
    player.submit("zhenzhuren")
    (number, _), _ = numbers(house)
    made(player, number)
    signed_for(player, *player.parties)
    with house.read() as session:
        (paper,) = session.scalars(select(Confirmation))
        assert (paper.court_number, paper.effective_on) == (number, player.clock.today())
    player.case_id = first
    with pytest.raises(ConditionsUnmet, match="已经结案"):
        player.step("fayuan", "entrust_in_trial", SUMMARY, WHY)


@pytest.mark.parametrize("how", [SuitEnd.WITHDRAWN, SuitEnd.OTHERWISE])
def test_it_comes_back_settled_and_the_suit_is_closed(house: Installation, how: SuitEnd) -> None:
    player = tried(house)
    first = player.case_id
    sent_out(player)
    player.appoint("zhenzhuren", "zhentiaojie")
    agreed(player)
    with pytest.raises(BadInput):
        end(player, SuitEnd.JUDGED)
    end(player, how)
    assert to_receive(player) == ()
    player.case_id = first
    with pytest.raises(WrongState, match="已经结案"):
        end(player, SuitEnd.JUDGED)


def test_a_suit_is_closed_in_all_its_cases_at_once(house: Installation) -> None:
    player = tried(house)
    first = player.case_id
    sent_out(player)
    second = player.case_id
    player.step("zhenzhuren", "withdraw", reason="又不愿意了")
    player.case_id = first
    end(player, SuitEnd.OTHERWISE)
    with house.read() as session:
        assert session.scalars(select(Filing.ended_as)).all() == [SuitEnd.OTHERWISE] * 2
    with house.begin() as uow:  # as it was recorded before: in one case of the two
        of_the_second = update(Filing).where(Filing.case_id == second)
        uow.session.execute(of_the_second.values(ended_as=None, ended_on=None))
        uow.commit()
    assert to_receive(player) == ()
    with house.read() as session:
        court = session.get_one(Organisation, player.organisation(COURT))
        owed = {str(one.what) for one in still_owed(session, court, player.clock.today())}
    assert "它立案、还没有结案的诉讼" not in owed


def test_of_entrusting_one_suit_from_two_of_its_cases_at_once_one_is_done(house: Installation) -> None:
    """Each step locks its own case; the suit is one."""
    player = tried(house)
    first = player.case_id
    sent_out(player)
    player.step("zhenzhuren", "withdraw", reason="又不愿意了")
    wish = StepCommand(
        matter=MatterKind.DISPUTE, matter_id=first, step="entrust_in_trial", given=SUMMARY, reason=WHY
    )
    who, said = player.actor("fayuan"), list[Exception]()

    def entrust_beside() -> None:
        try:
            player.step("fayuan", "entrust_in_trial", SUMMARY, WHY)
        except ConditionsUnmet as refusal:
            said.append(refusal)

    beside = Thread(target=entrust_beside)
    with house.begin() as uow:
        take_step(uow, actor=who, clock=player.clock, command=wish)
        beside.start()
        beside.join(2)
        uow.commit()
    beside.join()
    assert ["已经委托调解" in str(one) for one in said] == [True]
    assert [times for _, times in numbers(house)] == [1, 2, 3]


def test_after_the_ruling_nothing_is_entrusted(house: Installation) -> None:
    player = tried(house)
    end(player, SuitEnd.JUDGED)
    assert to_receive(player) == ()
    with pytest.raises(ConditionsUnmet, match="裁判以前"):
        player.step("fayuan", "entrust_in_trial", SUMMARY, WHY)


def test_a_suit_for_which_the_fee_was_not_paid_is_not_entrusted(house: Installation) -> None:
    player = tried(house)
    tell_fee(player)
    player.wait(12)
    player.step("faguan", "deem_withdrawn", reason="通知后没有交费", matter=MatterKind.FEE)
    with pytest.raises(ConditionsUnmet, match="裁判以前"):
        player.step("fayuan", "entrust_in_trial", SUMMARY, WHY)


def test_a_suit_filed_after_mediation_in_vain_is_entrusted(house: Installation) -> None:
    player = begun(house)
    player.step("fayuan", "go_to_court", reason="坚持起诉")
    given = acts.ComplaintReceived("起诉状一份", player.clock.today())
    player.step("fayuan", "receive_complaint", given)
    suit = acts.SuitFiled(player.court_number("民初"), CourtProcedure.ORDINARY, player.clock.today())
    player.step("fayuan", "register", suit, matter=MatterKind.FILING)
    assert case(player).state == "filed"
    sent_out(player)
    assert case(player).state == "accepted"
    with house.read() as session:
        assert len(session.scalars(select(Filing)).all()) == 2


def test_a_suit_that_no_committee_ever_had_is_entrusted(house: Installation) -> None:
    player = begun(house)
    registered(player)
    player.step("fayuan", "go_to_trial", reason="当事人当时不同意调解")
    sent_out(player)
    player.appoint("zhenzhuren", "zhentiaojie")
    player.step("zhentiaojie", "terminate", reason="差距过大")
    assert case(player).outcome is Outcome.TERMINATED
    sent_out(player)


def test_what_is_entrusted_in_trial_ends_with_its_days(house: Installation) -> None:
    player = tried(house)
    sent_out(player)
    player.wait(12)
    player.look_at_clocks()
    assert case(player).state == "at_trial"


@pytest.mark.parametrize("account", ["kailufayuan", "zhenzhuren", "zhentiaojie", "faguan", "qidudao"])
def test_nobody_else_entrusts_it(house: Installation, account: str) -> None:
    player = tried(house)
    with pytest.raises((NotAllowed, NotThere)):
        player.step(account, "entrust_in_trial", SUMMARY, WHY)


def test_a_dispute_that_no_court_registered_is_not_entrusted(house: Installation) -> None:
    player = begun(house)
    complained(player)
    player.step("fayuan", "withdraw", reason="当事人撤回")
    with pytest.raises((ConditionsUnmet, NotAllowed)):
        player.step("fayuan", "entrust_in_trial", SUMMARY, WHY)


def test_the_court_that_sent_a_dispute_tells_of_danger_wherever_it_lies(house: Installation) -> None:
    player = begun(house)
    mediated_first(player)
    danger = acts.DangerReported("双方约人当晚去现场", "派出所")
    player.step("faguan", "report_danger_at_court", danger)
    assert case(player).danger
    player.step("zhentiaojie", "lift_danger", reason="派出所到场，双方散去")
    player.step("zhentiaojie", "go_to_trial", reason="调解不成")
    player.step("shujiyuan", "report_danger_at_court", danger)
    with pytest.raises(NotThere):
        player.step("kailufayuan", "report_danger_at_court", danger)


def test_the_committee_goes_on_writing_in_the_file_of_what_a_court_sent_it(house: Installation) -> None:
    player = tried(house)
    sent_out(player)
    committee = player.actor("zhenzhuren")
    with house.begin() as uow:
        loaded = load_case(uow, committee, player.case_id)
        assert post_here(committee, loaded).organisation_id == player.organisation(TOWNSHIP_COMMITTEE)
        court = player.actor("fayuan")
        with pytest.raises(NotAllowed):
            post_here(court, load_case(uow, court, player.case_id, at_least=CaseView.COURT))


def test_no_suit_is_closed_while_a_committee_mediates_it_and_its_fee_is_told_once(
    house: Installation,
) -> None:
    player = tried(house)
    tell_fee(player)
    first = player.case_id
    sent_out(player)
    second, player.case_id = player.case_id, first
    with house.read() as session:
        assert not may_end_the_suit(session, player.actor("fayuan"), first)
    with pytest.raises(WrongState, match="还在调解"):
        end(player, SuitEnd.JUDGED)
    player.case_id = second
    player.appoint("zhenzhuren", "zhentiaojie")
    player.step("zhentiaojie", "terminate", reason="差距过大")
    with house.read() as session:
        facts = gather_facts(
            session, house.registry, case(player), case(player), TODAY, frozenset({"fee_asked_for"})
        )
    assert facts.fee_asked_for
    player.case_id = first
    end(player, SuitEnd.OTHERWISE)


def test_a_court_is_not_stopped_while_what_it_sent_out_is_mediated_and_its_suit_not_closed(
    house: Installation,
) -> None:
    player = tried(house)
    sent_out(player)
    with house.read() as session:
        court = session.get_one(Organisation, player.organisation(COURT))
        owed = {str(one.what): one.n for one in still_owed(session, court, player.clock.today())}
    assert owed["它送出、还在调解的案件"] == 1
    assert owed["它立案、还没有结案的诉讼"] >= 1


def test_a_dispute_of_an_older_version_is_handed_over_by_steps_that_it_can_follow() -> None:
    older = {one.version: one for one in REGISTRY.definitions if one.matter is MatterKind.DISPUTE}
    for dispute in older.values():
        assert drives_what_it_knows(REGISTRY.fitting(MatterKind.HAND_OVER, dispute), dispute)
    newest = REGISTRY.current(MatterKind.HAND_OVER)
    fitting = {n: REGISTRY.fitting(MatterKind.HAND_OVER, one).version for n, one in older.items()}
    assert (fitting[5], fitting[6], fitting[max(older)]) == (5, newest.version, newest.version)
