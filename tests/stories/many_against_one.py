"""Wages and title deeds of dozens or hundreds: one is mediated as the model, the others follow or go their own way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from mediation.demonstration.batch import worked
from mediation.demonstration.invented import COURT
from mediation.model import (
    Agreement,
    BatchFollower,
    Case,
    Confirmation,
    Obligation,
    Performance,
    RunLine,
    Signature,
)
from mediation.readmodels.batches import batch_page
from mediation.rules import acts
from mediation.rules.court_review import ALL_FULFILLED
from mediation.rules.follower_list import FollowerGiven
from mediation.rules.intake import PartyGiven
from mediation.rules.vocabulary import (
    FollowerStanding,
    JurisdictionGround,
    LeavingKind,
    LineOutcome,
    MatterKind,
    Side,
)
from mediation.services.follow_batch import CaseFollows, follow_batch
from mediation.services.lead_batch import begin_batch, leave_batch, list_followers
from mediation.services.many.batch import ApplyTogether, DrawAgreements, OpenCases, SignAgreements
from mediation.services.many.plan import Plan
from mediation.services.perform import perform
from tests.regimes import let_delegate
from tests.stories.telling import (
    COUNTY_DESK,
    COUNTY_NAME,
    COURT_DESK,
    A,
    R,
    Telling,
    published,
)
from tests.stories.who_comes import chosen


class Batch:
    """The followers of the case that was told, worked on by the county."""

    def __init__(self, t: Telling) -> None:
        self.t, self.actor = t, t.actor(COUNTY_DESK)
        self.id = t.writes(COUNTY_DESK, begin_batch, side=Side.APPLICANT)
        self.there = {"organisation_id": self.actor.posts[0].organisation_id, "batch_id": self.id}

    def lists(self, people: Sequence[PartyGiven], shares: Sequence[tuple[Decimal, ...]]) -> None:
        """All of them, each with an amount for each of the model's."""
        given = tuple(
            FollowerGiven(row=n, party=one, shares=own, amount=sum(own, Decimal(0)) if own else None)
            for n, (one, own) in enumerate(zip(people, shares, strict=True), 2)
        )
        perform(self.t.house, list_followers, actor=self.actor, batch_id=self.id, given=given)

    def works(self, plan: Plan) -> None:
        """To its end, and nobody is refused."""
        run_id = worked(self.t, plan)
        with self.t.house.read() as session:
            said = session.execute(
                select(RunLine.outcome, RunLine.said).where(RunLine.run_id == run_id)
            ).all()
        assert [(outcome, told) for outcome, told in said if outcome is not LineOutcome.DONE] == []

    def followers(self) -> list[BatchFollower]:
        with self.t.house.read() as session:
            rows = session.scalars(
                select(BatchFollower).where(BatchFollower.batch_id == self.id).order_by(BatchFollower.ordinal)
            ).all()
            session.expunge_all()
            return list(rows)

    def opens(self, *chosen_ids: UUID) -> None:
        plan = OpenCases(
            person_ids=(self.actor.person_id,),
            others_agreed_on=self.t.today,
            narrative=f"{{姓名}}：{self.t.story['facts']}",
            claim=self.t.story["claim"],
            sent_by_court=True,
            follower_ids=chosen_ids,
            **self.there,
        )
        self.works(plan)

    def agrees_and_signs(self, *chosen_ids: UUID, through_agents: bool = False) -> None:
        draw = DrawAgreements(
            began_at=self.t.clock.now(),
            place="调解中心",
            record="逐人核对。",
            result="愿意照示范协议办理",
            facts=self.t.story["facts"],
            follower_ids=chosen_ids,
            **self.there,
        )
        self.works(draw)
        sign = SignAgreements(
            signed_on=self.t.today, through_agents=through_agents, follower_ids=chosen_ids, **self.there
        )
        self.works(sign)

    def applies(self, *, through_agents: bool = False) -> None:
        plan = ApplyTogether(
            court_id=self.t.organisation(COURT),
            signed_on=self.t.today,
            through_agents=through_agents,
            **self.there,
        )
        self.works(plan)

    def adds_up(self) -> dict[LeavingKind, int]:
        """Every count adds up to the whole; the answer is who left and why."""
        with self.t.house.read() as session:
            found = batch_page(session, self.actor, self.t.house.registry, self.id)
        assert sum(found.standings.values()) == found.total == len(self.followers())
        assert sum(n for _, n in found.states) == found.standings.get(FollowerStanding.FOLLOWING, 0)
        assert sum(found.left.values()) == found.standings.get(FollowerStanding.LEFT, 0)
        return found.left


def _model(t: Telling, parties: Sequence[PartyGiven], *duties: dict[str, object], entrusted: bool) -> None:
    """The first suit, sent to the county, mediated and signed."""
    t.opened(COURT_DESK, parties, amount=None)
    if entrusted:
        t.filed_at_court()
        t.entrusted_to(COUNTY_NAME, COUNTY_DESK)
    else:
        t.delegated_to(COUNTY_NAME, COUNTY_DESK)
    t.appoint(COUNTY_DESK, COUNTY_DESK)
    t.sits(COUNTY_DESK)
    t.agrees(COUNTY_DESK, *(t.owes(**duty) for duty in duties))  # type: ignore[arg-type]
    t.signs(COUNTY_DESK, COUNTY_DESK)


