"""The figures of an area as a paper: PDF, or .docx to write on; who takes one is noted."""

from __future__ import annotations

import hashlib

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from mediation.readmodels.area_report import area_report
from mediation.readmodels.backlog import area_for, backlog
from mediation.readmodels.backlog_told import told
from mediation.readmodels.smallest_group import smallest_group
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Permission
from mediation.rules.papers import REPORTS, RenderRequest, WordRequest
from mediation.services.note_export import note_export
from mediation.services.perform import perform
from web.access import access
from web.identity import current_actor, house
from web.views.documents import file_answer, pdf_answer

blueprint = Blueprint("backlog_report", __name__, url_prefix="/backlog/report")
KIND = REPORTS["area_report"]
MADE = {"pdf": RenderRequest, "docx": WordRequest}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("")
@access(Permission.READ_AREA)
def show() -> ResponseReturnValue:
    """What the report will hold, and the two ways to take it along."""
    with house().read() as session:
        region = area_for(session, current_actor(), request.args.get("region", "")[:12])
        least = smallest_group(session, house().clock.today())
        return render_template("backlog/report.html", code=region.code, name=region.name, least=least)


@blueprint.post("")
@access(Permission.READ_AREA)
def make() -> ResponseReturnValue:
    actor, clock, kind = current_actor(), house().clock, request.form.get("format", "pdf")
    if kind not in MADE:
        raise NotThere
    region, registry = request.form.get("region", "")[:12], house().registry
    with house().read() as session:
        page = backlog(session, registry, actor, clock.now(), clock.today(), region)
        shown = told(session, registry, page, clock.now(), clock.today())
    post = next(actor.posts_with(Permission.READ_AREA))
    contents = area_report(
        page, shown, organisation=post.organisation_name, made_by=actor.name, now=clock.now()
    )
    made = MADE[kind](KIND.name, KIND.template_version, contents.to_json())
    data = house().previews.render(made)
    digest = hashlib.sha256(data).digest()
    perform(
        house(),
        note_export,
        actor=actor,
        region_code=page.region_code,
        what={"report": kind},
        lines=sum(len(table.rows) for table in contents.tables),
        digest=digest,
    )
    name = f"{page.name}{KIND.title}"
    if kind == "pdf":
        return pdf_answer(data, f"{name}.pdf")
    return file_answer(data, DOCX, 'attachment; filename="report.docx"', f"{name}.docx")
