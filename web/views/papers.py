"""出具文书: which papers of a case may be issued now, what each lacks, its draft, and issuing it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from mediation.readmodels.case_page import case_id_of
from mediation.readmodels.case_parts import parties_of
from mediation.readmodels.issuable_papers import PapersToIssue, paper_to_issue, papers_to_issue
from mediation.readmodels.paper_drafts import paper_draft
from mediation.rules.errors import BadInput, StaleCase
from mediation.rules.grammar import Permission
from mediation.rules.messages import Message, say
from mediation.rules.papers import PAPERS
from mediation.rules.papers.gaps import Gap, Where
from mediation.services.issue_paper import issue_paper
from mediation.services.perform import perform
from mediation.services.preview_paper import preview_paper
from web.access import access
from web.errors import status_of
from web.identity import current_actor, house
from web.views.documents import asked_for_by_a_person, pdf_answer
from web.views.keys import sent_key
from web.wording import worded

blueprint = Blueprint("papers", __name__, url_prefix="/cases/<public_id>/papers")
TITLES = {name: kind.title for name, kind in PAPERS.items()}
ANCHORS: Mapping[Where, str] = {
    Where.MATTER: "matter",
    Where.PARTY: "parties",
    Where.MEDIATORS: "steps",
    Where.EVENT: "history",
    Where.FACTS: "undisputed",
    Where.AGREEMENT: "agreement",
    Where.CONFIRMATION: "confirmations",
    Where.INVESTIGATION: "investigations",
}


@blueprint.get("")
@access(Permission.REVEAL)
def listed(public_id: str) -> ResponseReturnValue:
    return render_template("papers/list.html", papers=_papers(public_id), titles=TITLES)


@blueprint.get("/<kind>/<uuid:subject_id>")
@access(Permission.REVEAL)
def show(public_id: str, kind: str, subject_id: UUID) -> ResponseReturnValue:
    return _page(public_id, kind, subject_id)


@blueprint.get("/<kind>/<uuid:subject_id>/draft")
@access(Permission.REVEAL)
def draft(public_id: str, kind: str, subject_id: UUID) -> ResponseReturnValue:
    """What would be issued, marked 草稿: made for this look, kept nowhere."""
    papers = _papers(public_id)
    one = paper_to_issue(papers, kind, subject_id)
    if not asked_for_by_a_person():
        return redirect(url_for("papers.show", public_id=public_id, kind=kind, subject_id=subject_id), 303)
    perform(
        house(),
        preview_paper,
        actor=current_actor(),
        case_id=papers.case_id,
        kind=kind,
        subject_id=subject_id,
    )
    with house().read() as session:
        asked = paper_draft(session, papers.case_id, kind, one.contents.to_json(), house().clock.today())
    return pdf_answer(house().previews.render(asked), f"{one.kind.title}（草稿）.pdf")


@blueprint.post("/<kind>/<uuid:subject_id>")
@access(Permission.REVEAL)
def issue(public_id: str, kind: str, subject_id: UUID) -> ResponseReturnValue:
    with house().read() as session:
        case_id = case_id_of(session, public_id)
    try:
        perform(
            house(),
            issue_paper,
            actor=current_actor(),
            key=sent_key(),
            case_id=case_id,
            kind=kind,
            subject_id=subject_id,
        )
    except BadInput as refusal:
        problems = tuple(problem.message for problem in refusal.problems)
        return _page(public_id, kind, subject_id, problems), status_of(refusal)
    except StaleCase as refusal:
        return _page(public_id, kind, subject_id, (refusal.message,)), status_of(refusal)
    flash(worded(say("已出具文书，正在生成")), "good")
    return redirect(f"{url_for('case.show', public_id=public_id)}#papers", 303)


def _papers(public_id: str) -> PapersToIssue:
    with house().read() as session:
        today = house().clock.today()
        return papers_to_issue(session, current_actor(), case_id_of(session, public_id), today)


def _page(public_id: str, kind: str, subject_id: UUID, refusals: tuple[Message, ...] = ()) -> str:
    papers = _papers(public_id)
    one = paper_to_issue(papers, kind, subject_id)
    return render_template(
        "papers/show.html",
        papers=papers,
        one=one,
        links={gap: _link(papers, gap) for gap in one.gaps},
        refusals=refusals,
    )


def _link(papers: PapersToIssue, gap: Gap) -> str:
    """Where it is filled in: the form itself where there is one and it is open, else the part of the case."""
    here = url_for("case.show", public_id=papers.public_id)
    if gap.where is Where.COMPLAINT:
        return f"{url_for('filing_package.show', public_id=papers.public_id)}#complaint"
    if gap.where is Where.MATTER and papers.is_open:
        return url_for("matter.correct", public_id=papers.public_id)
    if gap.where is Where.PARTY and papers.is_open:
        with house().read() as session:
            known = {party.name: party.id for party in parties_of(session, papers.case_id)}
        if gap.party in known:
            return url_for("parties.correct", public_id=papers.public_id, party_id=known[gap.party])
    return f"{here}#{ANCHORS[gap.where]}"
