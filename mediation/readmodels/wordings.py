"""The blocks of papers that may be worded: what each says here and now, and its versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from mediation.documents.blocks import blocks_of, worded_papers
from mediation.model import Case, Document, Organisation, Person, Wording
from mediation.readmodels.reach import cases_worked_on
from mediation.rules.actor import Actor
from mediation.rules.errors import NotThere
from mediation.rules.papers import PAPERS
from mediation.rules.papers.wording import WordingBlock
from mediation.rules.policy import keeping_post
from mediation.services.wordings_in_force import wordings_in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingShown:
    """One version of one's own wording of a block."""

    id: UUID
    version: int
    text: str
    made_by: str
    made_at: datetime
    in_force_on: date | None
    put_in_force_by: str
    ended_on: date | None
    ended_by: str

    @property
    def draft(self) -> bool:
        return self.in_force_on is None and self.ended_on is None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockShown:
    """A block and what papers of today say there; `keeper` '' where that is the product's own text."""

    block: WordingBlock
    paper: str
    text: str
    keeper: str
    own: bool
    beside: Mapping[str, str]
    """What the paper's other blocks say here, as far as that is not the product's own text."""
    versions: tuple[WordingShown, ...]

    @property
    def draft(self) -> WordingShown | None:
        return next((one for one in self.versions if one.draft), None)

    @property
    def coming(self) -> tuple[WordingShown, ...]:
        """In force now or from a later day."""
        return tuple(one for one in self.versions if one.in_force_on and one.ended_on is None)


def blocks_shown(session: Session, actor: Actor, today: date) -> tuple[BlockShown, ...]:
    """Every block of every paper, as it stands at the actor's post."""
    return tuple(
        _shown(session, actor, block, today)
        for paper in worded_papers()
        for block in blocks_of(paper).values()
    )


def block_shown(session: Session, actor: Actor, paper: str, name: str, today: date) -> BlockShown:
    """One of them; NotThere where the paper declares none of that name."""
    block = blocks_of(paper).get(name) if paper in PAPERS else None
    if block is None:
        raise NotThere
    return _shown(session, actor, block, today)


def _shown(session: Session, actor: Actor, block: WordingBlock, today: date) -> BlockShown:
    here = keeping_post(actor).organisation_id
    in_force = wordings_in_force(session, here, block.paper, today)
    now = in_force.get(block.name)
    return BlockShown(
        block=block,
        paper=PAPERS[block.paper].title,
        text=now.text if now else block.text,
        keeper=session.get_one(Organisation, now.organisation_id).name if now else "",
        own=now is not None and now.organisation_id == here,
        beside={name: one.text for name, one in in_force.items() if name != block.name},
        versions=_versions(session, here, block),
    )


def _versions(session: Session, organisation_id: UUID, block: WordingBlock) -> tuple[WordingShown, ...]:
    by, ender = aliased(Person), aliased(Person)
    rows = session.execute(
        select(Wording, Person.name, by.name, ender.name)
        .join(Person, Person.id == Wording.made_by)
        .outerjoin(by, by.id == Wording.put_in_force_by)
        .outerjoin(ender, ender.id == Wording.ended_by)
        .where(
            Wording.organisation_id == organisation_id,
            Wording.paper == block.paper,
            Wording.block == block.name,
        )
        .order_by(Wording.version.desc())
    )
    return tuple(
        WordingShown(
            id=w.id,
            version=w.version,
            text=w.text,
            made_by=made_by,
            made_at=w.made_at,
            in_force_on=w.in_force_on,
            put_in_force_by=put_by or "",
            ended_on=w.ended_on,
            ended_by=ended_by or "",
        )
        for w, made_by, put_by, ended_by in rows
    )


def papers_to_try(session: Session, actor: Actor, paper: str) -> tuple[tuple[UUID, str], ...]:
    """The last issued papers of that kind in cases that the actor works on, to preview a wording with."""
    rows = session.execute(
        select(Document.id, Case.number, Case.title)
        .join(Case, Case.id == Document.case_id)
        .where(Document.kind == paper, Document.voided_at.is_(None), cases_worked_on(actor))
        .order_by(Document.issued_at.desc(), Document.id.desc())
        .limit(20)
    )
    return tuple((document_id, f"{number or ''} {title}".strip()) for document_id, number, title in rows)
