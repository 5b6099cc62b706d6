"""The case page, and the small writes on it that are no steps: consents, undisputed facts, looks at full numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from mediation.model import Case, Document
from mediation.readmodels import case_parts
from mediation.readmodels.attachments import count_of_attachments, sheets_of
from mediation.readmodels.batches import batch_of_case, may_lead_from
from mediation.readmodels.case_door import door_of
from mediation.readmodels.case_history import (
    DocumentShown,
    EventShown,
    documents_of,
    history_of,
    without_grievances,
)
from mediation.readmodels.case_page import (
    ClockShown,
    MatterPage,
    StepOffer,
    case_head,
    case_id_of,
    clocks_of,
    matter_page,
)
from mediation.readmodels.caseloads import is_new_to
from mediation.readmodels.court_calendar import hearings_of
from mediation.readmodels.documents import has_word
from mediation.readmodels.exchange_offers import shared_of
from mediation.readmodels.health import health_of
from mediation.readmodels.linked_cases import (
    LinkShown,
    filing_of,
    held_by,
    links_of,
    may_tell_fee,
    ways_to_end_the_suit,
)
from mediation.readmodels.reading import codes_to_read_out
from mediation.readmodels.requests import RequestShown, lying_with, requests_of
from mediation.readmodels.triage import decisions_of, is_undecided, proposal_for
from mediation.rules import acts
from mediation.rules.actor import Actor
from mediation.rules.errors import BadInput, StaleCase, WrongState
from mediation.rules.grammar import Permission, Registry
from mediation.rules.intake import ConsentGiven
from mediation.rules.messages import Message, say
from mediation.rules.papers import PAPERS
from mediation.rules.papers.issuing import ON_REQUEST
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import (
    ConsentPurpose,
    DocumentState,
    MatterKind,
    ProceedingKind,
    Seat,
    SignatureManner,
    SpecialCare,
)
from mediation.services.change_parties import record_consent
from mediation.services.court_papers import COURT_PAPERS
from mediation.services.decided_elsewhere import ENDED
from mediation.services.fill_papers import Hidden, hidden_parties, is_outdated, prints_hidden_address
from mediation.services.follow_elsewhere import who_comes_first
from mediation.services.note_facts import note_fact, withdraw_fact
from mediation.services.note_opened import note_opened
from mediation.services.note_proceeding import STEP as TELLING
from mediation.services.paper_sources import PaperSources
from mediation.services.perform import perform
from mediation.services.read_document import is_open_to
from mediation.services.reveal_party import reveal_party
from mediation.services.withdraw_suit_over import may_withdraw_suit_over
from web.access import SIGNED_IN, access
from web.case_words import clock_words, history_words, own_path, papers_of_pauses, road_stops, whose_turn
from web.errors import status_of
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import sent_key, sent_version
from web.views.looks import watches_a_city
from web.views.successors import successor_urls
from web.wording import worded

blueprint = Blueprint("case", __name__, url_prefix="/cases/<public_id>")
STEP_LISTS = ("steps_open", "steps_beside", "steps_closed", "steps_ending")
SUED = "dispute:record_suit"
SUIT_OVER = ENDED[ProceedingKind.SUIT]
READERS = (CaseView.FULL, CaseView.OFFERED, CaseView.COURT)


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step for the list: where it leads, or why it is closed."""

    title: str
    url: str
    refusals: tuple[Message, ...]
    danger: bool
    law: str
    late_url: str = ""
    """Where what was done in time is entered, when it is too late today."""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper for the list."""

    id: UUID
    title: str
    edition: int
    state: DocumentState
    issued_at: datetime
    issued_by: str
    superseded: bool
    void: bool
    outdated: bool
    failure: str
    may_reissue: bool
    keep_in: bool
    """Whether it prints an address that is withheld since: it must not be handed out."""
    may_open: bool
    """Whether the reader may look at the numbers that it prints."""
    as_word: bool
    """Whether there is a copy for reading and comment."""


def step_lines(page: MatterPage) -> dict[str, list[StepLine]]:
    """The steps in lists: what I may do now, beside the road, what not yet, and what ends the matter."""
    lists: dict[str, list[StepLine]] = {name: [] for name in STEP_LISTS}
    of_the_case = page.kind is MatterKind.DISPUTE
    beside = (Seat.WATCHER, Seat.COURT) if of_the_case else (Seat.WATCHER,)
    for offer in page.offers:
        elsewhere = offer.step.seat in beside or (not of_the_case and offer.step.act is acts.REPORT_DANGER)
        shown = offer.here and not elsewhere and page.view is not CaseView.OVERVIEW
        if offer.mine or shown:
            lists[_list(offer)].append(_line(page, offer))
    return lists


def _list(offer: StepOffer) -> str:
    if offer.step.danger:
        return "steps_ending"
    if offer.reasons:
        return "steps_closed"
    return "steps_beside" if offer.step.aside else "steps_open"


def _line(page: MatterPage, offer: StepOffer) -> StepLine:
    url = url_for("steps.form", kind=page.kind.value, matter_id=page.id, name=offer.step.name)
    late = url if offer.late else ""
    return StepLine(offer.step.title, url, offer.reasons, offer.step.danger, page.law_of(offer.step), late)


@blueprint.get("")
@access(SIGNED_IN)
def show(public_id: str) -> ResponseReturnValue:
    return _shown(public_id, Typed.of(request.form))


def _shown(public_id: str, fact_form: Typed) -> str:
    """The page; `fact_form` is what was typed of an undisputed fact that was not written."""
    actor, today, registry = current_actor(), house().clock.today(), house().registry
    with house().read() as session:
        page = matter_page(
            session, registry, actor, MatterKind.DISPUTE, case_id_of(session, public_id), today
        )
        shown = render_template("case/show.html", fact_form=fact_form, **_everything(session, registry, page))
        new = is_new_to(session, actor, page.case_id)
    if new:
        perform(house(), note_opened, actor=actor, case_id=page.case_id)
    return shown


def _requests(
    session: Session, registry: Registry, actor: Actor, page: MatterPage
) -> tuple[RequestShown, ...]:
    """All that is asked about the case; a court sees what lies with itself."""
    if page.view is CaseView.COURT:
        courts = [post.organisation_id for post in actor.posts_with(Permission.READ_COURT_MATTERS)]
        return lying_with(session, registry, page.case_id, courts)
    if page.view in (CaseView.FULL, CaseView.OVERVIEW):
        return requests_of(session, registry, page.case_id)
    return ()


def _links(session: Session, actor: Actor, page: MatterPage) -> tuple[LinkShown, ...]:
    """A court is told of those alone that it may open."""
    if page.view not in (CaseView.FULL, CaseView.COURT):
        return ()
    links = links_of(session, actor, page.case_id)
    return links if page.view is CaseView.FULL else tuple(one for one in links if one.public_id)


def _everything(session: Session, registry: Registry, page: MatterPage) -> dict[str, Any]:
    actor, today = current_actor(), house().clock.today()
    head = case_head(session, page)
    full, reads = page.view is CaseView.FULL, page.view in READERS
    events, clocks = _told(session, page, today)
    parties = case_parts.parties_of(session, page.case_id) if reads else ()
    confirmations = confirmation_lines(session, registry, page.case_id) if full else []
    asked = _requests(session, registry, actor, page)
    applied = any(one["is_open"] for one in confirmations)
    return {
        "page": page,
        "head": head,
        "full": full,
        "reads": reads,
        "writes": page.ours and page.state.open,
        "may_reveal": page.may_reveal,
        "may_look": not reads and watches_a_city(actor),
        "stops": road_stops(page, head),
        "diagram": own_path(page, events),
        "turn": whose_turn(page) if page.state.open else None,
        "clocks": clock_words(registry, clocks, papers_of_pauses(events)),
        "parties": parties,
        "successors": {} if applied else successor_urls(page, actor, parties),
        "sittings": case_parts.sittings_of(session, actor, page.case_id) if full else (),
        "undisputed": case_parts.facts_of(session, page.case_id) if full else (),
        "agreement": case_parts.agreement_of(session, page.case_id) if full else None,
        "findings": health_of(session, page.case_id, today) if full else None,
        "confirmations": confirmations,
        "hand_overs": hand_over_lines(session, registry, page.case_id) if full else (),
        "requests": asked,
        "links": _links(session, actor, page),
        "suit_ways": ways_to_end_the_suit(session, actor, page.case_id),
        "may_tell_fee": may_tell_fee(session, registry, actor, page.case_id),
        "comes_first": page.ours
        and (first := who_comes_first(session.get_one(Case, page.case_id))) is not None
        and not any(one.channel is first[0] for one in asked),
        "filing": filing_of(session, page.case_id) if full else None,
        "suits": [event.data for event in events if event.tag == SUED and event.data],
        "batch": batch_of_case(session, page.case_id) if full else None,
        "may_tell": any(offer.step.name == TELLING and offer.mine for offer in page.offers),
        "may_withdraw_suit_over": any(event.tag == SUIT_OVER for event in events)
        and may_withdraw_suit_over(session, registry, actor, page.case_id),
        "may_lead": full and may_lead_from(session, registry, actor, page.case_id),
        "duty_states": registry.current(MatterKind.PERFORMANCE).by_state,
        "proposal": proposal_for(session, registry, page.case_id, today)
        if page.ours and is_undecided(session, page)
        else None,
        "decisions": decisions_of(session, page.case_id) if full else (),
        "door": door_of(session, page.case_id, today) if reads else None,
        "hearings": hearings_of(session, page.case_id) if full or page.view is CaseView.COURT else (),
        "held": held_by(session, page.case_id, today),
        "visits": case_parts.visits_of(session, page.case_id) if full else (),
        "reading_codes": codes_to_read_out(session, page.case_id, house().clock)
        if full and page.ours and house().channel.shown
        else (),
        "papers": paper_lines(session, page) if full or page.view is CaseView.COURT else (),
        "may_issue": page.may_reveal and (page.ours or page.view is CaseView.COURT),
        "investigations": case_parts.investigations_of(session, page.case_id) if full else (),
        "sheets": sheets_of(session, actor, page.case_id) if full else (),
        "attachments": count_of_attachments(session, page.case_id)
        if full or page.view is CaseView.COURT
        else 0,
        "shared": shared_of(session, page.case_id) if reads else (),
        "story": history_words(registry, events, actor),
        "care": {mark.value: mark for mark in SpecialCare},
        "manners": {manner.value: manner for manner in SignatureManner},
        **step_lines(page),
    }


def _told(
    session: Session, page: MatterPage, today: date
) -> tuple[tuple[EventShown, ...], tuple[ClockShown, ...]]:
    """The story and the clocks; a court reads nothing here of who complained of it to the court above."""
    events = history_of(session, page.case_id, contents=page.view is CaseView.FULL)
    clocks = clocks_of(session, page.case_id, today, names=page.view in READERS)
    if page.view is not CaseView.COURT:
        return events, clocks
    return without_grievances(events), tuple(c for c in clocks if c.matter is not MatterKind.GRIEVANCE)


def confirmation_lines(session: Session, registry: Registry, case_id: UUID) -> list[dict[str, Any]]:
    """The confirmations with the titles of their states."""
    shown = case_parts.confirmations_of(session, case_id, deliberation=False)
    return [_titled(registry, MatterKind.CONFIRMATION, one) for one in shown]


def hand_over_lines(session: Session, registry: Registry, case_id: UUID) -> list[dict[str, Any]]:
    """The hand-overs with the titles of their states."""
    shown = case_parts.hand_overs_of(session, case_id)
    return [_titled(registry, MatterKind.HAND_OVER, one) for one in shown]


def _titled(registry: Registry, kind: MatterKind, one: Any) -> dict[str, Any]:
    state = registry.of(kind, one.definition_version).by_state[one.state]
    return {name: getattr(one, name) for name in one.__slots__} | {"state_title": state}


def paper_lines(session: Session, page: MatterPage, only: frozenset[str] | None = None) -> list[PaperLine]:
    """The papers of a case that are open to the reader, and whether the case has changed since."""
    actor, hidden = current_actor(), hidden_parties(session, page.case_id)
    sources = PaperSources(session, session.get_one(Case, page.case_id))
    shown = [one for one in documents_of(session, page.case_id) if only is None or one.kind in only]
    issued = [(one, session.get_one(Document, one.id)) for one in shown]
    return [
        _paper(sources, page, one, document, hidden)
        for one, document in issued
        if is_open_to(session, actor, document, page.view)
    ]


def _paper(
    sources: PaperSources, page: MatterPage, document: DocumentShown, issued: Document, hidden: Hidden
) -> PaperLine:
    past = document.superseded or document.void
    outdated = not past and is_outdated(sources, issued)
    court = document.kind in COURT_PAPERS
    return PaperLine(
        id=document.id,
        title=PAPERS[document.kind].title,
        edition=document.edition,
        state=document.state,
        issued_at=document.issued_at,
        issued_by=document.issued_by,
        superseded=past,
        void=document.void,
        outdated=outdated,
        failure=document.failure,
        may_reissue=not past
        and document.kind not in ON_REQUEST
        and (outdated or document.state is DocumentState.FAILED)
        and (page.view is CaseView.COURT if court else page.ours),
        keep_in=prints_hidden_address(issued, hidden),
        may_open=page.may_reveal or not PAPERS[document.kind].shows_numbers,
        as_word=not past and document.state is DocumentState.ISSUED and has_word(issued),
    )


@blueprint.post("/parties/<uuid:party_id>/reveal/<field>")
@access(Permission.REVEAL)
def reveal(public_id: str, party_id: UUID, field: str) -> ResponseReturnValue:
    """Show one full field; the look is an event."""
    with house().read() as session:
        case_id = case_id_of(session, public_id)
    perform(house(), reveal_party, actor=current_actor(), case_id=case_id, party_id=party_id, field=field)
    with house().read() as session:
        value = case_parts.reveal(session, party_id, field)
    if "HX-Request" in request.headers:
        return render_template("case/revealed.html", value=value)
    flash(value, "info")
    return show(public_id)  # shown at once: a redirect would carry the number in a cookie


@blueprint.post("/parties/<uuid:party_id>/consent")
@access(Permission.REGISTER)
def consent(public_id: str, party_id: UUID) -> ResponseReturnValue:
    """Record a party's yes or no of today."""
    given = ConsentGiven(
        purpose=_purpose(request.form.get("purpose", "")),
        granted=bool(request.form.get("granted")),
        given_on=house().clock.today(),
    )
    return _write(public_id, "parties", record_consent, party_id=party_id, given=given)


