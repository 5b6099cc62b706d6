"""流程换版: open matters of a definition move to another version: tried, done in the background, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from mediation.readmodels.runs import runs_of
from mediation.readmodels.versions import states_held, versions_shown
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.grammar import Definition, Permission, State
from mediation.rules.vocabulary import LineOutcome
from mediation.services.many.run import begin_run
from mediation.services.many.versions import MoveBack, MoveMatters, Renamed
from mediation.services.migrate_matters import Planned, plan_move
from mediation.services.perform import perform
from mediation.services.recount_deadlines import administering_post
from web.access import access
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.views.paging import page_asked
from web.views.runs import run_form, worked

blueprint = Blueprint("versions", __name__, url_prefix="/versions")
LINES = 100


@dataclass(frozen=True, slots=True)
class Unknown:
    """A state in which matters stand and that the new version does not have."""

    state: State
    held: int


@blueprint.get("")
@access(Permission.ADMINISTER)
def show() -> ResponseReturnValue:
    actor, registry = current_actor(), house().registry
    with house().read() as session:
        made = runs_of(session, actor, registry)
        return render_template(
            "versions/show.html",
            versions=versions_shown(session, actor, registry),
            runs=[one for one in made if one.kind in (MoveMatters.kind, MoveBack.kind)],
            outcomes=LineOutcome,
        )


@blueprint.get("/<kind>/<int:source>")
@access(Permission.ADMINISTER)
def move(kind: str, source: int) -> ResponseReturnValue:
    """What would become of each; nothing is written."""
    return _form(_definition(kind, source), Typed.of(request.args))


@blueprint.post("/<kind>/<int:source>")
@access(Permission.ADMINISTER)
def moved(kind: str, source: int) -> ResponseReturnValue:
    """All that can be; each line is a transaction of its own, most of them in the background."""
    definition, typed = _definition(kind, source), Typed.of(request.form)
    try:
        plan = _plan(definition, typed)
        made = perform(house(), begin_run, actor=current_actor(), key=sent_key(), plan=plan)
    except BadInput as refusal:
        return _form(definition, typed.refused(refusal)), 422
    return worked(made)


@blueprint.post("/runs/<uuid:run_id>/back")
@access(Permission.ADMINISTER)
def back(run_id: UUID) -> ResponseReturnValue:
    """Take a list back where nothing has happened since: a list of its own."""
    actor, typed = current_actor(), Typed.of(request.form)
    plan = MoveBack(
        organisation_id=administering_post(actor).organisation_id,
        run_id=run_id,
        reason=Reader(typed).text("reason"),
    )
    try:
        made = perform(house(), begin_run, actor=actor, key=sent_key(), plan=plan)
    except BadInput as refusal:
        return run_form(run_id, typed.refused(refusal)), 422
    return worked(made)


def _definition(kind: str, version: int) -> Definition:
    found = (
        one for one in house().registry.definitions if (one.matter.value, one.version) == (kind, version)
    )
    definition = next(found, None)
    if definition is None or not _others(definition):
        raise NotThere
    return definition


def _others(definition: Definition) -> list[Definition]:
    """The other versions, the newest first."""
    found = (one for one in house().registry.definitions if one.matter is definition.matter)
    return sorted((one for one in found if one is not definition), key=lambda d: -d.version)


def _plan(source: Definition, typed: Typed) -> MoveMatters:
    reader = Reader(typed)
    start = "states."
    names = [name.removeprefix(start) for name in typed.fields if name.startswith(start)]
    states = tuple(Renamed(old, new) for old in names if (new := reader.text(start + old)))
    target = reader.count("target")
    reader.refuse()
    assert target is not None
    return MoveMatters(
        organisation_id=administering_post(current_actor()).organisation_id,
        matter=source.matter,
        source=source.version,
        target=target,
        states=states,
    )


def _form(source: Definition, typed: Typed) -> str:
    others = _others(source)
    if not typed.value("target"):
        typed = Typed({**typed.fields, "target": [str(others[0].version)]}, typed.problems)
    target = next((one for one in others if str(one.version) == typed.value("target")), others[0])
    with house().read() as session:
        held = states_held(session, current_actor(), source)
        lines: tuple[Planned, ...] = ()
        if not typed.problems:
            try:
                lines = plan_move(session, house().registry, _plan(source, typed).move)
            except BadInput as refusal:
                typed = typed.refused(refusal)
    page, pages = page_asked(), max(-(-len(lines) // LINES), 1)
    stranded = sum(line.refusal is not None for line in lines)
    ordered = sorted(lines, key=lambda line: line.refusal is None)
    return render_template(
        "versions/move.html",
        form=typed,
        source=source,
        target=target,
        others=[(str(one.version), one) for one in others],
        unknown=[
            Unknown(state, held[state.name])
            for state in source.states
            if state.name in held and not (state.name in target.by_state and target.by_state[state.name].open)
        ],
        choices=[(state.name, state) for state in target.states if state.open],
        lines=ordered[(page - 1) * LINES : page * LINES],
        total=len(lines),
        stranded=stranded,
        page=page,
        pages=pages,
        page_url=lambda n: f"{request.path}?{urlencode({**_sent(typed), 'page': n})}",
        sent=_sent(typed),
        clocks=house().registry.clock_by_name,
        key=new_key(),
    )


def _sent(typed: Typed) -> dict[str, str]:
    """The target and the names, for the next page and for doing it."""
    return {
        name: typed.value(name) for name in typed.fields if name == "target" or name.startswith("states.")
    }
