"""A list and the transactions in which its lines are done: five at a time, each alone where somebody else is met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Thread
from time import sleep
from typing import ClassVar
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from mediation.adapters.vault import verify_signature
from mediation.bootstrap import Installation
from mediation.demonstration.player import Player
from mediation.readmodels.case_audit import verify_chains
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import WrongState
from mediation.rules.grammar import Registry, Role
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import LineOutcome
from mediation.services.load import load_case, locked
from mediation.services.many import PLANS
from mediation.services.many.go_on import go_on
from mediation.services.many.plan import Did, Plan
from mediation.services.many.run import begin_run, undo_run, work_on_run
from mediation.services.many.stand_in import StandIn, replacing_roles
from mediation.services.note_event import note_event
from mediation.services.perform import perform
from mediation.services.unit_of_work import UnitOfWork
from tests.steps.test_caseload import HEAD, begun, cases, mediators, outcomes, wish

__all__ = ["cases", "wish"]


@pytest.mark.parametrize("backend", [pytest.param("postgres", marks=pytest.mark.postgres)])
def test_lines_that_lock_each_other_with_somebody_else_are_done_one_by_one(
    house: Installation, cases: list[Player], wish: StandIn
) -> None:
    """Somebody holds the second case and asks for the first, which the list holds: the database ends the list's
    transaction, and each of its lines is done in one of its own."""
    made, actor = begun(house, cases, wish), cases[0].actor(HEAD)
    first, second = cases[0].case_id, cases[1].case_id
    left: list[int] = []
    worker = Thread(target=lambda: left.append(work_on_run(house, actor=actor, run_id=made, most=100)))
    with house.begin() as uow:
        uow.session.execute(text("SET LOCAL deadlock_timeout = '60s'"))  # the other one is to find out
        locked(uow, second)
        worker.start()
        wait_until_somebody_waits(house)
        locked(uow, first)  # only who was made to give it up lets it go
    worker.join()
    assert left == [0]
    assert [mediators(player) for player in cases] == [{wish.to_id}] * 3 + [{wish.from_id}]
    found = list(outcomes(house, made).values())
    assert (found.count(LineOutcome.DONE), found.count(LineOutcome.REFUSED)) == (3, 1)
    with house.read() as session:
        assert not verify_chains(session, house.vault, verify_signature).breaks


def wait_until_somebody_waits(house: Installation) -> None:
    for _ in range(2000):
        with house.read() as session:
            waiting = session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))
        if waiting:
            return
        sleep(0.02)
    raise AssertionError("nobody waits")


@dataclass(frozen=True, kw_only=True)
class Noting(Plan):
    """Each line leaves an event of one and the same case; some refuse afterwards, or fail."""

    kind: ClassVar[str] = "noting"
    case_id: UUID
    lines: tuple[UUID, ...]
    refused: tuple[UUID, ...] = ()
    failing: tuple[UUID, ...] = ()

    @classmethod
    def roles_of(cls, registry: Registry) -> tuple[Role, ...]:
        return replacing_roles(registry)

    def title(self, session: object) -> Message:
        return say("批量办理")

    def subjects(self, uow: UnitOfWork) -> Sequence[UUID]:
        return self.lines

    def do(self, uow: UnitOfWork, actor: Actor, clock: Clock, subject_id: UUID) -> Did:
        loaded = load_case(uow, actor, self.case_id)
        note_event(uow, loaded, "document:reissued", actor, self.post(actor, uow.registry), clock, {})
        if subject_id in self.refused:
            raise WrongState(say("没有可以办理的案件"))
        if subject_id in self.failing:
            raise RuntimeError("what nobody foresaw")
        return Did(self.case_id)


def test_what_a_line_wrote_before_it_refused_is_gone_for_the_next_line_of_the_same_case(
    house: Installation, cases: list[Player], wish: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PLANS, Noting.kind, Noting)  # type: ignore[arg-type]
    actor, lines = cases[0].actor(HEAD), tuple(uuid4() for _ in range(4))
    plan = Noting(
        organisation_id=wish.organisation_id, case_id=cases[0].case_id, lines=lines, refused=lines[1:2]
    )
    made = perform(house, begin_run, actor=actor, plan=plan)
    work_on_run(house, actor=actor, run_id=made, most=10)
    done, refused = LineOutcome.DONE, LineOutcome.REFUSED
    assert [outcomes(house, made)[one] for one in lines] == [done, refused, done, done]
    with house.read() as session:
        assert not verify_chains(session, house.vault, verify_signature).breaks


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_line_that_fails_waits_and_holds_up_no_other(
    house: Installation, cases: list[Player], wish: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PLANS, Noting.kind, Noting)  # type: ignore[arg-type]
    actor, lines = cases[0].actor(HEAD), tuple(uuid4() for _ in range(7))
    plan = Noting(
        organisation_id=wish.organisation_id, case_id=cases[0].case_id, lines=lines, failing=lines[1:2]
    )
    made = perform(house, begin_run, actor=actor, plan=plan)
    assert not go_on(house, run_id=made, actor=actor)
    found = [outcomes(house, made)[one] for one in lines]
    assert found == [LineOutcome.DONE, LineOutcome.WAITING, *[LineOutcome.DONE] * 5]
    assert not go_on(house, run_id=made, actor=actor)
    with house.read() as session:
        assert not verify_chains(session, house.vault, verify_signature).breaks


def test_a_list_that_is_taken_back_half_done_does_nothing_more(
    house: Installation, cases: list[Player], wish: StandIn
) -> None:
    actor, made = cases[0].actor(HEAD), begun(house, cases, wish)
    assert work_on_run(house, actor=actor, run_id=made, most=2) == 2
    assert undo_run(house, actor=actor, run_id=made, reason="选错了人") == 2
    assert work_on_run(house, actor=actor, run_id=made, most=100) == 0
    assert all(mediators(player) == {wish.from_id} for player in cases)
    found = [outcomes(house, made)[player.case_id] for player in cases]
    assert found == [LineOutcome.UNDONE] * 2 + [LineOutcome.REFUSED] * 2
