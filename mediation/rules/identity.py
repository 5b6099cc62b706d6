"""Numbers that identify people and organisations: checked in full, masked in lists."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from mediation.rules.errors import BadInput
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import IdentityPaper, Sex

FULL_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)}
INVISIBLE = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]")

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
ID_SHAPE = re.compile(r"[1-9][0-9]{16}[0-9X]")
RESIDENT_AREAS = ("81", "82", "83")
"""港澳台居民居住证: Hong Kong, Macao, Taiwan."""
FOREIGNER = "9"
"""The first digit of an 18-character 外国人永久居留身份证 (since 2023-12-01); citizens' begin with 1 to 8."""
OLDEST = 150

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_SHAPE = re.compile(f"[{CREDIT_ALPHABET}]{{2}}[0-9]{{6}}[{CREDIT_ALPHABET}]{{10}}")

TRAVEL_PERMITS = {
    IdentityPaper.HK_MACAO_PERMIT: (
        re.compile(r"[HM][0-9]{8}(?:[0-9]{2})?"),
        say("港澳居民来往内地通行证号码应为字母 H 或 M 加 8 位数字，例如 H12345678"),
    ),
    IdentityPaper.TAIWAN_PERMIT: (
        re.compile(r"[0-9]{8}(?:[0-9]{2}|[A-Z][0-9]?)?"),
        say("台湾居民来往大陆通行证号码应为 8 位数字，例如 12345678"),
    ),
}

