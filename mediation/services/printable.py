"""Whether texts can be printed: told at the field while it is typed, and once more before a paper is issued."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from sqlalchemy.orm import Session

from mediation.rules.errors import BadInput, Problem
from mediation.rules.messages import Message, say
from mediation.rules.papers import PaperKind
from mediation.services.field_check import FieldCheck

Unprintable = Callable[[str], Iterator[Message]]
"""What the session carries under `info["unprintable"]`: a sentence for each character that no font shows."""


_HIDDEN = re.compile(r"\\[ubf]")
"""How JSON may write a character so that it does not stand there itself."""


def note_unprintable(session: Session, check: FieldCheck, given: object, at: str = "") -> None:
    """Note each character of the texts of `given` that no paper can show, at the field that it was typed into."""
    unprintable: Unprintable = session.info["unprintable"]
    for field, text in _typed(given, at):
        for message in unprintable(text):
            check.note(field, message)


def require_printable(session: Session, kind: PaperKind, contents_json: str) -> None:
    """BadInput before the paper is issued: it may say what was typed long ago, under other fonts."""
    unprintable: Unprintable = session.info["unprintable"]
    if not _HIDDEN.search(contents_json) and next(unprintable(contents_json), None) is None:
        return
    texts = "\n".join(text for _, text in _read(json.loads(contents_json), ""))
    problems = [
        Problem("", say("{title}不能生成：{why}", title=say(kind.title), why=message))
        for message in unprintable(texts)
    ]
    if problems:
        raise BadInput(*problems)


def _typed(given: object, at: str) -> Iterator[tuple[str, str]]:
    """Every text of what was given, by the dotted path that its field has on the page."""
    if isinstance(given, str):
        yield at, given
    elif is_dataclass(given):
        for one in fields(given):
            yield from _typed(getattr(given, one.name), f"{at}.{one.name}" if at else one.name)
    elif isinstance(given, tuple | list):
        for n, item in enumerate(given):
            yield from _typed(item, f"{at}.{n}" if at else str(n))


def _read(value: Any, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield at, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from _read(item, f"{at}.{key}" if at else str(key))
