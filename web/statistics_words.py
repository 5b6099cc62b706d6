"""Periods and figures of statistics in the reader's language."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import gettext as _

from mediation.readmodels.statistics_cases import Cell
from mediation.rules.periods import Period, PeriodKind, YearEnd, before, holding
from mediation.rules.statistics import FORCE, INDICATORS, Indicator, Unit, printed
from mediation.services.count_statistics import Figures
from mediation.services.force_rows import Force
from web.wording import titled


def period_words(one: Period) -> str:
    """2026年8月, 2026年第3季度, 2026年上半年, 2026年."""
    year, n = one.name[:4], one.name[4:].lstrip("-QH").lstrip("0")
    words: str
    if one.kind is PeriodKind.MONTH:
        words = _("%(year)s年%(n)s月", year=year, n=n)
    elif one.kind is PeriodKind.QUARTER:
        words = _("%(year)s年第%(n)s季度", year=year, n=n)
    elif one.kind is PeriodKind.HALF:
        words = _("%(year)s年上半年", year=year) if n == "1" else _("%(year)s年下半年", year=year)
    else:
        words = _("%(year)s年全年", year=year)
    return words


def value_words(figures: Figures, indicator: Indicator) -> str:
    """As it is printed, without its unit; a percentage with its sign."""
    if indicator.name in figures.uncounted:
        return str(_("当时未统计"))
    value = figures.value(indicator)
    if indicator.unit is Unit.PERCENT:
        text = printed(value if isinstance(value, Decimal) else None)
        return text if value is None else f"{text}%"
    return f"{value or 0:,}"


def change_words(now: Figures, then: Figures, indicator: Indicator) -> str:
    """By how much it is more or less; percentages in points."""
    here, there = now.value(indicator), then.value(indicator)
    if here is None or there is None:
        return "—"
    by = here - there
    text = printed(by) if isinstance(by, Decimal) and indicator.unit is Unit.PERCENT else f"{by:,}"
    sign = "+" if by > 0 else ""
    if indicator.unit is Unit.PERCENT:
        return str(_("%(n)s 个百分点", n=f"{sign}{text}"))
    return f"{sign}{text}"


def differences_told(
    before: Figures, after: Figures, force_before: Force | None, force_after: Force | None
) -> list[tuple[Indicator, str, str]]:
    """Each figure that is not as it was, as it is printed. 组织队伍 only where it was counted both times."""
    found = [(one, value_words(before, one), value_words(after, one)) for one in INDICATORS]
    if force_before is not None and force_after is not None:
        for one in FORCE:
            then, now = force_before.values[one.name], force_after.values[one.name]
            found.append((one, f"{then:,}", f"{now:,}"))
    unknown = before.uncounted | after.uncounted
    return [line for line in found if line[1] != line[2] and line[0].name not in unknown]


def same_time(one: Period, ends: YearEnd, today_period: Period) -> list[tuple[PeriodKind, str]]:
    """The period of each kind in which this one ends, or the one before where that is not over."""
    found = []
    for kind in PeriodKind:
        wanted = holding(one.last, kind, ends)
        if wanted.last > today_period.last and kind is not one.kind:
            wanted = before(wanted, ends)
        found.append((kind, one.name if kind is one.kind else wanted.name))
    return found


def cell_words(cell: Cell) -> list[str]:
    """What a number was narrowed down to."""
    words = [titled(cell.heading)] if cell.heading else []
    words += [titled(one) for one in (cell.group, cell.source, cell.kind) if one is not None]
    return [*words, *([_("只算本级的组织")] if cell.own else [])]
