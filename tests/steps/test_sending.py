"""分流送出: many cases in one go, each by its door with its clock and letter; what nobody signs for goes elsewhere."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import TOWNSHIP_COMMITTEE
from mediation.demonstration.people import VILLAGE
from mediation.demonstration.player import Player
from mediation.model import (
    Case,
    CaseEvent,
    Consent,
    Deadline,
    Diversion,
    Document,
    HandOver,
    Notice,
    Organisation,
    Party,
    Person,
    Run,
    RunLine,
)
from mediation.readmodels.overdue_receipts import overdue_receipts
from mediation.readmodels.sending import ready_to_send, sending_page, sending_post
from mediation.rules.errors import BadInput, NotThere, WrongState
from mediation.rules.vocabulary import ConsentPurpose, CourtDoor, LineOutcome, MatterKind
from mediation.services.importing.confirm import confirm_import
from mediation.services.importing.work import work_on_import
from mediation.services.many.plan import Plan
from mediation.services.many.run import begin_run, undo_run, work_on_run
from mediation.services.many.sending import GoToTrial, SendElsewhere, SendOut
from mediation.services.perform import perform
from mediation.services.send_out import send_elsewhere
from mediation.services.sweep_deadlines import sweep_deadlines
from tests.regimes import let_delegate
from tests.steps.conftest import TODAY
from tests.steps.handing_in import cells, handed_in, table


@pytest.fixture
def player(house: Installation) -> Player:
    return Player(house, TODAY)


def made(house: Installation, player: Player, *rows: dict[str, str]) -> list[UUID]:
    """The rows as cases at the court, in their order."""
    found = handed_in(house, player, table(*rows))
    actor = player.actor("fayuan")
    perform(house, confirm_import, actor=actor, import_id=found)
    work_on_import(house, actor=actor, import_id=found)
    with house.read() as session:
        return list(session.scalars(select(Case.id).order_by(Case.id)))


def worked(house: Installation, player: Player, plan: Plan) -> dict[UUID, RunLine]:
    """The list done to its end; its lines by what each is about."""
    actor = player.actor("fayuan")
    run_id = perform(house, begin_run, actor=actor, plan=plan)
    work_on_run(house, actor=actor, run_id=run_id, most=1000)
    with house.read() as session:
        found = session.scalars(select(RunLine).where(RunLine.run_id == run_id)).all()
        session.expunge_all()
        return {one.subject_id: one for one in found}


def sent(player: Player, ids: list[UUID], **how: Any) -> SendOut:
    here = player.actor("fayuan").posts[0].organisation_id
    return SendOut(organisation_id=here, case_ids=tuple(ids), reason="双方同意，就近调解", **how)


def test_many_go_out_in_one_go_each_by_its_door_with_its_own_clock_and_letter(
    house: Installation, player: Player
) -> None:
    let_delegate(house, date(2026, 1, 1))
    delegated = cells(2, TODAY, court_number="（2026）内0521诉前调7号", filed_on="", procedure="")
    asking = cells(3, TODAY, court_number="", filed_on="", procedure="")
    ids = made(house, player, cells(1, TODAY), delegated, asking)
    assert {one.outcome for one in worked(house, player, sent(player, ids)).values()} == {LineOutcome.DONE}
    with house.read() as session:
        offers = session.scalars(select(HandOver)).all()
        letters = session.execute(select(Document.kind, Document.case_id)).all()
        clocks = session.execute(
            select(Deadline.clock, Deadline.due_on).where(Deadline.matter == MatterKind.HAND_OVER)
        ).all()
        doors = session.execute(select(Diversion.case_id, Diversion.court_number)).all()
    assert len(offers) == 3
    assert {kind for kind, _ in letters} >= {"entrustment_letter", "delegation_letter", "transfer_letter"}
    assert set(clocks) == {("court_receipt", date(2026, 11, 26))}
    assert {number for _, number in doors} == {"", "（2026）内0521民初9001号", "（2026）内0521诉前调7号"}


def test_triage_proposes_for_each_its_own_committee(house: Installation, player: Player) -> None:
    near = {"applicant.domicile": VILLAGE, "respondent.domicile": VILLAGE, "region": VILLAGE}
    ids = made(house, player, cells(1, TODAY) | near, cells(2, TODAY))
    worked(house, player, sent(player, ids))
    with house.read() as session:
        names = session.scalars(
            select(Organisation.name).join(HandOver, HandOver.receiver_id == Organisation.id)
        ).all()
    assert len(set(names)) == 2


def test_who_was_not_asked_or_refuses_is_not_sent_and_goes_straight_on(
    house: Installation, player: Player
) -> None:
    """人民调解法 17, 特邀规定 2: consent first."""
    rows = [
        cells(1, TODAY, respondent__consents="否"),
        cells(2, TODAY, respondent__consents=""),
        cells(3, TODAY),
    ]
    refusing, unasked, agreed = made(house, player, *rows)
    with house.read() as session:
        post = sending_post(player.actor("fayuan"), house.registry)
        assert post is not None
        shown = {line.id: line.asked for line in sending_page(session, house.registry, post, TODAY).lines}
        assert ready_to_send(session, house.registry, post) == (agreed,)
    assert shown[refusing].refusing
    assert shown[unasked].unasked
    assert shown[agreed].agreed
    done = worked(house, player, sent(player, [refusing, unasked, agreed]))
    assert [done[one].outcome for one in (refusing, unasked, agreed)] == [
        LineOutcome.REFUSED,
        LineOutcome.REFUSED,
        LineOutcome.DONE,
    ]
    here = player.actor("fayuan").posts[0].organisation_id
    worked(house, player, GoToTrial(organisation_id=here, case_ids=(refusing,), reason="被告不同意调解"))
    with house.read() as session:
        assert session.get_one(Case, refusing).state == "at_trial"


@pytest.mark.long
def test_a_consent_that_was_recorded_is_not_written_a_second_time(
    house: Installation, player: Player
) -> None:
    (one,) = made(house, player, cells(1, TODAY))
    worked(house, player, sent(player, [one]))
    with house.read() as session:
        transfers = select(func.count()).select_from(Consent).join(Party)
        n = session.scalar(transfers.where(Consent.purpose == ConsentPurpose.TRANSFER, Party.case_id == one))
    assert n == 2


@pytest.mark.long
def test_a_whole_list_is_called_back_while_nobody_has_signed(house: Installation, player: Player) -> None:
    ids = made(house, player, cells(1, TODAY), cells(2, TODAY))
    worked(house, player, sent(player, ids))
    with house.read() as session:
        run_id = session.scalars(select(Run.id)).one()
    assert undo_run(house, actor=player.actor("fayuan"), run_id=run_id, reason="送错了组织") == 2


def overdue(house: Installation, player: Player, n: int = 1) -> list[UUID]:
    """Sent to the township, and four working days later nobody has signed."""
    ids = made(house, player, *(cells(one, TODAY) for one in range(n)))
    township = player.organisation(TOWNSHIP_COMMITTEE)
    worked(house, player, sent(player, ids, receiver_id=township))
    player.wait(4)
    house.clock.move(days=4)  # type: ignore[attr-defined]
    with house.read() as session:
        return list(session.scalars(select(HandOver.id).order_by(HandOver.id)))


def test_what_nobody_signs_for_is_listed_with_the_next_proposal_and_sent_there_in_one_act(
    house: Installation, player: Player
) -> None:
    (offer,) = overdue(house, player)
    actor = player.actor("fayuan")
    with house.begin() as uow:
        person = uow.session.scalars(select(Person).where(Person.account == "zhenzhuren")).one()
        person.phone = "13800000000"
        uow.commit()
    sweep_deadlines(house)
    with house.read() as session:
        post = sending_post(actor, house.registry)
        assert post is not None
        (line,) = overdue_receipts(session, house.registry, post, house.clock.today())
        chased = session.scalars(select(Notice)).all()
        assert [(one.to, "不签收的，由法院改派" in (one.text or "")) for one in chased] == [
            ("13800000000", True)
        ]
    assert line.receiver == TOWNSHIP_COMMITTEE
    assert line.proposed not in ("", TOWNSHIP_COMMITTEE)
    plan = SendElsewhere(organisation_id=post.organisation_id, hand_over_ids=(offer,), reason="逾期没有签收")
    (done,) = worked(house, player, plan).values()
    assert done.outcome is LineOutcome.DONE, done.said
    with house.read() as session:
        first, second = session.scalars(select(HandOver).order_by(HandOver.id)).all()
        receiver = session.get_one(Organisation, second.receiver_id).name
        case = session.get_one(Case, second.case_id)
        tags = session.scalars(select(CaseEvent.tag).where(CaseEvent.case_id == case.id)).all()
        assert case.organisation_id == post.organisation_id
    assert (first.state, second.is_open) == ("withdrawn", True)
    assert receiver == line.proposed
    assert "hand_over:call_back" in tags
    assert tags.count("dispute:entrust") == 2


@pytest.mark.long
def test_before_the_term_is_over_nothing_is_sent_elsewhere(house: Installation, player: Player) -> None:
    (one,) = made(house, player, cells(1, TODAY))
    worked(house, player, sent(player, [one]))
    with house.read() as session:
        offer = session.scalars(select(HandOver.id)).one()
    with pytest.raises(WrongState, match="签收期限还没有过"):
        perform(house, send_elsewhere, actor=player.actor("fayuan"), hand_over_id=offer, reason="等不及")
    with house.read() as session:
        assert session.get_one(HandOver, offer).is_open


@pytest.mark.long
def test_who_signed_meanwhile_keeps_the_case(house: Installation, player: Player) -> None:
    (offer,) = overdue(house, player)
    with house.read() as session:
        player.case_id = session.get_one(HandOver, offer).case_id
    player.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER, matter_id=offer)
    with pytest.raises((NotThere, WrongState)):
        perform(house, send_elsewhere, actor=player.actor("fayuan"), hand_over_id=offer, reason="逾期")


def test_another_court_neither_sends_nor_sees_them(house: Installation, player: Player) -> None:
    (one,) = made(house, player, cells(1, TODAY))
    other = player.actor("kailufayuan")
    plan = SendOut(organisation_id=other.posts[0].organisation_id, case_ids=(one,), reason="x")
    with pytest.raises(NotThere):
        perform(house, begin_run, actor=other, plan=plan)
    with pytest.raises(BadInput):
        perform(house, begin_run, actor=player.actor("fayuan"), plan=sent(player, []))


@pytest.mark.long
def test_the_door_filter_lists_only_what_came_by_it(house: Installation, player: Player) -> None:
    asking = cells(3, TODAY, court_number="", filed_on="", procedure="")
    made(house, player, cells(1, TODAY), asking)
    post = sending_post(player.actor("fayuan"), house.registry)
    assert post is not None
    with house.read() as session:
        for door, n in ((None, 2), (CourtDoor.GUIDANCE, 1), (CourtDoor.DELEGATION, 0)):
            assert sending_page(session, house.registry, post, TODAY, door=door).waiting == n
