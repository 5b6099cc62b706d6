"""Issuing a paper: its contents are frozen in the same transaction; a worker renders the bytes afterwards."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from mediation.model import Document, OutboxItem, Sitting
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotAllowed, NotThere, StaleCase, WrongState
from mediation.rules.messages import say
from mediation.rules.papers import PAPERS
from mediation.rules.papers.issuing import ON_REQUEST
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import DocumentState, MatterKind, SittingKind
from mediation.services.court_papers import COURT_PAPERS, confirmation_behind
from mediation.services.fill_papers import AGREEMENT, fill_paper, is_void, last_edition
from mediation.services.load import load_case, load_matter
from mediation.services.note_event import note_event, post_here
from mediation.services.paper_sources import PaperSources
from mediation.services.unit_of_work import UnitOfWork

RENDER = "render_document"


def issue_document(
    uow: UnitOfWork,
    sources: PaperSources,
    kind: str,
    subject_id: UUID,
    actor: Actor,
    at: datetime,
) -> Document | None:
    """Freeze the paper's contents and queue its rendering; a later edition names the one it replaces.

    Nothing is issued for a sitting held apart: what was said there stays behind its wall.
    """
    session = uow.session
    session.flush()
    if kind == "sitting_record" and session.get_one(Sitting, subject_id).kind is SittingKind.APART:
        return None
    contents = fill_paper(sources, kind, subject_id).to_json()
    about = None if kind == AGREEMENT else subject_id  # each text of an agreement takes the last one's place
    last = last_edition(session, sources.case.id, kind, about, standing=False)
    document = Document(
        case_id=sources.case.id,
        kind=kind,
        subject_id=subject_id,
        edition=last.edition + 1 if last else 1,
        template_version=PAPERS[kind].template_version,
        state=DocumentState.QUEUED,
        issued_by=actor.person_id,
        issued_at=at,
        replaces_id=last.id if last else None,
    )
    session.add(document)
    document.contents = contents
    session.add(OutboxItem(kind=RENDER, subject_id=document.id, created_at=at, not_before=at))
    return document


def reissue_document(uow: UnitOfWork, *, actor: Actor, clock: Clock, document_id: UUID) -> UUID:
    """Issue a paper again from the case as it is now; the old one stays as it was. The answer is the new one."""
    old = uow.session.get(Document, document_id)
    if old is None:
        raise NotThere
    if old.kind in ON_REQUEST:  # from its own desk, when its occasion stands and nothing lacks
        raise WrongState(say("这种文书在“出具文书”里出具新的一版"))
    behind = confirmation_behind(uow.session, old) if old.kind in COURT_PAPERS else None
    if behind is not None:
        loaded = load_matter(uow, actor, MatterKind.CONFIRMATION, behind.id)
        if loaded.view is not CaseView.COURT:
            raise NotAllowed(say("法院文书由法院重新生成"))
    else:
        loaded = load_case(uow, actor, old.case_id)
    post = post_here(actor, loaded)
    if is_void(uow.session, old.kind, old.subject_id):
        raise WrongState(say("这份协议已经作废，不再生成"))
    if old.voided_at is not None:
        raise WrongState(say("生成这份文书的步骤已经撤销，文书已作废，不再生成"))
    about = None if old.kind == AGREEMENT else old.subject_id
    if last_edition(uow.session, old.case_id, old.kind, about) is not old:
        raise StaleCase(say("这份文书已经有新的一版，请刷新页面看看"))
    sources = PaperSources(uow.session, loaded.case)
    document = issue_document(uow, sources, old.kind, old.subject_id, actor, clock.now())
    if document is None:
        raise NotThere
    data = {"kind": old.kind, "edition": document.edition}
    note_event(uow, loaded, "document:reissued", actor, post, clock, data)
    return document.id
