"""排查任务: a supervisor orders villages to look, sees who has reported, and takes the totals along."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from mediation.readmodels.campaign_cases import campaign_cases
from mediation.readmodels.campaign_report import NO_KINDS, Numbers, campaign_report, kinds_told, told_of
from mediation.readmodels.campaign_totals import Totals
from mediation.readmodels.campaigns import CampaignPage, areas_to_order, campaign_page, campaigns_of
from mediation.readmodels.choices import categories
from mediation.readmodels.listed import PAGE, Listed, page_within
from mediation.readmodels.smallest_group import smallest_group
from mediation.rules.actor import Actor
from mediation.rules.errors import BadInput
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.rules.papers import REPORTS, RenderRequest
from mediation.rules.policy import may_screen
from mediation.rules.sheets import Sheet, Value
from mediation.services.note_export import note_export
from mediation.services.order_campaign import order_campaign, remind_silent, withdraw_campaign
from mediation.services.perform import perform
from web.access import access
from web.errors import status_of
from web.forms import campaigns as asked
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.backlog import state_of
from web.views.backlog_export import XLSX, mark
from web.views.documents import file_answer, pdf_answer
from web.views.keys import new_key, sent_key
from web.views.paging import page_asked
from web.wording import shown, titled, worded

blueprint = Blueprint("campaigns", __name__, url_prefix="/campaigns")
KIND = REPORTS["campaign_report"]


def screens(actor: Actor) -> bool:
    """Who goes and looks, and who watches over an area."""
    return may_screen(actor) or actor.has(Permission.READ_AREA)


@blueprint.get("")
@access(screens)
def show() -> ResponseReturnValue:
    actor = current_actor()
    with house().read() as session:
        found = campaigns_of(session, actor, page_asked())
    return render_template(
        "campaigns/list.html",
        found=found,
        page_url=lambda n: url_for("campaigns.show", page=n),
        orders=actor.has(Permission.READ_AREA),
        today=house().clock.today(),
    )


@blueprint.get("/new")
@access(Permission.READ_AREA)
def new() -> ResponseReturnValue:
    return _form(Typed.starting(first_on=house().clock.today().isoformat()))


@blueprint.post("/new")
@access(Permission.READ_AREA)
def order() -> ResponseReturnValue:
    typed = Typed.of(request.form)
    reader = Reader(typed)
    given = asked.campaign(reader)
    try:
        campaign_id = perform(house(), order_campaign, actor=current_actor(), key=sent_key(), given=given)
    except BadInput as refusal:
        kept = {one.field for one in reader.problems}
        more = tuple(one for one in refusal.problems if one.field not in kept)
        return _form(typed.refused(BadInput(*reader.problems, *more))), status_of(refusal)
    flash(worded(say("已下达，各嘎查村登录就能看到")), "good")
    return redirect(url_for("campaigns.one", campaign_id=campaign_id), 303)


def _form(form: Typed) -> str:
    with house().read() as session:
        areas = areas_to_order(session, current_actor())
        kinds = [(one.code, titled(one.name)) for one in categories(session, house().clock.today())]
    return render_template("campaigns/new.html", form=form, areas=areas, kinds=kinds, key=new_key())


@blueprint.get("/<uuid:campaign_id>")
@access(Permission.READ_AREA)
def one(campaign_id: UUID) -> ResponseReturnValue:
    with house().read() as session:
        page = campaign_page(session, current_actor(), campaign_id, request.args.get("region", "")[:12])
        least = smallest_group(session, house().clock.today())
    told = kinds_told(page, least)
    missing = [one for one in page.villages if one.totals.missing]
    at = page_within(page_asked(), len(missing))
    return render_template(
        "campaigns/show.html",
        missing=Listed(tuple(missing[(at - 1) * PAGE : at * PAGE]), len(missing), at),
        missing_url=lambda n: url_for(
            "campaigns.one", campaign_id=campaign_id, region=page.region_code, page=n, _anchor="missing"
        ),
        page=page,
        no_kinds=NO_KINDS,
        kinds=None if told is None else list(zip(page.kinds, told, strict=True)),
        least=least,
        silent=any(one.silent for one in page.villages),
        today=house().clock.today(),
    )


@blueprint.get("/<uuid:campaign_id>/cases")
@access(Permission.READ_AREA)
def cases(campaign_id: UUID) -> ResponseReturnValue:
    """The cases that came of what was found there."""
    solved, today = request.args.get("solved") == "1", house().clock.today()
    with house().read() as session:
        page = campaign_cases(
            session,
            house().registry,
            current_actor(),
            campaign_id,
            request.args.get("region", "")[:12],
            today,
            solved=solved,
            page=page_asked(),
        )
    here: dict[str, Any] = {"campaign_id": campaign_id, "region": page.region_code}
    return render_template(
        "campaigns/cases.html",
        page=page,
        solved=solved,
        today=today,
        state_of=state_of,
        back=url_for("campaigns.one", **here),
        page_url=lambda n: url_for("campaigns.cases", **here, solved="1" if solved else None, page=n),
    )


@blueprint.post("/<uuid:campaign_id>/remind")
@access(Permission.READ_AREA)
def remind(campaign_id: UUID) -> ResponseReturnValue:
    perform(house(), remind_silent, actor=current_actor(), key=sent_key(), campaign_id=campaign_id)
    flash(worded(say("已催报，每个村一天最多一次")), "good")
    return redirect(url_for("campaigns.one", campaign_id=campaign_id), 303)


@blueprint.post("/<uuid:campaign_id>/withdraw")
@access(Permission.READ_AREA)
def withdraw(campaign_id: UUID) -> ResponseReturnValue:
    perform(house(), withdraw_campaign, actor=current_actor(), key=sent_key(), campaign_id=campaign_id)
    flash(worded(say("已撤销，已经报告的还在")), "good")
    return redirect(url_for("campaigns.one", campaign_id=campaign_id), 303)


@blueprint.post("/<uuid:campaign_id>/export")
@access(Permission.READ_AREA)
def export(campaign_id: UUID) -> ResponseReturnValue:
    """The totals and the villages as a spreadsheet, once it is written down who takes it."""
    with house().read() as session:
        page = campaign_page(session, current_actor(), campaign_id, request.form.get("region", "")[:12])
        least = smallest_group(session, house().clock.today())
    title = f"{page.name} {page.campaign.title}"
    data = house().spreadsheets.write(title, mark(), list(_sheets(page, least)))
    _note(page, "xlsx", data)
    return file_answer(data, XLSX, 'attachment; filename="campaign.xlsx"', f"{title}.xlsx")


@blueprint.post("/<uuid:campaign_id>/report")
@access(Permission.READ_AREA)
def report(campaign_id: UUID) -> ResponseReturnValue:
    """The same on paper."""
    actor, today = current_actor(), house().clock.today()
    with house().read() as session:
        page = campaign_page(session, actor, campaign_id, request.form.get("region", "")[:12])
        least = smallest_group(session, today)
    post = next(actor.posts_with(Permission.READ_AREA))
    contents = campaign_report(
        page, told_of(page, least), organisation=post.organisation_name, made_by=actor.name, made_on=today
    )
    data = house().previews.render(RenderRequest(KIND.name, KIND.template_version, contents.to_json()))
    _note(page, "pdf", data)
    return pdf_answer(data, f"{page.name}{page.campaign.title}{KIND.title}.pdf")


def _note(page: CampaignPage, form: str, data: bytes) -> None:
    digest = hashlib.sha256(data).digest()
    perform(
        house(),
        note_export,
        actor=current_actor(),
        region_code=page.region_code,
        what={"table": "campaign", "campaign": str(page.campaign.id), "form": form},
        lines=len(page.villages),
        digest=digest,
    )


def _sheets(page: CampaignPage, least: int) -> Iterator[Sheet]:
    counted = [
        _("应报"),
        _("已报"),
        _("零报告"),
        _("未报"),
        _("发现纠纷"),
        _("预防纠纷"),
        _("已成案件"),
        _("已化解"),
    ]
    notes = [
        page.campaign.title,
        _("＊少于 %(n)s 件的、能由此推算出来的不显示数字。", n=least),
    ]
    told = told_of(page, least)
    rows: list[list[Value]] = [
        [one.name, *_answers(one.totals), *_few(found)]
        for one, found in zip(page.parts, told.parts, strict=True)
    ]
    rows.append([_("合计"), *_answers(page.totals), *_few(told.whole)])
    yield Sheet(_("各地"), notes, [_("地区"), *counted], rows)
    kinds = zip(page.kinds, told.kinds, strict=True) if told.kinds is not None else ()
    yield Sheet(
        _("按类型"),
        notes if told.kinds is not None else [*notes, shown(NO_KINDS)],
        [_("纠纷类型"), _("发现纠纷"), _("已成案件")],
        [[titled(one.kind), *_few(found)] for one, found in kinds],
    )
    villages: list[list[Value]] = [
        [
            one.place,
            _("%(name)s（已停用）", name=one.name) if one.stopped else one.name,
            one.reported_at,
            _("逾期") if one.late else None,
            *_few(found),
            one.reminded,
        ]
        for one, found in zip(page.villages, told.villages, strict=True)
    ]
    headings = [_("地区"), _("组织"), _("报告时间"), _("是否逾期"), *counted[4:], _("催报次数")]
    yield Sheet(_("各嘎查村"), notes, headings, villages)


def _answers(totals: Totals) -> list[Value]:
    return [totals.asked, totals.reported, totals.zero, totals.missing]


def _few(numbers: Numbers) -> list[Value]:
    return ["＊" if n is None else n for n in numbers]
