"""The court's three doors: each with its act, its term, and its way on when mediation fails."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.doors import at_court, entrusted, guided, mediated_first, registered
from mediation.demonstration.invented import COUNTY_COMMITTEE, TOWNSHIP_COMMITTEE, register
from mediation.demonstration.people import TOWNSHIP
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.model import (
    Agreement,
    Case,
    CaseChain,
    CaseLink,
    CourtArea,
    Deadline,
    Document,
    Filing,
    HandOver,
    Holding,
    Membership,
    Organisation,
    Person,
    Region,
    Request,
)
from mediation.readmodels.backlog import area_backlog, scope_of
from mediation.readmodels.case_door import door_of
from mediation.readmodels.case_page import matter_page
from mediation.readmodels.case_parts import hand_overs_of
from mediation.readmodels.court_day import court_day
from mediation.readmodels.diverted import diverted_cases
from mediation.readmodels.obligations import clocks_running
from mediation.readmodels.triage import proposal_for
from mediation.rules import acts
from mediation.rules.backlog import Holder
from mediation.rules.diversion import RegimeKept, RegimeOn, confirms_suits, regime_on
from mediation.rules.errors import BadInput, ConditionsUnmet, NotAllowed, NotThere, WrongState
from mediation.rules.intake import ConsentGiven
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import (
    CaseSource,
    ConsentPurpose,
    CourtDesk,
    CourtDoor,
    CourtProcedure,
    DeadlineState,
    HandOverKind,
    Level,
    MatterKind,
    ObligationKind,
    OrganisationKind,
    Regime,
    Side,
    SignatureManner,
    SignerRole,
    SuspensionCause,
)
from mediation.services.acts.suspending import TERMS
from mediation.services.change_parties import record_consent
from mediation.services.fill_papers import fill_paper
from mediation.services.note_court_regime import RegimeGiven, note_court_regime
from mediation.services.paper_sources import PaperSources
from mediation.services.perform import perform
from mediation.services.receivers import receivers
from mediation.services.step import StepCommand
from mediation.services.sweep_deadlines import sweep_case
from mediation.services.take_step import take_step
from tests.regimes import let_delegate
from tests.steps.conftest import TODAY
from tests.steps.reversing import last_event, take_back

HAND_OVER = MatterKind.HAND_OVER
OLD = date(2024, 12, 2)


@pytest.fixture
def desk(house: Installation) -> Player:
    return at_court(Player(house, TODAY - timedelta(40)), 1)


def case_of(house: Installation, player: Player) -> Case:
    with house.read() as session:
        case = session.get_one(Case, player.case_id)
        session.expunge(case)
        return case


def terms(house: Installation, player: Player) -> dict[str, int]:
    """The running clocks of the dispute: by name, the days from start to last day."""
    query = select(Deadline).where(
        Deadline.matter_id == player.case_id, Deadline.state == DeadlineState.RUNNING
    )
    with house.read() as session:
        return {one.clock: (one.due_on - one.starts_on).days for one in session.scalars(query)}


def refuse(player: Player, party: int) -> None:
    said = ConsentGiven(ConsentPurpose.MEDIATION, False, player.clock.today())
    perform(
        player.house,
        record_consent,
        actor=player.actor("fayuan"),
        case_id=player.case_id,
        party_id=player.parties[party],
        given=said,
    )


def test_until_a_committee_signs_the_court_answers(house: Installation, desk: Player) -> None:
    guided(desk)
    court = desk.organisation("科尔沁左翼中旗人民法院")
    assert case_of(house, desk).organisation_id == court
    desk.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    with house.read() as session:
        held = session.scalars(select(Holding).where(Holding.case_id == desk.case_id)).all()
        (shown,) = hand_overs_of(session, desk.case_id)
    assert len(held) == 2
    assert shown.kind is HandOverKind.GUIDANCE
    assert case_of(house, desk).organisation_id == desk.organisation(TOWNSHIP_COMMITTEE)


def test_a_guided_case_is_the_committees_own(house: Installation, desk: Player) -> None:
    """Door 1: settlement first, the committee's month, and the court sees it no more."""
    guided(desk)
    desk.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    case = case_of(house, desk)
    assert (case.state, case.source, case.inviting_court_id) == (
        "registered",
        CaseSource.COURT_GUIDANCE,
        None,
    )
    with house.read() as session, pytest.raises(NotThere):
        matter_page(
            session,
            house.registry,
            desk.actor("fayuan"),
            MatterKind.DISPUTE,
            case.id,
            desk.clock.today(),
        )
    desk.step("zhenzhuren", "skip_settlement", reason="当事人直接申请")
    desk.accept("zhenzhuren")
    assert 28 <= terms(house, desk)["mediation"] <= 35
    desk.step("zhenzhuren", "go_to_court", reason="不愿调解，直接起诉")


def test_guiding_asks_who_came_and_nobody_else(house: Installation, desk: Player) -> None:
    receiver = desk.organisation(TOWNSHIP_COMMITTEE)
    with pytest.raises(BadInput):
        desk.step("fayuan", "guide", acts.CaseOffered(receiver, tuple(desk.parties[1:])), "愿意调解")
    desk.step("fayuan", "guide", acts.CaseOffered(receiver, tuple(desk.parties[:1])), "愿意调解")


