"""Which wording a paper is issued with: the committee's own, else that of the nearest area, else the product's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from mediation.model import Organisation, Wording
from mediation.rules.regions import ancestors
from mediation.services.looked_up import looked_up

_OF_A_PAPER = select(Wording).where(Wording.paper == bindparam("paper"), Wording.in_force_on.is_not(None))
"""Of every day: asked once for all papers of the kind in a transaction."""


def wordings_in_force(session: Session, organisation_id: UUID, paper: str, on: date) -> Mapping[str, Wording]:
    """By block, those that hold for the organisation's papers on that day."""
    rows = [row for row in looked_up(session, _OF_A_PAPER, {"paper": paper}) if _holds(row, on)]
    if not rows:
        return {}
    organisation = session.get_one(Organisation, organisation_id)
    areas = (organisation.region_code, *ancestors(organisation.region_code))
    reaching = [row for row in rows if row.organisation_id == organisation.id or row.region_code in areas]
    found: dict[str, Wording] = {}
    for row in sorted(reaching, key=lambda row: _nearness(row, organisation, areas)):
        found.setdefault(row.block, row)
    return found


def _holds(row: Wording, on: date) -> bool:
    return (
        row.in_force_on is not None and row.in_force_on <= on and (row.ended_on is None or row.ended_on > on)
    )


def _nearness(row: Wording, organisation: Organisation, areas: tuple[str, ...]) -> tuple[int, int, int]:
    """Own before the area's, the nearer area before the wider, the later before the earlier."""
    own = row.organisation_id == organisation.id
    assert row.in_force_on is not None
    return (-1 if own else areas.index(row.region_code), -row.in_force_on.toordinal(), -row.version)


def texts_of(session: Session, wording_ids: Iterable[str]) -> Mapping[str, str]:
    """By block, the very versions that a document was issued with."""
    return {block: row.text for block, row in rows_of(session, wording_ids).items()}


def rows_of(session: Session, wording_ids: Iterable[str]) -> Mapping[str, Wording]:
    """The same with their rows."""
    ids = [UUID(one) for one in wording_ids]
    if not ids:
        return {}
    rows = session.scalars(select(Wording).where(Wording.id.in_(ids)).order_by(Wording.block))
    return {row.block: row for row in rows}