def _split(whole: Decimal, n: int) -> list[Decimal]:
    """Different sums that make up the whole."""
    usual = (whole / n).quantize(Decimal(1))
    sums = [usual - 50 + 100 * (k % 2) for k in range(n - 1)]
    return [*sums, whole - sum(sums)]


def _count(t: Telling, table: type, *where: object) -> int:
    with t.house.read() as session:
        return session.scalar(select(func.count()).select_from(table).where(*where)) or 0  # type: ignore[arg-type]


@published("tc01")
def twenty_five_first_and_the_rest_without_paper(t: Telling) -> None:
    """Twenty-five sign an agreement by instalments and are confirmed together; the others are paid by the same plan.

    Who is paid without an agreement leaves the list as 'performed' and never counts as agreed. Those who have left
    town sign through the chosen representative.
    """
    t.at(date(2025, 4, 1))
    firm = t.firm(R, "某物业公司（虚构，已撤场）")
    parts = (
        {"what": "工资第一期", "amount": 1500, "days": 20},
        {"what": "工资第二期", "amount": 1500, "days": 50},
    )
    _model(t, [t.person(A), firm], *parts, entrusted=True)
    t.wait(1)
    count, first = t.printed(0), 25
    away = (chosen("林某", 7001),)
    people = [t.person(A, representatives=away if n % 3 == 0 else ()) for n in range(count - 1)]
    batch = Batch(t)
    shares = [(Decimal(1200 + 10 * n), Decimal(1300 + 10 * n)) for n in range(count - 1)]
    batch.lists(people, shares)
    early = [one.id for one in batch.followers()[: first - 1]]
    batch.opens(*early)
    batch.agrees_and_signs(*early, through_agents=True)
    batch.applies(through_agents=True)
    t.apply(COUNTY_DESK, COURT)
    t.submit(COUNTY_DESK)
    for case_id, confirmation_id in _applied(t):
        _confirm(t, case_id, confirmation_id)
    for one in batch.followers()[first - 1 :]:
        wish = {"left_as": LeavingKind.PERFORMED, "reason": "公司照同一方案付清，收条附卷"}
        perform(t.house, leave_batch, actor=batch.actor, follower_id=one.id, **wish)
    assert batch.adds_up() == {LeavingKind.PERFORMED: count - first}
    assert _count(t, Agreement, Agreement.in_force_on.is_not(None)) == first
    assert _count(t, Confirmation, Confirmation.state == "confirmed") == first
    assert _count(t, Case) == first
    assert _count(t, Confirmation, Confirmation.ground == JurisdictionGround.INVITED) == first
    assert _count(t, Signature, Signature.by_representative_id.is_not(None)) == 2 * 8
    assert len(t.names(A)) + count - first == t.printed(0)
    t.people[A] = first  # the others stand on the list alone


def _applied(t: Telling) -> list[tuple[UUID, UUID]]:
    with t.house.read() as session:
        rows = session.execute(select(Confirmation.case_id, Confirmation.id).order_by(Confirmation.id))
        return [(case_id, confirmation_id) for case_id, confirmation_id in rows]


def _confirm(t: Telling, case_id: UUID, confirmation_id: UUID) -> None:
    """Each application is accepted and ruled on by itself, on one day."""
    matter = {"matter": MatterKind.CONFIRMATION, "matter_id": confirmation_id}
    t.step("fayuan", "accept_application", **matter)
    found = acts.RulingPrepared("双方到场，内容明确、合法。", "周文静")
    t.step("fayuan", "prepare_ruling", found, **matter)
    t.step("faguan", "review", acts.ReviewAnswered(ALL_FULFILLED), **matter)
    t.step("faguan", "rule", acts.RulingMade(t.court_number()), **matter)


@published("tc02")
def one_model_and_sixteen_with_their_own_sums(t: Telling) -> None:
    """Seventeen suits sent out before registration: the hardest is the model, sixteen cases that are there follow it.

    In 2025 a court sends out before registration only where the table of regimes says so.
    How it was confirmed is not printed.
    """
    t.at(date(2025, 5, 6))
    let_delegate(t.house, date(2025, 1, 1))
    sums = _split(Decimal(t.story["amount_yuan"]), t.printed(0))
    two = t.several(R, 2)
    owed = {"what": "工资", "amount": sums[0], "days": 40, "debtor": 1}
    _model(t, [t.person(A), *two], owed, entrusted=False)
    batch = Batch(t)
    joined = []
    for amount in sums[1:]:
        t.opened(
            COURT_DESK, [t.person(A), *reversed(two)], amount=amount
        )  # the same two, named the other way round
        t.delegated_to(COUNTY_NAME, COUNTY_DESK)
        t.appoint(COUNTY_DESK, COUNTY_DESK)
        joined.append(CaseFollows(case_id=t.case_id, shares=(amount,)))
    perform(t.house, follow_batch, actor=batch.actor, batch_id=batch.id, given=tuple(joined))
    batch.agrees_and_signs()
    assert {t.state(one) for one in t.cases} == {"in_force"}
    assert [t.money(one) for one in t.cases] == sums
    assert len(set(sums)) > 1
    with t.house.read() as session:
        debtors = set(session.scalars(select(Obligation.debtor_name)))
    assert debtors == {two[0].name}
    assert batch.adds_up() == {}


