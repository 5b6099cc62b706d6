"""Which numbers of a table are not shown to people who may see no case, so that none of them can be worked out."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
Relation = Mapping[K, int]
"""What readers can reckon with: the sum of these numbers, each times its factor, is known to them."""
TRIES = 600


def withheld(
    shown: Mapping[K, int],
    relations: Sequence[Relation[K]],
    least: int,
    *,
    derived: Mapping[K, int] | None = None,
    already: Collection[K] = (),
    last: Collection[K] = (),
    known: Collection[K] = (),
) -> frozenset[K]:
    """The names of the numbers to leave out. Zero is never left out: it tells of nobody.

    Left out is each number from 1 to below `least`, then the next smallest beside it, until the numbers that are shown
    fit another table as well in which each that was left out is different, and until no sum of left out numbers that a
    relation gives away is itself below `least`. Only where nothing is left to leave out may one remain that is told.

    `derived` are numbers that nobody is shown but that follow from shown ones (how many are not overdue); small ones
    are kept from following. `already` is left out for another table's sake; `last` are those that readers look for
    first, and that are only left out beside a small one where nothing else can be; `known` are told elsewhere, so that
    to leave them out here would keep nothing back.
    """
    return _left_out(shown, relations, least, derived, already, last, known)[0]


def kept_back(
    shown: Mapping[K, int],
    relations: Sequence[Relation[K]],
    least: int,
    *,
    derived: Mapping[K, int] | None = None,
    known: Collection[K] = (),
) -> frozenset[K] | None:
    """As `withheld`; None where something small would be told all the same, so that none of it may be shown."""
    hidden, told = _left_out(shown, relations, least, derived, (), (), known)
    return None if told else hidden


def _left_out(
    shown: Mapping[K, int],
    relations: Sequence[Relation[K]],
    least: int,
    derived: Mapping[K, int] | None,
    already: Collection[K],
    last: Collection[K],
    known: Collection[K],
) -> tuple[frozenset[K], frozenset[K]]:
    """What is left out, and what of it, or of what follows, is told all the same."""
    table = _Table(shown, derived or {}, relations, frozenset(last), frozenset(known))
    hidden = {name for name, n in shown.items() if 0 < n < least and name not in table.known}
    hidden |= {name for name in already if shown.get(name)}
    small = {name for name, n in table.derived.items() if 0 < n < least}
    unseen = list(range(len(relations)))
    safe: set[K] = set()

    def leave_out(name: K) -> None:
        hidden.add(name)
        for at in table.of[name]:
            heappush(unseen, at)

    while True:
        while unseen:
            if table.tells(relations[unseen[0]], hidden, small, least):
                leave_out(min(table.left(relations[unseen[0]], hidden), key=table.smallest))
            else:
                heappop(unseen)
        told = set()
        for name in [name for name in table.order if name in hidden or name in small]:
            if name not in safe:
                safe |= table.another(name, hidden)
            if name not in safe:
                if (next_ := table.beside(name, hidden)) is not None:
                    leave_out(next_)
                    break
                told.add(name)
        else:
            return frozenset(hidden), frozenset(told)


def guarded(values: Sequence[int], least: int) -> list[int | None]:
    """The numbers of one column whose sum is known; None for those that are left out."""
    hidden = withheld(
        dict(enumerate(values)), [dict.fromkeys(range(len(values)), 1)] if len(values) > 1 else [], least
    )
    return [None if n in hidden else value for n, value in enumerate(values)]


class _Table(Generic[K]):
    """The numbers with what is known of them together."""

    def __init__(
        self,
        shown: Mapping[K, int],
        derived: Mapping[K, int],
        relations: Sequence[Relation[K]],
        last: Collection[K],
        known: Collection[K],
    ) -> None:
        self.shown, self.derived, self.last, self.known = shown, derived, last, known
        self.values = {**derived, **shown}
        self.order = {name: at for at, name in enumerate(self.values)}
        self.relations = relations
        self.sorted: dict[int, list[K]] = {}
        self.of: dict[K, list[int]] = {name: [] for name in self.values}
        for at, relation in enumerate(relations):
            for name in relation:
                self.of[name].append(at)

    def smallest(self, name: K) -> tuple[bool, int, int]:
        return name in self.last, self.values[name], self.order[name]

    def left(self, relation: Iterable[K], hidden: set[K]) -> list[K]:
        """What is still shown of it, is not zero and could be left out."""
        return [
            name
            for name in relation
            if self.shown.get(name) and name not in hidden and name not in self.known
        ]

    def unknown(self, name: K, hidden: set[K]) -> bool:
        return name in hidden or name in self.derived

    def beside(self, name: K, hidden: set[K]) -> K | None:
        """The smallest number still shown in a relation with it, or else one further away; None where none is left."""
        seen, near = {name}, {name}
        while near:
            relations = {at for one in near for at in self.of[one]}
            met = {one for at in relations for one in self.relations[at]}
            if found := self.left(met, hidden):
                return min(found, key=self.smallest)
            near = {one for one in met if self.unknown(one, hidden)} - seen
            seen |= near
        return None

    def tells(self, relation: Relation[K], hidden: set[K], small: set[K], least: int) -> bool:
        """Whether it gives one number away, or the sum of few, and something is left in it that could be left out."""
        missing = [name for name in relation if self.unknown(name, hidden)]
        if not any(name in hidden or name in small for name in missing) or not self.left(relation, hidden):
            return False
        alike = len({relation[name] > 0 for name in missing}) == 1
        few = sum(abs(relation[name]) * self.values[name] for name in missing) < least
        return len(missing) == 1 or (alike and few)

    def another(self, name: K, hidden: set[K]) -> set[K]:
        """The numbers that differ in a table which reads the same and in which this one differs; empty without one."""
        for by in (1, -1):
            tries = iter(range(TRIES))
            if self._may(name, by, hidden):
                moved = self._moved({name: by}, self._off({}, name, by), hidden, tries)
                if moved:
                    return set(moved)
        return set()

    def _may(self, name: K, by: int, hidden: set[K]) -> bool:
        """Readers know that what is left out is not zero, and that nothing is below it."""
        return self.values[name] + by >= (1 if name in hidden else 0)

    def _moved(
        self, moved: dict[K, int], off: dict[int, int], hidden: set[K], tries: Iterator[int]
    ) -> dict[K, int] | None:
        """`off`: by how much each relation is not what readers know; moves one more number until none is."""
        if next(tries, None) is None:
            return None
        at = next((at for at, by in off.items() if by), None)
        if at is None:
            return moved
        for name in self.movable(at):
            if name in moved or not self.unknown(name, hidden):
                continue
            by = 1 if (off[at] < 0) == (self.relations[at][name] > 0) else -1
            if self._may(name, by, hidden):
                found = self._moved({**moved, name: by}, self._off(off, name, by), hidden, tries)
                if found:
                    return found
        return None

    def movable(self, at: int) -> list[K]:
        """What a relation holds, first what stands in few others and is far from its end."""
        if at not in self.sorted:
            self.sorted[at] = sorted(
                self.relations[at], key=lambda one: (len(self.of[one]), -self.values[one], self.order[one])
            )
        return self.sorted[at]

    def _off(self, off: Mapping[int, int], name: K, by: int) -> dict[int, int]:
        found = dict(off)
        for at in self.of[name]:
            found[at] = found.get(at, 0) + by * self.relations[at][name]
        return found
