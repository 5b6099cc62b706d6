"""Disputes between neighbours, told as their reports tell them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from mediation.model import Representative
from mediation.rules import acts
from mediation.rules.errors import BadInput
from mediation.rules.intake import RepresentativeGiven
from mediation.rules.vocabulary import (
    AgentAuthority,
    CaseSource,
    ObligationKind,
    ProceedingKind,
    RepresentativeKind,
    SittingManner,
)
from mediation.services.note_facts import note_fact
from tests.stories.telling import (
    COURT_DESK,
    HAND_OVER,
    LINKS,
    TOWN,
    TOWN_DESK,
    TOWN_MEDIATOR,
    VILLAGE_DESK,
    A,
    R,
    T,
    Telling,
    published,
)

VILLAGE_COMMITTEE = "科尔沁左翼中旗保康镇衙门台村人民调解委员会"


@published("tc09")
def a_promise_broken_after_days(t: Telling) -> None:
    """An oral promise on the day of the police call is broken days later; the same dispute goes on, up one level.

    Both sides owe something; the son who negotiates for his mother has no special authority, so she signs.
    Not printed, so not asserted: further terms and performance.
    """
    t.at(date(2022, 12, 30))
    son = RepresentativeGiven(
        kind=RepresentativeKind.AGENT, name="彭某", authority=AgentAuthority.GENERAL, relation="儿子"
    )
    t.opened(VILLAGE_DESK, [t.person(A), t.person(R, representatives=(son,))])
    t.settle_first(VILLAGE_DESK, "村委会、乡调委会")
    t.step(VILLAGE_DESK, "settle", acts.SettlementReached("答应恢复小路，未立字据"))
    t.at(date(2023, 1, 4))
    t.again(VILLAGE_DESK, CaseSource.APPLICATION, "几天后又把路封死，申请人到乡政府反映")
    t.goes_to(VILLAGE_DESK, TOWN, TOWN_DESK, "村里劝说无效")
    t.everybody_consents(TOWN_DESK)
    t.into_mediation(TOWN_DESK, TOWN_MEDIATOR)
    t.sits(TOWN_MEDIATOR, manner=SittingManner.AT_HOME, place="彭家", helpers="彭某花的两个儿子")
    t.agrees(
        TOWN_MEDIATOR,
        t.owes("拆除砖墙，将小路恢复原状并保持通行", days=7),
        t.owes("砖、水管损失", 200, debtor=0, creditor=1, days=7),
    )
    with pytest.raises(BadInput, match="特别授权"):
        t.signs(TOWN_DESK, TOWN_MEDIATOR, through=lambda one: _agent(t, one))
    t.signs(TOWN_DESK, TOWN_MEDIATOR)
    assert t.thread() == [("settled", ""), ("in_force", LINKS.AGAIN.value)]
    assert t.agreement().in_force_on == date(2023, 1, 4)
    assert t.money() == t.story["amount_yuan"]
    first, second = t.promised()
    assert (first.debtor_id, second.debtor_id) == (second.creditor_id, first.creditor_id)
    assert t.held_by() == [VILLAGE_COMMITTEE, TOWN]


def _agent(t: Telling, party_id: UUID) -> UUID | None:
    with t.house.read() as session:
        return session.scalar(select(Representative.id).where(Representative.party_id == party_id))


@published("tc10")
def three_duties_of_different_people(t: Telling) -> None:
    """Both come together; money, a demolition and a letter of forgiveness, each with its own debtor and term.

    The letter itself is a paper of the file, not of the product; that it eases the police's case stays with the police.
    """
    t.at(date(2024, 3, 4))
    t.opened(TOWN_DESK, [t.person(A), t.person(R)])
    t.into_mediation(TOWN_DESK, TOWN_MEDIATOR, settled_in_vain_by="双方自行商量")
    t.sits(TOWN_MEDIATOR, place="熊某门口", helpers="司法所、派出所、村委会、镇（村）法律顾问")
    t.agrees(
        TOWN_MEDIATOR,
        t.owes("医疗损失", 9000, days=15),
        t.owes("拆除茅厕", days=7),
        t.owes("向对方出具谅解书", debtor=0, creditor=1, condition="收到医疗费之日起三日内"),
    )
    t.signs(TOWN_DESK, TOWN_MEDIATOR)
    assert t.money() == t.story["amount_yuan"]
    for n, days in ((2, 6), (1, 4), (3, 2)):
        t.wait(days)
        t.on_duty(TOWN_DESK, "record_performance", acts.PerformanceRecorded(t.today, "收条"), n=n)
    assert t.performed() == ["done"] * 3


@published("tc11")
def five_failures_and_a_counterclaim(t: Telling) -> None:
    """A settlement of their own, then village, police and government in vain, then the court: one thread.

    The counterclaim that swaps the sides and the judge's own mediation are the court's: the case notes what the
    court tells, and its own sides stay as they asked here.
    """
    t.at(date(2021, 6, 10))
    t.opened(VILLAGE_DESK, [t.person(A), t.person(R)], source=CaseSource.APPLICATION)
    t.settle_first(VILLAGE_DESK, "双方自行")
    t.step(VILLAGE_DESK, "settle", acts.SettlementReached("就建房和让路立下字据"))
    t.at(date(2022, 7, 5))
    t.again(VILLAGE_DESK, CaseSource.APPLICATION, "因出路再起争执")
    t.everybody_consents(VILLAGE_DESK)
    t.into_mediation(VILLAGE_DESK)
    t.sits(VILLAGE_DESK, result="没有谈成", helpers="派出所")
    t.step(VILLAGE_DESK, "terminate", reason="村委会、派出所多次调解不成")
    t.wait(20)
    t.again(VILLAGE_DESK, CaseSource.APPLICATION, "当事人请镇里再调解")
    t.goes_to(VILLAGE_DESK, TOWN, TOWN_DESK, "惊动当地政府")
    t.everybody_consents(TOWN_DESK)
    t.into_mediation(TOWN_DESK, TOWN_MEDIATOR)
    t.sits(TOWN_MEDIATOR, result="没有谈成")
    t.step(TOWN_MEDIATOR, "terminate", reason="政府介入，仍未谈成")
    t.at(date(2022, 9, 14))
    t.sued(TOWN_DESK)
    t.at(date(2022, 12, 8), 21, 0)
    t.heard(TOWN_DESK, ProceedingKind.SUIT, "侯某乙提起反诉，要求不得阻拦砌院墙", on=date(2022, 10, 11))
    told = "法官邀村组干部到现场，从下午谈到晚上调解成功：互相为对方出路和建房让出便利"
    t.heard(TOWN_DESK, ProceedingKind.SUIT, told)
    again = LINKS.AGAIN.value
    assert t.thread() == [("settled", ""), ("terminated", again), ("filed", again)]
    assert t.tags()[-2:] == ["case:proceeding"] * 2
    assert not t.case().is_open


@published("tc12")
def somebody_else_gives_the_land(t: Telling) -> None:
    """The village is no side of the dispute, yet it lends land, without a term, with a right of recall on notice.

    A duty without a last day never falls due by itself; the notice stands as its condition.
    """
    t.at(date(2024, 4, 8))
    t.opened(TOWN_DESK, [t.person(A), t.person(R), t.firm(T, "某村村民委员会")])
    t.into_mediation(TOWN_DESK, TOWN_MEDIATOR)
    t.sits(TOWN_MEDIATOR, place="门前道路", record="现场量得路宽三米半，原宽四米。")
    t.agrees(
        TOWN_MEDIATOR,
        t.owes("拆除占路设施，将道路恢复到四米宽", debtor=1, days=10),
        t.owes("将屋后闲地交付某种菜", debtor=2, creditor=1, days=10),
        t.owes("交还闲地", debtor=1, creditor=2, condition="村委会提前一个月通知收回，通知期满后"),
    )
    t.signs(TOWN_DESK, TOWN_MEDIATOR)
    assert t.state() == "in_force"
    assert t.promised()[2].due_on is None
    t.at(date(2027, 5, 1))
    t.on_duty(TOWN_DESK, "record_performance", acts.PerformanceRecorded(t.today, "通知期满交还"), n=3)
    assert t.performed() == ["due", "due", "done"]


@published("tc16")
def one_particular_cow(t: Telling) -> None:
    """Who asks at the court's desk and has not sued is guided to a committee; a cow goes back, money the other way.

    The report has the judge mediate herself; the product guides to the village's committee, as the law has it.
    """
    t.at(date(2024, 12, 25))
    t.opened(COURT_DESK, [t.person(A, "哈斯"), t.person(R)])
    given = acts.CaseOffered(t.organisation(VILLAGE_COMMITTEE), tuple(t.parties[:1]))
    t.step(COURT_DESK, "guide", given, "没有起诉，纠纷发生在本村")
    t.step(VILLAGE_DESK, "sign_for", matter=HAND_OVER)
    t.into_mediation(VILLAGE_DESK)
    t.at(date(2025, 1, 20))
    for _ in range(2):
        t.sits(VILLAGE_DESK, manner=SittingManner.AT_HOME, place="张某家牛圈", record="带着照片比对特征。")
    cow = t.owes("走失的牛一头（耳缺一角，照片附卷）", kind=ObligationKind.THING, performed_at_once=True)
    fodder = t.owes("饲养费", 1000, debtor=0, creditor=1, performed_at_once=True)
    t.agrees(VILLAGE_DESK, cow, fodder, oral=True)
    assert (t.state(), t.performed()) == ("in_force_orally", ["done", "done"])
    assert t.case().source is CaseSource.COURT_GUIDANCE
    assert t.money() == t.story["amount_yuan"]
    assert t.held_by()[-1] == VILLAGE_COMMITTEE


@published("tc33")
def three_oral_successes_that_were_none(t: Telling) -> None:
    """Agreed by word of mouth three times and broken each time; the township measures, and writes it down.

    Each oral agreement keeps its broken duty, so that no rate need count it as kept.
    The sketch of the survey and the photographs of the stones are named in the duty; files are not attached.
    """
    t.at(date(2024, 3, 1))
    t.opened(VILLAGE_DESK, [t.person(A), t.person(R)])
    for n in range(3):
        if n:
            t.again(VILLAGE_DESK, CaseSource.APPLICATION, "口头说好转身就变")
            t.everybody_consents(VILLAGE_DESK)
        t.into_mediation(VILLAGE_DESK)
        t.sits(VILLAGE_DESK, place="地头")
        kind = ObligationKind.FORBEARANCE
        t.agrees(VILLAGE_DESK, t.owes("不越过垄沟耕种", kind=kind), oral=True)
        t.wait(30)
        t.on_duty(VILLAGE_DESK, "mark_broken", reason="又越过垄沟")
    t.again(VILLAGE_DESK, CaseSource.APPLICATION, "申请人打电话请司法所处理")
    t.goes_to(VILLAGE_DESK, TOWN, TOWN_DESK, "村里三次口头调解都没有守住")
    t.everybody_consents(TOWN_DESK)
    t.into_mediation(TOWN_DESK, TOWN_MEDIATOR)
    t.writes(TOWN_MEDIATOR, note_fact, text="以旧界标为基准，用钢尺量得两家各二十六米")
    t.sits(TOWN_MEDIATOR, place="承包地", record="找基准、丈量、立界标。")
    marks = "以新立两根界标为地界（测量图、界标照片附卷），不越界耕种"
    t.agrees(
        TOWN_MEDIATOR,
        t.owes("立界标两根", performed_at_once=True),
        t.owes(marks, debtor=0, creditor=1, kind=ObligationKind.FORBEARANCE),
        t.owes(marks, kind=ObligationKind.FORBEARANCE),
    )
    t.signs(TOWN_DESK, TOWN_MEDIATOR)
    again = LINKS.AGAIN.value
    oral = [("in_force_orally", ""), *[("in_force_orally", again)] * 2]
    assert t.thread() == [*oral, ("in_force", again)]
    assert [t.performed(one) for one in t.cases[:3]] == [["broken"]] * 3
    assert t.performed() == ["done", "due", "due"]


@published("tc30")
def seven_years_in_one_thread(t: Telling) -> None:
    """A written agreement of 2016, broken; the township in vain over years; sued in 2023; the court mediates at last.

    Title and the illegal building are other bodies' tracks: noted, and they hold nothing up. The terms are not printed.
    """
    t.at(date(2016, 8, 28))
    t.opened(VILLAGE_DESK, [t.person(A), t.person(R)])
    t.into_mediation(VILLAGE_DESK)
    t.sits(VILLAGE_DESK)
    t.agrees(VILLAGE_DESK, t.owes("就祖屋地基另行调换", condition="村里落实地块以后"))
    t.signs(VILLAGE_DESK, VILLAGE_DESK)
    t.on_duty(VILLAGE_DESK, "mark_broken", reason="仍各执一词")
    for year in (2018, 2021):
        t.at(date(year, 5, 10))
        t.again(VILLAGE_DESK if year == 2018 else TOWN_DESK, CaseSource.APPLICATION, "对旧协议的履行又起争执")
        if year == 2018:
            t.goes_to(VILLAGE_DESK, TOWN, TOWN_DESK, "村里的协议没有履行")
        t.everybody_consents(TOWN_DESK)
        t.into_mediation(TOWN_DESK, TOWN_MEDIATOR)
        t.sits(TOWN_MEDIATOR, result="没有谈成")
        t.wait(15)
        t.step(TOWN_MEDIATOR, "terminate", reason="多次调解无果")
    t.at(date(2023, 10, 16))
    t.sued(TOWN_DESK)
    t.heard(TOWN_DESK, ProceedingKind.ADMINISTRATIVE, "综合行政执法队、自然资源所到场查证", body="大井镇")
    t.at(date(2024, 1, 15))
    t.heard(TOWN_DESK, ProceedingKind.SUIT, "法庭主持签调解协议")
    again = LINKS.AGAIN.value
    assert t.thread() == [("in_force", ""), ("terminated", again), ("filed", again)]
    assert t.performed(t.cases[0]) == ["broken"]
    assert (t.case().first_asked_on, t.case(t.cases[0]).first_asked_on.year) == (date(2021, 5, 10), 2016)


@published("tc34")
def three_hundred_of_twenty_thousand(t: Telling) -> None:
    """A farmer asks for about 20,000 and takes 300 and a promise: both amounts are kept, neither is the other.

    Reported by the grid; oral, so nothing can be confirmed. 'Tell the other herders' is done when the mediator says so.
    """
    t.at(date(2024, 8, 15))
    t.opened("wanggeyuan", [t.person(A), t.person(R)], amount=20_000)
    t.into_mediation(VILLAGE_DESK)
    t.sits(VILLAGE_DESK, place="菜地", helpers="民警、村干部")
    t.agrees(
        VILLAGE_DESK,
        t.owes("庄稼损失", 300, performed_at_once=True),
        t.owes("向牧民宣传不让羊进菜地", days=15),
        t.owes("羊群啃食庄稼一事", kind=ObligationKind.APOLOGY, days=1),
        oral=True,
    )
    t.at(date(2024, 8, 16))
    t.on_duty(VILLAGE_DESK, "record_performance", acts.PerformanceRecorded(t.today, "携家人上门"), n=3)
    t.at(date(2024, 9, 3))
    t.on_duty(VILLAGE_DESK, "record_performance", acts.PerformanceRecorded(date(2024, 8, 30), "走访"), n=2)
    t.step(VILLAGE_DESK, "visit", acts.VisitMade("当事人称半个月没再进地"))
    assert (t.case().amount, t.money()) == (20_000, t.story["amount_yuan"])
    assert t.performed() == ["done"] * 3
    assert t.deadline("return_visit").state.value == "met"
