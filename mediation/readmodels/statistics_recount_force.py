"""The slow recount of 组织队伍: person by person over plain rows, written apart from the SELECTs of the table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import MediatorEngagement, MediatorTraining, Membership, Organisation, Person
from mediation.rules.regions import is_within, level_of
from mediation.rules.statistics import FORCE, CommitteeKind
from mediation.rules.vocabulary import Engagement, Level, OrganisationKind
from mediation.services.force_rows import Force
from mediation.services.statistical_rows import Where

POSTS = ("committee_head", "mediator")
COUNTED = {Engagement.FULL_TIME: "full_time", Engagement.PART_TIME: "part_time", None: "unnoted"}


def recount_force(session: Session, where: Where) -> Force:
    """The same figures as the table's."""
    slow, force = _Recount(session, where), Force()
    force.values = slow.counted(list(CommitteeKind))
    for kind in CommitteeKind:
        values = slow.counted([kind])
        if any(values.values()):
            force.kinds[kind.value] = values
    return force


def force_differences(shown: Force, slow: Force) -> Iterator[tuple[str, int, int]]:
    """What the two do not agree about."""
    for kind in ("", *sorted({*shown.kinds, *slow.kinds})):
        ours = shown.kinds.get(kind, Counter()) if kind else shown.values
        theirs = slow.kinds.get(kind, Counter()) if kind else slow.values
        for one in FORCE:
            if ours[one.name] != theirs[one.name]:
                yield f"{kind}.{one.name}".strip("."), ours[one.name], theirs[one.name]


class _Recount:
    def __init__(self, session: Session, where: Where) -> None:
        self.where, self.last = where, min(where.period.last, where.today)
        self.organisations = [
            one
            for one in session.scalars(select(Organisation))
            if one.kind in (OrganisationKind.COMMITTEE, OrganisationKind.INDUSTRY_COMMITTEE)
            and self._is_here(one)
        ]
        self.people = session.scalars(select(Person)).all()
        self.posts, self.engagements, self.trainings = (
            _by_person(session, table) for table in (Membership, MediatorEngagement, MediatorTraining)
        )

    def _is_here(self, one: Organisation) -> bool:
        if self.where.own:
            return one.region_code == self.where.region_code
        return is_within(one.region_code, self.where.region_code)

    def counted(self, kinds: list[CommitteeKind]) -> Counter[str]:
        """Of the committees of those kinds."""
        here = {one.id for one in self.organisations if kind_of(one) in kinds}
        standing = {one.id for one in self.organisations if one.id in here and _stands(one, self.last)}
        found = Counter({"committees": len(standing)})
        for person in self.people:
            posts = [
                one for one in self.posts[person.id] if one.role in POSTS and one.organisation_id in here
            ]
            now = [one for one in posts if _held(one, self.last) and one.organisation_id in standing]
            works = person.active or (person.stopped_on is not None and person.stopped_on > self.last)
            if now and works:
                found.update(("mediators", COUNTED[self._engagement(person.id)]))
            trainings = [
                one
                for one in self.trainings[person.id]
                if one.voided_at is None
                and self.where.period.holds(one.held_on)
                and any(_held(post, one.held_on) for post in posts)
            ]
            found.update(trained=bool(trainings), trainings=len(trainings))
        return found

    def _engagement(self, person_id: UUID) -> Engagement | None:
        noted = [one for one in self.engagements[person_id] if one.from_on <= self.last]
        newest = max(noted, key=lambda one: (one.from_on, one.noted_at, one.id), default=None)
        return None if newest is None else Engagement.of(newest.engagement)


def _by_person(session: Session, table: Any) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in session.scalars(select(table)):
        found[row.person_id].append(row)
    return found


def kind_of(one: Organisation) -> CommitteeKind:
    """By the code: 001-199 a 居委会, 001-099 a 街道 (GB/T 10114)."""
    if one.kind is OrganisationKind.INDUSTRY_COMMITTEE:
        return CommitteeKind.INDUSTRY
    village, township = int(one.region_code[9:]), int(one.region_code[6:9])
    level = level_of(one.region_code)
    if level is Level.VILLAGE:
        return CommitteeKind.COMMUNITY if village < 200 else CommitteeKind.GACHA
    if level is Level.TOWNSHIP:
        return CommitteeKind.STREET if township < 100 else CommitteeKind.SUMU
    return CommitteeKind.COUNTY if level is Level.COUNTY else CommitteeKind.OTHER


def _stands(one: Organisation, day: date) -> bool:
    begun = one.started_on is None or one.started_on <= day
    return begun and (one.active or (one.stopped_on is not None and one.stopped_on > day))


def _held(post: Membership, day: date) -> bool:
    return post.from_on <= day and (post.until_on is None or post.until_on >= day)
