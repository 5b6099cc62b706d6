"""mediation import: divisions, organisations and users from CSV files; all rows or none."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from mediation.commands import opened

if TYPE_CHECKING:
    from mediation.rules.errors import BadInput

T = TypeVar("T")
SEPARATOR = ";"
"""Between several values in one cell."""
DIVISIONS = ("code", "name")
ORGANISATIONS = ("kind", "name", "region_code", "short_name")
USERS = ("account", "name", "organisation", "role")
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group("import")
def command() -> None:
    """从 CSV 文件导入行政区划、组织、人员（要么全部导入，要么一行也不导入）."""


@command.command()
@FILE
def divisions(file: Path) -> None:
    """行政区划，要给全：列 code,name；不在表里的标为停用."""
    from mediation.adapters.pinyin import pinyin_keys
    from mediation.services.import_divisions import Division, import_divisions

    rows = [Division(row["code"], row["name"]) for row in _rows(file, DIVISIONS)]
    house = opened()
    with house.begin() as uow:
        added, renamed, retired = import_divisions(uow, rows, house.clock.today(), pinyin_keys)
        uow.commit()
    house.close()
    click.echo(f"新增 {added}，改名 {renamed}，停用 {retired}")


@command.command()
@FILE
def organisations(file: Path) -> None:
    """组织：列 kind,name,region_code,short_name，可加 court_code,serves,categories（多个值用分号隔开）."""
    from mediation.services.import_organisations import OrganisationGiven, import_organisations

    rows = [
        OrganisationGiven(
            kind=row["kind"],
            name=row["name"],
            region_code=row["region_code"],
            short_name=row["short_name"],
            court_code=row.get("court_code", ""),
            serves=_several(row.get("serves", "")),
            categories=_several(row.get("categories", "")),
        )
        for row in _rows(file, ORGANISATIONS)
    ]
    house = opened()
    with house.begin() as uow:
        added, changed = _told(lambda: import_organisations(uow, rows, house.clock.today()))
        uow.commit()
    house.close()
    click.echo(f"新增 {added}，更新 {changed}")


@command.command()
@FILE
def users(file: Path) -> None:
    """人员和岗位：列 account,name,organisation,role，可加 from_on,until_on；新账号的初始密码只显示这一次."""
    from mediation.services.import_people import PostGiven, import_people

    house = opened()
    today = house.clock.today()
    rows = [
        PostGiven(
            account=row["account"],
            name=row["name"],
            organisation=row["organisation"],
            role=row["role"],
            from_on=_day(n, row.get("from_on", "")) or today,
            until_on=_day(n, row.get("until_on", "")),
        )
        for n, row in enumerate(_rows(file, USERS), 1)
    ]
    with house.begin() as uow:
        made = _told(lambda: import_people(uow, rows))
        uow.commit()
    house.close()
    click.echo(f"{len(rows)} 个岗位，新账号 {len(made)} 个")
    for one in made:
        click.echo(f"{one.account},{one.name},{one.password}")


def _rows(file: Path, needed: Sequence[str]) -> list[dict[str, str]]:
    """The rows by their column names, trimmed; a spreadsheet's mark at the start of the file is no column."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        try:
            reader = csv.DictReader(lines)
            missing = [name for name in needed if name not in (reader.fieldnames or ())]
            if missing:
                raise click.ClickException(f"{file} 缺少列：{'、'.join(missing)}")
            return [{k: (v or "").strip() for k, v in row.items() if k} for row in reader]
        except (UnicodeDecodeError, csv.Error) as error:
            raise click.ClickException(f"{file} 不是 UTF-8 的 CSV 文件") from error


def _several(cell: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in cell.replace("；", SEPARATOR).split(SEPARATOR) if one.strip())


def _day(n: int, cell: str) -> date | None:
    try:
        return date.fromisoformat(cell) if cell else None
    except ValueError:
        raise click.ClickException(f"第 {n + 1} 行：没有 {cell} 这一天，请写成 2026-11-23") from None


def _told(work: Callable[[], T]) -> T:
    """A refusal names the line of the file, whose first holds the columns."""
    from mediation.rules.errors import BadInput

    try:
        return work()
    except BadInput as bad:
        raise click.ClickException("\n".join(_lines(bad))) from None


def _lines(bad: BadInput) -> list[str]:
    said = []
    for problem in bad.problems:
        n, _, column = problem.field.partition(".")
        said.append(f"第 {int(n) + 1} 行 {column}：{problem.message}")
    return said
