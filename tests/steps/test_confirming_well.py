"""Confirmation against misuse: eligibility asked point by point, the points of review, and who rules only once."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from mediation.bootstrap import Installation
from mediation.demonstration.doors import agreed, at_court, mediated_first
from mediation.demonstration.invented import STORIES
from mediation.demonstration.player import Player
from mediation.model import CaseEvent, Confirmation
from mediation.readmodels.case_history import history_of
from mediation.readmodels.eligibility import eligibility_of
from mediation.readmodels.health import health_of
from mediation.rules import acts
from mediation.rules.court_review import ALL_FULFILLED, ReviewAnswer
from mediation.rules.errors import BadInput, ConditionsUnmet, MediationError, StaleCase, WrongState
from mediation.rules.vocabulary import (
    ExcludedMatter,
    JurisdictionGround,
    MatterKind,
    Regime,
    ReviewPoint,
    SignatureManner,
    SignerRole,
)
from mediation.services.perform import perform
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step
from tests.regimes import note_row
from tests.steps.conftest import TODAY, Begin
from tests.steps.test_law import COURT, duty, problems

STORY = {name: story for name, _, story in STORIES}
C = MatterKind.CONFIRMATION
OTHER_COURT = "开鲁县人民法院"


def entrusted(house: Installation) -> Player:
    """Registered by the court first, entrusted, agreed."""
    player = at_court(Player(house, date.fromordinal(TODAY.toordinal() - 12)), 1)
    mediated_first(player)
    player.wait(2)
    agreed(player)
    return player


def in_force(player: Player, **changed: object) -> Player:
    STORY["mediated by the township"](player)
    player.agree("zhentiaojie", "水沟被堵。", (duty(player, **changed),))
    player.sign("zhenzhuren", "zhentiaojie")
    return player


def reviewing(player: Player) -> Player:
    in_force(player)
    player.apply("zhenzhuren", COURT)
    player.submit("zhenzhuren")
    player.step("fayuan", "accept_application", matter=C)
    player.step("shujiyuan", "prepare_ruling", acts.RulingPrepared("双方到场。", "周文静"), matter=C)
    return player


def drawn(player: Player, court: str = COURT, **more: object) -> acts.ConfirmationDrawn:
    return acts.ConfirmationDrawn(
        player.organisation(court),
        JurisdictionGround.COMMITTEE,
        **more,  # type: ignore[arg-type]
    )


def test_every_party_has_to_agree_and_every_excluded_matter_is_asked(
    house: Installation, begin: Begin
) -> None:
    player = in_force(begin(12))
    asked = tuple(ExcludedMatter)
    one = drawn(player, excluded=asked, agreeing_ids=tuple(player.parties[:1]))
    assert problems(lambda: player.step("zhenzhuren", "apply_for_confirmation", one)) == ["agreeing_ids"]
    title = drawn(player, excluded=asked[:-1], agreeing_ids=tuple(player.parties))
    with pytest.raises(BadInput, match="第三百五十五条"):
        player.step("zhenzhuren", "apply_for_confirmation", title)
    both = drawn(player, excluded=asked, agreeing_ids=tuple(player.parties))
    player.step("zhenzhuren", "apply_for_confirmation", both)
    with house.read() as session:
        assert session.scalar(select(func.count()).select_from(Confirmation)) == 1


def test_the_courts_that_the_law_opens_are_found_with_their_reason(house: Installation, begin: Begin) -> None:
    player = in_force(begin(12))
    with house.read() as session:
        found = eligibility_of(session, player.case_id, player.clock.today())
    assert found.options[0].ground is JurisdictionGround.COMMITTEE
    assert found.options[0].court == COURT
    assert {one.court for one in found.options} == {COURT}
    assert found.days_left is not None
    assert found.days_left > 0
    assert [str(one.title) for one in found.materials][:2] == ["司法确认申请书", "调解协议书"]


def test_a_court_without_jurisdiction_is_refused_at_its_field(begin: Begin) -> None:
    player = in_force(begin(12))
    wrong = drawn(player, OTHER_COURT)
    with pytest.raises(BadInput, match="不管辖"):
        player.step("zhenzhuren", "apply_for_confirmation", wrong)


def test_on_day_thirty_one_the_other_routes_are_told(house: Installation, begin: Begin) -> None:
    player = in_force(begin(40))
    player.wait(40)
    with pytest.raises(MediationError, match="三十日") as refused:
        player.step("zhenzhuren", "apply_for_confirmation", drawn(player))
    said = str(getattr(refused.value, "conditions", [refused.value])[0])
    assert "起诉" in said or "调解书" in said
    with house.read() as session:
        codes = {one.code for one in health_of(session, player.case_id, player.clock.today()) or ()}
    assert "application.too_late" in codes


def test_an_agreement_that_ends_a_marriage_or_settles_title_is_named_with_the_article(
    house: Installation, begin: Begin
) -> None:
    player = begin(12)
    STORY["mediated by the township"](player)
    terms = (
        duty(player, what="到民政局办理离婚登记"),
        duty(player, what="把东屋三间交给对方，东屋归对方所有"),
    )
    player.agree("zhentiaojie", "夫妻争吵。", terms)
    with house.read() as session:
        found = {one.code: one for one in health_of(session, player.case_id, player.clock.today()) or ()}
    assert "第三项" in str(found["subject.marriage"].article)
    assert "第五项" in str(found["subject.title"].article)
    assert found["subject.title"].at == "obligations.1.what"


def test_a_suit_registered_first_is_warned_of_unless_the_court_is_entered_as_taking_it(
    house: Installation,
) -> None:
    player = entrusted(house)
    today = player.clock.today()

    def warned() -> bool:
        with house.read() as session:
            found = health_of(session, player.case_id, today) or ()
        return any(one.code == "court.registered_first" for one in found)

    assert warned()
    note_row(house, Regime.CONFIRMS_SUITS, today - timedelta(9), today)
    assert not warned()
    note_row(house, Regime.FILING_FIRST, today - timedelta(9))  # of the door, which is another question
    assert not warned()
    note_row(house, Regime.CONFIRMS_NO_SUITS, today - timedelta(3))  # entered last
    assert warned()


def test_nothing_is_ruled_before_every_point_is_answered(begin: Begin) -> None:
    player = reviewing(begin(12))
    ruled = acts.RulingMade(player.court_number())
    with pytest.raises(ConditionsUnmet, match="逐项回答"):
        player.step("faguan", "rule", ruled, matter=C)
    with pytest.raises(ConditionsUnmet, match="逐项回答"):
        player.step("faguan", "reject", ruled, reason="内容不明确", matter=C)
    half = acts.ReviewAnswered(ALL_FULFILLED[:3])
    unanswered = problems(lambda: player.step("faguan", "review", half, matter=C))
    assert unanswered == [one.point.value for one in ALL_FULFILLED[3:]]
    silent = (ReviewAnswer(ReviewPoint.CLARITY, False),)
    answers = (*(one for one in ALL_FULFILLED if one.point is not ReviewPoint.CLARITY), *silent)
    assert problems(lambda: player.step("faguan", "review", acts.ReviewAnswered(answers), matter=C)) == [
        "clarity_note"
    ]


def test_a_point_that_is_not_fulfilled_leaves_only_the_rejection(begin: Begin) -> None:
    player = reviewing(begin(12))
    unclear = ReviewAnswer(ReviewPoint.CLARITY, False, "没有写明哪一间")
    answers = tuple(unclear if one.point is unclear.point else one for one in ALL_FULFILLED)
    player.step("shujiyuan", "review", acts.ReviewAnswered(answers), matter=C)
    ruled = acts.RulingMade(player.court_number())
    with pytest.raises(ConditionsUnmet, match="内容明确"):
        player.step("faguan", "rule", ruled, matter=C)
    player.step("faguan", "reject", ruled, reason="内容不明确", matter=C)


def test_what_was_set_aside_is_not_ruled_on_until_it_is_answered(begin: Begin) -> None:
    player = reviewing(begin(12))
    player.step("faguan", "review", acts.ReviewAnswered(flag="金额要再问"), matter=C)
    with pytest.raises(ConditionsUnmet, match="逐项回答"):
        player.step("faguan", "rule", acts.RulingMade(player.court_number()), matter=C)
    player.review()
    player.step("faguan", "rule", acts.RulingMade(player.court_number()), matter=C)


def test_no_event_tells_what_the_court_answered(house: Installation, begin: Begin) -> None:
    """The history is read by both sides: it says that, never what."""
    player = reviewing(begin(12))
    doubt = ReviewAnswer(ReviewPoint.FREE_WILL, True, "像是被劝来的")
    answers = tuple(doubt if one.point is doubt.point else one for one in ALL_FULFILLED)
    player.step("faguan", "review", acts.ReviewAnswered(answers), matter=C)
    heard = acts.HearingHeld(player.clock.now(), "审判庭", tuple(player.parties), "答：其实不想签", "周文静")
    player.step("shujiyuan", "hold_hearing", heard, matter=C)
    with house.read() as session:
        told = [one.data for one in history_of(session, player.case_id, contents=True)]
    assert "像是被劝来的" not in str(told)
    assert "其实不想签" not in str(told)


def test_what_only_one_party_signed_is_not_handed_in(begin: Begin) -> None:
    """Neither an agreement nor an application: both sides apply (民事诉讼法 205)."""
    player = begin(12)
    STORY["half signed"](player)
    with pytest.raises((ConditionsUnmet, WrongState)):
        player.apply("zhenzhuren", COURT)
    player = in_force(begin(12))
    player.apply("zhenzhuren", COURT)
    today, first = player.clock.today(), player.parties[0]
    mark = acts.Mark(SignerRole.PARTY, today, (SignatureManner.SIGNED,), party_id=first)
    player.step("zhenzhuren", "sign_application", acts.MarksGathered((mark,)), matter=C)
    with pytest.raises(ConditionsUnmet, match="共同申请"):
        player.step("zhenzhuren", "submit", matter=C)


def test_a_withdrawn_application_is_not_ruled_on(begin: Begin) -> None:
    player = reviewing(begin(12))
    player.review()
    player.step("faguan", "allow_withdrawal", acts.RulingMade(player.court_number()), "双方已经履行", C)
    with pytest.raises(WrongState):
        player.step("faguan", "rule", acts.RulingMade(player.court_number()), matter=C)


def test_of_two_who_rule_at_once_one_does_and_the_other_is_told(house: Installation, begin: Begin) -> None:
    player = reviewing(begin(12))
    player.review()
    with house.read() as session:
        one = session.scalars(select(Confirmation)).one()
        version, matter_id = one.version, one.id
    judge, start, said = player.actor("faguan"), Barrier(2), list[object]()

    def rule(step: str, n: int) -> None:
        number = acts.RulingMade(f"（{player.clock.today().year}）内0521诉前调确{900 + n}号")
        command = StepCommand(
            matter=C, matter_id=matter_id, step=step, given=number, reason="内容不明确", seen_version=version
        )
        start.wait()
        try:
            said.append(perform(house, take_step, actor=judge, command=command))
        except MediationError as refusal:
            said.append(refusal)

    threads = [Thread(target=rule, args=(step, n)) for n, step in enumerate(("rule", "reject"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(one, StaleCase) for one in said) == 1
    with house.read() as session:
        ended = session.scalars(select(CaseEvent.tag).where(CaseEvent.matter_id == matter_id)).all()
    assert sum(tag in ("confirmation:rule", "confirmation:reject") for tag in ended) == 1


def test_a_court_that_invited_is_the_only_one(house: Installation) -> None:
    player = entrusted(house)
    with house.read() as session:
        found = eligibility_of(session, player.case_id, player.clock.today())
    assert [one.ground for one in found.options] == [JurisdictionGround.INVITED]
