"""Amounts: what people type, and both printed forms."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation.rules.errors import BadInput
from mediation.rules.money import LARGEST, capitals, format_yuan, parse_yuan, printed

AMOUNTS = st.integers(0, int(LARGEST * 100)).map(lambda fen: Decimal(fen).scaleb(-2))
DIGITS = {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def read_whole(text: str) -> int:
    """The number in capitals, read as a bank clerk would."""
    for unit, value in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = text.rpartition(unit)
        if found:
            return read_whole(head) * value + read_whole(tail)
    total, digit = 0, 0
    for character in text:
        if character in UNITS:
            total, digit = total + digit * UNITS[character], 0
        else:
            digit = DIGITS[character]
    return total + digit


def read_capitals(text: str) -> Decimal:
    found = re.fullmatch(r"(?:(.+)元)?(整|零?(?:(.)角)?(?:零?(.)分)?)", text)
    assert found is not None, text
    whole, _, jiao, fen = found.groups()
    return Decimal(read_whole(whole or "")) + Decimal(DIGITS[jiao or "零"] * 10 + DIGITS[fen or "零"]).scaleb(
        -2
    )


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("12000", "12000.00"),
        ("12,000.5", "12000.50"),
        ("１２，０００．０５", "12000.05"),
        ("￥12,000.00", "12000.00"),
        ("¥ 300元", "300.00"),
        ("12000。05", "12000.05"),
        ("0", "0.00"),
        ("0007", "7.00"),
        ("9,999,999,999,999.99", "9999999999999.99"),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed: str, amount: str) -> None:
    assert str(parse_yuan(typed)) == amount


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "请填写金额"),
        ("  ", "请填写金额"),
        ("-5", "负数"),
        ("－5", "负数"),
        ("1.234", "最多到分"),
        ("0.005", "最多到分"),
        ("1.2万", "完整的数字"),
        ("1,2000", "每三位一个"),
        ("10000000000000", "不能超过 9,999,999,999,999.99"),
        ("9" * 5000, "不能超过"),
        ("1e5", "应写成数字"),
        ("NaN", "应写成数字"),
        ("12.", "应写成数字"),
        (".5", "应写成数字"),
        ("٣", "应写成数字"),
        ("一百", "应写成数字"),
    ],
)
def test_what_is_no_amount_is_refused_and_the_reason_said(typed: str, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_yuan(typed)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.5", "伍角"),
        ("0.50", "伍角"),
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("10.05", "壹拾元零伍分"),
        ("12000", "壹万贰仟元整"),
        ("12000.00", "壹万贰仟元整"),
        ("12000.05", "壹万贰仟元零伍分"),
        ("12000.50", "壹万贰仟元伍角"),
        ("12345.67", "壹万贰仟叁佰肆拾伍元陆角柒分"),
        ("100010", "壹拾万零壹拾元整"),
        ("100000001", "壹亿零壹元整"),
        ("9999999999999.99", "玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_capitals_are_the_official_ones(amount: str, words: str) -> None:
    assert capitals(Decimal(amount)) == words


@given(AMOUNTS)
def test_capitals_read_back_are_the_same_amount(amount: Decimal) -> None:
    assert read_capitals(capitals(amount)) == amount


@given(AMOUNTS)
def test_a_formatted_amount_parses_to_itself(amount: Decimal) -> None:
    assert parse_yuan(format_yuan(amount)) == amount


def test_the_printed_form_has_digits_and_capitals() -> None:
    assert printed(Decimal("12000")) == "￥12,000.00（人民币壹万贰仟元整）"


@pytest.mark.parametrize("amount", ["-5", "-0.01", "1.234", "10000000000000", "NaN", "Infinity"])
def test_capitals_are_never_made_of_an_amount_that_would_be_cut(amount: str) -> None:
    for form in (capitals, format_yuan, printed):
        with pytest.raises(BadInput):
            form(Decimal(amount))


def test_a_negative_zero_is_zero() -> None:
    assert format_yuan(Decimal("-0.00")) == "￥0.00"
