"""Periods of statistics: reported from the village up, closed with their figures frozen, corrected beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from mediation.bootstrap import Installation
from mediation.demonstration.invented import STORIES, TOWNSHIP_COMMITTEE, register
from mediation.demonstration.people import VILLAGE
from mediation.demonstration.player import Player
from mediation.demonstration.real_month import Entered, accept_only, enter
from mediation.model import (
    Case,
    CaseEvent,
    CaseNumber,
    Category,
    Organisation,
    PeriodClosing,
    PeriodReport,
    Region,
    Setting,
)
from mediation.readmodels.bulletin import draft, few_in
from mediation.readmodels.official_table import official, told_above, without_small_groups
from mediation.readmodels.period_reports import closed_parts, differing, own_figures, reported, unreported
from mediation.readmodels.statistics import StatisticsPage, statistics
from mediation.readmodels.statistics_cases import NOW, Behind, Cell, ShareBehind, behind, share_behind
from mediation.rules.errors import BadInput, NotAllowed, NotThere, StaleCase, WrongState
from mediation.rules.official_table import Line
from mediation.rules.periods import period
from mediation.rules.statistics import INDICATORS, AvertedKind, CommitteeKind, Dimension, Since
from mediation.rules.vocabulary import CaseSource, MatterKind
from mediation.services.close_period import close_period, correct_closing, report_period
from mediation.services.count_statistics import COUNTS, counted
from mediation.services.import_organisations import OrganisationGiven, import_organisations
from mediation.services.note_averted import AvertedGiven, note_averted, withdraw_averted
from mediation.services.note_screening import ScreeningGiven, note_screening, withdraw_screening
from mediation.services.perform import perform
from mediation.services.reverse_step import reverse_step
from mediation.services.save_bulletin import save_bulletin
from mediation.services.statistical_rows import EACH, Where
from tests.steps.workbook import Recalculated

STORY = {name: story for name, _, story in STORIES}
COUNTY, TOWNSHIP, OTHER = "150521000000", "150521100000", "150523000000"
MONTH = "2026-10"
AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'period_rows'"
LOOKED = ScreeningGiven(screened_on=date(2026, 10, 20), found=2, prevented=1, note="查了北屯")


@pytest.fixture
def now(house: Installation) -> Player:
    """Three cases of October: two of the village, one of the next; it is 23 November."""
    at, by = date(2026, 10, 8), ("cunzhuren", "cunzhuren", "lincun")
    made = [
        Entered("neighbours", CaseSource.APPLICATION, n != 1, Decimal("10000.01"), at, who)
        for n, who in enumerate(by)
    ]
    player = Player(house, house.clock.today())
    player.case_id = enter(house, made)[0]
    return player


def do(player: Player, account: str, use_case: Any, **given: Any) -> UUID:
    return perform(player.house, use_case, actor=player.actor(account), **given)


def own(player: Player, account: str = "cunzhuren") -> UUID:
    return player.actor(account).posts[0].organisation_id


def page_of(player: Player, account: str = "qidudao", code: str = "", named: str = MONTH) -> StatisticsPage:
    with player.house.read() as session:
        clock = player.house.clock
        return statistics(session, player.actor(account), clock.now(), clock.today(), code, named)


def test_a_committee_says_zero_outright_and_only_when_it_is_zero(now: Player) -> None:
    with pytest.raises(BadInput, match="不是零报告"):
        do(now, "cunzhuren", report_period, organisation_id=own(now), named=MONTH, zero=True)
    do(now, "cunzhuren", report_period, organisation_id=own(now), named=MONTH, zero=False)
    with pytest.raises(BadInput, match="零报告"):
        do(now, "zhenzhuren", report_period, organisation_id=own(now, "zhenzhuren"), named=MONTH, zero=False)
    do(now, "zhenzhuren", report_period, organisation_id=own(now, "zhenzhuren"), named=MONTH, zero=True)
    with now.house.read() as session:
        whole, _ = reported(session, TOWNSHIP, period(MONTH), 12)
        assert (whole.reported, whole.zero) == (2, 1)
        kept = session.scalars(select(PeriodReport).where(~PeriodReport.zero)).one()
        assert kept.figures["values"]["accepted"] == 2
    with pytest.raises(WrongState, match="没有结束"):
        do(now, "cunzhuren", report_period, organisation_id=own(now), named="2026-11", zero=False)
    with pytest.raises(NotThere):
        do(now, "zhentiaojie", report_period, organisation_id=own(now, "zhenzhuren"), named=MONTH, zero=True)


def test_a_closed_period_keeps_its_figures_and_corrections_stand_beside_them(now: Player) -> None:
    with pytest.raises(BadInput, match="还有组织没有报"):
        do(now, "qidudao", close_period, region_code=COUNTY, named=MONTH, reason=" ")
    with pytest.raises(NotThere):
        do(now, "qidudao", close_period, region_code=OTHER, named=MONTH, reason="到期")
    closing = do(now, "qidudao", close_period, region_code=COUNTY, named=MONTH, reason="按时上报")
    with pytest.raises(WrongState, match="已经封存"):
        do(now, "qidudao", close_period, region_code=COUNTY, named=MONTH, reason="又一次")
    with pytest.raises(WrongState, match="没有不同"):
        do(now, "qidudao", correct_closing, closing_id=closing, reason="核对")
    with pytest.raises(WrongState, match="上级封存"):
        do(now, "cunzhuren", report_period, organisation_id=own(now), named=MONTH, zero=False)
    before = page_of(now).figures.to_json()
    at = date(2026, 10, 9)
    enter(now.house, [Entered("family", CaseSource.GRID, True, Decimal("5.00"), at, "cunzhuren")])
    page = page_of(now)
    assert page.figures.to_json() == before
    assert page.now.values["accepted"] == page.figures.values["accepted"] + 1
    do(now, "qidudao", correct_closing, closing_id=closing, reason="漏登一件")
    page = page_of(now)
    assert page.closing is not None
    assert [one.figures.values["accepted"] for one in page.closing.corrections] == [4]
    assert page.figures.to_json() == before
    township = page_of(now, code=TOWNSHIP)
    assert township.closing is not None
    assert (township.closing.region_code, township.figures.values["accepted"]) == (COUNTY, 3)
    november = page_of(now, named="2026-11")
    assert november.compared[MONTH].to_json() == before  # as it was published


def test_below_a_closed_area_the_parts_count_on_until_their_own_area_closes(now: Player) -> None:
    closing = do(now, "qidudao", close_period, region_code=COUNTY, named=MONTH, reason="按时上报")
    page = page_of(now, code=TOWNSHIP)
    assert page.closed_above
    assert sorted(one.figures.values["accepted"] for one in page.parts if not one.figures.is_zero()) == [1, 2]
    table = official(page, "导出", now.house.clock.today())
    assert "下级各地按导出时的记录" in table.standing
    sheet = Recalculated(now.house.spreadsheets.official(table), "统计表")
    column = sheet.column("调解案件总数（件）")
    rows = [sheet.row(title) for title in ("各地相加", "减：在本地区几处受理、上面重复的", "合计")]
    assert [sheet.value(f"{column}{row}") for row in rows] == [3, 0, 3]
    with now.house.read() as session:
        committee = own_figures(session, now.actor("cunzhuren"), MONTH, now.house.clock.today())
        quiet = session.scalars(
            select(Region.code).where(Region.parent_code == COUNTY, Region.code != TOWNSHIP).limit(1)
        ).one()
    assert committee.closed_by == "科尔沁左翼中旗"
    late = Entered("family", CaseSource.GRID, True, Decimal("5.00"), date(2026, 10, 9), "cunzhuren")
    enter(now.house, [late])
    do(now, "qidudao", correct_closing, closing_id=closing, reason="漏登一件")
    page, other = page_of(now, code=TOWNSHIP), page_of(now, code=quiet)
    assert page.closing is not None
    assert other.closing is not None  # nothing happened there, and that is frozen too
    assert page.figures.values["accepted"] == 3
    assert [one.figures.values["accepted"] for one in page.closing.corrections] == [4]
    assert other.closing.corrections == ()
    do(now, "sifasuo", close_period, region_code=TOWNSHIP, named=MONTH, reason="随旗县封存")
    enter(now.house, [replace(late, amount=Decimal("6.00"))])
    page = page_of(now, code=TOWNSHIP)
    assert not page.closed_above
    assert sum(one.figures.values["accepted"] for one in page.parts) == page.figures.values["accepted"] == 4


def test_nobody_changes_what_was_published(now: Player) -> None:
    do(now, "qidudao", close_period, region_code=COUNTY, named=MONTH, reason="按时上报")
    with now.house.begin() as uow, pytest.raises(DBAPIError, match="insert-only"):
        uow.session.execute(update(PeriodClosing).values(missing=0))
    with now.house.begin() as uow, pytest.raises(DBAPIError, match="insert-only"):
        uow.session.execute(text("DELETE FROM period_closings"))


def test_screenings_count_until_they_are_withdrawn(now: Player) -> None:
    look = do(now, "wanggeyuan", note_screening, organisation_id=own(now), given=LOOKED)
    nothing = replace(LOOKED, found=0, prevented=0)
    do(now, "cunzhuren", note_screening, organisation_id=own(now), given=nothing)
    values = page_of(now).figures.values
    assert (values["screenings"], values["found"], values["prevented"]) == (2, 2, 1)
    for figure in ("screenings", "found", "prevented"):
        listed = figure_of(now, Cell(figure=figure))
        assert len(listed.screenings) == listed.total == (2 if figure == "screenings" else 1)
        assert listed.quantity == values[figure]
    do(now, "cunzhuren", withdraw_screening, screening_id=look)
    assert page_of(now).figures.values["screenings"] == 1
    with pytest.raises(WrongState):
        do(now, "cunzhuren", withdraw_screening, screening_id=look)
    with pytest.raises(NotThere):
        do(now, "lincun", note_screening, organisation_id=own(now), given=LOOKED)
    empty = ScreeningGiven(screened_on=None, found=None, prevented=-1)
    with pytest.raises(BadInput) as bad:
        do(now, "cunzhuren", note_screening, organisation_id=own(now), given=empty)
    assert [one.field for one in bad.value.problems] == ["screened_on", "found", "prevented"]


def test_a_danger_averted_counts_once_a_case_and_stands_in_its_history(now: Player) -> None:
    given = AvertedGiven(
        kind=AvertedKind.SUICIDE, people=2, happened_on=date(2026, 10, 8), what="老人要喝农药，当场劝下"
    )
    row = do(now, "cunzhuren", note_averted, case_id=now.case_id, given=given)
    with pytest.raises(BadInput, match="已经登记过"):
        do(now, "cunzhuren", note_averted, case_id=now.case_id, given=given)
    values = page_of(now).figures.values
    assert (values["averted_suicide"], values["averted_suicide_people"]) == (1, 2)
    do(now, "cunzhuren", withdraw_averted, case_id=now.case_id, averted_id=row, reason="登错案件")
    assert page_of(now).figures.values["averted_suicide"] == 0
    with now.house.read() as session:
        tags = session.scalars(select(CaseEvent.tag).where(CaseEvent.case_id == now.case_id)).all()
    assert [tag for tag in tags if "averted" in tag] == ["case:averted", "case:averted_withdrawn"]
    with pytest.raises((NotThere, NotAllowed)):
        do(now, "qidudao", note_averted, case_id=now.case_id, given=given)


def test_a_bulletin_is_saved_in_editions_and_nobody_overwrites_another(now: Player) -> None:
    page = page_of(now)
    assert "共调解各类矛盾纠纷3件；调解成功2件，调解成功率66.7%。" in draft(page)
    given = {"region_code": COUNTY, "named": MONTH, "text": "工作情况"}
    do(now, "qidudao", save_bulletin, seen=0, **given)
    with pytest.raises(StaleCase):
        do(now, "qidudao", save_bulletin, seen=0, **given)
    do(now, "qidudao", save_bulletin, seen=1, **given)
    with pytest.raises(NotThere):
        do(now, "kailu", save_bulletin, seen=2, **given)


def test_a_bulletin_compares_with_periods_of_which_there_is_something_by_their_names(now: Player) -> None:
    """Without a year in the system there is no growth over it; of a year the year before is told once."""

    def first(named: str) -> str:
        return draft(page_of(now, "shidudao", named=named)).split("\n\n")[1]

    accept_only(now.house, 2, date(2026, 9, 1))
    assert "纠纷3件，比上月增加1件；" in first(MONTH)
    accept_only(now.house, 4, date(2026, 3, 1))
    assert "纠纷5件，比2026年上半年增加1件；" in first("2026H2")
    assert "纠纷4件；" in first("2026H1")
    accept_only(now.house, 6, date(2025, 10, 1))
    assert "纠纷3件，比去年同期减少3件，比上月增加1件；" in first(MONTH)
    assert "纠纷4件，比2025年下半年减少2件；" in first("2026H1")
    assert "纠纷9件，比上年增加3件；" in first("2026")


def test_a_bulletin_names_its_small_numbers_before_it_goes_out() -> None:
    text = "共调解49件，占4.1%；山林土地纠纷3件，婚姻家庭纠纷6件。各地：保康镇46件、丰库牧场1件，涉及2人。"
    assert few_in(text, 5) == ("山林土地纠纷3件", "丰库牧场1件", "涉及2人")
    assert few_in(text, 1) == ()
    text = "排查两批，伤4名，涉及三户、1起，走访12人次，三个村、三个月，第三批，二十三件，处理四人次，十件，一致同意。"
    few = ("排查两批", "伤4名", "涉及三户", "1起", "三个", "处理四人次")
    assert few_in(text, 5) == few
    assert few_in(f"{'长' * 50_000}3件，{'9' * 5_000}件", 5) == (f"{'长' * 50_000}3件",)


def test_the_official_table_recalculates_and_gives_what_the_page_gives(now: Player) -> None:
    """A case that two townships' villages accepted is told apart, so that the sum of the parts is the area."""
    page = page_of(now)
    table = official(page, "高娃 2026-11-23 导出", now.house.clock.today())
    hostile = replace(table.parts[0], title="=HYPERLINK(1)")
    data = now.house.spreadsheets.official(replace(table, parts=(hostile, *table.parts[1:])))
    sheet = Recalculated(data, "统计表")
    assert sheet.agrees() > 50
    assert Recalculated(data, "纠纷类型").agrees() > 20
    assert sheet.sheet["A6"].value == "'=HYPERLINK(1)"
    assert sheet.sheet.protection.sheet
    assert "高娃" in sheet.sheet["A3"].value
    assert {str(one) for one in sheet.sheet.merged_cells.ranges} >= {"A1:AG1", "A4:A5", "B4:F4", "G4:I4"}
    whole = sheet.row("合计")
    for title, name in (("调解案件总数（件）", "accepted"), ("调解成功（件）", "succeeded")):
        assert sheet.value(f"{sheet.column(title)}{whole}") == page.figures.values[name]
    assert sheet.value(f"{sheet.column('涉及金额（万元）')}{whole}") == Decimal("2.000002")
    assert str(sheet.value(f"{sheet.column('成功率（%）')}{whole}")) == "66.7"


