"""A leaver's cases go to a stand-in: tried first, each for itself, taken up where the work stopped, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import func, select

from mediation.adapters.vault import verify_signature
from mediation.bootstrap import Installation
from mediation.demonstration.invented import STORIES, TOWNSHIP_COMMITTEE, register
from mediation.demonstration.player import Player
from mediation.model import Appointment, Case, CaseEvent, Person, RunLine
from mediation.readmodels.case_audit import verify_chains
from mediation.readmodels.caseloads import caseload_lines, caseloads, joined_lines
from mediation.rules import acts
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.vocabulary import LineOutcome, MatterKind
from mediation.services.many.run import begin_run, try_run, undo_run, work_on_run
from mediation.services.many.stand_in import StandIn
from mediation.services.perform import perform
from tests.steps.conftest import TODAY, Begin
from workflows import REGISTRY

STORY = {name: story for name, _, story in STORIES}
HEAD, LEAVER, STAND_IN = "zhenzhuren", "zhentiaojie", "zhenzhuren"


@pytest.fixture
def cases(house: Installation) -> list[Player]:
    """Four cases of the township's mediator: one agreed and partly signed, one suspended."""
    made = []
    for n in range(4):
        player = Player(house, TODAY)
        register(player, n + 1, HEAD)
        player.step(HEAD, "skip_settlement", reason="直接申请")
        player.accept(HEAD)
        player.appoint(HEAD, LEAVER)
        made.append(player)
    signed = made[3]
    signed.sit(LEAVER, "告知权利义务。", "同意", "镇政府")
    from tests.steps.test_law import duty

    signed.agree(LEAVER, "水沟被堵。", (duty(signed),))
    signed.sign(HEAD, LEAVER, parties=1, all_of_it=False)
    return made


@pytest.fixture
def wish(house: Installation, cases: Sequence[Player]) -> StandIn:
    with house.read() as session:
        ids = {
            account: session.scalars(select(Person.id).where(Person.account == account)).one()
            for account in (LEAVER, STAND_IN)
        }
        organisation = session.get_one(Case, cases[0].case_id).organisation_id
    return StandIn(organisation_id=organisation, from_id=ids[LEAVER], to_id=ids[STAND_IN], reason="调离岗位")


def mediators(player: Player) -> set[UUID]:
    with player.house.read() as session:
        return set(
            session.scalars(
                select(Appointment.person_id).where(
                    Appointment.case_id == player.case_id, Appointment.until_at.is_(None)
                )
            )
        )


def outcomes(house: Installation, run_id: UUID) -> dict[UUID, LineOutcome]:
    with house.read() as session:
        rows = session.execute(select(RunLine.subject_id, RunLine.outcome).where(RunLine.run_id == run_id))
        return {case_id: outcome for case_id, outcome in rows}


def begun(house: Installation, cases: Sequence[Player], wish: StandIn) -> UUID:
    return perform(house, begin_run, actor=cases[0].actor(HEAD), plan=wish)


def events(house: Installation) -> int:
    with house.read() as session:
        return session.scalar(select(func.count()).select_from(CaseEvent)) or 0


def test_a_trial_names_what_refuses_and_changes_nothing(
    house: Installation, cases: list[Player], wish: StandIn
) -> None:
    before = events(house)
    tried = try_run(house, actor=cases[0].actor(HEAD), plan=wish)
    assert [one.subject_id for one in tried if one.refusals] == [cases[3].case_id]
    assert "签" in str(next(one for one in tried if one.refusals).refusals[0])
    assert events(house) == before
    assert all(mediators(player) == {wish.from_id} for player in cases)


def test_what_refuses_one_case_stops_no_other(
    house: Installation, cases: list[Player], wish: StandIn
) -> None:
    actor, made = cases[0].actor(HEAD), begun(house, cases, wish)
    assert work_on_run(house, actor=actor, run_id=made, most=100) == 0
    assert [mediators(player) for player in cases] == [{wish.to_id}] * 3 + [{wish.from_id}]
    found = outcomes(house, made)
    assert found[cases[3].case_id] is LineOutcome.REFUSED
    assert list(found.values()).count(LineOutcome.DONE) == 3
    with house.read() as session:
        assert not verify_chains(session, house.vault, verify_signature).breaks


def test_work_goes_on_where_it_stopped_and_does_nothing_twice(
    house: Installation, cases: list[Player], wish: StandIn
) -> None:
    actor, made = cases[0].actor(HEAD), begun(house, cases, wish)
    assert work_on_run(house, actor=actor, run_id=made, most=2) == 2
    assert list(outcomes(house, made).values()).count(LineOutcome.WAITING) == 2
    assert work_on_run(house, actor=actor, run_id=made, most=100) == 0
    after = events(house)
    assert work_on_run(house, actor=actor, run_id=made, most=100) == 0
    assert events(house) == after


def test_the_cases_go_back_where_the_stand_in_still_has_them(
    house: Installation, cases: list[Player], wish: StandIn
) -> None:
    actor, made = cases[0].actor(HEAD), begun(house, cases, wish)
    work_on_run(house, actor=actor, run_id=made, most=100)
    cases[1].step(HEAD, "go_to_court", reason="不愿调解")
    assert undo_run(house, actor=actor, run_id=made, reason="他回来了") == 2
    assert mediators(cases[0]) == {wish.from_id}
    found = outcomes(house, made)
    assert (found[cases[0].case_id], found[cases[1].case_id]) == (LineOutcome.UNDONE, LineOutcome.DONE)
    assert undo_run(house, actor=actor, run_id=made, reason="再点一次") == 0


