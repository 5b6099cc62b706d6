"""Disputes about land, leases and the people who till it, told as their reports tell them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from mediation.demonstration.invented import COURT
from mediation.demonstration.player import SHANGHAI
from mediation.readmodels.namesakes import namesakes
from mediation.rules import acts
from mediation.rules.errors import ConditionsUnmet
from mediation.rules.vocabulary import (
    CaseSource,
    MatterKind,
    MeetingForum,
    ObligationKind,
    ProceedingKind,
    SittingManner,
    SuspensionCause,
)
from tests.stories.telling import (
    COUNTY_DESK,
    COUNTY_NAME,
    COURT_DESK,
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
FORBEARANCE = ObligationKind.FORBEARANCE


@published("tc13")
def sued_to_end_the_lease_and_kept_it(t: Telling) -> None:
    """They sue to end the contract and in the end keep it: claim and agreement are opposites, and both stay.

    The contract was signed by the village, not by them: it joins as a third party while the case is open.
    """
    t.at(date(2024, 9, 2))
    villagers = t.several(A, 3)  # 'several'; how many is not printed
    t.opened(COURT_DESK, [*villagers, t.person(R)])
    t.delegated_to(COUNTY_NAME, COUNTY_DESK)
    t.appoint(COUNTY_DESK, COUNTY_DESK)
    t.joins(COUNTY_DESK, t.firm(T, "某村村民委员会"))
    t.people[T] = 1
    t.sit(COUNTY_DESK, "申请人一方要求收地。", "再做被申请人工作", "灵山法庭", apart=True)
    t.sits(COUNTY_DESK)
    t.agrees(
        COUNTY_DESK,
        t.owes("2021至2024年四年承包费（每亩每年三百元）", 84_000, debtor=3, days=10),
        t.owes("原流转合同继续履行至2028年", debtor=3, condition="按原合同约定的期限"),
    )
    t.signs(COUNTY_DESK, COUNTY_DESK)
    t.wait(1)
    t.apply(COUNTY_DESK, COURT)
    t.submit(COUNTY_DESK)
    assert "解除" in t.claim()
    assert "继续" in t.promised()[1].what
    assert t.confirmation().state == "submitted"
    assert t.case().source is CaseSource.COURT_DELEGATED


@published("tc14")
def the_village_is_a_party_in_its_own_village(t: Telling) -> None:
    """The village claims the rent in its own village: its committee is warned and hands over, so the township leads.

    Four offices mediate as one team and it is paid the next day; court, police and legal service are named as helpers,
    since only committees can be invited jointly.
    """
    t.at(date(2025, 7, 8))
    village = t.firm(A, "衙门台村村民委员会")
    t.opened(VILLAGE_DESK, [village, t.person(R)])
    with t.house.read() as session:
        (warned,) = namesakes(session, t.case_id)
    assert "利害关系" in str(warned)
    t.settle_first(VILLAGE_DESK, "村干部多次催收")
    t.step(VILLAGE_DESK, "fail_settlement", reason="多次催收不成，矛盾将要激化")
    t.goes_to(VILLAGE_DESK, TOWN, TOWN_DESK, "本村是当事人，由镇里牵头")
    with t.house.read() as session:
        assert namesakes(session, t.case_id) == ()
    t.accept(TOWN_DESK)
    t.appoint(TOWN_DESK, TOWN_MEDIATOR)
    t.sits(TOWN_MEDIATOR, helpers="富海人民法庭、司法所、派出所、法律服务所")
    t.agrees(TOWN_MEDIATOR, t.owes("机动地承包费", 62_700, days=1))
    t.signs(TOWN_DESK, TOWN_MEDIATOR)
    t.wait(1)
    given = acts.PerformanceRecorded(t.today, "汇入村集体账户")
    t.on_duty(TOWN_DESK, "record_performance", given)
    assert (t.money(), t.performed()) == (t.story["amount_yuan"], ["done"])
    assert t.held_by() == [VILLAGE_COMMITTEE, TOWN]
    assert t.agreement().in_force_on == date(2025, 7, 8)


@published("tc15")
def the_outcome_is_a_new_contract(t: Telling) -> None:
    """Not damages but a new sub-lease; the township that let the land twice stands by as a third party.

    The forest police mediated; the committee makes the agreement, since only its agreement could be confirmed.
    """
    t.at(date(2025, 4, 8))
    parties = [t.person(A), t.person(R), t.firm(T, "某镇人民政府")]
    t.opened(TOWN_DESK, parties, source=CaseSource.POLICE)
    t.heard(TOWN_DESK, ProceedingKind.POLICE, "接报警后到场调解", body="兴隆沼森林公安派出所")
    t.into_mediation(TOWN_DESK, TOWN_MEDIATOR)
    t.sits(TOWN_MEDIATOR, helpers="兴隆沼森林公安派出所")
    t.at(date(2025, 4, 23))
    t.sits(TOWN_MEDIATOR)
    t.agrees(
        TOWN_MEDIATOR,
        t.owes("将180亩承包地转给原承包人继续耕种", debtor=0, creditor=1, days=7),
        t.owes("转包费（180亩，每亩400元）", 180 * 400, debtor=1, days=15),
    )
    t.signs(TOWN_DESK, TOWN_MEDIATOR)
    assert t.money() == Decimal(72_000)
    assert t.agreement().in_force_on == date(2025, 4, 23)


@published("tc17")
def not_doing_until_2027(t: Telling) -> None:
    """Every duty is to leave something undone, with an end in 2027 and no sum: done only when that day is over.

    The judge mediated at the herders' home herself; here the registered suit is entrusted to the village.
    """
    t.at(date(2026, 1, 12))
    t.opened(COURT_DESK, [t.person(A), t.person(R)])
    t.filed_at_court()
    t.entrusted_to(VILLAGE_COMMITTEE, VILLAGE_DESK)
    t.appoint(VILLAGE_DESK, VILLAGE_DESK)
    t.at(date(2026, 1, 20))
    t.sits(VILLAGE_DESK, manner=SittingManner.AT_HOME, result="再商量")
    t.at(date(2026, 1, 27))
    until = date(2026, 2, 20)
    agreed = acts.TermExtended(until, tuple(t.parties))
    t.step(VILLAGE_DESK, "extend", agreed, "接羔时节，双方同意继续")
    t.at(date(2026, 1, 28))
    t.sits(VILLAGE_DESK, manner=SittingManner.AT_HOME, place="牧户家中", helpers="满都拉人民法庭法官")
    ends = date(2027, 12, 31)
    t.agrees(
        VILLAGE_DESK,
        t.owes("不再添牲畜、不动工、不妨碍经营", kind=FORBEARANCE, due_on=ends),
        t.owes("不拆除已建的简易房和棚圈", kind=FORBEARANCE, debtor=0, creditor=1, due_on=ends),
    )
    t.signs(VILLAGE_DESK, VILLAGE_DESK)
    t.heard(VILLAGE_DESK, ProceedingKind.SUIT, "当事人在诉讼中达成调解")
    assert (t.state(), t.performed(), t.money()) == ("in_force", ["due", "due"], 0)
    assert t.deadline("performance").due_on >= ends
    t.at(date(2027, 3, 1))
    t.step(VILLAGE_DESK, "visit", acts.VisitMade("双方相安"))
    t.at(date(2028, 1, 5))
    for n in (1, 2):
        given = acts.PerformanceRecorded(ends, "合同期满，没有违反")
        t.on_duty(VILLAGE_DESK, "record_performance", given, n=n)
    assert t.performed() == ["done", "done"]


@published("tc35")
def every_year_again(t: Telling) -> None:
    """A debt of every year that may be broken every year; forty households, one written contract; the debtor vanishes.

    What each household is owed is not printed: the sums stand in the notes of hand, the case holds the roster.
    """
    t.at(date(2018, 9, 20))
    households = t.several(A, t.printed(0))
    t.opened(VILLAGE_DESK, [*households, t.person(R)])
    danger = acts.DangerReported("有集体上访苗头", "照镜镇人民政府")
    t.step(VILLAGE_DESK, "report_danger", danger)
    t.step(VILLAGE_DESK, "skip_settlement", reason="苗头紧急")
    t.goes_to(VILLAGE_DESK, TOWN, TOWN_DESK, "近四十户，本村力量不足")
    t.accept(TOWN_DESK)
    t.appoint(TOWN_DESK, TOWN_MEDIATOR)
    t.sits(TOWN_MEDIATOR, helpers="包村干部")
    everybody = f"某某等{t.printed(0)}户（各户数额见欠条）"
    t.agrees(
        TOWN_MEDIATOR,
        t.owes("2018年流转费（先付部分）", 40_000, creditor=everybody, performed_at_once=True),
        t.owes("2018年流转费余额（欠条）", 60_000, creditor=everybody, due_on=date(2019, 9, 30)),
    )
    t.signs(TOWN_DESK, TOWN_MEDIATOR)
    t.step(TOWN_DESK, "lift_danger", reason="先付部分已经到手")
    t.at(date(2019, 10, 20))
    t.on_duty(TOWN_DESK, "mark_broken", reason="本人再度失联", n=2)
    t.again(TOWN_DESK, CaseSource.OWN_INITIATIVE, "又一年没有付")
    with pytest.raises(ConditionsUnmet):  # nobody can mediate with somebody who cannot be asked
        t.into_mediation(TOWN_DESK, TOWN_MEDIATOR)
    t.everybody_consents(TOWN_DESK)  # reached once more by telephone
    t.accept(TOWN_DESK)
    t.appoint(TOWN_DESK, TOWN_MEDIATOR)
    gone = acts.Suspended(SuspensionCause.ABSENCE, "两次上门均未找到，邻居证明")
    t.step(TOWN_MEDIATOR, "suspend", gone, "又联系不上")
    waiting = t.deadline("mediation")
    assert waiting.state.value == "paused"
    t.at(date(2021, 10, 1))
    t.step(TOWN_MEDIATOR, "terminate", reason="一直联系不上；农户已收回土地自种")
    assert t.thread() == [("in_force", ""), ("terminated", LINKS.AGAIN.value)]
    assert t.performed(t.cases[0]) == ["done", "broken"]
    assert not t.case(t.cases[0]).danger


@published("tc36")
def a_registered_suit_that_the_party_takes_up(t: Telling) -> None:
    """Registered in March, given to the centre in October: the suit's number stays while the new term runs.

    The village may only sign what its villagers resolve. The political-legal committee is no committee of the law,
    so the court entrusts the county's; how the suit itself ended is not printed, and the case is told when it is.
    """
    t.at(date(2025, 3, 10))
    parties = [t.firm(A, "某村村民委员会"), t.firm(R, "某文化旅游公司（虚构）")]
    t.opened(COURT_DESK, parties)
    t.filed_at_court()
    t.at(date(2025, 10, 9))
    t.heard(COURT_DESK, ProceedingKind.ADMINISTRATIVE, "提请牵头研判，交综治中心", body="市委政法委")
    t.at(date(2025, 10, 15))
    t.entrusted_to(COUNTY_NAME, COUNTY_DESK)
    t.appoint(COUNTY_DESK, COUNTY_DESK)
    first = t.deadline("first_mediation")
    t.at(date(2025, 10, 20))
    longest = date.fromordinal(first.due_on.toordinal() + 30)
    given = acts.TermExtended(longest, tuple(t.parties))
    t.step(COUNTY_DESK, "extend", given, "进村走访、勘地")
    t.sits(COUNTY_DESK, helpers="法院、农业农村局、司法局")
    meets_at = datetime(2025, 11, 10, 19, 0, tzinfo=SHANGHAI)
    forum, told = MeetingForum.REPRESENTATIVES, "全体村民代表"
    meeting = acts.MeetingCalled(
        meets_at, "村委会", "是否继续流转、租金怎样付", 60, forum, told, tuple(t.parties)
    )
    t.step(COUNTY_DESK, "call_meeting", meeting)
    t.at(date(2025, 11, 11))
    held = acts.MeetingHeld(52, "同意按期收租，合同继续", 52)
    t.step(COUNTY_DESK, "resolve", held, matter=MatterKind.MEETING)
    t.at(date(2025, 11, 27), 15, 20)
    assert t.today <= longest  # fifteen days and thirty more, no longer
    t.agrees(COUNTY_DESK, t.owes("租金", 4_000_000, due_on=date(2026, 1, 31)))
    t.signs(COUNTY_DESK, COUNTY_DESK)
    assert t.money() == t.story["amount_yuan"]
    assert t.agreement().in_force_on == date(2025, 11, 27)
    assert t.held_by()[-1] == COUNTY_NAME
    assert first.starts_on == date(2025, 10, 15)