def test_small_groups_are_left_out_for_who_may_see_no_case(now: Player) -> None:
    table = official(page_of(now), "导出", now.house.clock.today(), least=5)
    assert table.whole.numbers["accepted"] is None
    data = now.house.spreadsheets.official(table)
    sheet = Recalculated(data, "统计表")
    assert "少于 5 的" in sheet.sheet["A2"].value
    assert sheet.agrees() > 20
    assert sheet.value(f"{sheet.column('调解案件总数（件）')}{sheet.row('合计')}") == "＊"


def test_no_sum_is_made_of_what_is_left_of_a_column(now: Player) -> None:
    """Where a part is left out the sum of the others is not the sum, and no share is taken of it."""
    table = official(page_of(now), "导出", now.house.clock.today())
    named = ("accepted", "succeeded", "active", "applied", "entrusted")
    counts = ((30, 20, 10, 10, 10), (12, 9, 6, 6, 0), (3, 2, 0, 0, 3))
    none = dict.fromkeys(table.whole.numbers, 0)
    parts = [Line(str(n), {**none, **dict(zip(named, row, strict=True))}) for n, row in enumerate(counts)]
    whole = Line("", {**none, **{name: sum(row[n] for row in counts) for n, name in enumerate(named)}})
    whole, parts, _ = without_small_groups(whole, parts, [], 5)
    data = now.house.spreadsheets.official(replace(table, whole=whole, parts=parts))
    sheet = Recalculated(data, "统计表")
    assert sheet.agrees() > 10
    for title in ("调解案件总数（件）", "调解成功（件）", "成功率（%）"):
        assert sheet.value(f"{sheet.column(title)}{sheet.row('各地相加')}") == "—"
    assert sheet.value(f"{sheet.column('疑难复杂（件）')}{sheet.row('各地相加')}") == 0
    assert sheet.value(f"{sheet.column('调解案件总数（件）')}{sheet.row('合计')}") == 45


