"""One page for every step of every matter: its form, and the command that it sends."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from mediation.model.matters import REQUESTS
from mediation.readmodels.case_list import handed_on
from mediation.readmodels.case_page import MatterPage, matter_page
from mediation.readmodels.common_clauses import offered_clauses
from mediation.readmodels.exchange import works_elsewhere
from mediation.readmodels.health import health_of, health_of_draft
from mediation.readmodels.paper_drafts import blanks_beside, paper_draft
from mediation.readmodels.step_choices import court_that_is_answered
from mediation.rules import acts
from mediation.rules.acts import AgreementDrawn, Given, MediatorsNamed
from mediation.rules.errors import (
    BadInput,
    ConditionsUnmet,
    MediationError,
    NotAllowed,
    NotThere,
    StaleCase,
    WrongState,
)
from mediation.rules.grammar import REASON, WITHOUT_POSTS, Paper, Step
from mediation.rules.health import Finding
from mediation.rules.messages import Message, say
from mediation.rules.papers import PAPERS
from mediation.rules.policy import CaseView, least_view
from mediation.rules.vocabulary import MatterKind, Seat
from mediation.services.acts.agreeing import without_term
from mediation.services.perform import perform
from mediation.services.preview_paper import BY_STEPS, preview_beside_step
from mediation.services.rehearse_step import paper_of_step
from mediation.services.step import StepCommand
from mediation.services.take_step import take_step, whose
from web.access import SIGNED_IN, access
from web.errors import status_of
from web.forms.clauses import with_chosen
from web.forms.intake import with_domiciles
from web.forms.reading import Reader
from web.forms.step_start import AGREEMENTS, starting_form, step_context
from web.forms.steps import at_their_rows, at_typed_rows, read_given, without_blank_duties
from web.identity import current_actor, house
from web.typed import Typed
from web.views.documents import pdf_answer
from web.views.intake import warn_of_namesakes
from web.views.keys import new_key, sent_key, sent_version
from web.wording import worded

blueprint = Blueprint("steps", __name__, url_prefix="/steps/<kind>/<uuid:matter_id>/<name>")
REFUSED = (BadInput, ConditionsUnmet, StaleCase, WrongState)


@blueprint.get("")
@access(SIGNED_IN)
def form(kind: str, matter_id: UUID, name: str) -> ResponseReturnValue:
    with house().read() as session:
        page, step = _page_and_step(session, kind, matter_id, name)
        shut = _shut(page, step)
        if shut is not None:
            return _closed(page, step, shut)
        typed = starting_form(session, page, step, current_actor(), house().clock, house().registry)
        return _form(session, page, step, typed, new_key(), page.version)


def _too_late_today(page: MatterPage, step: Step) -> tuple[Message, ...]:
    """Why it cannot be done today, when it may still have been done in time."""
    return next((o.reasons for o in page.offers if o.step is step and o.late), ())


@blueprint.post("")
@access(SIGNED_IN)
def take(kind: str, matter_id: UUID, name: str) -> ResponseReturnValue:
    typed = without_blank_duties(Typed.of(request.form))
    try:
        with house().read() as session:
            page, step = _page_and_step(session, kind, matter_id, name)
            unheard = _unheard_in(session, page, step)
            typed = with_domiciles(session, current_actor(), typed, house().clock.today(), own=True)
    except NotThere:
        return _clicked_again(kind, matter_id, name, typed)
    shut, rows = _shut(page, step), _changed_rows(page, typed)
    if isinstance(shut, NotAllowed):
        raise shut
    if rows is not None:
        return _again(page, step, rows, shut)
    try:
        command = _command(page.kind, page.id, step, typed)
        perform(house(), take_step, actor=current_actor(), key=sent_key(), command=command)
    except REFUSED as refusal:
        return _again(page, step, typed, shut if shut and isinstance(refusal, BadInput) else refusal)
    flash(worded(say("已办理：{step}", step=say(step.title))), "good")
    if unheard:
        flash(worded(say("承办组织在「{name}」办理，看不到这里的报告：请同时电话告知", name=unheard)), "warn")
    _warn_of_what_is_unclear(command.given)
    if isinstance(command.given, MediatorsNamed):
        warn_of_namesakes(page.case_id)
    return redirect(onward(page), 303)


@blueprint.post("/draft/<paper>")
@access(SIGNED_IN)
def draft(kind: str, matter_id: UUID, name: str, paper: str) -> ResponseReturnValue:
    """A paper that the step would issue with what is typed now, marked 草稿; nothing is written but the look."""
    typed = without_blank_duties(Typed.of(request.form))
    with house().read() as session:
        page, step = _page_and_step(session, kind, matter_id, name)
        typed = with_domiciles(session, current_actor(), typed, house().clock.today(), own=True)
    shut = _shut(page, step)
    if isinstance(shut, NotAllowed):
        raise shut
    if paper not in (one.name for one in drawn_beside(page, step)):
        raise NotThere
    try:
        command = _command(page.kind, page.id, step, typed)
        contents = paper_of_step(house(), actor=current_actor(), command=command, kind=paper)
    except REFUSED as refusal:  # what lacks is named at its field, as for the step itself
        return _again(page, step, typed, refusal)
    perform(
        house(), preview_beside_step, actor=current_actor(), matter=page.kind, matter_id=page.id, kind=paper
    )
    with house().read() as session:
        asked = paper_draft(session, page.case_id, paper, contents, house().clock.today())
    return pdf_answer(house().previews.render(asked), f"{PAPERS[paper].title}（草稿）.pdf")


@blueprint.post("/health")
@access(SIGNED_IN)
def health(kind: str, matter_id: UUID, name: str) -> ResponseReturnValue:
    """What a court would ask about the agreement as it is typed so far; asked again while somebody types."""
    typed = Typed.of(request.form)
    with house().read() as session:
        page, step = _page_and_step(session, kind, matter_id, name)
        shut = _shut(page, step)
        if step.act not in AGREEMENTS or isinstance(shut, NotAllowed):
            raise NotThere
        found = findings_beside(session, page, step, typed)
    return render_template("health/list.html", findings=found, form=typed)


def findings_beside(
    session: Session, page: MatterPage, step: Step, typed: Typed
) -> tuple[Finding, ...] | None:
    """Beside the form of an agreement; at the application, of the one that stands; None elsewhere."""
    today = house().clock.today()
    if step.act in (acts.DRAW_CONFIRMATION, acts.RECORD_REVIEW):
        return health_of(session, page.case_id, today)
    if step.act not in AGREEMENTS:
        return None
    reader = Reader(typed)
    given = read_given(step.act, reader)
    assert isinstance(given, AgreementDrawn)
    return at_typed_rows(health_of_draft(session, page.case_id, given, today), reader)


def drawn_beside(page: MatterPage, step: Step) -> tuple[Paper, ...]:
    """The papers whose drafts are shown beside the form, to those who may see their numbers."""
    return tuple(one for one in step.issues if one.name in BY_STEPS) if page.may_reveal else ()


def _warn_of_what_is_unclear(given: Given) -> None:
    if isinstance(given, AgreementDrawn):
        unclear = tuple(str(n) for n, duty in enumerate(given.obligations, 1) if without_term(duty))
        if unclear:
            flash(
                worded(
                    say(
                        "第 {n} 项约定的款项没有写明期限或者条件：签字之前请补上，"
                        "否则申请司法确认时法院可能以内容不明确驳回（民诉法解释第三百五十八条）",
                        n=unclear,
                    )
                ),
                "warn",
            )


def _unheard_in(session: Session, page: MatterPage, step: Step) -> str:
    """The other installation in which the case goes on, where danger that is reported here is not heard of."""
    return works_elsewhere(session, page.seats[Seat.HOLDER]) if step.act is acts.REPORT_DANGER else ""


def _page_and_step(session: Session, kind: str, matter_id: UUID, name: str) -> tuple[MatterPage, Step]:
    try:
        matter = MatterKind.of(kind)
    except ValueError:
        raise NotThere from None
    today = house().clock.today()
    page = matter_page(session, house().registry, current_actor(), matter, matter_id, today)
    if page.view < least_view(matter, page.definition.by_step.get(name)):
        raise NotThere
    return page, page.definition.step(name)


def _shut(page: MatterPage, step: Step) -> MediationError | None:
    """Why the step cannot be taken here and now by this person; None when it can."""
    if step.seat in WITHOUT_POSTS:
        return NotAllowed(whose(step))
    offer = next((o for o in page.offers if o.step is step), None)
    if offer is None:
        return WrongState(
            say("现在是「{state}」，不能「{step}」", state=say(page.state.title), step=say(step.title))
        )
    if not offer.mine:
        return NotAllowed(offer.reasons[0])
    return ConditionsUnmet(offer.reasons) if offer.reasons and not offer.late else None


def _clicked_again(kind: str, matter_id: UUID, name: str, typed: Typed) -> ResponseReturnValue:
    """A second click on the step by which the matter left one's sight is answered like the first."""
    try:
        step = house().registry.current(MatterKind.of(kind)).step(name)
        command = _command(MatterKind.of(kind), matter_id, step, typed)
    except (ValueError, WrongState, BadInput):
        raise NotThere from None
    perform(house(), take_step, actor=current_actor(), key=sent_key(), command=command)
    return redirect(url_for("home.show"), 303)


