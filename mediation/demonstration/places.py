"""The demonstration's real places: divisions, a committee in each, the courts and who serves where."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.resources import files
from uuid import UUID

from sqlalchemy import insert

from mediation.adapters.pinyin import pinyin_keys
from mediation.model import CourtArea, Organisation, OrganisationCategory
from mediation.model.types import new_id
from mediation.rules.naming import ABBREVIATED, committee_name, number_short_name
from mediation.rules.regions import ancestor_at, level_of
from mediation.rules.vocabulary import Level, OrganisationKind
from mediation.services.import_divisions import Division, import_divisions
from mediation.services.unit_of_work import UnitOfWork

CITY = "150500000000"
SINCE = date(2020, 1, 1)
COURT_CODES = {
    "150502000000": "内0502",
    "150521000000": "内0521",
    "150522000000": "内0522",
    "150523000000": "内0523",
    "150524000000": "内0524",
    "150525000000": "内0525",
    "150526000000": "内0526",
    "150581000000": "内0581",
}
"""Derived from the rule of 法〔2015〕137号; the development zone has no court of its own that is known."""
SERVED_ELSEWHERE = {"150571000000": "150502000000"}
INDUSTRY = {
    "医疗纠纷": ("medical",),
    "道路交通事故纠纷": ("traffic",),
    "劳动争议": ("labour", "migrant_wages"),
    "物业纠纷": ("property_service",),
    "金融纠纷": ("internet_finance", "contract"),
}
DEPARTMENTS = ("自然资源局", "人力资源和社会保障局", "农牧局", "住房和城乡建设局", "民政局")
"""Departments that a township may have called (乡呼县应); every county has them under these names, invented offices."""
INDUSTRY_COUNTIES = ("150502000000", "150521000000")


def published_divisions() -> list[Division]:
    """The 2,722 rows of the published list."""
    with (files("mediation.demonstration") / "divisions-1505.csv").open(encoding="utf-8") as file:
        return [Division(row["code"], row["name"]) for row in csv.DictReader(file)]


def furnish_places(uow: UnitOfWork, divisions: Sequence[Division] | None = None) -> Mapping[str, UUID]:
    """Divisions and organisations; the committee's id by region code, courts by `court:<code>` and so on.

    Fewer divisions than the published ones must hold the city and all its counties.
    """
    divisions = published_divisions() if divisions is None else divisions
    import_divisions(uow, divisions, SINCE, pinyin_keys)
    names = {d.code: d.name for d in divisions}
    rows, ids = _committees(names)
    _add(rows, ids, "bureau:" + CITY, OrganisationKind.JUSTICE_BUREAU, CITY, "通辽市司法局", "通辽司")
    _add(
        rows,
        ids,
        "court:" + CITY,
        OrganisationKind.COURT,
        CITY,
        "通辽市中级人民法院",
        "通辽中院",
        court_code="内05",
    )
    for code in sorted(c for c in names if level_of(c) is Level.COUNTY):
        _county(rows, ids, code, names[code])
    for code in sorted(c for c in names if level_of(c) is Level.TOWNSHIP):
        county = names[ancestor_at(code, Level.COUNTY) or code]
        _add(
            rows,
            ids,
            "station:" + code,
            OrganisationKind.JUSTICE_STATION,
            code,
            f"{county}{names[code]}司法所",
            "",
        )
    uow.session.execute(insert(Organisation), rows)
    _court_areas(uow, ids, [c for c in names if level_of(c) is Level.COUNTY])
    _industry_categories(uow, ids)
    return ids


def _add(
    rows: list[dict[str, object]],
    ids: dict[str, UUID],
    key: str,
    kind: OrganisationKind,
    region_code: str,
    name: str,
    short: str,
    court_code: str | None = None,
) -> None:
    ids[key] = new_id()
    rows.append(
        {
            "id": ids[key],
            "kind": kind,
            "level": level_of(region_code),
            "region_code": region_code,
            "name": name,
            "short_name": short,
            "court_code": court_code,
            "active": True,
        }
    )


def _committees(names: Mapping[str, str]) -> tuple[list[dict[str, object]], dict[str, UUID]]:
    rows: list[dict[str, object]] = []
    ids: dict[str, UUID] = {}
    taken: set[str] = set()
    for code in sorted(names, key=lambda c: (-level_of(c).rank, c)):
        level = level_of(code)
        if level in (Level.PROVINCE, Level.CITY):
            continue
        county = names[ancestor_at(code, Level.COUNTY) or code] if level is not Level.COUNTY else ""
        township = names[ancestor_at(code, Level.TOWNSHIP) or code] if level is Level.VILLAGE else ""
        name = committee_name(names[code], level, township_name=township, county_name=county)
        short = _short(names[code], township, county, taken)
        _add(rows, ids, code, OrganisationKind.COMMITTEE, code, name, short)
    return rows, ids


def _short(name: str, township: str, county: str, taken: set[str]) -> str:
    """The shortest name that no other organisation has: numbers must differ over all of them."""
    own = number_short_name(ABBREVIATED.get(name, name))
    wider = [own]
    if township:
        wider.append(number_short_name(township) + own)
    if county:
        wider.append(ABBREVIATED.get(county, county).rstrip("县区旗市") + wider[-1])
    chosen = next((s for s in wider if s not in taken), f"{wider[-1]}{len(taken)}")
    taken.add(chosen)
    return chosen


def _county(rows: list[dict[str, object]], ids: dict[str, UUID], code: str, name: str) -> None:
    _add(rows, ids, "bureau:" + code, OrganisationKind.JUSTICE_BUREAU, code, f"{name}司法局", f"{name}司")
    centre = f"{name}社会治安综合治理中心"
    _add(rows, ids, "centre:" + code, OrganisationKind.GOVERNANCE_CENTRE, code, centre, "")
    for department in DEPARTMENTS:
        _add(
            rows,
            ids,
            f"department:{code}:{department}",
            OrganisationKind.DEPARTMENT,
            code,
            f"{name}{department}",
            "",
        )
    if code in COURT_CODES:
        _add(
            rows,
            ids,
            "court:" + code,
            OrganisationKind.COURT,
            code,
            f"{name}人民法院",
            f"{name}法院",
            court_code=COURT_CODES[code],
        )
    if code in INDUSTRY_COUNTIES:
        for kind in INDUSTRY:
            _add(
                rows,
                ids,
                f"industry:{code}:{kind}",
                OrganisationKind.INDUSTRY_COMMITTEE,
                code,
                f"{name}{kind}人民调解委员会",
                f"{ABBREVIATED.get(name, name).rstrip('县区旗市')}{kind[:2]}",
            )


def _court_areas(uow: UnitOfWork, ids: Mapping[str, UUID], counties: list[str]) -> None:
    uow.session.execute(
        insert(CourtArea),
        [
            {
                "id": new_id(),
                "region_code": code,
                "court_id": ids["court:" + SERVED_ELSEWHERE.get(code, code)],
                "valid_from": SINCE,
            }
            for code in counties
        ],
    )


def _industry_categories(uow: UnitOfWork, ids: Mapping[str, UUID]) -> None:
    uow.session.execute(
        insert(OrganisationCategory),
        [
            {"organisation_id": ids[f"industry:{county}:{kind}"], "category_code": category}
            for county in INDUSTRY_COUNTIES
            for kind, categories in INDUSTRY.items()
            for category in categories
        ],
    )