def test_a_kind_that_was_ended_keeps_its_line_while_a_case_of_it_lasts(now: Player) -> None:
    """October's cases of a kind that ended in September were concluded in October."""
    with now.house.begin() as uow:
        uow.session.get_one(Category, "neighbours").valid_until = date(2026, 9, 30)
        uow.commit()
    titles = {
        named: {one.title for one in page_of(now, named=named).headings} for named in (MONTH, "2026-11")
    }
    assert ("邻里纠纷" in titles[MONTH], "邻里纠纷" in titles["2026-11"]) == (True, False)


def test_a_case_that_went_on_counts_once_in_the_area_and_once_in_each_place(now: Player) -> None:
    on = Player(now.house, date(2026, 11, 2))
    register(on, 5)
    STORY["mediating"](on)
    on.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    on.wait(2)
    on.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    page = page_of(now, code=TOWNSHIP, named="2026-11")
    assert page.figures.values["accepted"] == 1
    assert {one.region_code: one.figures.values["accepted"] for one in page.parts if one.figures.values} == {
        VILLAGE: 1,
        TOWNSHIP: 1,
    }
    sheet = Recalculated(
        now.house.spreadsheets.official(official(page, "导出", date(2026, 11, 23))), "统计表"
    )
    column = sheet.column("调解案件总数（件）")
    rows = [sheet.row(title) for title in ("各地相加", "减：在本地区几处受理、上面重复的", "合计")]
    assert [sheet.value(f"{column}{row}") for row in rows] == [2, 1, 1]
    assert sheet.agrees() > 50


