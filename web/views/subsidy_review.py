"""A dossier of a claim, prepared for review: what its file holds on which page, what it lacks, signs, the decision."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.subsidy_dossier import DossierPage, dossier_page
from mediation.rules.errors import BadInput
from mediation.rules.messages import say
from mediation.rules.policy import is_bureau
from mediation.rules.subsidy_review import Point, Verdict
from mediation.services.perform import perform
from mediation.services.sample_dossiers import review_dossier
from web.access import access
from web.errors import status_of
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.subsidy_words import why_words, yuan_of
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.wording import worded

blueprint = Blueprint("subsidy_review", __name__, url_prefix="/subsidies/claims/<uuid:claim_id>/cases")


@blueprint.get("/<public_id>")
@access(is_bureau)
def show(claim_id: UUID, public_id: str) -> ResponseReturnValue:
    page = _asked(claim_id, public_id)
    starting = Typed({})
    if page.review is not None:
        starting = Typed(
            {
                "verdict": [page.review.verdict.value],
                "ticks": [one.value for one in page.review.ticks],
                "reason": [page.review.reason],
            }
        )
    return _page(page, starting)


def _asked(claim_id: UUID, public_id: str) -> DossierPage:
    with house().read() as session:
        return dossier_page(session, current_actor(), claim_id, public_id, house().pages_of)


def _page(page: DossierPage, form: Typed) -> str:
    return render_template(
        "subsidies/dossier.html",
        page=page,
        form=form,
        points=Point,
        verdicts=Verdict,
        why=why_words,
        yuan=yuan_of,
        key=new_key(),
    )


@blueprint.post("/<public_id>")
@access(is_bureau)
def review(claim_id: UUID, public_id: str) -> ResponseReturnValue:
    typed, page = Typed.of(request.form), _asked(claim_id, public_id)
    reader = Reader(typed)
    verdict, ticks = reader.term("verdict", Verdict), reader.terms("ticks", Point)
    try:
        reader.refuse()
        perform(
            house(),
            review_dossier,
            actor=current_actor(),
            key=sent_key(),
            claim_id=claim_id,
            case_id=page.case_id,
            verdict=verdict,
            ticks=ticks,
            reason=reader.text("reason"),
        )
    except BadInput as refusal:
        return _page(page, typed.refused(refusal)), status_of(refusal)
    flash(worded(say("已记下评查意见")), "good")
    if page.next_public_id:
        return redirect(url_for("subsidy_review.show", claim_id=claim_id, public_id=page.next_public_id), 303)
    return redirect(f"{url_for('subsidies.claim', claim_id=claim_id)}#sample", 303)
