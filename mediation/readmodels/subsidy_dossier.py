"""A dossier as a reviewer of the bureau sees it: its papers by page, what is missing; no contents and no name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Attachment, Case
from mediation.readmodels.subsidies import ClaimPage, LineShown, ReviewShown, claim_page
from mediation.readmodels.subsidy_samples import Told
from mediation.rules.actor import Actor
from mediation.rules.dossiers import OLDER, SIGNED, TITLES, UNSIGNED, FilePart, Place
from mediation.rules.errors import NotThere
from mediation.services.file_gaps import FileSeen, files_seen
from mediation.services.plan_dossier import plan_file
from mediation.services.subsidy_facts import one_case

PageCount = Callable[[str], int]
"""Of the paper of ours of that digest."""


@dataclass(frozen=True, slots=True)
class PaperOnPage:
    """A paper of the file, and on which pages of it."""

    place: Place
    title: str
    remark: str
    first: int
    last: int

    @property
    def unsigned(self) -> bool:
        return self.remark == UNSIGNED


@dataclass(frozen=True, slots=True)
class MissingPaper:
    """What must be there and is not, and behind which page it belongs."""

    place: Place
    title: str
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPage:
    """All that the page says."""

    claim: ClaimPage
    case_id: UUID
    public_id: str
    lines: tuple[LineShown, ...]
    papers: tuple[PaperOnPage, ...]
    missing: tuple[MissingPaper, ...]
    waiting: tuple[str, ...]
    """Papers whose bytes are not made yet."""
    unproven: int
    signs: tuple[Told, ...]
    drawn: bool
    review: ReviewShown | None
    next_public_id: str
    """Of the next dossier of the sample that nobody has looked at."""


def dossier_page(
    session: Session, actor: Actor, claim_id: UUID, public_id: str, pages: PageCount
) -> DossierPage:
    """For who may read the claim; NotThere for a case that is not in it."""
    claim = claim_page(session, actor, claim_id)
    lines = tuple(line for line in claim.lines if line.facts.public_id == public_id)
    case = session.scalar(select(Case).where(Case.public_id == public_id))
    if not lines or case is None:
        raise NotThere
    plan = plan_file(session, case)
    papers = _on_pages(plan.parts, _counted(session, case.id, pages))
    seen = files_seen(session, one_case(case.id)).get(case.id, FileSeen())
    return DossierPage(
        claim=claim,
        case_id=case.id,
        public_id=public_id,
        lines=lines,
        papers=papers,
        missing=_missing(seen.lacking(case.outcome), papers),
        waiting=plan.waiting,
        unproven=seen.unproven,
        signs=tuple(claim.signs.get(case.id, ())),
        drawn=case.id in claim.drawn,
        review=lines[0].review,
        next_public_id=_next(claim, case.id),
    )


def _on_pages(parts: tuple[FilePart, ...], pages: PageCount) -> tuple[PaperOnPage, ...]:
    """Numbered as the bound file numbers them: from the first paper on."""
    found, page = [], 1
    for part in parts:
        count = pages(part.digest)
        found.append(PaperOnPage(Place(part.place), _title(part), part.remark, page, page + count - 1))
        page += count
    return tuple(found)


def _title(part: FilePart) -> str:
    """The official title: what somebody typed under a photo may name people."""
    known = part.own or part.remark in (SIGNED, OLDER)
    return part.title if known else TITLES[Place(part.place)]


def _counted(session: Session, case_id: UUID, pages: PageCount) -> PageCount:
    """What was added was counted when it came; papers of ours are counted now."""
    rows = session.execute(select(Attachment.digest, Attachment.pages).where(Attachment.case_id == case_id))
    known = {digest: count for digest, count in rows}
    return lambda digest: known[digest] if digest in known else pages(digest)


def _missing(lacking: tuple[Place, ...], papers: tuple[PaperOnPage, ...]) -> tuple[MissingPaper, ...]:
    return tuple(
        MissingPaper(place, TITLES[place], max((one.last for one in papers if one.place < place), default=0))
        for place in lacking
    )


def _next(claim: ClaimPage, case_id: UUID) -> str:
    waiting = [
        line.facts.public_id
        for line in claim.lines
        if line.facts.case_id in claim.drawn and line.review is None and line.facts.case_id != case_id
    ]
    return waiting[0] if waiting else ""
