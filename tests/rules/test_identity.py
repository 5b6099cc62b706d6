"""Numbers of people and organisations: checked in full, refused in words, masked in lists."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation.rules.errors import BadInput
from mediation.rules.identity import (
    check_credit_code,
    check_foreigner_permit,
    check_id_number,
    check_paper_number,
    check_passport,
    check_phone,
    mask_address,
    mask_id_number,
    mask_name,
    mask_phone,
)
from mediation.rules.vocabulary import IdentityPaper, Sex

TODAY = date(2026, 11, 23)
WOMAN = "11010519491231002X"
"""The example printed in GB 11643."""
MAN = "440524188001010014"


def with_check_digit(body: str) -> str:
    """The 17 digits and their check by ISO 7064 MOD 11-2, worked out by powers of two."""
    remainder = sum(int(d) * pow(2, 17 - i, 11) for i, d in enumerate(body)) % 11
    check = (12 - remainder) % 11
    return body + ("X" if check == 10 else str(check))


BODIES = st.builds(
    lambda area, born, serial: f"{area}{born:%Y%m%d}{serial:03}",
    st.integers(100000, 899999),
    st.dates(date(1900, 1, 1), TODAY),
    st.integers(0, 999),
)


def test_a_number_tells_when_its_holder_was_born_and_the_sex() -> None:
    number = check_id_number(WOMAN, today=TODAY)
    assert (number.number, number.born_on, number.sex) == (WOMAN, date(1949, 12, 31), Sex.FEMALE)
    assert check_id_number(MAN, today=TODAY).sex is Sex.MALE


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "１１０１０５１９４９１２３１００２ｘ",
        "\u200b110105\u300019491231002X\ufeff",
    ],
)
def test_full_width_spaced_and_lower_case_numbers_become_canonical(typed: str) -> None:
    assert check_id_number(typed).number == WOMAN


@given(BODIES)
def test_every_number_with_a_right_check_digit_is_taken_whatever_its_area(body: str) -> None:
    number = with_check_digit(body)
    assert check_id_number(number, today=TODAY).number == number


@given(BODIES, st.integers(0, 16), st.integers(1, 9))
def test_no_single_wrong_digit_passes(body: str, place: int, change: int) -> None:
    number = with_check_digit(body)
    wrong = str((int(number[place]) + change) % 10)
    with pytest.raises(BadInput):
        check_id_number(number[:place] + wrong + number[place + 1 :], today=TODAY)


@given(BODIES, st.integers(0, 15))
def test_two_neighbouring_digits_changed_round_never_pass(body: str, place: int) -> None:
    number = with_check_digit(body)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        with pytest.raises(BadInput):
            check_id_number(swapped, today=TODAY)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "请填写身份证号码"),
        ("110105491231002", "旧的 15 位号码"),
        ("1101051949123100", "应为 18 位，现在是 16 位"),
        (WOMAN + "1", "应为 18 位，现在是 19 位"),
        ("110105194912310021", "校验码不符"),
        ("11010519490231002X", "1949年2月31日 这一天不存在"),
        ("11010519491331002X", "1949年13月31日 这一天不存在"),
        ("110105000012310020", "0年12月31日 这一天不存在"),
        ("1101O519491231002X", "前 17 位应是数字"),
        ("110105194912X10021", "前 17 位应是数字"),
        ("11010519491231002A", "最后一位是数字或 X"),
        ("010105194912310021", "不会以 0 开头"),
        ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", "前 17 位应是数字"),
    ],
)
def test_a_wrong_number_is_refused_and_what_is_wrong_is_said(typed: str, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_id_number(typed, today=TODAY)
    assert words in str(refused.value)
    assert [p.field for p in refused.value.problems] == [""]


def test_the_29th_of_february_exists_in_leap_years_only() -> None:
    assert check_id_number(with_check_digit("15052120000229001")).born_on == date(2000, 2, 29)
    with pytest.raises(BadInput, match="不存在"):
        check_id_number(with_check_digit("15052119000229001"))


def test_nobody_is_born_after_today_and_today_is_possible() -> None:
    assert check_id_number(with_check_digit("15052120261123001"), today=TODAY).born_on == TODAY
    with pytest.raises(BadInput, match="2026年11月24日 晚于今天"):
        check_id_number(with_check_digit("15052120261124001"), today=TODAY)


def test_a_birth_long_before_anyone_living_is_questioned() -> None:
    with pytest.raises(BadInput, match="太早"):
        check_id_number(with_check_digit("15052118700101001"), today=TODAY)


def test_the_repr_of_a_number_does_not_show_it() -> None:
    assert WOMAN not in repr(check_id_number(WOMAN))


@pytest.mark.parametrize("area", ["810000", "820000", "830000"])
def test_a_residence_permit_follows_the_same_rule_and_is_told_from_an_id_card(area: str) -> None:
    number = with_check_digit(f"{area}19900101001")
    assert check_paper_number(IdentityPaper.RESIDENCE_PERMIT, number, today=TODAY) == number
    with pytest.raises(BadInput, match="居住证"):
        check_paper_number(IdentityPaper.ID_CARD, number, today=TODAY)


def test_an_id_card_number_is_no_residence_permit() -> None:
    assert check_paper_number(IdentityPaper.ID_CARD, WOMAN.lower()) == WOMAN
    with pytest.raises(BadInput, match="居住证"):
        check_paper_number(IdentityPaper.RESIDENCE_PERMIT, WOMAN)


def test_a_foreigner_permit_of_today_begins_with_9_and_has_the_check_digit() -> None:
    number = with_check_digit("91112419810303001")
    assert check_paper_number(IdentityPaper.FOREIGNER_PERMIT, number, today=TODAY) == number
    with pytest.raises(BadInput, match="外国人永久居留身份证"):
        check_paper_number(IdentityPaper.ID_CARD, number)
    with pytest.raises(BadInput, match="校验码"):
        check_foreigner_permit(number[:-1] + ("1" if number[-1] != "1" else "2"))


def test_the_older_foreigner_permit_has_three_letters_and_twelve_digits() -> None:
    assert check_foreigner_permit("can110081030301") == "CAN110081030301"
    for wrong in ("CA1100810303011", WOMAN, "", "CAN11008103030"):
        with pytest.raises(BadInput, match="以 9 开头的 18 位"):
            check_foreigner_permit(wrong)


def test_a_number_without_a_kind_of_paper_is_refused() -> None:
    with pytest.raises(BadInput, match="证件种类"):
        check_paper_number(IdentityPaper.NONE, WOMAN)


def test_a_passport_is_letters_and_digits_with_a_digit() -> None:
    assert check_paper_number(IdentityPaper.PASSPORT, "ｅ 1234 5678") == "E12345678"
    for wrong in ("", "E123", "PASSPORT", "E1234567-8", "Е12345678", "E" * 20 + "1"):
        with pytest.raises(BadInput, match="护照"):
            check_passport(wrong)


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91330100799655058B", "914403001922038216"])
def test_real_credit_codes_are_taken(code: str) -> None:
    assert check_credit_code(f" {code.lower()} ") == code


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", "请填写"),
        ("91350100M000100Y4", "应为 18 位，现在是 17 位"),
        ("91350100M000100Y44", "校验码不符"),
        ("91350100M0001OOY43", "没有字母 I、O、S、V、Z"),
        ("91350100M000100Y-3", "数字和大写字母"),
        ("91A50100M000100Y43", "第 3 至 8 位是数字"),
    ],
)
def test_a_wrong_credit_code_is_refused_and_what_is_wrong_is_said(code: str, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_credit_code(code)
    assert words in str(refused.value)


@given(st.integers(0, 16), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_no_single_wrong_character_of_a_credit_code_passes(place: int, other: str) -> None:
    code = "91350100M000100Y43"
    changed = code[:place] + other + code[place + 1 :]
    if changed != code:
        with pytest.raises(BadInput):
            check_credit_code(changed)


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("13800001234", "13800001234"),
        ("１３８ ００００ １２３４", "13800001234"),
        ("+86 138-0000-1234", "13800001234"),
        ("008613800001234", "13800001234"),
        ("0475-8236000", "0475-8236000"),
        ("04758236000", "0475-8236000"),
        ("(0475)8236000", "0475-8236000"),
        ("（0475）8236000", "0475-8236000"),
        ("0475—8236000", "0475-8236000"),
        ("010-12345678".replace("1234", "6234"), "010-62345678"),
        ("0475-8236000转802", "0475-8236000-802"),
        ("0475-8236000-802", "0475-8236000-802"),
        ("4008123123", "400-812-3123"),
    ],
)
def test_a_phone_becomes_canonical(typed: str, phone: str) -> None:
    assert check_phone(typed) == phone
    assert check_phone(phone) == phone


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "请填写电话号码"),
        ("1380000123", "应为 11 位，现在是 10 位"),
        ("138000012345", "应为 11 位，现在是 12 位"),
        ("12800001234", "13 至 19"),
        ("8236000", "加区号"),
        ("0475823600O", "只能是数字"),
        ("123", "手机号"),
        ("0075-8236000", "带区号"),
    ],
)
def test_a_wrong_phone_is_refused_and_what_is_wrong_is_said(typed: str, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_phone(typed)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("欧阳修远", "欧***"),
        ("张", "张*"),
        ("𠮷田", "𠮷*"),
        ("葛\U000e0100某", "葛\U000e0100*"),
        ("", ""),
    ],
)
def test_a_masked_name_keeps_its_first_character(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_a_masked_number_keeps_four_at_each_end() -> None:
    assert mask_id_number("150521199001011234") == "1505**********1234"


@pytest.mark.parametrize(("number", "masked"), [("E12345678", "E1*****78"), ("A12345", "******"), ("", "")])
def test_a_short_number_shows_less(number: str, masked: str) -> None:
    assert mask_id_number(number) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800001234", "138****1234"),
        ("0475-8236000", "0475-****000"),
        ("400-812-3123", "400-****123"),
        ("12345", "****"),
        ("", ""),
    ],
)
def test_a_masked_phone_cannot_be_called(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("内蒙古通辽市科尔沁左翼中旗保康镇东街3号", "内蒙古通辽市科尔沁左翼中旗保康镇****"),
        ("科尔沁区莫力庙苏木西海力斯台嘎查12号", "科尔沁区莫力庙苏木****"),
        ("科尔沁区明仁街道办事处建国路100号", "科尔沁区明仁街道办事处****"),
        ("通辽市科尔沁区建国路100号镇府小区3单元", "通辽市科尔沁****"),
        ("大林镇良种场村农场西街", "大林镇****"),
        ("东街3号", "东街****"),
        ("保康镇", "保****"),
        ("", ""),
    ],
)
def test_a_masked_address_ends_at_the_township(address: str, masked: str) -> None:
    assert mask_address(address) == masked


@given(st.text(min_size=1, max_size=40))
def test_no_mask_ever_shows_the_whole(text: str) -> None:
    for mask in (mask_name, mask_id_number, mask_phone, mask_address):
        shown = mask(text)
        assert "*" in shown
        if "*" not in text:
            assert text not in shown or len(text) == 1


def test_travel_permits_have_their_own_numbers() -> None:
    for paper, right, wrong in (
        (IdentityPaper.HK_MACAO_PERMIT, ("h 12345678", "M1234567801"), ("12345678", "A12345678", "H1234567")),
        (IdentityPaper.TAIWAN_PERMIT, ("1234 5678", "1234567801", "12345678B"), ("1234567", "H12345678", "")),
    ):
        for number in right:
            assert check_paper_number(paper, number) == number.replace(" ", "").upper()
        for number in wrong:
            with pytest.raises(BadInput, match="通行证号码应为"):
                check_paper_number(paper, number)
