"""Issuing a paper: its contents are frozen in the same transaction; a worker renders the bytes afterwards."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from mediation.model import CaseChain, Document, Organisation, OutboxItem, Sitting, Wording
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI, Clock
from mediation.rules.errors import NotAllowed, NotThere, StaleCase, WrongState
from mediation.rules.messages import say
from mediation.rules.papers import PAPERS, contents_digest, issuer_of, new_code
from mediation.rules.papers.issuing import ON_REQUEST
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import DocumentState, MatterKind, SittingKind
from mediation.services.case_now import live_signatures
from mediation.services.court_papers import COURT_PAPERS, confirmation_behind
from mediation.services.fill_papers import AGREEMENT, fill_paper, is_void, last_edition
from mediation.services.load import load_case, load_matter
from mediation.services.looked_up import one_looked_up
from mediation.services.note_event import note_event, post_here
from mediation.services.paper_sources import PaperSources
from mediation.services.printable import require_printable
from mediation.services.signing_rounds import is_drawn, void_signatures
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.wordings_in_force import rows_of, wordings_in_force

RENDER = "render_document"
HEAD_PRINTED = 16
"""Characters of the chain's head on paper: enough that no other history has the same."""
SIGNATURE_SHEET = "signature_sheet"


def issue_document(
    uow: UnitOfWork,
    sources: PaperSources,
    kind: str,
    subject_id: UUID,
    issued_by: UUID,
    at: datetime,
    worded_as: Document | None = None,
) -> Document | None:
    """Freeze the paper's contents and queue its rendering; a later edition names the one it replaces.

    In the words that are in force on that day, or in those of an edition under which people have signed.

    Nothing is issued for a sitting held apart: what was said there stays behind its wall. A sheet of signatures is
    issued where there are drawn ones.
    """
    session = uow.session
    session.flush()
    if kind == "sitting_record" and session.get_one(Sitting, subject_id).kind is SittingKind.APART:
        return None
    if kind == SIGNATURE_SHEET and not is_drawn(session, subject_id):
        return None
    paper = fill_paper(sources, kind, subject_id)
    about = None if kind == AGREEMENT else subject_id  # each text of an agreement takes the last one's place
    last = last_edition(session, sources.case.id, kind, about, standing=False)
    words = rows_of(session, worded_as.wordings) if worded_as else _wordings(sources, kind, at)
    contents = paper.to_json()
    require_printable(session, PAPERS[kind], contents)
    issuer = one_looked_up(session, _ISSUER, {"name": issuer_of(PAPERS[kind], paper)})
    salt = secrets.token_hex(16)
    chain = session.get_one(CaseChain, sources.case.id)
    document = Document(
        case_id=sources.case.id,
        kind=kind,
        subject_id=subject_id,
        edition=last.edition + 1 if last else 1,
        template_version=PAPERS[kind].template_version,
        wordings=[str(one.id) for one in words.values()],
        state=DocumentState.QUEUED,
        issued_by=issued_by,
        issued_at=at,
        replaces_id=last.id if last else None,
        verify_code=new_code(),
        chain_head=chain.head.hex()[:HEAD_PRINTED],
        contents_digest=contents_digest(salt, contents, {block: row.text for block, row in words.items()}),
        issuer_id=issuer,
    )
    session.add(document)
    document.contents, document.salt = contents, salt
    session.add(OutboxItem(kind=RENDER, subject_id=document.id, created_at=at, not_before=at))
    return document


_ISSUER = select(Organisation.id).where(Organisation.name == bindparam("name"))


def _wordings(sources: PaperSources, kind: str, at: datetime) -> Mapping[str, Wording]:
    """The committee's own words for blocks of the paper, as they are in force on the day of issue."""
    on = at.astimezone(SHANGHAI).date()
    return wordings_in_force(sources.session, sources.case.organisation_id, kind, on)


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
    if old.kind == SIGNATURE_SHEET:
        raise WrongState(say("签署页记的是已经签下的名，不重新生成"))
    if last_edition(uow.session, old.case_id, old.kind, about) is not old:
        raise StaleCase(say("这份文书已经有新的一版，请刷新页面看看"))
    sources = PaperSources(uow.session, loaded.case)
    signed = old.kind == AGREEMENT and bool(live_signatures(uow.session, agreement_id=old.subject_id))
    document = issue_document(
        uow, sources, old.kind, old.subject_id, actor.person_id, clock.now(), old if signed else None
    )
    if document is None:
        raise NotThere
    data: dict[str, object] = {"kind": old.kind, "edition": document.edition}
    if old.kind == AGREEMENT and document.contents != old.contents:
        voided = void_signatures(uow, old.subject_id, clock.now())
        data |= {"voided": voided} if voided else {}
    note_event(uow, loaded, "document:reissued", actor, post, clock, data)
    return document.id