def test_a_bureau_may_cut_its_periods_off_on_another_day(now: Player) -> None:
    with now.house.begin() as uow:
        uow.session.add(Setting(name="period_end", value="12-05"))
        uow.commit()
    october, november = page_of(now), page_of(now, named="2026-11")
    assert (november.period.first, november.period.last) == (date(2026, 10, 6), date(2026, 11, 5))
    assert (october.figures.values["accepted"], november.figures.values["accepted"]) == (0, 3)


def test_a_small_number_is_not_given_away_by_the_sum_of_its_line_or_column() -> None:
    named = ("active", "applied", "entrusted")
    counts = ((30, 95, 11), (7, 11, 2), (9, 0, 8))
    lines = [Line(str(n), dict(zip(named, row, strict=True))) for n, row in enumerate(counts)]
    whole = Line("合计", {name: sum(row[n] for row in counts) for n, name in enumerate(named)})
    shown = [
        tuple(line.numbers[name] for name in named) for line in without_small_groups(whole, lines, [], 5)[1]
    ]
    for cells in (*shown, *zip(*shown, strict=True)):
        assert sum(one is None for one in cells) != 1
    assert shown[1][2] is None


def test_a_table_keeps_what_the_table_of_the_area_around_leaves_out(now: Player) -> None:
    """October: three cases of one township, so that neither the county's line of it nor its own table tells them."""
    clock, least = now.house.clock, 5
    page = page_of(now, code=TOWNSHIP)
    with now.house.read() as session:
        above = told_above(session, page, clock.now(), clock.today(), least)
    assert above is not None
    assert {"accepted", "succeeded", "applied"} <= {name for name, n in above.items() if n is None}
    named = ("accepted", "active", "applied", "entrusted")
    lines = [
        Line("", dict(zip(named, row, strict=True))) for row in ((16, 0, 16, 0), (9, 0, 9, 0), (7, 0, 7, 0))
    ]
    whole, *parts = lines
    assert without_small_groups(whole, parts, [], least)[0] == whole
    kept, inside, _ = without_small_groups(whole, parts, [], least, {"accepted": None, "applied": None})
    assert (kept.numbers["accepted"], kept.numbers["applied"]) == (None, None)
    assert None in [one.numbers["accepted"] for one in inside]
    few = [Line("", {"accepted": n}) for n in (13, 3, 10)]
    told, rest, _ = without_small_groups(few[0], few[1:], [], least, {"accepted": 13})
    assert told.numbers["accepted"] == 13  # the table around says so
    assert [one.numbers["accepted"] for one in rest] == [None, None]
    for other in (0, 3, 13):  # closed above: what was frozen there is not what is counted here
        small, _, _ = without_small_groups(Line("", {"accepted": 3}), [], [], least, {"accepted": other})
        assert small.numbers["accepted"] is None