def test_a_court_sends_to_every_area_that_it_serves_whatever_its_code(house: Installation) -> None:
    """科尔沁区人民法院 serves the zone too, which shares no code with it, for as long as the table says so."""
    zone, community = "150571000000", "150571001001"
    of_an_industry = "通辽经济技术开发区物业纠纷人民调解委员会"
    player = Player(house, TODAY)
    court = player.actor("fy001").posts[0].organisation_id
    with house.begin() as uow:
        session = uow.session
        committee_id = session.scalars(
            select(Organisation.id).where(Organisation.region_code == community)
        ).one()
        head = session.scalars(select(Person.id).where(Person.account == "lincun")).one()
        signing = {"role": "committee_head", "from_on": TODAY}
        session.add(Membership(person_id=head, organisation_id=committee_id, **signing))
        industry = Organisation(
            kind=OrganisationKind.INDUSTRY_COMMITTEE,
            level=Level.COUNTY,
            region_code=zone,
            name=of_an_industry,
            short_name="开物业",
            active=True,
        )
        session.add(industry)
        area = session.scalars(select(CourtArea).where(CourtArea.region_code == zone)).one()
        assert (area.court_id, session.get_one(Organisation, court).region_code) == (court, "150502000000")
        area.valid_until = TODAY
        uow.commit()
    parties = (
        invented_party(Side.APPLICANT, "白金山", 740, TODAY),
        invented_party(Side.RESPONDENT, "席秀兰", 760, TODAY),
    )
    source = CaseSource.COURT_GUIDANCE
    given = dispute(TODAY, parties, "neighbours", "楼上漏水。", "修好", region=community, source=source)
    player.register("fy001", given)
    with house.read() as session:
        offered = receivers(session, court, TODAY)
        near, named = {o.region_code for o in offered}, {o.name for o in offered}
        later = {o.region_code for o in receivers(session, court, TODAY + timedelta(1))}
        proposal = proposal_for(session, house.registry, player.case_id, TODAY)
    assert {community, "150571001000", zone, "150502001000"} <= near
    assert of_an_industry in named
    assert later & {community, "150571001000", zone, "150502001000"} == {zone, "150502001000"}
    assert proposal.organisation is not None
    assert proposal.organisation.id == committee_id
    wish = acts.CaseOffered(committee_id, tuple(player.parties[:1]))
    player.step("fy001", "guide", wish, "愿意调解，住在河西街道")
    player.step("lincun", "sign_for", matter=HAND_OVER)
    assert case_of(house, player).organisation_id == committee_id


@pytest.mark.parametrize(
    ("procedure", "clock", "days"),
    [
        (CourtProcedure.ORDINARY, "first_mediation", 15),
        (CourtProcedure.SUMMARY, "first_mediation_summary", 7),
    ],
)
def test_what_is_registered_first_is_mediated_for_15_or_7_days(
    house: Installation, desk: Player, procedure: CourtProcedure, clock: str, days: int
) -> None:
    """Door 2: 2025意见 三, from the signature; at most thirty days more, which all agree to."""
    mediated_first(desk, procedure)
    running = terms(house, desk)
    assert set(running) == {clock}
    assert days <= running[clock] <= days + 8  # a last day of rest moves on
    signed_on = desk.clock.today()
    with house.read() as session:
        assert session.scalars(select(Filing)).one().case_id == desk.case_id
        due = session.scalars(
            select(Deadline.due_on).where(Deadline.matter_id == desk.case_id, Deadline.clock == clock)
        ).one()
    too_long = acts.TermExtended(due + timedelta(31), tuple(desk.parties))
    with pytest.raises(BadInput, match="最多延长三十日"):
        desk.step("zhentiaojie", "extend", too_long, "各方同意")
    desk.step("zhentiaojie", "extend", acts.TermExtended(due + timedelta(30), tuple(desk.parties)), "同意")
    with pytest.raises(BadInput, match="最多延长三十日"):
        desk.step(
            "zhentiaojie", "extend", acts.TermExtended(due + timedelta(40), tuple(desk.parties)), "同意"
        )
    assert due > signed_on


@pytest.mark.parametrize("cause", [SuspensionCause.APPRAISAL, SuspensionCause.ABSENCE])
def test_nobody_stops_the_term_of_a_registered_suit_and_suspended_it_goes_to_trial(
    house: Installation, desk: Player, cause: SuspensionCause
) -> None:
    """2025意见 三, 五: the law knows no pause of mediation before trial, only what all parties agree to."""
    mediated_first(desk)
    term = terms(house, desk)["first_mediation"]
    desk.step("zhentiaojie", "suspend", acts.Suspended(cause, "鉴定委托书"), "等待")
    assert terms(house, desk)["first_mediation"] == term
    desk.wait(30)
    desk.look_at_clocks()
    assert case_of(house, desk).state == "at_trial"


def test_suspended_too_the_parties_may_agree_to_go_on_for_thirty_days_more(
    house: Installation, desk: Player
) -> None:
    mediated_first(desk)
    with house.read() as session:
        due = session.scalars(select(Deadline.due_on).where(Deadline.clock == "first_mediation")).one()
    desk.step("zhentiaojie", "suspend", acts.Suspended(SuspensionCause.APPRAISAL, "鉴定委托书"), "送鉴定")
    too_long = acts.TermExtended(due + timedelta(31), tuple(desk.parties))
    with pytest.raises(BadInput, match="最多延长三十日"):
        desk.step("zhentiaojie", "extend", too_long, "各方同意")
    desk.step("zhentiaojie", "extend", acts.TermExtended(due + timedelta(30), tuple(desk.parties)), "同意")
    desk.wait(25)
    desk.look_at_clocks()
    assert case_of(house, desk).state == "suspended"
    desk.step("zhentiaojie", "resume", reason="鉴定已出")


@pytest.mark.parametrize(
    ("cause", "state", "after"),
    [(SuspensionCause.APPRAISAL, "paused", "suspended"), (SuspensionCause.ABSENCE, "running", "at_court")],
)
def test_only_an_appraisal_is_left_out_of_a_delegations_thirty_days(
    house: Installation, cause: SuspensionCause, state: str, after: str
) -> None:
    """在线规则 26; what waits for anything else goes back to the court when the thirty days are over."""
    player = at_court(Player(house, OLD), 1)
    given = acts.CaseDelegated(
        player.organisation(TOWNSHIP_COMMITTEE), tuple(player.parties), player.court_number("诉前调")
    )
    player.step("fayuan", "delegate", given, "双方同意立案前调解")
    player.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    player.step("zhenzhuren", "suspend", acts.Suspended(cause, "鉴定委托书"), "等待")
    with house.read() as session:
        (term,) = session.scalars(
            select(Deadline).where(Deadline.case_id == player.case_id, Deadline.clock == "delegated")
        )
        assert term.state.value == state
    player.wait(40)
    player.look_at_clocks()
    assert case_of(house, player).state == after


def test_before_2025_the_parties_extended_as_long_as_they_agreed(house: Installation) -> None:
    """A term keeps the rule of its day: 特邀规定 27."""
    player = at_court(Player(house, date(2024, 12, 20)), 1)
    mediated_first(player)
    player.wait(5)
    longer = acts.TermExtended(date(2025, 3, 31), tuple(player.parties))
    player.step("zhentiaojie", "extend", longer, "各方同意")
    assert terms(house, player)["first_mediation"] > 60


