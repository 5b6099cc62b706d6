"""组织队伍: the committees of a place, who mediates there and who was trained, as rows that are counted and listed."""

from __future__ import annotations

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from mediation.model import (
    MediatorTraining,
    Membership,
    Organisation,
    PeriodRows,
    Person,
)
from mediation.rules.statistics import FORCE, CommitteeKind
from mediation.rules.vocabulary import Engagement
from mediation.services.acts.opening import MAY_MEDIATE
from mediation.services.engagements import engaged
from mediation.services.statistical_rows import MEDIATING, Where, committee_kind, here

BASE = "force"
"""Under which the rows stand beside those of a closing's cases."""


@dataclass(frozen=True, slots=True)
class Committee:
    """Where it lies, of which official kind, and whether it stands on the day."""

    region_code: str
    kind: CommitteeKind
    standing: bool


@dataclass(frozen=True, slots=True)
class Mediator:
    """Somebody in one committee; `engagement` None where none is noted."""

    person_id: UUID
    committee_id: UUID
    engagement: Engagement | None


@dataclass(frozen=True, slots=True)
class Attended:
    """A training of somebody who mediated in that committee on its day."""

    training_id: UUID
    person_id: UUID
    committee_id: UUID


@dataclass(slots=True)
class Force:
    """The figures of 组织队伍 of a place, and by the kinds of committees."""

    values: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, Counter[str]] = field(default_factory=dict)

    def of(self, kind: CommitteeKind) -> Counter[str]:
        return self.kinds.get(kind.value, Counter())

    def is_zero(self) -> bool:
        return not any(self.values.values())

    def to_json(self) -> dict[str, Any]:
        kinds = {kind: dict(+found) for kind, found in sorted(self.kinds.items())}
        return {"values": dict(+self.values), "kinds": kinds}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Force:
        return cls(Counter(kept["values"]), {kind: Counter(found) for kind, found in kept["kinds"].items()})


@dataclass(frozen=True, slots=True)
class ForceRows:
    """What the figures of a place and a period are counted from."""

    committees: Mapping[UUID, Committee]
    mediators: tuple[Mediator, ...]
    attended: tuple[Attended, ...]

    def counted(self, digits: int = 0) -> tuple[Force, dict[str, Force]]:
        """The figures of the whole; and of its parts, by so many digits of their codes."""
        members: dict[tuple[str, str, str], set[UUID]] = defaultdict(set)
        for one in FORCE:
            for committee_id, member in self.members(one.name):
                place = self.committees[committee_id]
                for part in ("", place.region_code[:digits]) if digits else ("",):
                    members[part, "", one.name].add(member)
                    members[part, place.kind.value, one.name].add(member)
        forces: dict[str, Force] = defaultdict(Force)
        for (part, kind, figure), found in members.items():
            force = forces[part]
            values = force.kinds.setdefault(kind, Counter()) if kind else force.values
            values[figure] = len(found)
        return forces.pop("", Force()), dict(forces)

    def members(self, figure: str) -> Iterator[tuple[UUID, UUID]]:
        """Committees, each with who or what of it the figure counts: itself, a person, a training."""
        if figure == "committees":
            yield from ((one, one) for one, place in self.committees.items() if place.standing)
        elif figure == "trained":
            yield from ((one.committee_id, one.person_id) for one in self.attended)
        elif figure == "trainings":
            yield from ((one.committee_id, one.training_id) for one in self.attended)
        else:
            wanted = ENGAGED[figure]
            yield from (
                (one.committee_id, one.person_id) for one in self.mediators if one.engagement in wanted
            )

    def packed(self) -> bytes:
        """Compressed JSON, of the committees those that are counted or named."""
        named = {one.committee_id for one in self.mediators} | {one.committee_id for one in self.attended}
        there = [one for one, place in self.committees.items() if place.standing or one in named]
        at = {one: n for n, one in enumerate(there)}
        kept = {
            "committees": [
                (one.hex, place.region_code, place.kind.value, place.standing)
                for one in there
                for place in (self.committees[one],)
            ],
            "mediators": [
                (one.person_id.hex, at[one.committee_id], one.engagement and one.engagement.value)
                for one in self.mediators
            ],
            "attended": [
                (one.training_id.hex, one.person_id.hex, at[one.committee_id]) for one in self.attended
            ],
        }
        return zlib.compress(json.dumps(kept, separators=(",", ":")).encode())

    @classmethod
    def unpacked(cls, data: bytes) -> ForceRows:
        kept = json.loads(zlib.decompress(data))
        ids = [UUID(hex=one) for one, *_ in kept["committees"]]
        places = [
            Committee(code, CommitteeKind.of(kind), standing)
            for _, code, kind, standing in kept["committees"]
        ]
        return cls(
            dict(zip(ids, places, strict=True)),
            tuple(
                Mediator(UUID(hex=person), ids[at], Engagement.of(engagement) if engagement else None)
                for person, at, engagement in kept["mediators"]
            ),
            tuple(
                Attended(UUID(hex=training), UUID(hex=person), ids[at])
                for training, person, at in kept["attended"]
            ),
        )


ENGAGED: Mapping[str, tuple[Engagement | None, ...]] = {
    "mediators": (Engagement.FULL_TIME, Engagement.PART_TIME, None),
    "full_time": (Engagement.FULL_TIME,),
    "part_time": (Engagement.PART_TIME,),
    "unnoted": (None,),
}


def force_rows(session: Session, where: Where) -> ForceRows:
    """As the records of today have them."""
    day, mediating = where.standing_on, Organisation.kind.in_(MEDIATING)
    committees = session.execute(
        select(Organisation.id, Organisation.region_code, committee_kind(), stands(day)).where(
            here(where), mediating
        )
    )
    mediators = session.execute(
        select(Person.id, Organisation.id, engaged(day))
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            here(where),
            mediating,
            stands(day),
            Membership.role.in_(MAY_MEDIATE),
            _held(day),
            or_(Person.active, Person.stopped_on > day),
        )
        .distinct()
    )
    attended = session.execute(
        select(MediatorTraining.id, MediatorTraining.person_id, Organisation.id)
        .join(Membership, Membership.person_id == MediatorTraining.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            here(where),
            mediating,
            MediatorTraining.voided_at.is_(None),
            MediatorTraining.held_on.between(where.period.first, where.period.last),
            Membership.role.in_(MAY_MEDIATE),
            _held(MediatorTraining.held_on),
        )
        .distinct()
    )
    return ForceRows(
        {one: Committee(code, CommitteeKind.of(kind), bool(there)) for one, code, kind, there in committees},
        tuple(Mediator(*row) for row in mediators),
        tuple(Attended(*row) for row in attended),
    )


def keep_force(session: Session, closing_id: UUID, rows: ForceRows) -> None:
    session.add(PeriodRows(closing_id=closing_id, base=BASE, rows=rows.packed()))


def kept_force(session: Session, closing_id: UUID) -> ForceRows | None:
    """None where the closing was made before 组织队伍 was counted."""
    found = session.get(PeriodRows, (closing_id, BASE))
    return None if found is None else ForceRows.unpacked(found.rows)


def stands(day: Any) -> ColumnElement[bool]:
    """Whether the organisation works at the end of that day."""
    return and_(
        or_(Organisation.started_on.is_(None), Organisation.started_on <= day),
        or_(Organisation.active, Organisation.stopped_on > day),
    )


def _held(day: Any) -> ColumnElement[bool]:
    """Whether the post is held on that day."""
    return and_(Membership.from_on <= day, or_(Membership.until_on.is_(None), Membership.until_on >= day))
