"""What a court, a notary or another body did about the same dispute is noted in the case, open or closed."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.case_page import MatterPage
from mediation.rules import guards
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Permission
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import MatterKind, ProceedingKind
from mediation.services.note_proceeding import ProceedingGiven, note_proceeding
from mediation.services.perform import perform
from mediation.services.withdraw_suit_over import may_withdraw_suit_over, withdraw_suit_over
from web.access import access
from web.errors import status_of
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.refused import REFUSED, told
from web.typed import Typed
from web.views.keys import new_key, sent_key, sent_version
from web.views.whole_case import whole_case
from web.wording import worded

BARRED = guards.no_other_body_has_a_medical_dispute
ENDS = ("terminate", "refuse")
"""医疗纠纷预防和处理条例 31: accepted, mediation ends; else the dispute is refused."""

blueprint = Blueprint("proceedings", __name__, url_prefix="/cases/<public_id>/proceedings")


@blueprint.get("/new")
@access(Permission.REGISTER)
def new(public_id: str) -> ResponseReturnValue:
    return _form(whole_case(public_id), Typed({"happened_on": [house().clock.today().isoformat()]}))


@blueprint.post("/new")
@access(Permission.REGISTER)
def noted(public_id: str) -> ResponseReturnValue:
    page, typed = whole_case(public_id), Typed.of(request.form)
    reader = Reader(typed)
    given = ProceedingGiven(
        kind=reader.term("kind", ProceedingKind),
        body=reader.text("body"),
        number=reader.text("number"),
        happened_on=reader.day("happened_on"),
        what=reader.text("what"),
        ended=reader.checked("ended"),
    )
    try:
        reader.refuse()
        perform(
            house(),
            note_proceeding,
            actor=current_actor(),
            key=sent_key(),
            case_id=page.case_id,
            given=given,
            seen_version=sent_version(),
        )
    except REFUSED as refusal:
        return _form(page, *told(typed, refusal)), status_of(refusal)
    ending = _what_ends_it(whole_case(public_id))
    if ending is not None:
        flash(worded(say("已记录其他程序的进展；{why}", why=BARRED.unmet)), "warn")
        where = {"kind": MatterKind.DISPUTE.value, "matter_id": page.case_id, "name": ending}
        return redirect(url_for("steps.form", **where), 303)
    flash(worded(say("已记录其他程序的进展")), "good")
    return redirect(f"{url_for('case.show', public_id=public_id)}#history", 303)


def _what_ends_it(page: MatterPage) -> str | None:
    """The step that the law asks for now, where another body has taken a medical dispute and the reader may take it."""
    if not any(BARRED.unmet in offer.reasons for offer in page.offers):
        return None
    open_now = {offer.step.name for offer in page.offers if offer.mine and not offer.reasons}
    return next((name for name in ENDS if name in open_now), None)


def _form(page: MatterPage, typed: Typed, refusals: tuple[Message, ...] = ()) -> str:
    return render_template(
        "case/proceeding.html",
        page=page,
        form=typed,
        kinds=ProceedingKind,
        key=sent_key() or new_key(),
        refusals=refusals,
    )


@blueprint.get("/suit-over")
@access(Permission.REGISTER)
def suit_over(public_id: str) -> ResponseReturnValue:
    """Where the note that the court is done with the suit is taken back; not there without one."""
    page = whole_case(public_id)
    with house().read() as session:
        if not may_withdraw_suit_over(session, house().registry, current_actor(), page.case_id):
            raise NotThere
    return _withdrawal(page, Typed({}))


@blueprint.post("/suit-over")
@access(Permission.REGISTER)
def suit_not_over(public_id: str) -> ResponseReturnValue:
    page, typed = whole_case(public_id), Typed.of(request.form)
    try:
        perform(
            house(),
            withdraw_suit_over,
            actor=current_actor(),
            key=sent_key(),
            case_id=page.case_id,
            reason=typed.value("reason"),
            seen_version=sent_version(),
        )
    except REFUSED as refusal:
        return _withdrawal(page, *told(typed, refusal)), status_of(refusal)
    flash(worded(say("已撤销“法院已经结案”的记录")), "good")
    return redirect(f"{url_for('case.show', public_id=public_id)}#history", 303)


def _withdrawal(page: MatterPage, typed: Typed, refusals: tuple[Message, ...] = ()) -> str:
    key = sent_key() or new_key()
    return render_template("case/suit_over.html", page=page, form=typed, key=key, refusals=refusals)