MOBILE = re.compile(r"1[3-9][0-9]{9}")
LAND_LINE = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})-?([1-9][0-9]{6,7})(?:-?(?:转|-)([0-9]{1,6}))?")
SERVICE_LINE = re.compile(r"[48]00-?[0-9]{3}-?[0-9]{4}")


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A checked number and what it says of its holder. Its repr keeps the number to itself."""

    number: str = field(repr=False)
    born_on: date
    sex: Sex


def check_id_number(text: str, *, today: date | None = None) -> IdNumber:
    """An 18-character number by GB 11643: shape, date and check digit, never today's list of areas.

    Areas 81, 82, 83 (居住证) and a leading 9 (外国人永久居留身份证) follow the same rule.
    """
    number = _plain(text).upper()
    if not ID_SHAPE.fullmatch(number):
        raise _bad(_why_no_id_number(number))
    born_on = _born_on(number[6:14], today)
    if number[-1] != ID_CHECKS[sum(w * int(d) for w, d in zip(ID_WEIGHTS, number, strict=False)) % 11]:
        raise _bad(say("身份证号码的校验码不符，至少有一位填错了，请对照证件逐位核对"))
    return IdNumber(number, born_on, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)


def _why_no_id_number(number: str) -> Message:
    if not number:
        return say("请填写身份证号码")
    if len(number) == 15 and number.isascii() and number.isdigit():
        return say("这是旧的 15 位号码，已经停用；请填写现用证件上的 18 位号码")
    if len(number) != 18:
        return say("身份证号码应为 18 位，现在是 {n} 位", n=len(number))
    if number.startswith("0"):
        return say("身份证号码不会以 0 开头")
    return say("身份证号码前 17 位应是数字，最后一位是数字或 X")


def _born_on(digits: str, today: date | None) -> date:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    shown = say("{year}年{month}月{day}日", year=year, month=month, day=day)
    try:
        born_on = date(year, month, day)
    except ValueError:
        raise _bad(say("身份证号码第 7 至 14 位是出生日期，{day} 这一天不存在", day=shown)) from None
    if today is not None and born_on > today:
        raise _bad(say("身份证号码里的出生日期 {day} 晚于今天", day=shown))
    if today is not None and year < today.year - OLDEST:
        raise _bad(say("身份证号码里的出生日期 {day} 太早，请核对", day=shown))
    return born_on


def check_paper_number(paper: IdentityPaper, text: str, *, today: date | None = None) -> str:
    """The canonical number of a paper of that kind."""
    if paper is IdentityPaper.PASSPORT:
        return check_passport(text)
    if paper is IdentityPaper.FOREIGNER_PERMIT:
        return check_foreigner_permit(text, today=today)
    if paper in TRAVEL_PERMITS:
        return check_travel_permit(paper, text)
    if paper is IdentityPaper.NONE:
        raise _bad(say("填了证件号码，请选证件种类"))
    number = check_id_number(text, today=today).number
    if number.startswith(FOREIGNER):
        raise _bad(say("以 9 开头的是外国人永久居留身份证号码，请改选证件种类"))
    if number.startswith(RESIDENT_AREAS) != (paper is IdentityPaper.RESIDENCE_PERMIT):
        raise _bad(say("以 81、82、83 开头的是港澳台居民居住证号码，其他不是；请核对证件种类"))
    return number


def check_foreigner_permit(text: str, *, today: date | None = None) -> str:
    """外国人永久居留身份证: 18 characters, checked like an ID card; before that 3 letters and 12 digits."""
    number = _plain(text).upper()
    if re.fullmatch(r"[A-Z]{3}[0-9]{12}", number):
        return number
    if number.startswith(FOREIGNER) and len(number) == 18:
        return check_id_number(number, today=today).number
    raise _bad(say("外国人永久居留身份证号码应为以 9 开头的 18 位，或旧证的 3 个字母加 12 位数字"))


def check_travel_permit(paper: IdentityPaper, text: str) -> str:
    """港澳居民来往内地通行证: H or M and 8 digits, older ones 10; 台湾居民来往大陆通行证: 8 digits, older ones 10."""
    number = _plain(text).upper()
    shape, wrong = TRAVEL_PERMITS[paper]
    if not shape.fullmatch(number):
        raise _bad(wrong)
    return number


def check_passport(text: str) -> str:
    """A passport number of any country: 5 to 20 letters and digits, with a digit among them."""
    number = _plain(text).upper()
    if not number:
        raise _bad(say("请填写护照号码"))
    if not re.fullmatch(r"(?=.*[0-9])[A-Z0-9]{5,20}", number):
        raise _bad(say("护照号码应为 5 至 20 位字母和数字，例如 E12345678"))
    return number


def check_credit_code(text: str) -> str:
    """统一社会信用代码 by GB 32100: 18 characters without I, O, S, V, Z, the last a check (mod 31)."""
    code = _plain(text).upper()
    if not code:
        raise _bad(say("请填写统一社会信用代码"))
    if len(code) != 18:
        raise _bad(say("统一社会信用代码应为 18 位，现在是 {n} 位", n=len(code)))
    if any(letter in code for letter in "IOSVZ"):
        raise _bad(say("统一社会信用代码里没有字母 I、O、S、V、Z，请看是不是 1、0、5、2"))
    if not CREDIT_SHAPE.fullmatch(code):
        raise _bad(say("统一社会信用代码由数字和大写字母组成，第 3 至 8 位是数字"))
    total = sum(CREDIT_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    if code[-1] != CREDIT_ALPHABET[-total % 31]:
        raise _bad(say("统一社会信用代码的校验码不符，至少有一位填错了，请对照证照逐位核对"))
    return code


def check_phone(text: str) -> str:
    """A mobile (11 digits), a land line with its area code (0475-8236000), or a 400/800 number."""
    phone = re.sub(r"[()·.]|[‐-―−]", "-", _plain(text)).strip("-")
    phone = re.sub(r"^(\+|00)86-?", "", phone)
    if MOBILE.fullmatch(digits := phone.replace("-", "")):
        return digits
    if SERVICE_LINE.fullmatch(phone):
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    if land := LAND_LINE.fullmatch(phone):
        return "-".join(part for part in land.groups() if part)
    raise _bad(_why_no_phone(digits))


def _why_no_phone(digits: str) -> Message:
    if not digits:
        return say("请填写电话号码")
    if not (digits.isascii() and digits.isdigit()):
        return say("电话号码只能是数字，座机可写成 0475-8236000")
    if digits.startswith("1") and len(digits) == 11:
        return say("手机号码应以 13 至 19 开头")
    if digits.startswith("1") and len(digits) > 8:
        return say("手机号码应为 11 位，现在是 {n} 位", n=len(digits))
    if len(digits) in (7, 8):
        return say("座机号码请加区号，例如 0475-8236000")
    return say("电话号码应为 11 位手机号，或带区号的座机号，例如 0475-8236000")


def mask_name(name: str) -> str:
    """张*: the first character, one star for each other; never the whole of a name."""
    shown, hidden = name[:1], len(name) - 1
    if len(name) > 1 and 0xE0100 <= ord(name[1]) <= 0xE01EF:  # the variant of the first character
        shown, hidden = name[:2], len(name) - 2
    return shown + "*" * max(hidden, 1) if name else ""


def mask_id_number(number: str) -> str:
    """1505**********1234; of a shorter number two at each end, of a very short one nothing."""
    ends = 4 if len(number) >= 15 else 2 if len(number) >= 8 else 0
    return number[:ends] + "*" * (len(number) - 2 * ends) + number[len(number) - ends :]


def mask_phone(phone: str) -> str:
    """138****1234; 0475-****000."""
    if MOBILE.fullmatch(phone):
        return f"{phone[:3]}****{phone[-4:]}"
    area, dash, rest = phone.partition("-")
    if dash and len(rest) >= 7:
        return f"{area}-****{rest[-3:]}"
    return "****" if phone else ""


def mask_address(address: str) -> str:
    """Up to the township, else at most six characters and never more than half, then ****."""
    place = re.match(r"[^0-9０-９]{1,24}?(?:苏木|街道办事处|街道|农场|牧场|林场|镇|乡)(?=.)", address)
    kept = place.group() if place else address[: min(6, len(address) // 2)]
    return f"{kept}****" if address else ""


def _plain(text: str) -> str:
    """Half-width and without spaces or invisible characters, as copied from chat programs."""
    return INVISIBLE.sub("", text).translate(FULL_WIDTH)


def _bad(message: Message) -> BadInput:
    return BadInput.at("", message)
