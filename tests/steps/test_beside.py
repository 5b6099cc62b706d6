"""Beside the road: pauses, extensions, requests, decisions, cases out of one another; and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import COUNTY_COMMITTEE, COURT, STORIES, TOWNSHIP_COMMITTEE
from mediation.demonstration.people import VILLAGE
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.model import (
    Agreement,
    Case,
    CaseLink,
    Deadline,
    Document,
    HandOver,
    Holding,
    Membership,
    Objection,
    ObjectionRuling,
    Organisation,
    Party,
    Person,
    Request,
    Setting,
)
from mediation.readmodels.case_list import CaseFilter, case_list
from mediation.readmodels.case_page import matter_page
from mediation.readmodels.linked_cases import held_by, links_of
from mediation.readmodels.requests import decisions_waiting, request_shown, requests_waiting
from mediation.rules import acts
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import BadInput, ConditionsUnmet, NotAllowed, NotThere, SetupError, WrongState
from mediation.rules.meetings import OF_A_VILLAGE
from mediation.rules.policy import CaseView
from mediation.rules.terms import Derivation
from mediation.rules.vocabulary import (
    AgreementForm,
    CaseLinkKind,
    CaseSource,
    Channel,
    DeadlineState,
    DeliveryManner,
    MatterKind,
    MeetingForum,
    ObjectionOutcome,
    ObligationKind,
    Outcome,
    Side,
    SuspensionCause,
)
from mediation.services.case_now import current_parties
from mediation.services.change_parties import add_party
from mediation.services.correct_dispute import correct_dispute
from mediation.services.fill_papers import fill_paper
from mediation.services.issue_document import reissue_document
from mediation.services.note_facts import note_fact
from mediation.services.paper_sources import PaperSources
from mediation.services.perform import perform
from mediation.services.sweep_deadlines import sweep_deadlines
from tests.steps.conftest import TODAY, Begin
from tests.steps.test_people import bare, two
from workflows import REGISTRY

STORY = {name: story for name, _, story in STORIES}
H, J, C, S = MatterKind.HAND_OVER, MatterKind.JOINT, MatterKind.CALL_UP, MatterKind.ORDER
UNMANNED = "科尔沁左翼中旗宝龙山镇人民调解委员会"
DEPARTMENT = "科尔沁左翼中旗自然资源局"


def fields(act: Callable[[], Any]) -> list[str]:
    with pytest.raises(BadInput) as caught:
        act()
    return [problem.field for problem in caught.value.problems]


def clock(player: Player, name: str) -> Deadline:
    with player.house.read() as session:
        found = session.scalars(
            select(Deadline)
            .where(Deadline.case_id == player.case_id, Deadline.clock == name)
            .order_by(Deadline.starts_on.desc(), Deadline.id.desc())
        ).first()
        assert found is not None
        session.expunge(found)
        return found


def state_of(player: Player) -> str:
    with player.house.read() as session:
        return session.get_one(Case, player.case_id).state


def set_to(house: Installation, name: str, value: str) -> None:
    with house.begin() as uow:
        uow.session.add(Setting(name=name, value=value))
        uow.commit()


# Suspension and extension


def test_a_suspended_term_stands_still_and_goes_on_later_by_its_days(
    house: Installation, begin: Begin
) -> None:
    player = begin(30)
    STORY["mediating"](player)
    before = clock(player, "mediation")
    stopped_on = player.clock.today()
    player.step("cunzhuren", "suspend", acts.Suspended(SuspensionCause.APPRAISAL, "鉴定委托书"), "等待鉴定")
    assert clock(player, "mediation").state is DeadlineState.PAUSED
    assert clock(player, "suspension").state is DeadlineState.RUNNING
    player.wait(11)
    player.step("cunzhuren", "resume", reason="鉴定已出")
    after = clock(player, "mediation")
    resumed_on = player.clock.today()
    was, now = Derivation.from_json(before.derivation), Derivation.from_json(after.derivation)
    assert now.raw_last_day - was.raw_last_day == resumed_on - stopped_on
    assert (after.state, after.due_on, after.paused_on) == (DeadlineState.RUNNING, now.due_on, None)
    assert [step.kind for step in now.steps].count("paused") == 1
    assert clock(player, "suspension").state is DeadlineState.MET


def test_nothing_stands_still_without_the_paper_on_which_that_rests(begin: Begin) -> None:
    player = begin(30)
    STORY["mediating"](player)
    with pytest.raises(BadInput) as refused:
        player.step("cunzhuren", "suspend", acts.Suspended(SuspensionCause.APPRAISAL, " "), "等待鉴定")
    assert [problem.field for problem in refused.value.problems] == ["paper"]
    assert clock(player, "mediation").state is DeadlineState.RUNNING


def test_whether_a_term_stands_still_is_the_administrators_to_say(house: Installation, begin: Begin) -> None:
    set_to(house, "suspension_stops_clocks", "no")
    player = begin(30)
    STORY["mediating"](player)
    before = clock(player, "mediation")
    player.step("cunzhuren", "suspend", acts.Suspended(SuspensionCause.ABSENCE, "鉴定委托书"), "外出打工")
    player.wait(5)
    player.step("cunzhuren", "resume", reason="已经回来")
    after = clock(player, "mediation")
    assert (after.state, after.due_on) == (DeadlineState.RUNNING, before.due_on)


def test_what_the_law_leaves_out_stands_still_whatever_the_administrator_says(house: Installation) -> None:
    """医纠条例 38: the time of an appraisal is not counted; the rest of a committee's practice is a setting."""
    set_to(house, "suspension_stops_clocks", "no")
    player = Player(house, TODAY)
    bare(player, *two(player), category="medical")
    player.step("cunzhuren", "skip_settlement", reason="直接申请")
    player.accept("cunzhuren")
    player.step("cunzhuren", "suspend", acts.Suspended(SuspensionCause.APPRAISAL, "鉴定委托书"), "送鉴定")
    assert clock(player, "medical_mediation").state is DeadlineState.PAUSED


def test_a_case_that_closes_while_it_stands_still_leaves_no_clock_behind(
    house: Installation, begin: Begin
) -> None:
    player = begin(30)
    STORY["suspended"](player)
    player.step("cunzhuren", "go_to_court", reason="申请人起诉")
    with house.read() as session:
        states = session.scalars(select(Deadline.state).where(Deadline.case_id == player.case_id)).all()
    assert not {DeadlineState.RUNNING, DeadlineState.PAUSED} & set(states)


def test_a_term_is_extended_by_all_parties_or_not_at_all(house: Installation, begin: Begin) -> None:
    player = begin(10)
    STORY["mediating"](player)
    due = clock(player, "mediation").due_on

    def extend(until: date, *who: Any) -> None:
        player.step("cunzhuren", "extend", acts.TermExtended(until, who), "同意继续")

    assert fields(lambda: extend(due + timedelta(21), player.parties[0])) == ["agreeing_ids"]
    assert fields(lambda: extend(due, *player.parties)) == ["until_on"]
    assert fields(lambda: extend(due + timedelta(400), *player.parties)) == ["until_on"]
    extend(due + timedelta(21), *player.parties)
    assert clock(player, "mediation").due_on == due + timedelta(21)


