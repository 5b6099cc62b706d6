"""The county's rule of 以案定补: its versions, a draft tried on a past period, and putting one in force."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.subsidy_rules import RulesPage, subsidy_rules
from mediation.rules.errors import BadInput, NotThere
from mediation.rules.messages import say
from mediation.rules.policy import is_bureau
from mediation.rules.subsidy import Extra, Way
from mediation.rules.vocabulary import Difficulty
from mediation.services.keep_subsidy_rule import draft_subsidy_rule, start_subsidy_rule
from mediation.services.perform import perform
from web.access import access
from web.errors import status_of
from web.forms import subsidies as asked
from web.forms.backlog import query
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.statistics_words import period_words
from web.subsidy_words import yuan_of
from web.typed import Typed
from web.views.keys import new_key, sent_key
from web.wording import worded

blueprint = Blueprint("subsidy_rules", __name__, url_prefix="/subsidies/rules")


@blueprint.get("")
@access(is_bureau)
def show() -> ResponseReturnValue:
    return _page(Typed({}))


def _asked(tried: str = "") -> RulesPage:
    region, named = request.values.get("region", "")[:12], request.values.get("period", "")[:10]
    try:
        rule_id = UUID(tried) if tried else None
        with house().read() as session:
            return subsidy_rules(session, current_actor(), house().clock.today(), region, rule_id, named)
    except (ValueError, BadInput):
        raise NotThere from None


def _page(form: Typed, tried: str = "") -> str:
    page = _asked(tried or request.args.get("try", ""))
    return render_template(
        "subsidies/rules.html",
        page=page,
        form=form,
        ways=Way,
        difficulties=Difficulty,
        extras=Extra,
        yuan=yuan_of,
        words=period_words,
        key=new_key(),
    )


@blueprint.get("/new")
@access(is_bureau)
def new() -> ResponseReturnValue:
    """Begun with the newest version: a change is seldom more than a few amounts."""
    page = _asked()
    newest = page.rules[0] if page.rules else None
    return _form(page, asked.rule_starting(newest.rule if newest else None, newest.paper if newest else ""))


def _form(page: RulesPage, form: Typed) -> str:
    if not page.keeps:
        raise NotThere
    return render_template(
        "subsidies/rule_form.html",
        page=page,
        form=form,
        ways=Way,
        difficulties=Difficulty,
        extras=Extra,
        key=sent_key() or new_key(),
    )


@blueprint.post("/new")
@access(is_bureau)
def draft() -> ResponseReturnValue:
    typed, page = Typed.of(request.form), _asked()
    reader = Reader(typed)
    given = asked.rule(reader)
    try:
        reader.refuse()
        rule_id = perform(
            house(),
            draft_subsidy_rule,
            actor=current_actor(),
            key=sent_key(),
            region_code=page.region.code,
            given=given,
        )
    except BadInput as refusal:
        return _form(page, typed.refused(refusal)), status_of(refusal)
    flash(worded(say("已存为草稿，还没有施行；先看看上一季度按它要付多少")), "good")
    chosen = query({"region": page.region.code, "try": rule_id})
    return redirect(f"{url_for('subsidy_rules.show')}?{chosen}#tried", 303)


@blueprint.post("/<uuid:rule_id>/start")
@access(is_bureau)
def start(rule_id: UUID) -> ResponseReturnValue:
    typed = Typed.of(request.form)
    reader = Reader(typed)
    from_on, reason = reader.day("from_on"), reader.text("reason")
    try:
        reader.refuse()
        perform(
            house(),
            start_subsidy_rule,
            actor=current_actor(),
            key=sent_key(),
            rule_id=rule_id,
            from_on=from_on,
            reason=reason,
        )
    except BadInput as refusal:
        return _page(typed.refused(refusal), str(rule_id)), status_of(refusal)
    flash(worded(say("已登记施行")), "good")
    return redirect(url_for("subsidy_rules.show", region=typed.value("region")[:12]), 303)
