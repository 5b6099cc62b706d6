"""Official statistics: a published month gives back what was printed; table, cases behind it and recount agree."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from mediation.bootstrap import Installation
from mediation.demonstration.invented import STORIES, register
from mediation.demonstration.people import VILLAGE
from mediation.demonstration.player import Player, dispute, invented_party
from mediation.demonstration.real_month import accept_only, avert, cases_of, enter, published
from mediation.model import Case, CaseNumber, Region
from mediation.readmodels.bulletin import draft
from mediation.readmodels.statistics import StatisticsPage, statistics
from mediation.readmodels.statistics_cases import Cell, behind
from mediation.readmodels.statistics_recount import differences, recount
from mediation.rules.actor import Actor
from mediation.rules.statistics import (
    BY_NAME,
    INDICATORS,
    CommitteeKind,
    Dimension,
    SourceGroup,
    percent,
    printed,
)
from mediation.rules.vocabulary import Outcome, Side
from mediation.services.count_statistics import COUNTS, totals
from mediation.services.statistical_rows import Where

MONTH, BEFORE, YEAR_BEFORE = date(2026, 8, 1), date(2026, 7, 1), date(2025, 8, 1)
CITY, COUNTY = "150500000000", "150521000000"
NAMES = {
    "主动调解": SourceGroup.ACTIVE,
    "申请调解": SourceGroup.APPLIED,
    "接受委托移送调解": SourceGroup.ENTRUSTED,
}


def smaller(figures: dict[str, Any], by: int) -> dict[str, Any]:
    """The same bulletin with about so many times fewer cases."""
    kinds = {name: max(1, n // by) for name, n in figures["by_category"].items()}
    total = sum(kinds.values())
    active, entrusted = total // 2, max(1, total // 20)
    sources = dict(zip(figures["by_source"], (active, total - active - entrusted, entrusted), strict=True))
    small = {"accepted": total, "succeeded": total - 2, "by_category": kinds, "by_source": sources}
    return {**figures, **small, "agreement_amount_10k_yuan": 12.34}


def page_of(house: Installation, actor: Actor, code: str = CITY, series: str = "fifteen") -> StatisticsPage:
    with house.read() as session:
        return statistics(session, actor, house.clock.now(), house.clock.today(), code, "2026-08", series)


def city_supervisor(house: Installation) -> Actor:
    return Player(house, house.clock.today()).actor("shidudao")


def says_what_was_entered(house: Installation, figures: dict[str, Any]) -> StatisticsPage:
    """Every number and percentage of the bulletin."""
    page = page_of(house, city_supervisor(house))
    value = page.figures.value
    assert (value(BY_NAME["accepted"]), value(BY_NAME["succeeded"])) == (
        figures["accepted"],
        figures["succeeded"],
    )
    assert float(value(BY_NAME["amount"]) or 0) == figures["agreement_amount_10k_yuan"]
    groups = page.by_group("accepted")
    assert {name: groups[group] for name, group in NAMES.items()} == figures["by_source"]
    kinds = {one.title.replace("其他", "其它"): n for one, n in page.by_heading("accepted")}
    assert kinds == figures["by_category"]
    for printed_as, counts in figures["prevented"].items():
        kind = {"转化为刑事案件": "crime", "群体性上访": "petition"}[printed_as]
        assert page.figures.values[f"averted_{kind}"] == counts["件"]
        assert page.figures.values[f"averted_{kind}_people"] == counts["人"]
    return page


def says_so_in_sentences(page: StatisticsPage, figures: dict[str, Any]) -> None:
    """The draft of the bulletin, clause by clause, as the published one words its counts and shares."""
    text, accepted = draft(page), figures["accepted"]
    assert f"共调解各类矛盾纠纷{accepted}件" in text
    assert f"调解成功{figures['succeeded']}件" in text
    assert f"协议涉及金额{figures['agreement_amount_10k_yuan']}万元" in text
    for name, n in {**figures["by_source"], **figures["by_category"]}.items():
        assert f"{name.replace('其它', '其他')}{n}件，占{printed(percent(n, accepted))}%" in text
    for printed_as, counts in figures["prevented"].items():
        assert f"{printed_as}{counts['件']}件{counts['人']}人" in text


def every_cell_leads_to_its_cases(house: Installation, page: StatisticsPage, code: str) -> int:
    """Each figure of the area and of its parts, and the splits, against the list behind it; how many were followed."""
    actor, today, n = city_supervisor(house), house.clock.today(), 0
    with house.read() as session:

        def count(where: str, cell: Cell) -> tuple[int, int]:
            found = behind(session, actor, where, "2026-08", cell, today)
            return found.total, found.quantity

        for place, own, figures in [
            (code, False, page.figures),
            *(
                (part.region_code, part.own, part.figures)
                for part in page.parts
                if not part.figures.is_zero()
            ),
        ]:
            for one in INDICATORS:
                if one.of is None:
                    total, quantity = count(place, Cell(figure=one.name, own=own))
                    shown = figures.values[one.name]
                    counts_cases = one.name in COUNTS or one.name == "screenings"
                    assert shown == (total if counts_cases else quantity), (place, one.name)
                    n += 1
        for name in ("accepted", "succeeded"):
            for heading, shown in page.by_heading(name):
                assert count(code, Cell(figure=name, series="fifteen", heading=heading.title))[0] == shown
            for group, shown in page.by_group(name).items():
                assert count(code, Cell(figure=name, group=group))[0] == shown
            for kind in CommitteeKind:
                shown = page.figures.by(name, Dimension.KIND)[kind.value]
                assert count(code, Cell(figure=name, kind=kind))[0] == shown
            n += len(page.headings) + len(SourceGroup) + len(CommitteeKind)
    return n


def recount_agrees(house: Installation, page: StatisticsPage) -> None:
    today = house.clock.today()
    with house.read() as session:
        for code, figures, own in [
            (page.region_code, page.figures, False),
            *((part.region_code, part.figures, part.own) for part in page.parts),
        ]:
            assert session.get(Region, code) is not None
            where = Where(region_code=code, period=page.period, today=today, own=own)
            assert list(differences(figures, recount(session, where))) == []
            added_up = totals(session, where).values
            assert {name: figures.values[name] for name in added_up} == added_up


def test_a_small_month_gives_back_what_was_entered(house: Installation) -> None:
    figures = smaller(published(), 60)
    cases = cases_of(figures, MONTH)
    avert(house, figures, cases, enter(house, cases))
    page = says_what_was_entered(house, figures)
    assert every_cell_leads_to_its_cases(house, page, CITY) > 100
    says_so_in_sentences(page, figures)
    recount_agrees(house, page)
    recount_agrees(house, page_of(house, city_supervisor(house), COUNTY))


RESULTS = ("succeeded", "settled", "failed", "to_court", "to_arbitration", "to_government", "merged")
"""How a case of mediation ends, or what was settled without one: each in one figure."""
ENDED = (
    *("settled", "in force", "agreed orally", "agreed partly", "refused", "withdrawn", "terminated"),
    *("to the court", "merged into another"),
)


def test_each_way_to_end_is_in_exactly_one_result() -> None:
    counting = {
        outcome: [name for name in RESULTS if outcome.value in COUNTS[name].whats]
        for outcome in Outcome
        if outcome is not Outcome.REFUSED  # never accepted
    }
    assert all(len(names) == 1 for names in counting.values()), counting


def test_what_ended_in_a_month_adds_up_to_all_results(house: Installation) -> None:
    """The demonstration's cases that ended after they were accepted, and what was settled before."""
    today = date(2026, 10, 28)
    for n, (name, days, story) in enumerate(STORIES):
        if name in ENDED:
            player = Player(house, today - timedelta(days=days))
            register(player, n)
            story(player)
    story_of = {name: story for name, _, story in STORIES}
    for labour, step in ((True, "go_to_arbitration"), (False, "go_to_government")):
        player = Player(house, today - timedelta(days=9))
        on = player.clock.today()
        sides = (
            invented_party(Side.APPLICANT, "孟和", 700 + labour, on),
            invented_party(Side.RESPONDENT, "朱永福", 720 + labour, on),
        )
        kind = {"region": VILLAGE, "labour": labour, "land_title": not labour}
        given = dispute(on, sides, "forest_land", "各执一词", "依法解决", **kind)
        player.register("cunzhuren", given)
        story_of["accepted"](player)
        player.step("cunzhuren", step, reason="调解不成，先行处理")
    player = Player(house, today - timedelta(days=9))
    register(player, 30)
    story_of["signed for by the township"](player)
    player.step("zhenzhuren", "withdraw", reason="申请人撤回申请")
    with house.read() as session:
        actor, clock = city_supervisor(house), house.clock
        page = statistics(session, actor, clock.now(), clock.today(), CITY, "2026-10", "all")
        numbered = select(CaseNumber.case_id).where(CaseNumber.voided_at.is_(None))
        ended = session.scalars(
            select(Case.outcome).where(
                Case.concluded_on.between(page.period.first, page.period.last),
                (Case.outcome == Outcome.SETTLED) | Case.id.in_(numbered),
            )
        ).all()
    told = {name: page.figures.values[name] for name in RESULTS}
    assert sum(told.values()) == len(ended)
    assert told == {
        "succeeded": 3,
        "settled": 1,
        "failed": 3,
        "to_court": 1,
        "to_arbitration": 1,
        "to_government": 1,
        "merged": 1,
    }
    with house.read() as session:
        slow = recount(session, Where(region_code=CITY, period=page.period, today=house.clock.today()))
    assert list(differences(page.figures, slow)) == []