def test_an_agreed_last_day_that_is_a_rest_day_moves_on_as_the_law_has_it(begin: Begin) -> None:
    """民法典 203, 204: to name a day is not to agree that a rest day counts."""
    player = begin(10)
    STORY["mediating"](player)
    due = clock(player, "mediation").due_on
    sunday = due + timedelta(13 - due.weekday())
    given = acts.TermExtended(sunday, tuple(player.parties))
    player.step("cunzhuren", "extend", given, "同意继续")
    running = clock(player, "mediation")
    assert running.due_on == sunday + timedelta(1)
    assert "rolled" in [step["kind"] for step in running.derivation["steps"]]


def test_a_supplement_asked_for_until_a_rest_day_may_come_on_the_next_working_day(begin: Begin) -> None:
    """民事诉讼法 85 covers the terms that a court sets: nobody is deemed to withdraw a day too early."""
    player = begin(30)
    STORY["confirmation under review"](player)
    sunday = player.clock.today() + timedelta(13 - player.clock.today().weekday())
    asked = acts.SupplementAsked("付款凭证", sunday)
    player.step("fayuan", "ask_supplement", asked, matter=CONFIRMATION)
    assert clock(player, "supplement").due_on == sunday + timedelta(1)
    player.clock.move_to(sunday + timedelta(1))
    ruled = acts.RulingMade("（2026）内0521诉前调确77号")
    with pytest.raises(ConditionsUnmet, match="补充"):
        player.step("faguan", "deem_withdrawn", ruled, "没有补充", CONFIRMATION)


def test_the_fifteen_days_of_a_labour_dispute_are_not_the_parties_to_extend(house: Installation) -> None:
    player = Player(house, TODAY)
    parties = (
        invented_party(Side.APPLICANT, "王强", 1, TODAY),
        invented_party(Side.RESPONDENT, "某公司", 2, TODAY),
    )
    given = dispute(TODAY, parties, "labour", "欠工资", "支付工资", region=VILLAGE, labour=True)
    player.register("cunzhuren", given)
    STORY["accepted"](player)
    until = acts.TermExtended(TODAY + timedelta(60), tuple(player.parties))
    with pytest.raises(ConditionsUnmet) as refused:
        player.step("cunzhuren", "extend", until, "各方同意")
    assert any("可以申请仲裁" in str(one) for one in refused.value.conditions)
    assert clock(player, "labour_mediation").due_on == TODAY + timedelta(15)


# A part agreed


def test_a_partial_agreement_says_what_is_not_part_of_it(house: Installation, begin: Begin) -> None:
    player = begin(20)
    STORY["agreed partly"](player)
    with house.read() as session:
        case = session.get_one(Case, player.case_id)
        assert (case.state, case.outcome) == ("in_force_partly", Outcome.AGREED_PARTLY)
        agreement_id = session.scalars(select(Agreement.id)).one()
        paper = fill_paper(PaperSources(session, case), "agreement", agreement_id)
    assert "界桩" in str(paper.left_over)  # type: ignore[attr-defined]
    player.apply("cunzhuren", COURT)


def test_a_partial_agreement_is_not_oral(house: Installation, begin: Begin) -> None:
    player = begin(10)
    STORY["mediating"](player)
    duty = acts.ObligationDrawn(
        kind=ObligationKind.ACT, debtor_id=player.parties[1], creditor_id=player.parties[0], what="疏通"
    )
    given = acts.AgreementDrawn(AgreementForm.ORAL, "水沟", "", (duty,), left_over="界桩")
    assert fields(lambda: player.step("cunzhuren", "agree_orally", given)) == ["left_over"]


# The court and other cases


def test_a_filing_bears_the_number_of_its_court_and_year(house: Installation, begin: Begin) -> None:
    player = begin(9)
    STORY["to the court"](player)
    court, on = player.organisation(COURT), player.clock.today()

    def file(number: str, day: date = on) -> None:
        player.step("cunzhuren", "record_filing", acts.CaseFiled(court, number, day))

    assert fields(lambda: file("（2026）内0523民初1号")) == ["court_number"]
    assert fields(lambda: file("（2025）内0521民初1号")) == ["court_number"]
    assert fields(lambda: file("内0521民初1号")) == ["court_number"]
    assert fields(lambda: file("（2026）内0521民初1号", on + timedelta(1)))[0] == "filed_on"
    file("（2026）内0521民初1号")
    assert state_of(player) == "filed"


def test_a_closed_dispute_comes_back_as_a_case_of_its_own(house: Installation, begin: Begin) -> None:
    player = begin(20)
    STORY["registered by the court"](player)
    entrusted = CaseSource.COURT_ENTRUSTED
    nowhere = acts.MediatedAgain(entrusted)
    assert fields(lambda: player.step("cunzhuren", "mediate_again", nowhere, "法院委托")) == [
        "inviting_court_id"
    ]
    again = acts.MediatedAgain(entrusted, player.organisation(COURT))
    player.step("cunzhuren", "mediate_again", again, "法院委托")
    assert state_of(player) == "filed"
    with house.read() as session:
        link = session.scalars(select(CaseLink).where(CaseLink.origin_id == player.case_id)).one()
        new = session.get_one(Case, link.case_id)
        assert (new.state, new.is_open, new.source, new.number) == ("registered", True, entrusted, None)
        assert new.inviting_court_id == player.organisation(COURT)
        parties = session.scalars(select(Party).where(Party.case_id == new.id)).all()
        assert len(parties) == 2
        assert all(party.id_number for party in parties)
        (shown,) = links_of(session, player.actor("cunzhuren"), player.case_id)
        assert (shown.kind, shown.onward, shown.public_id) == (CaseLinkKind.AGAIN, True, new.public_id)
    second = Player(house, player.clock.today())
    second.case_id = link.case_id
    second.step("cunzhuren", "skip_settlement", reason="直接申请")
    with pytest.raises(ConditionsUnmet, match="同意"):
        second.accept("cunzhuren")


def three(begin: Begin) -> Player:
    player = begin(5)
    on = player.clock.today()
    sides = (Side.APPLICANT, Side.APPLICANT, Side.RESPONDENT)
    parties = tuple(invented_party(side, f"某{n}", 700 + n, on) for n, side in enumerate(sides))
    player.register("cunzhuren", dispute(on, parties, "neighbours", "水沟", "疏通", region=VILLAGE))
    return player


