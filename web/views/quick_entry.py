"""补录: one page for a case that ended on the spot, all its steps in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from mediation.readmodels.choices import categories, mediating_posts
from mediation.readmodels.common_clauses import ClauseShown, clauses_offered_at
from mediation.readmodels.regions import Place
from mediation.readmodels.step_choices import colleagues
from mediation.rules.actor import Post
from mediation.rules.errors import BadInput, MediationError
from mediation.rules.messages import Message, say
from mediation.rules.on_the_spot import OnTheSpot
from mediation.rules.policy import may_record_on_the_spot
from mediation.rules.vocabulary import MatterKind, ObligationKind, Outcome, SignatureManner, SittingManner
from mediation.services.perform import perform
from mediation.services.record_on_the_spot import check_on_the_spot, may_end, record_on_the_spot
from web.access import access
from web.errors import status_of
from web.forms.clauses import with_chosen
from web.forms.fields import merge
from web.forms.intake import organisation, rows_changed, with_place
from web.forms.quick_entry import (
    on_the_spot,
    one_person_did_all,
    party_options,
    signer_options,
    starting_entry,
)
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.intake import (
    LISTS,
    asked_draft,
    done,
    doubts_about,
    draft_form,
    matter_context,
    own_place,
    refused,
)
from web.views.keys import sent_key

blueprint = Blueprint("quick_entry", __name__, url_prefix="/quick-entry")
KIND = "quick_entry"
RECORDERS = ("mediator", "committee_head", "registrar", "grid_worker")


@blueprint.get("")
@access(may_record_on_the_spot)
def show() -> ResponseReturnValue:
    with house().read() as session:
        draft_id = asked_draft()
        if draft_id is not None:
            return _page(session, draft_form(session, draft_id, KIND), str(draft_id))
        posts = mediating_posts(current_actor())
        today, here = house().clock.today(), own_place(session, posts[0].region_code)
        start = starting_entry(current_actor(), posts, _endings(posts[0].organisation_id), today, here)
        return _page(session, start, str(uuid4()))


@blueprint.post("")
@access(may_record_on_the_spot)
def record() -> ResponseReturnValue:
    typed, key = Typed.of(request.form), sent_key() or str(uuid4())
    with house().read() as session:
        changed = rows_changed(typed, request.form.get("_add", ""), request.form.get("_remove", ""))
        if taken := request.form.get("_clause"):
            changed = with_chosen(typed, taken, _clauses(session, typed), "duties")
        if changed is not None or "_again" in request.form:
            return _page(session, changed or typed, key)
        typed, candidates = with_place(session, current_actor(), typed, house().clock.today())
        try:
            organisation_id, given = _read(session, typed)
        except BadInput as bad:
            return _page(session, typed.refused(bad), key, candidates=candidates), 422
        doubts = doubts_about(given.dispute.parties, *_office(session, organisation_id, given))
        if doubts:
            return _page(session, typed, key, doubts)
    try:
        case_id = perform(
            house(),
            record_on_the_spot,
            actor=current_actor(),
            key=key,
            organisation_id=organisation_id,
            given=given,
        )
    except MediationError as refusal:
        with house().read() as session:
            return _page(session, refused(typed, refusal), key), status_of(refusal)
    return done(case_id, key, say("已补录，案件办结"), *_remarks(given))


def _office(session: Session, organisation_id: UUID, given: OnTheSpot) -> Iterator[str]:
    """The names of who registers, mediates and records."""
    yield current_actor().name
    if given.sitting is not None:
        chosen = {*given.sitting.mediator_ids, given.sitting.recorder_id}
        here = colleagues(session, organisation_id, house().clock.today(), RECORDERS)
        yield from (name for i, name in here if i in chosen)


def _remarks(given: OnTheSpot) -> tuple[Message, ...]:
    if not one_person_did_all(current_actor(), given):
        return ()
    return (say("登记、受理、调解、记录都是您一个人，案件经过里如实写明"),)


def _read(session: Session, typed: Typed) -> tuple[UUID, OnTheSpot]:
    """What was typed, usable; BadInput with everything that is wrong, of reading and of checking."""
    reader, today = Reader(typed), house().clock.today()
    given = on_the_spot(reader, categories(session, today), today)
    organisation_id = organisation(reader, mediating_posts(current_actor()))
    try:
        check_on_the_spot(session, given, today)
    except BadInput as bad:
        merge(reader, bad)
    reader.refuse()
    return organisation_id, given


def _endings(organisation_id: UUID) -> tuple[Outcome, ...]:
    """The endings that the actor's posts at that organisation allow."""
    definition = house().registry.current(MatterKind.DISPUTE)
    return may_end(current_actor(), organisation_id, definition)


def _clauses(session: Session, typed: Typed) -> tuple[ClauseShown, ...]:
    """The common clauses for the kind of dispute that is chosen, at the committee that is."""
    return clauses_offered_at(session, _post(typed).organisation_id, typed.value("category_code"))


def _post(typed: Typed) -> Post:
    """The post whose organisation the form names; the first when it names none."""
    posts = mediating_posts(current_actor())
    return next((p for p in posts if str(p.organisation_id) == typed.value("organisation_id")), posts[0])


def _page(
    session: Session,
    typed: Typed,
    key: str,
    doubts: tuple[Message, ...] = (),
    candidates: tuple[Place, ...] = (),
) -> str:
    here, today = _post(typed).organisation_id, house().clock.today()
    return render_template(
        "quick_entry/show.html",
        form=typed,
        key=key,
        doubts=doubts,
        posts=[(p.organisation_id, p.organisation_name) for p in mediating_posts(current_actor())],
        endings=_endings(here),
        outcomes=Outcome,
        mediators=colleagues(session, here, today),
        recorders=colleagues(session, here, today, RECORDERS),
        parties=party_options(typed),
        signers=[signer_options(typed, i) for i in range(typed.count("parties"))],
        sitting_manners=SittingManner,
        obligation_kinds=ObligationKind,
        common_clauses=_clauses(session, typed),
        signature_manners=SignatureManner,
        **matter_context(session, typed, candidates),
        **LISTS,
    )
