"""A day from which clocks count is put right: of service on a party, or of receiving a case or a complaint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from mediation.readmodels import case_parts
from mediation.readmodels.case_page import MatterPage, matter_page
from mediation.readmodels.requests import refusal_served, request_shown
from mediation.rules import acts
from mediation.rules.errors import NotThere, StaleCase, WrongState
from mediation.rules.messages import Message, say
from mediation.rules.policy import post_for
from mediation.rules.vocabulary import MatterKind
from mediation.services.correct_dates import (
    DECIDED,
    NOT_SIGNED_FOR,
    correct_complaint,
    correct_receipt,
    correct_refusal_service,
    correct_service,
    entered_by,
    in_time,
    right_of,
)
from mediation.services.follow_facts import APPROVED
from mediation.services.perform import perform
from web.access import SIGNED_IN, access
from web.errors import status_of
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.refused import REFUSED, told
from web.typed import Typed
from web.views.keys import new_key, sent_key, sent_version
from web.wording import worded

blueprint = Blueprint("dates", __name__)


@dataclass(frozen=True, slots=True)
class Wrong:
    """The day that is to be put right: of which matter, what it is called, and what the use case is given."""

    page: MatterPage
    heading: Message
    about: str | Message
    before: date | datetime
    use_case: Callable[..., UUID]
    given: dict[str, Any]
    back: str


def may_correct(page: MatterPage, act: acts.Act) -> bool:
    """Whether the actor takes the step that rests on the day, and its matter stands where it is still put right."""
    step = entered_by(page.definition, act)
    there = in_time(page.definition, page.state, act)
    return there and post_for(current_actor(), step, page.seats) is not None


@blueprint.get("/confirmations/<uuid:confirmation_id>/service/<uuid:party_id>")
@access(SIGNED_IN)
def service(confirmation_id: UUID, party_id: UUID) -> ResponseReturnValue:
    with house().read() as session:
        return _form(_service(session, confirmation_id, party_id), Typed())


@blueprint.post("/confirmations/<uuid:confirmation_id>/service/<uuid:party_id>")
@access(SIGNED_IN)
def served(confirmation_id: UUID, party_id: UUID) -> ResponseReturnValue:
    with house().read() as session:
        wrong = _service(session, confirmation_id, party_id)
    return _put_right(wrong)


@blueprint.get("/hand-overs/<uuid:hand_over_id>/receipt")
@access(SIGNED_IN)
def receipt(hand_over_id: UUID) -> ResponseReturnValue:
    with house().read() as session:
        return _form(_receipt(session, hand_over_id), Typed())


@blueprint.post("/hand-overs/<uuid:hand_over_id>/receipt")
@access(SIGNED_IN)
def received(hand_over_id: UUID) -> ResponseReturnValue:
    with house().read() as session:
        wrong = _receipt(session, hand_over_id)
    return _put_right(wrong)


@blueprint.get("/requests/<uuid:complaint_id>/service/<uuid:party_id>")
@access(SIGNED_IN)
def refusal(complaint_id: UUID, party_id: UUID) -> ResponseReturnValue:
    with house().read() as session:
        return _form(_refusal(session, complaint_id, party_id), Typed())


@blueprint.post("/requests/<uuid:complaint_id>/service/<uuid:party_id>")
@access(SIGNED_IN)
def refusal_served_on(complaint_id: UUID, party_id: UUID) -> ResponseReturnValue:
    with house().read() as session:
        wrong = _refusal(session, complaint_id, party_id)
    return _put_right(wrong)


@blueprint.get("/requests/<uuid:complaint_id>/receipt")
@access(SIGNED_IN)
def complaint(complaint_id: UUID) -> ResponseReturnValue:
    with house().read() as session:
        return _form(_complaint(session, complaint_id), Typed())


@blueprint.post("/requests/<uuid:complaint_id>/receipt")
@access(SIGNED_IN)
def complaint_received(complaint_id: UUID) -> ResponseReturnValue:
    with house().read() as session:
        wrong = _complaint(session, complaint_id)
    return _put_right(wrong)


def _service(session: Session, confirmation_id: UUID, party_id: UUID) -> Wrong:
    page = _page(session, MatterKind.CONFIRMATION, confirmation_id, acts.SERVE_RULING)
    shown = case_parts.confirmations_of(session, page.case_id, deliberation=False)
    one = next(c for c in shown if c.id == confirmation_id)
    known = next(((name, on) for name, _, on, who in one.served if who == party_id), None)
    if known is None:
        raise NotThere
    return Wrong(
        page,
        say("更正送达日期"),
        known[0],
        known[1],
        correct_service,
        {"confirmation_id": confirmation_id, "party_id": party_id},
        url_for("confirmations.show", confirmation_id=confirmation_id),
    )


def _receipt(session: Session, hand_over_id: UUID) -> Wrong:
    page = _page(session, MatterKind.HAND_OVER, hand_over_id, acts.TAKE_OVER)
    shown = case_parts.hand_overs_of(session, page.case_id)
    one = next(h for h in shown if h.id == hand_over_id)
    assert one.answered_at is not None  # it was signed for
    return Wrong(
        page,
        say("更正签收日期"),
        say("签收日期"),
        one.answered_at,
        correct_receipt,
        {"hand_over_id": hand_over_id},
        url_for("hand_overs.show", hand_over_id=hand_over_id),
    )


def _refusal(session: Session, complaint_id: UUID, party_id: UUID) -> Wrong:
    page = _page(session, MatterKind.FILING, complaint_id, acts.SERVE_REFUSAL)
    served = refusal_served(session, complaint_id)
    one = next((one for one in served if one.party_id == party_id and one.counts), None)
    if one is None:
        raise NotThere
    return Wrong(
        page,
        say("更正送达日期"),
        one.name,
        one.on,
        correct_refusal_service,
        {"complaint_id": complaint_id, "party_id": party_id},
        url_for("requests.show", request_id=complaint_id),
    )


def _complaint(session: Session, complaint_id: UUID) -> Wrong:
    page = _page(session, MatterKind.FILING, complaint_id, acts.TELL_DEFECTS)
    shown = request_shown(session, house().registry, complaint_id)
    return Wrong(
        page,
        say("更正收到起诉材料的日期"),
        say("收到日期"),
        shown.opened_at,
        correct_complaint,
        {"complaint_id": complaint_id},
        url_for("requests.show", request_id=complaint_id),
    )


def _page(session: Session, kind: MatterKind, matter_id: UUID, act: acts.Act) -> MatterPage:
    page = matter_page(session, house().registry, current_actor(), kind, matter_id, house().clock.today())
    right_of(current_actor(), entered_by(page.definition, act), page.seats)
    if not may_correct(page, act):
        raise WrongState(DECIDED if kind is MatterKind.FILING else NOT_SIGNED_FOR)
    return page


def _put_right(wrong: Wrong) -> ResponseReturnValue:
    typed = Typed.of(request.form)
    reader = Reader(typed)
    on = reader.day("on")
    try:
        reader.refuse()
        perform(
            house(),
            wrong.use_case,
            actor=current_actor(),
            key=sent_key(),
            on=on,
            reason=reader.text("reason"),
            approved=bool(request.form.get(APPROVED)),
            seen_version=sent_version(),
            **wrong.given,
        )
    except REFUSED as refusal:
        stale = isinstance(refusal, StaleCase)
        return _form(wrong, *told(typed, refusal), fresh=stale), status_of(refusal)
    flash(worded(say("已更正，期限随之调整")), "good")
    return redirect(wrong.back, 303)


def _form(wrong: Wrong, typed: Typed, refusals: tuple[Message, ...] = (), *, fresh: bool = False) -> str:
    """`fresh`: with the version as it is now, so that sending it again is about what the page now shows."""
    return render_template(
        "dates/form.html",
        page=wrong.page,
        heading=wrong.heading,
        about=wrong.about,
        before=wrong.before,
        form=typed,
        url=request.path,
        key=sent_key() or new_key(),
        version=wrong.page.version if fresh or not typed.fields else sent_version(),
        refusals=refusals,
        back=wrong.back,
    )