def _command(kind: MatterKind, matter_id: UUID, step: Step, typed: Typed) -> StepCommand:
    reader = Reader(typed)
    given = read_given(step.act, reader)
    happened_on = reader.day("happened_on")
    reader.refuse()
    return StepCommand(
        matter=kind,
        matter_id=matter_id,
        step=step.name,
        given=given,
        reason=reader.text("reason"),
        happened_on=happened_on,
        late_reason=reader.text("late_reason"),
        let_out=reader.text("let_out"),
        seen_version=sent_version(),
    )


def _changed_rows(page: MatterPage, typed: Typed) -> Typed | None:
    """The form with a row more or less, when that is what the button asked for."""
    added, removed = request.form.get("_add"), request.form.get("_remove")
    if taken := request.form.get("_clause"):
        return _with_clause(page, typed, taken)
    if "_health" in request.form:
        return replace(typed, focus="health")
    if added:
        return typed.with_row(added, typed.count(added))
    return typed.without_row(removed) if removed else None


def _with_clause(page: MatterPage, typed: Typed, taken: str) -> Typed:
    """The form with the common clause in a row of its own, its places still to be filled."""
    with house().read() as session:
        return with_chosen(typed, taken, offered_clauses(session, page.case_id))


def _again(page: MatterPage, step: Step, typed: Typed, refusal: MediationError | None) -> ResponseReturnValue:
    """The page with everything that was typed, and what is wrong with it. A stale page gets the version of now."""
    problems: tuple[Message, ...] = ()
    if isinstance(refusal, BadInput):
        typed = typed.refused(at_their_rows(refusal, typed))
    elif isinstance(refusal, ConditionsUnmet):
        problems = refusal.conditions
    elif refusal is not None:
        problems = (refusal.message,)
    with house().read() as session:
        today = house().clock.today()
        now = matter_page(session, house().registry, current_actor(), page.kind, page.id, today)
        version = now.version if isinstance(refusal, StaleCase) else sent_version()
        answer = _form(session, now, step, typed, sent_key() or new_key(), version, problems)
    return answer, 200 if refusal is None else status_of(refusal)


