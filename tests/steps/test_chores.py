"""Once a day: what grew is signed, and what is kept for a time only goes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from mediation.adapters.checkpoint_count import CheckpointCount
from mediation.adapters.vault import SealBroken, verify_signature
from mediation.bootstrap import Installation
from mediation.commands.chores import Chores
from mediation.demonstration import batch
from mediation.demonstration.people import PASSWORD
from mediation.demonstration.player import Player
from mediation.model import (
    CaseChain,
    CaseEvent,
    Checkpoint,
    Draft,
    Membership,
    Run,
    RunLine,
    SignInAttempt,
    WebSession,
)
from mediation.readmodels.case_audit import verify_chains
from mediation.rules.events import EventContent
from mediation.rules.vocabulary import LineOutcome
from mediation.services.many.run import begin_run, work_on_run
from mediation.services.perform import perform
from mediation.services.save_draft import save_draft
from mediation.services.sign_in import sign_in
from tests.conftest import FixedClock
from tests.steps.conftest import TODAY, Begin

MORNING = datetime(TODAY.year, TODAY.month, TODAY.day, 2, tzinfo=UTC)


def at(house: Installation, days: float) -> Installation:
    return replace(house, clock=FixedClock(MORNING + timedelta(days=days)))


def count(house: Installation, table: type) -> int:
    with house.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_what_grew_is_signed_once_a_day_and_counted_beside_the_database(
    house: Installation, begin: Begin
) -> None:
    begin()
    known = CheckpointCount(house.settings.data_dir, house.vault).known
    assert known() == 0
    for days, signed in ((0, 1), (0.5, 1), (1.1, 1)):
        Chores(at(house, days))()
        assert (count(house, Checkpoint), known()) == (signed, signed)
    begin(n=3)
    Chores(at(house, 2.3))()
    assert (count(house, Checkpoint), known()) == (2, 2)
    with house.read() as session:
        assert verify_chains(session, house.vault, verify_signature, known()).breaks == ()
        assert verify_chains(session, house.vault, verify_signature, 3).breaks != ()


def forged(house: Installation) -> None:
    """An event that nobody's act left, digest and head made to fit: all that this takes is the database."""
    with house.begin() as uow:
        chain = uow.session.scalars(select(CaseChain)).one()
        last = uow.session.scalars(select(CaseEvent).order_by(CaseEvent.seq.desc()).limit(1)).one()
        own = {"id", "matter", "data_sealed", "previous", "digest"}
        said = {c.name: getattr(last, c.name) for c in CaseEvent.__table__.columns if c.name not in own}
        said |= {"seq": last.seq + 1, "tag": "party:revealed", "from_state": "", "to_state": ""}
        content = EventContent(**said, matter=last.matter.value, data=last.data_sealed, previous=last.digest)
        chain.last_seq, chain.head = last.seq + 1, content.digest()
        uow.session.add(
            CaseEvent(
                **said,
                matter=last.matter,
                data_sealed=last.data_sealed,
                previous=last.digest,
                digest=content.digest(),
            )
        )
        uow.commit()


def test_the_next_act_gives_no_seal_to_a_head_that_somebody_else_put_there(
    house: Installation, begin: Begin
) -> None:
    player = begin()
    forged(house)
    player.step("cunzhuren", "skip_settlement", reason="当事人直接申请调解")
    with house.read() as session:
        (found,) = verify_chains(session, house.vault, verify_signature).breaks
    assert "封签" in str(found)


def test_a_count_written_by_somebody_else_is_no_count(house: Installation) -> None:
    counted = CheckpointCount(house.settings.data_dir, house.vault)
    counted.note(5)
    file = house.settings.data_dir / "checkpoints"
    assert counted.known() == 5
    file.write_bytes(b"6")
    with pytest.raises(SealBroken):
        counted.known()


def test_what_is_kept_for_a_time_only_goes(house: Installation, begin: Begin) -> None:
    player = begin()
    sign_in(at(house, 0), account="cunzhuren", password=PASSWORD, address="127.0.0.1", device="")
    typed = {"kind": "intake", "subject": "", "title": "王某", "fields": "{}"}
    perform(at(house, 0), save_draft, actor=player.actor("cunzhuren"), draft_id=None, **typed)
    tables = (Draft, SignInAttempt, WebSession)
    for days, kept in ((1, (1, 1, 1)), (91, (0, 1, 1)), (201, (0, 0, 0))):
        begin(n=int(days) % 7)
        Chores(at(house, days))()
        assert tuple(count(house, table) for table in tables) == kept


@pytest.fixture
def list_of_four(house: Installation) -> tuple[Player, UUID]:
    """Four workers whose cases are to be opened: a list on which nothing has been done."""
    model = batch.model_case(house, TODAY)
    plan = batch.opening(model, batch.begin(model, (901, 902, 903, 904)))
    return model, perform(house, begin_run, actor=model.actor(batch.OFFICE), plan=plan)


def outcomes(house: Installation, run_id: UUID) -> Counter[LineOutcome]:
    with house.read() as session:
        return Counter(session.scalars(select(RunLine.outcome).where(RunLine.run_id == run_id)))


def test_the_worker_goes_on_with_a_list_after_whoever_began_it_left_the_page(
    list_of_four: tuple[Player, UUID],
) -> None:
    model, run_id = list_of_four
    work_on_run(model.house, actor=model.actor(batch.OFFICE), run_id=run_id, most=1)
    assert outcomes(model.house, run_id)[LineOutcome.WAITING] == 3
    chores = Chores(replace(model.house, clock=model.clock))
    chores()
    assert outcomes(model.house, run_id) == {LineOutcome.DONE: 4}
    chores()
    assert outcomes(model.house, run_id) == {LineOutcome.DONE: 4}


def test_nothing_more_is_done_for_somebody_who_has_lost_the_post(list_of_four: tuple[Player, UUID]) -> None:
    model, run_id = list_of_four
    person = model.actor(batch.OFFICE).person_id
    with model.house.begin() as uow:
        for held in uow.session.scalars(select(Membership).where(Membership.person_id == person)):
            held.until_on = TODAY - timedelta(days=1)
        uow.commit()
    before = count(model.house, CaseEvent)
    Chores(replace(model.house, clock=model.clock))()
    assert outcomes(model.house, run_id) == {LineOutcome.REFUSED: 4}
    assert count(model.house, CaseEvent) == before


def test_a_list_that_fails_is_put_off_and_holds_up_nothing(
    list_of_four: tuple[Player, UUID], begin: Begin
) -> None:
    model, run_id = list_of_four
    with model.house.begin() as uow:
        uow.session.get_one(Run, run_id).plan = {"a": "plan that nobody can read"}
        uow.commit()
    chores = Chores(replace(model.house, clock=model.clock))
    chores()
    assert outcomes(model.house, run_id) == {LineOutcome.WAITING: 4}
    assert count(model.house, Checkpoint) == 1
