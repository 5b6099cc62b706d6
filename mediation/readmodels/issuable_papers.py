"""Which papers somebody may issue in a case now, what each still lacks, and which will be possible later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from mediation.model import Case, Organisation
from mediation.rules.actor import Actor
from mediation.rules.errors import NotAllowed, NotThere
from mediation.rules.messages import Message, say
from mediation.rules.papers import PAPERS, Contents, PaperKind
from mediation.rules.papers.gaps import Gap, gaps
from mediation.rules.papers.issuing import Issuable, not_yet
from mediation.rules.policy import CaseView, sight
from mediation.rules.vocabulary import DocumentState
from mediation.services.fill_papers import fill_paper, last_edition
from mediation.services.issuable_papers import Counter, desk_of
from mediation.services.load import standing
from mediation.services.paper_sources import PaperSources


@dataclass(frozen=True, slots=True)
class PaperOffered:
    """A paper that may be issued: about what, what it lacks, and whether it was issued as it is now."""

    kind: PaperKind
    subject_id: UUID
    label: Message | str | date
    gaps: tuple[Gap, ...]
    copies: int
    contents: Contents
    edition: int = 0
    """The last edition that stands; 0 without one."""
    unchanged: bool = False

    @property
    def missing(self) -> tuple[Gap, ...]:
        return tuple(gap for gap in self.gaps if gap.must)

    @property
    def by_hand(self) -> tuple[Gap, ...]:
        """What is printed blank."""
        return tuple(gap for gap in self.gaps if not gap.must)


@dataclass(frozen=True, slots=True)
class PapersToIssue:
    """All of a case, from one desk."""

    case_id: UUID
    public_id: str
    title: str
    is_open: bool
    offered: tuple[PaperOffered, ...]
    later: tuple[Issuable, ...]


def papers_to_issue(session: Session, actor: Actor, case_id: UUID, today: date) -> PapersToIssue:
    """NotThere for a case that is not the actor's; NotAllowed for who issues no papers of it."""
    case = session.get_one(Case, case_id)
    holder = session.get_one(Organisation, case.organisation_id)
    view = sight(actor, standing(session, case, holder), of_the_case=True)
    if view < CaseView.COURT:
        raise NotThere
    seated = desk_of(actor, case, holder, view)
    if seated is None:
        raise NotAllowed(say("您的岗位不能出具这件案件的文书"))
    at = Counter(session, case, *seated, today)
    now, sources = at.offers(), PaperSources(session, case)
    return PapersToIssue(
        case.id,
        case.public_id,
        case.title,
        case.is_open,
        tuple(_offered(sources, one.kind, one.subject.id, one.subject.label) for one in now),
        not_yet(at.desk, now),
    )


def _offered(sources: PaperSources, name: str, subject_id: UUID, label: Message | str | date) -> PaperOffered:
    kind, contents = PAPERS[name], fill_paper(sources, name, subject_id)
    last = last_edition(sources.session, sources.case.id, name, subject_id)
    return PaperOffered(
        kind=kind,
        subject_id=subject_id,
        label=label,
        gaps=gaps(name, contents),
        copies=kind.copies_of(contents),
        contents=contents,
        edition=last.edition if last else 0,
        unchanged=last is not None
        and last.state is not DocumentState.FAILED
        and last.contents == contents.to_json(),
    )


def paper_to_issue(papers: PapersToIssue, kind: str, subject_id: UUID) -> PaperOffered:
    """One of them; NotThere when it may not be issued now."""
    for one in papers.offered:
        if one.kind.name == kind and one.subject_id == subject_id:
            return one
    raise NotThere
