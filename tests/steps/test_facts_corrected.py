"""A fact put right moves the clocks that rest on it: first the list, then, once approved, each an event."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.doors import at_court, entrusted
from mediation.demonstration.invented import STORIES
from mediation.demonstration.player import Player
from mediation.model import Case, CaseEvent, Deadline, Delivery, Document, Request
from mediation.readmodels.replay import replay_breaks
from mediation.rules import acts
from mediation.rules.clock import SHANGHAI
from mediation.rules.errors import BadInput, NotAllowed, NotThere, StaleCase, WrongState
from mediation.rules.terms import Days, Derivation, Months, WorkingDays, due
from mediation.rules.vocabulary import (
    CaseSource,
    CourtProcedure,
    DeadlineState,
    DeliveryManner,
    MatterKind,
    SuspensionCause,
)
from mediation.services.correct_dates import (
    correct_complaint,
    correct_receipt,
    correct_refusal_service,
    correct_service,
)
from mediation.services.correct_dispute import correct_dispute, matter_given
from mediation.services.perform import perform
from mediation.services.sweep_deadlines import sweep_deadlines
from tests.faults.failing import kept
from tests.faults.side_roads import paper_from_the_court
from tests.steps.conftest import TODAY, Begin
from tests.steps.reversing import last_event, take_back
from workflows import REGISTRY

STORY = {name: story for name, _, story in STORIES}
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def correct(player: Player, account: str = "cunzhuren", *, approved: bool = True, **changes: Any) -> None:
    with player.house.read() as session:
        given = replace(matter_given(session.get_one(Case, player.case_id)), **changes)
    perform(
        player.house,
        correct_dispute,
        actor=player.actor(account),
        case_id=player.case_id,
        given=given,
        reason="登记时选错",
        approved=approved,
    )


def term(player: Player, *names: str) -> Deadline:
    """The one that counts, of those clocks."""
    states = (DeadlineState.RUNNING, DeadlineState.PAUSED)
    with player.house.read() as session:
        query = select(Deadline).where(Deadline.case_id == player.case_id, Deadline.clock.in_(names))
        found = session.scalars(query.where(Deadline.state.in_(states))).one()
        session.expunge(found)
    return found


OWN = ("mediation", "medical_mediation", "labour_mediation")


def tags(player: Player) -> list[str]:
    with player.house.read() as session:
        query = select(CaseEvent.tag).where(CaseEvent.case_id == player.case_id)
        return list(session.scalars(query.order_by(CaseEvent.seq)))


def said_of(refusal: pytest.ExceptionInfo[BadInput]) -> str:
    assert {problem.field for problem in refusal.value.problems} == {"approved"}
    return " ".join(str(problem.message) for problem in refusal.value.problems)


def accepted(begin: Begin) -> tuple[Player, date]:
    player = begin(9)
    player.wait(2)
    player.step("cunzhuren", "skip_settlement", reason="直接申请")
    player.accept("cunzhuren")
    return player, player.clock.today()


def test_the_kind_of_dispute_says_which_term_runs_and_nothing_moves_unlisted(
    house: Installation, begin: Begin
) -> None:
    player, on = accepted(begin)
    with house.begin() as uow:
        month, medical = (due(on, t, uow.calendar()).due_on for t in (Months(1), WorkingDays(30)))
        labour = due(on - timedelta(2), Days(15), uow.calendar()).due_on
    before = kept(house)
    with pytest.raises(BadInput) as refusal:
        correct(player, approved=False, category_code="labour", labour=True)
    assert "改为劳动争议调解期限" in said_of(refusal)
    assert kept(house) == before
    correct(player, category_code="labour", labour=True)
    now = term(player, *OWN)
    assert (now.clock, now.starts_on, now.due_on) == ("labour_mediation", on - timedelta(2), labour)
    correct(player, category_code="medical", labour=False)
    now = term(player, *OWN)
    assert (now.clock, now.starts_on, now.due_on) == ("medical_mediation", on, medical)
    correct(player, category_code="neighbours")
    now = term(player, *OWN)
    assert (now.clock, now.starts_on, now.due_on) == ("mediation", on, month)
    assert Derivation.from_json(now.derivation).due_on == month
    assert tags(player)[-6:] == ["case:corrected", "deadline:followed"] * 3
    with house.read() as session:
        assert list(replay_breaks(session, REGISTRY)) == []


def test_the_day_of_the_request_moves_the_fifteen_days_and_no_other_term(
    house: Installation, begin: Begin
) -> None:
    player, on = accepted(begin)
    correct(player, approved=False, first_asked_on=on - timedelta(5))  # a month counts from acceptance
    correct(player, category_code="labour", labour=True)
    with pytest.raises(BadInput) as refusal:
        correct(player, approved=False, first_asked_on=on - timedelta(3))
    assert "起算日" in said_of(refusal)
    correct(player, first_asked_on=on - timedelta(3))
    assert term(player, *OWN).starts_on == on - timedelta(3)


def test_a_term_that_cannot_stand_still_knows_no_pauses_and_one_that_can_gets_them_back(
    house: Installation, begin: Begin
) -> None:
    player, _ = accepted(begin)
    player.appoint("cunzhuren", "cunzhuren")
    pause = acts.Suspended(SuspensionCause.APPRAISAL, "委托书")
    player.step("cunzhuren", "suspend", pause, "等鉴定")
    player.wait(6)
    player.step("cunzhuren", "resume", reason="鉴定已出")
    paused = term(player, *OWN).due_on
    player.step("cunzhuren", "suspend", pause, "等鉴定")
    since = player.clock.today()
    correct(player, category_code="labour", labour=True)
    now = term(player, *OWN)
    assert (now.state, now.paused_on) == (DeadlineState.RUNNING, None)
    assert not Derivation.from_json(now.derivation).turns
    correct(player, category_code="neighbours", labour=False)
    now = term(player, *OWN)
    assert (now.state, now.paused_on, now.due_on) == (DeadlineState.PAUSED, since, paused)


@pytest.mark.parametrize("over", [False, True])
@pytest.mark.parametrize(
    ("first", "then", "cause", "still"),
    [
        ("neighbours", "medical", SuspensionCause.APPRAISAL, True),
        ("neighbours", "medical", SuspensionCause.ABSENCE, False),
        ("medical", "neighbours", SuspensionCause.APPRAISAL, True),
        ("medical", "neighbours", SuspensionCause.ABSENCE, True),
    ],
)
def test_what_stood_still_is_found_by_the_kind_of_dispute_that_it_is(
    house: Installation, begin: Begin, first: str, then: str, cause: SuspensionCause, still: bool, over: bool
) -> None:
    """医疗纠纷预防和处理条例 38: of a medical dispute's thirty days only the appraisal is left out."""
    player, on = accepted(begin)
    correct(player, category_code=first) if first != "neighbours" else None
    player.appoint("cunzhuren", "cunzhuren")
    since = player.clock.today()
    player.step("cunzhuren", "suspend", acts.Suspended(cause, "材料"), "等候")
    player.wait(4)
    if over:
        player.step("cunzhuren", "resume", reason="原因消除")
    correct(player, category_code=then)
    now = term(player, *OWN)
    assert now.clock == {"medical": "medical_mediation"}.get(then, "mediation")
    stands = still and not over
    assert now.state is (DeadlineState.PAUSED if stands else DeadlineState.RUNNING)
    assert now.paused_on == (since if stands else None)
    turns = Derivation.from_json(now.derivation).turns
    assert [turn.kind for turn in turns] == (["paused"] if still and over else [])
    with house.begin() as uow:
        length = WorkingDays(30) if then == "medical" else Months(1)
        alone = due(on, length, uow.calendar()).due_on
    assert (now.due_on > alone) == (still and over)


