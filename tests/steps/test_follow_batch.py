"""A case that is there already follows a model: it fits, or is refused and nothing is half-done."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration import batch as played
from mediation.demonstration.batch import COMPANY, OFFICE
from mediation.demonstration.invented import COURT, TOWNSHIP_COMMITTEE, register
from mediation.demonstration.people import COUNTY, invented_name
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.model import BatchFollower, Case, CaseEvent, Confirmation, Obligation, Party, RunLine
from mediation.rules import acts
from mediation.rules.errors import BadInput, MediationError, NotAllowed, NotThere
from mediation.rules.intake import PartyGiven
from mediation.rules.vocabulary import (
    CaseSource,
    FollowerStanding,
    JurisdictionGround,
    LeavingKind,
    LineOutcome,
    MatterKind,
    PartyKind,
    Side,
)
from mediation.services.change_parties import add_party, remove_party
from mediation.services.follow_batch import CaseFollows, follow_batch
from mediation.services.lead_batch import begin_batch, leave_batch
from mediation.services.many.batch import ApplyTogether
from mediation.services.perform import perform
from tests.steps.conftest import TODAY

OWN = (Decimal("800.00"),)


def a_batch(house: Installation) -> tuple[Player, UUID]:
    """A model whose followers are still to come."""
    model = played.model_case(house, TODAY)
    wish = {"case_id": model.case_id, "side": Side.APPLICANT}
    return model, perform(house, begin_batch, actor=model.actor(OFFICE), **wish)


def another_worker(
    house: Installation, n: int = 970, *, company: str = COMPANY, more: tuple[PartyGiven, ...] = ()
) -> Player:
    """Somebody's own case against the company, mediated at the same committee."""
    player = Player(house, TODAY)
    firm = replace(
        invented_party(Side.RESPONDENT, company, n + 1, TODAY),
        kind=PartyKind.ORGANISATION,
        id_number="",
        legal_representative="赵某",
    )
    parties = (firm, *more, invented_party(Side.APPLICANT, invented_name(n), n, TODAY))
    told = dispute(TODAY, parties, "migrant_wages", "工资拖欠三个月。", "支付工资", region=COUNTY)
    player.register(OFFICE, told)
    player.step(OFFICE, "skip_settlement", reason="当事人直接申请")
    player.accept(OFFICE)
    player.appoint(OFFICE, OFFICE)
    return player


def follow(player: Player, batch_id: UUID, *given: CaseFollows, account: str = OFFICE) -> None:
    wish = {"batch_id": batch_id, "given": given}
    perform(player.house, follow_batch, actor=player.actor(account), **wish)


def fields(refused: pytest.ExceptionInfo[BadInput]) -> list[str]:
    return [problem.field for problem in refused.value.problems]


def test_a_case_follows_with_its_own_sum_and_its_parties_in_any_order(house: Installation) -> None:
    model, batch_id = a_batch(house)
    worker = another_worker(house)
    follow(model, batch_id, CaseFollows(case_id=worker.case_id, shares=OWN))
    model.clock.move_to(TODAY)
    played.worked(model, played.drawing(model, batch_id))
    played.worked(model, played.signing(model, batch_id))
    with house.read() as session:
        follower = session.scalars(select(BatchFollower)).one()
        assert (follower.standing, follower.amount) == (FollowerStanding.FOLLOWING, OWN[0])
        assert session.get_one(Case, worker.case_id).state == "in_force"
        duty = session.scalars(
            select(Obligation)
            .join(Party, Party.id == Obligation.creditor_id)
            .where(Party.case_id == worker.case_id, Obligation.amount.is_not(None))
        ).one()
        assert (duty.debtor_name, duty.creditor_name, duty.amount) == (COMPANY, invented_name(970), OWN[0])


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_does_not_fit_is_named_and_nothing_follows(house: Installation) -> None:
    model, batch_id = a_batch(house)
    stranger = another_worker(house, company="另一家公司（虚构）")
    two = another_worker(house, 980, more=(invented_party(Side.APPLICANT, invented_name(982), 982, TODAY),))
    gone = another_worker(house, 990)
    gone.step(OFFICE, "withdraw", reason="申请人撤回")
    fine = another_worker(house, 995)
    ids = (stranger.case_id, two.case_id, gone.case_id, model.case_id, fine.case_id)
    with pytest.raises(BadInput) as refused:
        follow(model, batch_id, *(CaseFollows(case_id=one, shares=OWN) for one in ids))
    assert fields(refused) == [f"{n}.case_id" for n in range(4)]
    for shares in ((), (Decimal(0),), (*OWN, *OWN)):
        with pytest.raises(BadInput) as refused:
            follow(model, batch_id, CaseFollows(case_id=fine.case_id, shares=shares))
        assert fields(refused) == ["0.shares"]
    with pytest.raises(BadInput) as refused:
        follow(model, batch_id)
    assert fields(refused) == ["0.case_id"]
    one = CaseFollows(case_id=fine.case_id, shares=OWN)
    with pytest.raises(BadInput) as refused:
        follow(model, batch_id, one, one)
    assert fields(refused) == ["1.case_id"]
    follow(model, batch_id, one)
    with pytest.raises(BadInput) as refused:
        follow(model, batch_id, one)
    assert fields(refused) == ["0.case_id"]
    with house.read() as session:
        assert len(session.scalars(select(BatchFollower)).all()) == 1


