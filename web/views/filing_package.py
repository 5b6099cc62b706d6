"""直接立案: the complaint, its package with all that it lacks, and the one act by which it goes to the court."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from mediation.readmodels.case_page import MatterPage, case_head, case_id_of, matter_page
from mediation.readmodels.case_parts import parties_of
from mediation.readmodels.filing_package import FilingPage, filing_page
from mediation.rules.errors import (
    BadInput,
    ConditionsUnmet,
    MediationError,
    NotThere,
    StaleCase,
    WrongState,
)
from mediation.rules.grammar import Permission
from mediation.rules.messages import Message, say
from mediation.rules.papers.gaps import Gap, Where
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import MatterKind
from mediation.services.draw_up_complaint import ComplaintGiven, EvidenceGiven, draw_up_complaint
from mediation.services.file_directly import file_directly
from mediation.services.perform import perform
from web.access import access
from web.errors import status_of
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key, sent_version
from web.wording import worded

blueprint = Blueprint("filing_package", __name__, url_prefix="/cases/<public_id>/filing")
EVIDENCE = ("title", "source", "proves")
REFUSED = (BadInput, ConditionsUnmet, StaleCase, WrongState)


@blueprint.get("")
@access(Permission.REGISTER)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id)


@blueprint.post("")
@access(Permission.REGISTER)
def draw(public_id: str) -> ResponseReturnValue:
    """Keep the complaint, half written or whole; the page then says what is still missing."""
    typed = Typed.of(request.form)
    if added := request.form.get("_add"):
        return _page(public_id, typed.with_row(added, typed.count(added)))
    if removed := request.form.get("_remove"):
        return _page(public_id, typed.without_row(removed))
    reader = Reader(typed)
    given = _given(reader)
    try:
        reader.refuse()
        perform(
            house(),
            draw_up_complaint,
            actor=current_actor(),
            key=sent_key(),
            case_id=_seen(public_id),
            given=given,
            let_out=reader.text("let_out"),
            seen_version=sent_version(),
        )
    except REFUSED as refusal:
        return _refused(public_id, typed, refusal)
    flash(worded(say("已保存起诉状")), "good")
    return redirect(url_for("filing_package.show", public_id=public_id), 303)


def _given(reader: Reader) -> ComplaintGiven:
    rows = [row for row in reader.rows("evidence") if not reader.is_blank(row, EVIDENCE)]
    return ComplaintGiven(
        court_id=reader.uuid("court_id"),
        claims=reader.text("claims"),
        facts=reader.text("facts"),
        evidence=tuple(
            EvidenceGiven(
                title=reader.text(f"{row}.title"),
                source=reader.text(f"{row}.source"),
                proves=reader.text(f"{row}.proves"),
            )
            for row in rows
        ),
        witnesses=reader.text("witnesses"),
        oral=reader.checked("oral"),
    )


@blueprint.post("/send")
@access(Permission.REGISTER)
def send(public_id: str) -> ResponseReturnValue:
    """End what is under way, hand everything in: one act."""
    typed = Typed.of(request.form)
    reader = Reader(typed)
    try:
        request_id = perform(
            house(),
            file_directly,
            actor=current_actor(),
            key=sent_key(),
            case_id=_seen(public_id),
            reason=reader.text("reason"),
            even_so=reader.checked("even_so"),
            let_out=reader.text("let_out"),
            seen_version=sent_version(),
        )
    except REFUSED as refusal:
        return _refused(public_id, typed, refusal, sending=True)
    flash(worded(say("已递交起诉材料，凭证和立案材料正在生成")), "good")
    return redirect(url_for("requests.show", request_id=request_id), 303)


def _seen(public_id: str) -> UUID:
    with house().read() as session:
        return _matter(session, public_id).case_id


def _matter(session: Session, public_id: str) -> MatterPage:
    """The case, to those who write in it; NotThere for others."""
    case_id, today = case_id_of(session, public_id), house().clock.today()
    page = matter_page(session, house().registry, current_actor(), MatterKind.DISPUTE, case_id, today)
    if page.view is not CaseView.FULL or not page.ours:
        raise NotThere
    return page


def _refused(
    public_id: str, typed: Typed, refusal: MediationError, *, sending: bool = False
) -> ResponseReturnValue:
    problems: tuple[Message, ...] = ()
    if isinstance(refusal, BadInput):
        typed = typed.refused(refusal)
    elif isinstance(refusal, ConditionsUnmet):
        problems = refusal.conditions
    else:
        problems = (refusal.message,)
    return make_response(_page(public_id, typed, problems, sending=sending), status_of(refusal))


def _page(
    public_id: str,
    typed: Typed | None = None,
    refusals: tuple[Message, ...] = (),
    *,
    sending: bool = False,
) -> str:
    with house().read() as session:
        page = _matter(session, public_id)
        head = case_head(session, page)
        filing = filing_page(session, house().registry, page, head.holder_id, house().clock.today())
        links = {gap: _link(session, page, gap) for gap in filing.gaps}
    kept = _starting(filing, head.claim, head.narrative, head.inviting_court_id)
    return render_template(
        "filing/show.html",
        page=page,
        filing=filing,
        links=links,
        form=kept if typed is None or sending else typed,
        sending=typed if typed is not None and sending else Typed({}),
        refusals=refusals,
        key=new_key() if typed is None else sent_key() or new_key(),
        version=page.version,
    )


def _starting(filing: FilingPage, claim: str, narrative: str, inviting: UUID | None) -> Typed:
    """What was kept; before anything was, what the parties said when the dispute was registered."""
    known = filing.complaint
    if known is None:
        court = inviting or (filing.courts[0][0] if filing.courts else None)
        return Typed({"court_id": [str(court or "")], "claims": [claim], "facts": [narrative]})
    fields = {
        "court_id": [str(known.court_id or "")],
        "claims": [known.claims],
        "facts": [known.facts],
        "witnesses": [known.witnesses],
        "oral": ["yes"] if known.oral else [],
    }
    for n, row in enumerate(known.evidence):
        fields |= {f"evidence.{n}.{name}": [text] for name, text in zip(EVIDENCE, row, strict=True)}
    return Typed(fields)


def _link(session: Session, page: MatterPage, gap: Gap) -> str:
    """Where it is mended: the party's own form while it is open, else how to reach them; else this page's form."""
    if gap.where is Where.COMPLAINT:
        return "#complaint"
    known = {party.name: party.id for party in parties_of(session, page.case_id) if party.until_on is None}
    if gap.party in known and page.state.open:
        return url_for("parties.correct", public_id=page.case_public_id, party_id=known[gap.party])
    return f"{url_for('case.show', public_id=page.case_public_id)}#parties"
