"""Unpaid wages of one or several, told as their reports tell them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from mediation.demonstration.invented import COURT
from mediation.model import Confirmation
from mediation.rules import acts
from mediation.rules.errors import BadInput, ConditionsUnmet
from mediation.rules.vocabulary import (
    CaseSource,
    Channel,
    MatterKind,
    ProceedingKind,
    SignatureManner,
    SittingManner,
)
from mediation.services.note_facts import note_fact, sign_fact
from tests.stories.conftest import LABOUR_OFFICE
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
from tests.stories.who_comes import WITHOUT_PAPERS, chosen
from web.forms.reading import Reader
from web.typed import Typed

OFFICER = "renshe"


@published("tc05")
def an_oral_contract_without_papers(t: Telling) -> None:
    """Nothing in writing, old people without their cards; both kept their own tally, so the days are agreed first.

    Each tally that both sides sign is an undisputed fact; the sum of each is the days times eighty yuan. What was
    agreed in the end is not printed.
    """
    t.at(date(2024, 1, 15))
    villagers = t.several(A, t.printed(0), **WITHOUT_PAPERS)
    firm = t.firm(R, "某农业公司（虚构）", legal_representative="夏某")
    t.opened(VILLAGE_DESK, [*villagers, firm])
    t.settle_first(VILLAGE_DESK, "村干部")
    t.wait(5)
    t.step(VILLAGE_DESK, "fail_settlement", reason="协商延期后仍未付")
    t.goes_to(VILLAGE_DESK, TOWN, TOWN_DESK, "村民到镇调委会申请")
    t.accept(TOWN_DESK)
    t.appoint(TOWN_DESK, TOWN_MEDIATOR)
    days = [20 + n for n in range(t.printed(0))]
    fact = t.writes(TOWN_DESK, note_fact, text=f"双方记工核对一致，二十三人合计{sum(days)}个工")
    fingerprint, seal = SignatureManner.FINGERPRINT, SignatureManner.SEALED
    for one, manner in ((t.parties[0], fingerprint), (t.parties[-1], seal)):
        signed = {"manner": manner, "signed_on": t.today}
        t.writes(TOWN_DESK, sign_fact, fact_id=fact, party_id=one, **signed)
    t.sits(TOWN_MEDIATOR, record="逐人核对记工。")
    duties = [t.owes("劳务费", 80 * n, creditor=who, days=30) for who, n in enumerate(days)]
    t.agrees(TOWN_MEDIATOR, *duties)
    t.signs(TOWN_DESK, TOWN_MEDIATOR)
    assert t.state() == "in_force"
    assert t.money() == 80 * sum(days)
    assert t.held_by()[-1] == TOWN
    assert len(t.performed()) == t.printed(0)


@published("tc07")
def the_wrong_respondent_and_sixteen_become_ninety_seven(t: Telling) -> None:
    """The landlord was named, the firm that hired them is found; eighty-one more come by the hotline and are joined.

    The firm is swapped, not corrected: it is somebody else and is asked anew; who stood there before stays in the
    history. They sign at the border of two provinces.
    """
    t.at(date(2025, 3, 3))
    sixteen = t.several(A, 16)
    t.opened(COUNTY_DESK, [*sixteen, t.firm(R, "某A公司（虚构，出租厂房）")])
    t.into_mediation(COUNTY_DESK)
    wrong = t.parties[-1]
    t.wait(3)
    t.joins(COUNTY_DESK, t.firm(R, "某B公司（虚构，外省）"))
    t.leaves(COUNTY_DESK, wrong, "租赁合同与成本核算表证明与其无劳务关系")
    t.joins(COUNTY_DESK, t.firm(T, "某A公司（虚构，出租厂房）"))
    t.sits(COUNTY_DESK, manner=SittingManner.VIDEO, place="线上")
    t.agrees(COUNTY_DESK, *_wages(t, 16, "5600"))
    assert t.money() == Decimal(16 * 5600)
    lead, case_id = t.case().public_id, t.case_id
    t.wait(2)
    t.opened(COUNTY_DESK, [*t.several(A, 81), t.firm(R, "某B公司（虚构，外省）")], source=CaseSource.HOTLINE)
    t.step(COUNTY_DESK, "skip_settlement", reason="12345热线转来同一公司的工友")
    with pytest.raises(BadInput, match="正在签署"):
        t.step(COUNTY_DESK, "merge", acts.CaseMerged(lead), "一并调解")
    joined, t.case_id = t.case_id, case_id
    t.step(COUNTY_DESK, "resume_mediation", reason="又有工友加入，重新核算")
    t.case_id = joined
    t.step(COUNTY_DESK, "merge", acts.CaseMerged(lead), "同一公司拖欠，一并调解")
    t.case_id = case_id
    t.parties = t.standing()
    t.everybody_consents(COUNTY_DESK)
    t.sits(COUNTY_DESK, manner=SittingManner.VIDEO, place="线上")
    t.agrees(COUNTY_DESK, *_wages(t, 97, "5600"))
    t.wait(4)
    t.signs(COUNTY_DESK, COUNTY_DESK)
    assert t.thread() == [("in_force", LINKS.MERGED.value), ("merged", "")]
    assert len(t.performed()) == len(t.parties) - 2 == 97
    t.people |= {A: 97, R: 2}  # both firms stood there, one after the other


def _wages(t: Telling, n: int, each: str) -> list[acts.ObligationDrawn]:
    debtor = len(t.parties) - 2  # the firm; the landlord is a third party
    return [t.owes("工资", each, creditor=one, debtor=debtor, days=30) for one in range(n)]


@published("tc08")
def arbitration_first_and_nobody_who_can_sign(t: Telling) -> None:
    """The head of the firm is unconscious, nobody can agree for it; labour goes to arbitration, not straight to court.

    Legal aid is the workers' own affair and needs no word of the firm; the county's department and the arbitrators act
    beside it. Their attachment of the firm's assets is noted.
    """
    t.at(date(2024, 10, 8))
    workers = t.several(A, t.printed(0))
    firm = t.firm(R, "某钢管公司（虚构）", legal_representative="（突发重病，失去意识）", consents=())
    t.opened(TOWN_DESK, [*workers, firm], labour=True)
    workers_ids = tuple(t.parties[:-1])
    referred = acts.Referred(Channel.LEGAL_AID, "旗法律援助中心", "代理申请仲裁", workers_ids)
    t.step(TOWN_DESK, "refer", referred)
    notary = acts.Referred(Channel.NOTARY, "某公证处", "清点", workers_ids)
    with pytest.raises(BadInput, match="征得同意"):
        t.step(TOWN_DESK, "refer", notary)
    t.step(TOWN_DESK, "call_county", acts.Asked("拖欠129人工资，请人社部门会商"))
    given = acts.CallDispatched(t.organisation(LABOUR_OFFICE), "会商")
    t.step("zongzhi", "dispatch", given, matter=MatterKind.CALL_UP)
    t.step(OFFICER, "respond", acts.Answered("当天受理，转仲裁委"), matter=MatterKind.CALL_UP)
    t.step(TOWN_DESK, "skip_settlement", reason="工人直接要求处理")
    with pytest.raises(ConditionsUnmet, match="同意调解"):
        t.accept(TOWN_DESK)
    with pytest.raises(ConditionsUnmet, match="劳动仲裁"):
        t.step(TOWN_DESK, "go_to_court", reason="工人要求起诉")
    t.step(TOWN_DESK, "go_to_arbitration", reason="公司无人能签字，工人申请仲裁")
    t.heard(TOWN_DESK, ProceedingKind.ARBITRATION, "当天立案", body="旗劳动人事争议仲裁委员会")
    t.heard(TOWN_DESK, ProceedingKind.PRESERVATION, "依仲裁委来函保全公司财产")
    assert t.state() == "at_arbitration"
    assert "call_up:lapse" in t.tags()
    assert "referral:lapse" not in t.tags()  # the lawyer goes on at arbitration
    assert t.case().amount == t.story["amount_yuan"]


@published("tc18")
def a_day_that_does_not_exist(t: Telling) -> None:
    """The agreement as printed falls due on 31 September: the form refuses that day, and the 30th is asked for.

    One agreement for sixteen with one sum; each one's part is not printed. A crowd on its way to petition is danger.
    """
    t.at(date(2020, 7, 16))
    t.opened(TOWN_DESK, [*t.several(A, t.printed(0)), t.person(R)])
    t.step(TOWN_DESK, "report_danger", acts.DangerReported("十几人聚集准备上访", "忠良乡人民政府"))
    t.into_mediation(TOWN_DESK, TOWN_MEDIATOR)
    t.at(date(2020, 7, 21))
    t.sits(TOWN_MEDIATOR)
    reader = Reader(Typed({"due_on": ["2020-09-31"]}))
    assert reader.day("due_on") is None
    assert [p.field for p in reader.problems] == ["due_on"]
    days = (date(2020, 9, 30), date(2020, 12, 31), date(2021, 3, 31))
    everybody = "赵某等16人（各人数额由代表分发）"
    duties = [t.owes(f"第{n}期", 11_600, creditor=everybody, due_on=on) for n, on in enumerate(days, 1)]
    t.agrees(TOWN_MEDIATOR, *duties)
    t.signs(TOWN_DESK, TOWN_MEDIATOR)
    t.step(TOWN_DESK, "lift_danger", reason="已达成协议")
    t.apply(TOWN_DESK, COURT)
    t.submit(TOWN_DESK)
    assert t.money() == t.story["amount_yuan"]
    assert t.confirmation().state == "submitted"
    t.at(date(2020, 9, 30))
    t.on_duty(TOWN_DESK, "record_performance", acts.PerformanceRecorded(t.today, "转账"), n=1)
    assert t.performed() == ["done", "due", "due"]


@published("tc19")
def the_money_goes_through_representatives(t: Telling) -> None:
    """A hundred workers in three gangs, each with a representative who signs and hands on; who pays is no employer.

    Thirty-eight hours in one sitting. The roster and each one's receipt are papers: the product holds the duty to
    hand on, by gang.
    """
    t.at(date(2024, 3, 18), 8, 0)
    count = t.printed(0)
    heads = [t.person(A) for _ in range(3)]
    gangs = [(chosen(one.name, 6100 + n),) for n, one in enumerate(heads)]
    members = [t.person(A, representatives=gangs[n % 3]) for n in range(count - 3)]
    payer = t.firm(T, "某建设单位（虚构）")
    t.opened(TOWN_DESK, [*heads, *members, t.firm(R, "某工程项目部（虚构）"), payer])
    t.into_mediation(TOWN_DESK, TOWN_MEDIATOR)
    began = t.clock.now()
    t.clock.instant = began + timedelta(hours=38, minutes=5)
    t.sits(TOWN_MEDIATOR, began_at=began, ended_at=began + timedelta(hours=38), helpers="十余名调解人员轮班")
    paying = len(t.parties) - 1
    parts = (4_000_000, 3_000_000, 3_000_000)
    pay = [t.owes("工资", sum_, debtor=paying, creditor=n, days=10) for n, sum_ in enumerate(parts)]
    hand_on = [
        t.owes("按名册逐人发放并由本人签收", debtor=n, creditor=f"第{n + 1}班组全部工人", days=15)
        for n in range(3)
    ]
    t.agrees(TOWN_MEDIATOR, *pay, *hand_on)
    acting = t.acting()
    assert len(acting) == count - 3
    t.signs(TOWN_DESK, TOWN_MEDIATOR, through=acting.get)
    effect = t.agreement().in_force_on
    assert effect is not None
    t.at(date(2024, 4, 16))  # weeks later; the thirty days are running
    t.apply(TOWN_DESK, COURT)
    t.submit(TOWN_DESK)
    t.confirm(t.court_number())
    assert t.confirmation().state == "confirmed"
    assert effect < (t.confirmation().submitted_on or effect) <= effect + timedelta(days=30)
    assert t.money() == t.story["amount_yuan"]
    assert {one.creditor_id for one in t.promised()[:3]} == set(t.parties[:3])


@published("tc20")
def the_sum_comes_out_of_mediation(t: Telling) -> None:
    """No tally on paper: the sum is found while mediating, paid by instalments, and applied for on the spot.

    Others of the same firm in other townships are no parties here; they come as cases of their own.
    """
    t.at(date(2025, 9, 1))
    farmers = t.several(A, t.printed(0))
    firm = t.firm(R, "某农业科技有限公司（虚构）", legal_representative="马某")
    t.opened(TOWN_DESK, [*farmers, firm], amount=None)
    t.into_mediation(TOWN_DESK, TOWN_MEDIATOR)
    t.sits(TOWN_MEDIATOR, record="逐人对账，确认总额一万九千元。", helpers="到场指导的法官")
    everybody = "罗某、李某等12人（各人数额附后）"
    duties = [
        t.owes("劳务费", amount, creditor=everybody, due_on=on)
        for amount, on in ((9_000, date(2025, 10, 31)), (10_000, date(2025, 12, 31)))
    ]
    t.agrees(TOWN_MEDIATOR, *duties)
    t.signs(TOWN_DESK, TOWN_MEDIATOR)
    t.apply(TOWN_DESK, COURT)
    t.submit(TOWN_DESK)
    assert t.case().amount is None
    assert t.money() == t.story["amount_yuan"]
    assert t.confirmation().submitted_on == t.agreement().in_force_on == t.today


@published("tc21")
def five_days_kept_apart(t: Telling) -> None:
    """The plain road: complaint, delegation, agreement, confirmation and performance, each with a day of its own.

    Called wages, yet a claim between two men: no arbitration comes first.
    """
    t.at(date(2023, 7, 14))
    t.opened(COURT_DESK, [t.person(A), t.person(R)])
    t.at(date(2023, 7, 17))
    t.delegated_to(COUNTY_NAME, COUNTY_DESK)
    t.appoint(COUNTY_DESK, COUNTY_DESK)
    t.at(date(2023, 7, 28))
    t.sits(COUNTY_DESK, helpers="工会")
    t.agrees(COUNTY_DESK, t.owes("劳务费余款", 3090, due_on=date(2023, 9, 1)))
    t.signs(COUNTY_DESK, COUNTY_DESK)
    t.confirmed(COUNTY_DESK)
    t.at(date(2023, 9, 1))
    t.on_duty(COUNTY_DESK, "record_performance", acts.PerformanceRecorded(t.today, "转账"))
    one = t.confirmation()
    days = (t.case().first_asked_on, t.deadline("delegated").starts_on, t.agreement().in_force_on)
    assert days == (date(2023, 7, 14), date(2023, 7, 17), date(2023, 7, 28))
    assert one.ruled_on == date(2023, 7, 31)
    assert (one.court_id, one.state) == (t.organisation(COURT), "confirmed")
    assert (t.performed(), t.money()) == (["done"], t.story["amount_yuan"])


@published("tc22")
def some_sued_and_all_were_paid(t: Telling) -> None:
    """Thirty-four sue, a hundred and ten are paid: the others join, and so does the debtor's debtor, who pays each.

    How the debts among the three are set off is not printed.
    """
    t.at(date(2024, 8, 12))
    sued, more = (34, t.printed(0) - 34) if t.whole else (10, 14)
    t.people[A] = sued + more
    t.opened(COURT_DESK, [*t.several(A, sued), t.firm(R, "某建设公司（虚构）")])
    t.delegated_to(COUNTY_NAME, COUNTY_DESK)
    t.appoint(COUNTY_DESK, COUNTY_DESK)
    t.joins(COUNTY_DESK, t.firm(T, "某发包公司（虚构）"))
    t.sits(COUNTY_DESK, result="互不信任")
    t.sit(COUNTY_DESK, "发包方愿意直接付到人。", "背靠背继续", "县调委会", apart=True)
    for one in t.several(A, more):
        t.joins(COUNTY_DESK, one)
    t.sits(COUNTY_DESK)
    whole = Decimal(t.story["amount_yuan"])
    each = (whole / (sued + more)).quantize(Decimal("0.01"))
    amounts = [each] * (sued + more - 1)
    amounts.append(whole - sum(amounts))
    payer = len(t.parties) - 1
    duties = [
        t.owes("工资，直接付到本人账户", amount, debtor=payer, creditor=n, days=20)
        for n, amount in enumerate(amounts)
    ]
    t.agrees(COUNTY_DESK, *duties)
    t.signs(COUNTY_DESK, COUNTY_DESK)
    t.at(date(2024, 9, 2))
    for n in range(1, sued + more + 1):
        t.on_duty(COUNTY_DESK, "record_performance", acts.PerformanceRecorded(t.today, "到账回单"), n=n)
    assert set(t.performed()) == {"done"}
    assert t.money() == whole
    assert t.tags().count("party:joined") == more + 1


@published("tc32")
def broken_at_every_tier(t: Telling) -> None:
    """Notes of hand broken, a court's mediation broken, then execution: what the committee hears, the case keeps.

    Thirty-three notes stand in one settlement; how much each is not printed. The detention is the court's affair.
    """
    t.at(date(2022, 8, 29))
    t.opened(COUNTY_DESK, [*t.several(A, t.printed(0)), t.person(R)], source=CaseSource.PETITION)
    t.settle_first(COUNTY_DESK, "县信访局")
    t.at(date(2022, 9, 1))
    t.step(COUNTY_DESK, "settle", acts.SettlementReached("逐人出具33份欠条，月底付清"))
    t.at(date(2022, 10, 8))
    t.again(COUNTY_DESK, CaseSource.PETITION, "月底没有付")
    t.at(date(2022, 12, 5))
    t.step(COUNTY_DESK, "go_to_court", reason="工人要求起诉")
    t.sued(COUNTY_DESK)
    t.at(date(2023, 2, 20))
    for on, kind, what in (
        (date(2022, 12, 20), ProceedingKind.SUIT, "法院调解：2023年1月12日前一次付清约7万元"),
        (date(2023, 1, 13), ProceedingKind.SUIT, "到期没有付"),
        (date(2023, 2, 10), ProceedingKind.ENFORCEMENT, "不如实报告财产，拘留十五日；项目部早已结清"),
    ):
        t.heard(COUNTY_DESK, kind, what, on=on)
    assert t.thread() == [("settled", ""), ("filed", LINKS.AGAIN.value)]
    assert t.tags().count("case:proceeding") == 3
    with t.house.read() as session:
        assert session.scalars(select(Confirmation)).all() == []
