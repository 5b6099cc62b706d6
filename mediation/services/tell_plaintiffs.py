"""Telling whoever sues how far the court is: a message to each, with nothing of the dispute in it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from mediation.rules.vocabulary import NoticePurpose, Side
from mediation.services.case_now import current_parties
from mediation.services.queue_notice import queue_notice
from mediation.services.step import Taking

KEPT = timedelta(days=14)
"""After that a message nobody took is of no use."""


def tell_plaintiffs(taking: Taking, subject_id: UUID, text: str) -> None:
    """Each whose phone is known, after the commit; who has none hears it from the committee."""
    for party in current_parties(taking.uow.session, taking.loaded.case.id):
        if party.side is Side.APPLICANT and party.phone:
            queue_notice(
                taking.uow,
                case_id=taking.loaded.case.id,
                purpose=NoticePurpose.FILING,
                subject_id=subject_id,
                to=party.phone,
                text=f"【人民调解】{text}",
                at=taking.entry.recorded_at,
                expires_at=taking.entry.recorded_at + KEPT,
            )
