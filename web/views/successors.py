"""Who applies for confirmation in a party's place, or comes of age, after the agreement took effect."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.case_page import MatterPage, matter_page
from mediation.readmodels.case_parts import PartyShown, parties_of
from mediation.rules.actor import Actor
from mediation.rules.errors import BadInput, NotThere, StaleCase, WrongState
from mediation.rules.grammar import Permission
from mediation.rules.messages import Message, say
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import MatterKind, SuccessionCause
from mediation.services.perform import perform
from mediation.services.succeed_party import CHANGE, succeed_party
from web.access import access
from web.errors import status_of
from web.forms.fields import party as read_party
from web.forms.intake import with_domiciles
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.intake import LISTS
from web.views.keys import new_key, sent_key, sent_version
from web.wording import worded

blueprint = Blueprint(
    "successors",
    __name__,
    url_prefix="/confirmations/<uuid:confirmation_id>/parties/<uuid:party_id>/successor",
)


def may_succeed(page: MatterPage, actor: Actor) -> bool:
    """Whether the definition lets the actor enter it where the application stands."""
    change = next((one for one in page.definition.changes if one.tag == CHANGE), None)
    if change is None or page.state not in change.source or page.view is not CaseView.FULL:
        return False
    return page.ours and any(post.role in change.by for post in actor.posts)


@blueprint.get("")
@access(Permission.REGISTER)
def form(confirmation_id: UUID, party_id: UUID) -> ResponseReturnValue:
    page, party = _found(confirmation_id, party_id)
    if not may_succeed(page, current_actor()):
        raise WrongState(say("申请已经办结，不能再换申请人"))
    start = {
        "cause": [
            SuccessionCause.DEATH.value
            if party.kind.value == "natural"
            else SuccessionCause.REORGANISED.value
        ],
        "party.side": [party.side.value],
        "party.kind": [party.kind.value],
    }
    return _form(page, party, Typed(start))


@blueprint.post("")
@access(Permission.REGISTER)
def entered(confirmation_id: UUID, party_id: UUID) -> ResponseReturnValue:
    page, party = _found(confirmation_id, party_id)
    typed = Typed.of(request.form)
    added, removed = request.form.get("_add"), request.form.get("_remove")
    if added or removed:
        rows = typed.with_row(added, typed.count(added)) if added else typed.without_row(removed or "")
        return _form(page, party, rows)
    with house().read() as session:
        typed = with_domiciles(session, current_actor(), typed, house().clock.today())
    reader = Reader(typed)
    cause = reader.term("cause", SuccessionCause, required=True) or SuccessionCause.DEATH
    in_person = cause is SuccessionCause.OF_AGE
    try:
        given = None if in_person else read_party(reader, "party", house().clock.today())
        happened_on = reader.day("happened_on")
        reader.refuse()
        perform(
            house(),
            succeed_party,
            actor=current_actor(),
            key=sent_key(),
            confirmation_id=page.id,
            party_id=party.id,
            cause=cause,
            happened_on=happened_on,
            proof=reader.text("proof"),
            given=given,
            seen_version=sent_version(),
        )
    except BadInput as bad:
        return _form(page, party, typed.refused(bad)), status_of(bad)
    except (StaleCase, WrongState) as refusal:
        return _form(page, party, typed, (refusal.message,)), status_of(refusal)
    flash(worded(say("已记录，申请书和送达地址确认书已经重新生成：请由现在的申请人签名")), "good")
    return redirect(url_for("confirmations.show", confirmation_id=page.id), 303)


def _found(confirmation_id: UUID, party_id: UUID) -> tuple[MatterPage, PartyShown]:
    today = house().clock.today()
    with house().read() as session:
        page = matter_page(
            session, house().registry, current_actor(), MatterKind.CONFIRMATION, confirmation_id, today
        )
        party = next((one for one in parties_of(session, page.case_id) if one.id == party_id), None)
    if page.view is not CaseView.FULL or party is None:
        raise NotThere
    return page, party


def _form(page: MatterPage, party: PartyShown, typed: Typed, refusals: tuple[Message, ...] = ()) -> str:
    return render_template(
        "confirmations/successor.html",
        page=page,
        party=party,
        form=typed,
        causes=SuccessionCause,
        key=sent_key() or new_key(),
        refusals=refusals,
        **LISTS,
    )
