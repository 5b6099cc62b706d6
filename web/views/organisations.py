"""组织: names, numbers, courts' areas and what industry committees take, in the administrator's area, one by one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.choices import categories
from mediation.readmodels.directory_organisations import (
    OrganisationPage,
    Spell,
    organisation_page,
    organisations_of_area,
)
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.rules.vocabulary import OrganisationKind
from mediation.services.directory.organisations import (
    OrganisationNames,
    add_court_area,
    end_court_area,
    leave_category,
    rename_organisation,
    restore_organisation,
    stop_organisation,
    take_category,
)
from mediation.services.perform import UseCase, perform
from web.access import access
from web.forms.directory_acts import END_AREA, LEAVE_CATEGORY, OF_ORGANISATIONS, ActForm, act_form
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.views.paging import page_asked
from web.wording import worded

blueprint = Blueprint("organisations", __name__, url_prefix="/directory/organisations")
USE_CASES: dict[str, UseCase] = {
    "names": rename_organisation,
    "stop": stop_organisation,
    "restore": restore_organisation,
    "area": add_court_area,
    "takes": take_category,
}
ONLY_OF = {"area": OrganisationKind.COURT, "takes": OrganisationKind.INDUSTRY_COMMITTEE}


@blueprint.get("")
@access(Permission.ADMINISTER)
def show() -> str:
    typed = request.args.get("q", "")[:60]
    with house().read() as session:
        found = organisations_of_area(session, current_actor(), house().clock.today(), typed, page_asked())
    return render_template(
        "directory/organisations.html",
        found=found,
        typed=typed,
        page_url=lambda n: url_for("organisations.show", q=typed or None, page=n),
    )


@blueprint.get("/<uuid:organisation_id>")
@access(Permission.ADMINISTER)
def one(organisation_id: UUID) -> str:
    return render_template(
        "directory/organisation.html", page=_found(organisation_id), kinds=OrganisationKind
    )


@blueprint.get("/<uuid:organisation_id>/<act>")
@access(Permission.ADMINISTER)
def form(organisation_id: UUID, act: str) -> str:
    page, today = _found(organisation_id), house().clock.today()
    if act == "names":
        start = Typed.starting(name=page.name, short_name=page.short_name, number_pattern=page.number_pattern)
    else:
        start = Typed.starting(from_on=today)
    return _act_page(page, _act(page, act), start)


@blueprint.post("/<uuid:organisation_id>/<act>")
@access(Permission.ADMINISTER)
def change(organisation_id: UUID, act: str) -> ResponseReturnValue:
    page, typed = _found(organisation_id), Typed.of(request.form)
    wanted, reader = _act(page, act), Reader(typed)
    asked: dict[str, Any] = {}
    if act == "names":
        asked["given"] = OrganisationNames(
            **{name: reader.text(name) for name in ("name", "short_name", "number_pattern")}
        )
    elif act == "area":
        asked |= {"region_code": reader.text("region_code"), "from_on": reader.day("from_on", required=True)}
    elif act == "takes":
        asked["category_code"] = reader.text("category_code")
    return _done(page, wanted, reader, USE_CASES[act], asked)


@blueprint.get("/<uuid:organisation_id>/areas/<uuid:area_id>/end")
@access(Permission.ADMINISTER)
def area_form(organisation_id: UUID, area_id: UUID) -> str:
    page = _found(organisation_id)
    return _act_page(page, END_AREA, _from_today(), _spell(page.areas, str(area_id)))


@blueprint.post("/<uuid:organisation_id>/areas/<uuid:area_id>/end")
@access(Permission.ADMINISTER)
def end_area(organisation_id: UUID, area_id: UUID) -> ResponseReturnValue:
    page, reader = _found(organisation_id), Reader(Typed.of(request.form))
    asked = {"area_id": area_id, "last_on": reader.day("last_on", required=True)}
    return _done(page, END_AREA, reader, end_court_area, asked, _spell(page.areas, str(area_id)))


@blueprint.get("/<uuid:organisation_id>/takes/<code>/end")
@access(Permission.ADMINISTER)
def takes_form(organisation_id: UUID, code: str) -> str:
    page = _found(organisation_id)
    return _act_page(page, LEAVE_CATEGORY, _from_today(), _spell(page.takes, code))


@blueprint.post("/<uuid:organisation_id>/takes/<code>/end")
@access(Permission.ADMINISTER)
def end_takes(organisation_id: UUID, code: str) -> ResponseReturnValue:
    page, reader = _found(organisation_id), Reader(Typed.of(request.form))
    asked = {"category_code": code, "last_on": reader.day("last_on", required=True)}
    return _done(page, LEAVE_CATEGORY, reader, leave_category, asked, _spell(page.takes, code))


def _done(
    page: OrganisationPage,
    wanted: ActForm,
    reader: Reader,
    use_case: UseCase,
    asked: dict[str, Any],
    about: Spell | None = None,
) -> ResponseReturnValue:
    """Carry it out, or show what was typed with all that is wrong."""
    try:
        reader.refuse()
        perform(
            house(),
            use_case,
            actor=current_actor(),
            key=sent_key(),
            organisation_id=page.id,
            reason=reader.text("reason"),
            **asked,
        )
    except BadInput as refusal:
        return _act_page(page, wanted, reader.typed.refused(refusal), about), 422
    flash(worded(say("已保存")), "good")
    return redirect(url_for("organisations.one", organisation_id=page.id), 303)


def _found(organisation_id: UUID) -> OrganisationPage:
    with house().read() as session:
        return organisation_page(session, current_actor(), organisation_id, house().clock.today())


def _act(page: OrganisationPage, act: str) -> ActForm:
    """NotThere for what is done to organisations of another kind."""
    if ONLY_OF.get(act, page.kind) is not page.kind:
        raise NotThere
    return act_form(OF_ORGANISATIONS, act)


def _spell(spells: tuple[Spell, ...], key: str) -> Spell:
    found = next((one for one in spells if one.key == key), None)
    if found is None:
        raise NotThere
    return found


def _from_today() -> Typed:
    return Typed.starting(last_on=house().clock.today())


def _act_page(page: OrganisationPage, wanted: ActForm, typed: Typed, about: Spell | None = None) -> str:
    kinds = []
    if "category_code" in wanted.fields:
        taken = {one.key for one in page.takes if not one.over}
        with house().read() as session:
            every = categories(session, house().clock.today())
        kinds = [(one.code, say(one.name)) for one in every if one.code not in taken]
    back = url_for("organisations.one", organisation_id=page.id)
    return render_template(
        "directory/act.html",
        wanted=wanted,
        form=typed,
        crumbs=[(say("组织名单"), url_for("organisations.show")), (page.name, back)],
        about=say(about.title) if about else "",
        owed=page.owed if wanted is OF_ORGANISATIONS["stop"] else (),
        back=back,
        kinds=kinds,
        key=sent_key() or new_key(),
    )
