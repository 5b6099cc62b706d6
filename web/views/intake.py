"""登记: the intake form, kept as a draft while it is typed and sent once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from mediation.model import Organisation
from mediation.readmodels.campaign_tasks import find_to_register
from mediation.readmodels.choices import categories, public_id_of, registering_posts
from mediation.readmodels.court_table import importing_posts
from mediation.readmodels.drafts import draft_fields
from mediation.readmodels.namesakes import namesakes
from mediation.readmodels.regions import Place, place
from mediation.rules.court_cases import CourtCaseGiven
from mediation.rules.errors import BadInput, MediationError, Problem
from mediation.rules.grammar import Permission
from mediation.rules.intake import DisputeGiven, PartyGiven, own_matter, warnings
from mediation.rules.messages import Message, say
from mediation.rules.numbering import canonical
from mediation.rules.policy import may_record_on_the_spot
from mediation.rules.vocabulary import (
    AgentAuthority,
    Capacity,
    CaseSource,
    ConsentPurpose,
    CourtDoor,
    CourtProcedure,
    Difficulty,
    IdentityPaper,
    OrganisationKind,
    PartyKind,
    RepresentativeKind,
    Sex,
    Side,
    SpecialCare,
)
from mediation.services.check_court_case import check_court_case, desk_of
from mediation.services.enter_court_case import enter_court_case
from mediation.services.jurisdiction import courts_with_areas
from mediation.services.perform import UseCase, perform
from mediation.services.register_dispute import check_dispute, register_dispute
from mediation.services.report_screening import register_found_dispute
from mediation.services.save_draft import drop_draft
from web.access import access
from web.errors import status_of
from web.forms.fields import LESS_COMMON, ORGANISATION_ONLY, consented_on, merge
from web.forms.intake import (
    court_case,
    dispute,
    found_by_screening,
    organisation,
    rows_changed,
    starting,
    with_place,
)
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import sent_key
from web.wording import titled, worded

blueprint = Blueprint("intake", __name__, url_prefix="/intake")
KIND = "intake"
LISTS = {
    "sides": Side,
    "party_kinds": PartyKind,
    "sexes": Sex,
    "capacities": Capacity,
    "papers": IdentityPaper,
    "cares": SpecialCare,
    "representative_kinds": RepresentativeKind,
    "authorities": AgentAuthority,
    "sources": CaseSource,
    "difficulties": Difficulty,
    "purposes": ConsentPurpose,
    "other_purposes": (ConsentPurpose.DATA, ConsentPurpose.SENSITIVE_DATA, ConsentPurpose.TRANSFER),
    "less_common": LESS_COMMON,
    "organisation_only": ORGANISATION_ONLY,
}


@blueprint.get("")
@access(Permission.REGISTER)
def show() -> ResponseReturnValue:
    with house().read() as session:
        draft_id = asked_draft()
        if draft_id is not None:
            return _page(session, draft_form(session, draft_id, KIND), str(draft_id))
        posts = registering_posts(current_actor())
        start = starting(posts, house().clock.today(), own_place(session, posts[0].region_code))
        if find_id := _asked_find():
            start = found_by_screening(start, find_to_register(session, current_actor(), find_id))
        return _page(session, start, str(uuid4()))


@blueprint.post("")
@access(Permission.REGISTER)
def register() -> ResponseReturnValue:
    typed, key = Typed.of(request.form), sent_key() or str(uuid4())
    with house().read() as session:
        changed = rows_changed(typed, request.form.get("_add", ""), request.form.get("_remove", ""))
        if changed is not None:
            return _page(session, changed, key)
        typed, candidates = with_place(session, current_actor(), typed, house().clock.today())
        try:
            use_case, given, entry = _read(session, typed)
        except BadInput as bad:
            return _page(session, typed.refused(bad), key, candidates=candidates), 422
        dispute_given = given.dispute if isinstance(given, CourtCaseGiven) else given
        doubts = doubts_about(dispute_given.parties, current_actor().name)
        if doubts:
            return _page(session, typed, key, doubts)
    try:
        case_id = perform(
            house(),
            use_case,
            actor=current_actor(),
            key=key,
            given=given,
            **entry,
        )
    except MediationError as refusal:
        with house().read() as session:
            return _page(session, refused(typed, refusal), key), status_of(refusal)
    return done(case_id, key, say("已登记"))


def doubts_about(parties: tuple[PartyGiven, ...], *office: str) -> tuple[Message, ...]:
    """What the person should look at once more, until they say that they have."""
    return () if "_confirmed" in request.form else (*warnings(parties), *own_matter(parties, office))


def warn_of_namesakes(case_id: UUID) -> None:
    """Once somebody has come to a case: whose name stands in it twice."""
    with house().read() as session:
        for doubt in namesakes(session, case_id):
            flash(worded(doubt), "warn")


def _read(session: Session, typed: Typed) -> tuple[UseCase, DisputeGiven | CourtCaseGiven, dict[str, Any]]:
    """What was typed, usable; BadInput with everything that is wrong, of reading and of checking."""
    reader, today = Reader(typed), house().clock.today()
    posts = registering_posts(current_actor())
    given = dispute(reader, categories(session, today), today)
    organisation_id = organisation(reader, posts)
    happened_on, late_reason = reader.day("happened_on"), reader.text("late_reason")
    find_id = reader.uuid("find")
    if happened_on is not None:
        parties = tuple(consented_on(party, min(happened_on, today)) for party in given.parties)
        given = replace(given, parties=parties)
    court = session.get(Organisation, organisation_id)
    at_court = court if court is not None and court.kind is OrganisationKind.COURT else None
    entered = court_case(reader, given, organisation_id) if at_court else None
    if entered is not None and happened_on not in (None, today):
        reader.note("happened_on", say("写明了法院的门，就不用补记登记日期：收到、立案的日期已经写在上面"))
    try:
        if at_court is None or entered is None:
            check_dispute(session, given, today)
        else:
            check_court_case(desk_of(session, at_court, today, [canonical(entered.court_number)]), entered)
    except BadInput as bad:
        merge(reader, bad)
    reader.problems.sort(key=lambda problem: not problem.field.startswith("parties"))  # as on the page
    reader.refuse()
    where = {"organisation_id": organisation_id}
    if entered is not None:
        return enter_court_case, entered, where
    entry = where | {"happened_on": happened_on, "late_reason": late_reason}
    if find_id is not None:
        return register_found_dispute, given, entry | {"find_id": find_id}
    return register_dispute, given, entry


def _page(
    session: Session,
    typed: Typed,
    key: str,
    doubts: tuple[Message, ...] = (),
    candidates: tuple[Place, ...] = (),
) -> str:
    return render_template(
        "intake/show.html",
        form=typed,
        key=key,
        doubts=doubts,
        on_the_spot=may_record_on_the_spot(current_actor()),
        at_court=bool(importing_posts(current_actor())),
        doors=CourtDoor,
        procedures=CourtProcedure,
        posts=[(p.organisation_id, p.organisation_name) for p in registering_posts(current_actor())],
        **matter_context(session, typed, candidates),
        **LISTS,
    )


def matter_context(session: Session, typed: Typed, candidates: tuple[Place, ...]) -> dict[str, object]:
    """What the part of the form about the dispute itself is drawn from."""
    return {
        "kind": asked_of(session, typed),
        "kinds": [(k.code, titled(k.name)) for k in categories(session, house().clock.today())],
        "candidates": [(p.code, p.label) for p in candidates],
        "courts": [(c.id, c.name) for c in courts_with_areas(session, house().clock.today())],
    }


@blueprint.get("/questions")
@access(Permission.REGISTER)
def questions() -> ResponseReturnValue:
    """What the chosen kind of dispute asks beside the rest."""
    typed = Typed({"category_code": [request.args.get("category_code", "")]})
    with house().read() as session:
        return render_template("intake/questions.html", form=typed, kind=asked_of(session, typed))


def asked_of(session: Session, typed: Typed) -> object:
    """The chosen kind of dispute, or None."""
    chosen = typed.value("category_code")
    return next((k for k in categories(session, house().clock.today()) if k.code == chosen), None)


def own_place(session: Session, region_code: str) -> tuple[str, str]:
    """Code and label of the organisation's own place."""
    found = place(session, region_code)
    return (found.code, found.label) if found else ("", "")


