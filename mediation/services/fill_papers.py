"""The contents of each paper as the database has them now, and which edition of it stands."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import Session

from mediation.model import Agreement, Case, Document, Party
from mediation.rules import papers
from mediation.rules.vocabulary import Side
from mediation.services.fill_signature_sheet import fill_signature_sheet
from mediation.services.filling import (
    confirming,
    ending,
    enforcing,
    filing,
    intake,
    mediating,
    moving,
    reviewing,
)
from mediation.services.filling.mediating import fill_agreement
from mediation.services.paper_sources import Fill, PaperSources

AGREEMENT = "agreement"
CLOSED_ANNEXES = frozenset({"service_addresses", "filing_package"})
"""Papers that tell a court every address, also one that the other side must not learn."""
FILLS: Mapping[str, Fill] = {
    name: fill
    for area in (intake, mediating, ending, moving, filing, confirming, reviewing, enforcing)
    for name, fill in area.FILLS.items()
} | {"signature_sheet": fill_signature_sheet}


def fill_paper(sources: PaperSources, kind: str, subject_id: UUID) -> papers.Contents:
    """The contents of the paper as the database has them now."""
    return FILLS[kind](sources, subject_id)


def is_outdated(sources: PaperSources, document: Document) -> bool:
    """Whether the case now gives other contents than those that the document was issued with.

    What a paper of an earlier template did not say yet is as by default.
    """
    now = fill_paper(sources, document.kind, document.subject_id)
    if now.to_json() == document.contents:
        return False
    try:
        return type(now).from_json(document.contents or "") != now
    except ValueError:
        return True


def is_void(session: Session, kind: str, subject_id: UUID) -> bool:
    """Whether the paper is of an agreement that was set aside: nobody may sign or use it any more."""
    return kind == AGREEMENT and session.get_one(Agreement, subject_id).superseded_at is not None


Hidden = frozenset[tuple[Side, str]]
"""The parties whose address the others must not learn now, under every name that they had in the case."""


def hidden_parties(session: Session, case_id: UUID) -> Hidden:
    """Whose address is withheld by the last row at their place."""
    rows = session.scalars(select(Party).where(Party.case_id == case_id).order_by(Party.ordinal)).all()
    now = {row.position: row.address_withheld for row in rows}
    return frozenset((row.side, row.name) for row in rows if now[row.position])


def prints_hidden_address(document: Document, hidden: Hidden) -> bool:
    """Whether the paper was issued with what is withheld since; the closed annex for the court is meant to be."""
    kind = papers.PAPERS[document.kind]
    if not hidden or not kind.shows_numbers or document.kind in CLOSED_ANNEXES:
        return False
    return any(
        (p.side, p.name) in hidden and (p.address or p.phone)
        for p in kind.contents.from_json(document.contents or "").parties
    )


def agreement_paper_is_current(session: Session, case: Case, agreement: Agreement) -> bool:
    """Whether the paper last issued of the agreement still says what its signers agree to."""
    last = last_edition(session, case.id, AGREEMENT, agreement.id)
    if last is None:
        return False
    issued = papers.Agreement.from_json(last.contents or "")
    return issued.substance == fill_agreement(PaperSources(session, case), agreement.id).substance


def last_edition(
    session: Session, case_id: UUID, kind: str, subject_id: UUID | None, *, standing: bool = True
) -> Document | None:
    """The newest paper of its kind about the subject; of a case, without one.

    Also one whose step was taken back, unless only what is `standing` is asked for.
    """
    query = _EDITIONS[standing, subject_id is not None]
    return session.scalar(query, {"case_id": case_id, "kind": kind, "subject_id": subject_id})


_CASE = bindparam("case_id", type_=Uuid())
_OF_ITS_KIND = (
    select(Document)
    .where(Document.case_id == _CASE, Document.kind == bindparam("kind"))
    .order_by(Document.edition.desc())
    .limit(1)
)
_OF_ITS_SUBJECT = _OF_ITS_KIND.where(Document.subject_id == bindparam("subject_id", type_=Uuid()))
_EDITIONS = {
    (standing, about): query.where(Document.voided_at.is_(None)) if standing else query
    for about, query in ((False, _OF_ITS_KIND), (True, _OF_ITS_SUBJECT))
    for standing in (False, True)
}
"""By whether only what stands is asked for, and whether a subject is named."""
