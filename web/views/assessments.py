"""考评: the parts of an area scored and ranked by its scheme, a draft beside it, and putting one in force."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.assessment_table import assessment_report, assessment_table
from mediation.readmodels.assessments import AssessmentPage, assessments
from mediation.readmodels.smallest_group import smallest_group
from mediation.readmodels.statistics import year_end
from mediation.readmodels.statistics_cases import NOW
from mediation.rules.assessment import Better, Scored, plain, title_of
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.rules.papers import REPORTS, RenderRequest
from mediation.rules.periods import PeriodKind, newest_ended
from mediation.rules.policy import watches_parts
from mediation.rules.statistics import BY_NAME, INDICATORS, Unit
from mediation.services.keep_scheme import draft_scheme, start_scheme
from mediation.services.note_export import note_export
from mediation.services.perform import perform
from web.access import access
from web.errors import status_of
from web.forms import subsidies as asked
from web.forms.backlog import query
from web.forms.reading import Reader
from web.forms.statistics import mistyped_period, named, region
from web.identity import current_actor, house
from web.statistics_words import period_words, same_time
from web.typed import Typed
from web.views.backlog_export import XLSX, mark
from web.views.documents import file_answer, pdf_answer
from web.views.keys import new_key, sent_key
from web.wording import worded

blueprint = Blueprint("assessments", __name__, url_prefix="/assessments")
FIRST_ROWS = 4
KIND = REPORTS["assessment_report"]


@blueprint.get("")
@access(watches_parts)
def show() -> ResponseReturnValue:
    wrong = mistyped_period(request.args, date.max)  # targets are set for periods to come too
    return _page(Typed({})) if wrong is None else (_page(Typed({}), wrong=wrong), 422)


def _asked(draft: str = "", *, mistyped: bool = False) -> AssessmentPage:
    try:
        draft_id = UUID(draft) if draft else None
    except ValueError:
        raise NotThere from None
    with house().read() as session:
        today = house().clock.today()
        period = "" if mistyped else named(request.values)
        return assessments(session, current_actor(), today, region(request.values), period, draft_id)


def _page(form: Typed, draft: str = "", wrong: Typed | None = None) -> str:
    """`wrong` is a period as it was mistyped: beside it stands the usual one."""
    page = _asked(draft or request.args.get("draft", ""), mistyped=wrong is not None)
    pages, today = url_for("assessments.show"), house().clock.today()
    with house().read() as session:
        ends = year_end(session, today)
    chosen = {"region": page.region.code, "period": page.period.name}

    def behind(code: str, scored: Scored) -> str:
        """The cases of a number; of a share the numbers that it was made of, which lead to theirs."""
        name, closing = scored.item.indicator, page.region.code if page.published else NOW
        listed = url_for("statistics.cases" if BY_NAME[name].of is None else "statistics.share")
        return f"{listed}?{query({**chosen, 'region': code, 'figure': name, 'closing': closing})}"

    return render_template(
        "assessments/show.html",
        page=page,
        form=form,
        wrong=wrong,
        here=lambda **changed: f"{pages}?{query({**chosen, **changed})}",
        behind=behind,
        by_name=BY_NAME,
        title_of=title_of,
        plain=plain,
        percent=Unit.PERCENT,
        words=period_words,
        switch=same_time(page.period, ends, newest_ended(today, PeriodKind.MONTH, ends)),
        key=new_key(),
    )


@blueprint.post("/export")
@access(watches_parts)
def export() -> ResponseReturnValue:
    """The ranking with its formulas, as a spreadsheet or on paper, once it is written down who takes it."""
    page, actor, today = _asked(), current_actor(), house().clock.today()
    form = request.form.get("format", "xlsx")
    if form not in ("xlsx", "pdf"):
        raise NotThere
    with house().read() as session:
        table = assessment_table(session, page, today, mark(), smallest_group(session, today))
    title = f"{table.area}{table.period}考评"
    if form == "xlsx":
        data = house().spreadsheets.assessment(table)
        answer = file_answer(data, XLSX, 'attachment; filename="assessment.xlsx"', f"{title}.xlsx")
    else:
        standings = page.frozen.standings if page.frozen else page.standings
        post = next(actor.posts_with(Permission.READ_AREA))
        contents = assessment_report(
            table, standings, organisation=post.organisation_name, made_by=actor.name, made_on=today
        )
        data = house().previews.render(RenderRequest(KIND.name, KIND.template_version, contents.to_json()))
        answer = pdf_answer(data, f"{title}.pdf")
    digest = hashlib.sha256(data).digest()
    perform(
        house(),
        note_export,
        actor=actor,
        region_code=page.region.code,
        what={"table": "assessment", "period": page.period.name, "form": form},
        lines=len(table.rows),
        digest=digest,
    )
    return answer


@blueprint.get("/new")
@access(watches_parts)
def new() -> ResponseReturnValue:
    """Begun with the newest version of the year."""
    page = _asked()
    fields: dict[str, list[str]] = {"year": [str(page.year)]}
    for n, one in enumerate(page.schemes[0].items if page.schemes else ()):
        fields |= {
            f"items.{n}.indicator": [one.indicator],
            f"items.{n}.better": [one.better.value],
            f"items.{n}.target": [plain(one.target)],
            f"items.{n}.weight": [str(one.weight)],
        }
    if not page.schemes:
        fields |= {f"items.{n}.better": [Better.MORE.value] for n in range(FIRST_ROWS)}
    return _form(page, Typed(fields))


def _form(page: AssessmentPage, form: Typed) -> str:
    if not page.keeps:
        raise NotThere
    return render_template(
        "assessments/form.html",
        page=page,
        form=form,
        indicators=[(one.name, one.title) for one in INDICATORS],
        better=Better,
        key=sent_key() or new_key(),
    )


@blueprint.post("/new")
@access(watches_parts)
def draft() -> ResponseReturnValue:
    typed, page = Typed.of(request.form), _asked()
    changed = _rows_changed(typed)
    if changed is not None:
        return _form(page, changed)
    reader = Reader(typed)
    items, year = asked.items(reader), reader.count("year")
    try:
        reader.refuse()
        scheme_id = perform(
            house(),
            draft_scheme,
            actor=current_actor(),
            key=sent_key(),
            region_code=page.region.code,
            year=year,
            items=items,
        )
    except BadInput as refusal:
        return _form(page, typed.refused(refusal)), status_of(refusal)
    flash(worded(say("已存为草稿，还没有施行；下面是按它试算的结果")), "good")
    return redirect(_back(page, year, draft=scheme_id), 303)


def _back(page: AssessmentPage, year: Any, **more: Any) -> str:
    """The period that was looked at, or the year of the scheme where that is another one."""
    of = page.period.name if year == page.year else str(year)
    return f"{url_for('assessments.show')}?{query({'region': page.region.code, 'period': of, **more})}"


def _rows_changed(typed: Typed) -> Typed | None:
    if request.form.get("_remove"):
        return typed.without_row(request.form["_remove"])
    if request.form.get("_add") == "items":
        n = typed.count("items")
        grown = typed.with_row("items", n)
        more = {f"items.{n}.better": [Better.MORE.value]} if grown is not typed else {}
        return Typed({**grown.fields, **more}, (), grown.focus)
    return None


@blueprint.post("/<uuid:scheme_id>/start")
@access(watches_parts)
def start(scheme_id: UUID) -> ResponseReturnValue:
    typed = Typed.of(request.form)
    try:
        perform(
            house(),
            start_scheme,
            actor=current_actor(),
            key=sent_key(),
            scheme_id=scheme_id,
            reason=Reader(typed).text("reason"),
        )
    except BadInput as refusal:
        return _page(typed.refused(refusal), str(scheme_id)), status_of(refusal)
    flash(worded(say("已施行；以后封存的统计期按这一稿计分")), "good")
    chosen = {"region": region(request.form), "period": named(request.form)}
    return redirect(f"{url_for('assessments.show')}?{query(chosen)}", 303)
