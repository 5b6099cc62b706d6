"""Tables of cases as a court would hand them in, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from mediation.bootstrap import Installation
from mediation.demonstration.people import invented_id_number, invented_name
from mediation.demonstration.player import Player
from mediation.rules.court_table import COLUMNS
from mediation.services.importing.begin import SentTable, begin_import
from mediation.services.importing.work import work_on_import
from mediation.services.perform import perform

HEADS = tuple(COLUMNS.values())


def cells(n: int, on: date, **other: str) -> dict[str, str]:
    """A sound row: a suit that the court registered on that day. `other` with two underscores for a dot."""
    said = {
        "court_number": f"（{on.year}）内0521民初{9000 + n}号",
        "received_on": on.isoformat(),
        "filed_on": on.isoformat(),
        "procedure": "简易程序",
        "category": "邻里纠纷",
        "region": "150521100000",
        "narrative": "雨季排水，水倒灌进西屋。",
        "claim": f"赔偿第{n}处损失",
        "amount": "1200.50",
        "applicant.name": invented_name(n),
        "applicant.id_number": invented_id_number(5000 + 2 * n),
        "applicant.phone": "13800000000",
        "applicant.address": "保康镇",
        "respondent.name": invented_name(n + 7),
        "respondent.id_number": invented_id_number(5001 + 2 * n),
        "applicant.consents": "是",
        "respondent.consents": "是",
    }
    return said | {name.replace("__", "."): text for name, text in other.items()}


def table(*rows: Mapping[str, str], digest: str = "d" * 64) -> SentTable:
    """The rows as a file, its first row the columns."""
    lines = [(n, tuple(row.get(name, "") for name in COLUMNS)) for n, row in enumerate(rows, 2)]
    return SentTable("收案.xlsx", digest, HEADS, lines)


def handed_in(house: Installation, player: Player, sent: SentTable, *, account: str = "fayuan") -> UUID:
    """Taken in and checked."""
    actor = player.actor(account)
    made = perform(
        house, begin_import, actor=actor, organisation_id=actor.posts[0].organisation_id, table=sent
    )
    work_on_import(house, actor=actor, import_id=made)
    return made
