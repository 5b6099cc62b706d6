"""起诉立案: a complaint gets a dated receipt, an answer in seven days, one notice of its defects, or a ruling."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.doors import at_court, at_the_centre
from mediation.demonstration.invented import COURT, STORIES, TOWNSHIP_COMMITTEE, register
from mediation.demonstration.player import Player, invented_party
from mediation.model import Case, Deadline, Document, Filing, Request
from mediation.readmodels.case_page import matter_page
from mediation.readmodels.court_day import court_day
from mediation.readmodels.requests import requests_waiting
from mediation.rules import acts
from mediation.rules.errors import BadInput, ConditionsUnmet, NotAllowed, NotThere
from mediation.rules.vocabulary import (
    CaseSource,
    CourtDesk,
    CourtProcedure,
    DeadlineState,
    DeliveryManner,
    MatterKind,
    Side,
)
from mediation.services.case_now import current_parties
from mediation.services.change_parties import add_party, correct_party
from mediation.services.perform import perform
from mediation.services.sweep_deadlines import Swept, sweep_deadlines
from tests.steps.conftest import TODAY

FILING = MatterKind.FILING
STORY = {name: story for name, _, story in STORIES}


@pytest.fixture
def desk(house: Installation) -> Player:
    """Somebody hands a complaint in at the court's own desk."""
    player = at_court(Player(house, TODAY - timedelta(60)), 1)
    given = acts.ComplaintReceived("起诉状一份、副本一份", player.clock.today())
    player.step("fayuan", "receive_complaint", given)
    return player


@pytest.fixture
def through_the_committee(house: Installation) -> Player:
    player = Player(house, TODAY - timedelta(60))
    register(player, 3)
    player.step("cunzhuren", "go_to_court", reason="申请人选择起诉")
    hand_in(player)
    return player


def hand_in(player: Player, account: str = "cunzhuren") -> None:
    given = acts.ComplaintHandedIn("起诉状一份、副本一份", player.clock.today(), player.organisation(COURT))
    player.step(account, "hand_in_complaint", given)


def suit(player: Player) -> acts.SuitFiled:
    return acts.SuitFiled(player.court_number("民初"), CourtProcedure.SUMMARY, player.clock.today())


def refuse(player: Player, *, serve: bool = True) -> None:
    ruled = acts.RulingMade(player.court_number("民初"))
    player.step("faguan", "refuse", ruled, "没有明确的被告", FILING)
    if serve:
        reached = (acts.Served(player.parties[0], DeliveryManner.DIRECT, player.clock.today()),)
        player.step("shujiyuan", "serve_refusal", acts.RulingServed(reached), matter=FILING)


def stands(player: Player) -> tuple[str, str]:
    """Where the dispute stands, and the complaint."""
    with player.house.read() as session:
        complaint = session.scalars(
            select(Request).where(Request.case_id == player.case_id).order_by(Request.id.desc())
        ).first()
        return session.get_one(Case, player.case_id).state, complaint.state if complaint else ""


def ends_on(player: Player, clock: str) -> date:
    query = select(Deadline.due_on).where(
        Deadline.case_id == player.case_id, Deadline.clock == clock, Deadline.state == DeadlineState.RUNNING
    )
    with player.house.read() as session:
        return session.scalars(query).one()


def papers(player: Player) -> set[str]:
    with player.house.read() as session:
        return set(session.scalars(select(Document.kind).where(Document.case_id == player.case_id)))


def may_see(player: Player, account: str) -> bool:
    with player.house.read() as session:
        query = select(Request.id).where(Request.case_id == player.case_id).order_by(Request.id.desc())
        complaint = session.scalars(query).first()
        assert complaint is not None
        try:
            matter_page(
                session, player.house.registry, player.actor(account), FILING, complaint, player.clock.today()
            )
        except NotThere:
            return False
        return True


def test_every_complaint_gets_a_dated_receipt_also_one_registered_on_the_spot(
    house: Installation, desk: Player, through_the_committee: Player
) -> None:
    on_the_spot = at_court(Player(house, TODAY - timedelta(60)), 2)
    on_the_spot.step("fayuan", "file_suit", suit(on_the_spot))
    for player in (desk, through_the_committee, on_the_spot):
        assert "filing_receipt" in papers(player)