def test_some_go_their_own_way_and_both_cases_keep_both_sides(house: Installation, begin: Begin) -> None:
    player = three(begin)
    first, second, respondent = player.parties

    def split(leaving: tuple[Any, ...], shared: tuple[Any, ...]) -> None:
        player.step("cunzhuren", "split_off", acts.PartiesSplit(leaving, shared), "各走各的")

    assert fields(lambda: split((), ())) == ["leaving_ids", "shared_ids", "shared_ids"]
    assert fields(lambda: split((second,), ())) == ["shared_ids"]
    assert fields(lambda: split((respondent,), (first,))) == ["leaving_ids"]
    assert fields(lambda: split((second,), (second, respondent))) == ["shared_ids"]
    split((second,), (respondent,))
    with house.read() as session:
        link = session.scalars(select(CaseLink)).one()
        names = {
            case_id: {
                party.name
                for party in session.scalars(
                    select(Party).where(Party.case_id == case_id, Party.until_on.is_(None))
                )
            }
            for case_id in (player.case_id, link.case_id)
        }
    assert names == {player.case_id: {"某0", "某2"}, link.case_id: {"某1", "某2"}}


@pytest.mark.parametrize("waits", ["suspended", "drawn"])
def test_one_of_several_goes_their_own_way_while_the_others_wait(
    house: Installation, begin: Begin, waits: str
) -> None:
    """人民调解法 23; whom the drawn agreement binds, or what somebody has signed, has to be changed first."""
    player = three(begin)
    first, second, respondent = player.parties
    player.step("cunzhuren", "skip_settlement", reason="直接申请")
    player.accept("cunzhuren")
    player.appoint("cunzhuren", "cunzhuren")
    split = acts.PartiesSplit((second,), (respondent,))
    if waits == "suspended":
        absent = acts.Suspended(SuspensionCause.ABSENCE, "邻居证明")
        player.step("cunzhuren", "suspend", absent, "外出打工")
    else:
        player.sit("cunzhuren", "告知权利义务。", "同意", "村委会")
        bound = acts.ObligationDrawn(
            kind=ObligationKind.ACT, debtor_id=respondent, creditor_id=second, what="疏通水沟"
        )
        player.agree("cunzhuren", "水沟被堵。", (bound,))
        assert fields(lambda: player.step("cunzhuren", "split_off", split, "另行起诉")) == ["leaving_ids"]
        free = replace(bound, creditor_id=first)
        drawn = acts.AgreementDrawn(AgreementForm.WRITTEN, "水沟被堵。", "", (free,))
        player.step("cunzhuren", "revise_agreement", drawn)
    player.step("cunzhuren", "split_off", split, "另行起诉")
    with house.read() as session:
        link = session.scalars(select(CaseLink)).one()
        assert session.get_one(Case, player.case_id).state == (
            "suspended" if waits == "suspended" else "agreed"
        )
    alone = Player(house, player.clock.today())
    alone.case_id = link.case_id
    alone.step("cunzhuren", "go_to_court", reason="要求诉讼")
    if waits == "drawn":
        player.parties = [first, respondent]
        player.step("cunzhuren", "revise_agreement", drawn)
        player.sign("cunzhuren", "cunzhuren", parties=1, all_of_it=False)
        rest = acts.PartiesSplit((first,), (respondent,))
        with pytest.raises(ConditionsUnmet, match="退回调解"):
            player.step("cunzhuren", "split_off", rest, "另行起诉")


def test_who_joined_and_has_not_agreed_is_not_sat_with(begin: Begin) -> None:
    """人民调解法 17: consent is a recorded fact before the first sitting."""
    player = begin(5)
    STORY["mediating"](player)
    third = replace(invented_party(Side.THIRD, "赵六", 77, player.clock.today()), consents=())
    perform(player.house, add_party, actor=player.actor("cunzhuren"), case_id=player.case_id, given=third)
    with pytest.raises(ConditionsUnmet, match="赵六 同意调解"):
        player.sit("cunzhuren", "各自陈述。", "再商量", "村委会")


def test_a_merged_case_ends_and_its_parties_stand_in_the_lead_once(house: Installation, begin: Begin) -> None:
    lead, twin, elsewhere = begin(5), begin(5), begin(5, 2, "zhenzhuren")
    with house.read() as session:
        ids = {p: session.get_one(Case, p.case_id).public_id for p in (lead, twin, elsewhere)}

    def merge(into: str) -> None:
        twin.step("cunzhuren", "merge", acts.CaseMerged(into), "同一纠纷")

    for wrong in ("", "没有这一案", ids[twin], ids[elsewhere]):
        assert fields(lambda wrong=wrong: merge(wrong)) == ["lead"]  # type: ignore[misc]
    merge(ids[lead])
    with house.read() as session:
        assert session.get_one(Case, twin.case_id).outcome is Outcome.MERGED
        count = select(func.count()).select_from(Party).where(Party.case_id == lead.case_id)
        assert session.scalar(count) == 2  # the same two people, by their numbers
    with pytest.raises(WrongState):
        twin.step("cunzhuren", "mediate_again", acts.MediatedAgain(CaseSource.APPLICATION), "再来")


def test_nothing_is_merged_into_a_case_that_is_on_its_way_or_where_sides_would_mix(
    house: Installation, begin: Begin
) -> None:
    on_its_way, turned, twin = begin(5), begin(5), begin(5)
    on_its_way.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    day = turned.clock.today()
    with house.read() as session:
        numbers = [p.id_number for p in current_parties(session, twin.case_id)]
    people = tuple(
        replace(invented_party(side, f"某{n}", 900 + n, day), id_number=number or "")
        for n, (side, number) in enumerate(zip((Side.RESPONDENT, Side.APPLICANT), numbers, strict=True))
    )
    turned.register("cunzhuren", dispute(day, people, "neighbours", "水沟", "疏通", region=VILLAGE))
    with house.read() as session:
        ids = [session.get_one(Case, p.case_id).public_id for p in (on_its_way, turned)]
    for lead in ids:
        given = acts.CaseMerged(lead)
        assert fields(lambda given=given: twin.step("cunzhuren", "merge", given, "一起")) == ["lead"]  # type: ignore[misc]


def test_danger_goes_over_to_the_lead_and_two_roads_to_court_are_not_merged(
    house: Installation, begin: Begin
) -> None:
    lead, twin = begin(5), begin(5)
    with house.read() as session:
        address = session.get_one(Case, lead.case_id).public_id
    twin.step("cunzhuren", "report_danger", acts.DangerReported("扬言报复", "保康派出所"))
    merge = lambda: twin.step("cunzhuren", "merge", acts.CaseMerged(address), "同一纠纷")  # noqa: E731
    with house.begin() as uow:
        uow.session.get_one(Case, lead.case_id).labour = True
        uow.commit()
    assert fields(merge) == ["lead"]
    with house.begin() as uow:
        uow.session.get_one(Case, lead.case_id).labour = False
        uow.commit()
    merge()
    with house.read() as session:
        assert session.get_one(Case, lead.case_id).danger


def test_who_is_replaced_is_somebody_else(begin: Begin) -> None:
    player = begin(9)
    STORY["mediating"](player)
    same = acts.MediatorsNamed((player.actor("cunzhuren").person_id,))
    assert fields(lambda: player.step("cunzhuren", "replace_mediator", same, "当事人要求更换")) == [
        "person_ids"
    ]