def test_a_village_tells_no_small_number_once_the_area_above_it_closed(now: Player) -> None:
    do(now, "qidudao", close_period, region_code=COUNTY, named=MONTH, reason="按时上报")
    clock, least = now.house.clock, 5
    page = page_of(now, code=VILLAGE)
    assert page.figures.values["accepted"] == 2
    with now.house.read() as session:
        above = told_above(session, page, clock.now(), clock.today(), least)
    shared = official(page, "导出", clock.today(), least, above)
    told = [n for line in (shared.whole, *shared.kinds) for n in line.numbers.values()]
    assert not {1, 2, 3, 4} & set(told)
    assert shared.whole.numbers["accepted"] is None


def test_what_was_concluded_in_a_closed_period_is_not_taken_back(now: Player) -> None:
    """As where an administrator said until when closings were reported: the dispute is mediated again instead."""
    on = Player(now.house, date(2026, 10, 20))
    register(on, 6)
    STORY["mediating"](on)
    on.step("cunzhuren", "terminate", reason="双方分歧很大")
    with now.house.read() as session:
        terminated = CaseEvent.case_id == on.case_id, CaseEvent.tag == "dispute:terminate"
        seq = session.scalars(select(CaseEvent.seq).where(*terminated)).one()
    do(now, "shidudao", close_period, region_code="150500000000", named=MONTH, reason="按时上报")
    undo = {"matter": MatterKind.DISPUTE, "matter_id": on.case_id, "seq": seq, "reason": "点错了案件"}
    with pytest.raises(WrongState, match="已经报入截至 2026-10-31"):
        do(now, "cunzhuren", reverse_step, **undo)


