"""流程: what a case goes through, as a lawyer reads it; the same page that stands beside each definition."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from mediation.rules.definition_page import Text, definition_page
from mediation.rules.diagram import definition_diagram
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Definition, Permission
from mediation.rules.vocabulary import MatterKind
from web.access import SIGNED_IN, access
from web.identity import current_actor, house
from web.wording import titled

blueprint = Blueprint("definitions", __name__, url_prefix="/definitions")


@dataclass(frozen=True, slots=True)
class Versions:
    """A matter's definition in force, and the earlier ones, the newest first."""

    newest: Definition
    earlier: tuple[Definition, ...]


@blueprint.get("")
@access(SIGNED_IN)
def show() -> str:
    matters = dict.fromkeys(definition.matter for definition in house().registry.definitions)
    return render_template("definitions/show.html", matters=[_versions(matter) for matter in matters])


@blueprint.get("/<kind>")
@access(SIGNED_IN)
def newest(kind: str) -> ResponseReturnValue:
    """The version under which new ones begin."""
    return _page(_versions(_matter(kind)).newest)


@blueprint.get("/<kind>/<int:version>")
@access(SIGNED_IN)
def version(kind: str, version: int) -> ResponseReturnValue:
    """A version under which matters of earlier days still stand."""
    known = _versions(_matter(kind))
    found = next((one for one in (known.newest, *known.earlier) if one.version == version), None)
    if found is None:
        raise NotThere
    return _page(found)


def _matter(kind: str) -> MatterKind:
    known = {definition.matter for definition in house().registry.definitions}
    found = next((matter for matter in known if matter.value == kind), None)
    if found is None:
        raise NotThere
    return found


def _versions(matter: MatterKind) -> Versions:
    own = (one for one in house().registry.definitions if one.matter is matter)
    newest, *earlier = sorted(own, key=lambda one: -one.version)
    return Versions(newest, tuple(earlier))


def _page(definition: Definition) -> str:
    return render_template(
        "definitions/page.html",
        page=definition_page(house().registry, definition),
        versions=_versions(definition.matter),
        diagram=Markup(definition_diagram(definition, titled)),  # noqa: S704  drawn here, its titles escaped
        href=_href,
        administers=current_actor().has(Permission.ADMINISTER),
    )


def _href(text: Text) -> str:
    """Where the words lead: on this page, or on that of another matter."""
    if text.matter is None:
        return f"#{text.anchor}"
    return url_for("definitions.newest", kind=text.matter.value, _anchor=text.anchor)
