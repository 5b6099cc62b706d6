"""What a case is about, for a supervisor of the whole city: with a reason, and each look is recorded."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from mediation.model import Case
from mediation.readmodels import case_parts
from mediation.readmodels.case_page import MatterPage, case_id_of, matter_page
from mediation.rules.actor import Actor
from mediation.rules.errors import BadInput, KeyReused, NotAllowed
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.rules.vocabulary import Level, MatterKind
from mediation.services.look_into_case import look_into_case
from mediation.services.perform import perform_once
from web.access import access
from web.errors import status_of
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import sent_key

blueprint = Blueprint("looks", __name__, url_prefix="/cases/<public_id>/look")


@blueprint.get("")
@access(Permission.READ_AREA)
def form(public_id: str) -> ResponseReturnValue:
    return _form(_watched(public_id), Typed())


@blueprint.post("")
@access(Permission.READ_AREA)
def look(public_id: str) -> ResponseReturnValue:
    """The contents, in this answer alone: to see them again, by loading the page anew too, is another look."""
    page, typed = _watched(public_id), Typed.of(request.form)
    try:
        perform_once(
            house(),
            look_into_case,
            actor=current_actor(),
            key=sent_key(),
            case_id=page.case_id,
            reason=typed.value("reason"),
        )
    except BadInput as bad:
        return _form(page, typed.refused(bad)), status_of(bad)
    except KeyReused as used:
        again = BadInput.at("reason", say("上一次查看已经记入办案经过；再看一次，请再写明理由"))
        return _form(page, Typed().refused(again)), status_of(used)
    with house().read() as session:
        case = session.get_one(Case, page.case_id)
        return render_template(
            "looks/show.html",
            page=page,
            narrative=case.narrative,
            claim=case.claim,
            parties=[p for p in case_parts.parties_of(session, page.case_id) if p.until_on is None],
        )


def _watched(public_id: str) -> MatterPage:
    """The case as the actor sees it without a look; NotAllowed below the city."""
    actor = current_actor()
    with house().read() as session:
        page = matter_page(
            session,
            house().registry,
            actor,
            MatterKind.DISPUTE,
            case_id_of(session, public_id),
            house().clock.today(),
        )
    if not watches_a_city(actor):
        raise NotAllowed(say("只有市一级的督导可以写明理由查看案件内容"))
    return page


def watches_a_city(actor: Actor) -> bool:
    return any(post.level is Level.CITY for post in actor.posts_with(Permission.READ_AREA))


def _form(page: MatterPage, typed: Typed) -> str:
    return render_template("looks/form.html", page=page, form=typed)