def test_a_registered_case_goes_on_to_trial_and_is_never_filed_again(
    house: Installation, desk: Player
) -> None:
    mediated_first(desk)
    with pytest.raises(ConditionsUnmet, match="不用再次立案"):
        desk.step("zhentiaojie", "go_to_court", reason="不愿调解")
    desk.step("zhentiaojie", "terminate", reason="差距过大")
    filed = acts.CaseFiled(
        desk.organisation("科尔沁左翼中旗人民法院"), desk.court_number("民初"), desk.clock.today()
    )
    with pytest.raises(ConditionsUnmet, match="不用再次立案"):
        desk.step("zhenzhuren", "record_filing", filed)
    desk.step("zhentiaojie", "go_to_trial", reason="材料退回法院")
    assert case_of(house, desk).state == "at_trial"


def test_the_court_may_go_on_to_trial_before_anybody_signs(house: Installation, desk: Player) -> None:
    entrusted(desk)
    desk.step("fayuan", "go_to_trial", reason="被申请人反悔，不同意调解")
    with house.read() as session:
        (offer,) = session.scalars(select(HandOver).where(HandOver.case_id == desk.case_id)).all()
    assert (offer.state, offer.is_open) == ("withdrawn", False)


def test_nothing_is_entrusted_before_it_is_registered_or_against_a_refusal(desk: Player) -> None:
    given = acts.CaseOffered(desk.organisation(TOWNSHIP_COMMITTEE), tuple(desk.parties))
    with pytest.raises(ConditionsUnmet, match="还没有登记立案"):
        desk.step("fayuan", "entrust", given, "适宜调解")
    registered(desk)
    refuse(desk, 1)
    with pytest.raises(ConditionsUnmet, match="明确拒绝调解"):
        desk.step("fayuan", "entrust", given, "适宜调解")
    desk.step("fayuan", "go_to_trial", reason="一方不同意调解")


def test_whether_a_court_confirms_suits_is_said_by_day() -> None:
    taken = RegimeKept(Regime.CONFIRMS_SUITS, date(2025, 3, 1), date(2025, 6, 30), "会议纪要")
    ended = RegimeKept(Regime.CONFIRMS_NO_SUITS, date(2025, 5, 1), None, "通知")
    door = RegimeKept(Regime.DELEGATION, date(2025, 1, 1), None, "函")

    def on(month: int, *rows: RegimeKept, year: int = 2025) -> bool:
        return confirms_suits(rows, date(year, month, 1)).regime is Regime.CONFIRMS_SUITS

    assert on(12, year=2024)  # nothing stood against it
    assert not on(1)
    assert [on(month, taken, door) for month in (2, 3, 6, 7)] == [False, True, True, False]
    assert [on(month, taken, ended) for month in (4, 5, 6)] == [True, False, False]


def test_what_the_table_says_later_changes_no_case_that_was_sent_out(house: Installation) -> None:
    old = at_court(Player(house, OLD), 3)
    given = acts.CaseDelegated(
        old.organisation(TOWNSHIP_COMMITTEE), tuple(old.parties), old.court_number("诉前调")
    )
    old.step("fayuan", "delegate", given, "双方同意")
    pilot = RegimeGiven(
        court_id=old.organisation("科尔沁左翼中旗人民法院"),
        regime=Regime.FILING_FIRST,
        from_on=date(2024, 1, 1),
        paper="试点通知",
    )
    perform(house, note_court_regime, actor=old.actor("guanliyuan"), given=pilot)
    old.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    assert set(terms(house, old)) == {"delegated"}
    with house.read() as session:
        door = door_of(session, old.case_id, TODAY)
    assert door is not None
    assert (door.door, door.on) == (CourtDoor.DELEGATION, OLD)
    assert "立案以前委派" in str(door.law)
    later = at_court(Player(house, OLD), 4)
    with pytest.raises(ConditionsUnmet, match="先登记立案"):
        later.step(
            "fayuan",
            "delegate",
            acts.CaseDelegated(
                later.organisation(TOWNSHIP_COMMITTEE), tuple(later.parties), later.court_number("诉前调")
            ),
            "双方同意",
        )


def test_a_suit_bears_a_suits_number(desk: Player) -> None:
    given = acts.SuitFiled(desk.court_number("诉前调"), CourtProcedure.SUMMARY, desk.clock.today())
    with pytest.raises(BadInput, match="类型代字应是 民初"):
        desk.step("fayuan", "file_suit", given)


def test_since_2025_no_court_delegates_unless_the_table_says_so(house: Installation, desk: Player) -> None:
    def delegate(player: Player) -> None:
        given = acts.CaseDelegated(
            player.organisation(TOWNSHIP_COMMITTEE), tuple(player.parties), player.court_number("诉前调")
        )
        player.step("fayuan", "delegate", given, "双方同意")

    with pytest.raises(ConditionsUnmet, match="先登记立案"):
        delegate(desk)
    let_delegate(house, date(2026, 1, 1))
    delegate(desk)
    old = at_court(Player(house, OLD), 2)
    delegate(old)
    old.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    assert 30 <= terms(house, old)["delegated"] <= 38
    old.step("zhenzhuren", "go_to_court", reason="调解不成，立即立案")


def test_what_was_entered_last_of_a_day_holds_and_the_law_where_nothing_was() -> None:
    first = RegimeKept(Regime.DELEGATION, date(2025, 1, 1), date(2025, 6, 30), "函")
    later = RegimeKept(Regime.FILING_FIRST, date(2025, 3, 1), None, "更正")
    assert regime_on((), OLD).regime is Regime.DELEGATION
    assert regime_on((), date(2025, 1, 1)).regime is Regime.FILING_FIRST
    assert regime_on((first,), date(2025, 6, 30)).row is first
    assert regime_on((first,), date(2025, 7, 1)) == RegimeOn(Regime.FILING_FIRST)
    assert regime_on((first, later), date(2025, 2, 28)).row is first
    assert regime_on((first, later), date(2025, 3, 1)).row is later
    beside = RegimeKept(Regime.CONFIRMS_SUITS, date(2025, 1, 1), None, "会议纪要")
    assert regime_on((first, beside), date(2025, 2, 1)).row is first  # another question
    pilot = RegimeKept(Regime.FILING_FIRST, date(2024, 7, 1), None, "试点")
    assert regime_on((pilot,), OLD).regime is Regime.FILING_FIRST


