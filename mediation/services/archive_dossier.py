"""归档: the file of a concluded case goes into the archive, with who, when and how long it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from mediation.model import Dossier
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere, WrongState
from mediation.rules.messages import say
from mediation.services.bind_dossier import queue_binding, require_bindable, standing_dossier
from mediation.services.field_check import FieldCheck
from mediation.services.load import Loaded, compare_version, load_case
from mediation.services.note_event import note_event, post_here
from mediation.services.plan_dossier import FilePlan, plan_file
from mediation.services.unit_of_work import UnitOfWork

RETENTIONS = "永久,长期,短期"
"""Unless the setting `retention_periods` names those that the archive authority of the place approved."""


@dataclass(frozen=True, slots=True)
class ArchivingGiven:
    """What is decided when a file goes into the archive."""

    number: str = ""
    title: str = ""
    retention: str = ""
    remarks: str = ""
    note: str = ""
    missing_reason: str = ""


def retention_periods(setting: str | None) -> tuple[str, ...]:
    """The 保管期限 to choose from."""
    return tuple(part for one in (setting or RETENTIONS).split(",") if (part := one.strip()))


def archive_dossier(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    case_id: UUID,
    given: ArchivingGiven,
    seen_version: int | None = None,
) -> UUID:
    """Archive the file and bind it. What must be there and is not needs a reason, which the file itself tells."""
    loaded = load_case(uow, actor, case_id)
    compare_version(uow, loaded, seen_version)
    post = post_here(actor, loaded)
    _require_concluded(uow, loaded)
    plan = plan_file(uow.session, loaded.case)
    require_bindable(plan)
    periods = retention_periods(uow.setting("retention_periods", clock.today()))
    given = _checked(given, plan, periods)
    dossier = Dossier(
        case_id=case_id,
        organisation_id=post.organisation_id,
        number=given.number,
        year=clock.today().year,
        retention=given.retention,
        missing=list(plan.missing),
        archived_by=actor.person_id,
        archived_at=clock.now(),
    )
    uow.session.add(dossier)
    dossier.title, dossier.remarks, dossier.note = given.title, given.remarks, given.note
    dossier.missing_reason = given.missing_reason
    uow.session.flush()
    queue_binding(uow, loaded.case, plan, dossier, actor, clock)
    data = {
        "number": given.number,
        "retention": given.retention,
        "missing": list(plan.missing),
        "reason": given.missing_reason,
    }
    note_event(uow, loaded, "dossier:archived", actor, post, clock, data)
    return dossier.id


def _require_concluded(uow: UnitOfWork, loaded: Loaded) -> None:
    definition = uow.registry.of(loaded.kind, loaded.matter.definition_version)
    if definition.by_state[loaded.matter.state].open:
        raise WrongState(say("纠纷还没有结案，不能归档"))
    if standing_dossier(uow.session, loaded.case.id) is not None:
        raise WrongState(say("卷宗已经归档"))


def _checked(given: ArchivingGiven, plan: FilePlan, periods: tuple[str, ...]) -> ArchivingGiven:
    check = FieldCheck()
    number = check.text("number", given.number, say("请填写卷号"), longest=80)
    title = check.text("title", given.title, say("请填写卷名"), longest=200)
    if given.retention not in periods:
        check.note("retention", say("请选择保管期限"))
    remarks = check.text("remarks", given.remarks, longest=400)
    note = check.text("note", given.note, longest=2000)
    reason = check.text("missing_reason", given.missing_reason, longest=1000)
    if plan.missing and not reason:
        check.note(
            "missing_reason", say("缺少必须归卷的材料：{missing}；补齐，或者写明原因", missing=plan.missing)
        )
    check.refuse()
    return ArchivingGiven(number, title, given.retention, remarks, note, reason if plan.missing else "")


def reopen_dossier(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    case_id: UUID,
    reason: str,
    seen_version: int | None = None,
) -> UUID:
    """Open an archived file again, for a reason that stays on record; it can be archived anew."""
    loaded = load_case(uow, actor, case_id)
    compare_version(uow, loaded, seen_version)
    post = post_here(actor, loaded)
    dossier = standing_dossier(uow.session, case_id)
    if dossier is None:
        raise NotThere
    check = FieldCheck()
    reason = check.text("reason", reason, say("请写明为什么重新打开卷宗"), longest=400)
    check.refuse()
    dossier.reopened_at, dossier.reopened_by = clock.now(), actor.person_id
    dossier.reopen_reason = reason
    data = {"number": dossier.number, "reason": reason}
    note_event(uow, loaded, "dossier:reopened", actor, post, clock, data)
    return dossier.id
