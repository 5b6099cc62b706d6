"""What the worker does beside its documents: it watches the clocks, signs what grew and clears old traces."""

from __future__ import annotations

import logging
from datetime import timedelta
from time import monotonic
from uuid import UUID

from sqlalchemy import func, select

from mediation.adapters.checkpoint_count import CheckpointCount
from mediation.bootstrap import Installation
from mediation.model import Checkpoint
from mediation.services.clear_old_traces import clear_old_traces
from mediation.services.make_checkpoint import make_checkpoint
from mediation.services.sweep_deadlines import sweep_deadlines

log = logging.getLogger(__name__)
LOOK = 600.0
"""Seconds between looks whether a day has passed."""
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


class Chores:
    """Called between documents; looks at the clock rarely, and never stops the worker."""

    def __init__(self, house: Installation) -> None:
        self._house, self._next = house, 0.0

    def __call__(self) -> None:
        if monotonic() < self._next:
            return
        self._next = monotonic() + LOOK
        sweep_deadlines(self._house)
        with self._house.read() as session:
            last = session.scalar(select(func.max(Checkpoint.made_at)))
        if last is not None and self._house.clock.now() - last < DAY:
            return
        sign_checkpoint(self._house)
        with self._house.begin() as uow:
            clear_old_traces(uow, clock=self._house.clock)
            uow.commit()