def test_a_step_before_the_correction_is_taken_back_by_the_term_of_now(
    house: Installation, begin: Begin
) -> None:
    player, on = accepted(begin)
    until = acts.TermExtended(on + timedelta(70), tuple(player.parties))
    seq = len(tags(player))
    player.step("cunzhuren", "extend", until, "各方同意")
    event = last_event(player, seq)
    assert event is not None
    correct(player, category_code="labour", labour=True)
    take_back(player, event)
    with house.begin() as uow:
        assert term(player, *OWN).due_on == due(on - timedelta(2), Days(15), uow.calendar()).due_on


# The day of service


def served(begin: Begin) -> Player:
    player = begin(60)
    STORY["confirmed and served"](player)
    return player


def confirmation_of(player: Player) -> Any:
    with player.house.read() as session:
        return session.scalars(
            select(Delivery).where(Delivery.party_id == player.parties[0]).order_by(Delivery.id)
        ).one()


def put_right(player: Player, account: str, use_case: Any, **given: Any) -> None:
    given = {"reason": "回执上是这一天", "approved": True, **given}
    perform(player.house, use_case, actor=player.actor(account), **given)


def objection(player: Player) -> Deadline:
    with player.house.read() as session:
        query = select(Deadline).where(
            Deadline.subject_id == player.parties[0], Deadline.clock == "objection"
        )
        found = session.scalars(query).one()
        session.expunge(found)
    return found


