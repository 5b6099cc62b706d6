"""Importing the administrative divisions: new ones added, renamed ones changed, gone ones retired, none deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, select

from mediation.model import Region, RegionChange
from mediation.model.types import new_id
from mediation.rules.errors import BadInput, Problem
from mediation.rules.messages import say
from mediation.rules.naming import village_label
from mediation.rules.regions import ancestors, level_of
from mediation.rules.vocabulary import Level
from mediation.services.unit_of_work import UnitOfWork

PinyinKeys = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Division:
    """A division as published: 12-digit code and name."""

    code: str
    name: str


def import_divisions(
    uow: UnitOfWork, divisions: Iterable[Division], on: date, pinyin_keys: PinyinKeys
) -> tuple[int, int, int]:
    """Bring the table to the published list on a day; how many were added or came back, renamed and retired.

    Raises BadInput for a code that is none or a parent that is missing; nothing is written then.
    """
    published = {d.code: d.name for d in divisions}
    problems = check_divisions(published)
    if problems:
        raise BadInput(problems[0])
    known = {r.code: r for r in uow.session.scalars(select(Region))}
    added = [code for code in sorted(published) if code not in known]
    if added:
        rows = [_values(code, published, on, pinyin_keys) for code in added]
        uow.session.execute(insert(Region), rows)
    renamed = [code for code, name in published.items() if code in known and known[code].name != name]
    for code in renamed:
        _change(uow, known[code], published, on, pinyin_keys)
    back = [
        known[code] for code in sorted(published) if code in known and known[code].valid_until is not None
    ]
    for region in back:
        region.valid_until = None
        _note(uow, region.code, on, "returned", {}, {"name": region.name})
    retired = [r for r in known.values() if r.code not in published and r.valid_until is None]
    for region in retired:
        region.valid_until = on
        _note(uow, region.code, on, "retired", {"name": region.name}, {})
    return len(added) + len(back), len(renamed), len(retired)


def check_divisions(published: dict[str, str]) -> list[Problem]:
    """Every division without the one that it lies in, at its code. BadInput for a code that is none."""
    return [
        Problem(code, say("{name}（{code}）的上级不在表里", name=name, code=code))
        for code, name in published.items()
        if (above := ancestors(code)) and above[0] not in published
    ]


def _values(code: str, published: dict[str, str], on: date, pinyin_keys: PinyinKeys) -> dict[str, object]:
    above = ancestors(code)
    return {
        "code": code,
        "name": published[code],
        "level": level_of(code),
        "parent_code": above[0] if above else None,
        "label": _label(code, published),
        "search_keys": _keys(published[code], pinyin_keys),
        "valid_from": on,
    }


def _label(code: str, published: dict[str, str]) -> str:
    """Below the county the county and township are named, since village names recur."""
    names = {level_of(a): published[a] for a in ancestors(code)}
    level = level_of(code)
    if level is Level.VILLAGE:
        return village_label(published[code], names[Level.TOWNSHIP], names[Level.COUNTY])
    if level is Level.TOWNSHIP:
        return f"{names[Level.COUNTY]}{published[code]}"
    return published[code]


def _keys(name: str, pinyin_keys: PinyinKeys) -> str:
    return " ".join((name, *pinyin_keys(name)))


def _change(
    uow: UnitOfWork, region: Region, published: dict[str, str], on: date, pinyin_keys: PinyinKeys
) -> None:
    before = region.name
    region.name = published[region.code]
    region.label = _label(region.code, published)
    region.search_keys = _keys(region.name, pinyin_keys)
    _note(uow, region.code, on, "renamed", {"name": before}, {"name": region.name})


def _note(
    uow: UnitOfWork, code: str, on: date, change: str, before: dict[str, str], after: dict[str, str]
) -> None:
    uow.session.add(
        RegionChange(id=new_id(), region_code=code, changed_on=on, change=change, before=before, after=after)
    )