def test_the_courts_term_goes_on_when_the_committee_changes(house: Installation, desk: Player) -> None:
    mediated_first(desk)
    before = terms(house, desk)
    county = desk.organisation("科尔沁左翼中旗人民调解委员会")
    desk.wait(2)
    desk.step("zhenzhuren", "offer", acts.CaseOffered(county, tuple(desk.parties)), "案情复杂")
    desk.step("qizhuren", "sign_for", matter=HAND_OVER)
    assert terms(house, desk) == before
    assert case_of(house, desk).state == "accepted"


def test_the_inviting_court_follows_its_case_but_not_the_talks(house: Installation, desk: Player) -> None:
    mediated_first(desk)
    today = desk.clock.today()
    with house.read() as session:
        page = matter_page(
            session, house.registry, desk.actor("fayuan"), MatterKind.DISPUTE, desk.case_id, today
        )
        with pytest.raises(NotThere):
            matter_page(
                session, house.registry, desk.actor("kailufayuan"), MatterKind.DISPUTE, desk.case_id, today
            )
    assert page.view is CaseView.COURT
    assert {offer.step.name for offer in page.offers if offer.mine and not offer.reasons} == {
        "report_danger_at_court",
        "take_to_trial",
        "split_off_by_the_court",
    }


def on_paper(house: Installation, source: CaseSource, n: int = 9) -> Player:
    """What a court sent on paper, registered by the township, mediated and with an agreement drawn."""
    player = Player(house, TODAY - timedelta(20))
    on = player.clock.today()
    parties = tuple(
        invented_party(side, name, 810 + n + i, on)
        for i, (side, name) in enumerate(((Side.APPLICANT, "甲某"), (Side.RESPONDENT, "乙某")))
    )
    court = player.organisation("科尔沁左翼中旗人民法院")
    given = dispute(on, parties, "neighbours", "水沟被堵。", "疏通", region=TOWNSHIP, source=source)
    invited = source is not CaseSource.APPLICATION
    player.register("zhenzhuren", replace(given, inviting_court_id=court if invited else None))
    player.step("zhenzhuren", "skip_settlement", reason="法院转来")
    player.accept("zhenzhuren")
    player.appoint("zhenzhuren", "zhentiaojie")
    player.sit("zhentiaojie", "双方到场。", "同意", "调解室")
    return player


def test_what_a_court_entrusted_on_paper_goes_back_to_trial_and_is_never_filed_again(
    house: Installation,
) -> None:
    player = on_paper(house, CaseSource.COURT_ENTRUSTED)
    with pytest.raises(ConditionsUnmet, match="不用再次立案"):
        player.step("zhentiaojie", "go_to_court", reason="调解不成")
    with pytest.raises(ConditionsUnmet, match="由法院决定"):
        player.step("zhenzhuren", "split_off", acts.PartiesSplit(tuple(player.parties[:1]), ()), "各走各的")
    player.step("zhentiaojie", "go_to_trial", reason="调解不成，材料退回法院")
    again = acts.MediatedAgain(CaseSource.COURT_ENTRUSTED, player.organisation("科尔沁左翼中旗人民法院"))
    player.step("zhenzhuren", "mediate_again", again, "审理中法院又委托")
    with house.read() as session:
        second = session.scalars(select(CaseLink.case_id)).one()
    player.case_id = second
    player.step("zhenzhuren", "go_to_trial", reason="当事人不同意调解")
    assert case_of(house, player).state == "at_trial"


def test_what_was_mediated_in_vain_is_filed_and_not_sent_round_again(house: Installation) -> None:
    player = on_paper(house, CaseSource.APPLICATION)
    player.step("zhentiaojie", "terminate", reason="差距过大")
    court = player.organisation("科尔沁左翼中旗人民法院")
    for source, at in ((CaseSource.COURT_DELEGATED, court), (CaseSource.COURT_GUIDANCE, None)):
        with pytest.raises(BadInput, match="应当立案"):
            player.step("zhenzhuren", "mediate_again", acts.MediatedAgain(source, at), "法院转来")
    player.step("zhenzhuren", "mediate_again", acts.MediatedAgain(CaseSource.APPLICATION), "双方又愿意")


def test_a_delegated_agreement_is_in_force_when_the_parties_have_signed(house: Installation) -> None:
    """特邀调解规定 24: the mediator and the seal, a week later, do not move the thirty days."""
    for source, waits in ((CaseSource.COURT_DELEGATED, 0), (CaseSource.APPLICATION, 7)):
        player = on_paper(house, source, n=20 + waits)
        debtor, creditor = player.parties
        duty = acts.ObligationDrawn(
            kind=ObligationKind.ACT, debtor_id=debtor, creditor_id=creditor, what="疏通水沟"
        )
        player.agree("zhentiaojie", "水沟被堵。", (duty,))
        signed_on = player.clock.today()
        player.sign("zhentiaojie", "zhentiaojie", all_of_it=False)
        player.wait(7)
        person = player.actor("zhentiaojie").person_id
        on = player.clock.today()
        player.step(
            "zhenzhuren",
            "sign" if waits else "complete_marks",
            acts.MarksGathered(
                (
                    acts.Mark(SignerRole.MEDIATOR, on, (SignatureManner.SIGNED,), person_id=person),
                    acts.Mark(SignerRole.COMMITTEE_SEAL, on, (SignatureManner.SEALED,)),
                )
            ),
        )
        with house.read() as session:
            agreement = session.scalars(select(Agreement).where(Agreement.case_id == player.case_id)).one()
            term = session.scalars(
                select(Deadline).where(Deadline.case_id == player.case_id, Deadline.clock == "application")
            ).one()
            paper: Any = fill_paper(
                PaperSources(session, session.get_one(Case, player.case_id)), "agreement", agreement.id
            )
        assert agreement.in_force_on == term.starts_on == signed_on + timedelta(waits)
        assert paper.parties_marks_suffice is (waits == 0)


