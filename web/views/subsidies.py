"""以案定补: a county's claims, drawn up from its cases, sampled, answered, approved and corrected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.statistics import year_end
from mediation.readmodels.subsidies import claim_page, claims_of, counties, county_for
from mediation.readmodels.subsidy_rules import subsidy_rules
from mediation.rules.errors import BadInput
from mediation.rules.messages import Message, say
from mediation.rules.periods import PeriodKind, newest_ended
from mediation.rules.policy import is_bureau
from mediation.rules.subsidy import Cap
from mediation.rules.vocabulary import Difficulty
from mediation.services.approve_claim import approve_claim, correct_claim
from mediation.services.claim_subsidy import draw_up_claim
from mediation.services.object_to_line import answer_objection
from mediation.services.perform import perform
from mediation.services.sample_dossiers import draw_sample, search_claim
from web.access import access
from web.errors import status_of
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.statistics_words import period_words
from web.subsidy_words import why_words, yuan_of
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.views.paging import page_asked
from web.wording import worded

LINES = 50
"""On one page."""
blueprint = Blueprint("subsidies", __name__, url_prefix="/subsidies")


@blueprint.get("")
@access(is_bureau)
def show() -> ResponseReturnValue:
    return _county(Typed({}))


def _county(form: Typed) -> str:
    today = house().clock.today()
    with house().read() as session:
        region = county_for(session, current_actor(), request.values.get("region", "")[:12])
        rules = subsidy_rules(session, current_actor(), today, region.code, None, "")
        ends = year_end(session, today)
        return render_template(
            "subsidies/show.html",
            region=region,
            counties=counties(session, current_actor()),
            claims=claims_of(session, region.code),
            rules=rules,
            proposed=newest_ended(today, PeriodKind.QUARTER, ends).name,
            form=form,
            yuan=yuan_of,
            key=new_key(),
        )


@blueprint.post("/claims")
@access(is_bureau)
def draw_up() -> ResponseReturnValue:
    typed = Typed.of(request.form)
    try:
        claim_id = perform(
            house(),
            draw_up_claim,
            actor=current_actor(),
            key=sent_key(),
            region_code=typed.value("region")[:12],
            named=typed.value("period")[:10],
        )
    except BadInput as refusal:
        return _county(typed.refused(refusal)), status_of(refusal)
    flash(worded(say("已经按案件算出；每一行都写明怎样算的")), "good")
    return redirect(url_for("subsidies.claim", claim_id=claim_id), 303)


@blueprint.get("/claims/<uuid:claim_id>")
@access(is_bureau)
def claim(claim_id: UUID) -> ResponseReturnValue:
    return _claim(claim_id)


def _claim(claim_id: UUID, **forms: Typed) -> str:
    """`forms`: what was typed into the form of that name and refused."""
    with house().read() as session:
        page = claim_page(session, current_actor(), claim_id)
    pages = max(1, -(-len(page.lines) // LINES))
    return render_template(
        "subsidies/claim.html",
        page=page,
        size=LINES,
        pages=pages,
        number=min(page_asked(), pages),
        page_url=lambda n: f"{url_for('subsidies.claim', claim_id=claim_id, page=n)}#lines",
        forms={"sample": Typed.starting(percent=20), **forms},
        blank=Typed({}),
        grades=Difficulty,
        why=why_words,
        yuan=yuan_of,
        caps=Cap,
        today=house().clock.today(),
        words=period_words,
        key=new_key,
    )


def _act(
    use_case: Callable[..., UUID], shown: UUID, name: str, done: Message, at: str, **given: Any
) -> ResponseReturnValue:
    """The use case; what was typed comes back with what is wrong with it."""
    typed = Typed.of(request.form)
    try:
        perform(house(), use_case, actor=current_actor(), key=sent_key(), **given)
    except BadInput as refusal:
        return _claim(shown, **{name: typed.refused(refusal)}), status_of(refusal)
    flash(worded(done), "good")
    return redirect(f"{url_for('subsidies.claim', claim_id=shown)}#{at}", 303)


@blueprint.post("/claims/<uuid:claim_id>/sample")
@access(is_bureau)
def sample(claim_id: UUID) -> ResponseReturnValue:
    typed = Typed.of(request.form)
    percent = typed.value("percent")
    with house().read() as session:
        searched = search_claim(session, actor=current_actor(), clock=house().clock, claim_id=claim_id)
    return _act(
        draw_sample,
        claim_id,
        "sample",
        say("已抽出；种子和名单都记下来了"),
        "sample",
        claim_id=claim_id,
        percent=int(percent) if percent.isascii() and percent.isdigit() and len(percent) < 4 else 0,
        reason=typed.value("reason"),
        searched=searched,
    )


@blueprint.post("/claims/<uuid:claim_id>/objections/<uuid:objection_id>")
@access(is_bureau)
def answer(claim_id: UUID, objection_id: UUID) -> ResponseReturnValue:
    typed = Typed.of(request.form)
    reader = Reader(typed)
    grade = reader.term("difficulty", Difficulty)
    if reader.problems:
        refusal = BadInput(*reader.problems)
        return _claim(claim_id, **{f"answer-{objection_id}": typed.refused(refusal)}), status_of(refusal)
    return _act(
        answer_objection,
        claim_id,
        f"answer-{objection_id}",
        say("已答复"),
        "objections",
        objection_id=objection_id,
        agreed=reader.checked("agreed"),
        answer=reader.text("answer"),
        difficulty=grade,
    )


@blueprint.post("/claims/<uuid:claim_id>/approve")
@access(is_bureau)
def approve(claim_id: UUID) -> ResponseReturnValue:
    typed = Typed.of(request.form)
    seen = typed.value("seen")
    return _act(
        approve_claim,
        claim_id,
        "approve",
        say("已审定，内容不再变动"),
        "approval",
        claim_id=claim_id,
        reason=typed.value("reason"),
        seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 16 else None,
    )


@blueprint.post("/claims/<uuid:claim_id>/correct")
@access(is_bureau)
def correct(claim_id: UUID) -> ResponseReturnValue:
    reason = Reader(Typed.of(request.form)).text("reason")
    return _act(
        correct_claim,
        claim_id,
        "correct",
        say("已登记更正；审定的内容没有变"),
        "approval",
        claim_id=claim_id,
        reason=reason,
    )