def test_while_the_court_looks_at_it_nothing_is_entrusted_guided_or_filed_beside(desk: Player) -> None:
    offered = acts.CaseOffered(desk.organisation(TOWNSHIP_COMMITTEE), tuple(desk.parties))
    for step, given in (
        ("guide", offered),
        ("file_suit", suit(desk)),
        ("receive_complaint", acts.ComplaintReceived("又一份", desk.clock.today())),
    ):
        with pytest.raises(ConditionsUnmet, match="审查立案"):
            desk.step("fayuan", step, given, "适宜调解")


def test_what_the_court_registers_at_its_own_desk_may_be_mediated_before_trial(desk: Player) -> None:
    desk.step("fayuan", "register", suit(desk), matter=FILING)
    assert stands(desk) == ("registered", "registered")
    offered = acts.CaseOffered(desk.organisation(TOWNSHIP_COMMITTEE), tuple(desk.parties))
    desk.step("fayuan", "entrust", offered, "适宜调解")


def test_what_a_committee_handed_in_is_filed_by_the_court_alone(
    house: Installation, through_the_committee: Player
) -> None:
    player = through_the_committee
    filed = acts.CaseFiled(player.organisation(COURT), player.court_number("民初"), player.clock.today())
    with pytest.raises(ConditionsUnmet, match="审查立案"):
        player.step("cunzhuren", "record_filing", filed)
    with pytest.raises(NotAllowed, match="管辖法院"):
        player.step("cunzhuren", "register", suit(player), matter=FILING)
    player.step("fayuan", "register", suit(player), matter=FILING)
    assert stands(player) == ("filed", "registered")
    with house.read() as session:
        assert session.scalars(select(Filing.case_id)).one() == player.case_id


def test_the_court_and_the_committee_see_it_and_no_other_court(through_the_committee: Player) -> None:
    seen = {
        a: may_see(through_the_committee, a)
        for a in ("fayuan", "faguan", "cunzhuren", "kailufayuan", "zongzhi")
    }
    assert seen == {
        "fayuan": True,
        "faguan": True,
        "cunzhuren": True,
        "kailufayuan": False,
        "zongzhi": False,
    }


def test_it_waits_in_the_lists_of_the_court(house: Installation, through_the_committee: Player) -> None:
    with house.read() as session:
        for account in ("fayuan", "faguan"):
            actor = through_the_committee.actor(account)
            (line,) = requests_waiting(session, house.registry, actor)
            assert (line.kind, line.mine) == (FILING, account == "fayuan")


def test_undecided_on_the_seventh_day_it_is_registered_first(house: Installation, desk: Player) -> None:
    """登记立案规定 8: the system does it, dated the last day; only the number is still to come."""
    last = ends_on(desk, "filing_decision")
    assert 7 <= (last - desk.clock.today()).days <= 7 + 9
    desk.clock.move_to(last)
    sweep_deadlines(desk.house)
    assert stands(desk) == ("registered", "received")
    desk.wait(1)
    sweep_deadlines(desk.house)
    assert stands(desk) == ("registered", "to_number")
    with pytest.raises(ConditionsUnmet, match="审查立案"):
        desk.step("fayuan", "file_suit", suit(desk))
    numbered = acts.SuitNumbered(desk.court_number("民初"), CourtProcedure.ORDINARY)
    desk.step("fayuan", "number", numbered, matter=FILING)
    with house.read() as session:
        assert session.scalars(select(Filing.filed_on)).one() == last


def test_a_sweep_that_comes_late_leaves_nothing_for_the_next(desk: Player) -> None:
    """The number is late too by then, and is said to be at once."""
    desk.wait(30)
    first, again = (sweep_deadlines(desk.house) for _ in range(2))
    assert (first.stepped, first.failed) == (1, 0)
    assert first.overdue >= 2
    assert again == Swept()


def test_defects_are_told_once_and_the_seven_days_begin_anew_with_what_was_corrected(desk: Player) -> None:
    until = desk.clock.today() + timedelta(14)
    desk.step("fayuan", "tell_defects", acts.SupplementAsked("写明住所地", until), matter=FILING)
    assert ends_on(desk, "correction") == until
    assert "correction_notice" in papers(desk)
    desk.wait(4)
    desk.step("fayuan", "receive_corrections", acts.Answered("已写明"), matter=FILING)
    assert ends_on(desk, "filing_decision") >= desk.clock.today() + timedelta(7)
    again = acts.SupplementAsked("再交一份副本", desk.clock.today() + timedelta(5))
    with pytest.raises(ConditionsUnmet, match="只告知一次"):
        desk.step("fayuan", "tell_defects", again, matter=FILING)


