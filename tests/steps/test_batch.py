"""示范调解: many adopt one case's terms, each with a case of their own; exceptions go their own way, and all add up."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from mediation.adapters.vault import verify_signature
from mediation.bootstrap import Installation
from mediation.demonstration import batch as played
from mediation.demonstration.batch import COMPANY, HEADS, OFFICE, worker_row, workers_table
from mediation.demonstration.invented import COURT
from mediation.demonstration.people import invented_id_number, invented_name
from mediation.demonstration.player import Player
from mediation.model import (
    Agreement,
    BatchFollower,
    Case,
    Confirmation,
    Obligation,
    Party,
    Representative,
    RunLine,
    Signature,
)
from mediation.readmodels.batches import BatchShown, batch_page
from mediation.readmodels.case_audit import verify_chains
from mediation.readmodels.replay import replay_breaks
from mediation.rules.errors import BadInput, MediationError, NotAllowed, NotThere, WrongState
from mediation.rules.follower_list import FollowerGiven, read_followers
from mediation.rules.vocabulary import (
    BatchStage,
    FollowerStanding,
    LeavingKind,
    LineOutcome,
    Side,
)
from mediation.services.case_now import further_clauses
from mediation.services.lead_batch import begin_batch, leave_batch, list_followers
from mediation.services.many.batch import ApplyTogether, OpenCases
from mediation.services.many.run import begin_run, try_run, work_on_run
from mediation.services.perform import perform
from mediation.services.record_follower_consents import not_agreed, record_follower_consents
from tests.steps.conftest import TODAY

CHILD = "152223" + "20190304" + "001"
FOUR = (901, 902, 903, 904)


@pytest.fixture
def model(house: Installation) -> Player:
    return played.model_case(house, TODAY)


@pytest.fixture
def batch_id(model: Player) -> UUID:
    return played.begin(model, FOUR)


def given(table: str, player: Player) -> tuple[FollowerGiven, ...]:
    return read_followers(table, Side.APPLICANT, (1,), player.clock.today())


def add(player: Player, batch_id: UUID, table: str, account: str = OFFICE, **said: object) -> None:
    actor = player.actor(account)
    rows = given(table, player)
    perform(player.house, list_followers, actor=actor, batch_id=batch_id, given=rows, **said)


def listed(player: Player, batch_id: UUID) -> list[BatchFollower]:
    with player.house.read() as session:
        rows = session.scalars(
            select(BatchFollower).where(BatchFollower.batch_id == batch_id).order_by(BatchFollower.ordinal)
        ).all()
        session.expunge_all()
        return list(rows)


def leave(player: Player, follower: BatchFollower, kind: LeavingKind, **more: object) -> None:
    actor = player.actor(OFFICE)
    wish = {"follower_id": follower.id, "left_as": kind, "reason": "本人书面说明", **more}
    perform(player.house, leave_batch, actor=actor, **wish)


def shown(player: Player, batch_id: UUID) -> BatchShown:
    with player.house.read() as session:
        found = batch_page(session, player.actor(OFFICE), player.house.registry, batch_id)
    assert sum(found.standings.values()) == found.total  # every count adds up to the whole
    assert sum(n for _, n in found.states) == found.standings.get(FollowerStanding.FOLLOWING, 0)
    assert sum(found.left.values()) == found.standings.get(FollowerStanding.LEFT, 0)
    return found


def outcomes(player: Player, run_id: UUID) -> Counter[LineOutcome]:
    with player.house.read() as session:
        return Counter(session.scalars(select(RunLine.outcome).where(RunLine.run_id == run_id)))


def states(player: Player, batch_id: UUID) -> list[str]:
    with player.house.read() as session:
        return list(
            session.scalars(
                select(Case.state)
                .join(BatchFollower, BatchFollower.case_id == Case.id)
                .where(BatchFollower.batch_id == batch_id)
                .order_by(BatchFollower.ordinal)
            )
        )


def in_force(player: Player, batch_id: UUID) -> None:
    played.worked(player, played.opening(player, batch_id))
    played.worked(player, played.drawing(player, batch_id))
    played.worked(player, played.signing(player, batch_id))


def problems(table: str, player: Player) -> dict[str, str]:
    with pytest.raises(BadInput) as refused:
        given(table, player)
    return {
        field: "；".join(str(p.message) for p in refused.value.problems if p.field == field)
        for field in {p.field for p in refused.value.problems}
    }


def test_each_follower_has_a_case_and_an_agreement_of_their_own(model: Player, batch_id: UUID) -> None:
    in_force(model, batch_id)
    assert states(model, batch_id) == ["in_force"] * 4
    with model.house.read() as session:
        cases = session.scalars(
            select(Case).join(BatchFollower, BatchFollower.case_id == Case.id).order_by(BatchFollower.ordinal)
        ).all()
        assert len({case.number for case in cases}) == 4
        for n, case in zip(FOUR, cases, strict=True):
            agreement = session.scalars(select(Agreement).where(Agreement.case_id == case.id)).one()
            duties = session.scalars(
                select(Obligation).where(Obligation.agreement_id == agreement.id).order_by(Obligation.ordinal)
            ).all()
            assert [duty.amount for duty in duties] == [Decimal(f"{3000 + 10 * n}.50"), None]
            assert (duties[0].creditor_name, duties[0].debtor_name) == (invented_name(n), COMPANY)
            assert invented_name(n) in (agreement.facts or "")
            assert f"{3000 + 10 * n:,}.50" in (agreement.facts or "")
            assert case.id != model.case_id
        assert not verify_chains(session, model.house.vault, verify_signature).breaks
        assert list(replay_breaks(session, model.house.registry)) == []
    found = shown(model, batch_id)
    assert found.ready[BatchStage.APPLY] == 4
    assert found.amount == sum(Decimal(f"{3000 + 10 * n}.50") for n in FOUR)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_name_in_common_clauses_becomes_each_followers_own(model: Player) -> None:
    with model.house.begin() as uow:
        led = uow.session.scalars(select(Agreement).where(Agreement.case_id == model.case_id)).one()
        led.further = json.dumps([f"{invented_name(900)}领款时带身份证"], ensure_ascii=False)
        paid = select(Obligation).where(Obligation.agreement_id == led.id, Obligation.ordinal == 1)
        uow.session.scalars(paid).one().means = f"转入{invented_name(900)}本人的账户"
        uow.commit()
    batch_id = played.begin(model, FOUR[:1])
    played.worked(model, played.opening(model, batch_id))
    played.worked(model, played.drawing(model, batch_id))
    with model.house.read() as session:
        drawn = session.scalars(select(Agreement).where(Agreement.case_id != model.case_id)).one()
        assert further_clauses(drawn) == (f"{invented_name(901)}领款时带身份证",)
        duty = select(Obligation).where(Obligation.agreement_id == drawn.id, Obligation.ordinal == 1)
        assert session.scalars(duty).one().means == f"转入{invented_name(901)}本人的账户"


def test_they_apply_together_and_the_court_gets_each(model: Player, batch_id: UUID) -> None:
    in_force(model, batch_id)
    plan = ApplyTogether(
        organisation_id=model.actor(OFFICE).posts[0].organisation_id,
        batch_id=batch_id,
        court_id=model.organisation(COURT),
        signed_on=model.clock.today(),
    )
    played.worked(model, plan)
    with model.house.read() as session:
        confirmations = session.scalars(select(Confirmation)).all()
        assert len(confirmations) == 4
        assert all(one.submitted_on == model.clock.today() for one in confirmations)
        assert len({one.case_id for one in confirmations}) == 4
    assert shown(model, batch_id).applied == 4
    assert shown(model, batch_id).ready[BatchStage.APPLY] == 0


@pytest.mark.parametrize("backend", ["sqlite"])
def test_whoever_leaves_stops_nobody_and_their_case_goes_on(model: Player, batch_id: UUID) -> None:
    played.worked(model, played.opening(model, batch_id))
    first, second, *_ = listed(model, batch_id)
    leave(model, first, LeavingKind.OPTED_OUT)
    played.worked(model, played.drawing(model, batch_id))
    assert states(model, batch_id) == ["mediating", "agreed", "agreed", "agreed"]
    leave(model, second, LeavingKind.SEPARATE)
    played.worked(model, played.signing(model, batch_id))
    assert states(model, batch_id) == ["mediating", "agreed", "in_force", "in_force"]
    assert first.case_id is not None
    model.step(OFFICE, "go_to_court", reason="本人选择起诉", matter_id=first.case_id)
    found = shown(model, batch_id)
    assert found.left == {LeavingKind.OPTED_OUT: 1, LeavingKind.SEPARATE: 1}
    with pytest.raises(WrongState):
        leave(model, first, LeavingKind.OPTED_OUT)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_who_was_not_asked_or_refuses_stays_on_the_list(model: Player, batch_id: UUID) -> None:
    add(model, batch_id, "\n".join([HEADS, worker_row(905, ""), worker_row(906, "否")]))
    run_id = played.worked(model, played.opening(model, batch_id))
    assert outcomes(model, run_id) == {LineOutcome.DONE: 4, LineOutcome.REFUSED: 2}
    waiting = [one for one in listed(model, batch_id) if one.standing is FollowerStanding.WAITING]
    assert [one.name for one in waiting] == [invented_name(905), invented_name(906)]
    leave(model, waiting[0], LeavingKind.UNREACHABLE)
    assert shown(model, batch_id).total == 6


@pytest.mark.parametrize("backend", ["sqlite"])
def test_who_is_asked_later_and_agrees_is_registered_then(model: Player, batch_id: UUID) -> None:
    add(model, batch_id, "\n".join([HEADS, worker_row(905, ""), worker_row(906, "")]))
    played.worked(model, played.opening(model, batch_id))
    asked, other = listed(model, batch_id)[-2:]
    said = {"batch_id": batch_id, "follower_ids": (asked.id,), "agreed_on": model.clock.today()}
    for wrong, field in (
        ({"agreed_on": date(2999, 1, 1)}, "agreed_on"),
        ({"follower_ids": ()}, "follower_ids"),
    ):
        with pytest.raises(BadInput) as refused:
            perform(model.house, record_follower_consents, actor=model.actor(OFFICE), **{**said, **wrong})
        assert [problem.field for problem in refused.value.problems] == [field]
    with pytest.raises(NotThere):
        perform(model.house, record_follower_consents, actor=model.actor("kailu"), **said)
    perform(model.house, record_follower_consents, actor=model.actor(OFFICE), **said)
    played.worked(model, played.opening(model, batch_id))
    assert states(model, batch_id) == ["mediating"] * 5
    with model.house.read() as session:
        assert [one.id for one in not_agreed(session, batch_id)] == [other.id]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_late_joiner_gets_a_later_day(model: Player, batch_id: UUID) -> None:
    in_force(model, batch_id)
    model.wait(60)
    add(model, batch_id, "\n".join([HEADS, worker_row(907)]))
    played.worked(model, played.opening(model, batch_id))
    drawing = played.drawing(model, batch_id)
    assert outcomes(model, played.worked(model, drawing)) == {LineOutcome.REFUSED: 1}  # its day has passed
    later = date.fromordinal(model.clock.today().toordinal() + 30)
    played.worked(model, replace(drawing, due_on=later))
    assert states(model, batch_id)[-1] == "agreed"


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_minor_needs_a_guardian_who_signs(model: Player, batch_id: UUID) -> None:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    child = CHILD + "10X98765432"[sum(int(d) * w for d, w in zip(CHILD, weights, strict=True)) % 11]
    heads = f"{HEADS}\t代理人类型\t代理人姓名\t与当事人关系"
    alone = f"小明\t{child}\t\t\t是\t500"
    table = "\n".join([heads, f"{alone}\t\t\t"])
    add(model, batch_id, table)
    played.worked(model, played.opening(model, batch_id))
    run_id = played.worked(model, played.drawing(model, batch_id))
    assert outcomes(model, run_id) == {LineOutcome.DONE: 4, LineOutcome.REFUSED: 1}
    leave(model, listed(model, batch_id)[-1], LeavingKind.SEPARATE)
    add(model, batch_id, "\n".join([heads, f"{alone}\t监护人\t小明妈\t母亲"]))
    in_force(model, batch_id)
    with model.house.read() as session:
        guardian = session.scalars(select(Representative).where(Representative.name == "小明妈")).all()
        signed = session.scalars(
            select(Signature).where(Signature.by_representative_id.in_([one.id for one in guardian]))
        ).all()
        assert len(signed) == 1
    assert states(model, batch_id)[-1] == "in_force"


def test_two_heirs_take_the_share_of_one_who_died(model: Player, batch_id: UUID) -> None:
    dead = listed(model, batch_id)[0]
    whole = dead.amount
    assert whole is not None
    one, other = (
        f"{invented_name(n)}\t{invented_id_number(n)}\t\t\t是\t{share}"
        for n, share in ((910, whole - 1000), (911, 999))
    )
    with pytest.raises(BadInput, match="继承人的金额合计"):
        leave(model, dead, LeavingKind.DIED, heirs=given("\n".join([HEADS, one, other]), model))
    right = other.rsplit("\t", 1)[0] + "\t1000"
    with pytest.raises(BadInput, match="继承人"):
        leave(model, dead, LeavingKind.OPTED_OUT, heirs=given("\n".join([HEADS, one, right]), model))
    leave(model, dead, LeavingKind.DIED, heirs=given("\n".join([HEADS, one, right]), model))
    heirs = [row for row in listed(model, batch_id) if row.instead_of_id == dead.id]
    assert [row.name for row in heirs] == [invented_name(910), invented_name(911)]
    in_force(model, batch_id)
    found = shown(model, batch_id)
    assert found.total == 6
    assert found.amount == sum((row.amount or Decimal(0) for row in listed(model, batch_id)[1:]), Decimal(0))
    assert found.left == {LeavingKind.DIED: 1}


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_list_with_mistakes_is_refused_line_by_line(model: Player, batch_id: UUID) -> None:
    bad = "\n".join([HEADS, f"张三\t{invented_id_number(1)[:-1]}\t12\t\t也许\t12.345", "李四\t\t\t\t是\t"])
    found = problems(bad, model)
    assert set(found) == {"2.consents", "2.amount", "3.amount"}
    with pytest.raises(BadInput) as refused:
        add(model, batch_id, bad.replace("也许", "是").replace("12.345", "12").replace("是\t\n", "是\t5"))
    assert {p.field for p in refused.value.problems} == {"3.amount"}
    assert len(listed(model, batch_id)) == 4


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("rows", "field", "said"),
    [
        ([worker_row(901)], "2.name", "已经在这一批里"),
        ([worker_row(920), worker_row(920)], "3.name", "同一个人"),
        ([f"{COMPANY}\t\t\t\t是\t5"], "2.name", "示范案件的当事人"),
        ([worker_row(921).rsplit("\t", 1)[0] + "\t0"], "2.amount", "大于零"),
        (["无名氏\t\t\t\t是\t5"], "2.paper_missing_reason", "原因"),
    ],
)
def test_nobody_stands_twice_or_against_themselves(
    model: Player, batch_id: UUID, rows: list[str], field: str, said: str
) -> None:
    with pytest.raises(BadInput) as refused:
        add(model, batch_id, "\n".join([HEADS, *rows, worker_row(930)]))
    found = {problem.field: str(problem.message) for problem in refused.value.problems}
    assert said in found[field]
    assert len(listed(model, batch_id)) == 4  # nothing half-done


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_list_must_be_what_it_says(model: Player, batch_id: UUID) -> None:
    table = workers_table((940, 941))
    with pytest.raises(BadInput, match="名单写 3 人"):
        add(model, batch_id, table, people=3)
    with pytest.raises(BadInput, match="各人相加"):
        add(model, batch_id, table, total=Decimal("1.00"))
    add(
        model,
        batch_id,
        table,
        people=2,
        total=sum((Decimal(f"{3000 + 10 * n}.50") for n in (940, 941)), Decimal(0)),
    )
    assert len(listed(model, batch_id)) == 6


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_table_says_what_is_wrong_with_its_head(model: Player) -> None:
    assert "空的" in problems("姓名\t金额", model)["text"]
    assert "不认识的列" in problems("姓名\t金额\t星座\n张三\t5\t狮子", model)["text"]
    assert "缺少列" in problems("姓名\n张三", model)["text"]
    assert "两次" in problems("姓名\t金额\t金额\n张三\t5\t6", model)["text"]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_several_amounts_must_add_up(model: Player) -> None:
    table = "姓名或名称,没有证件号码的原因,金额,第1项金额,第2项金额\n张三,未提供,300,100,150\n李四,未提供,,100,150"
    with pytest.raises(BadInput) as refused:
        read_followers(table, Side.APPLICANT, (1, 2), TODAY)
    assert [p.field for p in refused.value.problems] == ["2.amount"]
    fine = read_followers(table.replace("300", "250"), Side.APPLICANT, (1, 2), TODAY)
    assert [one.amount for one in fine] == [Decimal(250), Decimal(250)]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_trial_changes_nothing_and_work_goes_on_where_it_stopped(model: Player, batch_id: UUID) -> None:
    plan, actor = played.opening(model, batch_id), model.actor(OFFICE)
    tried = try_run(model.house, actor=actor, plan=plan)
    assert [one.refusals for one in tried] == [()] * 4
    assert states(model, batch_id) == []
    run_id = perform(model.house, begin_run, actor=actor, plan=plan)
    assert work_on_run(model.house, actor=actor, run_id=run_id, most=3) == 1
    assert work_on_run(model.house, actor=actor, run_id=run_id, most=3) == 0
    assert states(model, batch_id) == ["mediating"] * 4
    with model.house.read() as session:
        assert len(session.scalars(select(Party.case_id).where(Party.name == COMPANY).distinct()).all()) == 5


@pytest.mark.parametrize("backend", ["sqlite"])
def test_only_an_agreement_in_force_leads_and_only_once(
    model: Player, batch_id: UUID, house: Installation
) -> None:
    with pytest.raises(WrongState):
        perform(house, begin_batch, actor=model.actor(OFFICE), case_id=model.case_id, side=Side.APPLICANT)
    fresh = played.model_case(house, TODAY, 960)
    with pytest.raises(BadInput):
        perform(house, begin_batch, actor=fresh.actor(OFFICE), case_id=fresh.case_id, side=Side.THIRD)
    mediated = Player(house, TODAY)
    from mediation.demonstration.invented import register

    register(mediated, 1, "cunzhuren")
    wish = {"case_id": mediated.case_id, "side": Side.APPLICANT}
    with pytest.raises(WrongState):
        perform(house, begin_batch, actor=mediated.actor("cunzhuren"), **wish)


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("account", ["cunzhuren", "kailu", "fayuan", "qidudao", "guanliyuan"])
def test_it_is_not_there_for_others(model: Player, batch_id: UUID, account: str) -> None:
    stranger = model.actor(account)
    with pytest.raises(MediationError) as refused:
        add(model, batch_id, workers_table((950,)), account)
    assert isinstance(refused.value, NotThere | NotAllowed)
    with pytest.raises(NotThere):
        try_run(model.house, actor=stranger, plan=played.opening(model, batch_id))
    with model.house.read() as session, pytest.raises(NotThere):
        batch_page(session, stranger, model.house.registry, batch_id)
    run_id = perform(model.house, begin_run, actor=model.actor(OFFICE), plan=played.opening(model, batch_id))
    with pytest.raises(NotThere):
        work_on_run(model.house, actor=stranger, run_id=run_id, most=9)
    elsewhere = replace(
        played.opening(model, batch_id), organisation_id=model.actor("cunzhuren").posts[0].organisation_id
    )
    assert isinstance(elsewhere, OpenCases)
    with pytest.raises(NotThere):
        try_run(model.house, actor=model.actor("cunzhuren"), plan=elsewhere)
