"""The page of 直接立案: what goes to the court, what it lacks, how far it is, and whether it can go today."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Case, Complaint, Document, Request
from mediation.readmodels.case_page import MatterPage, StepOffer
from mediation.readmodels.linked_cases import filing_of
from mediation.readmodels.step_choices import courts
from mediation.rules.clock import SHANGHAI
from mediation.rules.grammar import Registry, State
from mediation.rules.messages import Message
from mediation.rules.papers import FilingPackage, ListedPaper
from mediation.rules.papers.gaps import Gap, gaps
from mediation.rules.vocabulary import MatterKind, Route
from mediation.services.decided_elsewhere import answer_awaited
from mediation.services.draw_up_complaint import complaint_of
from mediation.services.file_directly import HAND_IN, PACKAGE, WAYS_OUT
from mediation.services.fill_papers import fill_paper
from mediation.services.open_complaint import came_back_of_itself
from mediation.services.paper_sources import PaperSources

TO_TRIAL = "go_to_trial"


@dataclass(frozen=True, slots=True)
class ComplaintShown:
    """What was drawn up, as its form shows it again."""

    court_id: UUID | None
    claims: str
    facts: str
    evidence: tuple[tuple[str, str, str], ...]
    witnesses: str
    oral: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """A complaint at a court: since when, where it stands, with which package."""

    request_id: UUID
    court: str
    received_on: date
    state: State
    answer: str
    court_number: str
    package_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingPage:
    """Everything on the one page."""

    complaint: ComplaintShown | None
    courts: tuple[tuple[UUID, str], ...]
    lines: tuple[ListedPaper, ...]
    copies: int
    gaps: tuple[Gap, ...]
    undisputed: tuple[str, ...]
    route: Route
    sent: tuple[Sent, ...]
    filed: tuple[str, str, date] | None
    onward: str
    """The step by which the case leaves first, if one is needed: its name."""
    refusals: tuple[Message, ...]
    """Why it cannot go to the court now."""
    to_trial: bool
    """Registered already: it goes on to trial."""

    @property
    def missing(self) -> tuple[Gap, ...]:
        return tuple(gap for gap in self.gaps if gap.must)

    @property
    def by_hand(self) -> tuple[Gap, ...]:
        return tuple(gap for gap in self.gaps if not gap.must)


def filing_page(
    session: Session, registry: Registry, page: MatterPage, holder_id: UUID, today: date
) -> FilingPage:
    """Of a case that the reader sees in full."""
    case = session.get_one(Case, page.case_id)
    sources, awaited = PaperSources(session, case), answer_awaited(session, case)
    drawn = complaint_of(session, page.case_id)
    package = fill_paper(sources, PACKAGE, page.case_id) if drawn is not None else None
    assert package is None or isinstance(package, FilingPackage)
    offers = {offer.step.name: offer for offer in page.offers}
    leaving = next((offers[name] for name in WAYS_OUT if name in offers), None)
    came_back = came_back_of_itself(session, page.case_id)
    return FilingPage(
        complaint=_shown(drawn) if drawn is not None else None,
        courts=courts(session, holder_id, today),
        lines=package.lines if package is not None else (),
        copies=package.copies if package is not None else 0,
        gaps=gaps(PACKAGE, package) if package is not None else (),
        undisputed=package.undisputed if package is not None else (),
        route=sources.route,
        sent=_sent(session, registry, page.case_id),
        filed=filing_of(session, page.case_id),
        onward=leaving.step.name if leaving is not None else "",
        refusals=_refusals(leaving, offers, came_back) if awaited is None else (awaited,),
        to_trial=TO_TRIAL in offers,
    )


def _refusals(
    leaving: StepOffer | None, offers: dict[str, StepOffer], came_back: bool
) -> tuple[Message, ...]:
    """What came back of itself to the court that delegated it still lacks what the party sues with."""
    if leaving is not None:
        return leaving.reasons
    if came_back:
        return ()
    return offers[HAND_IN].reasons if HAND_IN in offers else ()


def _shown(drawn: Complaint) -> ComplaintShown:
    rows = json.loads(drawn.evidence or "[]")
    return ComplaintShown(
        drawn.court_id,
        drawn.claims or "",
        drawn.facts or "",
        tuple((title, source, proves) for title, source, proves in rows),
        drawn.witnesses or "",
        drawn.oral,
    )


def _sent(session: Session, registry: Registry, case_id: UUID) -> tuple[Sent, ...]:
    at_court = select(Request).where(Request.case_id == case_id, Request.kind == MatterKind.FILING)
    packages = {
        subject_id: document_id
        for subject_id, document_id in session.execute(
            select(Document.subject_id, Document.id)
            .where(Document.case_id == case_id, Document.kind == PACKAGE, Document.voided_at.is_(None))
            .order_by(Document.edition)
        )
    }
    return tuple(
        Sent(
            one.id,
            one.asked_name,
            one.opened_at.astimezone(SHANGHAI).date(),
            registry.of(one.kind, one.definition_version).by_state[one.state],
            one.answer or "",
            one.court_number or "",
            packages.get(one.id),
        )
        for one in session.scalars(at_court.order_by(Request.opened_at.desc()))
    )