def test_a_court_takes_its_papers_back_and_nobody_decides_over_it(house: Installation, desk: Player) -> None:
    """宪法 131; a party that refuses is sent back at once, however often that happened (在线规则 15)."""
    registered(desk)
    given = acts.CaseOffered(desk.organisation(TOWNSHIP_COMMITTEE), tuple(desk.parties))
    for _ in range(3):
        desk.step("fayuan", "entrust", given, "适宜调解")
        with pytest.raises(ConditionsUnmet):
            desk.step("zhenzhuren", "return_for_decision", reason="联系不上被申请人", matter=HAND_OVER)
        desk.step("zhenzhuren", "return", reason="联系不上被申请人", matter=HAND_OVER)
    desk.step("fayuan", "entrust", given, "适宜调解")
    desk.wait(9)
    with pytest.raises(ConditionsUnmet, match="法院移出的，由其撤回"):
        desk.step("fayuan", "ask_for_decision", matter=HAND_OVER)
    desk.step("fayuan", "call_back", reason="逾期不签收", matter=HAND_OVER)
    desk.step("fayuan", "go_to_trial", reason="转入审理")


def test_others_have_no_hand_at_the_desk(desk: Player) -> None:
    given = acts.CaseOffered(desk.organisation(TOWNSHIP_COMMITTEE), tuple(desk.parties))
    for account in ("zhenzhuren", "kailufayuan", "cunzhuren"):
        with pytest.raises(NotThere):
            desk.step(account, "guide", given, "愿意调解")
    with pytest.raises((NotThere, NotAllowed)):
        desk.step("faguan", "guide", given, "愿意调解")


def test_a_case_that_a_court_holds_counts_at_the_court(house: Installation, desk: Player) -> None:
    with house.read() as session:
        scope = scope_of(house.registry, "150521000000", TODAY)
        page = area_backlog(session, scope, session.get_one(Region, scope.region_code), desk.clock.now())
    assert (page.at_court, page.total.open) == (1, 1)
    assert dict(page.total.levels) == {Holder.COURT: 1}


def test_the_courts_home_lists_what_it_sent_and_the_committees_what_it_was_sent(
    house: Installation, desk: Player
) -> None:
    mediated_first(desk)
    today = desk.clock.today()
    at_the_desk = Player(house, TODAY)
    at_court(at_the_desk, 5)
    guided(at_the_desk)
    at_the_desk.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    with house.read() as session:
        (line,) = diverted_cases(session, house.registry, desk.actor("fayuan"), today)
        assert not diverted_cases(session, house.registry, desk.actor("kailufayuan"), today)
        assert not diverted_cases(session, house.registry, desk.actor("zhenzhuren"), today)
        running = clocks_running(session, desk.actor("zhenzhuren"), TERMS, today, ())
    assert (line.holder, line.door) == (TOWNSHIP_COMMITTEE, CourtDoor.FIRST_MEDIATION)
    assert [one.clock for one in running] == ["first_mediation"]


def test_what_a_court_registered_is_neither_split_nor_merged_by_a_committee(
    house: Installation, desk: Player
) -> None:
    """Or whoever left would have to file again."""
    mediated_first(desk)
    split = acts.PartiesSplit(tuple(desk.parties[:1]), ())
    with pytest.raises(ConditionsUnmet, match="由法院决定"):
        desk.step("zhenzhuren", "split_off", split, "各走各的")
    with pytest.raises(ConditionsUnmet, match="由法院决定"):
        desk.step("zhenzhuren", "merge", acts.CaseMerged("某案"), "一并调解")
    own = Player(house, desk.clock.today())
    register(own, 7, "zhenzhuren")
    lead = case_of(house, desk).public_id
    with pytest.raises(BadInput, match="并案由法院决定"):
        own.step("zhenzhuren", "merge", acts.CaseMerged(lead), "一并调解")


def test_a_court_gives_a_number_once_and_only_its_own(house: Installation, desk: Player) -> None:
    registered(desk)
    with house.read() as session:
        used = session.scalars(select(Filing.court_number)).one()
    other = at_court(Player(house, desk.clock.today()), 3)

    def file(number: str) -> None:
        suit = acts.SuitFiled(number, CourtProcedure.SUMMARY, other.clock.today())
        other.step("fayuan", "file_suit", suit)

    with pytest.raises(BadInput, match="已经用过"):
        file(used.replace("（", "(").replace("）", ")"))
    with pytest.raises(BadInput, match="代字应是"):
        file(used.replace("0521", "0523"))
    with pytest.raises(BadInput, match="案号的年份"):
        file(used.replace("2026", "2025"))


# Door 3: what a court delegated comes back to it, however it ends


FILING = MatterKind.FILING


def delegated(house: Installation) -> Player:
    """Signed for by the township, which has named its mediator."""
    player = at_court(Player(house, OLD), 1)
    number = player.court_number("诉前调")
    given = acts.CaseDelegated(player.organisation(TOWNSHIP_COMMITTEE), tuple(player.parties), number)
    player.step("fayuan", "delegate", given, "双方同意立案前调解")
    player.step("zhenzhuren", "sign_for", matter=HAND_OVER)
    player.appoint("zhenzhuren", "zhentiaojie")
    return player


def swept(player: Player) -> None:
    """The clocks of the case are looked at."""
    with player.house.begin() as uow:
        sweep_case(uow, clock=player.clock, case_id=player.case_id)
        uow.commit()


def complaints(house: Installation, player: Player) -> list[Request]:
    """What lies, or lay, with a court about the case."""
    query = select(Request).where(Request.case_id == player.case_id, Request.kind == FILING)
    with house.read() as session:
        return list(session.scalars(query))


@pytest.mark.parametrize(
    ("account", "step"),
    [("zhentiaojie", "go_to_court"), ("zhentiaojie", "terminate"), ("zhentiaojie", "withdraw")],
)
def test_however_a_delegated_mediation_fails_its_court_examines_the_suit(
    house: Installation, account: str, step: str
) -> None:
    player = delegated(house)
    player.step(account, step, reason="差距过大")
    (complaint,) = complaints(house, player)
    court = player.organisation("科尔沁左翼中旗人民法院")
    assert (complaint.asked_id, complaint.state, complaint.is_open) == (court, "received", True)
    with house.read() as session:
        clock = session.scalars(
            select(Deadline).where(
                Deadline.matter_id == complaint.id, Deadline.state == DeadlineState.RUNNING
            )
        ).one()
    assert (clock.clock, clock.starts_on) == ("filing_decision", player.clock.today())
    with pytest.raises(NotAllowed):
        player.step("zhenzhuren", "register", matter=FILING)
    player.step("fayuan", "withdraw", reason="当事人不再起诉", matter=FILING)


