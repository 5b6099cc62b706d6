"""What is being typed, saved every few seconds for its owner alone, and given up when they say so."""

from __future__ import annotations

import json
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from mediation.rules.clock import SHANGHAI
from mediation.rules.grammar import Permission
from mediation.rules.messages import say
from mediation.services.perform import perform
from mediation.services.save_draft import drop_draft, save_draft
from web.access import SIGNED_IN, access
from web.forms.intake import draft_title
from web.identity import current_actor, house
from web.typed import Typed
from web.wording import worded

blueprint = Blueprint("drafts", __name__, url_prefix="/drafts/<uuid:draft_id>")
PAGES = {"intake": "intake.show", "quick_entry": "quick_entry.show"}
"""The kinds of drafts, each with the page where its owner goes on."""


@blueprint.post("")
@access(Permission.REGISTER)
def save(draft_id: UUID) -> ResponseReturnValue:
    """Keep what is typed now; the answer says when it was kept."""
    kind = request.args.get("kind", "")
    if kind not in PAGES:
        abort(404)
    typed = Typed.of(request.form)
    perform(
        house(),
        save_draft,
        actor=current_actor(),
        draft_id=draft_id,
        kind=kind,
        subject="",
        title=draft_title(typed),
        fields=json.dumps({k: list(v) for k, v in typed.fields.items()}, ensure_ascii=False),
    )
    return {"id": str(draft_id), "at": f"{house().clock.now().astimezone(SHANGHAI):%H:%M}"}


@blueprint.post("/drop")
@access(SIGNED_IN)
def drop(draft_id: UUID) -> ResponseReturnValue:
    perform(house(), drop_draft, actor=current_actor(), draft_id=draft_id)
    flash(worded(say("草稿已删除")), "info")
    return redirect(url_for("home.show"), 303)
