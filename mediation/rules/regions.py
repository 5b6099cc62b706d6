"""Administrative divisions by their 12-digit codes: a code's ancestors are its prefixes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NewType

from mediation.rules.errors import BadInput
from mediation.rules.messages import say
from mediation.rules.vocabulary import Level

RegionCode = NewType("RegionCode", str)

LENGTH = 12
DIGITS_OF = {Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6, Level.TOWNSHIP: 9, Level.VILLAGE: 12}
"""How many leading digits name a division of that level; the rest are zeros."""


def check_region_code(text: str) -> RegionCode:
    """The code, or BadInput. Not compared with any list of areas: codes change yearly."""
    code = text.strip()
    if len(code) != LENGTH or not (code.isascii() and code.isdigit()):
        raise BadInput.at("", say("行政区划代码应为 12 位数字"))
    if code.startswith("00"):
        raise BadInput.at("", say("行政区划代码的前两位是省级代码，不能是 00"))
    return RegionCode(code)


def level_of(code: str) -> Level:
    """The level that the code names, told by its trailing zeros."""
    checked = check_region_code(code)
    return next(level for level, digits in DIGITS_OF.items() if not checked[digits:].strip("0"))


def prefix(code: str) -> str:
    """The leading digits that the division shares with everything in it: 6 for a county."""
    return code[: DIGITS_OF[level_of(code)]]


def ancestors(code: str) -> tuple[str, ...]:
    """The divisions that hold this one, the nearest first; a level that the code skips is left out."""
    own = check_region_code(code)
    wider = (own[:digits].ljust(LENGTH, "0") for digits in (9, 6, 4, 2))
    return tuple(dict.fromkeys(one for one in wider if one != own))


def ancestor_at(code: str, level: Level) -> str | None:
    """The division of that level which the code is or lies in; None when it stands above that level."""
    own = check_region_code(code)
    return next((one for one in (own, *ancestors(own)) if level_of(one) is level), None)


def is_within(code: str, ancestor_code: str) -> bool:
    """Whether a division is, or lies in, the other. False when either is no code: no reach, no rights."""
    try:
        return check_region_code(code).startswith(prefix(ancestor_code))
    except BadInput:
        return False


def span(code: str) -> tuple[str, str]:
    """The first and last possible code of the subtree: `between(*span(code))` selects it by an index."""
    return prefix(code).ljust(LENGTH, "0"), prefix(code).ljust(LENGTH, "9")


def common(codes: Iterable[str]) -> str | None:
    """The smallest division that holds all of them; None when nothing does."""
    first, *others = codes
    chain = (check_region_code(first), *ancestors(first))
    return next((one for one in chain if all(is_within(other, one) for other in others)), None)
