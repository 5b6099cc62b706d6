"""Importing organisations from a list: new ones added, known ones brought up to date, none deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Category, CourtArea, Organisation, OrganisationCategory, Region
from mediation.rules.errors import BadInput, Problem
from mediation.rules.messages import say
from mediation.rules.policy import committee
from mediation.rules.regions import DIGITS_OF, level_of
from mediation.rules.vocabulary import Level, OrganisationKind
from mediation.services.field_check import LONGEST_NAME, FieldCheck
from mediation.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationGiven:
    """A row of the list. `serves`: the divisions of a court's area; `categories`: what an industry committee takes."""

    kind: str
    name: str
    region_code: str
    short_name: str
    court_code: str | None = None
    """None: the list has no such column, and what is known stays."""
    serves: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    started_on: date | None = None
    """Since when it works; None: as it is known, or by the day of the import."""


def import_organisations(uow: UnitOfWork, rows: Sequence[OrganisationGiven], on: date) -> tuple[int, int]:
    """How many were added and how many changed. Raises BadInput with every wrong row (`2.region_code`); nothing
    is written then. A committee of the first list of its county was there before; a later one works from that day."""
    problems = check_organisations(uow.session, rows)
    if problems:
        raise BadInput(*problems)
    known = {one.name: one for one in uow.session.scalars(select(Organisation))}
    listed = {county(one.region_code) for one in known.values() if committee(one.kind)}
    added = 0
    for row in rows:
        found = known.get(row.name.strip())
        if found is None:
            found = Organisation(
                kind=OrganisationKind.of(row.kind),
                name=row.name.strip(),
                level=level_of(row.region_code),
                started_on=on if county(row.region_code) in listed else None,
            )
            uow.session.add(found)
            added += 1
        _write(uow, found, row, on)
    return added, len(rows) - added


def county(code: str) -> str:
    """The digits of the county that a place lies in."""
    return code[: DIGITS_OF[Level.COUNTY]]


def check_organisations(session: Session, rows: Sequence[OrganisationGiven]) -> list[Problem]:
    """Everything that is wrong, at the number of its row and its column."""
    check, seen = FieldCheck(), set[str]()
    known = {one.name: one for one in session.scalars(select(Organisation))}
    codes = {one.court_code: one.name for one in known.values() if one.court_code}
    for n, row in enumerate(rows, 1):
        _check(session, check, str(n), row)
        _check_known(check, str(n), row, known.get(row.name.strip()), codes)
        if row.name in seen:
            check.note(f"{n}.name", say("同一个名称写了两次"))
        seen.add(row.name)
    return check.problems


def _check(session: Session, check: FieldCheck, at: str, row: OrganisationGiven) -> None:
    if row.kind not in OrganisationKind._value2member_map_:
        kinds = "、".join(str(kind.value) for kind in OrganisationKind)
        check.note(f"{at}.kind", say("组织类别应是其中之一：{kinds}", kinds=kinds))
    check.text(f"{at}.name", row.name, say("请写组织名称"), LONGEST_NAME)
    check.text(f"{at}.short_name", row.short_name, say("请写编号里用的简称"), 40)
    for code in (row.region_code, *row.serves):
        if session.get(Region, code) is None:
            check.note(f"{at}.region_code", say("没有这个行政区划：{code}", code=code))
    for code in row.categories:
        if session.get(Category, code) is None:
            check.note(f"{at}.categories", say("没有这个纠纷类型：{code}", code=code))


def _check_known(
    check: FieldCheck, at: str, row: OrganisationGiven, found: Organisation | None, codes: dict[str, str]
) -> None:
    """An organisation stays of its kind, and a court's code is one court's; `codes` learns the row's."""
    if found is not None and row.kind and row.kind != found.kind.value:
        check.note(
            f"{at}.kind",
            say("系统里的{name}是{kind}，类别不能改", name=found.name, kind=say(found.kind.title_text)),
        )
    code, name = (row.court_code or "").strip(), row.name.strip()
    if code and codes.setdefault(code, name) != name:
        check.note(f"{at}.court_code", say("法院代字 {code} 已经是{name}的", code=code, name=codes[code]))


def _write(uow: UnitOfWork, found: Organisation, row: OrganisationGiven, on: date) -> None:
    session = uow.session
    found.region_code, found.level = row.region_code, level_of(row.region_code)
    found.short_name = row.short_name.strip()
    if row.started_on is not None:
        found.started_on = row.started_on
    if row.court_code is not None:
        found.court_code = row.court_code.strip() or None
    session.flush()
    _serve(session, found, row.serves, on)
    _take(session, found, row.categories)
    session.flush()


def _serve(session: Session, court: Organisation, codes: Sequence[str], on: date) -> None:
    """Those that it does not serve that day: from then on."""
    known = session.scalars(select(CourtArea).where(CourtArea.court_id == court.id)).all()
    served = {one.region_code for one in known if one.valid_until is None or one.valid_until >= on}
    begun = {one.region_code: one for one in known if one.valid_from == on}
    for code in dict.fromkeys(codes):
        if code in served:
            continue
        if code in begun:
            begun[code].valid_until = None
        else:
            session.add(CourtArea(region_code=code, court_id=court.id, valid_from=on))


def _take(session: Session, committee: Organisation, codes: Sequence[str]) -> None:
    rows = session.scalars(
        select(OrganisationCategory).where(OrganisationCategory.organisation_id == committee.id)
    )
    known = {one.category_code: one for one in rows}
    for code in dict.fromkeys(codes):
        if code in known:
            known[code].valid_until = None
        else:
            session.add(OrganisationCategory(organisation_id=committee.id, category_code=code))
