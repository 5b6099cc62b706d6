"""Case numbers: a committee's own, by a pattern that is a setting, and a court's, by 法〔2015〕137号."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from mediation.rules.errors import BadInput
from mediation.rules.messages import Message, say

DEFAULT_PATTERN = "（{year}）{short}人调字第{n}号"
LONGEST_PATTERN = 80
PLACEHOLDER = re.compile(r"\{(year|short|n)(?::0([2-6]))?\}")
SHOWN = {"year": "{year}", "short": "{short}", "n": "{n}", "padded": "{n:03}"}
"""The placeholders as a sentence shows them."""
WIDE = str.maketrans("()０１２３４５６７８９", "（）0123456789")

FIRST_YEAR = 2016
"""法〔2015〕137号 is in force from 2016-01-01: no number of this grammar is older."""
PROVINCES = "京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔云藏陕甘青宁新"
COURT_NUMBER = re.compile(
    rf"（([0-9]{{4}})）(最高法|[军兵{PROVINCES}](?:[0-9]{{4}}|[0-9]{{2}})?)"
    r"([\u4e00-\u9fff]{1,4})([0-9]{1,9})号(之[一二三四五六七八九十]+)?"
)


@dataclass(frozen=True, slots=True)
class CommitteeNumber:
    """What a committee's number says."""

    year: int
    short: str
    n: int


def canonical(text: str) -> str:
    """Without spaces, with full-width brackets and half-width digits, as numbers are stored and printed.

    〔2026〕 stays as it is: those brackets belong to document numbers.
    """
    return "".join(text.split()).translate(WIDE)


def check_pattern(pattern: str) -> str:
    """A pattern as an administrator may set it: {year} and {n} once, {short} at most once; {n:03} pads."""
    checked = canonical(pattern)
    found = [match.group(1) for match in PLACEHOLDER.finditer(checked)]
    if found.count("year") != 1 or found.count("n") != 1 or found.count("short") > 1:
        raise _bad(say("编号格式里，年份 {year} 和序号 {n} 各写一次，简称 {short} 最多一次", **SHOWN))
    literals = PLACEHOLDER.split(checked)[::3]
    if any("{" in part or "}" in part for part in literals) or re.search(r"\{(year|short):", checked):
        raise _bad(say("编号格式里的大括号只能是 {year}、{short}、{n} 或补零的 {padded}", **SHOWN))
    if any(not part or part[0].isdigit() or part[-1].isdigit() for part in literals[1:-1]):
        raise _bad(say("编号格式里，年份、简称和序号之间要用文字或括号隔开"))
    if literals[0][-1:].isdigit() or literals[-1][:1].isdigit():
        raise _bad(say("编号格式里，年份和序号旁边不能紧挨数字"))
    if len(checked) > LONGEST_PATTERN:
        raise _bad(say("编号格式最多 {n} 个字", n=LONGEST_PATTERN))
    if not checked.isprintable():
        raise _bad(say("编号格式里有看不见的字符，请重新填写"))
    return checked


def format_number(pattern: str, *, year: int, short: str, n: int) -> str:
    """（2026）保康人调字第12号"""
    checked = check_pattern(pattern)
    if not 1000 <= year <= 9999 or n < 1:
        raise _bad(say("年份应为四位数，序号从 1 开始"))
    if "{short}" in checked and not short:
        raise _bad(say("请先设置本组织的编号简称"))
    values = {"year": str(year), "short": short, "n": str(n)}
    return PLACEHOLDER.sub(lambda m: values[m.group(1)].zfill(int(m.group(2) or 1)), checked)


def parse_number(pattern: str, text: str) -> CommitteeNumber:
    """What a number made by that pattern says; half-width brackets and spaces are accepted."""
    forms = {"year": "(?P<year>[0-9]{4})", "short": "(?P<short>.+)", "n": "(?P<n>[0-9]{1,9})"}
    checked = check_pattern(pattern)
    parts = PLACEHOLDER.split(checked)
    pieces = ((i % 3, part) for i, part in enumerate(parts))  # literal, placeholder, its padding, literal ...
    shape = "".join(forms[part] if kind == 1 else re.escape(part) for kind, part in pieces if kind != 2)
    found = re.fullmatch(shape, canonical(text))
    if found is None or int(found["n"]) < 1:
        like = format_number(checked, year=2026, short="某某", n=12)
        raise _bad(say("编号的格式不对，应像 {like}", like=like))
    said = found.groupdict()
    return CommitteeNumber(int(said["year"]), said.get("short") or "", int(said["n"]))


@dataclass(frozen=True, slots=True)
class CourtCaseNumber:
    """（2026）内0502诉前调确45号: no 第, no 字, no leading zero."""

    year: int
    court: str
    kind: str
    n: int
    part: str = ""

    @classmethod
    def parse(cls, text: str, *, today: date | None = None) -> CourtCaseNumber:
        """The number, or BadInput saying what is wrong; half-width brackets and spaces are accepted."""
        found = COURT_NUMBER.fullmatch(canonical(text))
        if found is None:
            raise _bad(_why_no_court_number(canonical(text)))
        year, court, kind, n, part = found.groups()
        if "第" in kind or "字" in kind:
            raise _bad(say("法院案号里没有“字”和“第”，例如（2026）内0502诉前调确45号"))
        if n.startswith("0"):
            raise _bad(say("法院案号的序号前面不加 0"))
        latest = today.year if today else 2099
        if not FIRST_YEAR <= int(year) <= latest:
            raise _bad(say("法院案号的年份应在 {first} 年至 {last} 年之间", first=FIRST_YEAR, last=latest))
        return cls(int(year), court, kind, int(n), part or "")

    def format(self) -> str:
        """The number as it is printed, with full-width brackets."""
        return f"（{self.year}）{self.court}{self.kind}{self.n}号{self.part}"

    def __str__(self) -> str:
        return self.format()


def _why_no_court_number(text: str) -> Message:
    if not text:
        return say("请填写法院案号")
    if not re.match(r"（[0-9]{4}）", text):
        return say("法院案号以括号里的四位年份开头，例如（2026）内0502诉前调确45号")
    return say("法院案号应为（年份）法院代字、类型、序号和“号”，例如（2026）内0502诉前调确45号")


def _bad(message: Message) -> BadInput:
    return BadInput.at("", message)
