"""What a court rules on objections to its ruling: numbered, sealed, served, and what remains enforceable."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import COURT, STORIES
from mediation.demonstration.player import Player
from mediation.model import (
    Deadline,
    Document,
    Objection,
    ObjectionDelivery,
    ObjectionRuling,
    Performance,
    Setting,
)
from mediation.readmodels.case_list import confirmations_waiting
from mediation.readmodels.case_parts import confirmations_of
from mediation.rules import acts
from mediation.rules.errors import BadInput, ConditionsUnmet, NotAllowed
from mediation.rules.papers import ObjectionRuling as Paper
from mediation.rules.policy import CaseView
from mediation.rules.terms import Derivation, Months, due
from mediation.rules.vocabulary import DeadlineState, DeliveryManner, MatterKind, ObjectionOutcome
from mediation.services.perform import perform
from mediation.services.read_document import is_open_to, read_document
from tests.steps.conftest import Begin
from tests.steps.test_law import problems
from workflows import REGISTRY

STORY = {name: story for name, _, story in STORIES}
C = MatterKind.CONFIRMATION


def outsider(player: Player, name: str = "王五") -> None:
    given = acts.ObjectionRaised("损害我的权益。", outsider=name, known_on=player.clock.today())
    player.step("fayuan", "raise_objection", given, matter=C)


def ruled(player: Player, step: str, n: int = 41, **more: Any) -> None:
    number, why = f"（{player.clock.today().year}）内0521民特{n}号", "经审查，异议人的理由成立。"
    given = (
        acts.RulingVaried(number, why, "周文静", **more)
        if more
        else acts.ObjectionRuled(number, why, "周文静")
    )
    player.step("faguan", step, given, matter=C)


def served(player: Player, *rows: acts.ObjectionServed) -> None:
    player.step("shujiyuan", "serve_objection_ruling", acts.ObjectionRulingServed(rows), matter=C)


def on_everybody(player: Player) -> list[acts.ObjectionServed]:
    on = player.clock.today()
    with player.house.read() as session:
        others = session.scalars(select(Objection.id).where(Objection.party_id.is_(None))).all()
    return [
        *(acts.ObjectionServed(DeliveryManner.DIRECT, on, party_id=p) for p in player.parties),
        *(acts.ObjectionServed(DeliveryManner.POST, on, objection_id=one) for one in others),
    ]


def only(house: Installation, table: type[Any]) -> Any:
    with house.read() as session:
        found = session.scalars(select(table)).one()
        session.expunge(found)
    return found


def duties(player: Player) -> list[tuple[str, bool]]:
    with player.house.read() as session:
        rows = session.scalars(select(Performance).where(Performance.case_id == player.case_id))
        return sorted((one.state, one.is_open) for one in rows)


def waiting(player: Player, account: str) -> list[str]:
    with player.house.read() as session:
        lines = confirmations_waiting(session, REGISTRY, player.actor(account), player.clock.today())
        return [line.next_step.name for line in lines if line.next_step]


def test_what_is_served_waits_no_more_whoever_else_still_waits(house: Installation, begin: Begin) -> None:
    """Another case with a party whom its ruling has not reached keeps nothing of this one on the desk."""
    other = begin(60)
    STORY["confirmation submitted"](other)
    player = begin(60, 2)
    STORY["confirmed and served"](player)
    outsider(player)
    ruled(player, "dismiss_objection")
    player.step("shujiyuan", "seal_objection_ruling", matter=C)
    assert "serve_objection_ruling" in waiting(player, "shujiyuan")
    served(player, *on_everybody(player))
    assert "serve_objection_ruling" not in waiting(player, "shujiyuan")


@pytest.mark.parametrize("step", ["dismiss_objection", "uphold_objection"])
def test_it_is_sealed_and_reaches_both_parties_and_the_outsider(
    house: Installation, begin: Begin, step: str
) -> None:
    player = begin(60)
    STORY["confirmed and served"](player)
    outsider(player)
    with pytest.raises(ConditionsUnmet, match="等待用印"):
        player.step("shujiyuan", "seal_objection_ruling", matter=C)
    ruled(player, step)
    assert waiting(player, "shujiyuan") == ["seal_objection_ruling"]
    with pytest.raises(ConditionsUnmet, match="等待送达"):
        served(player, *on_everybody(player))
    player.wait(2)
    player.step("shujiyuan", "seal_objection_ruling", matter=C)
    assert only(house, ObjectionRuling).sealed_on == player.clock.today()
    first, second, other = on_everybody(player)
    served(player, first, other)
    assert waiting(player, "shujiyuan") == ["serve_objection_ruling"]
    with house.read() as session:
        shown = confirmations_of(session, player.case_id, deliberation=False)[0].objection_rulings[0]
        assert [one.party_id for one in shown.unserved] == [player.parties[1]]
        assert [name for name, _, _ in shown.served][-1] == "王五"
    served(player, second)
    assert waiting(player, "shujiyuan") == []
    with pytest.raises(ConditionsUnmet):
        served(player, second)
    with house.read() as session:
        assert len(session.scalars(select(ObjectionDelivery)).all()) == 3


def test_each_mistake_is_refused_at_its_field(house: Installation, begin: Begin) -> None:
    player = begin(60)
    STORY["confirmed and served"](player)
    outsider(player)
    number = "（2026）内0521民特41号"
    wrong = acts.ObjectionRuled("民特41号", " ", "")
    assert set(problems(lambda: player.step("faguan", "uphold_objection", wrong, matter=C))) == {
        "findings",
        "clerk_name",
        "court_number",
    }
    given = acts.ObjectionRuled(number, "理由。", "周文静")
    with pytest.raises(NotAllowed):
        player.step("shujiyuan", "uphold_objection", given, matter=C)

    def vary(terms: str, *lifted: int) -> None:
        given = acts.RulingVaried(number, "理由。", "周文静", terms, lifted)
        player.step("faguan", "vary_ruling", given, matter=C)

    assert problems(lambda: vary(" ", 2)) == ["terms"]
    assert problems(lambda: vary("只确认第一项。", 9)) == ["lifted"]
    assert problems(lambda: vary("都不确认。", 1, 2)) == ["lifted"]  # that is a revocation
    vary("只确认第一项。", 2)
    ruled_on = player.clock.today()
    player.wait(3)
    player.step("shujiyuan", "seal_objection_ruling", matter=C)
    party = player.parties[0]

    def serve(on: date, **who: Any) -> None:
        served(player, acts.ObjectionServed(DeliveryManner.DIRECT, on, **who))

    today = player.clock.today()
    assert problems(lambda: served(player)) == ["served"]
    assert problems(lambda: serve(today, objection_id=player.case_id)) == ["served.0"]
    assert problems(lambda: serve(today + timedelta(1), party_id=party)) == ["served.0.delivered_on"]
    twice = acts.ObjectionServed(DeliveryManner.DIRECT, today, party_id=party)
    assert problems(lambda: served(player, twice, twice)) == ["served.1"]
    with pytest.raises(BadInput):
        serve(ruled_on, party_id=party)


def test_it_bears_a_number_of_its_own_of_a_kind_of_its_own(house: Installation, begin: Begin) -> None:
    player = begin(60)
    STORY["confirmed and served"](player)
    outsider(player)
    with house.read() as session:
        (shown,) = confirmations_of(session, player.case_id, deliberation=False)

    def dismiss(number: str) -> None:
        player.step("faguan", "dismiss_objection", acts.ObjectionRuled(number, "理由。", "周文静"), matter=C)

    with house.begin() as uow:
        uow.session.add(Setting(name="objection_number_kinds", value="民特监,诉前调确"))
        uow.commit()
    assert problems(lambda: dismiss(shown.court_number)) == ["court_number"]  # the number of what it is on
    assert problems(lambda: dismiss("（2026）内0521民初9号")) == ["court_number"]
    dismiss("（2026）内0521民特监9号")
    other = begin(60)
    STORY["confirmation under review"](other)
    other.step("fayuan", "prepare_ruling", acts.RulingPrepared("自愿、合法", "周文静"), matter=C)
    other.review()
    with house.begin() as uow:
        uow.session.add(Setting(name="confirmation_number_kinds", value="民特监"))
        uow.commit()
    ruling = acts.RulingMade("（2026）内0521民特监9号")
    assert problems(lambda: other.step("faguan", "rule", ruling, matter=C)) == ["court_number"]


def enforcing(player: Player) -> None:
    """A confirmed agreement; what was to be paid is being enforced, the other duty is broken."""
    STORY["enforcement asked"](player)
    assert ("enforcing", True) in duties(player)


def enforcement_clocks(player: Player) -> set[DeadlineState]:
    query = select(Deadline.state).where(Deadline.case_id == player.case_id, Deadline.clock == "enforcement")
    with player.house.read() as session:
        return set(session.scalars(query))


def test_what_was_revoked_is_enforced_no_more(house: Installation, begin: Begin) -> None:
    player = begin(60)
    enforcing(player)
    outsider(player)
    ruled(player, "uphold_objection")
    assert ("enforcing", True) not in duties(player)
    assert ("broken", True) in duties(player)
    assert DeadlineState.RUNNING not in enforcement_clocks(player)
    asked = acts.EnforcementAsked(player.organisation(COURT), "全部没有付")
    with pytest.raises(ConditionsUnmet, match="司法确认"):
        player.on_duty("zhenzhuren", "ask_enforcement", asked)


def test_an_objection_without_grounds_leaves_enforcement_as_it_is(house: Installation, begin: Begin) -> None:
    player = begin(60)
    enforcing(player)
    outsider(player)
    ruled(player, "dismiss_objection")
    assert ("enforcing", True) in duties(player)


@pytest.mark.parametrize(("lifted", "left"), [(1, "broken"), (2, "enforcing")])
def test_a_varied_ruling_takes_only_its_duties_out(
    house: Installation, begin: Begin, lifted: int, left: str
) -> None:
    player = begin(60)
    enforcing(player)
    outsider(player)
    ruled(player, "vary_ruling", terms="其余各项继续有效。", lifted=(lifted,))
    with house.read() as session:
        first = session.get_one(Performance, player.duties()[0])
        assert first.state == left
        (shown,) = confirmations_of(session, player.case_id, deliberation=False)
        assert (shown.state, shown.objection_rulings[0].outcome) == ("varied", ObjectionOutcome.VARIED)
        assert shown.objection_rulings[0].lifted == (lifted,)


def served_on(player: Player, party: UUID, step: str = "serve") -> None:
    reached = acts.RulingServed((acts.Served(party, DeliveryManner.DIRECT, player.clock.today()),))
    player.step("shujiyuan", step, reached, matter=C)


def objects(player: Player, party: UUID, step: str = "raise_objection") -> None:
    player.step("fayuan", step, acts.ObjectionRaised("不是自愿的", party_id=party), matter=C)


def stands(player: Player) -> str:
    with player.house.read() as session:
        (shown,) = confirmations_of(session, player.case_id, deliberation=False)
        return shown.state


def sealed_and_served_on_the_first(player: Player) -> tuple[UUID, UUID]:
    STORY["ruled, not sealed"](player)
    player.step("shujiyuan", "seal", matter=C)
    first, second = player.parties
    served_on(player, first)
    return first, second


def test_a_ruling_varied_for_one_still_reaches_the_other_who_may_object_too(
    house: Installation, begin: Begin
) -> None:
    """民诉法解释 372: each has a period of their own, and a stranger six months."""
    player = begin(60)
    first, second = sealed_and_served_on_the_first(player)
    objects(player, first)
    ruled(player, "vary_ruling", terms="只确认第一项。", lifted=(2,))
    assert waiting(player, "shujiyuan") == ["serve"]
    served_on(player, second)
    objects(player, second)
    assert stands(player) == "objected"
    with pytest.raises(ConditionsUnmet, match="改变后的裁定"):
        ruled(player, "dismiss_objection", 42)
    ruled(player, "dismiss_further_objection", 42)
    assert stands(player) == "varied"
    player.wait(40)
    with pytest.raises(BadInput, match="已经届满"):
        objects(player, second)
    outsider(player)
    ruled(player, "uphold_objection", 43)
    assert stands(player) == "revoked"


def test_what_was_varied_once_may_be_varied_again_but_not_of_everything(
    house: Installation, begin: Begin
) -> None:
    player = begin(60)
    STORY["confirmed and served"](player)
    outsider(player)
    ruled(player, "vary_ruling", terms="第二项不再确认。", lifted=(2,))
    outsider(player, "赵六")
    assert problems(lambda: ruled(player, "vary_ruling", 42, terms="第一项也不。", lifted=(1,))) == ["lifted"]
    ruled(player, "vary_ruling", 42, terms="第一项改为分期。", lifted=())
    assert stands(player) == "varied"
    other = begin(60)
    STORY["objected to"](other)
    with pytest.raises(ConditionsUnmet, match="没有改变过"):
        ruled(other, "dismiss_further_objection", 44)


@pytest.mark.parametrize("varied", [False, True])
def test_an_objection_taken_back_leaves_the_others_and_leads_back_at_the_last(
    house: Installation, begin: Begin, varied: bool
) -> None:
    player = begin(60)
    STORY["confirmed and served"](player)
    before = "varied" if varied else "confirmed"
    if varied:
        outsider(player)
        ruled(player, "vary_ruling", terms="只确认第一项。", lifted=(2,))
    first, second = player.parties
    objects(player, first)
    objects(player, second, "raise_another_objection")

    def withdraw(which: UUID) -> None:
        player.step("fayuan", "withdraw_objection", acts.ObjectionWithdrawn(which), "已经说通", C)

    with house.read() as session:
        made = session.scalars(
            select(Objection.id).where(Objection.party_id.is_not(None)).order_by(Objection.id)
        ).all()
    assert problems(lambda: withdraw(player.case_id)) == ["objection_id"]
    withdraw(made[0])
    assert stands(player) == "objected"
    assert problems(lambda: withdraw(made[0])) == ["objection_id"]
    withdraw(made[1])
    assert stands(player) == before
    objects(player, first)  # within the fifteen days
    assert stands(player) == "objected"


def test_its_paper_is_the_courts_until_it_is_sealed(house: Installation, begin: Begin) -> None:
    player = begin(60)
    STORY["confirmed and served"](player)
    outsider(player)
    ruled(player, "vary_ruling", terms="第二项不再确认。", lifted=(2,))

    def papers() -> list[Document]:
        query = select(Document).where(Document.kind == "objection_ruling").order_by(Document.edition)
        with house.read() as session:
            found = list(session.scalars(query))
            for one in found:
                assert is_open_to(session, player.actor("faguan"), one, CaseView.COURT)
            open_ = [is_open_to(session, player.actor("zhenzhuren"), one, CaseView.FULL) for one in found]
            assert open_ == [False] if len(found) == 1 else [False, True]
            contents = [Paper.from_json(one.contents or "") for one in found]
            assert contents[0].draft
            assert [len(one.lifted) for one in contents] == [1] * len(found)
            assert [one.objections[0].who for one in contents] == ["王五"] * len(found)
            session.expunge_all()
        return found

    papers()
    player.step("shujiyuan", "seal_objection_ruling", matter=C)
    draft, out = papers()
    assert out.replaces_id == draft.id
    perform(house, read_document, actor=player.actor("faguan"), document_id=out.id)


def test_the_six_months_of_an_outsider_are_kept_with_how_they_were_counted(
    house: Installation, begin: Begin
) -> None:
    players = [begin(200), begin(200, n=2)]
    for one in players:
        STORY["confirmed and served"](one)
    player, late = players
    known_on = player.clock.today()
    with house.begin() as uow:
        term = due(known_on, Months(6), uow.calendar())

    def object_(by: Player) -> None:
        given = acts.ObjectionRaised("损害我的权益。", outsider="王五", known_on=known_on)
        by.step("fayuan", "raise_objection", given, matter=C)

    player.wait((term.due_on - player.clock.today()).days)
    object_(player)
    with house.read() as session:
        stored = session.scalars(select(Objection)).one()
        assert stored.derivation is not None
        assert Derivation.from_json(stored.derivation) == term
        shown = confirmations_of(session, player.case_id, deliberation=False)[0].objections[0]
        assert shown.term == term
    late.wait((term.due_on - late.clock.today()).days + 1)
    with pytest.raises(BadInput) as refused:
        object_(late)
    said = str(refused.value.problems[0].message)
    for step in term.steps:
        assert str(step.message) in said
    assert "第三百七十二条" in said
    assert "第一百二十七条" in said


def test_a_partys_objection_has_its_clock_and_no_other_term(house: Installation, begin: Begin) -> None:
    player = begin(60)
    STORY["confirmed and served"](player)
    player.step("fayuan", "raise_objection", acts.ObjectionRaised("不是自愿的", player.parties[0]), matter=C)
    assert only(house, Objection).derivation is None
