"""组织队伍: who is full time and who was trained, counted as things were, alike on page, table and recount."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, text, update

from mediation.bootstrap import Installation
from mediation.demonstration.invented import COUNTY_COMMITTEE, TOWNSHIP_COMMITTEE
from mediation.demonstration.player import Player
from mediation.demonstration.real_month import Entered, enter
from mediation.model import Case, MediatorEngagement, Organisation, PeriodClosing, PeriodRows, Person
from mediation.readmodels.directory_people import person_page
from mediation.readmodels.official_table import official
from mediation.readmodels.statistics import StatisticsPage, statistics
from mediation.readmodels.statistics_cases import NOW, Cell
from mediation.readmodels.statistics_force import ForceBehind, force_behind
from mediation.readmodels.statistics_recount_force import force_differences, recount_force
from mediation.rules.errors import BadInput, MediationError, NotAllowed, NotThere, WrongState
from mediation.rules.official_report import official_report
from mediation.rules.official_table import FORCE_BY_KIND, FORCE_COLUMNS, FORCE_PARTS_SHEET, FORCE_SHEET
from mediation.rules.periods import period
from mediation.rules.statistics import FORCE, CommitteeKind
from mediation.rules.vocabulary import CaseSource, DirectoryKind, Engagement, Outcome
from mediation.services.close_period import as_seen, close_period, correct_closing
from mediation.services.directory.importing import apply_directory_import
from mediation.services.directory.mediators import (
    note_engagement,
    note_training,
    withdraw_training,
)
from mediation.services.directory.people import NewPost, add_post, stop_account
from mediation.services.directory.trainings import TrainingGiven
from mediation.services.engagements import engagement_on
from mediation.services.perform import perform
from mediation.services.statistical_rows import Where
from tests.steps.test_directory_acts import WHY, county_admin, person, place
from tests.steps.test_directory_import import HEADS, begun, page_of, table
from tests.steps.workbook import Recalculated
from web.statistics_words import differences_told

CITY, COUNTY, TOWNSHIP, VILLAGE = "150500000000", "150521000000", "150521100000", "150521100205"
MONTH, SEPTEMBER = "2026-10", "2026-09"
FULL, PART = Engagement.FULL_TIME, Engagement.PART_TIME
TRAINED = TrainingGiven(
    held_on=date(2026, 10, 15), hours=8, subject="婚姻家庭纠纷调解", held_by="科尔沁左翼中旗司法局"
)
TRIGGERS = (
    "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('period_rows', 'period_closings')"
)


def do(house: Installation, use_case: Callable[..., UUID], by: str = "guanliyuan", **given: Any) -> UUID:
    return perform(house, use_case, actor=Player(house, house.clock.today()).actor(by), **given)


def engage(house: Installation, account: str, as_: Engagement, on: date, by: str = "guanliyuan") -> UUID:
    who = person(house, account)
    return do(house, note_engagement, by, person_id=who, engagement=as_, from_on=on, reason=WHY)


def train(house: Installation, account: str, **changed: Any) -> UUID:
    given = TrainingGiven(**{name: changed.get(name, getattr(TRAINED, name)) for name in TRAINED.__slots__})
    return do(house, note_training, person_id=person(house, account), given=given)


def shown(house: Installation, code: str = COUNTY, named: str = MONTH, by: str = "qidudao") -> StatisticsPage:
    with house.read() as session:
        actor, clock = Player(house, house.clock.today()).actor(by), house.clock
        return statistics(session, actor, clock.now(), clock.today(), code, named)


def values(house: Installation, code: str = COUNTY, named: str = MONTH) -> dict[str, int]:
    page = shown(house, code, named)
    assert page.force is not None
    return {one.name: page.force.values[one.name] for one in FORCE}


def behind(house: Installation, cell: Cell, code: str = COUNTY, by: str = "qidudao") -> ForceBehind:
    with house.read() as session:
        return force_behind(
            session, Player(house, house.clock.today()).actor(by), code, MONTH, cell, house.clock
        )


def furnish(house: Installation) -> None:
    """Full time in the township, beside other work in the village, who also serves the county; two trainings."""
    engage(house, "zhentiaojie", FULL, date(2026, 3, 1))
    engage(house, "cunzhuren", PART, date(2024, 1, 1))
    post = NewPost(organisation=COUNTY_COMMITTEE, role="mediator", from_on=date(2026, 8, 3))
    do(house, add_post, person_id=person(house, "cunzhuren"), given=post, reason=WHY)
    for account in ("zhentiaojie", "cunzhuren"):
        train(house, account)
    train(house, "cunzhuren", held_on=date(2026, 10, 20), subject="司法确认")


def test_full_time_holds_from_its_day_and_the_past_stays(house: Installation) -> None:
    engage(house, "zhentiaojie", PART, date(2026, 1, 1))
    engage(house, "zhentiaojie", FULL, date(2026, 10, 5))
    assert (values(house, TOWNSHIP, SEPTEMBER)["part_time"], values(house, TOWNSHIP)["full_time"]) == (1, 1)
    with pytest.raises(WrongState, match="已经是专职"):
        engage(house, "zhentiaojie", FULL, date(2026, 10, 8))
    house.clock.instant += timedelta(minutes=1)
    engage(house, "zhentiaojie", PART, date(2026, 10, 5))  # the day was right, the word was not
    assert values(house, TOWNSHIP)["full_time"] == 0
    who = person(house, "zhentiaojie")
    with house.read() as session:
        admin = Player(house, house.clock.today()).actor("guanliyuan")
        page = person_page(session, house.registry, admin, who, house.clock.today())
    assert [(one.engagement, one.from_on) for one in page.engagements] == [
        (PART, date(2026, 10, 5)),
        (PART, date(2026, 1, 1)),
    ]
    assert [str(one.what) for one in page.changes] == ["登记为兼职", "登记为专职", "登记为兼职"]


def test_what_is_noted_of_a_mediator_is_checked_at_its_fields(house: Installation) -> None:
    late = house.clock.today() + timedelta(1)
    with pytest.raises(BadInput) as refused:
        do(
            house,
            note_training,
            person_id=person(house, "zhentiaojie"),
            given=TrainingGiven(held_on=late, hours=0, subject=" ", held_by="长" * 121),
        )
    assert [one.field for one in refused.value.problems] == ["held_on", "hours", "subject", "held_by"]
    who = person(house, "zhentiaojie")
    with pytest.raises(BadInput) as refused:
        do(house, note_engagement, person_id=who, engagement=None, from_on=late, reason="")
    assert [one.field for one in refused.value.problems] == ["engagement", "from_on", "reason"]
    train(house, "zhentiaojie")
    with pytest.raises(WrongState, match="已经登记过"):
        train(house, "zhentiaojie")
    with pytest.raises(WrongState, match="没有这样的岗位"):
        train(house, "faguan")


def test_only_who_administers_the_place_notes_its_mediators(house: Installation) -> None:
    county = county_admin(house)
    training = train(house, "zhentiaojie")
    tries: list[tuple[str, str, type[MediationError]]] = [
        ("qidudao", "zhentiaojie", NotAllowed),
        (county, "kailu", NotThere),
        (county, "zhentiaojie", WrongState),
    ]
    for by, account, refusal in tries:
        with pytest.raises(refusal):
            do(house, note_training, by, person_id=person(house, account), given=TRAINED)
    with pytest.raises((NotAllowed, NotThere)):
        do(house, withdraw_training, "qidudao", training_id=training, reason=WHY)
    assert values(house, TOWNSHIP)["trainings"] == 1
    do(house, withdraw_training, county, training_id=training, reason=WHY)
    assert values(house, TOWNSHIP)["trainings"] == 0
    with pytest.raises(WrongState, match="已经撤销"):
        do(house, withdraw_training, county, training_id=training, reason=WHY)


def test_page_spreadsheet_paper_and_recount_tell_the_same(house: Installation) -> None:
    furnish(house)
    page = shown(house)
    assert page.force is not None
    assert page.force.values["trained"] == 2
    assert page.force.values["trainings"] == 3
    assert (
        page.force.of(CommitteeKind.GACHA)["part_time"]
        == page.force.of(CommitteeKind.COUNTY)["part_time"]
        == 1
    )
    assert page.force.values["part_time"] == 1  # the same person
    today = house.clock.today()
    with house.read() as session:
        for code, own, force in (
            (COUNTY, False, page.force),
            *((one.region_code, one.own, one.force) for one in (page.force_parts[0], page.force_parts[-1])),
        ):
            where = Where(region_code=code, period=page.period, today=today, own=own)
            assert list(force_differences(force, recount_force(session, where))) == []
    told = official(page, "导出", today)
    paper = official_report(told, organisation="司法局", made_by="高娃", made_on=today)
    data = house.spreadsheets.official(told)
    for title, lines in (
        (
            FORCE_SHEET,
            {kind.title_text: page.force.of(kind) for kind in CommitteeKind if page.force.of(kind)},
        ),
        (
            FORCE_PARTS_SHEET,
            {f"{one.name}（本级）" if one.own else one.name: one.force.values for one in page.force_parts},
        ),
    ):
        sheet = Recalculated(data, title)
        assert sheet.agrees() == 2 * len(FORCE_COLUMNS)
        printed = {row[0]: row[1:] for one in paper.tables if one.title == title for row in one.rows}
        for name, counted in {**lines, "合计": page.force.values}.items():
            row = sheet.row(name)
            in_cells = [sheet.value(f"{letter}{row}") for letter in "BCDEFGH"]
            assert [Decimal(one) for one in in_cells] == [counted[one.name] for one in FORCE], (title, name)
            assert printed[name] == tuple(f"{counted[one.name]:,}" for one in FORCE)
    twice = Recalculated(data, FORCE_SHEET)
    assert twice.value(f"C{twice.row(FORCE_BY_KIND)}") == 1
    assert twice.sheet.protection.sheet


def test_every_number_leads_to_exactly_its_committees(house: Installation) -> None:
    furnish(house)
    page = shown(house)
    assert page.force is not None
    for one in FORCE:
        whole = behind(house, Cell(figure=one.name))
        assert whole.number == page.force.values[one.name]
        for kind in (CommitteeKind.GACHA, CommitteeKind.OTHER):
            assert behind(house, Cell(figure=one.name, kind=kind)).number == page.force.of(kind)[one.name]
        part = next(part for part in page.force_parts if part.own)
        assert behind(house, Cell(figure=one.name, own=True)).number == part.force.values[one.name]
    trained = behind(house, Cell(figure="trainings"))
    assert [(line.kind, line.number, line.people) for line in trained.lines] == [
        (CommitteeKind.COUNTY, 2, ()),
        (CommitteeKind.SUMU, 1, ()),
        (CommitteeKind.GACHA, 2, ()),
    ]
    with pytest.raises(NotThere):
        behind(house, Cell(figure="trainings"), "150523000000")
    with pytest.raises(NotThere):
        behind(house, Cell(figure="accepted"))


def test_names_are_for_who_keeps_the_directory(house: Installation) -> None:
    furnish(house)
    do(
        house,
        add_post,
        person_id=person(house, "qidudao"),
        given=NewPost(organisation="科尔沁左翼中旗司法局", role="administrator"),
        reason=WHY,
    )
    found = behind(house, Cell(figure="trainings", kind=CommitteeKind.SUMU))
    ((named,),) = [line.people for line in found.lines]
    assert named.name == "包·其木格"
    assert named.training is not None
    assert (named.training.subject, named.training.hours) == (TRAINED.subject, 8)
    full = behind(house, Cell(figure="full_time"))
    assert [one.name for line in full.lines for one in line.people] == ["包·其木格"]


def test_a_past_day_is_counted_as_it_was(house: Installation) -> None:
    """Who left, whose account was stopped and which committee was stopped since: then they were there."""
    furnish(house)
    before = values(house)
    township = place(house, TOWNSHIP_COMMITTEE)
    do(house, stop_account, person_id=person(house, "zhentiaojie"), reason=WHY)
    with house.begin() as uow:
        stopped = uow.session.get_one(Organisation, township)
        stopped.active, stopped.stopped_on = False, house.clock.today()
        uow.commit()
    assert values(house) == before
    now = values(house, named="2026-11")
    assert (now["committees"], now["full_time"]) == (before["committees"] - 1, 0)
    with house.begin() as uow:
        uow.session.execute(
            update(Person).where(Person.account == "zhentiaojie").values(stopped_on=date(2026, 10, 20))
        )
        uow.commit()
    assert values(house)["full_time"] == 0
    assert values(house)["trained"] == 2  # five days before that
    with house.read() as session:
        where = Where(region_code=COUNTY, period=period(MONTH), today=house.clock.today())
        page = shown(house)
        assert page.force is not None
        assert list(force_differences(page.force, recount_force(session, where))) == []


def test_a_closing_freezes_the_force_and_what_is_noted_later_is_a_correction(house: Installation) -> None:
    furnish(house)
    closing = do(house, close_period, "qidudao", region_code=COUNTY, named=MONTH, reason="按时上报")
    before = values(house)
    with pytest.raises(WrongState, match="没有不同"):
        do(house, correct_closing, "qidudao", closing_id=closing, reason="核对")
    train(house, "qizhuren")
    engage(house, "zhentiaojie", PART, date(2026, 10, 1))
    page = shown(house)
    assert values(house) == before
    assert (page.force_now.values["trainings"], page.force_now.values["full_time"]) == (4, 0)
    frozen = behind(house, Cell(figure="full_time"))
    assert frozen.frozen is not None
    assert (frozen.number, frozen.frozen.now, len(frozen.lines)) == (1, 0, 1)
    assert behind(house, Cell(figure="full_time", closing=NOW)).number == 0
    assert behind(house, Cell(figure="full_time", closing=COUNTY), TOWNSHIP).number == 1
    assert values(house, TOWNSHIP)["full_time"] == 1
    do(house, correct_closing, "qidudao", closing_id=closing, reason="补登培训")
    page = shown(house)
    assert page.closing is not None
    assert page.closing.corrections[0].force is not None
    assert page.closing.corrections[0].force.values["trainings"] == 4
    below = shown(house, TOWNSHIP)
    assert below.closing is not None
    assert [one.force and one.force.values["full_time"] for one in below.closing.corrections] == [0]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_was_not_counted_yet_when_a_period_was_closed_is_no_zero(house: Installation) -> None:
    """Neither the force nor what went to the government: nothing is said to have changed."""
    furnish(house)
    enter(
        house,
        [Entered("neighbours", CaseSource.APPLICATION, True, Decimal(5), date(2026, 10, 8), "cunzhuren")],
    )
    with house.begin() as uow:
        uow.session.execute(update(Case).values(outcome=Outcome.TO_GOVERNMENT))
        uow.commit()
    closing = do(house, close_period, "qidudao", region_code=COUNTY, named=MONTH, reason="按时上报")
    assert shown(house).figures.values["to_government"] == 1
    with house.begin() as uow:
        for name in uow.session.scalars(text(TRIGGERS)).all():
            uow.session.execute(text(f"DROP TRIGGER {name}"))
        row = uow.session.get_one(PeriodClosing, closing)
        row.content = as_kept_before(row.content)
        uow.session.execute(delete(PeriodRows))
        uow.commit()
    for code in (COUNTY, TOWNSHIP):
        page = shown(house, code)
        assert page.figures.uncounted == {"to_government", "merged"}
        assert page.force is None
        assert (page.now.values["to_government"], page.now.values["accepted"]) == (1, 1)
        told = differences_told(page.figures, page.now, page.force, page.force_now)
        assert told == []
    page = shown(house)
    assert page.force_parts == ()
    told = official(page, "导出", house.clock.today())
    assert told.force == ()
    assert "转政府处理、并入其他案件、组织队伍封存时没有统计" in told.standing
    sheet = Recalculated(house.spreadsheets.official(told), "统计表")
    assert sheet.agrees()
    column = sheet.column("政府处理（件）")
    assert [sheet.value(f"{column}{sheet.row(line)}") for line in ("保康镇", "合计")] == ["—", "—"]
    with pytest.raises(WrongState, match="没有不同"):
        do(house, correct_closing, "qidudao", closing_id=closing, reason="核对", seen=as_seen(page.now))
    with pytest.raises(NotThere):
        behind(house, Cell(figure="mediators"))


def as_kept_before(content: dict[str, Any]) -> dict[str, Any]:
    """Without what a closing did not count once."""

    def known(kept: dict[str, Any]) -> dict[str, Any]:
        return {**kept, "values": {name: n for name, n in kept["values"].items() if name != "to_government"}}

    parts = {key: known(one) for key, one in content["parts"].items()}
    return {"whole": known(content["whole"]), "parts": parts}


def test_a_table_of_people_says_who_is_full_time(house: Installation) -> None:
    heads = (*HEADS, "from_on", "engagement")
    organisation = TOWNSHIP_COMMITTEE
    wrong = table(
        ("xinren", "新人", organisation, "mediator", "2026-10-12", "全职"),
        ("dengji", "登记", organisation, "registrar", "2026-10-12", "专职"),
        heads=heads,
    )
    assert [(line, column) for line, column, _ in page_of(house, begun(house, wrong)).problems] == [
        (2, "engagement"),
        (3, "engagement"),
    ]
    right = table(("xinren", "新人", organisation, "mediator", "2026-10-12", "专职"), heads=heads)
    for n in (1, 2):
        do(house, apply_directory_import, import_id=begun(house, right))
        with house.read() as session:
            assert engagement_on(session, person(house, "xinren"), date(2026, 10, 12)) is FULL
            assert session.scalar(select(func.count()).select_from(MediatorEngagement)) == 1, n


def test_a_training_is_noted_of_all_who_signed_for_it(house: Installation) -> None:
    """Each wrong row is named; the same table again notes nothing twice."""
    heads = ("account", "name", "held_on", "hours", "subject", "held_by")
    day = ("2026-10-15", "8", TRAINED.subject, TRAINED.held_by)
    wrong = table(
        ("zhentiaojie", "包其木格", *day),
        ("faguan", "韩立新", *day),
        ("meiyou", "没有", *day),
        ("cunzhuren", "白乌力吉", "2026-12-01", "八", "", TRAINED.held_by),
        ("guanliyuan", "吴敏", *day),
        heads=heads,
    )
    sent = begun(house, wrong, DirectoryKind.TRAININGS)
    assert [(line, column) for line, column, _ in page_of(house, sent).problems] == [
        (2, "name"),
        (3, "account"),
        (4, "account"),
        *((5, column) for column in ("held_on", "hours", "subject")),
        *((6, "account"),) * 2,
    ]
    with pytest.raises(BadInput, match="一行也没有导入"):
        do(house, apply_directory_import, import_id=sent)
    right = table(("zhentiaojie", "包·其木格", *day), ("cunzhuren", "白乌力吉", *day), heads=heads)
    for added in (2, 0):
        sent = begun(house, right, DirectoryKind.TRAININGS)
        outcome = page_of(house, sent).outcome
        assert outcome is not None
        assert len(outcome.added) == added
        do(house, apply_directory_import, import_id=sent)
        assert values(house)["trainings"] == 2