def test_the_term_for_objecting_counts_from_the_day_of_service_put_right(
    house: Installation, begin: Begin
) -> None:
    player = served(begin)
    delivery = confirmation_of(player)
    about = {"confirmation_id": delivery.confirmation_id, "party_id": player.parties[0]}
    player.wait(4)
    on = delivery.delivered_on + timedelta(2)
    with pytest.raises(BadInput) as refusal:
        put_right(player, "shujiyuan", correct_service, on=on, approved=False, **about)
    assert "送达日期由" in said_of(refusal)
    with pytest.raises(NotAllowed):
        put_right(player, "zhenzhuren", correct_service, on=on, **about)
    for wrong in (None, player.clock.today() + timedelta(1), delivery.delivered_on, date(2020, 1, 1)):
        with pytest.raises(BadInput):
            put_right(player, "shujiyuan", correct_service, on=wrong, **about)
    put_right(player, "shujiyuan", correct_service, on=on, **about)
    with house.begin() as uow:
        assert objection(player).due_on == due(on, Days(15), uow.calendar()).due_on
    assert confirmation_of(player).delivered_on == on
    assert tags(player)[-2:] == ["delivery:corrected", "deadline:followed"]


def test_a_right_that_lapsed_by_a_wrong_day_is_there_again(house: Installation, begin: Begin) -> None:
    player = served(begin)
    delivery = confirmation_of(player)
    with house.begin() as uow:
        row = uow.session.get_one(Deadline, objection(player).id)
        row.state, row.ended_on = DeadlineState.LAPSED, row.due_on
        uow.commit()
    player.wait(10)
    on = player.clock.today()
    about = {"confirmation_id": delivery.confirmation_id, "party_id": player.parties[0]}
    put_right(player, "shujiyuan", correct_service, on=on, **about)
    assert (objection(player).state, objection(player).ended_on) == (DeadlineState.RUNNING, None)


# The day of signing for a hand-over


def test_the_courts_term_counts_from_the_day_of_signing_put_right(house: Installation) -> None:
    player = at_court(Player(house, TODAY), 1)
    entrusted(player, CourtProcedure.ORDINARY)
    player.wait(3)
    player.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    signed = player.clock.today()
    hand_over = player._matter_id(MatterKind.HAND_OVER)
    on = signed - timedelta(1)
    with pytest.raises(NotAllowed, match="接收组织"):  # it sent it, and sees it
        put_right(player, "fayuan", correct_receipt, on=on, hand_over_id=hand_over)
    with pytest.raises(NotThere):
        put_right(player, "kailufayuan", correct_receipt, on=on, hand_over_id=hand_over)
    with pytest.raises(BadInput):
        put_right(player, "zhenzhuren", correct_receipt, on=signed - timedelta(9), hand_over_id=hand_over)
    put_right(player, "zhenzhuren", correct_receipt, on=on, hand_over_id=hand_over)
    with house.begin() as uow:
        assert term(player, "first_mediation").due_on == due(on, Days(15), uow.calendar()).due_on
    assert tags(player)[-2:] == ["receipt:corrected", "deadline:followed"]


def test_a_month_that_began_with_a_receipt_follows_it_and_keeps_to_it(
    house: Installation, begin: Begin
) -> None:
    player = begin(20)
    STORY["offered to the township"](player)
    hand_over = player._matter_id(MatterKind.HAND_OVER)
    with pytest.raises(WrongState):
        put_right(player, "zhenzhuren", correct_receipt, on=TODAY, hand_over_id=hand_over)
    player.wait(2)
    player.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    on = player.clock.today() - timedelta(1)
    put_right(player, "zhenzhuren", correct_receipt, on=on, hand_over_id=hand_over)
    assert term(player, *OWN).starts_on == on
    correct(player, "zhenzhuren", category_code="medical")
    assert (term(player, *OWN).clock, term(player, *OWN).starts_on) == ("medical_mediation", on)


