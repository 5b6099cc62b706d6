"""直接立案: mediation ends and the complaint goes to the court, in one act (人民调解法 26; 登记立案规定 2)."""

from __future__ import annotations

from uuid import UUID

from mediation.model import Request
from mediation.rules.actor import Actor
from mediation.rules.acts import ComplaintHandedIn, ComplaintReceived
from mediation.rules.clock import Clock
from mediation.rules.errors import BadInput, Problem, WrongState
from mediation.rules.messages import say
from mediation.rules.papers import FilingPackage
from mediation.rules.papers.gaps import gaps
from mediation.rules.vocabulary import MatterKind
from mediation.services.case_now import standing_filing
from mediation.services.decided_elsewhere import answer_awaited
from mediation.services.draw_up_complaint import check_court, complaint_of
from mediation.services.field_check import FieldCheck
from mediation.services.fill_papers import fill_paper
from mediation.services.follow_elsewhere import sued
from mediation.services.issue_document import issue_document
from mediation.services.load import Loaded, compare_version, load_case
from mediation.services.open_complaint import came_back_of_itself, open_complaint
from mediation.services.paper_sources import PaperSources
from mediation.services.step import StepCommand
from mediation.services.take_step import definition_of, take_step
from mediation.services.unit_of_work import UnitOfWork

PACKAGE = "filing_package"
HAND_IN, BRING = "hand_in_complaint", "bring_papers"
WAYS_OUT = ("go_to_court", "sue_afterwards")
"""The steps by which a dispute leaves for the court, whatever it stood in."""


def file_directly(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    case_id: UUID,
    reason: str = "",
    even_so: bool = False,
    let_out: str = "",
    seen_version: int | None = None,
) -> UUID:
    """End what is under way, hand the complaint in, issue its package; the answer is the request at the court.

    All that it lacks is told at once; who insists goes all the same: a court receives every complaint and says what
    is to be corrected (登记立案规定 2, 7). Arbitration or the government's decision comes first where the law says so.
    """
    loaded = load_case(uow, actor, case_id)
    compare_version(uow, loaded, seen_version)
    if standing_filing(uow.session, case_id) is not None:
        raise WrongState(say("法院已经登记立案：转入审理，不用再次起诉"))
    _check(uow, loaded, even_so)
    _leave(uow, actor, clock, loaded, reason, let_out)
    request = _at_the_court(uow, actor, clock, loaded)
    sued(uow, case_id, actor, clock)
    sources = PaperSources(uow.session, loaded.case)
    issue_document(uow, sources, PACKAGE, request.id, actor.person_id, clock.now())
    return request.id


def _check(uow: UnitOfWork, loaded: Loaded, even_so: bool) -> None:
    complaint = complaint_of(uow.session, loaded.case.id)
    if complaint is None or complaint.court_id is None:
        raise BadInput.at("court_id", say("请先写好起诉状或者口头起诉的记录，选好受诉的人民法院"))
    check = FieldCheck()
    check_court(uow.session, check, loaded, complaint.court_id)
    check.refuse()
    package = fill_paper(PaperSources(uow.session, loaded.case), PACKAGE, loaded.case.id)
    lacking = [gap for gap in gaps(PACKAGE, package) if gap.must]
    if lacking and not even_so:
        told = (Problem("", say("还缺：{what}", what=gap.what)) for gap in lacking)
        raise BadInput(*told, Problem("even_so", say("补齐再递交；当事人坚持现在递交的，请勾选")))


def _leave(uow: UnitOfWork, actor: Actor, clock: Clock, loaded: Loaded, reason: str, let_out: str) -> None:
    awaited = answer_awaited(uow.session, loaded.case)
    if awaited is not None:
        raise WrongState(awaited)
    definition = definition_of(uow, loaded)
    here = definition.by_state[loaded.case.state]
    steps = (definition.by_step[name] for name in WAYS_OUT if name in definition.by_step)
    way = next((step for step in steps if here in step.source), None)
    if way is None:
        return
    command = StepCommand(
        matter=MatterKind.DISPUTE,
        matter_id=loaded.case.id,
        step=way.name,
        reason=reason,
        let_out=let_out,
    )
    take_step(uow, actor=actor, clock=clock, command=command)


def _at_the_court(uow: UnitOfWork, actor: Actor, clock: Clock, loaded: Loaded) -> Request:
    """What lies with the court now: handed in, or brought to what came back of itself when mediation ended."""
    court_id, listed = _as_listed(uow, loaded)
    case_id = loaded.case.id
    there = open_complaint(uow.session, case_id) if came_back_of_itself(uow.session, case_id) else None
    if there is not None:
        brought = ComplaintReceived(listed, clock.today())
        command = StepCommand(matter=MatterKind.FILING, matter_id=there.id, step=BRING, given=brought)
    else:
        given = ComplaintHandedIn(listed, clock.today(), court_id)
        command = StepCommand(matter=MatterKind.DISPUTE, matter_id=case_id, step=HAND_IN, given=given)
    take_step(uow, actor=actor, clock=clock, command=command)
    lies = open_complaint(uow.session, case_id)
    assert lies is not None
    return lies


def _as_listed(uow: UnitOfWork, loaded: Loaded) -> tuple[UUID, str]:
    complaint = complaint_of(uow.session, loaded.case.id)
    assert complaint is not None
    assert complaint.court_id is not None
    package = fill_paper(PaperSources(uow.session, loaded.case), PACKAGE, loaded.case.id)
    assert isinstance(package, FilingPackage)
    lines = (f"{line.title}{line.copies}份" for line in package.lines if line.ready)
    return complaint.court_id, "、".join(lines)
