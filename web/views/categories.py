"""纠纷类型: the kinds of dispute of the whole system, added, put right and ended by an administrator."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.directory_categories import CategoryShown, all_categories, category_page
from mediation.rules.errors import BadInput
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.services.directory.categories import (
    CategoryGiven,
    add_category,
    change_category,
    end_category,
    restore_category,
)
from mediation.services.perform import UseCase, perform
from web.access import access
from web.forms.directory_acts import NEW_CATEGORY, OF_CATEGORIES, ActForm, act_form
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.wording import worded

blueprint = Blueprint("categories", __name__, url_prefix="/directory/categories")
USE_CASES: dict[str, UseCase] = {
    "change": change_category,
    "end": end_category,
    "restore": restore_category,
}
MARKS = ("labour", "land_title", "wet_ink")


@blueprint.get("")
@access(Permission.ADMINISTER)
def show() -> str:
    with house().read() as session:
        found = all_categories(session, current_actor(), house().clock.today())
    return render_template("directory/categories.html", found=found)


@blueprint.get("/new")
@access(Permission.ADMINISTER)
def new() -> str:
    return _act_page(None, NEW_CATEGORY, Typed.starting(from_on=house().clock.today()))


@blueprint.post("/new")
@access(Permission.ADMINISTER)
def make() -> ResponseReturnValue:
    reader = Reader(Typed.of(request.form))
    asked = {"code": reader.text("code"), "given": _given(reader), "from_on": reader.day("from_on")}
    return _done(None, NEW_CATEGORY, reader, add_category, asked)


@blueprint.get("/<code>")
@access(Permission.ADMINISTER)
def one(code: str) -> str:
    with house().read() as session:
        shown, changes = category_page(session, current_actor(), code, house().clock.today())
    return render_template("directory/category.html", shown=shown, changes=changes)


@blueprint.get("/<code>/<act>")
@access(Permission.ADMINISTER)
def form(code: str, act: str) -> str:
    wanted, shown = act_form(OF_CATEGORIES, act), _found(code)
    start: dict[str, list[str]] = {"last_on": [house().clock.today().isoformat()]}
    if act == "change":
        marks = [name for name in MARKS if getattr(shown, name)]
        start = {"name": [shown.name], "marks": marks}
    return _act_page(shown, wanted, Typed(start))


@blueprint.post("/<code>/<act>")
@access(Permission.ADMINISTER)
def change(code: str, act: str) -> ResponseReturnValue:
    wanted, shown, reader = act_form(OF_CATEGORIES, act), _found(code), Reader(Typed.of(request.form))
    asked: dict[str, Any] = {"code": code}
    if act == "change":
        asked["given"] = _given(reader)
    elif act == "end":
        asked["last_on"] = reader.day("last_on", required=True)
    return _done(shown, wanted, reader, USE_CASES[act], asked)


def _given(reader: Reader) -> CategoryGiven:
    marked = reader.typed.values("marks")
    return CategoryGiven(name=reader.text("name"), **{name: name in marked for name in MARKS})


def _done(
    shown: CategoryShown | None, wanted: ActForm, reader: Reader, use_case: UseCase, asked: dict[str, Any]
) -> ResponseReturnValue:
    try:
        reader.refuse()
        perform(
            house(),
            use_case,
            actor=current_actor(),
            key=sent_key(),
            reason=reader.text("reason"),
            **asked,
        )
    except BadInput as refusal:
        return _act_page(shown, wanted, reader.typed.refused(refusal)), 422
    flash(worded(say("已保存")), "good")
    return redirect(url_for("categories.one", code=asked["code"]), 303)


def _found(code: str) -> CategoryShown:
    with house().read() as session:
        return category_page(session, current_actor(), code, house().clock.today())[0]


def _act_page(shown: CategoryShown | None, wanted: ActForm, typed: Typed) -> str:
    every = url_for("categories.show")
    back = url_for("categories.one", code=shown.code) if shown else every
    return render_template(
        "directory/act.html",
        wanted=wanted,
        form=typed,
        crumbs=[(say("纠纷类型表"), every), *([(say(shown.name), back)] if shown else [])],
        about="",
        owed=(),
        back=back,
        key=sent_key() or new_key(),
    )
