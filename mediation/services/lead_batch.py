"""示范调解: a mediated case becomes the model of a batch; who is on its list, and who goes their own way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediation.model import Agreement, Batch, BatchFollower, Obligation, Party
from mediation.rules.actor import Actor, Post
from mediation.rules.clock import Clock
from mediation.rules.errors import BadInput, NotAllowed, NotThere, WrongState
from mediation.rules.follower_list import MOST_FOLLOWERS, FollowerGiven
from mediation.rules.grammar import Registry, Role
from mediation.rules.intake import PartyGiven
from mediation.rules.messages import say
from mediation.rules.papers.json_form import Contents
from mediation.rules.vocabulary import (
    AgreementForm,
    FollowerStanding,
    LeavingKind,
    MatterKind,
    ObligationKind,
    Side,
)
from mediation.services.case_now import current_agreement, current_parties
from mediation.services.field_check import FieldCheck
from mediation.services.load import Loaded, load_case, locked
from mediation.services.note_event import note_event
from mediation.services.take_step import LONGEST_REASON
from mediation.services.unit_of_work import UnitOfWork
from mediation.services.write_party import check_party, check_representatives

STEPS = ("appoint", "reach_agreement")
"""Who takes either of these leads a batch; each follower's case asks for its own steps again."""


@dataclass(frozen=True)
class Listed(Contents):
    """A follower as listed, for its sealed column."""

    party: PartyGiven


def leading_roles(registry: Registry) -> tuple[Role, ...]:
    """Who leads a batch."""
    dispute = registry.current(MatterKind.DISPUTE)
    return tuple(dict.fromkeys(role for name in STEPS for role in dispute.step(name).by))


def own_duties(session: Session, batch: Batch) -> Sequence[Obligation]:
    """The money duties of the model in which its own party stands: each follower has an amount for each."""
    parties = [p.id for p in current_parties(session, batch.model_case_id) if p.side is batch.side]
    return session.scalars(
        select(Obligation)
        .join(Agreement, Agreement.id == Obligation.agreement_id)
        .where(
            Agreement.case_id == batch.model_case_id,
            Agreement.superseded_at.is_(None),
            Obligation.kind == ObligationKind.MONEY,
            Obligation.debtor_id.in_(parties) | Obligation.creditor_id.in_(parties),
        )
        .order_by(Obligation.ordinal)
    ).all()


def begin_batch(uow: UnitOfWork, *, actor: Actor, clock: Clock, case_id: UUID, side: Side) -> UUID:
    """Make a case with a written agreement in force the model of a batch; the answer is the batch's id."""
    loaded = load_case(uow, actor, case_id)
    post = _post(uow, actor, loaded)
    agreement = current_agreement(uow.session, case_id)
    if agreement is None or agreement.form is not AgreementForm.WRITTEN or agreement.in_force_on is None:
        raise WrongState(say("示范案件要先有已经生效的书面调解协议"))
    if uow.session.scalar(select(Batch.id).where(Batch.model_case_id == case_id)) is not None:
        raise WrongState(say("这件案件已经是一批的示范案件"))
    own = [party for party in current_parties(uow.session, case_id) if party.side is side]
    if side is Side.THIRD or len(own) != 1:
        raise BadInput.at("side", say("示范案件的这一方只能有一个人：其他人各自照它办理"))
    batch = Batch(
        organisation_id=loaded.case.organisation_id,
        model_case_id=case_id,
        side=side,
        made_at=clock.now(),
        made_by=actor.person_id,
    )
    uow.session.add(batch)
    note_event(uow, loaded, "batch:begun", actor, post, clock, {"side": side.value, "batch": str(batch.id)})
    return batch.id


def list_followers(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    batch_id: UUID,
    given: tuple[FollowerGiven, ...],
    people: int | None = None,
    total: Decimal | None = None,
) -> UUID:
    """Put people on the list, all or none; `people` and `total` are what the list says of itself.

    BadInput at `<row>.<column>`.
    """
    batch, loaded, post = led(uow, actor, batch_id)
    check = FieldCheck()
    checked = _check_list(uow, check, batch, given, clock.today())
    amounts = [one.amount for one in given if one.amount is not None]
    if people is not None and people != len(given):
        check.note("people", say("名单写 {n} 人，实有 {now} 人", n=people, now=len(given)))
    if total is not None and total != sum(amounts, Decimal(0)):
        check.note("total", say("合计写 {n} 元，各人相加是 {now} 元", n=total, now=sum(amounts, Decimal(0))))
    check.refuse()
    _add(uow, batch, checked, clock)
    data = {"n": len(given), "total": f"{sum(amounts, Decimal(0)):.2f}", "batch": str(batch_id)}
    note_event(uow, loaded, "batch:listed", actor, post, clock, data)
    return batch_id


def leave_batch(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    follower_id: UUID,
    left_as: LeavingKind,
    reason: str,
    heirs: tuple[FollowerGiven, ...] = (),
) -> UUID:
    """Somebody goes their own way, at any time and without holding up the rest (人民调解法 3, 23).

    Of somebody who died the heirs may take the place: their shares are the whole share. A case that was opened
    goes on as any other.
    """
    found = uow.session.get(BatchFollower, follower_id, with_for_update=True)
    if found is None:
        raise NotThere
    batch, loaded, post = led(uow, actor, found.batch_id)
    if found.standing is FollowerStanding.LEFT:
        raise WrongState(say("这个人已经退出"))
    check = FieldCheck()
    why = check.text("reason", reason, say("请写明理由"), LONGEST_REASON)
    if heirs and left_as is not LeavingKind.DIED:
        check.note("left_as", say("只有去世的人才由继承人接替"))
    if heirs:
        _check_inheritance(check, found, heirs)
    found.standing, found.left_on, found.left_as = FollowerStanding.LEFT, clock.today(), left_as
    uow.session.flush()
    checked = _check_list(uow, check, batch, heirs, clock.today())
    check.refuse()
    found.left_why = why
    _add(uow, batch, checked, clock, instead_of=found.id)
    data = {
        "name": found.name,
        "left_as": left_as.value,
        "reason": why,
        "heirs": [h.party.name for h in heirs],
    }
    target = loaded if found.case_id is None else _still_ours(uow, actor, loaded, found.case_id)
    note_event(uow, target, "batch:left", actor, post, clock, data)
    return found.id