@published("tc04")
def two_hundred_and_three_against_three(t: Telling) -> None:
    """A model with three respondents, of whom one pays; every sum its own; all paid before the Spring Festival.

    The representatives sued once for all, so the others' cases are opened as sent by the same court. The four
    departments are named as helpers.
    """
    t.at(date(2021, 11, 22))
    count = t.printed(0) if t.whole else 24
    three = [t.firm(R, f"某{name}（虚构）") for name in ("开发公司", "建筑公司", "劳务公司")]
    sums = _split(Decimal(t.story["amount_yuan"]), count)
    by = date(2022, 1, 25)
    owed = {"what": "工资", "amount": sums[0], "debtor": 1, "due_on": by}
    all_of_it = {"what": "按名册核对到账情况", "debtor": 3, "creditor": 0, "due_on": by}
    t.opened(COURT_DESK, [t.person(A), *three], amount=None)
    t.filed_at_court()
    t.entrusted_to(COUNTY_NAME, COUNTY_DESK)
    t.appoint(COUNTY_DESK, COUNTY_DESK)
    longer = acts.TermExtended(date(2022, 1, 6), tuple(t.parties))
    t.step(COUNTY_DESK, "extend", longer, "逐人核算，各方同意延长")
    t.at(date(2021, 12, 27))
    t.sits(COUNTY_DESK, helpers="人社、住建、信访、管委会")
    t.agrees(COUNTY_DESK, t.owes(**owed), t.owes(**all_of_it))  # type: ignore[arg-type]
    t.signs(COUNTY_DESK, COUNTY_DESK)
    spokesman = (chosen("武某", 7101),)
    batch = Batch(t)
    batch.lists(t.several(A, count - 1, representatives=spokesman), [(one,) for one in sums[1:]])
    batch.opens()
    batch.agrees_and_signs(through_agents=True)
    t.at(date(2022, 1, 20))
    with t.house.read() as session:
        wages = session.scalars(
            select(Performance.id)
            .join(Obligation, Obligation.id == Performance.obligation_id)
            .where(Obligation.amount.is_not(None))
        ).all()
    for one in wages:
        paid = acts.PerformanceRecorded(t.today, "到账回单")
        t.step(COUNTY_DESK, "record_performance", paid, matter=MatterKind.PERFORMANCE, matter_id=one)
    t.people[A] = count
    assert _count(t, Agreement, Agreement.in_force_on.is_not(None)) == count
    assert _count(t, Performance, Performance.state == "done") == count
    with t.house.read() as session:
        assert session.scalar(select(func.sum(Obligation.amount))) == t.story["amount_yuan"]
        names = {one for one in session.scalars(select(Obligation.debtor_name))}
    assert names == {three[0].name, three[2].name}
    assert batch.adds_up() == {}


@published("tc06")
def seven_hundred_and_thirty_one_title_deeds(t: Telling) -> None:
    """What is owed is an act, to each of 731 owners, without a sum; all are applied for together at the inviting court.

    Found in the court's own figures of three years, which this product does not compute. Forty of them day by day.
    """
    t.at(date(2023, 5, 8))
    count = t.printed(0) if t.whole else 40
    firm = t.firm(R, "某房地产开发公司（虚构）")
    deed = {"what": "为陈建国办理不动产权证书", "days": 90}
    _model(t, [t.person(A, "陈建国"), firm], deed, entrusted=False)
    batch = Batch(t)
    batch.lists(t.several(A, count - 1), [()] * (count - 1))
    batch.opens()
    batch.agrees_and_signs()
    batch.applies()
    t.apply(COUNTY_DESK, COURT)
    t.submit(COUNTY_DESK)
    for case_id, confirmation_id in _applied(t):
        _confirm(t, case_id, confirmation_id)
    t.people[A] = count
    assert _count(t, Confirmation, Confirmation.state == "confirmed") == count
    assert _count(t, Obligation, Obligation.amount.is_(None)) == count
    assert batch.adds_up() == {}
    with t.house.read() as session:
        court = session.scalars(select(Confirmation.court_id).distinct()).all()
        assert list(court) == [t.organisation(COURT)]
        for follower in batch.followers()[:3]:
            duty = session.scalars(
                select(Obligation).join(Agreement).where(Agreement.case_id == follower.case_id)
            ).one()
            assert duty.what == f"为{follower.name}办理不动产权证书"