# Returned too often


def test_a_case_crosses_the_border_of_counties_and_the_city_decides_between_them(
    house: Installation, begin: Begin
) -> None:
    neighbour = "开鲁县人民调解委员会"
    player = begin(20, 3, "qizhuren")
    wish = acts.CaseOffered(player.organisation(neighbour), tuple(player.parties))
    with house.begin() as uow:
        head = uow.session.scalars(select(Person).where(Person.account == "kailu")).one()
        uow.session.add(
            Membership(
                person_id=head.id,
                organisation_id=wish.receiver_id,
                role="committee_head",
                from_on=player.clock.today(),
            )
        )
        uow.commit()
    for _ in range(2):
        player.step("qizhuren", "offer", wish, "被申请人住在开鲁县")
        player.step("kailu", "return", reason="纠纷发生在贵旗", matter=H)
    player.step("qizhuren", "offer", wish, "被申请人住在开鲁县")
    player.step("kailu", "return_for_decision", reason="纠纷发生在贵旗", matter=H)
    with house.read() as session:
        assert decisions_waiting(session, player.actor("shidudao"))
        assert not decisions_waiting(session, player.actor("qidudao"))
    chosen = acts.CaseAssigned(wish.receiver_id)
    player.step("shidudao", "decide_receiver", chosen, "由被申请人所在地办理", H)


def test_at_the_third_return_somebody_above_decides_and_the_sender_answers_meanwhile(
    house: Installation, begin: Begin
) -> None:
    player = begin(20)
    STORY["mediating"](player)
    for _ in range(2):
        player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
        with pytest.raises(ConditionsUnmet, match="退回"):
            player.step("zhenzhuren", "return_for_decision", reason="不办", matter=H)
        player.step("zhenzhuren", "return", reason="村里先调查", matter=H)
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    with pytest.raises(ConditionsUnmet, match="上级"):
        player.step("zhenzhuren", "return", reason="村里先调查", matter=H)
    player.step("zhenzhuren", "return_for_decision", reason="村里先调查", matter=H)
    assert clock(player, "decision").state is DeadlineState.RUNNING
    with house.read() as session:
        holder = session.get_one(Organisation, session.get_one(Case, player.case_id).organisation_id)
        assert holder.region_code == VILLAGE
        (line,) = decisions_waiting(session, player.actor("sifasuo"))
        assert line.receiver == TOWNSHIP_COMMITTEE
        assert not decisions_waiting(session, player.actor("qidudao"))
    chosen = acts.CaseAssigned(player.organisation(TOWNSHIP_COMMITTEE))
    for other, error in (("zhenzhuren", NotAllowed), ("cunzhuren", NotAllowed), ("qidudao", NotThere)):
        with pytest.raises(error):
            player.step(other, "decide_receiver", chosen, "由镇办理", H)
    court = acts.CaseAssigned(player.organisation(COURT))
    assert fields(lambda: player.step("sifasuo", "decide_receiver", court, "由法院", H)) == ["receiver_id"]
    player.step("sifasuo", "decide_receiver", chosen, "由镇办理", H)
    with house.read() as session:
        assert session.get_one(Case, player.case_id).organisation_id == chosen.receiver_id
        assert matter_of(session, player, "sifasuo") is CaseView.OVERVIEW


def test_after_a_decision_returns_are_counted_anew(house: Installation, begin: Begin) -> None:
    """What is decided is no return of the receiver's, and the refusals name no number: it is a setting."""
    set_to(house, "returns_before_decision", "2")
    player = begin(20)
    STORY["mediating"](player)
    for _ in range(2):
        player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
        with pytest.raises(ConditionsUnmet, match="退回还没有到报上级决定的次数"):
            player.step("zhenzhuren", "return_for_decision", reason="不办", matter=H)
        player.step("zhenzhuren", "return", reason="村里先调查", matter=H)
        player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
        with pytest.raises(ConditionsUnmet, match="已经到报上级决定的次数"):
            player.step("zhenzhuren", "return", reason="村里先调查", matter=H)
        player.step("zhenzhuren", "return_for_decision", reason="村里先调查", matter=H)
        player.step("sifasuo", "decide_sender", reason="由村办理", matter=H)


def matter_of(session: Any, player: Player, account: str) -> CaseView:
    who, today = player.actor(account), player.clock.today()
    return matter_page(session, REGISTRY, who, MatterKind.DISPUTE, player.case_id, today).view


def test_how_often_and_who_decides_are_settings(house: Installation, begin: Begin) -> None:
    set_to(house, "returns_before_decision", "1")
    set_to(house, "deciders", "township=somebody;county=justice_bureau")
    player = begin(20)
    STORY["mediating"](player)
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    with pytest.raises(SetupError, match="deciders"):
        player.step("zhenzhuren", "return_for_decision", reason="不办", matter=H)


def test_silence_goes_up_only_once_the_term_is_over(house: Installation, begin: Begin) -> None:
    player = begin(20)
    STORY["mediating"](player)
    player.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    with pytest.raises(ConditionsUnmet, match="期限"):
        player.step("cunzhuren", "ask_for_decision", matter=H)
    player.wait(9)
    player.step("cunzhuren", "ask_for_decision", matter=H)
    with house.read() as session:
        assert session.scalars(select(HandOver.state)).one() == "undecided"
    player.step("cunzhuren", "go_to_court", reason="申请人起诉")  # the court stays open meanwhile
    with house.read() as session:
        assert session.scalars(select(HandOver.is_open)).one() is False


def test_the_days_of_all_holders_add_up_to_the_life_of_the_case(house: Installation, begin: Begin) -> None:
    player = begin(30)
    began_on = player.clock.today()
    STORY["decided by the justice station"](player)
    player.wait(8)
    today = player.clock.today()
    with house.read() as session:
        held = held_by(session, player.case_id, today)
        assert len(held) == 2
        assert sum(one.days for one in held) == (today - began_on).days
        rows = session.scalars(
            select(Holding).where(Holding.case_id == player.case_id).order_by(Holding.from_at)
        ).all()
    assert rows[0].until_at == rows[1].from_at


def test_the_list_says_since_when_an_organisation_answers(house: Installation, begin: Begin) -> None:
    """Since the day on which it took the case over, by the days of here: seven in the morning is no day before."""
    player = begin(30)
    began_on = player.clock.today()
    STORY["decided by the justice station"](player)
    with house.begin() as uow:
        holding = uow.session.get_one(Holding, uow.session.get_one(Case, player.case_id).holding_id)
        taken_on = holding.from_at.astimezone(SHANGHAI).date()
        holding.from_at = datetime.combine(taken_on, time(7), SHANGHAI)
        uow.commit()
    with house.read() as session:
        actor, today = player.actor("zhenzhuren"), player.clock.today()
        (line,) = case_list(session, actor, CaseFilter(), today, house.registry.periods).lines
    assert (line.held_since, line.registered_on) == (taken_on, began_on)
    assert taken_on > began_on


# Requests


