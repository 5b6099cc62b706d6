"""人员: accounts and posts of the administrator's area, one by one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.directory_people import (
    organisation_names,
    people_of_area,
    person_page,
    post_of,
)
from mediation.rules.errors import BadInput
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.services.directory.people import (
    NewPerson,
    NewPost,
    add_post,
    end_post,
    give_password,
    open_account,
    person_of_area,
    rename_person,
    restore_account,
    stop_account,
)
from mediation.services.import_people import NewAccount, first_password
from mediation.services.perform import UseCase, perform
from mediation.services.sign_in import account_name
from web.access import access
from web.forms.directory_acts import ADD_POST, END_POST, NEW_PERSON, OF_PEOPLE, ActForm, act_form
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.views.paging import page_asked
from web.wording import worded

blueprint = Blueprint("people", __name__, url_prefix="/directory/people")
USE_CASES: dict[str, UseCase] = {"stop": stop_account, "restore": restore_account, "name": rename_person}


@blueprint.get("")
@access(Permission.ADMINISTER)
def show() -> str:
    typed, today = request.args.get("q", "")[:60], house().clock.today()
    with house().read() as session:
        found = people_of_area(session, house().registry, current_actor(), today, typed, page_asked())
    return render_template(
        "directory/people.html",
        found=found,
        typed=typed,
        page_url=lambda n: url_for("people.show", q=typed or None, page=n),
    )


@blueprint.get("/<uuid:person_id>")
@access(Permission.ADMINISTER)
def one(person_id: UUID) -> str:
    with house().read() as session:
        page = person_page(session, house().registry, current_actor(), person_id, house().clock.today())
    return render_template("directory/person.html", page=page)


@blueprint.get("/new")
@access(Permission.ADMINISTER)
def new() -> str:
    return _new_page(
        Typed.starting(organisation=request.args.get("organisation"), from_on=house().clock.today())
    )


@blueprint.post("/new")
@access(Permission.ADMINISTER)
def make() -> ResponseReturnValue:
    """The first password is shown with the answer; one that was lost is given anew."""
    typed, first = Typed.of(request.form), first_password()
    reader = Reader(typed)
    account, name = reader.text("account"), reader.text("name")
    try:
        post = _post(reader)
        reader.refuse()
        perform(
            house(),
            open_account,
            actor=current_actor(),
            person=NewPerson(account=account, name=name, hashed=first.hashed),
            post=post,
            reason=reader.text("reason"),
        )
    except BadInput as refusal:
        return _new_page(typed.refused(refusal)), 422
    return _told(NewAccount(account_name(account), name, first.password))


@blueprint.get("/<uuid:person_id>/<act>")
@access(Permission.ADMINISTER)
def form(person_id: UUID, act: str) -> str:
    wanted, typed = act_form(OF_PEOPLE, act), Typed()
    if "name" in wanted.fields:
        with house().read() as session:
            typed = Typed.starting(name=person_of_area(session, current_actor(), person_id).name)
    return _act_page(person_id, wanted, typed)


@blueprint.post("/<uuid:person_id>/<act>")
@access(Permission.ADMINISTER)
def change(person_id: UUID, act: str) -> ResponseReturnValue:
    wanted, typed = act_form(OF_PEOPLE, act), Typed.of(request.form)
    reader = Reader(typed)
    asked: dict[str, Any] = {
        "actor": current_actor(),
        "person_id": person_id,
        "reason": reader.text("reason"),
        **{name: reader.text(name) for name in wanted.fields},
    }
    try:
        if act == "password":
            return _given(person_id, asked)
        perform(house(), USE_CASES[act], key=sent_key(), **asked)
    except BadInput as refusal:
        return _act_page(person_id, wanted, typed.refused(refusal)), 422
    return _back(person_id)


@blueprint.get("/<uuid:person_id>/posts/new")
@access(Permission.ADMINISTER)
def post_form(person_id: UUID) -> str:
    return _act_page(person_id, ADD_POST, Typed.starting(from_on=house().clock.today()))


@blueprint.post("/<uuid:person_id>/posts/new")
@access(Permission.ADMINISTER)
def give_post(person_id: UUID) -> ResponseReturnValue:
    typed = Typed.of(request.form)
    reader = Reader(typed)
    try:
        given = _post(reader)
        reader.refuse()
        perform(
            house(),
            add_post,
            actor=current_actor(),
            key=sent_key(),
            person_id=person_id,
            given=given,
            reason=reader.text("reason"),
        )
    except BadInput as refusal:
        return _act_page(person_id, ADD_POST, typed.refused(refusal)), 422
    return _back(person_id)


@blueprint.get("/<uuid:person_id>/posts/<uuid:post_id>/end")
@access(Permission.ADMINISTER)
def end_form(person_id: UUID, post_id: UUID) -> str:
    return _act_page(person_id, END_POST, Typed.starting(last_on=house().clock.today()), post_id)


@blueprint.post("/<uuid:person_id>/posts/<uuid:post_id>/end")
@access(Permission.ADMINISTER)
def end(person_id: UUID, post_id: UUID) -> ResponseReturnValue:
    typed = Typed.of(request.form)
    reader = Reader(typed)
    last_on = reader.day("last_on", required=True)
    try:
        reader.refuse()
        perform(
            house(),
            end_post,
            actor=current_actor(),
            key=sent_key(),
            person_id=person_id,
            post_id=post_id,
            last_on=last_on,
            reason=reader.text("reason"),
        )
    except BadInput as refusal:
        return _act_page(person_id, END_POST, typed.refused(refusal), post_id), 422
    return _back(person_id)


def _post(reader: Reader) -> NewPost:
    return NewPost(
        organisation=reader.text("organisation"), role=reader.text("role"), from_on=reader.day("from_on")
    )


def _given(person_id: UUID, asked: dict[str, Any]) -> str:
    """Without a key: a second click gives another password, and the page shows the one that holds."""
    first = first_password()
    perform(house(), give_password, hashed=first.hashed, **asked)
    with house().read() as session:
        shown = person_page(
            session, house().registry, current_actor(), person_id, house().clock.today()
        ).shown
    return _told(NewAccount(shown.account, shown.name, first.password))


def _told(account: NewAccount) -> str:
    return render_template("directory/password.html", account=account)


def _back(person_id: UUID) -> ResponseReturnValue:
    flash(worded(say("已保存")), "good")
    return redirect(url_for("people.one", person_id=person_id), 303)


def _act_page(person_id: UUID, wanted: ActForm, typed: Typed, post_id: UUID | None = None) -> str:
    with house().read() as session:
        page = person_page(session, house().registry, current_actor(), person_id, house().clock.today())
        post = post_of(page, post_id) if post_id is not None else None
        names = organisation_names(session, current_actor()) if "organisation" in wanted.fields else ()
    about = say("{place}，{role}", place=post.place, role=post.role) if post else ""
    return _form_page(
        wanted, typed, page.shown.name, url_for("people.one", person_id=person_id), names, about
    )


def _new_page(typed: Typed) -> str:
    with house().read() as session:
        names = organisation_names(session, current_actor())
    return _form_page(NEW_PERSON, typed, "", url_for("people.show"), names)


def _form_page(
    wanted: ActForm, typed: Typed, name: str, back: str, names: tuple[str, ...], about: object = ""
) -> str:
    return render_template(
        "directory/act.html",
        wanted=wanted,
        form=typed,
        crumbs=[(say("人员"), url_for("people.show")), *([(name, back)] if name else [])],
        about=about,
        owed=(),
        back=back,
        names=names,
        roles=[(role.name, say(role.title)) for role in house().registry.roles],
        key=sent_key() or new_key(),
    )
