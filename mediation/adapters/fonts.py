"""Which fonts the papers use, in order, and whether some font holds every character that is to be printed."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

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
"""A licensed 仿宋 is used where the operator has given one; the last two are always there."""
TITLE_FONTS = (
    "方正小标宋简体",
    "方正小标宋_GBK",
    "FZXiaoBiaoSong-B05S",
    "Noto Serif CJK SC",
    "BabelStone Han",
)
HEADING_FONTS = (
    "楷体_GB2312",
    "方正楷体_GBK",
    "KaiTi_GB2312",
    "KaiTi",
    "Noto Serif CJK SC",
    "BabelStone Han",
)
REQUIRED_FONTS = ("Noto Serif CJK SC", "BabelStone Han")
REGULAR, BOLD = 80, 200
"""Weights as fontconfig counts them."""
FACES = ((BODY_FONTS, REGULAR), (BODY_FONTS, BOLD), (TITLE_FONTS, BOLD), (HEADING_FONTS, BOLD))
"""Every list that the official style asks for, in each weight: a character must be in all of them."""

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u061c\ufeff\u00ad]")
_EMOJI = re.compile("[\U0001f000-\U0001faff\U000e0000-\U000e007f\ufe0f\u20e3]")
_VARIANT = re.compile("(?s).[\U000e0100-\U000e01ef]")
"""A character with the mark that asks for one of its written forms: the first font that has it would print another."""
_MARKS = 0xE0000
"""From here on characters only change the one before them: what they do depends on it."""
_LAYOUT = "\n\t\r"
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
"""Not what Python takes for unassigned: fonts know newer characters than it does."""


@dataclass(frozen=True, slots=True)
class Face:
    """One font of a file, with what it holds."""

    file: str
    index: int
    weight: int
    holds: frozenset[int]


def use_font_folder(folder: str, beside: Path) -> None:
    """Let this process and its children find the operator's fonts too, before those of the system.

    A configuration of our own is written into `beside`: nothing is installed.
    """
    if not folder:
        return
    if not Path(folder).is_dir():
        raise SetupError(say("MEDIATION_FONT_DIR 不是文件夹：{folder}", folder=folder))
    told = (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{escape(str(Path(folder).absolute()))}</dir>"
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include></fontconfig>\n'
    )
    path = beside / "fonts.conf"
    if not path.exists() or path.read_text(encoding="utf-8") != told:
        aside = path.with_suffix(f".{os.getpid()}")
        aside.write_text(told, encoding="utf-8")
        aside.replace(path)
    os.environ["FONTCONFIG_FILE"] = str(path)


def neutral(text: str) -> str:
    """The text without marks that turn or hide other characters (bidi controls, zero-width characters)."""
    return _INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")


def check_characters(contents_json: str) -> None:
    """BadInput naming field, character and code point for each character that cannot be printed."""
    problems = tuple(
        Problem(path, message)
        for path, text in _texts(json.loads(contents_json), "")
        for message in unprintable(text)
    )
    if problems:
        raise BadInput(*problems)


def unprintable(text: str) -> Iterator[Message]:
    """A sentence for each different character of the text that a paper cannot show."""
    if _SHOWN.issuperset(text):
        return
    plain = neutral(text)
    for sequence in dict.fromkeys(_VARIANT.findall(plain)):
        yield say(
            "“{character}”后面有异体字选择符（U+{code}），系统字体印不出它指定的写法；请对照证件，"
            "能用通常写法的删去这个符号，不能的联系管理员",
            character=sequence[0],
            code=f"{ord(sequence[1]):04X}",
        )
    for character in dict.fromkeys(_VARIANT.sub("", plain)):
        why = _why_not(character)
        if why is not None:
            yield why
        elif ord(character) < _MARKS:
            _SHOWN.add(character)


def _why_not(character: str) -> Message | None:
    """Why no paper can show the character; None where it can."""
    if character in _LAYOUT or (ord(character) < 0x7F and character.isprintable()):
        return None
    code_point = f"U+{ord(character):04X}"
    if unicodedata.category(character) in _UNPRINTABLE:
        return say("文字里有不能打印的字符（{code_point}），请删去或者改用标准汉字", code_point=code_point)
    if _EMOJI.match(character):
        return say("法律文书里不能使用表情符号（{code_point}）", code_point=code_point)
    if ord(character) in covered():
        return None
    return say(
        "“{character}”（{code_point}）在系统字体里没有字形，无法打印；请核对这个字，或者联系管理员安装字体",
        character=character,
        code_point=code_point,
    )


_SHOWN = set[str]()
"""Characters found to be printable by themselves: nearly every text has no others, and the fonts of a process stay."""


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every string of parsed JSON with its dotted path."""
    if isinstance(value, str):
        yield path, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from _texts(item, f"{path}.{key}" if path else str(key))


@cache
def covered() -> frozenset[int]:
    """Every code point that each of the papers' lists holds, down to its last font; read once in a process."""
    lists = [frozenset().union(*(face.holds for face in faces(*asked))) for asked in FACES]
    return frozenset.intersection(*lists)


@cache
def faces(families: tuple[str, ...], weight: int) -> tuple[Face, ...]:
    """The face that each family of a list gives for the weight, in the order in which Pango asks them."""
    found = tuple(_nearest(family, weight) for family in families)
    for family, face in zip(families, found, strict=True):
        if face is None and family in REQUIRED_FONTS:
            raise SetupError(
                say("缺少字体 {family}，请安装 fonts-noto-cjk 和 fonts-babelstone-han", family=family)
            )
    return tuple(face for face in found if face is not None)


@cache
def typesetting() -> Mapping[str, str]:
    """The programs and font files that decide over a paper's bytes, with their versions and digests."""
    from weasyprint.text.ffi import pango

    files = {face.file for asked in FACES for face in faces(*asked)}
    digests = {Path(file).name: hashlib.sha256(Path(file).read_bytes()).hexdigest() for file in sorted(files)}
    programs = {name: version(name) for name in ("weasyprint", "pydyf", "fonttools")}
    return {**programs, "pango": str(pango.pango_version()), **digests}


def _nearest(family: str, weight: int) -> Face | None:
    """The family's face whose weight is nearest: what fontconfig matches where there is no exact one."""
    known = _listed().get(family, ())
    return min(known, key=lambda face: (abs(face.weight - weight), face.file, face.index), default=None)


@cache
def _listed() -> Mapping[str, tuple[Face, ...]]:
    """All upright faces of the papers' families, as fontconfig (which Pango asks) knows them; one call."""
    wanted = {family for families, _weight in FACES for family in families}
    command = ["fc-list", "--format", "%{family}\t%{file}\t%{index}\t%{weight}\t%{slant}\t%{charset}\n"]
    try:
        listed = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise SetupError(say("找不到 fontconfig 的命令 fc-list，请安装 fontconfig")) from error
    known: dict[str, list[Face]] = {}
    for line in listed.splitlines():
        names, file, index, weight, slant, charset = line.split("\t")
        for family in wanted.intersection(names.split(",")):
            if slant == "0" and "[" not in weight:
                face = Face(file, int(index) & 0xFFFF, int(float(weight)), _code_points(charset))
                known.setdefault(family, []).append(face)
    return {family: tuple(found) for family, found in known.items()}


def _code_points(charset: str) -> frozenset[int]:
    """fontconfig's way of writing a set: `20-7e a0 4e00-9fff`."""
    points: set[int] = set()
    for part in charset.split():
        first, _, last = part.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(points)