@pytest.mark.parametrize("backend", ["sqlite"])
def test_only_who_leads_may_let_cases_follow_and_only_their_own(house: Installation) -> None:
    model, batch_id = a_batch(house)
    mine = CaseFollows(case_id=another_worker(house).case_id, shares=OWN)
    for account in ("cunzhuren", "kailu", "fayuan", "qidudao", "guanliyuan"):
        with pytest.raises(MediationError) as refused:
            follow(model, batch_id, mine, account=account)
        assert isinstance(refused.value, NotThere | NotAllowed)
    elsewhere = Player(house, TODAY)
    register(elsewhere, 1, "kailu")
    with pytest.raises(NotThere):
        follow(model, batch_id, CaseFollows(case_id=elsewhere.case_id, shares=OWN))


@pytest.mark.parametrize("backend", ["sqlite"])
def test_who_was_paid_without_an_agreement_leaves_as_performed(house: Installation) -> None:
    model, batch_id = a_batch(house)
    follow(model, batch_id, CaseFollows(case_id=another_worker(house).case_id, shares=OWN))
    with house.read() as session:
        follower = session.scalars(select(BatchFollower)).one()
    wish = {"follower_id": follower.id, "left_as": LeavingKind.PERFORMED, "reason": "收条附卷"}
    perform(house, leave_batch, actor=model.actor(OFFICE), **wish)
    with house.read() as session:
        assert session.scalars(select(BatchFollower)).one().left_as is LeavingKind.PERFORMED


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize("by_court", [True, False])
def test_whom_the_court_invited_too_applies_to_that_court_alone(house: Installation, by_court: bool) -> None:
    model = played.model_case(house, TODAY)
    with house.begin() as uow:  # as a court that invited the model
        case = uow.session.get_one(Case, model.case_id)
        case.source, case.inviting_court_id = CaseSource.COURT_ENTRUSTED, model.organisation(COURT)
        uow.commit()
    batch_id = played.begin(model, (901,))
    played.worked(model, replace(played.opening(model, batch_id), sent_by_court=by_court))
    played.worked(model, played.drawing(model, batch_id))
    played.worked(model, played.signing(model, batch_id))
    plan = ApplyTogether(
        organisation_id=model.actor(OFFICE).posts[0].organisation_id,
        batch_id=batch_id,
        court_id=model.organisation(COURT),
        signed_on=model.clock.today(),
    )
    played.worked(model, plan)
    with house.read() as session:
        ground = session.scalars(select(Confirmation.ground)).one()
        source = session.scalars(
            select(Case.source).join(BatchFollower, BatchFollower.case_id == Case.id)
        ).one()
    expected = (JurisdictionGround.INVITED, CaseSource.COURT_ENTRUSTED)
    alone = (JurisdictionGround.COMMITTEE, CaseSource.APPLICATION)
    assert (ground, source) == (expected if by_court else alone)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_terms_that_no_longer_fit_are_refused_for_that_one_alone(house: Installation) -> None:
    model, batch_id = a_batch(house)
    changed, same = another_worker(house), another_worker(house, 980)
    follow(model, batch_id, *(CaseFollows(case_id=p.case_id, shares=OWN) for p in (changed, same)))
    actor, wish = changed.actor(OFFICE), {"case_id": changed.case_id}
    other = invented_party(Side.RESPONDENT, "赵包工", 985, TODAY)
    perform(house, add_party, actor=actor, **wish, given=other)
    company = changed.parties[0]
    perform(house, remove_party, actor=actor, **wish, party_id=company, reason="查明不是用工单位")
    run_id = played.worked(model, played.drawing(model, batch_id))
    with house.read() as session:
        lines = session.scalars(select(RunLine).where(RunLine.run_id == run_id).order_by(RunLine.ordinal))
        outcomes = [(line.outcome, [one["text"] for one in line.said]) for line in lines]
    assert [outcome for outcome, _ in outcomes] == [LineOutcome.REFUSED, LineOutcome.DONE]
    assert "不在这件案件里" in outcomes[0][1][0]


def test_whose_case_is_elsewhere_by_now_leaves_all_the_same(house: Installation) -> None:
    """The committee that leads the batch no longer answers for the case, or only mediates it along with another."""
    model, batch_id = a_batch(house)
    gone, joined = another_worker(house), another_worker(house, 980)
    for worker in (gone, joined):
        follow(model, batch_id, CaseFollows(case_id=worker.case_id, shares=OWN))
        worker.offer(OFFICE, TOWNSHIP_COMMITTEE, "当事人都在本镇")
        worker.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    office = model.actor(OFFICE).posts[0].organisation_id
    asked = acts.CommitteeInvited(office, "请共同调解", tuple(joined.parties))
    joined.step("zhenzhuren", "invite", asked)
    joined.step(OFFICE, "join", matter=MatterKind.JOINT)
    with house.read() as session:
        followers = session.scalars(select(BatchFollower.id).order_by(BatchFollower.ordinal)).all()
    for follower in followers:
        wish = {"follower_id": follower, "left_as": LeavingKind.SEPARATE, "reason": "在镇里办理"}
        perform(house, leave_batch, actor=model.actor(OFFICE), **wish)
    with house.read() as session:
        told = session.scalars(select(CaseEvent.case_id).where(CaseEvent.tag == "batch:left")).all()
    assert told == [model.case_id, model.case_id]
