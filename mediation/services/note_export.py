"""Noting that somebody takes figures or a list of cases out of the house: the row is there before the file leaves."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from mediation.model import Export, Region
from mediation.rules.actor import Actor
from mediation.rules.clock import Clock
from mediation.rules.errors import NotThere
from mediation.rules.grammar import Permission
from mediation.rules.policy import may_read_area
from mediation.rules.regions import is_within
from mediation.services.unit_of_work import UnitOfWork


def note_export(
    uow: UnitOfWork,
    *,
    actor: Actor,
    clock: Clock,
    region_code: str,
    what: Mapping[str, str],
    lines: int,
    digest: bytes,
) -> UUID:
    """Who, from which post, took what of which area; NotThere for an area that is not theirs to watch.

    Asked for without a key: the page stays after a download, and each file that leaves is a row of its own.
    """
    if uow.session.get(Region, region_code) is None or not may_read_area(actor, region_code):
        raise NotThere
    post = next(
        one for one in actor.posts_with(Permission.READ_AREA) if is_within(region_code, one.region_code)
    )
    export = Export(
        person_id=actor.person_id,
        organisation_id=post.organisation_id,
        region_code=region_code,
        made_at=clock.now(),
        what=dict(what),
        lines=lines,
        digest=digest,
    )
    uow.session.add(export)
    return export.id
