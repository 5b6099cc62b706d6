"""统计报表: the official table of an area and a period, the cases behind each figure, closing and correcting it."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from mediation.readmodels.official_table import least_told, official, period_title, told_above
from mediation.readmodels.period_reports import closed_parts, differing, reported, unreported
from mediation.readmodels.statistics import SERIES, StatisticsPage, statistics, year_end
from mediation.readmodels.statistics_cases import NOW, behind, share_behind
from mediation.readmodels.statistics_force import force_behind
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.rules.official_report import official_report
from mediation.rules.official_table import NAME, OfficialTable, TableUse, mark_of
from mediation.rules.papers import REPORTS, RenderRequest
from mediation.rules.periods import PeriodKind, after, newest_ended
from mediation.rules.policy import reports_statistics
from mediation.rules.statistics import (
    BY_NAME,
    COMPARED,
    FORCE,
    INDICATORS,
    CommitteeKind,
    Dimension,
    Since,
    Unit,
    in_wan,
    percent,
    printed,
)
from mediation.services.close_period import as_seen, close_period, correct_closing, may_close, part_digits
from mediation.services.note_export import note_export
from mediation.services.perform import perform
from web.access import access
from web.errors import status_of
from web.forms import statistics as asked
from web.forms.backlog import query
from web.identity import current_actor, house
from web.statistics_words import (
    cell_words,
    change_words,
    differences_told,
    period_words,
    same_time,
    value_words,
)
from web.typed import Typed
from web.views.backlog_export import XLSX
from web.views.documents import file_answer, pdf_answer
from web.views.keys import new_key, sent_key
from web.views.paging import page_asked
from web.wording import moment, worded

blueprint = Blueprint("statistics", __name__, url_prefix="/statistics")
OF_PARTS = (
    *("accepted", "succeeded", "rate", "amount", "written", "oral", "performed", "unperformed"),
    *("confirmed", "to_court", "screenings"),
)
"""What is shown of each part."""
KIND = REPORTS["statistics_report"]


@blueprint.get("")
@access(Permission.READ_AREA)
def show() -> ResponseReturnValue:
    """An area and its parts; without a region the widest that the actor supervises, without a period the last month."""
    wrong = asked.mistyped_period(request.args, house().clock.today())
    return _page(Typed({}), wrong) if wrong is None else (_page(Typed({}), wrong), 422)


def _page(form: Typed, wrong: Typed | None = None) -> str:
    """`wrong` is a period as it was mistyped: beside it stands the usual one."""
    with house().read() as session:
        page = _asked(session, named="" if wrong else None)
        shown = _shown(session, page)
        return render_template("statistics/show.html", **shown, form=form, wrong=wrong, key=new_key())


def _asked(session: Session, named: str | None = None) -> StatisticsPage:
    args = request.values
    return statistics(
        session,
        current_actor(),
        house().clock.now(),
        house().clock.today(),
        asked.region(args),
        asked.named(args) if named is None else named,
        asked.series(args),
    )


def _shown(session: Session, page: StatisticsPage) -> dict[str, Any]:
    kinds, lists, pages = (
        asked.series(request.values),
        url_for("statistics.cases"),
        url_for("statistics.show"),
    )
    ends, today = year_end(session, house().clock.today()), house().clock.today()

    def number(figure: str, **part: Any) -> str:
        chosen = {"region": page.region_code, "period": page.period.name, "figure": figure, **part}
        return f"{lists}?{query({**chosen, 'kinds': kinds if 'heading' in part else ''})}"

    def force_number(figure: str, **part: Any) -> str:
        chosen = {"region": page.region_code, "period": page.period.name, "figure": figure, **part}
        return f"{url_for('statistics.force')}?{query(chosen)}"

    def here(**changed: Any) -> str:
        same = {"region": page.region_code, "period": page.period.name, "kinds": kinds}
        return f"{pages}?{query({**same, **changed})}"

    following = after(page.period, ends)
    whole, parts = reported(session, page.region_code, page.period, part_digits(page.level))
    return {
        "page": page,
        "number": number,
        "here": here,
        "kinds": kinds,
        "series": SERIES,
        "indicators": INDICATORS,
        "force": FORCE,
        "force_number": force_number,
        "differences": differences_told,
        "compared": [BY_NAME[name] for name in COMPARED],
        "of_parts": [BY_NAME[name] for name in OF_PARTS],
        "by_name": BY_NAME,
        "value": value_words,
        "change": change_words,
        "share": lambda n, of: f"{printed(percent(n, of))}%" if of else "—",
        "words": period_words,
        "switch": same_time(page.period, ends, newest_ended(today, PeriodKind.MONTH, ends)),
        "later": following if following.first <= today else None,
        "over": page.period.last < today,
        "by_closing": page.region_code if page.closing and not page.closed_above else NOW,
        "reported": whole,
        "reported_parts": parts,
        "digits": part_digits(page.level),
        "committees": CommitteeKind,
        "dimension": Dimension,
        "uncorrected": _uncorrected(page),
        "today": today,
        "reports": reports_statistics(current_actor(), page.region_code),
        "closes": may_close(session, current_actor(), page.region_code),
        "closed_parts": closed_parts(session, page.region_code, page.period.name),
        "uses": TableUse,
        "seen": as_seen(page.now),
    }


def _uncorrected(page: StatisticsPage) -> bool:
    """Whether the closed period would say something else today than what was noted last."""
    if page.closing is None or page.closing.region_code != page.region_code:
        return False
    last = page.closing.corrections[-1] if page.closing.corrections else page
    if last.force is not None and last.force.to_json() != page.force_now.to_json():
        return True
    return last.figures.to_json() != page.now.without(last.figures.uncounted).to_json()


@blueprint.get("/cases")
@access(Permission.READ_AREA)
def cases() -> ResponseReturnValue:
    """What a number of the table counts."""
    cell = asked.cell(request.args)
    with house().read() as session:
        found = behind(
            session,
            current_actor(),
            asked.region(request.args),
            asked.named(request.args),
            cell,
            house().clock.today(),
            page_asked(),
        )
    same = {name: request.args[name][:60] for name in (*asked.KEPT, *asked.CELL) if request.args.get(name)}
    return render_template(
        "statistics/cases.html",
        found=found,
        words=[period_words(found.period), *cell_words(cell)],
        back=f"{url_for('statistics.show')}?{query({'region': found.region.code, 'period': found.period.name})}",
        yuan_of=lambda fen: Decimal(fen).scaleb(-2),
        amount_of=lambda n: f"{in_wan(n) if found.indicator.unit is Unit.AMOUNT else n:,}",
        page_url=lambda n: f"{url_for('statistics.cases')}?{query({**same, 'page': n})}",
        since_url=lambda since: f"{url_for('statistics.cases')}?{query({**same, 'since': since})}",
        since=Since,
    )


@blueprint.get("/share")
@access(Permission.READ_AREA)
def share() -> ResponseReturnValue:
    """What a ratio was made of."""
    cell = asked.cell(request.args)
    with house().read() as session:
        found = share_behind(
            session,
            current_actor(),
            asked.region(request.args),
            asked.named(request.args),
            cell,
            house().clock.today(),
        )
    same = {
        "region": found.region.code,
        "period": found.period.name,
        "own": "1" if cell.own else "",
        "closing": cell.closing,
    }
    return render_template(
        "statistics/share.html",
        found=found,
        words=[period_words(found.period), *cell_words(cell)],
        value=value_words,
        back=f"{url_for('statistics.show')}?{query({'region': found.region.code, 'period': found.period.name})}",
        number=lambda name: f"{url_for('statistics.cases')}?{query({**same, 'figure': name})}",
    )


@blueprint.get("/force")
@access(Permission.READ_AREA)
def force() -> ResponseReturnValue:
    """The committees behind a number of 组织队伍."""
    cell = asked.cell(request.args)
    with house().read() as session:
        found = force_behind(
            session,
            current_actor(),
            asked.region(request.args),
            asked.named(request.args),
            cell,
            house().clock,
            page_asked(),
        )
    same = {name: request.args[name][:60] for name in (*asked.KEPT, *asked.CELL) if request.args.get(name)}
    this = url_for("statistics.force")
    return render_template(
        "statistics/force.html",
        found=found,
        words=[period_words(found.period), *cell_words(cell)],
        back=f"{url_for('statistics.show')}?{query({'region': found.region.code, 'period': found.period.name})}",
        page_url=lambda n: f"{this}?{query({**same, 'page': n})}",
        live_url=f"{this}?{query({**same, 'closing': NOW})}",
    )


@blueprint.get("/missing")
@access(Permission.READ_AREA)
def missing() -> ResponseReturnValue:
    """The committees that have not reported, or confirmed other figures; the parts that have not closed the period."""
    with house().read() as session:
        page = _asked(session)
        closed = closed_parts(session, page.region_code, page.period.name)
        unlike = differing(session, page.region_code, page.period, house().clock.today())
        whole, _parts = reported(session, page.region_code, page.period, 0)
        silent = unreported(session, page.region_code, page.period, page_asked())
    return render_template(
        "statistics/missing.html",
        page=page,
        reported=whole,
        silent=silent,
        page_url=lambda n: (
            url_for("statistics.missing", region=page.region_code, period=page.period.name, page=n)
            + "#silent"
        ),
        words=period_words,
        unclosed=[one for one in page.parts if not one.own and one.region_code not in closed],
        over=page.period.last < house().clock.today(),
        unlike=unlike,
        value=lambda one, n: f"{in_wan(n) if one.unit is Unit.AMOUNT else n:,}",
    )


@blueprint.post("/close")
@access(Permission.READ_AREA)
def close() -> ResponseReturnValue:
    typed = Typed.of(request.form)
    with house().read() as session:
        page = _asked(session)
    try:
        perform(
            house(),
            close_period,
            actor=current_actor(),
            key=sent_key(),
            region_code=page.region_code,
            named=page.period.name,
            reason=typed.value("reason"),
            seen=typed.value("seen"),
        )
    except BadInput as refusal:
        return _page(typed.refused(refusal)), status_of(refusal)
    flash(worded(say("已封存，数字不再变动；以后的变动登记为更正")), "good")
    return redirect(_back(page), 303)


@blueprint.post("/correct")
@access(Permission.READ_AREA)
def correct() -> ResponseReturnValue:
    typed = Typed.of(request.form)
    with house().read() as session:
        page = _asked(session)
    if page.closing is None or page.closing.region_code != page.region_code:
        raise NotThere
    try:
        _noted(page.closing.id, typed)
    except BadInput as refusal:
        return _page(typed.refused(refusal)), status_of(refusal)
    flash(worded(say("已登记更正；封存的数字没有变")), "good")
    return redirect(f"{_back(page)}#closing", 303)


def _noted(closing_id: UUID, typed: Typed) -> None:
    perform(
        house(),
        correct_closing,
        actor=current_actor(),
        key=sent_key(),
        closing_id=closing_id,
        reason=typed.value("reason"),
        seen=typed.value("seen"),
    )


def _back(page: StatisticsPage) -> str:
    chosen = {"region": page.region_code, "period": page.period.name, "kinds": asked.series(request.values)}
    return f"{url_for('statistics.show')}?{query(chosen)}"


@blueprint.post("/export")
@access(Permission.READ_AREA)
def export() -> ResponseReturnValue:
    """The official table as a spreadsheet or on paper, once it is written down who takes it and what for."""
    today, actor, use = house().clock.today(), current_actor(), asked.use(request.form)
    form = request.form.get("format", "xlsx")
    if form not in ("xlsx", "pdf"):
        raise NotThere
    with house().read() as session:
        page = _asked(session)
        least = least_told(session, actor, page.region_code, use, today)
        above = told_above(session, page, house().clock.now(), today, least) if least else None
    table = official(page, _mark(use), today, least, above)
    data = house().spreadsheets.official(table) if form == "xlsx" else _printed(table)
    digest = hashlib.sha256(data).digest()
    perform(
        house(),
        note_export,
        actor=actor,
        region_code=page.region_code,
        what={
            "table": "statistics",
            "period": page.period.name,
            "kinds": asked.series(request.form),
            "use": use.value,
            "form": form,
        },
        lines=len(table.parts) + len(table.kinds),
        digest=digest,
    )
    name = f"{page.name}{period_title(page.period)}{NAME}（{use.title_text}）.{form}"
    if form == "pdf":
        return pdf_answer(data, name)
    return file_answer(data, XLSX, 'attachment; filename="statistics.xlsx"', name)


def _printed(table: OfficialTable) -> bytes:
    actor = current_actor()
    contents = official_report(
        table,
        organisation=next(actor.posts_with(Permission.READ_AREA)).organisation_name,
        made_by=actor.name,
        made_on=house().clock.today(),
    )
    return house().previews.render(RenderRequest(KIND.name, KIND.template_version, contents.to_json()))


def _mark(use: TableUse) -> str:
    actor = current_actor()
    where = next(actor.posts_with(Permission.READ_AREA)).organisation_name
    return worded(mark_of(use, who=actor.name, where=where, at=moment(house().clock.now())))