def _form(
    session: Session,
    page: MatterPage,
    step: Step,
    typed: Typed,
    key: str,
    version: int | None,
    refusals: tuple[Message, ...] = (),
) -> str:
    return render_template(
        "steps/form.html",
        page=page,
        step=step,
        form=typed,
        key=key,
        version=version,
        refusals=refusals,
        too_late=_too_late_today(page, step),
        needs_reason=REASON in step.needs,
        court_reads=court_that_is_answered(session, page.case_id)
        if _is_told_to_the_court(page, step)
        else "",
        dated_by_itself=step.act is not None and step.act.given.day is not Given.day,
        handed_on=handed_on(session, current_actor(), page.id)
        if page.kind is MatterKind.HAND_OVER and not page.named
        else None,
        back=after(page),
        today=house().clock.today(),
        act=step.act.name if step.act else "nothing",
        drawn=drawn_beside(page, step),
        blanks=blanks_beside(session, page.case_id, [one.name for one in drawn_beside(page, step)]),
        findings=findings_beside(session, page, step, typed),
        agreeing=step.act in AGREEMENTS,
        unheard=_unheard_in(session, page, step),
        **step_context(session, page, step, current_actor(), house().clock, house().registry),
    )


def _is_told_to_the_court(page: MatterPage, step: Step) -> bool:
    """Whether the reason is printed in the reply to a court that sent the case: of an end without an agreement.

    What a court decides itself it is not told.
    """
    ends = step.dest is not None and not step.dest.open
    return page.kind is MatterKind.DISPUTE and ends and step.seat is not Seat.COURT


def _closed(page: MatterPage, step: Step, shut: MediationError) -> ResponseReturnValue:
    if not isinstance(shut, ConditionsUnmet):
        raise shut
    answer = render_template(
        "steps/closed.html", page=page, step=step, reasons=shut.conditions, back=after(page)
    )
    return answer, status_of(shut)


def onward(page: MatterPage) -> str:
    """Where the matter goes on once the step is taken: a case that was signed for is the receiver's now."""
    with house().read() as session:
        today = house().clock.today()
        try:
            now = matter_page(session, house().registry, current_actor(), page.kind, page.id, today)
        except NotThere:
            return url_for("home.show")
    return after(now)


def after(page: MatterPage) -> str:
    """Where the person goes on: their own page of the matter."""
    if page.kind is MatterKind.CONFIRMATION:
        return url_for("confirmations.show", confirmation_id=page.id)
    if page.kind is MatterKind.PERFORMANCE:
        return url_for("duties.show", performance_id=page.id)
    if page.kind in REQUESTS:
        return url_for("requests.show", request_id=page.id)
    if page.view is CaseView.FULL or page.kind is MatterKind.DISPUTE:
        return url_for("case.show", public_id=page.case_public_id)
    return url_for("hand_overs.show", hand_over_id=page.id)
