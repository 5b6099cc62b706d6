"""Death and injury, told as their reports tell them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from mediation.demonstration.invented import COURT
from mediation.rules import acts
from mediation.rules.errors import BadInput, WrongState
from mediation.rules.vocabulary import (
    CaseSource,
    MatterKind,
    ObligationKind,
    ProceedingKind,
    SuspensionCause,
)
from tests.stories.conftest import CITY_MEDICAL
from tests.stories.telling import (
    COUNTY_DESK,
    COUNTY_NAME,
    LINKS,
    TOWN,
    TOWN_DESK,
    TOWN_MEDIATOR,
    A,
    R,
    T,
    Telling,
    published,
)
from tests.stories.who_comes import born, guardian

CITY_DESK = "shiyitiao"


@published("tc03")
def danger_at_midnight(t: Telling) -> None:
    """Handed over by the police at night with danger: reported before anything else, and at any time after.

    The claimants are a dead worker's family from another province, counted as the one side that the report prints.
    """
    t.at(date(2019, 6, 3), 23, 40)
    t.opened(TOWN_DESK, [t.person(A), t.firm(R, "某公司（虚构）")])
    danger = acts.DangerReported("家属聚集，情绪激动", "梅村派出所")
    t.step(TOWN_DESK, "report_danger", danger)
    assert t.case().danger
    t.step(TOWN_DESK, "skip_settlement", reason="有激化危险，连夜调解")
    t.step(TOWN_DESK, "report_danger", danger)  # and again, whatever the state
    t.accept(TOWN_DESK)
    t.appoint(TOWN_DESK, TOWN_MEDIATOR)
    t.sits(TOWN_MEDIATOR, place="派出所调解室", helpers="值班民警")
    t.at(date(2019, 6, 4), 20, 30)
    t.sits(TOWN_MEDIATOR)
    t.agrees(TOWN_MEDIATOR, t.owes("死亡赔偿款", 750_000, days=10))
    t.signs(TOWN_DESK, TOWN_MEDIATOR)
    t.step(TOWN_DESK, "report_danger", danger)  # also after it is concluded
    t.step(TOWN_DESK, "lift_danger", reason="家属领款返乡")
    assert (t.money(), t.case().danger) == (t.story["amount_yuan"], False)
    assert t.case().source is CaseSource.POLICE
    assert t.agreement().in_force_on == date(2019, 6, 4)
    assert t.tags().count("dispute:report_danger") == 3


@published("tc24")
def paid_the_same_day_and_sued_over_a_year_later(t: Telling) -> None:
    """Concluded, paid and then sued over: the suit is attached, and nothing of the closed case moves back.

    'Whoever claims again first pays back' is a duty with a condition; what the second instance said is not printed.
    """
    t.at(date(2014, 5, 28), 16, 0)
    family = [t.person(A) for _ in range(t.printed(0))]
    t.opened(CITY_DESK, [*family, t.firm(R, "某市第一人民医院（虚构）")], region="150502000000")
    t.step(CITY_DESK, "report_danger", acts.DangerReported("亲友聚到医院", "派出所"))
    t.into_mediation(CITY_DESK)
    assert t.deadline("medical_mediation").starts_on == date(2014, 5, 28)
    t.at(date(2014, 6, 1))
    t.sits(CITY_DESK)
    back = "家属再要求处理的，先退回99999元"
    t.agrees(
        CITY_DESK,
        t.owes("一次性补偿", 99_999, performed_at_once=True),
        t.owes("不再主张其他权利", debtor=0, creditor=3, kind=ObligationKind.FORBEARANCE),
        t.owes("退回补偿款", debtor=0, creditor=3, condition=back),
    )
    t.signs(CITY_DESK, CITY_DESK)
    t.step(CITY_DESK, "lift_danger", reason="已领款")
    before = t.case()
    assert t.performed() == ["done", "due", "due"]
    t.at(date(2015, 5, 25))
    t.heard(CITY_DESK, ProceedingKind.SUIT, "家属诉请撤销协议，另索1224828元", number="（2015）某民初字第1号")
    with pytest.raises(WrongState):
        t.sued(CITY_DESK)  # not a filing of this mediation: that one ended in an agreement
    t.at(date(2015, 11, 2))
    t.heard(CITY_DESK, ProceedingKind.SUIT, "一审判决不支持撤销")
    after = t.case()
    assert (after.state, after.is_open, after.concluded_on) == (before.state, False, before.concluded_on)
    assert after.outcome is before.outcome
    assert t.money() == t.story["amount_yuan"]
    assert t.held_by() == [CITY_MEDICAL]


@published("tc25")
def one_of_the_minors_comes_of_age(t: Telling) -> None:
    """Three minors, their guardians, a year between the blows and the talks: one is eighteen by then and signs himself.

    The two families pay what is asked; how much is not printed, nor how it is divided between them.
    """
    t.at(date(2020, 8, 20))
    hurt = t.person(A, **born(date(2006, 5, 2), 101), representatives=(guardian("高某父", "父亲", 5001),))
    one = t.person(R, **born(date(2005, 9, 9), 103), representatives=(guardian("马某母", "母亲", 5002),))
    other = t.person(R, **born(date(2003, 3, 1), 105), representatives=(guardian("金某父", "父亲", 5003),))
    t.at(date(2021, 8, 2))
    t.opened(TOWN_DESK, [hurt, one, other])
    t.heard(TOWN_DESK, ProceedingKind.POLICE, "派出所处理近一年，双方家长各执一词", body="派出所")
    t.into_mediation(TOWN_DESK, TOWN_MEDIATOR)
    asked = acts.CommitteeInvited(t.organisation(COUNTY_NAME), "帮帮团共同调解", tuple(t.parties))
    t.step(TOWN_DESK, "invite", asked)
    t.step(COUNTY_DESK, "join", matter=MatterKind.JOINT)
    t.sits(TOWN_MEDIATOR, helpers="区矛盾纠纷帮帮团、律师")
    t.agrees(
        TOWN_MEDIATOR,
        t.owes("按高某某提出的数额赔偿应承担的部分", debtor=1, performed_at_once=True),
        t.owes("按高某某提出的数额赔偿应承担的部分", debtor=2, performed_at_once=True),
        t.owes("谅解两人", debtor=0, creditor=1, performed_at_once=True),
    )
    acting = t.acting()
    with pytest.raises(BadInput, match="本人签名"):
        t.signs(TOWN_DESK, TOWN_MEDIATOR, through=acting.get)
    grown = t.parties[2]
    with pytest.raises(BadInput) as refused:
        t.signs(TOWN_DESK, TOWN_MEDIATOR)
    assert [str(p.message).count("监护人代签") for p in refused.value.problems] == [1, 1]
    t.signs(TOWN_DESK, TOWN_MEDIATOR, through=lambda who: None if who == grown else acting.get(who))
    assert (t.state(), t.performed()) == ("in_force", ["done"] * 3)
    assert t.held_by() == [TOWN]  # the county joined in; who leads stayed the same
    assert "joint:lapse" in t.tags()


@published("tc29")
def a_committee_far_from_the_place(t: Telling) -> None:
    """The committee of the family's home goes to the place of the accident, in another province, and leads.

    The offices there have no seat in the installation: they are named as helpers. Whether it counts as an accident at
    work runs beside it and is noted.
    """
    t.at(date(2013, 4, 24))
    t.opened(TOWN_DESK, [*t.several(A, 2), t.firm(R, "某电力安装公司（虚构）")])
    t.people[A] = 2  # the family; how many is not printed
    t.into_mediation(TOWN_DESK, TOWN_MEDIATOR)
    t.at(date(2013, 5, 6))
    t.sits(TOWN_MEDIATOR, place="宁夏某县", helpers="宁夏当地有关部门")
    t.heard(TOWN_DESK, ProceedingKind.ADMINISTRATIVE, "没有申请工伤认定", body="当地人社部门")
    t.at(date(2013, 5, 18))
    t.agrees(TOWN_MEDIATOR, t.owes("工亡补助金、丧葬费等", 610_000, days=10))
    t.signs(TOWN_DESK, TOWN_MEDIATOR)
    assert t.money() == t.story["amount_yuan"]
    assert t.agreement().in_force_on is not None
    assert t.agreement().in_force_on < date(2013, 5, 20)


@published("tc31")
def net_of_what_was_paid_before(t: Telling) -> None:
    """The insurer pays, net of two advances; while the appraisal is awaited the clock stands still.

    Solved by the court within four days of trial: here the suit comes back entrusted, as a case of its own. The
    advances stand in the facts: a duty fulfilled before there was an agreement has no row of its own.
    """
    t.at(date(2024, 4, 25))
    insurer = t.firm(R, "某保险公司（虚构）")
    t.opened(TOWN_DESK, [t.person(A), insurer, t.person(T)], amount=160_000)
    t.into_mediation(TOWN_DESK, TOWN_MEDIATOR)
    was = t.deadline("mediation")
    given = acts.Suspended(SuspensionCause.APPRAISAL, "伤残鉴定委托书")
    t.step(TOWN_MEDIATOR, "suspend", given, "等待伤残鉴定")
    t.wait(28)
    t.step(TOWN_MEDIATOR, "resume", reason="鉴定为十级伤残")
    moved = t.deadline("mediation")
    assert moved.due_on >= was.due_on + timedelta(days=28)
    t.step(TOWN_MEDIATOR, "terminate", reason="余额谈不拢")
    t.wait(3)
    t.sued(TOWN_DESK)
    began = t.today
    t.again(TOWN_DESK, CaseSource.COURT_ENTRUSTED, "法院立案后委托先行调解")
    t.everybody_consents(TOWN_DESK)
    t.into_mediation(TOWN_DESK, TOWN_MEDIATOR)
    t.at(began + timedelta(days=4))
    t.sits(TOWN_MEDIATOR, record="核对已付：保险公司一万八千元、司机三千元。")
    t.agrees(TOWN_MEDIATOR, t.owes("赔偿余额（不含已垫付的18000元和3000元）", 134_000, debtor=1, days=15))
    t.signs(TOWN_DESK, TOWN_MEDIATOR)
    assert t.thread() == [("filed", ""), ("in_force", LINKS.AGAIN.value)]
    assert t.money() == t.story["amount_yuan"] == Decimal(134_000)
    assert t.agreement().in_force_on == began + timedelta(days=4)
    assert t.case().inviting_court_id == t.organisation(COURT)
