"""Legal terms: the last day, why it is that day, and what nobody has entered yet."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation.rules.errors import BadInput
from mediation.rules.terms import (
    Days,
    Derivation,
    Length,
    Months,
    WorkCalendar,
    WorkingDays,
    Years,
    YearTable,
    due,
    in_words,
    is_rest_day,
    length_in_words,
    next_working_day,
    provisional_year,
)

ONE = timedelta(days=1)


def days(first: date, last: date) -> frozenset[date]:
    return frozenset(first + i * ONE for i in range((last - first).days + 1))


SPRING = days(date(2026, 2, 15), date(2026, 2, 23))
ENTERED = WorkCalendar(
    {
        2025: YearTable(),
        2026: YearTable(
            SPRING | days(date(2026, 10, 1), date(2026, 10, 7)),
            frozenset({date(2026, 2, 14), date(2026, 2, 28), date(2026, 9, 20), date(2026, 10, 10)}),
        ),
    }
)
STARTS = st.dates(date(2003, 1, 1), date(2040, 12, 31))
LENGTHS: st.SearchStrategy[Length] = st.one_of(
    st.integers(1, 400).map(Days),
    st.integers(1, 60).map(WorkingDays),
    st.integers(1, 30).map(Months),
    st.integers(1, 5).map(Years),
)
SOME_DAYS = st.frozensets(st.dates(date(2025, 1, 1), date(2028, 12, 31)), max_size=60)
CALENDARS = st.builds(
    lambda rest, work: WorkCalendar(
        {
            year: YearTable(
                frozenset(d for d in rest - work if d.year == year),
                frozenset(d for d in work if d.year == year),
            )
            for year in range(2025, 2029)
        }
    ),
    SOME_DAYS,
    SOME_DAYS,
)


def told(derivation: Derivation, kind: str) -> list[str]:
    return [str(step.message) for step in derivation.steps if step.kind == kind]


def test_an_agreement_in_force_on_30_january_2026_can_be_confirmed_until_2_march() -> None:
    derivation = due(date(2026, 1, 30), Days(30), ENTERED)
    assert derivation.counted_from == date(2026, 1, 31)
    assert derivation.raw_last_day == date(2026, 3, 1)
    assert derivation.due_on == date(2026, 3, 2)
    assert not derivation.provisional


def test_every_step_of_that_date_is_said_in_order() -> None:
    steps = due(date(2026, 1, 30), Days(30), ENTERED).steps
    assert [(s.kind, s.on.isoformat(), str(s.message)) for s in steps] == [
        (
            "start",
            "2026-01-30",
            "2026年1月30日（星期五）当天不计入，从2026年1月31日（星期六）起算（民法典第二百零一条）",
        ),
        ("term", "2026-03-01", "期间为30日，最后一日是2026年3月1日（星期日）"),
        ("rest", "2026-03-01", "2026年3月1日（星期日）是休息日"),
        (
            "rolled",
            "2026-03-02",
            "最后一日是休息日，顺延到休息日结束的次日2026年3月2日（星期一）（民法典第二百零三条）",
        ),
        (
            "end",
            "2026-03-02",
            "到2026年3月2日（星期一）二十四时届满；有业务时间的，到停止业务活动时届满（民法典第二百零三条）",
        ),
    ]


@pytest.mark.parametrize(
    ("start", "term", "last"),
    [
        # A last day in the Spring Festival goes behind the whole of it.
        (date(2026, 2, 10), Days(7), date(2026, 2, 24)),
        # A Sunday that is worked instead of a holiday is no rest day.
        (date(2026, 9, 13), Days(7), date(2026, 9, 20)),
        # Rest days inside count, and a rest-day start does not shift.
        (date(2026, 2, 15), Days(10), date(2026, 2, 25)),
        (date(2026, 3, 14), Days(2), date(2026, 3, 16)),
        # Corresponding days, month ends, leap years.
        (date(2026, 3, 15), Months(1), date(2026, 4, 15)),
        (date(2025, 1, 31), Months(1), date(2025, 2, 28)),
        (date(2024, 1, 31), Months(1), date(2024, 2, 29)),
        (date(2025, 3, 31), Months(6), date(2025, 9, 30)),
        (date(2025, 12, 31), Months(2), date(2026, 2, 28)),
        (date(2024, 2, 29), Years(1), date(2025, 2, 28)),
        (date(2024, 2, 29), Years(4), date(2028, 2, 29)),
        (date(2023, 2, 28), Years(1), date(2024, 2, 28)),
        # Working days: a worked Saturday counts, the festival does not.
        (date(2026, 2, 13), WorkingDays(1), date(2026, 2, 14)),
        (date(2026, 2, 13), WorkingDays(2), date(2026, 2, 24)),
        (date(2026, 2, 10), WorkingDays(5), date(2026, 2, 24)),
        (date(2026, 3, 13), WorkingDays(3), date(2026, 3, 18)),
        (date(2026, 3, 14), WorkingDays(1), date(2026, 3, 16)),
    ],
)
def test_the_last_day(start: date, term: Length, last: date) -> None:
    assert due(start, term, ENTERED).due_on == last


def test_a_month_is_not_thirty_days() -> None:
    start = date(2025, 2, 3)
    assert due(start, Months(1), ENTERED).due_on == date(2025, 3, 3)
    assert due(start, Days(30), ENTERED).due_on == date(2025, 3, 5)


def test_a_worked_weekend_as_the_last_day_is_said() -> None:
    derivation = due(date(2026, 9, 13), Days(7), ENTERED)
    assert told(derivation, "moved") == ["2026年9月20日（星期日）是调休上班日，不是休息日"]
    assert told(derivation, "kept") == ["最后一日2026年9月20日（星期日）不是休息日，不顺延"]
    assert told(derivation, "rolled") == []


def test_rolling_onto_a_worked_weekend_is_said() -> None:
    derivation = due(date(2026, 9, 12), Days(7), ENTERED)
    assert derivation.due_on == date(2026, 9, 20)
    assert told(derivation, "moved") == ["2026年9月20日（星期日）是调休上班日，不是休息日"]


def test_a_run_of_rest_days_is_one_sentence() -> None:
    derivation = due(date(2026, 2, 10), Days(7), ENTERED)
    assert told(derivation, "rest") == ["2026年2月17日（星期二）至2026年2月23日（星期一）是休息日"]


def test_in_working_days_every_rest_day_left_out_and_every_weekend_worked_is_said() -> None:
    derivation = due(date(2026, 2, 6), WorkingDays(7), ENTERED)
    assert derivation.due_on == date(2026, 2, 24)
    assert told(derivation, "rest") == [
        "2026年2月7日（星期六）至2026年2月8日（星期日）是休息日",
        "2026年2月15日（星期日）至2026年2月23日（星期一）是休息日",
    ]
    assert told(derivation, "moved") == ["2026年2月14日（星期六）是调休上班日，不是休息日"]
    assert told(derivation, "kept") == told(derivation, "rolled") == []


def test_a_month_without_the_day_is_said() -> None:
    derivation = due(date(2025, 1, 31), Months(1), ENTERED)
    assert told(derivation, "term") == [
        "期间为1个月，到期月没有31日，月末日2025年2月28日（星期五）是最后一日（民法典第二百零二条）"
    ]
    usual = due(date(2025, 1, 15), Years(1), ENTERED)
    assert told(usual, "term") == [
        "期间为1年，到期月的对应日2026年1月15日（星期四）是最后一日（民法典第二百零二条）"
    ]


def test_a_term_that_does_not_roll_ends_on_the_rest_day_and_says_so() -> None:
    derivation = due(date(2026, 1, 30), Days(30), ENTERED, rolls=False)
    assert derivation.due_on == derivation.raw_last_day == date(2026, 3, 1)
    assert told(derivation, "kept") == ["这个期间的最后一日不因休息日顺延"]


def test_a_year_that_nobody_entered_is_said() -> None:
    derivation = due(date(2026, 12, 10), Months(1), ENTERED)
    assert derivation.provisional
    assert derivation.due_on == date(2027, 1, 11)
    assert told(derivation, "provisional") == [
        "2027年的放假安排还没有录入，暂按周末和日期固定的节日推算，未计春节、清明、端午、中秋和调休；录入后请重新核对"
    ]


def test_a_year_is_provisional_only_where_its_days_decide() -> None:
    assert not due(date(2026, 11, 23), Days(30), ENTERED).provisional
    assert not due(
        date(2024, 12, 20), Days(30), ENTERED
    ).provisional  # 2024 is not entered, and decides nothing
    assert due(date(2024, 12, 20), WorkingDays(30), ENTERED).provisional
    assert not due(date(2026, 12, 10), Months(1), ENTERED, rolls=False).provisional
    assert due(date(2026, 12, 31), WorkingDays(1), ENTERED).provisional


def test_every_year_that_was_guessed_is_named() -> None:
    derivation = due(date(2026, 12, 1), WorkingDays(300), ENTERED)
    assert [message[:5] for message in told(derivation, "provisional")] == ["2027年", "2028年"]


def test_a_provisional_year_knows_the_holidays_of_fixed_date_only() -> None:
    fixed = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}
    assert {(d.month, d.day) for d in provisional_year(2027).holidays} == fixed
    assert provisional_year(2027).provisional
    assert provisional_year(2027).workdays == frozenset()


def test_the_second_of_may_is_a_holiday_since_the_amendment_only() -> None:
    assert date(2025, 5, 2) in provisional_year(2025).holidays
    assert date(2024, 5, 2) not in provisional_year(2024).holidays


def test_days_set_by_hand_stand_above_the_table_and_the_last_one_prevails() -> None:
    friday, sunday = date(2026, 3, 13), date(2026, 3, 15)
    changed = ENTERED.with_days([(friday, True), (sunday, False), (date(2026, 2, 17), False), (sunday, True)])
    assert is_rest_day(friday, changed)
    assert is_rest_day(sunday, changed)
    assert not is_rest_day(date(2026, 2, 17), changed)
    assert is_rest_day(date(2026, 2, 17), ENTERED)
    assert not is_rest_day(sunday, ENTERED.with_days([(sunday, False)]))


def test_a_day_set_by_hand_does_not_make_a_provisional_year_certain() -> None:
    changed = ENTERED.with_days([(date(2027, 2, 8), True)])
    assert changed.year(2027).provisional
    assert is_rest_day(date(2027, 2, 8), changed)
    assert is_rest_day(date(2027, 1, 1), changed)


def test_a_calendar_does_not_change_with_the_mapping_it_was_made_from() -> None:
    years = {2026: YearTable()}
    calendar = WorkCalendar(years)
    years[2026] = YearTable(frozenset({date(2026, 3, 2)}))
    assert not is_rest_day(date(2026, 3, 2), calendar)


def test_the_next_working_day_of_a_working_day_is_itself() -> None:
    assert next_working_day(date(2026, 3, 2), ENTERED) == date(2026, 3, 2)
    assert next_working_day(date(2026, 2, 15), ENTERED) == date(2026, 2, 24)


def test_units_are_types_and_never_equal() -> None:
    units = [Days(5), WorkingDays(5), Months(5), Years(5)]
    assert all(a != b for i, a in enumerate(units) for b in units[i + 1 :])
    assert Days(5) == Days(5)
    assert len(set(units)) == 4
    assert [str(length_in_words(unit)) for unit in units] == ["5日", "5个工作日", "5个月", "5年"]


@pytest.mark.parametrize("unit", [Days, WorkingDays, Months, Years])
@pytest.mark.parametrize("n", [0, -1, 36501, True, 1.5, "3"])
def test_an_impossible_length_is_refused(unit: type[Days], n: int) -> None:
    with pytest.raises(ValueError, match="a term is"):
        unit(n)


def test_an_instant_is_no_day_to_start_on() -> None:
    with pytest.raises(TypeError):
        due(datetime(2026, 1, 30, 23, tzinfo=UTC), Days(30), ENTERED)


@pytest.mark.parametrize(
    ("start", "term"),
    [
        (date(9999, 12, 30), Days(5)),
        (date(9999, 12, 31), WorkingDays(1)),
        (date(9999, 12, 1), Months(1)),
        (date(9999, 1, 1), Years(1)),
        (date(9999, 12, 31), Days(1)),
    ],
)
def test_a_day_beyond_the_calendar_is_refused_in_words(start: date, term: Length) -> None:
    with pytest.raises(BadInput, match="日期太远"):
        due(start, term, ENTERED)


def test_a_day_is_written_with_its_weekday() -> None:
    assert str(in_words(date(2026, 3, 2))) == "2026年3月2日（星期一）"
    assert (
        in_words(date(2026, 3, 2))
        .form(lambda text: {"星期一": "Monday"}.get(text, text))
        .endswith("（Monday）")
    )


@given(STARTS, LENGTHS, CALENDARS, st.booleans())
def test_a_derivation_comes_back_from_its_stored_form(
    start: date, term: Length, calendar: WorkCalendar, rolls: bool
) -> None:
    derivation = due(start, term, calendar, rolls=rolls)
    assert Derivation.from_json(json.loads(json.dumps(derivation.to_json()))) == derivation


@given(STARTS, LENGTHS, CALENDARS)
def test_a_term_that_rolls_never_ends_on_a_rest_day(
    start: date, term: Length, calendar: WorkCalendar
) -> None:
    derivation = due(start, term, calendar)
    assert not is_rest_day(derivation.due_on, calendar)
    between = days(derivation.raw_last_day, derivation.due_on) - {derivation.due_on}
    assert all(is_rest_day(day, calendar) for day in between)


@given(
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    LENGTHS,
    CALENDARS,
    st.dates(date(2025, 1, 1), date(2028, 12, 31)),
)
def test_one_more_holiday_never_shortens_a_term(
    start: date, term: Length, calendar: WorkCalendar, holiday: date
) -> None:
    more = calendar.with_days([(holiday, True)])
    assert due(start, term, more).due_on >= due(start, term, calendar).due_on


@given(STARTS, LENGTHS, CALENDARS)
def test_one_unit_more_never_ends_earlier(start: date, term: Length, calendar: WorkCalendar) -> None:
    longer = type(term)(term.n + 1)
    assert due(start, longer, calendar).due_on >= due(start, term, calendar).due_on


@given(STARTS, LENGTHS, CALENDARS)
def test_a_day_later_never_ends_earlier(start: date, term: Length, calendar: WorkCalendar) -> None:
    assert due(start + ONE, term, calendar).due_on >= due(start, term, calendar).due_on


@given(STARTS, st.integers(1, 400), CALENDARS)
def test_days_count_rest_days_too(start: date, n: int, calendar: WorkCalendar) -> None:
    derivation = due(start, Days(n), calendar, rolls=False)
    assert len(days(derivation.counted_from, derivation.due_on)) == n


@given(STARTS, st.integers(1, 60), CALENDARS)
def test_working_days_are_exactly_that_many(start: date, n: int, calendar: WorkCalendar) -> None:
    derivation = due(start, WorkingDays(n), calendar)
    counted = days(derivation.counted_from, derivation.due_on)
    assert sum(not is_rest_day(day, calendar) for day in counted) == n


@given(STARTS, st.integers(1, 60), CALENDARS)
def test_months_end_on_the_same_day_or_the_months_last(start: date, n: int, calendar: WorkCalendar) -> None:
    last = due(start, Months(n), calendar).raw_last_day
    assert (last.year * 12 + last.month) - (start.year * 12 + start.month) == n
    assert last.day == start.day or (last.day < start.day and (last + ONE).day == 1)
    if n % 12 == 0:
        assert due(start, Years(n // 12), calendar).raw_last_day == last