def share_of(player: Player, cell: Cell, code: str) -> ShareBehind:
    with player.house.read() as session:
        today = player.house.clock.today()
        return share_behind(session, player.actor("qidudao"), code, MONTH, cell, today)


def figure_of(player: Player, cell: Cell, code: str = COUNTY, page: int = 1) -> Behind:
    with player.house.read() as session:
        return behind(session, player.actor("qidudao"), code, MONTH, cell, player.house.clock.today(), page)


def each_number_is_its_list(player: Player, page: StatisticsPage, code: str = COUNTY) -> int:
    """Each figure of the page, of the whole and of its parts, against the list behind it; how many were not zero."""
    n = 0
    places: list[tuple[str, bool, Any, str]] = [(code, False, page.figures, "")]
    by = NOW if page.closing is None or page.closed_above else code
    places += [
        (part.region_code, part.own, part.figures, by) for part in page.parts if not part.figures.is_zero()
    ]
    for place, is_own, figures, closing in places:
        for one in INDICATORS:
            if one.of is None:
                found = figure_of(player, Cell(figure=one.name, own=is_own, closing=closing), place)
                counts_cases = one.name in COUNTS or one.name == "screenings"
                assert figures.values[one.name] == (found.total if counts_cases else found.quantity), (
                    place,
                    one.name,
                )
                n += bool(figures.values[one.name])
    for name in ("accepted", "succeeded"):
        for heading, shown in page.by_heading(name):
            assert figure_of(player, Cell(figure=name, heading=heading.title), code).total == shown
        for group, shown in page.by_group(name).items():
            assert figure_of(player, Cell(figure=name, group=group), code).total == shown
        for kind in CommitteeKind:
            shown = page.figures.by(name, Dimension.KIND)[kind.value]
            assert figure_of(player, Cell(figure=name, kind=kind), code).total == shown
    return n


def test_each_number_of_a_closed_period_stays_the_list_that_was_counted(now: Player) -> None:
    """Whatever is entered, moved or withdrawn since: the list is that of the number, and says what changed."""
    look = do(now, "wanggeyuan", note_screening, organisation_id=own(now), given=LOOKED)
    do(now, "qidudao", close_period, region_code=COUNTY, named=MONTH, reason="按时上报")
    before = page_of(now)
    listed = figure_of(now, Cell(figure="accepted")).cases
    now.house.clock.instant += timedelta(hours=1)  # type: ignore[attr-defined]
    at = date(2026, 10, 9)
    enter(now.house, [Entered("family", CaseSource.GRID, True, Decimal("5.00"), at, "cunzhuren")])
    do(now, "cunzhuren", withdraw_screening, screening_id=look)
    do(now, "wanggeyuan", note_screening, organisation_id=own(now), given=replace(LOOKED, found=7))
    with now.house.begin() as uow:
        uow.session.execute(update(CaseNumber).where(CaseNumber.case_id == now.case_id).values(voided_at=AT))
        uow.session.get_one(Case, now.case_id).concluded_on = date(2026, 11, 2)
        uow.session.execute(update(Case).values(category_code="traffic", source=CaseSource.POLICE))
        uow.commit()
    page = page_of(now)
    assert page.figures.to_json() == before.figures.to_json() != page.now.to_json()
    assert each_number_is_its_list(now, page) > 20
    found = figure_of(now, Cell(figure="accepted"))
    assert [one.public_id for one in found.cases] == [one.public_id for one in listed]
    assert found.frozen is not None
    assert (found.frozen.then, found.frozen.now, found.frozen.added, found.frozen.gone) == (3, 3, 1, 1)
    added, gone = (figure_of(now, Cell(figure="accepted", since=one)) for one in Since)
    assert (added.total, gone.total) == (1, 1)
    assert added.cases[0].public_id not in {one.public_id for one in listed}
    assert gone.cases[0].public_id in {one.public_id for one in listed}
    looked = figure_of(now, Cell(figure="found"))
    assert looked.frozen is not None
    assert (looked.quantity, looked.frozen.now, looked.frozen.added, looked.frozen.gone) == (2, 7, 1, 1)
    money = figure_of(now, Cell(figure="amount"))
    assert money.frozen is not None
    assert money.quantity == money.frozen.then == before.figures.values["amount"] != money.frozen.now
    township = page_of(now, code=TOWNSHIP)  # frozen by the county, its villages are not
    assert each_number_is_its_list(now, township, TOWNSHIP) > 10


