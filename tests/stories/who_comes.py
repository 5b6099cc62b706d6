"""Invented people as a report describes them: who acts for whom, who is a child, who has no papers."""

from __future__ import annotations

from datetime import date
from typing import Any

from mediation.demonstration.people import invented_id_number
from mediation.rules.intake import RepresentativeGiven
from mediation.rules.vocabulary import AgentAuthority, IdentityPaper, RepresentativeKind


def chosen(name: str, n: int, *, special: bool = True) -> RepresentativeGiven:
    """A representative whom a group has chosen (代表人)."""
    return RepresentativeGiven(
        kind=RepresentativeKind.CHOSEN,
        name=name,
        authority=AgentAuthority.SPECIAL if special else AgentAuthority.GENERAL,
        id_number=invented_id_number(n),
    )


def guardian(name: str, relation: str, n: int) -> RepresentativeGiven:
    return RepresentativeGiven(
        kind=RepresentativeKind.GUARDIAN, name=name, relation=relation, id_number=invented_id_number(n)
    )


def born(on: date, n: int) -> dict[str, Any]:
    """A person born on that day, with the number that says so."""
    body = f"150521{on:%Y%m%d}{n:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]
    return {"id_number": body + check, "born_on": on}


WITHOUT_PAPERS = {
    "paper": IdentityPaper.NONE,
    "id_number": "",
    "paper_missing_reason": "本人没有带身份证，由村委会证明",
}