def test_the_end_of_a_delegated_term_opens_the_filing_and_undecided_it_is_filed_first(
    house: Installation,
) -> None:
    player = delegated(house)
    player.wait(32)
    swept(player)
    (complaint,) = complaints(house, player)
    assert (case_of(house, player).state, complaint.state) == ("at_court", "received")
    player.wait(12)
    swept(player)
    (complaint,) = complaints(house, player)
    assert complaint.state == "to_number"
    given = acts.SuitNumbered(player.court_number("民初"), CourtProcedure.ORDINARY)
    player.step("fayuan", "number", given, matter=FILING)
    assert case_of(house, player).state == "filed"


def entered_in_time(player: Player, on: date) -> None:
    command = StepCommand(
        matter=MatterKind.DISPUTE,
        matter_id=player.case_id,
        step="enter_in_time",
        reason="各方已经同意延长，没有记录",
        happened_on=on,
        late_reason="乡里停网",
    )
    perform(player.house, take_step, actor=player.actor("zhentiaojie"), command=command)


def test_what_was_done_in_time_takes_the_suit_back_until_the_longer_term_is_over(house: Installation) -> None:
    """特邀规定 27: a term that all had agreed to make longer is not cut short by the seven days of a court."""
    player = delegated(house)
    in_time = player.clock.today() + timedelta(10)
    player.wait(32)
    swept(player)
    entered_in_time(player, in_time)
    assert case_of(house, player).state == "mediating"
    (complaint,) = complaints(house, player)
    assert (complaint.state, complaint.is_open) == ("sent_back", False)
    until = OLD + timedelta(60)
    longer = StepCommand(
        matter=MatterKind.DISPUTE,
        matter_id=player.case_id,
        step="extend",
        given=acts.TermExtended(until, tuple(player.parties)),
        reason="等鉴定",
        happened_on=in_time,
        late_reason="乡里停网",
    )
    perform(player.house, take_step, actor=player.actor("zhentiaojie"), command=longer)
    player.wait(20)
    swept(player)
    assert case_of(house, player).state == "mediating", "no court's clock ends what all agreed to"
    player.clock.move_to(until + timedelta(8))  # the last day moves behind the Spring Festival
    swept(player)
    first, second = sorted(complaints(house, player), key=lambda one: one.opened_at)
    assert (first.is_open, second.is_open, second.state) == (False, True, "received")


def test_once_it_is_filed_first_nothing_is_entered_in_time(house: Installation) -> None:
    player = delegated(house)
    in_time = player.clock.today() + timedelta(10)
    player.wait(32)
    swept(player)
    player.wait(12)
    swept(player)
    with pytest.raises(ConditionsUnmet, match="先行立案"):
        entered_in_time(player, in_time)


def days_of_decision(house: Installation, player: Player) -> tuple[date, date]:
    (complaint,) = complaints(house, player)
    running = Deadline.matter_id == complaint.id, Deadline.state == DeadlineState.RUNNING
    with house.read() as session:
        clock = session.scalars(select(Deadline).where(*running)).one()
    assert clock.clock == "filing_decision"
    return clock.starts_on, clock.due_on


def test_the_seven_days_run_from_when_the_court_can_know(house: Installation) -> None:
    """An end that is entered late, or found late after an outage, leaves the court its whole term."""
    late = delegated(house)
    ended = late.clock.today()
    late.wait(13)
    command = StepCommand(
        matter=MatterKind.DISPUTE,
        matter_id=late.case_id,
        step="terminate",
        reason="差距过大",
        happened_on=ended,
        late_reason="乡里停网",
    )
    perform(late.house, take_step, actor=late.actor("zhentiaojie"), command=command)
    assert days_of_decision(house, late)[0] == late.clock.today()
    swept(late)
    assert complaints(house, late)[0].state == "received"


def test_after_an_outage_the_court_still_has_its_seven_days(house: Installation) -> None:
    player = delegated(house)
    player.wait(50)
    swept(player)
    assert (case_of(house, player).state, complaints(house, player)[0].state) == ("at_court", "received")
    first, last = days_of_decision(house, player)
    assert first == player.clock.today()
    assert (last - first).days >= 7


def test_nobody_is_made_to_sue_who_only_left_mediation(house: Installation) -> None:
    """特邀规定 21: it is registered where the party insists; until then the court's desk asks."""
    player = delegated(house)
    player.step("zhentiaojie", "withdraw", reason="被告已当场付清")
    player.wait(20)
    swept(player)
    (complaint,) = complaints(house, player)
    assert (complaint.state, complaint.is_open) == ("received", True)
    papers = acts.ComplaintReceived("起诉状一份", player.clock.today())
    player.step("shujiyuan", "receive_papers", papers, matter=FILING)
    assert days_of_decision(house, player)[0] == player.clock.today()
    with house.read() as session:
        receipts = select(Document).where(
            Document.subject_id == complaint.id, Document.kind == "filing_receipt"
        )
        assert len(session.scalars(receipts).all()) == 1
    with pytest.raises(ConditionsUnmet, match="另外递交"):
        player.step("zhenzhuren", "bring_papers", papers, matter=FILING)
    player.wait(10)
    swept(player)
    assert complaints(house, player)[0].state == "to_number"
    player.step("shujiyuan", "withdraw", reason="起诉人到庭撤回", matter=FILING)
    assert case_of(house, player).state == "withdrawn"


def test_a_labour_dispute_does_not_jump_arbitration_on_its_way_back(house: Installation) -> None:
    player = delegated(house)
    with house.begin() as uow:
        uow.session.get_one(Case, player.case_id).labour = True
        uow.commit()
    player.step("zhentiaojie", "terminate", reason="差距过大")
    assert complaints(house, player) == []
    player.step("zhentiaojie", "go_to_arbitration", reason="申请仲裁")


def test_corrections_that_are_brought_say_that_the_suit_is_insisted_on(house: Installation) -> None:
    player = delegated(house)
    player.step("zhentiaojie", "withdraw", reason="申请人撤回")
    until = player.clock.today() + timedelta(5)
    player.step("fayuan", "tell_defects", acts.SupplementAsked("写明住所地", until), matter=FILING)
    player.step("fayuan", "receive_corrections", acts.Answered("已补正，坚持起诉"), matter=FILING)
    player.wait(14)
    swept(player)
    assert complaints(house, player)[0].state == "to_number"


