"""撤销一步: what will happen, the reason, and the act itself, for whoever has the right to take a step back."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from mediation.readmodels.case_page import MatterPage, matter_page
from mediation.readmodels.reversals import reversal_of
from mediation.rules.errors import BadInput, NotThere, StaleCase, WrongState
from mediation.rules.messages import Message, say
from mediation.rules.policy import least_view
from mediation.rules.vocabulary import MatterKind
from mediation.services.perform import perform
from mediation.services.reverse_step import reverse_step
from web.access import SIGNED_IN, access
from web.errors import status_of
from web.forms.reading import Reader
from web.identity import current_actor, house
from web.typed import Typed
from web.views.keys import new_key, sent_key, sent_version
from web.views.steps import after, onward
from web.wording import worded

blueprint = Blueprint("reversals", __name__, url_prefix="/reversals/<kind>/<uuid:matter_id>/<number>")


@blueprint.get("")
@access(SIGNED_IN)
def form(kind: str, matter_id: UUID, number: str) -> ResponseReturnValue:
    """What will happen, in words; or why it cannot."""
    with house().read() as session:
        page = _page(session, kind, matter_id)
        return _shown(session, page, _seq(number), Typed(), page.version)


@blueprint.post("")
@access(SIGNED_IN)
def take_back(kind: str, matter_id: UUID, number: str) -> ResponseReturnValue:
    typed, seq = Typed.of(request.form), _seq(number)
    with house().read() as session:
        page = _page(session, kind, matter_id)
    try:
        perform(
            house(),
            reverse_step,
            actor=current_actor(),
            key=sent_key(),
            matter=page.kind,
            matter_id=matter_id,
            seq=seq,
            reason=Reader(typed).text("reason"),
            seen_version=sent_version(),
        )
    except BadInput as bad:
        return _again(page, seq, typed.refused(bad)), status_of(bad)
    except (StaleCase, WrongState) as refusal:
        return _again(page, seq, typed, refusal), status_of(refusal)
    flash(worded(say("已撤销，一切恢复到这一步以前")), "good")
    return redirect(onward(page), 303)


def _seq(number: str) -> int:
    if not number.isascii() or not number.isdecimal() or len(number) > 9:
        raise NotThere
    return int(number)


def _page(session: Session, kind: str, matter_id: UUID) -> MatterPage:
    try:
        matter = MatterKind.of(kind)
    except ValueError:
        raise NotThere from None
    page = matter_page(session, house().registry, current_actor(), matter, matter_id, house().clock.today())
    if page.view < least_view(matter, None):
        raise NotThere
    return page


def _again(page: MatterPage, seq: int, typed: Typed, refusal: StaleCase | WrongState | None = None) -> str:
    """The page as typed. A stale page gets the version of now, if the step can still be taken back."""
    with house().read() as session:
        now = _page(session, page.kind.value, page.id)
        version = now.version if isinstance(refusal, StaleCase) else sent_version()
        refusals = (refusal.message,) if refusal else ()
        answer, _ = _shown(session, now, seq, typed, version, refusals)
        return answer


def _shown(
    session: Session,
    page: MatterPage,
    seq: int,
    typed: Typed,
    version: int | None,
    refusals: tuple[Message, ...] = (),
) -> tuple[str, int]:
    registry, back = house().registry, after(page)
    try:
        found = reversal_of(session, registry, current_actor(), page.case_id, page.kind, page.id, seq)
    except WrongState as shut:
        closed = render_template(
            "reversals/closed.html", page=page, reasons=refusals or (shut.message,), back=back
        )
        return closed, status_of(shut)
    shown = render_template(
        "reversals/form.html",
        page=page,
        reversal=found,
        refusals=refusals,
        form=typed,
        url=url_for("reversals.take_back", kind=page.kind.value, matter_id=page.id, number=seq),
        key=sent_key() or new_key(),
        version=version,
        back=back,
    )
    return shown, 200