def test_who_came_beside_the_stand_in_is_not_lost_when_the_list_is_taken_back(
    house: Installation, cases: list[Player], wish: StandIn
) -> None:
    actor, made = cases[0].actor(HEAD), begun(house, cases, wish)
    work_on_run(house, actor=actor, run_id=made, most=100)
    assert wish.to_id is not None
    both = acts.MediatorsNamed((wish.to_id, wish.from_id))
    cases[0].step(HEAD, "replace_mediator", both, reason="两人一起调解")
    assert undo_run(house, actor=actor, run_id=made, reason="他回来了") == 2
    assert mediators(cases[0]) == {wish.to_id, wish.from_id}
    assert outcomes(house, made)[cases[0].case_id] is LineOutcome.DONE


def test_other_mediators_of_a_case_stay(house: Installation, cases: list[Player], wish: StandIn) -> None:
    from mediation.rules import acts

    both = acts.MediatorsNamed((wish.from_id, wish.to_id or wish.from_id))
    cases[0].step(HEAD, "replace_mediator", both, reason="案情复杂")
    actor, made = cases[0].actor(HEAD), begun(house, cases, wish)
    work_on_run(house, actor=actor, run_id=made, most=100)
    assert mediators(cases[0]) == {wish.to_id}


@pytest.mark.parametrize(
    ("change", "field"),
    [({"reason": " "}, "reason"), ({"to_id": None}, "to_id"), ({"to_id": "same"}, "to_id")],
)
def test_what_is_missing_is_said_at_its_field(
    house: Installation, cases: list[Player], wish: StandIn, change: dict[str, object], field: str
) -> None:
    said = {k: wish.from_id if v == "same" else v for k, v in change.items()}
    with pytest.raises(BadInput) as refused:
        begun(house, cases, replace(wish, **said))  # type: ignore[arg-type]
    assert field in {problem.field for problem in refused.value.problems}


@pytest.mark.parametrize("account", [LEAVER, "cunzhuren", "qidudao", "guanliyuan"])
def test_only_the_committees_office_moves_its_cases(
    house: Installation, cases: list[Player], wish: StandIn, account: str
) -> None:
    actor, made = cases[0].actor(account), begun(house, cases, wish)
    with pytest.raises(NotThere):
        try_run(house, actor=actor, plan=wish)
    with pytest.raises(NotThere):
        perform(house, begin_run, actor=actor, plan=wish)
    with pytest.raises(NotThere):
        work_on_run(house, actor=actor, run_id=made, most=1)
    with pytest.raises(NotThere):
        undo_run(house, actor=actor, run_id=made, reason="试试")


def test_cases_of_another_committee_are_named_with_who_replaces_and_never_moved(
    house: Installation, begin: Begin
) -> None:
    player = begin(9)
    joint(player)
    township, village = player.organisation(TOWNSHIP_COMMITTEE), player.actor("cunzhuren").posts[0]
    office, leaver, today = player.actor(HEAD), player.actor(LEAVER).person_id, player.clock.today()

    def listed(account: str, organisation_id: UUID) -> list[tuple[UUID, int, int, bool]]:
        with house.read() as session:
            found = caseloads(session, player.actor(account), REGISTRY, today)
        return [
            (one.organisation_id, one.open, one.joined, one.gone) for one in found if one.person_id == leaver
        ]

    assert listed(HEAD, township) == [(township, 0, 1, False)]
    assert listed("cunzhuren", village.organisation_id) == [(village.organisation_id, 1, 0, False)]
    with house.read() as session:
        assert caseload_lines(session, office, REGISTRY, township, leaver) == ()
        (line,) = joined_lines(session, office, REGISTRY, township, leaver)
        case = session.get_one(Case, player.case_id)
        assert (line.case.public_id, line.lead) == (case.public_id, village.organisation_name)
        with pytest.raises(NotThere):
            joined_lines(session, player.actor("cunzhuren"), REGISTRY, township, leaver)
    wish = StandIn(organisation_id=township, from_id=leaver, to_id=office.person_id, reason="调离岗位")
    with pytest.raises(BadInput):
        perform(house, begin_run, actor=office, plan=wish)

    lead = player.actor("cunzhuren")
    theirs = replace(wish, organisation_id=village.organisation_id, to_id=lead.person_id)
    made = perform(house, begin_run, actor=lead, plan=theirs)
    work_on_run(house, actor=lead, run_id=made, most=10)
    assert outcomes(house, made) == {player.case_id: LineOutcome.DONE}
    assert mediators(player) == {lead.person_id}
    assert listed(HEAD, township) == []


def test_once_concluded_what_was_joint_is_listed_no_more(house: Installation, begin: Begin) -> None:
    player = begin(9)
    joint(player)
    player.step("cunzhuren", "end", reason="已经说通", matter=MatterKind.JOINT)
    with house.read() as session:
        found = caseloads(session, player.actor(HEAD), REGISTRY, player.clock.today())
    assert [one for one in found if one.joined] == []


def joint(player: Player) -> None:
    """The village leads, the township has joined with its mediator."""
    STORY["accepted"](player)
    given = acts.CommitteeInvited(player.organisation(TOWNSHIP_COMMITTEE), "共同调解", tuple(player.parties))
    player.step("cunzhuren", "invite", given)
    player.step(HEAD, "join", matter=MatterKind.JOINT)
    people = tuple(player.actor(account).person_id for account in ("cunzhuren", LEAVER))
    player.step("cunzhuren", "appoint", acts.MediatorsNamed(people))
