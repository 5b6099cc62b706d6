"""Taking an attachment out of the file: it is kept with the reason, and bound no more."""

from __future__ import annotations

from uuid import UUID

from mediation.model import Attachment
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere
from mediation.rules.messages import say
from mediation.services.add_attachment import note_about, require_open_file
from mediation.services.field_check import FieldCheck
from mediation.services.load import load_case
from mediation.services.note_event import post_here
from mediation.services.read_attachment import attachment_is_open
from mediation.services.unit_of_work import UnitOfWork


def withdraw_attachment(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, attachment_id: UUID, reason: str
) -> UUID:
    """The attachment counts no more; what was sent and why it was taken out stays on record."""
    attachment = uow.session.get(Attachment, attachment_id)
    if attachment is None or attachment.withdrawn_at is not None:
        raise NotThere
    loaded = load_case(uow, actor, attachment.case_id)
    if not attachment_is_open(uow.session, actor, attachment, loaded.view):
        raise NotThere
    post = post_here(actor, loaded)
    require_open_file(uow.session, attachment.case_id)
    check = FieldCheck()
    reason = check.text("reason", reason, say("请写明为什么撤下这份材料"), longest=400)
    check.refuse()
    now = clock.now()
    attachment.withdrawn_at, attachment.withdrawn_by = now, actor.person_id
    attachment.reason = reason
    data: dict[str, object] = {"material": attachment.kind.value, "digest": attachment.digest}
    if attachment.sitting_id is None:  # what concerns a sitting held apart is not told to everybody
        data["reason"] = reason
    note_about(uow, loaded, "attachment:withdrawn", actor, post, now, data)
    return attachment.id