def _purpose(typed: str) -> ConsentPurpose:
    try:
        return ConsentPurpose.of(typed)
    except ValueError:
        raise BadInput.at("purpose", say("请从列表中选一项")) from None


@blueprint.post("/facts")
@access(Permission.REGISTER)
def add_fact(public_id: str) -> ResponseReturnValue:
    reader = Reader(Typed.of(request.form))
    happened_on = reader.day("happened_on")
    try:
        reader.refuse()
    except BadInput as bad:
        return _again(public_id, bad)
    return _write(
        public_id,
        "undisputed",
        note_fact,
        text=reader.text("text"),
        happened_on=happened_on,
        late_reason=reader.text("late_reason"),
        let_out=reader.text("let_out"),
    )


@blueprint.post("/facts/<uuid:fact_id>/withdraw")
@access(Permission.REGISTER)
def drop_fact(public_id: str, fact_id: UUID) -> ResponseReturnValue:
    return _write(public_id, "undisputed", withdraw_fact, fact_id=fact_id)


def _write(public_id: str, anchor: str, use_case: Any, **arguments: Any) -> ResponseReturnValue:
    with house().read() as session:
        case_id = case_id_of(session, public_id)
    try:
        perform(
            house(),
            use_case,
            actor=current_actor(),
            key=sent_key(),
            case_id=case_id,
            seen_version=sent_version(),
            **arguments,
        )
    except BadInput as bad:
        return _again(public_id, bad)
    except StaleCase as refusal:
        flash(worded(refusal.message), "bad")
        return make_response(show(public_id), status_of(refusal))  # with the text that was typed
    except WrongState as refusal:
        flash(worded(refusal.message), "bad")
    return redirect(f"{url_for('case.show', public_id=public_id)}#{anchor}", 303)


def _again(public_id: str, bad: BadInput) -> ResponseReturnValue:
    """The case page with what was typed into its small form, and what is wrong with it."""
    for problem in bad.problems:
        flash(worded(problem.message), "bad")
    return make_response(_shown(public_id, Typed.of(request.form).refused(bad)), status_of(bad))
