"""The way out stays open: past arbitration, over an agreement, after mediation has ended, and once somebody signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from mediation.adapters.vault import verify_signature
from mediation.bootstrap import Installation
from mediation.demonstration.invented import COUNTY_COMMITTEE, COURT, STORIES
from mediation.demonstration.player import Player
from mediation.model import Case, CaseLink
from mediation.readmodels.case_audit import verify_chains
from mediation.readmodels.case_history import history_of
from mediation.readmodels.replay import replay_breaks
from mediation.rules import acts
from mediation.rules.errors import BadInput, ConditionsUnmet, NotAllowed, NotThere, WrongState
from mediation.rules.intake import ConsentGiven
from mediation.rules.vocabulary import CaseSource, ConsentPurpose, ProceedingKind, SignatureManner, SignerRole
from mediation.services.change_parties import record_consent
from mediation.services.note_proceeding import ProceedingGiven
from mediation.services.perform import perform
from tests.faults.side_roads import registered
from tests.steps.conftest import TODAY, Begin
from tests.steps.test_proceedings import noted
from tests.steps.test_sweep import state

STORY = {name: story for name, _, story in STORIES}
AWARD = ProceedingGiven(
    kind=ProceedingKind.ARBITRATION,
    body="某劳动人事争议仲裁院",
    number="某劳人仲字〔2026〕9号",
    happened_on=TODAY,
    what="裁决支付工资，劳动者不服",
    ended=True,
)
DECISION = replace(
    AWARD, kind=ProceedingKind.ADMINISTRATIVE, body="某旗人民政府", what="作出土地权属处理决定"
)
BODIES = {"labour": ("go_to_arbitration", AWARD), "land_title": ("go_to_government", DECISION)}
SQLITE = pytest.mark.parametrize("backend", ["sqlite"])
EACH_BODY = pytest.mark.parametrize("before", list(BODIES))


@pytest.fixture
def player(house: Installation) -> Player:
    return Player(house, TODAY)


def mediated_again(player: Player) -> None:
    """The player goes on with the case that came out of this one."""
    player.step("cunzhuren", "mediate_again", acts.MediatedAgain(CaseSource.APPLICATION), "双方又愿意谈")
    with player.house.read() as session:
        links = select(CaseLink.case_id).where(CaseLink.origin_id == player.case_id)
        player.case_id = session.scalars(links).one()


def sues(player: Player) -> None:
    player.step("cunzhuren", "go_to_court", reason="不愿再调解")


@EACH_BODY
def test_who_was_there_and_is_mediated_again_goes_to_the_court(player: Player, before: str) -> None:
    """劳动争议调解仲裁法 50, 土地管理法 14: what comes before the court is behind them."""
    step, end = BODIES[before]
    registered(player, **{before: True})
    player.step("cunzhuren", step, reason="先行处理")
    with pytest.raises(ConditionsUnmet, match="其他程序的进展"):
        player.step("cunzhuren", "sue_afterwards", reason="不想等")
    noted(player, end)
    player.step("cunzhuren", "sue_afterwards", reason="不服处理结果")
    mediated_again(player)
    sues(player)
    assert state(player) == "at_court"
    with player.house.read() as session:
        assert not verify_chains(session, player.house.vault, verify_signature).breaks
        assert not list(replay_breaks(session, player.house.registry))


@SQLITE
@EACH_BODY
def test_as_long_as_it_is_not_known_to_have_ended_the_court_would_send_them_back(
    player: Player, before: str
) -> None:
    step, end = BODIES[before]
    registered(player, **{before: True})
    player.step("cunzhuren", step, reason="先行处理")
    mediated_again(player)
    with pytest.raises(ConditionsUnmet, match="其他程序的进展"):
        sues(player)
    noted(player, replace(end, ended=False))
    with pytest.raises(ConditionsUnmet):
        sues(player)
    noted(player, end)
    sues(player)
    assert state(player) == "at_court"


@SQLITE
@EACH_BODY
def test_an_end_told_on_the_old_case_opens_the_court_in_those_that_come_out_of_it(
    player: Player, before: str
) -> None:
    step, end = BODIES[before]
    registered(player, **{before: True})
    player.step("cunzhuren", step, reason="先行处理")
    noted(player, end)
    mediated_again(player)
    player.step("cunzhuren", "withdraw", reason="又不谈了")
    mediated_again(player)
    sues(player)
    assert state(player) == "at_court"


@SQLITE
@EACH_BODY
def test_the_end_of_another_proceeding_opens_nothing(player: Player, before: str) -> None:
    (other,) = (end for name, (_, end) in BODIES.items() if name != before)
    registered(player, **{before: True})
    noted(player, other)
    with pytest.raises(ConditionsUnmet):
        sues(player)


@SQLITE
@pytest.mark.parametrize("kind", [ProceedingKind.SUIT, ProceedingKind.POLICE, ProceedingKind.PRESERVATION])
def test_only_what_something_depends_on_is_told_as_ended(player: Player, kind: ProceedingKind) -> None:
    registered(player)
    with pytest.raises(BadInput) as refused:
        noted(player, replace(AWARD, kind=kind))
    assert [problem.field for problem in refused.value.problems] == ["ended"]


def suit(player: Player, n: int = 9) -> acts.CaseFiled:
    day = player.clock.today()
    return acts.CaseFiled(player.organisation(COURT), f"（{day.year}）内0521民初{n}号", day)


@pytest.mark.parametrize(("story", "account"), [("in force", "zhenzhuren"), ("settled", "cunzhuren")])
def test_suits_over_an_agreement_are_kept_and_leave_it_as_it_is(
    begin: Begin, story: str, account: str
) -> None:
    """人民调解法 32: one may follow another, and the case stays concluded by its agreement."""
    player = begin(25)
    STORY[story](player)
    with player.house.read() as session:
        before = session.get_one(Case, player.case_id)
        was = (before.state, before.is_open, before.concluded_on, before.outcome)
    for n in (9, 10):
        player.step(account, "record_suit", suit(player, n))
    with player.house.read() as session:
        after = session.get_one(Case, player.case_id)
        assert (after.state, after.is_open, after.concluded_on, after.outcome) == was
        told = [
            event.data
            for event in history_of(session, player.case_id, contents=True)
            if event.tag == "dispute:record_suit"
        ]
        assert not list(replay_breaks(session, player.house.registry))
    today = player.clock.today()
    assert [(one["court_number"], one["filed_on"]) for one in told] == [
        (f"（{today.year}）内0521民初{n}号", today.isoformat()) for n in (9, 10)
    ]


@SQLITE
def test_a_suit_without_court_number_or_day_is_refused_at_its_field(begin: Begin) -> None:
    player = begin(25)
    STORY["in force"](player)
    committee = replace(suit(player), court_id=player.organisation(COUNTY_COMMITTEE))
    late = replace(suit(player), filed_on=player.clock.today() + timedelta(1))
    another = replace(suit(player), court_number="（2026）内0502民初9号")
    for given, field in ((committee, "court_id"), (late, "filed_on"), (another, "court_number")):
        with pytest.raises(BadInput) as refused:
            player.step("zhenzhuren", "record_suit", given)
        assert [problem.field for problem in refused.value.problems] == [field]


@SQLITE
@pytest.mark.parametrize("account", ["wanggeyuan", "cunzhuren", "fayuan", "qidudao"])
def test_only_the_staff_of_who_answers_records_a_suit(begin: Begin, account: str) -> None:
    player = begin(25)
    STORY["in force"](player)
    with pytest.raises((NotAllowed, NotThere)):
        player.step(account, "record_suit", suit(player))


@SQLITE
@pytest.mark.parametrize("story", ["mediating", "terminated"])
def test_without_an_agreement_there_is_no_suit_over_it(begin: Begin, story: str) -> None:
    player = begin(25)
    STORY[story](player)
    with pytest.raises(WrongState):
        player.step("cunzhuren", "record_suit", suit(player))


@EACH_BODY
@pytest.mark.parametrize("ending", ["withdraw", "refuse"])
@SQLITE
def test_after_mediation_the_way_to_what_comes_first_is_still_recorded(
    player: Player, before: str, ending: str
) -> None:
    step, end = BODIES[before]
    registered(player, **{before: True})
    player.step("cunzhuren", ending, reason="不再调解")
    player.step("cunzhuren", step, reason="按告知的途径申请")
    assert state(player) == {"labour": "at_arbitration", "land_title": "at_government"}[before]
    noted(player, end)
    player.step("cunzhuren", "sue_afterwards", reason="不服处理结果")


@SQLITE
def test_whom_the_law_lets_sue_at_once_is_not_sent_elsewhere_afterwards(player: Player) -> None:
    registered(player)
    player.step("cunzhuren", "withdraw", reason="不再调解")
    for step in ("go_to_arbitration", "go_to_government"):
        with pytest.raises(ConditionsUnmet):
            player.step("cunzhuren", step, reason="申请")


def says(player: Player, granted: bool) -> None:
    given = ConsentGiven(ConsentPurpose.MEDIATION, granted, player.clock.today())
    wish = {"case_id": player.case_id, "party_id": player.parties[1], "given": given}
    perform(player.house, record_consent, actor=player.actor("zhenzhuren"), **wish)


def signs_too(player: Player) -> None:
    """The other party signs, then mediator and committee."""
    today = player.clock.today()
    marks = (
        acts.Mark(SignerRole.PARTY, today, (SignatureManner.SIGNED,), party_id=player.parties[1]),
        acts.Mark(
            SignerRole.MEDIATOR,
            today,
            (SignatureManner.SIGNED,),
            person_id=player.actor("zhentiaojie").person_id,
        ),
        acts.Mark(SignerRole.COMMITTEE_SEAL, today, (SignatureManner.SEALED,)),
    )
    player.step("zhenzhuren", "sign", acts.MarksGathered(marks))


def test_who_refuses_once_somebody_has_signed_is_heard(begin: Begin) -> None:
    """人民调解法 17, 23: nobody signs over a refusal; who comes round may."""
    player = begin(25)
    STORY["half signed"](player)
    says(player, granted=False)
    with pytest.raises(ConditionsUnmet, match="拒绝"):
        signs_too(player)
    assert state(player) == "agreed"
    says(player, granted=True)
    signs_too(player)
    assert state(player) == "in_force"


@SQLITE
def test_after_a_refusal_mediation_is_ended_and_nobody_is_asked_any_more(begin: Begin) -> None:
    player = begin(25)
    STORY["half signed"](player)
    says(player, granted=False)
    player.step("zhenzhuren", "terminate", reason="一方拒绝")
    assert state(player) == "terminated"
    with pytest.raises(WrongState):
        says(player, granted=True)
