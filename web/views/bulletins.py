"""工作要情: the sentences of a period as a draft that the supervisor edits, saves and prints."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.bulletin import draft, editions, few_in
from mediation.readmodels.smallest_group import smallest_group
from mediation.readmodels.statistics import StatisticsPage, statistics
from mediation.rules.errors import BadInput, StaleCase
from mediation.rules.grammar import Permission
from mediation.rules.messages import Message, say
from mediation.services.perform import perform
from mediation.services.save_bulletin import save_bulletin
from web.access import access
from web.errors import status_of
from web.forms import statistics as asked
from web.forms.backlog import query
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.statistics_words import period_words
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.wording import worded

blueprint = Blueprint("bulletins", __name__, url_prefix="/statistics/bulletin")


@blueprint.get("")
@access(Permission.READ_AREA)
def show() -> ResponseReturnValue:
    return _page()


@blueprint.post("")
@access(Permission.READ_AREA)
def save() -> ResponseReturnValue:
    typed = Typed.of(request.form)
    reader, page = Reader(typed), _asked()
    text, seen = reader.text("text"), reader.count("seen")
    try:
        reader.refuse()
        perform(
            house(),
            save_bulletin,
            actor=current_actor(),
            key=sent_key(),
            region_code=page.region_code,
            named=page.period.name,
            text=text,
            seen=seen,
        )
    except BadInput as refusal:
        return _page(typed.refused(refusal)), status_of(refusal)
    except StaleCase as refusal:
        return _page(typed, (refusal.message,)), status_of(refusal)
    flash(worded(say("已保存")), "good")
    chosen = {"region": page.region_code, "period": page.period.name, "kinds": asked.series(request.values)}
    return redirect(f"{url_for('bulletins.show')}?{query(chosen)}", 303)


def _asked() -> StatisticsPage:
    with house().read() as session:
        return statistics(
            session,
            current_actor(),
            house().clock.now(),
            house().clock.today(),
            asked.region(request.values),
            asked.named(request.values),
            asked.series(request.values),
        )


def _page(typed: Typed | None = None, refusals: tuple[Message, ...] = ()) -> str:
    """What was typed; else the newest edition; else, or when it is asked for, the sentences of the figures."""
    page = _asked()
    with house().read() as session:
        saved = editions(session, page.region_code, page.period.name)
        least = smallest_group(session, house().clock.today())
    anew = not saved or bool(request.args.get("anew"))
    text = draft(page) if anew else saved[0].text
    seen = str(saved[0].edition if saved else 0)
    form = typed or Typed.starting(text=text, seen=seen)
    return render_template(
        "statistics/bulletin.html",
        page=page,
        form=form,
        seen=form.value("seen") if not refusals else seen,
        saved=saved,
        anew=anew,
        kinds=asked.series(request.values),
        words=period_words,
        refusals=refusals,
        key=new_key(),
        text=form.value("text"),
        least=least,
        small=few_in(form.value("text"), least),
    )
