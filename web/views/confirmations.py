"""Judicial confirmation: one page for the committee that applies and for the court that decides."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from mediation.readmodels import case_parts
from mediation.readmodels.attachments import attachments_of
from mediation.readmodels.case_history import history_of
from mediation.readmodels.case_page import ClockShown, MatterPage, case_head, clocks_of, matter_page
from mediation.readmodels.court_review import court_review_of, hearings_of
from mediation.readmodels.exchange import works_elsewhere
from mediation.readmodels.health import health_of
from mediation.rules import acts
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import MatterKind, ReviewPoint, Seat, SignatureManner, SpecialCare
from mediation.services.read_document import COURT_READS
from web.access import SIGNED_IN, access
from web.case_words import ClockWords, clock_words, history_words, whose_turn
from web.identity import current_actor, house
from web.views.case import paper_lines, step_lines
from web.views.dates import may_correct
from web.views.successors import successor_urls

NOT_CONFIRMED = (
    "rejected",
    "not_accepted",
    "withdrawn",
    "revoked",
    "too_late",
    "declined",
    "procedure_ended",
)
blueprint = Blueprint("confirmations", __name__, url_prefix="/confirmations/<uuid:confirmation_id>")


@blueprint.get("")
@access(SIGNED_IN)
def show(confirmation_id: UUID) -> ResponseReturnValue:
    """The application, the agreement and the ruling; never the talks."""
    actor, today, registry = current_actor(), house().clock.today(), house().registry
    with house().read() as session:
        page = matter_page(session, registry, actor, MatterKind.CONFIRMATION, confirmation_id, today)
        court = page.view is CaseView.COURT
        parties = case_parts.parties_of(session, page.case_id)
        shown = case_parts.confirmations_of(session, page.case_id, deliberation=court)
        confirmation = next(one for one in shown if one.id == confirmation_id)
        clocks = clock_words(registry, _clocks(session, page, today))
        material = attachments_of(session, actor, page.case_id, page.view) if court else ()
        over = "" if page.state.open or confirmation.submitted_on else _over(clocks)
        return render_template(
            "confirmations/show.html",
            page=page,
            head=case_head(session, page),
            elsewhere=works_elsewhere(session, page.seats[Seat.COURT]) if page.state.open else "",
            court=court,
            attachments=sum(one.withdrawn_at is None for one in material),
            may_correct=may_correct(page, acts.SERVE_RULING),
            full=False,
            may_reveal=page.may_reveal,
            confirmation=confirmation,
            turn=None if over else whose_turn(page),
            clocks=clocks,
            over=over,
            parties=_applicants(parties),
            successors=successor_urls(page, actor, parties),
            agreement=case_parts.agreement_of(session, page.case_id),
            findings=health_of(session, page.case_id, today),
            review=court_review_of(session, page.id) if court else None,
            hearings=hearings_of(session, page.id) if court else (),
            points=ReviewPoint,
            ways_on=_ways_on(session, page),
            papers=paper_lines(session, page, COURT_READS),
            story=history_words(
                registry, history_of(session, page.case_id, contents=True, matter_id=page.id), actor
            ),
            duty_states=registry.current(MatterKind.PERFORMANCE).by_state,
            care={mark.value: mark for mark in SpecialCare},
            manners={manner.value: manner for manner in SignatureManner},
            **step_lines(page),
        )


WAYS_ON = (
    "mediate_again",
    "apply_for_confirmation",
    "hand_in_complaint",
    "record_suit",
    "sue_afterwards",
    "refer",
)
"""The steps of the dispute that are left when a court has not confirmed (民事诉讼法 206)."""


def _ways_on(session: Session, page: MatterPage) -> list[tuple[str, str]]:
    """Title and address of what the committee may do next: mediate again, apply again in time, note a suit."""
    if page.view is not CaseView.FULL or page.state.name not in NOT_CONFIRMED:
        return []
    dispute = matter_page(
        session, house().registry, current_actor(), MatterKind.DISPUTE, page.case_id, house().clock.today()
    )
    open_now = {offer.step.name: offer.step for offer in dispute.offers if offer.mine and not offer.reasons}
    return [
        (open_now[name].title, url_for("steps.form", kind="dispute", matter_id=page.case_id, name=name))
        for name in WAYS_ON
        if name in open_now
    ]


def _clocks(session: Session, page: MatterPage, today: date) -> tuple[ClockShown, ...]:
    """Its own, and before it reaches the court that of the dispute whose end takes the right to apply."""
    own = clocks_of(session, page.case_id, today, page.id)
    ends = {clock.name for step in page.definition.steps for clock in step.at_end_of}
    waits = any(step.act is acts.SUBMIT_APPLICATION for step in page.definition.steps_from(page.state.name))
    lent = clocks_of(session, page.case_id, today, page.case_id) if waits else ()
    return (*(clock for clock in lent if clock.name in ends), *own)


def _applicants(parties: tuple[case_parts.PartyShown, ...]) -> list[case_parts.PartyShown]:
    """Those of now, and behind them whom they have succeeded: further heirs may come."""
    succeeded = {one.succeeds_id for one in parties}
    return [one for one in parties if one.until_on is None or one.id in succeeded]


def _over(clocks: tuple[ClockWords, ...]) -> str:
    """What the end of the time to apply has brought."""
    return next((one.over for one in clocks if one.over), "")
