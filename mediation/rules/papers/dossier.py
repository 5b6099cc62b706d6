"""The sheets that make a file of papers: 封面, 卷内目录, 卷宗情况说明, 封底, and labels for the box."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mediation.rules.papers.json_form import Contents
from mediation.rules.papers.kind import Copies, PaperKind

OFFICIAL_LAW = "司发通〔2010〕239号"


@dataclass(frozen=True, slots=True)
class DossierCover(Contents):
    """封面, in the order of the official form; what is not yet decided stays blank to be written in."""

    committee: str
    title: str
    number: str
    mediators: tuple[str, ...]
    filer: str
    made_on: date
    began_on: date | None = None
    ended_on: date | None = None
    filed_on: date | None = None
    retention: str = ""
    remarks: str = ""

    @property
    def dated_on(self) -> date:
        return self.made_on


@dataclass(frozen=True, slots=True)
class DossierLine:
    """A line of the 卷内目录; `pages` as it is printed: 3 or 3-5."""

    title: str
    pages: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class DossierContents(Contents):
    """卷内目录: 序号, 文书名称, 页号, 备注."""

    committee: str
    number: str
    lines: tuple[DossierLine, ...]
    made_on: date

    @property
    def dated_on(self) -> date:
        return self.made_on


@dataclass(frozen=True, slots=True)
class DossierNumbers(Contents):
    """The figures of which the page numbers are set: their font goes into the file, this sheet does not."""

    committee: str
    number: str
    made_on: date
    figures: str = "0123456789"

    @property
    def dated_on(self) -> date:
        return self.made_on


@dataclass(frozen=True, slots=True)
class DossierNote(Contents):
    """卷宗情况说明: what is missing and why, what is kept elsewhere, and whatever else is unusual."""

    committee: str
    number: str
    title: str
    filer: str
    made_on: date
    note: str = ""
    missing: tuple[str, ...] = ()
    missing_reason: str = ""
    kept_apart: tuple[str, ...] = ()
    filed_on: date | None = None

    @property
    def dated_on(self) -> date:
        return self.made_on

    @property
    def says_something(self) -> bool:
        return bool(self.note or self.missing or self.kept_apart)


@dataclass(frozen=True, slots=True)
class DossierBack(Contents):
    """封底: how much the file holds, who filed and who checked it."""

    committee: str
    number: str
    papers: int
    pages: int
    filer: str
    made_on: date
    filed_on: date | None = None

    @property
    def dated_on(self) -> date:
        return self.made_on


SHEETS: dict[str, PaperKind] = {
    kind.name: kind
    for kind in (
        PaperKind("dossier_cover", "卷宗封面", DossierCover, "1", (), Copies.ONE, OFFICIAL_LAW, False),
        PaperKind("dossier_numbers", "卷宗页号", DossierNumbers, "1", (), Copies.ONE, OFFICIAL_LAW, False),
        PaperKind("dossier_contents", "卷内目录", DossierContents, "2", (), Copies.ONE, OFFICIAL_LAW, False),
        PaperKind(
            "dossier_note", "卷宗情况说明", DossierNote, "1", ("立卷人",), Copies.ONE, OFFICIAL_LAW, False
        ),
        PaperKind(
            "dossier_back",
            "卷宗封底",
            DossierBack,
            "1",
            ("立卷人", "检查人"),
            Copies.ONE,
            OFFICIAL_LAW,
            False,
        ),
    )
}
"""They are made when a file is bound, and are no papers of the case by themselves."""