def test_what_is_not_corrected_is_given_back_or_refused_only_when_the_term_is_over(desk: Player) -> None:
    until = desk.clock.today() + timedelta(4)
    desk.step("fayuan", "tell_defects", acts.SupplementAsked("写明住所地", until), matter=FILING)
    with pytest.raises(ConditionsUnmet, match="期限还没有过"):
        desk.step("fayuan", "give_back", reason="没有补正", matter=FILING)
    with pytest.raises(ConditionsUnmet, match="期限还没有过"):
        refuse(desk)
    desk.wait(5)
    sweep_deadlines(desk.house)
    assert stands(desk)[1] == "correcting"  # the seven days do not run: nothing is filed first
    desk.step("fayuan", "give_back", reason="期满没有补正", matter=FILING)
    assert stands(desk) == ("registered", "given_back")


def test_a_refusal_bears_a_number_that_the_court_has_given_to_nothing_else(
    desk: Player, house: Installation
) -> None:
    other = at_court(Player(house, TODAY - timedelta(60)), 2)
    other.step("fayuan", "file_suit", suit(other))
    for number in (other.number_of_the_suit(), desk.court_number("民特")):
        with pytest.raises(BadInput) as refusal:
            desk.step("faguan", "refuse", acts.RulingMade(number), "没有明确的被告", FILING)
        assert [one.field for one in refusal.value.problems] == ["court_number"]


def test_a_term_that_the_court_sets_until_a_sunday_leaves_the_monday_too(house: Installation) -> None:
    """民事诉讼法 85: on Monday 28 September 2026 the correction is still in time, and nothing is given back."""
    desk = at_court(Player(house, date(2026, 9, 15)), 1)
    received = acts.ComplaintReceived("起诉状一份、副本一份", desk.clock.today())
    desk.step("fayuan", "receive_complaint", received)
    sunday = date(2026, 9, 27)
    desk.step("fayuan", "tell_defects", acts.SupplementAsked("写明住所地", sunday), matter=FILING)
    assert ends_on(desk, "correction") == date(2026, 9, 28)
    desk.clock.move_to(date(2026, 9, 28))
    with pytest.raises(ConditionsUnmet, match="期限还没有过"):
        desk.step("fayuan", "give_back", reason="没有补正", matter=FILING)
    desk.clock.move_to(date(2026, 9, 29))
    desk.step("fayuan", "give_back", reason="期满没有补正", matter=FILING)


def test_a_refusal_is_a_ruling_that_each_applicant_may_appeal_for_ten_days(desk: Player) -> None:
    refuse(desk, serve=False)
    assert "filing_refusal" in papers(desk)
    appeal = acts.AppealRaised(desk.parties[0], "被告是明确的")
    with pytest.raises(BadInput, match="还没有送达"):
        desk.step("fayuan", "record_appeal", appeal, matter=FILING)
    other = acts.RulingServed((acts.Served(desk.parties[1], DeliveryManner.DIRECT, desk.clock.today()),))
    with pytest.raises(BadInput, match="送达起诉的人"):
        desk.step("shujiyuan", "serve_refusal", other, matter=FILING)
    reached = acts.RulingServed((acts.Served(desk.parties[0], DeliveryManner.DIRECT, desk.clock.today()),))
    desk.step("shujiyuan", "serve_refusal", reached, matter=FILING)
    with pytest.raises(ConditionsUnmet, match="已经送达全部"):
        desk.step("shujiyuan", "serve_refusal", reached, matter=FILING)
    last = ends_on(desk, "filing_appeal")
    assert last >= desk.clock.today() + timedelta(10)
    desk.clock.move_to(last + timedelta(1))
    with pytest.raises(BadInput, match="已经届满"):
        desk.step("fayuan", "record_appeal", appeal, matter=FILING)


@pytest.mark.parametrize(
    ("end", "state"), [("uphold_refusal", "refusal_stands"), ("order_filing", "to_number")]
)
def test_the_higher_court_lets_the_refusal_stand_or_has_it_registered(
    desk: Player, end: str, state: str
) -> None:
    refuse(desk)
    desk.step("fayuan", "record_appeal", acts.AppealRaised(desk.parties[0], "被告是明确的"), matter=FILING)
    desk.wait(9)
    desk.step("fayuan", end, acts.Answered("（2026）内05民终9号"), matter=FILING)
    assert stands(desk)[1] == state
    if state == "to_number":
        numbered = acts.SuitNumbered(desk.court_number("民初"), CourtProcedure.SUMMARY)
        desk.step("fayuan", "number", numbered, matter=FILING)
        assert stands(desk) == ("registered", "registered")


