"""Starting and ending the clocks of a matter; each last day is stored with the way it was found."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from mediation.model import Deadline, Performance
from mediation.model.types import new_id
from mediation.rules.errors import SetupError
from mediation.rules.grammar import Clock, Step
from mediation.rules.messages import Message, say
from mediation.rules.terms import Derivation, Length, due, extended, in_words, named, paused, recounted
from mediation.rules.vocabulary import DeadlineState, MatterKind, Seat
from mediation.services.load import Loaded
from mediation.services.unit_of_work import UnitOfWork

STOPS = "suspension_stops_clocks"


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last day that somebody who may do so named for one clock, instead of its length, and who did."""

    on: date
    why: Message


def set_by_court(on: date) -> LastDay:
    return LastDay(on, say("期限由法院指定到{until}（民事诉讼法第八十五条）", until=in_words(on)))


def set_by_supervisor(on: date) -> LastDay:
    return LastDay(on, say("发出督办的机关定到{until}", until=in_words(on)))


def start_clock(
    uow: UnitOfWork,
    loaded: Loaded,
    clock: Clock,
    starts_on: date,
    subject_id: UUID | None = None,
    until: LastDay | None = None,
) -> Deadline | None:
    """Start a clock on the day of its event; the first day is not counted (民法典 201). `until` names its last day.

    None where the last day is the matter's own and it has none: what is owed without a term runs no clock.
    """
    calendar = uow.calendar(loaded.case.region_code)
    if clock.term is None:
        own = loaded.matter.due_on if isinstance(loaded.matter, Performance) else None
        if own is None:
            return None
        derivation = named(starts_on, own, calendar, say("约定的最后一日是{day}", day=in_words(own)))
    else:
        derivation = due(starts_on, length(uow, clock, starts_on), calendar, rolls=clock.rolls)
    if until is not None:
        derivation = extended(derivation, until.on, until.why, calendar, rolls=clock.rolls)
    deadline = Deadline(
        case_id=loaded.case.id,
        matter=loaded.kind,
        matter_id=loaded.matter.id,
        subject_id=subject_id,
        clock=clock.name,
        starts_on=starts_on,
        due_on=derivation.due_on,
        derivation=derivation.to_json(),
        provisional=derivation.provisional,
        state=DeadlineState.RUNNING,
    )
    uow.session.add(deadline)
    return deadline


def fresh_clock(
    uow: UnitOfWork, clock: Clock, starts_on: date, *, case_id: UUID, region_code: str
) -> dict[str, Any]:
    """The columns of a clock of the dispute itself, as `start_clock` would start it on that day."""
    derivation = due(starts_on, length(uow, clock, starts_on), uow.calendar(region_code), rolls=clock.rolls)
    return {
        "id": new_id(),
        "case_id": case_id,
        "matter": MatterKind.DISPUTE,
        "matter_id": case_id,
        "clock": clock.name,
        "starts_on": starts_on,
        "due_on": derivation.due_on,
        "derivation": derivation.to_json(),
        "provisional": derivation.provisional,
        "state": DeadlineState.RUNNING,
    }


def length(uow: UnitOfWork, clock: Clock, on: date) -> Length:
    """The clock's term, or the administrator's number of the same unit on that day: a term keeps the rule of its date.

    Not of a clock whose last day is the matter's own.
    """
    assert clock.term is not None
    chosen = uow.setting(clock.setting, on) if clock.setting else None
    if chosen is None:
        return clock.term
    try:
        n = int(chosen)
    except ValueError:
        n = 0
    if not 1 <= n <= 3650:
        raise SetupError(say("设置「{name}」应是 1 到 3650 的整数", name=clock.setting))
    return type(clock.term)(n)


def stops_clocks(uow: UnitOfWork, step: Step, on: date) -> bool:
    """Whether what the step pauses stands still from that day, unless the administrator says that nothing does.

    That a committee's term stands still is practice, not text: hence the setting `suspension_stops_clocks`. What a
    step of the system or of a court pauses stands still by law.
    """
    return step.seat in (Seat.SYSTEM, Seat.COURT) or (uow.setting(STOPS, on) or "yes") == "yes"


