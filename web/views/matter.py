"""What a dispute is about is put right while it is open."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from mediation.model import Case
from mediation.readmodels.case_page import MatterPage, case_id_of, matter_page
from mediation.readmodels.choices import categories
from mediation.readmodels.regions import Place, place
from mediation.rules.errors import BadInput, NotThere, StaleCase, WrongState
from mediation.rules.grammar import Permission
from mediation.rules.messages import Message, say
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import MatterKind
from mediation.services.correct_dispute import correct_dispute, matter_given
from mediation.services.follow_facts import APPROVED
from mediation.services.perform import perform
from web.access import access
from web.forms.intake import known, matter, with_place
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.intake import LISTS, matter_context
from web.views.keys import new_key, sent_key, sent_version
from web.wording import worded

blueprint = Blueprint("matter", __name__, url_prefix="/cases/<public_id>/correct")


@blueprint.get("")
@access(Permission.REGISTER)
def correct(public_id: str) -> ResponseReturnValue:
    with house().read() as session:
        page = _page(session, public_id)
        if not page.state.open:
            raise WrongState(say("案件已经结案，纠纷内容不能再改"))
        given = matter_given(session.get_one(Case, page.case_id))
        found = place(session, given.region_code)
        return _form(session, page, known(given, found.label if found else ""), page.version)


@blueprint.post("")
@access(Permission.REGISTER)
def corrected(public_id: str) -> ResponseReturnValue:
    today = house().clock.today()
    with house().read() as session:
        page = _page(session, public_id)
        typed, candidates = with_place(session, current_actor(), Typed.of(request.form), today)
        reader = Reader(typed)
        given = matter(reader, categories(session, today), today)
    try:
        reader.refuse()
        perform(
            house(),
            correct_dispute,
            actor=current_actor(),
            key=sent_key(),
            case_id=page.case_id,
            given=given,
            reason=reader.text("reason"),
            approved=bool(request.form.get(APPROVED)),
            seen_version=sent_version(),
        )
    except BadInput as bad:
        return _again(public_id, typed.refused(bad), candidates), 422
    except (StaleCase, WrongState) as refusal:
        return _again(public_id, typed, candidates, refusal), 409
    flash(worded(say("已更正纠纷内容")), "good")
    return redirect(f"{url_for('case.show', public_id=public_id)}#matter", 303)


def _page(session: Session, public_id: str) -> MatterPage:
    today, case_id = house().clock.today(), case_id_of(session, public_id)
    page = matter_page(session, house().registry, current_actor(), MatterKind.DISPUTE, case_id, today)
    if page.view is not CaseView.FULL:
        raise NotThere
    return page


def _again(
    public_id: str,
    typed: Typed,
    candidates: tuple[Place, ...],
    refusal: StaleCase | WrongState | None = None,
) -> str:
    """The form as typed. A stale page gets the version of now."""
    refusals = (refusal.message,) if refusal else ()
    with house().read() as session:
        page = _page(session, public_id)
        version = page.version if isinstance(refusal, StaleCase) else sent_version()
        return _form(session, page, typed, version, candidates, refusals)


def _form(
    session: Session,
    page: MatterPage,
    typed: Typed,
    version: int | None,
    candidates: tuple[Place, ...] = (),
    refusals: tuple[Message, ...] = (),
) -> str:
    return render_template(
        "case/matter.html",
        page=page,
        form=typed,
        key=sent_key() or new_key(),
        version=version,
        refusals=refusals,
        **matter_context(session, typed, candidates),
        **LISTS,
    )
