"""What the worker does beside its documents: lists of many cases, messages, clocks, signing what grew, old traces."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from time import monotonic
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mediation.adapters.checkpoint_count import CheckpointCount
from mediation.bootstrap import Installation
from mediation.commands.court_figures import CourtFiguresKept
from mediation.commands.digests import make_digests
from mediation.commands.tallies import TalliesKept
from mediation.commands.what_ifs import WhatIfsPlayed
from mediation.model import Checkpoint
from mediation.readmodels.actors import load_actor
from mediation.readmodels.kept_files import known_digests
from mediation.rules.actor import Actor
from mediation.services.clear_old_traces import clear_old_traces
from mediation.services.directory.first_passwords import make_first_passwords, waiting_for_passwords
from mediation.services.escalate_deadlines import escalate_deadlines
from mediation.services.importing.work import go_on_importing, waiting_imports
from mediation.services.look_for_warnings import look_for_warnings
from mediation.services.make_checkpoint import make_checkpoint
from mediation.services.many.go_on import go_on, waiting_runs
from mediation.services.remind_campaigns import remind_campaigns
from mediation.services.send_digests import send_digests
from mediation.services.send_notices import send_notices
from mediation.services.sweep_deadlines import sweep_deadlines

log = logging.getLogger(__name__)
LOOK = 600.0
"""Seconds between looks whether a day has passed."""
LISTS = 1.0
"""Seconds between looks whether a list of many cases or a message waits."""
IMPORTS = 3.0
"""Seconds that a table of cases takes of the worker before a paper may come between."""
PUT_OFF = 60.0
"""Seconds until a list that failed is taken up again."""
DAY = timedelta(days=1)


def sign_checkpoint(house: Installation) -> UUID | None:
    """Sign what grew and note the number beside the database; None when nothing grew."""
    with house.begin() as uow:
        made = make_checkpoint(uow, clock=house.clock, signer=house.vault)
        count = uow.session.scalar(select(func.count()).select_from(Checkpoint)) or 0
        uow.commit()
    if made is not None:
        counted = CheckpointCount(house.settings.data_dir, house.vault)
        counted.note(max(count, counted.known() + 1))  # a new one makes up for none that is missing
    return made


def sweep_blobs(house: Installation) -> int:
    """Delete files that no row knows: left by an upload or a paper whose row was refused; says how many."""
    with house.read() as session:
        known = known_digests(session)
    return house.blobs.sweep(known, house.clock.now() - DAY)


class Chores:
    """Called between documents; looks at the clock rarely, and never stops the worker."""

    def __init__(self, house: Installation) -> None:
        self._house, self._next, self._lists = house, 0.0, 0.0
        self._put_off: dict[UUID, float] = {}
        self._tallies = TalliesKept(house)
        self._courts = CourtFiguresKept(house)
        self._what_ifs = WhatIfsPlayed(house)

    def __call__(self) -> None:
        if monotonic() >= self._lists:
            self._lists = monotonic() + LISTS
            send_notices(self._house)
            send_digests(self._house)
            self._go_on()
            self._import()
            self._passwords()
            self._tallies.renew()
            self._courts.renew()
            if self._what_ifs.go_on():
                self._lists = 0.0
        if monotonic() >= self._next:
            self._next = monotonic() + LOOK
            self._now_and_then()

    def _go_on(self) -> None:
        for run_id, actor in self._waiting(waiting_runs):
            if not go_on(self._house, run_id=run_id, actor=actor):
                self._put_off[run_id] = monotonic() + PUT_OFF

    def _import(self) -> None:
        """Tables that were handed in, for some seconds; the next look goes on with them."""
        for import_id, actor in self._waiting(waiting_imports):
            self._lists = 0.0  # more may wait: no pause before the next look
            if not go_on_importing(self._house, import_id=import_id, actor=actor, seconds=IMPORTS):
                self._put_off[import_id] = monotonic() + PUT_OFF

    def _passwords(self) -> None:
        """First passwords of a long table of people, for some seconds."""
        with self._house.read() as session:
            waiting = waiting_for_passwords(session)
        for import_id in waiting:
            self._lists = 0.0
            make_first_passwords(self._house, import_id=import_id, seconds=IMPORTS)

    def _waiting(
        self, found: Callable[[Session], Sequence[tuple[UUID, UUID]]]
    ) -> Iterator[tuple[UUID, Actor | None]]:
        """What waits with who began it as they are today; without what was put off."""
        house = self._house
        with house.read() as session:
            waiting = found(session)
            actors = {
                person: load_actor(session, person, house.registry, house.clock.today())
                for person in {person for _, person in waiting}
            }
        for waiting_id, person in waiting:
            if self._put_off.get(waiting_id, 0.0) <= monotonic():
                yield waiting_id, actors[person]

    def _now_and_then(self) -> None:
        sweep_deadlines(self._house)
        escalate_deadlines(self._house)
        look_for_warnings(self._house)
        remind_campaigns(self._house)
        make_digests(self._house)
        with self._house.read() as session:
            last = session.scalar(select(func.max(Checkpoint.made_at)))
        if last is not None and self._house.clock.now() - last < DAY:
            return
        sign_checkpoint(self._house)
        sweep_blobs(self._house)
        with self._house.begin() as uow:
            clear_old_traces(uow, clock=self._house.clock)
            uow.commit()
