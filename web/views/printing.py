"""Printing many things together: the papers of a day, and labels for the boxes of the archive."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from mediation.documents.blanks import blank_kinds
from mediation.readmodels.printing import PrintablePaper, labels_of_year, papers_of_day
from mediation.rules.errors import BadInput, MediationError, NotThere
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.rules.papers import PAPERS
from mediation.services.perform import perform
from mediation.services.read_document import read_document
from web.access import SIGNED_IN, access
from web.errors import status_of
from web.identity import current_actor, house
from web.typed import Typed
from web.views.documents import pdf_answer

blueprint = Blueprint("printing", __name__, url_prefix="/printing")
MOST_COPIES, MOST_SHEETS = 99, 300
"""Of one paper, and of all together."""


@blueprint.get("")
@access(Permission.REVEAL)
def papers() -> ResponseReturnValue:
    """The papers of a day, with the copies of each to choose."""
    return _page(_day(request.args.get("on", "")), Typed())


@blueprint.post("")
@access(Permission.REVEAL)
def together() -> ResponseReturnValue:
    """One PDF of those that were chosen; every look at their numbers is recorded before it leaves."""
    on, typed = _day(request.form.get("on", "")), Typed.of(request.form)
    with house().read() as session:
        found = papers_of_day(session, current_actor(), on)
    try:
        chosen = _chosen(found, typed)
        for paper, _ in chosen:
            perform(house(), read_document, actor=current_actor(), document_id=paper.id)
        data = house().printer.print_together(
            tuple((house().blobs.get(paper.digest), copies) for paper, copies in chosen),
            both_sides=typed.value("both_sides") == "yes",
            title=f"{on.isoformat()} 文书",
        )
    except BadInput as bad:
        return _page(on, typed.refused(bad)), status_of(bad)
    except MediationError as refusal:
        return _page(on, typed.refused(BadInput.at("", refusal.message))), 422
    return pdf_answer(data, f"{on.isoformat()} 文书.pdf")


def _chosen(found: tuple[PrintablePaper, ...], typed: Typed) -> list[tuple[PrintablePaper, int]]:
    chosen = []
    for paper in found:
        wanted = typed.value(f"copies.{paper.id}").strip() or "0"
        if not (wanted.isascii() and wanted.isdigit() and int(wanted) <= MOST_COPIES):
            raise BadInput.at(f"copies.{paper.id}", say("份数是 0 到 {n} 的整数", n=MOST_COPIES))
        if int(wanted):
            chosen.append((paper, int(wanted)))
    if not chosen:
        raise BadInput.at("", say("请至少选一份文书"))
    if sum(copies for _, copies in chosen) > MOST_SHEETS:
        raise BadInput.at("", say("一次最多打印 {n} 份，请分几次", n=MOST_SHEETS))
    return chosen


def _page(on: date, typed: Typed) -> str:
    with house().read() as session:
        found = papers_of_day(session, current_actor(), on)
    if not typed.fields:
        copies: dict[UUID, int] = {paper.id: paper.copies for paper in found}
        typed = Typed({f"copies.{id}": [str(n)] for id, n in copies.items()} | {"both_sides": ["yes"]})
    return render_template("printing/papers.html", on=on, papers=found, form=typed)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return house().clock.today()


@blueprint.get("/forms")
@access(SIGNED_IN)
def forms() -> ResponseReturnValue:
    """Every paper's blank form, to be printed and filled in by hand."""
    return render_template("printing/forms.html", kinds=[PAPERS[name] for name in blank_kinds()])


@blueprint.get("/forms/<kind>.pdf")
@access(SIGNED_IN)
def form(kind: str) -> ResponseReturnValue:
    if kind not in blank_kinds():
        raise NotThere
    return pdf_answer(house().printer.blank_form(kind), f"{PAPERS[kind].title}（空白）.pdf")


@blueprint.get("/labels")
@access(Permission.REVEAL)
def labels() -> ResponseReturnValue:
    """A4 sheets of labels for what was archived in a year, to be printed by the browser."""
    today = house().clock.today()
    typed = request.args.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else today.year
    with house().read() as session:
        found = labels_of_year(session, current_actor(), year)
    chosen = set(request.args.getlist("only"))
    shown = [one for one in found if not chosen or str(one.id) in chosen]
    return render_template("printing/labels.html", year=year, found=found, shown=shown, chosen=chosen)