def on_paper(house: Installation, source: CaseSource) -> Player:
    """Registered by the township two days before it accepts."""
    player = Player(house, TODAY)
    paper_from_the_court(player, source)
    player.step("zhenzhuren", "skip_settlement", reason="法院转来")
    player.wait(2)
    player.accept("zhenzhuren")
    return player


COURTS = ("first_mediation", "first_mediation_summary", "delegated")


def test_the_source_says_whether_the_courts_term_runs_and_from_its_papers(house: Installation) -> None:
    player = on_paper(house, CaseSource.APPLICATION)
    accepted_on, court = player.clock.today(), player.organisation("科尔沁左翼中旗人民法院")
    entrusted_now = {"source": CaseSource.COURT_ENTRUSTED, "inviting_court_id": court}
    before = kept(house)
    with pytest.raises(BadInput) as refusal:
        correct(player, "zhenzhuren", approved=False, **entrusted_now)
    assert "调解期限改为先行调解期限" in said_of(refusal)
    assert kept(house) == before
    with house.begin() as uow:
        month, fifteen, thirty = (
            due(day, t, uow.calendar()).due_on
            for day, t in ((accepted_on, Months(1)), (TODAY, Days(15)), (TODAY, Days(30)))
        )
    correct(player, "zhenzhuren", **entrusted_now)
    now = term(player, *OWN, *COURTS)
    assert (now.clock, now.starts_on, now.due_on) == ("first_mediation", TODAY, fifteen)
    correct(player, "zhenzhuren", source=CaseSource.COURT_DELEGATED)
    now = term(player, *OWN, *COURTS)
    assert (now.clock, now.starts_on, now.due_on) == ("delegated", TODAY, thirty)
    correct(player, "zhenzhuren", source=CaseSource.APPLICATION, inviting_court_id=None)
    now = term(player, *OWN, *COURTS)
    assert (now.clock, now.starts_on, now.due_on) == ("mediation", accepted_on, month)
    with house.read() as session:
        assert list(replay_breaks(session, REGISTRY)) == []


def test_the_seven_days_of_the_courts_letter_stay_until_the_source_says_otherwise(
    house: Installation,
) -> None:
    player = on_paper(house, CaseSource.COURT_ENTRUSTED)
    player.step("zhenzhuren", "count_summary_term")
    correct(player, "zhenzhuren", approved=False, narrative="水沟被堵，墙也裂了")
    assert term(player, *OWN, *COURTS).clock == "first_mediation_summary"
    with pytest.raises(BadInput) as refusal:
        correct(player, "zhenzhuren", approved=False, source=CaseSource.APPLICATION, inviting_court_id=None)
    assert "改为调解期限" in said_of(refusal)
    correct(player, "zhenzhuren", source=CaseSource.APPLICATION, inviting_court_id=None)
    assert term(player, *OWN, *COURTS).clock == "mediation"


def test_who_was_handed_the_case_may_put_its_source_right_too(house: Installation) -> None:
    player = on_paper(house, CaseSource.APPLICATION)
    player.wait(3)
    court = player.organisation("科尔沁左翼中旗人民法院")
    player.offer("zhenzhuren", "科尔沁左翼中旗人民调解委员会", "案情复杂")
    player.step("qizhuren", "sign_for", matter=MatterKind.HAND_OVER)
    signed_on = player.clock.today()
    assert term(player, *OWN, *COURTS).starts_on == signed_on
    correct(player, "qizhuren", source=CaseSource.COURT_ENTRUSTED, inviting_court_id=court)
    now = term(player, *OWN, *COURTS)
    assert (now.clock, now.starts_on) == ("first_mediation", TODAY)
    correct(player, "qizhuren", source=CaseSource.APPLICATION, inviting_court_id=None)
    now = term(player, *OWN, *COURTS)
    assert (now.clock, now.starts_on) == ("mediation", signed_on)


