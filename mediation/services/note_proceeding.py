"""What a court, a notary or another body does about the same dispute: the case is told, and its state stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotAllowed
from mediation.rules.grammar import Registry, Role
from mediation.rules.messages import say
from mediation.rules.vocabulary import MatterKind, ProceedingKind
from mediation.services.case_now import current_agreement, standing_filing
from mediation.services.decided_elsewhere import ENDED, NOTED, is_under_way
from mediation.services.field_check import LONGEST_NAME, FieldCheck
from mediation.services.load import compare_version, load_case
from mediation.services.note_event import note_event
from mediation.services.receivers import done_without_us
from mediation.services.suits import is_mediated_now
from mediation.services.take_step import dated
from mediation.services.unit_of_work import UnitOfWork

STEP = "report_danger"
"""Who may tell of danger in every state may tell of this in every state."""
LONGEST_NUMBER = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceedingGiven:
    """One thing that happened there: filed, ruled, mediated, enforced; `number` is that body's own."""

    kind: ProceedingKind | None
    body: str
    happened_on: date | None
    what: str
    number: str = ""
    ended: bool = False
    """Whether it has come to the end on which something here depends: award, decision, notary's deed, judgment."""


def noting_roles(registry: Registry) -> tuple[Role, ...]:
    """Who notes what another body did."""
    return registry.current(MatterKind.DISPUTE).step(STEP).by


def note_proceeding(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    case_id: UUID,
    given: ProceedingGiven,
    seen_version: int | None = None,
) -> UUID:
    """Attach it to the case, open or closed; a closed one never moves back because of it. The answer is the case's id.

    It is usually heard of later, so an earlier day needs no reason. BadInput at its fields.
    """
    loaded = load_case(uow, actor, case_id)
    compare_version(uow, loaded, seen_version)
    post = actor.post_at(loaded.case.organisation_id, noting_roles(uow.registry))
    if post is None:
        raise NotAllowed(say("只有承办组织的人员可以修改案件内容"))
    check = FieldCheck()
    check.require("kind", given.kind, say("请选是哪一种程序"))
    body = check.text("body", given.body, say("请写明办理机关"), LONGEST_NAME)
    what = check.text("what", given.what, say("请写明办理到哪一步、结果怎样"))
    number = check.text("number", given.number, longest=LONGEST_NUMBER)
    check.require("happened_on", given.happened_on, say("这一项必须填写"))
    if given.ended and given.kind is not None and given.kind not in ENDED:
        check.note("ended", say("这一项只用于诉讼、仲裁、行政处理和公证"))
    if given.ended and given.kind is ProceedingKind.NOTARY and not _in_force(uow, case_id):
        check.note("ended", say("协议还没有生效，不能办理有强制执行效力的公证"))
    if given.ended and given.kind is ProceedingKind.SUIT:
        _check_that_the_suit_is_over(uow, check, case_id, given.happened_on, clock.today())
    check.refuse()
    assert given.kind is not None
    happened_at = dated(clock, given.happened_on, what, first_asked_on=loaded.case.first_asked_on)
    told = {"proceeding": given.kind.value, "at": f"{body} {number}".strip(), "what": what}
    tag = ENDED[given.kind] if given.ended else NOTED
    note_event(uow, loaded, tag, actor, post, clock, told, happened_at)
    return case_id


def _in_force(uow: UnitOfWork, case_id: UUID) -> bool:
    agreement = current_agreement(uow.session, case_id)
    return agreement is not None and agreement.in_force_on is not None


def _check_that_the_suit_is_over(
    uow: UnitOfWork, check: FieldCheck, case_id: UUID, over_on: date | None, today: date
) -> None:
    """Of what a court tries: nobody may mediate it anew until somebody can say that it is over (人民调解法 17).

    Also of a suit that is only noted here.
    """
    suit = standing_filing(uow.session, case_id)
    if suit is None:
        if not is_under_way(uow.session, case_id, ProceedingKind.SUIT):
            check.note("ended", say("本案没有登记立案的诉讼"))
    elif not done_without_us(uow.session, uow.registry, suit.court_id, today):
        check.note("ended", say("由登记立案的人民法院结案"))
    elif is_mediated_now(uow.session, suit):
        check.note("ended", say("委托出去的案件还在调解：办结以后再结案"))
    elif over_on is not None and over_on < suit.filed_on:
        check.note("happened_on", say("结案日期不能早于立案日期"))
