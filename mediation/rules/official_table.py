"""The official table as those above ask for it: its columns under their headings, its lines, its notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import Term

Number = int | Decimal | None
"""None: not shown, because a group is too small for who reads it."""
NAME = "人民调解案件情况统计表"
HIDDEN, UNCOUNTED = "＊", "—"
WHOLE, TOGETHER, TWICE = "合计", "各地相加", "减：在本地区几处受理、上面重复的"


class TableUse(Term):
    """What a copy of the table is taken for."""

    REPORT = "report", "报送"
    """Sent up as it is counted: who reports statistics reports them true and whole (统计法)."""
    SHARE = "share", "传阅"
    """Goes from hand to hand: no small group is in it."""


def mark_of(use: TableUse, *, who: str, where: str, at: str) -> Message:
    """What stands on a copy: who took it, at which organisation, when, and what it is good for."""
    taken = {"who": who, "where": where, "at": at}
    if use is TableUse.REPORT:
        return say("{who}（{where}）{at} 导出，报送用：含小数目，不得公开、不得外传", **taken)
    return say("{who}（{where}）{at} 导出，仅供工作使用", **taken)


@dataclass(frozen=True, slots=True)
class Column:
    """A column under a heading; a ratio names the columns that it is made of and holds no number of its own."""

    name: str
    group: str
    title: str
    of: tuple[str, str] | None = None
    money: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A part of the area, or a kind of dispute, with its numbers by the names of columns and of other figures."""

    title: str
    numbers: dict[str, Number]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Lines under columns: added up, less what several of them counted, they are the last one."""

    title: str
    stub: str
    """What the lines are of."""
    columns: Sequence[Column]
    lines: Sequence[Line]
    whole: Line
    together: str
    twice: str
    uncounted: frozenset[str] = frozenset()
    """Columns that nothing is known of: they were not counted when the period was closed."""

    def untold(self, name: str) -> str:
        """What stands in place of a number that is not there."""
        return UNCOUNTED if name in self.uncounted else HIDDEN

    def added(self, name: str) -> Number:
        """The lines added up; None where one is left out: what is left of a sum would be taken for the sum."""
        return total([one.numbers[name] for one in self.lines])


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialTable:
    """人民调解案件情况统计表 of an area and a period."""

    area: str
    period: str
    made_on: str
    standing: str
    """Whether the figures are published, or counted by a moment."""
    mark: str
    columns: Sequence[Column]
    parts: Sequence[Line]
    whole: Line
    """The area itself. A case that went through several parts counts once here and once in each."""
    kinds: Sequence[Line]
    notes: Sequence[tuple[str, str, str, str]]
    """Of each figure: its name, unit, date rule and definition."""

    uncounted: frozenset[str] = frozenset()
    force: Sequence[Grid] = ()
    """组织队伍 by the kinds of committees, and by the parts of the area."""

    @property
    def areas(self) -> Grid:
        """The parts under the official columns."""
        return Grid(
            title="统计表",
            stub="单位",
            columns=self.columns,
            lines=self.parts,
            whole=self.whole,
            together=TOGETHER,
            twice=TWICE,
            uncounted=self.uncounted,
        )


def total(numbers: Sequence[Number]) -> Number:
    """None where one of them is not shown."""
    known = [one for one in numbers if one is not None]
    return sum(known, 0) if len(known) == len(numbers) else None


def share(part: Number, whole: Number) -> Decimal | None:
    """In percent, half up to one decimal; None where nothing is told or there is nothing to divide by."""
    if part is None or not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _columns() -> tuple[Column, ...]:
    plain = (
        ("accepted", "案件数", "调解案件总数（件）"),
        ("succeeded", "案件数", "调解成功（件）"),
    )
    found = [Column(*one) for one in plain]
    found.append(Column("rate", "案件数", "成功率（%）", of=("succeeded", "accepted")))
    for name, group, title in (
        ("complex", "案件数", "疑难复杂（件）"),
        ("parties", "案件数", "当事人（人）"),
        ("active", "案件来源", "主动调解（件）"),
        ("applied", "案件来源", "依申请调解（件）"),
        ("entrusted", "案件来源", "接受委托移送调解（件）"),
        ("written", "协议", "书面协议（件）"),
        ("oral", "协议", "口头协议（件）"),
        ("amount", "协议", "涉及金额（万元）"),
        ("on_spot", "履行", "当场履行（件）"),
        ("performed", "履行", "履行（件）"),
        ("unperformed", "履行", "到期未履行（件）"),
        ("confirmation_applied", "司法确认", "申请（件）"),
        ("confirmed", "司法确认", "确认有效（件）"),
        ("confirmation_rejected", "司法确认", "驳回（件）"),
        ("to_court", "其他结果", "诉讼（件）"),
        ("to_arbitration", "其他结果", "仲裁（件）"),
        ("to_government", "其他结果", "政府处理（件）"),
        ("merged", "其他结果", "并入他案（件）"),
        ("screenings", "排查和预防", "排查（次）"),
        ("found", "排查和预防", "发现纠纷（件）"),
        ("prevented", "排查和预防", "预防纠纷（件）"),
        ("averted_suicide", "防止引起自杀", "件"),
        ("averted_suicide_people", "防止引起自杀", "人"),
        ("averted_crime", "防止转化为刑事案件", "件"),
        ("averted_crime_people", "防止转化为刑事案件", "人"),
        ("averted_petition", "防止群体性上访", "件"),
        ("averted_petition_people", "防止群体性上访", "人"),
        ("averted_fight", "防止群体性械斗", "件"),
        ("averted_fight_people", "防止群体性械斗", "人"),
    ):
        found.append(Column(name, group, title, money=name == "amount"))
    return tuple(found)


COLUMNS = _columns()
FORCE_COLUMNS = (
    Column("committees", "调委会", "人民调解委员会（个）"),
    Column("mediators", "人民调解员", "总数（人）"),
    Column("full_time", "人民调解员", "专职（人）"),
    Column("part_time", "人民调解员", "兼职（人）"),
    Column("unnoted", "人民调解员", "没有登记的（人）"),
    Column("trained", "本期培训", "参加的人（人）"),
    Column("trainings", "本期培训", "人次"),
)
FORCE_SHEET, FORCE_PARTS_SHEET = "组织队伍", "组织队伍（各地）"
FORCE_BY_KIND, FORCE_BY_PART = "减：在几类调委会任职、上面重复的", "减：在几个地方任职、上面重复的"