# A complaint: the day on which it reached the court, and on which a ruling not to register reached who sues


def complained(house: Installation) -> Player:
    player = at_court(Player(house, TODAY - timedelta(60)), 1)
    given = acts.ComplaintReceived("起诉状一份、副本一份", player.clock.today())
    player.step("fayuan", "receive_complaint", given)
    return player


def ruled(house: Installation) -> Player:
    player = complained(house)
    player.wait(3)
    player.step(
        "faguan", "refuse", acts.RulingMade(player.court_number("民初")), "没有明确的被告", MatterKind.FILING
    )
    player.wait(2)
    reached = (acts.Served(player.parties[0], DeliveryManner.DIRECT, player.clock.today()),)
    player.step("shujiyuan", "serve_refusal", acts.RulingServed(reached), matter=MatterKind.FILING)
    return player


def complaint_of(player: Player) -> Request:
    with player.house.read() as session:
        found = session.scalars(select(Request).where(Request.case_id == player.case_id)).one()
        session.expunge(found)
    return found


def test_the_seven_days_to_decide_count_from_the_day_of_receipt_put_right(house: Installation) -> None:
    player = complained(house)
    received = player.clock.today()
    about = {"complaint_id": complaint_of(player).id}
    player.wait(3)
    on = received + timedelta(2)
    before = kept(house)
    with pytest.raises(BadInput) as refusal:
        put_right(player, "fayuan", correct_complaint, on=on, approved=False, **about)
    assert "收到日期由" in said_of(refusal)
    for account in ("faguan", "cunzhuren"):
        with pytest.raises((NotAllowed, NotThere)):
            put_right(player, account, correct_complaint, on=on, **about)
    for wrong in (None, player.clock.today() + timedelta(1), received, date(2020, 1, 1)):
        with pytest.raises(BadInput):
            put_right(player, "fayuan", correct_complaint, on=wrong, **about)
    assert kept(house) == before
    put_right(player, "fayuan", correct_complaint, on=on, **about)
    with house.begin() as uow:
        assert term(player, "filing_decision").due_on == due(on, Days(7), uow.calendar()).due_on
    assert complaint_of(player).opened_at.astimezone(SHANGHAI).date() == on
    assert tags(player)[-2:] == ["complaint:corrected", "deadline:followed"]
    with pytest.raises(StaleCase):
        put_right(player, "fayuan", correct_complaint, on=received, seen_version=1, **about)
    with house.read() as session:
        assert list(replay_breaks(session, REGISTRY)) == []


def receipts(player: Player, kind: str = "filing_receipt") -> list[date]:
    """The days on the editions of the paper, oldest first."""
    with player.house.begin() as uow:
        rows = uow.session.scalars(
            select(Document).where(Document.case_id == player.case_id, Document.kind == kind)
        ).all()
        found = sorted(rows, key=lambda one: one.edition)
        assert [one.replaces_id for one in found[1:]] == [one.id for one in found[:-1]]
        return [date.fromisoformat(json.loads(one.contents or "")["received_on"]) for one in found]


def test_the_receipt_and_the_notice_are_printed_again_with_the_right_day(house: Installation) -> None:
    player = complained(house)
    received, on = player.clock.today(), player.clock.today() + timedelta(1)
    about = {"complaint_id": complaint_of(player).id}
    player.wait(2)
    told = acts.SupplementAsked("补正被告住所", player.clock.today() + timedelta(9))
    player.step("fayuan", "tell_defects", told, matter=MatterKind.FILING)
    put_right(player, "fayuan", correct_complaint, on=on, **about)
    assert receipts(player) == [received, on]
    assert receipts(player, "correction_notice") == [received, on]
    player.step("fayuan", "receive_corrections", acts.Answered("已补正"), matter=MatterKind.FILING)
    put_right(player, "fayuan", correct_complaint, on=received, **about)
    assert receipts(player) == [received, on, received]
    assert receipts(player, "correction_notice") == [received, on]  # it was answered


