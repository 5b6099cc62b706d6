"""Which papers a party may read by a code to the phone, and who stands behind a number: asked before each look."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Document, Party, ReadingCode, Representative
from mediation.rules.messages import say
from mediation.rules.papers import PAPERS
from mediation.rules.papers.kind import Copies
from mediation.rules.verdicts import Standing
from mediation.services.case_now import acting_for, current_parties
from mediation.services.gather_facts import without_capacity
from mediation.services.sign_in import token_digest
from mediation.services.verify_paper import standing_of

PROOF_LASTS = timedelta(minutes=30)
NOT_BY_PHONE = say(
    "这份文书不在这里看全文：已经被替换、撤回或者作废，还没有用印，或者本来就不发给当事人。请向签发机构询问"
)


@dataclass(frozen=True, slots=True)
class PaperReader:
    """A party of whom the paper speaks, or who acts for one."""

    party: Party
    acting: Representative | None

    @property
    def name(self) -> str:
        return self.acting.name if self.acting else self.party.name


def is_for_parties(session: Session, document: Document) -> bool:
    """Whether each party is given this paper, and it stands: an old edition may print what is withheld since."""
    given = PAPERS[document.kind].copies is not Copies.ONE
    return given and standing_of(session, document) is Standing.STANDS


def reader_with(session: Session, document: Document, phone: str, on: date) -> PaperReader | None:
    """Who of its parties has that number registered; for somebody without full capacity the guardian alone."""
    for reader in readers_of(session, document, on):
        registered = (reader.acting.phone if reader.acting else reader.party.phone) or ""
        if registered and hmac.compare_digest(registered.encode(), phone.encode()):
            return reader
    return None


def readers_of(session: Session, document: Document, on: date) -> list[PaperReader]:
    """The parties that the paper names and that still are parties, and who acts for them."""
    paper = PAPERS[document.kind].contents.from_json(document.contents or "")
    named = {one.name for one in paper.parties}
    parties = [party for party in current_parties(session, document.case_id) if party.name in named]
    own = [PaperReader(party, None) for party in parties if not without_capacity(party, on)]
    by_id = {party.id: party for party in parties}
    acting = acting_for(session, by_id)
    return own + [PaperReader(by_id[one.party_id], one) for one in acting]


def proof_of(session: Session, document: Document, browser: str, now: datetime) -> ReadingCode | None:
    """The code by which this browser showed not long ago whose phone it is."""
    if not browser:
        return None
    return session.scalar(
        select(ReadingCode)
        .where(
            ReadingCode.document_id == document.id,
            ReadingCode.browser_digest == token_digest(browser),
            ReadingCode.proved_at > now - PROOF_LASTS,
        )
        .limit(1)
    )
