"""Who applies for confirmation in a party's place, or comes of age, after the agreement took effect."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.case_page import MatterPage, matter_page
from mediation.readmodels.case_parts import PartyShown, parties_of
from mediation.rules.actor import Actor
from mediation.rules.errors import NotThere, WrongState
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
from web.refused import REFUSED, told
from web.typed import Typed
from web.views.intake import LISTS
from web.views.keys import new_key, sent_key, sent_version
from web.wording import worded

blueprint = Blueprint(
    "successors",
    __name__,
    url_prefix="/<any(confirmations, disputes):among>/<uuid:matter_id>/parties/<uuid:party_id>/successor",
)
KINDS = {"confirmations": MatterKind.CONFIRMATION, "disputes": MatterKind.DISPUTE}
AMONG = {kind: among for among, kind in KINDS.items()}


def may_succeed(page: MatterPage, actor: Actor) -> bool:
    """Whether the definition lets the actor enter it where the application stands."""
    change = next((one for one in page.definition.changes if one.tag == CHANGE), None)
    if change is None or page.state not in change.source or page.view is not CaseView.FULL:
        return False
    return page.ours and any(post.role in change.by for post in actor.posts)


@blueprint.get("")
@access(Permission.REGISTER)
def form(among: str, matter_id: UUID, party_id: UUID) -> ResponseReturnValue:
    page, party = _found(among, matter_id, party_id)
    if not may_succeed(page, current_actor()):
        raise WrongState(page.definition.change(CHANGE).shut)
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
def entered(among: str, matter_id: UUID, party_id: UUID) -> ResponseReturnValue:
    page, party = _found(among, matter_id, party_id)
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
            kind=page.kind,
            matter_id=page.id,
            party_id=party.id,
            cause=cause,
            happened_on=happened_on,
            proof=reader.text("proof"),
            given=given,
            seen_version=sent_version(),
        )
    except REFUSED as refusal:
        return _form(page, party, *told(typed, refusal)), status_of(refusal)
    of_an_application = page.kind is MatterKind.CONFIRMATION and page.state.open
    flash(
        worded(
            say("已记录，申请书和送达地址确认书已经重新生成：请由现在的申请人签名")
            if of_an_application
            else say("已记录")
        ),
        "good",
    )
    return redirect(_back(page), 303)


def successor_urls(page: MatterPage, actor: Actor, parties: Iterable[PartyShown]) -> dict[UUID, str]:
    """Where the heir or successor of each is entered, and a further one; empty for whoever may not."""
    if not may_succeed(page, actor):
        return {}
    known = tuple(parties)
    succeeded = {one.succeeds_id for one in known}
    return {
        one.id: url_for("successors.form", among=AMONG[page.kind], matter_id=page.id, party_id=one.id)
        for one in known
        if one.until_on is None or one.id in succeeded
    }


def _back(page: MatterPage) -> str:
    if page.kind is MatterKind.DISPUTE:
        return url_for("case.show", public_id=page.case_public_id)
    return url_for("confirmations.show", confirmation_id=page.id)


def _found(among: str, matter_id: UUID, party_id: UUID) -> tuple[MatterPage, PartyShown]:
    today = house().clock.today()
    with house().read() as session:
        page = matter_page(session, house().registry, current_actor(), KINDS[among], matter_id, today)
        party = next((one for one in parties_of(session, page.case_id) if one.id == party_id), None)
    if page.view is not CaseView.FULL or party is None:
        raise NotThere
    return page, party


def _form(page: MatterPage, party: PartyShown, typed: Typed, refusals: tuple[Message, ...] = ()) -> str:
    return render_template(
        "confirmations/successor.html",
        page=page,
        party=party,
        back=_back(page),
        among=AMONG[page.kind],
        form=typed,
        causes=SuccessionCause,
        key=sent_key() or new_key(),
        refusals=refusals,
        **LISTS,
    )
