"""A party signs under an undisputed fact: on any day, in its own manner, through a guardian where it must."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.case_page import MatterPage
from mediation.readmodels.case_parts import FactShown, PartyShown, facts_of, parties_of
from mediation.rules.capacity import capacity_on
from mediation.rules.errors import NotThere, WrongState
from mediation.rules.grammar import Permission
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import Capacity, PartyKind, RepresentativeKind, SignatureManner
from mediation.services.note_facts import sign_fact
from mediation.services.perform import perform
from web.access import access
from web.errors import status_of
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.refused import REFUSED, told
from web.typed import Typed
from web.views.keys import new_key, sent_key, sent_version
from web.views.whole_case import whole_case
from web.wording import titled, worded

blueprint = Blueprint("facts", __name__, url_prefix="/cases/<public_id>/facts/<uuid:fact_id>/sign")


@blueprint.get("/<uuid:party_id>")
@access(Permission.REGISTER)
def sign(public_id: str, fact_id: UUID, party_id: UUID) -> ResponseReturnValue:
    page, fact, party = _seen(public_id, fact_id, party_id)
    if not page.state.open:
        raise WrongState(say("案件已经结案，无争议事实不能再改"))
    return _form(page, fact, party, Typed(_usual(party)))


@blueprint.post("")
@access(Permission.REGISTER)
def signed(public_id: str, fact_id: UUID) -> ResponseReturnValue:
    """Without a day and a manner: signed today by the party's own hand."""
    typed = Typed.of(request.form)
    reader = Reader(typed)
    page, fact, party = _seen(public_id, fact_id, _asked(reader))
    today, manner = house().clock.today(), reader.term("manners", SignatureManner)
    signed_on, representative_id = reader.day("signed_on"), reader.uuid("representative_id")
    try:
        reader.refuse()
        perform(
            house(),
            sign_fact,
            actor=current_actor(),
            key=sent_key(),
            case_id=page.case_id,
            fact_id=fact_id,
            party_id=party.id,
            manner=manner or SignatureManner.SIGNED,
            signed_on=signed_on or today,
            place=reader.text("place"),
            representative_id=representative_id,
            late_reason=reader.text("late_reason"),
            seen_version=sent_version(),
        )
    except REFUSED as refusal:
        whole = Typed({**_usual(party), **typed.fields})
        return _form(page, fact, party, *told(whole, refusal)), status_of(refusal)
    flash(worded(say("已记录签名")), "good")
    return redirect(f"{url_for('case.show', public_id=public_id)}#undisputed", 303)


def _asked(reader: Reader) -> UUID:
    party_id = reader.uuid("party_id", required=True)
    reader.refuse()
    assert party_id is not None
    return party_id


def _seen(public_id: str, fact_id: UUID, party_id: UUID) -> tuple[MatterPage, FactShown, PartyShown]:
    """The case, the fact and the party of it; NotThere for what is not one's own."""
    page = whole_case(public_id)
    with house().read() as session:
        fact = next((f for f in facts_of(session, page.case_id) if f.id == fact_id), None)
        parties = parties_of(session, page.case_id)
    party = next((p for p in parties if p.id == party_id and p.until_on is None), None)
    if fact is None or party is None:
        raise NotThere
    return page, fact, party


def _usual(party: PartyShown) -> dict[str, list[str]]:
    """Today; a seal for an organisation; the guardian for whom the law lets nobody else sign."""
    today = house().clock.today()
    seal = party.kind is PartyKind.ORGANISATION
    unable = capacity_on(party.kind, party.capacity, party.born_on, today) is not Capacity.FULL
    guardians = [str(r.id) for r in party.representatives if r.kind is RepresentativeKind.GUARDIAN]
    return {
        "signed_on": [today.isoformat()],
        "manners": [(SignatureManner.SEALED if seal else SignatureManner.SIGNED).value],
        "representative_id": guardians[:1] if unable else [],
    }


def _form(
    page: MatterPage, fact: FactShown, party: PartyShown, typed: Typed, refusals: tuple[Message, ...] = ()
) -> str:
    return render_template(
        "case/fact_signed.html",
        page=page,
        fact=fact,
        party=party,
        form=typed,
        key=sent_key() or new_key(),
        refusals=refusals,
        manners=SignatureManner,
        acting=[(r.id, f"{r.name}（{titled(r.kind)}）") for r in party.representatives],
    )