def test_who_joins_sees_the_case_and_writes_nothing_in_it(house: Installation, begin: Begin) -> None:
    player = begin(9)
    STORY["mediating"](player)

    def invite(*who: Any) -> None:
        given = acts.CommitteeInvited(player.organisation(COUNTY_COMMITTEE), "共同调解", who)
        player.step("cunzhuren", "invite", given)

    assert fields(lambda: invite(player.parties[0])) == ["agreeing_ids"]
    invite(*player.parties)
    with house.read() as session:
        assert matter_of(session, player, "qizhuren") is CaseView.OFFERED
    with pytest.raises(NotThere):
        player.step("qizhuren", "suspend", acts.Suspended(SuspensionCause.OTHER, "鉴定委托书"), "试试")
    player.step("qizhuren", "join", matter=J)
    with house.read() as session:
        assert matter_of(session, player, "qizhuren") is CaseView.FULL
    with pytest.raises(NotAllowed):
        player.step("qizhuren", "suspend", acts.Suspended(SuspensionCause.OTHER, "鉴定委托书"), "试试")
    with pytest.raises(NotAllowed):
        player.sit("qizhuren", "各自陈述", "继续", "旗里")
    guest = player.actor("qizhuren")
    with house.read() as session:
        paper = session.scalars(select(Document.id).where(Document.case_id == player.case_id)).first()
    with pytest.raises(NotAllowed):
        perform(house, note_fact, actor=guest, case_id=player.case_id, text="两家共用水沟")
    with pytest.raises(NotAllowed):
        perform(house, reissue_document, actor=guest, document_id=paper)
    with pytest.raises(NotAllowed):
        perform(house, correct_dispute, actor=guest, case_id=player.case_id, given=None, reason="x")
    player.step("cunzhuren", "end", reason="已经说通", matter=J)
    with house.read() as session, pytest.raises(NotThere):
        matter_of(session, player, "qizhuren")


def test_nobody_is_called_where_nobody_is(house: Installation, begin: Begin) -> None:
    """A call must not wait at a centre or a department in which no one could answer it."""
    player = begin(9, account="kailu")
    player.step("kailu", "skip_settlement", reason="直接申请")
    with pytest.raises(BadInput, match="开鲁县社会治安综合治理中心还没有能派单的人员"):
        player.step("kailu", "call_county", acts.Asked("请现场测绘"))
    player = begin(9, 2)
    STORY["signed for by the township"](player)
    player.step("zhenzhuren", "call_county", acts.Asked("请现场测绘"))
    empty = acts.CallDispatched(player.organisation("科尔沁左翼中旗民政局"))
    with pytest.raises(BadInput, match="科尔沁左翼中旗民政局还没有能办理的人员"):
        player.step("zongzhi", "dispatch", empty, matter=C)
    player.step("zongzhi", "dispatch", acts.CallDispatched(player.organisation(DEPARTMENT)), matter=C)


def test_a_department_sees_the_call_and_nobodys_name(house: Installation, begin: Begin) -> None:
    player = begin(9)
    STORY["mediating"](player)
    with pytest.raises(ConditionsUnmet, match="苏木乡镇"):
        player.step("cunzhuren", "call_county", acts.Asked("请测绘"))
    player = begin(9, 2)
    STORY["signed for by the township"](player)
    player.step("zhenzhuren", "call_county", acts.Asked("请现场测绘"))
    for account in ("zhenzhuren", "ziranju", "qidudao"):
        with pytest.raises((NotAllowed, NotThere)):
            player.step(account, "dispatch", acts.CallDispatched(player.organisation(DEPARTMENT)), matter=C)
    elsewhere = acts.CallDispatched(player.organisation("开鲁县自然资源局"))
    assert fields(lambda: player.step("zongzhi", "dispatch", elsewhere, matter=C)) == ["handler_id"]
    player.step("zongzhi", "dispatch", acts.CallDispatched(player.organisation(DEPARTMENT)), matter=C)
    actor, today = player.actor("ziranju"), player.clock.today()
    with house.read() as session:
        request = session.scalars(select(Request).where(Request.kind == C)).one()
        page = matter_page(session, REGISTRY, actor, C, request.id, today)
        names = session.scalars(select(Party.name).where(Party.case_id == player.case_id)).all()
        assert page.view is CaseView.ASKED
        assert not any(name in page.title for name in names)
        with pytest.raises(NotThere):
            matter_page(session, REGISTRY, actor, MatterKind.DISPUTE, player.case_id, today)
        (line,) = requests_waiting(session, REGISTRY, actor)
        assert (line.mine, line.kind) == (True, C)
    with pytest.raises(WrongState):
        player.step("zhenzhuren", "confirm", matter=C)  # no close without a solution to confirm
    player.step("ziranju", "solve", acts.Answered("已复测"), matter=C)
    player.step("zhenzhuren", "confirm", matter=C)
    with house.read() as session:
        page = matter_page(session, REGISTRY, actor, C, request.id, today)
        assert page.view is CaseView.ASKED
        assert not any(name in page.title for name in names)
        assert [offer.step.name for offer in page.offers if offer.mine] == ["report_danger_afterwards"]
        with pytest.raises(NotThere):
            matter_page(session, REGISTRY, actor, MatterKind.DISPUTE, player.case_id, today)


def test_a_call_is_answered_to_who_called_wherever_the_case_goes(house: Installation, begin: Begin) -> None:
    player = begin(9)
    STORY["signed for by the township"](player)
    player.step("zhenzhuren", "call_county", acts.Asked("请现场测绘"))
    player.step("zongzhi", "dispatch", acts.CallDispatched(player.organisation(DEPARTMENT)), matter=C)
    player.offer("zhenzhuren", COUNTY_COMMITTEE, "案情复杂")
    player.step("qizhuren", "sign_for", matter=H)
    player.step("ziranju", "solve", acts.Answered("已复测"), matter=C)
    caller, today = player.actor("zhenzhuren"), player.clock.today()
    with house.read() as session:
        request = session.scalars(select(Request).where(Request.kind == C)).one()
        (line,) = [one for one in requests_waiting(session, REGISTRY, caller) if one.kind is C]
        assert (line.mine, line.next_step and line.next_step.name) == (True, "confirm")
        assert matter_page(session, REGISTRY, caller, C, request.id, today).view is CaseView.ASKED
        for account in ("zhentiaojie", "cunzhuren", "lincun"):
            with pytest.raises(NotThere):
                matter_page(session, REGISTRY, player.actor(account), C, request.id, today)
        with pytest.raises(NotThere):
            matter_page(session, REGISTRY, caller, MatterKind.DISPUTE, player.case_id, today)
    with pytest.raises(NotAllowed):
        player.step("qizhuren", "confirm", matter=C)
    player.step("zhenzhuren", "confirm", matter=C)