def test_a_refusal_is_the_judges_and_its_number_is_the_courts(desk: Player) -> None:
    ruled = acts.RulingMade("（2026）内0523民初9号")
    with pytest.raises(NotAllowed):
        desk.step("fayuan", "refuse", ruled, "没有明确的被告", FILING)
    with pytest.raises(BadInput, match="代字应是"):
        desk.step("faguan", "refuse", ruled, "没有明确的被告", FILING)


def test_no_end_of_mediation_takes_a_complaint_with_it(house: Installation, desk: Player) -> None:
    """民事诉讼法 13, 126: who is sued may decline mediation, and does not withdraw the suit by it."""
    desk.step("fayuan", "withdraw", reason="被申请人不愿意调解")
    assert stands(desk) == ("withdrawn", "received")
    with house.read() as session:
        lines = court_day(session, house.registry, desk.actor("fayuan"), desk.clock.today())[CourtDesk.FILE]
        (line,) = (one for one in lines if one.kind is FILING)
        assert (line.state.title, line.mine) == ("已收材料，审查立案", True)
        assert line.due_on == ends_on(desk, "filing_decision")
        (complaint,) = session.scalars(select(Request.id).where(Request.case_id == desk.case_id))
        page = matter_page(session, house.registry, desk.actor("fayuan"), FILING, complaint, TODAY)
        assert {"register", "tell_defects", "withdraw"} <= {one.step.name for one in page.offers}
    desk.step("fayuan", "register", suit(desk), matter=FILING)
    assert stands(desk) == ("filed", "registered")
    other = at_court(Player(house, TODAY - timedelta(60)), 5)
    other.step("fayuan", "receive_complaint", acts.ComplaintReceived("起诉状一份", other.clock.today()))
    other.step("fayuan", "withdraw", reason="双方和好，撤回调解")
    other.wait(9)
    sweep_deadlines(house)
    assert stands(other) == ("withdrawn", "to_number")
    other.step("fayuan", "withdraw", reason="双方和好，原告撤回起诉", matter=FILING)
    assert stands(other) == ("withdrawn", "withdrawn")


def test_a_complaint_is_not_received_tomorrow_nor_without_saying_what_it_is(house: Installation) -> None:
    player = at_court(Player(house, TODAY - timedelta(60)), 4)
    tomorrow = acts.ComplaintReceived("", player.clock.today() + timedelta(1))
    with pytest.raises(BadInput) as refusal:
        player.step("fayuan", "receive_complaint", tomorrow)
    assert {problem.field for problem in refusal.value.problems} == {"papers", "received_on"}


def test_a_labour_dispute_is_handed_in_only_after_its_arbitration(house: Installation) -> None:
    player = Player(house, TODAY - timedelta(60))
    register(player, 6)
    player.step("cunzhuren", "withdraw", reason="不调解了")
    with house.begin() as uow:
        uow.session.get_one(Case, player.case_id).labour = True
        uow.commit()
    with pytest.raises(ConditionsUnmet, match="先申请劳动仲裁"):
        hand_in(player)


def mediated_by_the_township(player: Player) -> None:
    """Refused, served; then the court guides the person to the township, which signs and mediates."""
    refuse(player)
    offered = acts.CaseOffered(player.organisation(TOWNSHIP_COMMITTEE), tuple(player.parties[:1]))
    player.step("fayuan", "guide", offered, "愿意调解")
    player.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)


def appealed_and_ordered(player: Player) -> None:
    appeal = acts.AppealRaised(player.parties[0], "被告是明确的")
    player.step("fayuan", "record_appeal", appeal, matter=FILING)
    player.step("fayuan", "order_filing", acts.Answered("（2026）内05民终9号"), matter=FILING)


def number(player: Player, text: str = "") -> None:
    given = acts.SuitNumbered(text or player.court_number("民初"), CourtProcedure.SUMMARY)
    player.step("fayuan", "number", given, matter=FILING)


