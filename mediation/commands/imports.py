"""mediation import: divisions, organisations and users from CSV files, all rows or none; cases from a court's table."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from mediation.commands import opened

if TYPE_CHECKING:
    from uuid import UUID

    from mediation.bootstrap import Installation
    from mediation.rules.actor import Actor
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
    """从文件导入行政区划、组织、人员、法院的案件（要么全部导入，要么一行也不导入）."""


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
    """组织：列 kind,name,region_code,short_name，可加 court_code,serves,categories（多个值用分号隔开）,started_on."""
    from mediation.services.import_organisations import OrganisationGiven, import_organisations

    rows = [
        OrganisationGiven(
            kind=row["kind"],
            name=row["name"],
            region_code=row["region_code"],
            short_name=row["short_name"],
            court_code=row.get("court_code"),
            serves=_several(row.get("serves", "")),
            categories=_several(row.get("categories", "")),
            started_on=_day(n, row.get("started_on", "")),
        )
        for n, row in enumerate(_rows(file, ORGANISATIONS), 1)
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
    """人员和岗位：列 account,name,organisation,role，可加 from_on,until_on,engagement（专职、兼职）.

    新账号的初始密码只显示这一次。
    """
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
            engagement=row.get("engagement") or "",
        )
        for n, row in enumerate(_rows(file, USERS), 1)
    ]
    with house.begin() as uow:
        made = _told(lambda: import_people(uow, rows, house.clock.now()))
        uow.commit()
    house.close()
    click.echo(f"{len(rows)} 个岗位，新账号 {len(made)} 个")
    for one in made:
        click.echo(f"{one.account},{one.name},{one.password}")


@command.command()
@FILE
@click.option("--as", "account", required=True, help="法院诉调对接人员的账号")
@click.option("--apply", "really", is_flag=True, help="不写就只核对，一件也不登记")
@click.option("--only-sound", is_flag=True, help="只导入没有问题的行；不写的，有一行不能导入就一行也不导入")
def cases(file: Path, account: str, really: bool, only_sound: bool) -> None:
    """法院收到的案件：.xlsx、.csv 或 .json，列和网页上下载的表格一样；逐行写明不能导入的原因."""
    from mediation.commands import acting_as, opened
    from mediation.readmodels.court_table import importing_posts
    from mediation.rules.errors import BadInput, MediationError
    from mediation.services.importing.begin import begin_import
    from mediation.services.importing.confirm import confirm_import, drop_import
    from mediation.services.importing.work import work_on_import
    from mediation.services.perform import perform

    house = opened()
    try:
        actor = acting_as(house, account)
        table = house.tables.read(file.name, file.read_bytes())
        posts = (*importing_posts(actor), *actor.posts)  # who sits at no court is told so by the use case
        made = perform(
            house, begin_import, actor=actor, organisation_id=posts[0].organisation_id, table=table
        )
        work_on_import(house, actor=actor, import_id=made)
        _tell_rows(house, actor, made)
        if not really:
            perform(house, drop_import, actor=actor, import_id=made)
            return
        perform(house, confirm_import, actor=actor, import_id=made, only_sound=only_sound)
        work_on_import(house, actor=actor, import_id=made)
        _tell_rows(house, actor, made)
    except BadInput as bad:
        raise click.ClickException("\n".join(str(one.message) for one in bad.problems)) from None
    except MediationError as refusal:
        raise click.ClickException(str(refusal.message)) from None
    finally:
        house.close()


def _tell_rows(house: Installation, actor: Actor, import_id: UUID) -> None:
    """How many rows stand where, and each of which no case can be made."""
    from mediation.readmodels.case_imports import TROUBLE, import_page, report_of

    with house.read() as session:
        shown = import_page(session, actor, import_id).shown
        click.echo("，".join(f"{state.title_text} {n}" for state, n in shown.counts.items()))
        for row in report_of(session, actor, import_id)[1]:
            if row.line.state in TROUBLE:
                said = "；".join(f"{at}：{message}" if at else str(message) for at, message in row.line.said)
                click.echo(f"第 {row.line.row} 行 {said}", err=True)


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