def test_an_order_follows_the_case_and_is_answered_by_who_has_it(house: Installation, begin: Begin) -> None:
    player = begin(9)
    STORY["offered to the township"](player)
    with pytest.raises(NotAllowed):
        player.step("cunzhuren", "issue_order", acts.OrderWritten("请回复"))
    player.step("qidudao", "issue_order", acts.OrderWritten("请三日内回复"))
    player.step("zhenzhuren", "sign_for", matter=H)
    with pytest.raises((NotAllowed, NotThere)):
        player.step("cunzhuren", "answer", acts.Answered("已移交"), matter=S)
    assert fields(lambda: player.step("zhenzhuren", "answer", acts.Answered(" "), matter=S)) == ["answer"]
    player.step("zhenzhuren", "answer", acts.Answered("正在调解"), matter=S)
    with pytest.raises((NotAllowed, NotThere)):
        player.step("shidudao", "lift", matter=S)
    player.step("qidudao", "lift", matter=S)
    with house.read() as session:
        request = session.scalars(select(Request).where(Request.kind == S)).one()
        shown = request_shown(session, REGISTRY, request.id)
    assert (shown.answer, shown.state.name) == ("正在调解", "lifted")


def test_a_meeting_is_recorded_from_its_day_on_and_counts_add_up(house: Installation, begin: Begin) -> None:
    player = begin(20)
    meets_at = player.clock.now() + timedelta(days=6)
    forum = MeetingForum.REPRESENTATIVES
    called = acts.MeetingCalled(
        meets_at, "文化室", "水渠维护", 40, forum, "全体村民代表", tuple(player.parties)
    )
    late = acts.MeetingCalled(player.clock.now() - timedelta(days=3), "", "水渠维护", 0, forum, " ")
    assert fields(lambda: player.step("cunzhuren", "call_meeting", late)) == [
        "place",
        "told",
        "meets_at",
        "entitled",
        "agreeing_ids",
    ]
    player.step("cunzhuren", "call_meeting", called)
    meeting = MatterKind.MEETING
    with pytest.raises(ConditionsUnmet, match="还没有开"):
        player.step("cunzhuren", "resolve", acts.MeetingHeld(30, "轮流维护"), matter=meeting)
    player.wait(6)
    assert fields(
        lambda: player.step("cunzhuren", "resolve", acts.MeetingHeld(41, "轮流"), matter=meeting)
    ) == ["attended"]
    assert fields(
        lambda: player.step("cunzhuren", "resolve", acts.MeetingHeld(0, "轮流维护"), matter=meeting)
    ) == ["attended"]
    player.step("cunzhuren", "resolve", acts.MeetingHeld(31, "轮流维护", 16), matter=meeting)


@pytest.mark.parametrize(
    ("forum", "attended", "in_favour", "article"),
    [
        (MeetingForum.VILLAGERS, 20, 20, "第二十二条"),  # half of 40 is not more than half
        (MeetingForum.HOUSEHOLDS, 26, 26, "第二十二条"),  # two thirds are 27
        (MeetingForum.REPRESENTATIVES, 26, 26, "第二十六条"),
        (MeetingForum.REPRESENTATIVES, 30, 15, "第二十六条"),  # half of those who came
        (MeetingForum.TALK, 40, 40, "不作决议"),
    ],
)
def test_without_quorum_or_majority_it_is_a_talk_and_no_resolution(
    begin: Begin, forum: MeetingForum, attended: int, in_favour: int, article: str
) -> None:
    player, meeting = begin(20), MatterKind.MEETING
    meets_at = player.clock.now() + timedelta(days=10)
    called = acts.MeetingCalled(meets_at, "文化室", "水渠维护", 40, forum, "全体村民", tuple(player.parties))
    player.step("cunzhuren", "call_meeting", called)
    player.wait(10)
    held = acts.MeetingHeld(attended, "轮流维护", in_favour)
    with pytest.raises(BadInput, match=article):
        player.step("cunzhuren", "resolve", held, matter=meeting)
    player.step("cunzhuren", "talk", held, matter=meeting)


@pytest.mark.parametrize(
    ("forum", "attended", "in_favour"),
    [
        (MeetingForum.VILLAGERS, 21, 11),
        (MeetingForum.HOUSEHOLDS, 27, 14),
        (MeetingForum.REPRESENTATIVES, 27, 14),
    ],
)
def test_just_enough_people_and_votes_resolve(
    begin: Begin, forum: MeetingForum, attended: int, in_favour: int
) -> None:
    player, meeting = begin(20), MatterKind.MEETING
    meets_at = player.clock.now() + timedelta(days=10)
    called = acts.MeetingCalled(meets_at, "文化室", "水渠维护", 40, forum, "全体村民", tuple(player.parties))
    player.step("cunzhuren", "call_meeting", called)
    player.wait(10)
    for wrong in (None, attended + 1):
        held = acts.MeetingHeld(attended, "轮流维护", wrong)
        with pytest.raises(BadInput):
            player.step("cunzhuren", "resolve", held, matter=meeting)
    held = acts.MeetingHeld(attended, "轮流维护", in_favour)
    for otherwise in ("no_resolution", "talk"):
        with pytest.raises(BadInput, match="已经构成决议"):
            player.step("cunzhuren", otherwise, held, matter=meeting)
    player.step("cunzhuren", "resolve", held, matter=meeting)


def test_in_a_community_its_residents_meet_and_no_villagers(house: Installation) -> None:
    """城市居民委员会组织法: more than so many of a hundred must come, and more than half of them agree."""
    set_to(house, "residents_meeting_percent", "60")
    player, meeting = Player(house, TODAY - timedelta(20)), MatterKind.MEETING
    on = player.clock.today()
    sides = enumerate((Side.APPLICANT, Side.RESPONDENT))
    parties = tuple(invented_party(side, f"某{n}", 970 + n, on) for n, side in sides)
    given = dispute(on, parties, "village_affairs", "停车位怎样分", "公开账目", region="150521101001")
    player.register("zhenzhuren", given)

    def call(forum: MeetingForum) -> None:
        meets_at = player.clock.now() + timedelta(days=1)
        called = acts.MeetingCalled(meets_at, "活动室", "停车位", 40, forum, "全体居民")
        player.step("zhenzhuren", "call_meeting", called)

    for forum in OF_A_VILLAGE:
        assert "forum" in fields(lambda forum=forum: call(forum))  # type: ignore[misc]
    call(MeetingForum.RESIDENTS)
    player.wait(1)
    for attended, in_favour in ((24, 24), (25, 12)):
        held = acts.MeetingHeld(attended, "轮流停", in_favour)
        with pytest.raises(BadInput, match="60%"):
            player.step("zhenzhuren", "resolve", held, matter=meeting)
    player.step("zhenzhuren", "resolve", acts.MeetingHeld(25, "轮流停", 13), matter=meeting)


