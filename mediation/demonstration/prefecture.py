"""One prefecture's published years, played case by case through the services.

Every case goes by its own chances (arrival, kind, agreement, application, ruling); no total is aimed at. What comes out
is counted in the database afterwards and put beside what was published, with the interval that chance alone allows.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

CITY_OF_THE_CENTRE = "150502000000"
"""科尔沁区: its finance committee is counted by itself."""
FINANCE = "金融纠纷"
CENTRE_YEAR = 2022
BEFORE = timedelta(days=60)
"""For how long cases come before the period: the first weeks' rulings are about them."""


@dataclass(frozen=True, slots=True)
class Published:
    """What was printed. `first` is printed (since 2022); `last` is not, the span is more than a year (?)."""

    diverted: int = 36_200
    resolved: int = 29_500
    confirmed_2022: int = 3_860
    centre_mediated: int = 643
    centre_confirmed: int = 477
    first: date = date(2022, 1, 1)
    last: date = date(2023, 12, 31)

    @property
    def days(self) -> int:
        """Of the period, both ends included."""
        return (self.last - self.first).days + 1


PUBLISHED = Published()


@dataclass(frozen=True, slots=True)
class Chances:
    """The chances of one case, and how many come on a day."""

    per_day: float
    centre_per_day: float
    resolved: float
    confirmed: float
    """Of an agreement made anywhere but in the centre."""
    centre_confirmed: float
    """Of an agreement made in the centre."""


def chances_of(published: Published = PUBLISHED) -> Chances:
    """Rates and chances of a single case under which the published figures are what is to be expected."""
    resolved = published.resolved / published.diverted
    a_day = published.diverted / published.days
    centre = published.centre_mediated / 365
    others = (a_day - centre) * 365 * resolved
    return Chances(
        per_day=a_day - centre,
        centre_per_day=centre,
        resolved=resolved,
        confirmed=(published.confirmed_2022 - published.centre_confirmed) / others,
        centre_confirmed=published.centre_confirmed / (published.centre_mediated * resolved),
    )


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to one case, drawn before it is played."""

    n: int
    nth: int
    """Of its county: what the court counts by."""
    came_on: date
    county: str
    at_the_centre: bool
    category: str
    amount: int
    """Whole yuan."""
    takes_days: int
    ending: str
    """`agreed`, `to_court`, `withdrawn` or `term_over`."""
    confirmed: bool
    paid_at_once: bool


COUNTIES: Mapping[str, float] = {
    "150502000000": 0.27,
    "150521000000": 0.16,
    "150522000000": 0.13,
    "150523000000": 0.12,
    "150524000000": 0.06,
    "150525000000": 0.14,
    "150526000000": 0.09,
    "150581000000": 0.03,
}
"""How the courts' work is spread over the counties: an assumption, about as the people are."""
KINDS: Mapping[str, float] = {
    "contract": 0.41,
    "traffic": 0.12,
    "family": 0.14,
    "property_service": 0.11,
    "damages": 0.12,
    "neighbours": 0.06,
    "consumption": 0.04,
}
"""What courts send out: an assumption, money before everything else. Labour disputes go to arbitration first."""
ENDINGS: Mapping[str, float] = {"to_court": 0.6, "withdrawn": 0.2, "term_over": 0.2}
"""How those end that are not agreed: an assumption."""


def fates(random: Random, chances: Chances, published: Published, share: float) -> Iterator[Fate]:
    """Every case in the order in which it comes; `share` thins all arrivals alike."""
    n, day, before = 0, published.first - BEFORE, Counter[str]()
    while day <= published.last:
        for at_the_centre, rate in ((False, chances.per_day), (True, chances.centre_per_day)):
            for _ in range(arrivals(random, rate * share)):
                fate = _fate(random, chances, n, day, at_the_centre=at_the_centre)
                before[fate.county] += 1
                yield replace(fate, nth=before[fate.county])
                n += 1
        day += timedelta(days=1)


def arrivals(random: Random, rate: float) -> int:
    """How many come on a day: Poisson."""
    limit, n, product = math.exp(-rate), 0, random.random()
    while product > limit:
        n += 1
        product *= random.random()
    return n


def _fate(random: Random, chances: Chances, n: int, day: date, *, at_the_centre: bool) -> Fate:
    agreed = random.random() < chances.resolved
    of_agreed = chances.centre_confirmed if at_the_centre else chances.confirmed
    return Fate(
        n=n,
        nth=0,
        came_on=day,
        county=CITY_OF_THE_CENTRE if at_the_centre else _drawn(random, COUNTIES),
        at_the_centre=at_the_centre,
        category="contract" if at_the_centre else _drawn(random, KINDS),
        amount=max(200, round(random.lognormvariate(9.2, 1.1))),
        takes_days=min(28, 1 + int(random.expovariate(1 / 9))),
        ending="agreed" if agreed else _drawn(random, ENDINGS),
        confirmed=agreed and random.random() < of_agreed,
        paid_at_once=agreed and random.random() < 0.35,
    )


def _drawn(random: Random, chances: Mapping[str, float]) -> str:
    return random.choices(list(chances), list(chances.values()))[0]


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure that came out, what was published (for the share that was played), and the 99 % interval of chance."""

    what: str
    simulated: float
    published: float
    low: float
    high: float

    @property
    def inside(self) -> bool:
        return self.low <= self.simulated <= self.high


Z = 2.5758
"""Of a normal distribution: 99 % lie within so many standard deviations."""


def beside(counted: Mapping[str, int], published: Published, share: float) -> Sequence[Beside]:
    """Counts as of a Poisson process, ratios as of independent cases."""
    p = published
    counts = (
        ("diverted", p.diverted),
        ("resolved", p.resolved),
        ("confirmed in 2022", p.confirmed_2022),
        ("centre: mediated in 2022", p.centre_mediated),
        ("centre: confirmed in 2022", p.centre_confirmed),
    )
    lines = [_count(name, counted[name], value * share) for name, value in counts]
    ratios = (
        ("resolved of diverted", "resolved", "diverted", p.resolved / p.diverted),
        (
            "centre: confirmed of mediated",
            "centre: confirmed in 2022",
            "centre: mediated in 2022",
            p.centre_confirmed / p.centre_mediated,
        ),
    )
    return [
        *lines,
        *(_ratio(name, counted[part], counted[whole], value) for name, part, whole, value in ratios),
    ]


def _count(what: str, simulated: int, expected: float) -> Beside:
    spread = Z * math.sqrt(expected)
    return Beside(
        what, simulated, round(expected, 1), math.floor(expected - spread), math.ceil(expected + spread)
    )


def _ratio(what: str, part: int, whole: int, expected: float) -> Beside:
    spread = Z * math.sqrt(expected * (1 - expected) / max(1, whole))
    simulated = part / whole if whole else 0.0
    return Beside(what, simulated, expected, expected - spread, expected + spread)
