"""A table of divisions, organisations or people as rows, or every reason why it is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mediation.rules.errors import BadInput, Problem
from mediation.rules.messages import say
from mediation.rules.vocabulary import DirectoryKind
from mediation.services.directory.trainings import AttendedGiven, TrainingGiven
from mediation.services.import_divisions import Division
from mediation.services.import_organisations import OrganisationGiven
from mediation.services.import_people import PostGiven
from mediation.services.importing.begin import SentTable

FILE = "file"
MOST_ROWS = 5000
MOST_PEOPLE = 2000
"""The hashes of their first passwords take the worker some minutes."""
NEEDED: Mapping[DirectoryKind, tuple[str, ...]] = {
    DirectoryKind.DIVISIONS: ("code", "name"),
    DirectoryKind.ORGANISATIONS: ("kind", "name", "region_code", "short_name"),
    DirectoryKind.PEOPLE: ("account", "name", "organisation", "role"),
    DirectoryKind.TRAININGS: ("account", "name", "held_on", "hours", "subject", "held_by"),
}
FURTHER: Mapping[DirectoryKind, tuple[str, ...]] = {
    DirectoryKind.DIVISIONS: (),
    DirectoryKind.ORGANISATIONS: ("court_code", "serves", "categories", "started_on"),
    DirectoryKind.PEOPLE: ("from_on", "until_on", "engagement"),
    DirectoryKind.TRAININGS: (),
}


@dataclass(frozen=True, slots=True)
class Directory:
    """The rows of one table; only those of its kind are there. `lines`: the number of each in the file."""

    kind: DirectoryKind
    lines: tuple[int, ...]
    divisions: tuple[Division, ...] = ()
    organisations: tuple[OrganisationGiven, ...] = ()
    posts: tuple[PostGiven, ...] = ()
    attended: tuple[AttendedGiven, ...] = ()


def read_directory(kind: DirectoryKind, table: SentTable, today: date) -> Directory:
    """BadInput at the file for other columns, no rows, too many, or days that are none."""
    filled = [(line, cells) for line, cells in table.rows if any(cell.strip() for cell in cells)]
    heads = [head.strip() for head in table.heads]
    missing = [name for name in NEEDED[kind] if name not in heads]
    if missing:
        raise BadInput.at(FILE, say("缺少这些列：{names}", names=tuple(missing)))
    if not filled:
        raise BadInput.at(FILE, say("表里没有内容：第一行是列名，下面每行一条"))
    most = MOST_PEOPLE if kind is DirectoryKind.PEOPLE else MOST_ROWS
    if len(filled) > most:
        raise BadInput.at(FILE, say("一次最多 {n} 行，请分成几个文件", n=most))
    rows = [
        {head: cell.strip() for head, cell in zip(heads, cells, strict=False) if head} for _, cells in filled
    ]
    return _made(kind, tuple(line for line, _ in filled), rows, today)


def _made(kind: DirectoryKind, lines: tuple[int, ...], rows: list[dict[str, str]], today: date) -> Directory:
    if kind is DirectoryKind.DIVISIONS:
        return Directory(
            kind, lines, divisions=tuple(Division(row.get("code", ""), row.get("name", "")) for row in rows)
        )
    if kind is DirectoryKind.ORGANISATIONS:
        return Directory(kind, lines, organisations=_organisations(lines, rows))
    if kind is DirectoryKind.TRAININGS:
        return Directory(kind, lines, attended=_attended(lines, rows))
    return Directory(kind, lines, posts=_posts(lines, rows, today))


def _organisations(lines: tuple[int, ...], rows: list[dict[str, str]]) -> tuple[OrganisationGiven, ...]:
    days = _Days()
    made = tuple(
        OrganisationGiven(
            kind=row.get("kind", ""),
            name=row.get("name", ""),
            region_code=row.get("region_code", ""),
            short_name=row.get("short_name", ""),
            court_code=row.get("court_code"),
            serves=_several(row.get("serves", "")),
            categories=_several(row.get("categories", "")),
            started_on=days.read(line, row.get("started_on", "")),
        )
        for line, row in zip(lines, rows, strict=True)
    )
    days.refuse()
    return made


def _several(cell: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in cell.replace("；", ";").split(";") if one.strip())


def _attended(lines: tuple[int, ...], rows: list[dict[str, str]]) -> tuple[AttendedGiven, ...]:
    days = _Days()
    made = tuple(
        AttendedGiven(
            account=row.get("account", ""),
            name=row.get("name", ""),
            training=TrainingGiven(
                held_on=days.read(line, row.get("held_on", "")),
                hours=int(hours) if (hours := row.get("hours", "")).isdecimal() else None,
                subject=row.get("subject", ""),
                held_by=row.get("held_by", ""),
            ),
        )
        for line, row in zip(lines, rows, strict=True)
    )
    days.refuse()
    return made


class _Days:
    """Reads the days of a table, noting at the file what is none."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def read(self, line: int, cell: str) -> date | None:
        try:
            return date.fromisoformat(cell) if cell else None
        except ValueError:
            told = say("第 {line} 行：没有 {cell} 这一天，请写成 2026-11-23", line=line, cell=cell[:30])
            self.problems.append(Problem(FILE, told))
            return None

    def refuse(self) -> None:
        if self.problems:
            raise BadInput(*self.problems)


def _posts(lines: tuple[int, ...], rows: list[dict[str, str]], today: date) -> tuple[PostGiven, ...]:
    days = _Days()
    made = tuple(
        PostGiven(
            account=row.get("account", ""),
            name=row.get("name", ""),
            organisation=row.get("organisation", ""),
            role=row.get("role", ""),
            from_on=days.read(line, row.get("from_on", "")) or today,
            until_on=days.read(line, row.get("until_on", "")),
            engagement=row.get("engagement", ""),
        )
        for line, row in zip(lines, rows, strict=True)
    )
    days.refuse()
    return made