def test_a_private_dispute_is_talked_over_before_a_meeting_only_as_its_parties_agree(begin: Begin) -> None:
    """村务 is everybody's business (村民委员会组织法 24); of a quarrel only whom the parties agree to tell."""

    def call(player: Player, agreeing: tuple[Any, ...]) -> None:
        meets_at, forum = player.clock.now() + timedelta(days=3), MeetingForum.REPRESENTATIVES
        given = acts.MeetingCalled(meets_at, "文化室", "水渠维护", 40, forum, "村民代表", agreeing)
        player.step("cunzhuren", "call_meeting", given)

    private = begin(20)
    assert fields(lambda: call(private, ())) == ["agreeing_ids"]
    assert fields(lambda: call(private, tuple(private.parties[:1]))) == ["agreeing_ids"]
    call(private, tuple(private.parties))
    public = Player(private.house, private.clock.today())
    on = public.clock.today()
    parties = (
        invented_party(Side.APPLICANT, "白金山", 970, on),
        invented_party(Side.RESPONDENT, "席秀兰", 971, on),
    )
    public.register(
        "cunzhuren", dispute(on, parties, "village_affairs", "水渠维护费怎样分摊", "公开账目", region=VILLAGE)
    )
    call(public, ())


def test_villagers_are_told_ten_days_before_they_meet(begin: Begin) -> None:
    """村民委员会组织法 21; representatives have no such term."""
    player = begin(20)

    def call(forum: MeetingForum, days: int) -> None:
        meets_at = player.clock.now() + timedelta(days=days)
        given = acts.MeetingCalled(
            meets_at, "文化室", "水渠维护", 40, forum, "全体村民", tuple(player.parties)
        )
        player.step("cunzhuren", "call_meeting", given)

    for forum in (MeetingForum.VILLAGERS, MeetingForum.HOUSEHOLDS):
        with pytest.raises(BadInput, match="提前十天"):
            call(forum, 9)
        call(forum, 10)
    call(MeetingForum.REPRESENTATIVES, 1)


def test_a_request_goes_over_to_who_takes_the_case_and_ends_with_it(
    house: Installation, begin: Begin
) -> None:
    player = begin(9)
    STORY["offered to the township"](player)
    referred = acts.Referred(Channel.NOTARY, "旗公证处", "保全证据", tuple(player.parties))
    player.step("cunzhuren", "refer", referred)
    player.step("zhenzhuren", "sign_for", matter=H)
    with house.read() as session:
        request = session.scalars(select(Request)).one()
        assert request.asker_id == player.organisation(TOWNSHIP_COMMITTEE)
    player.step("zhenzhuren", "go_to_court", reason="申请人起诉")
    with house.read() as session:
        assert session.scalars(select(Request.state)).one() == "withdrawn"


def test_what_is_asked_without_its_parts_is_refused_at_the_field(house: Installation, begin: Begin) -> None:
    player = begin(9)
    STORY["mediating"](player)
    everybody, court = tuple(player.parties), player.organisation(COURT)

    def refer(name: str, subject: str, who: tuple[Any, ...]) -> None:
        player.step("cunzhuren", "refer", acts.Referred(Channel.NOTARY, name, subject, who))

    assert fields(lambda: refer(" ", "", everybody[:1])) == ["asked_name", "subject", "agreeing_ids"]
    invited = acts.CommitteeInvited(court, "共同调解", everybody)
    assert fields(lambda: player.step("cunzhuren", "invite", invited)) == ["asked_id"]
    empty = acts.CommitteeInvited(player.organisation(UNMANNED), "共同调解", everybody)
    assert fields(lambda: player.step("cunzhuren", "invite", empty)) == ["asked_id"]
    assert fields(lambda: player.step("qidudao", "issue_order", acts.OrderWritten(" "))) == ["subject"]
    player.step("cunzhuren", "terminate", reason="差距过大")
    again = acts.MediatedAgain(CaseSource.APPLICATION, court)
    assert fields(lambda: player.step("cunzhuren", "mediate_again", again, "再谈")) == ["inviting_court_id"]
    no_court = acts.CaseFiled(player.organisation(COUNTY_COMMITTEE), "（2026）内0521民初1号", TODAY)
    assert fields(lambda: player.step("cunzhuren", "record_filing", no_court)) == ["court_id", "filed_on"]


def test_a_list_that_is_cut_short_keeps_what_falls_due_first(house: Installation, begin: Begin) -> None:
    later, sooner = begin(0), begin(6, 2)
    for player in (later, sooner):
        player.step("qidudao", "issue_order", acts.OrderWritten("请三日内回复"))
    with house.read() as session:
        due = {p: clock(p, "order_answer").due_on for p in (later, sooner)}
        assert due[sooner] < due[later]
        (line,) = requests_waiting(session, REGISTRY, later.actor("cunzhuren"), limit=1)
    assert line.due_on == due[sooner]


# The court's supplements, longer term and objections

CONFIRMATION = MatterKind.CONFIRMATION


def test_what_is_missing_bars_the_ruling_until_it_comes_or_its_day_is_over(
    house: Installation, begin: Begin
) -> None:
    player = begin(30)
    STORY["confirmation under review"](player)
    player.step("fayuan", "prepare_ruling", acts.RulingPrepared("自愿、合法", "周文静"), matter=CONFIRMATION)
    player.review()
    on = player.clock.today()

    def ask(until: date) -> None:
        player.step("fayuan", "ask_supplement", acts.SupplementAsked("付款凭证", until), matter=CONFIRMATION)

    assert fields(lambda: ask(on)) == ["until_on"]
    assert fields(lambda: ask(on + timedelta(61))) == ["until_on"]
    ask(on + timedelta(5))
    assert clock(player, "supplement").due_on == on + timedelta(5)
    ruled = acts.RulingMade("（2026）内0521诉前调确77号")
    with pytest.raises(ConditionsUnmet, match="补充"):
        player.step("faguan", "rule", ruled, matter=CONFIRMATION)
    with pytest.raises(ConditionsUnmet):
        ask(on + timedelta(6))  # one at a time, all at once
    player.wait(6)
    with pytest.raises(NotAllowed):
        player.step("fayuan", "deem_withdrawn", ruled, "没有补充", CONFIRMATION)
    player.step("faguan", "rule", ruled, matter=CONFIRMATION)


def test_the_three_days_for_accepting_wait_for_the_papers_that_the_court_asks_for(begin: Begin) -> None:
    """民诉法司法解释 354: it has to ask for them, and is not late by waiting."""
    player = begin(30)
    STORY["confirmation submitted"](player)
    asked = acts.SupplementAsked("付款凭证", player.clock.today() + timedelta(6))
    player.step("fayuan", "ask_papers", asked, matter=CONFIRMATION)
    assert clock(player, "court_acceptance").state is DeadlineState.PAUSED
    player.wait(4)
    player.step("fayuan", "record_papers", acts.Answered("已交凭证"), matter=CONFIRMATION)
    waiting = clock(player, "court_acceptance")
    assert waiting.state is DeadlineState.RUNNING
    assert waiting.due_on >= waiting.starts_on + timedelta(3 + 4)
    asked = acts.SupplementAsked("身份证明", player.clock.today() + timedelta(3))
    player.step("fayuan", "ask_papers", asked, matter=CONFIRMATION)
    player.wait(8)
    sweep_deadlines(player.house)
    assert clock(player, "court_acceptance").state is DeadlineState.RUNNING, "nobody waits beyond that day"
    player.step("fayuan", "accept_application", matter=CONFIRMATION)
    assert clock(player, "court_acceptance").state in (DeadlineState.MET, DeadlineState.MET_LATE)


