"""Binding the file of a case: what it holds is frozen as a plan and queued; a worker makes the one PDF of it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from mediation.model import Binding, Case, Deadline, Dossier, OutboxItem
from mediation.rules.actor import Actor
from mediation.rules.clock import SHANGHAI, Clock
from mediation.rules.dossiers import BindingPlan
from mediation.rules.errors import NotThere, WrongState
from mediation.rules.messages import say
from mediation.rules.papers import DossierCover, DossierNote, printed_date
from mediation.rules.vocabulary import DeadlineState, DocumentState, MatterKind
from mediation.services.load import load_case
from mediation.services.note_event import post_here
from mediation.services.paper_sources import PaperSources
from mediation.services.plan_dossier import FilePlan, plan_file
from mediation.services.record_event import record_event
from mediation.services.reveal_party import note_look
from mediation.services.unit_of_work import UnitOfWork

BIND = "bind_dossier"


def bind_dossier(uow: UnitOfWork, *, actor: Actor, clock: Clock, case_id: UUID) -> UUID:
    """Bind the file as it is now; earlier bindings stay as they are."""
    loaded = load_case(uow, actor, case_id)
    post = post_here(actor, loaded)
    plan = plan_file(uow.session, loaded.case)
    require_bindable(plan)
    dossier = standing_dossier(uow.session, case_id)
    binding = queue_binding(uow, loaded.case, plan, dossier, actor, clock)
    now = clock.now()
    uow.session.flush()
    record_event(
        uow,
        case_id=case_id,
        kind=MatterKind.DISPUTE,
        matter=loaded.case,
        tag="dossier:bound",
        actor=actor,
        post=post,
        happened_at=now,
        recorded_at=now,
        data={"edition": binding.edition, "papers": len(plan.parts)},
    )
    return binding.id


def require_bindable(plan: FilePlan) -> None:
    """WrongState while there is nothing to bind, or a paper whose bytes are not made."""
    if plan.waiting:
        raise WrongState(say("这些文书还没有生成好，请稍后再装订：{titles}", titles=plan.waiting))
    if not plan.parts:
        raise WrongState(say("本案还没有可以装订的文书和材料"))


def standing_dossier(session: Session, case_id: UUID) -> Dossier | None:
    """The file in the archive, unless it was opened again."""
    return session.scalar(select(Dossier).where(Dossier.case_id == case_id, Dossier.reopened_at.is_(None)))


def queue_binding(
    uow: UnitOfWork, case: Case, plan: FilePlan, dossier: Dossier | None, actor: Actor, clock: Clock
) -> Binding:
    """The row with its plan, and the work that makes its bytes."""
    last = uow.session.scalar(
        select(Binding).where(Binding.case_id == case.id).order_by(Binding.edition.desc()).limit(1)
    )
    now = clock.now()
    binding = Binding(
        case_id=case.id,
        dossier_id=dossier.id if dossier else None,
        edition=last.edition + 1 if last else 1,
        state=DocumentState.QUEUED,
        bound_by=actor.person_id,
        bound_at=now,
        replaces_id=last.id if last else None,
    )
    uow.session.add(binding)
    binding.plan = _plan(uow.session, case, plan, dossier, actor.name, now).to_json()
    uow.session.add(OutboxItem(kind=BIND, subject_id=binding.id, created_at=now, not_before=now))
    return binding


def _plan(
    session: Session, case: Case, plan: FilePlan, dossier: Dossier | None, filer: str, now: datetime
) -> BindingPlan:
    sources = PaperSources(session, case)
    today = now.astimezone(SHANGHAI).date()
    if dossier is not None:
        filer = sources.name(dossier.archived_by)
    filed_on = dossier.archived_at.astimezone(SHANGHAI).date() if dossier else None
    number = dossier.number if dossier else case.number or ""
    title = (dossier.title or "") if dossier else case.title
    cover = DossierCover(
        committee=sources.committee,
        title=title,
        number=number,
        mediators=sources.mediators,
        filer=filer,
        made_on=today,
        began_on=_began_on(sources, case),
        ended_on=case.concluded_on,
        filed_on=filed_on,
        retention=dossier.retention if dossier else "",
        remarks=(dossier.remarks or "") if dossier else _time_to_apply(session, case),
    )
    note = DossierNote(
        committee=sources.committee,
        number=number,
        title=title,
        filer=filer,
        made_on=today,
        note=(dossier.note or "") if dossier else "",
        missing=plan.missing if dossier else (),
        missing_reason=(dossier.missing_reason or "") if dossier else "",
        kept_apart=plan.kept_apart,
        filed_on=filed_on,
    )
    return BindingPlan(cover, note, plan.parts, today)


def _time_to_apply(session: Session, case: Case) -> str:
    """On the cover of a file that is still worked with, as long as nobody has applied."""
    due_on = session.scalar(
        select(Deadline.due_on).where(
            Deadline.matter_id == case.id,
            Deadline.clock == "application",
            Deadline.state == DeadlineState.RUNNING,
        )
    )
    return f"申请司法确认的期限到{printed_date(due_on)}（民事诉讼法第二百零五条）" if due_on else ""


def _began_on(sources: PaperSources, case: Case) -> date | None:
    return sources.acceptance(case.id).accepted_on if case.number else None


def read_binding(uow: UnitOfWork, *, actor: Actor, clock: Clock, binding_id: UUID) -> UUID:
    """Leave to open the bound file: it shows every number, so each look is recorded."""
    binding = uow.session.get(Binding, binding_id)
    if binding is None:
        raise NotThere
    loaded = load_case(uow, actor, binding.case_id)
    refusal = say("卷宗里有证件号码、电话或者住址，您的岗位不能查看")
    note_look(uow, loaded, actor, clock, "dossier:read", {"edition": binding.edition}, refusal)
    return binding.id
