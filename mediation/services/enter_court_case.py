"""收案: a case that has reached the court is entered with its door, and stays the court's until a committee signs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from mediation.model import Diversion, Filing, Organisation
from mediation.model.types import new_id
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import Clock
from mediation.rules.court_cases import CourtCaseGiven
from mediation.rules.errors import NotAllowed
from mediation.rules.messages import say
from mediation.rules.numbering import canonical
from mediation.rules.vocabulary import CourtDoor, OrganisationKind
from mediation.services.check_court_case import check_court_case, desk_of
from mediation.services.open_case import open_case
from mediation.services.register_dispute import registering_post
from mediation.services.unit_of_work import UnitOfWork


def enter_court_case(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, organisation_id: UUID, given: CourtCaseGiven
) -> UUID:
    """Enter the case at the actor's own court; the answer is its id.

    NotAllowed for who does not register there, BadInput with everything that is wrong at its field.
    """
    post, court = court_desk(uow, actor, organisation_id)
    desk = desk_of(uow.session, court, clock.today(), (canonical(given.court_number),))
    given = check_court_case(desk, given)
    now = clock.now()
    case = open_case(
        uow,
        actor=actor,
        post=post,
        given=given.dispute,
        happened_at=now,
        recorded_at=now,
        data=told_of_door(given),
    )
    uow.session.add_all(Filing(**values) for values in filing_values(case.id, court.id, given))
    uow.session.add(Diversion(**diversion_values(case.id, court.id, given)))
    return case.id


def court_desk(uow: UnitOfWork, actor: Actor, organisation_id: UUID) -> tuple[Post, Organisation]:
    """The actor's post at the court's desk; NotAllowed for who has none, or at what is no court."""
    post = registering_post(actor, organisation_id)
    if post.kind is not OrganisationKind.COURT:
        raise NotAllowed(say("只有人民法院收起诉、立案的案件"))
    return post, uow.session.get_one(Organisation, organisation_id)


def told_of_door(given: CourtCaseGiven) -> dict[str, str]:
    """What the first event tells of the door."""
    said = {"door": given.door.value, "court_number": given.court_number}
    if given.filed_on is not None:
        said["filed_on"] = given.filed_on.isoformat()
    if given.procedure is not None:
        said["procedure"] = given.procedure.value
    return {name: text for name, text in said.items() if text}


def filing_values(case_id: UUID, court_id: UUID, given: CourtCaseGiven) -> list[dict[str, Any]]:
    """The columns of the court's registration, where it has registered the case."""
    if given.door is not CourtDoor.FIRST_MEDIATION:
        return []
    return [
        {
            "id": new_id(),
            "case_id": case_id,
            "court_id": court_id,
            "court_number": given.court_number,
            "filed_on": given.filed_on,
        }
    ]


def diversion_values(case_id: UUID, court_id: UUID, given: CourtCaseGiven) -> dict[str, Any]:
    """The columns of the door behind which the case stands."""
    return {
        "id": new_id(),
        "case_id": case_id,
        "court_id": court_id,
        "door": given.door,
        "procedure": given.procedure,
        "court_number": given.court_number,
        "diverted_on": given.filed_on or given.dispute.first_asked_on,
    }