@pytest.mark.long
@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_published_month_gives_back_every_printed_figure(house: Installation) -> None:
    """869 cases through the services, and 840 and 1,028 accepted ones of the months that it is compared with."""
    figures = published()
    cases = cases_of(figures, MONTH)
    avert(house, figures, cases, enter(house, cases))
    accept_only(house, figures["accepted"] - figures["compared"]["上月"], BEFORE)
    accept_only(house, figures["accepted"] - figures["compared"]["去年同期"], YEAR_BEFORE)
    page = says_what_was_entered(house, figures)
    accepted = page.figures.values["accepted"]
    assert page.figures.value(BY_NAME["rate"]) == percent(842, 869)
    assert printed(percent(842, 869)) == str(figures["success_rate_percent"])
    for name, share in figures["percent_as_printed"].items():
        n = figures["by_source"].get(name) or figures["by_category"].get(name)
        assert printed(percent(n, accepted)) == str(share), name
    assert accepted - page.compared["2026-07"].values["accepted"] == figures["compared"]["上月"]
    assert accepted - page.compared["2025-08"].values["accepted"] == figures["compared"]["去年同期"]
    assert draft(page).splitlines()[2] == (
        "2026年8月，通辽市各级人民调解组织共调解各类矛盾纠纷869件，比去年同期减少159件，比上月增加29件；"
        "调解成功842件，调解成功率96.9%。"
    )
    says_so_in_sentences(page, figures)
    every_cell_leads_to_its_cases(house, page, CITY)
    recount_agrees(house, page)
