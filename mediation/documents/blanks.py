"""Blank official forms, from the same templates as the printed papers: lines and boxes to be filled in by hand."""

from __future__ import annotations

import re
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from mediation.rules.papers import PAPERS, PaperParty
from mediation.rules.vocabulary import PartyKind, Side, SittingKind, SittingManner, Term

BLANK_DAY = date(1, 1, 1)
BLANK_INSTANT = datetime(1, 1, 2, tzinfo=UTC)
"""Stand for a day and a time that are to be written in."""
ISSUED = "2010-12-31"
"""The date that the file of a blank form carries: that of the official set."""
LINE = "＿"
SHORT, NUMBER = LINE * 6, LINE * 4
CLAUSE = LINE * 22
LINES: dict[str, int] = {
    "facts": 9,
    "claim": 4,
    "record": 22,
    "result": 6,
    "disputed": 4,
    "responsibility": 3,
    "left_over": 3,
    "remarks": 2,
    "reasons": 5,
    "findings": 5,
}
"""How many lines a long text is given; every other text is given one stretch."""
CHOSEN: dict[str, Any] = {"manner": SittingManner.ON_SITE, "kind": SittingKind.JOINT, "asked": True}


def blank_kinds() -> tuple[str, ...]:
    """The kinds of paper that have a blank form: a court makes its own, and a screen is not signed by hand."""
    return tuple(kind.name for kind in PAPERS.values() if kind.issuer != "court" and kind.signers)


def blank_contents(kind: str) -> Any:
    """Contents in which everything is a place to write."""
    return _blank(PAPERS[kind].contents)


def _blank(cls: Any) -> Any:
    hints = get_type_hints(cls)
    return cls(**{one.name: _value(one.name, hints[one.name], one) for one in fields(cls)})


def _value(name: str, kind: Any, one: Any) -> Any:
    if get_origin(kind) in (Union, UnionType):
        kind = next(arg for arg in get_args(kind) if arg is not NoneType)
        return BLANK_DAY if kind is date else None if one.default is not MISSING else _value(name, kind, one)
    if get_origin(kind) is tuple:
        return _several(name, get_args(kind)[0], one)
    if kind is str:
        return (
            CLAUSE
            if name == "text"
            else "\n".join([LINE * 20] * LINES[name])
            if name in LINES
            else _stretch(name)
        )
    plain = {date: BLANK_DAY, datetime: BLANK_INSTANT, bool: CHOSEN.get(name, False), int: 1}
    if kind in plain:
        return plain[kind]
    if kind is Decimal:
        return Decimal(0)
    if isinstance(kind, type) and issubclass(kind, Term):
        return CHOSEN[name] if isinstance(CHOSEN.get(name), kind) else next(iter(kind))
    return _blank(kind)


def _stretch(name: str) -> str:
    return NUMBER if name in ("sex", "ethnicity", "occupation", "phone") else SHORT


def _several(name: str, kind: Any, one: Any) -> tuple[Any, ...]:
    if kind is PaperParty:
        return tuple(
            PaperParty(
                side=side,
                kind=PartyKind.NATURAL,
                name=SHORT,
                ethnicity=NUMBER,
                occupation=NUMBER,
                id_paper="居民身份证",
                id_number=LINE * 12,
                phone=SHORT,
                address=LINE * 16,
            )
            for side in (Side.APPLICANT, Side.RESPONDENT)
        )
    if kind is str:
        return one.default if name == "attachments" else (SHORT,) if name != "successions" else ()
    if not is_dataclass(kind) or name in ("obligations", "instalments", "representatives"):
        return ()
    return tuple(_blank(kind) for _ in range(2 if name in ("parties", "consents") else 4))


def blank_html(html: str) -> str:
    """The printed page with its stretches as lines: cells of forms are left white, long texts get ruled lines."""
    html = re.sub(r"(?<!\d)1年1月\d+日(\d+时\d+分)?", _unwritten, html)
    html = html.replace(BLANK_DAY.isoformat(), ISSUED).replace("0001-01-02", ISSUED)
    html = re.sub(r"<td(?![^>]*words)[^>]*>.*?</td>", _white, html, flags=re.DOTALL)
    html = re.sub(r"尚未表示意见(（.*?）)?", "□同意　□不同意调解　　　　年　　月　　日", html)
    html = re.sub(rf"<p[^>]*>\s*{LINE}+\s*</p>", '<p class="ruled"></p>', html)
    return html.replace("☑", "□").replace("<body ", '<body class="blank" ')


def _unwritten(day: re.Match[str]) -> str:
    return "　　　　年　　月　　日" + ("　　时　　分" if day[1] else "")


def _white(cell: re.Match[str]) -> str:
    if "hand" in cell[0] or 'class="who"' in cell[0]:
        return cell[0]
    return re.sub(f"{LINE}+", "", cell[0])
