"""Agreements written down as data, read as the checks take them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from mediation.rules.capacity import capacity_on
from mediation.rules.health import (
    Acting,
    AgreementWritten,
    ApplicationWritten,
    DutyWritten,
    PartyWritten,
)
from mediation.rules.vocabulary import (
    AgentAuthority,
    AgreementForm,
    Capacity,
    ObligationKind,
    PartyKind,
    RepresentativeKind,
    Side,
)

FOLDER = Path(__file__).parent / "health"
DRAWN, TODAY = date(2026, 11, 20), date(2026, 11, 25)
TWO = ({"name": "张建国"}, {"name": "李德福", "side": "respondent"})


@dataclass(frozen=True)
class Written:
    """One of them: what is wrong with it, and by which names that has to be told."""

    name: str
    agreement: AgreementWritten
    wrong: str = ""
    codes: tuple[str, ...] = ()


def cases(name: str) -> list[Written]:
    """All of one file."""
    found = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))["agreement"]
    return [
        Written(one["name"], agreement_of(one), one.get("wrong", ""), tuple(one.get("codes", ())))
        for one in found
    ]


def agreement_of(given: dict[str, Any]) -> AgreementWritten:
    in_force_on, apply_until = _day(given, "in_force_on"), _day(given, "apply_until")
    return AgreementWritten(
        on=TODAY,
        drawn_on=in_force_on if in_force_on and in_force_on < DRAWN else DRAWN,
        parties=tuple(_party(one) for one in given.get("parties", TWO)),
        duties=tuple(_duty(one) for one in given.get("duties", ())),
        form=AgreementForm.of(given.get("form", "written")),
        facts=given.get("facts", ""),
        further=tuple(given.get("further", ())),
        land_title=given.get("land_title", False),
        property_papers=given.get("property_papers", False),
        in_force_on=in_force_on or (DRAWN if "application" in given else None),
        apply_until=apply_until,
        registered=given.get("registered", False),
        application=_application(given.get("application")),
    )


def _application(given: dict[str, Any] | None) -> ApplicationWritten | None:
    if given is None:
        return None
    right = given.get("serves", True) and given.get("inviting", True)
    return ApplicationWritten(right_court=right, unsigned=tuple(given.get("unsigned", ())))


def _party(given: dict[str, Any]) -> PartyWritten:
    kind, born_on = PartyKind.of(given.get("kind", "natural")), _day(given, "born_on")
    said = Capacity.of(given["capacity"]) if "capacity" in given else None
    return PartyWritten(
        name=given["name"],
        side=Side.of(given.get("side", "applicant")),
        kind=kind,
        capacity=capacity_on(kind, said, born_on, TODAY),
        signed=given.get("signed", False),
        identified=given.get("identified", True),
        reachable=given.get("phone", True) and given.get("address", True),
        acting=tuple(
            Acting(
                kind=RepresentativeKind.of(one["kind"]),
                name=one["name"],
                authority=AgentAuthority.of(one["authority"]) if "authority" in one else None,
                signed=one.get("signed", False),
            )
            for one in given.get("acting", ())
        ),
    )


def _duty(given: dict[str, Any]) -> DutyWritten:
    return DutyWritten(
        kind=ObligationKind.of(given["kind"]),
        debtor=given.get("debtor", ""),
        creditor=given.get("creditor", ""),
        amount=Decimal(given["amount"]) if "amount" in given else None,
        what=given.get("what", ""),
        due_on=_day(given, "due_on"),
        condition=given.get("condition", ""),
        means=given.get("means", ""),
        place=given.get("place", ""),
        performed_at_once=given.get("performed_at_once", False),
    )


def _day(given: dict[str, Any], name: str) -> date | None:
    return date.fromisoformat(given[name]) if name in given else None