def test_what_waits_for_corrections_goes_back_too_when_the_term_was_made_longer(house: Installation) -> None:
    player = delegated(house)
    in_time = player.clock.today() + timedelta(10)
    player.wait(32)
    swept(player)
    until = player.clock.today() + timedelta(5)
    player.step("fayuan", "tell_defects", acts.SupplementAsked("写明住所地", until), matter=FILING)
    entered_in_time(player, in_time)
    assert complaints(house, player)[0].state == "sent_back"
    with house.read() as session:
        running = select(Deadline.clock).where(
            Deadline.case_id == player.case_id, Deadline.state == DeadlineState.RUNNING
        )
        assert session.scalars(running).all() == ["late_entry"]


def test_a_delegated_labour_dispute_whose_term_is_over_goes_to_arbitration_first(house: Installation) -> None:
    player = delegated(house)
    with house.begin() as uow:
        uow.session.get_one(Case, player.case_id).labour = True
        uow.commit()
    player.wait(33)
    swept(player)
    assert (case_of(house, player).state, complaints(house, player)) == ("terminated", [])
    player.step("zhentiaojie", "go_to_arbitration", reason="申请仲裁")


def test_a_number_under_which_another_dispute_is_filed_is_refused(house: Installation) -> None:
    first, second = delegated(house), at_court(Player(house, OLD), 2)
    first.step("zhentiaojie", "go_to_court", reason="坚持起诉")
    suit = acts.SuitFiled(first.court_number("民初"), CourtProcedure.ORDINARY, first.clock.today())
    first.step("fayuan", "register", suit, matter=FILING)
    second.clock.move_to(first.clock.today())
    with pytest.raises(BadInput, match="已经用过"):
        second.step("fayuan", "file_suit", suit)


def test_a_dispute_that_is_filed_is_not_begun_anew_at_a_court(house: Installation) -> None:
    player = delegated(house)
    player.step("zhentiaojie", "go_to_court", reason="坚持起诉")
    suit = acts.SuitFiled(player.court_number("民初"), CourtProcedure.ORDINARY, player.clock.today())
    player.step("fayuan", "register", suit, matter=FILING)
    with pytest.raises((NotAllowed, NotThere)):
        player.step("fayuan", "mediate_again", acts.MediatedAgain(CaseSource.APPLICATION), "又愿意调解")


def test_a_step_that_sent_the_papers_to_the_court_is_not_taken_back(house: Installation) -> None:
    player = delegated(house)
    with house.read() as session:
        before = session.get_one(CaseChain, player.case_id).last_seq
    player.step("zhentiaojie", "terminate", reason="差距过大")
    event = last_event(player, before)
    assert event is not None
    with pytest.raises(WrongState, match="已经在法院审查立案"):
        take_back(player, event)


def test_who_insists_at_the_courts_own_desk_is_received_there(house: Installation, desk: Player) -> None:
    """Nothing is invented: the complaint lies there once it was handed in, and until then the desk waits for it."""
    desk.step("fayuan", "go_to_court", reason="申请人坚持起诉")
    assert complaints(house, desk) == []
    with house.read() as session:
        lines = court_day(session, house.registry, desk.actor("fayuan"), desk.clock.today())
    assert [str(line.why) for line in lines[CourtDesk.RECEIVE]] == ["收下起诉状，审查立案"]
    desk.step("fayuan", "receive_complaint", acts.ComplaintReceived("起诉状一份", desk.clock.today()))
    suit = acts.SuitFiled(desk.court_number("民初"), CourtProcedure.SUMMARY, desk.clock.today())
    desk.step("fayuan", "register", suit, matter=FILING)
    assert case_of(house, desk).state == "filed"
    with pytest.raises(ConditionsUnmet, match="法院正在审理"):
        desk.step("fayuan", "mediate_again", acts.MediatedAgain(CaseSource.APPLICATION), "又愿意调解")


def test_a_court_and_a_centre_mediate_again_in_a_case_of_their_own(house: Installation, desk: Player) -> None:
    desk.step("fayuan", "withdraw", reason="当事人撤回")
    court = desk.organisation("科尔沁左翼中旗人民法院")
    invited = acts.MediatedAgain(CaseSource.COURT_ENTRUSTED, court)
    with pytest.raises(BadInput, match="先登记"):
        desk.step("fayuan", "mediate_again", invited, "又愿意调解")
    desk.step("fayuan", "mediate_again", acts.MediatedAgain(CaseSource.APPLICATION), "又愿意调解")
    with house.read() as session:
        again = session.scalars(select(Case).where(Case.id != desk.case_id)).one()
        assert (again.organisation_id, again.state) == (court, "registered")


def unsigned(house: Installation) -> Player:
    """Delegated, and waiting for a committee to sign."""
    player = at_court(Player(house, OLD), 1)
    number = player.court_number("诉前调")
    given = acts.CaseDelegated(player.organisation(TOWNSHIP_COMMITTEE), tuple(player.parties), number)
    player.step("fayuan", "delegate", given, "双方同意立案前调解")
    return player


def test_a_delegation_that_nobody_takes_lies_at_the_courts_desk_with_its_seven_days(
    house: Installation,
) -> None:
    player = unsigned(house)
    with pytest.raises(ConditionsUnmet, match="退回委派的法院"):
        player.step("zhenzhuren", "return", reason="联系不上", matter=HAND_OVER)
    player.wait(3)
    player.step("zhenzhuren", "return_delegated", reason="联系不上被申请人", matter=HAND_OVER)
    (lies,) = complaints(house, player)
    assert (lies.state, lies.asked_id) == ("received", player.organisation("科尔沁左翼中旗人民法院"))
    assert case_of(house, player).state == "registered"
    with house.read() as session:
        decision = select(Deadline).where(Deadline.matter_id == lies.id)
        (term,) = session.scalars(decision)
        assert (term.clock, (term.due_on - term.starts_on).days) == ("filing_decision", 7)
    player.wait(9)
    swept(player)
    assert complaints(house, player)[0].state == "to_number"
    numbered = acts.SuitNumbered(player.court_number("民初"), CourtProcedure.ORDINARY)
    player.step("fayuan", "number", numbered, matter=FILING)
    given = acts.CaseOffered(player.organisation(TOWNSHIP_COMMITTEE), tuple(player.parties))
    player.step("fayuan", "entrust", given, "立案以后双方同意委托调解")


