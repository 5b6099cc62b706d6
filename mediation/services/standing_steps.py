"""Which steps of a case stand: one that was taken by mistake and taken back stays in the history and counts no more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import CaseEvent
from mediation.rules.vocabulary import MatterKind

REVERSED = "reversed"
"""The verb of the event that takes a step back; `dispute:reversed`, and so for every kind of matter."""


def tag_of_reversal(kind: MatterKind) -> str:
    return f"{kind.value}:{REVERSED}"


def is_reversal(tag: str) -> bool:
    return tag.endswith(f":{REVERSED}")


@dataclass(slots=True)
class Standing:
    """Read event by event: of each matter the steps that stand, the newest last, and what took back which."""

    steps: dict[UUID, list[int]] = field(default_factory=dict)
    taken_back: dict[int, int] = field(default_factory=dict)
    """By the number of the step taken back: the number of the event that did it."""

    def read(self, seq: int, kind: MatterKind, matter_id: UUID, tag: str) -> None:
        """A move to another version of the definition ends what can be taken back."""
        noun, _, verb = tag.partition(":")
        if noun == "definition":
            self.steps.pop(matter_id, None)
        if noun != kind.value:
            return
        stack = self.steps.setdefault(matter_id, [])
        if verb != REVERSED:
            stack.append(seq)
        elif stack:
            self.taken_back[stack.pop()] = seq


Told = tuple[int, MatterKind, UUID, str]


def standing_of(events: Iterable[Told]) -> Standing:
    """What stands after these events of one case, in their order."""
    standing = Standing()
    for seq, kind, matter_id, tag in events:
        standing.read(seq, kind, matter_id, tag)
    return standing


def standing_steps(session: Session, case_id: UUID) -> Standing:
    """What stands of a case now."""
    rows = session.execute(
        select(CaseEvent.seq, CaseEvent.matter, CaseEvent.matter_id, CaseEvent.tag)
        .where(CaseEvent.case_id == case_id)
        .order_by(CaseEvent.seq)
    )
    return standing_of((seq, kind, matter_id, tag) for seq, kind, matter_id, tag in rows)


def steps_taken_back(session: Session) -> Mapping[UUID, frozenset[int]]:
    """Of every case in which something was taken back, the numbers of those steps."""
    with_some = select(CaseEvent.case_id).where(CaseEvent.tag.endswith(f":{REVERSED}"))
    rows = session.execute(
        select(CaseEvent.case_id, CaseEvent.seq, CaseEvent.matter, CaseEvent.matter_id, CaseEvent.tag)
        .where(CaseEvent.case_id.in_(with_some))
        .order_by(CaseEvent.case_id, CaseEvent.seq)
    )
    found: dict[UUID, Standing] = {}
    for case_id, seq, kind, matter_id, tag in rows:
        found.setdefault(case_id, Standing()).read(seq, kind, matter_id, tag)
    return {case_id: frozenset(standing.taken_back) for case_id, standing in found.items()}
