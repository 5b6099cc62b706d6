"""The worker: takes documents from the outbox under a lease, renders them, stores the bytes, then the row."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from mediation.adapters.binder import Binder
from mediation.adapters.blobs import Blobs
from mediation.adapters.renderer import Renderer, RenderingFailed
from mediation.rules.clock import Clock
from mediation.rules.dossiers import BindingPlan
from mediation.rules.errors import BadInput, MediationError, StorageFailed
from mediation.services.run_outbox import Job, RenderJob, Seal, fail_job, finish_job, postpone_job, take_job
from mediation.services.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)
PAUSE = 0.3
"""Seconds between looks at the outbox: one indexed read of a partial index, so no bell is needed."""


class Addressed(Protocol):
    """Settings that say where papers are verified."""

    @property
    def verify_at(self) -> str: ...

    @property
    def timestamp_url(self) -> str: ...


class Workplace(Protocol):
    """What a worker needs of the installation."""

    @property
    def settings(self) -> Addressed: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def blobs(self) -> Blobs: ...

    def begin(self) -> AbstractContextManager[UnitOfWork]: ...

    def is_transient(self, error: Exception) -> bool: ...


class Worker:
    """Renders what waits, one document at a time."""

    def __init__(
        self, place: Workplace, renderer: Renderer | None = None, chores: Callable[[], None] = lambda: None
    ) -> None:
        self._place = place
        self._chores = chores
        self._renderer = renderer or Renderer()
        self._binder = Binder()
        self._name = f"{socket.gethostname()}:{os.getpid()}"[:80]
        self.stopping = threading.Event()

    def run(self) -> None:
        """Work until told to stop; a busy database is waited for, never given up on."""
        try:
            while not self.stopping.is_set():
                try:
                    worked = self.work_once()
                    self._chores()
                except Exception as error:
                    log.error("worker: %s", type(error).__name__)
                    worked = False
                if not worked:
                    self.stopping.wait(PAUSE)
        finally:
            self._renderer.close()

    def drain(self) -> int:
        """Work until nothing waits; how many items were taken."""
        done = 0
        while self.work_once():
            done += 1
        return done

    def close(self) -> None:
        self._renderer.close()

    def work_once(self) -> bool:
        """Take one item and carry it out; False when nothing waits."""
        with self._place.begin() as uow:
            verify_at = self._place.settings.verify_at
            job = take_job(uow, clock=self._place.clock, worker=self._name, verify_at=verify_at)
            uow.commit()
        if job is None:
            return False
        try:
            pdf, pages = self._made(job)
            digest = self._place.blobs.put(pdf)
        except BadInput as bad:
            self._fail(job, "；".join(str(p.message) for p in bad.problems), final=True)
        except StorageFailed as refused:
            log.error("document %s waits: the disk takes no bytes: %s", job.subject_id, refused.__cause__)
            with self._place.begin() as uow:
                postpone_job(uow, clock=self._place.clock, job=job, sentence=str(refused.message))
                uow.commit()
        except (RenderingFailed, MediationError) as failed:
            self._fail(job, str(failed.message), final=False)
        else:
            with self._place.begin() as uow:
                finish_job(
                    uow,
                    clock=self._place.clock,
                    job=job,
                    digest=digest,
                    size=len(pdf),
                    pages=pages,
                    typesetting=self._renderer.typesetting,
                )
                uow.commit()
        return True

    def _made(self, job: Job) -> tuple[bytes, int | None]:
        """The bytes, and of a bound file how many pages are numbered."""
        if isinstance(job, RenderJob):
            pdf = self._renderer.render(job.request)
            return (self._signed(pdf, job.seal) if job.seal else pdf), None
        return self._binder.bind(BindingPlan.from_json(job.plan), self._place.blobs, self._renderer)

    def _signed(self, pdf: bytes, seal: Seal) -> bytes:
        from mediation.adapters.seal import sign_pdf  # loading it takes a while and few installations sign

        return sign_pdf(pdf, seal, self._place.settings.timestamp_url)

    def _fail(self, job: Job, sentence: str, *, final: bool) -> None:
        log.warning("document %s: %s", job.subject_id, "final" if final else "will be tried again")
        with self._place.begin() as uow:
            fail_job(uow, clock=self._place.clock, job=job, sentence=sentence, final=final)
            uow.commit()
