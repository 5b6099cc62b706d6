"""Who leads how many open cases of an area, from the tallies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from uuid import UUID

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Person
from mediation.readmodels.backlog_movement import MOST_MEDIATORS, Load
from mediation.readmodels.tallied_rows import Chosen
from mediation.rules.tally import Column, Flag


def loads(session: Session, both: Sequence[Chosen]) -> Iterator[Load]:
    """Those with most open cases, each with one of the organisations where they lead them; equal ones by name."""
    led = [_led(one) for one in both]
    count: Counter[str] = Counter()
    for one, appointments in zip(both, led, strict=True):
        found = np.bincount(one.tally.columns["led"]["person"][appointments])
        people = one.tally.words["person"]
        count.update({people[n]: int(found[n]) for n in np.nonzero(found)[0].tolist()})
    most = sorted(count.values(), reverse=True)[:MOST_MEDIATORS]
    at_least = [UUID(word) for word, n in count.items() if n >= most[-1]] if most else []
    query = select(Person.id, Person.name).where(Person.id.in_(at_least)).order_by(Person.name, Person.id)
    named = sorted(session.execute(query).all(), key=lambda row: -count[row.id.hex])[:MOST_MEDIATORS]
    at = _organisations(both, led, {person.hex for person, _ in named})
    return (Load(person, name, at[person.hex], count[person.hex]) for person, name in named)


def _led(one: Chosen) -> Column:
    """Which of the appointments are for open cases that the page counts."""
    counts = np.zeros(len(one.tally), dtype=bool)
    counts[one.flagged(Flag.OPEN).rows] = True
    return np.flatnonzero(counts.take(one.tally.columns["led"]["row"]))


def _organisations(both: Sequence[Chosen], led: Sequence[Column], people: set[str]) -> dict[str, str]:
    """Of each of the people the first organisation by name."""
    names: dict[str, str] = {}
    for one, appointments in zip(both, led, strict=True):
        words, columns = one.tally.words["person"], one.tally.columns["led"]
        first = np.full(len(words), len(one.places.names), dtype=np.int64)
        ranks = one.places.ranks.take(one.cases["organisation"].take(columns["row"].take(appointments)))
        np.minimum.at(first, columns["person"].take(appointments), ranks)
        for number in (
            n for n, word in enumerate(words) if word in people and first[n] < len(one.places.names)
        ):
            name = one.places.names[int(np.flatnonzero(one.places.ranks == first[number])[0])]
            names[words[number]] = min(name, names.get(words[number], name))
    return names
