"""Which figures of a backlog are told to people who may see no case: one decision for every document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from mediation.model import Region
from mediation.readmodels.backlog import BacklogPage, Part, area_backlog, scope_of
from mediation.readmodels.backlog_tables import COUNTING, solved_on, weeks_of
from mediation.readmodels.smallest_group import smallest_group
from mediation.rules.backlog import AgeBand, Figure, Holder, Narrowed
from mediation.rules.grammar import Registry
from mediation.rules.regions import ancestors
from mediation.rules.small_groups import Relation, withheld

Name = tuple[object, ...]
PASSED_ON = ("open", "late", "entered", "ended", "agreed", "at court")
"""What an area has as a part of the area above, and as a whole of its own."""


@dataclass(frozen=True, slots=True)
class Told:
    """The figures of a page by name; None for those that are left out."""

    numbers: Mapping[Name, int]
    hidden: frozenset[Name]
    least: int

    def get(self, *name: object) -> int | None:
        return None if name in self.hidden else self.numbers[name]

    def all(self, *names: Name) -> bool:
        """Whether none of them is left out."""
        return self.hidden.isdisjoint(names)


@dataclass(frozen=True, slots=True)
class Figures:
    """Every figure that one of the documents says, what follows from them, and what can be reckoned between them."""

    shown: dict[Name, int]
    derived: dict[Name, int]
    relations: list[Relation[Name]]
    last: list[Name] = field(default_factory=list)
    """The sums at the head of a document."""


def told(session: Session, registry: Registry, page: BacklogPage, now: datetime, today: date) -> Told:
    """What is told of an area, so that pages of the areas above and pages without filters do not give it away."""
    narrowed = page.narrowed
    period = Narrowed(since=narrowed.since, until=narrowed.until)

    def read(region: Region, by: Narrowed) -> BacklogPage:
        return area_backlog(session, scope_of(registry, region.code, today, by), region, now)

    codes = (*reversed(ancestors(page.region_code)), page.region_code)
    regions = [region for code in codes if (region := session.get(Region, code)) is not None]
    pages = (
        (
            page if region.code == page.region_code else read(region, narrowed),
            read(region, period) if narrowed.narrows else None,
        )
        for region in regions
    )
    return told_down(pages, smallest_group(session, today))


def told_down(pages: Iterable[tuple[BacklogPage, BacklogPage | None]], least: int) -> Told:
    """Of the last of pages from the widest area down, each with the page of the same area without filters."""
    found: Told | None = None
    for page, whole in pages:
        found = told_of(page, least, found, whole)
    assert found is not None
    return found


def told_of(
    page: BacklogPage, least: int, above: Told | None = None, whole: BacklogPage | None = None
) -> Told:
    """`above`: what is told of the area around it; `whole`: the page of the same area without filters."""
    found = figures_of(page)
    if whole is not None:
        _add_rest(found, figures_of(whole).shown)
    key = (page.region_code, False)
    already = [(name,) for name in PASSED_ON if above is not None and (name, key) in above.hidden]
    passed_on = PASSED_ON if above is not None else ("agreed",)  # which no document of its own says
    known: set[Name] = {(name,) for name in passed_on}
    known -= {*already}
    if ("open",) in known:
        known |= {
            name for name in found.last if name[0] == "standing"
        }  # at the end of the last week: the same
    hidden = withheld(
        found.shown,
        found.relations,
        least,
        derived=found.derived,
        already=already,
        last=found.last,
        known=known,
    )
    return Told(found.shown, hidden, least)


def figures_of(page: BacklogPage) -> Figures:
    """Of one page."""
    found = Figures({}, {}, [])
    total = page.total
    found.shown.update({("open",): total.open, ("late",): total.overdue, ("at court",): page.at_court})
    _split(found, ("open",), ("late",), ("in time",))
    _parts(found, page)
    _ages(found, page)
    _weeks(found, page)
    for level in solved_on(page):
        found.shown.update({("left", level.level, went): n for went, n in level.left.items()})
    for went in COUNTING:
        found.relations.append({name: 1 for name in found.shown if name[0] == "left" and name[2] is went})
    found.shown.update({("beside", figure): n for figure, n in page.beside.items()})
    found.shown.update({("state", state): one.open for state, one in page.states.items()})
    found.relations.append({**{("state", state): 1 for state in page.states}, ("open",): -1})
    at_court: dict[Name, int] = {
        ("age", Holder.COURT, band): 1 for band in AgeBand if ("age", Holder.COURT, band) in found.shown
    }
    found.relations.append({("at court",): -1, ("beside", Figure.CONFIRMING): 1, **at_court})
    return found


def counting(page: BacklogPage) -> Iterator[tuple[tuple[str, bool], Part]]:
    """The parts that have anything to tell, each with its key."""
    return (((part.region_code, part.own), part) for part in page.parts if part.counts)


def _parts(found: Figures, page: BacklogPage) -> None:
    sums: defaultdict[str, dict[Name, int]] = defaultdict(dict)
    for key, part in counting(page):
        numbers = {
            "open": part.standing.open,
            "late": part.standing.overdue,
            "entered": part.entered,
            "ended": part.ended,
            "agreed": part.agreed,
            "at court": part.at_court,
        }
        found.shown.update({(name, key): n for name, n in numbers.items()})
        _split(found, ("open", key), ("late", key), ("in time", key))
        _split(found, ("ended", key), ("agreed", key), ("not agreed", key))
        for name in (*numbers, "in time", "not agreed"):
            sums[name][(name, key)] = 1
    for name in ("entered", "ended", "agreed"):
        found.shown[(name,)] = sum(found.shown[one] for one in sums[name])
    _split(found, ("ended",), ("agreed",), ("not agreed",))
    for name, of in sums.items():
        found.relations.append({**of, (name,): -1})


def _ages(found: Figures, page: BacklogPage) -> None:
    """Open cases by level and age, how many of each level and of each age are late, and in time."""
    for band in AgeBand:
        late = page.total.late_bands[band]
        found.shown.update({("late", band): late, ("in time", band): page.total.bands[band] - late})
        found.shown[("open", band)] = page.total.bands[band]
        found.relations.append({("open", band): 1, ("late", band): -1, ("in time", band): -1})
    for name in ("open", "late", "in time"):
        found.relations.append({**{(name, band): 1 for band in AgeBand}, (name,): -1})
    levels = [level for level in Holder if level in page.levels]
    for level in levels:
        standing = page.levels[level]
        found.shown.update({("age", level, band): standing.bands[band] for band in AgeBand})
        found.shown[("late", level)] = standing.overdue
        found.derived[("in time", level)] = standing.open - standing.overdue
        ages: dict[Name, int] = {("age", level, band): 1 for band in AgeBand}
        found.shown[("open", level)] = standing.open
        found.relations.append({**ages, ("open", level): -1})
        found.relations.append({("open", level): 1, ("late", level): -1, ("in time", level): -1})
    for band in AgeBand:
        found.relations.append({**{("age", level, band): 1 for level in levels}, ("open", band): -1})
    found.relations.append({**{("late", level): 1 for level in levels}, ("late",): -1})


def _weeks(found: Figures, page: BacklogPage) -> None:
    """What stands at the end of a week is what stood before it, with what came in and without what went out."""
    before: date | None = None
    weeks = weeks_of(page)
    for first, _, entered, ended, standing in weeks:
        found.shown.update(
            {("entered", first): entered, ("ended", first): ended, ("standing", first): standing}
        )
        if before is not None:
            moved: dict[Name, int] = {("entered", first): -1, ("ended", first): 1}
            found.relations.append({("standing", first): 1, ("standing", before): -1, **moved})
        before = first
    found.relations.append({("standing", before): 1, ("open",): -1})
    found.last.extend([("open",), ("late",), ("entered",), ("ended",), ("standing", before)])
    for name in ("entered", "ended"):
        found.relations.append({**{(name, week[0]): 1 for week in weeks}, (name,): -1})


def _split(found: Figures, whole: Name, part: Name, rest: Name) -> None:
    found.derived[rest] = found.shown[whole] - found.shown[part]
    found.relations.append({whole: 1, part: -1, rest: -1})


def _add_rest(found: Figures, whole: Mapping[Name, int]) -> None:
    """How many were filtered out: whoever has both pages can tell."""
    for name, n in list(found.shown.items()):
        if name in whole and whole[name] >= n:
            found.derived[("rest", *name)] = whole[name] - n
            found.relations.append({name: 1, ("rest", *name): 1})
