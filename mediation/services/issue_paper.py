"""Issuing a paper beside the steps: by whom the law calls to it, when its fact is there and nothing is missing."""

from __future__ import annotations

from uuid import UUID

from mediation.model import Case, Confirmation
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import BadInput, NotAllowed, Problem, StaleCase, WrongState
from mediation.rules.messages import say
from mediation.rules.papers.gaps import gaps
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import DocumentState, MatterKind
from mediation.services.court_papers import COURT_PAPERS
from mediation.services.fill_papers import fill_paper, last_edition
from mediation.services.issuable_papers import Counter, desk_of, offer_for
from mediation.services.issue_document import issue_document
from mediation.services.load import Loaded, load_case
from mediation.services.paper_sources import PaperSources
from mediation.services.record_event import record_event
from mediation.services.unit_of_work import UnitOfWork


def counter(uow: UnitOfWork, case_id: UUID, actor: Actor, clock: Clock) -> tuple[Counter, Loaded]:
    """The case and from where the actor issues papers of it; NotThere or NotAllowed for others."""
    loaded = load_case(uow, actor, case_id, at_least=CaseView.COURT)
    seated = desk_of(actor, loaded.case, loaded.holder, loaded.view)
    if seated is None:
        raise NotAllowed(say("您的岗位不能出具这件案件的文书"))
    return Counter(uow.session, loaded.case, *seated, clock.today()), loaded


def issue_paper(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, case_id: UUID, kind: str, subject_id: UUID
) -> UUID:
    """The paper's contents as the case has them now; the answer is the document.

    WrongState when it is not the time for it, BadInput with all that is missing, StaleCase for one that stands.
    """
    at, loaded = counter(uow, case_id, actor, clock)
    if offer_for(at, kind, subject_id) is None:
        raise WrongState(say("现在不能出具这份文书：它的事由还没有发生，或者已经撤销"))
    sources = PaperSources(uow.session, loaded.case)
    contents = fill_paper(sources, kind, subject_id)
    missing = [gap for gap in gaps(kind, contents) if gap.must]
    if missing:
        raise BadInput(*(Problem("", say("还缺：{what}", what=gap.what)) for gap in missing))
    last = last_edition(uow.session, case_id, kind, subject_id)
    made = last is not None and last.state is not DocumentState.FAILED
    if last is not None and made and last.contents == contents.to_json():
        raise StaleCase(say("这份文书已经出具，内容没有变化"))
    document = issue_document(uow, sources, kind, subject_id, actor.person_id, clock.now())
    assert document is not None
    matter: MatterKind = MatterKind.DISPUTE
    about: Case | Confirmation = loaded.case
    if kind in COURT_PAPERS:
        matter, about = MatterKind.CONFIRMATION, uow.session.get_one(Confirmation, subject_id)
    now = clock.now()
    record_event(
        uow,
        case_id=case_id,
        kind=matter,
        matter=about,
        tag="document:issued",
        actor=actor,
        post=at.post,
        happened_at=now,
        recorded_at=now,
        data={"kind": kind, "edition": document.edition},
    )
    return document.id
