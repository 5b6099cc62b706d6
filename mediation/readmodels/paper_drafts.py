"""What is printed before a paper is issued: its contents in the words that are in force, marked 草稿."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from mediation.model import Case
from mediation.rules.messages import Message
from mediation.rules.papers import PAPERS, RenderRequest
from mediation.rules.papers.gaps import PRINT_PARTIES_IN_FULL, left_blank
from mediation.services.paper_sources import PaperSources
from mediation.services.wordings_in_force import wordings_in_force


def blanks_beside(session: Session, case_id: UUID, kinds: Iterable[str]) -> tuple[Message, ...]:
    """What papers of these kinds would leave blank of the parties now."""
    if PRINT_PARTIES_IN_FULL.isdisjoint(kinds):
        return ()
    printed = PaperSources(session, session.get_one(Case, case_id)).printed
    return tuple(gap.what for gap in left_blank(printed))


def paper_draft(session: Session, case_id: UUID, kind: str, contents_json: str, on: date) -> RenderRequest:
    """What the renderer is asked for: as the paper would be issued on that day, without a code."""
    holder = session.get_one(Case, case_id).organisation_id
    wording = {block: row.text for block, row in wordings_in_force(session, holder, kind, on).items()}
    return RenderRequest(kind, PAPERS[kind].template_version, contents_json, wording=wording, draft=True)
