"""Looking at a draft: nothing is issued or kept; how often somebody looks is counted, and printed numbers recorded."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select

from mediation.model import PaperPreview
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import Clock
from mediation.rules.errors import NotAllowed, NotThere, TooOften, WrongState
from mediation.rules.messages import say
from mediation.rules.papers import PAPERS
from mediation.rules.papers.issuing import ON_REQUEST
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import MatterKind
from mediation.services.issuable_papers import offer_for
from mediation.services.issue_document import SIGNATURE_SHEET
from mediation.services.issue_paper import counter
from mediation.services.load import Loaded, load_matter, standing
from mediation.services.read_document import COURT_READS
from mediation.services.record_event import record_event
from mediation.services.reveal_party import revealing_post
from mediation.services.unit_of_work import UnitOfWork

WINDOW = timedelta(minutes=5)
MOST = 30
"""Drafts that one person may have rendered within the window."""
BY_STEPS = frozenset(PAPERS) - ON_REQUEST - {SIGNATURE_SHEET}
"""What is shown beside the form of the step that issues it; drawn signatures are not there before they are made."""


def preview_paper(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, case_id: UUID, kind: str, subject_id: UUID
) -> UUID:
    """Leave to look at the draft of a paper that people issue on request. The answer is the case."""
    at, loaded = counter(uow, case_id, actor, clock)
    if offer_for(at, kind, subject_id) is None:
        raise WrongState(say("现在不能出具这份文书：它的事由还没有发生，或者已经撤销"))
    _note(uow, loaded, actor, at.post, clock.now(), kind)
    return case_id


def preview_beside_step(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, matter: MatterKind, matter_id: UUID, kind: str
) -> UUID:
    """Leave to look at what a step of the matter would issue. The answer is the case.

    Of a matter before a court the record does not say which paper: the committee reads it, and which ruling a judge
    is thinking of is nobody else's affair before it is out.
    """
    loaded = load_matter(uow, actor, matter, matter_id)
    if kind not in BY_STEPS or (loaded.view is not CaseView.FULL and kind not in COURT_READS):
        raise NotThere
    post = revealing_post(actor, standing(uow.session, loaded.case, loaded.holder))
    if post is None:
        raise NotAllowed(say("这份文书印有证件号码、电话或者住址，您的岗位不能查看"))
    _note(uow, loaded, actor, post, clock.now(), kind)
    return loaded.case.id


def _note(uow: UnitOfWork, loaded: Loaded, actor: Actor, post: Post, now: datetime, kind: str) -> None:
    _count(uow, actor, now)
    if PAPERS[kind].shows_numbers:
        record_event(
            uow,
            case_id=loaded.case.id,
            kind=loaded.kind,
            matter=loaded.matter,
            tag="document:previewed",
            actor=actor,
            post=post,
            happened_at=now,
            recorded_at=now,
            data={"kind": kind} if loaded.kind is MatterKind.DISPUTE else {},
        )


def _count(uow: UnitOfWork, actor: Actor, now: datetime) -> None:
    mine = PaperPreview.person_id == actor.person_id
    uow.session.execute(delete(PaperPreview).where(mine, PaperPreview.at <= now - WINDOW))
    if (uow.session.scalar(select(func.count()).select_from(PaperPreview).where(mine)) or 0) >= MOST:
        raise TooOften(say("预览得太频繁，请过几分钟再看"))
    uow.session.add(PaperPreview(person_id=actor.person_id, at=now))
