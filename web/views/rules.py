"""期限规则: a year's holidays, lengths set by practice, and the lists of clocks that a change would move."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.clock_rules import (
    YearShown,
    areas_of,
    local_holidays,
    provisional_clocks,
    recount_page,
    recounts_shown,
    rules_shown,
    years_shown,
)
from mediation.rules.derivation import length_in_words
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.grammar import Permission
from mediation.rules.messages import Message, say
from mediation.rules.regional_holiday import RegionalHoliday
from mediation.rules.vocabulary import Holiday
from mediation.rules.year_notice import HolidayGiven, YearNotice, problems_of
from mediation.services.change_rules import (
    change_length,
    drop_regional_holiday,
    enter_regional_holiday,
    enter_year,
)
from mediation.services.perform import perform
from mediation.services.recount_deadlines import apply_recount, drop_recount, propose_recount
from web.access import access
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.views.paging import page_asked
from web.wording import worded

blueprint = Blueprint("rules", __name__, url_prefix="/rules")


@blueprint.get("")
@access(Permission.ADMINISTER)
def show() -> ResponseReturnValue:
    return _overview(Typed())


@blueprint.post("/recounts")
@access(Permission.ADMINISTER)
def recount() -> ResponseReturnValue:
    """Look at all open clocks again, for a reason that the administrator gives."""
    typed = Typed.of(request.form)
    try:
        made = _do(propose_recount, why=Reader(typed).text("why"))
    except BadInput as refusal:
        return _overview(typed.refused(refusal)), 422
    return redirect(url_for("rules.recounted", recount_id=made), 303)


@blueprint.get("/recounts/<uuid:recount_id>")
@access(Permission.ADMINISTER)
def recounted(recount_id: UUID) -> ResponseReturnValue:
    """What would change: before, after and why."""
    with house().read() as session:
        found = recount_page(session, current_actor(), recount_id, page_asked())
    return render_template(
        "rules/recount.html",
        found=found,
        clocks=house().registry.clock_by_name,
        page_url=lambda n: url_for("rules.recounted", recount_id=recount_id, page=n),
    )


@blueprint.post("/recounts/<uuid:recount_id>/apply")
@access(Permission.ADMINISTER)
def approve(recount_id: UUID) -> ResponseReturnValue:
    return _decided(apply_recount, recount_id, say("已按清单调整期限，每一件都记入办案经过"))


@blueprint.post("/recounts/<uuid:recount_id>/drop")
@access(Permission.ADMINISTER)
def drop(recount_id: UUID) -> ResponseReturnValue:
    return _decided(drop_recount, recount_id, say("清单没有采用，期限都没有变"))


@blueprint.get("/years/<int:year>")
@access(Permission.ADMINISTER)
def year(year: int) -> ResponseReturnValue:
    """The notice of a year, as it was entered."""
    shown = _year(year)
    start: dict[str, list[str]] = {"worked": ["\n".join(day.isoformat() for day in shown.worked)]}
    for first, last, name in shown.rests:
        for holiday in Holiday:
            if name == holiday.title_text:
                start[f"{holiday.value}.first_on"] = [first.isoformat()]
                start[f"{holiday.value}.last_on"] = [last.isoformat()]
    return _year_form(shown, Typed(start if shown.entered else {}))


@blueprint.post("/years/<int:year>")
@access(Permission.ADMINISTER)
def enter(year: int) -> ResponseReturnValue:
    shown, typed = _year(year), Typed.of(request.form)
    reader = Reader(typed)
    notice = _notice(reader, year)
    try:
        if reader.problems:
            raise BadInput(*reader.problems, *problems_of(notice))
        made = _do(enter_year, notice=notice)
    except BadInput as refusal:
        return _year_form(shown, typed.refused(refusal)), 422
    flash(worded(say("已录入，下面是会变动的期限")), "good")
    return redirect(url_for("rules.recounted", recount_id=made), 303)


@blueprint.get("/local")
@access(Permission.ADMINISTER)
def local() -> ResponseReturnValue:
    return _local_form(Typed())


@blueprint.post("/local")
@access(Permission.ADMINISTER)
def enter_local() -> ResponseReturnValue:
    """A holiday of an area: with all that is wrong said at once."""
    typed = Typed.of(request.form)
    reader = Reader(typed)
    first, last = (reader.day(name, required=True) for name in ("first_on", "last_on"))
    worked = _worked(reader)
    try:
        reader.refuse()
        assert first is not None
        assert last is not None
        region, name = reader.text("region_code"), reader.text("name")
        made = _do(enter_regional_holiday, given=RegionalHoliday(region, name, first, last, worked))
    except BadInput as refusal:
        return _local_form(typed.refused(refusal)), 422
    flash(worded(say("已录入，下面是会变动的期限")), "good")
    return redirect(url_for("rules.recounted", recount_id=made), 303)


@blueprint.post("/local/<region_code>/<int:year>/<name>/drop")
@access(Permission.ADMINISTER)
def drop_local(region_code: str, year: int, name: str) -> ResponseReturnValue:
    made = _do(drop_regional_holiday, region_code=region_code, year=year, name=name)
    flash(worded(say("已取消，下面是会变动的期限")), "good")
    return redirect(url_for("rules.recounted", recount_id=made), 303)


@blueprint.get("/lengths/<rule>")
@access(Permission.ADMINISTER)
def length(rule: str) -> ResponseReturnValue:
    return _length_form(rule, Typed.starting(since=house().clock.today().isoformat()))


@blueprint.post("/lengths/<rule>")
@access(Permission.ADMINISTER)
def change(rule: str) -> ResponseReturnValue:
    typed = Typed.of(request.form)
    reader = Reader(typed)
    n, since = reader.count("n"), reader.day("since", required=True)
    try:
        reader.refuse()
        made = _do(change_length, rule=rule, n=n, since=since, reason=reader.text("reason"))
    except BadInput as refusal:
        return _length_form(rule, typed.refused(refusal)), 422
    flash(worded(say("已保存，下面是会变动的期限")), "good")
    return redirect(url_for("rules.recounted", recount_id=made), 303)


def _do(use_case: Callable[..., UUID], **given: Any) -> UUID:
    return perform(house(), use_case, actor=current_actor(), key=sent_key(), **given)


def _decided(use_case: Callable[..., UUID], recount_id: UUID, said: Message) -> ResponseReturnValue:
    _do(use_case, recount_id=recount_id)
    flash(worded(said), "good")
    return redirect(url_for("rules.recounted", recount_id=recount_id), 303)


def _notice(reader: Reader, year: int) -> YearNotice:
    """What was typed; a holiday without any day is missing, one with half of its days is said at the other field."""
    holidays = []
    for holiday in Holiday:
        first, last = (reader.day(f"{holiday.value}.{which}") for which in ("first_on", "last_on"))
        if first is None and last is None:
            continue
        holidays.append(HolidayGiven(holiday, first or last or date.min, last or first or date.min))
    return YearNotice(year, tuple(holidays), _worked(reader))


def _worked(reader: Reader) -> tuple[date, ...]:
    """The weekend days worked, in whatever way they are set apart."""
    worked = []
    for word in reader.text("worked").replace("、", " ").replace("，", " ").replace(",", " ").split():
        try:
            worked.append(date.fromisoformat(word))
        except ValueError:
            reader.note("worked", say("「{word}」不是日期，请按 年-月-日 填写", word=word[:30]))
    return tuple(worked)


def _year(year: int) -> YearShown:
    with house().read() as session:
        years = years_shown(session, current_actor(), house().clock.today())
    found = next((one for one in years if one.year == year), None)
    if found is None:
        raise NotThere
    return found


def _overview(form: Typed) -> str:
    actor, today = current_actor(), house().clock.today()
    with house().read() as session:
        return render_template(
            "rules/show.html",
            form=form,
            years=years_shown(session, actor, today),
            provisional=provisional_clocks(session, actor),
            local=local_holidays(session, actor, today),
            rules=rules_shown(session, actor, house().registry),
            recounts=recounts_shown(session, actor),
            length=length_in_words,
        )


def _year_form(shown: YearShown, form: Typed) -> str:
    return render_template(
        "rules/year.html", form=form, year=shown, holidays=Holiday, key=sent_key() or new_key()
    )


def _local_form(form: Typed) -> str:
    with house().read() as session:
        areas = areas_of(session, current_actor())
    return render_template("rules/local.html", form=form, areas=areas, key=sent_key() or new_key())


def _length_form(rule: str, form: Typed) -> str:
    with house().read() as session:
        rules = rules_shown(session, current_actor(), house().registry)
    found = next((one for one in rules if one.clock.name == rule and one.changeable), None)
    if found is None:
        raise NotThere
    return render_template(
        "rules/length.html", form=form, rule=found, key=sent_key() or new_key(), length=length_in_words
    )