def test_who_registers_is_the_court_also_while_a_committee_holds_the_dispute(desk: Player) -> None:
    """The suit ends the committee's own mediation (若干规定 22); the court may entrust it (民诉法 125)."""
    mediated_by_the_township(desk)
    appealed_and_ordered(desk)
    with pytest.raises(BadInput, match="代字应是 内0521"):
        number(desk, f"（{desk.clock.today().year}）内0523民初77号")
    number(desk)
    assert stands(desk) == ("filed", "registered")
    with desk.house.read() as session:
        filing = session.scalars(select(Filing).where(Filing.case_id == desk.case_id)).one()
        case = session.get_one(Case, desk.case_id)
        assert filing.court_id == desk.organisation(COURT)
        assert case.organisation_id == desk.organisation(TOWNSHIP_COMMITTEE)
        assert case.inviting_court_id is None
        assert case.source is CaseSource.COURT_GUIDANCE
    desk.step(
        "zhenzhuren",
        "mediate_again",
        acts.MediatedAgain(CaseSource.COURT_ENTRUSTED, desk.organisation(COURT)),
        "法院委托",
    )


def test_no_act_of_a_committee_withdraws_an_appeal(desk: Player) -> None:
    mediated_by_the_township(desk)
    appeal = acts.AppealRaised(desk.parties[0], "被告是明确的")
    desk.step("fayuan", "record_appeal", appeal, matter=FILING)
    desk.step("zhenzhuren", "withdraw", reason="联系不上")
    assert stands(desk) == ("withdrawn", "appealed")
    desk.step("fayuan", "order_filing", acts.Answered("（2026）内05民终9号"), matter=FILING)
    number(desk)
    assert stands(desk) == ("filed", "registered")


def test_a_settlement_keeps_its_result_beside_the_suit_that_was_ordered(desk: Player) -> None:
    mediated_by_the_township(desk)
    desk.settle_first("zhenzhuren", "网格员")
    desk.step("zhenzhuren", "settle", acts.SettlementReached("各让一步"))
    appealed_and_ordered(desk)
    number(desk)
    assert stands(desk) == ("settled", "registered")
    with desk.house.read() as session:
        assert session.scalars(select(Filing.court_id)).one() == desk.organisation(COURT)


def test_what_the_law_registered_is_not_withdrawn_with_the_dispute(desk: Player) -> None:
    desk.wait(30)
    sweep_deadlines(desk.house)
    desk.step("fayuan", "withdraw", reason="当事人不再调解")
    assert stands(desk) == ("withdrawn", "to_number")
    number(desk)
    assert stands(desk) == ("filed", "registered")


def test_what_is_registered_meanwhile_needs_no_second_number(desk: Player) -> None:
    refuse(desk)
    desk.step("fayuan", "file_suit", suit(desk))
    appealed_and_ordered(desk)
    with pytest.raises(ConditionsUnmet, match="不重复立案"):
        number(desk)
    desk.step("fayuan", "close_as_filed", reason="已当场登记立案", matter=FILING)
    assert stands(desk) == ("registered", "filed_elsewhere")


def test_two_complaints_make_one_suit(through_the_committee: Player) -> None:
    player = through_the_committee
    refuse(player)
    with player.house.read() as session:
        first = session.scalars(select(Request.id)).one()
    hand_in(player)
    player.step("fayuan", "register", suit(player), matter=FILING)
    appeal = acts.AppealRaised(player.parties[0], "被告是明确的")
    player.step("fayuan", "record_appeal", appeal, matter=FILING, matter_id=first)
    player.step("fayuan", "order_filing", acts.Answered("指令立案"), matter=FILING, matter_id=first)
    numbered = acts.SuitNumbered(player.court_number("民初"), CourtProcedure.SUMMARY)
    with pytest.raises(ConditionsUnmet, match="不重复立案"):
        player.step("fayuan", "number", numbered, matter=FILING, matter_id=first)
    player.step("fayuan", "close_as_filed", reason="另案已经立案", matter=FILING, matter_id=first)


def test_an_unserved_refusal_stays_on_the_desk_of_the_court(house: Installation, desk: Player) -> None:
    refuse(desk, serve=False)
    with house.read() as session:
        (line,) = requests_waiting(session, house.registry, desk.actor("fayuan"))
        assert line.next_step is not None
        assert (line.state.name, line.next_step.name, line.mine) == ("refused", "serve_refusal", True)
        assert not requests_waiting(session, house.registry, desk.actor("kailufayuan"))
    served_on(desk, desk.parties[0])
    with house.read() as session:
        assert not requests_waiting(session, house.registry, desk.actor("fayuan"))


def served_on(player: Player, party: UUID) -> None:
    reached = acts.RulingServed((acts.Served(party, DeliveryManner.DIRECT, player.clock.today()),))
    player.step("shujiyuan", "serve_refusal", reached, matter=FILING)


