"""A recorded sample: its signs in words, and whether its seed gives it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Case, Person, SubsidySample
from mediation.rules.messages import Message
from mediation.rules.padding.looked import Sign, SignKind
from mediation.rules.padding.sampling import draw, risks
from mediation.rules.vocabulary import SittingManner


@dataclass(frozen=True, slots=True)
class SampleShown:
    """Who drew it when and how, and whether the seed gives it again."""

    ordinal: int
    seed: str
    percent: int
    size: int
    reason: str
    by: str
    at: datetime
    same_again: bool


Told = tuple[SignKind, Message, tuple[tuple[str, str], ...]]
"""The kind, why, and number and address of the cases that it rests on."""


def signs_of(sample: SubsidySample) -> tuple[Sign, ...]:
    """As they were recorded."""
    return tuple(
        Sign(
            SignKind.of(one["kind"]),
            UUID(case_id),
            tuple(UUID(other) for other in one["others"]),
            Message(one["why"][0], tuple((name, _of(told)) for name, told in sorted(one["why"][1].items()))),
        )
        for case_id, found in sample.content["signs"].items()
        for one in found
    )


def _of(told: str | int) -> str | int | SittingManner:
    """A word of the program's own is translated where it is read."""
    return SittingManner.AT_HOME if told == SittingManner.AT_HOME.title_text else told


def signs_told(session: Session, sample: SubsidySample) -> Mapping[UUID, tuple[Told, ...]]:
    """By case, with what the reader follows to the others."""
    found = signs_of(sample)
    others = {one for sign in found for one in sign.others}
    rows = session.execute(select(Case.id, Case.number, Case.public_id).where(Case.id.in_(others)))
    known = {case_id: (number or "", public_id) for case_id, number, public_id in rows}
    told: dict[UUID, list[Told]] = {}
    for sign in found:
        named = tuple(known[one] for one in sign.others if one in known)
        told.setdefault(sign.case_id, []).append((sign.kind, sign.why, named))
    return {case_id: tuple(one) for case_id, one in told.items()}


def sample_shown(session: Session, sample: SubsidySample) -> SampleShown:
    return SampleShown(
        sample.ordinal,
        sample.seed,
        sample.percent,
        len(sample.content["drawn"]),
        sample.reason,
        session.get_one(Person, sample.drawn_by).name,
        sample.drawn_at,
        same_again(sample),
    )


def same_again(sample: SubsidySample) -> bool:
    """Whether the recorded cases, signs and seed give the recorded sample."""
    cases = [UUID(one) for one in sample.content["cases"]]
    drawn = draw(cases, risks(signs_of(sample)), sample.seed, sample.percent)
    return [(str(one.case_id), one.risk, one.by_lot) for one in drawn] == [
        (one["case"], one["risk"], one["by_lot"]) for one in sample.content["drawn"]
    ]