def test_a_part_has_its_number_of_each_closing(now: Player) -> None:
    """The township closed first; the county's table has one case more of it, and each leads to its own list."""
    do(now, "sifasuo", close_period, region_code=TOWNSHIP, named=MONTH, reason="先封存")
    late = Entered("family", CaseSource.GRID, True, Decimal("5.00"), date(2026, 10, 9), "cunzhuren")
    enter(now.house, [late])
    assert each_number_is_its_list(now, page_of(now)) > 10
    do(now, "qidudao", close_period, region_code=COUNTY, named=MONTH, reason="按时上报")
    enter(now.house, [replace(late, amount=Decimal("6.00"))])
    by = {
        code: figure_of(now, Cell(figure="accepted", closing=code), TOWNSHIP).total
        for code in ("", TOWNSHIP, COUNTY, NOW)
    }
    assert by == {"": 3, TOWNSHIP: 3, COUNTY: 4, NOW: 5}
    for code, accepted in by.items():
        share = share_of(now, Cell(figure="rate", closing=code), TOWNSHIP)
        succeeded = figure_of(now, Cell(figure="succeeded", closing=code), TOWNSHIP).total
        assert [[(one.name, n) for one, n in numbers] for numbers in (share.parts, share.wholes)] == [
            [("succeeded", succeeded)],
            [("accepted", accepted)],
        ]
    due = share_of(now, Cell(figure="performance_rate"), TOWNSHIP)
    assert [one.name for one, _ in due.wholes] == ["performed", "unperformed"]
    with pytest.raises(NotThere):
        share_of(now, Cell(figure="accepted"), TOWNSHIP)
    assert each_number_is_its_list(now, page_of(now)) > 10
    assert each_number_is_its_list(now, page_of(now, code=TOWNSHIP), TOWNSHIP) > 10
    for wrong in (OTHER, VILLAGE, "150500000000"):
        with pytest.raises(NotThere):
            figure_of(now, Cell(figure="accepted", closing=wrong), TOWNSHIP)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_period_closed_before_lists_were_kept_says_so(now: Player) -> None:
    do(now, "qidudao", close_period, region_code=COUNTY, named=MONTH, reason="按时上报")
    with now.house.begin() as uow:
        for trigger in uow.session.scalars(text(TRIGGERS)).all():
            uow.session.execute(text(f"DROP TRIGGER {trigger}"))
        uow.session.execute(text("DELETE FROM period_rows"))
        uow.commit()
    enter(
        now.house, [Entered("family", CaseSource.GRID, True, Decimal("5.00"), date(2026, 10, 9), "cunzhuren")]
    )
    found = figure_of(now, Cell(figure="accepted"))
    assert found.frozen is not None
    assert (found.frozen.kept, found.frozen.then, found.total) == (False, 3, 4)
    kinds = figure_of(now, Cell(figure="accepted", heading="邻里纠纷"))
    assert kinds.frozen is not None
    assert (kinds.frozen.then, kinds.total) == (3, 3)
    part = figure_of(now, Cell(figure="accepted", closing=COUNTY), TOWNSHIP)
    assert part.frozen is not None
    assert (part.frozen.then, part.total) == (3, 4)