def test_while_one_plaintiff_appeals_the_other_is_served(house: Installation) -> None:
    player = at_court(Player(house, TODAY - timedelta(60)), 8)
    on = player.clock.today()
    other = invented_party(Side.APPLICANT, "王五", 88, on)
    perform(player.house, add_party, actor=player.actor("fayuan"), case_id=player.case_id, given=other)
    player.step("fayuan", "receive_complaint", acts.ComplaintReceived("起诉状一份", on))
    refuse(player)
    appeal = acts.AppealRaised(player.parties[0], "被告是明确的")
    player.step("fayuan", "record_appeal", appeal, matter=FILING)
    with house.read() as session:
        (second,) = (p.id for p in current_parties(session, player.case_id) if p.name == "王五")
    served_on(player, second)
    with pytest.raises(ConditionsUnmet, match="已经送达全部"):
        served_on(player, second)


def test_a_corrected_row_keeps_the_plaintiffs_days_to_appeal(house: Installation, desk: Player) -> None:
    refuse(desk)
    right = replace(invented_party(Side.APPLICANT, "白金珊", 901, desk.clock.today()), id_number="")
    new = perform(
        desk.house,
        correct_party,
        actor=desk.actor("fayuan"),
        case_id=desk.case_id,
        party_id=desk.parties[0],
        given=right,
    )
    assert new != desk.parties[0]
    with pytest.raises(ConditionsUnmet, match="已经送达全部"):
        served_on(desk, new)
    desk.step("fayuan", "record_appeal", acts.AppealRaised(new, "被告是明确的"), matter=FILING)
    assert stands(desk)[1] == "appealed"


def test_the_centre_hands_in_a_complaint_of_who_came_to_it(house: Installation) -> None:
    player = at_the_centre(Player(house, TODAY - timedelta(60)), 9)
    player.step("chuangkou", "go_to_court", reason="申请人选择起诉")
    given = acts.ComplaintHandedIn("起诉状一份", player.clock.today(), player.organisation(COURT))
    player.step("chuangkou", "hand_in_complaint", given)
    assert may_see(player, "chuangkou")
    player.step("fayuan", "register", suit(player), matter=FILING)
    assert stands(player) == ("filed", "registered")


@pytest.mark.parametrize("end", ["give_back", "withdraw"])
def test_a_court_that_gave_the_papers_back_sees_the_case_no_more(
    through_the_committee: Player, end: str
) -> None:
    player = through_the_committee
    until = player.clock.today() + timedelta(3)
    player.step("fayuan", "tell_defects", acts.SupplementAsked("写明住所地", until), matter=FILING)
    player.wait(6)  # the last day may have moved off a rest day
    player.step("fayuan", end, reason="没有补正", matter=FILING)
    assert [may_see(player, one) for one in ("fayuan", "faguan", "cunzhuren")] == [False, False, True]
    hand_in(player)
    assert may_see(player, "fayuan")


def test_a_court_that_refused_or_registered_sees_what_it_decided(
    house: Installation, through_the_committee: Player
) -> None:
    refuse(through_the_committee)
    assert may_see(through_the_committee, "faguan")
    other = Player(house, TODAY - timedelta(60))
    register(other, 7)
    other.step("cunzhuren", "go_to_court", reason="申请人选择起诉")
    hand_in(other)
    other.step("fayuan", "register", suit(other), matter=FILING)
    assert may_see(other, "faguan")


@pytest.mark.parametrize(
    ("story", "holder"),
    [("settled", "cunzhuren"), ("in force", "zhenzhuren"), ("agreed orally", "cunzhuren")],
)
def test_who_sues_over_what_was_agreed_is_helped_and_the_agreement_stays(
    house: Installation, story: str, holder: str
) -> None:
    """人民调解法 32, 民法典 464: the complaint is handed in here, and the dispute has ended as it has."""
    player = Player(house, TODAY - timedelta(60))
    register(player, 3)
    STORY[story](player)
    before = stands_alone(player)
    hand_in(player, holder)
    player.step("fayuan", "register", suit(player), matter=FILING)
    assert stands_alone(player) == before
    with house.read() as session:
        assert session.scalars(select(Filing).where(Filing.case_id == player.case_id)).one().voided_at is None


def stands_alone(player: Player) -> tuple[str, object, object]:
    with player.house.read() as session:
        case = session.get_one(Case, player.case_id)
        return case.state, case.outcome, case.concluded_on