def test_what_began_anew_with_corrected_papers_keeps_its_own_day(house: Installation) -> None:
    player = complained(house)
    received = player.clock.today()
    about = {"complaint_id": complaint_of(player).id}
    player.wait(2)
    told = acts.SupplementAsked("补正被告住所", player.clock.today() + timedelta(9))
    player.step("fayuan", "tell_defects", told, matter=MatterKind.FILING)
    with pytest.raises(BadInput):  # it was looked at on that day, so it lay there by then
        put_right(player, "fayuan", correct_complaint, on=player.clock.today() + timedelta(1), **about)
    player.wait(3)
    with pytest.raises(BadInput):
        put_right(player, "fayuan", correct_complaint, on=player.clock.today(), **about)
    player.step("fayuan", "receive_corrections", acts.Answered("已补正"), matter=MatterKind.FILING)
    ends = term(player, "filing_decision").due_on
    on = received + timedelta(1)
    put_right(player, "fayuan", correct_complaint, on=on, approved=False, **about)  # no clock moves
    assert term(player, "filing_decision").due_on == ends
    assert complaint_of(player).opened_at.astimezone(SHANGHAI).date() == on


def test_once_decided_the_day_of_receipt_stays(house: Installation) -> None:
    player = ruled(house)
    with pytest.raises(WrongState):
        put_right(
            player,
            "fayuan",
            correct_complaint,
            on=TODAY - timedelta(59),
            complaint_id=complaint_of(player).id,
        )


def test_the_ten_days_of_appeal_count_from_the_day_of_service_put_right(house: Installation) -> None:
    player = ruled(house)
    served, complaint = player.clock.today(), complaint_of(player)
    about = {"complaint_id": complaint.id, "party_id": player.parties[0]}
    on = served - timedelta(1)
    with pytest.raises(BadInput) as refusal:
        put_right(player, "shujiyuan", correct_refusal_service, on=on, approved=False, **about)
    assert "送达日期由" in said_of(refusal)
    for account in ("faguan", "cunzhuren"):
        with pytest.raises((NotAllowed, NotThere)):
            put_right(player, account, correct_refusal_service, on=on, **about)
    with pytest.raises(NotThere):
        put_right(
            player, "shujiyuan", correct_refusal_service, on=on, **{**about, "party_id": player.parties[1]}
        )
    assert complaint.ruled_on is not None
    for wrong in (None, served, served + timedelta(1), complaint.ruled_on - timedelta(1)):
        with pytest.raises(BadInput):
            put_right(player, "shujiyuan", correct_refusal_service, on=wrong, **about)
    put_right(player, "shujiyuan", correct_refusal_service, on=on, **about)
    with house.begin() as uow:
        assert term(player, "filing_appeal").due_on == due(on, Days(10), uow.calendar()).due_on
    assert tags(player)[-2:] == ["delivery:corrected", "deadline:followed"]
    with house.read() as session:
        assert list(replay_breaks(session, REGISTRY)) == []


def test_a_right_that_lapsed_on_another_day_says_which(house: Installation) -> None:
    player = ruled(house)
    about = {"complaint_id": complaint_of(player).id, "party_id": player.parties[0]}
    served = player.clock.today()
    player.wait(40)
    sweep_deadlines(player.house)
    put_right(player, "shujiyuan", correct_refusal_service, on=served - timedelta(1), **about)
    with house.begin() as uow:
        lapsed = uow.session.scalars(select(Deadline).where(Deadline.clock == "filing_appeal")).one()
        last = due(served - timedelta(1), Days(10), uow.calendar()).due_on
        assert (lapsed.state, lapsed.due_on, lapsed.ended_on) == (DeadlineState.LAPSED, last, last)
        assert lapsed.overdue_at is not None


def test_an_appeal_too_late_by_a_wrong_day_is_raised_and_then_the_day_stays(house: Installation) -> None:
    player = ruled(house)
    about = {"complaint_id": complaint_of(player).id, "party_id": player.parties[0]}
    player.wait(15)
    sweep_deadlines(player.house)
    appeal = acts.AppealRaised(player.parties[0], "被告明确")
    with pytest.raises(BadInput):
        player.step("shujiyuan", "record_appeal", appeal, matter=MatterKind.FILING)
    put_right(player, "shujiyuan", correct_refusal_service, on=player.clock.today() - timedelta(3), **about)
    player.step("shujiyuan", "record_appeal", appeal, matter=MatterKind.FILING)
    with pytest.raises(NotThere):
        put_right(
            player, "shujiyuan", correct_refusal_service, on=player.clock.today() - timedelta(4), **about
        )
