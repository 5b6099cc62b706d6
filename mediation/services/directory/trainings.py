"""Trainings of mediators: what must be said of each, and a table of who attended, as bureaux keep it by signatures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from mediation.model import MediatorTraining, Membership, Organisation, Person
from mediation.rules.messages import say
from mediation.services.acts.opening import MAY_MEDIATE
from mediation.services.field_check import FieldCheck
from mediation.services.sign_in import account_name
from mediation.services.statistical_rows import MEDIATING

EARLIEST = date(1990, 1, 1)
MOST_HOURS = 500
LONGEST_SUBJECT = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingGiven:
    """A training as it is entered; `hours` 学时."""

    held_on: date | None
    hours: int | None
    subject: str
    held_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendedGiven:
    """A row of the table: who attended which training."""

    account: str
    name: str
    training: TrainingGiven


def check_training(check: FieldCheck, given: TrainingGiven, today: date, at: str = "") -> None:
    """Everything that is wrong, at its field; `at` before the name of each."""
    check_past_day(check, f"{at}held_on", given.held_on, today)
    check.require(f"{at}hours", given.hours, say("请填学时"))
    if given.hours is not None and not 0 < given.hours <= MOST_HOURS:
        check.note(f"{at}hours", say("学时填 1 到 {n} 的整数", n=MOST_HOURS))
    check.text(f"{at}subject", given.subject, say("请写培训内容"), LONGEST_SUBJECT)
    check.text(f"{at}held_by", given.held_by, say("请写谁办的培训"), LONGEST_SUBJECT)


def check_past_day(check: FieldCheck, field: str, day: date | None, today: date) -> None:
    check.require(field, day, say("请填日期"))
    if day is not None and not EARLIEST <= day <= today:
        check.note(field, say("请核对日期：不能晚于今天"))


def check_attended(session: Session, check: FieldCheck, rows: Sequence[AttendedGiven], today: date) -> None:
    """Of the table, each at the number of its row and its column."""
    known = {
        account: (name, mediates)
        for account, name, mediates in session.execute(
            select(Person.account, Person.name, Person.id.in_(_mediators()))
        )
    }
    for n, row in enumerate(rows, 1):
        name, mediates = known.get(account_name(row.account), ("", False))
        if not name:
            check.note(f"{n}.account", say("没有这个账号：{account}", account=row.account[:60]))
        elif name != row.name.strip():
            check.note(f"{n}.name", say("账号 {account} 是 {name} 的", account=row.account, name=name))
        elif not mediates:
            check.note(f"{n}.account", say("只登记调委会的主任、调解员：他没有这样的岗位"))
        check_training(check, row.training, today, f"{n}.")


def _mediators() -> Select[UUID]:
    return (
        select(Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Organisation.kind.in_(MEDIATING), Membership.role.in_(MAY_MEDIATE))
    )


def new_attended(session: Session, rows: Iterable[AttendedGiven]) -> list[tuple[UUID, AttendedGiven]]:
    """Those that are not noted yet, each once, with the person."""
    people = dict(session.execute(select(Person.account, Person.id)).all())
    there: set[tuple[UUID, date | None, str]] = {
        (one.person_id, one.held_on, one.subject)
        for one in session.scalars(select(MediatorTraining).where(MediatorTraining.voided_at.is_(None)))
    }
    found = []
    for row in rows:
        person_id = people[account_name(row.account)]
        key = (person_id, row.training.held_on, row.training.subject.strip())
        if key not in there:
            there.add(key)
            found.append((person_id, row))
    return found


def keep_training(
    session: Session, person_id: UUID, given: TrainingGiven, *, by: UUID, at: datetime
) -> MediatorTraining:
    """A checked one."""
    assert given.held_on is not None
    assert given.hours is not None
    made = MediatorTraining(
        person_id=person_id,
        held_on=given.held_on,
        hours=given.hours,
        subject=given.subject.strip(),
        held_by=given.held_by.strip(),
        noted_by=by,
        noted_at=at,
    )
    session.add(made)
    return made
