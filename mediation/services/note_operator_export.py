"""Noting that somebody at the server's command line, without an account here, took figures out of the house."""

from __future__ import annotations

from collections.abc import Mapping

from mediation.model import OperatorExport
from mediation.rules.clock import Clock
from mediation.services.unit_of_work import UnitOfWork


def note_operator_export(
    uow: UnitOfWork,
    *,
    clock: Clock,
    operator: str,
    region_code: str,
    what: Mapping[str, str],
    lines: int,
    digest: bytes,
) -> None:
    """`operator`: the account of the machine, at most 64 characters of it; `digest`: SHA-256 of what was said."""
    uow.session.add(
        OperatorExport(
            operator=operator[:64],
            region_code=region_code,
            made_at=clock.now(),
            what=dict(what),
            lines=lines,
            digest=digest,
        )
    )
