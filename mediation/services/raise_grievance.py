"""立案投诉 where no complaint lies with the court, or the court itself is told: it may have received none at all."""

from __future__ import annotations

from uuid import UUID

from mediation.rules.actor import Actor, Post
from mediation.rules.acts import GrievanceRaised
from mediation.rules.clock import Clock
from mediation.rules.errors import NotAllowed
from mediation.rules.facts import CaseFacts
from mediation.rules.messages import say
from mediation.rules.policy import CaseView
from mediation.rules.vocabulary import MatterKind
from mediation.services.acts.grieving import court_of, lodged
from mediation.services.field_check import FieldCheck
from mediation.services.load import Loaded, load_case
from mediation.services.note_event import late_data, note_event
from mediation.services.note_leaks import note_leaks
from mediation.services.note_proceeding import noting_roles
from mediation.services.step import Entry, Taking
from mediation.services.take_step import dated
from mediation.services.unit_of_work import UnitOfWork

STEP = "raise_grievance"
TAKE_IN = "take_in"


def raise_grievance(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    case_id: UUID,
    against_id: UUID | None,
    given: GrievanceRaised,
    late_reason: str = "",
    let_out: str = "",
) -> UUID:
    """Whatever the court has done with the papers, and even when it took none; the answer is the matter."""
    loaded = load_case(uow, actor, case_id, at_least=CaseView.COURT)
    post, check = _post(uow, actor, loaded, given), FieldCheck()
    passed = note_leaks(uow, loaded, check, {"facts": given.facts}, let_out)
    against = court_of(uow, against_id)
    if against is None:
        check.note("against_id", say("请选收起诉材料的人民法院"))
    first = loaded.case.first_asked_on
    at = dated(clock, given.lodged_on, late_reason, first_asked_on=first, field="lodged_on")
    entry = Entry(actor=actor, post=post, happened_at=at, recorded_at=clock.now(), given=given)
    step = uow.registry.current(MatterKind.FILING).step(STEP)
    taking = Taking(uow=uow, loaded=loaded, step=step, entry=entry, facts=CaseFacts(on=entry.on))
    done = lodged(taking, check, against)
    data = {**done.data, **passed, **late_data(late_reason)}
    note_event(uow, loaded, "case:grievance", actor, post, clock, data, at)
    assert done.subject_id is not None
    return done.subject_id


def _post(uow: UnitOfWork, actor: Actor, loaded: Loaded, given: GrievanceRaised) -> Post:
    """Whoever stands beside the party; or the desk of the court that the party complains to."""
    post = actor.post_at(loaded.case.organisation_id, noting_roles(uow.registry))
    if post is None and given.court_id is not None:
        post = actor.post_at(given.court_id, uow.registry.current(MatterKind.GRIEVANCE).step(TAKE_IN).by)
    if post is None:
        raise NotAllowed(say("由承办组织或者收到投诉的人民法院登记投诉"))
    return post