def _asked_find() -> UUID | None:
    """What a screening found, as the address names it."""
    with suppress(ValueError):
        return UUID(request.args.get("find", ""))
    return None


def asked_draft() -> UUID | None:
    """The draft that the address names; none when it is no id at all."""
    with suppress(ValueError):
        return UUID(request.args.get("draft", ""))
    return None


def draft_form(session: Session, draft_id: UUID, kind: str) -> Typed:
    """The actor's own draft as a form."""
    return Typed(draft_fields(session, current_actor(), draft_id, kind).fields).within_bounds()


def refused(typed: Typed, refusal: MediationError) -> Typed:
    """The form with the refusal said in it: nothing typed is lost, whatever the reason."""
    if isinstance(refusal, BadInput):
        return typed.refused(refusal)
    conditions = getattr(refusal, "conditions", ()) or (refusal.message,)
    return replace(typed, problems=tuple(Problem("", message) for message in conditions))


def done(case_id: UUID, key: str, said: Message, *more: Message) -> ResponseReturnValue:
    """On to the case; its draft is given up."""
    with suppress(ValueError):
        perform(house(), drop_draft, actor=current_actor(), draft_id=UUID(key))
    with house().read() as session:
        public_id = public_id_of(session, current_actor(), case_id)
    flash(worded(said), "good")
    for message in more:
        flash(worded(message), "warn")
    return redirect(url_for("case.show", public_id=public_id), 303)
