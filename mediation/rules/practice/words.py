"""Points that are words: several, one of several, or the pattern of a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mediation.rules.errors import BadInput, Problem
from mediation.rules.messages import Message, say
from mediation.rules.numbering import check_pattern
from mediation.rules.practice.point import VALUE, Given

LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class Words:
    """Words to choose from later, or that a number may bear. `chinese`: type codes of a court's number."""

    chinese: bool = False
    widget = "words"

    def start(self, kept: str) -> dict[str, str]:
        return {VALUE: "\n".join(self.read(kept))}

    def read(self, kept: str) -> tuple[str, ...]:
        return tuple(word.strip() for word in kept.split(",") if word.strip())

    def kept(self, given: Given, today: date) -> str:
        words = tuple(filter(None, re.split(r"[\s,，、;；]+", given.get(VALUE, ""))))
        problems = [] if words else [say("请至少写一个")]
        problems += [say("「{word}」写了两次", word=word) for word in _twice(words)]
        for word in words:
            if self.chinese and not re.fullmatch(r"[\u4e00-\u9fff]{1,4}", word):
                problems.append(
                    say("「{word}」不是类型代字：应是一到四个汉字，例如 民初", word=word[:LONGEST_WORD])
                )
            elif len(word) > LONGEST_WORD:
                problems.append(say("「{word}…」太长，最多 {n} 个字", word=word[:10], n=LONGEST_WORD))
        if problems:
            raise BadInput(*(Problem(VALUE, problem) for problem in problems))
        return ",".join(words)

    def told(self, kept: str) -> Message:
        return say("{words}", words=self.read(kept))


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of the words of another point, or none."""

    widget = "among"

    def start(self, kept: str) -> dict[str, str]:
        return {VALUE: kept}

    def kept(self, given: Given, today: date) -> str:
        return given.get(VALUE, "").strip()

    def told(self, kept: str) -> Message:
        return say("{words}", words=(kept,)) if kept else say("没有写")


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a committee's number is written."""

    widget = "pattern"

    def start(self, kept: str) -> dict[str, str]:
        return {VALUE: kept}

    def kept(self, given: Given, today: date) -> str:
        typed = given.get(VALUE, "").strip()
        if not typed:
            raise BadInput.at(VALUE, say("请写编号格式"))
        try:
            return check_pattern(typed)
        except BadInput as refusal:
            raise BadInput(*(Problem(VALUE, one.message) for one in refusal.problems)) from None

    def told(self, kept: str) -> Message:
        return say("{words}", words=(kept,))


def _twice(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for n, word in enumerate(words) if word in words[:n]))