class MatterClocks:
    """The clocks of a matter that run, stand still or have lapsed, read once, when first asked for."""

    def __init__(self, uow: UnitOfWork, matter_id: UUID) -> None:
        self._uow, self._matter_id = uow, matter_id

    @cached_property
    def _unended(self) -> Sequence[Deadline]:
        return self._uow.session.scalars(_UNENDED, {"matter_id": self._matter_id}).all()

    def end(
        self, on: date, *, only: Container[str] | None = None, but: Container[str] = (), met: bool = True
    ) -> None:
        """End the clocks (all, or only those named): met by their last day, or late.

        `but` are periods in which somebody may act, which go on whatever becomes of the matter.
        """
        for deadline in self._unended:
            over = deadline.state is DeadlineState.LAPSED
            if deadline.clock in but or (over and on > deadline.due_on):
                continue  # a right that is gone stays so, but for what was done in time and entered late
            if deadline.ended_on is not None and not over:
                continue
            if only is not None and deadline.clock not in only:
                continue
            late = (deadline.paused_on or on) > deadline.due_on
            deadline.state = (
                DeadlineState.ENDED if not met else DeadlineState.MET_LATE if late else DeadlineState.MET
            )
            deadline.ended_on = on

    def stand_still(self, names: Container[str], on: date) -> None:
        """Clocks of those names stand still from that day."""
        for deadline in self._named(names, DeadlineState.RUNNING):
            deadline.state, deadline.paused_on = DeadlineState.PAUSED, on

    def unpause(self, loaded: Loaded, clocks: tuple[Clock, ...], on: date) -> None:
        """Clocks that stood still go on, later by the days of the pause."""
        rolls = {clock.name: clock.rolls for clock in clocks}
        for deadline in self._named(rolls, DeadlineState.PAUSED):
            assert deadline.paused_on is not None
            calendar = self._uow.calendar(loaded.case.region_code)
            before = Derivation.from_json(deadline.derivation)
            after = paused(before, deadline.paused_on, on, calendar, rolls=rolls[deadline.clock])
            _derive(deadline, after)
            deadline.state, deadline.paused_on = DeadlineState.RUNNING, None

    def extend(self, loaded: Loaded, clock: str, until_on: date, why: Message) -> date:
        """The running clock ends on that day, or on the working day after it; the answer is which."""
        deadline = next(self._named({clock}, DeadlineState.RUNNING))
        calendar = self._uow.calendar(loaded.case.region_code)
        rolls = self._uow.registry.clock_by_name[clock].rolls
        before = Derivation.from_json(deadline.derivation)
        _derive(deadline, extended(before, until_on, why, calendar, rolls=rolls))
        return deadline.due_on

    def _named(self, names: Container[str], state: DeadlineState) -> Iterator[Deadline]:
        return (one for one in self._unended if one.clock in names and one.state is state)


_UNENDED = (
    select(Deadline)
    .where(
        Deadline.matter_id == bindparam("matter_id", type_=Uuid()),
        Deadline.state.in_((DeadlineState.RUNNING, DeadlineState.PAUSED, DeadlineState.LAPSED)),
    )
    .execution_options(autoflush=False)
)
"""Whoever changes which clocks of a matter run flushes before they are read again."""


def resume_clock(uow: UnitOfWork, loaded: Loaded, matter_id: UUID, clock: str, on: date) -> None:
    """What had met the clock was taken back before its last day: it runs again, found by the calendar as it is now."""
    for deadline in uow.session.scalars(
        select(Deadline).where(
            Deadline.matter_id == matter_id, Deadline.clock == clock, Deadline.state == DeadlineState.MET
        )
    ).all():
        after = found_again(uow, deadline, loaded.case.region_code)
        if after.due_on >= on:
            _derive(deadline, after)
            deadline.state, deadline.ended_on = DeadlineState.RUNNING, None
    uow.session.flush()


def found_again(uow: UnitOfWork, deadline: Deadline, region_code: str) -> Derivation:
    """The clock's last day by the rules and the calendar as they are now, with all that moved it since."""
    rule = uow.registry.clock_by_name[deadline.clock]
    before = replace(Derivation.from_json(deadline.derivation), starts_on=deadline.starts_on)
    term = None if rule.term is None else length(uow, rule, deadline.starts_on)
    return recounted(before, uow.calendar(region_code), rolls=rule.rolls, term=term)


def _derive(deadline: Deadline, derivation: Derivation) -> None:
    if derivation.due_on != deadline.due_on:
        deadline.warned_at = deadline.overdue_at = None  # it has another end now
    deadline.due_on, deadline.derivation = derivation.due_on, derivation.to_json()
    deadline.provisional = derivation.provisional
