"""A party joins a case, is put right, or leaves it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.case_page import MatterPage
from mediation.readmodels.case_parts import PartyShown, parties_of
from mediation.rules.errors import NotThere, WrongState
from mediation.rules.grammar import Permission
from mediation.rules.intake import ConsentGiven
from mediation.rules.messages import Message, say
from mediation.rules.vocabulary import ConsentPurpose, PartyKind, Side
from mediation.services.change_parties import (
    add_party,
    change_contact,
    correct_party,
    record_consent,
    remove_party,
)
from mediation.services.perform import perform
from web.access import access
from web.errors import status_of
from web.forms.fields import consented_on
from web.forms.fields import contact as read_contact
from web.forms.fields import party as read_party
from web.forms.intake import with_domiciles
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.refused import REFUSED, told
from web.typed import Typed
from web.views.intake import LISTS, warn_of_namesakes
from web.views.keys import new_key, sent_key, sent_version
from web.views.whole_case import whole_case
from web.wording import worded

blueprint = Blueprint("parties", __name__, url_prefix="/cases/<public_id>/parties")


@blueprint.get("/add")
@access(Permission.REGISTER)
def add(public_id: str) -> ResponseReturnValue:
    fresh = {"party.side": [Side.THIRD.value], "party.kind": [PartyKind.NATURAL.value]}
    return _form(_open_page(public_id), Typed(fresh), None)


@blueprint.post("/add")
@access(Permission.REGISTER)
def joined(public_id: str) -> ResponseReturnValue:
    return _sent(whole_case(public_id), None)


@blueprint.get("/<uuid:party_id>/correct")
@access(Permission.REGISTER)
def correct(public_id: str, party_id: UUID) -> ResponseReturnValue:
    page = _open_page(public_id)
    return _form(page, _starting(_party(page, party_id)), party_id)


@blueprint.post("/<uuid:party_id>/correct")
@access(Permission.REGISTER)
def corrected(public_id: str, party_id: UUID) -> ResponseReturnValue:
    page = whole_case(public_id)
    return _sent(page, _party(page, party_id, past=True).id)


@blueprint.get("/<uuid:party_id>/leave")
@access(Permission.REGISTER)
def leave(public_id: str, party_id: UUID) -> ResponseReturnValue:
    page = _open_page(public_id)
    return _leave_form(page, _party(page, party_id), Typed())


@blueprint.post("/<uuid:party_id>/leave")
@access(Permission.REGISTER)
def left(public_id: str, party_id: UUID) -> ResponseReturnValue:
    page, typed = whole_case(public_id), Typed.of(request.form)
    party = _party(page, party_id, past=True)
    reader = Reader(typed)
    happened_on = reader.day("happened_on")
    try:
        reader.refuse()
        perform(
            house(),
            remove_party,
            actor=current_actor(),
            key=sent_key(),
            case_id=page.case_id,
            party_id=party_id,
            reason=reader.text("reason"),
            happened_on=happened_on,
            late_reason=reader.text("late_reason"),
            seen_version=sent_version(),
        )
    except REFUSED as refusal:
        return _leave_form(page, party, *told(typed, refusal)), status_of(refusal)
    return _done(public_id, say("已记录当事人退出"))


@blueprint.get("/<uuid:party_id>/consents")
@access(Permission.REGISTER)
def consents(public_id: str, party_id: UUID) -> ResponseReturnValue:
    page = _open_page(public_id)
    start = {
        "purpose": [ConsentPurpose.MEDIATION.value],
        "given_on": [house().clock.today().isoformat()],
    }
    return _consent_form(page, _party(page, party_id), Typed(start))


@blueprint.post("/<uuid:party_id>/consents")
@access(Permission.REGISTER)
def consented(public_id: str, party_id: UUID) -> ResponseReturnValue:
    """What a party said on any day, by word or in writing, for any purpose."""
    page, typed = whole_case(public_id), Typed.of(request.form)
    party, reader = _party(page, party_id, past=True), Reader(typed)
    said = reader.text("granted")
    if said not in ("yes", "no"):
        reader.note("granted", say("请选同意还是拒绝"))
    given = ConsentGiven(
        purpose=reader.term("purpose", ConsentPurpose, required=True) or ConsentPurpose.MEDIATION,
        granted=said == "yes",
        given_on=reader.day("given_on", required=True) or house().clock.today(),
        in_writing=reader.checked("in_writing"),
    )
    try:
        reader.refuse()
        perform(
            house(),
            record_consent,
            actor=current_actor(),
            key=sent_key(),
            case_id=page.case_id,
            party_id=party_id,
            given=given,
            late_reason=reader.text("late_reason"),
            seen_version=sent_version(),
        )
    except REFUSED as refusal:
        return _consent_form(page, party, *told(typed, refusal)), status_of(refusal)
    return _done(public_id, say("已记录当事人的意见"))


@blueprint.get("/<uuid:party_id>/contact")
@access(Permission.REGISTER)
def contact(public_id: str, party_id: UUID) -> ResponseReturnValue:
    page = whole_case(public_id)
    if page.state.open:
        raise WrongState(say("协议生效以后才用这一页；办理中的案件请用「更正信息」"))
    party = _party(page, party_id)
    return _contact_form(page, party, _reached(party))


@blueprint.post("/<uuid:party_id>/contact")
@access(Permission.REGISTER)
def reached(public_id: str, party_id: UUID) -> ResponseReturnValue:
    page, typed = whole_case(public_id), Typed.of(request.form)
    party = _party(page, party_id)
    rows = _changed_rows(typed)
    if rows is not None:
        return _contact_form(page, party, rows)
    with house().read() as session:
        typed = with_domiciles(session, current_actor(), typed, house().clock.today())
    reader = Reader(typed)
    given = read_contact(reader, "party")
    try:
        reader.refuse()
        perform(
            house(),
            change_contact,
            actor=current_actor(),
            key=sent_key(),
            case_id=page.case_id,
            party_id=party_id,
            given=given,
            seen_version=sent_version(),
        )
    except REFUSED as refusal:
        return _contact_form(page, party, *told(typed, refusal)), status_of(refusal)
    warn_of_namesakes(page.case_id)
    return _done(public_id, say("已保存联系方式和代理人"))


def _open_page(public_id: str) -> MatterPage:
    """A form is shown only while the engine would take it."""
    page = whole_case(public_id)
    if not page.state.open:
        raise WrongState(say("案件已经结案，当事人不能再改"))
    return page


def _party(page: MatterPage, party_id: UUID, *, past: bool = False) -> PartyShown:
    """The party of this case; `past` also one that has left, for whom a second click is answered like the first."""
    with house().read() as session:
        found = next((p for p in parties_of(session, page.case_id) if p.id == party_id), None)
    if found is None or (found.until_on is not None and not past):
        raise NotThere
    return found


def _sent(page: MatterPage, party_id: UUID | None) -> ResponseReturnValue:
    typed = Typed.of(request.form)
    rows = _changed_rows(typed)
    if rows is not None:
        return _form(page, rows, party_id)
    with house().read() as session:
        typed = with_domiciles(session, current_actor(), typed, house().clock.today())
    reader = Reader(typed)
    given = read_party(reader, "party", house().clock.today())
    which: dict[str, Any] = {"party_id": party_id}
    if party_id is None:
        joined_on = reader.day("happened_on")
        given = consented_on(given, joined_on) if joined_on else given
        which = {"happened_on": joined_on, "late_reason": reader.text("late_reason")}
    try:
        reader.refuse()
        perform(
            house(),
            add_party if party_id is None else correct_party,
            actor=current_actor(),
            key=sent_key(),
            case_id=page.case_id,
            given=given,
            seen_version=sent_version(),
            **which,
        )
    except REFUSED as refusal:
        shown, refusals = told(typed, refusal)
        return _form(page, shown, party_id, refusals), status_of(refusal)
    warn_of_namesakes(page.case_id)
    return _done(page.case_public_id, say("已保存当事人信息"))


def _changed_rows(typed: Typed) -> Typed | None:
    added, removed = request.form.get("_add"), request.form.get("_remove")
    if added:
        return typed.with_row(added, typed.count(added))
    return typed.without_row(removed) if removed else None


def _done(public_id: str, message: Message) -> ResponseReturnValue:
    flash(worded(message), "good")
    return redirect(f"{url_for('case.show', public_id=public_id)}#parties", 303)


def _form(page: MatterPage, typed: Typed, party_id: UUID | None, refusals: tuple[Message, ...] = ()) -> str:
    return render_template(
        "case/party.html",
        page=page,
        form=typed,
        party_id=party_id,
        key=sent_key() or new_key(),
        refusals=refusals,
        **LISTS,
    )


def _contact_form(
    page: MatterPage, party: PartyShown, typed: Typed, refusals: tuple[Message, ...] = ()
) -> str:
    return render_template(
        "case/party_contact.html",
        page=page,
        party=party,
        form=typed,
        key=sent_key() or new_key(),
        refusals=refusals,
        **LISTS,
    )


def _consent_form(
    page: MatterPage, party: PartyShown, typed: Typed, refusals: tuple[Message, ...] = ()
) -> str:
    return render_template(
        "case/party_consents.html",
        page=page,
        party=party,
        form=typed,
        key=sent_key() or new_key(),
        refusals=refusals,
        **LISTS,
    )


def _leave_form(page: MatterPage, party: PartyShown, typed: Typed, refusals: tuple[Message, ...] = ()) -> str:
    return render_template(
        "case/party_leaves.html", page=page, party=party, form=typed, key=new_key(), refusals=refusals
    )


def _starting(party: PartyShown) -> Typed:
    """What is known, but for the sealed fields: left blank they stay as they are."""
    fields = {
        "side": [party.side.value],
        "kind": [party.kind.value],
        "name": [party.name],
        "sex": [party.sex.value if party.sex else ""],
        "ethnicity": [party.ethnicity],
        "born_on": [party.born_on.isoformat() if party.born_on else ""],
        "occupation": [party.occupation],
        "paper": [party.paper.value],
        "paper_missing_reason": [party.paper_missing_reason],
        "capacity": [party.capacity.value if party.capacity else ""],
        "region_code": [party.region[0]],
        "region_code_text": [party.region[1]],
        "address_withheld": ["yes"] if party.address_withheld else [],
        "credit_code": [party.credit_code],
        "legal_representative": [party.legal_representative],
        "language": [party.language],
        "interpreter": [party.interpreter],
        "special_care": list(party.special_care),
    }
    return Typed({f"party.{name}": values for name, values in fields.items()} | _acting(party))


def _reached(party: PartyShown) -> Typed:
    """Where the party lives and who acts for it; the numbers stay blank."""
    fields = {
        "region_code": [party.region[0]],
        "region_code_text": [party.region[1]],
        "address_withheld": ["yes"] if party.address_withheld else [],
    }
    return Typed({f"party.{name}": values for name, values in fields.items()} | _acting(party))


def _acting(party: PartyShown) -> dict[str, list[str]]:
    rows: dict[str, list[str]] = {}
    for n, one in enumerate(party.representatives):
        rows |= {
            f"party.representatives.{n}.kind": [one.kind.value],
            f"party.representatives.{n}.name": [one.name],
            f"party.representatives.{n}.authority": [one.authority.value if one.authority else ""],
            f"party.representatives.{n}.relation": [one.relation],
        }
    return rows