def led(uow: UnitOfWork, actor: Actor, batch_id: UUID) -> tuple[Batch, Loaded, Post]:
    """The batch, its model case and the post from which the actor leads it; NotThere for others."""
    batch = uow.session.get(Batch, batch_id)
    if batch is None:
        raise NotThere
    loaded = load_case(uow, actor, batch.model_case_id)
    return batch, loaded, _post(uow, actor, loaded)


def _post(uow: UnitOfWork, actor: Actor, loaded: Loaded) -> Post:
    post = actor.post_at(loaded.case.organisation_id, leading_roles(uow.registry))
    if post is None:
        raise NotAllowed(say("示范调解由承办组织的调解员、登记员和主任办理"))
    return post


def _still_ours(uow: UnitOfWork, actor: Actor, model: Loaded, case_id: UUID) -> Loaded:
    """The follower's case; the model's where it has gone to another organisation, which answers for it now."""
    elsewhere = locked(uow, case_id).organisation_id != model.case.organisation_id
    return model if elsewhere else load_case(uow, actor, case_id)


def _check_inheritance(check: FieldCheck, gone: BatchFollower, heirs: Sequence[FollowerGiven]) -> None:
    """What the heirs take is what the dead had, amount by amount (民法典 1122)."""
    whole = [Decimal(one) for one in gone.shares]
    for n, amount in enumerate(whole):
        taken = sum((heir.shares[n] for heir in heirs if len(heir.shares) > n), Decimal(0))
        if taken != amount:
            check.note("heirs", say("继承人的金额合计 {now}，应是 {amount}", now=taken, amount=amount))


def _check_list(
    uow: UnitOfWork,
    check: FieldCheck,
    batch: Batch,
    given: Sequence[FollowerGiven],
    today: date,
) -> list[FollowerGiven]:
    """Each of them by itself, against each other, against the list, and against the other side."""
    present = _present(uow.session, batch.id)
    if len(present) + len(given) > MOST_FOLLOWERS:
        check.note("text", say("一批最多 {n} 人", n=MOST_FOLLOWERS))
    seen: dict[str, int | None] = dict.fromkeys(present)
    opponents = [_keys(p) for p in current_parties(uow.session, batch.model_case_id)]
    names = set().union(*opponents) if opponents else set()
    shares = len(own_duties(uow.session, batch))
    checked = []
    for one in given:
        n = one.row
        party = check_party(check, str(n), replace(one.party, side=batch.side), today)
        party = check_representatives(check, str(n), party, today)
        _check_twice(check, n, party, seen)
        if _keys(party) & names:
            check.note(f"{n}.name", say("「{name}」已经是示范案件的当事人，不能又在名单上", name=party.name))
        if len(one.shares) != shares or (shares and one.amount != sum(one.shares, Decimal(0))):
            check.note(f"{n}.amount", say("各项合计与金额不符"))
        if any(share <= 0 for share in one.shares):
            check.note(f"{n}.amount", say("金额应大于零"))
        checked.append(replace(one, party=party))
    return checked


def _check_twice(check: FieldCheck, n: int, party: PartyGiven, seen: dict[str, int | None]) -> None:
    for key in _keys(party):
        if key in seen and seen[key] is None:
            check.note(f"{n}.name", say("「{name}」已经在这一批里", name=party.name))
        elif key in seen:
            check.note(f"{n}.name", say("「{name}」与第 {row} 行是同一个人", name=party.name, row=seen[key]))
        seen.setdefault(key, n)


def _keys(party: PartyGiven | Party) -> set[str]:
    """By what a person is known: the number; without one the name."""
    number = party.id_number or party.credit_code
    return {number} if number else {party.name.strip()} - {""}


def _present(session: Session, batch_id: UUID) -> set[str]:
    rows = session.scalars(
        select(BatchFollower).where(
            BatchFollower.batch_id == batch_id, BatchFollower.standing != FollowerStanding.LEFT
        )
    )
    return {one.id_number or one.name for one in rows}


def _add(
    uow: UnitOfWork,
    batch: Batch,
    given: Sequence[FollowerGiven],
    clock: Clock,
    instead_of: UUID | None = None,
) -> None:
    last = uow.session.scalar(
        select(func.max(BatchFollower.ordinal)).where(BatchFollower.batch_id == batch.id)
    )
    for n, one in enumerate(given, (last or 0) + 1):
        row = BatchFollower(
            batch_id=batch.id,
            ordinal=n,
            name=one.party.name,
            standing=FollowerStanding.WAITING,
            amount=one.amount,
            shares=[f"{share:.2f}" for share in one.shares],
            instead_of_id=instead_of,
            joined_at=clock.now(),
        )
        uow.session.add(row)
        row.given = Listed(one.party).to_json()
        row.id_number = one.party.id_number or one.party.credit_code
    uow.session.flush()