def test_who_reports_a_period_is_who_worked_in_it(now: Player) -> None:
    """One founded later is not missed, one stopped later is; the first list of a county is of those that were there."""
    first, last = period(MONTH).first, period(MONTH).last
    with now.house.read() as session:
        expected, _ = reported(session, TOWNSHIP, period(MONTH), 12)
        assert session.scalars(select(Organisation.started_on).distinct()).all() == [None]
    with now.house.begin() as uow:
        given = OrganisationGiven(kind="committee", name="新设调委会", region_code=VILLAGE, short_name="新设")
        import_organisations(uow, [given], last + timedelta(days=2))
        uow.commit()
    quiet = own(now, "zhenzhuren")
    for stopped, missing in ((last + timedelta(days=1), True), (first - timedelta(days=1), False)):
        with now.house.begin() as uow:
            found = uow.session.get_one(Organisation, quiet)
            found.active, found.stopped_on = False, stopped
            uow.commit()
        with now.house.read() as session:
            whole, _ = reported(session, TOWNSHIP, period(MONTH), 12)
            pages = range(1, unreported(session, TOWNSHIP, period(MONTH)).pages + 1)
            silent = [one for n in pages for one in unreported(session, TOWNSHIP, period(MONTH), n).lines]
            names = {one.name: one.stopped_on for one in silent}
            later, _ = reported(session, TOWNSHIP, period("2026-11"), 12)
        assert whole.committees == expected.committees - (not missing)
        assert later.committees == expected.committees + 1 - (stopped < first)
        assert len(silent) == len(names) == whole.missing
        assert "新设调委会" not in names
        assert (stopped in names.values()) is missing


def test_what_a_committee_confirmed_is_held_against_what_is_counted(now: Player) -> None:
    do(now, "cunzhuren", report_period, organisation_id=own(now), named=MONTH, zero=False)
    do(now, "lincun", report_period, organisation_id=own(now, "lincun"), named=MONTH, zero=False)
    today = now.house.clock.today()
    with now.house.read() as session:
        assert differing(session, COUNTY, period(MONTH), today) == ()
    enter(
        now.house, [Entered("family", CaseSource.GRID, True, Decimal("5.00"), date(2026, 10, 9), "cunzhuren")]
    )
    with now.house.read() as session:
        (found,) = differing(session, COUNTY, period(MONTH), today)
        assert differing(session, OTHER, period(MONTH), today) == ()
        name = session.get_one(Organisation, own(now)).name
    assert found.name == name
    told = {one.name: (then, now_counted) for one, then, now_counted in found.figures}
    assert told["accepted"] == (2, 3)
    assert told["succeeded"] == (1, 2)
    assert told["amount"] == (1_000_001, 1_000_501)
    do(now, "cunzhuren", report_period, organisation_id=own(now), named=MONTH, zero=False)
    with now.house.read() as session:
        assert differing(session, COUNTY, period(MONTH), today) == ()


def test_each_organisation_by_itself_counts_what_its_own_page_counts(now: Player) -> None:
    """Also a case that a village and then the township accepted: one in each."""
    on = Player(now.house, date(2026, 10, 12))
    register(on, 5)
    STORY["mediating"](on)
    on.offer("cunzhuren", TOWNSHIP_COMMITTEE, "案情复杂")
    on.wait(2)
    on.step("zhenzhuren", "sign_for", matter=MatterKind.HAND_OVER)
    do(now, "wanggeyuan", note_screening, organisation_id=own(now), given=LOOKED)
    today = now.house.clock.today()
    with now.house.read() as session:
        each = counted(session, Where(region_code=COUNTY, period=period(MONTH), today=today), EACH).parts
        for account in ("cunzhuren", "zhenzhuren", "lincun"):
            page = own_figures(session, now.actor(account), MONTH, today)
            assert each[str(page.organisation_id)].to_json() == page.figures.to_json()
    assert sum(one.values["accepted"] for one in each.values()) == 5


def test_who_reports_of_an_area_closes_and_corrects_its_periods(now: Player) -> None:
    """Not the centre that watches over it, nor the bureau above; which part closed when is known above."""
    month = {"named": MONTH, "reason": "按时上报"}
    for account, code in (("zongzhi", COUNTY), ("shidudao", COUNTY), ("qidudao", TOWNSHIP)):
        with pytest.raises(NotAllowed, match="由本地区自己的司法局、司法所封存"):
            do(now, account, close_period, region_code=code, **month)
    do(now, "sifasuo", close_period, region_code=TOWNSHIP, **month)
    closing = do(now, "qidudao", close_period, region_code=COUNTY, **month)
    enter(
        now.house, [Entered("family", CaseSource.GRID, True, Decimal("5.00"), date(2026, 10, 9), "cunzhuren")]
    )
    for account in ("zongzhi", "shidudao"):
        with pytest.raises(NotAllowed):
            do(now, account, correct_closing, closing_id=closing, reason="漏登一件")
    with now.house.read() as session:
        day = now.house.clock.today()
        assert closed_parts(session, COUNTY, MONTH) == {TOWNSHIP: day}
        assert closed_parts(session, "150500000000", MONTH) == {COUNTY: day}
