"""Cases that are there already follow a model: each was registered, or entrusted by a court, by itself."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from mediation.model import Batch, BatchFollower, Party
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import WrongState
from mediation.rules.follower_list import MOST_FOLLOWERS
from mediation.rules.messages import say
from mediation.rules.vocabulary import FollowerStanding
from mediation.services.case_now import current_agreement, current_parties
from mediation.services.field_check import FieldCheck
from mediation.services.lead_batch import Listed, led, own_duties
from mediation.services.load import Loaded, load_case
from mediation.services.many.followers import Model, counterpart, known_by, model_of
from mediation.services.note_event import note_event
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.write_party import as_given


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFollows:
    """An open case, and its own part of each of the model's own amounts."""

    case_id: UUID
    shares: tuple[Decimal, ...] = ()


def follow_batch(
    uow: UnitOfWork, *, actor: Actor, clock: Clock, batch_id: UUID, given: tuple[CaseFollows, ...]
) -> UUID:
    """Put open cases of the same organisation on the list, all or none; they go on from where they stand.

    NotThere for a case that the actor does not read, BadInput at `<n>.case_id` and `<n>.shares`.
    """
    batch, model_case, post = led(uow, actor, batch_id)
    model = model_of(uow.session, batch)
    last, there = _listed(uow, batch)
    wanted = len(own_duties(uow.session, batch))
    check = FieldCheck()
    check.require("0.case_id", given, say("请选要随案办理的案件"))
    if len(there) + len(given) > MOST_FOLLOWERS:
        check.note("0.case_id", say("一批最多 {n} 人", n=MOST_FOLLOWERS))
    rows = []
    for n, one in enumerate(given):
        loaded = load_case(uow, actor, one.case_id)
        own = _own(uow, check, f"{n}.case_id", batch, model, loaded)
        if own is not None and known_by(own) in there:
            check.note(f"{n}.case_id", say("「{name}」已经在这一批里", name=own.name))
        _check_shares(check, f"{n}.shares", one, wanted)
        if own is not None:
            there.add(known_by(own))
            rows.append((loaded, own, one.shares))
    check.refuse()
    for n, (loaded, own, shares) in enumerate(rows, last + 1):
        _add(uow, batch, n, loaded, own, shares, clock)
        note_event(uow, loaded, "batch:joined", actor, post, clock, {"batch": str(batch_id)})
    total = sum((share for one in given for share in one.shares), Decimal(0))
    data = {"n": len(rows), "total": f"{total:.2f}", "batch": str(batch_id)}
    note_event(uow, model_case, "batch:listed", actor, post, clock, data)
    return batch_id


def _listed(uow: UnitOfWork, batch: Batch) -> tuple[int, set[str]]:
    """The last place of the list, and who stands on it now."""
    here = select(BatchFollower).where(BatchFollower.batch_id == batch.id)
    standing = here.where(BatchFollower.standing != FollowerStanding.LEFT)
    last = uow.session.scalar(
        select(func.max(BatchFollower.ordinal)).where(BatchFollower.batch_id == batch.id)
    )
    return last or 0, {one.id_number or one.name for one in uow.session.scalars(standing)}


def _own(
    uow: UnitOfWork, check: FieldCheck, at: str, batch: Batch, model: Model, loaded: Loaded
) -> Party | None:
    """Its one party on the side of the followers, where the case fits the model."""
    case, parties = loaded.case, current_parties(uow.session, loaded.case.id)
    own = [party for party in parties if party.side is batch.side]
    if case.id == batch.model_case_id:
        check.note(at, say("示范案件自己不能随案办理"))
    elif case.organisation_id != batch.organisation_id:
        check.note(at, say("案件不在本组织办理"))
    elif not case.is_open or current_agreement(uow.session, case.id) is not None:
        check.note(at, say("案件已经结案，或者已经有自己的协议"))
    elif len(own) != 1:
        check.note(at, say("这一方要只有一个人：先分案"))
    else:
        try:
            for other in model.others:
                counterpart(other, parties)
        except WrongState as unfit:
            check.note(at, unfit.message)
            return None
        return own[0]
    return None


def _check_shares(check: FieldCheck, at: str, one: CaseFollows, wanted: int) -> None:
    if len(one.shares) != wanted:
        check.note(at, say("示范协议里各人自己的金额有 {n} 项，要逐项写明", n=wanted))
    elif any(share <= 0 for share in one.shares):
        check.note(at, say("金额应大于零"))


def _add(
    uow: UnitOfWork,
    batch: Batch,
    ordinal: int,
    loaded: Loaded,
    own: Party,
    shares: tuple[Decimal, ...],
    clock: Clock,
) -> None:
    row = BatchFollower(
        batch_id=batch.id,
        ordinal=ordinal,
        name=own.name,
        standing=FollowerStanding.FOLLOWING,
        case_id=loaded.case.id,
        amount=sum(shares, Decimal(0)) if shares else None,
        shares=[f"{share:.2f}" for share in shares],
        joined_at=clock.now(),
    )
    uow.session.add(row)
    row.given = Listed(as_given(uow.session, own)).to_json()
    row.id_number = own.id_number or own.credit_code
    uow.session.flush()