def test_a_real_dispute_ends_the_special_procedure(begin: Begin) -> None:
    """民事诉讼法 186: the parties, and whom it concerns, may sue."""
    player = begin(30)
    STORY["confirmation under review"](player)
    ruled = acts.RulingMade(player.court_number())
    with pytest.raises(NotAllowed):
        player.step("fayuan", "end_procedure", ruled, "双方对面积有争议", CONFIRMATION)
    player.step("faguan", "end_procedure", ruled, "双方对面积有争议", CONFIRMATION)
    assert clock(player, "court_limit").state is DeadlineState.MET
    player.step("shujiyuan", "seal_other", matter=CONFIRMATION)
    reached = tuple(acts.Served(p, DeliveryManner.DIRECT, player.clock.today()) for p in player.parties)
    player.step("shujiyuan", "serve_other", acts.RulingServed(reached), matter=CONFIRMATION)
    with pytest.raises(WrongState):
        player.step("faguan", "rule", ruled, matter=CONFIRMATION)


def test_the_statutes_thirty_days_grow_to_the_day_that_the_president_allows(begin: Begin) -> None:
    """民事诉讼法 187."""
    player = begin(30)
    STORY["confirmation under review"](player)
    ruling, limit = clock(player, "court_ruling"), clock(player, "court_limit")
    until = limit.due_on + timedelta(28)

    def extend(until_on: date, leave_by: str = "院长", who: str = "faguan") -> None:
        given = acts.LimitExtended(leave_by, until_on)
        player.step(who, "extend_limit", given, "等鉴定结果", matter=CONFIRMATION)

    assert fields(lambda: extend(limit.due_on, " ")) == ["leave_by", "until_on"]
    with pytest.raises(NotAllowed):
        extend(until, who="fayuan")
    extend(until)
    after = clock(player, "court_limit")
    assert after.due_on >= until, "a last day of rest moves on"
    assert clock(player, "court_ruling").due_on == ruling.due_on
    assert "第一百八十七条" in str(after.derivation)


def test_the_term_to_rule_grows_once_by_ten_days_with_leave(house: Installation, begin: Begin) -> None:
    player = begin(30)
    STORY["confirmation under review"](player)
    before, limit = clock(player, "court_ruling"), clock(player, "court_limit")

    def extend(who: str = "faguan", leave_by: str = "院长") -> None:
        player.step(who, "extend_ruling", acts.RulingExtended(leave_by), "在外地", matter=CONFIRMATION)

    assert fields(lambda: extend(leave_by=" ")) == ["leave_by"]
    with pytest.raises(NotAllowed):
        extend("fayuan")
    extend()
    after = clock(player, "court_ruling")
    assert after.due_on >= before.due_on + timedelta(10)
    assert clock(player, "court_limit").due_on == limit.due_on
    with pytest.raises(ConditionsUnmet, match="一次"):
        extend()


def test_one_partys_objection_keeps_nobody_elses_waiting(house: Installation, begin: Begin) -> None:
    """Each has a term of its own (民诉法解释 372): it would be over when the first objection is decided."""
    player = begin(60)
    STORY["ruled, not sealed"](player)
    player.step("shujiyuan", "seal", matter=CONFIRMATION)
    first, second = player.parties

    def serve(step: str, party: Any) -> None:
        reached = acts.RulingServed((acts.Served(party, DeliveryManner.DIRECT, player.clock.today()),))
        player.step("shujiyuan", step, reached, matter=CONFIRMATION)

    def object_(step: str, **who: Any) -> None:
        player.step("fayuan", step, acts.ObjectionRaised("不是自愿的", **who), matter=CONFIRMATION)

    serve("serve", first)
    object_("raise_objection", party_id=first)
    review = clock(player, "objection_review")
    assert fields(lambda: object_("raise_another_objection", party_id=second)) == ["party_id"]  # not served
    player.wait(3)
    serve("serve_meanwhile", second)
    player.wait(10)
    assert fields(lambda: object_("raise_another_objection", party_id=first)) == ["party_id"]  # pending
    object_("raise_another_objection", party_id=second)
    assert clock(player, "objection_review").due_on == review.due_on
    number = acts.ObjectionRuled("（2026）内0521民特43号", "双方都不是自愿。", "周文静")
    player.step("faguan", "uphold_objection", number, matter=CONFIRMATION)
    with house.read() as session:
        ruling = session.scalars(select(ObjectionRuling)).one()
        assert (ruling.outcome, ruling.court_number) == (ObjectionOutcome.REVOKED, "（2026）内0521民特43号")
        objections = session.scalars(select(Objection).order_by(Objection.raised_on)).all()
        assert [(o.party_id, o.ruling_id) for o in objections] == [(first, ruling.id), (second, ruling.id)]


def test_who_objects_does_so_in_time_and_the_ruling_stands_meanwhile(
    house: Installation, begin: Begin
) -> None:
    player = begin(60)
    STORY["confirmed and served"](player)
    served_on = player.clock.today()

    def object_(**who: Any) -> None:
        given = acts.ObjectionRaised("不是自愿的", **who)
        player.step("fayuan", "raise_objection", given, matter=CONFIRMATION)

    assert fields(lambda: object_()) == ["party_id"]
    assert fields(lambda: object_(party_id=player.parties[0], outsider="王五")) == ["party_id"]
    assert fields(lambda: object_(outsider="王五")) == ["known_on"]
    long_ago = served_on - timedelta(200)
    assert fields(lambda: object_(outsider="王五", known_on=long_ago)) == ["known_on"]
    object_(party_id=player.parties[0])
    with pytest.raises(ConditionsUnmet):
        player.apply("zhenzhuren", COURT)

    def rule(step: str, number: str) -> None:
        given = acts.ObjectionRuled(number, "经审查认定。", "周文静")
        player.step("faguan", step, given, matter=CONFIRMATION)

    rule("dismiss_objection", "（2026）内0521民特41号")
    assert clock(player, "objection").state is DeadlineState.RUNNING  # the other party's right goes on
    player.wait(22)
    assert fields(lambda: object_(party_id=player.parties[1])) == ["party_id"]
    object_(outsider="王五", known_on=served_on)
    for taken in ("（2026）内0521民特41号", "（2026）内0523民特42号"):  # already given; another court's
        assert fields(lambda number=taken: rule("uphold_objection", number)) == ["court_number"]
    rule("uphold_objection", "（2026）内0521民特42号")
    with house.read() as session:
        rulings = session.scalars(select(ObjectionRuling).order_by(ObjectionRuling.ruled_on)).all()
        assert [one.outcome for one in rulings] == [ObjectionOutcome.DISMISSED, ObjectionOutcome.REVOKED]
