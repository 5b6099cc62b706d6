"""Numbers of committees and courts: made, read back, refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation.rules.errors import BadInput
from mediation.rules.numbering import (
    DEFAULT_PATTERN,
    CommitteeNumber,
    CourtCaseNumber,
    canonical,
    check_pattern,
    format_number,
    parse_number,
)

PATTERNS = [
    DEFAULT_PATTERN,
    "（{year}）{short}人调字第{n:03}号",
    "（{year}）通科调字第{n:06}号",
    "{n}号／{year}年／{short}",
    "{short}-{year}-{n}",
]
SHORTS = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=12)


def test_the_default_pattern_makes_the_customary_number() -> None:
    assert format_number(DEFAULT_PATTERN, year=2026, short="保康", n=12) == "（2026）保康人调字第12号"


def test_a_pattern_may_ask_for_leading_zeros_and_bear_no_short_name() -> None:
    assert (
        format_number("（{year}）通科调字第{n:03}号", year=2023, short="", n=1) == "（2023）通科调字第001号"
    )
    assert (
        format_number("（{year}）通科调字第{n:03}号", year=2023, short="", n=1234)
        == "（2023）通科调字第1234号"
    )


@pytest.mark.parametrize("pattern", PATTERNS)
@given(year=st.integers(1000, 9999), short=SHORTS, n=st.integers(1, 10**6))
def test_a_number_read_back_says_what_went_in(pattern: str, year: int, short: str, n: int) -> None:
    read = parse_number(pattern, format_number(pattern, year=year, short=short, n=n))
    assert read == CommitteeNumber(year, short if "{short}" in pattern else "", n)


def test_a_short_name_with_digits_is_read_back() -> None:
    text = format_number(DEFAULT_PATTERN, year=2026, short="金地2008社区", n=3)
    assert parse_number(DEFAULT_PATTERN, text) == CommitteeNumber(2026, "金地2008社区", 3)


@pytest.mark.parametrize("typed", ["(2026)保康人调字第12号", "（２０２６） 保康人调字第 12 号"])
def test_half_width_brackets_spaces_and_full_width_digits_are_accepted(typed: str) -> None:
    assert parse_number(DEFAULT_PATTERN, typed) == CommitteeNumber(2026, "保康", 12)
    assert canonical(typed) == "（2026）保康人调字第12号"


def test_brackets_of_document_numbers_are_another_thing() -> None:
    assert canonical("〔2026〕") == "〔2026〕"
    with pytest.raises(BadInput):
        parse_number(DEFAULT_PATTERN, "〔2026〕保康人调字第12号")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "保康人调字第12号",
        "（2026）人调字第12号",
        "（2026）保康人调字第号",
        "（2026）保康人调字第0号",
        "（26）保康人调字第1号",
    ],
)
def test_what_is_not_by_the_pattern_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadInput, match="（2026）某某人调字第12号"):
        parse_number(DEFAULT_PATTERN, text)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("", "各写一次"),
        ("人调字第{n}号", "各写一次"),
        ("（{year}）人调字", "各写一次"),
        ("（{year}）{year}第{n}号", "各写一次"),
        ("（{year}）第{n}号{n}", "各写一次"),
        ("（{year}）{short}{short}第{n}号", "最多一次"),
        ("（{year}）{other}第{n}号", "大括号只能是"),
        ("（{year}）{第{n}号", "大括号只能是"),
        ("（{year.__class__}）第{n}号", "各写一次"),
        ("（{year:03}）第{n}号", "大括号只能是"),
        ("{year}{n}号", "隔开"),
        ("（{year}）{short}{n}号", "隔开"),
        ("（{year}）1{n}号", "隔开"),
        ("20{year}年第{n}号", "紧挨数字"),
        ("（{year}）第{n}0号", "紧挨数字"),
        ("（{year}）" + "长" * 80 + "{n}号", "最多 80 个字"),
        ("（{year}）\x07第{n}号", "看不见的字符"),
    ],
)
def test_a_pattern_that_could_not_be_read_back_is_refused(pattern: str, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_pattern(pattern)
    assert words in str(refused.value)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_good_pattern_is_kept_as_it_is(pattern: str) -> None:
    assert check_pattern(pattern) == pattern


def test_a_pattern_in_half_width_brackets_becomes_full_width() -> None:
    assert check_pattern("({year}){short}人调字第{n}号") == DEFAULT_PATTERN


@pytest.mark.parametrize(
    ("year", "short", "n"), [(26, "保康", 1), (2026, "", 1), (2026, "保康", 0), (2026, "保康", -1)]
)
def test_an_impossible_number_is_not_made(year: int, short: str, n: int) -> None:
    with pytest.raises(BadInput):
        format_number(DEFAULT_PATTERN, year=year, short=short, n=n)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("（2026）内0502诉前调123号", CourtCaseNumber(2026, "内0502", "诉前调", 123)),
        ("（2026）内0502诉前调确45号", CourtCaseNumber(2026, "内0502", "诉前调确", 45)),
        ("（2026）内0502民特45号", CourtCaseNumber(2026, "内0502", "民特", 45)),
        ("（2026）内0502民初678号", CourtCaseNumber(2026, "内0502", "民初", 678)),
        ("（2026）内05民终1号", CourtCaseNumber(2026, "内05", "民终", 1)),
        ("（2026）内民申1号", CourtCaseNumber(2026, "内", "民申", 1)),
        ("（2019）最高法知民终2号", CourtCaseNumber(2019, "最高法", "知民终", 2)),
        ("（2026）内0502执678号之一", CourtCaseNumber(2026, "内0502", "执", 678, "之一")),
        ("（2020）兵0101民初9号", CourtCaseNumber(2020, "兵0101", "民初", 9)),
    ],
)
def test_a_court_number_is_read_and_printed_the_same(text: str, number: CourtCaseNumber) -> None:
    assert CourtCaseNumber.parse(text) == number
    assert number.format() == str(number) == text


@pytest.mark.parametrize(
    "typed",
    ["(2026)内0502诉前调确45号", " （2026） 内0502 诉前调确 45 号", "（２０２６）内０５０２诉前调确４５号"],
)
def test_a_court_number_is_printed_with_full_width_brackets(typed: str) -> None:
    assert str(CourtCaseNumber.parse(typed)) == "（2026）内0502诉前调确45号"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "请填写法院案号"),
        ("内0502民初1号", "四位年份开头"),
        ("（26）内0502民初1号", "四位年份开头"),
        ("〔2026〕内0502民初1号", "四位年份开头"),
        ("（2026）内0502民初字第1号", "没有“字”和“第”"),
        ("（2026）内0502民初0045号", "不加 0"),
        ("（2026）内0502民初0号", "不加 0"),
        ("（2015）内0502民初1号", "2016 年至 2099 年"),
        ("（2206）内0502民初1号", "2016 年至 2099 年"),
        ("（2026）内050民初1号", "应为（年份）法院代字"),
        ("（2026）蒙0502民初1号", "应为（年份）法院代字"),
        ("（2026）内05021号", "应为（年份）法院代字"),
        ("（2026）内0502民初1", "应为（年份）法院代字"),
        ("（2026）内0502一二三四五1号", "应为（年份）法院代字"),
    ],
)
def test_a_wrong_court_number_is_refused_and_what_is_wrong_is_said(text: str, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        CourtCaseNumber.parse(text)
    assert words in str(refused.value)


def test_a_court_number_of_next_year_is_refused_when_today_is_known() -> None:
    today = date(2026, 11, 23)
    assert CourtCaseNumber.parse("（2026）内0502民初1号", today=today).year == 2026
    with pytest.raises(BadInput, match="2016 年至 2026 年"):
        CourtCaseNumber.parse("（2027）内0502民初1号", today=today)