def test_what_nobody_took_is_delegated_once_more_and_its_papers_wait(house: Installation) -> None:
    player = unsigned(house)
    player.step("zhenzhuren", "return_delegated", reason="不属于本会范围", matter=HAND_OVER)
    receiver = player.organisation(COUNTY_COMMITTEE)
    given = acts.CaseDelegated(receiver, tuple(player.parties), player.number_of_the_suit())
    player.step("fayuan", "delegate", given, "另派，双方同意")
    assert [one.state for one in complaints(house, player)] == ["sent_back"]
    player.step("qizhuren", "sign_for", matter=HAND_OVER)
    player.step("qizhuren", "terminate", reason="差距过大")
    assert [one.state for one in complaints(house, player)] == ["sent_back", "received"]


def test_what_was_handed_in_by_somebody_is_not_sent_out_meanwhile(house: Installation) -> None:
    player = unsigned(house)
    player.step("zhenzhuren", "return_delegated", reason="联系不上", matter=HAND_OVER)
    papers = acts.ComplaintReceived("起诉状一份", player.clock.today())
    player.step("fayuan", "receive_papers", papers, matter=FILING)
    number = player.number_of_the_suit()
    given = acts.CaseDelegated(player.organisation(TOWNSHIP_COMMITTEE), tuple(player.parties), number)
    with pytest.raises(ConditionsUnmet, match="另外递交"):
        player.step("fayuan", "delegate", given, "另派")


def test_what_was_corrected_or_is_filed_first_is_not_sent_out_again(house: Installation) -> None:
    player = unsigned(house)
    player.step("zhenzhuren", "return_delegated", reason="联系不上", matter=HAND_OVER)
    number = player.number_of_the_suit()
    given = acts.CaseDelegated(player.organisation(COUNTY_COMMITTEE), tuple(player.parties), number)
    until = player.clock.today() + timedelta(5)
    player.step("fayuan", "tell_defects", acts.SupplementAsked("写明住所地", until), matter=FILING)
    player.step("fayuan", "receive_corrections", acts.Answered("已补正"), matter=FILING)
    with pytest.raises(ConditionsUnmet, match="另外递交"):
        player.step("fayuan", "delegate", given, "另派")
    player.wait(14)
    swept(player)
    assert complaints(house, player)[0].state == "to_number"
    with pytest.raises(ConditionsUnmet) as refused:
        player.step("fayuan", "delegate", given, "另派")
    assert any("先行立案" in str(one) for one in refused.value.conditions)


def test_while_corrections_are_awaited_it_is_not_sent_out_again(house: Installation) -> None:
    """登记立案规定 7: what the court has asked for once is waited for; then it decides."""
    player = unsigned(house)
    player.step("zhenzhuren", "return_delegated", reason="联系不上", matter=HAND_OVER)
    until = player.clock.today() + timedelta(5)
    player.step("fayuan", "tell_defects", acts.SupplementAsked("写明住所地", until), matter=FILING)
    number = player.number_of_the_suit()
    given = acts.CaseDelegated(player.organisation(COUNTY_COMMITTEE), tuple(player.parties), number)
    with pytest.raises(ConditionsUnmet) as refused:
        player.step("fayuan", "delegate", given, "另派")
    with player.house.read() as session:
        page = matter_page(
            session,
            house.registry,
            player.actor("fayuan"),
            MatterKind.DISPUTE,
            player.case_id,
            player.clock.today(),
        )
    (offer,) = [one for one in page.offers if one.step.name == "delegate"]
    assert offer.reasons == refused.value.conditions
    assert ["正在等补正材料" in str(one) for one in offer.reasons] == [True]
    assert [one.state for one in complaints(house, player)] == ["correcting"]
    player.step("fayuan", "withdraw", reason="起诉人撤回", matter=FILING)
    player.step("fayuan", "delegate", given, "撤回以后双方又愿意调解")


def test_a_labour_dispute_that_nobody_takes_goes_back_without_a_suit(house: Installation) -> None:
    player = unsigned(house)
    with house.begin() as uow:
        uow.session.get_one(Case, player.case_id).labour = True
        uow.commit()
    with pytest.raises(ConditionsUnmet):
        player.step("zhenzhuren", "return_delegated", reason="联系不上", matter=HAND_OVER)
    player.step("zhenzhuren", "return", reason="联系不上", matter=HAND_OVER)
    assert complaints(house, player) == []


@pytest.mark.parametrize("how", ["terminate", "go_to_court", "withdraw"])
def test_what_was_delegated_on_paper_goes_back_to_the_court_that_works_here(
    house: Installation, how: str
) -> None:
    player = on_paper(house, CaseSource.COURT_DELEGATED)
    player.step("zhentiaojie", how, reason="调解没有成功")
    (lies,) = complaints(house, player)
    assert (lies.state, lies.asked_id) == ("received", player.organisation("科尔沁左翼中旗人民法院"))
    with house.read() as session:
        assert "纸上委派" in (session.get_one(Request, lies.id).subject or "")


def test_what_was_delegated_on_paper_by_a_court_without_people_here_is_handed_in(house: Installation) -> None:
    player = on_paper(house, CaseSource.COURT_DELEGATED)
    with house.begin() as uow:
        court = player.organisation("科尔沁左翼中旗人民法院")
        for one in uow.session.scalars(select(Membership).where(Membership.organisation_id == court)):
            one.until_on = player.clock.today() - timedelta(1)
        uow.commit()
    player.step("zhentiaojie", "terminate", reason="差距过大")
    assert complaints(house, player) == []


def test_nobody_is_offered_who_refuses_until_the_refusal_is_taken_back(house: Installation) -> None:
    player = Player(house, TODAY - timedelta(20))
    register(player, 1)
    refused, willing = (
        ConsentGiven(ConsentPurpose.MEDIATION, granted, player.clock.today()) for granted in (False, True)
    )

    def says(given: ConsentGiven) -> None:
        asked: dict[str, Any] = {"case_id": player.case_id, "party_id": player.parties[1], "given": given}
        perform(player.house, record_consent, actor=player.actor("cunzhuren"), **asked)

    says(refused)
    given = acts.CaseOffered(player.organisation(TOWNSHIP_COMMITTEE), tuple(player.parties))
    with pytest.raises(ConditionsUnmet, match="明确拒绝调解"):
        player.step("cunzhuren", "offer", given, "本村办不了")
    says(willing)
    player.step("cunzhuren", "offer", given, "本村办不了")
