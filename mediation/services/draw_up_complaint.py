"""起诉状: what a party claims, on what facts and evidence, drawn up until it goes to a court (民事诉讼法 123, 124)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Complaint, Organisation
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotAllowed, WrongState
from mediation.rules.messages import say
from mediation.rules.vocabulary import CourtDoor, OrganisationKind
from mediation.services.case_now import standing_filing
from mediation.services.court_door import court_door
from mediation.services.exchange.outbox import link_of
from mediation.services.field_check import LONGEST_NAME, FieldCheck
from mediation.services.load import Loaded, compare_version, load_case
from mediation.services.note_event import note_event
from mediation.services.note_leaks import note_leaks
from mediation.services.note_proceeding import noting_roles
from mediation.services.printable import note_unprintable
from mediation.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceGiven:
    """One piece of evidence."""

    title: str
    source: str = ""
    proves: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintGiven:
    """What is written; `oral` where the party cannot write it and says it (民事诉讼法 123)."""

    court_id: UUID | None
    claims: str
    facts: str
    evidence: tuple[EvidenceGiven, ...] = ()
    witnesses: str = ""
    oral: bool = False


def complaint_of(session: Session, case_id: UUID) -> Complaint | None:
    """What was drawn up in the case."""
    return session.scalar(select(Complaint).where(Complaint.case_id == case_id))


def draw_up_complaint(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    case_id: UUID,
    given: ComplaintGiven,
    let_out: str = "",
    seen_version: int | None = None,
) -> UUID:
    """Written, or written anew; half of it is kept too. The answer is the complaint's id.

    Raises BadInput for a passage of what was said to settle, unless a reason stands beside it.
    """
    loaded = load_case(uow, actor, case_id)
    compare_version(uow, loaded, seen_version)
    post = actor.post_at(loaded.case.organisation_id, noting_roles(uow.registry))
    if post is None:
        raise NotAllowed(say("只有承办组织的人员可以修改案件内容"))
    if standing_filing(uow.session, case_id) is not None:
        raise WrongState(say("法院已经登记立案：转入审理，不用再次起诉"))
    check = FieldCheck()
    note_unprintable(uow.session, check, given)
    _check(uow, check, loaded, given)
    passed = note_leaks(uow, loaded, check, _texts(given), let_out)
    check.refuse()
    complaint = complaint_of(uow.session, case_id) or _begun(uow, case_id, actor, clock)
    complaint.court_id, complaint.oral = given.court_id, given.oral
    complaint.drawn_up_by, complaint.drawn_up_at = actor.person_id, clock.now()
    complaint.claims, complaint.facts = given.claims.strip(), given.facts.strip()
    complaint.witnesses = given.witnesses.strip()
    rows = [[one.title.strip(), one.source.strip(), one.proves.strip()] for one in given.evidence]
    complaint.evidence = json.dumps(rows, ensure_ascii=False)
    note_event(uow, loaded, "complaint:drawn", actor, post, clock, {"n": len(rows), **passed})
    return complaint.id


def _begun(uow: UnitOfWork, case_id: UUID, actor: Actor, clock: Clock) -> Complaint:
    complaint = Complaint(case_id=case_id, drawn_up_by=actor.person_id, drawn_up_at=clock.now())
    uow.session.add(complaint)
    return complaint


def _check(uow: UnitOfWork, check: FieldCheck, loaded: Loaded, given: ComplaintGiven) -> None:
    check.text("claims", given.claims)
    check.text("facts", given.facts)
    check.text("witnesses", given.witnesses)
    for n, one in enumerate(given.evidence):
        check.text(f"evidence.{n}.title", one.title, say("请写明证据名称"), LONGEST_NAME)
        check.text(f"evidence.{n}.source", one.source, longest=LONGEST_NAME)
        check.text(f"evidence.{n}.proves", one.proves, longest=1000)
    if given.court_id is not None:
        check_court(uow.session, check, loaded, given.court_id)


def check_court(session: Session, check: FieldCheck, loaded: Loaded, court_id: UUID) -> None:
    """A court; the one that delegated the dispute, where one did: it registers at once (特邀规定 21)."""
    court = session.get(Organisation, court_id)
    if court is None or court.kind is not OrganisationKind.COURT:
        check.note("court_id", say("请选受诉的人民法院"))
        return
    delegated = court_door(session, loaded.case)[0] is CourtDoor.DELEGATION
    if delegated and link_of(session, court_id) is not None:
        check.note(
            "court_id",
            say("委派本案的法院在另一个系统办理：结束调解，起诉材料就随结果交回该院，由它立案"),
        )
    if delegated and loaded.case.inviting_court_id not in (None, court_id):
        check.note("court_id", say("委派调解的人民法院收回本案，由它立案（特邀调解规定第二十一条）"))


def _texts(given: ComplaintGiven) -> dict[str, str]:
    texts = {"claims": given.claims, "facts": given.facts, "witnesses": given.witnesses}
    for n, one in enumerate(given.evidence):
        texts |= {f"evidence.{n}.title": one.title, f"evidence.{n}.proves": one.proves}
    return {field: text for field, text in texts.items() if text.strip()}
