"""Which fonts the papers use, in order, and whether some font holds every character that is to be printed."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

from mediation.rules.errors import BadInput, Problem, SetupError
from mediation.rules.messages import Message, say

BODY_FONTS = (
    "仿宋_GB2312",
    "方正仿宋_GBK",
    "FangSong_GB2312",
    "FangSong",
    "Noto Serif CJK SC",
    "BabelStone Han",
)
"""A licensed 仿宋 is used where the operator has installed one; the last two are always there."""
TITLE_FONTS = (
    "方正小标宋简体",
    "方正小标宋_GBK",
    "FZXiaoBiaoSong-B05S",
    "Noto Serif CJK SC",
    "BabelStone Han",
)
REQUIRED_FONTS = ("Noto Serif CJK SC", "BabelStone Han")

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u061c\ufeff\u00ad]")
_EMOJI = re.compile("[\U0001f000-\U0001faff\U000e0000-\U000e007f\ufe0f\u20e3]")
_LAYOUT = "\n\t\r"
_UNPRINTABLE = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}


def neutral(text: str) -> str:
    """The text without marks that turn or hide other characters (bidi controls, zero-width characters)."""
    return _INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")


def check_characters(contents_json: str) -> None:
    """BadInput naming field, character and code point for each character that cannot be printed."""
    problems = tuple(
        Problem(path, message)
        for path, text in _texts(json.loads(contents_json), "")
        for message in unprintable(neutral(text))
    )
    if problems:
        raise BadInput(*problems)


def unprintable(text: str) -> Iterator[Message]:
    """A sentence for each different character of the text that a paper cannot show."""
    for character in dict.fromkeys(text):
        if character in _LAYOUT or (ord(character) < 0x7F and character.isprintable()):
            continue
        code_point = f"U+{ord(character):04X}"
        if unicodedata.category(character) in _UNPRINTABLE:
            yield say("文字里有不能打印的字符（{code_point}），请删去或者改用标准汉字", code_point=code_point)
        elif _EMOJI.match(character):
            yield say("法律文书里不能使用表情符号（{code_point}）", code_point=code_point)
        elif ord(character) not in _covered():
            yield say(
                "“{character}”（{code_point}）在系统字体里没有字形，无法打印；请核对这个字，或者联系管理员安装字体",
                character=character,
                code_point=code_point,
            )


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every string of parsed JSON with its dotted path."""
    if isinstance(value, str):
        yield path, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from _texts(item, f"{path}.{key}" if path else str(key))


@cache
def _covered() -> frozenset[int]:
    """Every code point that some installed font of the papers' list holds; read once in a process."""
    covered: set[int] = set()
    for family in dict.fromkeys((*BODY_FONTS, *TITLE_FONTS)):
        files = font_files(family)
        if not files and family in REQUIRED_FONTS:
            raise SetupError(
                say("缺少字体 {family}，请安装 fonts-noto-cjk 和 fonts-babelstone-han", family=family)
            )
        covered |= _code_points(*files[0]) if files else set()
    return frozenset(covered)


def font_files(family: str) -> list[tuple[str, int]]:
    """The files (and the place in the collection) that fontconfig knows for a family, in a steady order."""
    command = ["fc-list", "--format", "%{file}\t%{index}\t%{weight}\n", f":family={family}"]
    try:
        listed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise SetupError(say("找不到 fontconfig 的命令 fc-list，请安装 fontconfig")) from error
    rows = [line.split("\t") for line in listed.splitlines()]
    return sorted({(file, int(index) & 0xFFFF) for file, index, _weight in rows}, key=_regular_first)


def _regular_first(found: tuple[str, int]) -> tuple[bool, str, int]:
    return ("Regular" not in found[0], *found)


def _code_points(file: str, index: int) -> set[int]:
    from fontTools.ttLib import TTFont

    with TTFont(file, fontNumber=index, lazy=True) as font:
        return set(font.getBestCmap() or {})
