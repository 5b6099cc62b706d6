"""Money owed to a bank, a property firm's fees and a family's inheritance, told as their reports tell them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from mediation.demonstration.batch import worked
from mediation.model import Filing
from mediation.readmodels.batches import batch_page
from mediation.readmodels.case_parts import facts_of
from mediation.rules import acts
from mediation.rules.vocabulary import (
    AgreementForm,
    BatchStage,
    CourtProcedure,
    FollowerStanding,
    ProceedingKind,
    Side,
    SignatureManner,
    SittingManner,
)
from mediation.services.follow_batch import CaseFollows, follow_batch
from mediation.services.lead_batch import begin_batch
from mediation.services.many.batch import DrawAgreements, SignAgreements
from mediation.services.note_facts import note_fact, sign_fact
from mediation.services.perform import perform
from tests.stories.telling import (
    COUNTY_DESK,
    COUNTY_NAME,
    COURT_DESK,
    TOWN,
    TOWN_DESK,
    TOWN_MEDIATOR,
    A,
    R,
    T,
    Telling,
    published,
)
from tests.stories.who_comes import born


@published("tc23")
def the_heir_who_was_left_out(t: Telling) -> None:
    """Sent down to the township by the court; the omitted sister joins as a third party and unlocks it: no sums.

    The way out is the court's own mediation paper, not a confirmation: the case is told of it.
    """
    t.at(date(2016, 7, 4))
    old = [born(date(year, 6, 1), n) for n, year in enumerate((1938, 1942, 1945), 201)]
    t.opened(COURT_DESK, [t.person(A, **old[0]), t.person(R, **old[1])])
    t.delegated_to(TOWN, TOWN_DESK)
    t.appoint(TOWN_DESK, TOWN_MEDIATOR)
    t.joins(TOWN_DESK, t.person(T, **old[2]))
    t.sits(TOWN_MEDIATOR, manner=SittingManner.AT_HOME, result="再商量")
    t.wait(2)
    t.sits(TOWN_MEDIATOR)
    t.agrees(
        TOWN_MEDIATOR,
        t.owes("放弃继承", debtor=2, creditor=1, performed_at_once=True),
        t.owes("按百分之二十的份额分割遗产", debtor=1, creditor=0, days=30),
    )
    t.signs(TOWN_DESK, TOWN_MEDIATOR)
    t.heard(TOWN_DESK, ProceedingKind.SUIT, "法院根据协议出具民事调解书")
    assert t.state() == "in_force"
    assert t.agreement().in_force_on == date(2016, 7, 6)  # D+2
    assert "confirmation" not in " ".join(t.tags())


@published("tc26")
def forty_one_suits_seen_as_one(t: Telling) -> None:
    """One firm sues forty-one households: each suit keeps its number and ends by itself, all are worked on as one list.

    'Better service' is owed to all; each agreement carries it, and no single case stands for the whole of it.
    """
    t.at(date(2024, 6, 3))
    firm = t.firm(A, "某物业服务公司（虚构）")
    households = t.several(R, t.printed(1))
    owed = [Decimal(730)] * (len(households) - 1) + [Decimal(800)]
    for one, amount in zip(households, owed, strict=True):
        t.opened(COURT_DESK, [firm, one], amount=amount, claim="支付物业费")
        t.filed_at_court(CourtProcedure.ORDINARY)
        t.entrusted_to(COUNTY_NAME, COUNTY_DESK)
        t.appoint(COUNTY_DESK, COUNTY_DESK)
    others = t.cases[1:]
    t.case_id = t.cases[0]
    t.parties = t.standing()
    t.sits(COUNTY_DESK, helpers="住建部门")
    t.agrees(
        COUNTY_DESK,
        t.owes("补交物业费", owed[0], performed_at_once=True),
        t.owes("按意见整改服务，每季度公示一次", debtor=0, creditor=1, days=90),
    )
    t.signs(COUNTY_DESK, COUNTY_DESK)
    actor = t.actor(COUNTY_DESK)
    batch_id = t.writes(COUNTY_DESK, begin_batch, side=Side.RESPONDENT)
    joined = tuple(
        CaseFollows(case_id=one, shares=(amount,)) for one, amount in zip(others, owed[1:], strict=True)
    )
    perform(t.house, follow_batch, actor=actor, batch_id=batch_id, given=joined)
    there = {"organisation_id": actor.posts[0].organisation_id, "batch_id": batch_id}
    said = {"place": "“源圆”调解室", "record": "逐户核对欠费，背靠背做工作。", "result": "当场交费"}
    worked(t, DrawAgreements(began_at=t.clock.now(), facts="{姓名}欠物业费{金额}。", **there, **said))
    worked(t, SignAgreements(signed_on=t.today, **there))
    assert {t.state(one) for one in t.cases} == {"in_force"}
    assert {tuple(t.performed(one)) for one in t.cases} == {("done", "due")}
    assert sum(t.money(one) for one in t.cases) == t.story["amount_yuan"]
    with t.house.read() as session:
        assert len(set(session.scalars(select(Filing.court_number)))) == t.printed(1)
        shown = batch_page(session, actor, t.house.registry, batch_id)
    assert shown.standings == {FollowerStanding.FOLLOWING: len(others)}
    assert shown.ready[BatchStage.SIGN] == 0


@published("tc27")
def only_two_points_are_left(t: Telling) -> None:
    """Two debtors of one loan, sums to the 分; what nobody disputes is signed, and two points are left to settle.

    The mortgage needs registration, and no confirmation reaches it. The guiding judge is named as a helper.
    """
    t.at(date(2025, 4, 7))
    t.opened(COURT_DESK, [t.firm(A, "某银行（虚构）"), *t.several(R, 2)])
    t.filed_at_court()
    t.heard(COURT_DESK, ProceedingKind.SUIT, "双方用示范文本补正要素式诉状与答辩状")
    t.entrusted_to(COUNTY_NAME, COUNTY_DESK)
    t.appoint(COUNTY_DESK, COUNTY_DESK)
    t.sits(COUNTY_DESK, helpers="指导法官")
    for text in ("尚欠本金346516.64元", "尚欠利息、违约金3560.22元"):
        fact = t.writes(COUNTY_DESK, note_fact, text=text)
        for one in t.parties:
            signed = {"manner": SignatureManner.SIGNED, "signed_on": t.today}
            t.writes(COUNTY_DESK, sign_fact, fact_id=fact, party_id=one, **signed)
    whole = Decimal(str(t.story["amount_yuan"]))
    parts = [Decimal("58346.16"), *[Decimal("58346.14")] * 5]
    assert whole == Decimal("346516.64") + Decimal("3560.22")
    duties = tuple(
        t.owes(f"第{n}期", amount, debtor=1, due_on=t.today + timedelta(30 * n))
        for n, amount in enumerate(parts, 1)
    )
    drawn = acts.AgreementDrawn(
        AgreementForm.WRITTEN, t.story["facts"], "利息标准；抵押权", duties, responsibility="两人共同偿还"
    )
    t.step(COUNTY_DESK, "reach_agreement", drawn)
    t.signs(COUNTY_DESK, COUNTY_DESK)
    with t.house.read() as session:
        assert [fact.unsigned for fact in facts_of(session, t.case_id)] == [(), ()]
    assert t.money() == whole


@published("tc28")
def a_notary_instead_of_the_court(t: Telling) -> None:
    """Enforceable through a notary's certificate, not a confirmation: the case is told, and no application is made.

    The notary's office was the court's invited mediator; the county's committee stands for it, the agreement is its.
    """
    t.at(date(2024, 5, 6))
    t.opened(COURT_DESK, [t.firm(A, "某银行（虚构）"), t.person(R)], amount=48_000)
    t.delegated_to(COUNTY_NAME, COUNTY_DESK)
    t.appoint(COUNTY_DESK, COUNTY_DESK)
    t.sits(COUNTY_DESK)
    t.agrees(
        COUNTY_DESK,
        *(t.owes(f"信用卡欠款第{n}期", 11_000, days=30 * n) for n in (1, 2, 3, 4)),
        t.owes("减免部分利息和费用", debtor=0, creditor=1, performed_at_once=True),
    )
    t.signs(COUNTY_DESK, COUNTY_DESK)
    what = "就还款协议办理具有强制执行效力的债权文书公证"
    t.heard(COUNTY_DESK, ProceedingKind.NOTARY, what, body="某公证处", number="（2024）某证字第1号")
    assert t.tags()[-1] == "case:proceeding"
    assert t.money() < Decimal(48_000)
    assert not any("confirmation" in tag for tag in t.tags())
