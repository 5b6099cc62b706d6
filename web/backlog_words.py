"""What a list of the backlog was narrowed down to, in words."""

from __future__ import annotations

from flask_babel import gettext as _

from mediation.rules.backlog import Cell, Narrowed
from mediation.rules.grammar import Registry
from mediation.rules.vocabulary import CaseSource, MatterKind
from web.wording import day, titled

DATED = ("entered", "ended", "returned", "went", "moved")


def words_of(cell: Cell, narrowed: Narrowed, registry: Registry, kinds: dict[str, str]) -> list[str]:
    """One word for each thing chosen, in the order of the page."""
    found = [titled(one) for one in (cell.level, cell.band, cell.road, cell.end, cell.went) if one]
    if cell.onward:
        found.append(_("到%(level)s", level=titled(cell.onward)))
    if cell.state:
        found.append(_state(cell.state, registry))
    if cell.overdue is not None:
        found.append(_("逾期") if cell.overdue else _("期限以内"))
    if cell.clock in registry.clock_by_name:
        found.append(titled(registry.clock_by_name[cell.clock]))
    if cell.own:
        found.append(_("只算本级的组织"))
    if cell.figure.value in DATED:
        found.append(f"{day(cell.since or narrowed.since)}—{day(cell.until or narrowed.until)}")
    if cell.figure.value == "standing" and cell.until:
        found.append(day(cell.until))
    if narrowed.category:
        found.append(titled(kinds.get(narrowed.category, narrowed.category)))
    if narrowed.source:
        found.append(titled(CaseSource.of(narrowed.source)))
    found += [titled(one) for one in (narrowed.kind, narrowed.mark) if one]
    return found


def _state(name: str, registry: Registry) -> str:
    for definition in reversed(registry.definitions):
        if definition.matter is MatterKind.DISPUTE and name in definition.by_state:
            return titled(definition.by_state[name])
    return name
