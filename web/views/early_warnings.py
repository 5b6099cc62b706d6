"""苗头预警: what was found beside the clocks, why, what was done about it, and how often each kind was right."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.early_warnings import A_PAGE, warning_page, warnings_of
from mediation.rules.early_warnings import JUDGED, MEANT, WarningKind, WarningState, explained
from mediation.rules.errors import BadInput
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.rules.policy import is_warned
from mediation.services.answer_warning import WarningJudged, answer_warning, judge_warning
from mediation.services.perform import perform
from web.access import access
from web.errors import status_of
from web.forms.backlog import query, term
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.views.paging import page_asked
from web.wording import choices, worded

blueprint = Blueprint("early_warnings", __name__, url_prefix="/early-warnings")
TONES = {
    WarningState.RAISED: "warn",
    WarningState.ANSWERED: "info",
    WarningState.RIGHT: "good",
    WarningState.WRONG: "plain",
}


@blueprint.get("")
@access(is_warned)
def show() -> ResponseReturnValue:
    kind, state = term(WarningKind, request.args.get("kind")), term(WarningState, request.args.get("state"))
    actor, page = current_actor(), page_asked()
    with house().read() as session:
        found = warnings_of(session, actor, house().clock.now(), kind=kind, state=state, page=page)
    return render_template(
        "early_warnings/list.html",
        found=found,
        kind=kind,
        state=state,
        kinds=WarningKind,
        states=WarningState,
        meant=MEANT,
        page=page,
        pages=max(1, -(-found.total // A_PAGE)),
        page_url=lambda n: (
            f"{url_for('early_warnings.show')}?{query({'kind': kind, 'state': state, 'page': n})}"
        ),
        keeps=actor.has(Permission.ADMINISTER),
        **_words(),
    )


@blueprint.get("/<uuid:warning_id>")
@access(is_warned)
def one(warning_id: UUID) -> ResponseReturnValue:
    return _page(warning_id)


@blueprint.post("/<uuid:warning_id>/answer")
@access(is_warned)
def answer(warning_id: UUID) -> ResponseReturnValue:
    typed = Typed.of(request.form)
    try:
        _perform(answer_warning, warning_id, said=Reader(typed).text("said"))
    except BadInput as refusal:
        return _page(warning_id, answer=typed.refused(refusal)), status_of(refusal)
    flash(worded(say("已答复")), "good")
    return redirect(url_for("early_warnings.one", warning_id=warning_id), 303)


@blueprint.post("/<uuid:warning_id>/judge")
@access(is_warned)
def judge(warning_id: UUID) -> ResponseReturnValue:
    typed = Typed.of(request.form)
    reader = Reader(typed)
    given = WarningJudged(verdict=reader.term("verdict", WarningState), reason=reader.text("reason"))
    try:
        _perform(judge_warning, warning_id, given=given)
    except BadInput as refusal:
        return _page(warning_id, judgement=typed.refused(refusal)), status_of(refusal)
    flash(worded(say("已记下评判")), "good")
    return redirect(url_for("early_warnings.one", warning_id=warning_id), 303)


def _perform(use_case: Any, warning_id: UUID, **given: Any) -> None:
    perform(house(), use_case, actor=current_actor(), key=sent_key(), warning_id=warning_id, **given)


def _page(warning_id: UUID, answer: Typed | None = None, judgement: Typed | None = None) -> str:
    with house().read() as session:
        page = warning_page(session, house().registry, current_actor(), warning_id)
    return render_template(
        "early_warnings/show.html",
        page=page,
        answer=answer or Typed({}),
        judgement=judgement or Typed({}),
        verdicts=list(choices(WarningState, *JUDGED)),
        meant=MEANT,
        key=new_key(),
        judging_key=new_key(),
        **_words(),
    )


def _words() -> dict[str, Any]:
    return {
        "explained": lambda line: worded(explained(line.kind, line.content)),
        "tone_of": TONES,
        "today": house().clock.today(),
    }
