"""What comes before a suit and after its registration: an answer that is followed, the fee, the end by terms."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.case_page import MatterPage, case_id_of, matter_page
from mediation.readmodels.grievances import grievance_courts
from mediation.readmodels.linked_cases import ways_to_end_the_suit
from mediation.rules.acts import GrievanceRaised
from mediation.rules.errors import BadInput, NotThere, WrongState
from mediation.rules.grammar import Permission
from mediation.rules.messages import Message, say
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import GrievanceGround, MatterKind, SuitEnd
from mediation.services.end_suit import end_suit
from mediation.services.follow_elsewhere import follow_elsewhere
from mediation.services.notify_fee import notify_fee
from mediation.services.perform import perform
from mediation.services.raise_grievance import raise_grievance
from web.access import SIGNED_IN, access
from web.errors import status_of
from web.forms.reading import Reader
from web.forms.steps import read_grievance
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.wording import worded

blueprint = Blueprint("before_and_after", __name__, url_prefix="/cases/<public_id>")


@blueprint.post("/follow")
@access(Permission.REGISTER)
def follow(public_id: str) -> ResponseReturnValue:
    """Follow the arbitration, or the government's decision, of a dispute that left for it."""
    page = _page(public_id, CaseView.FULL)
    made = perform(house(), follow_elsewhere, actor=current_actor(), key=sent_key(), case_id=page.case_id)
    flash(worded(say("开始跟踪，收到裁决、决定以后请记录")), "good")
    return redirect(url_for("requests.show", request_id=made), 303)


@blueprint.get("/fee")
@access(Permission.READ_COURT_MATTERS)
def fee(public_id: str) -> ResponseReturnValue:
    today = house().clock.today().isoformat()
    return _fee_form(_page(public_id, CaseView.COURT), Typed({"notified_on": [today]}))


@blueprint.post("/fee")
@access(Permission.READ_COURT_MATTERS)
def fee_told(public_id: str) -> ResponseReturnValue:
    page, typed = _page(public_id, CaseView.COURT), Typed.of(request.form)
    reader = Reader(typed)
    amount, notified_on = reader.yuan("amount"), reader.day("notified_on", required=True)
    try:
        reader.refuse()
        made = _tell(
            page.case_id, amount=amount, notified_on=notified_on, late_reason=reader.text("late_reason")
        )
    except BadInput as refusal:
        return _fee_form(page, typed.refused(refusal)), status_of(refusal)
    except WrongState as refusal:
        return _fee_form(page, typed, (refusal.message,)), status_of(refusal)
    flash(worded(say("已通知交费，期限开始计算")), "good")
    return redirect(url_for("requests.show", request_id=made), 303)


@blueprint.get("/grievance")
@access(SIGNED_IN)
def grievance(public_id: str) -> ResponseReturnValue:
    page, today = _page(public_id, CaseView.COURT), house().clock.today().isoformat()
    return _grievance_form(page, Typed({"lodged_on": [today]}))


@blueprint.post("/grievance")
@access(SIGNED_IN)
def grievance_raised(public_id: str) -> ResponseReturnValue:
    page, typed = _page(public_id, CaseView.COURT), Typed.of(request.form)
    reader = Reader(typed)
    given = read_grievance(reader)
    try:
        reader.refuse()
        made = _raise(page.case_id, given, reader)
    except BadInput as refusal:
        return _grievance_form(page, typed.refused(refusal)), status_of(refusal)
    except WrongState as refusal:
        return _grievance_form(page, typed, (refusal.message,)), status_of(refusal)
    flash(worded(say("已登记投诉，期限开始计算")), "good")
    return redirect(url_for("requests.show", request_id=made), 303)


@blueprint.get("/end-suit")
@access(Permission.READ_COURT_MATTERS)
def ending(public_id: str) -> ResponseReturnValue:
    today = house().clock.today().isoformat()
    return _ending_form(_page(public_id, CaseView.COURT), Typed({"ended_on": [today]}))


@blueprint.post("/end-suit")
@access(Permission.READ_COURT_MATTERS)
def ended(public_id: str) -> ResponseReturnValue:
    page, typed = _page(public_id, CaseView.COURT), Typed.of(request.form)
    reader = Reader(typed)
    ended_as, ended_on = reader.term("ended_as", SuitEnd), reader.day("ended_on")
    try:
        reader.refuse()
        perform(
            house(),
            end_suit,
            actor=current_actor(),
            key=sent_key(),
            case_id=page.case_id,
            ended_as=ended_as,
            ended_on=ended_on,
            late_reason=reader.text("late_reason"),
        )
    except BadInput as refusal:
        return _ending_form(page, typed.refused(refusal)), status_of(refusal)
    except WrongState as refusal:
        return _ending_form(page, typed, (refusal.message,)), status_of(refusal)
    flash(worded(say("已记录结案")), "good")
    return redirect(url_for("court.show"), 303)


def _ending_form(page: MatterPage, typed: Typed, refusals: tuple[Message, ...] = ()) -> str:
    with house().read() as session:
        ends = ways_to_end_the_suit(session, current_actor(), page.case_id)
    return render_template(
        "filing/end.html",
        page=page,
        form=typed,
        key=sent_key() or new_key(),
        refusals=refusals,
        ends=ends or tuple(SuitEnd),
    )


def _tell(case_id: UUID, **given: object) -> UUID:
    return perform(house(), notify_fee, actor=current_actor(), key=sent_key(), case_id=case_id, **given)


def _raise(case_id: UUID, given: GrievanceRaised, reader: Reader) -> UUID:
    return perform(
        house(),
        raise_grievance,
        actor=current_actor(),
        key=sent_key(),
        case_id=case_id,
        against_id=reader.uuid("against_id"),
        given=given,
        late_reason=reader.text("late_reason"),
        let_out=reader.text("let_out"),
    )


def _grievance_form(page: MatterPage, typed: Typed, refusals: tuple[Message, ...] = ()) -> str:
    with house().read() as session:
        against, courts, last = grievance_courts(session, page.case_id, house().clock.today())
    if last is not None and not typed.values("against_id"):
        typed = replace(typed, fields={**typed.fields, "against_id": [str(last)]})
    return render_template(
        "filing/grievance.html",
        page=page,
        form=typed,
        key=sent_key() or new_key(),
        refusals=refusals,
        against=against,
        courts=courts,
        grievance_grounds=GrievanceGround,
    )


def _page(public_id: str, least: CaseView) -> MatterPage:
    with house().read() as session:
        case_id, today = case_id_of(session, public_id), house().clock.today()
        page = matter_page(session, house().registry, current_actor(), MatterKind.DISPUTE, case_id, today)
    if page.view < least:
        raise NotThere
    return page


def _fee_form(page: MatterPage, typed: Typed, refusals: tuple[Message, ...] = ()) -> str:
    return render_template(
        "filing/fee.html", page=page, form=typed, key=sent_key() or new_key(), refusals=refusals
    )
